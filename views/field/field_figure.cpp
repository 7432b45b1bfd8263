// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_figure.h"

#include "views/axes/color_bar.h"
#include "views/field/field_legend.h"
#include "views/field/field_marks.h"
#include "views/text.h"
#include "views/tool_markers.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace scorescope::views {
namespace {

constexpr double columnGap = 1.2;
constexpr double noteScale = 0.85; ///< of the figure's type
constexpr double noteHeight = 1.2;
constexpr double slack = 1.03; ///< devices measure type a little differently
constexpr double besideShare = 0.3;

double widestEntry(const FieldScene& scene, const FigureStyle& style) {
    double widest = 0.0;
    for (const FieldLegendEntry& entry : scene.legend) {
        widest = std::max(widest, textWidth(style, entry.text));
    }
    return slack * widest + legendSwatchWidth * style.fontSize;
}

std::size_t columnsBelow(const FieldScene& scene, double width, const FigureStyle& style) {
    const double gap = columnGap * style.fontSize;
    const double each = widestEntry(scene, style) + gap;
    const auto fit = static_cast<std::size_t>(std::max(1.0, std::floor((width + gap) / each)));
    return std::min(fit, std::max<std::size_t>(1, scene.legend.size()));
}

QStringList brokenNote(const QString& note, double width, const FigureStyle& style) {
    FigureStyle small = style;
    small.fontSize *= noteScale;
    QStringList lines;
    double line = 0.0;
    for (const QString& word : note.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        const double room = slack * textWidth(small, word + QLatin1Char(' '));
        if (lines.isEmpty() || line + room > width) {
            lines << word;
            line = room;
        } else {
            lines.back() += QLatin1Char(' ') + word;
            line += room;
        }
    }
    return lines;
}

const Markers* markersOf(const std::shared_ptr<const Artifact>& artifact) {
    return std::get_if<Markers>(&artifact->data);
}

/// Whether every line starts where a chain is.
bool areProposals(const Artifact& artifact, const std::vector<QPointF>& chains) {
    const auto* lines = std::get_if<Lines>(&artifact.data);
    return lines != nullptr && !lines->lines.empty() &&
           std::all_of(lines->lines.begin(), lines->lines.end(), [&](const Lines::Line& line) {
               return !line.x.empty() && !line.y.empty() &&
                      std::any_of(chains.begin(), chains.end(), [&line](const QPointF& at) {
                          return at.x() == line.x.front() && at.y() == line.y.front();
                      });
           });
}

} // namespace

FieldFigure placeFieldFigure(const QRectF& rect, double aspect, const FieldScene& scene,
                             const FigureStyle& style) {
    const double em = style.fontSize;
    FieldFigure figure;
    // Notes begin below the y axis' label.
    const double left = 0.4 * em;
    figure.noteLines = brokenNote(scene.arrowNotes.sentence, rect.width() - 2.0 * left, style);
    const double notes = noteHeight * em * static_cast<double>(figure.noteLines.size());
    const QRectF above = rect.adjusted(0.0, 0.0, 0.0, -notes);
    const double entries = legendEntryHeight * em * static_cast<double>(scene.legend.size());
    const double wide = widestEntry(scene, style);
    const bool bar = scene.bar.has_value();
    double belowHeight = 0.0;
    if (scene.legend.empty()) {
        figure.layout = fieldLayout(above, aspect, bar, style);
    } else {
        figure.layout = fieldLayout(above, aspect, bar, style, wide);
        const bool fits =
            wide <= besideShare * rect.width() && figure.layout.legend.height() + 1e-6 >= entries;
        if (!fits) {
            const auto columns =
                static_cast<double>(columnsBelow(scene, rect.width() - 2.0 * left, style));
            belowHeight = legendEntryHeight * em *
                          std::ceil(static_cast<double>(scene.legend.size()) / columns);
            figure.layout =
                fieldLayout(above.adjusted(0.0, 0.0, 0.0, -belowHeight), aspect, bar, style);
        }
    }
    if (figure.layout.plot.isNull()) {
        return figure;
    }
    // Pictures side by side begin at the same height.
    const double up = figure.layout.plot.top() - rect.top() - fieldTopMargin(style);
    for (QRectF* each : {&figure.layout.plot, &figure.layout.bar, &figure.layout.legend}) {
        if (!each->isNull()) {
            each->translate(0.0, -up);
        }
    }
    double y = figure.layout.plot.bottom() + fieldBottomMargin(style);
    if (belowHeight > 0.0) {
        figure.legendBelow = QRectF(rect.left() + left, y, rect.width() - 2.0 * left, belowHeight);
        y += belowHeight;
    }
    if (notes > 0.0) {
        figure.note = QRectF(rect.left() + left, y, rect.width() - 2.0 * left, notes);
    }
    return figure;
}

