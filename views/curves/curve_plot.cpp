// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_plot.h"

#include "engine/core/error.h"
#include "views/view_options.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPaintDevice>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Curves)
};

/// "1 value …" or "7 values …" (both texts whole, for translators).
QString counted(std::size_t n, const QString& one, const QString& several) {
    return n == 1 ? one : several.arg(n);
}

QString quantityText(const Quantity& quantity) {
    const QString label = QString::fromStdString(quantity.label);
    return quantity.unit.empty() || label.isEmpty()
               ? label
               : Text::tr("%1 (%2)").arg(label, QString::fromStdString(quantity.unit));
}

/// Adds the curves of one artifact.
class Collector {
public:
    Collector(CurveSet& set, const Artifact& artifact, std::size_t& color)
        : set_(set), artifact_(artifact), color_(color) {}

    void operator()(const SeriesArtifact& series) {
        PlotCurve curve = named("", artifact_.title);
        curve.points = series.points;
        curve.low = series.low;
        curve.high = series.high;
        curve.bandLabel = QString::fromStdString(series.bandLabel);
        curve.reference = series.reference;
        color_ -= series.reference ? 1U : 0U;
        set_.overSteps = true;
        set_.curves.push_back(std::move(curve));
    }
    void operator()(const Lines& lines) {
        for (const Lines::Line& line : lines.lines) {
            PlotCurve curve = named("/" + line.label, line.label);
            curve.dashed = line.dashed;
            curve.isPath = true;
            const std::size_t n = std::min(line.x.size(), line.y.size());
            curve.path.resize(n);
            for (std::size_t i = 0; i < n; ++i) {
                curve.path[i] = {line.x[i], line.y[i]};
            }
            set_.curves.push_back(std::move(curve));
        }
    }
    void operator()(const Histogram& histogram) {
        PlotCurve curve = named("", artifact_.title);
        curve.isPath = true;
        curve.filled = true;
        const std::size_t n = histogram.edges.empty()
                                  ? 0
                                  : std::min(histogram.count.size(), histogram.edges.size() - 1);
        for (std::size_t i = 0; i < n; ++i) {
            curve.path.push_back({histogram.edges[i], histogram.count[i]});
            curve.path.push_back({histogram.edges[i + 1], histogram.count[i]});
        }
        set_.curves.push_back(std::move(curve));
    }
    template <typename Other> void operator()(const Other&) {
        set_.problem = Text::tr("“%1” is no curve but a %2")
                           .arg(QString::fromStdString(artifact_.name),
                                QString::fromStdString(kindName(artifact_.data)));
    }

private:
    PlotCurve named(const std::string& suffix, const std::string& title) {
        PlotCurve curve;
        curve.name = artifact_.name + suffix;
        curve.title = QString::fromStdString(title.empty() ? artifact_.name : title);
        curve.colorIndex = color_++;
        return curve;
    }
    CurveSet& set_;
    const Artifact& artifact_;
    std::size_t& color_;
};

/// A label that all artifacts agree on, else nothing: the legend tells them apart then.
void agree(QString& label, bool first, const QString& next) {
    if (first) {
        label = next;
    } else if (label != next) {
        label.clear();
    }
}

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    void include(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    [[nodiscard]] bool empty() const { return !(low <= high); }
};

Extent xExtent(const CurveSet& set, const CurveLook& look, const AxisScale& scale) {
    Extent extent;
    for (const PlotCurve& curve : set.curves) {
        if (!look.shows(curve)) {
            continue;
        }
        for (const CurvePoint& point : curve.path) {
            if (scale.shows(point.x)) {
                extent.include(point.x);
            }
        }
        if (!curve.points.empty()) {
            const std::size_t first =
                scale.kind == Scale::log
                    ? curve.points.lowerBound(std::numeric_limits<double>::denorm_min())
                    : 0;
            if (first < curve.points.size()) {
                extent.include(curve.points.at(first).step);
                extent.include(curve.points.back().step);
            }
        }
    }
    return extent;
}

