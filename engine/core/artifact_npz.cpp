// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/atomic_file.h"
#include "engine/core/npz.h"
#include "engine/core/text.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <utility>

namespace scorescope {
namespace {

/// The arrays of one kind of artifact each, by names that Python and R users would choose.
class ArtifactArrays {
public:
    void operator()(const SeriesArtifact& s) {
        appendSeries("", s.points);
        appendSeries("lo", s.low);
        appendSeries("hi", s.high);
    }
    void operator()(const Lines& lines) {
        for (std::size_t i = 0; i < lines.lines.size(); ++i) {
            const Lines::Line& line = lines.lines[i];
            const std::string suffix = "_" + std::to_string(i);
            add("x" + suffix, line.x);
            add("y" + suffix, line.y);
            addUnlessEmpty("lo" + suffix, line.low);
            addUnlessEmpty("hi" + suffix, line.high);
        }
    }
    void operator()(const Scatter& s) {
        add("x", s.x);
        add("y", s.y);
        addUnlessEmpty("value", s.value);
        addUnlessEmpty("hollow", s.hollow);
    }
    void operator()(const Markers& m) {
        std::vector<double> x;
        std::vector<double> y;
        std::vector<std::string> kinds;
        for (const Markers::Marker& marker : m.markers) {
            x.push_back(marker.x);
            y.push_back(marker.y);
            kinds.push_back(marker.kind);
        }
        add("x", x);
        add("y", y);
        add("kind", kinds);
    }
    void operator()(const Histogram& h) {
        add("edges", h.edges);
        add("count", h.count);
    }
    void operator()(const PointCloud& p) {
        add("coordinates", p.coordinates, pointShape(p.coordinates.size(), p.dimensions));
        addUnlessEmpty("value", p.value);
    }
    void operator()(const VectorCloud& c) {
        const std::vector<std::size_t> shape = pointShape(c.coordinates.size(), c.dimensions);
        add("coordinates", c.coordinates, shape);
        add("vectors", c.vectors, shape);
    }
    void operator()(const VectorField& f) {
        addGrid(f.grid);
        add("u", f.u, {f.grid.rows, f.grid.columns});
        add("v", f.v, {f.grid.rows, f.grid.columns});
    }
    void operator()(const ScalarField& f) {
        addGrid(f.grid);
        add("values", f.values, {f.grid.rows, f.grid.columns});
        addUnlessEmpty("categories", f.categories);
    }
    void operator()(const TensorField& f) {
        std::vector<float> flat;
        for (const auto& tensor : f.tensor) {
            flat.insert(flat.end(), tensor.begin(), tensor.end());
        }
        add("x", f.x);
        add("y", f.y);
        add("tensor", flat, {f.tensor.size(), 3});
    }
    void operator()(const Trajectory& t) {
        add("coordinates", t.coordinates, pointShape(t.coordinates.size(), t.dimensions));
        addUnlessEmpty("accepted", t.accepted);
        addUnlessEmpty("starts", std::vector<std::int64_t>(t.starts.begin(), t.starts.end()));
    }
    void operator()(const ImageGrid& i) {
        const auto shaped = [&i](bool channels) {
            std::vector<std::size_t> shape = {i.images(), i.height, i.width};
            if (channels && i.channels > 1) {
                shape.push_back(i.channels);
            }
            return shape;
        };
        add("pixels", i.pixels, shaped(true));
        if (!i.mask.empty()) {
            add("mask", i.mask, {i.height, i.width});
        }
        if (!i.marked.empty()) {
            add("marked", i.marked, shaped(false));
        }
        addUnlessEmpty("framed", std::vector<std::int64_t>(i.framed.begin(), i.framed.end()));
        addUnlessEmpty("captions", i.captions);
        addUnlessEmpty("row_captions", i.rowCaptions);
        addUnlessEmpty("column_captions", i.columnCaptions);
    }
    void operator()(const Heatmap& h) {
        add("values", h.values, {h.rows(), h.columns()});
        add("rows", h.rowLabels);
        add("columns", h.columnLabels);
        addUnlessEmpty("row_positions", h.rowPositions);
        addUnlessEmpty("column_positions", h.columnPositions);
        if (!h.states.empty()) {
            std::vector<std::uint8_t> states;
            for (const Heatmap::CellState state : h.states) {
                states.push_back(static_cast<std::uint8_t>(state));
            }
            add("states", states, {h.rows(), h.columns()});
        }
    }
    void operator()(const Graph& g) {
        std::vector<std::string> names;
        std::vector<double> values;
        for (const Graph::Node& node : g.nodes) {
            names.push_back(node.name);
            values.push_back(node.value);
        }
        std::vector<std::int64_t> edges;
        std::vector<double> weights;
        for (const Graph::Edge& edge : g.edges) {
            edges.push_back(static_cast<std::int64_t>(edge.from));
            edges.push_back(static_cast<std::int64_t>(edge.to));
            weights.push_back(edge.weight);
        }
        add("names", names);
        add("value", values);
        add("edges", edges, {g.edges.size(), 2});
        add("weight", weights);
    }
    void operator()(const Spans& s) {
        std::vector<std::int64_t> row;
        std::vector<std::int64_t> category;
        std::vector<double> begin;
        std::vector<double> end;
        for (const Spans::Span& span : s.spans) {
            row.push_back(static_cast<std::int64_t>(span.row));
            category.push_back(static_cast<std::int64_t>(span.category));
            begin.push_back(span.begin);
            end.push_back(span.end);
        }
        add("row", row);
        add("category", category);
        add("begin", begin);
        add("end", end);
        add("rows", s.rows);
        add("categories", s.categories);
    }
    /// Columns of numbers as numbers, NaN where a cell has none; others as text.
    /// A column of numbers is an array; one in which some have an interval is three: the values,
    /// "_low" and "_high". Everything else is text.
    void operator()(const Table& table) {
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            constexpr std::size_t ofInterval = 3;
            std::vector<std::vector<double>> numbers(ofInterval);
            std::vector<std::string> texts;
            bool counted = false;
            bool worded = false;
            bool bounded = false;
            for (const auto& row : table.rows) {
                const TableCell cell = c < row.size() ? row[c] : TableCell("");
                const std::size_t count = cell.numbers.size();
                const bool number = count == 1 || count == ofInterval;
                counted = counted || number;
                bounded = bounded || count == ofInterval;
                worded = worded || (!number && !cell.text.empty());
                for (std::size_t k = 0; k < ofInterval; ++k) {
                    numbers[k].push_back(number && k < count ? cell.numbers[k] : std::nan(""));
                }
                texts.push_back(cell.text);
            }
            const std::string name = asciiName(table.columns[c]);
            const bool asNumbers = counted && (!worded || bounded);
            if (worded || !counted) {
                add(asNumbers ? name + "_text" : name, texts);
            }
            if (asNumbers) {
                add(name, numbers[0]);
            }
            if (asNumbers && bounded) {
                add(name + "_low", numbers[1]);
                add(name + "_high", numbers[2]);
            }
        }
    }

