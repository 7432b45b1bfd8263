// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/point_edit.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace scorescope::views {
namespace {

void append(std::string& text, float value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    text.append(digits.data(), end);
}

/// Distance of a point from the segment between two others.
double distance(const QPointF& at, const QPointF& from, const QPointF& to) {
    const QPointF way = to - from;
    const double square = QPointF::dotProduct(way, way);
    const double t =
        square > 0.0 ? std::clamp(QPointF::dotProduct(at - from, way) / square, 0.0, 1.0) : 0.0;
    const QPointF off = at - (from + t * way);
    return std::hypot(off.x(), off.y());
}

QPointF place(const std::array<float, 2>& point) {
    return {static_cast<double>(point[0]), static_cast<double>(point[1])};
}

/// Where the k-th point of a stroke lies within a brush of radius 1; the first in its centre.
QPointF brushOffset(std::size_t k) {
    constexpr double goldenRatio = 0.61803398874989485;
    constexpr double goldenAngle = 2.39996322972865332;
    const auto n = static_cast<double>(k);
    const double r = std::sqrt(std::fmod(n * goldenRatio, 1.0));
    return {r * std::cos(n * goldenAngle), r * std::sin(n * goldenAngle)};
}

} // namespace

std::string pointsText(const EditPoints& points) {
    std::string text;
    text.reserve(24 * points.size());
    for (const auto& point : points) {
        if (!std::isfinite(point[0]) || !std::isfinite(point[1])) {
            continue;
        }
        if (!text.empty()) {
            text += "; ";
        }
        append(text, point[0]);
        text += ' ';
        append(text, point[1]);
    }
    return text;
}

void paintPoints(EditPoints& points, PaintStroke& stroke, const QPointF& from, const QPointF& to,
                 double radius) {
    if (!(radius > 0.0)) {
        return;
    }
    const double spacing = 0.25 * radius;
    const QPointF way = to - from;
    const double length = std::hypot(way.x(), way.y());
    double along = stroke.left;
    while (along <= length && points.size() < mostPaintedPoints) {
        const QPointF centre = length > 0.0 ? from + (along / length) * way : from;
        const QPointF at = centre + radius * brushOffset(stroke.count++);
        points.push_back({static_cast<float>(at.x()), static_cast<float>(at.y())});
        along += spacing;
    }
    stroke.left = std::max(0.0, along - length);
}

bool erasePoints(EditPoints& points, const QPointF& from, const QPointF& to, double radius) {
    const auto gone = std::remove_if(points.begin(), points.end(), [&](const auto& point) {
        return distance(place(point), from, to) <= radius;
    });
    const bool any = gone != points.end();
    points.erase(gone, points.end());
    return any;
}

std::vector<Grip> gripPoints(const EditPoints& points, const QPointF& at, double radius,
                             double reach) {
    std::vector<Grip> grips;
    std::optional<std::size_t> nearest;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double d = distance(place(points[i]), at, at);
        if (d < least) {
            least = d;
            nearest = i;
        }
        if (d < radius) {
            const double share = 1.0 - d * d / (radius * radius);
            grips.push_back({i, points[i], share * share});
        }
    }
    if (grips.empty()) {
        if (nearest && least <= reach) {
            grips.push_back({*nearest, points[*nearest], 1.0});
        }
        return grips;
    }
    for (Grip& grip : grips) {
        if (grip.index == *nearest) {
            grip.weight = 1.0;
        }
    }
    return grips;
}

void movePoints(EditPoints& points, const std::vector<Grip>& grips, const QPointF& way) {
    for (const Grip& grip : grips) {
        if (grip.index < points.size()) {
            const QPointF at = place(grip.start) + grip.weight * way;
            points[grip.index] = {static_cast<float>(at.x()), static_cast<float>(at.y())};
        }
    }
}

std::vector<QPointF> simplified(const std::vector<QPointF>& path, double tolerance,
                                std::size_t most) {
    if (path.size() < 3) {
        return path;
    }
    double allowed = tolerance;
    if (!(allowed > 0.0)) {
        // Something to double: a millionth of the path's extent.
        double extent = 0.0;
        for (const QPointF& point : path) {
            const QPointF off = point - path.front();
            extent = std::max(extent, std::hypot(off.x(), off.y()));
        }
        allowed = extent > 0.0 ? 1e-6 * extent : 1e-300;
    }
    while (true) {
        std::vector<bool> kept(path.size(), false);
        kept.front() = kept.back() = true;
        std::size_t count = 2;
        std::vector<std::pair<std::size_t, std::size_t>> open = {{0, path.size() - 1}};
        while (!open.empty()) {
            const auto [first, last] = open.back();
            open.pop_back();
            double farthest = allowed;
            std::size_t split = first;
            for (std::size_t i = first + 1; i < last; ++i) {
                const double d = distance(path[i], path[first], path[last]);
                if (d > farthest) {
                    farthest = d;
                    split = i;
                }
            }
            if (split != first) {
                kept[split] = true;
                ++count;
                open.emplace_back(first, split);
                open.emplace_back(split, last);
            }
        }
        if (count <= std::max<std::size_t>(most, 2)) {
            std::vector<QPointF> result;
            for (std::size_t i = 0; i < path.size(); ++i) {
                if (kept[i]) {
                    result.push_back(path[i]);
                }
            }
            return result;
        }
        allowed *= 2.0;
    }
}

} // namespace scorescope::views
