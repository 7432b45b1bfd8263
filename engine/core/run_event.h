// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace scorescope {

/// Something that happened to a run besides its steps, for the marks over its history.
struct RunEvent {
    enum class Kind {
        edit,     ///< a live parameter was set: name, before and after
        action,   ///< something was done to it: the action's name
        analysis, ///< a scheduled analysis of that step has ended: its title
        branch,   ///< it goes on by another way from here: the number of the line that was left
        saved,    ///< a checkpoint was written: its folder
    };
    std::uint64_t step = 0; ///< after which it happened
    Kind kind = Kind::edit;
    std::string name;
    std::string before = {}; ///< of an edit, as toText() has it
    std::string after = {};
};

/// By increasing step; those of one step in the order in which they happened. Null for none.
using RunEventList = std::shared_ptr<const std::vector<RunEvent>>;

/// The events of a run. What is handed out never changes; a list is copied when one comes to it.
/// Owned by the engine thread.
class RunEvents {
public:
    /// More than a bar over the history can show apart; beyond that the oldest analyses go, then
    /// the oldest of all.
    static constexpr std::size_t mostEvents = 4000;

    /// Edits of one parameter at one step become one, which is gone when the parameter is back
    /// where it was.
    void add(RunEvent event);
    /// The run goes on from `step` by another way.
    void cutAfter(std::uint64_t step);
    void clear() { list_ = nullptr; }
    [[nodiscard]] const RunEventList& list() const noexcept { return list_; }

    /// For a checkpoint's meta.
    [[nodiscard]] nlohmann::ordered_json json() const;
    /// Takes what json() gave; anything else leaves no events, for they are no part of the state.
    void restore(const nlohmann::ordered_json& stored);

private:
    RunEventList list_;
};

} // namespace scorescope
