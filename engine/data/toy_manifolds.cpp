// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/toy_manifolds.h"

#include "engine/core/rng.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <cmath>

namespace scorescope::data {

Point2 ToyManifold::point(double t) const {
    const double radius = kind == CurveKind::spiral ? scale * t : scale;
    return {radius * std::sin(t), radius * std::cos(t)};
}

Point2 ToyManifold::derivative(double t) const {
    const double s = std::sin(t);
    const double c = std::cos(t);
    if (kind == CurveKind::circle) {
        return {scale * c, -scale * s};
    }
    return {scale * (s + t * c), scale * (c - t * s)};
}

Point2 ToyManifold::secondDerivative(double t) const {
    const double s = std::sin(t);
    const double c = std::cos(t);
    if (kind == CurveKind::circle) {
        return {-scale * s, -scale * c};
    }
    return {scale * (2.0 * c - t * s), scale * (-2.0 * s - t * c)};
}

std::vector<double> sample(const ToyManifold& manifold, std::uint64_t seed, std::size_t count,
                           bool heldOut) {
    RandomStream stream(seed, heldOut ? Purpose::heldOutData : Purpose::data);
    std::vector<double> points(2 * count);
    for (std::size_t n = 0; n < count; ++n) {
        const Point2 p = manifold.point(stream.uniform(manifold.begin, manifold.end));
        points[2 * n] = p[0];
        points[2 * n + 1] = p[1];
    }
    return points;
}

NearestPoint nearestPoint(const ToyManifold& manifold, const Point2& x) {
    const auto squared = [&](double t) {
        const Point2 p = manifold.point(t);
        return (p[0] - x[0]) * (p[0] - x[0]) + (p[1] - x[1]) * (p[1] - x[1]);
    };
    // About 40 samples a turn: the squared distance has at most two minima a turn, far wider than
    // that.
    const double span = manifold.end - manifold.begin;
    const auto samples = std::max<std::size_t>(
        64, std::min<std::size_t>(100000, static_cast<std::size_t>(std::ceil(span * 8.0))));
    const double h = span / static_cast<double>(samples);
    std::vector<double> value(samples + 1);
    for (std::size_t i = 0; i <= samples; ++i) {
        value[i] = squared(manifold.begin + h * static_cast<double>(i));
    }
    NearestPoint best;
    best.t = manifold.begin;
    double bestSquared = value[0];
    if (value[samples] < bestSquared) {
        bestSquared = value[samples];
        best.t = manifold.end;
    }
    for (std::size_t i = 0; i <= samples; ++i) {
        if ((i > 0 && value[i - 1] < value[i]) || (i < samples && value[i + 1] < value[i])) {
            continue;
        }
        double low = std::max(manifold.begin, manifold.begin + h * (static_cast<double>(i) - 1.0));
        double high = std::min(manifold.end, manifold.begin + h * (static_cast<double>(i) + 1.0));
        double t = std::clamp(manifold.begin + h * static_cast<double>(i), low, high);
        // Newton on the derivative of the squared distance, with bisection where it leaves the
        // bracket.
        for (int iteration = 0; iteration < 60; ++iteration) {
            const Point2 p = manifold.point(t);
            const Point2 d = manifold.derivative(t);
            const Point2 dd = manifold.secondDerivative(t);
            const double ex = p[0] - x[0];
            const double ey = p[1] - x[1];
            const double slope = ex * d[0] + ey * d[1];
            const double curvature = d[0] * d[0] + d[1] * d[1] + ex * dd[0] + ey * dd[1];
            (slope > 0.0 ? high : low) = t;
            double next = t - slope / curvature;
            if (!(curvature > 0.0) || !(next >= low && next <= high)) {
                next = 0.5 * (low + high);
            }
            const bool done = std::abs(next - t) <= 1e-15 * (1.0 + std::abs(t));
            t = next;
            if (done) {
                break;
            }
        }
        const double there = squared(t);
        if (there < bestSquared) {
            bestSquared = there;
            best.t = t;
        }
    }
    best.distance = std::sqrt(bestSquared);
    return best;
}

std::vector<double> distances(const ToyManifold& manifold, const double* points,
                              std::size_t count) {
    std::vector<double> result(count);
    constexpr std::size_t pointsAtOnce = 16;
    parallelFor(count, 0, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t n = first; n < last; ++n) {
            result[n] = nearestPoint(manifold, {points[2 * n], points[2 * n + 1]}).distance;
        }
    });
    return result;
}

} // namespace scorescope::data
