// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/drawn_range.h"
#include "views/space/space_scene.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

bool spatial(std::size_t dimensions, std::size_t coordinates) {
    return dimensions == 3 && coordinates % 3 == 0;
}

bool lawful(const Trajectory& chain) {
    const std::size_t d = chain.dimensions;
    if (d == 0 || chain.coordinates.size() % d != 0) {
        return false;
    }
    const std::size_t n = chain.coordinates.size() / d;
    return std::is_sorted(chain.starts.begin(), chain.starts.end()) &&
           std::all_of(chain.starts.begin(), chain.starts.end(),
                       [n](std::size_t start) { return start <= n; });
}

bool lawful(const ScalarField& field) {
    const Grid& g = field.grid;
    return g.columns > 1 && g.rows > 1 && field.values.size() == g.size() && g.xMax > g.xMin &&
           g.yMax > g.yMin && std::isfinite(g.xMax - g.xMin) && std::isfinite(g.yMax - g.yMin);
}

class Extent {
public:
    void add(double x, double y, double z) {
        if (!std::isfinite(x) || !std::isfinite(y) || !std::isfinite(z)) {
            return;
        }
        const std::array<double, 3> point = {x, y, z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            low[axis] = std::min(low[axis], point[axis]);
            high[axis] = std::max(high[axis], point[axis]);
        }
    }
    void add(const std::vector<float>& coordinates) {
        for (std::size_t i = 0; i + 2 < coordinates.size(); i += 3) {
            add(static_cast<double>(coordinates[i]), static_cast<double>(coordinates[i + 1]),
                static_cast<double>(coordinates[i + 2]));
        }
    }
    [[nodiscard]] bool empty() const { return !(high[0] >= low[0]); }

    static constexpr double inf = std::numeric_limits<double>::infinity();
    std::array<double, 3> low{inf, inf, inf};
    std::array<double, 3> high{-inf, -inf, -inf};
};

/// 1, 2 or 5 times a power of ten, at most `value`.
double niceStep(double value) {
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    const double share = value / decade;
    return decade * (share >= 5.0 ? 5.0 : share >= 2.0 ? 2.0 : 1.0);
}

void widen(Extent& extent, std::size_t axis, double side) {
    const double middle = 0.5 * extent.low[axis] + 0.5 * extent.high[axis];
    extent.low[axis] = middle - 0.5 * side;
    extent.high[axis] = middle + 0.5 * side;
}

void roundOutwards(Extent& extent, std::size_t axis, double side) {
    const double step = niceStep(side / 20.0);
    const double size = std::max(std::abs(extent.low[axis]), std::abs(extent.high[axis]));
    if (std::isfinite(step) && step > 1e-12 * size) {
        // A border that is a multiple already must not move a step for a rounding.
        extent.low[axis] = std::floor(extent.low[axis] / step + 1e-6) * step;
        extent.high[axis] = std::ceil(extent.high[axis] / step - 1e-6) * step;
    }
}

/// Sorted distinct values with the median distance between neighbours.
double regularStep(std::vector<float>& values) {
    std::sort(values.begin(), values.end());
    const double extent = static_cast<double>(values.back()) - static_cast<double>(values.front());
    const double same = 1e-5 * extent;
    std::vector<double> gaps;
    double last = static_cast<double>(values.front());
    for (const float value : values) {
        const double gap = static_cast<double>(value) - last;
        if (gap > same) {
            gaps.push_back(gap);
            last = static_cast<double>(value);
        }
    }
    if (gaps.empty()) {
        return 0.0;
    }
    // On a grid of n nodes no axis shows more than n / 2 distinct places, or it is a line.
    const bool line = gaps.size() + 1 == values.size();
    if (gaps.size() + 1 > values.size() / 2 && !line) {
        return -1.0;
    }
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    const double typical = *middle;
    const bool even = typical * static_cast<double>(gaps.size()) > 0.8 * extent &&
                      typical * static_cast<double>(gaps.size()) < 1.25 * extent;
    return even ? typical : -1.0;
}

} // namespace

