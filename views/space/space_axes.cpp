// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/space/space_axes.h"

#include "views/axes/color_bar.h"
#include "views/axes/readout_box.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

constexpr double labelRoom = 4.4; ///< em around the box for ticks, numbers and titles

QPen finePen(const QColor& color, double width) {
    QPen pen(color);
    pen.setWidthF(width);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

double length(const QPointF& vector) {
    return std::hypot(vector.x(), vector.y());
}

/// Which walls of the box turn their back to the eye: [axis][low, high].
std::array<std::array<bool, 2>, 3> backWalls(const SpaceProjection& projection,
                                             const QVector3D& half) {
    std::array<std::array<bool, 2>, 3> back{};
    const QVector3D eye = projection.eye();
    for (int axis = 0; axis < 3; ++axis) {
        back[static_cast<std::size_t>(axis)] = {eye[axis] > -half[axis], eye[axis] < half[axis]};
    }
    return back;
}

/// The edge along `axis` at the low or high side of the two other axes.
std::pair<QVector3D, QVector3D> edgeOf(int axis, bool highB, bool highC, const QVector3D& half) {
    const int b = (axis + 1) % 3;
    const int c = (axis + 2) % 3;
    QVector3D from;
    from[axis] = -half[axis];
    from[b] = highB ? half[b] : -half[b];
    from[c] = highC ? half[c] : -half[c];
    QVector3D to = from;
    to[axis] = half[axis];
    return {from, to};
}

QVector3D along(const std::pair<QVector3D, QVector3D>& edge, double share) {
    return edge.first + static_cast<float>(share) * (edge.second - edge.first);
}

double share(const SpaceBox& box, std::size_t axis, double value) {
    return (value - box.low[axis]) / (box.high[axis] - box.low[axis]);
}

/// Places texts so that none covers another or leaves the plot.
class TextPlacer {
public:
    TextPlacer(QPainter& painter, const QRectF& plot)
        : painter_(painter), metrics_(painter.font(), painter.device()), plot_(plot) {}

    [[nodiscard]] QSizeF size(const QString& text) const {
        return {metrics_.horizontalAdvance(text), metrics_.height()};
    }
    bool place(const QPointF& centre, const QString& text, const QColor& color) {
        const QSizeF s = size(text);
        const QRectF rect(centre.x() - 0.5 * s.width(), centre.y() - 0.5 * s.height(), s.width(),
                          s.height());
        const double gap = 0.15 * s.height();
        const QRectF room = rect.adjusted(-2.0 * gap, 0.0, 2.0 * gap, 0.0);
        if (!plot_.contains(rect) ||
            std::any_of(taken.begin(), taken.end(),
                        [&](const QRectF& other) { return other.intersects(room); })) {
            return false;
        }
        taken.push_back(rect);
        painter_.setPen(color);
        painter_.drawText(rect.adjusted(-gap, 0.0, gap, 0.0), Qt::AlignCenter, text);
        return true;
    }

    std::vector<QRectF> taken;

private:
    QPainter& painter_;
    QFontMetricsF metrics_;
    QRectF plot_;
};

/// The part of a line inside a rectangle as shares of its length; false when there is none.
bool clipToRect(const QPointF& from, const QPointF& to, const QRectF& rect, double& first,
                double& last) {
    first = 0.0;
    last = 1.0;
    const std::array<std::array<double, 3>, 2> sides = {
        {{from.x(), to.x(), 0.0}, {from.y(), to.y(), 1.0}}};
    for (const auto& side : sides) {
        const double low = side[2] < 0.5 ? rect.left() : rect.top();
        const double high = side[2] < 0.5 ? rect.right() : rect.bottom();
        const double run = side[1] - side[0];
        if (std::abs(run) < 1e-9) {
            if (side[0] < low || side[0] > high) {
                return false;
            }
            continue;
        }
        const double a = (low - side[0]) / run;
        const double b = (high - side[0]) / run;
        first = std::max(first, std::min(a, b));
        last = std::min(last, std::max(a, b));
    }
    return first < last;
}

} // namespace

