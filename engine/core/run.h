// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/scene.h"

#include <memory>
#include <string>

/// What Session and the command line both do with an experiment.
namespace scorescope {

/// Creates the scene's experiment. Throws InputError, told of the scene's file.
[[nodiscard]] std::unique_ptr<Experiment>
createExperiment(const Registry& registry, const Scene& scene, const Device& device, int threads);
/// State, series and scene: everything a later run needs to continue bit for bit.
[[nodiscard]] Checkpoint fullCheckpoint(const Experiment& experiment, const Scene& scene);
/// The scene a checkpoint was taken from. Throws InputError when it carries none.
[[nodiscard]] Scene sceneOf(const Checkpoint& checkpoint, const Registry& registry);
/// Restores state and series. Throws InputError; the experiment is then unchanged.
void restoreFull(Experiment& experiment, const Checkpoint& checkpoint);
/// An artifact for one of the experiment's series.
[[nodiscard]] Artifact seriesArtifact(const SeriesSet& series, const std::string& name,
                                      std::string title, Quantity value, bool reference = false);

} // namespace scorescope
