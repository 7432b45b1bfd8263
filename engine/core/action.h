// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope {

/// What a person did in a view, an event: "start_chain" here. Where the cursor is, and what is
/// selected or masked, are none: the one is part of looking (Interest), the others are parameters.
struct Action {
    std::string name;
    std::vector<double> numbers; ///< coordinates, in the units of the artifact's axes
};

/// An action that belongs to a scene: done as soon as that step is done (0: before the first), in
/// the window and without one.
struct TimedAction {
    std::uint64_t step = 0;
    Action action;
};

/// Reads "NAME", "NAME 0.1 0.2", "NAME 0.1 0.2 @200" (at step 200), as after --act. Throws
/// InputError (where = "--act"). Whether there is such an action: checkAction().
[[nodiscard]] TimedAction parseTimedAction(const std::string& text);

/// An action as an experiment declares it; buttons, tools and the check of scenes derive from it.
struct ActionSpec {
    enum class Takes {
        nothing, ///< no numbers: a button
        points,  ///< one or more points of the data's space: a tool that is clicked in a view
    };
    std::string name;  ///< snake_case
    std::string label; ///< as a person reads it: "Start a chain"
    std::string help;  ///< what it does, with the thesis' section
    Takes takes = Takes::nothing;
};

/// Checks an action against the table. `dimensions`: of the data's space, 0 = not known here.
/// Throws InputError: unknown (with the nearest name), numbers where none are taken or none where
/// points are, not a whole number of points, not finite.
void checkAction(const std::vector<ActionSpec>& table, const Action& action,
                 std::size_t dimensions = 0);

} // namespace scorescope
