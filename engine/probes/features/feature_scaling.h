// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/features/features.h"
#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <vector>

namespace scorescope::probes {

/// What is done to features before a probe's penalty is measured: h becomes (h − mean)/deviation,
/// coordinate by coordinate. Formed of the training examples alone, and folded into the weights: no
/// standardized copy is made.
struct Standardization {
    std::vector<double> mean;    ///< [dimension]
    std::vector<double> inverse; ///< [dimension] 1/deviation; 0: constant, its weight stays 0

    [[nodiscard]] std::size_t dimension() const noexcept { return mean.size(); }
    /// Coordinates that do not vary.
    [[nodiscard]] std::size_t constants() const;
};

/// By which numbers coordinates are divided.
enum class FeatureScale {
    deviations, ///< each by its own deviation (over n): the penalty treats all alike
    centredOnly ///< none: the penalty is on the weights of the features as they are. Subtracting
                ///< the mean changes no optimum, because the bias is not penalized
};

/// Of training features, in double precision, O(n d), by one pass. A coordinate whose deviation is
/// below 1e-6 of its largest magnitude counts as constant: single precision holds no more of it.
/// The same numbers for any number of threads.
///
/// Throws std::invalid_argument for no rows, no coordinates, or one that is not finite (which row
/// and which); Cancelled when asked to stop.
[[nodiscard]] Standardization standardize(const Features& training,
                                          FeatureScale scale = FeatureScale::deviations,
                                          const stats::LongWork& work = {});

} // namespace scorescope::probes