struct Shown {
    ShownRange range;
    std::size_t cut = 0;
    double largest = 0.0;
};

Shown yExtent(const CurveSet& set, const CurveLook& look, const AxisScale& scale, Interval x) {
    Shown result;
    for (const PlotCurve& curve : set.curves) {
        if (!look.shows(curve)) {
            continue;
        }
        ShownRange part;
        for (const CurvePoint& point : curve.path) {
            if (point.x >= x.low && point.x <= x.high) {
                part.include(point.y, scale);
            }
        }
        if (curve.filled && scale.kind != Scale::log) {
            part.include(0.0, scale);
        }
        const auto span = [&](const Series& series) {
            return std::array<std::size_t, 2>{
                series.lowerBound(x.low),
                series.lowerBound(std::nextafter(x.high, std::numeric_limits<double>::infinity()))};
        };
        const auto [first, last] = span(curve.points);
        const RobustRange robust = robustRange(curve.points, first, last, scale);
        part.include(robust.range);
        result.cut += robust.cut;
        for (const Series* edge : {&curve.low, &curve.high}) {
            const auto [from, to] = span(*edge);
            ShownRange band = shownRange(*edge, from, to, scale);
            band.hidden = 0;
            part.include(band);
        }
        result.range.include(part);
    }
    if (result.range.shown > 0) {
        result.largest = std::max(std::abs(result.range.low), std::abs(result.range.high));
    }
    return result;
}

std::vector<Tick> symlogTicks(const AxisScale& scale, Interval range, int maximum) {
    const double far = std::max(std::abs(range.low), std::abs(range.high));
    std::vector<Tick> ticks{{0.0, QStringLiteral("0"), true}};
    const bool both = range.low < 0.0 && range.high > 0.0;
    const int each = std::max(1, (maximum - 1) / (both ? 2 : 1));
    for (const Tick& tick : logTicks(10.0 * scale.threshold, 1.000001 * far, each)) {
        ticks.push_back(tick);
        ticks.push_back({-tick.position,
                         tick.label.isEmpty() ? QString() : QChar(u'−') + tick.label, tick.major});
    }
    ticks.erase(std::remove_if(ticks.begin(), ticks.end(),
                               [&](const Tick& tick) {
                                   return tick.position < range.low * (1.0 + 1e-9) - 1e-300 ||
                                          tick.position > range.high * (1.0 + 1e-9) + 1e-300;
                               }),
                ticks.end());
    const auto labelled = std::count_if(ticks.begin(), ticks.end(),
                                        [](const Tick& tick) { return !tick.label.isEmpty(); });
    return labelled >= 2 ? ticks : linearTicks(range.low, range.high, maximum);
}

double widest(const std::vector<Tick>& ticks, const QFontMetricsF& metrics) {
    double width = 0.0;
    for (const Tick& tick : ticks) {
        width = std::max(width, metrics.horizontalAdvance(tick.label));
    }
    return width;
}

} // namespace

QColor PlotCurve::color(const Theme& theme) const {
    return reference ? theme.dim : theme.seriesColor(colorIndex);
}

Qt::PenStyle PlotCurve::penStyle() const {
    constexpr std::size_t colors = 7; // after the last colour, dashes tell curves apart
    if (reference || dashed) {
        return Qt::DashLine;
    }
    static constexpr std::array<Qt::PenStyle, 3> styles{Qt::SolidLine, Qt::DotLine,
                                                        Qt::DashDotLine};
    return styles[(colorIndex / colors) % styles.size()];
}

