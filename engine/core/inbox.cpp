// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/inbox.h"

#include <algorithm>
#include <utility>

namespace scorescope {
namespace {

bool isOverwritten(const Command& command, const Command& next) {
    const auto* first = std::get_if<command::Set>(&command);
    const auto* second = std::get_if<command::Set>(&next);
    const bool looks = std::holds_alternative<command::Look>(command) &&
                       std::holds_alternative<command::Look>(next);
    return looks || (first != nullptr && second != nullptr && first->name == second->name);
}

} // namespace

std::chrono::steady_clock::duration clockDuration(double seconds) {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        std::chrono::duration<double>(std::min(seconds, 3600.0)));
}

template <class Change> void Inbox::change(Change change) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        change();
    }
    changed_.notify_all();
}

void Inbox::post(Command command) {
    change([&] { queue_.push_back(std::move(command)); });
}

void Inbox::setSpeed(double stepsPerSecond) {
    change([&] { speed_ = stepsPerSecond; });
}

void Inbox::nudge() {
    change([&] { nudged_ = true; });
}

void Inbox::stop() {
    change([&] { stop_ = true; });
}

bool Inbox::stopping() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return stop_;
}

std::deque<Command> Inbox::take() {
    std::deque<Command> all;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        all.swap(queue_);
        nudged_ = false;
    }
    std::deque<Command> kept;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i + 1 == all.size() || !isOverwritten(all[i], all[i + 1])) {
            kept.push_back(std::move(all[i]));
        }
    }
    return kept;
}

void Inbox::wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return hasNews(); });
}

void Inbox::waitUntil(Clock::time_point limit) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_until(lock, limit, [this] { return hasNews(); });
}

double Inbox::waitForStep(Clock::time_point lastStep, const Clock::time_point* nextPicture) {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!hasNews() && speed_ > 0.0) {
        auto due = lastStep + clockDuration(1.0 / speed_);
        if (nextPicture != nullptr) {
            due = std::min(due, *nextPicture);
        }
        if (Clock::now() >= due) {
            break;
        }
        changed_.wait_until(lock, due);
    }
    return speed_;
}

} // namespace scorescope
