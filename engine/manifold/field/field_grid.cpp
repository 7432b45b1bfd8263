// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/field_grid.h"

#include "engine/core/threads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace scorescope::manifold {

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

SampledField::SampledField(FieldSample sample) : sample_(std::move(sample)) {
    const Grid& grid = sample_.grid;
    if (grid.columns < 2 || grid.rows < 2 || sample_.u.size() != grid.size() ||
        sample_.v.size() != grid.size() || !(grid.xMax > grid.xMin) || !(grid.yMax > grid.yMin)) {
        throw std::invalid_argument("a field to interpolate needs at least 2 x 2 nodes");
    }
    sample_.jacobian.clear();
    stride_ = grid.columns + 2;
    // A margin by quadratic extrapolation makes the slopes at the border of second order too.
    const auto beyond = [](const double* inner, std::ptrdiff_t step, std::size_t nodes) {
        return nodes < 3 ? 2.0 * inner[0] - inner[step]
                         : 3.0 * inner[0] - 3.0 * inner[step] + inner[2 * step];
    };
    const auto pad = [&](std::vector<double>& values) {
        std::vector<double> padded(stride_ * (grid.rows + 2));
        const auto down = static_cast<std::ptrdiff_t>(stride_);
        for (std::size_t row = 0; row < grid.rows; ++row) {
            double* first = padded.data() + (row + 1) * stride_ + 1;
            std::copy_n(values.data() + row * grid.columns, grid.columns, first);
            first[-1] = beyond(first, 1, grid.columns);
            first[grid.columns] = beyond(first + grid.columns - 1, -1, grid.columns);
        }
        for (std::size_t column = 0; column < stride_; ++column) {
            double* first = padded.data() + stride_ + column;
            double* last = first + (grid.rows - 1) * stride_;
            *(first - down) = beyond(first, down, grid.rows);
            *(last + down) = beyond(last, -down, grid.rows);
        }
        values = std::move(padded);
    };
    pad(sample_.u);
    pad(sample_.v);
}

void SampledField::evaluate(const double* x, double* r, double* jacobian) const {
    const Grid& grid = sample_.grid;
    const double perX = static_cast<double>(grid.columns - 1) / (grid.xMax - grid.xMin);
    const double perY = static_cast<double>(grid.rows - 1) / (grid.yMax - grid.yMin);
    if (!(x[0] >= grid.xMin && x[0] <= grid.xMax && x[1] >= grid.yMin && x[1] <= grid.yMax)) {
        std::fill_n(r, 2, std::numeric_limits<double>::quiet_NaN());
        if (jacobian != nullptr) {
            std::fill_n(jacobian, 4, std::numeric_limits<double>::quiet_NaN());
        }
        return;
    }
    // Cell, place in it, and Catmull–Rom weights and their slopes along one axis.
    struct Axis {
        std::size_t cell = 0;
        std::array<double, 4> weight{};
        std::array<double, 4> slope{};
    };
    const auto along = [](double position, std::size_t nodes, double perLength) {
        Axis axis;
        axis.cell = std::min(static_cast<std::size_t>(position), nodes - 2);
        const double t = position - static_cast<double>(axis.cell);
        axis.weight = {0.5 * t * (t * (2.0 - t) - 1.0), 0.5 * (t * t * (3.0 * t - 5.0) + 2.0),
                       0.5 * t * (t * (4.0 - 3.0 * t) + 1.0), 0.5 * t * t * (t - 1.0)};
        axis.slope = {0.5 * (t * (4.0 - 3.0 * t) - 1.0), 0.5 * t * (9.0 * t - 10.0),
                      0.5 * (t * (8.0 - 9.0 * t) + 1.0), 0.5 * t * (3.0 * t - 2.0)};
        for (double& value : axis.slope) {
            value *= perLength;
        }
        return axis;
    };
    const Axis ax = along((x[0] - grid.xMin) * perX, grid.columns, perX);
    const Axis ay = along((x[1] - grid.yMin) * perY, grid.rows, perY);
    const std::size_t corner = ay.cell * stride_ + ax.cell;
    for (std::size_t component = 0; component < 2; ++component) {
        const double* values = (component == 0 ? sample_.u : sample_.v).data() + corner;
        double value = 0.0;
        double slopeX = 0.0;
        double slopeY = 0.0;
        for (std::size_t j = 0; j < 4; ++j) {
            const double* row = values + j * stride_;
            double inRow = 0.0;
            double slopeInRow = 0.0;
            for (std::size_t i = 0; i < 4; ++i) {
                inRow += ax.weight[i] * row[i];
                slopeInRow += ax.slope[i] * row[i];
            }
            value += ay.weight[j] * inRow;
            slopeX += ay.weight[j] * slopeInRow;
            slopeY += ay.slope[j] * inRow;
        }
        r[component] = x[component] + value;
        if (jacobian != nullptr) {
            jacobian[2 * component] = slopeX + (component == 0 ? 1.0 : 0.0);
            jacobian[2 * component + 1] = slopeY + (component == 1 ? 1.0 : 0.0);
        }
    }
}

void SampledField::reconstruct(const double* points, std::size_t count, double* out) const {
    parallelFor(count, 0, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t n = first; n < last; ++n) {
            evaluate(points + 2 * n, out + 2 * n, nullptr);
        }
    });
}

void SampledField::reconstructWithJacobian(const double* points, std::size_t count,
                                           double* reconstruction, double* jacobian) const {
    parallelFor(count, 0, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t n = first; n < last; ++n) {
            evaluate(points + 2 * n, reconstruction + 2 * n, jacobian + 4 * n);
        }
    });
}

} // namespace scorescope::manifold
