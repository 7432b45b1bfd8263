// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/pairs/pairs_panel.h"

#include "engine/core/error.h"
#include "views/axes/ticks.h"
#include "views/colormap.h"
#include "views/disc_pixels.h"
#include "views/missing.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_set>
#include <utility>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Pairs)
};

QPen finePen(const QColor& color, double width) {
    QPen pen(color);
    pen.setWidthF(width);
    pen.setCapStyle(Qt::FlatCap);
    pen.setJoinStyle(Qt::MiterJoin);
    return pen;
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto channel = [share](int first, int second) {
        return static_cast<int>((1.0 - share) * first + share * second + 0.5);
    };
    return QColor(channel(a.red(), b.red()), channel(a.green(), b.green()),
                  channel(a.blue(), b.blue()));
}

/// 12 345 with thin spaces.
QString grouped(std::size_t number) {
    QString text = QString::number(number);
    for (qsizetype at = text.size() - 3; at > 0; at -= 3) {
        text.insert(at, QChar(u'\u2009'));
    }
    return text;
}

/// Dots of one colour in one panel.
struct Dots {
    std::vector<QPointF> at; ///< painter's units
    DotLook look;
    QColor color;
};

/// Whether the painter fills pixels that are not turned against its axes.
bool paintsPixels(const QPainter& painter) {
    const QTransform device = painter.deviceTransform();
    return painter.paintEngine() != nullptr &&
           painter.paintEngine()->type() == QPaintEngine::Raster &&
           device.type() <= QTransform::TxScale && device.m11() > 0.0 && device.m22() > 0.0;
}