CurveSet collectCurves(const ViewSpec& spec, const Frame& frame) {
    CurveSet set;
    set.step = frame.step;
    set.head = frame.head;
    set.totalSteps = frame.totalSteps;
    std::size_t color = 0;
    for (const std::string& name : spec.artifacts) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact) {
            set.problem = Text::tr("“%1” is not computed").arg(QString::fromStdString(name));
            ++color; // the others keep their colours when it appears
            continue;
        }
        const bool first = set.artifacts.empty();
        std::visit(Collector(set, *artifact, color), artifact->data);
        agree(set.xLabel, first, quantityText(artifact->x));
        const QString y = quantityText(artifact->y);
        agree(set.yLabel, first, y.isEmpty() ? quantityText(artifact->value) : y);
        set.artifacts.push_back(artifact);
    }
    return set;
}

CurveLook CurveLook::fromOptions(const ViewSpec& spec) {
    refuseUnknownOptions(spec, {"x_scale", "y_scale", "smoothing", "hidden", "x_range", "y_range"});
    CurveLook look;
    const auto refuse = [&](const std::string& key, const std::string& allowed) {
        throw InputError("", "/views",
                         "view '" + spec.name + "': option '" + key + "' must be " + allowed);
    };
    const auto scale = [&](const char* key, Scale& into, bool symlog) {
        const auto found = spec.options.find(key);
        if (found == spec.options.end()) {
            return;
        }
        const std::string allowed = symlog ? "linear, log or symlog" : "linear or log";
        const auto value =
            found->is_string() ? scaleFromName(found->get<std::string>()) : std::nullopt;
        if (!value || (*value == Scale::symlog && !symlog)) {
            refuse(key, allowed);
        }
        into = *value;
    };
    scale("x_scale", look.xScale, false);
    scale("y_scale", look.yScale, true);
    const auto smoothing = spec.options.find("smoothing");
    if (smoothing != spec.options.end()) {
        if (!smoothing->is_number() || !(smoothing->get<double>() >= 0.0) ||
            !std::isfinite(smoothing->get<double>())) {
            refuse("smoothing", "a number of steps, 0 or more");
        }
        look.smoothing = smoothing->get<double>();
    }
    if (const auto hidden = spec.options.find("hidden"); hidden != spec.options.end()) {
        if (!hidden->is_array()) {
            refuse("hidden", "a list of names of curves");
        }
        for (const auto& name : *hidden) {
            if (!name.is_string()) {
                refuse("hidden", "a list of names of curves");
            }
            look.hidden.insert(name.get<std::string>());
        }
    }
    const auto range = [&](const char* key, std::optional<Interval>& into) {
        const auto found = spec.options.find(key);
        if (found == spec.options.end()) {
            return;
        }
        const bool numbers = found->is_array() && found->size() == 2 && (*found)[0].is_number() &&
                             (*found)[1].is_number();
        if (!numbers || !((*found)[0].get<double>() < (*found)[1].get<double>())) {
            refuse(key, "two numbers, the lower one first");
        }
        into = Interval{(*found)[0].get<double>(), (*found)[1].get<double>()};
    };
    range("x_range", look.x);
    range("y_range", look.y);
    return look;
}

