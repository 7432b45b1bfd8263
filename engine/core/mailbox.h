// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scorescope {

/// The outcome of a command that can fail, or of one that writes a file.
struct Notice {
    enum class Level { information, error };
    Level level = Level::information;
    std::string text;
};

/// Long work of the engine thread itself: opening a scene, replaying steps.
struct EngineWork {
    std::string what;          ///< "opening The field around a spiral"; empty: it is over
    double share = 0.0;        ///< in [0, 1]
    double secondsLeft = -1.0; ///< below 0: not known
};

/// What a Session hands out.
struct Mail {
    FramePtr frame; ///< null when nothing new was published
    std::vector<Notice> notices;
    /// The answer to the newest command::Moments, else null: the frames stored so far, the head
    /// included, by increasing step. Each holds what was looked at when it was stored, and the
    /// parameters of then. Shared with the history; what it forgets lives on as long as this is
    /// held.
    std::shared_ptr<const std::vector<FramePtr>> moments;
    std::optional<EngineWork> work; ///< when it changed
};

/// Where the engine thread leaves what the window takes: the newest frame wins, notices are never
/// lost. Any thread may call any function; payloads pass under this mutex, and only the wake-up
/// goes by whatever the receiver has (at most one is pending).
class Mailbox {
public:
    /// `wake` is called by the sender when the box went from empty to full. Must return at once and
    /// must not call the sender. May be empty.
    explicit Mailbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    void put(FramePtr frame);
    void put(Notice notice);
    void put(std::shared_ptr<const std::vector<FramePtr>> moments);
    void put(EngineWork work);
    /// Takes what there is.
    [[nodiscard]] Mail take();

private:
    template <class Change> void deliver(Change change);
    const std::function<void()> wake_;
    std::mutex mutex_;
    Mail mail_;
    bool full_ = false;
};

} // namespace scorescope
