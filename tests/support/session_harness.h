// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/session.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace scorescope::test {

/// A session whose mail is read by the test, waiting for the wake-up instead of sleeping.
class SessionHarness {
public:
    SessionHarness(const Registry& registry, Scene scene,
                   std::size_t historyBytes = std::size_t{64} << 20U)
        : SessionHarness(registry, std::move(scene), withHistory(historyBytes)) {}
    /// `options.wake` is the test's own.
    SessionHarness(const Registry& registry, Scene scene, const SessionOptions& options)
        : session_(registry, std::move(scene), waking(options)) {}

    void post(Command command) { session_.post(std::move(command)); }
    Session& session() { return session_; }

    /// The first frame for which `condition` holds; null after 20 s, which only a defect takes.
    template <class Condition> FramePtr waitFor(Condition condition) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        for (;;) {
            Mail mail = session_.take();
            notices.insert(notices.end(), mail.notices.begin(), mail.notices.end());
            if (mail.moments) {
                moments = mail.moments;
            }
            if (mail.work) {
                work = *mail.work;
            }
            if (mail.frame) {
                ++framesSeen;
                newest = mail.frame;
            }
            if (newest && condition(*newest)) {
                return newest;
            }
            if (until && until(work)) {
                return newest;
            }
            std::unique_lock<std::mutex> lock(mutex_);
            if (!woken_.wait_until(lock, deadline, [this] { return pending_; })) {
                return nullptr;
            }
            pending_ = false;
        }
    }
    FramePtr waitForStep(std::uint64_t step) {
        return waitFor([step](const Frame& f) {
            return f.step == step && f.status.state != RunState::running;
        });
    }
    FramePtr waitForNotice() {
        return waitFor([this](const Frame&) { return !notices.empty(); });
    }

    /// Whether the engine came to tell of work for which `condition` holds.
    bool waitForWork(const std::function<bool(const EngineWork&)>& condition) {
        until = condition;
        waitFor([](const Frame&) { return false; });
        until = nullptr;
        return condition(work);
    }

    FramePtr newest;
    EngineWork work;
    std::function<bool(const EngineWork&)> until;
    std::vector<Notice> notices;
    std::shared_ptr<const std::vector<FramePtr>> moments;
    int framesSeen = 0;

private:
    static SessionOptions withHistory(std::size_t bytes) {
        SessionOptions result;
        result.historyBytes = bytes;
        return result;
    }
    SessionOptions waking(SessionOptions result) {
        result.wake = [this] {
            const std::lock_guard<std::mutex> lock(mutex_);
            pending_ = true;
            woken_.notify_one();
        };
        return result;
    }
    std::mutex mutex_;
    std::condition_variable woken_;
    bool pending_ = false;
    Session session_;
};

} // namespace scorescope::test
