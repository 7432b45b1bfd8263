// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/elided_lines.h"

#include <QPainter>
#include <QTextLayout>

namespace scorescope::app {

void drawElidedLines(QPainter& painter, const QRect& box, const QString& text) {
    QTextLayout layout(text, painter.font());
    const QFontMetrics metrics(painter.font());
    const int step = metrics.lineSpacing();
    layout.beginLayout();
    for (int y = box.top();; y += step) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(box.width());
        if (y + 2 * step > box.bottom() + 1) { // the last one takes what is left
            painter.drawText(
                QRect(box.left(), y, box.width(), step),
                static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                metrics.elidedText(text.mid(line.textStart()), Qt::ElideRight, box.width()));
            break;
        }
        line.draw(&painter, QPointF(box.left(), y));
    }
    layout.endLayout();
}

} // namespace scorescope::app
