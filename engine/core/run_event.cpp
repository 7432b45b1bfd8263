// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/run_event.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace scorescope {
namespace {

constexpr std::array<const char*, 5> kindNames = {"edit", "action", "analysis", "branch", "saved"};

} // namespace

void RunEvents::add(RunEvent event) {
    auto next = list_ ? *list_ : std::vector<RunEvent>();
    const auto after =
        std::upper_bound(next.begin(), next.end(), event.step,
                         [](std::uint64_t step, const RunEvent& each) { return step < each.step; });
    const auto same = std::find_if(next.begin(), after, [&event](const RunEvent& each) {
        return event.kind == RunEvent::Kind::edit && each.kind == event.kind &&
               each.step == event.step && each.name == event.name;
    });
    if (same == after) {
        next.insert(after, std::move(event));
    } else if (same->before == event.after) {
        next.erase(same);
    } else {
        same->after = std::move(event.after);
    }
    if (next.size() > mostEvents) {
        const auto analysis = std::find_if(next.begin(), next.end(), [](const RunEvent& each) {
            return each.kind == RunEvent::Kind::analysis;
        });
        next.erase(analysis == next.end() ? next.begin() : analysis);
    }
    list_ = std::make_shared<const std::vector<RunEvent>>(std::move(next));
}

void RunEvents::cutAfter(std::uint64_t step) {
    if (!list_ || list_->empty() || list_->back().step <= step) {
        return;
    }
    auto next = *list_;
    next.erase(
        std::upper_bound(next.begin(), next.end(), step,
                         [](std::uint64_t at, const RunEvent& each) { return at < each.step; }),
        next.end());
    list_ = std::make_shared<const std::vector<RunEvent>>(std::move(next));
}

nlohmann::ordered_json RunEvents::json() const {
    auto all = nlohmann::ordered_json::array();
    if (!list_) {
        return all;
    }
    for (const RunEvent& each : *list_) {
        nlohmann::ordered_json one = {{"step", each.step},
                                      {"kind", kindNames[static_cast<std::size_t>(each.kind)]},
                                      {"name", each.name}};
        if (each.kind == RunEvent::Kind::edit) {
            one["before"] = each.before;
            one["after"] = each.after;
        }
        all.push_back(std::move(one));
    }
    return all;
}

void RunEvents::restore(const nlohmann::ordered_json& stored) {
    clear();
    if (!stored.is_array()) {
        return;
    }
    const auto text = [](const nlohmann::ordered_json& one, const char* key) {
        const auto found = one.find(key);
        return found != one.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    for (const nlohmann::ordered_json& one : stored) {
        if (!one.is_object() || !one.contains("step") || !one["step"].is_number_unsigned()) {
            continue;
        }
        const auto kind = std::find(kindNames.begin(), kindNames.end(), text(one, "kind"));
        if (kind != kindNames.end()) {
            add({one["step"].get<std::uint64_t>(),
                 static_cast<RunEvent::Kind>(kind - kindNames.begin()), text(one, "name"),
                 text(one, "before"), text(one, "after")});
        }
    }
}

} // namespace scorescope
