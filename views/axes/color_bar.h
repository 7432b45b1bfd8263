// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/ticks.h"
#include "views/colormap.h"

#include <QRectF>
#include <QString>

#include <vector>

class QPainter;

namespace scorescope::views {

struct FigureStyle;

/// What a colour bar says.
struct ColorBar {
    QString title; ///< quantity and unit
    ColorLimits limits;
    ColorScale scale = ColorScale::linear;
    Colormap map = Colormap::viridis();
    bool below = false; ///< there are values below the limits: the bar ends in a point there
    bool above = false;
    std::vector<Tick> references = {}; ///< values worth knowing ("chance"): long ticks with names
};

/// Space a colour bar with its ticks needs, in the painter's units.
[[nodiscard]] double colorBarWidth(const FigureStyle& style);
/// Height that one lying below a picture needs.
[[nodiscard]] double lyingColorBarHeight(const FigureStyle& style);
/// Draws bar, ticks and title into `rect`: where that is higher than wide the bar stands at its
/// left edge with the title on top, else it lies at its top with the title at the left.
void drawColorBar(QPainter& painter, const QRectF& rect, const ColorBar& bar,
                  const FigureStyle& style);

} // namespace scorescope::views
