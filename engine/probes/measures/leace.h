// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/probes/features/features.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::probes {

/// LEACE (N. Belrose et al., "LEACE: Perfect linear concept erasure in closed form", NeurIPS 2023,
/// theorem 4.3): the map that moves features least, in mean square, of all affine maps after which
/// no linear classifier can do better than the class shares,
///     r(x) = x − W⁺ P W (x − E x),
/// W = Σ^(-1/2) the whitening of the features and P the projection onto the columns of W Σ_xz, z
/// one number for each class. Feeding r(x) to the rest of the network asks whether it uses what a
/// probe reads. A value.
class LeaceEraser {
public:
    /// Of training features, in double precision: O(N d² + d³), with some 40 d² bytes. Directions
    /// with less than 1e-12 of the largest variance count as constant.
    ///
    /// Throws std::invalid_argument for another number of labels than rows, no rows, a label that
    /// is not below `classes`, or a feature that is not finite; Cancelled when asked to stop (not
    /// during the decomposition).
    LeaceEraser(const Features& training, const std::vector<std::uint32_t>& labels,
                std::size_t classes, const stats::LongWork& work = {});

    [[nodiscard]] std::size_t dimension() const noexcept { return mean_.size(); }
    /// Dimensions that are erased, below the number of classes.
    [[nodiscard]] std::size_t rank() const noexcept { return rank_; }
    /// W⁺ P W, [dimension × dimension].
    [[nodiscard]] std::vector<double> projection() const;
    /// rows [count × dimension] become r of themselves.
    void erase(float* rows, std::size_t count, int threads = 0) const;

private:
    std::vector<double> mean_;
    std::size_t rank_ = 0;
    std::vector<double> reading_; ///< [rank × dimension] Uᵀ W
    std::vector<double> writing_; ///< [rank × dimension] (W⁺ U)ᵀ
};

} // namespace scorescope::probes
