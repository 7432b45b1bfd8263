// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/issgd/cluster/scoring_cluster.h"

/// Figure 7.1 as it happens. Pure; any thread.
namespace scorescope::issgd {

/// "cluster_spans": who did what in the last seconds: the master, the store, the workers. A click
/// on a row selects that member.
[[nodiscard]] Artifact clusterSpans(const ScoringCluster& cluster, double seconds);
/// "cluster_members", in the same order: what each does, the parameters it has and how many steps
/// they are behind the master's, and what it has scored.
[[nodiscard]] Artifact clusterMembers(const ScoringCluster& cluster, std::uint64_t step);
/// "cluster_traffic": messages, bytes, ages.
[[nodiscard]] Artifact clusterTraffic(const ScoringCluster& cluster, std::uint64_t step);

/// Seconds since each known block came to the store, at the cluster's time; of the scored ones.
[[nodiscard]] std::vector<double> weightAges(const ScoringCluster& cluster);

} // namespace scorescope::issgd
