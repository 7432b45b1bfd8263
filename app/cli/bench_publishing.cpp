// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bench_publishing.h"

#include "app/cli/builtin_scenes.h"
#include "engine/core/run.h"
#include "engine/core/session.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace scorescope::app {
namespace {
constexpr int seconds = 4; ///< that each scene runs
}

std::vector<BenchRow> benchPublishing(const Registry& registry, int threads) {
    std::vector<BenchRow> rows;
    for (const BuiltinScene& builtin : builtinScenes()) {
        Scene scene = parseScene(builtin.json, builtin.id + ".json", registry);
        scene.steps = 0;
        const Interest interest = interestOf(scene);
        std::mutex mutex;
        std::condition_variable woken;
        bool news = false;
        SessionOptions options;
        options.threads = threads;
        options.wake = [&] {
            const std::lock_guard<std::mutex> lock(mutex);
            news = true;
            woken.notify_one();
        };
        Session session(registry, scene, options);
        session.post(command::Look{interest});
        session.post(command::Run{});
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
        int frames = 0;
        while (std::chrono::steady_clock::now() < end) {
            std::unique_lock<std::mutex> lock(mutex);
            woken.wait_until(lock, end, [&] { return news; });
            news = false;
            lock.unlock();
            frames += session.take().frame ? 1 : 0;
        }
        BenchRow row;
        row.name = "publishing";
        row.size = builtin.id + ", " + std::to_string(frames / seconds) + " frames/s";
        row.dtype = "-";
        row.threads = threads;
        row.seconds = seconds;
        row.share = session.publishingShare();
        rows.push_back(row);
    }
    return rows;
}

} // namespace scorescope::app
