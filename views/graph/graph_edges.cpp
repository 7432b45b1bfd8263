// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_edges.h"

#include <QTransform>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double spread = 0.2;      // of the way across that an edge already goes at its node
constexpr double mostSpread = 0.34; // of the node's size
constexpr double apart = 0.5;       // em between edges of the same two nodes, where they touch them
constexpr double bulge = 0.8;       // and by how much more they bow out between
constexpr double diodeDistance = 1.8; // em, of a diode from what hangs from it
constexpr double loopSize = 1.5;      // em, of an edge from a node to itself

double headingOf(const QPointF& direction) {
    return std::atan2(direction.y(), direction.x());
}

QPolygonF outlineOf(const GraphGeometry& geometry, std::size_t node) {
    const GraphGeometry::Node& n = geometry.nodes[node];
    // Curves are made polygons that are fine enough for pixels, of which an em has many.
    constexpr double fine = 64.0;
    const QPolygonF outline = nodeOutline(n.shape, n.box, n.heading, geometry.direction)
                                  .toFillPolygon(QTransform::fromScale(fine, fine));
    return QTransform::fromScale(1.0 / fine, 1.0 / fine).map(outline);
}

/// Tells edges between the same two nodes apart.
class Bundles {
public:
    /// How far the next edge between the two is to bow out, in units: 0, then −1, 1, −2, …
    double next(std::size_t a, std::size_t b) {
        const int count = counts_[std::minmax(a, b)]++;
        const int size = (count + 1) / 2;
        return count % 2 == 0 ? size : -size;
    }

private:
    std::map<std::pair<std::size_t, std::size_t>, int> counts_;
};

/// An edge from a node to itself, on the side where no text stands.
void addLoop(GraphGeometry::Edge& edge, const GraphGeometry& geometry, double size) {
    const GraphGeometry::Node& node = geometry.nodes[edge.from];
    const QPolygonF outline = outlineOf(geometry, edge.from);
    const QPointF c = node.box.center();
    const bool right = geometry.direction == GraphDirection::right;
    const double half = 0.3 * (right ? node.box.width() : node.box.height());
    const double step = std::min(half, 0.8);
    const auto outside = [&](double along) {
        return right ? QPointF(c.x() + along, node.box.top() - 1.0)
                     : QPointF(node.box.left() - 1.0, c.y() + along);
    };
    const auto inside = [&](double along) {
        return right ? QPointF(c.x() + along, c.y()) : QPointF(c.x(), c.y() + along);
    };
    const QPointF out = right ? QPointF(0.0, -size * 1.33) : QPointF(-size * 1.33, 0.0);
    const QPointF wide = right ? QPointF(0.6, 0.0) : QPointF(0.0, 0.6);
    const QPointF begin = boundaryPoint(outline, outside(step), inside(step));
    const QPointF end = boundaryPoint(outline, outside(-step), inside(-step));
    edge.path.moveTo(begin);
    edge.path.cubicTo(begin + out + wide, end + out - wide, end);
    edge.middle = 0.5 * (begin + end) + 0.75 * out; // the loop's outermost point
    edge.heading = headingOf(end - begin);
}

/// Draws edges by `along` and `across`.
class LayerRouter {
public:
    LayerRouter(const GraphGeometry& geometry, const LayeredLayout& layout,
                const std::vector<GraphGeometry::Edge>& edges)
        : geometry_(geometry), layout_(layout) {
        for (const GraphGeometry::Edge& edge : edges) {
            const LayeredLayout::Edge& way = layout.edges[edge.index];
            if (!way.loop) {
                sides_[{edge.from, !way.reversed}].push_back(target(edge, true) -
                                                             across(edge.from));
                sides_[{edge.to, way.reversed}].push_back(target(edge, false) - across(edge.to));
            }
        }
        for (auto& side : sides_) {
            std::sort(side.second.begin(), side.second.end());
        }
    }

