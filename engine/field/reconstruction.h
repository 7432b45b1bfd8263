// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

/// What pictures and analyses of a field ask of an auto-encoder, a closed form, or anything else
/// that maps points to points. They see r only through these interfaces, so that each can be tested
/// on functions whose answer is known.
namespace scorescope::field {

/// A reconstruction function r: R^d → R^d.
///
/// Calls are const and may use several threads inside; one object serves one calling thread at a
/// time. Points that are not finite give values that are not finite, never an exception.
class Reconstruction {
public:
    virtual ~Reconstruction() = default;
    [[nodiscard]] virtual std::size_t dimensions() const = 0;
    /// r(points), [count × d] row-major in and out; they may not overlap.
    virtual void reconstruct(const double* points, std::size_t count, double* out) const = 0;
    /// r and its Jacobian: reconstruction [count × d], jacobian [count × d × d], element (k, j) is
    /// ∂r_k/∂x_j. By central differences with a step of 1e-5 (1 + |x|) unless overridden.
    virtual void reconstructWithJacobian(const double* points, std::size_t count,
                                         double* reconstruction, double* jacobian) const;
};

/// The gradient of a log-density, ∂ log p(x)/∂x.
class ScoreFunction {
public:
    virtual ~ScoreFunction() = default;
    [[nodiscard]] virtual std::size_t dimensions() const = 0;
    /// score(points), [count × d] row-major in and out; they may not overlap.
    virtual void score(const double* points, std::size_t count, double* out) const = 0;
};

/// The score that a reconstruction function estimates, (r(x) − x)/σ² (3.5, 3.10).
class ReconstructionScore final : public ScoreFunction {
public:
    /// `reconstruction` must outlive this; sigma > 0.
    ReconstructionScore(const Reconstruction& reconstruction, double sigma)
        : reconstruction_(reconstruction), sigma_(sigma) {}
    [[nodiscard]] std::size_t dimensions() const override { return reconstruction_.dimensions(); }
    void score(const double* points, std::size_t count, double* out) const override;

private:
    const Reconstruction& reconstruction_;
    double sigma_;
};

} // namespace scorescope::field
