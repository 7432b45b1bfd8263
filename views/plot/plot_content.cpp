// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plot/plot_content.h"

#include "engine/core/error.h"
#include "views/missing.h"
#include "views/text.h"
#include "views/view_options.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <utility>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Plot)
};

/// Theme colours by name; the last one is the quiet colour of references.
const std::vector<std::string>& colorNames() {
    static const std::vector<std::string> names{"blue", "orange", "green",     "purple",
                                                "sky",  "yellow", "vermilion", "gray"};
    return names;
}

std::size_t colorNumber(const std::string& name) {
    const auto& names = colorNames();
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

/// Adds what is no curve.
class Collector {
public:
    Collector(PlotContent& content, const std::shared_ptr<const Artifact>& artifact,
              std::size_t color)
        : content_(content), shared_(artifact), artifact_(*artifact), color_(color) {}

    void operator()(const Scatter& scatter) {
        PlotDots dots;
        dots.name = artifact_.name;
        dots.title = QString::fromStdString(artifact_.title);
        dots.colorIndex = color_;
        for (std::size_t i = 0; i < std::min(scatter.x.size(), scatter.y.size()); ++i) {
            dots.points.push_back(
                {static_cast<double>(scatter.x[i]), static_cast<double>(scatter.y[i])});
        }
        dots.hollow = scatter.hollow;
        dots.selects = scatter.selects;
        content_.dots.push_back(std::move(dots));
    }
    void operator()(const Markers& markers) {
        content_.markers.insert(content_.markers.end(), markers.markers.begin(),
                                markers.markers.end());
    }
    void operator()(const VectorCloud& cloud) {
        if (cloud.dimensions != 1) {
            content_.set.problem = Text::tr("“%1” has %2 dimensions; a plot shows vectors of one")
                                       .arg(QString::fromStdString(artifact_.name))
                                       .arg(cloud.dimensions);
            return;
        }
        PlotArrows arrows;
        arrows.colorIndex = color_;
        const std::size_t n = std::min(cloud.coordinates.size(), cloud.vectors.size());
        for (std::size_t i = 0; i < n; ++i) {
            arrows.x.push_back(static_cast<double>(cloud.coordinates[i]));
            arrows.vectors.push_back(static_cast<double>(cloud.vectors[i]));
        }
        content_.arrows.push_back(std::move(arrows));
    }
    void operator()(const Spans& spans) {
        PlotSpans rows;
        rows.artifact = shared_;
        for (std::size_t i = 0; i < spans.categories.size(); ++i) {
            rows.colors.push_back(color_ + i);
        }
        content_.spans.push_back(std::move(rows));
    }
    template <typename Other> void operator()(const Other&) {
        content_.set.problem = Text::tr("“%1” is a %2, which a plot does not show")
                                   .arg(QString::fromStdString(artifact_.name),
                                        QString::fromStdString(kindName(artifact_.data)));
    }

private:
    PlotContent& content_;
    const std::shared_ptr<const Artifact>& shared_;
    const Artifact& artifact_;
    std::size_t color_;
};

bool isCurve(const Artifact& artifact) {
    return std::holds_alternative<Lines>(artifact.data) ||
           std::holds_alternative<Histogram>(artifact.data);
}

/// A line whose x are steps, one after another.
bool goesOverSteps(const PlotCurve& curve) {
    return curve.overSteps && curve.style == Lines::Style::line && !curve.reference &&
           std::adjacent_find(curve.path.begin(), curve.path.end(),
                              [](const CurvePoint& a, const CurvePoint& b) {
                                  return !(a.x < b.x);
                              }) == curve.path.end();
}

std::vector<CurvePoint> smoothedPath(const PlotCurve& curve, double window) {
    std::vector<SeriesPoint> points;
    points.reserve(curve.path.size());
    for (const CurvePoint& point : curve.path) {
        points.push_back({point.x, point.y});
    }
    SmoothedSeries smoothing;
    std::vector<CurvePoint> path;
    path.reserve(points.size());
    for (const SeriesPoint& point : smoothing.update(Series::of(points), window).points()) {
        path.push_back({point.step, point.value});
    }
    return path;
}

} // namespace

PlotLook PlotLook::fromOptions(const ViewSpec& spec) {
    refuseUnknownOptions(spec, {"x_scale", "y_scale", "x_range", "y_range", "legend", "equal_axes",
                                "colors", "smoothing"});
    PlotLook look;
    if (!spec.options.is_object()) {
        return look;
    }
    static_cast<AxesLook&>(look) = AxesLook::fromOptions(spec);
    look.legend = switchOption(spec, "legend", true);
    look.equalAxes = switchOption(spec, "equal_axes", false);
    look.smoothing = smoothingOption(spec);
    const auto colors = spec.options.find("colors");
    if (colors != spec.options.end()) {
        if (!colors->is_object()) {
            refuseOption(spec, "colors", "an object of labels and colour names");
        }
        for (const auto& [label, value] : colors->items()) {
            const std::string name = value.is_string() ? value.get<std::string>() : std::string();
            if (colorNumber(name) == colorNames().size()) {
                refuseOption(spec, "colors/" + label,
                             "blue, orange, green, purple, sky, yellow, vermilion or gray" +
                                 didYouMean(name, colorNames()));
            }
            look.colors[label] = name;
        }
    }
    return look;
}

bool PlotContent::empty() const {
    return markers.empty() && dots.empty() && arrows.empty() && spans.empty() &&
           std::all_of(set.curves.begin(), set.curves.end(),
                       [](const PlotCurve& curve) { return curve.path.empty(); });
}

