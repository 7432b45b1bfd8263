// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_geometry.h"

#include "views/graph/graph_edges.h"
#include "views/graph/graph_layering.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

// In em. Letters are about 0.6 em wide; drawing shortens what does not fit with the real font.
constexpr double letter = 0.62;
constexpr double smallLetter = 0.52; // of details
constexpr double longestText = 14.0;
constexpr double valueWidth = 3.4;
constexpr double lineHeight = 1.25;
constexpr double layerGap = 2.0;
constexpr double nodeGap = 1.1;
constexpr double trackGap = 0.9;
constexpr double loopRoom = 1.9;
constexpr double hangingGap = 3.0; // with a diode in it
constexpr double diodeRoom = 1.8;

double letters(const std::string& text) {
    return static_cast<double>(QString::fromStdString(text).size());
}

double widthOf(const Graph::Node& node, const GraphGeometry::Lines& lines) {
    double width = 0.0;
    if (lines.name) {
        width = letter * letters(node.name);
    }
    if (lines.detail) {
        width = std::max(width, smallLetter * letters(node.detail));
    }
    if (lines.value) {
        width = std::max(width, valueWidth);
    }
    return std::min(width, longestText);
}

/// A node at 0, 0: its shape with the text that has room in it, and the rest beside it.
GraphGeometry::Node sizedNode(const Graph::Node& of, bool values, GraphDirection direction) {
    GraphGeometry::Node node;
    node.shape = nodeShape(of.kind);
    node.heading = direction == GraphDirection::right ? 0.0 : std::acos(0.0);
    const GraphGeometry::Lines all{!of.name.empty(), !of.detail.empty(), values};
    const double inner = 1.0 + lineHeight * std::max(1, all.count());
    QSizeF size(widthOf(of, all) + 1.4, inner);
    node.inside = all;
    switch (node.shape) {
    case NodeShape::pill:
        size = {std::max(1.5 * inner, size.width() + 0.5), inner};
        break;
    case NodeShape::planes:
        size = {size.width() + 0.8, inner + 0.8};
        break;
    case NodeShape::trapezium:
        size = {size.width(), 1.2 * inner};
        break;
    case NodeShape::slab:
        if (direction == GraphDirection::right) {
            size = {1.5, std::max(4.4, inner)};
            node.inside = {};
        } else {
            size = {std::max(6.0, size.width()), inner};
        }
        break;
    case NodeShape::kink:
        size = {2.2, 2.2};
        node.inside = {};
        break;
    case NodeShape::sum:
        size = {1.7, 1.7};
        node.inside = {};
        break;
    case NodeShape::diode:
        size = {1.7, 1.7};
        node.inside = {};
        break;
    case NodeShape::state:
    case NodeShape::noise: {
        const bool small = letters(of.name) <= 4.0;
        node.inside = {small && all.name, false, small && values};
        const double width = widthOf(of, node.inside);
        const double height = lineHeight * std::max(1, node.inside.count());
        const double diameter =
            std::max(node.shape == NodeShape::state ? 2.8 : 2.2, std::hypot(width, height) + 0.6);
        size = {diameter, diameter};
        break;
    }
    case NodeShape::box:
        break;
    }
    node.beside = {all.name && !node.inside.name, all.detail && !node.inside.detail,
                   all.value && !node.inside.value};
    node.box = QRectF(QPointF(-0.5 * size.width(), -0.5 * size.height()), size);
    if (node.beside.count() > 0) {
        const QSizeF text(widthOf(of, node.beside) + 0.4,
                          lineHeight * static_cast<double>(node.beside.count()));
        node.label = direction == GraphDirection::right
                         ? QRectF(QPointF(-0.5 * text.width(), node.box.bottom() + 0.15), text)
                         : QRectF(QPointF(node.box.right() + 0.3, -0.5 * text.height()), text);
    }
    return node;
}

void moveTo(GraphGeometry::Node& node, const QPointF& centre) {
    const QPointF by = centre - node.box.center();
    node.box.translate(by);
    if (!node.label.isNull()) {
        node.label.translate(by);
    }
}

double straightness(EdgeStroke stroke) {
    switch (stroke) {
    case EdgeStroke::forward:
        return 8.0;
    case EdgeStroke::diode:
        return 3.0;
    case EdgeStroke::skip:
    case EdgeStroke::noise:
    case EdgeStroke::recurrent:
        break;
    }
    return 1.0;
}

