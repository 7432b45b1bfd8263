// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"

#include "engine/core/error.h"
#include "engine/core/overloaded.h"
#include "engine/core/parameters.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>
#include <zip.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <type_traits>
#include <utility>

namespace scorescope {
namespace {

namespace fs = std::filesystem;

/// One array of an artifact under the name it has in files.
struct NamedArray {
    std::string name;
    std::string dtype; ///< NumPy's: "<f8", "<f4", "|u1", "<i8"
    std::vector<std::size_t> shape;
    std::string bytes;
};

template <class T> std::string dtypeName() {
    if constexpr (std::is_same_v<T, double>) {
        return "<f8";
    } else if constexpr (std::is_same_v<T, float>) {
        return "<f4";
    } else if constexpr (std::is_same_v<T, std::uint8_t>) {
        return "|u1";
    } else {
        static_assert(std::is_same_v<T, std::int64_t>);
        return "<i8";
    }
}

template <class T>
NamedArray array(std::string name, const std::vector<T>& values,
                 std::vector<std::size_t> shape = {}) {
    if (shape.empty()) {
        shape = {values.size()};
    }
    NamedArray result{std::move(name), dtypeName<T>(), std::move(shape), {}};
    result.bytes.resize(values.size() * sizeof(T));
    if (!values.empty()) {
        std::memcpy(result.bytes.data(), values.data(), result.bytes.size());
    }
    return result;
}

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

void appendSeries(std::vector<NamedArray>& arrays, const std::string& suffix,
                  const Series& series) {
    std::vector<double> steps;
    std::vector<double> values;
    for (const SeriesPoint& point : series.points()) {
        steps.push_back(point.step);
        values.push_back(point.value);
    }
    if (suffix.empty()) {
        arrays.push_back(array("step", steps));
        arrays.push_back(array("value", values));
    } else if (!values.empty()) {
        arrays.push_back(array(suffix, values));
    }
}

std::vector<NamedArray> arraysOf(const Artifact& artifact) {
    std::vector<NamedArray> arrays;
    std::visit(
        Overloaded{
            [&](const SeriesArtifact& s) {
                appendSeries(arrays, "", s.points);
                appendSeries(arrays, "lo", s.low);
                appendSeries(arrays, "hi", s.high);
            },
            [&](const Lines& lines) {
                for (std::size_t i = 0; i < lines.lines.size(); ++i) {
                    arrays.push_back(array("x_" + std::to_string(i), lines.lines[i].x));
                    arrays.push_back(array("y_" + std::to_string(i), lines.lines[i].y));
                }
            },
            [&](const Scatter& s) {
                arrays.push_back(array("x", s.x));
                arrays.push_back(array("y", s.y));
                if (!s.value.empty()) {
                    arrays.push_back(array("value", s.value));
                }
            },
            [&](const Markers& m) {
                std::vector<double> x;
                std::vector<double> y;
                for (const Markers::Marker& marker : m.markers) {
                    x.push_back(marker.x);
                    y.push_back(marker.y);
                }
                arrays.push_back(array("x", x));
                arrays.push_back(array("y", y));
            },
            [&](const Histogram& h) {
                arrays.push_back(array("edges", h.edges));
                arrays.push_back(array("count", h.count));
            },
            [&](const PointCloud& p) {
                const std::size_t d = p.dimensions;
                arrays.push_back(array("coordinates", p.coordinates,
                                       {d == 0 ? 0 : p.coordinates.size() / d, d}));
                if (!p.value.empty()) {
                    arrays.push_back(array("value", p.value));
                }
            },
            [&](const VectorCloud& c) {
                const std::size_t d = c.dimensions;
                const std::vector<std::size_t> shape = {d == 0 ? 0 : c.coordinates.size() / d, d};
                arrays.push_back(array("coordinates", c.coordinates, shape));
                arrays.push_back(array("vectors", c.vectors, shape));
            },
            [&](const VectorField& f) {
                arrays.push_back(array("x", gridX(f.grid)));
                arrays.push_back(array("y", gridY(f.grid)));
                arrays.push_back(array("u", f.u, {f.grid.rows, f.grid.columns}));
                arrays.push_back(array("v", f.v, {f.grid.rows, f.grid.columns}));
            },
            [&](const ScalarField& f) {
                arrays.push_back(array("x", gridX(f.grid)));
                arrays.push_back(array("y", gridY(f.grid)));
                arrays.push_back(array("values", f.values, {f.grid.rows, f.grid.columns}));
            },
            [&](const TensorField& f) {
                std::vector<float> flat;
                for (const auto& tensor : f.tensor) {
                    flat.insert(flat.end(), tensor.begin(), tensor.end());
                }
                arrays.push_back(array("x", f.x));
                arrays.push_back(array("y", f.y));
                arrays.push_back(array("tensor", flat, {f.tensor.size(), 3}));
            },
            [&](const Trajectory& t) {
                const std::size_t d = t.dimensions;
                arrays.push_back(array("coordinates", t.coordinates,
                                       {d == 0 ? 0 : t.coordinates.size() / d, d}));
                if (!t.accepted.empty()) {
                    arrays.push_back(array("accepted", t.accepted));
                }
                if (!t.starts.empty()) {
                    arrays.push_back(array(
                        "starts", std::vector<std::int64_t>(t.starts.begin(), t.starts.end())));
                }
            },
            [&](const ImageGrid& i) {
                const std::size_t size = i.width * i.height;
                arrays.push_back(
                    array("pixels", i.pixels,
                          {size == 0 ? 0 : i.pixels.size() / size, i.height, i.width}));
            },
            [&](const Heatmap& h) {
                arrays.push_back(
                    array("values", h.values, {h.rowLabels.size(), h.columnLabels.size()}));
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
                arrays.push_back(array("value", values));
                arrays.push_back(array("edges", edges, {g.edges.size(), 2}));
            },
            [](const Table&) {}, // text has no array; its cells stand in the JSON beside
        },
        artifact.data);
    return arrays;
}

std::string npy(const NamedArray& array) {
    std::string shape;
    for (const std::size_t extent : array.shape) {
        shape += std::to_string(extent) + ",";
    }
    std::string header =
        "{'descr': '" + array.dtype + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    const std::size_t unpadded = 10 + header.size() + 1;
    header.append((64 - unpadded % 64) % 64, ' ');
    header += '\n';
    std::string file("\x93NUMPY\x01\x00", 8);
    file += static_cast<char>(header.size() & 0xFFU);
    file += static_cast<char>(header.size() >> 8U);
    return file + header + array.bytes;
}

std::string temporaryName(const std::string& path) {
    return path + ".part" + std::to_string(::getpid());
}

[[noreturn]] void refuseWriting(const std::string& path, const std::string& temporary,
                                const std::string& why) {
    std::remove(temporary.c_str());
    throw InputError(path, "", "cannot be written: " + why);
}

void renameOver(const std::string& temporary, const std::string& path) {
    if (std::rename(temporary.c_str(), path.c_str()) != 0) {
        refuseWriting(path, temporary, std::strerror(errno));
    }
}

/// A zip archive of (name, bytes); libzip reads the bytes when it closes, so they outlive the call.
void writeArchive(const std::vector<std::pair<std::string, std::string>>& files,
                  const std::string& path) {
    const std::string temporary = temporaryName(path);
    int code = 0;
    zip_t* archive = zip_open(temporary.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (archive == nullptr) {
        zip_error_t error;
        zip_error_init_with_code(&error, code);
        const std::string why = zip_error_strerror(&error);
        zip_error_fini(&error);
        refuseWriting(path, temporary, why);
    }
    for (const auto& [name, bytes] : files) {
        zip_source_t* source = zip_source_buffer(archive, bytes.data(), bytes.size(), 0);
        if (source == nullptr ||
            zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
            const std::string why = zip_strerror(archive);
            zip_source_free(source);
            zip_discard(archive);
            refuseWriting(path, temporary, why);
        }
    }
    if (zip_close(archive) != 0) {
        const std::string why = zip_strerror(archive);
        zip_discard(archive);
        refuseWriting(path, temporary, why);
    }
    renameOver(temporary, path);
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
    } else if (const auto* series = std::get_if<SeriesArtifact>(&artifact.data)) {
        if (!series->bandLabel.empty()) {
            json["band"] = series->bandLabel;
        }
    }
    return json;
}

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string result = "\"";
    for (const char c : text) {
        result += c;
        if (c == '"') {
            result += '"';
        }
    }
    return result + '"';
}

std::string header(const Quantity& quantity, const std::string& otherwise) {
    if (quantity.label.empty()) {
        return otherwise;
    }
    return quoted(quantity.unit.empty() ? quantity.label
                                        : quantity.label + " [" + quantity.unit + "]");
}

std::string number(double value) {
    return toText(ParameterValue(value));
}
/// A float's own shortest text: 0.1f is 0.1, not 0.10000000149011612.
std::string number(float value) {
    char buffer[32];
    const int length = std::snprintf(buffer, sizeof buffer, "%.9g", static_cast<double>(value));
    for (int digits = 1; digits < 9; ++digits) {
        char shorter[32];
        const int n =
            std::snprintf(shorter, sizeof shorter, "%.*g", digits, static_cast<double>(value));
        if (std::strtof(shorter, nullptr) == value) {
            return {shorter, static_cast<std::size_t>(n)};
        }
    }
    return {buffer, static_cast<std::size_t>(length)};
}

constexpr const char* newline = "\r\n"; // as RFC 4180 has it

/// Columns of equal length under a header line.
template <class... Columns>
std::string columns(const std::string& head, std::size_t count, const Columns&... column) {
    std::string text = head + newline;
    for (std::size_t i = 0; i < count; ++i) {
        std::string line;
        ((line += (line.empty() ? "" : ",") + number(column[i])), ...);
        text += line + newline;
    }
    return text;
}

void appendSeriesRows(std::string& text, const std::string& name, const SeriesArtifact& series) {
    const bool band = series.low.size() == series.points.size() &&
                      series.high.size() == series.points.size() && !series.points.empty();
    for (std::size_t i = 0; i < series.points.size(); ++i) {
        const SeriesPoint point = series.points.at(i);
        text += quoted(name) + "," + number(point.step) + "," + number(point.value) + ",";
        text += band ? number(series.low.at(i).value) + "," + number(series.high.at(i).value) : ",";
        text += newline;
    }
}

std::string seriesHeader() {
    return std::string("series,step,value,lo,hi") + newline;
}

std::string pointRows(const std::vector<float>& coordinates, std::size_t dimensions) {
    std::string text;
    for (std::size_t d = 0; d < dimensions; ++d) {
        text += (d == 0 ? "x" : ",x") + std::to_string(d);
    }
    text += newline;
    for (std::size_t i = 0; dimensions != 0 && i + dimensions <= coordinates.size();
         i += dimensions) {
        for (std::size_t d = 0; d < dimensions; ++d) {
            text += (d == 0 ? "" : ",") + number(coordinates[i + d]);
        }
        text += newline;
    }
    return text;
}

} // namespace

