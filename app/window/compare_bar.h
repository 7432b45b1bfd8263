// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"
#include "views/theme.h"

#include <QFrame>

#include <array>
#include <map>
#include <string>
#include <vector>

class QComboBox;
class QToolButton;

namespace scorescope::app {

class CompareSide;

/// How two pictures are put beside each other.
enum class CompareMode {
    sideBySide, ///< A and B
    overlay,    ///< both in one picture; curves only
    difference, ///< A − B alone
    all,        ///< A, B and A − B
};

/// The line above a comparison: what A and B are, which view, and how it is compared.
class CompareBar : public QFrame {
    Q_OBJECT

public:
    CompareBar(CompareSide& a, CompareSide& b, QWidget* parent);

    void setViews(const std::vector<ViewSpec>& specs);
    void setView(std::size_t index);
    /// Checks the button of that mode; `overlay` only when it is offered.
    void setMode(CompareMode mode, bool overlayOffered);
    void setTheme(const views::Theme& theme);
    /// Where the keys go first.
    void focusFirst();

Q_SIGNALS:
    void viewChosen(const QString& name);
    void modeChosen(scorescope::app::CompareMode mode);
    void exportRequested();
    void closeRequested();

private:
    std::array<QComboBox*, 2> boxes_{};
    QComboBox* view_ = nullptr;
    std::map<CompareMode, QToolButton*> modes_;
    QToolButton* export_ = nullptr;
    QToolButton* close_ = nullptr;
};

} // namespace scorescope::app