SpaceData spaceData(const ViewSpec& spec, const Frame& frame) {
    SpaceData data;
    for (const std::string& name : spec.artifacts) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact) {
            continue;
        }
        if (const auto* cloud = std::get_if<PointCloud>(&artifact->data)) {
            if (spatial(cloud->dimensions, cloud->coordinates.size())) {
                data.clouds.push_back(artifact);
            } else if (cloud->dimensions == 2 && cloud->coordinates.size() % 2 == 0) {
                data.draped.push_back(artifact);
            }
        } else if (const auto* vectors = std::get_if<VectorCloud>(&artifact->data)) {
            if (spatial(vectors->dimensions, vectors->coordinates.size()) &&
                vectors->vectors.size() == vectors->coordinates.size()) {
                data.vectors.push_back(artifact);
            }
        } else if (const auto* chain = std::get_if<Trajectory>(&artifact->data)) {
            if (lawful(*chain) && chain->dimensions == 3) {
                data.chains.push_back(artifact);
            } else if (lawful(*chain) && chain->dimensions == 2) {
                data.draped.push_back(artifact);
            }
        } else if (const auto* field = std::get_if<ScalarField>(&artifact->data)) {
            if (!data.surface && lawful(*field)) {
                data.surface = asDrawn(artifact);
            }
        } else if (const auto* scatter = std::get_if<Scatter>(&artifact->data)) {
            if (scatter->x.size() == scatter->y.size()) {
                data.draped.push_back(artifact);
            }
        } else if (std::holds_alternative<Markers>(artifact->data)) {
            data.draped.push_back(artifact);
        }
    }
    return data;
}

QVector3D SpaceBox::toBox(double x, double y, double z) const {
    const auto at = [this](double value, std::size_t axis) {
        return static_cast<float>((value - (0.5 * low[axis] + 0.5 * high[axis])) * scale[axis]);
    };
    return {at(x, 0), at(y, 1), at(z, 2)};
}

QVector3D SpaceBox::halfSides() const {
    const auto half = [this](std::size_t axis) {
        return static_cast<float>(0.5 * (high[axis] - low[axis]) * scale[axis]);
    };
    return {half(0), half(1), half(2)};
}

bool SpaceBox::holds(const SpaceBox& other) const noexcept {
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (other.low[axis] < low[axis] || other.high[axis] > high[axis]) {
            return false;
        }
    }
    return true;
}

SpaceBox spaceBox(const SpaceData& data, const SpaceOptions& options) {
    Extent extent;
    const bool flat = data.flat();
    if (flat) {
        const auto& field = std::get<ScalarField>(data.surface->data);
        const Grid& grid = field.grid;
        double low = Extent::inf;
        double high = -Extent::inf;
        for (const float value : field.values) {
            if (std::isfinite(value)) {
                low = std::min(low, static_cast<double>(value));
                high = std::max(high, static_cast<double>(value));
            }
        }
        if (high < low) { // all gaps: the floor alone
            low = 0.0;
            high = 1.0;
        }
        extent.add(grid.xMin, grid.yMin, low);
        extent.add(grid.xMax, grid.yMax, high);
    } else {
        for (const auto& artifact : data.clouds) {
            extent.add(std::get<PointCloud>(artifact->data).coordinates);
        }
        for (const auto& artifact : data.vectors) {
            extent.add(std::get<VectorCloud>(artifact->data).coordinates);
        }
        for (const auto& artifact : data.chains) {
            extent.add(std::get<Trajectory>(artifact->data).coordinates);
        }
    }
    SpaceBox box;
    if (extent.empty()) {
        return box;
    }
    const std::size_t alike = flat ? 2 : 3; ///< axes of one scale
    double longest = 0.0;
    double size = 0.0;
    for (std::size_t axis = 0; axis < alike; ++axis) {
        longest = std::max(longest, extent.high[axis] - extent.low[axis]);
        size = std::max({size, std::abs(extent.low[axis]), std::abs(extent.high[axis])});
    }
    if (!(longest > 1e-7 * size)) { // a single place
        longest = size > 0.0 ? 0.2 * size : 1.0;
        for (std::size_t axis = 0; axis < alike; ++axis) {
            widen(extent, axis, longest);
        }
    }
    for (std::size_t axis = 0; axis < alike; ++axis) {
        if (extent.high[axis] - extent.low[axis] < 0.1 * longest) {
            widen(extent, axis, 0.1 * longest);
        }
        if (!flat) {
            roundOutwards(extent, axis, longest);
        }
    }
    if (flat) {
        double side = extent.high[2] - extent.low[2];
        const double level = std::max(std::abs(extent.low[2]), std::abs(extent.high[2]));
        if (!(side > 1e-7 * level)) {
            side = level > 0.0 ? 0.2 * level : 1.0;
            widen(extent, 2, side);
        }
        roundOutwards(extent, 2, side);
    }
    box.low = extent.low;
    box.high = extent.high;
    longest = 0.0;
    for (std::size_t axis = 0; axis < alike; ++axis) {
        longest = std::max(longest, box.high[axis] - box.low[axis]);
    }
    box.scale = {1.0 / longest, 1.0 / longest, 1.0 / longest};
    if (flat) {
        box.scale[2] = 0.5 * options.height / (box.high[2] - box.low[2]);
    }
    return box;
}

