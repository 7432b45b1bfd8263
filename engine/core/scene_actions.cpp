// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/scene_actions.h"

#include "engine/core/action.h"
#include "engine/core/error.h"

namespace scorescope {

SceneActions actionsOn(const Scene& scene, const ExperimentKind& kind, std::size_t dimensions) {
    SceneActions result;
    for (const TimedAction& each : scene.actions) {
        try {
            checkAction(kind.actions, each.action, dimensions);
            result.actions.push_back(each);
        } catch (const InputError& error) {
            result.leftOut.push_back("left out at step " + std::to_string(each.step) + ": " +
                                     error.message());
        }
    }
    return result;
}

} // namespace scorescope
