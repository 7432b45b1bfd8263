// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/figure_panel.h"

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

class QPainter;

/// What a crosshair says, in a box beside the cursor.
namespace scorescope::views {

/// Of one curve under the cursor, or plain words.
struct ReadoutLine {
    QString text;
    QColor color = {}; ///< of its sample; none where there is no curve
    Qt::PenStyle style = Qt::SolidLine;
    std::optional<QPointF> mark = {}; ///< a dot in the picture: the point that the line is of
};

/// The place of the cursor, then a line for each curve.
struct Readout {
    QString place; ///< "step 200"; empty: there is nothing to say
    std::vector<ReadoutLine> lines = {};

    [[nodiscard]] bool empty() const noexcept { return place.isEmpty(); }
    /// All of it, line by line.
    [[nodiscard]] QStringList texts() const;
};

/// The words as a readout: the first line is the place.
[[nodiscard]] Readout plainReadout(const QStringList& words);

/// The ground of words that stand over a picture: a rounded box in the painter's units.
void drawGround(QPainter& painter, const QRectF& box, const FigureStyle& style);

/// Draws the box near `at`, inside a widget of that size; lines that find no room are counted in
/// the last one.
void drawReadout(QPainter& painter, const Readout& readout, const QPointF& at, const QSizeF& widget,
                 const FigureStyle& style);

} // namespace scorescope::views
