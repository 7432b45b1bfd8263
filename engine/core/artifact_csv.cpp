// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/csv.h"
#include "engine/core/text.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace scorescope {
namespace {

/// A tidy table: named columns, an observation a row; an empty cell is no value.
class TidyTable {
public:
    explicit TidyTable(std::vector<std::string> names) : columns(std::move(names)) {}

    template <class... Cells> void row(const Cells&... values) { (add(values), ...); }
    void add(const std::string& text) { cells.push_back(CsvText::quoted(text)); }
    void add(double value) { cells.push_back(CsvText::numberText(value)); }
    void add(float value) { cells.push_back(CsvText::numberText(value)); }
    void add(std::size_t count) { cells.push_back(std::to_string(count)); }
    void addNothing() { cells.emplace_back(); }

    std::vector<std::string> columns;
    std::vector<std::string> cells; ///< row by row, as they are written
};

/// "x0", "x1", …
std::vector<std::string> numbered(const char* letter, std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
        names.push_back(letter + std::to_string(i));
    }
    return names;
}

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

const std::vector<std::string> seriesColumns = {"series", "step", "value", "lo", "hi"};

void addSeries(TidyTable& table, const std::string& name, const SeriesArtifact& series) {
    const bool band = series.low.size() == series.points.size() &&
                      series.high.size() == series.points.size() && !series.points.empty();
    for (std::size_t i = 0; i < series.points.size(); ++i) {
        const SeriesPoint point = series.points.at(i);
        table.row(name, point.step, point.value);
        if (band) {
            table.row(series.low.at(i).value, series.high.at(i).value);
        } else {
            table.addNothing();
            table.addNothing();
        }
    }
}

/// The table of one kind of artifact each.
class ArtifactTable {
public:
    explicit ArtifactTable(std::string name) : name_(std::move(name)) {}

