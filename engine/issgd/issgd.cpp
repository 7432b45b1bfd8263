// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/issgd.h"

#include "engine/core/experiment.h"
#include "engine/issgd/sampling/sampling_bench.h"
#include "engine/issgd/store/worker_tool.h"
#include "engine/issgd/theory/importance_line.h"
#include "engine/issgd/theory/importance_plane.h"
#include "engine/issgd/training/cluster_bench.h"
#include "engine/issgd/training/importance_runs.h"
#include "engine/issgd/training/importance_sgd.h"
#include "engine/issgd/training/importance_workers.h"

namespace scorescope::issgd {

void registerIssgd(Registry& registry) {
    registry.add(importanceLineKind());
    registry.add(importancePlaneKind());
    registry.add(importanceSgdKind());
    registry.add(importanceRunsKind());
    registry.add(importanceWorkersKind());
    registry.add(samplingBenchmark());
    registry.add(clusterBenchmark());
    registry.add(workerTool());
}

} // namespace scorescope::issgd