CurveAxes fitAxes(const CurveSet& set, const CurveLook& look) {
    CurveAxes axes;
    axes.x.kind = look.xScale;
    axes.y.kind = look.yScale;
    const Extent across = xExtent(set, look, axes.x);
    const bool usableX =
        look.x && look.x->length() > 0.0 && (axes.x.kind != Scale::log || look.x->low > 0.0);
    if (usableX) {
        axes.xRange = *look.x;
    } else if (set.overSteps || across.empty()) {
        axes.xRange = across.empty()
                          ? stepInterval(0.0, -1.0, 0.0, axes.x.kind)
                          : stepInterval(across.low, across.high,
                                         static_cast<double>(set.totalSteps), axes.x.kind);
    } else {
        axes.xRange = across.high > across.low ? Interval{across.low, across.high}
                                               : niceInterval(across.low, across.high, axes.x);
    }
    const Shown shown = yExtent(set, look, axes.y, axes.xRange);
    axes.y.threshold = symlogThreshold(shown.largest);
    const bool usableY =
        look.y && look.y->length() > 0.0 && (axes.y.kind != Scale::log || look.y->low > 0.0);
    if (usableY) {
        axes.yRange = *look.y;
    } else if (shown.range.shown == 0) {
        axes.yRange = niceInterval(1.0, 0.0, axes.y);
    } else {
        axes.yRange = niceInterval(shown.range.low, shown.range.high, axes.y);
    }

    QStringList notes;
    if (!set.problem.isEmpty()) {
        notes << set.problem;
    }
    if (shown.range.hidden > 0) {
        notes << counted(shown.range.hidden, Text::tr("1 value ≤ 0 not shown"),
                         Text::tr("%1 values ≤ 0 not shown"));
    }
    if (shown.cut > 0 && !usableY) {
        notes << counted(shown.cut, Text::tr("first value beyond the axis"),
                         Text::tr("first %1 values beyond the axis"));
    }
    if (axes.x.kind == Scale::log) {
        std::size_t before = 0;
        for (const PlotCurve& curve : set.curves) {
            if (look.shows(curve)) {
                before += curve.points.lowerBound(std::numeric_limits<double>::denorm_min());
            }
        }
        if (before > 0) {
            notes << counted(before, Text::tr("1 point at step ≤ 0 not shown"),
                             Text::tr("%1 points at step ≤ 0 not shown"));
        }
    }
    if (axes.y.kind == Scale::symlog) {
        notes << Text::tr("symlog, linear within ±%1").arg(numberText(axes.y.threshold, 2));
    }
    axes.note = notes.join(QStringLiteral(" · "));
    return axes;
}

std::vector<Tick> axisTicks(const AxisScale& scale, Interval range, int maximum) {
    switch (scale.kind) {
    case Scale::log:
        return logTicks(range.low, range.high, maximum);
    case Scale::symlog:
        return symlogTicks(scale, range, maximum);
    case Scale::linear:
        break;
    }
    return linearTicks(range.low, range.high, maximum);
}

