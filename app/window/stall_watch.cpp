// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/stall_watch.h"

#include <algorithm>

namespace scorescope::app {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

StallWatch::StallWatch(milliseconds limit, QObject* parent)
    : QObject(parent), limit_(limit), thread_([this] { ask(); }) {}

StallWatch::~StallWatch() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stop_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void StallWatch::ask() {
    constexpr milliseconds pause{20};
    std::unique_lock<std::mutex> lock(mutex_);
    while (!stop_) {
        // One question at a time: a queue of them would outlast the stall.
        if (!waiting_) {
            waiting_ = true;
            QMetaObject::invokeMethod(
                this, [this, asked = steady_clock::now()] { answer(asked); }, Qt::QueuedConnection);
        }
        wake_.wait_for(lock, pause, [this] { return stop_; });
    }
}

void StallWatch::answer(steady_clock::time_point asked) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        waiting_ = false;
    }
    const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - asked);
    longest_ = std::max(longest_, took);
    if (took > limit_) {
        ++stalls_;
        Q_EMIT stalled(took.count());
    }
}

} // namespace scorescope::app
