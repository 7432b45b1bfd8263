// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/heatmap/heat_content.h"

#include <QRectF>

#include <memory>

class QPainter;

/// Drawing a heat map: one raster under axes, marks and colour bar, which are vectors.
namespace scorescope::views {

/// Where the parts of the picture stand.
struct HeatLayout {
    AxesFrame frame;
    QRectF bar; ///< null where it finds no room
};

[[nodiscard]] HeatLayout layOutHeat(const HeatContent& content, const HeatLook& look,
                                    const QRectF& outer, const FigureStyle& style,
                                    const QPaintDevice* device, bool axisLabels = true);
/// A cell's rectangle in the picture, not cut to the plot.
[[nodiscard]] QRectF cellRect(const HeatContent& content, const AxesFrame& frame,
                              const HeatCell& cell);
void drawHeat(QPainter& painter, const HeatContent& content, const HeatLook& look,
              const HeatLayout& layout, const FigureStyle& style);

/// The heat map of a spec as a figure. Throws InputError when the frame lacks it or it cannot be
/// drawn, or for options that are not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> heatPanel(const ViewSpec& spec, const Frame& frame);
/// A heat map frozen as it is.
[[nodiscard]] std::unique_ptr<FigurePanel> heatPanel(const ViewSpec& spec, const HeatLook& look,
                                                     FramePtr frame);

} // namespace scorescope::views