void writeFileAtomically(const std::string& path, const std::string& bytes) {
    const std::string temporary = temporaryName(path);
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) {
        throw InputError(path, "", std::string("cannot be written: ") + std::strerror(errno));
    }
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t written = ::write(file, bytes.data() + done, bytes.size() - done);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            const std::string why = std::strerror(errno);
            ::close(file);
            refuseWriting(path, temporary, why);
        }
        done += static_cast<std::size_t>(written);
    }
    // Some file systems report a full disk only here.
    if (::fsync(file) != 0 && errno != EINVAL && errno != EROFS) {
        const std::string why = std::strerror(errno);
        ::close(file);
        refuseWriting(path, temporary, why);
    }
    if (::close(file) != 0) {
        refuseWriting(path, temporary, std::strerror(errno));
    }
    renameOver(temporary, path);
}

void writeNpz(const Artifact& artifact, const std::string& path) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const NamedArray& each : arraysOf(artifact)) {
        files.emplace_back(each.name + ".npy", npy(each));
    }
    fs::path beside(path);
    beside.replace_extension(".json");
    writeFileAtomically(beside.string(), description(artifact).dump(2) + "\n");
    if (!files.empty()) {
        writeArchive(files, path);
    }
}

void writeNpz(const std::vector<std::shared_ptr<const Artifact>>& artifacts,
              const std::string& path) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& artifact : artifacts) {
        for (const NamedArray& each : arraysOf(*artifact)) {
            files.emplace_back(artifact->name + "." + each.name + ".npy", npy(each));
        }
        files.emplace_back(artifact->name + ".json", description(*artifact).dump(2) + "\n");
    }
    writeArchive(files, path);
}

