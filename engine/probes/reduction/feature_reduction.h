// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/layered_network.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope::probes {

/// How the features of a layer with many are made fewer (§9.3.4).
enum class ReductionKind {
    none,
    subset,     ///< some of them, drawn at random and then always the same (Inception v3, §9.4.2)
    projection, ///< as many random projections, fixed: entries are normal, of variance 1/count
    pooling,    ///< the mean of each channel over its positions (ResNet-50, §9.4.1)
};

/// The map from all features of a point to those that its probe reads. Fixed by the seed and the
/// point's name, so that the same features are read at every step and in every run. Immutable; any
/// thread.
class FeatureReduction {
public:
    /// \param most features that are left, at least 1; where there are no more, subset and
    ///        projection leave them as they are. Pooling leaves one for each channel, and draws a
    ///        subset where even those are more.
    FeatureReduction(ReductionKind kind, std::size_t most, const nn::ImageShape& shape,
                     const std::string& point, std::uint64_t seed);

    /// Features of an example before and after.
    [[nodiscard]] std::size_t before() const noexcept { return before_; }
    [[nodiscard]] std::size_t after() const noexcept { return after_; }
    /// "1000 of 6272, drawn at random", "all 784", "the means of 8 channels".
    [[nodiscard]] const std::string& words() const noexcept { return words_; }
    /// [count × before()], each as channels × rows × columns, to [count × after()]. The same
    /// numbers for any number of threads (see threadCount()).
    void apply(const float* features, std::size_t count, float* reduced, int threads = 0) const;
    /// Bytes that it holds.
    [[nodiscard]] std::size_t bytes() const noexcept;

private:
    std::size_t before_;
    std::size_t after_;
    std::size_t positions_ = 1;       ///< of a channel, where means are taken; 1: none are
    std::vector<std::size_t> chosen_; ///< ascending; empty: all
    std::vector<float> projection_;   ///< [before × after], or empty
    std::string words_;
};

} // namespace scorescope::probes
