// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/action.h"

#include "engine/core/error.h"
#include "engine/core/finite.h"
#include "engine/core/number_text.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace scorescope {

TimedAction parseTimedAction(const std::string& text) {
    const auto refuse = [&text](const std::string& why) {
        throw InputError("--act", "",
                         "'" + text + "' " + why +
                             "; allowed is NAME, numbers and @STEP: 'start_chain 0.1 0.2 @200'");
    };
    TimedAction timed;
    bool timeIsSet = false;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        if (timed.action.name.empty()) {
            timed.action.name = word;
        } else if (timeIsSet) {
            refuse("goes on after its step");
        } else if (word.front() == '@') {
            const char* end = word.data() + word.size();
            const auto parsed = std::from_chars(word.data() + 1, end, timed.step);
            if (parsed.ec != std::errc() || parsed.ptr != end) {
                refuse("has no step after the @");
            }
            timeIsSet = true;
        } else {
            double value = 0.0;
            if (parseNumber(word, value) != NumberText::number) {
                refuse("has '" + word + "' where a number should be");
            }
            timed.action.numbers.push_back(value);
        }
    }
    if (timed.action.name.empty()) {
        refuse("names no action");
    }
    return timed;
}

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
