// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/features/features.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::probes {

/// Means and covariances of features and of targets beside them, over all rows (divided by n).
struct JointMoments {
    std::size_t dimension = 0;
    std::size_t targets = 0;
    std::vector<double> mean;            ///< [dimension]
    std::vector<double> targetMean;      ///< [targets]
    std::vector<double> covariance;      ///< [dimension × dimension] of the features
    std::vector<double> crossCovariance; ///< [dimension × targets] of features and targets
};

/// In double precision, O(n d²), with 16 d² bytes: for what needs all of a covariance. The same
/// numbers for any number of threads.
///
/// \param targets [rows × count]
///
/// Throws std::invalid_argument for no rows, another number of targets, or a number that is not
/// finite; Cancelled when asked to stop.
[[nodiscard]] JointMoments jointMoments(const Features& features,
                                        const std::vector<double>& targets, std::size_t count,
                                        const stats::LongWork& work = {});

/// One number for each class: 1 where an example has it. [labels × classes]. Throws
/// std::invalid_argument for a label that is not below `classes`.
[[nodiscard]] std::vector<double> oneHot(const std::vector<std::uint32_t>& labels,
                                         std::size_t classes);

} // namespace scorescope::probes
