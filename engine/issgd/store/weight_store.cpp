// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/weight_store.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace scorescope::issgd {

std::string takenBy(const std::string& who, double since) {
    const double now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto age = static_cast<long long>(std::lround(std::clamp(now - since, 0.0, 1e9)));
    return "this run has a master already, " + who + ", which began " + std::to_string(age) +
           " s ago: end that one, or take another name for this run (one that has crashed is "
           "forgotten after " +
           std::to_string(Leader().lease.count()) + " s)";
}

} // namespace scorescope::issgd
