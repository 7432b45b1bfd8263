// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_surface.h"

#include "views/axes/ticks.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

constexpr double lift = 0.004; ///< of what lies on the surface, box units

class HeightField {
public:
    HeightField(SpaceScene& scene, const HeightFieldInput& input)
        : scene_(scene), input_(input), artifact_(*input.data.surface),
          field_(std::get<ScalarField>(artifact_.data)), grid_(field_.grid) {}

    void add() {
        makeBar();
        if (input_.options.surface) {
            addMesh();
            addContours();
            if (field_.categories.empty()) {
                scene_.bar = bar_;
            }
        }
        std::size_t order = 0;
        for (const auto& artifact : input_.data.draped) {
            drape(*artifact, order);
            order += spacePoints(*artifact) ? 0 : 1;
        }
    }

private:
    [[nodiscard]] double value(std::size_t column, std::size_t row) const {
        return static_cast<double>(field_.values[row * grid_.columns + column]);
    }
    [[nodiscard]] QVector3D node(std::size_t column, std::size_t row) const {
        return input_.box.toBox(grid_.x(column), grid_.y(row), value(column, row));
    }

    void makeBar() {
        const QString label = QString::fromStdString(
            artifact_.value.label.empty() ? artifact_.title : artifact_.value.label);
        bar_.title = artifact_.value.unit.empty()
                         ? label
                         : QStringLiteral("%1 [%2]").arg(
                               label, QString::fromStdString(artifact_.value.unit));
        bar_.scale = ColorScale::linear;
        bar_.limits = robustLimits(field_.values, bar_.scale, field_.signedValues);
        if (!field_.signedValues) {
            // Robust limits start at 0, which for energies far from it leaves one colour for all.
            double low = std::numeric_limits<double>::infinity();
            double high = -low;
            for (const float v : field_.values) {
                if (std::isfinite(v)) {
                    low = std::min(low, static_cast<double>(v));
                    high = std::max(high, static_cast<double>(v));
                }
            }
            if (high > low && low > 0.5 * bar_.limits.high) {
                bar_.limits = {low, high};
            }
        }
        bar_.limits = input_.options.limits.value_or(bar_.limits);
        bar_.map = field_.signedValues ? Colormap::divergingFor(input_.theme)
                                       : Colormap::sequentialFor(input_.theme);
    }

    [[nodiscard]] QRgb colorOf(double v) const {
        if (!field_.categories.empty()) {
            return input_.theme.seriesColor(static_cast<std::size_t>(std::max(0.0, std::round(v))))
                .rgb();
        }
        return bar_.map.rgb(colorFraction(v, bar_.limits, bar_.scale)) | 0xff000000U;
    }

    /// Slope between the nearest finite neighbours, in box units.
    [[nodiscard]] float slope(std::size_t column, std::size_t row, bool alongX) const {
        const std::size_t at = alongX ? column : row;
        const std::size_t count = alongX ? grid_.columns : grid_.rows;
        const auto other = [&](std::size_t i) { return alongX ? node(i, row) : node(column, i); };
        QVector3D low = node(column, row);
        QVector3D high = low;
        if (at > 0 && std::isfinite(other(at - 1).z())) {
            low = other(at - 1);
        }
        if (at + 1 < count && std::isfinite(other(at + 1).z())) {
            high = other(at + 1);
        }
        const float run = alongX ? high.x() - low.x() : high.y() - low.y();
        return run > 0.0F ? (high.z() - low.z()) / run : 0.0F;
    }

    void addMesh() {
        SpaceMesh& mesh = scene_.surface;
        std::vector<std::int32_t> vertex(grid_.size(), -1);
        for (std::size_t row = 0; row < grid_.rows; ++row) {
            for (std::size_t column = 0; column < grid_.columns; ++column) {
                if (!std::isfinite(value(column, row))) {
                    continue;
                }
                vertex[row * grid_.columns + column] = static_cast<std::int32_t>(mesh.at.size());
                mesh.at.push_back(node(column, row));
                mesh.normal.push_back(
                    QVector3D(-slope(column, row, true), -slope(column, row, false), 1.0F)
                        .normalized());
                mesh.color.push_back(colorOf(value(column, row)));
                if (input_.targets) {
                    scene_.targets.push_back(
                        {mesh.at.back(), {grid_.x(column), grid_.y(row), value(column, row)}});
                }
            }
        }
        for (std::size_t row = 0; row + 1 < grid_.rows; ++row) {
            for (std::size_t column = 0; column + 1 < grid_.columns; ++column) {
                const std::size_t i = row * grid_.columns + column;
                const std::array<std::int32_t, 4> v = {vertex[i], vertex[i + 1],
                                                       vertex[i + grid_.columns + 1],
                                                       vertex[i + grid_.columns]};
                if (*std::min_element(v.begin(), v.end()) < 0) {
                    continue;
                }
                mesh.triangles.push_back({v[0], v[1], v[2]});
                mesh.triangles.push_back({v[0], v[2], v[3]});
            }
        }
    }

