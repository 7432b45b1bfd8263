// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace scorescope {

/// What storing a moment of a run cost.
struct MomentCost {
    double seconds = 0.0;        ///< of the engine, measured; ≥ 0
    std::size_t bytes = 0;       ///< that it added; memory shared with other moments not again
    std::size_t budgetBytes = 0; ///< of all moments together; > 0
};

/// Why a moment would be stored.
enum class Occasion {
    running, ///< in passing, so that one can come back here
    resting, ///< the run stands still, and this is where somebody stopped
};

/// Seconds to let pass after a moment that cost this much before the next one is worth storing.
///
/// While running, the longest of three: 0.4 s, since denser moments show nothing new; 49 times what
/// storing took, so that storing gets at most 2 % of the engine's time; and the time in which the
/// whole budget would be written anew once in 10 s, so that large moments do not drive each other
/// out at once: moments of which n fit come at most every 10/n s. At rest, cheap moments are stored
/// at each occasion, and others take at most half of the time. Pure.
[[nodiscard]] double secondsUntilNextMoment(const MomentCost& last, Occasion occasion);

} // namespace scorescope
