// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/image_painting.h"

#include "views/colormap.h"
#include "views/images/mask_brush.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Images)
};

constexpr double outlineFrom = 3.0; ///< units to a pixel from which the mask has an outline

template <class Visit> void forVisible(const ImageGridLayout& layout, const Visit& visit) {
    const ImageSpan seen = layout.visible();
    for (std::size_t row = seen.firstRow; row < seen.lastRow; ++row) {
        for (std::size_t column = seen.firstColumn; column < seen.lastColumn; ++column) {
            const std::size_t image = row * layout.columns + column;
            if (image < layout.images) {
                visit(image);
            }
        }
    }
}

// Painters of SVG files do not clip: what must not leave the area is cut off by hand.

void fill(QPainter& painter, const QRectF& rect, const QRectF& within, const QColor& color) {
    const QRectF part = rect.intersected(within);
    if (!part.isEmpty()) {
        painter.fillRect(part, color);
    }
}

/// A ring around a rectangle, `distance` away from it.
void drawRing(QPainter& painter, const QRectF& rect, double distance, double thick,
              const QColor& color, const QRectF& within) {
    const double outer = distance + thick;
    const QRectF all = rect.adjusted(-outer, -outer, outer, outer);
    const double inner = all.height() - 2.0 * thick;
    fill(painter, QRectF(all.left(), all.top(), all.width(), thick), within, color);
    fill(painter, QRectF(all.left(), all.bottom() - thick, all.width(), thick), within, color);
    fill(painter, QRectF(all.left(), all.top() + thick, thick, inner), within, color);
    fill(painter, QRectF(all.right() - thick, all.top() + thick, thick, inner), within, color);
}

/// A line along an axis.
void drawEdge(QPainter& painter, const QPointF& from, const QPointF& to, const QRectF& within) {
    const auto inside = [&within](const QPointF& place) {
        return QPointF(std::clamp(place.x(), within.left(), within.right()),
                       std::clamp(place.y(), within.top(), within.bottom()));
    };
    const bool upright = from.x() == to.x();
    const bool seen = upright ? from.x() >= within.left() && from.x() <= within.right()
                              : from.y() >= within.top() && from.y() <= within.bottom();
    if (seen && inside(from) != inside(to)) {
        painter.drawLine(inside(from), inside(to));
    }
}

bool hasGaps(const QImage& picture) {
    for (int y = 0; y < picture.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
        if (std::any_of(line, line + picture.width(),
                        [](QRgb color) { return qAlpha(color) == 0; })) {
            return true;
        }
    }
    return false;
}

void drawHatch(QPainter& painter, const QRectF& rect, const ImageInks& inks, double em) {
    painter.setPen(QPen(inks.hatch, 0.07 * em, Qt::SolidLine, Qt::FlatCap));
    const double step = 0.6 * em;
    for (double at = step; at < rect.width() + rect.height(); at += step) {
        // From the upper or right edge down to the left or lower one.
        const double right = std::min(at, rect.width());
        const double left = std::max(0.0, at - rect.height());
        painter.drawLine(rect.topLeft() + QPointF(right, at - right),
                         rect.topLeft() + QPointF(left, at - left));
    }
}

/// The part of an image whose pixels have their middles in the area.
QRect pixelsWithin(const QRectF& image, const QRectF& area, double pixel, const QSize& size) {
    const auto first = [pixel](double edge) {
        return static_cast<int>(std::ceil(edge / pixel - 0.5));
    };
    const QPointF from = area.topLeft() - image.topLeft();
    const QPointF to = area.bottomRight() - image.topLeft();
    return QRect(QPoint(first(from.x()), first(from.y())),
                 QPoint(first(to.x()) - 1, first(to.y()) - 1))
        .intersected(QRect(QPoint(), size));
}

