// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/help_line.h"

#include "app/window/elided_lines.h"

#include <QPainter>

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
    drawElidedLines(painter, rect(), text_);
}

} // namespace scorescope::app
