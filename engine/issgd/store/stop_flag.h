// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace scorescope::issgd {

/// Asks a thread to end. Set once; any thread.
class StopFlag {
public:
    void set() noexcept {
        const std::lock_guard<std::mutex> lock(mutex_);
        set_ = true;
        changed_.notify_all();
    }
    [[nodiscard]] bool isSet() const noexcept {
        const std::lock_guard<std::mutex> lock(mutex_);
        return set_;
    }
    /// Sleeps for that time, or until it is set. \returns whether it is.
    [[nodiscard]] bool waitFor(std::chrono::milliseconds time) const {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, time, [this] { return set_; });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    bool set_ = false;
};

} // namespace scorescope::issgd
