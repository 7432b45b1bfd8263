// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/field_dots.h"

#include <QImage>
#include <QRect>
#include <QTransform>

class QPainter;

namespace scorescope::views {

/// Paints dots of that diameter, in the painter's units.
void drawDots(QPainter& painter, const Dots& dots, const QTransform& toPicture, double diameter);

/// Paints dots for a screen: their pixels are kept until dots or place change. Data stay where they
/// are while a field moves, and thousands of dots are most of a picture's work. GUI thread.
class DotLayer {
public:
    void draw(QPainter& painter, const Dots& dots, const QTransform& toPicture, const QRectF& plot,
              double diameter);
    /// How often the pixels had to be painted.
    [[nodiscard]] int paints() const noexcept { return paints_; }

private:
    Dots dots_;
    QTransform toPicture_;
    QRect place_; ///< in the painter's units
    double diameter_ = 0.0;
    double ratio_ = 0.0; ///< device pixels in one of the painter's units
    QImage pixels_;
    int paints_ = 0;
};

} // namespace scorescope::views