    /// Crossings of a level with the edges of every triangle: no ambiguous cells.
    void addContours() {
        if (!field_.categories.empty() || scene_.surface.at.empty()) {
            return;
        }
        const SpaceBox& box = input_.box;
        const std::vector<double> levels = contourLevels(box.low[2], box.high[2], 12);
        const SpaceMesh& mesh = scene_.surface;
        const QVector3D up(0.0F, 0.0F, static_cast<float>(lift));
        for (const double level : levels) {
            const float z = box.toBox(0.0, 0.0, level).z();
            const QRgb fill = colorOf(level);
            // Darker than what it lies on where that is light, and the other way round.
            const QColor line = lightness(fill) > 50.0 ? QColor::fromRgb(fill).darker(190)
                                                       : QColor::fromRgb(fill).lighter(175);
            for (const auto& triangle : mesh.triangles) {
                std::array<QVector3D, 3> crossings;
                std::size_t found = 0;
                for (std::size_t k = 0; k < 3; ++k) {
                    const QVector3D& a = mesh.at[static_cast<std::size_t>(triangle[k])];
                    const QVector3D& b = mesh.at[static_cast<std::size_t>(triangle[(k + 1) % 3])];
                    if ((a.z() < z) != (b.z() < z)) {
                        crossings[found++] = a + (z - a.z()) / (b.z() - a.z()) * (b - a) + up;
                    }
                }
                if (found == 2) {
                    scene_.contours.push_back(
                        {{crossings[0], crossings[1]}, line.rgb() | 0xff000000U});
                }
            }
        }
    }

    [[nodiscard]] static bool spacePoints(const Artifact& artifact) {
        return std::holds_alternative<Scatter>(artifact.data) ||
               std::holds_alternative<PointCloud>(artifact.data);
    }
    [[nodiscard]] QColor colorFor(const Artifact& artifact, std::size_t order) const {
        const auto found = input_.options.colors.find(artifact.name);
        if (found != input_.options.colors.end()) {
            return found->second;
        }
        if (spacePoints(artifact)) {
            return neutralColor(input_.theme);
        }
        // Those that stand out from the blue to yellow of the surface.
        constexpr std::array<std::size_t, 3> apart = {6, 3, 1};
        return input_.theme.seriesColor(apart[order % apart.size()]);
    }

    /// On the surface; nothing where the surface has a gap or ends.
    [[nodiscard]] std::optional<QVector3D> onSurface(double x, double y, double above) {
        const double z = valueAt(field_, x, y);
        if (!std::isfinite(z)) {
            return std::nullopt;
        }
        return input_.box.toBox(x, y, z) + QVector3D(0.0F, 0.0F, static_cast<float>(above));
    }

    void addDot(double x, double y, const QColor& color, double radius) {
        if (const auto at = onSurface(x, y, radius)) {
            scene_.dots.at.push_back(*at);
            scene_.dots.color.push_back(color.rgb() | 0xff000000U);
            scene_.dots.radius.push_back(static_cast<float>(radius));
            if (input_.targets) {
                scene_.targets.push_back({*at, {x, y, valueAt(field_, x, y)}});
            }
        }
    }

    void drape(const Artifact& artifact, std::size_t order) {
        const QColor color = colorFor(artifact, order);
        const std::size_t before = scene_.dots.at.size() + scene_.chains.size();
        drapeAll(artifact, color);
        if (scene_.dots.at.size() + scene_.chains.size() > before) {
            scene_.legend.push_back({QString::fromStdString(artifact.title), color,
                                     std::holds_alternative<Trajectory>(artifact.data)});
        }
    }