SpaceLayout spaceLayout(const QRectF& rect, bool withBar, const FigureStyle& style) {
    const double em = style.fontSize;
    const double right = withBar ? colorBarWidth(style) + 0.6 * em : 0.0;
    SpaceLayout layout;
    const QRectF plot = rect.adjusted(0.0, 0.0, -right, 0.0);
    if (plot.width() < 4.0 * em || plot.height() < 4.0 * em) {
        return layout;
    }
    layout.plot = plot;
    if (withBar) {
        const double height = std::min(19.0 * em, plot.height() - 2.0 * em);
        layout.bar = QRectF(plot.right() + 0.3 * em, plot.top() + em, colorBarWidth(style), height);
    }
    return layout;
}

SpaceProjection spaceProjection(const SpaceCamera& camera, const SpaceBox& box, const QRectF& plot,
                                const FigureStyle& style) {
    return {camera, box.halfSides(), plot, 0.5 * labelRoom * style.fontSize};
}

SpaceAxes spaceAxes(const SpaceProjection& projection, const SpaceBox& box,
                    const FigureStyle& style) {
    SpaceAxes result;
    const QVector3D half = box.halfSides();
    const double em = style.fontSize;
    const auto back = backWalls(projection, half);
    const QPointF centre = projection.project({}).at;
    for (int axis = 0; axis < 3; ++axis) {
        SpaceAxes::Axis& shown = result.axes[static_cast<std::size_t>(axis)];
        const auto b = static_cast<std::size_t>((axis + 1) % 3);
        const auto c = static_cast<std::size_t>((axis + 2) % 3);
        double best = -std::numeric_limits<double>::infinity();
        for (const bool highB : {false, true}) {
            for (const bool highC : {false, true}) {
                if (back[b][highB ? 1 : 0] == back[c][highC ? 1 : 0]) {
                    continue; // not on the silhouette
                }
                const auto edge = edgeOf(axis, highB, highC, half);
                const QPointF middle =
                    0.5 * (projection.project(edge.first).at + projection.project(edge.second).at) -
                    centre;
                const double score =
                    axis == 2 ? 0.05 * middle.y() - middle.x() : middle.y() - 0.05 * middle.x();
                if (score > best) {
                    best = score;
                    shown.edge = edge;
                }
            }
        }
        if (!shown.edge) {
            continue;
        }
        const QPointF from = projection.project(shown.edge->first).at;
        const QPointF to = projection.project(shown.edge->second).at;
        const double seen = length(to - from);
        if (seen < 2.0 * em) {
            shown.edge.reset();
            continue;
        }
        // Numbers stand side by side on a level edge and above each other on a steep one.
        const double steep = std::abs(to.y() - from.y()) / seen;
        const double each = (4.6 - 2.0 * steep) * em;
        const int count = std::clamp(static_cast<int>(seen / each), 2, 7);
        const auto k = static_cast<std::size_t>(axis);
        shown.ticks = linearTicks(box.low[k], box.high[k], count);
    }
    for (int axis = 0; axis < 3; ++axis) {
        const auto k = static_cast<std::size_t>(axis);
        for (const bool high : {false, true}) {
            if (!back[k][high ? 1 : 0]) {
                continue;
            }
            const int b = (axis + 1) % 3;
            const int c = (axis + 2) % 3;
            QVector3D corner;
            corner[axis] = high ? half[axis] : -half[axis];
            for (const auto& [run, across] : {std::pair(b, c), std::pair(c, b)}) {
                const auto line = [&](double at, bool frame) {
                    QVector3D from = corner;
                    from[across] = static_cast<float>(at);
                    from[run] = -half[run];
                    QVector3D to = from;
                    to[run] = half[run];
                    result.walls.push_back({from, to, frame});
                };
                const double side = static_cast<double>(half[across]);
                for (const Tick& tick : result.axes[static_cast<std::size_t>(across)].ticks) {
                    const double s = share(box, static_cast<std::size_t>(across), tick.position);
                    if (s > 1e-6 && s < 1.0 - 1e-6) {
                        line((2.0 * s - 1.0) * side, false);
                    }
                }
                line(-side, true);
                line(side, true);
            }
        }
    }
    return result;
}

