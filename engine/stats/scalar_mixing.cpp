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

std::string mixingCaution(const std::vector<ScalarMixing>& scalars) {
    constexpr std::size_t fewestChains = 4;
    constexpr double largestRHat = 1.01;
    constexpr double leastEssOfChain = 100.0;
    std::size_t apart = 0;
    std::size_t few = 0;
    std::size_t undefined = 0;
    std::size_t chains = fewestChains;
    for (const ScalarMixing& scalar : scalars) {
        chains = std::min(chains, scalar.chains);
        if (!scalar.numbers) {
            ++undefined;
            continue;
        }
        apart += scalar.numbers->rankRHat > largestRHat ? 1 : 0;
        few +=
            scalar.numbers->bulkEss < leastEssOfChain * static_cast<double>(scalar.chains) ? 1 : 0;
    }
    std::string line;
    const auto add = [&line](const std::string& words) {
        line += (line.empty() ? "" : "; ") + words;
    };
    const auto count = [&](std::size_t some, const std::string& words) {
        if (some > 0) {
            add(words + " in " + std::to_string(some) + " of " + std::to_string(scalars.size()));
        }
    };
    if (chains < fewestChains) {
        add("fewer than 4 chains");
    }
    count(apart, "R̂ above 1.01");
    count(few, "fewer than 100 effective draws per chain");
    count(undefined, "undefined");
    return line;
}

} // namespace scorescope::stats