FieldFigure placeFieldOnScreen(const QRectF& rect, double aspect, const FieldScene& scene,
                               const FigureStyle& style) {
    const double em = style.fontSize;
    FieldFigure beside;
    beside.layout = fieldLayout(rect, aspect, scene.bar.has_value(), style,
                                fieldLegendWidth(scene.legend, style));
    const QRectF inside = rect.adjusted(0.4 * em, 0.0, -0.4 * em, 0.0);
    const double bar = scene.bar ? lyingColorBarHeight(style) + 0.4 * em : 0.0;
    const double rows =
        scene.legend.empty()
            ? 0.0
            : std::ceil(static_cast<double>(scene.legend.size()) /
                        static_cast<double>(columnsBelow(scene, inside.width(), style)));
    const double legend = rows * legendEntryHeight * em;
    FieldFigure below;
    below.layout = fieldLayout(rect.adjusted(0.0, 0.0, 0.0, -bar - legend), aspect, false, style);
    constexpr double clearly = 1.15;
    if (below.layout.plot.width() < clearly * beside.layout.plot.width()) {
        return beside;
    }
    double y = below.layout.plot.bottom() + fieldBottomMargin(style);
    if (scene.bar) {
        below.layout.bar = QRectF(below.layout.plot.left(), y, below.layout.plot.width(),
                                  lyingColorBarHeight(style));
        y += bar;
    }
    if (legend > 0.0) {
        below.legendBelow = QRectF(inside.left(), y, inside.width(), legend);
    }
    return below;
}

double fieldFigureHeight(double width, double aspect, const FieldScene& scene,
                         const FigureStyle& style) {
    // With all the height that it could use, the width decides.
    const double plenty = 3.0 * width / std::clamp(aspect, 0.05, 20.0) + 60.0 * style.fontSize;
    const FieldFigure figure =
        placeFieldFigure(QRectF(0.0, 0.0, width, plenty), aspect, scene, style);
    if (figure.layout.plot.isNull()) {
        return width / std::clamp(aspect, 0.05, 20.0);
    }
    return figure.layout.plot.height() + fieldTopMargin(style) + fieldBottomMargin(style) +
           figure.legendBelow.height() + figure.note.height();
}

void drawFieldNotes(QPainter& painter, const FieldFigure& figure, const FieldScene& scene,
                    const FigureStyle& style) {
    const double em = style.fontSize;
    painter.save();
    if (figure.legendBelow.isNull()) {
        drawFieldLegend(painter, figure.layout.legend, scene.legend, style);
    } else {
        const std::size_t columns = columnsBelow(scene, figure.legendBelow.width(), style);
        const double step = widestEntry(scene, style) + columnGap * em;
        painter.setFont(figureFont(style, em, painter.device()));
        for (std::size_t i = 0; i < scene.legend.size(); ++i) {
            const QRectF place(figure.legendBelow.left() + step * static_cast<double>(i % columns),
                               figure.legendBelow.top() +
                                   legendEntryHeight * em * static_cast<double>(i / columns),
                               std::min(step, figure.legendBelow.width()), legendEntryHeight * em);
            drawLegendEntry(painter, place, scene.legend[i], style);
        }
    }
    painter.setFont(figureFont(style, noteScale * em, painter.device()));
    painter.setPen(style.theme.dim);
    double y = figure.note.top();
    for (const QString& line : figure.noteLines) {
        painter.drawText(QRectF(figure.note.left(), y, figure.note.width(), noteHeight * em),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine),
                         line);
        y += noteHeight * em;
    }
    painter.restore();
}

void drawShortNote(QPainter& painter, const FieldLayout& layout, double right,
                   const AxisLabels& labels, const FieldScene& scene, const FigureStyle& style) {
    if (scene.arrowNotes.brief.isEmpty() || layout.plot.isNull()) {
        return;
    }
    const double em = style.fontSize;
    FigureStyle small = style;
    small.fontSize *= noteScale;
    const double from = layout.plot.center().x() + 0.5 * textWidth(style, labels.x) + em;
    const double room = right - 0.6 * em - from;
    const QString text = slack * textWidth(small, scene.arrowNotes.sentence) <= room
                             ? scene.arrowNotes.sentence
                             : scene.arrowNotes.brief;
    const double width = slack * textWidth(small, text);
    if (width > room) {
        return;
    }
    painter.save();
    painter.setFont(figureFont(small, small.fontSize, painter.device()));
    painter.setPen(style.theme.dim);
    painter.drawText(QRectF(std::max(from, std::min(layout.plot.right(), right - 0.6 * em) - width),
                            layout.plot.bottom() + 1.9 * em, width, 1.5 * em),
                     static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine), text);
    painter.restore();
}

FieldData withoutTools(FieldData data) {
    std::vector<QPointF> chains;
    for (auto& artifact : data.markers) {
        const Markers* markers = markersOf(artifact);
        if (markers == nullptr) {
            continue;
        }
        Markers kept = *markers;
        for (const Markers::Marker& marker : markers->markers) {
            if (markShape(marker.kind) == MarkShape::current) {
                chains.emplace_back(marker.x, marker.y);
            }
        }
        kept.markers.erase(
            std::remove_if(kept.markers.begin(), kept.markers.end(),
                           [](const Markers::Marker& marker) { return isToolMarker(marker.kind); }),
            kept.markers.end());
        if (kept.markers.size() < markers->markers.size()) {
            Artifact fewer = *artifact;
            fewer.data = std::move(kept);
            artifact = std::make_shared<const Artifact>(std::move(fewer));
        }
    }
    data.paths.erase(std::remove_if(data.paths.begin(), data.paths.end(),
                                    [&chains](const std::shared_ptr<const Artifact>& artifact) {
                                        return areProposals(*artifact, chains);
                                    }),
                     data.paths.end());
    return data;
}

} // namespace scorescope::views
