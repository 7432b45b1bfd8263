// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "views/theme.h"

#include <QVector>
#include <QWidget>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QLabel;
class QTableWidget;
class QToolButton;

namespace scorescope::app {

/// What is under the cursor: its coordinates at once, and the rows of the artifact "inspector" as
/// soon as the engine has answered; below them what is selected (a chain, a row, an image), as the
/// artifacts tell that it can be. Rows can be copied; the pin holds them.
class Inspector : public QWidget {
    Q_OBJECT

public:
    explicit Inspector(QWidget* parent);

    void setTheme(const views::Theme& theme);
    [[nodiscard]] QWidget* titleBar() const noexcept { return bar_; }
    /// The cursor's place in axis units; empty when it left (the last rows stay for copying).
    void setCursor(const QVector<double>& point);
    void setFrame(const Frame& frame);
    /// All rows as lines "label <tab> value".
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    /// The pin was taken out: what was held may be of another moment than the one on screen.
    void released();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    using Rows = std::vector<std::pair<QString, QString>>;

    void fill();
    void fitRows();
    [[nodiscard]] Rows rows() const;
    void showNote();
    void copySelection() const;

    views::Theme theme_;
    QVector<double> point_;
    bool pointed_ = true;               ///< the cursor is over a picture
    std::optional<std::uint64_t> past_; ///< the step of the past moment shown
    std::uint64_t step_ = 0;
    Rows selected_;
    std::shared_ptr<const Artifact> artifact_;
    QWidget* bar_;
    QToolButton* pin_;
    QLabel* note_;
    QLabel* hint_;
    QTableWidget* table_;
};

} // namespace scorescope::app
