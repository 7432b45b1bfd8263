// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/selection_text.h"

#include "engine/core/scene.h"
#include "views/selection.h"
#include "views/text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace scorescope::views {
namespace {

using Rows = std::vector<std::pair<QString, QString>>;

QString word(const std::string& text) {
    return QString::fromStdString(text);
}

QString orElse(const std::string& text, const std::string& otherwise) {
    return word(text.empty() ? otherwise : text);
}

/// What the artifacts of a frame know of the items that are selected.
class Describer {
public:
    Describer(const Frame& frame, const Artifact& artifact, std::set<SelectionParameter>& named,
              Rows& rows)
        : frame_(frame), artifact_(artifact), named_(named), rows_(rows) {}

    void operator()(const SeriesArtifact& series) {
        if (const auto item = selected(series.selects);
            item && *item == series.item && series.points.size() > 0) {
            row(word(artifact_.title), numberText(frame_.lastValue(artifact_.name)));
        }
    }
    void operator()(const Lines& lines) {
        const auto item = selected(lines.selects, lines.lines.size());
        if (!item) {
            return;
        }
        const Lines::Line& line = lines.lines[*item];
        row(word(artifact_.title), orElse(line.label, std::to_string(*item)));
    }
    void operator()(const Scatter& points) {
        const auto item = selected(points.selects, points.x.size());
        if (!item) {
            return;
        }
        row(word(artifact_.title), place({points.x[*item], points.y[*item]}));
        if (*item < points.value.size()) {
            row(orElse(artifact_.value.label, artifact_.title), numberText(points.value[*item]));
        }
    }
    void operator()(const Trajectory& chains) {
        const std::size_t count = chains.starts.empty() ? 1 : chains.starts.size();
        const auto item = selected(chains.selects, count);
        if (!item || chains.dimensions == 0) {
            return;
        }
        const std::size_t points = chains.coordinates.size() / chains.dimensions;
        const std::size_t begin = chains.starts.empty() ? 0 : chains.starts[*item];
        const std::size_t end =
            *item + 1 < chains.starts.size() ? chains.starts[*item + 1] : points;
        if (end <= begin || end > points) {
            return;
        }
        const auto last =
            chains.coordinates.begin() + static_cast<std::ptrdiff_t>((end - 1) * chains.dimensions);
        row(QCoreApplication::translate("Inspector", "its place"),
            place({last, last + static_cast<std::ptrdiff_t>(chains.dimensions)}));
        row(QCoreApplication::translate("Inspector", "points so far"),
            QString::number(end - begin));
        if (chains.accepted.size() == points && end - begin > 1) {
            const auto first = chains.accepted.begin() + static_cast<std::ptrdiff_t>(begin) + 1;
            const auto moves =
                std::count_if(first, chains.accepted.begin() + static_cast<std::ptrdiff_t>(end),
                              [](std::uint8_t each) { return each != 0; });
            row(QCoreApplication::translate("Inspector", "accepted"),
                QStringLiteral("%1 %").arg(numberText(
                    100.0 * static_cast<double>(moves) / static_cast<double>(end - begin - 1), 3)));
        }
    }
    void operator()(const ImageGrid& images) {
        if (const auto item = selected(images.selects, images.images());
            item && *item < images.captions.size()) {
            row(word(artifact_.title), word(images.captions[*item]));
        }
    }
    void operator()(const Heatmap& map) {
        const auto line = selected(map.selectsRow, map.rows());
        const auto column = selected(map.selectsColumn, map.columns());
        if (line) {
            row(orElse(artifact_.y.label, artifact_.title), word(map.rowLabels[*line]));
        }
        if (column) {
            row(orElse(artifact_.x.label, artifact_.title), word(map.columnLabels[*column]));
        }
        const std::size_t cell =
            line && column ? *line * map.columns() + *column : map.values.size();
        if (cell < map.values.size()) {
            row(orElse(artifact_.value.label, artifact_.title), numberText(map.values[cell]));
        }
    }
    void operator()(const Graph& graph) {
        const auto item = selected(graph.selects, graph.nodes.size());
        if (!item) {
            return;
        }
        const Graph::Node& node = graph.nodes[*item];
        row(word(artifact_.title),
            node.detail.empty() ? word(node.name) : word(node.name + ", " + node.detail));
        if (std::isfinite(node.value)) {
            row(orElse(artifact_.value.label, artifact_.title), numberText(node.value));
        }
    }
    void operator()(const Spans& spans) {
        if (const auto item = selected(spans.selects, spans.rows.size())) {
            row(word(artifact_.title), word(spans.rows[*item]));
        }
    }
    void operator()(const Table& table) {
        const auto item = selected(table.selects, table.rows.size());
        if (!item) {
            return;
        }
        const std::vector<TableCell>& cells = table.rows[*item];
        for (std::size_t i = 0; i < cells.size() && i < table.columns.size(); ++i) {
            row(word(table.columns[i]), withMinusSigns(word(cells[i].text)));
        }
    }
    // Nothing of these can be selected.
    void operator()(const Markers&) {}
    void operator()(const Histogram&) {}
    void operator()(const PointCloud&) {}
    void operator()(const VectorCloud&) {}
    void operator()(const VectorField&) {}
    void operator()(const ScalarField&) {}
    void operator()(const TensorField&) {}

private:
    void row(QString label, QString value) {
        rows_.emplace_back(std::move(label), std::move(value));
    }

    static QString place(const std::vector<float>& coordinates) {
        QStringList numbers;
        for (const float each : coordinates) {
            numbers << numberText(each);
        }
        return QStringLiteral("(%1)").arg(numbers.join(QStringLiteral(", ")));
    }

    /// The selected item, whose parameter is named before the first of its rows.
    std::optional<std::int64_t> selected(const SelectionParameter& parameter) {
        const std::optional<std::int64_t> item = selectedItem(frame_, parameter);
        if (item && named_.insert(parameter).second) {
            row(word(frame_.scene->parameters.table().spec(parameter).label),
                QString::number(*item));
        }
        return item;
    }
    std::optional<std::size_t> selected(const SelectionParameter& parameter, std::size_t count) {
        const std::optional<std::int64_t> item = selected(parameter);
        if (!item || *item < 0 || static_cast<std::uint64_t>(*item) >= count) {
            return std::nullopt;
        }
        return static_cast<std::size_t>(*item);
    }

    const Frame& frame_;
    const Artifact& artifact_;
    std::set<SelectionParameter>& named_;
    Rows& rows_;
};

} // namespace

Rows describeSelection(const Frame& frame) {
    Rows rows;
    std::set<SelectionParameter> named;
    for (const auto& [name, artifact] : frame.artifacts) {
        std::visit(Describer(frame, *artifact, named, rows), artifact->data);
    }
    return rows;
}

} // namespace scorescope::views
