// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/fetch/data_sources.h"
#include "views/background_job.h"

#include <QDialog>

#include <cstddef>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace scorescope::app {

/// Fetches a data set that does not travel with the program, one of those there are: says what it
/// is, how large, from where and into which folder, then how far it is. Closing it while it fetches
/// keeps what has come, and the next time goes on from there. GUI thread only.
class FetchDialog : public QDialog {
    Q_OBJECT

public:
    struct Offer {
        data::DataSource source;
        QString folder; ///< proposed
    };
    /// \param offers at least one
    /// \param first  chosen at the beginning
    FetchDialog(std::vector<Offer> offers, std::size_t first, QWidget* parent);
    ~FetchDialog() override;

    [[nodiscard]] bool isFetching() const { return job_.isBusy(); }

Q_SIGNALS:
    /// All files are there, and whole.
    void fetched(const QString& title, const QString& folder);

protected:
    void done(int result) override;

private:
    void choose(std::size_t offer);
    void begin();
    void chooseFolder();
    void showIdle(const QString& message);

    [[nodiscard]] const data::DataSource& source() const { return offers_[chosen_].source; }

    std::vector<Offer> offers_;
    std::size_t chosen_ = 0;
    QComboBox* which_ = nullptr;
    QLabel* size_ = nullptr;
    QLabel* from_ = nullptr;
    QLineEdit* folder_ = nullptr;
    QPushButton* choose_ = nullptr;
    QProgressBar* progress_ = nullptr;
    QLabel* message_ = nullptr;
    QPushButton* fetch_ = nullptr;
    QPushButton* close_ = nullptr;
    views::BackgroundJob job_; ///< last: what it delivers uses the rest
};

} // namespace scorescope::app