/// Marked pixels as dots where they are large enough to be told apart, else as tinted pixels.
void drawMarks(QPainter& painter, const ImageDrawing& drawing, std::size_t image,
               const ImageInks& inks, double em) {
    const ImageGridLayout& layout = drawing.layout;
    const double pixel = layout.scale.pixel;
    const QPointF corner = layout.imageRect(image).topLeft();
    const std::uint8_t* marked =
        drawing.content.grid->marked.data() + image * layout.width * layout.height;
    const bool dots = pixel >= 0.25 * em;
    const double side = dots ? 0.4 * pixel : pixel;
    const double rim = dots ? 0.06 * pixel : 0.0;
    QColor color = inks.mark;
    color.setAlphaF(dots ? 1.0F : 0.7F);
    for (std::size_t i = 0; i < layout.width * layout.height; ++i) {
        if (marked[i] == 0) {
            continue;
        }
        const QPointF at =
            corner + QPointF((static_cast<double>(i % layout.width) + 0.5) * pixel - 0.5 * side,
                             (static_cast<double>(i / layout.width) + 0.5) * pixel - 0.5 * side);
        const QRectF dot(at, QSizeF(side, side));
        if (dots) {
            fill(painter, dot.adjusted(-rim, -rim, rim, rim), layout.area, inks.markRim);
        }
        fill(painter, dot, layout.area, color);
    }
}