/// Adds up the area that dots cover in each pixel, then turns it into opacity 1 − (1 − α)^area: the
/// result does not depend on the order of the points.
void drawDotsAsPixels(QPainter& painter, const QRectF& plot, const Dots& dots) {
    const QTransform device = painter.deviceTransform();
    const QRect pixels = device.mapRect(plot).toAlignedRect();
    if (pixels.width() < 1 || pixels.height() < 1 || pixels.width() > 20000 ||
        pixels.height() > 20000) {
        return;
    }
    const int width = pixels.width();
    const int height = pixels.height();
    const double radius = std::max(0.35, 0.5 * dots.look.diameter * device.m11());
    std::vector<float> area(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (const QPointF& point : dots.at) {
        visitDiscPixels(device.map(point) - QPointF(pixels.topLeft()), radius, pixels.size(),
                        [&](int x, int y, double share) {
                            area[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                 static_cast<std::size_t>(x)] += static_cast<float>(share);
                        });
    }
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    const double transparency = std::log(std::max(1e-6, 1.0 - dots.look.opacity));
    for (int y = 0; y < height; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const float* row =
            area.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        for (int x = 0; x < width; ++x) {
            const double opacity =
                row[x] > 0.0F ? 1.0 - std::exp(transparency * static_cast<double>(row[x])) : 0.0;
            line[x] = qPremultiply(qRgba(dots.color.red(), dots.color.green(), dots.color.blue(),
                                         static_cast<int>(255.0 * opacity + 0.5)));
        }
    }
    painter.drawImage(device.inverted().mapRect(QRectF(pixels)), image);
}

void drawDotsAsShapes(QPainter& painter, const Dots& dots, bool thin) {
    QPainterPath path;
    std::unordered_set<std::uint64_t> taken;
    const double cell = 0.5 * dots.look.diameter;
    for (const QPointF& at : dots.at) {
        if (thin) {
            const auto column =
                static_cast<std::uint32_t>(static_cast<std::int32_t>(at.x() / cell));
            const auto row = static_cast<std::uint32_t>(static_cast<std::int32_t>(at.y() / cell));
            if (!taken.insert(std::uint64_t{column} << 32U | row).second) {
                continue;
            }
        }
        // A dot is a round cap on a line of no length: the shortest form in SVG and PDF.
        path.moveTo(at);
        path.lineTo(at.x() + 0.01, at.y());
    }
    QColor color = dots.color;
    color.setAlphaF(static_cast<float>(std::max(0.7, dots.look.opacity)));
    QPen pen(color);
    pen.setWidthF(dots.look.diameter);
    pen.setCapStyle(Qt::RoundCap);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

/// The points of one cloud in one panel, the brushed ones apart.
std::array<Dots, 2> dotsOf(const PairsPicture& picture, std::size_t cloud,
                           const DimensionPair& pair, const QRectF& plot,
                           const FigureStyle& style) {
    std::array<Dots, 2> dots;
    const PairsCloud& shown = picture.data.clouds[cloud];
    const std::size_t n = shown.size();
    if (n == 0) {
        return dots;
    }
    const PointCloud& points = *shown.points();
    const QTransform map = toPanel(plot, picture.region);
    const DotLook look = dotLook(n, picture.options.pointSize, style.fontSize);
    const QRectF near = plot.adjusted(-look.diameter, -look.diameter, look.diameter, look.diameter);
    dots[0].look = look;
    dots[0].color = cloudColor(cloud, style.theme);
    dots[1].look = look;
    dots[1].color = style.theme.accent;
    if (!shown.brushed.empty()) {
        dots[0].color = mixed(dots[0].color, style.theme.ground, 0.45);
        dots[0].look.opacity *= 0.7;
        dots[1].look.diameter *= 1.25;
        dots[1].look.opacity = std::max(0.6, look.opacity);
    }
    dots[0].at.reserve(n);
    auto next = shown.brushed.begin();
    for (std::size_t i = 0; i < n; ++i) {
        const bool brushed = next != shown.brushed.end() && *next == i;
        if (brushed) {
            ++next;
        }
        const float* point = points.coordinates.data() + i * points.dimensions;
        const QPointF at = map.map(
            QPointF(static_cast<double>(point[pair[0]]), static_cast<double>(point[pair[1]])));
        if (near.contains(at)) { // false for what is not finite
            dots[brushed ? 1 : 0].at.push_back(at);
        }
    }
    return dots;
}

std::size_t countOutside(const PairsPicture& picture, std::size_t cloud) {
    const PairsCloud& shown = picture.data.clouds[cloud];
    const QRectF& region = picture.region;
    std::size_t outside = 0;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const std::size_t d = shown.points()->dimensions;
        const float* point = shown.points()->coordinates.data() + i * d;
        outside += std::all_of(point, point + d,
                               [&region](float x) {
                                   return static_cast<double>(x) >= region.left() &&
                                          static_cast<double>(x) <= region.right();
                               })
                       ? 0
                       : 1;
    }
    return outside;
}

/// Legend at the left, what was brushed or left out at the right.
void drawHeader(QPainter& painter, const QRectF& header, const PairsPicture& picture, bool thinned,
                const FigureStyle& style) {
    const double em = style.fontSize;
    const QFontMetricsF metrics(painter.font(), painter.device());
    const bool halves = picture.options.layout == PairsLayout::sideBySide;
    std::array<QString, 2> names = picture.options.names;
    if (halves) {
        names = {Text::tr("%1 (left)").arg(names[0]), Text::tr("%1 (right)").arg(names[1])};
    }
    double x = header.left() + 0.4 * em;
    for (std::size_t cloud = 0; cloud < 2; ++cloud) {
        const std::size_t n = picture.data.clouds[cloud].size();
        const QString text =
            n > 0 ? QStringLiteral("%1 %2").arg(names[cloud], grouped(n))
                  : (cloud == 0 ? Text::tr("no data yet") : Text::tr("no samples yet"));
        painter.setPen(Qt::NoPen);
        painter.setBrush(n > 0 ? cloudColor(cloud, style.theme) : style.theme.line);
        painter.drawEllipse(QPointF(x + 0.35 * em, header.center().y()), 0.35 * em, 0.35 * em);
        x += 1.1 * em;
        painter.setPen(style.theme.text);
        const double width = metrics.horizontalAdvance(text);
        if (x + width > header.right()) {
            return;
        }
        painter.drawText(QRectF(x, header.top(), width + em, header.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        x += width + 1.6 * em;
    }
    std::size_t brushed = 0;
    for (const PairsCloud& cloud : picture.data.clouds) {
        brushed += cloud.brushed.size();
    }
    const std::size_t outside = picture.whole ? countOutside(picture, 1) : 0;
    std::vector<std::pair<QString, QColor>> notes;
    if (brushed > 0) {
        notes.emplace_back(Text::tr("%1 brushed").arg(grouped(brushed)), style.theme.accent);
    }
    if (outside > 0) {
        notes.emplace_back(Text::tr("%1 samples outside the axes").arg(grouped(outside)),
                           style.theme.warning);
    }
    if (thinned) {
        notes.emplace_back(Text::tr("points on the same spot are drawn once"), style.theme.dim);
    }
    double right = header.right();
    for (const auto& [text, color] : notes) {
        const double width = metrics.horizontalAdvance(text);
        if (right - width < x) {
            return;
        }
        painter.setPen(color);
        painter.drawText(QRectF(right - width - em, header.top(), width + em, header.height()),
                         Qt::AlignRight | Qt::AlignVCenter, text);
        right -= width + 1.6 * em;
    }
}

/// Frame, ticks at the outer edges and the names of the two dimensions.
void drawPanelAxes(QPainter& painter, const PairPanel& panel, const DimensionPair& pair,
                   const QRectF& region, bool named, const FigureStyle& style) {
    const double em = style.fontSize;
    const QRectF& plot = panel.plot;
    const QTransform map = toPanel(plot, region);
    const int most = std::clamp(static_cast<int>(plot.width() / (3.4 * em)), 2, 5);
    const double tick = 0.3 * em;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(finePen(style.theme.dim, 0.6 * style.lineWidth));
    painter.drawRect(plot);
    const QFontMetricsF metrics(painter.font(), painter.device());
    if (panel.lowermost) {
        double free = -1e9; // labels never touch
        for (const Tick& t : linearTicks(region.left(), region.right(), most)) {
            const double x = map.map(QPointF(t.position, region.top())).x();
            painter.setPen(finePen(style.theme.dim, 0.6 * style.lineWidth));
            painter.drawLine(QPointF(x, plot.bottom()), QPointF(x, plot.bottom() + tick));
            const double width = metrics.horizontalAdvance(t.label);
            if (x - 0.5 * width < free || width > plot.width()) {
                continue;
            }
            painter.setPen(style.theme.dim);
            painter.drawText(QRectF(x - 3.0 * em, plot.bottom() + tick, 6.0 * em, 1.3 * em),
                             Qt::AlignHCenter | Qt::AlignVCenter, t.label);
            free = x + 0.5 * width + 0.5 * em;
        }
    }
    if (panel.leftmost) {
        for (const Tick& t : linearTicks(region.top(), region.bottom(), most)) {
            const double y = map.map(QPointF(region.left(), t.position)).y();
            painter.setPen(finePen(style.theme.dim, 0.6 * style.lineWidth));
            painter.drawLine(QPointF(plot.left() - tick, y), QPointF(plot.left(), y));
            painter.setPen(style.theme.dim);
            painter.drawText(
                QRectF(plot.left() - 5.0 * em - 1.4 * tick, y - 0.7 * em, 5.0 * em, 1.4 * em),
                Qt::AlignRight | Qt::AlignVCenter, t.label);
        }
    }
    painter.setPen(style.theme.text);
    const double below = panel.lowermost ? plot.bottom() + 1.35 * em : plot.bottom() + 0.1 * em;
    painter.drawText(QRectF(plot.left(), below, plot.width(), 1.3 * em), Qt::AlignCenter,
                     dimensionName(pair[0]));
    if (named) {
        const double beside = panel.leftmost ? 3.9 * em : 1.7 * em;
        painter.drawText(
            QRectF(plot.left() - beside, plot.center().y() - 0.8 * em, 1.5 * em, 1.6 * em),
            Qt::AlignCenter, dimensionName(pair[1]));
    }
}

void drawGrid(QPainter& painter, const QRectF& plot, const QRectF& region,
              const FigureStyle& style) {
    const QTransform map = toPanel(plot, region);
    QColor color = style.theme.line;
    color.setAlphaF(0.7F);
    painter.setPen(finePen(color, 0.6 * style.lineWidth));
    const int most = std::clamp(static_cast<int>(plot.width() / (3.4 * style.fontSize)), 2, 5);
    for (const Tick& t : linearTicks(region.left(), region.right(), most)) {
        const double x = map.map(QPointF(t.position, region.top())).x();
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    for (const Tick& t : linearTicks(region.top(), region.bottom(), most)) {
        const double y = map.map(QPointF(region.left(), t.position)).y();
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    }
}

} // namespace

QTransform toPanel(const QRectF& plot, const QRectF& region) {
    const double sx = plot.width() / region.width();
    const double sy = plot.height() / region.height();
    return {sx, 0.0, 0.0, -sy, plot.left() - region.left() * sx, plot.bottom() + region.top() * sy};
}

DotLook dotLook(std::size_t count, double pointSize, double em) {
    const double crowd = std::max(1.0, static_cast<double>(count) / 300.0);
    DotLook look;
    look.diameter = pointSize > 0.0 ? pointSize : std::max(0.14, 0.34 * std::pow(crowd, -0.2)) * em;
    look.opacity = std::max(0.12, 0.9 * std::pow(crowd, -0.28));
    return look;
}

QColor cloudColor(std::size_t cloud, const Theme& theme) {
    return cloud == 0 ? mixed(theme.text, theme.dim, 0.6) : theme.seriesColor(1);
}

void drawPairs(QPainter& painter, const QRectF& rect, const PairsPicture& picture,
               const FigureStyle& style) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(style, style.fontSize, painter.device()));
    const std::vector<DimensionPair> pairs = shownPairs(picture.options, picture.data);
    const PairsPlaces places = placePairs(rect, pairs.size(), picture.options.layout, style);
    const bool pixels = paintsPixels(painter);
    const bool overlay = picture.options.layout == PairsLayout::overlay;
    const std::size_t total =
        pairs.size() * (picture.data.clouds[0].size() + picture.data.clouds[1].size());
    const bool thin = !pixels && total > mostDots;
    if (places.panels.empty() || !picture.data.problem.isEmpty()) {
        painter.setPen(style.theme.dim);
        painter.drawText(rect.adjusted(style.fontSize, 0.0, -style.fontSize, 0.0),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         !picture.data.problem.isEmpty() ? picture.data.problem
                         : pairs.empty()                 ? Text::tr("Nothing to show yet")
                                                         : Text::tr("Too small for the panels"));
        painter.restore();
        return;
    }
    for (const PairPanel& panel : places.panels) {
        const DimensionPair& pair = pairs[panel.pair];
        drawGrid(painter, panel.plot, picture.region, style);
        painter.save();
        painter.setClipRect(panel.plot);
        // In an overlay the data come last: a curve shows through samples, not under them.
        for (const std::size_t cloud :
             overlay ? std::vector<std::size_t>{1, 0} : std::vector<std::size_t>{panel.cloud}) {
            for (const Dots& dots : dotsOf(picture, cloud, pair, panel.plot, style)) {
                if (dots.at.empty()) {
                    continue;
                }
                if (pixels) {
                    drawDotsAsPixels(painter, panel.plot, dots);
                } else {
                    drawDotsAsShapes(painter, dots, thin);
                }
            }
        }
        painter.restore();
        if (places.bare) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(finePen(style.theme.dim, 0.6 * style.lineWidth));
            painter.drawRect(panel.plot);
        } else {
            drawPanelAxes(painter, panel, pair, picture.region, panel.cloud == 0, style);
        }
        if (!overlay && !places.bare && panel.plot.top() == places.panels.front().plot.top()) {
            painter.setPen(style.theme.text);
            painter.drawText(QRectF(panel.plot.left(), panel.plot.top() - 1.35 * style.fontSize,
                                    panel.plot.width(), 1.3 * style.fontSize),
                             Qt::AlignCenter, picture.options.names[panel.cloud]);
        }
        const QString missing = Text::tr("no samples yet");
        if (!overlay && picture.data.clouds[panel.cloud].size() == 0 && panel.cloud == 1 &&
            QFontMetricsF(painter.font(), painter.device()).horizontalAdvance(missing) <
                0.9 * panel.plot.width()) {
            painter.setPen(style.theme.dim);
            painter.drawText(panel.plot, Qt::AlignCenter, missing);
        }
    }
    drawHeader(painter, places.header, picture, thin, style);
    painter.restore();
}

