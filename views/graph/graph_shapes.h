// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>

#include <array>
#include <string>

/// How nodes are drawn in the field: outlines in any unit, y downwards. Free of widgets; any
/// thread.
namespace scorescope::views {

/// Which way a graph flows.
enum class GraphDirection { right, down };

enum class NodeShape {
    box,       ///< a kind that is not known
    pill,      ///< "input", "output"
    planes,    ///< "convolution": a stack of maps
    trapezium, ///< "pool": narrows with the flow
    slab,      ///< "dense": thin along the flow
    kink,      ///< "activation": a small box with a bent line
    sum,       ///< "add": a circle with a plus
    diode,     ///< a triangle that points along the flow, and a bar (§9.A)
    state,     ///< a circle
    noise,     ///< a circle with a wavy rim
};
[[nodiscard]] NodeShape nodeShape(const std::string& kind);

enum class EdgeStroke {
    forward,   ///< solid
    skip,      ///< thin
    diode,     ///< solid, with a diode in its middle
    noise,     ///< dotted
    recurrent, ///< dashed
};
[[nodiscard]] EdgeStroke edgeStroke(const std::string& kind);

/// The silhouette in its box.
[[nodiscard]] QPainterPath nodeOutline(NodeShape shape, const QRectF& box, double heading,
                                       GraphDirection direction);
/// The planes of a convolution, the one in front last.
[[nodiscard]] std::array<QRectF, 3> stackedPlanes(const QRectF& box);
/// The lines on top of the fill: the kink of an activation, the plus of a sum, the bar of a diode.
[[nodiscard]] QPainterPath nodeMark(NodeShape shape, const QRectF& box, double heading);
/// Where text goes that stands inside.
[[nodiscard]] QRectF textArea(NodeShape shape, const QRectF& box);
/// The diode's triangle around a point; `size` is its length. Headings are in radians, 0 to the
/// right and growing clockwise, as y does.
[[nodiscard]] QPolygonF diodeTriangle(const QPointF& centre, double size, double heading);
/// Its bar, at the triangle's tip.
[[nodiscard]] QLineF diodeBar(const QPointF& centre, double size, double heading);

/// The crossing of the line from → to with a closed outline that is nearest to `from`; `to` where
/// there is none.
[[nodiscard]] QPointF boundaryPoint(const QPolygonF& outline, const QPointF& from,
                                    const QPointF& to);

} // namespace scorescope::views
