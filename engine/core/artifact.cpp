// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact.h"

#include "engine/core/overloaded.h"

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
                          [](const LayerGraph&) { return "layer_graph"; },
                          [](const Table&) { return "table"; },
                      },
                      data);
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
                    sum += bytesOf(line.x) + bytesOf(line.y) + sizeof(line);
                }
                return sum;
            },
            [](const Scatter& s) { return bytesOf(s.x) + bytesOf(s.y) + bytesOf(s.value); },
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
            [](const ImageGrid& i) { return bytesOf(i.pixels) + bytesOf(i.mask); },
            [](const Heatmap& h) {
                return bytesOf(h.values) + bytesOfText(h.rowLabels) + bytesOfText(h.columnLabels);
            },
            [](const LayerGraph& g) {
                return g.nodes.size() * sizeof(LayerGraph::Node) + bytesOf(g.edges);
            },
            [](const Table& table) {
                std::size_t sum = bytesOfText(table.columns);
                for (const auto& row : table.rows) {
                    sum += bytesOfText(row);
                }
                return sum;
            },
        },
        artifact.data);
    return payload + sizeof(Artifact) + artifact.name.size() + artifact.title.size();
}

} // namespace scorescope