QColor wallColor(const Theme& theme, bool frame) {
    if (!frame) {
        return theme.dark ? theme.line : QColor(0xe2, 0xe6, 0xeb);
    }
    return theme.dark ? QColor(0x4a, 0x53, 0x61) : QColor(0xa9, 0xb1, 0xbc);
}

void drawSpaceWalls(QPainter& painter, const SpaceProjection& projection, const SpaceAxes& axes,
                    const FigureStyle& style) {
    painter.save();
    painter.setClipRect(projection.plot(), Qt::IntersectClip);
    for (const bool frame : {false, true}) {
        painter.setPen(finePen(wallColor(style.theme, frame), 0.7 * style.lineWidth));
        for (const SpaceSegment& segment : axes.walls) {
            if (segment.frame == frame) {
                painter.drawLine(projection.project(segment.from).at,
                                 projection.project(segment.to).at);
            }
        }
    }
    painter.restore();
}

std::vector<QRectF> drawSpaceAxes(QPainter& painter, const SpaceProjection& projection,
                                  const SpaceBox& box, const SpaceAxes& axes,
                                  const std::array<QString, 3>& titles, const FigureStyle& style) {
    painter.save();
    painter.setClipRect(projection.plot(), Qt::IntersectClip);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const double em = style.fontSize;
    TextPlacer texts(painter, projection.plot());
    const QPointF centre = projection.project({}).at;

    struct Side {
        QPointF from;
        QPointF to;
        QPointF outwards;
        double reach = 0.0; ///< of numbers beyond the edge
    };
    const auto extentAlong = [](const QSizeF& size, const QPointF& direction) {
        return 0.5 *
               (std::abs(direction.x()) * size.width() + std::abs(direction.y()) * size.height());
    };
    std::array<Side, 3> sides;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const SpaceAxes::Axis& shown = axes.axes[axis];
        if (!shown.edge) {
            continue;
        }
        Side& side = sides[axis];
        side.from = projection.project(shown.edge->first).at;
        side.to = projection.project(shown.edge->second).at;
        const QPointF run = (side.to - side.from) / length(side.to - side.from);
        side.outwards = QPointF(-run.y(), run.x());
        const QPointF middle = 0.5 * (side.from + side.to) - centre;
        if (QPointF::dotProduct(side.outwards, middle) < 0.0) {
            side.outwards = -side.outwards;
        }
        for (const Tick& tick : shown.ticks) {
            side.reach =
                std::max(side.reach, 2.0 * extentAlong(texts.size(tick.label), side.outwards));
        }
        painter.setPen(finePen(style.theme.dim, 0.8 * style.lineWidth));
        painter.drawLine(side.from, side.to);
    }
    const double tickLength = 0.35 * em;
    const double gap = 0.25 * em;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (!axes.axes[axis].edge) {
            continue;
        }
        const Side& side = sides[axis];
        double first = 0.0;
        double last = 1.0;
        if (!clipToRect(side.from, side.to, projection.plot(), first, last)) {
            continue;
        }
        // Titles slide along the edge to a place that is free and in view.
        const double offset = tickLength + 2.0 * gap + side.reach +
                              extentAlong(texts.size(titles[axis]), side.outwards);
        bool placed = false;
        for (const double at : {0.5, 0.65, 0.35, 0.8, 0.2}) {
            const double s = first + at * (last - first);
            const QPointF place = side.from + s * (side.to - side.from) + offset * side.outwards;
            placed = texts.place(place, titles[axis], style.theme.text);
            if (placed) {
                break;
            }
        }
        if (!placed) { // no room beside the edge: beyond its upper end
            const QPointF run = (side.to - side.from) / length(side.to - side.from);
            texts.place(side.to + (gap + 0.9 * em) * run, titles[axis], style.theme.text);
        }
    }
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const SpaceAxes::Axis& shown = axes.axes[axis];
        if (!shown.edge) {
            continue;
        }
        const Side& side = sides[axis];
        for (const Tick& tick : shown.ticks) {
            const QPointF at =
                projection.project(along(*shown.edge, share(box, axis, tick.position))).at;
            if (!projection.plot().contains(at)) {
                continue;
            }
            painter.setPen(finePen(style.theme.dim, 0.8 * style.lineWidth));
            painter.drawLine(at, at + tickLength * side.outwards);
            const double offset =
                tickLength + gap + extentAlong(texts.size(tick.label), side.outwards);
            texts.place(at + offset * side.outwards, tick.label, style.theme.dim);
        }
    }
    painter.restore();
    return std::move(texts.taken);
}

