// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_plot.h"

#include "views/text.h"
#include "views/view_options.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Curves)
};

/// Whether a quantity counts steps, of training or of a chain.
bool isStep(const Quantity& quantity) {
    const std::string& label = quantity.label;
    const std::string end = " step"; // "sampling step"
    return label == "step" || (label.size() > end.size() &&
                               label.compare(label.size() - end.size(), end.size(), end) == 0);
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
        curve.selects = series.selects;
        curve.item = series.item;
        color_ -= series.reference ? 1U : 0U;
        set_.overSteps = true;
        set_.curves.push_back(std::move(curve));
    }
    void operator()(const Lines& lines) {
        for (const Lines::Line& line : lines.lines) {
            PlotCurve curve = named("/" + line.label, line.label);
            curve.dashed = line.dashed;
            curve.isPath = true;
            curve.style = line.style;
            curve.hollow = line.hollow;
            curve.right = line.secondAxis;
            curve.overSteps = isStep(artifact_.x);
            curve.selects = lines.selects;
            curve.item = &line - lines.lines.data();
            const std::size_t n = std::min(line.x.size(), line.y.size());
            curve.path.resize(n);
            for (std::size_t i = 0; i < n; ++i) {
                curve.path[i] = {line.x[i], line.y[i]};
            }
            for (std::size_t i = 0; i < std::min({n, line.low.size(), line.high.size()}); ++i) {
                curve.bars.push_back({line.x[i], line.low[i], line.high[i]});
            }
            if (line.secondAxis) {
                set_.labels.right = quantityText(lines.second);
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

/// Where dots are, which have a size: of them all, and of those without stems, which may stand on
/// the axis itself.
struct DotExtent {
    Extent x;
    Extent y;
    Extent loose;
};

DotExtent dotExtent(const CurveSet& set, const CurveLook& look, const Axes& axes) {
    DotExtent extent;
    for (const PlotCurve& curve : set.curves) {
        if (!look.shows(curve) || curve.style == Lines::Style::line || curve.right) {
            continue;
        }
        for (const CurvePoint& point : curve.path) {
            if (!axes.x.shows(point.x) || !axes.y.shows(point.y)) {
                continue;
            }
            extent.x.include(point.x);
            extent.y.include(point.y);
            if (curve.style == Lines::Style::points) {
                extent.loose.include(point.y);
            }
        }
    }
    return extent;
}

/// The range with room beyond a dot at `low` or `high` that its border would cut.
Interval withRoom(Interval range, const AxisScale& scale, double low, double high) {
    constexpr double near = 0.02; // of the axis on paper
    constexpr double room = 0.04;
    Interval paper = mapped(scale, range);
    const double length = paper.length();
    const bool before = std::abs(scale.forward(low) - paper.low) < near * length;
    const bool after = std::abs(paper.high - scale.forward(high)) < near * length;
    if (before) {
        paper.low -= room * length;
        range.low = scale.inverse(paper.low);
    }
    if (after) {
        paper.high += room * length;
        range.high = scale.inverse(paper.high);
    }
    return range;
}

/// Whether all x are whole numbers, so that no other belongs beside the axis.
bool wholeAcross(const CurveSet& set, const CurveLook& look) {
    bool any = false;
    for (const PlotCurve& curve : set.curves) {
        if (!look.shows(curve)) {
            continue;
        }
        any = any || !curve.path.empty();
        const bool whole =
            std::all_of(curve.path.begin(), curve.path.end(), [](const CurvePoint& point) {
                return !std::isfinite(point.x) || point.x == std::round(point.x);
            });
        if (!whole) {
            return false;
        }
    }
    return any;
}

/// Ticks at the whole numbers of a short range: of a longer one all ticks are whole anyway.
std::vector<Tick> wholeTicks(Interval range) {
    constexpr double longest = 12.0;
    std::vector<Tick> ticks;
    if (!(range.length() <= longest) || std::abs(range.low) > 1e9) {
        return ticks;
    }
    for (double at = std::ceil(range.low); at <= range.high; at += 1.0) {
        ticks.push_back({at, withMinusSigns(QString::number(at == 0.0 ? 0.0 : at, 'f', 0)), true});
    }
    if (ticks.size() < 2) { // one label gives no scale
        ticks.clear();
    }
    return ticks;
}

/// Of the curves of one of both y axes.
Shown yExtent(const CurveSet& set, const CurveLook& look, const AxisScale& scale, Interval x,
              bool right) {
    Shown result;
    for (const PlotCurve& curve : set.curves) {
        if (!look.shows(curve) || curve.right != right) {
            continue;
        }
        ShownRange part;
        for (const CurvePoint& point : curve.path) {
            if (point.x >= x.low && point.x <= x.high) {
                part.include(point.y, scale);
            }
        }
        for (const BandPoint& bar : curve.bars) {
            for (const double end : {bar.low, bar.high}) {
                if (bar.x >= x.low && bar.x <= x.high && scale.shows(end)) {
                    part.include(end, scale);
                }
            }
        }
        const bool fromZero = curve.filled || curve.style == Lines::Style::stems;
        if (fromZero && scale.kind != Scale::log) {
            part.include(0.0, scale);
        }
        const double begin = shownPart(curve, x).low;
        const auto span = [&](const Series& series) {
            return std::array<std::size_t, 2>{
                series.lowerBound(begin),
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
            set.problem = Text::tr("some of it is still to come");
            ++color; // the others keep their colours when it appears
            continue;
        }
        const bool first = set.artifacts.empty();
        std::visit(Collector(set, *artifact, color), artifact->data);
        agree(set.labels.x, first, quantityText(artifact->x));
        const QString y = quantityText(artifact->y);
        agree(set.labels.y, first, y.isEmpty() ? quantityText(artifact->value) : y);
        set.artifacts.push_back(artifact);
    }
    return set;
}

void addCompanions(CurveSet& set, const ViewSpec& spec, const std::vector<Companion>& companions) {
    constexpr std::size_t colors = 7; // as PlotCurve::penStyle() counts them
    std::vector<std::string> names;
    for (const PlotCurve& curve : set.curves) {
        if (!curve.isPath && !curve.reference) {
            names.push_back(curve.name);
        }
    }
    if (names.empty()) { // before the first value of its own the view may show those of others
        names = spec.artifacts;
    }
    for (const Companion& companion : companions) {
        std::size_t kind = 0;
        for (const std::string& name : names) {
            const auto found = companion.series.find(name);
            const auto* data = found == companion.series.end()
                                   ? nullptr
                                   : std::get_if<SeriesArtifact>(&found->second->data);
            const std::size_t line = kind++;
            if (data == nullptr) {
                continue;
            }
            PlotCurve curve;
            curve.name = found->second->name;
            curve.run = companion.key;
            curve.runName = companion.name;
            curve.title =
                names.size() > 1 ? QString::fromStdString(found->second->title) : companion.name;
            curve.colorIndex = companion.color % colors + colors * line;
            curve.points = data->points;
            curve.low = data->low;
            curve.high = data->high;
            curve.bandLabel = QString::fromStdString(data->bandLabel);
            curve.fromStep = companion.fromStep;
            set.overSteps = true;
            set.curves.push_back(std::move(curve));
            set.artifacts.push_back(found->second);
        }
    }
}

Interval shownPart(const PlotCurve& curve, Interval x) {
    if (!curve.run.empty()) {
        x.low = std::clamp(curve.fromStep, x.low, x.high);
    }
    return x;
}

double smoothingOption(const ViewSpec& spec) {
    const auto smoothing = spec.options.find("smoothing");
    if (smoothing == spec.options.end()) {
        return 0.0;
    }
    if (!smoothing->is_number() || !(smoothing->get<double>() >= 0.0) ||
        !std::isfinite(smoothing->get<double>())) {
        refuseOption(spec, "smoothing", "a number of steps, 0 or more");
    }
    return smoothing->get<double>();
}

CurveLook CurveLook::fromOptions(const ViewSpec& spec) {
    refuseUnknownOptions(spec, {"x_scale", "y_scale", "smoothing", "hidden", "x_range", "y_range"});
    CurveLook look;
    static_cast<AxesLook&>(look) = AxesLook::fromOptions(spec);
    if (look.xScale == Scale::symlog) {
        refuseOption(spec, "x_scale", "linear or log");
    }
    look.smoothing = smoothingOption(spec);
    if (const auto hidden = spec.options.find("hidden"); hidden != spec.options.end()) {
        if (!hidden->is_array()) {
            refuseOption(spec, "hidden", "a list of names of curves");
        }
        for (const auto& name : *hidden) {
            if (!name.is_string()) {
                refuseOption(spec, "hidden", "a list of names of curves");
            }
            look.hidden.insert(name.get<std::string>());
        }
    }
    return look;
}

Axes fitAxes(const CurveSet& set, const CurveLook& look) {
    Axes axes;
    axes.x.kind = look.xScale;
    axes.y.kind = look.yScale;
    const Extent across = xExtent(set, look, axes.x);
    const auto usable = [](const std::optional<Interval>& range, const AxisScale& scale) {
        return range && range->length() > 0.0 && (scale.kind != Scale::log || range->low > 0.0);
    };
    if (!across.empty()) {
        axes.x.threshold = symlogThreshold(std::max(std::abs(across.low), std::abs(across.high)));
    }
    if (usable(look.x, axes.x)) {
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
    const auto around = [](const Shown& shown, const AxisScale& scale) {
        return shown.range.shown == 0 ? niceInterval(1.0, 0.0, scale)
                                      : niceInterval(shown.range.low, shown.range.high, scale);
    };
    Shown shown = yExtent(set, look, axes.y, axes.xRange, false);
    axes.y.threshold = symlogThreshold(shown.largest);
    axes.yRange = usable(look.y, axes.y) ? *look.y : around(shown, axes.y);
    const DotExtent dots = dotExtent(set, look, axes);
    if (!dots.x.empty() && !usable(look.x, axes.x)) {
        axes.xRange = withRoom(axes.xRange, axes.x, dots.x.low, dots.x.high);
    }
    if (!dots.y.empty() && !usable(look.y, axes.y)) {
        const double low = dots.loose.empty() ? axes.yRange.high : dots.loose.low;
        axes.yRange = withRoom(axes.yRange, axes.y, low, dots.y.high);
    }
    if (axes.x.kind == Scale::linear && wholeAcross(set, look)) {
        axes.xNames = wholeTicks(axes.xRange);
    }
    const bool two =
        std::any_of(set.curves.begin(), set.curves.end(),
                    [&look](const PlotCurve& curve) { return curve.right && look.shows(curve); });
    if (two) {
        AxisScale scale;
        scale.kind = look.yScale;
        const Shown beside = yExtent(set, look, scale, axes.xRange, true);
        scale.threshold = symlogThreshold(beside.largest);
        axes.right = Axes::Right{scale, around(beside, scale)};
        shown.range.hidden += beside.range.hidden;
    }

    QStringList notes;
    if (!set.problem.isEmpty()) {
        notes << set.problem;
    }
    if (shown.range.hidden > 0) {
        notes << counted(shown.range.hidden, Text::tr("1 value ≤ 0 not shown"),
                         Text::tr("%1 values ≤ 0 not shown"));
    }
    if (shown.cut > 0 && !usable(look.y, axes.y)) {
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
    if (axes.x.kind == Scale::symlog) {
        notes << Text::tr("x symlog, linear within ±%1").arg(numberText(axes.x.threshold, 2));
    }
    if (axes.y.kind == Scale::symlog) {
        notes << Text::tr("symlog, linear within ±%1").arg(numberText(axes.y.threshold, 2));
    }
    axes.note = notes.join(QStringLiteral(" · "));
    return axes;
}

std::vector<LegendEntry> legendEntries(const CurveSet& set, const CurveLook& look,
                                       const Theme& theme) {
    std::vector<LegendEntry> entries;
    for (const PlotCurve& curve : set.curves) {
        const bool other = !curve.run.empty();
        if (other && !entries.empty() && entries.back().name == curve.run) {
            continue; // a run has one colour and one line here
        }
        QString text = other ? curve.runName : withMinusSigns(curve.title);
        if (!curve.low.empty() && !curve.bandLabel.isEmpty()) {
            text = Text::tr("%1 (%2)").arg(text, curve.bandLabel);
        }
        if (curve.right) {
            text = Text::tr("%1 (right)").arg(text);
        }
        LegendEntry entry{other ? curve.run : curve.name, text, curve.color(theme),
                          curve.penStyle(), !look.shows(curve)};
        if (curve.isPath && curve.style != Lines::Style::line) {
            entry.swatch = curve.hollow ? LegendEntry::Swatch::ring : LegendEntry::Swatch::dot;
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::vector<QPolygonF> piecesOf(const std::vector<CurvePoint>& points, const AxesFrame& frame,
                                bool right) {
    std::vector<QPolygonF> pieces;
    bool open = false;
    for (const CurvePoint& point : points) {
        const QPointF at =
            right ? frame.placeRight(point.x, point.y) : frame.place(point.x, point.y);
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