    void route(GraphGeometry::Edge& edge, double bow) const {
        const LayeredLayout::Edge& way = layout_.edges[edge.index];
        const bool back = way.reversed;
        const bool adjacent = way.bends.empty();
        const double begin = attach(edge.from, !back, target(edge, true), bow);
        const double end = attach(edge.to, back, target(edge, false), bow);
        const double aside = adjacent ? bow * bulge : 0.0;

        std::size_t layer = layout_.layers[edge.from];
        edge.path.moveTo(port(edge.from, begin, !back));
        double y = begin;
        for (std::size_t i = 0; i <= way.bends.size(); ++i) {
            const double next = i < way.bends.size() ? way.bends[i].across : end;
            const LayeredLayout::Band& here = layout_.bands[layer];
            layer = back ? layer - 1 : layer + 1;
            const LayeredLayout::Band& there = layout_.bands[layer];
            const double leave = back ? here.begin : here.end;
            const double arrive = back ? there.end : there.begin;
            const double half = 0.5 * (arrive - leave);
            edge.path.lineTo(place(leave, y));
            edge.path.cubicTo(place(leave + half, y + aside), place(arrive - half, next + aside),
                              place(arrive, next));
            if (adjacent) {
                edge.middle = place(leave + half, 0.5 * (y + next) + 0.75 * aside);
                edge.heading = headingOf(place(0.5 * half, next - y) - place(0.0, 0.0));
            }
            y = next;
        }
        edge.path.lineTo(port(edge.to, end, back));
        if (!adjacent) {
            // Counted from the earlier layer, where the layout has kept room for a label.
            const std::size_t count = way.bends.size();
            const LayerPoint& bend = way.bends[back ? count - 1 - count / 2 : count / 2];
            edge.middle = place(bend.along, bend.across);
            edge.heading = headingOf(place(back ? -1.0 : 1.0, 0.0));
        }
    }

private:
    [[nodiscard]] QPointF place(double along, double across) const {
        return geometry_.direction == GraphDirection::right ? QPointF(along, across)
                                                            : QPointF(across, along);
    }
    [[nodiscard]] double across(std::size_t node) const { return layout_.places[node].across; }

    /// The next place across of an edge as seen from its first or last node.
    [[nodiscard]] double target(const GraphGeometry::Edge& edge, bool first) const {
        const std::vector<LayerPoint>& bends = layout_.edges[edge.index].bends;
        return bends.empty() ? across(first ? edge.to : edge.from)
                             : (first ? bends.front() : bends.back()).across;
    }

    /// Where an edge touches a side of a node, across: towards where it goes, those that go
    /// further beyond those that do not.
    [[nodiscard]] double attach(std::size_t node, bool later, double towards, double bow) const {
        const QRectF& box = geometry_.nodes[node].box;
        const double most =
            mostSpread *
            (geometry_.direction == GraphDirection::right ? box.height() : box.width());
        const double by = towards - across(node);
        double share = 1.0;
        if (const auto side = sides_.find({node, later}); side != sides_.end()) {
            double sameWay = 0.0;
            double nearer = 0.0;
            for (const double other : side->second) {
                const bool same = by * other > 0.0;
                sameWay += same ? 1.0 : 0.0;
                nearer += same && std::abs(other) <= std::abs(by) ? 1.0 : 0.0;
            }
            share = sameWay > 0.0 ? nearer / sameWay : 1.0;
        }
        const double aside = share * std::clamp(spread * by, -most, most) + apart * bow;
        return across(node) + std::clamp(aside, -1.25 * most, 1.25 * most);
    }

    /// The point of a node's outline at that place across, at its later or earlier side.
    [[nodiscard]] QPointF port(std::size_t node, double at, bool later) const {
        const LayerPoint& centre = layout_.places[node];
        const LayeredLayout::Band& band = layout_.bands[layout_.layers[node]];
        const double outside = later ? band.end + 1.0 : band.begin - 1.0;
        return boundaryPoint(outlineOf(geometry_, node), place(outside, at),
                             place(centre.along, at));
    }

    const GraphGeometry& geometry_;
    const LayeredLayout& layout_;
    /// How far across the edges at each earlier or later side of a node go, increasing.
    std::map<std::pair<std::size_t, bool>, std::vector<double>> sides_;
};

