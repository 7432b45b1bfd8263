// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

/// The layered layout of a directed graph (Sugiyama, Tagawa and Toda 1981): cycles are broken,
/// nodes get layers, layers an order with few crossings, nodes their places. Plain numbers in and
/// out, no Qt; the same input gives the same layout; any thread.
///
/// `along` grows with the flow from layer to layer, `across` from node to node within a layer; the
/// caller chooses the unit and what is right and what is down.
namespace scorescope::views {

struct LayerPoint {
    double along = 0.0;
    double across = 0.0;
};

/// What is to be laid out.
struct LayerInput {
    struct Node {
        double along = 1.0;  ///< its whole size along the flow
        double before = 0.5; ///< from its centre to its end across, towards smaller places
        double after = 0.5;  ///< and towards larger ones
    };
    struct Edge {
        std::size_t from = 0; ///< indices of nodes; edges of nodes that do not exist are left out
        std::size_t to = 0;
        double straightness = 1.0; ///< what a straight line is worth, beside other edges; above 0
        /// Size of what stands in its middle, a label: along the flow and across.
        double middleAlong = 0.0;
        double middleAcross = 0.0;
    };
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    double layerGap = 2.0; ///< between layers, at least
    double nodeGap = 1.0;  ///< between nodes of a layer
    double trackGap = 0.6; ///< between a long edge and what it passes
};

/// Where everything stands. The picture begins at 0, 0.
struct LayeredLayout {
    struct Edge {
        bool shown = false;    ///< both of its nodes exist
        bool loop = false;     ///< from a node to itself
        bool reversed = false; ///< leads back to an earlier layer
        /// Where it passes the layers between its ends, in the order from `from` to `to`.
        std::vector<LayerPoint> bends;
    };
    struct Band {
        double begin = 0.0; ///< along the flow; nodes of the layer lie between
        double end = 0.0;
    };
    std::vector<LayerPoint> places;              ///< centres, one per node
    std::vector<std::size_t> layers;             ///< one per node
    std::vector<std::vector<std::size_t>> order; ///< the nodes of each layer, across
    std::vector<Band> bands;                     ///< one per layer
    std::vector<Edge> edges;                     ///< one per edge
    double along = 0.0;                          ///< sizes of the whole
    double across = 0.0;
    std::size_t crossings = 0; ///< of edges
};

[[nodiscard]] LayeredLayout layOutByLayers(const LayerInput& input);

} // namespace scorescope::views