QFont figureFont(const FigureStyle& style, double size, const QPaintDevice* device) {
    QFont font = style.font;
    const int dpi = device != nullptr ? std::max(1, device->logicalDpiY()) : 72;
    font.setPointSizeF(size * 72.0 / dpi);
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

std::vector<LegendEntry> legendEntries(const CurveSet& set, const CurveLook& look,
                                       const Theme& theme) {
    std::vector<LegendEntry> entries;
    for (const PlotCurve& curve : set.curves) {
        QString text = curve.title;
        if (!curve.low.empty() && !curve.bandLabel.isEmpty()) {
            text = Text::tr("%1 (%2)").arg(text, curve.bandLabel);
        }
        entries.push_back(
            {curve.name, text, curve.color(theme), curve.penStyle(), !look.shows(curve)});
    }
    return entries;
}

PlotFrame::PlotFrame(const CurveSet& set, const CurveAxes& axes, const QRectF& outer,
                     const FigureStyle& style, const QPaintDevice* device, Options options)
    : axes_(axes), style_(style), outer_(outer), device_(device) {
    tickFont_ = figureFont(style, style.fontSize * 0.9, device);
    labelFont_ = figureFont(style, style.fontSize, device);
    if (options.axisLabels) {
        xLabel_ = set.xLabel;
        yLabel_ = set.yLabel;
    }
    const QFontMetricsF ticks(tickFont_, device);
    const QFontMetricsF labels(labelFont_, device);
    const double em = style.fontSize;
    double bottom = ticks.height() + 0.5 * em;
    bottom += xLabel_.isEmpty() ? 0.0 : labels.height() + 0.1 * em;
    bottom += axes.note.isEmpty() ? 0.0 : ticks.height() + 0.1 * em;
    const double top = 0.6 * em + options.topStrip;
    const double height = std::max(1.0, outer.height() - top - bottom);
    yTicks_ =
        axisTicks(axes.y, axes.yRange, std::clamp(static_cast<int>(height / (2.2 * em)), 2, 10));
    double left = widest(yTicks_, ticks) + 0.8 * em;
    left += yLabel_.isEmpty() ? 0.0 : labels.height() + 0.3 * em;
    // Half of the last step's label stands out on the right.
    const double roomForX = std::max(1.0, outer.width() - left - em);
    int most = std::max(2, static_cast<int>(roomForX / (4.0 * em)));
    xTicks_ = axisTicks(axes.x, axes.xRange, most);
    while (most > 2 &&
           widest(xTicks_, ticks) * 1.4 * static_cast<double>(xTicks_.size()) > roomForX &&
           axes.x.kind == Scale::linear) {
        xTicks_ = axisTicks(axes.x, axes.xRange, --most);
    }
    const double right = std::max(0.8 * em, 0.5 * widest(xTicks_, ticks) + 0.2 * em);
    plot_ = QRectF(outer.left() + left, outer.top() + top,
                   std::max(1.0, outer.width() - left - right), height);
}

QPointF PlotFrame::place(double x, double y) const {
    const auto along = [](const AxisScale& scale, Interval range, double value) {
        const double low = scale.forward(range.low);
        const double t = (scale.forward(value) - low) / (scale.forward(range.high) - low);
        return std::isnan(t) ? t : std::clamp(t, -1000.0, 1000.0);
    };
    return {plot_.left() + plot_.width() * along(axes_.x, axes_.xRange, x),
            plot_.bottom() - plot_.height() * along(axes_.y, axes_.yRange, y)};
}

QPointF PlotFrame::valueAt(const QPointF& place) const {
    const auto at = [](const AxisScale& scale, Interval range, double t) {
        const double low = scale.forward(range.low);
        return scale.inverse(low + t * (scale.forward(range.high) - low));
    };
    return {at(axes_.x, axes_.xRange, (place.x() - plot_.left()) / plot_.width()),
            at(axes_.y, axes_.yRange, (plot_.bottom() - place.y()) / plot_.height())};
}

void PlotFrame::drawGrid(QPainter& painter) const {
    QPen pen(style_.theme.line, 0.6 * style_.lineWidth);
    painter.setBrush(Qt::NoBrush);
    for (const Tick& tick : yTicks_) {
        const double y = place(axes_.xRange.low, tick.position).y();
        if (tick.major && y > plot_.top() - 0.01 && y < plot_.bottom() + 0.01) {
            painter.setPen(pen);
            painter.drawLine(QPointF(plot_.left(), y), QPointF(plot_.right(), y));
        }
    }
}

void PlotFrame::drawAxes(QPainter& painter) const {
    const double em = style_.fontSize;
    const QFontMetricsF ticks(tickFont_, device_);
    const QFontMetricsF labels(labelFont_, device_);
    QPen pen(style_.theme.dim, 0.6 * style_.lineWidth);
    painter.setPen(pen);
    painter.drawLine(plot_.bottomLeft(), plot_.bottomRight());
    painter.drawLine(plot_.topLeft(), plot_.bottomLeft());
    painter.setFont(tickFont_);
    for (const Tick& tick : xTicks_) {
        const double x = place(tick.position, axes_.yRange.low).x();
        if (x < plot_.left() - 0.01 || x > plot_.right() + 0.01) {
            continue;
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(x, plot_.bottom()),
                         QPointF(x, plot_.bottom() + (tick.major ? 0.3 : 0.18) * em));
        if (!tick.label.isEmpty()) {
            painter.setPen(style_.theme.dim);
            painter.drawText(QPointF(x - 0.5 * ticks.horizontalAdvance(tick.label),
                                     plot_.bottom() + 0.4 * em + ticks.ascent()),
                             tick.label);
        }
    }
    for (const Tick& tick : yTicks_) {
        const double y = place(axes_.xRange.low, tick.position).y();
        if (y < plot_.top() - 0.01 || y > plot_.bottom() + 0.01) {
            continue;
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(plot_.left() - (tick.major ? 0.3 : 0.18) * em, y),
                         QPointF(plot_.left(), y));
        if (!tick.label.isEmpty()) {
            painter.setPen(style_.theme.dim);
            painter.drawText(QPointF(plot_.left() - 0.5 * em - ticks.horizontalAdvance(tick.label),
                                     y + 0.5 * ticks.capHeight()),
                             tick.label);
        }
    }
    painter.setFont(labelFont_);
    painter.setPen(style_.theme.text);
    double bottom = outer_.bottom();
    if (!axes_.note.isEmpty()) {
        painter.setFont(tickFont_);
        painter.setPen(style_.theme.dim);
        bottom -= ticks.height();
        painter.drawText(
            QPointF(plot_.left(), bottom + ticks.ascent()),
            ticks.elidedText(axes_.note, Qt::ElideRight, outer_.right() - plot_.left()));
        painter.setFont(labelFont_);
        painter.setPen(style_.theme.text);
    }
    if (!xLabel_.isEmpty()) {
        painter.drawText(QPointF(plot_.center().x() - 0.5 * labels.horizontalAdvance(xLabel_),
                                 bottom - labels.descent() - 0.1 * em),
                         xLabel_);
    }
    if (!yLabel_.isEmpty()) {
        const QString text = labels.elidedText(yLabel_, Qt::ElideRight, outer_.height());
        painter.save();
        painter.translate(
            outer_.left() + labels.ascent(),
            std::min(plot_.center().y() + 0.5 * labels.horizontalAdvance(text), outer_.bottom()));
        painter.rotate(-90.0);
        painter.drawText(QPointF(0.0, 0.0), text);
        painter.restore();
    }
}

LegendLayout PlotFrame::placeLegend(const std::vector<LegendEntry>& entries,
                                    const std::vector<QPolygonF>& curves, int previous) const {
    LegendLayout layout;
    if (entries.empty()) {
        return layout;
    }
    const double em = style_.fontSize;
    const QFontMetricsF metrics(tickFont_, device_);
    const double row = std::max(metrics.height(), 1.5 * em);
    const double sample = 2.2 * em;
    double widestText = 0.0;
    for (const LegendEntry& entry : entries) {
        widestText = std::max(widestText, metrics.horizontalAdvance(entry.text));
    }
    const QSizeF size(sample + widestText + 0.8 * em,
                      row * static_cast<double>(entries.size()) + 0.2 * em);
    const double gap = 0.5 * em;
    const bool fits = size.width() < 0.7 * plot_.width() && size.height() < 0.7 * plot_.height();
    const auto candidate = [&](int k) {
        static constexpr std::array<std::array<double, 2>, 9> places{{{1.0, 0.0},
                                                                      {0.0, 0.0},
                                                                      {1.0, 1.0},
                                                                      {0.0, 1.0},
                                                                      {1.0, 0.5},
                                                                      {0.5, 0.0},
                                                                      {0.5, 1.0},
                                                                      {0.5, 0.5},
                                                                      {0.0, 0.5}}};
        const auto [u, v] = places[static_cast<std::size_t>(k)];
        return QRectF(QPointF(plot_.left() + gap + u * (plot_.width() - size.width() - 2.0 * gap),
                              plot_.top() + gap + v * (plot_.height() - size.height() - 2.0 * gap)),
                      size);
    };
    const auto isFree = [&](const QRectF& rect) {
        const QRectF around = rect.adjusted(-0.3 * em, -0.3 * em, 0.3 * em, 0.3 * em);
        for (const QPolygonF& curve : curves) {
            for (qsizetype i = 0; i < curve.size(); ++i) {
                const QPointF& from = curve[i];
                const QPointF& to = curve[std::min(i + 1, curve.size() - 1)];
                if (clippedLine(QLineF(from, to), around)) {
                    return false;
                }
            }
        }
        return true;
    };
    if (fits) {
        std::vector<int> order;
        if (previous >= 0) {
            order.push_back(previous);
        }
        for (int k = 0; k < 9; ++k) {
            order.push_back(k);
        }
        for (const int k : order) {
            const QRectF rect = candidate(k);
            if (!isFree(rect)) {
                continue;
            }
            layout.frame = rect;
            layout.place = k;
            for (std::size_t i = 0; i < entries.size(); ++i) {
                layout.boxes.emplace_back(rect.left(),
                                          rect.top() + 0.1 * em + row * static_cast<double>(i),
                                          rect.width(), row);
            }
            return layout;
        }
    }
    return legendStrip(entries);
}

LegendLayout PlotFrame::legendStrip(const std::vector<LegendEntry>& entries) const {
    LegendLayout layout;
    const double em = style_.fontSize;
    const QFontMetricsF metrics(tickFont_, device_);
    const double row = std::max(metrics.height(), 1.5 * em);
    const double sample = 2.2 * em;
    // In rows; at most a third of the picture.
    layout.outside = true;
    double x = plot_.left();
    double y = outer_.top() + 0.2 * em;
    const double limit = outer_.top() + outer_.height() / 3.0;
    for (const LegendEntry& entry : entries) {
        const double width = std::min(sample + metrics.horizontalAdvance(entry.text) + 1.2 * em,
                                      std::max(1.0, outer_.right() - plot_.left()));
        if (x + width > outer_.right() && x > plot_.left()) {
            x = plot_.left();
            y += row;
        }
        if (y + row > limit && !layout.boxes.empty()) {
            layout.boxes.emplace_back();
            continue;
        }
        layout.boxes.emplace_back(x, y, width, row);
        x += width;
    }
    for (const QRectF& box : layout.boxes) {
        layout.frame |= box;
    }
    if (layout.boxes.back().isEmpty()) { // a line for how many are left out
        layout.frame.setBottom(layout.frame.bottom() + row);
    }
    return layout;
}

void PlotFrame::drawLegend(QPainter& painter, const std::vector<LegendEntry>& entries,
                           const LegendLayout& layout) const {
    if (layout.boxes.empty()) {
        return;
    }
    const double em = style_.fontSize;
    const QFontMetricsF metrics(tickFont_, device_);
    painter.setFont(tickFont_);
    std::size_t left = 0;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const QRectF& box = layout.boxes[i];
        if (box.isEmpty()) {
            ++left;
            continue;
        }
        const LegendEntry& entry = entries[i];
        const double middle = box.center().y();
        QColor color = entry.color;
        QColor ink = style_.theme.text;
        if (entry.hidden) {
            color.setAlphaF(0.35F);
            ink = style_.theme.dim;
        }
        QPen pen(color, 1.6 * style_.lineWidth, entry.style, Qt::FlatCap);
        painter.setPen(pen);
        painter.drawLine(QPointF(box.left() + 0.3 * em, middle),
                         QPointF(box.left() + 1.8 * em, middle));
        painter.setPen(ink);
        const QString text = metrics.elidedText(entry.text, Qt::ElideRight, box.width() - 2.2 * em);
        const QPointF at(box.left() + 2.2 * em, middle + 0.5 * metrics.capHeight());
        painter.drawText(at, text);
        if (entry.hidden) {
            const double strike = middle + 0.02 * em;
            painter.setPen(QPen(style_.theme.dim, 0.6 * style_.lineWidth));
            painter.drawLine(QPointF(at.x(), strike),
                             QPointF(at.x() + metrics.horizontalAdvance(text), strike));
        }
    }
    if (left > 0) {
        const QString text = Text::tr("… and %1 more").arg(left);
        painter.setPen(style_.theme.dim);
        painter.drawText(QPointF(outer_.right() - metrics.horizontalAdvance(text) - 0.2 * em,
                                 layout.frame.bottom() - metrics.descent()),
                         text);
    }
}

