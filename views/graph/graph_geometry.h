// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/graph/graph_layout.h"
#include "views/graph/graph_shapes.h"

#include <QPainterPath>
#include <QPointF>
#include <QRectF>
#include <QString>

#include <array>
#include <memory>
#include <string>
#include <vector>

/// Where the nodes and edges of a graph stand. Lengths are in em, the height of the type, so that a
/// node has room for its text; y downwards. Free of widgets; any thread.
namespace scorescope::views {

/// What a layout leaves room for.
struct GraphRooms {
    bool values = false;    ///< a line for the value in every node
    bool edgeLabels = true; ///< and for labels on edges

    friend bool operator==(const GraphRooms& a, const GraphRooms& b) noexcept {
        return a.values == b.values && a.edgeLabels == b.edgeLabels;
    }
};

struct GraphGeometry {
    /// Lines of text.
    struct Lines {
        bool name = false;
        bool detail = false;
        bool value = false;

        [[nodiscard]] int count() const noexcept {
            return (name ? 1 : 0) + (detail ? 1 : 0) + (value ? 1 : 0);
        }
    };
    struct Node {
        NodeShape shape = NodeShape::box;
        QRectF box; ///< of the shape
        Lines inside;
        Lines beside;         ///< below the shape, or at its right in a graph that flows down
        QRectF label;         ///< where those stand
        double heading = 0.0; ///< in radians; which way a diode points
        std::size_t layer = 0;

        /// Shape and text.
        [[nodiscard]] QRectF cell() const { return label.isNull() ? box : box.united(label); }
    };
    struct Edge {
        std::size_t index = 0; ///< in the artifact
        std::size_t from = 0;
        std::size_t to = 0;
        EdgeStroke stroke = EdgeStroke::forward;
        bool returning = false; ///< closes a cycle
        QPainterPath path;      ///< from outline to outline, cubic curves and lines
        QPointF middle;
        double heading = 0.0; ///< there, in radians
    };
    GraphDirection direction = GraphDirection::right;
    bool placed = false;                          ///< by the artifact
    std::vector<Node> nodes;                      ///< one per node of the artifact
    std::vector<Edge> edges;                      ///< those whose nodes exist
    std::vector<std::vector<std::size_t>> layers; ///< nodes in their order across; none when placed
    std::size_t missingEdges = 0;                 ///< that name a node that does not exist
    std::size_t crossings = 0;                    ///< as counted by the layered layout
    QRectF bounds;                                ///< of everything

    [[nodiscard]] double aspectRatio() const {
        return bounds.height() > 0.0 ? bounds.width() / bounds.height() : 1.0;
    }
};

/// Everything of a graph that its geometry depends on, as a key: names, kinds, details, places,
/// edges and their labels, not values and weights, which change with every frame.
[[nodiscard]] std::string graphStructure(const Graph& graph);

/// By the graph's places when all nodes have finite ones, else by layers.
[[nodiscard]] std::shared_ptr<const GraphGeometry>
graphGeometry(const Graph& graph, GraphRooms rooms, GraphDirection direction);

/// The node to go to from one: a step along the edges (`along` = ±1) or within the layer
/// (`across` = ±1); the same node where there is none.
[[nodiscard]] std::size_t neighbourOf(const GraphGeometry& geometry, std::size_t node, int along,
                                      int across);

} // namespace scorescope::views
