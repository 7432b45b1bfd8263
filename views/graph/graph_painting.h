// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"
#include "views/graph/graph_content.h"
#include "views/graph/graph_geometry.h"

#include <QPointF>
#include <QRectF>

#include <memory>
#include <optional>

class QPainter;

/// A graph in a rectangle. Free of widgets; any thread.
namespace scorescope::views {

/// A graph as it stands in a rectangle.
struct GraphPicture {
    std::shared_ptr<const GraphGeometry> geometry; ///< null when there is nothing to show
    QRectF plot;                                   ///< the graph's part of the rectangle
    QRectF bar;                                    ///< the colour bar's; null without one
    QRectF bounds;                                 ///< of the geometry and a margin, in em
    double fitScale = 1.0; ///< the painter's units per em that show all of it
    double scale = 1.0;    ///< and those in force
    QPointF offset;        ///< where the geometry's origin is

    [[nodiscard]] QPointF map(const QPointF& point) const { return point * scale + offset; }
    [[nodiscard]] QRectF map(const QRectF& rect) const {
        return {map(rect.topLeft()), rect.size() * scale};
    }
    /// The geometry's point at a place.
    [[nodiscard]] QPointF pointAt(const QPointF& place) const { return (place - offset) / scale; }
    /// A step in the painter's units as shares of the graph's size, as GraphLook::center has them.
    [[nodiscard]] QPointF shareOf(const QPointF& step) const {
        return {step.x() / (scale * bounds.width()), step.y() / (scale * bounds.height())};
    }
    /// The node there, if any.
    [[nodiscard]] std::optional<std::size_t> nodeAt(const QPointF& place) const;
    /// The most that a person may zoom in, by GraphLook::zoom.
    [[nodiscard]] double mostZoom(double fontSize) const;
};
/// Lays the graph out in `outer`; "auto" takes the direction in which it gets larger.
[[nodiscard]] GraphPicture layOutGraph(const GraphContent& content, const GraphLook& look,
                                       GraphGeometries& geometries, const QRectF& outer,
                                       const FigureStyle& style);
/// The same in a direction that is known.
[[nodiscard]] GraphPicture layOutGraph(const GraphContent& content, const GraphLook& look,
                                       std::shared_ptr<const GraphGeometry> geometry,
                                       const QRectF& outer, const FigureStyle& style);

/// Draws what is visible: from afar shapes and colours, nearer also names, then details and
/// values. The selected node and its edges stand out.
void drawGraph(QPainter& painter, const GraphContent& content, const GraphLook& look,
               const GraphPicture& picture, const FigureStyle& style);
/// Draws one node and its edges once more, so that they stand out: what the mouse is over.
void drawEmphasized(QPainter& painter, const GraphContent& content, const GraphLook& look,
                    const GraphPicture& picture, const FigureStyle& style, std::size_t node);

} // namespace scorescope::views
