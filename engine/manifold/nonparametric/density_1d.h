// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/gaussian_mixture.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::manifold {

/// M evenly spaced points x_i = low + i Δ, i = 0 … M − 1, of an interval (§3.3.3).
struct Partition {
    double low = -1.5;
    double high = 1.5;
    std::size_t points = 1000;

    /// Δ, the distance between neighbours.
    [[nodiscard]] double spacing() const noexcept {
        return (high - low) / static_cast<double>(points - 1);
    }
    [[nodiscard]] double x(std::size_t i) const noexcept {
        return low + (high - low) * static_cast<double>(i) / static_cast<double>(points - 1);
    }
    /// All points, increasing.
    [[nodiscard]] std::vector<double> positions() const;
    friend bool operator==(const Partition& a, const Partition& b) noexcept {
        return a.low == b.low && a.high == b.high && a.points == b.points;
    }
};

/// A bump height · exp(−(x − mean)² / 2 width²): what a person drags, because its top stands at
/// (mean, height) as long as no other bump is near.
struct Bump {
    double height = 0.0; ///< ≥ 0; 0 leaves it out
    double mean = 0.0;
    double width = 0.2; ///< > 0
};

/// The density of a sum of bumps on the line: a mixture of Gaussians with weights proportional to
/// height · width. Throws InputError (pointer "/parameters") when no height is above 0, or a number
/// is not finite or out of its range.
[[nodiscard]] data::GaussianMixture densityOf(const std::vector<Bump>& bumps);
/// ∫ Σ bumps dx: what divides the sum of bumps to make it a density.
[[nodiscard]] double massOf(const std::vector<Bump>& bumps);

/// A density to begin with, by its name in scenes.
struct DensityPreset {
    std::string name;  ///< "figure_3_3"
    std::string label; ///< as a person reads it
    std::vector<Bump> bumps;
};

/// figure_3_3 (several modes, not symmetric, as the density of Figure 3.3), gaussian, bimodal,
/// three_points (three narrow bumps as the training points of Figure 3.2) and nearly_flat.
[[nodiscard]] const std::vector<DensityPreset>& densityPresets();

/// log p and its derivative, the score, at the points of a partition, [M] each.
struct TabulatedDensity {
    std::vector<double> logDensity;
    std::vector<double> score;
};
[[nodiscard]] TabulatedDensity tabulate(const data::GaussianMixture& density,
                                        const Partition& partition);

} // namespace scorescope::manifold
