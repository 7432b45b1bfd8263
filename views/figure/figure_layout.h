// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure/export.h"

#include <QRectF>
#include <QSizeF>
#include <QString>

#include <cstddef>
#include <vector>

class QPaintDevice;
class QPainter;

/// Several panels on one page: where each stands, and the drawing of all. Free of widgets; any
/// thread.
namespace scorescope::views {

/// Where the parts of a figure stand, in points.
struct FigureLayout {
    QSizeF size;
    std::vector<QRectF> cells; ///< one per panel, its letter and title included
    double headStrip = 0.0;    ///< at the top of each cell, for letter and title; 0 = neither
    QRectF title;              ///< of the figure; empty without one
};

/// Panels in reading order, in rows of equal width. A panel that could not be read in a column gets
/// a row of its own. Where no number of columns is asked for, those of a row that is not full share
/// its width. Heights are as the panels like them, scaled to the height that is asked for.
[[nodiscard]] FigureLayout layOutFigure(const std::vector<const FigurePanel*>& panels,
                                        const ExportOptions& options);
/// The style of a figure's panels on that device (may be null). `dataBeside`: whether the data of
/// panels that leave some out will lie beside it.
[[nodiscard]] FigureStyle figureStyle(const ExportOptions& options, const QPaintDevice* device,
                                      bool dataBeside);
/// Draws the figure with a painter whose unit is a point; the device should say 72 dpi, so that
/// fonts agree.
void drawFigure(QPainter& painter, const std::vector<const FigurePanel*>& panels,
                const ExportOptions& options, const FigureLayout& layout, bool dataBeside);
/// What a panel is called in a figure: a … z, then 27, 28 …
[[nodiscard]] QString panelLetter(std::size_t panel);
/// The panels that leave some of their data out at the size they have in the layout.
[[nodiscard]] std::vector<std::size_t> abridgedPanels(const std::vector<const FigurePanel*>& panels,
                                                      const ExportOptions& options,
                                                      const FigureLayout& layout);

} // namespace scorescope::views
