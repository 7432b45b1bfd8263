// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/run_curves.h"
#include "app/window/run_list.h"
#include "views/theme.h"

#include <QWidget>

#include <cstdint>

class QAction;
class QComboBox;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QMenu;
class QPushButton;
class QToolButton;

namespace scorescope::app {

/// The list of kept runs: which are shown, what they are called and how they are coloured.
///
/// Space shows and hides the run that is chosen, F2 renames it, Delete takes it off the list. GUI
/// thread only.
class RunPanel : public QWidget {
    Q_OBJECT

public:
    /// `list` and `curves` must outlive the panel; `keep` keeps the run in the window.
    RunPanel(RunList& list, RunCurves& curves, QAction& keep, QWidget* parent);

    void setTheme(const views::Theme& theme);

private:
    QWidget* buildTop(QAction& keep);
    QWidget* buildTools();
    void fill();
    void edited(QListWidgetItem* item);
    void follow();
    void removeChosen();
    void fillColors();
    [[nodiscard]] const KeptRun* chosen() const;
    [[nodiscard]] QString details(const KeptRun& run) const;
    [[nodiscard]] QIcon swatch(std::size_t color) const;

    RunList& list_;
    RunCurves& curves_;
    views::Theme theme_;
    QComboBox* bands_ = nullptr;
    QListWidget* runs_ = nullptr;
    QLabel* empty_ = nullptr;
    QLabel* details_ = nullptr;
    QToolButton* color_ = nullptr;
    QMenu* colors_ = nullptr;
    QToolButton* rename_ = nullptr;
    QToolButton* remove_ = nullptr;
    bool filling_ = false;
};

} // namespace scorescope::app
