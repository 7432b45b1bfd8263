// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_content.h"

#include "engine/core/error.h"
#include "views/text.h"
#include "views/theme.h"
#include "views/view_options.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace scorescope::views {
namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(scorescope::views::Graph)
};

const std::map<std::string, GraphLook::Direction>& directions() {
    static const std::map<std::string, GraphLook::Direction> named{
        {"auto", GraphLook::Direction::automatic},
        {"right", GraphLook::Direction::right},
        {"down", GraphLook::Direction::down}};
    return named;
}

/// The options of a view, each checked.
class Options {
public:
    explicit Options(const ViewSpec& spec) : spec_(spec) {}

    void read(const char* key, bool& into) const {
        if (const auto* value = find(key)) {
            if (!value->is_boolean()) {
                refuse(key, "true or false");
            }
            into = value->get<bool>();
        }
    }
    void read(const char* key, GraphLook::Direction& into) const {
        if (const auto* value = find(key)) {
            const auto found =
                directions().find(value->is_string() ? value->get<std::string>() : std::string());
            if (found == directions().end()) {
                refuse(key, "auto, right or down");
            }
            into = found->second;
        }
    }
    void readZoom(double& into) const {
        if (const auto* value = find("zoom")) {
            const double zoom = value->is_number() ? value->get<double>() : 0.0;
            if (!(zoom >= GraphLook::leastZoom && zoom <= GraphLook::mostZoom)) {
                refuse("zoom", "a number from 0.5 to 1000");
            }
            into = zoom;
        }
    }
    [[nodiscard]] std::optional<std::pair<double, double>> pair(const char* key) const {
        const auto* value = find(key);
        if (value == nullptr) {
            return std::nullopt;
        }
        if (!value->is_array() || value->size() != 2 || !(*value)[0].is_number() ||
            !(*value)[1].is_number()) {
            refuse(key, "two numbers");
        }
        return std::pair{(*value)[0].get<double>(), (*value)[1].get<double>()};
    }
    [[noreturn]] void refuse(const char* key, const char* allowed) const {
        throw InputError("", "/views",
                         "view '" + spec_.name + "': option '" + key + "' must be " + allowed);
    }

private:
    [[nodiscard]] const nlohmann::ordered_json* find(const char* key) const {
        const auto found = spec_.options.find(key);
        return found == spec_.options.end() ? nullptr : &*found;
    }

    const ViewSpec& spec_;
};

bool isRange(double low, double high) {
    return low < high && std::isfinite(high - low);
}

bool isShare(double value) {
    return value >= 0.0 && value <= 1.0;
}

void add(QString& text, const QString& more) {
    text += (text.isEmpty() ? QString() : QStringLiteral("; ")) + more;
}

std::optional<std::size_t> selectedNode(const Graph& graph, const Frame& frame) {
    if (graph.selects.empty() || !frame.scene ||
        !frame.scene->parameters.table().contains(graph.selects)) {
        return std::nullopt;
    }
    const auto* index = std::get_if<std::int64_t>(&frame.scene->parameters.value(graph.selects));
    if (index == nullptr || *index < 0 || static_cast<std::size_t>(*index) >= graph.nodes.size()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(*index);
}

} // namespace

GraphLook GraphLook::fromOptions(const ViewSpec& spec) {
    refuseUnknownOptions(spec,
                         {"direction", "values", "edge_labels", "zoom", "center", "color_range"});
    const Options options(spec);
    GraphLook look;
    options.read("direction", look.direction);
    options.read("values", look.values);
    options.read("edge_labels", look.edgeLabels);
    options.readZoom(look.zoom);
    if (const auto center = options.pair("center")) {
        if (!isShare(center->first) || !isShare(center->second)) {
            options.refuse("center", "two numbers from 0 to 1");
        }
        look.center = {center->first, center->second};
    }
    if (const auto range = options.pair("color_range")) {
        if (!isRange(range->first, range->second)) {
            options.refuse("color_range", "two finite numbers, the smaller one first");
        }
        look.colorRange = ColorLimits{range->first, range->second};
    }
    return look;
}

void GraphLook::read(const QJsonObject& state) {
    if (const auto found = directions().find(state["direction"].toString().toStdString());
        found != directions().end()) {
        direction = found->second;
    }
    values = state["values"].toBool(values);
    edgeLabels = state["edge_labels"].toBool(edgeLabels);
    const double zoomed = state["zoom"].toDouble(zoom);
    zoom = zoomed >= leastZoom && zoomed <= mostZoom ? zoomed : zoom;
    const QJsonArray middle = state["center"].toArray();
    if (middle.size() == 2 && isShare(middle[0].toDouble(-1.0)) &&
        isShare(middle[1].toDouble(-1.0))) {
        center = {middle[0].toDouble(), middle[1].toDouble()};
    }
    const QJsonArray range = state["color_range"].toArray();
    if (range.size() == 2 && isRange(range[0].toDouble(), range[1].toDouble())) {
        colorRange = ColorLimits{range[0].toDouble(), range[1].toDouble()};
    }
}