std::optional<QLineF> clippedLine(const QLineF& line, const QRectF& rect) {
    double t0 = 0.0;
    double t1 = 1.0;
    const auto cut = [&](double p, double q) { // Liang–Barsky
        if (p == 0.0) {
            return q >= 0.0;
        }
        const double t = q / p;
        if (p < 0.0) {
            t0 = std::max(t0, t);
        } else {
            t1 = std::min(t1, t);
        }
        return t0 <= t1;
    };
    const bool inside =
        cut(-line.dx(), line.x1() - rect.left()) && cut(line.dx(), rect.right() - line.x1()) &&
        cut(-line.dy(), line.y1() - rect.top()) && cut(line.dy(), rect.bottom() - line.y1());
    if (!inside) {
        return std::nullopt;
    }
    // Ends inside stay exactly where they are, so that pieces join.
    return QLineF(t0 > 0.0 ? line.pointAt(t0) : line.p1(), t1 < 1.0 ? line.pointAt(t1) : line.p2());
}

std::vector<QPolygonF> clippedPolyline(const QPolygonF& line, const QRectF& rect) {
    std::vector<QPolygonF> pieces;
    if (line.size() == 1 && rect.contains(line.front())) {
        pieces.push_back(line);
    }
    for (qsizetype i = 0; i + 1 < line.size(); ++i) {
        const auto part = clippedLine(QLineF(line[i], line[i + 1]), rect);
        if (!part) {
            continue;
        }
        if (pieces.empty() || pieces.back().back() != part->p1()) {
            pieces.push_back(QPolygonF({part->p1()}));
        }
        pieces.back().append(part->p2());
    }
    return pieces;
}

