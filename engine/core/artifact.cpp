// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact.h"

#include "engine/core/overloaded.h"
#include "engine/core/text.h"

#include <algorithm>
#include <cmath>

namespace scorescope {
namespace {

template <class T> std::size_t bytesOf(const std::vector<T>& values) {
    return values.size() * sizeof(T);
}

std::size_t bytesOfText(const std::vector<std::string>& texts) {
    std::size_t sum = 0;
    for (const std::string& text : texts) {
        sum += text.size() + sizeof(std::string);
    }
    return sum;
}

} // namespace

std::string kindName(const ArtifactData& data) {
    return std::visit(Overloaded{
                          [](const SeriesArtifact&) { return "series"; },
                          [](const Lines&) { return "lines"; },
                          [](const Scatter&) { return "scatter"; },
                          [](const Markers&) { return "markers"; },
                          [](const Histogram&) { return "histogram"; },
                          [](const PointCloud&) { return "point_cloud"; },
                          [](const VectorCloud&) { return "vector_cloud"; },
                          [](const VectorField&) { return "vector_field"; },
                          [](const ScalarField&) { return "scalar_field"; },
                          [](const TensorField&) { return "tensor_field"; },
                          [](const Trajectory&) { return "trajectory"; },
                          [](const ImageGrid&) { return "image_grid"; },
                          [](const Heatmap&) { return "heatmap"; },
                          [](const Graph&) { return "graph"; },
                          [](const Spans&) { return "spans"; },
                          [](const Table&) { return "table"; },
                      },
                      data);
}

bool isEmpty(const Artifact& artifact) {
    return std::visit(Overloaded{
                          [](const SeriesArtifact& s) {
                              for (std::size_t i = 0; i < s.points.size(); ++i) {
                                  if (!std::isnan(s.points.at(i).value)) {
                                      return false;
                                  }
                              }
                              return true;
                          },
                          [](const Lines& lines) {
                              return std::all_of(
                                  lines.lines.begin(), lines.lines.end(),
                                  [](const Lines::Line& line) { return line.x.empty(); });
                          },
                          [](const Scatter& s) { return s.x.empty(); },
                          [](const Markers& m) { return m.markers.empty(); },
                          [](const Histogram& h) { return h.count.empty(); },
                          [](const PointCloud& p) { return p.coordinates.empty(); },
                          [](const VectorCloud& c) { return c.coordinates.empty(); },
                          [](const VectorField& f) { return f.u.empty(); },
                          [](const ScalarField& f) { return f.values.empty(); },
                          [](const TensorField& f) { return f.tensor.empty(); },
                          [](const Trajectory& t) { return t.coordinates.empty(); },
                          [](const ImageGrid& i) { return i.pixels.empty(); },
                          [](const Heatmap& h) { return h.values.empty(); },
                          [](const Graph& g) { return g.nodes.empty(); },
                          [](const Spans& s) { return s.spans.empty(); },
                          [](const Table& table) { return table.rows.empty(); },
                      },
                      artifact.data);
}

TableCell numberCell(const char* format, double value) {
    return {number(format, value), value};
}

std::size_t memoryBytes(const Artifact& artifact) {
    const std::size_t payload = std::visit(
        Overloaded{
            [](const SeriesArtifact& series) {
                return 64 + series.points.size() / Series::blockSize * sizeof(void*) * 2;
            },
            [](const Lines& lines) {
                std::size_t sum = 0;
                for (const Lines::Line& line : lines.lines) {
                    sum += bytesOf(line.x) + bytesOf(line.y) + bytesOf(line.low) +
                           bytesOf(line.high) + sizeof(line);
                }
                return sum;
            },
            [](const Scatter& s) {
                return bytesOf(s.x) + bytesOf(s.y) + bytesOf(s.value) + bytesOf(s.hollow);
            },
            [](const Markers& m) { return bytesOf(m.markers); },
            [](const Histogram& h) { return bytesOf(h.edges) + bytesOf(h.count); },
            [](const PointCloud& p) { return bytesOf(p.coordinates) + bytesOf(p.value); },
            [](const VectorCloud& c) { return bytesOf(c.coordinates) + bytesOf(c.vectors); },
            [](const VectorField& f) { return bytesOf(f.u) + bytesOf(f.v); },
            [](const ScalarField& f) { return bytesOf(f.values) + bytesOfText(f.categories); },
            [](const TensorField& f) { return bytesOf(f.x) + bytesOf(f.y) + bytesOf(f.tensor); },
            [](const Trajectory& t) {
                return bytesOf(t.coordinates) + bytesOf(t.accepted) + bytesOf(t.starts);
            },
            [](const ImageGrid& i) {
                return bytesOf(i.pixels) + bytesOf(i.mask) + bytesOf(i.marked) + bytesOf(i.framed) +
                       bytesOfText(i.captions) + bytesOfText(i.rowCaptions) +
                       bytesOfText(i.columnCaptions);
            },
            [](const Heatmap& h) {
                return bytesOf(h.values) + bytesOf(h.states) + bytesOf(h.rowPositions) +
                       bytesOf(h.columnPositions) + bytesOfText(h.rowLabels) +
                       bytesOfText(h.columnLabels);
            },
            [](const Graph& g) { return bytesOf(g.nodes) + bytesOf(g.edges); },
            [](const Spans& s) {
                return bytesOf(s.spans) + bytesOfText(s.rows) + bytesOfText(s.categories);
            },
            [](const Table& table) {
                std::size_t sum = bytesOfText(table.columns);
                for (const auto& row : table.rows) {
                    for (const TableCell& cell : row) {
                        sum += cell.text.size() + bytesOf(cell.numbers) + sizeof(cell);
                    }
                }
                return sum;
            },
        },
        artifact.data);
    return payload + sizeof(Artifact) + artifact.name.size() + artifact.title.size();
}

} // namespace scorescope
