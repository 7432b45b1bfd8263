// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/dot_layer.h"

#include "views/disc_pixels.h"

#include <QPainter>
#include <QPainterPath>
#include <QPen>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

/// Exactly: Qt's comparison of points lets small differences pass.
bool same(const Dots& a, const Dots& b) {
    return a.color == b.color && std::equal(a.at.begin(), a.at.end(), b.at.begin(), b.at.end(),
                                            [](const QPointF& p, const QPointF& q) {
                                                return p.x() == q.x() && p.y() == q.y();
                                            });
}

/// Paints over what is there, in the order of the dots.
void fillDots(QImage& pixels, const Dots& dots, const QTransform& toPixels, double radius) {
    const int stride = static_cast<int>(pixels.bytesPerLine() / sizeof(QRgb));
    auto* const first = reinterpret_cast<QRgb*>(pixels.bits());
    for (std::size_t i = 0; i < dots.at.size(); ++i) {
        const QRgb color = dots.color[i];
        const auto paint = [&](int x, int y, double share) {
            QRgb& under = first[y * stride + x];
            const int alpha = static_cast<int>(std::lround(share * qAlpha(color)));
            const QRgb over = qPremultiply((color & 0xffffffU) | static_cast<QRgb>(alpha) << 24U);
            const auto mixed = [alpha](int above, int below) {
                return above + (below * (255 - alpha) + 127) / 255;
            };
            under = qRgba(mixed(qRed(over), qRed(under)), mixed(qGreen(over), qGreen(under)),
                          mixed(qBlue(over), qBlue(under)), mixed(qAlpha(over), qAlpha(under)));
        };
        visitDiscPixels(toPixels.map(dots.at[i]), radius, pixels.size(), paint);
    }
}

} // namespace

void drawDots(QPainter& painter, const Dots& dots, const QTransform& toPicture, double diameter) {
    // One path for each colour keeps files small. A cloud stays over the clouds before it, as on
    // screen; which of its own dots lies over another says nothing.
    std::vector<std::pair<QRgb, QPainterPath>> paths;
    std::unordered_map<QRgb, std::size_t> places;
    for (std::size_t i = 0; i < dots.at.size(); ++i) {
        // A dot is a round cap on a line of no length: the shortest form in SVG and PDF.
        const QPointF at = toPicture.map(dots.at[i]);
        const auto [place, added] = places.emplace(dots.color[i], paths.size());
        if (added) {
            paths.emplace_back(dots.color[i], QPainterPath());
        }
        QPainterPath& path = paths[place->second].second;
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
        const QTransform toPixels = toPicture * QTransform::fromTranslate(-place.x(), -place.y()) *
                                    QTransform::fromScale(ratio, ratio);
        fillDots(pixels_, dots, toPixels, 0.5 * diameter * ratio);
        ++paints_;
    }
    painter.drawImage(place.topLeft(), pixels_);
}

} // namespace scorescope::views