void drawColumnCaptions(QPainter& painter, const ImageDrawing& drawing,
                        const QFontMetricsF& metrics, double em) {
    const ImageGridLayout& layout = drawing.layout;
    const ImageSpan seen = layout.visible();
    const QRectF header = layout.columnHeader();
    const QRectF outer = layout.outer;
    painter.save();
    // The first and the last may be wider than their images.
    painter.setClipRect(QRectF(outer.left(), header.top(), outer.width(), header.height()),
                        Qt::IntersectClip);
    for (const std::size_t column : layout.columnCaptions) {
        if (column < seen.firstColumn || column >= seen.lastColumn) {
            continue;
        }
        const QRectF image = layout.imageRect(column);
        const double middle = 0.5 * (std::max(image.left(), layout.area.left()) +
                                     std::min(image.right(), layout.area.right()));
        const double room = layout.turned ? header.height() - 0.6 * em : outer.width();
        const QString text =
            metrics.elidedText(QString::fromStdString(drawing.content.grid->columnCaptions[column]),
                               Qt::ElideRight, room);
        const double width = metrics.horizontalAdvance(text);
        if (layout.turned) {
            painter.save();
            painter.translate(middle, header.bottom() - 0.3 * em);
            painter.rotate(-90.0);
            painter.drawText(QRectF(0.0, -layout.texts.line, width + em, 2.0 * layout.texts.line),
                             Qt::AlignLeft | Qt::AlignVCenter, text);
            painter.restore();
            continue;
        }
        const double left = std::clamp(middle - 0.5 * width, outer.left(),
                                       std::max(outer.left(), outer.right() - width));
        painter.drawText(QRectF(left, header.top(), width + em, layout.texts.line),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
    }
    painter.restore();
}

void drawHeaders(QPainter& painter, const ImageDrawing& drawing, const QFontMetricsF& metrics,
                 double em, const Theme& theme) {
    const ImageGridLayout& layout = drawing.layout;
    const ImageGrid& grid = *drawing.content.grid;
    const ImageSpan seen = layout.visible();
    painter.setPen(theme.dim);
    if (layout.texts.rowWidth > 0.0) {
        const QRectF header = layout.rowHeader();
        const std::size_t step = captionStep(layout.pitch().height(), metrics.height());
        painter.save();
        painter.setClipRect(header, Qt::IntersectClip);
        for (std::size_t row = seen.firstRow; row < seen.lastRow; ++row) {
            if (row % step != 0 || row >= grid.rowCaptions.size()) {
                continue;
            }
            // In the middle of what is seen of the row.
            const QRectF image = layout.imageRect(row * layout.columns);
            const double middle = 0.5 * (std::max(image.top(), layout.area.top()) +
                                         std::min(image.bottom(), layout.area.bottom()));
            const QRectF at(header.left(), middle - layout.texts.line, header.width() - 0.6 * em,
                            2.0 * layout.texts.line);
            painter.drawText(at, Qt::AlignRight | Qt::AlignVCenter,
                             metrics.elidedText(QString::fromStdString(grid.rowCaptions[row]),
                                                Qt::ElideRight, at.width()));
        }
        painter.restore();
    }
    if (layout.texts.columnHeight > 0.0) {
        drawColumnCaptions(painter, drawing, metrics, em);
    }
}

/// Quantity, black, a strip of the colours between, white, and what there is to know besides.
void drawFooter(QPainter& painter, const ImageDrawing& drawing, const QFontMetricsF& metrics,
                double em, const FigureStyle& style) {
    const QRectF footer = drawing.layout.footer;
    const ImageGrid& grid = *drawing.content.grid;
    const Theme& theme = style.theme;
    const bool signedMap = grid.signedValues && grid.channels == 1;
    const ImageRange range = printedRange(grid);
    const Quantity& value = drawing.content.artifact->value;
    QString quantity = QString::fromStdString(value.label);
    if (!quantity.isEmpty() && !value.unit.empty()) {
        quantity += QStringLiteral(" [%1]").arg(QString::fromStdString(value.unit));
    }
    if (metrics.horizontalAdvance(quantity) > 0.35 * footer.width()) {
        quantity.clear();
    }
    QStringList notes;
    if (drawing.clipped == 1) {
        notes << Text::tr("1 value clipped");
    } else if (drawing.clipped > 1) {
        notes << Text::tr("%1 values clipped")
                     .arg(QLocale::c().toString(static_cast<qulonglong>(drawing.clipped)));
    }
    if (!drawing.content.note.isEmpty()) {
        notes << drawing.content.note;
    }
    const QString note = notes.join(QStringLiteral("; "));
    const QString low = numberText(range.low, 3);
    const QString high = numberText(range.high, 3);
    const double strip = std::min(6.0 * em, 0.25 * footer.width());
    const double gap = 0.5 * em;
    const auto widthOf = [&](const QString& text, double after) {
        return text.isEmpty() ? 0.0 : metrics.horizontalAdvance(text) + after;
    };
    const double all = widthOf(quantity, 1.6 * gap) + widthOf(low, gap) + strip + gap +
                       widthOf(high, 2.0 * gap) + widthOf(note, 0.0);
    // Under the grid where there is room for it.
    const double left = drawing.layout.mat.left();
    double x = left >= footer.left() && left + all <= footer.right() ? left : footer.left();
    const auto say = [&](const QString& text, double after, const QColor& color) {
        const double room = footer.right() - x;
        if (text.isEmpty() || room < 2.0 * em) {
            return;
        }
        painter.setPen(color);
        painter.drawText(QRectF(x, footer.top(), room, footer.height()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideRight, room));
        x += metrics.horizontalAdvance(text) + after;
    };
    say(quantity, 1.6 * gap, theme.dim);
    say(low, gap, theme.dim);
    QImage gradient(256, 1, QImage::Format_RGB32);
    const Colormap map = Colormap::divergingFor(theme);
    for (int i = 0; i < 256; ++i) {
        gradient.setPixel(i, 0, signedMap ? map.rgb(i / 255.0) : qRgb(i, i, i));
    }
    const QRectF bar(x, footer.center().y() - 0.3 * em, strip, 0.6 * em);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(bar, gradient);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(ImageInks::of(theme, false).mat, 0.6 * style.lineWidth));
    painter.drawRect(bar);
    x = bar.right() + gap;
    say(high, 2.0 * gap, theme.dim);
    say(note, 0.0, theme.warning);
}

} // namespace

