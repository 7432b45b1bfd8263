// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/images/image_grid_layout.h"

#include "views/figure_panel.h"
#include "views/text.h"

#include <QFontMetricsF>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

constexpr std::size_t measuredCaptions = 200;
constexpr double longestCaption = 6.0; ///< em that an image must have for captions longer than that
constexpr std::array zooms = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

/// Width of the widest of a sample of texts.
double widest(const std::vector<std::string>& texts, const QFontMetricsF& metrics) {
    double result = 0.0;
    const std::size_t step = std::max<std::size_t>(1, texts.size() / measuredCaptions);
    for (std::size_t i = 0; i < texts.size(); i += step) {
        result = std::max(result, metrics.horizontalAdvance(QString::fromStdString(texts[i])));
    }
    return std::ceil(result);
}

/// Room for frames where there is room at all. Between images of a few points, gaps would be most
/// of what is seen.
double gapOf(double pixel, const QSizeF& cell) {
    constexpr double tiny = 5.0;
    if (pixel <= 1.0) {
        return std::min(cell.width(), cell.height()) < tiny ? 0.0 : 1.0;
    }
    return std::clamp(2.0 + pixel, 3.0, 8.0);
}

/// Names are few; of hundreds of captions that hold no number none is a name.
constexpr std::size_t mostNames = 64;
constexpr double longestTurned = 10.0; ///< em of a caption that stands upright

/// Whether the captions of two columns would touch, each in the middle of its own.
bool collide(const ImageTexts& texts, std::size_t first, std::size_t second, double pitch) {
    return 0.5 * (texts.columnNeeds[first] + texts.columnNeeds[second]) >
           static_cast<double>(second - first) * pitch;
}

void measureColumns(const std::vector<std::string>& captions, const QFontMetricsF& metrics,
                    double em, ImageTexts& texts) {
    const auto holdsDigit = [](const std::string& text) {
        return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    const auto names =
        std::count_if(captions.begin(), captions.end(),
                      [&](const std::string& text) { return !text.empty() && !holdsDigit(text); });
    const bool named = static_cast<std::size_t>(names) <= mostNames;
    double widestCaption = 0.0;
    for (const std::string& text : captions) {
        const double width = std::ceil(metrics.horizontalAdvance(QString::fromStdString(text)));
        widestCaption = std::max(widestCaption, width);
        texts.columnNeeds.push_back(text.empty() ? 0.0 : width + 0.6 * em);
        texts.columnNames.push_back(named && !text.empty() && !holdsDigit(text));
    }
    texts.columnHeight = texts.line + std::ceil(0.3 * em);
    texts.columnTurned = std::min(widestCaption, longestTurned * em) + std::ceil(0.6 * em);
}

double snapped(double value, double ratio) {
    return ratio > 0.0 ? std::round(value * ratio) / ratio : value;
}

/// Where the grid begins along one axis: in the middle, or so that it fills the area.
double beginning(double from, double length, double content, double wanted) {
    return content <= length ? from + 0.5 * (length - content)
                             : std::clamp(wanted, from + length - content, from);
}

struct Steps {
    std::size_t first;
    std::size_t last;
};
/// Steps of `pitch` of which a part lies in [0, length), the first beginning at `from`.
Steps stepsIn(double from, double pitch, double length, std::size_t count) {
    const double first = std::floor(-from / pitch);
    const double last = std::ceil((length - from) / pitch);
    const auto all = static_cast<double>(count);
    return {static_cast<std::size_t>(std::clamp(first, 0.0, all)),
            static_cast<std::size_t>(std::clamp(last, 0.0, all))};
}

} // namespace

ImageTexts measureTexts(const ImageContent& content, const ImagesLook& look, double width,
                        const FigureStyle& style, const QPaintDevice* device) {
    ImageTexts texts;
    const double em = 0.9 * style.fontSize;
    const QFontMetricsF metrics(figureFont(style, em, device), device);
    texts.line = std::ceil(metrics.height());
    texts.footerHeight = texts.line + std::ceil(0.7 * style.fontSize);
    if (content.grid == nullptr || !look.captions) {
        return texts;
    }
    if (!content.grid->captions.empty()) {
        texts.captionNeeds =
            std::max(1.0, std::min(widest(content.grid->captions, metrics), longestCaption * em));
    }
    if (!content.grid->rowCaptions.empty()) {
        const double longest = widest(content.grid->rowCaptions, metrics);
        texts.rowWidth = std::ceil(std::min(longest + 0.8 * em, width / 3.0));
    }
    if (!content.grid->columnCaptions.empty()) {
        measureColumns(content.grid->columnCaptions, metrics, em, texts);
    }
    return texts;
}