SpaceBox steadyBox(const SpaceBox& before, const SpaceBox& now) {
    if (!now.valid() || !before.valid() || !before.holds(now)) {
        return now;
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double side = (now.high[axis] - now.low[axis]) * now.scale[axis];
        const double old = (before.high[axis] - before.low[axis]) * now.scale[axis];
        if (side < 0.6 * old && old > 0.2) {
            return now;
        }
    }
    return before;
}

std::array<QString, 3> axisTitles(const SpaceData& data) {
    const auto text = [](const Quantity& quantity, const QString& otherwise) {
        const QString label = QString::fromStdString(quantity.label);
        if (label.isEmpty()) {
            return otherwise;
        }
        return quantity.unit.empty()
                   ? label
                   : QStringLiteral("%1 [%2]").arg(label, QString::fromStdString(quantity.unit));
    };
    std::array<QString, 3> titles = {QStringLiteral("x₀"), QStringLiteral("x₁"),
                                     QStringLiteral("x₂")};
    std::shared_ptr<const Artifact> first = data.flat() ? data.surface : nullptr;
    for (const auto* list : {&data.vectors, &data.clouds, &data.chains}) {
        if (!first && !list->empty()) {
            first = list->front();
        }
    }
    if (first) {
        titles[0] = text(first->x, titles[0]);
        titles[1] = text(first->y, titles[1]);
        if (data.flat()) {
            titles[2] = text(first->value, QString::fromStdString(first->title));
        }
    }
    return titles;
}

std::array<double, 3> spacing(const VectorCloud& cloud) {
    std::array<std::vector<float>, 3> values;
    for (std::size_t i = 0; i + 2 < cloud.coordinates.size(); i += 3) {
        const float* c = cloud.coordinates.data() + i;
        if (std::isfinite(c[0]) && std::isfinite(c[1]) && std::isfinite(c[2])) {
            for (std::size_t axis = 0; axis < 3; ++axis) {
                values[axis].push_back(c[axis]);
            }
        }
    }
    std::array<double, 3> steps{0.0, 0.0, 0.0};
    const std::size_t n = values[0].size();
    if (n < 2) {
        return steps;
    }
    bool regular = true;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        steps[axis] = regularStep(values[axis]);
        regular = regular && steps[axis] >= 0.0;
    }
    if (regular) {
        return steps;
    }
    // Scattered: the side of the cube (square, length) that one vector has to itself.
    double volume = 1.0;
    int dimensions = 0;
    std::array<double, 3> sides{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        sides[axis] =
            static_cast<double>(values[axis].back()) - static_cast<double>(values[axis].front());
    }
    const double longest = *std::max_element(sides.begin(), sides.end());
    for (const double side : sides) {
        if (side > 1e-5 * longest) {
            volume *= side / longest;
            ++dimensions;
        }
    }
    const double step =
        longest * std::pow(volume / static_cast<double>(n), 1.0 / std::max(1, dimensions));
    for (std::size_t axis = 0; axis < 3; ++axis) {
        steps[axis] = sides[axis] > 1e-5 * longest ? step : 0.0;
    }
    return steps;
}

double slicePosition(const SpaceOptions& options, const SpaceBox& box) {
    if (options.slice == SliceAxis::none) {
        return 0.0;
    }
    const std::size_t axis = static_cast<std::size_t>(options.slice) - 1;
    const double middle = 0.5 * box.low[axis] + 0.5 * box.high[axis];
    return std::clamp(options.sliceAt.value_or(middle), box.low[axis], box.high[axis]);
}

QRgb throughFog(QRgb color, double share, const QColor& ground) {
    const double part = std::clamp(share, 0.0, 1.0);
    const auto mixed = [part](int from, int to) {
        return static_cast<int>(std::lround(from + part * (to - from)));
    };
    return qRgba(mixed(qRed(color), ground.red()), mixed(qGreen(color), ground.green()),
                 mixed(qBlue(color), ground.blue()), qAlpha(color));
}

} // namespace scorescope::views
