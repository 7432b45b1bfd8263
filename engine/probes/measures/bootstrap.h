// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/estimates.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace scorescope::probes {

/// Intervals by drawing the examples anew, with replacement: they tell what other examples of the
/// same kind would give, and nothing of other seeds.
struct BootstrapOptions {
    std::size_t resamples = 1000; ///< ≥ 40: 95 % of them are kept
    std::uint64_t seed = 1;
    int threads = 0; ///< see threadCount(); changes no number
};

/// `statistic` of the examples as they are, and the middle 95 % of it over resamples. It is called
/// with how often each example was drawn, [count], from several threads. Throws
/// std::invalid_argument for no examples, or too few resamples.
[[nodiscard]] stats::Estimate
bootstrap(std::size_t count,
          const std::function<double(const std::vector<std::uint32_t>& times)>& statistic,
          const BootstrapOptions& options = {});

/// The mean of one number for each example: a cross-entropy, an error rate.
[[nodiscard]] stats::Estimate bootstrapMean(const std::vector<double>& values,
                                            const BootstrapOptions& options = {});

/// Two probes on the same examples, as those of neighbouring layers.
struct PairedDifference {
    stats::Estimate difference; ///< mean of first − second, with its interval
    /// Two-sided: twice the smaller share of resamples that are not on one side of 0, 1 at most and
    /// 1/resamples at least.
    double pValue = 1.0;
};

/// Of one number for each example and probe (Judgement::mistakes(), Judgement::losses): both are
/// drawn together, so that what makes an example hard for both does not count. Where two intervals
/// overlap, this may still tell probes apart. Throws as bootstrap(), and for different counts.
[[nodiscard]] PairedDifference pairedDifference(const std::vector<double>& first,
                                                const std::vector<double>& second,
                                                const BootstrapOptions& options = {});

} // namespace scorescope::probes
