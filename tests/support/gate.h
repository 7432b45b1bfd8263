// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis.h"
#include "engine/core/progress.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace scorescope::test {

/// Where another thread's work waits until the test lets it through: a step or an analysis that
/// takes exactly as long as the test wants, without any sleep. Open at first.
class Gate {
public:
    /// A step: returns when the gate is open; after 20 s too, which only a defect takes, so that a
    /// test that failed can end.
    void pass() {
        std::unique_lock<std::mutex> lock(mutex_);
        ++arrived_;
        changed_.notify_all();
        changed_.wait_for(lock, std::chrono::seconds(20), [this] { return open_; });
    }
    /// An analysis: returns when the gate is open; throws when cancelled, which nobody signals.
    void pass(AnalysisWatch& watch) {
        passTelling([&watch] { watch.report(0.5); });
    }
    /// A creation: returns when the gate is open; throws when it is given up, which nobody signals.
    void pass(const Progress& progress) {
        passTelling([&progress] { report(progress, 0.5); });
    }
    void open() { set(true); }
    void close() { set(false); }
    /// Waits until that many have come to the gate; false after 20 s, which only a defect takes.
    bool waitFor(int count) {
        std::unique_lock<std::mutex> lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return arrived_ >= count; });
    }
    int arrived() {
        const std::lock_guard<std::mutex> lock(mutex_);
        return arrived_;
    }

private:
    /// Calls `tell`, which may throw, again and again until the gate is open.
    template <class Tell> void passTelling(const Tell& tell) {
        std::unique_lock<std::mutex> lock(mutex_);
        ++arrived_;
        changed_.notify_all();
        while (!open_) {
            changed_.wait_for(lock, std::chrono::milliseconds(5));
            tell();
        }
    }
    void set(bool open) {
        const std::lock_guard<std::mutex> lock(mutex_);
        open_ = open;
        changed_.notify_all();
    }
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    int arrived_ = 0;
};

} // namespace scorescope::test
