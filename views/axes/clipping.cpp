// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/clipping.h"

#include <algorithm>

namespace scorescope::views {

std::optional<QLineF> clippedLine(const QLineF& line, const QRectF& rect) {
    double t0 = 0.0;
    double t1 = 1.0;
    const auto cut = [&](double p, double q) { // Liang–Barsky
        if (p == 0.0) {
            return q >= 0.0;
        }
        const double t = q / p;
        if (p < 0.0) {
            t0 = std::max(t0, t);
        } else {
            t1 = std::min(t1, t);
        }
        return t0 <= t1;
    };
    const bool inside =
        cut(-line.dx(), line.x1() - rect.left()) && cut(line.dx(), rect.right() - line.x1()) &&
        cut(-line.dy(), line.y1() - rect.top()) && cut(line.dy(), rect.bottom() - line.y1());
    if (!inside) {
        return std::nullopt;
    }
    // Ends inside stay exactly where they are, so that pieces join.
    return QLineF(t0 > 0.0 ? line.pointAt(t0) : line.p1(), t1 < 1.0 ? line.pointAt(t1) : line.p2());
}

std::vector<QPolygonF> clippedPolyline(const QPolygonF& line, const QRectF& rect) {
    std::vector<QPolygonF> pieces;
    if (line.size() == 1 && rect.contains(line.front())) {
        pieces.push_back(line);
    }
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const auto part = clippedLine(QLineF(line[i], line[i + 1]), rect);
        if (!part) {
            continue;
        }
        if (pieces.empty() || pieces.back().back() != part->p1()) {
            pieces.push_back(QPolygonF({part->p1()}));
        }
        pieces.back().append(part->p2());
    }
    return pieces;
}

QPolygonF clippedPolygon(const QPolygonF& polygon, const QRectF& rect) {
    QPolygonF result = polygon;
    const auto cut = [&](auto inside, auto crossing) { // Sutherland–Hodgman, one side
        QPolygonF next;
        for (qsizetype i = 0; i < result.size(); ++i) {
            const QPointF& from = result[i == 0 ? result.size() - 1 : i - 1];
            const QPointF& to = result[i];
            if (inside(from) != inside(to)) {
                next.append(crossing(from, to));
            }
            if (inside(to)) {
                next.append(to);
            }
        }
        result = next;
    };
    const auto atX = [](double x) {
        return [x](const QPointF& a, const QPointF& b) {
            return QPointF(x, a.y() + (b.y() - a.y()) * (x - a.x()) / (b.x() - a.x()));
        };
    };
    const auto atY = [](double y) {
        return [y](const QPointF& a, const QPointF& b) {
            return QPointF(a.x() + (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()), y);
        };
    };
    cut([&](const QPointF& p) { return p.x() >= rect.left(); }, atX(rect.left()));
    cut([&](const QPointF& p) { return p.x() <= rect.right(); }, atX(rect.right()));
    cut([&](const QPointF& p) { return p.y() >= rect.top(); }, atY(rect.top()));
    cut([&](const QPointF& p) { return p.y() <= rect.bottom(); }, atY(rect.bottom()));
    return result;
}

double distanceTo(const QPolygonF& line, const QPointF& at) {
    double nearest = std::numeric_limits<double>::infinity();
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QPointF from = line[i];
        const QPointF along = line[std::min(i + 1, line.size() - 1)] - from;
        const double length = QPointF::dotProduct(along, along);
        const double t = length > 0.0
                             ? std::clamp(QPointF::dotProduct(at - from, along) / length, 0.0, 1.0)
                             : 0.0;
        const QPointF by = from + t * along - at;
        nearest = std::min(nearest, std::hypot(by.x(), by.y()));
    }
    return nearest;
}

} // namespace scorescope::views
