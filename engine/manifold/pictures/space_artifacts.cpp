// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/pictures/space_artifacts.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

namespace scorescope::manifold {
namespace {

using Point3 = std::array<double, 3>;

struct Box {
    Point3 low{};
    Point3 high{};
};

Box boxOf(const data::PointSet& data) {
    Box box;
    for (std::size_t k = 0; k < 3; ++k) {
        double low = INFINITY;
        double high = -INFINITY;
        for (std::size_t n = 0; n < data.size(); ++n) {
            low = std::min(low, data.point(n)[k]);
            high = std::max(high, data.point(n)[k]);
        }
        const double margin = 0.1 * std::max(high - low, 1e-9);
        box.low[k] = low - margin;
        box.high[k] = high + margin;
    }
    return box;
}

double longestSide(const Box& box) {
    double longest = 0.0;
    for (std::size_t k = 0; k < 3; ++k) {
        longest = std::max(longest, box.high[k] - box.low[k]);
    }
    return longest;
}

/// Nodes of a cubic lattice of spacing `cell` within two cells of a point: far from the data there
/// are many arrows and little to see.
std::vector<double> latticeNearData(const data::PointSet& data, const Box& box, double cell) {
    std::set<std::array<int, 3>> near;
    for (std::size_t n = 0; n < data.size(); ++n) {
        std::array<int, 3> at{};
        for (std::size_t k = 0; k < 3; ++k) {
            at[k] = static_cast<int>(std::lround((data.point(n)[k] - box.low[k]) / cell));
        }
        for (int i = -1; i <= 1; ++i) {
            for (int j = -1; j <= 1; ++j) {
                for (int k = -1; k <= 1; ++k) {
                    near.insert({at[0] + i, at[1] + j, at[2] + k});
                }
            }
        }
    }
    std::vector<double> points;
    for (const std::array<int, 3>& node : near) {
        for (std::size_t k = 0; k < 3; ++k) {
            points.push_back(box.low[k] + cell * node[k]);
        }
    }
    return points;
}

std::vector<double> slicePlane(const Box& box, double cell, std::size_t axis, double position) {
    const std::size_t first = axis == 0 ? 1 : 0;
    const std::size_t second = axis == 2 ? 1 : 2;
    std::vector<double> points;
    for (double a = box.low[first]; a <= box.high[first] + 0.5 * cell; a += cell) {
        for (double b = box.low[second]; b <= box.high[second] + 0.5 * cell; b += cell) {
            Point3 x{};
            x[axis] = position;
            x[first] = a;
            x[second] = b;
            points.insert(points.end(), x.begin(), x.end());
        }
    }
    return points;
}

std::shared_ptr<const Artifact> arrows(const SpaceSource& source, const std::string& name,
                                       const std::string& title,
                                       const std::vector<double>& points) {
    std::vector<double> r(points.size());
    source.learned.reconstruct(points.data(), points.size() / 3, r.data());
    const double scale = source.asScore ? 1.0 / (source.sigma * source.sigma) : 1.0;
    VectorCloud cloud;
    cloud.dimensions = 3;
    for (std::size_t i = 0; i < points.size(); ++i) {
        cloud.coordinates.push_back(static_cast<float>(points[i]));
        cloud.vectors.push_back(static_cast<float>((r[i] - points[i]) * scale));
    }
    return std::make_shared<const Artifact>(
        Artifact{name,
                 title,
                 {"x₀", ""},
                 {"x₁", ""},
                 {source.asScore ? "|r(x) − x|/σ²" : "|r(x) − x|", ""},
                 std::move(cloud)});
}

} // namespace

void SpaceArtifacts::publish(FrameBuilder& frame, const SpaceSource& source) {
    const std::string what = source.asScore ? "Estimated score" : "Reconstruction field";
    const auto cellOf = [&](const Box& box) {
        return longestSide(box) / static_cast<double>(source.resolution - 1);
    };
    if (frame.wants("field_3d")) {
        frame.add(field_.get(
            {source.version, source.problemVersion, source.resolution, source.asScore}, [&] {
                const Box box = boxOf(source.data);
                return arrows(source, "field_3d", what,
                              latticeNearData(source.data, box, cellOf(box)));
            }));
    }
    if (frame.wants("slice_field")) {
        frame.add(slice_.get(
            {source.version, source.problemVersion, source.resolution, source.asScore,
             source.sliceAxis, source.slicePosition},
            [&] {
                std::vector<double> points;
                if (source.sliceAxis != "none") {
                    const Box box = boxOf(source.data);
                    const std::size_t axis = source.sliceAxis == "x"   ? 0U
                                             : source.sliceAxis == "y" ? 1U
                                                                       : 2U;
                    points = slicePlane(box, cellOf(box) / 3.0, axis, source.slicePosition);
                }
                return arrows(source, "slice_field", what + " in the slice", points);
            }));
    }
}

} // namespace scorescope::manifold