std::size_t captionStep(double pitch, double needs) {
    return static_cast<std::size_t>(std::max(1.0, std::ceil(needs / pitch)));
}

std::optional<std::vector<std::size_t>> captionsWithRoom(const ImageTexts& texts, double pitch) {
    const std::size_t count = texts.columnNeeds.size();
    double widestNumber = 0.0;
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < count; ++i) {
        if (!texts.columnNames[i]) {
            widestNumber = std::max(widestNumber, texts.columnNeeds[i]);
        } else if (!shown.empty() && collide(texts, shown.back(), i, pitch)) {
            return std::nullopt;
        } else {
            shown.push_back(i);
        }
    }
    const std::size_t step = captionStep(pitch, widestNumber);
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < count; i += step) {
        const auto next = std::lower_bound(shown.begin(), shown.end(), i);
        const bool beside = (next != shown.end() && collide(texts, i, *next, pitch)) ||
                            (next != shown.begin() && collide(texts, *(next - 1), i, pitch));
        if (!texts.columnNames[i] && texts.columnNeeds[i] > 0.0 && !beside) {
            numbers.push_back(i);
        }
    }
    shown.insert(shown.end(), numbers.begin(), numbers.end());
    std::sort(shown.begin(), shown.end());
    return shown;
}

ImageScale scaleOf(const ImageContent& content, int zoom, double ratio) {
    ImageScale scale;
    if (zoom > 0) {
        scale.up = static_cast<std::size_t>(std::max(1.0, std::round(zoom * ratio)));
    } else {
        const double perPixel = ratio / -zoom; // device pixels
        scale.up = static_cast<std::size_t>(std::max(1.0, std::round(perPixel)));
        scale.box = static_cast<std::size_t>(std::max(1.0, std::round(1.0 / perPixel)));
    }
    const auto length = [&](std::size_t pixels) {
        return static_cast<double>(scale.box > 1 ? (pixels + scale.box - 1) / scale.box
                                                 : pixels * scale.up) /
               ratio;
    };
    scale.cell = QSizeF(length(content.width), length(content.height));
    scale.pixel =
        (scale.box > 1 ? 1.0 / static_cast<double>(scale.box) : static_cast<double>(scale.up)) /
        ratio;
    scale.gap = std::round(gapOf(scale.pixel, scale.cell) * ratio) / ratio;
    return scale;
}

std::optional<ImageScale> quarterScale(const ImageContent& content, std::size_t quarters,
                                       double ratio) {
    if (quarters == 0 || content.width * quarters % 4 != 0 || content.height * quarters % 4 != 0) {
        return std::nullopt;
    }
    ImageScale scale;
    const std::size_t common = std::gcd(quarters, std::size_t{4});
    scale.up = quarters / common;
    scale.box = 4 / common;
    scale.pixel = 0.25 * static_cast<double>(quarters) / ratio;
    scale.cell = QSizeF(static_cast<double>(content.width * quarters / 4) / ratio,
                        static_cast<double>(content.height * quarters / 4) / ratio);
    scale.gap = std::round(gapOf(scale.pixel, scale.cell) * ratio) / ratio;
    return scale;
}

ImageScale freeScale(const ImageContent& content, double pixel) {
    ImageScale scale;
    scale.pixel = pixel;
    scale.cell = QSizeF(pixel * static_cast<double>(content.width),
                        pixel * static_cast<double>(content.height));
    // Paper has no pixels: a gap is a share of the image.
    scale.gap = std::clamp(0.06 * std::min(scale.cell.width(), scale.cell.height()), 0.15, 4.0);
    return scale;
}

