// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/curve_sensitivity.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace scorescope::manifold {

CurveSensitivity curveSensitivity(const field::Reconstruction& r, const data::ToyCurve& curve,
                                  std::size_t places) {
    const std::size_t d = curve.dimensions;
    if (d != r.dimensions() || d < 2 || places == 0) {
        throw std::invalid_argument("a curve's sensitivity needs at least one place of a curve in "
                                    "the two or more dimensions of the reconstruction");
    }
    const auto count = static_cast<double>(places);
    std::vector<double> points(places * d);
    std::vector<double> tangents(places * d);
    for (std::size_t i = 0; i < places; ++i) {
        const double t =
            curve.begin + (curve.end - curve.begin) * (static_cast<double>(i) + 0.5) / count;
        curve.point(t, points.data() + i * d);
        curve.derivative(t, tangents.data() + i * d);
    }
    std::vector<double> reconstruction(points.size());
    std::vector<double> jacobian(places * d * d);
    r.reconstructWithJacobian(points.data(), places, reconstruction.data(), jacobian.data());
    CurveSensitivity mean;
    for (std::size_t i = 0; i < places; ++i) {
        const double* t = tangents.data() + i * d;
        const double length = std::sqrt(std::inner_product(t, t + d, t, 0.0));
        double total = 0.0;
        double tangential = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            const double* row = jacobian.data() + (i * d + k) * d;
            total += std::inner_product(row, row + d, row, 0.0);
            tangential += std::pow(std::inner_product(row, row + d, t, 0.0) / length, 2.0);
        }
        mean.along += std::sqrt(tangential) / count;
        mean.across +=
            std::sqrt(std::max(total - tangential, 0.0) / static_cast<double>(d - 1)) / count;
    }
    return mean;
}

} // namespace scorescope::manifold
