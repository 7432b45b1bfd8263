// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"

#include <cstddef>
#include <vector>

namespace scorescope::data {

/// A mixture of isotropic Gaussians in d dimensions: the density whose score, Hessian and smoothed
/// versions are known in closed form. Smoothing by N(0, σ²I) only widens its components, so that
/// the optimum (3.3) for it is exact: r*(x) = x + σ² ∂ log p_σ(x)/∂x.
class GaussianMixture {
public:
    struct Component {
        double weight = 1.0; ///< > 0; weights are normalized to sum to 1
        std::vector<double> mean;
        double deviation = 1.0; ///< > 0, standard deviation along every axis
    };

    /// Throws std::invalid_argument for no components, means of different lengths, weights or
    /// deviations that are not positive and finite.
    explicit GaussianMixture(std::vector<Component> components);

    [[nodiscard]] std::size_t dimensions() const noexcept {
        return components_.front().mean.size();
    }
    [[nodiscard]] const std::vector<Component>& components() const noexcept { return components_; }
    /// The mixture convolved with N(0, sigma² I), sigma ≥ 0.
    [[nodiscard]] GaussianMixture smoothed(double sigma) const;
    /// log p(x); finite for every finite x (the largest exponent is taken out first).
    [[nodiscard]] double logDensity(const double* x) const;
    /// ∂ log p(x)/∂x, [d].
    void score(const double* x, double* out) const;
    /// ∂² log p(x)/∂x², [d × d].
    void hessian(const double* x, double* out) const;
    /// One draw, [d].
    void draw(RandomStream& stream, double* out) const;

private:
    /// Posterior probabilities of the components at x; returns log p(x).
    double responsibilities(const double* x, std::vector<double>& out) const;
    std::vector<Component> components_;
};

} // namespace scorescope::data
