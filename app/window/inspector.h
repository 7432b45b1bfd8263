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

class QLabel;
class QTableWidget;

namespace scorescope::app {

/// What is under the cursor: its coordinates at once, and the rows of the artifact "inspector" as
/// soon as the engine has answered. Rows can be copied.
class Inspector : public QWidget {
    Q_OBJECT

public:
    explicit Inspector(QWidget* parent);

    void setTheme(const views::Theme& theme);
    /// The cursor's place in axis units; empty when it left (the last rows stay for copying).
    void setCursor(const QVector<double>& point);
    void setFrame(const Frame& frame);
    /// All rows as lines "label <tab> value".
    [[nodiscard]] QString text() const;

private:
    void fill();
    void showNote();
    void copySelection() const;

    views::Theme theme_;
    QVector<double> point_;
    bool pointed_ = true;               ///< the cursor is over a picture
    std::optional<std::uint64_t> past_; ///< the step of the past moment shown
    std::shared_ptr<const Artifact> artifact_;
    QLabel* note_;
    QLabel* hint_;
    QTableWidget* table_;
};

} // namespace scorescope::app