    TidyTable operator()(const SeriesArtifact& series) const {
        TidyTable table(seriesColumns);
        addSeries(table, name_, series);
        return table;
    }
    TidyTable operator()(const Lines& lines) const {
        const bool bars = std::any_of(lines.lines.begin(), lines.lines.end(), [](const auto& each) {
            return !each.low.empty() && !each.high.empty();
        });
        TidyTable table(std::vector<std::string>{"line", "x", "y"} +
                        (bars ? std::vector<std::string>{"lo", "hi"} : std::vector<std::string>()));
        for (const Lines::Line& line : lines.lines) {
            for (std::size_t i = 0; i < line.x.size() && i < line.y.size(); ++i) {
                table.row(line.label, line.x[i], line.y[i]);
                for (const std::vector<double>* end : {&line.low, &line.high}) {
                    if (bars && i < end->size()) {
                        table.add((*end)[i]);
                    } else if (bars) {
                        table.addNothing();
                    }
                }
            }
        }
        return table;
    }
    TidyTable operator()(const Scatter& s) const {
        TidyTable table({"x", "y"});
        if (!s.value.empty()) {
            table.columns.emplace_back("value");
        }
        if (!s.hollow.empty()) {
            table.columns.emplace_back("hollow");
        }
        for (std::size_t i = 0; i < s.x.size(); ++i) {
            table.row(s.x[i], s.y[i]);
            if (!s.value.empty()) {
                table.add(s.value[i]);
            }
            if (!s.hollow.empty()) {
                table.add(std::size_t{s.hollow[i]});
            }
        }
        return table;
    }
    TidyTable operator()(const Markers& m) const {
        TidyTable table({"x", "y", "kind", "label"});
        for (const Markers::Marker& marker : m.markers) {
            table.row(marker.x, marker.y, marker.kind, marker.label);
        }
        return table;
    }
    TidyTable operator()(const Histogram& h) const {
        TidyTable table({"low", "high", "count"});
        for (std::size_t i = 0; i < h.count.size(); ++i) {
            table.row(h.edges[i], h.edges[i + 1], h.count[i]);
        }
        return table;
    }
    TidyTable operator()(const PointCloud& p) const {
        TidyTable table(numbered("x", p.dimensions));
        if (!p.value.empty()) {
            table.columns.emplace_back("value");
        }
        eachPoint(p.coordinates.size(), p.dimensions, [&](std::size_t point) {
            addRange(table, p.coordinates, point * p.dimensions, p.dimensions);
            if (!p.value.empty()) {
                table.add(p.value[point]);
            }
        });
        return table;
    }
    TidyTable operator()(const VectorCloud& c) const {
        TidyTable table(numbered("x", c.dimensions) + numbered("v", c.dimensions));
        eachPoint(c.coordinates.size(), c.dimensions, [&](std::size_t point) {
            addRange(table, c.coordinates, point * c.dimensions, c.dimensions);
            addRange(table, c.vectors, point * c.dimensions, c.dimensions);
        });
        return table;
    }
    TidyTable operator()(const VectorField& f) const {
        TidyTable table({"x", "y", "u", "v"});
        eachNode(f.grid,
                 [&](double x, double y, std::size_t i) { table.row(x, y, f.u[i], f.v[i]); });
        return table;
    }
    TidyTable operator()(const ScalarField& f) const {
        TidyTable table({"x", "y", "value"});
        eachNode(f.grid, [&](double x, double y, std::size_t i) { table.row(x, y, f.values[i]); });
        return table;
    }
    TidyTable operator()(const TensorField& f) const {
        TidyTable table({"x", "y", "xx", "xy", "yy"});
        for (std::size_t i = 0; i < f.tensor.size(); ++i) {
            table.row(f.x[i], f.y[i], f.tensor[i][0], f.tensor[i][1], f.tensor[i][2]);
        }
        return table;
    }
    TidyTable operator()(const Trajectory& t) const {
        TidyTable table(std::vector<std::string>{"chain"} + numbered("x", t.dimensions));
        if (!t.accepted.empty()) {
            table.columns.emplace_back("accepted");
        }
        std::size_t chain = 0;
        eachPoint(t.coordinates.size(), t.dimensions, [&](std::size_t point) {
            while (chain + 1 < t.starts.size() && t.starts[chain + 1] <= point) {
                ++chain;
            }
            table.add(chain);
            addRange(table, t.coordinates, point * t.dimensions, t.dimensions);
            if (!t.accepted.empty()) {
                table.add(std::size_t{t.accepted[point]});
            }
        });
        return table;
    }
    TidyTable operator()(const ImageGrid& i) const {
        TidyTable table(std::vector<std::string>{"image"} + numbered("p", i.imageSize()));
        eachPoint(i.pixels.size(), i.imageSize(), [&](std::size_t image) {
            table.add(image);
            addRange(table, i.pixels, image * i.imageSize(), i.imageSize());
        });
        return table;
    }
    TidyTable operator()(const Heatmap& h) const {
        static constexpr const char* states[] = {"measured", "not_computed", "not_converged",
                                                 "too_few_examples"};
        TidyTable table({"row", "column", "value"});
        if (!h.states.empty()) {
            table.columns.emplace_back("state");
        }
        for (std::size_t row = 0; row < h.rows(); ++row) {
            for (std::size_t column = 0; column < h.columns(); ++column) {
                const std::size_t at = row * h.columns() + column;
                place(table, h.rowPositions, h.rowLabels, row);
                place(table, h.columnPositions, h.columnLabels, column);
                table.add(h.values[at]);
                if (!h.states.empty()) {
                    table.add(std::string(states[static_cast<std::size_t>(h.states[at])]));
                }
            }
        }
        return table;
    }
    TidyTable operator()(const Graph& g) const {
        TidyTable table({"part", "name", "kind", "value", "to", "label"});
        for (const Graph::Node& node : g.nodes) {
            table.row(std::string("node"), node.name, node.kind, node.value, std::string(),
                      node.detail);
        }
        for (const Graph::Edge& edge : g.edges) {
            table.row(std::string("edge"), g.nodes[edge.from].name, edge.kind, edge.weight,
                      g.nodes[edge.to].name, edge.label);
        }
        return table;
    }
    TidyTable operator()(const Spans& s) const {
        TidyTable table({"row", "begin", "end", "category", "label"});
        for (const Spans::Span& span : s.spans) {
            table.row(s.rows[span.row], span.begin, span.end, s.categories[span.category],
                      span.label);
        }
        return table;
    }
    TidyTable operator()(const Table& given) const {
        std::vector<std::string> names;
        for (const std::string& column : given.columns) {
            names.push_back(asciiName(column));
        }
        TidyTable table(names);
        for (const auto& row : given.rows) {
            for (std::size_t c = 0; c < names.size(); ++c) {
                if (c >= row.size()) {
                    table.addNothing();
                } else if (row[c].numbers.size() == 1) {
                    table.add(row[c].numbers.front());
                } else if (row[c].numbers.empty()) {
                    table.add(row[c].text);
                } else {
                    table.add(vectorText(row[c].numbers));
                }
            }
        }
        return table;
    }

private:
    template <class Take> static void eachNode(const Grid& grid, const Take& take) {
        for (std::size_t row = 0; row < grid.rows; ++row) {
            for (std::size_t column = 0; column < grid.columns; ++column) {
                take(grid.x(column), grid.y(row), row * grid.columns + column);
            }
        }
    }
    template <class Take>
    static void eachPoint(std::size_t numbers, std::size_t dimensions, const Take& take) {
        for (std::size_t i = 0; dimensions != 0 && (i + 1) * dimensions <= numbers; ++i) {
            take(i);
        }
    }
    static void addRange(TidyTable& table, const std::vector<float>& values, std::size_t first,
                         std::size_t count) {
        for (std::size_t i = first; i < first + count; ++i) {
            table.add(values[i]);
        }
    }
    static void place(TidyTable& table, const std::vector<double>& positions,
                      const std::vector<std::string>& labels, std::size_t index) {
        if (positions.empty()) {
            table.add(labels[index]);
        } else {
            table.add(positions[index]);
        }
    }
    static std::string vectorText(const std::vector<double>& numbers) {
        std::string text;
        for (const double number : numbers) {
            text += (text.empty() ? "" : " ") + CsvText::numberText(number);
        }
        return text;
    }

