// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_scene.h"

#include "views/space/space_surface.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace scorescope::views {
namespace {

constexpr std::size_t mostChainPoints = 100'000;

QString titleText(const Quantity& quantity, const std::string& otherwise) {
    const QString label =
        QString::fromStdString(quantity.label.empty() ? otherwise : quantity.label);
    return quantity.unit.empty()
               ? label
               : QStringLiteral("%1 [%2]").arg(label, QString::fromStdString(quantity.unit));
}

bool finite(const float* c) {
    return std::isfinite(c[0]) && std::isfinite(c[1]) && std::isfinite(c[2]);
}

double magnitude(const float* v) {
    return std::hypot(static_cast<double>(v[0]), static_cast<double>(v[1]),
                      static_cast<double>(v[2]));
}

/// The slab around the slice in which data is shown.
struct Slab {
    bool on = false;
    std::size_t axis = 0;
    double position = 0.0;
    double half = 0.0;

    [[nodiscard]] bool shows(const float* c) const {
        return !on || std::abs(static_cast<double>(c[axis]) - position) <= half;
    }
};

class Builder {
public:
    Builder(const SpaceData& data, const SpaceOptions& options, const SpaceBox& box,
            const Theme& theme, const SpaceBuild& build)
        : data_(data), options_(options), box_(box), theme_(theme), build_(build) {}

    SpaceScene scene() {
        findSlab();
        if (data_.flat()) {
            scene_.fog = 0.1;
            addHeightField(scene_, {data_, options_, box_, theme_, build_.targets});
        } else {
            scene_.thin = std::max<std::size_t>(1, build_.thin);
            addArrows();
            addClouds();
            addChains();
        }
        addPlane();
        std::size_t named = 0;
        for (const SpaceLegendEntry& entry : scene_.legend) {
            named += entry.text.isEmpty() ? 0 : 1;
        }
        if (named < 2) {
            scene_.legend.clear();
        }
        return std::move(scene_);
    }

private:
    void findSlab() {
        slab_.on = options_.slice != SliceAxis::none && !data_.flat();
        if (!slab_.on) {
            return;
        }
        slab_.axis = static_cast<std::size_t>(options_.slice) - 1;
        slab_.position = slicePosition(options_, box_);
        slab_.half = 0.025 * (box_.high[slab_.axis] - box_.low[slab_.axis]);
        for (const auto& artifact : data_.vectors) {
            const double step = spacing(std::get<VectorCloud>(artifact->data))[slab_.axis];
            if (step > 0.0) {
                slab_.half = 0.5005 * step; // half a cell, with room for rounding
                break;
            }
        }
    }

    QColor colorOf(const Artifact& artifact, const QColor& otherwise) const {
        const auto found = options_.colors.find(artifact.name);
        return found == options_.colors.end() ? otherwise : found->second;
    }

    void addTarget(const QVector3D& at, const float* c) {
        if (build_.targets) {
            scene_.targets.push_back({at,
                                      {static_cast<double>(c[0]), static_cast<double>(c[1]),
                                       static_cast<double>(c[2])}});
        }
    }

    /// The vector clouds to draw: one that is flat is the fine field of a slice, which takes the
    /// place of the coarse one while its slice is chosen.
    std::vector<const VectorCloud*> shownVectors() const {
        std::vector<const VectorCloud*> whole;
        std::vector<const VectorCloud*> slices;
        for (const auto& artifact : data_.vectors) {
            const auto& cloud = std::get<VectorCloud>(artifact->data);
            const std::array<double, 3> step = spacing(cloud);
            const bool many = cloud.coordinates.size() > 3;
            const auto flatAxis = std::find(step.begin(), step.end(), 0.0);
            if (!many || flatAxis == step.end() || data_.vectors.size() < 2) {
                whole.push_back(&cloud);
                continue;
            }
            const bool mine = slab_.on &&
                              flatAxis - step.begin() == static_cast<std::ptrdiff_t>(slab_.axis) &&
                              slab_.shows(cloud.coordinates.data());
            if (mine) {
                slices.push_back(&cloud);
            }
        }
        return slices.empty() ? whole : slices;
    }

    void addArrows() {
        if (!options_.arrows || data_.vectors.empty()) {
            return;
        }
        std::vector<float> magnitudes;
        for (const auto& artifact : data_.vectors) {
            const auto& cloud = std::get<VectorCloud>(artifact->data);
            for (std::size_t i = 0; i + 2 < cloud.vectors.size(); i += 3) {
                magnitudes.push_back(static_cast<float>(magnitude(cloud.vectors.data() + i)));
            }
        }
        ColorBar bar;
        const Artifact& first = *data_.vectors.front();
        Quantity quantity = first.value;
        if (!quantity.label.empty() && quantity.label.front() != '|') {
            quantity.label = "|" + quantity.label + "|";
        }
        bar.title = titleText(quantity, first.title);
        bar.scale = options_.colorScale;
        bar.limits = options_.limits.value_or(robustLimits(magnitudes, bar.scale, false));
        bar.map = Colormap::sequentialFor(theme_);
        for (const VectorCloud* cloud : shownVectors()) {
            addArrowsOf(*cloud, bar);
        }
        scene_.bar = std::move(bar);
    }

