// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/experiment.h"
#include "engine/core/parameters.h"
#include "engine/gsn/plane/plane_learner.h"

#include <cstdint>

namespace scorescope::gsn {

[[nodiscard]] ParameterTable planeParameters();
/// Rules between them. Throws InputError.
void checkPlaneParameters(const Parameters& parameters);

[[nodiscard]] LearnerOptions learnerOptions(const ExperimentContext& context);
[[nodiscard]] nn::TrainerOptions trainerOptions(const Parameters& parameters);
/// How examples walk at a step: before `walk_from` by one step, which is plain denoising.
/// \param onward false for the network beside it, whose X̃ are all made of the example itself
[[nodiscard]] WalkOptions walkOptions(const Parameters& parameters, std::uint64_t step,
                                      bool onward);
/// Attractors of r farther than that from all examples are spurious modes.
[[nodiscard]] double spuriousDistance(const Parameters& parameters);

/// What views of the plane compute.
[[nodiscard]] Grid shownGrid(const Parameters& parameters);
[[nodiscard]] RegionParameters shownRegion();

} // namespace scorescope::gsn
