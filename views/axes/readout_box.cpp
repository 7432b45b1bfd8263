// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/axes/readout_box.h"

#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Readout)
};

} // namespace

QStringList Readout::texts() const {
    QStringList all;
    if (!place.isEmpty()) {
        all << place;
    }
    for (const ReadoutLine& line : lines) {
        all << line.text;
    }
    return all;
}

Readout plainReadout(const QStringList& words) {
    Readout said{words.value(0)};
    for (qsizetype i = 1; i < words.size(); ++i) {
        said.lines.push_back({words[i]});
    }
    return said;
}

void drawGround(QPainter& painter, const QRectF& box, const FigureStyle& style) {
    const double radius = 0.3 * style.fontSize;
    painter.setPen(QPen(style.theme.line, 0.65 * style.lineWidth));
    painter.setBrush(style.theme.raised);
    painter.drawRoundedRect(box, radius, radius);
    painter.setBrush(Qt::NoBrush);
}

void drawReadout(QPainter& painter, const Readout& readout, const QPointF& at, const QSizeF& widget,
                 const FigureStyle& style) {
    const QFont small = figureFont(style, 0.9 * style.fontSize, painter.device());
    const QFontMetricsF metrics(small, painter.device());
    const double row = metrics.height() + 2.0;
    const std::vector<ReadoutLine>& lines = readout.lines;
    QStringList texts = readout.texts();
    const bool samples = std::any_of(lines.begin(), lines.end(),
                                     [](const ReadoutLine& line) { return line.color.isValid(); });
    const auto most = static_cast<qsizetype>(std::max(2.0, (widget.height() - 16.0) / row));
    const bool cut = texts.size() > most;
    if (cut) {
        const qsizetype left = texts.size() - most + 1;
        texts = texts.mid(0, most - 1) << Text::tr("… and %1 more").arg(left);
    }
    double textWidth = 0.0;
    for (const QString& text : std::as_const(texts)) {
        textWidth = std::max(textWidth, metrics.horizontalAdvance(text));
    }
    const QSizeF box(std::min(textWidth + (samples ? 28.0 : 16.0), widget.width() - 8.0),
                     row * static_cast<double>(texts.size()) + 8.0);
    QPointF corner(at.x() + 12.0, at.y() - box.height() - 8.0);
    if (corner.x() + box.width() > widget.width() - 4.0) {
        corner.setX(at.x() - 12.0 - box.width());
    }
    corner.setX(std::clamp(corner.x(), 4.0, std::max(4.0, widget.width() - 4.0 - box.width())));
    corner.setY(std::clamp(corner.y(), 4.0, std::max(4.0, widget.height() - 4.0 - box.height())));
    const QRectF frame(corner, box);
    drawGround(painter, frame, style);
    painter.setFont(small);
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const double y = frame.top() + 4.0 + row * static_cast<double>(i);
        const bool last = cut && i + 1 == texts.size();
        const ReadoutLine* line =
            i > 0 && !last ? &lines[static_cast<std::size_t>(i - 1)] : nullptr;
        const bool sample = line != nullptr && line->color.isValid();
        const double indent = sample ? 20.0 : 8.0;
        painter.setPen(i == 0 ? style.theme.dim : style.theme.text);
        painter.drawText(
            QPointF(frame.left() + indent, y + 1.0 + metrics.ascent()),
            metrics.elidedText(texts[i], Qt::ElideRight, frame.width() - indent - 6.0));
        if (sample) {
            painter.setPen(QPen(line->color, 2.0, line->style, Qt::FlatCap));
            painter.drawLine(QPointF(frame.left() + 6.0, y + 0.5 * row),
                             QPointF(frame.left() + 16.0, y + 0.5 * row));
        }
    }
}

} // namespace scorescope::views
