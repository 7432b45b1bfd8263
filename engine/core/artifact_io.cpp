// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"

#include "engine/core/atomic_file.h"
#include "engine/core/csv.h"
#include "engine/core/npz.h"
#include "engine/core/overloaded.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>

namespace scorescope {
namespace {

std::vector<double> gridX(const Grid& grid) {
    std::vector<double> x(grid.columns);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = grid.x(i);
    }
    return x;
}

std::vector<double> gridY(const Grid& grid) {
    std::vector<double> y(grid.rows);
    for (std::size_t i = 0; i < y.size(); ++i) {
        y[i] = grid.y(i);
    }
    return y;
}

void appendSeries(std::vector<ArchiveEntry>& arrays, const std::string& suffix,
                  const Series& series) {
    std::vector<double> steps;
    std::vector<double> values;
    for (const SeriesPoint& point : series.points()) {
        steps.push_back(point.step);
        values.push_back(point.value);
    }
    if (suffix.empty()) {
        arrays.push_back(arrayEntry("step", steps));
        arrays.push_back(arrayEntry("value", values));
    } else if (!values.empty()) {
        arrays.push_back(arrayEntry(suffix, values));
    }
}

std::vector<ArchiveEntry> arraysOf(const Artifact& artifact) {
    std::vector<ArchiveEntry> arrays;
    std::visit(
        Overloaded{
            [&](const SeriesArtifact& s) {
                appendSeries(arrays, "", s.points);
                appendSeries(arrays, "lo", s.low);
                appendSeries(arrays, "hi", s.high);
            },
            [&](const Lines& lines) {
                for (std::size_t i = 0; i < lines.lines.size(); ++i) {
                    arrays.push_back(arrayEntry("x_" + std::to_string(i), lines.lines[i].x));
                    arrays.push_back(arrayEntry("y_" + std::to_string(i), lines.lines[i].y));
                }
            },
            [&](const Scatter& s) {
                arrays.push_back(arrayEntry("x", s.x));
                arrays.push_back(arrayEntry("y", s.y));
                if (!s.value.empty()) {
                    arrays.push_back(arrayEntry("value", s.value));
                }
            },
            [&](const Markers& m) {
                std::vector<double> x;
                std::vector<double> y;
                for (const Markers::Marker& marker : m.markers) {
                    x.push_back(marker.x);
                    y.push_back(marker.y);
                }
                arrays.push_back(arrayEntry("x", x));
                arrays.push_back(arrayEntry("y", y));
            },
            [&](const Histogram& h) {
                arrays.push_back(arrayEntry("edges", h.edges));
                arrays.push_back(arrayEntry("count", h.count));
            },
            [&](const PointCloud& p) {
                const std::size_t d = p.dimensions;
                arrays.push_back(arrayEntry("coordinates", p.coordinates,
                                            {d == 0 ? 0 : p.coordinates.size() / d, d}));
                if (!p.value.empty()) {
                    arrays.push_back(arrayEntry("value", p.value));
                }
            },
            [&](const VectorCloud& c) {
                const std::size_t d = c.dimensions;
                const std::vector<std::size_t> shape = {d == 0 ? 0 : c.coordinates.size() / d, d};
                arrays.push_back(arrayEntry("coordinates", c.coordinates, shape));
                arrays.push_back(arrayEntry("vectors", c.vectors, shape));
            },
            [&](const VectorField& f) {
                arrays.push_back(arrayEntry("x", gridX(f.grid)));
                arrays.push_back(arrayEntry("y", gridY(f.grid)));
                arrays.push_back(arrayEntry("u", f.u, {f.grid.rows, f.grid.columns}));
                arrays.push_back(arrayEntry("v", f.v, {f.grid.rows, f.grid.columns}));
            },
            [&](const ScalarField& f) {
                arrays.push_back(arrayEntry("x", gridX(f.grid)));
                arrays.push_back(arrayEntry("y", gridY(f.grid)));
                arrays.push_back(arrayEntry("values", f.values, {f.grid.rows, f.grid.columns}));
            },
            [&](const TensorField& f) {
                std::vector<float> flat;
                for (const auto& tensor : f.tensor) {
                    flat.insert(flat.end(), tensor.begin(), tensor.end());
                }
                arrays.push_back(arrayEntry("x", f.x));
                arrays.push_back(arrayEntry("y", f.y));
                arrays.push_back(arrayEntry("tensor", flat, {f.tensor.size(), 3}));
            },
            [&](const Trajectory& t) {
                const std::size_t d = t.dimensions;
                arrays.push_back(arrayEntry("coordinates", t.coordinates,
                                            {d == 0 ? 0 : t.coordinates.size() / d, d}));
                if (!t.accepted.empty()) {
                    arrays.push_back(arrayEntry("accepted", t.accepted));
                }
                if (!t.starts.empty()) {
                    arrays.push_back(arrayEntry(
                        "starts", std::vector<std::int64_t>(t.starts.begin(), t.starts.end())));
                }
            },
            [&](const ImageGrid& i) {
                std::vector<std::size_t> shape = {i.images(), i.height, i.width};
                if (i.channels > 1) {
                    shape.push_back(i.channels);
                }
                arrays.push_back(arrayEntry("pixels", i.pixels, shape));
                if (!i.mask.empty()) {
                    arrays.push_back(arrayEntry("mask", i.mask, {i.height, i.width}));
                }
            },
            [&](const Heatmap& h) {
                arrays.push_back(
                    arrayEntry("values", h.values, {h.rowLabels.size(), h.columnLabels.size()}));
            },
            [&](const LayerGraph& g) {
                std::vector<double> values;
                for (const LayerGraph::Node& node : g.nodes) {
                    values.push_back(node.value);
                }
                std::vector<std::int64_t> edges;
                for (const auto& edge : g.edges) {
                    edges.push_back(static_cast<std::int64_t>(edge[0]));
                    edges.push_back(static_cast<std::int64_t>(edge[1]));
                }
                arrays.push_back(arrayEntry("value", values));
                arrays.push_back(arrayEntry("edges", edges, {g.edges.size(), 2}));
            },
            [](const Table&) {}, // text has no array; its cells stand in the JSON beside
        },
        artifact.data);
    return arrays;
}

nlohmann::ordered_json quantityJson(const Quantity& quantity) {
    return {{"label", quantity.label}, {"unit", quantity.unit}};
}

nlohmann::ordered_json description(const Artifact& artifact) {
    nlohmann::ordered_json json;
    json["name"] = artifact.name;
    json["title"] = artifact.title;
    json["kind"] = kindName(artifact.data);
    json["x"] = quantityJson(artifact.x);
    json["y"] = quantityJson(artifact.y);
    json["value"] = quantityJson(artifact.value);
    if (const auto* lines = std::get_if<Lines>(&artifact.data)) {
        for (const Lines::Line& line : lines->lines) {
            json["lines"].push_back(line.label);
        }
    } else if (const auto* markers = std::get_if<Markers>(&artifact.data)) {
        for (const Markers::Marker& marker : markers->markers) {
            json["markers"].push_back({{"kind", marker.kind}, {"label", marker.label}});
        }
    } else if (const auto* field = std::get_if<ScalarField>(&artifact.data)) {
        if (!field->categories.empty()) {
            json["categories"] = field->categories;
        }
    } else if (const auto* table = std::get_if<Table>(&artifact.data)) {
        json["columns"] = table->columns;
        json["rows"] = table->rows;
    } else if (const auto* heatmap = std::get_if<Heatmap>(&artifact.data)) {
        json["rows"] = heatmap->rowLabels;
        json["columns"] = heatmap->columnLabels;
    } else if (const auto* images = std::get_if<ImageGrid>(&artifact.data)) {
        if (!images->captions.empty()) {
            json["captions"] = images->captions;
        }
    } else if (const auto* series = std::get_if<SeriesArtifact>(&artifact.data)) {
        if (!series->bandLabel.empty()) {
            json["band"] = series->bandLabel;
        }
    }
    return json;
}

/// A column's name: label and unit.
std::string header(const Quantity& quantity, const std::string& otherwise) {
    if (quantity.label.empty()) {
        return otherwise;
    }
    return quantity.unit.empty() ? quantity.label : quantity.label + " [" + quantity.unit + "]";
}

void seriesHeader(CsvText& csv) {
    csv.row("series", "step", "value", "lo", "hi");
}

void seriesRows(CsvText& csv, const std::string& name, const SeriesArtifact& series) {
    const bool band = series.low.size() == series.points.size() &&
                      series.high.size() == series.points.size() && !series.points.empty();
    for (std::size_t i = 0; i < series.points.size(); ++i) {
        const SeriesPoint point = series.points.at(i);
        if (band) {
            csv.row(name, point.step, point.value, series.low.at(i).value, series.high.at(i).value);
        } else {
            csv.row(name, point.step, point.value, "", "");
        }
    }
}

/// Names of coordinates: x0, x1, …
void coordinateCells(CsvText& csv, const char* letter, std::size_t dimensions) {
    for (std::size_t d = 0; d < dimensions; ++d) {
        csv.cell(letter + std::to_string(d));
    }
}

void pointRows(CsvText& csv, const std::vector<float>& coordinates, std::size_t dimensions) {
    coordinateCells(csv, "x", dimensions);
    csv.endRow();
    for (std::size_t i = 0; dimensions != 0 && i + dimensions <= coordinates.size();
         i += dimensions) {
        for (std::size_t d = 0; d < dimensions; ++d) {
            csv.cell(coordinates[i + d]);
        }
        csv.endRow();
    }
}

/// The rows of one kind of artifact each; x, y and value are the columns' names.
class ArtifactRows {
public:
    ArtifactRows(CsvText& csv, const Artifact& artifact)
        : csv_(csv), name_(artifact.name), x_(header(artifact.x, "x")), y_(header(artifact.y, "y")),
          value_(header(artifact.value, "value")) {}

