// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/graph/graph_geometry.h"
#include "views/graph/graph_layout.h"

/// The ways of edges between nodes that have their places. Free of widgets; any thread.
namespace scorescope::views {

/// Edges of a layered layout, added to `geometry`, whose nodes have their places. They run straight
/// beside nodes and bend between layers only, so that none runs through a node. Those that the
/// layout does not show belong to nodes that hang from others, and are straight lines.
void routeLayeredEdges(GraphGeometry& geometry, const Graph& graph, const LayeredLayout& layout);
/// Edges between nodes that stand anywhere: straight lines, or the flattest arc that runs through
/// no other node.
void routePlacedEdges(GraphGeometry& geometry, const Graph& graph);

} // namespace scorescope::views
