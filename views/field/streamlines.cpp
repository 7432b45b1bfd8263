// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/streamlines.h"

#include "views/field/grid_shape.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace scorescope::views {
namespace {

std::optional<QPointF> direction(const VectorField& field, const QPointF& at) {
    const std::optional<QPointF> v = interpolate(field, at);
    if (!v) {
        return std::nullopt;
    }
    const double length = std::hypot(v->x(), v->y());
    // Below the float's resolution of its neighbours a direction is only rounding.
    if (!(length > 1e-37)) {
        return std::nullopt;
    }
    return *v / length;
}

/// One classical Runge–Kutta step along the direction of the field; nothing where that is unknown.
std::optional<QPointF> rungeKuttaStep(const VectorField& field, const QPointF& at, double step) {
    const auto k1 = direction(field, at);
    const auto k2 = k1 ? direction(field, at + 0.5 * step * *k1) : std::nullopt;
    const auto k3 = k2 ? direction(field, at + 0.5 * step * *k2) : std::nullopt;
    const auto k4 = k3 ? direction(field, at + step * *k3) : std::nullopt;
    if (!k4) {
        return std::nullopt;
    }
    const QPointF mean = (*k1 + 2.0 * *k2 + 2.0 * *k3 + *k4) / 6.0;
    // At a sink or a seam the four directions cancel: the line has arrived.
    if (std::hypot(mean.x(), mean.y()) < 0.2) {
        return std::nullopt;
    }
    return at + step * mean;
}

/// Which line owns each cell of a raster, so that lines keep their distance.
class Occupancy {
public:
    Occupancy(const Grid& grid, double cell)
        : x_(grid.xMin), y_(grid.yMin), cell_(cell), columns_(count(grid.xMax - grid.xMin)),
          rows_(count(grid.yMax - grid.yMin)), owner_(columns_ * rows_, 0) {}

    [[nodiscard]] std::uint32_t owner(const QPointF& at) const { return owner_[index(at)]; }
    void claim(const QPointF& at, std::uint32_t line) { owner_[index(at)] = line; }
    [[nodiscard]] std::size_t columns() const { return columns_; }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] QPointF centre(std::size_t column, std::size_t row) const {
        return {x_ + (static_cast<double>(column) + 0.5) * cell_,
                y_ + (static_cast<double>(row) + 0.5) * cell_};
    }

private:
    [[nodiscard]] std::size_t count(double extent) const {
        return std::clamp<std::size_t>(static_cast<std::size_t>(extent / cell_) + 1, 1, 1024);
    }
    [[nodiscard]] std::size_t index(const QPointF& at) const {
        const auto clamped = [this](double value, double low, std::size_t n) {
            return static_cast<std::size_t>(
                std::clamp(std::floor((value - low) / cell_), 0.0, static_cast<double>(n - 1)));
        };
        return clamped(at.y(), y_, rows_) * columns_ + clamped(at.x(), x_, columns_);
    }

    double x_;
    double y_;
    double cell_;
    std::size_t columns_;
    std::size_t rows_;
    std::vector<std::uint32_t> owner_;
};

} // namespace

std::optional<QPointF> interpolate(const VectorField& field, const QPointF& at) {
    const Grid& grid = field.grid;
    const double w = cellWidth(grid);
    const double h = cellHeight(grid);
    if (!(w > 0.0) || !(h > 0.0)) {
        return std::nullopt;
    }
    const double i = (at.x() - grid.xMin) / w;
    const double j = (at.y() - grid.yMin) / h;
    if (!(i >= 0.0) || !(j >= 0.0) || i > static_cast<double>(grid.columns - 1) ||
        j > static_cast<double>(grid.rows - 1)) {
        return std::nullopt;
    }
    const std::size_t column = std::min(static_cast<std::size_t>(i), grid.columns - 2);
    const std::size_t row = std::min(static_cast<std::size_t>(j), grid.rows - 2);
    const double s = i - static_cast<double>(column);
    const double t = j - static_cast<double>(row);
    const std::size_t k = row * grid.columns + column;
    const auto mix = [&](const std::vector<float>& values) {
        const double low =
            (1.0 - s) * static_cast<double>(values[k]) + s * static_cast<double>(values[k + 1]);
        const double high = (1.0 - s) * static_cast<double>(values[k + grid.columns]) +
                            s * static_cast<double>(values[k + grid.columns + 1]);
        return (1.0 - t) * low + t * high;
    };
    const QPointF value(mix(field.u), mix(field.v));
    if (!std::isfinite(value.x()) || !std::isfinite(value.y())) {
        return std::nullopt;
    }
    return value;
}

