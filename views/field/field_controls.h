// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/controls/sign_button.h"
#include "views/field/field_scene.h"

#include <QWidget>

#include <utility>
#include <vector>

class QAction;
class QComboBox;
class QToolButton;

namespace scorescope::views {

class FieldView;

/// The tools and switches of a FieldView for its title bar. Follows the view; does nothing once it
/// is gone. What the view's artifacts have no use for is hidden. Tool buttons name their icons
/// (resources/icons/tool_NAME.svg) by the property "icon_name"; the title bar draws them. Tools and
/// the Show menu stand in a child of their own, "bar_tools", that a narrow title bar may keep.
class FieldControls : public QWidget {
    Q_OBJECT

public:
    FieldControls(FieldView* view, QWidget* parent);

private:
    void addTools();
    void addShowMenu();
    void followHeatMaps();
    void follow();

    FieldView* view_;
    QWidget* bar_; ///< tools and the Show menu
    std::vector<std::pair<FieldTool, QToolButton*>> tools_;
    std::vector<QAction*> overlays_; ///< in the order of fieldSwitches()
    QToolButton* show_ = nullptr;
    QComboBox* heatMap_;
    QComboBox* arrowLength_;
    QComboBox* colorScale_;
    SignButton* heat_;
    SignButton* streamlines_;
    SignButton* optimum_;
    SignButton* points_;
    SignButton* lock_;
    SignButton* closeup_;
};

} // namespace scorescope::views
