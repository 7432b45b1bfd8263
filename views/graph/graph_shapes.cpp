// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_shapes.h"

#include <QLineF>

#include <algorithm>
#include <cmath>
#include <map>

namespace scorescope::views {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double planeStep = 0.35; // of a map's offset, at most in the box's units
constexpr int waves = 9;           // around a noise's rim

QPointF turned(double along, double across, double heading) {
    return {along * std::cos(heading) - across * std::sin(heading),
            along * std::sin(heading) + across * std::cos(heading)};
}

double stepOf(const QRectF& box) {
    return std::min(0.09 * std::min(box.width(), box.height()), planeStep * box.height());
}

QPainterPath wavyRim(const QRectF& box) {
    QPolygonF rim;
    constexpr int points = 8 * waves;
    const double outer = 0.5 * std::min(box.width(), box.height());
    for (int i = 0; i <= points; ++i) {
        const double angle = 2.0 * pi * i / points;
        const double radius = outer * (0.93 + 0.07 * std::cos(waves * angle));
        rim << box.center() + QPointF(radius * std::cos(angle), radius * std::sin(angle));
    }
    QPainterPath path;
    path.addPolygon(rim);
    path.closeSubpath();
    return path;
}

} // namespace

NodeShape nodeShape(const std::string& kind) {
    static const std::map<std::string, NodeShape> shapes{{"input", NodeShape::pill},
                                                         {"output", NodeShape::pill},
                                                         {"convolution", NodeShape::planes},
                                                         {"pool", NodeShape::trapezium},
                                                         {"dense", NodeShape::slab},
                                                         {"activation", NodeShape::kink},
                                                         {"add", NodeShape::sum},
                                                         {"diode", NodeShape::diode},
                                                         {"state", NodeShape::state},
                                                         {"noise", NodeShape::noise}};
    const auto found = shapes.find(kind);
    return found == shapes.end() ? NodeShape::box : found->second;
}

EdgeStroke edgeStroke(const std::string& kind) {
    return kind == "skip"        ? EdgeStroke::skip
           : kind == "diode"     ? EdgeStroke::diode
           : kind == "noise"     ? EdgeStroke::noise
           : kind == "recurrent" ? EdgeStroke::recurrent
                                 : EdgeStroke::forward;
}

std::array<QRectF, 3> stackedPlanes(const QRectF& box) {
    const double step = stepOf(box);
    const QSizeF size(box.width() - 2.0 * step, box.height() - 2.0 * step);
    return {QRectF({box.left() + 2.0 * step, box.top()}, size),
            QRectF({box.left() + step, box.top() + step}, size),
            QRectF({box.left(), box.top() + 2.0 * step}, size)};
}

QPolygonF diodeTriangle(const QPointF& centre, double size, double heading) {
    return QPolygonF({centre + turned(-0.5 * size, -0.5 * size, heading),
                      centre + turned(-0.5 * size, 0.5 * size, heading),
                      centre + turned(0.5 * size, 0.0, heading)});
}

QLineF diodeBar(const QPointF& centre, double size, double heading) {
    return {centre + turned(0.5 * size, -0.5 * size, heading),
            centre + turned(0.5 * size, 0.5 * size, heading)};
}

QPainterPath nodeOutline(NodeShape shape, const QRectF& box, double heading,
                         GraphDirection direction) {
    QPainterPath path;
    const double radius = 0.12 * std::min(box.width(), box.height());
    switch (shape) {
    case NodeShape::pill: {
        const double round = 0.5 * std::min(box.width(), box.height());
        path.addRoundedRect(box, round, round);
        break;
    }
    case NodeShape::planes: {
        const auto planes = stackedPlanes(box);
        const QRectF& back = planes[0];
        const QRectF& front = planes[2];
        const double step = stepOf(box);
        path.addPolygon(
            QPolygonF({front.topLeft(), front.topLeft() + QPointF(step, 0.0), planes[1].topLeft(),
                       planes[1].topLeft() + QPointF(step, 0.0), back.topLeft(), back.topRight(),
                       back.bottomRight(), back.bottomRight() - QPointF(step, 0.0),
                       planes[1].bottomRight(), planes[1].bottomRight() - QPointF(step, 0.0),
                       front.bottomRight(), front.bottomLeft()}));
        path.closeSubpath();
        break;
    }
    case NodeShape::trapezium: {
        const bool right = direction == GraphDirection::right;
        const double cut = right ? 0.16 * box.height() : 0.12 * box.width();
        path.addPolygon(
            right ? QPolygonF({box.topLeft(), box.topRight() + QPointF(0.0, cut),
                               box.bottomRight() - QPointF(0.0, cut), box.bottomLeft()})
                  : QPolygonF({box.topLeft(), box.topRight(), box.bottomRight() - QPointF(cut, 0.0),
                               box.bottomLeft() + QPointF(cut, 0.0)}));
        path.closeSubpath();
        break;
    }
    case NodeShape::sum:
    case NodeShape::state:
        path.addEllipse(box);
        break;
    case NodeShape::noise:
        path = wavyRim(box);
        break;
    case NodeShape::diode:
        path.addPolygon(diodeTriangle(box.center(), std::min(box.width(), box.height()), heading));
        path.closeSubpath();
        break;
    case NodeShape::box:
    case NodeShape::slab:
    case NodeShape::kink:
        path.addRoundedRect(box, radius, radius);
        break;
    }
    return path;
}

QPainterPath nodeMark(NodeShape shape, const QRectF& box, double heading) {
    QPainterPath path;
    const QPointF centre = box.center();
    const double half = 0.5 * std::min(box.width(), box.height());
    switch (shape) {
    case NodeShape::kink:
        path.moveTo(centre + QPointF(-0.62 * half, 0.4 * half));
        path.lineTo(centre + QPointF(0.0, 0.4 * half));
        path.lineTo(centre + QPointF(0.6 * half, -0.45 * half));
        break;
    case NodeShape::sum:
        path.moveTo(centre + QPointF(-0.5 * half, 0.0));
        path.lineTo(centre + QPointF(0.5 * half, 0.0));
        path.moveTo(centre + QPointF(0.0, -0.5 * half));
        path.lineTo(centre + QPointF(0.0, 0.5 * half));
        break;
    case NodeShape::diode: {
        const QLineF bar = diodeBar(centre, 2.0 * half, heading);
        path.moveTo(bar.p1());
        path.lineTo(bar.p2());
        break;
    }
    default:
        break;
    }
    return path;
}

QRectF textArea(NodeShape shape, const QRectF& box) {
    switch (shape) {
    case NodeShape::planes:
        return stackedPlanes(box)[2];
    case NodeShape::trapezium:
        return box.adjusted(0.0, 0.08 * box.height(), 0.0, -0.08 * box.height());
    default:
        return box;
    }
}

QPointF boundaryPoint(const QPolygonF& outline, const QPointF& from, const QPointF& to) {
    const QLineF ray(from, to);
    QPointF nearest = to;
    double least = QPointF::dotProduct(to - from, to - from);
    for (qsizetype i = 0; i + 1 <= outline.size(); ++i) {
        const QLineF side(outline[i], outline[(i + 1) % outline.size()]);
        QPointF crossing;
        if (ray.intersects(side, &crossing) == QLineF::BoundedIntersection) {
            const QPointF by = crossing - from;
            const double squared = QPointF::dotProduct(by, by);
            if (squared < least) {
                least = squared;
                nearest = crossing;
            }
        }
    }
    return nearest;
}

} // namespace scorescope::views
