// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/action.h"

#include "engine/core/error.h"
#include "engine/core/finite.h"

#include <algorithm>
#include <cmath>

namespace scorescope {

void checkAction(const std::vector<ActionSpec>& table, const Action& action,
                 std::size_t dimensions) {
    const auto spec = std::find_if(table.begin(), table.end(), [&action](const ActionSpec& each) {
        return each.name == action.name;
    });
    if (spec == table.end()) {
        std::vector<std::string> names;
        std::string known;
        for (const ActionSpec& each : table) {
            names.push_back(each.name);
            known += (known.empty() ? "" : ", ") + each.name;
        }
        throw InputError(
            "", "",
            "there is no action '" + action.name + "'" + didYouMean(action.name, names) +
                (known.empty() ? "; this experiment has none" : "; known are " + known));
    }
    const auto refuse = [&action](const std::string& why) {
        throw InputError("", "", "the action '" + action.name + "' " + why);
    };
    if (spec->takes == ActionSpec::Takes::nothing) {
        if (!action.numbers.empty()) {
            refuse("takes no numbers");
        }
        return;
    }
    if (action.numbers.empty()) {
        refuse("takes the coordinates of at least one point");
    }
    if (dimensions != 0 && action.numbers.size() % dimensions != 0) {
        refuse("takes points of " + std::to_string(dimensions) + " coordinates; " +
               std::to_string(action.numbers.size()) + " numbers are no whole number of them");
    }
    if (!allFinite(action.numbers)) {
        refuse("takes finite numbers");
    }
}

} // namespace scorescope
