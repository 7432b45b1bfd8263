// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameter_groups.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace scorescope::app {
namespace {

constexpr std::size_t manyAlike = 3; ///< two of a kind are still read side by side

/// A text cut at its first whole number.
struct Numbered {
    std::string before;
    std::string number; ///< empty when it has none
    std::string after;

    [[nodiscard]] std::string stem() const { return before + '#' + after; }
};

Numbered cut(const std::string& text) {
    const char* const digits = "0123456789";
    const std::size_t first = text.find_first_of(digits);
    if (first == std::string::npos) {
        return {text, {}, {}};
    }
    const std::size_t end = std::min(text.find_first_not_of(digits, first), text.size());
    return {text.substr(0, first), text.substr(first, end - first), text.substr(end)};
}

/// "bump_" as a person reads it: "bump".
std::string asWords(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    const std::size_t first = name.find_first_not_of(' ');
    return first == std::string::npos ? std::string()
                                      : name.substr(first, name.find_last_not_of(' ') + 1 - first);
}

/// Takes what repeats inside a group out of it, into groups of their own.
std::vector<ParameterGroup> takeRepeated(ParameterGroup& group) {
    std::map<std::string, std::set<std::string>> numbersOf; // by stem
    for (const std::string& name : group.names) {
        if (const Numbered parts = cut(name); !parts.number.empty()) {
            numbersOf[parts.stem()].insert(parts.number);
        }
    }
    const auto repeats = [&numbersOf](const std::string& name) {
        const Numbered parts = cut(name);
        return !parts.number.empty() && numbersOf.at(parts.stem()).size() >= manyAlike;
    };
    std::set<std::string> stems;
    std::set<std::string> beginnings;
    for (const std::string& name : group.names) {
        if (repeats(name)) {
            stems.insert(cut(name).stem());
            beginnings.insert(cut(name).before);
        }
    }
    std::vector<ParameterGroup> items;
    std::vector<std::string> rest;
    for (const std::string& name : group.names) {
        if (!repeats(name)) {
            rest.push_back(name);
            continue;
        }
        const Numbered parts = cut(name);
        // "height_1" and "width_1" have nothing in common but the number.
        const std::string words = beginnings.size() > 1 ? std::string() : asWords(parts.before);
        const std::string title = stems.size() == 1
                                      ? asWords(parts.before + parts.after)
                                      : (words.empty() ? group.title : words) + ' ' + parts.number;
        auto item = std::find_if(items.begin(), items.end(), [&title](const ParameterGroup& each) {
            return each.title == title;
        });
        if (item == items.end()) {
            items.push_back({title, {}, true});
            item = items.end() - 1;
        }
        item->names.push_back(name);
    }
    group.names = std::move(rest);
    return items;
}

} // namespace

std::vector<ParameterGroup> groupParameters(const std::vector<ParameterSpec>& specs) {
    std::vector<ParameterGroup> groups;
    for (const ParameterSpec& spec : specs) {
        auto group =
            std::find_if(groups.begin(), groups.end(),
                         [&spec](const ParameterGroup& each) { return each.title == spec.group; });
        if (group == groups.end()) {
            groups.push_back({spec.group, {}, false});
            group = groups.end() - 1;
        }
        group->names.push_back(spec.name);
    }
    std::map<std::string, std::size_t> alike; // titles by stem
    for (const ParameterGroup& group : groups) {
        const Numbered parts = cut(group.title);
        alike[parts.stem()] += parts.number.empty() ? 0 : 1;
    }
    std::vector<ParameterGroup> all;
    for (ParameterGroup& group : groups) {
        group.repeated = alike.at(cut(group.title).stem()) >= manyAlike;
        const std::vector<ParameterGroup> items =
            group.repeated ? std::vector<ParameterGroup>() : takeRepeated(group);
        if (!group.names.empty() || items.empty()) {
            all.push_back(group);
        }
        all.insert(all.end(), items.begin(), items.end());
    }
    return all;
}

} // namespace scorescope::app
