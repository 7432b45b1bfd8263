// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/heatmap/heat_painting.h"

#include "engine/core/error.h"
#include "views/missing.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

constexpr double smallestMarked = 7.0; ///< of the painter's units: cells below carry no marks

/// For each of `count` equal stretches of the plot along an axis: the cell it lies in, or −1.
std::vector<int> lookUp(const std::vector<double>& edges, const AxisScale& scale, Interval range,
                        int count) {
    std::vector<int> cells(static_cast<std::size_t>(count), -1);
    const double low = scale.forward(range.low);
    const double span = scale.forward(range.high) - low;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const auto place = [&](double edge) {
            const double t = (scale.forward(edge) - low) / span * count;
            return std::clamp(std::isnan(t) ? 0.0 : t, 0.0, static_cast<double>(count));
        };
        const double a = place(edges[i]);
        const double b = place(edges[i + 1]);
        const int first = static_cast<int>(std::lround(std::min(a, b)));
        const int last = static_cast<int>(std::lround(std::max(a, b)));
        for (int k = first; k < last; ++k) {
            cells[static_cast<std::size_t>(k)] = static_cast<int>(i);
        }
    }
    return cells;
}

QImage rasterOf(const HeatContent& content, const Axes& axes, const QSize& size) {
    QImage image(size, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    const std::vector<int> columns = lookUp(content.xEdges, axes.x, axes.xRange, size.width());
    const std::vector<int> rows = lookUp(content.yEdges, axes.y, axes.yRange, size.height());
    std::vector<QRgb> colors;
    const Heatmap& map = *content.heatmap();
    for (std::size_t row = 0; row < map.rows(); ++row) {
        for (std::size_t column = 0; column < map.columns(); ++column) {
            const HeatCell cell{row, column};
            const double value = static_cast<double>(content.value(cell));
            const bool none =
                std::isnan(value) || content.state(cell) == Heatmap::CellState::notComputed;
            colors.push_back(none ? qRgba(0, 0, 0, 0)
                                  : content.bar.map.rgb(colorFraction(value, content.bar.limits,
                                                                      content.bar.scale)));
        }
    }
    for (int y = 0; y < size.height(); ++y) {
        const int row = rows[static_cast<std::size_t>(size.height() - 1 - y)];
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; row >= 0 && x < size.width(); ++x) {
            const int column = columns[static_cast<std::size_t>(x)];
            if (column >= 0) {
                line[x] = colors[static_cast<std::size_t>(row) * map.columns() +
                                 static_cast<std::size_t>(column)];
            }
        }
    }
    return image;
}

/// Pixels a unit of the painter has: the device's, or four in files of vectors (1/288 inch).
double pixelsPerUnit(const QPainter& painter) {
    const QPaintEngine* engine = painter.paintEngine();
    const bool raster = engine != nullptr && engine->type() == QPaintEngine::Raster;
    return raster ? std::abs(painter.deviceTransform().m11()) : 4.0;
}

/// What is known of one cell besides its value.
class CellMarks {
public:
    CellMarks(QPainter& painter, const HeatContent& content, const FigureStyle& style)
        : painter_(painter), content_(content), style_(style) {}

    void draw(const HeatCell& cell, const QRectF& rect) const {
        const double value = static_cast<double>(content_.value(cell));
        const Heatmap::CellState state = content_.state(cell);
        const ColorBar& bar = content_.bar;
        const double radius =
            std::min(0.16 * std::min(rect.width(), rect.height()), 0.35 * style_.fontSize);
        if (state == Heatmap::CellState::notComputed) {
            const double inset = 0.2 * std::min(rect.width(), rect.height());
            const QRectF inner = rect.adjusted(inset, inset, -inset, -inset);
            painter_.setPen(QPen(style_.theme.dim, 0.6 * style_.lineWidth));
            painter_.drawLine(inner.bottomLeft(), inner.topRight());
            return;
        }
        if (std::isnan(value)) {
            painter_.setPen(QPen(style_.theme.dim, 0.8 * style_.lineWidth));
            painter_.drawLine(rect.center() - QPointF(radius, radius),
                              rect.center() + QPointF(radius, radius));
            painter_.drawLine(rect.center() - QPointF(radius, -radius),
                              rect.center() + QPointF(radius, -radius));
            return;
        }
        const QColor ground = bar.map.color(colorFraction(value, bar.limits, bar.scale));
        const QColor ink = lightness(ground.rgb()) > 55.0 ? QColor(Qt::black) : QColor(Qt::white);
        if (state == Heatmap::CellState::notConverged) {
            painter_.setPen(QPen(ink, 0.8 * style_.lineWidth));
            painter_.drawEllipse(rect.center(), radius, radius);
        } else if (state == Heatmap::CellState::tooFewExamples) {
            painter_.setPen(Qt::NoPen);
            painter_.setBrush(ink);
            painter_.drawEllipse(rect.center(), 0.7 * radius, 0.7 * radius);
            painter_.setBrush(Qt::NoBrush);
        }
        if (value > bar.limits.high || value < bar.limits.low) {
            const double up = value > bar.limits.high ? 1.0 : -1.0;
            const QPointF corner(rect.right() - 1.6 * radius, up > 0.0
                                                                  ? rect.top() + 1.6 * radius
                                                                  : rect.bottom() - 1.6 * radius);
            painter_.setPen(Qt::NoPen);
            painter_.setBrush(ink);
            painter_.drawPolygon(QPolygonF({corner + QPointF(-0.8 * radius, up * 0.7 * radius),
                                            corner + QPointF(0.8 * radius, up * 0.7 * radius),
                                            corner + QPointF(0.0, -up * 0.7 * radius)}));
            painter_.setBrush(Qt::NoBrush);
        }
    }

private:
    QPainter& painter_;
    const HeatContent& content_;
    const FigureStyle& style_;
};