QString spaceNote(const SpaceScene& scene) {
    if (scene.thin > 1) {
        return QCoreApplication::translate("SpaceView", "reduced: 1 in %1 drawn").arg(scene.thin);
    }
    return scene.pointsLeftOut == 0
               ? QString()
               : QCoreApplication::translate("SpaceView", "%1 of %2 points drawn")
                     .arg(QLocale::c().toString(static_cast<qulonglong>(scene.pointsShown)),
                          QLocale::c().toString(
                              static_cast<qulonglong>(scene.pointsShown + scene.pointsLeftOut)));
}

void drawSpaceLegend(QPainter& painter, const QRectF& plot, const SpaceScene& scene,
                     const FigureStyle& style) {
    painter.save();
    painter.setClipRect(plot, Qt::IntersectClip);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const double em = style.fontSize;
    const QFontMetricsF metrics(painter.font(), painter.device());
    const double row = 1.5 * em;
    double y = plot.top() + 0.7 * em;
    const double x = plot.left() + 0.8 * em;
    double widest = 0.0;
    for (const SpaceLegendEntry& entry : scene.legend) {
        widest = std::max(widest, metrics.horizontalAdvance(entry.text));
    }
    widest = std::min(widest, plot.width() - 3.5 * em);
    const auto rows = static_cast<double>(scene.legend.size());
    if (!scene.legend.empty() && widest > em && rows * row < 0.4 * plot.height()) {
        drawGround(painter,
                   QRectF(x - 0.3 * em, y - 0.2 * em, widest + 2.6 * em, rows * row + 0.4 * em),
                   style);
        for (const SpaceLegendEntry& entry : scene.legend) {
            const QPointF at(x + 0.6 * em, y + 0.5 * row);
            if (entry.line) {
                painter.setPen(finePen(entry.color, 1.6 * style.lineWidth));
                painter.drawLine(at - QPointF(0.6 * em, 0.0), at + QPointF(0.6 * em, 0.0));
            } else {
                painter.setPen(Qt::NoPen);
                painter.setBrush(entry.color);
                painter.drawEllipse(at, 0.3 * em, 0.3 * em);
            }
            painter.setPen(style.theme.dim);
            painter.drawText(QRectF(x + 1.7 * em, y, widest + 0.5 * em, row),
                             Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(entry.text, Qt::ElideRight, widest + 0.4 * em));
            y += row;
        }
    }
    const QString note = spaceNote(scene);
    if (!note.isEmpty()) {
        const QRectF box(plot.left() + 0.5 * em, plot.bottom() - 2.1 * em,
                         metrics.horizontalAdvance(note) + 0.8 * em, 1.6 * em);
        drawGround(painter, box, style);
        painter.setPen(style.theme.dim);
        painter.drawText(box, Qt::AlignCenter, note);
    }
    painter.restore();
}

} // namespace scorescope::views
