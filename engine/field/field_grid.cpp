// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/field_grid.h"

#include "engine/core/threads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace scorescope::field {

namespace {

/// Points of one part of a shared loop: about as long as waking a thread takes.
constexpr std::size_t pointsAtOnce = 2048;

void demandJacobians(const FieldSample& sample) {
    if (sample.jacobian.size() != 4 * sample.grid.size()) {
        throw std::invalid_argument("this needs a field sampled with its Jacobians");
    }
}

} // namespace

std::vector<double> slicePoints(const PlaneSlice& slice, std::size_t dimensions) {
    const Grid& grid = slice.grid;
    if (slice.xAxis >= dimensions || slice.yAxis >= dimensions || slice.xAxis == slice.yAxis) {
        throw std::invalid_argument("a slice needs two different axes of its space");
    }
    if (!slice.fixed.empty() && slice.fixed.size() != dimensions) {
        throw std::invalid_argument("a slice needs one fixed coordinate for each dimension");
    }
    const double width = grid.xMax - grid.xMin;
    const double height = grid.yMax - grid.yMin;
    if (grid.columns == 0 || grid.rows == 0 || !(width > 0.0) || !(height > 0.0) ||
        !std::isfinite(width) || !std::isfinite(height)) {
        throw std::invalid_argument("a grid needs nodes and finite, increasing ranges");
    }
    std::vector<double> points(grid.size() * dimensions, 0.0);
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            double* x = points.data() + (row * grid.columns + column) * dimensions;
            std::copy(slice.fixed.begin(), slice.fixed.end(), x);
            x[slice.xAxis] = grid.x(column);
            x[slice.yAxis] = grid.y(row);
        }
    }
    return points;
}

FieldSample sampleField(const Reconstruction& reconstruction, const PlaneSlice& slice,
                        bool withJacobian) {
    const std::size_t d = reconstruction.dimensions();
    const std::vector<double> points = slicePoints(slice, d);
    const std::size_t size = slice.grid.size();
    std::vector<double> r(points.size());
    std::vector<double> jacobian;
    if (withJacobian) {
        jacobian.resize(size * d * d);
        reconstruction.reconstructWithJacobian(points.data(), size, r.data(), jacobian.data());
    } else {
        reconstruction.reconstruct(points.data(), size, r.data());
    }
    FieldSample sample;
    sample.grid = slice.grid;
    sample.u.resize(size);
    sample.v.resize(size);
    const std::array<std::size_t, 2> axes = {slice.xAxis, slice.yAxis};
    for (std::size_t n = 0; n < size; ++n) {
        sample.u[n] = r[n * d + axes[0]] - points[n * d + axes[0]];
        sample.v[n] = r[n * d + axes[1]] - points[n * d + axes[1]];
    }
    if (withJacobian) {
        sample.jacobian.resize(4 * size);
        for (std::size_t n = 0; n < size; ++n) {
            for (std::size_t a = 0; a < 2; ++a) {
                for (std::size_t b = 0; b < 2; ++b) {
                    sample.jacobian[4 * n + 2 * a + b] = jacobian[(n * d + axes[a]) * d + axes[b]];
                }
            }
        }
    }
    return sample;
}

std::vector<double> curl(const FieldSample& sample) {
    demandJacobians(sample);
    std::vector<double> values(sample.grid.size());
    for (std::size_t n = 0; n < values.size(); ++n) {
        values[n] = sample.jacobian[4 * n + 2] - sample.jacobian[4 * n + 1];
    }
    return values;
}

std::vector<double> divergence(const FieldSample& sample) {
    demandJacobians(sample);
    std::vector<double> values(sample.grid.size());
    for (std::size_t n = 0; n < values.size(); ++n) {
        values[n] = sample.jacobian[4 * n] + sample.jacobian[4 * n + 3] - 2.0;
    }
    return values;
}

ScalarField scalarField(const Grid& grid, const std::vector<double>& values, bool signedValues) {
    ScalarField field;
    field.grid = grid;
    field.values.resize(values.size());
    std::transform(values.begin(), values.end(), field.values.begin(),
                   [](double value) { return static_cast<float>(value); });
    field.signedValues = signedValues;
    return field;
}

void nameRegion(ArtifactData& data, const RegionParameters& region) {
    if (auto* vectors = std::get_if<VectorField>(&data)) {
        vectors->region = region;
    } else if (auto* values = std::get_if<ScalarField>(&data)) {
        values->region = region;
    } else if (auto* tensors = std::get_if<TensorField>(&data)) {
        tensors->region = region;
    }
}

VectorField vectorField(const Grid& grid, const std::vector<double>& u,
                        const std::vector<double>& v) {
    VectorField field;
    field.grid = grid;
    field.u = scalarField(grid, u, true).values;
    field.v = scalarField(grid, v, true).values;
    return field;
}

} // namespace scorescope::field
