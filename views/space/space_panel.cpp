// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_panel.h"

#include "engine/core/error.h"
#include "views/missing.h"
#include "views/space/space_offscreen.h"
#include "views/space/space_painter.h"

#include <QCoreApplication>
#include <QPaintEngine>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

/// Pixels of a raster per unit of the painter, of which exporters make a point (1/72 inch).
double rasterDensity(const QPainter& painter) {
    const QTransform transform = painter.deviceTransform();
    const double scale = std::sqrt(std::abs(transform.determinant()));
    const bool raster =
        painter.paintEngine() != nullptr && painter.paintEngine()->type() == QPaintEngine::Raster;
    const double density = raster ? scale : 300.0 / 72.0;
    return std::isfinite(density) && density > 0.0 ? density : 1.0;
}

bool has(const std::string& name, const char* part) {
    return name.find(part) != std::string::npos;
}

} // namespace

SpacePanel::SpacePanel(QString title, SpaceData data, SpaceOptions options, SpaceBox box,
                       Renderer renderer)
    : title_(std::move(title)), data_(std::move(data)), options_(std::move(options)), box_(box),
      renderer_(renderer) {}

void SpacePanel::draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const {
    const SpaceScene scene = buildSpaceScene(data_, options_, box_, style.theme);
    const SpaceLayout layout = spaceLayout(rect, scene.bar.has_value(), style);
    if (layout.plot.isNull() || !box_.valid()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(rect, Qt::IntersectClip);
    const SpaceProjection projection = spaceProjection(options_.camera, box_, layout.plot, style);
    const SpaceAxes axes = spaceAxes(projection, box_, style);
    drawSpaceWalls(painter, projection, axes, style);
    QImage image;
    if (renderer_ == Renderer::best) {
        const double density = rasterDensity(painter);
        const auto pixels = [density](double length) {
            return std::clamp(static_cast<int>(std::lround(length * density)), 1, 16384);
        };
        image = renderOffscreen(scene, projection,
                                {pixels(layout.plot.width()), pixels(layout.plot.height())},
                                style.lineWidth * density, style.theme.ground);
    }
    if (image.isNull()) {
        paintSpaceScene(painter, projection, scene, style);
    } else {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(layout.plot, image);
    }
    drawSpaceAxes(painter, projection, box_, axes, axisTitles(data_), style);
    drawSpaceLegend(painter, layout.plot, scene, style);
    if (scene.bar) {
        drawColorBar(painter, layout.bar, *scene.bar, style);
    }
    painter.restore();
}

std::vector<FigurePanel::Limits> SpacePanel::limits() const {
    // They do not depend on the theme.
    const SpaceScene scene = buildSpaceScene(data_, options_, box_, printTheme());
    if (!scene.bar) {
        return {};
    }
    return {{"limits", scene.bar->limits.low, scene.bar->limits.high}};
}

std::vector<std::shared_ptr<const Artifact>> SpacePanel::data() const {
    std::vector<std::shared_ptr<const Artifact>> shown;
    const auto add = [&shown](const auto& list, bool wanted) {
        if (wanted) {
            shown.insert(shown.end(), list.begin(), list.end());
        }
    };
    if (data_.flat()) {
        if (options_.surface) {
            shown.push_back(data_.surface);
        }
        for (const auto& artifact : data_.draped) {
            if (options_.points || spaceRole(artifact->data) != SpaceRole::points) {
                shown.push_back(artifact);
            }
        }
        return shown;
    }
    add(data_.vectors, options_.arrows);
    add(data_.clouds, options_.points);
    add(data_.chains, true);
    return shown;
}

SpaceRole spaceRole(const ArtifactData& data) {
    if (std::holds_alternative<PointCloud>(data) || std::holds_alternative<Scatter>(data)) {
        return SpaceRole::points;
    }
    if (std::holds_alternative<VectorCloud>(data)) {
        return SpaceRole::vectors;
    }
    if (std::holds_alternative<Trajectory>(data)) {
        return SpaceRole::chains;
    }
    return std::holds_alternative<ScalarField>(data) ? SpaceRole::surface : SpaceRole::other;
}

std::set<std::string> shownInSpace(const ViewSpec& spec, const SpaceOptions& options,
                                   const std::map<std::string, SpaceRole>& known) {
    std::set<std::string> shown;
    for (const std::string& name : spec.artifacts) {
        SpaceRole role = SpaceRole::other;
        if (const auto found = known.find(name); found != known.end()) {
            role = found->second;
        } else if (has(name, "data") || has(name, "points")) {
            role = SpaceRole::points;
        } else if (has(name, "energy") || has(name, "surface")) {
            role = SpaceRole::surface;
        } else if (has(name, "field") || has(name, "vectors") || has(name, "slice")) {
            role = SpaceRole::vectors;
        }
        const bool hidden =
            (role == SpaceRole::points && !options.points) ||
            (role == SpaceRole::surface && !options.surface) ||
            (role == SpaceRole::vectors && !options.arrows) ||
            (role == SpaceRole::vectors && has(name, "slice") && options.slice == SliceAxis::none);
        if (!hidden) {
            shown.insert(name);
        }
    }
    return shown;
}

QString whyNotInSpace(const ViewSpec& spec, const Frame& frame) {
    QStringList lines;
    for (const std::string& name : spec.artifacts) {
        const QString quoted = QStringLiteral("“%1”").arg(QString::fromStdString(name));
        const auto artifact = frame.find(name);
        std::size_t dimensions = 0;
        if (artifact) {
            if (const auto* points = std::get_if<PointCloud>(&artifact->data)) {
                dimensions = points->dimensions;
            } else if (const auto* chains = std::get_if<Trajectory>(&artifact->data)) {
                dimensions = chains->dimensions;
            }
        }
        if (dimensions > 3) {
            lines << QCoreApplication::translate("scorescope::views::Space",
                                                 "%1 has %2 dimensions; space shows three")
                         .arg(quoted)
                         .arg(dimensions);
        } else if (const auto why = frame.unavailable.find(name); why != frame.unavailable.end()) {
            lines << quoted + QLatin1Char(' ') + QString::fromStdString(why->second);
        }
    }
    return lines.join(QLatin1Char('\n'));
}

std::unique_ptr<FigurePanel> spacePanel(const ViewSpec& spec, const Frame& frame) {
    SpaceOptions options = spaceOptions(spec);
    std::map<std::string, SpaceRole> known;
    for (const auto& [name, artifact] : frame.artifacts) {
        known[name] = spaceRole(artifact->data);
    }
    for (const std::string& name : shownInSpace(spec, options, known)) {
        if (isMissing(frame, name)) {
            refuseMissing(spec, name, frame);
        }
    }
    SpaceData data = spaceData(spec, frame);
    const SpaceBox box = spaceBox(data, options);
    if (const QString why = whyNotInSpace(spec, frame); !box.valid() && !why.isEmpty()) {
        return notePanel(QString::fromStdString(spec.title), why);
    }
    return std::make_unique<SpacePanel>(QString::fromStdString(spec.title), std::move(data),
                                        std::move(options), box);
}

} // namespace scorescope::views
