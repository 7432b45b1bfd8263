// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_panel.h"

#include "engine/core/error.h"
#include "views/graph/graph_painting.h"
#include "views/missing.h"

#include <QPainter>

#include <algorithm>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double widest = 6.0;
constexpr double narrowest = 0.4;

} // namespace

GraphPanel::GraphPanel(QString title, GraphContent content, GraphLook look,
                       std::shared_ptr<const GraphGeometry> geometry)
    : title_(std::move(title)), content_(std::move(content)), look_(std::move(look)),
      geometry_(std::move(geometry)) {}

void GraphPanel::draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const {
    drawGraph(painter, content_, look_, layOutGraph(content_, look_, geometry_, rect, style),
              style);
}

double GraphPanel::aspectRatio() const {
    if (!geometry_ || geometry_->nodes.empty()) {
        return 4.0 / 3.0;
    }
    const double bar = look_.values && content_.measured ? 7.0 : 0.0; // em
    return std::clamp((geometry_->bounds.width() + bar) / std::max(1.0, geometry_->bounds.height()),
                      narrowest, widest);
}

std::vector<FigurePanel::Limits> GraphPanel::limits() const {
    if (!look_.values || !content_.measured) {
        return {};
    }
    return {{"color_range", content_.limits.low, content_.limits.high}};
}

std::vector<std::shared_ptr<const Artifact>> GraphPanel::data() const {
    return content_.artifact ? std::vector{content_.artifact}
                             : std::vector<std::shared_ptr<const Artifact>>();
}

std::unique_ptr<FigurePanel> graphPanel(const ViewSpec& spec, const Frame& frame) {
    const GraphLook look = GraphLook::fromOptions(spec);
    refuseAnyMissing(spec, frame);
    for (const std::string& name : spec.artifacts) {
        const auto artifact = frame.find(name);
        if (artifact && !std::holds_alternative<Graph>(artifact->data)) {
            throw InputError("", "/views",
                             "view '" + spec.name + "': '" + name + "' is a " +
                                 kindName(artifact->data) + ", which a graph does not show");
        }
    }
    GraphContent content = collectGraph(spec, look, frame);
    GraphGeometries geometries;
    auto geometry =
        geometries.find(content, look,
                        look.direction == GraphLook::Direction::down ? GraphDirection::down
                                                                     : GraphDirection::right);
    return std::make_unique<GraphPanel>(QString::fromStdString(spec.title), std::move(content),
                                        look, std::move(geometry));
}

} // namespace scorescope::views
