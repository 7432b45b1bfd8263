// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/graph/graph_layout.h"

#include <cstddef>
#include <vector>

/// The steps of the layered layout, one by one.
namespace scorescope::views {

/// A graph whose edges all lead from one layer to the next: where an edge spans several layers,
/// vertices that are no nodes carry it through those between.
struct Layering {
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    struct Vertex {
        std::size_t layer = 0;
        std::size_t node = none; ///< none: it carries an edge
        double along = 0.0;
        double before = 0.0;
        double after = 0.0;
        /// Segments to the layers before and after, by index.
        std::vector<std::size_t> up = {};
        std::vector<std::size_t> down = {};
    };
    struct Segment {
        std::size_t upper = 0; ///< a vertex
        std::size_t lower = 0; ///< a vertex of the next layer
        double straightness = 1.0;
        double middle = 0.0; ///< room that must stay between the two layers
    };
    std::vector<Vertex> vertices; ///< the nodes first
    std::vector<Segment> segments;
    std::vector<std::vector<std::size_t>> layers; ///< vertices in their order across
    std::vector<std::vector<std::size_t>>
        chains; ///< per edge: the vertices that carry it, downward

    /// Where each vertex stands in its layer.
    [[nodiscard]] std::vector<std::size_t> ranks() const;
};

/// Edges that close a cycle: those that a search in depth, begun at the nodes without an edge
/// towards them, finds leading back to where it came from. Loops are not among them.
[[nodiscard]] std::vector<bool> returningEdges(const LayerInput& input);
/// The length of the longest path to each node, with those edges turned around. Nodes that nothing
/// leads to stand right before the first that they lead to.
[[nodiscard]] std::vector<std::size_t> longestPathLayers(const LayerInput& input,
                                                         const std::vector<bool>& reversed);
/// The vertices and segments; layers in the order of the nodes.
[[nodiscard]] Layering properLayering(const LayerInput& input, const std::vector<bool>& reversed,
                                      const std::vector<std::size_t>& layers);

/// Crossings of segments (Barth, Jünger and Mutzel 2002: inversions, with a tree of sums).
[[nodiscard]] std::size_t countCrossings(const Layering& layering);
/// Orders the layers so that few segments cross: sweeps down and up by barycentres and medians,
/// then exchanges of neighbours (Gansner et al. 1993), from two beginnings; the best is kept, with
/// the long edges before the nodes that they pass rather than after.
void orderLayers(Layering& layering);

/// Places across, one per vertex, the least edge at 0. Segments that are worth it are made straight
/// lines: they bind vertices into blocks as Brandes and Köpf (2001) do, and the blocks move as near
/// to their neighbours as the order lets them.
[[nodiscard]] std::vector<double> placeAcross(const Layering& layering, double nodeGap,
                                              double trackGap);

} // namespace scorescope::views
