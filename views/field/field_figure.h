// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/field/field_panel.h"

#include <QStringList>

class QPainter;

/// What a picture of fields needs on a page beyond the screen's: a legend that is never cut, notes,
/// and nothing that only serves the hand.
namespace scorescope::views {

/// Where the parts of a figure stand, in the painter's units.
struct FieldFigure {
    FieldLayout layout;    ///< its legend is null where that stands below
    QRectF legendBelow;    ///< in columns; null where the legend stands beside the plot
    QRectF note;           ///< null without one
    QStringList noteLines; ///< the note, broken between words
};

/// Finds places for plot, bar, legend and note. The legend stands beside the plot where all of it
/// fits there, else below in as many columns as fit. The plot is null when `rect` is too small.
[[nodiscard]] FieldFigure placeFieldFigure(const QRectF& rect, double aspect,
                                           const FieldScene& scene, const FigureStyle& style);
/// The same for the screen, where the rectangle is given and notes stand elsewhere: bar and legend
/// beside the plot, or below it where that makes the plot clearly larger. The layout's bar then
/// lies.
[[nodiscard]] FieldFigure placeFieldOnScreen(const QRectF& rect, double aspect,
                                             const FieldScene& scene, const FigureStyle& style);
/// Height at which nothing is wasted at that width.
[[nodiscard]] double fieldFigureHeight(double width, double aspect, const FieldScene& scene,
                                       const FigureStyle& style);
/// Draws the legend, wherever it stands, and the note.
void drawFieldNotes(QPainter& painter, const FieldFigure& figure, const FieldScene& scene,
                    const FigureStyle& style);
/// One line about the arrows' lengths in few words, at the right of the x axis' label, where there
/// is room for it between that and `right`: for the screen.
void drawShortNote(QPainter& painter, const FieldLayout& layout, double right,
                   const AxisLabels& labels, const FieldScene& scene, const FigureStyle& style);
/// The data without handles and without the proposals of chains: those markers, and lines that
/// start where a chain is.
[[nodiscard]] FieldData withoutTools(FieldData data);

} // namespace scorescope::views
