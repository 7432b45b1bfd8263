// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/scene.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope {

/// A scene's actions on the data it has got.
struct SceneActions {
    std::vector<TimedAction> actions; ///< those that its runs do
    /// One sentence for each that they leave out, because its points are not of the data's space.
    std::vector<std::string> leftOut;
};

/// A scene's actions hold points of the data it was written for; with other data in it, those whose
/// points have another number of coordinates than `dimensions` (0: not known here) are left out
/// rather than refused. Everything else about an action was checked when the scene was read.
[[nodiscard]] SceneActions actionsOn(const Scene& scene, const ExperimentKind& kind,
                                     std::size_t dimensions);

} // namespace scorescope
