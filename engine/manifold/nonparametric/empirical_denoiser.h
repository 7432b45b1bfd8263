// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/gaussian_mixture.h"
#include "engine/data/point_set.h"
#include "engine/data/toy_sets.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <utility>
#include <vector>

/// Exact optima (3.3) of the denoising criterion, r*(x) = E[clean point | corrupted point x], for
/// data whose distribution is known. For each of them (r*(x) − x)/σ² is the score of the corrupted
/// density p_σ exactly, for any σ.
namespace scorescope::manifold {

/// The optimum for a finite set of weighted points (the Parzen density of width σ, §3.3.7):
///     r*(x) = Σ w_i x_i / Σ w_i,   w_i = ω_i exp(−‖x − x_i‖²/2σ²).
/// The largest exponent is taken out first, so that far away r* is the nearest point and nothing
/// under- or overflows. Boxes of points whose exponents are all below the largest by more than 40
/// are left out (e⁻⁴⁰ = 4e-18, less than rounding unless there are very many). In double
/// throughout.
///
/// Points are kept in boxes of 64 neighbours, and boxes that are too far are skipped: for small σ a
/// query costs far less than a pass over all points. Queries are shared out among threads;
/// the numbers do not depend on how many there are. Immutable: may be shared between threads.
class EmpiricalDenoiser final : public field::Reconstruction {
public:
    /// `weights` ω_i is empty (all equal) or one per point, finite, ≥ 0 and not all 0; they are
    /// normalized to sum to 1. Throws std::invalid_argument for no points, coordinates that are not
    /// finite, such weights, or a sigma that is not positive and finite.
    EmpiricalDenoiser(const data::PointSet& points, double sigma,
                      const std::vector<double>& weights = {});

    [[nodiscard]] std::size_t dimensions() const override { return dimensions_; }
    [[nodiscard]] double sigma() const noexcept { return sigma_; }
    /// Points of weight above 0.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    void reconstruct(const double* points, std::size_t count, double* out) const override;
    /// The Jacobian is exact: the covariance of the points under the weights w_i, over σ².
    void reconstructWithJacobian(const double* points, std::size_t count, double* reconstruction,
                                 double* jacobian) const override;
    /// log p_σ(x), [count]; p_σ integrates to 1 over R^d.
    void logDensity(const double* points, std::size_t count, double* out) const;

private:
    struct Scratch;
    bool weigh(const double* x, Scratch& scratch) const;
    void mean(const Scratch& scratch, double* out) const;
    void covariance(Scratch& scratch, const double* r, double* jac) const;

    std::size_t dimensions_;
    double sigma_;
    std::size_t size_ = 0;
    std::vector<double> coordinates_; ///< by box: [boxes × d × 64], the last box padded
    std::vector<double> logWeights_;  ///< [boxes × 64], −infinity in the padding
    std::vector<double> boxWeights_;  ///< [boxes] largest of its logWeights_
    std::vector<double> low_;         ///< [boxes × d] corners of the boxes
    std::vector<double> high_;
};

/// The optimum for data on a curve γ(t), t ~ U(begin, end), in any dimension: the EmpiricalDenoiser
/// of quadrature nodes along t. Gauss–Legendre panels of one σ of arc length (as OptimalDenoiser,
/// with which it agrees to 1e-10), graded towards the ends of an open curve. Near the curve the
/// relative error is below 1e-9.
class CurveDenoiser final : public field::Reconstruction {
public:
    /// Throws std::invalid_argument for a sigma that is not positive and finite, an empty range of
    /// t, a curve without `point` or `derivative`, or one that is not finite.
    CurveDenoiser(const data::ToyCurve& curve, double sigma);

    [[nodiscard]] std::size_t dimensions() const override { return nodes_.dimensions(); }
    [[nodiscard]] double sigma() const noexcept { return nodes_.sigma(); }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        nodes_.reconstruct(points, count, out);
    }
    void reconstructWithJacobian(const double* points, std::size_t count, double* reconstruction,
                                 double* jacobian) const override {
        nodes_.reconstructWithJacobian(points, count, reconstruction, jacobian);
    }
    /// log p_σ(x), [count].
    void logDensity(const double* points, std::size_t count, double* out) const {
        nodes_.logDensity(points, count, out);
    }

private:
    EmpiricalDenoiser nodes_;
};

/// The optimum for a mixture of Gaussians: r*(x) = x + σ² ∂ log p_σ(x)/∂x in closed form, with
/// Jacobian I + σ² ∂² log p_σ(x)/∂x².
class MixtureDenoiser final : public field::Reconstruction {
public:
    /// Throws std::invalid_argument for a sigma that is not positive and finite.
    MixtureDenoiser(const data::GaussianMixture& mixture, double sigma);

    [[nodiscard]] std::size_t dimensions() const override { return smoothed_.dimensions(); }
    [[nodiscard]] double sigma() const noexcept { return sigma_; }
    /// p_σ, the mixture smoothed by σ.
    [[nodiscard]] const data::GaussianMixture& smoothed() const noexcept { return smoothed_; }
    void reconstruct(const double* points, std::size_t count, double* out) const override;
    void reconstructWithJacobian(const double* points, std::size_t count, double* reconstruction,
                                 double* jacobian) const override;

private:
    data::GaussianMixture smoothed_;
    double sigma_;
};

/// The score of a mixture itself, ∂ log p(x)/∂x.
class MixtureScore final : public field::ScoreFunction {
public:
    explicit MixtureScore(data::GaussianMixture mixture) : mixture_(std::move(mixture)) {}
    [[nodiscard]] std::size_t dimensions() const override { return mixture_.dimensions(); }
    void score(const double* points, std::size_t count, double* out) const override;

private:
    data::GaussianMixture mixture_;
};

} // namespace scorescope::manifold
