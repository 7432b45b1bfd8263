// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"

/// What chapter 3 draws random numbers for, besides what every lab does. The numbers are older than
/// names of purposes and stay, so that runs stay what they were.
namespace scorescope::manifold::purpose {

inline constexpr Purpose corruption{2};
inline constexpr Purpose heldOutCorruption{4};
inline constexpr Purpose chain{7};    ///< where chains start
inline constexpr Purpose proposal{8}; ///< steps of the samplers, and whether they are accepted

} // namespace scorescope::manifold::purpose
