// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_painter.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace scorescope::views {
namespace {

enum class Kind : std::uint8_t { dot, arrow, line, triangle, plane };

/// One thing to paint: where it is in its list, and how far away.
struct Item {
    double depth = 0.0;
    Kind kind = Kind::dot;
    std::uint32_t index = 0;
    std::uint32_t part = 0; ///< of a line
};

class ScenePainter {
public:
    ScenePainter(QPainter& painter, const SpaceProjection& projection, const SpaceScene& scene,
                 const FigureStyle& style)
        : painter_(painter), projection_(projection), scene_(scene), style_(style) {}

    void paint() {
        collect();
        std::stable_sort(items_.begin(), items_.end(),
                         [](const Item& a, const Item& b) { return a.depth > b.depth; });
        for (const Item& item : items_) {
            switch (item.kind) {
            case Kind::dot:
                paintDot(item.index);
                break;
            case Kind::arrow:
                paintArrow(scene_.arrows[item.index]);
                break;
            case Kind::line:
                paintLine(item);
                break;
            case Kind::triangle:
                paintTriangle(item.index);
                break;
            case Kind::plane:
                paintPlane();
                break;
            }
        }
    }

private:
    [[nodiscard]] double depthOf(const QVector3D& point) const {
        return projection_.project(point).depth;
    }
    void add(Kind kind, std::size_t index, double depth, std::size_t part = 0) {
        items_.push_back(
            {depth, kind, static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(part)});
    }
    [[nodiscard]] const std::vector<SpaceLine>& lines() const { return lines_; }

    void collect() {
        for (std::size_t i = 0; i < scene_.dots.at.size(); ++i) {
            add(Kind::dot, i, depthOf(scene_.dots.at[i]));
        }
        for (std::size_t i = 0; i < scene_.arrows.size(); ++i) {
            add(Kind::arrow, i, depthOf(0.5F * (scene_.arrows[i].tail + scene_.arrows[i].tip)));
        }
        for (std::size_t i = 0; i < scene_.surface.triangles.size(); ++i) {
            const auto& t = scene_.surface.triangles[i];
            QVector3D middle;
            for (const std::int32_t corner : t) {
                middle += scene_.surface.at[static_cast<std::size_t>(corner)] / 3.0F;
            }
            add(Kind::triangle, i, depthOf(middle));
        }
        // What lies on the surface is drawn after the triangle below it.
        const double onTop = scene_.surface.triangles.empty() ? 0.0 : 0.02;
        contours_ = scene_.contours.size();
        for (const auto* list : {&scene_.contours, &scene_.chains}) {
            lines_.insert(lines_.end(), list->begin(), list->end());
        }
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            for (std::size_t k = 0; k + 1 < lines_[i].points.size(); ++k) {
                add(Kind::line, i,
                    depthOf(0.5F * (lines_[i].points[k] + lines_[i].points[k + 1])) - onTop, k);
            }
        }
        if (scene_.plane) {
            const auto& p = *scene_.plane;
            add(Kind::plane, 0, depthOf(0.25F * (p[0] + p[1] + p[2] + p[3])));
        }
    }

    [[nodiscard]] QColor fogged(QRgb color, double depth, double share = 1.0) const {
        return QColor::fromRgb(
            throughFog(color, share * scene_.fog * projection_.fog(depth), style_.theme.ground));
    }

    void paintDot(std::size_t i) {
        const auto place = projection_.project(scene_.dots.at[i]);
        const double radius = std::max(0.35, static_cast<double>(scene_.dots.radius[i]) *
                                                 projection_.scaleAt(place.depth));
        if (!projection_.plot().adjusted(-radius, -radius, radius, radius).contains(place.at)) {
            return;
        }
        const QColor color = fogged(scene_.dots.color[i], place.depth);
        painter_.setPen(Qt::NoPen);
        // A darker rim makes a ball of a disc.
        painter_.setBrush(radius > 1.2 ? color.darker(150) : color);
        painter_.drawEllipse(place.at, radius, radius);
        if (radius > 1.2) {
            painter_.setBrush(color);
            painter_.drawEllipse(place.at - QPointF(0.1, 0.12) * radius, 0.76 * radius,
                                 0.76 * radius);
        }
    }