PairsPanel::PairsPanel(QString title, PairsPicture picture)
    : title_(std::move(title)), picture_(std::move(picture)) {}

void PairsPanel::draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const {
    drawPairs(painter, rect, picture_, style);
}

double PairsPanel::aspectRatio() const {
    // Ten pairs side by side fill three columns and four rows; few pairs stand in one row.
    const std::size_t pairs =
        std::max<std::size_t>(1, shownPairs(picture_.options, picture_.data).size());
    const double width = picture_.options.layout == PairsLayout::sideBySide ? 2.0 : 1.0;
    const auto columns = std::ceil(std::sqrt(static_cast<double>(pairs) / width));
    const double rows = std::ceil(static_cast<double>(pairs) / columns);
    return std::clamp((columns * (width + 0.2) + 0.1) / (rows * 1.12 + 0.25), 0.5, 2.5);
}

double PairsPanel::leastWidth(const FigureStyle& style) const {
    // Ticks and names of many pairs need a page's width.
    constexpr double many = 42.0; // em
    return shownPairs(picture_.options, picture_.data).size() > 3 ? many * style.fontSize : 0.0;
}

double PairsPanel::heightFor(double width, const FigureStyle& style) const {
    const std::size_t pairs = shownPairs(picture_.options, picture_.data).size();
    return pairs == 0 ? FigurePanel::heightFor(width, style)
                      : pairsHeight(width, pairs, picture_.options.layout, style);
}