QPolygonF clippedPolygon(const QPolygonF& polygon, const QRectF& rect) {
    QPolygonF result = polygon;
    const auto cut = [&](auto inside, auto crossing) { // Sutherland–Hodgman, one side
        QPolygonF next;
        for (qsizetype i = 0; i < result.size(); ++i) {
            const QPointF& from = result[i == 0 ? result.size() - 1 : i - 1];
            const QPointF& to = result[i];
            if (inside(from) != inside(to)) {
                next.append(crossing(from, to));
            }
            if (inside(to)) {
                next.append(to);
            }
        }
        result = next;
    };
    const auto atX = [](double x) {
        return [x](const QPointF& a, const QPointF& b) {
            return QPointF(x, a.y() + (b.y() - a.y()) * (x - a.x()) / (b.x() - a.x()));
        };
    };
    const auto atY = [](double y) {
        return [y](const QPointF& a, const QPointF& b) {
            return QPointF(a.x() + (b.x() - a.x()) * (y - a.y()) / (b.y() - a.y()), y);
        };
    };
    cut([&](const QPointF& p) { return p.x() >= rect.left(); }, atX(rect.left()));
    cut([&](const QPointF& p) { return p.x() <= rect.right(); }, atX(rect.right()));
    cut([&](const QPointF& p) { return p.y() >= rect.top(); }, atY(rect.top()));
    cut([&](const QPointF& p) { return p.y() <= rect.bottom(); }, atY(rect.bottom()));
    return result;
}

std::vector<QPolygonF> piecesOf(const std::vector<CurvePoint>& points, const PlotFrame& frame) {
    std::vector<QPolygonF> pieces;
    bool open = false;
    for (const CurvePoint& point : points) {
        const QPointF at = frame.place(point.x, point.y);
        if (std::isnan(at.x()) || std::isnan(at.y())) {
            open = false;
            continue;
        }
        if (!open) {
            pieces.emplace_back();
            open = true;
        }
        pieces.back().append(at);
    }
    return pieces;
}

} // namespace scorescope::views
