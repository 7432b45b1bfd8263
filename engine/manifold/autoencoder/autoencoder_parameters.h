// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/experiment.h"
#include "engine/core/parameters.h"
#include "engine/manifold/autoencoder/autoencoder_problem.h"
#include "engine/manifold/chains/samplers.h"
#include "engine/nn/trainer.h"

#include <string>
#include <vector>

/// What a person can set in an auto-encoder of chapter 3, and what the numerics make of it.
namespace scorescope::manifold {

[[nodiscard]] ParameterTable autoencoderParameters();
/// Rules between parameters. Throws InputError.
void checkAutoencoderParameters(const Parameters& parameters);
/// Bytes that the fused pass, the optimizer, the data and the chains hold at once.
[[nodiscard]] double autoencoderMemory(const Parameters& parameters);

/// Reads the data file where one is asked for. Throws InputError.
[[nodiscard]] ProblemOptions problemOptions(const ExperimentContext& context);
/// Points drawn by hand; throws InputError ("/parameters/drawn_points") for text that is none, or
/// for no point at all.
[[nodiscard]] data::PointSet drawnPoints(const Parameters& parameters);
/// The path drawn by hand, [points x 2]; empty for none. Throws InputError
/// ("/parameters/drawn_path") for text that is none.
[[nodiscard]] std::vector<double> drawnPath(const Parameters& parameters);
[[nodiscard]] nn::TrainerOptions trainerOptions(const Parameters& parameters);
[[nodiscard]] SamplerOptions samplerOptions(const ExperimentContext& context,
                                            const Parameters& parameters);
/// The grid of a region with square cells: `resolution` nodes across, as many rows as the height
/// asks for. `prefix` is "" or "closeup_".
[[nodiscard]] Grid regionGrid(const Parameters& parameters, const std::string& prefix);

/// The parameters that regionGrid() reads.
[[nodiscard]] RegionParameters regionParameters(const std::string& prefix);

/// What a step does (parameter "activity").
enum class Activity { train, both, sample, schedule };
[[nodiscard]] Activity activityOf(const Parameters& parameters);

/// What a person can do to the auto-encoders of this lab.
[[nodiscard]] const std::vector<ActionSpec>& autoencoderActions();

} // namespace scorescope::manifold