    void paintArrow(const SpaceArrow& arrow) {
        const auto tail = projection_.project(arrow.tail);
        const auto tip = projection_.project(arrow.tip);
        const double depth = 0.5 * (tail.depth + tip.depth);
        const double scale = projection_.scaleAt(depth);
        const double width = static_cast<double>(arrow.width) * scale;
        const double whole = static_cast<double>((arrow.tip - arrow.tail).length()) * scale;
        const QPointF run = tip.at - tail.at;
        const double seen = std::hypot(run.x(), run.y());
        const QRgb color = fogged(arrow.color, depth).rgb();
        painter_.setPen(Qt::NoPen);
        painter_.setBrush(QColor::fromRgb(color));
        if (seen < 0.25 * width || seen <= 0.0) { // seen end-on: the disc of its head
            painter_.drawEllipse(tip.at, 0.5 * width, 0.5 * width);
            return;
        }
        const QPointF along = run / seen;
        const QPointF across(-along.y(), along.x());
        const double head = 0.4 * seen;
        const double shaft = std::max(0.4, 0.16 * width);
        const QPointF neck = tip.at - head * along;
        painter_.drawPolygon(QPolygonF(
            {tail.at + shaft * across, neck + shaft * across, neck + 0.5 * width * across, tip.at,
             neck - 0.5 * width * across, neck - shaft * across, tail.at - shaft * across}));
        // The base of a head that points at the eye.
        const double tilt = std::sqrt(std::max(0.0, 1.0 - (seen / whole) * (seen / whole)));
        if (tail.depth < tip.depth && tilt > 0.2) {
            painter_.save();
            painter_.translate(neck);
            painter_.rotate(std::atan2(along.y(), along.x()) * 180.0 / 3.14159265358979323846);
            painter_.setBrush(QColor::fromRgb(color).darker(130));
            painter_.drawEllipse(QPointF(), 0.5 * width * tilt, 0.5 * width);
            painter_.restore();
        }
    }

    void paintLine(const Item& item) {
        const SpaceLine& line = lines()[item.index];
        QPen pen(fogged(line.color, item.depth, 0.5));
        pen.setWidthF((item.index < contours_ ? 0.8 : 1.8) * style_.lineWidth);
        pen.setCapStyle(Qt::RoundCap);
        painter_.setPen(pen);
        painter_.drawLine(projection_.project(line.points[item.part]).at,
                          projection_.project(line.points[item.part + 1]).at);
    }

    void paintTriangle(std::size_t index) {
        const SpaceMesh& mesh = scene_.surface;
        QPolygonF polygon;
        QVector3D normal;
        std::array<int, 3> sum{};
        double depth = 0.0;
        for (const std::int32_t corner : mesh.triangles[index]) {
            const auto i = static_cast<std::size_t>(corner);
            const auto place = projection_.project(mesh.at[i]);
            polygon << place.at;
            depth += place.depth / 3.0;
            normal += mesh.normal[i];
            sum[0] += qRed(mesh.color[i]);
            sum[1] += qGreen(mesh.color[i]);
            sum[2] += qBlue(mesh.color[i]);
        }
        const double facing = std::abs(
            static_cast<double>(QVector3D::dotProduct(normal.normalized(), projection_.forward())));
        const double light = 0.45 + 0.55 * facing;
        const auto lit = [light](int channels) {
            return std::clamp(static_cast<int>(light * channels / 3.0), 0, 255);
        };
        const QColor color = fogged(qRgb(lit(sum[0]), lit(sum[1]), lit(sum[2])), depth);
        painter_.setBrush(color);
        painter_.setPen(QPen(color, 0.5)); // closes the seams that smoothed edges leave
        painter_.drawConvexPolygon(polygon);
    }

    void paintPlane() {
        QPolygonF polygon;
        for (const QVector3D& corner : *scene_.plane) {
            polygon << projection_.project(corner).at;
        }
        QColor fill = scene_.planeColor;
        fill.setAlphaF(0.12F);
        painter_.setBrush(fill);
        painter_.setPen(QPen(scene_.planeColor, 0.8 * style_.lineWidth));
        painter_.drawConvexPolygon(polygon);
    }

    QPainter& painter_;
    const SpaceProjection& projection_;
    const SpaceScene& scene_;
    const FigureStyle& style_;
    std::vector<Item> items_;
    std::vector<SpaceLine> lines_;
    std::size_t contours_ = 0;
};

} // namespace

void paintSpaceScene(QPainter& painter, const SpaceProjection& projection, const SpaceScene& scene,
                     const FigureStyle& style) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(projection.plot(), Qt::IntersectClip);
    ScenePainter(painter, projection, scene, style).paint();
    painter.restore();
}

} // namespace scorescope::views
