// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/energy.h"

#include <cmath>
#include <stdexcept>

namespace scorescope::manifold {

namespace {

/// The n points of (3.14) from `from` to `to`, appended.
void appendPoints(const double* from, const double* to, std::size_t d, std::size_t n,
                  std::vector<double>& points) {
    for (std::size_t i = 0; i < n; ++i) {
        const double share = n < 2 ? 0.0 : static_cast<double>(i) / static_cast<double>(n - 1);
        for (std::size_t k = 0; k < d; ++k) {
            points.push_back((1.0 - share) * from[k] + share * to[k]);
        }
    }
}

/// −scoreᵀ (to − from): the slope of the energy along the segment, per whole segment.
double slope(const double* score, const double* from, const double* to, std::size_t d) {
    double sum = 0.0;
    for (std::size_t k = 0; k < d; ++k) {
        sum -= score[k] * (to[k] - from[k]);
    }
    return sum;
}

void demandPoints(std::size_t n) {
    if (n == 0) {
        throw std::invalid_argument("an energy difference needs at least one point of its path");
    }
}

} // namespace

double energyDifference(const field::ScoreFunction& score, const double* from, const double* to,
                        std::size_t n) {
    demandPoints(n);
    const std::size_t d = score.dimensions();
    std::vector<double> points;
    points.reserve(n * d);
    appendPoints(from, to, d, n, points);
    std::vector<double> scores(points.size());
    score.score(points.data(), n, scores.data());
    double sum = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += slope(scores.data() + i * d, from, to, d);
    }
    return sum / static_cast<double>(n);
}

EnergyPath energyAlongPath(const field::ScoreFunction& score, const double* vertices,
                           std::size_t count, std::size_t n) {
    demandPoints(n);
    const std::size_t d = score.dimensions();
    EnergyPath path;
    path.dimensions = d;
    if (count == 0) {
        return path;
    }
    const auto append = [&](const double* x, double length, double energy) {
        path.points.insert(path.points.end(), x, x + d);
        path.length.push_back(length);
        path.energy.push_back(energy);
    };
    append(vertices, 0.0, 0.0);
    path.knot.push_back(0);
    std::vector<double> points;
    points.reserve((count - 1) * n * d);
    for (std::size_t s = 0; s + 1 < count; ++s) {
        appendPoints(vertices + s * d, vertices + (s + 1) * d, d, n, points);
    }
    std::vector<double> scores(points.size());
    score.score(points.data(), (count - 1) * n, scores.data());
    double lengthBefore = 0.0;
    for (std::size_t s = 0; s + 1 < count; ++s) {
        const double* from = vertices + s * d;
        const double* to = from + d;
        double squared = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            squared += (to[k] - from[k]) * (to[k] - from[k]);
        }
        const double segment = std::sqrt(squared);
        const auto slopeAt = [&](std::size_t i) {
            return slope(scores.data() + (s * n + i) * d, from, to, d);
        };
        double sum = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            sum += slopeAt(i);
        }
        const double whole = sum / static_cast<double>(n);
        const auto intervals = static_cast<double>(n - 1);
        const double trapezium =
            n < 2 ? whole : (sum - 0.5 * (slopeAt(0) + slopeAt(n - 1))) / intervals;
        double running = 0.0;
        for (std::size_t i = 1; i + 1 < n; ++i) {
            running += 0.5 * (slopeAt(i - 1) + slopeAt(i)) / intervals;
            const double share = static_cast<double>(i) / intervals;
            append(points.data() + (s * n + i) * d, lengthBefore + share * segment,
                   path.difference + running + share * (whole - trapezium));
        }
        path.difference += whole;
        lengthBefore += segment;
        append(to, lengthBefore, path.difference);
        path.knot.push_back(path.energy.size() - 1);
    }
    return path;
}

} // namespace scorescope::manifold