/// The selected row, column or cell, framed so that it reads on any colour.
void drawSelection(QPainter& painter, const HeatContent& content, const AxesFrame& frame,
                   const FigureStyle& style) {
    const Heatmap& map = *content.heatmap();
    const auto inside = [](std::optional<std::int64_t> index, std::size_t count) {
        return index && *index >= 0 && *index < static_cast<std::int64_t>(count);
    };
    const bool row = inside(content.selectedRow, map.rows());
    const bool column = inside(content.selectedColumn, map.columns());
    if (!row && !column) {
        return;
    }
    const auto rowIndex = row ? static_cast<std::size_t>(*content.selectedRow) : 0;
    const auto columnIndex = column ? static_cast<std::size_t>(*content.selectedColumn) : 0;
    QRectF rect = cellRect(content, frame, {rowIndex, columnIndex});
    if (!row) {
        rect |= cellRect(content, frame, {map.rows() - 1, columnIndex});
    }
    if (!column) {
        rect |= cellRect(content, frame, {rowIndex, map.columns() - 1});
    }
    rect = rect.intersected(frame.plot());
    if (rect.isEmpty()) {
        return;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(style.theme.ground, 3.0 * style.lineWidth, Qt::SolidLine, Qt::SquareCap,
                        Qt::MiterJoin));
    painter.drawRect(rect);
    painter.setPen(QPen(style.theme.accent, 1.4 * style.lineWidth, Qt::SolidLine, Qt::SquareCap,
                        Qt::MiterJoin));
    painter.drawRect(rect);
}

void drawMarks(QPainter& painter, const HeatContent& content, const AxesFrame& frame,
               const FigureStyle& style) {
    const Heatmap& map = *content.heatmap();
    const CellCounts& counts = content.counts;
    if (counts.notComputed + counts.notConverged + counts.tooFew + counts.notANumber +
            counts.clipped ==
        0) {
        return;
    }
    const CellMarks marks(painter, content, style);
    for (std::size_t row = 0; row < map.rows(); ++row) {
        for (std::size_t column = 0; column < map.columns(); ++column) {
            const QRectF rect = cellRect(content, frame, {row, column});
            if (rect.width() >= smallestMarked && rect.height() >= smallestMarked &&
                frame.plot().contains(rect.center())) {
                marks.draw({row, column}, rect);
            }
        }
    }
}

class HeatPanel final : public FigurePanel {
public:
    HeatPanel(const ViewSpec& spec, HeatLook look, FramePtr frame)
        : spec_(spec), look_(std::move(look)), frame_(std::move(frame)) {}

    void draw(QPainter& painter, const QRectF& rect, const FigureStyle& style) const override {
        const HeatContent content = contentFor(style.theme);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        drawHeat(painter, content, look_, layOutHeat(content, look_, rect, style, painter.device()),
                 style);
        painter.restore();
    }
    [[nodiscard]] QString title() const override { return QString::fromStdString(spec_.title); }
    [[nodiscard]] double aspectRatio() const override { return 1.4; }
    [[nodiscard]] std::vector<Limits> limits() const override {
        const HeatContent content = contentFor(printTheme());
        if (content.heatmap() == nullptr) {
            return {};
        }
        const Axes axes = fitHeat(content, look_);
        return {{"limits", content.bar.limits.low, content.bar.limits.high},
                {"x_range", axes.xRange.low, axes.xRange.high},
                {"y_range", axes.yRange.low, axes.yRange.high}};
    }
    [[nodiscard]] std::vector<std::shared_ptr<const Artifact>> data() const override {
        const HeatContent content = contentFor(printTheme());
        return content.artifact ? std::vector{content.artifact}
                                : std::vector<std::shared_ptr<const Artifact>>();
    }

private:
    [[nodiscard]] HeatContent contentFor(const Theme& theme) const {
        return frame_ ? collectHeat(spec_, look_, *frame_, theme) : HeatContent();
    }