    void operator()(const SeriesArtifact& series) const {
        seriesHeader(csv_);
        seriesRows(csv_, name_, series);
    }
    void operator()(const Lines& lines) const {
        csv_.row("line", x_, y_);
        for (const Lines::Line& line : lines.lines) {
            for (std::size_t i = 0; i < line.x.size() && i < line.y.size(); ++i) {
                csv_.row(line.label, line.x[i], line.y[i]);
            }
        }
    }
    void operator()(const Scatter& s) const {
        const bool valued = !s.value.empty();
        csv_.cell(x_);
        csv_.cell(y_);
        if (valued) {
            csv_.cell(value_);
        }
        csv_.endRow();
        for (std::size_t i = 0; i < s.x.size(); ++i) {
            csv_.cell(s.x[i]);
            csv_.cell(s.y[i]);
            if (valued) {
                csv_.cell(s.value[i]);
            }
            csv_.endRow();
        }
    }
    void operator()(const Markers& m) const {
        csv_.row(x_, y_, "kind", "label");
        for (const Markers::Marker& marker : m.markers) {
            csv_.row(marker.x, marker.y, marker.kind, marker.label);
        }
    }
    void operator()(const Histogram& h) const {
        csv_.row("low", "high", "count");
        for (std::size_t i = 0; i < h.count.size(); ++i) {
            csv_.row(h.edges[i], h.edges[i + 1], h.count[i]);
        }
    }
    void operator()(const PointCloud& p) const { pointRows(csv_, p.coordinates, p.dimensions); }
    void operator()(const VectorCloud& c) const {
        coordinateCells(csv_, "x", c.dimensions);
        coordinateCells(csv_, "v", c.dimensions);
        csv_.endRow();
        for (std::size_t i = 0; c.dimensions != 0 && i + c.dimensions <= c.coordinates.size();
             i += c.dimensions) {
            for (const std::vector<float>* part : {&c.coordinates, &c.vectors}) {
                for (std::size_t d = 0; d < c.dimensions; ++d) {
                    csv_.cell((*part)[i + d]);
                }
            }
            csv_.endRow();
        }
    }
    void operator()(const VectorField& f) const {
        csv_.row(x_, y_, "u", "v");
        eachNode(f.grid,
                 [&](double x, double y, std::size_t i) { csv_.row(x, y, f.u[i], f.v[i]); });
    }
    void operator()(const ScalarField& f) const {
        csv_.row(x_, y_, value_);
        eachNode(f.grid, [&](double x, double y, std::size_t i) { csv_.row(x, y, f.values[i]); });
    }
    void operator()(const TensorField& f) const {
        csv_.row(x_, y_, "xx", "xy", "yy");
        for (std::size_t i = 0; i < f.tensor.size(); ++i) {
            csv_.row(f.x[i], f.y[i], f.tensor[i][0], f.tensor[i][1], f.tensor[i][2]);
        }
    }
    void operator()(const Trajectory& t) const { pointRows(csv_, t.coordinates, t.dimensions); }
    void operator()(const ImageGrid& i) const { pointRows(csv_, i.pixels, i.imageSize()); }
    void operator()(const Heatmap& h) const {
        csv_.cell("row");
        for (const std::string& label : h.columnLabels) {
            csv_.cell(label);
        }
        csv_.endRow();
        for (std::size_t row = 0; row < h.rowLabels.size(); ++row) {
            csv_.cell(h.rowLabels[row]);
            for (std::size_t column = 0; column < h.columnLabels.size(); ++column) {
                csv_.cell(h.values[row * h.columnLabels.size() + column]);
            }
            csv_.endRow();
        }
    }
    void operator()(const LayerGraph& g) const {
        csv_.row("name", "kind", value_);
        for (const LayerGraph::Node& node : g.nodes) {
            csv_.row(node.name, node.kind, node.value);
        }
    }
    void operator()(const Table& table) const {
        cells(table.columns);
        for (const auto& row : table.rows) {
            cells(row);
        }
    }

private:
    template <class Take> static void eachNode(const Grid& grid, const Take& take) {
        for (std::size_t row = 0; row < grid.rows; ++row) {
            for (std::size_t column = 0; column < grid.columns; ++column) {
                take(grid.x(column), grid.y(row), row * grid.columns + column);
            }
        }
    }
    void cells(const std::vector<std::string>& row) const {
        for (const std::string& each : row) {
            csv_.cell(each);
        }
        csv_.endRow();
    }

