// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope {

/// What changes from run to run of a sweep.
struct SweepSpec {
    static constexpr std::size_t mostRuns = 1000;
    std::string name; ///< a parameter of type real, integer or choice, or "seed"
    std::vector<ParameterValue> values;
};

/// The declaration of what is swept: a number or a choice of the table, or "seed", which looks like
/// an integer parameter. Throws InputError (without a place) for another name, with the nearest
/// one, and for a parameter that cannot be swept.
[[nodiscard]] ParameterSpec sweptParameter(const ParameterTable& table, const std::string& name);

} // namespace scorescope
