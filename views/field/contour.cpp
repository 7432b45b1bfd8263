// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/contour.h"

#include "views/axes/ticks.h"
#include "views/field/grid_shape.h"

#include <array>
#include <cstddef>
#include <unordered_map>

namespace scorescope::views {
namespace {

/// Where contours cross: the edge from node k to its right neighbour is 2k, to its upper one 2k
/// + 1.
using Edge = std::size_t;
using Segment = std::array<Edge, 2>;

class Crossings {
public:
    Crossings(const ScalarField& field, double level) : field_(field), level_(level) { march(); }

    [[nodiscard]] std::vector<Polyline> joined() const {
        std::unordered_map<Edge, std::array<std::size_t, 2>> ends; // segment numbers + 1
        ends.reserve(2 * segments_.size());
        for (std::size_t i = 0; i < segments_.size(); ++i) {
            for (const Edge edge : segments_[i]) {
                auto& both = ends[edge];
                both[both[0] == 0 ? 0 : 1] = i + 1;
            }
        }
        std::vector<bool> used(segments_.size(), false);
        const auto follow = [&](std::size_t segment, Edge from, Polyline& line) {
            while (true) {
                used[segment] = true;
                const Segment& now = segments_[segment];
                from = now[0] == from ? now[1] : now[0];
                line.points.push_back(at(from));
                const auto& both = ends.at(from);
                const std::size_t next = both[0] == segment + 1 ? both[1] : both[0];
                if (next == 0 || used[next - 1]) {
                    return next != 0;
                }
                segment = next - 1;
            }
        };
        std::vector<Polyline> lines;
        // Open lines from one of their ends, then what is left: rings.
        for (const bool open : {true, false}) {
            for (std::size_t i = 0; i < segments_.size(); ++i) {
                for (const Edge edge : segments_[i]) {
                    if (used[i] || (open && ends.at(edge)[1] != 0)) {
                        continue;
                    }
                    Polyline line;
                    line.points.push_back(at(edge));
                    line.closed = follow(i, edge, line) && !open;
                    if (line.closed) {
                        line.points.pop_back(); // it is where the ring began
                    }
                    lines.push_back(std::move(line));
                }
            }
        }
        return lines;
    }

private:
    [[nodiscard]] double value(std::size_t node) const {
        return static_cast<double>(field_.values[node]);
    }

    [[nodiscard]] QPointF at(Edge edge) const {
        const std::size_t node = edge / 2;
        const bool upward = edge % 2 == 1;
        const std::size_t other = upward ? node + field_.grid.columns : node + 1;
        const double t = (level_ - value(node)) / (value(other) - value(node));
        const auto place = [this](std::size_t k) {
            return QPointF(field_.grid.x(k % field_.grid.columns),
                           field_.grid.y(k / field_.grid.columns));
        };
        return (1.0 - t) * place(node) + t * place(other);
    }

    void march() {
        const Grid& grid = field_.grid;
        for (std::size_t row = 0; row + 1 < grid.rows; ++row) {
            for (std::size_t column = 0; column + 1 < grid.columns; ++column) {
                cell(row * grid.columns + column);
            }
        }
    }

    void cell(std::size_t k) {
        const std::size_t up = k + field_.grid.columns;
        const std::array<double, 4> corner = {value(k), value(k + 1), value(up + 1), value(up)};
        const double mean = 0.25 * (corner[0] + corner[1] + corner[2] + corner[3]);
        if (!std::isfinite(mean)) {
            return;
        }
        // Bottom, right, top, left: between the corners i and i + 1, counted counter-clockwise.
        const std::array<Edge, 4> edges = {2 * k, 2 * (k + 1) + 1, 2 * up, 2 * k + 1};
        std::array<std::size_t, 4> crossed{};
        std::size_t count = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            if ((corner[i] >= level_) != (corner[(i + 1) % 4] >= level_)) {
                crossed[count++] = i;
            }
        }
        if (count == 2) {
            segments_.push_back({edges[crossed[0]], edges[crossed[1]]});
        } else if (count == 4) {
            // A saddle: the lines cut off the two corners that are not on the centre's side.
            const bool first = (corner[0] >= level_) != (mean >= level_);
            segments_.push_back({edges[0], edges[first ? 3 : 1]});
            segments_.push_back({edges[2], edges[first ? 1 : 3]});
        }
    }

    const ScalarField& field_;
    double level_;
    std::vector<Segment> segments_;
};

} // namespace

std::vector<Polyline> contour(const ScalarField& field, double level) {
    if (!usable(field.grid) || field.grid.columns < 2 || field.grid.rows < 2 ||
        field.values.size() != field.grid.size() || !std::isfinite(level)) {
        return {};
    }
    return Crossings(field, level).joined();
}

std::vector<double> contourLevels(const ColorLimits& limits, ColorScale scale) {
    std::vector<double> levels;
    if (!limits.valid(scale)) {
        return levels;
    }
    const auto add = [&](double level) {
        if (level > limits.low && level < limits.high) {
            levels.push_back(level);
        }
    };
    if (scale == ColorScale::linear) {
        for (const Tick& tick : linearTicks(limits.low, limits.high, 12)) {
            add(tick.position);
        }
        return levels;
    }
    const double decades = std::log10(limits.high / limits.low);
    const std::vector<double> factors = decades <= 3.0   ? std::vector<double>{1.0, 2.0, 5.0}
                                        : decades <= 5.0 ? std::vector<double>{1.0, 3.0}
                                                         : std::vector<double>{1.0};
    const int first = static_cast<int>(std::floor(std::log10(limits.low)));
    const int last = static_cast<int>(std::ceil(std::log10(limits.high)));
    for (int power = first; power <= last; ++power) {
        for (const double factor : factors) {
            add(factor * std::pow(10.0, power));
        }
    }
    return levels;
}

} // namespace scorescope::views