    CsvText& csv_;
    const std::string& name_;
    std::string x_;
    std::string y_;
    std::string value_;
};

} // namespace

void writeNpz(const Artifact& artifact, const std::string& path) {
    std::filesystem::path beside(path);
    beside.replace_extension(".json");
    writeFileAtomically(beside.string(), description(artifact).dump(2) + "\n");
    const std::vector<ArchiveEntry> arrays = arraysOf(artifact);
    if (!arrays.empty()) {
        writeArchive(arrays, path);
    }
}

void writeNpz(const std::vector<std::shared_ptr<const Artifact>>& artifacts,
              const std::string& path) {
    std::vector<ArchiveEntry> entries;
    for (const auto& artifact : artifacts) {
        for (ArchiveEntry& entry : arraysOf(*artifact)) {
            entries.push_back({artifact->name + "." + entry.name, std::move(entry.bytes)});
        }
        entries.push_back({artifact->name + ".json", description(*artifact).dump(2) + "\n"});
    }
    writeArchive(entries, path);
}

std::string toCsv(const Artifact& artifact) {
    CsvText csv;
    std::visit(ArtifactRows(csv, artifact), artifact.data);
    return csv.text();
}

std::string toCsv(const std::vector<std::shared_ptr<const Artifact>>& artifacts) {
    CsvText head;
    seriesHeader(head);
    CsvText series;
    std::string others;
    for (const auto& artifact : artifacts) {
        if (const auto* found = std::get_if<SeriesArtifact>(&artifact->data)) {
            seriesRows(series, artifact->name, *found);
        } else {
            others += (others.empty() && series.text().empty() ? "" : CsvText::lineEnd) +
                      std::string("# ") + artifact->title + CsvText::lineEnd + toCsv(*artifact);
        }
    }
    return (series.text().empty() ? "" : head.text() + series.text()) + others;
}

std::string seriesCsv(const Frame& frame) {
    CsvText csv;
    seriesHeader(csv);
    for (const auto& [name, artifact] : frame.artifacts) {
        if (const auto* series = std::get_if<SeriesArtifact>(&artifact->data)) {
            seriesRows(csv, name, *series);
        }
    }
    return csv.text();
}

} // namespace scorescope
