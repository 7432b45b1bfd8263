// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/heatmap/heat_content.h"

#include "views/selection.h"
#include "views/text.h"
#include "views/view_options.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::HeatMap)
};

/// Half way between neighbours on the scale; the outermost cells are as wide as their neighbours.
std::vector<double> edgesOf(const std::vector<double>& positions, const AxisScale& scale) {
    std::vector<double> edges;
    const std::size_t n = positions.size();
    const auto at = [&](std::size_t i) { return scale.forward(positions[i]); };
    if (n == 1) {
        return {scale.inverse(at(0) - 0.5), scale.inverse(at(0) + 0.5)};
    }
    for (std::size_t i = 0; i <= n; ++i) {
        const double edge = i == 0   ? at(0) - 0.5 * (at(1) - at(0))
                            : i == n ? at(n - 1) + 0.5 * (at(n - 1) - at(n - 2))
                                     : 0.5 * (at(i - 1) + at(i));
        edges.push_back(scale.inverse(edge));
    }
    return edges;
}

bool increases(const std::vector<double>& positions, bool positive) {
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (!std::isfinite(positions[i]) || (positive && !(positions[i] > 0.0)) ||
            (i > 0 && !(positions[i] > positions[i - 1]))) {
            return false;
        }
    }
    return true;
}

/// Why such a heat map cannot be drawn, or nothing.
QString damage(const Heatmap& map, const HeatLook& look) {
    const auto axis = [](const std::vector<double>& positions, std::size_t count, Scale scale) {
        return positions.empty() ||
               (positions.size() == count && increases(positions, scale == Scale::log));
    };
    if (map.values.size() != map.rows() * map.columns()) {
        return Text::tr("it has %1 values for %2 × %3 cells")
            .arg(map.values.size())
            .arg(map.rows())
            .arg(map.columns());
    }
    if (!map.states.empty() && map.states.size() != map.values.size()) {
        return Text::tr("it has %1 states for %2 cells")
            .arg(map.states.size())
            .arg(map.values.size());
    }
    if (!axis(map.columnPositions, map.columns(), look.xScale) ||
        !axis(map.rowPositions, map.rows(), look.yScale)) {
        return Text::tr("its rows or columns have no places on the axes");
    }
    return {};
}

CellCounts countCells(const HeatContent& content) {
    CellCounts counts;
    const Heatmap& map = *content.heatmap();
    for (std::size_t row = 0; row < map.rows(); ++row) {
        for (std::size_t column = 0; column < map.columns(); ++column) {
            const double value = static_cast<double>(content.value({row, column}));
            switch (content.state({row, column})) {
            case Heatmap::CellState::notComputed:
                ++counts.notComputed;
                continue;
            case Heatmap::CellState::notConverged:
                ++counts.notConverged;
                break;
            case Heatmap::CellState::tooFewExamples:
                ++counts.tooFew;
                break;
            case Heatmap::CellState::measured:
                break;
            }
            counts.notANumber += std::isnan(value) ? 1U : 0U;
            counts.clipped +=
                value < content.bar.limits.low || value > content.bar.limits.high ? 1U : 0U;
        }
    }
    return counts;
}

void setColors(HeatContent& content, const HeatLook& look, const Theme& theme) {
    const Heatmap& map = *content.heatmap();
    ColorBar& bar = content.bar;
    bar.title = quantityText(content.artifact->value);
    bar.scale = map.signedValues ? ColorScale::linear : look.colorScale;
    bar.map = map.signedValues ? Colormap::divergingFor(theme) : Colormap::sequentialFor(theme);
    bar.limits = look.limits && look.limits->valid(bar.scale)
                     ? *look.limits
                     : robustLimits(map.values, bar.scale, map.signedValues);
    for (const float each : map.values) {
        bar.below = bar.below || static_cast<double>(each) < bar.limits.low;
        bar.above = bar.above || static_cast<double>(each) > bar.limits.high;
    }
    for (const Heatmap::Reference& reference : map.references) {
        bar.references.push_back({reference.value, QString::fromStdString(reference.label), true});
    }
}

std::vector<double> named(std::size_t count, double sign) {
    std::vector<double> edges;
    for (std::size_t i = 0; i <= count; ++i) {
        edges.push_back(sign * (static_cast<double>(i) - 0.5));
    }
    return edges;
}

std::vector<Tick> names(const std::vector<std::string>& labels, double sign) {
    std::vector<Tick> ticks;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        ticks.push_back({sign * static_cast<double>(i), QString::fromStdString(labels[i]), true});
    }
    return ticks;
}

/// Which of the stretches between edges, which rise or fall, holds the value.
std::optional<std::size_t> stretchOf(const std::vector<double>& edges, double value) {
    const bool falling = edges.size() > 1 && edges.back() < edges.front();
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
        const double low = falling ? edges[i + 1] : edges[i];
        const double high = falling ? edges[i] : edges[i + 1];
        if (value >= low && value < high) {
            return i;
        }
    }
    return std::nullopt;
}

} // namespace

