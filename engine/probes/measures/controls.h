// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/measures/bootstrap.h"
#include "engine/probes/probe/probe_fit.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::probes {

/// Cells of the raw inputs and a random class for each: labels that can be told from the inputs and
/// mean nothing. J. Hewitt and P. Liang ("Designing and interpreting probes with control tasks",
/// EMNLP 2019) give each word a class; images do not recur, so the types that recur in training and
/// test are clusters of their pixels.
class ControlTask {
public:
    /// k-means on training inputs; then classes 0 … classes − 1 are dealt to the cells in a random
    /// order, so that each class has as many cells as any other or one more. Throws
    /// std::invalid_argument for fewer cells than classes, fewer than two classes, and as
    /// stats::kMeans(); Cancelled when asked to stop.
    ControlTask(const stats::Points& trainingInputs, std::size_t cells, std::size_t classes,
                std::uint64_t seed, const stats::LongWork& work = {});

    /// The class of the nearest cell of each input, training or other. Throws as
    /// stats::nearestOthers().
    [[nodiscard]] std::vector<std::uint32_t> labels(const stats::Points& inputs,
                                                    const stats::LongWork& work = {}) const;
    /// [cells]
    [[nodiscard]] const std::vector<std::uint32_t>& classes() const noexcept { return classes_; }
    /// [cells × dimension]
    [[nodiscard]] const std::vector<float>& centres() const noexcept { return centres_; }

private:
    std::size_t dimension_;
    std::vector<float> centres_;
    std::vector<std::uint32_t> classes_;
};

/// Selectivity: held-out accuracy of the task less that of the control task, paired by example.
/// High where a probe reads what the features hold, near 0 where it would learn anything. The
/// control's labels are others, so each judgement brings its own. Throws as pairedDifference().
[[nodiscard]] stats::Estimate selectivity(const Judgement& task,
                                          const std::vector<std::uint32_t>& labels,
                                          const Judgement& control,
                                          const std::vector<std::uint32_t>& controlLabels,
                                          const BootstrapOptions& options = {});

/// How well a probe of these features learns by heart.
struct Memorization {
    /// Training accuracy with the labels dealt out anew: 1 where the probe fits anything.
    double accuracy = 0.0;
    double chance = 0.0; ///< the share of the commonest class: what naming it gives
    std::size_t examples = 0;
    std::size_t features = 0; ///< that vary
    Certificate certificate;
    /// With fewer examples than features any labels can be fitted exactly, so a probe's training
    /// error says nothing: such cells are marked.
    [[nodiscard]] bool underdetermined() const { return examples < features; }
};

/// Fits the probe to shuffled labels, with the same options. Throws as fitProbe().
[[nodiscard]] Memorization memorization(const PreparedFeatures& training,
                                        const std::vector<std::uint32_t>& labels,
                                        std::size_t classes, const ProbeOptions& options,
                                        std::uint64_t seed, const stats::LongWork& work = {});

} // namespace scorescope::probes
