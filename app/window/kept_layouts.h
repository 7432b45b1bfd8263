// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"

#include <string>

namespace scorescope::app {

/// How a person laid out the views of a scene, kept in the program's settings by the scene's id.
/// GUI thread. A layout that cannot be read is none.
[[nodiscard]] SceneLayout keptLayout(const std::string& sceneId);
/// Keeps it; one without any layout forgets what was kept. A scene without an id is not kept.
void keepLayout(const std::string& sceneId, const SceneLayout& layout);

} // namespace scorescope::app