int nextZoom(int zoom, int direction) {
    // Enlarging a reduction goes the same way as reducing an enlargement.
    const bool reduced = zoom < 0;
    const int size = reduced ? -zoom : zoom;
    if (size <= 1) {
        return direction > 0 ? 2 : -2;
    }
    const bool larger = reduced != (direction > 0);
    if (larger) {
        const auto* next = std::upper_bound(zooms.begin(), zooms.end(), size);
        const int found = next == zooms.end() ? zooms.back() : *next;
        return reduced ? -found : found;
    }
    const auto* next = std::lower_bound(zooms.begin(), zooms.end(), size);
    const int found = *(next - 1);
    return reduced && found > 1 ? -found : found;
}

QSizeF ImageGridLayout::pitch() const {
    return {scale.cell.width() + scale.gap, scale.cell.height() + caption + scale.gap};
}

QRectF ImageGridLayout::imageRect(std::size_t image) const {
    const QSizeF step = pitch();
    const auto column = static_cast<double>(image % columns);
    const auto row = static_cast<double>(image / columns);
    return {mat.topLeft() +
                QPointF(scale.gap + column * step.width(), scale.gap + row * step.height()),
            scale.cell};
}

QRectF ImageGridLayout::captionRect(std::size_t image) const {
    const QRectF above = imageRect(image);
    return {above.left() - 0.5 * scale.gap, above.bottom(), above.width() + scale.gap, caption};
}

QRectF ImageGridLayout::rowHeader() const {
    const double right = std::max(area.left(), mat.left());
    return {right - texts.rowWidth, area.top(), texts.rowWidth, area.height()};
}

double ImageGridLayout::headerHeight() const {
    return turned ? texts.columnTurned : texts.columnHeight;
}

QRectF ImageGridLayout::columnHeader() const {
    const double bottom = std::max(area.top(), mat.top());
    return {area.left(), bottom - headerHeight(), area.width(), headerHeight()};
}

ImageSpan ImageGridLayout::visible() const {
    if (columns == 0 || area.isEmpty()) {
        return {};
    }
    const QSizeF step = pitch();
    const Steps x =
        stepsIn(mat.left() + scale.gap - area.left(), step.width(), area.width(), columns);
    const Steps y = stepsIn(mat.top() + scale.gap - area.top(), step.height(), area.height(), rows);
    return {x.first, x.last, y.first, y.last};
}

QPointF ImageGridLayout::toGrid(const QPointF& place) const {
    const QSizeF step = pitch();
    const QPointF from = place - mat.topLeft() - 0.5 * QPointF(scale.gap, scale.gap);
    return {from.x() / step.width(), from.y() / step.height()};
}

QPointF ImageGridLayout::fromGrid(const QPointF& inImages) const {
    const QSizeF step = pitch();
    return mat.topLeft() + 0.5 * QPointF(scale.gap, scale.gap) +
           QPointF(inImages.x() * step.width(), inImages.y() * step.height());
}

QPointF ImageGridLayout::inImage(std::size_t image, const QPointF& place) const {
    return (place - imageRect(image).topLeft()) / scale.pixel;
}

std::optional<ImageHit> ImageGridLayout::hit(const QPointF& place) const {
    const ImageSpan seen = visible();
    if (!area.contains(place) || seen.firstColumn == seen.lastColumn ||
        seen.firstRow == seen.lastRow) {
        return std::nullopt;
    }
    const QPointF at = toGrid(place);
    if (at.x() < 0.0 || at.y() < 0.0 || at.x() >= static_cast<double>(columns) ||
        at.y() >= static_cast<double>(rows)) {
        return std::nullopt;
    }
    const std::size_t image =
        static_cast<std::size_t>(at.y()) * columns + static_cast<std::size_t>(at.x());
    if (image >= images) {
        return std::nullopt;
    }
    const QRectF rect = imageRect(image);
    // The right and lower edges belong to the gap.
    if (place.x() < rect.left() || place.y() < rect.top() || place.x() >= rect.right() ||
        place.y() >= rect.bottom()) {
        return std::nullopt;
    }
    const QPointF pixel = inImage(image, place);
    return ImageHit{image, std::min(static_cast<std::size_t>(pixel.x()), width - 1),
                    std::min(static_cast<std::size_t>(pixel.y()), height - 1)};
}