    void drapeAll(const Artifact& artifact, const QColor& color) {
        if (const auto* chain = std::get_if<Trajectory>(&artifact.data)) {
            drapeChains(*chain, color);
            return;
        }
        if (const auto* markers = std::get_if<Markers>(&artifact.data)) {
            for (const Markers::Marker& marker : markers->markers) {
                addDot(marker.x, marker.y, color, 0.012);
            }
            return;
        }
        if (!input_.options.points) {
            return;
        }
        const auto* scatter = std::get_if<Scatter>(&artifact.data);
        const auto* cloud = std::get_if<PointCloud>(&artifact.data);
        const std::size_t n =
            scatter != nullptr ? scatter->x.size() : cloud->coordinates.size() / 2;
        const std::size_t stride = n / 20'000 + 1;
        const double radius =
            std::clamp(0.09 / std::cbrt(static_cast<double>(n) + 1.0), 0.0032, 0.012);
        for (std::size_t i = 0; i < n; i += stride) {
            addDot(
                static_cast<double>(scatter != nullptr ? scatter->x[i] : cloud->coordinates[2 * i]),
                static_cast<double>(scatter != nullptr ? scatter->y[i]
                                                       : cloud->coordinates[2 * i + 1]),
                color, radius);
            ++scene_.pointsShown;
        }
        scene_.pointsLeftOut += n - (n + stride - 1) / stride;
    }

    void drapeChains(const Trajectory& chain, const QColor& color) {
        const std::size_t n = chain.coordinates.size() / 2;
        const auto x = [&](std::size_t i) { return static_cast<double>(chain.coordinates[2 * i]); };
        const auto y = [&](std::size_t i) {
            return static_cast<double>(chain.coordinates[2 * i + 1]);
        };
        // A long move follows the hills rather than cutting through them.
        const double cell = 0.5 * std::min((grid_.xMax - grid_.xMin) / double(grid_.columns - 1),
                                           (grid_.yMax - grid_.yMin) / double(grid_.rows - 1));
        for (const auto& [first, last] : chainRanges(chain, n)) {
            SpaceLine line{{}, color.rgb() | 0xff000000U};
            const auto flush = [&] {
                if (line.points.size() > 1) {
                    scene_.chains.push_back(line);
                }
                line.points.clear();
            };
            for (std::size_t i = first; i < last; ++i) {
                const double fromX = i == first ? x(i) : x(i - 1);
                const double fromY = i == first ? y(i) : y(i - 1);
                const double length = std::hypot(x(i) - fromX, y(i) - fromY);
                const int pieces = std::isfinite(length)
                                       ? std::clamp(static_cast<int>(length / cell) + 1, 1, 200)
                                       : 1;
                for (int k = 1; k <= pieces; ++k) {
                    const double t = static_cast<double>(k) / pieces;
                    const auto at =
                        onSurface(fromX + t * (x(i) - fromX), fromY + t * (y(i) - fromY), 2 * lift);
                    if (at) {
                        line.points.push_back(*at);
                    } else {
                        flush();
                    }
                }
            }
            flush();
            if (last > first) {
                addDot(x(last - 1), y(last - 1), color, 0.012);
            }
        }
    }

    SpaceScene& scene_;
    const HeightFieldInput& input_;
    const Artifact& artifact_;
    const ScalarField& field_;
    const Grid& grid_;
    ColorBar bar_;
};

} // namespace

void addHeightField(SpaceScene& scene, const HeightFieldInput& input) {
    HeightField(scene, input).add();
}

double valueAt(const ScalarField& field, double x, double y) {
    const Grid& grid = field.grid;
    const double column =
        (x - grid.xMin) / (grid.xMax - grid.xMin) * static_cast<double>(grid.columns - 1);
    const double row =
        (y - grid.yMin) / (grid.yMax - grid.yMin) * static_cast<double>(grid.rows - 1);
    if (!(column >= 0.0 && row >= 0.0 && column <= static_cast<double>(grid.columns - 1) &&
          row <= static_cast<double>(grid.rows - 1))) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const std::size_t i = std::min(static_cast<std::size_t>(column), grid.columns - 2);
    const std::size_t j = std::min(static_cast<std::size_t>(row), grid.rows - 2);
    const double s = column - static_cast<double>(i);
    const double t = row - static_cast<double>(j);
    const auto value = [&](std::size_t c, std::size_t r) {
        return static_cast<double>(field.values[r * grid.columns + c]);
    };
    return (1.0 - t) * ((1.0 - s) * value(i, j) + s * value(i + 1, j)) +
           t * ((1.0 - s) * value(i, j + 1) + s * value(i + 1, j + 1));
}

std::vector<double> contourLevels(double low, double high, int count) {
    std::vector<double> levels;
    for (const Tick& tick : linearTicks(low, high, count)) {
        if (tick.position > low && tick.position < high) {
            levels.push_back(tick.position);
        }
    }
    return levels;
}

} // namespace scorescope::views
