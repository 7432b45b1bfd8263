// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"

#include <QColor>
#include <QPointF>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

class QPainter;

/// What a crosshair says, in a box beside the cursor.
namespace scorescope::views {

/// Of one curve under the cursor.
struct ReadoutLine {
    QString text;
    QColor color;
    Qt::PenStyle style = Qt::SolidLine;
    std::optional<QPointF> mark = {}; ///< a dot in the picture: the point that the line is of
};

/// The place of the cursor, then a line for each curve.
struct Readout {
    QString place; ///< "step 200"; empty: there is nothing to say
    std::vector<ReadoutLine> lines;

    [[nodiscard]] bool empty() const noexcept { return place.isEmpty(); }
    /// All of it, line by line.
    [[nodiscard]] QStringList texts() const;
};

/// Draws the box near `at`, inside a widget of that size; lines that find no room are counted in
/// the last one.
void drawReadout(QPainter& painter, const Readout& readout, const QPointF& at, const QSizeF& widget,
                 const FigureStyle& style);

} // namespace scorescope::views