bool ImageGridLayout::showsAll() const {
    constexpr double rounding = 1e-6;
    return mat.width() <= area.width() + rounding && mat.height() <= area.height() + rounding;
}

ImageGridLayout layOutImages(const ImageContent& content, const ImageTexts& texts,
                             const ImageScale& scale, const QRectF& outer,
                             const std::optional<QPointF>& center, double ratio) {
    ImageGridLayout layout;
    layout.columns = content.columns;
    layout.rows = content.rows;
    layout.images = content.images;
    layout.width = content.width;
    layout.height = content.height;
    layout.texts = texts;
    layout.scale = scale;
    layout.outer = outer;
    const bool captioned =
        texts.captionNeeds > 0.0 && scale.cell.width() + scale.gap >= texts.captionNeeds;
    layout.caption = captioned ? snapped(texts.line, ratio) : 0.0;
    layout.footer = QRectF(outer.left(), outer.bottom() - texts.footerHeight, outer.width(),
                           texts.footerHeight);
    if (texts.columnHeight > 0.0) {
        const double pitch = layout.pitch().width();
        std::optional<std::vector<std::size_t>> beside = captionsWithRoom(texts, pitch);
        layout.turned = !beside;
        if (!beside) { // upright, each takes a line
            ImageTexts upright = texts;
            for (double& need : upright.columnNeeds) {
                need = std::min(need, texts.line);
            }
            beside = captionsWithRoom(upright, pitch);
        }
        layout.columnCaptions = std::move(beside).value_or(std::vector<std::size_t>());
    }
    const double left = snapped(outer.left() + texts.rowWidth, ratio);
    const double top = snapped(outer.top() + layout.headerHeight(), ratio);
    layout.area =
        QRectF(QPointF(left, top), QPointF(std::max(left, snapped(outer.right(), ratio)),
                                           std::max(top, snapped(layout.footer.top(), ratio))));
    const QSizeF step = layout.pitch();
    const QSizeF all(scale.gap + static_cast<double>(content.columns) * step.width(),
                     scale.gap + static_cast<double>(content.rows) * step.height());
    const QPointF middle = center.value_or(QPointF(0.5 * static_cast<double>(content.columns),
                                                   0.5 * static_cast<double>(content.rows)));
    const QPointF wanted = layout.area.center() - 0.5 * QPointF(scale.gap, scale.gap) -
                           QPointF(middle.x() * step.width(), middle.y() * step.height());
    layout.mat = QRectF(
        QPointF(
            snapped(beginning(layout.area.left(), layout.area.width(), all.width(), wanted.x()),
                    ratio),
            snapped(beginning(layout.area.top(), layout.area.height(), all.height(), wanted.y()),
                    ratio)),
        all);
    layout.footer.moveTop(std::min(layout.footer.top(), layout.mat.bottom()));
    return layout;
}

ImageScale fittingScale(const ImageContent& content, const ImageTexts& texts, const QRectF& outer,
                        double ratio) {
    const auto most = static_cast<std::size_t>(std::lround(4.0 * ImagesLook::mostZoom * ratio));
    constexpr std::size_t least = 3;
    for (std::size_t quarters = most; quarters >= least; --quarters) {
        const std::optional<ImageScale> scale = quarterScale(content, quarters, ratio);
        if (scale && layOutImages(content, texts, *scale, outer, {}, ratio).showsAll()) {
            return *scale;
        }
    }
    return scaleOf(content, fittingZoom(content, texts, outer, ratio), ratio);
}

int fittingZoom(const ImageContent& content, const ImageTexts& texts, const QRectF& outer,
                double ratio) {
    for (int zoom = ImagesLook::mostZoom; zoom > 0; --zoom) {
        if (layOutImages(content, texts, scaleOf(content, zoom, ratio), outer, {}, ratio)
                .showsAll()) {
            return zoom;
        }
    }
    for (int zoom = -2; zoom > -ImagesLook::mostZoom; --zoom) {
        if (layOutImages(content, texts, scaleOf(content, zoom, ratio), outer, {}, ratio)
                .showsAll()) {
            return zoom;
        }
    }
    return -ImagesLook::mostZoom;
}

} // namespace scorescope::views