void drawImages(QPainter& painter, const ImageDrawing& drawing, ImageRaster& raster,
                const FigureStyle& style) {
    const ImageGridLayout& layout = drawing.layout;
    const ImageInks inks = ImageInks::of(style.theme, drawing.content.grid->signedValues);
    const double em = style.fontSize;
    const std::vector<QRect> runs = maskRuns(drawing.mask, layout.width, layout.height);
    QColor tint = inks.mask;
    tint.setAlphaF(0.45F);
    painter.save();
    painter.setClipRect(layout.area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    fill(painter, layout.mat, layout.area, inks.mat);
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double pixel = layout.scale.pixel;
    forVisible(layout, [&](std::size_t image) {
        const QRectF all = layout.imageRect(image);
        QImage picture = raster.picture(image);
        const QRect part = pixelsWithin(all, layout.area, pixel, picture.size());
        if (part.isEmpty()) {
            return;
        }
        const QRectF rect(all.topLeft() + QPointF(part.topLeft()) * pixel,
                          QSizeF(part.size()) * pixel);
        picture = part == picture.rect() ? picture : picture.copy(part);
        if (hasGaps(picture)) {
            drawHatch(painter, rect, inks, em);
            painter.drawImage(rect, picture);
        } else {
            // Files are smaller without transparency.
            painter.drawImage(rect, picture.convertToFormat(QImage::Format_RGB32));
        }
        for (const QRect& run : runs) {
            fill(painter,
                 QRectF(all.topLeft() + QPointF(run.topLeft()) * pixel, QSizeF(run.size()) * pixel),
                 layout.area, tint);
        }
        if (drawing.look.marks && drawing.content.marks) {
            drawMarks(painter, drawing, image, inks, em);
        }
    });
    painter.restore();
}

void drawImageOverlays(QPainter& painter, const ImageDrawing& drawing,
                       const std::vector<QLineF>& outline, const FigureStyle& style) {
    const ImageGridLayout& layout = drawing.layout;
    const ImageInks inks = ImageInks::of(style.theme, drawing.content.grid->signedValues);
    const double em = 0.9 * style.fontSize;
    const double line = style.lineWidth / 1.5; // one unit on a screen
    const Theme& theme = style.theme;
    const QFont font = figureFont(style, em, painter.device());
    const QFontMetricsF metrics(font, painter.device());
    painter.save();
    painter.setFont(font);
    painter.save();
    painter.setClipRect(layout.area, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (!outline.empty() && layout.scale.pixel >= outlineFrom * line) {
        painter.setPen(QPen(inks.mask, line, Qt::SolidLine, Qt::SquareCap));
        forVisible(layout, [&](std::size_t image) {
            const QPointF corner = layout.imageRect(image).topLeft();
            for (const QLineF& edge : outline) {
                drawEdge(painter, corner + edge.p1() * layout.scale.pixel,
                         corner + edge.p2() * layout.scale.pixel, layout.area);
            }
        });
    }
    // A frame stays inside the gap where there is one, so that it hides nothing of what is beside.
    const double thick = std::clamp(layout.scale.gap, 0.5 * line, 2.0 * line);
    if (drawing.look.marks) {
        for (const std::size_t image : drawing.content.grid->framed) {
            if (image < layout.images && layout.imageRect(image).intersects(layout.area)) {
                drawRing(painter, layout.imageRect(image), 0.0, thick, theme.accent, layout.area);
            }
        }
    }
    if (drawing.selected && *drawing.selected < layout.images) {
        const QRectF rect = layout.imageRect(*drawing.selected);
        drawRing(painter, rect, 0.0, line, theme.ground, layout.area);
        drawRing(painter, rect, line, 2.0 * line, theme.accent, layout.area);
        drawRing(painter, rect, 3.0 * line, line, theme.ground, layout.area); // no frame has it
    } else if (drawing.current && *drawing.current < layout.images) {
        painter.setPen(QPen(theme.text, line, Qt::DotLine));
        painter.drawRect(layout.imageRect(*drawing.current).adjusted(-line, -line, 0.0, 0.0));
    }
    if (layout.caption > 0.0) {
        painter.setPen(theme.text);
        forVisible(layout, [&](std::size_t image) {
            const QRectF whole = layout.captionRect(image);
            const QRectF at = whole.intersected(layout.area);
            // Half a line of text cannot be read.
            if (at.height() < 0.9 * whole.height() || at.width() < 2.0 * em) {
                return;
            }
            painter.drawText(
                at, Qt::AlignHCenter | Qt::AlignVCenter,
                metrics.elidedText(drawing.content.caption(image), Qt::ElideRight, at.width()));
        });
    }
    painter.restore();
    drawHeaders(painter, drawing, metrics, em, theme);
    drawFooter(painter, drawing, metrics, em, style);
    painter.restore();
}

} // namespace scorescope::views
