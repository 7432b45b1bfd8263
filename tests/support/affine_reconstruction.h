// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/field/reconstruction.h"

#include <cstddef>
#include <utility>
#include <vector>

namespace scorescope::test {

/// r(x) = A x + b, with the exact Jacobian A; counts how often it is asked.
class AffineReconstruction final : public field::Reconstruction {
public:
    AffineReconstruction(std::vector<double> a, std::vector<double> b)
        : a_(std::move(a)), b_(std::move(b)) {}
    [[nodiscard]] std::size_t dimensions() const override { return b_.size(); }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        ++calls;
        apply(points, count, out);
    }
    void reconstructWithJacobian(const double* points, std::size_t count, double* out,
                                 double* jacobian) const override {
        ++jacobianCalls;
        apply(points, count, out);
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t i = 0; i < a_.size(); ++i) {
                jacobian[n * a_.size() + i] = a_[i];
            }
        }
    }
    mutable int calls = 0;
    mutable int jacobianCalls = 0;

private:
    void apply(const double* points, std::size_t count, double* out) const {
        const std::size_t d = b_.size();
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t k = 0; k < d; ++k) {
                out[n * d + k] = b_[k];
                for (std::size_t j = 0; j < d; ++j) {
                    out[n * d + k] += a_[k * d + j] * points[n * d + j];
                }
            }
        }
    }
    std::vector<double> a_; ///< [d × d]
    std::vector<double> b_; ///< [d]
};

} // namespace scorescope::test
