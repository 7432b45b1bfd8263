// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QString>

class QPainter;

namespace scorescope::app {

/// Draws text from the top of `box` in the painter's font and pen, on as many whole lines as fit;
/// the last one ends in "…" where that is not all. At least one line is drawn.
void drawElidedLines(QPainter& painter, const QRect& box, const QString& text);

} // namespace scorescope::app
