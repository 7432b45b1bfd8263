// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/figure/figure_layout.h"

#include "views/text.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

constexpr double pointsPerMm = 72.0 / 25.4;
constexpr double headScale = 1.2; ///< letters and the figure's title, in sizes of its type
constexpr double titleLine = 1.2 * headScale;
constexpr double leastColumn = 22.0; ///< em; in narrower ones axes with their labels are cramped
constexpr double letterStep = 0.9;   ///< em between a letter and the panel's title

struct Row {
    std::size_t first = 0;
    std::size_t count = 0;
    double width = 0.0; ///< of each of its cells
    double height = 0.0;
};

/// Lines that a title takes, broken between words.
double titleHeight(const ExportOptions& options, const FigureStyle& style, double width) {
    if (options.title.isEmpty()) {
        return 0.0;
    }
    FigureStyle large = style;
    large.fontSize *= headScale;
    large.font.setBold(true);
    double line = 0.0;
    double lines = 1.0;
    for (const QString& word : options.title.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const double room = 1.03 * textWidth(large, word + QLatin1Char(' '));
        if (line > 0.0 && line + room > width) {
            lines += 1.0;
            line = 0.0;
        }
        line += room;
    }
    return (titleLine * lines + 0.8) * style.fontSize;
}

std::vector<Row> rowsOf(const std::vector<const FigurePanel*>& panels, std::size_t columns,
                        double width, double gap, bool fill, const FigureStyle& style) {
    const double cell =
        (width - gap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
    std::vector<Row> rows;
    bool full = true;
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const bool wide = panels[i]->leastWidth(style) > cell;
        if (wide || full) {
            rows.push_back({i, 0, wide ? width : cell, 0.0});
        }
        Row& row = rows.back();
        ++row.count;
        row.height = std::max(row.height, panels[i]->heightFor(row.width, style));
        full = wide || row.count == columns;
    }
    for (Row& row : rows) {
        if (fill && row.count < columns && row.width <= cell) {
            const auto count = static_cast<double>(row.count);
            row.width = (width - gap * (count - 1.0)) / count;
        }
    }
    return rows;
}

void drawHead(QPainter& painter, const QRectF& strip, const QString& letter, const QString& title,
              const FigureStyle& style) {
    painter.save();
    painter.setPen(style.theme.text);
    QFont bold = figureFont(style, headScale * style.fontSize, painter.device());
    bold.setBold(true);
    const QFontMetricsF metrics(bold, painter.device());
    const double baseline = strip.top() + metrics.ascent();
    double x = strip.left();
    if (!letter.isEmpty()) {
        painter.setFont(bold);
        painter.drawText(QPointF(x, baseline), letter);
        x += metrics.horizontalAdvance(letter) + letterStep * style.fontSize;
    }
    if (!title.isEmpty()) {
        const QFont font = figureFont(style, style.fontSize, painter.device());
        painter.setFont(font);
        // A little too long for its place, it is drawn smaller rather than cut.
        const double width = QFontMetricsF(font, painter.device()).horizontalAdvance(title);
        const double room = strip.right() - x;
        const double scale = width > room ? std::max(0.1, room / width) : 1.0;
        painter.translate(x, baseline);
        painter.scale(scale, scale);
        painter.drawText(QPointF(0.0, 0.0), title);
    }
    painter.restore();
}

} // namespace

QString panelLetter(std::size_t panel) {
    constexpr std::size_t letters = 26;
    return panel < letters ? QString(QChar(static_cast<char16_t>(u'a' + panel)))
                           : QString::number(panel + 1);
}

FigureStyle figureStyle(const ExportOptions& options, const QPaintDevice* device, bool dataBeside) {
    FigureStyle style;
    style.theme = options.theme;
    style.font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    if (!options.fontFamily.isEmpty()) {
        style.font.setFamily(options.fontFamily);
    }
    style.font.setBold(false);
    style.fontSize = options.fontPt;
    style.font = figureFont(style, options.fontPt, device);
    style.lineWidth = options.lineWidthPt;
    style.tools = options.tools;
    style.dataBeside = dataBeside;
    return style;
}

