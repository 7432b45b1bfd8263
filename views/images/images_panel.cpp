// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/images_panel.h"

#include "engine/core/error.h"
#include "views/images/image_grid_layout.h"
#include "views/images/image_painting.h"
#include "views/images/image_raster.h"
#include "views/images/mask_brush.h"
#include "views/missing.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Images)
};

constexpr QSizeF nominalView(480.0, 360.0);

/// A place along one axis, from the first image on, moved on to the next edge between pixels when
/// it is inside an image (`direction` −1: back to the last): painters of SVG files cannot cut a
/// pixel.
double atPixel(double place, double pitch, double cell, double pixel, int direction) {
    const double from = std::floor(place / pitch) * pitch;
    const double pixels = (place - from) / pixel;
    return place - from >= cell ? place
           : direction > 0      ? from + std::ceil(pixels) * pixel
                                : from + std::floor(pixels) * pixel;
}

/// The area without the pixels at its edges of which only a part is seen.
QRectF wholePixels(const QRectF& area, const ImageGridLayout& layout) {
    const QPointF first = layout.imageRect(0).topLeft();
    const auto corner = [&](const QPointF& place, int direction) {
        const QPointF from = place - first;
        const QSizeF pitch = layout.pitch();
        const ImageScale& scale = layout.scale;
        return first +
               QPointF(
                   atPixel(from.x(), pitch.width(), scale.cell.width(), scale.pixel, direction),
                   atPixel(from.y(), pitch.height(), scale.cell.height(), scale.pixel, direction));
    };
    return {corner(area.topLeft(), 1), corner(area.bottomRight(), -1)};
}

/// The layout in which the region fills the rectangle as far as its shape allows.
ImageGridLayout fitRegion(const ImageContent& content, const ImageTexts& texts,
                          const QRectF& region, const QRectF& rect) {
    double low = 0.0;
    double high = std::max({1.0, rect.width(), rect.height()});
    const auto layOut = [&](double pixel) {
        return layOutImages(content, texts, freeScale(content, pixel), rect, region.center(), 0.0);
    };
    const auto fits = [&](double pixel) {
        const ImageGridLayout layout = layOut(pixel);
        const QSizeF step = layout.pitch();
        const QSizeF room(rect.width() - texts.rowWidth,
                          rect.height() - layout.headerHeight() - texts.footerHeight);
        return layout.scale.gap + region.width() * step.width() <= room.width() &&
               layout.scale.gap + region.height() * step.height() <= room.height();
    };
    // Gaps and captions do not grow with the images: the size is searched for, not computed.
    for (int i = 0; i < 40; ++i) {
        const double middle = 0.5 * (low + high);
        (fits(middle) ? low : high) = middle;
    }
    ImageGridLayout layout = layOut(low);
    // Of a part of the grid no more is shown than was on screen.
    const QRectF part(layout.fromGrid(region.topLeft()), layout.fromGrid(region.bottomRight()));
    if (!layout.showsAll()) {
        const double edge = 0.5 * layout.scale.gap;
        const QRectF area = layout.area.intersected(part.adjusted(-edge, -edge, edge, edge));
        layout.area = wholePixels(area, layout);
    }
    return layout;
}

} // namespace

ImagesPanel::ImagesPanel(QString title, ImageContent content, Shown shown)
    : title_(std::move(title)), content_(std::move(content)), shown_(std::move(shown)) {}

QRectF ImagesPanel::region() const {
    const QRectF all(0.0, 0.0, static_cast<double>(content_.columns),
                     static_cast<double>(content_.rows));
    const QRectF part = shown_.region.value_or(all).intersected(all);
    return part.isEmpty() ? all : part;
}

void ImagesPanel::draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const {
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    if (content_.grid == nullptr) {
        FigureStyle small = style;
        painter.setFont(small.font);
        painter.setPen(style.theme.dim);
        painter.drawText(rect, Qt::AlignCenter | Qt::TextWordWrap,
                         content_.problem.isEmpty() ? Text::tr("No images yet") : content_.problem);
        painter.restore();
        return;
    }
    const ImageTexts texts =
        measureTexts(content_, shown_.look, rect.width(), style, painter.device());
    const ImageGridLayout layout = fitRegion(content_, texts, region(), rect);
    if (!layout.area.isEmpty()) {
        const ImageInks inks = ImageInks::of(style.theme, content_.grid->signedValues);
        // Its own, because converting is not for several threads.
        ImageRaster raster(content_, inks.mark.rgb(), shown_.look.marks, style.theme.dark);
        const ImageDrawing drawing{content_,        layout, shown_.look,     shown_.mask,
                                   shown_.selected, {},     raster.clipped()};
        drawImages(painter, drawing, raster, style);
        drawImageOverlays(painter, drawing,
                          maskOutline(shown_.mask, content_.width, content_.height), style);
    }
    painter.restore();
}

double ImagesPanel::aspectRatio() const {
    if (content_.grid == nullptr) {
        return FigurePanel::aspectRatio();
    }
    FigureStyle style;
    constexpr double width = 240.0; // points: one column of a page
    const ImageTexts texts = measureTexts(content_, shown_.look, width, style, nullptr);
    const QRectF part = region();
    const double perImage = (width - texts.rowWidth) / part.width();
    const ImageScale scale =
        freeScale(content_, perImage / (1.06 * static_cast<double>(content_.width)));
    const bool captioned = texts.captionNeeds > 0.0 && perImage >= texts.captionNeeds;
    const double step = scale.cell.height() + scale.gap + (captioned ? texts.line : 0.0);
    const bool turned = !captionsWithRoom(texts, scale.cell.width() + scale.gap);
    const double header = turned ? texts.columnTurned : texts.columnHeight;
    const double height = header + texts.footerHeight + part.height() * step;
    return std::clamp(width / height, 0.3, 4.0);
}

std::vector<std::shared_ptr<const Artifact>> ImagesPanel::data() const {
    return content_.artifact ? std::vector{content_.artifact}
                             : std::vector<std::shared_ptr<const Artifact>>();
}

std::unique_ptr<FigurePanel> imagesPanel(const ViewSpec& spec, const Frame& frame) {
    ImagesPanel::Shown shown;
    shown.look = ImagesLook::fromOptions(spec);
    ImageContent content = collectImages(spec, shown.look, frame);
    const std::string name = shownArtifact(spec, shown.look);
    if (!content.artifact) {
        refuseMissing(spec, name, frame);
    }
    if (!std::holds_alternative<ImageGrid>(content.artifact->data)) {
        throw InputError("", "/views",
                         "view '" + spec.name + "': '" + name + "' is a " +
                             kindName(content.artifact->data) + ", and no image_grid");
    }
    if (shown.look.mask) {
        shown.mask = content.mask;
    }
    shown.selected = selectedImage(content, frame);
    if (shown.look.zoom != 0 && content.grid != nullptr) {
        const QSizeF step = layOutImages(content, {}, scaleOf(content, shown.look.zoom, 1.0),
                                         QRectF(QPointF(), nominalView), {}, 1.0)
                                .pitch();
        const QSizeF part(nominalView.width() / step.width(), nominalView.height() / step.height());
        const QPointF middle = shown.look.center.value_or(QPointF(
            0.5 * static_cast<double>(content.columns), 0.5 * static_cast<double>(content.rows)));
        shown.region = QRectF(middle - 0.5 * QPointF(part.width(), part.height()), part);
    }
    return std::make_unique<ImagesPanel>(QString::fromStdString(spec.title), std::move(content),
                                         std::move(shown));
}

} // namespace scorescope::views