/// Nodes that only a diode leads to and nothing comes out of, probes: they hang from the node that
/// they read. The edge for each such node, and `none` for the others; one per node that is read.
std::vector<std::size_t> hangingEdges(const Graph& graph) {
    const std::size_t n = graph.nodes.size();
    std::vector<std::size_t> edgeTo(n, Layering::none);
    std::vector<bool> fixed(n, false);
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const Graph::Edge& edge = graph.edges[e];
        if (edge.from >= n || edge.to >= n) {
            continue;
        }
        fixed[edge.from] = true;
        fixed[edge.to] = fixed[edge.to] || edgeTo[edge.to] != Layering::none ||
                         edgeStroke(edge.kind) != EdgeStroke::diode;
        edgeTo[edge.to] = e;
    }
    std::vector<bool> read(n, false);
    for (std::size_t node = 0; node < n; ++node) {
        if (fixed[node] || edgeTo[node] == Layering::none || read[graph.edges[edgeTo[node]].from]) {
            edgeTo[node] = Layering::none;
        } else {
            read[graph.edges[edgeTo[node]].from] = true;
        }
    }
    return edgeTo;
}

/// What hangs from what.
struct Hanging {
    std::vector<std::size_t> edges; ///< see hangingEdges()
    std::vector<QRectF> cells;      ///< of nodes and what hangs from them, around their centres
    double distance = 0.0; ///< across, from centre to centre: one for all, so that they align
};

Hanging hangingNodes(const GraphGeometry& geometry, const Graph& graph) {
    const bool right = geometry.direction == GraphDirection::right;
    Hanging hanging;
    hanging.edges = hangingEdges(graph);
    double after = 0.0;
    double before = 0.0;
    for (std::size_t i = 0; i < geometry.nodes.size(); ++i) {
        hanging.cells.push_back(geometry.nodes[i].cell());
        if (hanging.edges[i] != Layering::none) {
            const QRectF above = geometry.nodes[graph.edges[hanging.edges[i]].from].cell();
            const QRectF own = geometry.nodes[i].cell();
            after = std::max(after, right ? above.bottom() : above.right());
            before = std::max(before, right ? -own.top() : -own.left());
        }
    }
    hanging.distance = after + hangingGap + before;
    for (std::size_t i = 0; i < geometry.nodes.size(); ++i) {
        if (hanging.edges[i] != Layering::none) {
            const QRectF own = geometry.nodes[i].cell();
            hanging.cells[graph.edges[hanging.edges[i]].from] |=
                right ? own.translated(0.0, hanging.distance)
                      : own.translated(hanging.distance, 0.0);
        }
    }
    return hanging;
}

/// The nodes and edges as the layered layout takes them.
LayerInput layerInput(const GraphGeometry& geometry, const Graph& graph, GraphRooms rooms,
                      const Hanging& hanging) {
    const bool right = geometry.direction == GraphDirection::right;
    LayerInput input;
    input.layerGap = layerGap;
    input.nodeGap = nodeGap;
    input.trackGap = trackGap;
    std::vector<double> loops(graph.nodes.size(), 0.0);
    for (const Graph::Edge& edge : graph.edges) {
        const EdgeStroke stroke = edgeStroke(edge.kind);
        LayerInput::Edge shown{edge.from, edge.to, straightness(stroke), 0.0, 0.0};
        const double symbol = stroke == EdgeStroke::diode ? diodeRoom : 0.0;
        const double text = rooms.edgeLabels && !edge.label.empty()
                                ? std::min(smallLetter * letters(edge.label), longestText) + 0.8
                                : 0.0;
        if (right) {
            shown.middleAlong = std::max(symbol, text);
            shown.middleAcross = text > 0.0 ? 1.4 : symbol;
        } else {
            shown.middleAlong = text > 0.0 ? std::max(symbol, 1.4) : symbol;
            shown.middleAcross = std::max(symbol, text);
        }
        input.edges.push_back(shown);
        if (edge.from == edge.to && edge.from < loops.size()) {
            loops[edge.from] = std::max(loops[edge.from], text > 0.0 ? loopRoom + 1.1 : loopRoom);
        }
    }
    for (const std::size_t edge : hanging.edges) {
        if (edge != Layering::none) {
            input.edges[edge].from = graph.nodes.size(); // no part of the layers
        }
    }
    for (std::size_t i = 0; i < geometry.nodes.size(); ++i) {
        const QRectF cell = hanging.cells[i];
        const QPointF centre = geometry.nodes[i].box.center();
        const double loop = loops[i];
        const auto both = [](double before, double after) { return 2.0 * std::max(before, after); };
        if (right) {
            input.nodes.push_back({both(centre.x() - cell.left(), cell.right() - centre.x()),
                                   centre.y() - cell.top() + loop, cell.bottom() - centre.y()});
        } else {
            input.nodes.push_back({both(centre.y() - cell.top(), cell.bottom() - centre.y()),
                                   centre.x() - cell.left() + loop, cell.right() - centre.x()});
        }
    }
    return input;
}