QJsonObject GraphLook::camera() const {
    return {{"zoom", zoom}, {"center", QJsonArray{center.x(), center.y()}}};
}

QJsonObject GraphLook::json() const {
    QJsonObject state = camera();
    for (const auto& [name, value] : directions()) {
        if (value == direction) {
            state["direction"] = QString::fromStdString(name);
        }
    }
    state["values"] = values;
    state["edge_labels"] = edgeLabels;
    if (colorRange) {
        state["color_range"] = QJsonArray{colorRange->low, colorRange->high};
    }
    return state;
}

GraphContent collectGraph(const ViewSpec& spec, const GraphLook& look, const Frame& frame) {
    GraphContent content;
    for (const std::string& name : spec.artifacts) {
        const auto artifact = frame.find(name);
        const QString shown = QString::fromStdString(name);
        if (!artifact) {
            add(content.problem, Text::tr("“%1” is not there").arg(shown));
            continue;
        }
        const auto* graph = std::get_if<Graph>(&artifact->data);
        if (graph == nullptr) {
            add(content.problem, Text::tr("“%1” is a %2, which a graph does not show")
                                     .arg(shown, QString::fromStdString(kindName(artifact->data))));
        } else if (content.graph == nullptr) {
            content.artifact = artifact;
            content.graph = graph;
        } else {
            add(content.problem, Text::tr("“%1” is a second graph").arg(shown));
        }
    }
    if (content.graph == nullptr) {
        return content;
    }
    const Graph& graph = *content.graph;
    std::vector<float> values;
    for (const Graph::Node& node : graph.nodes) {
        if (std::isfinite(node.value)) {
            values.push_back(static_cast<float>(node.value));
        }
    }
    content.measured = !values.empty();
    content.limits =
        look.colorRange.value_or(robustLimits(values, ColorScale::linear, graph.signedValues));
    std::size_t missing = 0;
    for (const Graph::Edge& edge : graph.edges) {
        const bool exists = edge.from < graph.nodes.size() && edge.to < graph.nodes.size();
        missing += exists ? 0 : 1;
        if (exists && std::isfinite(edge.weight)) {
            content.mostWeight = std::max(content.mostWeight, std::abs(edge.weight));
            content.signedWeights = content.signedWeights || edge.weight < 0.0;
        }
    }
    if (missing > 0) {
        add(content.problem,
            missing == 1 ? Text::tr("1 edge leads to a node that does not exist")
                         : Text::tr("%1 edges lead to nodes that do not exist").arg(missing));
    }
    content.selected = selectedNode(graph, frame);
    return content;
}

Colormap graphColors(const Graph& graph, const Theme& theme) {
    return graph.signedValues ? Colormap::divergingFor(theme) : Colormap::sequentialFor(theme);
}

QString valueText(const GraphContent& content, double value) {
    if (!std::isfinite(value)) {
        return {};
    }
    const QString unit = QString::fromStdString(content.artifact->value.unit);
    const QString number = numberText(value, 3);
    return unit.isEmpty() || unit.size() > 3 ? number : number + QChar(QChar::Nbsp) + unit;
}

QStringList nodeLines(const GraphContent& content, std::size_t node) {
    QStringList lines;
    if (content.graph == nullptr || node >= content.graph->nodes.size()) {
        return lines;
    }
    const Graph::Node& of = content.graph->nodes[node];
    lines << (of.name.empty() ? Text::tr("node %1").arg(node) : QString::fromStdString(of.name));
    for (const std::string& line : {of.kind, of.detail}) {
        if (!line.empty() && line != of.name) {
            lines << QString::fromStdString(line);
        }
    }
    const Quantity& quantity = content.artifact->value;
    if (content.measured || !quantity.label.empty()) {
        const QString label =
            quantity.label.empty() ? Text::tr("value") : QString::fromStdString(quantity.label);
        const QString unit = QString::fromStdString(quantity.unit);
        lines << (std::isfinite(of.value)
                      ? QStringLiteral("%1: %2%3")
                            .arg(label, numberText(of.value),
                                 unit.isEmpty() ? unit : QLatin1Char(' ') + unit)
                      : Text::tr("%1: not yet measured").arg(label));
    }
    return lines;
}

std::shared_ptr<const GraphGeometry> GraphGeometries::find(const GraphContent& content,
                                                           const GraphLook& look,
                                                           GraphDirection direction) {
    if (content.graph == nullptr) {
        return nullptr;
    }
    std::string structure = graphStructure(*content.graph);
    const GraphRooms rooms{look.values &&
                               (content.measured || !content.artifact->value.label.empty()),
                           look.edgeLabels};
    if (structure != structure_ || !(rooms == rooms_)) {
        structure_ = std::move(structure);
        rooms_ = rooms;
        made_.clear();
    }
    std::shared_ptr<const GraphGeometry>& made = made_[direction];
    if (!made) {
        made = graphGeometry(*content.graph, rooms, direction);
    }
    return made;
}

} // namespace scorescope::views