    std::vector<ArchiveEntry> entries;

private:
    template <class T>
    void add(const std::string& name, const std::vector<T>& values,
             std::vector<std::size_t> shape) {
        entries.push_back(arrayEntry(name, values, std::move(shape)));
    }
    template <class T> void add(const std::string& name, const std::vector<T>& values) {
        entries.push_back(arrayEntry(name, values));
    }
    template <class T> void addUnlessEmpty(const std::string& name, const std::vector<T>& values) {
        if (!values.empty()) {
            add(name, values);
        }
    }
    void addGrid(const Grid& grid) {
        std::vector<double> x(grid.columns);
        std::vector<double> y(grid.rows);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = grid.x(i);
        }
        for (std::size_t i = 0; i < y.size(); ++i) {
            y[i] = grid.y(i);
        }
        add("x", x);
        add("y", y);
    }
    void appendSeries(const std::string& name, const Series& series) {
        std::vector<double> steps;
        std::vector<double> values;
        for (const SeriesPoint& point : series.points()) {
            steps.push_back(point.step);
            values.push_back(point.value);
        }
        if (name.empty()) {
            add("step", steps);
            add("value", values);
        } else {
            addUnlessEmpty(name, values);
        }
    }
    static std::vector<std::size_t> pointShape(std::size_t size, std::size_t dimensions) {
        return {dimensions == 0 ? 0 : size / dimensions, dimensions};
    }
};

