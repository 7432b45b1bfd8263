// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::data {

using Point2 = std::array<double, 2>;

/// Curves in the plane on which toy data lives.
enum class CurveKind {
    spiral, ///< scale t (sin t, cos t): what Figure 3.5 shows (its text omits the factor t)
    circle, ///< scale (sin t, cos t): as printed in §3.3.4
};

/// A curve gamma(t) with t uniform on [begin, end], §3.3.4. Defaults are the thesis' numbers.
struct ToyManifold {
    CurveKind kind = CurveKind::spiral;
    double scale = 0.04;
    double begin = 3.0;
    double end = 12.0; ///< > begin

    /// gamma(t); any t.
    Point2 point(double t) const;
    /// gamma'(t).
    Point2 derivative(double t) const;
    /// gamma''(t).
    Point2 secondDerivative(double t) const;
};

/// count examples, [count x 2] row-major, t drawn from the stream (seed, Purpose::data) or, for
/// held-out data, (seed, Purpose::heldOutData). The first n of a larger count are the same n.
std::vector<double> sample(const ToyManifold& manifold, std::uint64_t seed, std::size_t count,
                           bool heldOut = false);

/// The nearest point of the curve.
struct NearestPoint {
    double t = 0.0;
    double distance = 0.0;
};

/// Nearest point of the curve to x, by sampling the curve densely and Newton iterations from every
/// local minimum that could win. The distance is exact to 1e-9 of the curve's size.
NearestPoint nearestPoint(const ToyManifold& manifold, const Point2& x);

/// Distances of count points, [count x 2], to the curve. Threaded.
std::vector<double> distances(const ToyManifold& manifold, const double* points, std::size_t count);

} // namespace scorescope::data
