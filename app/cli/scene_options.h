// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/scene.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// The options of all commands that run a scene: which one, and what is changed in it.
namespace scorescope::app {

/// As typed.
struct SceneOptions {
    std::string scene;
    bool thesisSize = false;
    std::vector<std::string> assignments; ///< after that
    std::vector<std::string> acts;        ///< as typed, read by parseTimedAction()
    std::string look;
    std::string steps; ///< as typed, checked by readCount()
    std::string seed;
    int threads = 0;
    std::string device = "auto";
};

/// Declares them on a command.
void addSceneOptions(CLI::App& command, SceneOptions& options);

/// Whether other numbers come of it than of the scene as it is; --look only looks.
[[nodiscard]] bool changesTheScene(const SceneOptions& options);
/// Where somebody looks, if that was given. Throws InputError.
void look(const SceneOptions& options, Scene& scene);
/// All of it. A changed scene loses its expectations: it is another experiment than the one that
/// they were measured on. Throws InputError, told of the option.
void apply(const SceneOptions& options, Scene& scene, const Registry& registry);
/// What a scene expects, in words: "loss_ratio at step 400, …".
[[nodiscard]] std::string expectationsText(const Scene& scene);

} // namespace scorescope::app
