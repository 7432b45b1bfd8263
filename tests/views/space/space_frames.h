// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

/// Frames made by hand for pictures in space.
namespace scorescope::test {

inline std::shared_ptr<const Artifact> spaceArtifact(const std::string& name,
                                                     const std::string& title,
                                                     const std::string& value, ArtifactData data) {
    Artifact result;
    result.name = name;
    result.title = title;
    result.x = {"x₀", ""};
    result.y = {"x₁", ""};
    result.value = {value, ""};
    result.data = std::move(data);
    return std::make_shared<const Artifact>(std::move(result));
}

/// The same numbers everywhere, evenly in [−1, 1] (Numerical Recipes' quick generator).
class Numbers {
public:
    float next() {
        state_ = state_ * 1664525U + 1013904223U;
        return static_cast<float>(state_ >> 8) / 8388608.0F - 1.0F;
    }

private:
    std::uint32_t state_ = 12345;
};

/// The trefoil knot with noise, and the pull towards the nearest of its points at the nodes of a
/// grid of `nodes`³, a slice of it at z = 0, and two chains.
inline Frame trefoilFrame(std::size_t points = 10'000, std::size_t nodes = 12) {
    Frame frame;
    Numbers noise;
    const auto knot = [](double t) {
        return std::array<double, 3>{0.3 * (std::sin(t) + 2.0 * std::sin(2.0 * t)),
                                     0.3 * (std::cos(t) - 2.0 * std::cos(2.0 * t)),
                                     -0.5 * std::sin(3.0 * t)};
    };
    PointCloud data{3, {}, {}};
    for (std::size_t i = 0; i < points; ++i) {
        const auto p = knot(6.283185307 * static_cast<double>(i) / static_cast<double>(points));
        for (const double c : p) {
            data.coordinates.push_back(static_cast<float>(c) +
                                       0.03F * (noise.next() + noise.next()));
        }
    }
    const auto pull = [&knot](const std::array<double, 3>& at) {
        std::array<double, 3> sum{};
        double weight = 0.0;
        for (int k = 0; k < 120; ++k) {
            const auto p = knot(6.283185307 * k / 120.0);
            const double square =
                std::pow(p[0] - at[0], 2) + std::pow(p[1] - at[1], 2) + std::pow(p[2] - at[2], 2);
            const double w = std::exp(-square / (2.0 * 0.15 * 0.15)) + 1e-12;
            weight += w;
            for (std::size_t i = 0; i < 3; ++i) {
                sum[i] += w * (p[i] - at[i]);
            }
        }
        for (double& s : sum) {
            s /= weight;
        }
        return sum;
    };
    const auto addArrow = [&pull](VectorCloud& cloud, const std::array<double, 3>& at) {
        const auto v = pull(at);
        for (std::size_t i = 0; i < 3; ++i) {
            cloud.coordinates.push_back(static_cast<float>(at[i]));
            cloud.vectors.push_back(static_cast<float>(v[i]));
        }
    };
    VectorCloud field{3, {}, {}};
    const auto node = [nodes](std::size_t i, double half) {
        return half * (2.0 * static_cast<double>(i) / static_cast<double>(nodes - 1) - 1.0);
    };
    for (std::size_t k = 0; k < nodes; ++k) {
        for (std::size_t j = 0; j < nodes; ++j) {
            for (std::size_t i = 0; i < nodes; ++i) {
                addArrow(field, {node(i, 1.0), node(j, 1.0), node(k, 0.7)});
            }
        }
    }
    VectorCloud slice{3, {}, {}};
    for (int j = 0; j < 25; ++j) {
        for (int i = 0; i < 25; ++i) {
            addArrow(slice, {-1.0 + i / 12.0, -1.0 + j / 12.0, 0.0});
        }
    }
    Trajectory chain;
    chain.dimensions = 3;
    for (int c = 0; c < 2; ++c) {
        chain.starts.push_back(chain.coordinates.size() / 3);
        std::array<double, 3> at = {0.9 - 1.8 * c, 0.9, 0.6};
        for (int step = 0; step < 60; ++step) {
            const auto v = pull(at);
            for (std::size_t i = 0; i < 3; ++i) {
                chain.coordinates.push_back(static_cast<float>(at[i]));
                at[i] += 0.2 * v[i] + 0.06 * static_cast<double>(noise.next());
            }
        }
    }
    frame.artifacts["data"] = spaceArtifact("data", "Data", "", std::move(data));
    frame.artifacts["field"] = spaceArtifact("field", "Field", "r(x) − x", std::move(field));
    frame.artifacts["slice_field"] =
        spaceArtifact("slice_field", "Slice", "r(x) − x", std::move(slice));
    frame.artifacts["chains"] = spaceArtifact("chains", "Chains", "", std::move(chain));
    return frame;
}

inline ViewSpec trefoilSpec() {
    ViewSpec spec;
    spec.name = "space";
    spec.kind = "space";
    spec.title = "Field in space";
    spec.artifacts = {"data", "field", "slice_field", "chains"};
    return spec;
}

/// E = (x² − 1)² + y² + 0.3 x on a grid, with a gap in one corner, a chain and data draped on it.
inline Frame doubleWellFrame(std::size_t nodes = 61) {
    Frame frame;
    ScalarField energy;
    energy.grid = {-1.6, 1.6, -1.2, 1.2, nodes, nodes};
    const auto value = [](double x, double y) {
        return (x * x - 1.0) * (x * x - 1.0) + y * y + 0.3 * x;
    };
    for (std::size_t row = 0; row < nodes; ++row) {
        for (std::size_t column = 0; column < nodes; ++column) {
            const double x = energy.grid.x(column);
            const double y = energy.grid.y(row);
            energy.values.push_back(
                x > 1.2 && y > 0.9 && nodes > 4 ? std::nanf("") : static_cast<float>(value(x, y)));
        }
    }
    Numbers noise;
    Scatter points;
    Trajectory chain;
    chain.dimensions = 2;
    double x = -1.0;
    double y = 0.0;
    for (int i = 0; i < 300; ++i) {
        points.x.push_back((i % 2 == 0 ? -1.0F : 1.0F) + 0.2F * (noise.next() + noise.next()));
        points.y.push_back(0.3F * (noise.next() + noise.next()));
        const double newX = x + 0.25 * static_cast<double>(noise.next());
        const double newY = y + 0.25 * static_cast<double>(noise.next());
        if (value(newX, newY) - value(x, y) < 0.4) {
            x = newX;
            y = newY;
        }
        chain.coordinates.push_back(static_cast<float>(x));
        chain.coordinates.push_back(static_cast<float>(y));
    }
    frame.artifacts["energy"] = spaceArtifact("energy", "Energy", "E(x)", std::move(energy));
    frame.artifacts["data"] = spaceArtifact("data", "Data", "", std::move(points));
    frame.artifacts["chains"] = spaceArtifact("chains", "Chain", "", std::move(chain));
    return frame;
}

inline ViewSpec doubleWellSpec() {
    ViewSpec spec;
    spec.name = "energy";
    spec.kind = "space";
    spec.title = "Energy surface";
    spec.artifacts = {"energy", "data", "chains"};
    return spec;
}

} // namespace scorescope::test