    void addArrowsOf(const VectorCloud& cloud, const ColorBar& bar) {
        double cell = 0.0;
        for (const double step : spacing(cloud)) {
            cell = step > 0.0 && (cell <= 0.0 || step < cell) ? step : cell;
        }
        cell = cell > 0.0 ? std::min(cell * box_.scale[0], 0.3) : 0.15;
        for (std::size_t i = 0; i + 2 < cloud.coordinates.size(); i += 3 * build_.thin) {
            const float* c = cloud.coordinates.data() + i;
            const float* v = cloud.vectors.data() + i;
            const double length = magnitude(v);
            if (!finite(c) || !std::isfinite(length) || !(length > 0.0) || !slab_.shows(c)) {
                continue;
            }
            const double fraction = colorFraction(length, bar.limits, bar.scale);
            const double drawn = cell * (0.35 + 0.65 * fraction);
            const QVector3D tail = box_.toBox(static_cast<double>(c[0]), static_cast<double>(c[1]),
                                              static_cast<double>(c[2]));
            const auto along = [&](int k) {
                return static_cast<float>(static_cast<double>(v[k]) / length * drawn);
            };
            scene_.arrows.push_back({tail, tail + QVector3D(along(0), along(1), along(2)),
                                     static_cast<float>(0.16 * cell + 0.14 * drawn),
                                     bar.map.rgb(fraction)});
            addTarget(tail, c);
        }
    }

    void addClouds() {
        if (!options_.points) {
            return;
        }
        std::size_t total = 0;
        for (const auto& artifact : data_.clouds) {
            const auto& points = std::get<PointCloud>(artifact->data).coordinates;
            for (std::size_t i = 0; i + 2 < points.size(); i += 3) {
                total += finite(points.data() + i) && slab_.shows(points.data() + i) ? 1 : 0;
            }
        }
        const std::size_t most = std::max<std::size_t>(1, build_.mostPoints);
        const std::size_t stride = (total + most - 1) / most;
        const double shown = static_cast<double>(std::min(total, most));
        radius_ = std::clamp(0.11 / std::cbrt(std::max(1.0, shown)), 0.0032, 0.016);
        for (std::size_t i = 0; i < data_.clouds.size(); ++i) {
            addCloud(*data_.clouds[i], i, std::max<std::size_t>(1, stride));
        }
        scene_.pointsLeftOut = total - std::min(total, scene_.pointsShown);
    }

    void addCloud(const Artifact& artifact, std::size_t order, std::size_t stride) {
        const auto& cloud = std::get<PointCloud>(artifact.data);
        const std::size_t n = cloud.coordinates.size() / 3;
        const QColor plain =
            colorOf(artifact, order == 0 ? neutralColor(theme_) : theme_.seriesColor(order));
        std::optional<ColorBar> bar;
        if (cloud.value.size() == n && n > 0 && options_.colors.count(artifact.name) == 0 &&
            (!scene_.bar || order == 0) && data_.vectors.empty()) {
            bar.emplace();
            bar->title = titleText(artifact.value, artifact.title);
            bar->scale = options_.colorScale;
            const bool negative = std::any_of(cloud.value.begin(), cloud.value.end(),
                                              [](float value) { return value < 0.0F; });
            bar->scale = negative ? ColorScale::linear : options_.colorScale;
            bar->limits = options_.limits.value_or(robustLimits(cloud.value, bar->scale, false));
            bar->map = Colormap::sequentialFor(theme_);
        }
        const bool brushing = !build_.brushed.empty() && !build_.indices.empty();
        std::unordered_set<std::size_t> brushed;
        if (brushing && build_.brushed == artifact.name) {
            brushed.insert(build_.indices.begin(), build_.indices.end());
        }
        std::size_t seen = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const float* c = cloud.coordinates.data() + 3 * i;
            if (!finite(c) || !slab_.shows(c)) {
                continue;
            }
            const bool chosen = brushed.count(i) != 0;
            const std::size_t place = seen++;
            if (place % stride != 0 && !chosen) {
                continue;
            }
            ++scene_.pointsShown;
            if (place % (stride * build_.thin) != 0 && !chosen) {
                continue; // only while moving
            }
            QRgb color = plain.rgb();
            if (bar) {
                const auto value = static_cast<double>(cloud.value[i]);
                color = std::isfinite(value)
                            ? bar->map.rgb(colorFraction(value, bar->limits, bar->scale))
                            : theme_.dim.rgb();
            }
            if (chosen) {
                color = theme_.warning.rgb();
            } else if (brushing) {
                color = throughFog(color, 0.6, theme_.ground);
            }
            const QVector3D at = box_.toBox(static_cast<double>(c[0]), static_cast<double>(c[1]),
                                            static_cast<double>(c[2]));
            scene_.dots.at.push_back(at);
            scene_.dots.color.push_back(color | 0xff000000U);
            scene_.dots.radius.push_back(static_cast<float>(chosen ? 1.7 * radius_ : radius_));
            addTarget(at, c);
        }
        if (!bar && seen > 0) {
            scene_.legend.push_back({QString::fromStdString(artifact.title), plain, false});
        }
        if (bar && !scene_.bar) {
            scene_.bar = std::move(bar);
        }
    }

