// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plot/plot_content.h"

#include "engine/core/error.h"
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

[[noreturn]] void refuse(const ViewSpec& spec, const std::string& key, const std::string& allowed) {
    throw InputError("", "/views",
                     "view '" + spec.name + "': option '" + key + "' must be " + allowed);
}

std::optional<Interval> intervalOption(const ViewSpec& spec, const char* key, Scale scale) {
    const auto found = spec.options.find(key);
    if (found == spec.options.end()) {
        return std::nullopt;
    }
    const bool numbers = found->is_array() && found->size() == 2 && (*found)[0].is_number() &&
                         (*found)[1].is_number();
    const Interval range = numbers ? Interval{(*found)[0].get<double>(), (*found)[1].get<double>()}
                                   : Interval{0.0, 0.0};
    if (!(range.low < range.high) || !std::isfinite(range.length())) {
        refuse(spec, key, "two finite numbers, the smaller one first");
    }
    if (scale == Scale::log && !(range.low > 0.0)) {
        refuse(spec, key, "above 0 on a log axis");
    }
    return range;
}

void scaleOption(const ViewSpec& spec, const char* key, Scale& into) {
    const auto found = spec.options.find(key);
    if (found == spec.options.end()) {
        return;
    }
    const auto value = found->is_string() ? scaleFromName(found->get<std::string>()) : std::nullopt;
    if (!value || *value == Scale::symlog) {
        refuse(spec, key, "linear or log");
    }
    into = *value;
}

void switchOption(const ViewSpec& spec, const char* key, bool& into) {
    const auto found = spec.options.find(key);
    if (found == spec.options.end()) {
        return;
    }
    if (!found->is_boolean()) {
        refuse(spec, key, "true or false");
    }
    into = found->get<bool>();
}

QString quantityText(const Quantity& quantity) {
    const QString label = QString::fromStdString(quantity.label);
    return quantity.unit.empty() || label.isEmpty()
               ? label
               : Text::tr("%1 (%2)").arg(label, QString::fromStdString(quantity.unit));
}

/// Adds what is no curve.
class Collector {
public:
    Collector(PlotContent& content, const Artifact& artifact, std::size_t color)
        : content_(content), artifact_(artifact), color_(color) {}

    void operator()(const Scatter& scatter) {
        PlotDots dots;
        dots.name = artifact_.name;
        dots.title = QString::fromStdString(artifact_.title);
        dots.colorIndex = color_;
        for (std::size_t i = 0; i < std::min(scatter.x.size(), scatter.y.size()); ++i) {
            dots.points.push_back(
                {static_cast<double>(scatter.x[i]), static_cast<double>(scatter.y[i])});
        }
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
    template <typename Other> void operator()(const Other&) {
        content_.set.problem = Text::tr("“%1” is a %2, which a plot does not show")
                                   .arg(QString::fromStdString(artifact_.name),
                                        QString::fromStdString(kindName(artifact_.data)));
    }

private:
    PlotContent& content_;
    const Artifact& artifact_;
    std::size_t color_;
};

bool isCurve(const Artifact& artifact) {
    return std::holds_alternative<Lines>(artifact.data) ||
           std::holds_alternative<Histogram>(artifact.data);
}

} // namespace

PlotLook PlotLook::fromOptions(const ViewSpec& spec) {
    refuseUnknownOptions(
        spec, {"x_scale", "y_scale", "x_range", "y_range", "legend", "equal_axes", "colors"});
    PlotLook look;
    if (!spec.options.is_object()) {
        return look;
    }
    scaleOption(spec, "x_scale", look.xScale);
    scaleOption(spec, "y_scale", look.yScale);
    look.x = intervalOption(spec, "x_range", look.xScale);
    look.y = intervalOption(spec, "y_range", look.yScale);
    switchOption(spec, "legend", look.legend);
    switchOption(spec, "equal_axes", look.equalAxes);
    const auto colors = spec.options.find("colors");
    if (colors != spec.options.end()) {
        if (!colors->is_object()) {
            refuse(spec, "colors", "an object of labels and colour names");
        }
        for (const auto& [label, value] : colors->items()) {
            const std::string name = value.is_string() ? value.get<std::string>() : std::string();
            if (colorNumber(name) == colorNames().size()) {
                refuse(spec, "colors/" + label,
                       "blue, orange, green, purple, sky, yellow, vermilion or gray" +
                           didYouMean(name, colorNames()));
            }
            look.colors[label] = name;
        }
    }
    return look;
}

bool PlotContent::empty() const {
    return markers.empty() && dots.empty() && arrows.empty() &&
           std::all_of(set.curves.begin(), set.curves.end(),
                       [](const PlotCurve& curve) { return curve.path.empty(); });
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
        content.set.xLabel = quantityText(others.front()->x);
        content.set.yLabel = quantityText(others.front()->y);
    }
    const std::size_t gray = colorNames().size() - 1;
    for (PlotCurve& curve : content.set.curves) {
        const auto named = look.colors.find(curve.title.toStdString());
        if (named != look.colors.end()) {
            curve.colorIndex = colorNumber(named->second);
            curve.reference = curve.colorIndex == gray;
        }
    }
    std::size_t color = content.set.curves.size();
    for (const auto& artifact : others) {
        const auto named = look.colors.find(artifact->name);
        std::visit(Collector(content, *artifact,
                             named == look.colors.end() ? color++ : colorNumber(named->second)),
                   artifact->data);
    }
    content.set.artifacts = std::move(all);
    return content;
}

CurveAxes fitPlot(const PlotContent& content, const PlotLook& look) {
    // Whatever has a place in the plot asks for room like a curve does.
    CurveSet set = content.set;
    const auto ask = [&set](std::vector<CurvePoint> path) {
        PlotCurve curve;
        curve.isPath = true;
        curve.path = std::move(path);
        set.curves.push_back(std::move(curve));
    };
    for (const PlotDots& dots : content.dots) {
        ask(dots.points);
    }
    for (const Markers::Marker& marker : content.markers) {
        ask({{marker.x, marker.y}});
    }
    CurveLook fitted;
    fitted.xScale = look.xScale;
    fitted.yScale = look.yScale;
    fitted.x = look.x;
    fitted.y = look.y;
    return fitAxes(set, fitted);
}

CurveAxes withEqualUnits(CurveAxes axes, const QSizeF& plot) {
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
    PlotContent content = collectPlot(spec, look, frame);
    if (!content.set.problem.isEmpty()) {
        throw InputError("", "/views",
                         "view '" + spec.name + "': " + content.set.problem.toStdString());
    }
    return plotPanel(QString::fromStdString(spec.title), std::move(content), std::move(look));
}

} // namespace scorescope::views
