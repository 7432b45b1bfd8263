// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/run.h"

#include <utility>
#include <vector>

namespace scorescope::test {

/// All that the experiment shows now, analyses included, with the cursor at a point or nowhere.
inline Frame frameOf(Experiment& experiment, std::vector<double> cursor = {}) {
    Analyses analyses;
    Interest all;
    all.cursor = std::move(cursor);
    return *completeFrame(experiment, analyses, nullptr, all);
}

} // namespace scorescope::test
