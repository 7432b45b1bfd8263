// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/command_palette.h"
#include "app/window/document.h"
#include "app/window/scene_library.h"

#include <QList>

#include <functional>
#include <string>
#include <vector>

class QMenu;

/// What the palette finds in the window. The actions of entries hold on to what they were made
/// from, which must outlive them.
namespace scorescope::app {

/// Every action of the menus and of their submenus, but for disabled ones without a name.
[[nodiscard]] std::vector<PaletteEntry> commandEntries(const QList<QMenu*>& menus);
/// Every scene of the library, in the order of the thesis; `open` gets its id.
[[nodiscard]] std::vector<PaletteEntry> sceneEntries(const SceneLibrary& library,
                                                     std::function<void(const QString&)> open);
/// Every parameter of the scene on the desk. One that `isShown` denies cannot be gone to.
[[nodiscard]] std::vector<PaletteEntry>
parameterEntries(const Document& document, const std::function<bool(const std::string&)>& isShown,
                 std::function<void(const std::string&)> goTo);

} // namespace scorescope::app
