// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/fetch/data_sources.h"
#include "views/background_job.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace scorescope::app {

/// Fetches a data set that does not travel with the program: says what it is, how large, from where
/// and into which folder, then how far it is. Closing it while it fetches keeps what has come, and
/// the next time goes on from there. GUI thread only.
class FetchDialog : public QDialog {
    Q_OBJECT

public:
    FetchDialog(data::DataSource source, const QString& folder, QWidget* parent);
    ~FetchDialog() override;

    [[nodiscard]] bool isFetching() const { return job_.isBusy(); }

Q_SIGNALS:
    /// All files are there, and whole.
    void fetched(const QString& title, const QString& folder);

protected:
    void done(int result) override;

private:
    void begin();
    void chooseFolder();
    void showIdle(const QString& message);

    data::DataSource source_;
    QLineEdit* folder_ = nullptr;
    QPushButton* choose_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QLabel* message_ = nullptr;
    QPushButton* fetch_ = nullptr;
    QPushButton* close_ = nullptr;
    views::BackgroundJob job_; ///< last: what it delivers uses the rest
};

} // namespace scorescope::app
