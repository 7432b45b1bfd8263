// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/run.h"

#include <set>
#include <string>
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

/// The artifact of a frame as what it is, or null.
template <class Data> const Data* dataOf(const Frame& frame, const std::string& name) {
    const auto artifact = frame.find(name);
    return artifact ? std::get_if<Data>(&artifact->data) : nullptr;
}

/// Somebody who looks at these artifacts only.
inline Interest interestIn(std::set<std::string> names) {
    return Interest{false, std::move(names), {}};
}

} // namespace scorescope::test