HeatLook HeatLook::fromOptions(const ViewSpec& spec) {
    refuseUnknownOptions(
        spec, {"x_scale", "y_scale", "x_range", "y_range", "color_scale", "limits", "marks"});
    HeatLook look;
    static_cast<AxesLook&>(look) = AxesLook::fromOptions(spec);
    if (look.xScale == Scale::symlog || look.yScale == Scale::symlog) {
        refuseOption(spec, look.xScale == Scale::symlog ? "x_scale" : "y_scale", "linear or log");
    }
    if (const auto scale = spec.options.find("color_scale"); scale != spec.options.end()) {
        if (*scale != "linear" && *scale != "log") {
            refuseOption(spec, "color_scale", "linear or log");
        }
        look.colorScale = *scale == "log" ? ColorScale::logarithmic : ColorScale::linear;
    }
    if (const auto limits = rangeOption(spec, "limits")) {
        look.limits = ColorLimits{limits->low, limits->high};
    }
    look.marks = switchOption(spec, "marks", true);
    return look;
}

const Heatmap* HeatContent::heatmap() const {
    return artifact ? std::get_if<Heatmap>(&artifact->data) : nullptr;
}

float HeatContent::value(const HeatCell& cell) const {
    const Heatmap& map = *heatmap();
    return map.values[cell.row * map.columns() + cell.column];
}

Heatmap::CellState HeatContent::state(const HeatCell& cell) const {
    const Heatmap& map = *heatmap();
    return map.states.empty() ? Heatmap::CellState::measured
                              : map.states[cell.row * map.columns() + cell.column];
}

std::optional<HeatCell> HeatContent::cellAt(double x, double y) const {
    const auto column = stretchOf(xEdges, x);
    const auto row = stretchOf(yEdges, y);
    return row && column ? std::optional(HeatCell{*row, *column}) : std::nullopt;
}

HeatContent collectHeat(const ViewSpec& spec, const HeatLook& look, const Frame& frame,
                        const Theme& theme) {
    HeatContent content;
    for (const std::string& name : spec.artifacts) {
        const QString quoted = QString::fromStdString(name);
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact) {
            content.problem = Text::tr("Nothing to show yet");
        } else if (const auto* map = std::get_if<Heatmap>(&artifact->data); map == nullptr) {
            content.problem = Text::tr("“%1” is no heat map but a %2")
                                  .arg(quoted, QString::fromStdString(kindName(artifact->data)));
        } else if (content.artifact) {
            content.problem = Text::tr("“%1” is not shown: a heat map shows one").arg(quoted);
        } else if (const QString why = damage(*map, look); !why.isEmpty()) {
            content.problem = Text::tr("“%1” cannot be drawn: %2").arg(quoted, why);
        } else {
            content.artifact = artifact;
        }
    }
    const Heatmap* map = content.heatmap();
    if (map == nullptr) {
        return content;
    }
    content.labels = {quantityText(content.artifact->x), quantityText(content.artifact->y), {}};
    setColors(content, look, theme);
    content.counts = countCells(content);
    content.xEdges = map->columnPositions.empty()
                         ? named(map->columns(), 1.0)
                         : edgesOf(map->columnPositions, {look.xScale, 1.0});
    content.yEdges = map->rowPositions.empty() ? named(map->rows(), -1.0)
                                               : edgesOf(map->rowPositions, {look.yScale, 1.0});
    if (map->columnsAreSteps) {
        content.step = static_cast<double>(frame.step);
    }
    content.selectedRow = selectedItem(frame, map->selectsRow);
    content.selectedColumn = selectedItem(frame, map->selectsColumn);
    return content;
}

Axes fitHeat(const HeatContent& content, const HeatLook& look) {
    Axes axes;
    const Heatmap* map = content.heatmap();
    if (map == nullptr || map->values.empty()) {
        return axes;
    }
    const auto limits = [](const std::vector<double>& edges) {
        return Interval{std::min(edges.front(), edges.back()),
                        std::max(edges.front(), edges.back())};
    };
    // A scale is for numbers; names stand side by side.
    axes.x.kind = map->columnPositions.empty() ? Scale::linear : look.xScale;
    axes.y.kind = map->rowPositions.empty() ? Scale::linear : look.yScale;
    axes.xRange = look.x.value_or(limits(content.xEdges));
    axes.yRange = look.y.value_or(limits(content.yEdges));
    if (map->columnPositions.empty()) {
        axes.xNames = names(map->columnLabels, 1.0);
    }
    if (map->rowPositions.empty()) {
        axes.yNames = names(map->rowLabels, -1.0);
    }
    const CellCounts& counts = content.counts;
    QStringList notes;
    const auto tell = [&](std::size_t n, const QString& text) {
        if (n > 0) {
            notes << text.arg(n);
        }
    };
    tell(counts.notComputed, Text::tr("/ not computed: %1"));
    tell(counts.notConverged, Text::tr("○ not converged: %1"));
    tell(counts.tooFew, Text::tr("• too few examples: %1"));
    tell(counts.notANumber, Text::tr("× not a number: %1"));
    tell(counts.clipped, Text::tr("▲▼ beyond the colours: %1"));
    axes.note = notes.join(QStringLiteral(" · "));
    return axes;
}

} // namespace scorescope::views