FigureLayout layOutFigure(const std::vector<const FigurePanel*>& panels,
                          const ExportOptions& options) {
    const FigureStyle style = figureStyle(options, nullptr, true);
    const double em = style.fontSize;
    const std::size_t count = panels.size();
    const double margin = 0.3 * em;
    const double gap = 1.2 * em;
    const double inside = options.widthMm * pointsPerMm - 2.0 * margin;
    const double square = std::ceil(std::sqrt(static_cast<double>(count)));
    const double readable = std::max(1.0, std::floor(inside / (leastColumn * em)));
    const std::size_t columns = options.columns > 0
                                    ? std::min(static_cast<std::size_t>(options.columns), count)
                                    : static_cast<std::size_t>(std::min(square, readable));
    FigureLayout layout;
    layout.headStrip = count > 1 && (options.panelLetters || options.panelTitles) ? 1.6 * em : 0.0;
    const double titleStrip = titleHeight(options, style, inside);
    layout.title = QRectF(margin, margin, inside, titleStrip);
    std::vector<Row> rows = rowsOf(panels, columns, inside, gap, options.columns == 0, style);
    double sum = 0.0;
    for (Row& row : rows) {
        row.height += layout.headStrip;
        sum += row.height;
    }
    const double around = 2.0 * margin + gap * static_cast<double>(rows.size() - 1) + titleStrip;
    double total = sum + around;
    if (options.heightMm > 0.0) {
        total = options.heightMm * pointsPerMm;
        for (Row& row : rows) {
            row.height *= std::max(0.0, total - around) / sum;
        }
    }
    layout.size = QSizeF(options.widthMm * pointsPerMm, total);
    double y = margin + titleStrip;
    for (const Row& row : rows) {
        for (std::size_t k = 0; k < row.count; ++k) {
            layout.cells.emplace_back(margin + static_cast<double>(k) * (row.width + gap), y,
                                      row.width, row.height);
        }
        y += row.height + gap;
    }
    return layout;
}

void drawFigure(QPainter& painter, const std::vector<const FigurePanel*>& panels,
                const ExportOptions& options, const FigureLayout& layout, bool dataBeside) {
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                           QPainter::SmoothPixmapTransform);
    if (!options.transparent) {
        painter.fillRect(QRectF(QPointF(), layout.size), options.theme.ground);
    }
    const FigureStyle style = figureStyle(options, painter.device(), dataBeside);
    if (!layout.title.isEmpty()) {
        QFont bold = figureFont(style, headScale * style.fontSize, painter.device());
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(options.theme.text);
        painter.drawText(layout.title,
                         static_cast<int>(Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap),
                         options.title);
    }
    for (std::size_t i = 0; i < panels.size(); ++i) {
        QRectF cell = layout.cells[i];
        if (layout.headStrip > 0.0) {
            const bool titled = options.panelTitles && !panels[i]->writesTitle();
            drawHead(painter, QRectF(cell.topLeft(), QSizeF(cell.width(), layout.headStrip)),
                     options.panelLetters ? panelLetter(i) : QString(),
                     titled ? panels[i]->title() : QString(), style);
            cell.setTop(cell.top() + layout.headStrip);
        }
        painter.save();
        panels[i]->draw(painter, cell, style);
        painter.restore();
    }
}

std::vector<std::size_t> abridgedPanels(const std::vector<const FigurePanel*>& panels,
                                        const ExportOptions& options, const FigureLayout& layout) {
    const FigureStyle style = figureStyle(options, nullptr, true);
    std::vector<std::size_t> abridged;
    for (std::size_t i = 0; i < panels.size(); ++i) {
        const QSizeF size(layout.cells[i].width(), layout.cells[i].height() - layout.headStrip);
        if (panels[i]->leavesOut(size, style)) {
            abridged.push_back(i);
        }
    }
    return abridged;
}

} // namespace scorescope::views