    ViewSpec spec_;
    HeatLook look_;
    FramePtr frame_;
};

} // namespace

HeatLayout layOutHeat(const HeatContent& content, const HeatLook& look, const QRectF& outer,
                      const FigureStyle& style, const QPaintDevice* device, bool axisLabels) {
    double barWidth = colorBarWidth(style);
    if (!content.bar.references.empty()) {
        const QFontMetricsF metrics(figureFont(style, style.fontSize, device), device);
        for (const Tick& reference : content.bar.references) {
            barWidth = std::max(barWidth,
                                1.8 * style.fontSize + metrics.horizontalAdvance(reference.label));
        }
    }
    const bool withBar = content.heatmap() != nullptr && outer.width() > 2.5 * barWidth &&
                         outer.height() > 8.0 * style.fontSize;
    const QRectF left = withBar ? outer.adjusted(0.0, 0.0, -barWidth - style.fontSize, 0.0) : outer;
    HeatLayout layout{
        AxesFrame(content.labels, fitHeat(content, look), left, style, device, {axisLabels, 0.0}),
        {}};
    if (withBar) {
        const QRectF plot = layout.frame.plot();
        layout.bar = QRectF(outer.right() - barWidth, plot.top(), barWidth, plot.height());
    }
    return layout;
}

QRectF cellRect(const HeatContent& content, const AxesFrame& frame, const HeatCell& cell) {
    return QRectF(frame.place(content.xEdges[cell.column], content.yEdges[cell.row]),
                  frame.place(content.xEdges[cell.column + 1], content.yEdges[cell.row + 1]))
        .normalized();
}

void drawHeat(QPainter& painter, const HeatContent& content, const HeatLook& look,
              const HeatLayout& layout, const FigureStyle& style) {
    const AxesFrame& frame = layout.frame;
    const QRectF& plot = frame.plot();
    if (content.heatmap() == nullptr || content.heatmap()->values.empty()) {
        painter.setPen(style.theme.dim);
        painter.setFont(figureFont(style, style.fontSize, painter.device()));
        painter.drawText(
            plot, Qt::AlignCenter | Qt::TextWordWrap,
            content.problem.isEmpty()
                ? QCoreApplication::translate("scorescope::views::HeatMap", "No values yet")
                : content.problem);
        return;
    }
    const double scale = pixelsPerUnit(painter);
    constexpr int most = 8000;
    const QSize size(std::clamp(static_cast<int>(std::lround(plot.width() * scale)), 1, most),
                     std::clamp(static_cast<int>(std::lround(plot.height() * scale)), 1, most));
    painter.fillRect(plot, style.theme.panel);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(plot, rasterOf(content, frame.axes(), size));
    if (look.marks) {
        drawMarks(painter, content, frame, style);
    }
    if (content.step) {
        const double x = frame.place(*content.step, frame.axes().yRange.low).x();
        if (x >= plot.left() && x <= plot.right()) {
            painter.setPen(QPen(style.theme.ground, 2.4 * style.lineWidth));
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
            painter.setPen(QPen(style.theme.text, style.lineWidth));
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        }
    }
    drawSelection(painter, content, frame, style);
    frame.drawAxes(painter);
    if (!layout.bar.isNull()) {
        drawColorBar(painter, layout.bar, content.bar, style);
    }
}

std::unique_ptr<FigurePanel> heatPanel(const ViewSpec& spec, const HeatLook& look, FramePtr frame) {
    return std::make_unique<HeatPanel>(spec, look, std::move(frame));
}

std::unique_ptr<FigurePanel> heatPanel(const ViewSpec& spec, const Frame& frame) {
    const HeatLook look = HeatLook::fromOptions(spec);
    refuseAnyMissing(spec, frame);
    const HeatContent content = collectHeat(spec, look, frame, printTheme());
    if (!content.problem.isEmpty()) {
        throw InputError("", "/views",
                         "view '" + spec.name + "': " + content.problem.toStdString());
    }
    return heatPanel(spec, look, std::make_shared<const Frame>(frame));
}

} // namespace scorescope::views
