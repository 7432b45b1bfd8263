// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/parzen_likelihood.h"

#include <cstddef>
#include <vector>

namespace scorescope::stats {

/// The directions along which points vary most: the eigenvectors of their covariance.
struct PrincipalComponents {
    std::size_t dimension = 0;
    std::vector<double> mean;       ///< [dimension]
    std::vector<double> directions; ///< [components × dimension], each of length 1
    std::vector<double> variances;  ///< [components], falling: along each direction, over n − 1
    double totalVariance = 0.0;     ///< the trace of the covariance

    [[nodiscard]] std::size_t components() const noexcept { return variances.size(); }
    /// The share of the total variance that a component has; 0 where nothing varies.
    [[nodiscard]] double share(std::size_t component) const;
    /// Where points lie along the directions, about the mean: [count × components]. The same
    /// numbers for any number of threads. Throws std::invalid_argument for another dimension.
    [[nodiscard]] std::vector<double> project(const Points& points, int threads = 0) const;
};

/// The first `components` of them, by a full decomposition of the covariance (Eigen), whose blocks
/// are products in single precision, summed in double. O(n d² + d³); about 8 d² bytes thrice.
///
/// An eigenvector may point either way: here its largest coordinate by magnitude (the first of
/// equal ones) is positive. Components of equal variance are any directions of their plane. The
/// same numbers for any number of threads.
///
/// Throws std::invalid_argument for fewer than two points, a coordinate that is not finite, or
/// components that are not between 1 and the dimension; Cancelled when asked to stop before
/// the decomposition.
[[nodiscard]] PrincipalComponents
principalComponents(const Points& points, std::size_t components = 2, const LongWork& work = {});

} // namespace scorescope::stats
