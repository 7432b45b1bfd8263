// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/dot_layer.h"

#include <QPainter>
#include <QPainterPath>
#include <QPen>

#include <algorithm>
#include <map>

namespace scorescope::views {
namespace {

/// Exactly: Qt's comparison of points lets small differences pass.
bool same(const Dots& a, const Dots& b) {
    return a.color == b.color && std::equal(a.at.begin(), a.at.end(), b.at.begin(), b.at.end(),
                                            [](const QPointF& p, const QPointF& q) {
                                                return p.x() == q.x() && p.y() == q.y();
                                            });
}

} // namespace

void drawDots(QPainter& painter, const Dots& dots, const QTransform& toPicture, double diameter) {
    std::map<QRgb, QPainterPath> paths;
    for (std::size_t i = 0; i < dots.at.size(); ++i) {
        // A dot is a round cap on a line of no length: the shortest form in SVG and PDF.
        const QPointF at = toPicture.map(dots.at[i]);
        QPainterPath& path = paths[dots.color[i]];
        path.moveTo(at);
        path.lineTo(at.x() + 0.01, at.y());
    }
    painter.setBrush(Qt::NoBrush);
    for (const auto& [color, path] : paths) {
        QPen pen(QColor::fromRgba(color));
        pen.setWidthF(diameter);
        pen.setCapStyle(Qt::RoundCap);
        painter.setPen(pen);
        painter.drawPath(path);
    }
}

void DotLayer::draw(QPainter& painter, const Dots& dots, const QTransform& toPicture,
                    const QRectF& plot, double diameter) {
    if (dots.at.empty()) {
        return;
    }
    const QRect place = plot.toAlignedRect();
    const double ratio = painter.device()->devicePixelRatioF();
    const bool asBefore = !pixels_.isNull() && place == place_ && toPicture == toPicture_ &&
                          diameter == diameter_ && ratio == ratio_ && same(dots, dots_);
    if (!asBefore) {
        dots_ = dots;
        toPicture_ = toPicture;
        place_ = place;
        diameter_ = diameter;
        ratio_ = ratio;
        pixels_ =
            QImage((QSizeF(place.size()) * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
        pixels_.setDevicePixelRatio(ratio);
        pixels_.fill(Qt::transparent);
        QPainter onto(&pixels_);
        onto.setRenderHint(QPainter::Antialiasing);
        onto.translate(-place.topLeft());
        drawDots(onto, dots, toPicture, diameter);
        ++paints_;
    }
    painter.drawImage(place.topLeft(), pixels_);
}

} // namespace scorescope::views
