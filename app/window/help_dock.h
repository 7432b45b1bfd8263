// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/document.h"
#include "app/window/scene_library.h"
#include "views/theme.h"

#include <QDockWidget>

class QTabWidget;

namespace scorescope::app {

class HelpPage;

/// Help beside the work, on two pages: what the open scene shows, what its experiment computes, and
/// its parameters; and what its lab is about (resources/help/LAB.md, where there is one), with
/// pictures of scenes that run while one reads.
class HelpDock : public QDockWidget {
    Q_OBJECT

public:
    /// `document`, `library` and `registry` must outlive the dock's use; none is touched as it
    /// goes.
    HelpDock(Document& document, const SceneLibrary& library, const Registry& registry,
             QWidget* parent);

    void setTheme(const views::Theme& theme);
    /// Opens the dock at the lab's page, or at the scene's where the lab has none.
    void showLabPage();

Q_SIGNALS:
    void sceneRequested(const QString& id);

private:
    void fill();

    Document& document_;
    const SceneLibrary& library_;
    QTabWidget* tabs_;
    HelpPage* scenePage_;
    HelpPage* labPage_;
};

} // namespace scorescope::app
