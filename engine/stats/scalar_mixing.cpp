// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/scalar_mixing.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace scorescope::stats {
namespace {

constexpr std::size_t fewestDraws = 4; ///< as chain_statistics.h has it

bool isConstant(const std::vector<double>& chain) {
    return !chain.empty() &&
           std::adjacent_find(chain.begin(), chain.end(), std::not_equal_to<>()) == chain.end();
}

} // namespace

ScalarMixing scalarMixing(std::string name, const Chains& chains, double seconds) {
    if (!(seconds >= 0.0) || !std::isfinite(seconds)) {
        throw std::invalid_argument("the seconds that draws took must be finite and at least 0");
    }
    ScalarMixing result;
    result.name = std::move(name);
    result.chains = chains.size();
    result.draws = chains.empty() ? 0 : chains.front().size();
    const Statistic ess = bulkEss(chains);
    const Statistic split = splitRHat(chains);
    const Statistic rank = rankRHat(chains);
    const auto constant = std::count_if(chains.begin(), chains.end(), isConstant);
    // Of fewer draws nothing is said at all.
    if (constant > 0 && result.draws >= fewestDraws) {
        result.reason = "undefined: " + std::to_string(constant) + " of " +
                        std::to_string(chains.size()) + " chains constant";
        return result;
    }
    for (const Statistic* statistic : {&ess, &split, &rank}) {
        if (!statistic->known()) {
            result.reason = "undefined: " + statistic->reason;
            return result;
        }
    }
    MixingNumbers numbers{split.value, rank.value, ess.value, std::nullopt};
    if (seconds > 0.0) {
        numbers.bulkEssPerSecond = ess.value / seconds;
    }
    result.numbers = numbers;
    return result;
}

} // namespace scorescope::stats