std::vector<ArchiveEntry> arraysOf(const Artifact& artifact) {
    ArtifactArrays arrays;
    std::visit(arrays, artifact.data);
    return std::move(arrays.entries);
}

nlohmann::ordered_json quantityJson(const Quantity& quantity) {
    return {{"label", quantity.label}, {"unit", quantity.unit}};
}

/// What arrays do not say: names of parts.
class ArtifactNotes {
public:
    explicit ArtifactNotes(nlohmann::ordered_json& json) : json_(json) {}

    void operator()(const SeriesArtifact& series) const {
        if (!series.bandLabel.empty()) {
            json_["band"] = series.bandLabel;
        }
    }
    void operator()(const Lines& lines) const {
        for (const Lines::Line& line : lines.lines) {
            json_["lines"].push_back(line.label);
        }
        if (!lines.second.label.empty()) {
            json_["second_y"] = quantityJson(lines.second);
        }
    }
    void operator()(const Markers& markers) const {
        for (const Markers::Marker& marker : markers.markers) {
            json_["markers"].push_back({{"kind", marker.kind}, {"label", marker.label}});
        }
    }
    void operator()(const ScalarField& field) const {
        if (!field.categories.empty()) {
            json_["categories"] = field.categories;
        }
    }
    void operator()(const ImageGrid& images) const {
        json_["black"] = images.black;
        json_["white"] = images.white;
        json_["images_per_row"] = images.columns;
        if (!images.captions.empty()) {
            json_["captions"] = images.captions;
        }
        if (!images.rowCaptions.empty()) {
            json_["row_captions"] = images.rowCaptions;
        }
        if (!images.columnCaptions.empty()) {
            json_["column_captions"] = images.columnCaptions;
        }
    }
    void operator()(const Heatmap& heatmap) const {
        json_["rows"] = heatmap.rowLabels;
        json_["columns"] = heatmap.columnLabels;
        if (!heatmap.states.empty()) {
            json_["states"] = {"measured", "not computed", "not converged", "too few examples"};
        }
    }
    void operator()(const Graph& graph) const {
        for (const Graph::Node& node : graph.nodes) {
            json_["nodes"].push_back(
                {{"name", node.name}, {"kind", node.kind}, {"detail", node.detail}});
        }
    }
    void operator()(const Table& table) const {
        json_["columns"] = table.columns;
        json_["rows"] = nlohmann::ordered_json::array();
        for (const auto& row : table.rows) {
            nlohmann::ordered_json cells = nlohmann::ordered_json::array();
            for (const TableCell& cell : row) {
                if (cell.numbers.empty()) {
                    cells.push_back(cell.text);
                } else if (cell.numbers.size() == 1) {
                    cells.push_back(cell.numbers.front());
                } else {
                    cells.push_back(cell.numbers);
                }
            }
            json_["rows"].push_back(std::move(cells));
        }
    }
    // Arrays say it all.
    void operator()(const Scatter&) const {}
    void operator()(const Histogram&) const {}
    void operator()(const PointCloud&) const {}
    void operator()(const VectorCloud&) const {}
    void operator()(const VectorField&) const {}
    void operator()(const TensorField&) const {}
    void operator()(const Trajectory&) const {}
    void operator()(const Spans&) const {}

private:
    nlohmann::ordered_json& json_;
};

nlohmann::ordered_json description(const Artifact& artifact) {
    nlohmann::ordered_json json;
    json["name"] = artifact.name;
    json["title"] = artifact.title;
    json["kind"] = kindName(artifact.data);
    json["x"] = quantityJson(artifact.x);
    json["y"] = quantityJson(artifact.y);
    json["value"] = quantityJson(artifact.value);
    std::visit(ArtifactNotes(json), artifact.data);
    return json;
}

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

} // namespace scorescope
