// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/graph/graph_painting.h"

#include <QColor>
#include <QFont>
#include <QPainterPath>
#include <QPolygonF>
#include <QString>

#include <vector>

class QPainter;

namespace scorescope::views {

/// Fills an outline with the pattern of what has no value.
void drawUnmeasured(QPainter& painter, const QPolygonF& outline, const FigureStyle& style);

/// Draws the parts of one picture. What lies outside its plot is cut off as geometry: writers of
/// vector files know no clipping. Lives as long as one painting.
class GraphPainter {
public:
    GraphPainter(QPainter& painter, const GraphContent& content, const GraphLook& look,
                 const GraphPicture& picture, const FigureStyle& style);

    void drawAll() const;
    /// A node and its edges in the accent; a ring around the node when it is selected.
    void drawEmphasized(std::size_t node, bool selected) const;

private:
    /// How much is drawn of each node.
    enum class Level { shapes, names, all };
    struct Line {
        QString text;
        double size = 0.0;   ///< of its font
        bool number = false; ///< never shortened: half a number is another number
        bool quiet = false;  ///< in the secondary colour
    };

    /// Whether even from afar every name has room in its shape.
    [[nodiscard]] bool shortNamesFit() const;
    void drawEdge(const GraphGeometry::Edge& edge, bool emphasized) const;
    void drawHead(const QPointF& tip, const QPointF& from, double length,
                  const QColor& color) const;
    void drawEdgeLabel(const GraphGeometry::Edge& edge) const;
    void drawNode(std::size_t index) const;
    void drawPlanes(const QRectF& box, const QColor& fill, const QColor& border) const;
    void drawTexts(std::size_t index, const QColor& fill) const;
    /// The lines that stand beside its shape, on a ground of their own.
    void drawBeside(std::size_t index) const;
    void drawLines(const QRectF& area, const std::vector<Line>& lines, Qt::Alignment alignment,
                   const QColor& color, const QColor& quiet, bool grounded) const;
    void drawOutline(const QPainterPath& outline) const;
    void strokePath(const QPainterPath& path) const;
    [[nodiscard]] std::vector<Line> linesOf(std::size_t index, GraphGeometry::Lines which,
                                            double height) const;
    [[nodiscard]] QFont fontOf(double size) const;
    [[nodiscard]] bool hasValue(std::size_t index) const;
    /// Its value's colour, or the neutral one.
    [[nodiscard]] QColor fillOf(std::size_t index) const;
    [[nodiscard]] QColor strokeOf(const GraphGeometry::Edge& edge, bool emphasized) const;
    [[nodiscard]] double widthOf(const GraphGeometry::Edge& edge, bool emphasized) const;

    QPainter& painter_;
    const GraphContent& content_;
    const GraphLook& look_;
    const GraphPicture& picture_;
    const FigureStyle& style_;
    Colormap colors_;
    Level level_ = Level::all;
    double type_ = 0.0;   ///< size of names, in the painter's units
    double weight_ = 1.0; ///< of lines, thinner from afar
};

} // namespace scorescope::views