    void addChains() {
        std::size_t total = 0;
        for (const auto& artifact : data_.chains) {
            total += std::get<Trajectory>(artifact->data).coordinates.size() / 3;
        }
        const std::size_t stride = std::max<std::size_t>(1, total / mostChainPoints);
        for (std::size_t k = 0; k < data_.chains.size(); ++k) {
            const Artifact& artifact = *data_.chains[k];
            const QColor color = colorOf(
                artifact, theme_.seriesColor(std::max<std::size_t>(1, data_.clouds.size()) + k));
            const auto& chain = std::get<Trajectory>(artifact.data);
            const std::size_t n = chain.coordinates.size() / 3;
            const std::size_t before = scene_.dots.at.size() + scene_.chains.size();
            std::size_t count = 0;
            for (const auto& [first, last] : chainRanges(chain, n)) {
                addChain(chain, first, last, stride, color);
                count += last > first ? 1 : 0;
            }
            if (scene_.dots.at.size() + scene_.chains.size() > before) {
                const QString title = QString::fromStdString(artifact.title);
                scene_.legend.push_back(
                    {count > 1 ? QStringLiteral("%1 (%2)").arg(title).arg(count) : title, color,
                     true});
            }
        }
    }

    void addChain(const Trajectory& chain, std::size_t first, std::size_t last, std::size_t stride,
                  const QColor& color) {
        SpaceLine line{{}, color.rgb() | 0xff000000U};
        const auto flush = [&] {
            if (line.points.size() > 1) {
                scene_.chains.push_back(line);
            }
            line.points.clear();
        };
        for (std::size_t i = first; i < last; ++i) {
            const float* c = chain.coordinates.data() + 3 * i;
            if (!finite(c)) {
                flush();
                continue;
            }
            if ((i - first) % stride == 0 || i + 1 == last) {
                line.points.push_back(box_.toBox(static_cast<double>(c[0]),
                                                 static_cast<double>(c[1]),
                                                 static_cast<double>(c[2])));
                addTarget(line.points.back(), c);
            }
        }
        if (!line.points.empty()) { // where the chain is now
            scene_.dots.at.push_back(line.points.back());
            scene_.dots.color.push_back(line.color);
            scene_.dots.radius.push_back(static_cast<float>(std::max(0.009, 1.4 * radius_)));
        }
        flush();
    }

    void addPlane() {
        if (!slab_.on || !box_.valid()) {
            return;
        }
        QVector3D half = box_.halfSides();
        const auto axis = static_cast<int>(slab_.axis);
        std::array<double, 3> middle{};
        for (std::size_t k = 0; k < 3; ++k) {
            middle[k] = 0.5 * box_.low[k] + 0.5 * box_.high[k];
        }
        middle[slab_.axis] = slab_.position;
        const QVector3D centre = box_.toBox(middle[0], middle[1], middle[2]);
        half[axis] = 0.0F;
        QVector3D a;
        QVector3D b;
        a[(axis + 1) % 3] = half[(axis + 1) % 3];
        b[(axis + 2) % 3] = half[(axis + 2) % 3];
        scene_.plane = {centre - a - b, centre + a - b, centre + a + b, centre - a + b};
        scene_.planeColor = theme_.accent;
    }

    const SpaceData& data_;
    const SpaceOptions& options_;
    const SpaceBox& box_;
    const Theme& theme_;
    const SpaceBuild& build_;
    Slab slab_;
    double radius_ = 0.006;
    SpaceScene scene_;
};

} // namespace

QColor neutralColor(const Theme& theme) {
    return theme.dark ? QColor(0xb4, 0xbd, 0xca) : QColor(0x4a, 0x55, 0x63);
}

std::vector<std::pair<std::size_t, std::size_t>> chainRanges(const Trajectory& chain,
                                                             std::size_t points) {
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    if (chain.starts.empty()) {
        ranges.emplace_back(0, points);
        return ranges;
    }
    for (std::size_t k = 0; k < chain.starts.size(); ++k) {
        const std::size_t last = k + 1 < chain.starts.size() ? chain.starts[k + 1] : points;
        ranges.emplace_back(chain.starts[k], last);
    }
    return ranges;
}

SpaceScene buildSpaceScene(const SpaceData& data, const SpaceOptions& options, const SpaceBox& box,
                           const Theme& theme, const SpaceBuild& build) {
    if (!box.valid()) {
        return {};
    }
    return Builder(data, options, box, theme, build).scene();
}

} // namespace scorescope::views