std::string toCsv(const Artifact& artifact) {
    const std::string x = header(artifact.x, "x");
    const std::string y = header(artifact.y, "y");
    const std::string value = header(artifact.value, "value");
    return std::visit(
        Overloaded{
            [&](const SeriesArtifact& series) {
                std::string text = seriesHeader();
                appendSeriesRows(text, artifact.name, series);
                return text;
            },
            [&](const Lines& lines) {
                std::string text = "line," + x + "," + y + newline;
                for (const Lines::Line& line : lines.lines) {
                    for (std::size_t i = 0; i < line.x.size() && i < line.y.size(); ++i) {
                        text += quoted(line.label) + "," + number(line.x[i]) + "," +
                                number(line.y[i]) + newline;
                    }
                }
                return text;
            },
            [&](const Scatter& s) {
                return s.value.empty()
                           ? columns(x + "," + y, s.x.size(), s.x, s.y)
                           : columns(x + "," + y + "," + value, s.x.size(), s.x, s.y, s.value);
            },
            [&](const Markers& m) {
                std::string text = x + "," + y + ",kind,label" + newline;
                for (const Markers::Marker& marker : m.markers) {
                    text += number(marker.x) + "," + number(marker.y) + "," + quoted(marker.kind) +
                            "," + quoted(marker.label) + newline;
                }
                return text;
            },
            [&](const Histogram& h) {
                std::string text = std::string("low,high,count") + newline;
                for (std::size_t i = 0; i < h.count.size(); ++i) {
                    text += number(h.edges[i]) + "," + number(h.edges[i + 1]) + "," +
                            number(h.count[i]) + newline;
                }
                return text;
            },
            [&](const PointCloud& p) { return pointRows(p.coordinates, p.dimensions); },
            [&](const VectorCloud& c) {
                std::string text;
                for (std::size_t d = 0; d < c.dimensions; ++d) {
                    text += (d == 0 ? "x" : ",x") + std::to_string(d);
                }
                for (std::size_t d = 0; d < c.dimensions; ++d) {
                    text += ",v" + std::to_string(d);
                }
                text += newline;
                for (std::size_t i = 0;
                     c.dimensions != 0 && i + c.dimensions <= c.coordinates.size();
                     i += c.dimensions) {
                    for (std::size_t d = 0; d < c.dimensions; ++d) {
                        text += (d == 0 ? "" : ",") + number(c.coordinates[i + d]);
                    }
                    for (std::size_t d = 0; d < c.dimensions; ++d) {
                        text += "," + number(c.vectors[i + d]);
                    }
                    text += newline;
                }
                return text;
            },
            [&](const VectorField& f) {
                std::string text = x + "," + y + ",u,v" + newline;
                for (std::size_t row = 0; row < f.grid.rows; ++row) {
                    for (std::size_t column = 0; column < f.grid.columns; ++column) {
                        const std::size_t i = row * f.grid.columns + column;
                        text += number(f.grid.x(column)) + "," + number(f.grid.y(row)) + "," +
                                number(f.u[i]) + "," + number(f.v[i]) + newline;
                    }
                }
                return text;
            },
            [&](const ScalarField& f) {
                std::string text = x + "," + y + "," + value + newline;
                for (std::size_t row = 0; row < f.grid.rows; ++row) {
                    for (std::size_t column = 0; column < f.grid.columns; ++column) {
                        text += number(f.grid.x(column)) + "," + number(f.grid.y(row)) + "," +
                                number(f.values[row * f.grid.columns + column]) + newline;
                    }
                }
                return text;
            },
            [&](const TensorField& f) {
                std::string text = x + "," + y + ",xx,xy,yy" + newline;
                for (std::size_t i = 0; i < f.tensor.size(); ++i) {
                    text += number(f.x[i]) + "," + number(f.y[i]) + "," + number(f.tensor[i][0]) +
                            "," + number(f.tensor[i][1]) + "," + number(f.tensor[i][2]) + newline;
                }
                return text;
            },
            [&](const Trajectory& t) { return pointRows(t.coordinates, t.dimensions); },
            [&](const ImageGrid& i) { return pointRows(i.pixels, i.width * i.height); },
            [&](const Heatmap& h) {
                std::string text = "row";
                for (const std::string& label : h.columnLabels) {
                    text += "," + quoted(label);
                }
                text += newline;
                for (std::size_t row = 0; row < h.rowLabels.size(); ++row) {
                    text += quoted(h.rowLabels[row]);
                    for (std::size_t column = 0; column < h.columnLabels.size(); ++column) {
                        text += "," + number(h.values[row * h.columnLabels.size() + column]);
                    }
                    text += newline;
                }
                return text;
            },
            [&](const LayerGraph& g) {
                std::string text = "name,kind," + value + newline;
                for (const LayerGraph::Node& node : g.nodes) {
                    text += quoted(node.name) + "," + quoted(node.kind) + "," + number(node.value) +
                            newline;
                }
                return text;
            },
            [&](const Table& table) {
                std::string text;
                const auto addRow = [&text](const std::vector<std::string>& cells) {
                    for (std::size_t i = 0; i < cells.size(); ++i) {
                        text += (i == 0 ? "" : ",") + quoted(cells[i]);
                    }
                    text += newline;
                };
                addRow(table.columns);
                for (const auto& row : table.rows) {
                    addRow(row);
                }
                return text;
            },
        },
        artifact.data);
}

std::string toCsv(const std::vector<std::shared_ptr<const Artifact>>& artifacts) {
    std::string series;
    std::string others;
    for (const auto& artifact : artifacts) {
        if (const auto* found = std::get_if<SeriesArtifact>(&artifact->data)) {
            appendSeriesRows(series, artifact->name, *found);
        } else {
            others += (others.empty() && series.empty() ? "" : newline) + std::string("# ") +
                      artifact->title + newline + toCsv(*artifact);
        }
    }
    return (series.empty() ? "" : seriesHeader() + series) + others;
}

std::string seriesCsv(const Frame& frame) {
    std::string text = seriesHeader();
    for (const auto& [name, artifact] : frame.artifacts) {
        if (const auto* series = std::get_if<SeriesArtifact>(&artifact->data)) {
            appendSeriesRows(text, name, *series);
        }
    }
    return text;
}

} // namespace scorescope
