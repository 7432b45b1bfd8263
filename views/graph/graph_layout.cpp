// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_layout.h"

#include "views/graph/graph_layering.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

constexpr double slope = 0.15; // of extra room along per step across, so that edges stay flat
constexpr double mostExtra = 5.0;

/// Layers one after the other, with room between for labels and for edges that go far across.
std::vector<LayeredLayout::Band> bandsOf(const Layering& layering, const LayerInput& input,
                                         const std::vector<double>& across) {
    std::vector<LayeredLayout::Band> bands;
    double at = 0.0;
    for (const std::vector<std::size_t>& layer : layering.layers) {
        double size = 0.0;
        double middle = 0.0;
        double furthest = 0.0;
        for (const std::size_t vertex : layer) {
            size = std::max(size, layering.vertices[vertex].along);
            for (const std::size_t s : layering.vertices[vertex].down) {
                const Layering::Segment& segment = layering.segments[s];
                middle = std::max(middle, segment.middle);
                furthest =
                    std::max(furthest, std::abs(across[segment.upper] - across[segment.lower]));
            }
        }
        bands.push_back({at, at + size});
        at += size + input.layerGap + middle + std::min(slope * furthest, mostExtra);
    }
    return bands;
}

} // namespace

LayeredLayout layOutByLayers(const LayerInput& input) {
    LayeredLayout result;
    const std::vector<bool> reversed = returningEdges(input);
    result.layers = longestPathLayers(input, reversed);
    Layering layering = properLayering(input, reversed, result.layers);
    orderLayers(layering);
    result.crossings = countCrossings(layering);
    const std::vector<double> across = placeAcross(layering, input.nodeGap, input.trackGap);
    result.bands = bandsOf(layering, input, across);

    const auto pointOf = [&](std::size_t vertex) {
        const LayeredLayout::Band& band = result.bands[layering.vertices[vertex].layer];
        return LayerPoint{0.5 * (band.begin + band.end), across[vertex]};
    };
    for (std::size_t node = 0; node < input.nodes.size(); ++node) {
        result.places.push_back(pointOf(node));
    }
    for (std::size_t v = 0; v < layering.vertices.size(); ++v) {
        result.across = std::max(result.across, across[v] + layering.vertices[v].after);
    }
    result.along = result.bands.empty() ? 0.0 : result.bands.back().end;
    for (const std::vector<std::size_t>& layer : layering.layers) {
        result.order.emplace_back();
        for (const std::size_t vertex : layer) {
            if (layering.vertices[vertex].node != Layering::none) {
                result.order.back().push_back(vertex);
            }
        }
    }
    for (std::size_t e = 0; e < input.edges.size(); ++e) {
        const LayerInput::Edge& edge = input.edges[e];
        LayeredLayout::Edge shown;
        shown.shown = edge.from < input.nodes.size() && edge.to < input.nodes.size();
        shown.loop = shown.shown && edge.from == edge.to;
        shown.reversed = reversed[e];
        for (const std::size_t vertex : layering.chains[e]) {
            shown.bends.push_back(pointOf(vertex));
        }
        if (shown.reversed) {
            std::reverse(shown.bends.begin(), shown.bends.end());
        }
        result.edges.push_back(std::move(shown));
    }
    return result;
}

} // namespace scorescope::views