std::vector<std::shared_ptr<const Artifact>> PairsPanel::data() const {
    std::vector<std::shared_ptr<const Artifact>> shown;
    for (const PairsCloud& cloud : picture_.data.clouds) {
        if (cloud.artifact) {
            shown.push_back(cloud.artifact);
        }
    }
    return shown;
}

std::unique_ptr<FigurePanel> pairsPanel(const ViewSpec& spec, const Frame& frame) {
    PairsPicture picture;
    picture.options = pairsOptions(spec);
    const std::string place = "/views/" + spec.name + "/artifacts";
    if (spec.artifacts.empty() || spec.artifacts.size() > 2) {
        throw InputError("", place, "must name the data, and may name the samples");
    }
    if (!frame.find(spec.artifacts.front())) {
        refuseMissing(spec, spec.artifacts.front(), frame);
    }
    picture.data = pairsData(spec, frame);
    if (!picture.data.problem.isEmpty()) {
        throw InputError("", place, picture.data.problem.toStdString());
    }
    for (const DimensionPair& pair : picture.options.pairs) {
        if (std::max(pair[0], pair[1]) >= picture.data.dimensions()) {
            throw InputError("", "/views/" + spec.name + "/options/pairs",
                             "the data have only " + std::to_string(picture.data.dimensions()) +
                                 " dimensions");
        }
    }
    const QRectF extent = pairsExtent(picture.options, picture.data);
    picture.whole = picture.options.region.isNull();
    picture.region = picture.whole ? extent : picture.options.region;
    return std::make_unique<PairsPanel>(QString::fromStdString(spec.title), std::move(picture));
}

} // namespace scorescope::views