/// The layout of the nodes that stand in layers, by the indices of all nodes; those that hang have
/// the place of what they hang from.
LayeredLayout layerLayout(const Graph& graph, LayerInput input, const Hanging& hanging) {
    const std::size_t n = graph.nodes.size();
    std::vector<std::size_t> shown;
    std::vector<std::size_t> number(n, n);
    std::vector<LayerInput::Node> sizes;
    for (std::size_t i = 0; i < n; ++i) {
        if (hanging.edges[i] == Layering::none) {
            number[i] = shown.size();
            shown.push_back(i);
            sizes.push_back(input.nodes[i]);
        }
    }
    input.nodes = std::move(sizes);
    for (LayerInput::Edge& edge : input.edges) {
        edge.from = edge.from < n ? number[edge.from] : n;
        edge.to = edge.to < n ? number[edge.to] : n;
    }
    LayeredLayout layout = layOutByLayers(input);
    std::vector<LayerPoint> places(n);
    std::vector<std::size_t> layers(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t edge = hanging.edges[i];
        const std::size_t at = number[edge == Layering::none ? i : graph.edges[edge].from];
        places[i] = layout.places[at];
        layers[i] = layout.layers[at];
    }
    layout.places = std::move(places);
    layout.layers = std::move(layers);
    for (std::vector<std::size_t>& layer : layout.order) {
        for (std::size_t& node : layer) {
            node = shown[node];
        }
    }
    return layout;
}

void layOut(GraphGeometry& geometry, const Graph& graph, GraphRooms rooms) {
    const Hanging hanging = hangingNodes(geometry, graph);
    const LayeredLayout layout =
        layerLayout(graph, layerInput(geometry, graph, rooms, hanging), hanging);
    const bool right = geometry.direction == GraphDirection::right;
    for (std::size_t i = 0; i < geometry.nodes.size(); ++i) {
        const double along = layout.places[i].along;
        const bool hangs = hanging.edges[i] != Layering::none;
        const double across = layout.places[i].across + (hangs ? hanging.distance : 0.0);
        moveTo(geometry.nodes[i], right ? QPointF(along, across) : QPointF(across, along));
        geometry.nodes[i].layer = layout.layers[i];
        if (hangs) {
            geometry.nodes[i].heading = right ? std::acos(0.0) : 0.0;
        }
    }
    geometry.layers = layout.order;
    geometry.crossings = layout.crossings;
    routeLayeredEdges(geometry, graph, layout);
}

bool allPlaced(const Graph& graph) {
    return !graph.nodes.empty() &&
           std::all_of(graph.nodes.begin(), graph.nodes.end(), [](const Graph::Node& node) {
               return node.place && std::isfinite((*node.place)[0]) &&
                      std::isfinite((*node.place)[1]);
           });
}

/// em per unit of the artifact's places: so many that no two nodes touch.
double scaleOfPlaces(const GraphGeometry& geometry, const Graph& graph) {
    double extent = 0.0;
    const std::array<double, 2>& first = *graph.nodes.front().place;
    for (const Graph::Node& node : graph.nodes) {
        extent = std::max(
            {extent, std::abs((*node.place)[0] - first[0]), std::abs((*node.place)[1] - first[1])});
    }
    double scale = 0.0;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const QRectF a = geometry.nodes[i].cell();
        for (std::size_t k = 0; k < i; ++k) {
            const QRectF b = geometry.nodes[k].cell();
            const double dx = std::abs((*graph.nodes[i].place)[0] - (*graph.nodes[k].place)[0]);
            const double dy = std::abs((*graph.nodes[i].place)[1] - (*graph.nodes[k].place)[1]);
            // Cells are not centred on their places, their halves are: the larger of both counts.
            const double wide = std::max(a.right(), -a.left()) + std::max(b.right(), -b.left());
            const double high = std::max(a.bottom(), -a.top()) + std::max(b.bottom(), -b.top());
            const double needed = std::min(dx > 0.0 ? (wide + layerGap) / dx : 1e300,
                                           dy > 0.0 ? (high + nodeGap) / dy : 1e300);
            // Nodes that all but coincide would make everything else tiny.
            if (std::max(dx, dy) > 0.002 * extent) {
                scale = std::max(scale, needed);
            }
        }
    }
    return scale > 0.0 ? scale : 1.0;
}