Polyline streamline(const VectorField& field, const QPointF& seed, double step,
                    std::size_t maxSteps) {
    Polyline line;
    line.points.push_back(seed);
    QPointF at = seed;
    for (std::size_t i = 0; i < maxSteps; ++i) {
        const std::optional<QPointF> next = rungeKuttaStep(field, at, step);
        if (!next) {
            break;
        }
        at = *next;
        line.points.push_back(at);
    }
    return line;
}

std::vector<Polyline> streamlines(const VectorField& field, const StreamlineOptions& options) {
    std::vector<Polyline> lines;
    const Grid& grid = field.grid;
    if (!usable(grid) || grid.columns < 2 || grid.rows < 2 || field.u.size() != grid.size() ||
        field.v.size() != grid.size() || !(cellSize(grid) > 0.0)) {
        return lines;
    }
    // Never more cells than can be told apart, however fine the field is.
    const double extent = std::max(grid.xMax - grid.xMin, grid.yMax - grid.yMin);
    const double separation = std::max(options.separation * cellSize(grid), extent / 48.0);
    const double step = std::min(cellSize(grid), separation) / 3.0;
    // Half the separation: a line may come closer than a seed may start.
    Occupancy seeds(grid, separation);
    Occupancy owners(grid, 0.5 * separation);

    const auto follow = [&](const QPointF& seed, double signedStep, std::uint32_t id) {
        std::vector<QPointF> points;
        QPointF at = seed;
        double travelled = 0.0;
        for (std::size_t i = 0; i < options.maxSteps; ++i) {
            const std::optional<QPointF> next = rungeKuttaStep(field, at, signedStep);
            if (!next || !interpolate(field, *next)) {
                break;
            }
            const std::uint32_t owner = owners.owner(*next);
            if (owner != 0 && owner != id) {
                break;
            }
            owners.claim(*next, id);
            seeds.claim(*next, id);
            points.push_back(*next);
            at = *next;
            travelled += step;
            const QPointF back = at - seed;
            if (travelled > 3.0 * separation && std::hypot(back.x(), back.y()) < step) {
                points.push_back(seed);
                break;
            }
        }
        return points;
    };

    std::uint32_t id = 0;
    for (std::size_t row = 0; row < seeds.rows(); ++row) {
        for (std::size_t column = 0; column < seeds.columns(); ++column) {
            const QPointF seed = seeds.centre(column, row);
            if (lines.size() >= options.maximum || seeds.owner(seed) != 0 ||
                owners.owner(seed) != 0 || !direction(field, seed)) {
                continue;
            }
            ++id;
            owners.claim(seed, id);
            seeds.claim(seed, id);
            Polyline line;
            std::vector<QPointF> forward = follow(seed, step, id);
            const bool closed = !forward.empty() && forward.back() == seed;
            if (!closed) {
                const std::vector<QPointF> backward = follow(seed, -step, id);
                line.points.assign(backward.rbegin(), backward.rend());
            }
            line.points.push_back(seed);
            line.points.insert(line.points.end(), forward.begin(), forward.end());
            // Stubs are clutter.
            if (static_cast<double>(line.points.size()) * step > 0.75 * separation) {
                lines.push_back(std::move(line));
            }
        }
    }
    return lines;
}

} // namespace scorescope::views