bool PlotContent::overSteps() const {
    return std::any_of(set.curves.begin(), set.curves.end(), goesOverSteps);
}

bool PlotContent::isSelected(const PlotCurve& curve) const {
    const auto found = selected.find(curve.selects);
    return found != selected.end() && found->second == curve.item;
}

PlotContent collectPlot(const ViewSpec& spec, const PlotLook& look, const Frame& frame) {
    PlotContent content;
    ViewSpec curves = spec;
    std::vector<std::shared_ptr<const Artifact>> all;
    std::vector<std::shared_ptr<const Artifact>> others;
    curves.artifacts.clear();
    for (const std::string& name : spec.artifacts) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact || isCurve(*artifact)) {
            curves.artifacts.push_back(name);
        } else {
            others.push_back(artifact);
        }
        if (artifact) {
            all.push_back(artifact);
        }
    }
    content.set = collectCurves(curves, frame);
    if (content.set.artifacts.empty() && !others.empty()) {
        content.set.labels.x = quantityText(others.front()->x);
        content.set.labels.y = quantityText(others.front()->y);
    }
    const std::size_t gray = colorNames().size() - 1;
    for (PlotCurve& curve : content.set.curves) {
        const auto named = look.colors.find(curve.title.toStdString());
        if (named != look.colors.end()) {
            curve.colorIndex = colorNumber(named->second);
            curve.reference = curve.colorIndex == gray;
        }
    }
    for (const PlotCurve& curve : content.set.curves) {
        const bool wanted = look.smoothing > 0.0 && goesOverSteps(curve);
        content.smoothed.push_back(wanted ? smoothedPath(curve, look.smoothing)
                                          : std::vector<CurvePoint>());
    }
    std::size_t color = content.set.curves.size();
    for (const auto& artifact : others) {
        const auto named = look.colors.find(artifact->name);
        std::visit(Collector(content, artifact,
                             named == look.colors.end() ? color++ : colorNumber(named->second)),
                   artifact->data);
    }
    content.set.artifacts = std::move(all);
    const auto note = [&](const SelectionParameter& parameter) {
        noteSelected(content.selected, frame, parameter);
    };
    for (const PlotCurve& curve : content.set.curves) {
        note(curve.selects);
    }
    for (const PlotDots& dots : content.dots) {
        note(dots.selects);
    }
    for (const PlotSpans& rows : content.spans) {
        note(std::get<Spans>(rows.artifact->data).selects);
    }
    return content;
}

Axes fitPlot(const PlotContent& content, const PlotLook& look) {
    // Whatever has a place in the plot asks for room like a curve does.
    CurveSet set = content.set;
    const auto ask = [&set](std::vector<CurvePoint> path, Lines::Style style = Lines::Style::line) {
        PlotCurve curve;
        curve.isPath = true;
        curve.style = style;
        curve.path = std::move(path);
        set.curves.push_back(std::move(curve));
    };
    for (const PlotDots& dots : content.dots) {
        ask(dots.points, Lines::Style::points);
    }
    for (const Markers::Marker& marker : content.markers) {
        ask({{marker.x, marker.y}});
    }
    for (const PlotSpans& rows : content.spans) {
        const auto& spans = std::get<Spans>(rows.artifact->data);
        for (const Spans::Span& span : spans.spans) {
            ask({{span.begin, 0.5}, {span.end, 0.5 - static_cast<double>(spans.rows.size())}});
        }
    }
    CurveLook fitted;
    static_cast<AxesLook&>(fitted) = look;
    Axes axes = fitAxes(set, fitted);
    if (look.equalAxes) {
        axes.xNames.clear(); // the limits are not the last ones
    }
    if (!content.spans.empty() && !look.y) {
        std::size_t most = 1;
        for (const PlotSpans& rows : content.spans) {
            most = std::max(most, std::get<Spans>(rows.artifact->data).rows.size());
        }
        axes.y.kind = Scale::linear;
        axes.yRange = {0.5 - static_cast<double>(most), 0.5};
    }
    for (const PlotSpans& rows : content.spans) {
        const auto& names = std::get<Spans>(rows.artifact->data).rows;
        for (std::size_t i = 0; i < names.size(); ++i) {
            axes.yNames.push_back(
                {-static_cast<double>(i), QString::fromStdString(names[i]), true});
        }
    }
    return axes;
}

Axes withEqualUnits(Axes axes, const QSizeF& plot) {
    if (axes.x.kind != Scale::linear || axes.y.kind != Scale::linear || plot.isEmpty()) {
        return axes;
    }
    const double x = axes.xRange.length() / plot.width();
    const double y = axes.yRange.length() / plot.height();
    const auto widen = [](Interval& range, double factor) {
        const double middle = 0.5 * (range.low + range.high);
        const double half = 0.5 * factor * range.length();
        range = {middle - half, middle + half};
    };
    if (x > y) {
        widen(axes.yRange, x / y);
    } else {
        widen(axes.xRange, y / x);
    }
    return axes;
}

std::unique_ptr<FigurePanel> plotPanel(const ViewSpec& spec, const Frame& frame) {
    PlotLook look = PlotLook::fromOptions(spec);
    refuseAnyMissing(spec, frame);
    PlotContent content = collectPlot(spec, look, frame);
    if (!content.set.problem.isEmpty()) {
        throw InputError("", "/views",
                         "view '" + spec.name + "': " + content.set.problem.toStdString());
    }
    return plotPanel(QString::fromStdString(spec.title), std::move(content), std::move(look));
}

} // namespace scorescope::views
