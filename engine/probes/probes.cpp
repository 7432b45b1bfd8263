// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probes.h"

#include "engine/core/experiment.h"
#include "engine/probes/bench/probe_bench.h"
#include "engine/probes/training/network_probes.h"

namespace scorescope::probes {

void registerProbes(Registry& registry) {
    registry.add(networkProbesKind());
    registry.add(probeBenchmark());
}

} // namespace scorescope::probes