    std::string name_;
};

TidyTable tableOf(const Artifact& artifact) {
    return std::visit(ArtifactTable(artifact.name), artifact.data);
}

std::string textOf(const TidyTable& table) {
    CsvText csv;
    for (const std::string& name : table.columns) {
        csv.cell(name);
    }
    csv.endRow();
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
        csv.ready(table.cells[i]);
        if ((i + 1) % table.columns.size() == 0) {
            csv.endRow();
        }
    }
    return csv.text();
}

} // namespace

std::string toCsv(const Artifact& artifact) {
    return textOf(tableOf(artifact));
}

std::string toCsv(const std::vector<std::shared_ptr<const Artifact>>& artifacts) {
    if (std::all_of(artifacts.begin(), artifacts.end(), [](const auto& each) {
            return std::holds_alternative<SeriesArtifact>(each->data);
        })) {
        TidyTable table(seriesColumns);
        for (const auto& artifact : artifacts) {
            addSeries(table, artifact->name, std::get<SeriesArtifact>(artifact->data));
        }
        return textOf(table);
    }
    // One table with the columns of all: each artifact fills its own.
    std::vector<TidyTable> tables;
    std::vector<std::string> columns = {"artifact"};
    for (const auto& artifact : artifacts) {
        tables.push_back(tableOf(*artifact));
        for (const std::string& name : tables.back().columns) {
            if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
                columns.push_back(name);
            }
        }
    }
    CsvText csv;
    for (const std::string& name : columns) {
        csv.cell(name);
    }
    csv.endRow();
    for (std::size_t a = 0; a < tables.size(); ++a) {
        const TidyTable& table = tables[a];
        std::map<std::string, std::size_t> place;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            place.emplace(table.columns[c], c);
        }
        for (std::size_t row = 0; row < table.cells.size(); row += table.columns.size()) {
            csv.cell(artifacts[a]->name);
            for (std::size_t c = 1; c < columns.size(); ++c) {
                const auto found = place.find(columns[c]);
                csv.ready(found == place.end() ? std::string() : table.cells[row + found->second]);
            }
            csv.endRow();
        }
    }
    return csv.text();
}

std::string seriesCsv(const Frame& frame) {
    TidyTable table(seriesColumns);
    for (const auto& [name, artifact] : frame.artifacts) {
        if (const auto* series = std::get_if<SeriesArtifact>(&artifact->data);
            series != nullptr && !isEmpty(*artifact)) {
            addSeries(table, name, *series);
        }
    }
    return textOf(table);
}

} // namespace scorescope
