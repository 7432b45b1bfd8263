// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/series.h"
#include "engine/issgd/sampling/proposal.h"
#include "engine/issgd/variance/verdict.h"
#include "engine/nn/layers/training_images.h"

#include <cstddef>
#include <string>
#include <vector>

/// Pictures of probability weights and what they do. Pure; any thread.
namespace scorescope::issgd {

/// "weights": how many examples have a weight of that size, on a logarithmic scale, in use.
[[nodiscard]] Artifact weightsPicture(const Proposal& proposal);
/// "lorenz": the share of all chances that the least likely examples have together.
[[nodiscard]] Artifact lorenzPicture(const Proposal& proposal);
/// "weight_ages": how many examples were scored so long ago, in the clock's seconds.
[[nodiscard]] Artifact agesPicture(const ExampleScores& scores, double now);
/// "informative": the `count` examples with the highest scores, and those with the lowest; with
/// their scores, and framed where the label is wrong.
[[nodiscard]] Artifact informativeExamples(const nn::TrainingImages& images,
                                           const ExampleScores& scores, std::size_t count);
/// "sampling": the proposal in numbers, each with what it means.
[[nodiscard]] Artifact samplingTable(const Proposal& proposal, double largestShare);
/// "verdict".
[[nodiscard]] Artifact verdictTable(const Verdict& verdict, double costRatio);
/// A series against a clock instead of the step.
struct ClockedSeries {
    std::string label;
    std::string series;
    std::string clock; ///< the series of seconds, which has a point at every step of `series`
    bool dashed = false;
};
[[nodiscard]] Artifact byClock(const std::string& name, const std::string& title,
                               const Quantity& value, const std::vector<ClockedSeries>& lines,
                               const SeriesSet& series);

} // namespace scorescope::issgd
