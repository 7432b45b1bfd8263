// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/help_line.h"

#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace scorescope::app {

HelpLine::HelpLine(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("help_line"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    fitInto(0);
}

void HelpLine::setText(const QString& text) {
    text_ = text;
    setAccessibleName(text);
    setToolTip(text.isEmpty() ? QString()
                              : QStringLiteral("<qt>%1</qt>").arg(text.toHtmlEscaped()));
    update();
}

void HelpLine::fitInto(int panelHeight) {
    constexpr int linesPerHeight = 180;
    setFixedHeight(std::clamp(panelHeight / linesPerHeight, 2, 5) * fontMetrics().lineSpacing());
}

void HelpLine::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    QTextLayout layout(text_, font());
    const int step = fontMetrics().lineSpacing();
    layout.beginLayout();
    for (int y = 0; y + step <= height(); y += step) {
        QTextLine line = layout.createLine();
        if (!line.isValid()) {
            break;
        }
        line.setLineWidth(width());
        if (y + 2 * step > height()) { // the last one takes what is left
            const QString rest = text_.mid(line.textStart());
            painter.drawText(QRect(0, y, width(), step),
                             static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                             fontMetrics().elidedText(rest, Qt::ElideRight, width()));
        } else {
            line.draw(&painter, QPointF(0.0, y));
        }
    }
    layout.endLayout();
}

} // namespace scorescope::app
