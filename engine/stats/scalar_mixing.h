// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/stats/chain_statistics.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::stats {

/// How well chains mix in one scalar quantity (definitions in chain_statistics.h).
struct MixingNumbers {
    double splitRHat = 0.0;
    double rankRHat = 0.0;
    double bulkEss = 0.0;
    /// bulkEss over the seconds that the draws took; empty where those are not known.
    std::optional<double> bulkEssPerSecond;
};

/// Either the numbers, or a sentence that says why there are none.
struct ScalarMixing {
    std::string name;
    std::size_t chains = 0;
    std::size_t draws = 0; ///< of each chain
    std::optional<MixingNumbers> numbers;
    std::string reason; ///< "undefined: 2 of 10 chains constant"; empty where there are numbers
};

/// Of one function of the state, the same for all chains: R̂ compares the chains' distributions of
/// it, so a quantity that is defined differently for each chain (say, by where it began) has no R̂.
///
/// A chain that is constant makes all numbers undefined: whether it stands still, or is in the one
/// likely state, or the quantity cannot change, looks the same, and R̂ over the others would not
/// tell of it. `seconds` are those that all draws together took; 0 where that is not known. Throws
/// std::invalid_argument for chains of different lengths, and seconds below 0 or not finite.
[[nodiscard]] ScalarMixing scalarMixing(std::string name, const Chains& chains,
                                        double seconds = 0.0);

/// One line of what speaks against trusting these chains, by the limits of Vehtari et al. 2021 (see
/// chain_statistics.h): fewer than 4 chains, rank R̂ above 1.01, a bulk effective sample size below
/// 100 for each chain; and apart from these, what is undefined. Empty where nothing does, and for
/// no scalars at all.
[[nodiscard]] std::string mixingCaution(const std::vector<ScalarMixing>& scalars);

} // namespace scorescope::stats
