// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"

#include <string>
#include <vector>

/// How the rows of the parameter panel are gathered under headings. Pure.
namespace scorescope::app {

/// What stands under one heading.
struct ParameterGroup {
    std::string title;
    std::vector<std::string> names; ///< of the parameters, in the order of the rows
    /// One of many alike ("Layer 3" of twelve): shown in one line until it is unfolded.
    bool repeated = false;
};

/// The groups in the order of their first parameter, whatever the table's order inside.
///
/// Three or more groups whose titles differ by a number only are repeated. So are three or more
/// sets of parameters inside a group whose names differ by a number only: each set is a group of
/// its own after what the group has beside them ("bump_1_x" and "bump_1_y" are "bump 1", "height_1"
/// and "width_1" of the group "Bumps" are "Bumps 1"). Where only one parameter has numbers
/// ("units_1", "units_2", …) all of these are one repeated group.
[[nodiscard]] std::vector<ParameterGroup> groupParameters(const std::vector<ParameterSpec>& specs);

} // namespace scorescope::app