void placeAsGiven(GraphGeometry& geometry, const Graph& graph) {
    const double scale = scaleOfPlaces(geometry, graph);
    const std::array<double, 2>& origin = *graph.nodes.front().place;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const std::array<double, 2>& place = *graph.nodes[i].place;
        moveTo(geometry.nodes[i],
               {scale * (place[0] - origin[0]), -scale * (place[1] - origin[1])});
    }
    for (const Graph::Edge& edge : graph.edges) {
        if (edge.from < graph.nodes.size() && edge.to < graph.nodes.size() &&
            edge.from != edge.to) {
            // Diodes point along the edge that reaches them.
            const QPointF by =
                geometry.nodes[edge.to].box.center() - geometry.nodes[edge.from].box.center();
            geometry.nodes[edge.to].heading = std::atan2(by.y(), by.x());
        }
    }
    geometry.placed = true;
    routePlacedEdges(geometry, graph);
}

} // namespace

std::string graphStructure(const Graph& graph) {
    std::string key;
    const auto add = [&key](const std::string& text) {
        key += text;
        key += '\x1f';
    };
    for (const Graph::Node& node : graph.nodes) {
        add(node.name);
        add(node.kind);
        add(node.detail);
        add(node.place ? std::to_string((*node.place)[0]) + ' ' + std::to_string((*node.place)[1])
                       : std::string());
    }
    key += '\x1e';
    for (const Graph::Edge& edge : graph.edges) {
        add(std::to_string(edge.from));
        add(std::to_string(edge.to));
        add(edge.kind);
        add(edge.label);
    }
    return key;
}

std::shared_ptr<const GraphGeometry> graphGeometry(const Graph& graph, GraphRooms rooms,
                                                   GraphDirection direction) {
    auto geometry = std::make_shared<GraphGeometry>();
    geometry->direction = direction;
    for (const Graph::Node& node : graph.nodes) {
        geometry->nodes.push_back(sizedNode(node, rooms.values, direction));
    }
    if (allPlaced(graph)) {
        placeAsGiven(*geometry, graph);
    } else {
        layOut(*geometry, graph, rooms);
    }
    for (const GraphGeometry::Node& node : geometry->nodes) {
        geometry->bounds |= node.cell();
    }
    for (const GraphGeometry::Edge& edge : geometry->edges) {
        geometry->bounds |= edge.path.controlPointRect();
    }
    return geometry;
}

std::size_t neighbourOf(const GraphGeometry& geometry, std::size_t node, int along, int across) {
    if (node >= geometry.nodes.size()) {
        return node;
    }
    const bool right = geometry.direction == GraphDirection::right;
    const QPointF here = geometry.nodes[node].box.center();
    const auto acrossOf = [&](const QPointF& p) { return right ? p.y() : p.x(); };
    const auto alongOf = [&](const QPointF& p) { return right ? p.x() : p.y(); };
    std::size_t best = node;
    double least = std::numeric_limits<double>::infinity();
    const auto consider = [&](std::size_t other, double cost) {
        if (other != node && cost < least) {
            least = cost;
            best = other;
        }
    };
    if (along != 0) {
        for (const GraphGeometry::Edge& edge : geometry.edges) {
            const bool ahead = (along > 0) != edge.returning;
            const std::size_t other = edge.from == node && ahead  ? edge.to
                                      : edge.to == node && !ahead ? edge.from
                                                                  : node;
            const QPointF by = geometry.nodes[other].box.center() - here;
            // What hangs from a node is reached across.
            if (geometry.placed || geometry.nodes[other].layer != geometry.nodes[node].layer) {
                consider(other, std::abs(acrossOf(by)) + 0.01 * std::abs(alongOf(by)));
            }
        }
        return best;
    }
    for (std::size_t other = 0; other < geometry.nodes.size(); ++other) {
        const QPointF by = geometry.nodes[other].box.center() - here;
        const double step = across * acrossOf(by);
        const bool sameLayer = geometry.nodes[other].layer == geometry.nodes[node].layer;
        if (step > 0.0 && (geometry.placed || sameLayer)) {
            consider(other, step + 3.0 * std::abs(alongOf(by)) * (geometry.placed ? 1.0 : 0.0));
        }
    }
    return best;
}

} // namespace scorescope::views