/// How many other nodes the arc between two nodes runs through.
std::size_t nodesHit(const GraphGeometry& geometry, const GraphGeometry::Edge& edge,
                     const QPointF& control) {
    const QPointF a = geometry.nodes[edge.from].box.center();
    const QPointF b = geometry.nodes[edge.to].box.center();
    const QRectF reach = QPolygonF({a, b, control}).boundingRect().adjusted(-0.3, -0.3, 0.3, 0.3);
    std::size_t hits = 0;
    for (std::size_t i = 0; i < geometry.nodes.size(); ++i) {
        const QRectF box = geometry.nodes[i].box.adjusted(-0.25, -0.25, 0.25, 0.25);
        if (i == edge.from || i == edge.to || !reach.intersects(box)) {
            continue;
        }
        for (int k = 1; k < 64; ++k) {
            const double t = k / 64.0;
            const QPointF p = (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * control + t * t * b;
            if (box.contains(p)) {
                ++hits;
                break;
            }
        }
    }
    return hits;
}

void addArc(GraphGeometry::Edge& edge, const GraphGeometry& geometry, double bow) {
    const QPointF a = geometry.nodes[edge.from].box.center();
    const QPointF b = geometry.nodes[edge.to].box.center();
    const QPointF along = b - a;
    const QPointF normal(along.y(), -along.x()); // upwards for an edge to the right
    const auto controlAt = [&](double height) { return 0.5 * (a + b) + 2.0 * height * normal; };
    double height = bow;
    std::size_t fewest = nodesHit(geometry, edge, controlAt(height));
    for (const double more : {0.15, -0.15, 0.3, -0.3, 0.5, -0.5}) {
        if (fewest == 0) {
            break;
        }
        const std::size_t hits = nodesHit(geometry, edge, controlAt(more));
        if (hits < fewest) {
            fewest = hits;
            height = more;
        }
    }
    const QPointF control = controlAt(height);
    const QPointF begin =
        boundaryPoint(outlineOf(geometry, edge.from), height == 0.0 ? b : control, a);
    const QPointF end = boundaryPoint(outlineOf(geometry, edge.to), height == 0.0 ? a : control, b);
    edge.path.moveTo(begin);
    if (height == 0.0) {
        edge.path.lineTo(end);
        edge.middle = 0.5 * (begin + end);
    } else {
        edge.path.cubicTo(begin + (control - begin) * (2.0 / 3.0),
                          end + (control - end) * (2.0 / 3.0), end);
        edge.middle = 0.25 * begin + 0.5 * control + 0.25 * end;
    }
    edge.heading = headingOf(end - begin);
}

/// The edges whose nodes exist, without their paths.
std::vector<GraphGeometry::Edge> existingEdges(GraphGeometry& geometry, const Graph& graph) {
    std::vector<GraphGeometry::Edge> edges;
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        const Graph::Edge& edge = graph.edges[i];
        if (edge.from >= graph.nodes.size() || edge.to >= graph.nodes.size()) {
            ++geometry.missingEdges;
            continue;
        }
        GraphGeometry::Edge shown;
        shown.index = i;
        shown.from = edge.from;
        shown.to = edge.to;
        shown.stroke = edgeStroke(edge.kind);
        edges.push_back(std::move(shown));
    }
    return edges;
}

} // namespace

void routeLayeredEdges(GraphGeometry& geometry, const Graph& graph, const LayeredLayout& layout) {
    std::vector<GraphGeometry::Edge> edges = existingEdges(geometry, graph);
    const auto isHanging = [&](const GraphGeometry::Edge& edge) {
        return !layout.edges[edge.index].shown;
    };
    for (GraphGeometry::Edge& edge : edges) {
        if (isHanging(edge)) {
            addArc(edge, geometry, 0.0);
            // The diodes stand in a row, as what hangs does.
            const QPointF end = edge.path.currentPosition();
            const QPointF back = QPointF(edge.path.elementAt(0)) - end;
            edge.middle =
                end + back * (diodeDistance / std::max(diodeDistance, QLineF({}, back).length()));
            geometry.edges.push_back(std::move(edge));
        }
    }
    edges.erase(std::remove_if(edges.begin(), edges.end(), isHanging), edges.end());
    const LayerRouter router(geometry, layout, edges);
    Bundles bundles;
    for (GraphGeometry::Edge& edge : edges) {
        const LayeredLayout::Edge& way = layout.edges[edge.index];
        edge.returning = way.reversed || way.loop;
        const double rank = bundles.next(edge.from, edge.to);
        if (way.loop) {
            addLoop(edge, geometry, loopSize * (1.0 + 0.3 * std::abs(rank)));
        } else {
            // One that returns between neighbours bows out even when it is alone.
            router.route(edge, way.reversed && rank == 0.0 ? 1.0 : rank);
        }
        geometry.edges.push_back(std::move(edge));
    }
}

void routePlacedEdges(GraphGeometry& geometry, const Graph& graph) {
    Bundles bundles;
    for (GraphGeometry::Edge& edge : existingEdges(geometry, graph)) {
        const double rank = bundles.next(edge.from, edge.to);
        if (edge.from == edge.to) {
            edge.returning = true;
            addLoop(edge, geometry, loopSize * (1.0 + 0.3 * std::abs(rank)));
        } else {
            const double sense = edge.from < edge.to ? 1.0 : -1.0;
            const bool arched =
                edge.stroke == EdgeStroke::skip || edge.stroke == EdgeStroke::recurrent;
            addArc(edge, geometry, arched ? 0.2 : 0.15 * rank * sense);
        }
        geometry.edges.push_back(std::move(edge));
    }
}

} // namespace scorescope::views
