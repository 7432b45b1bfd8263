// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/issgd/cluster/real_cluster.h"
#include "engine/issgd/store/redis_store.h"
#include "tests/engine/issgd/redis_server.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

/// A master and workers that share a Redis server, and score by a rule that tells of what.
namespace scorescope::test {

using issgd::ClusterOptions;
using issgd::Hello;
using issgd::Leader;
using issgd::ParameterCopy;
using issgd::RealCluster;
using issgd::RealClusterOptions;
using issgd::RedisAddress;
using issgd::RedisStore;
using issgd::RedisTimes;
using issgd::Score;
using issgd::ScoreTable;
using issgd::StopFlag;
using issgd::StoreError;
using issgd::WeightStore;
using issgd::WorkerState;

constexpr std::size_t examples = 47;
inline const char* const runName = "test-run";

inline RedisTimes shortTimes() {
    RedisTimes times;
    times.connecting = std::chrono::milliseconds(1000);
    times.silence = std::chrono::milliseconds(1000);
    times.shortestBackoff = std::chrono::milliseconds(5);
    times.longestBackoff = std::chrono::milliseconds(100);
    return times;
}

inline std::shared_ptr<RedisStore> storeAt(RedisAddress address, const std::string& run = runName) {
    return std::make_shared<RedisStore>(std::move(address), run, shortTimes(), 1);
}

inline RedisAddress at(std::uint16_t port) {
    RedisAddress address;
    address.host = "127.0.0.1";
    address.port = port;
    return address;
}

inline Hello someHello(std::uint64_t run = 17) {
    return {{run, examples, 10, 1}, "hello"};
}

inline Leader leaderOf(std::uint64_t token) {
    Leader leader;
    leader.token = token;
    leader.who = "host " + std::to_string(token) + " (process 5)";
    leader.since =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    return leader;
}

inline ParameterCopy copyOf(std::uint64_t serial, float value) {
    return {serial, 10 * serial, std::make_shared<const std::vector<float>>(1, value)};
}

inline void tellingScore(const std::vector<float>& parameters, std::size_t first, std::size_t count,
                         float* scores) {
    for (std::size_t i = 0; i < count; ++i) {
        scores[i] = 1000.0F * parameters.front() + static_cast<float>(first + i);
    }
}

inline bool valid(const ScoreTable& known) {
    for (std::size_t b = 0; b < known.blocks(); ++b) {
        for (std::size_t n = known.firstOf(b); n < known.firstOf(b) + known.countOf(b); ++n) {
            if (known.scored[b] != 0 &&
                known.scores[n] !=
                    1000.0F * static_cast<float>(known.steps[b]) + static_cast<float>(n)) {
                return false;
            }
        }
    }
    return true;
}

inline std::uint64_t oldestStep(const RealCluster& cluster) {
    const ScoreTable& known = cluster.known();
    return *std::min_element(known.steps.begin(), known.steps.end());
}

/// A worker with a connection of its own, as another process would have.
class Worker {
public:
    Worker(RedisAddress address, std::uint64_t id, Score score = tellingScore)
        : store_(storeAt(std::move(address))), thread_([this, id, score] {
              try {
                  std::optional<Hello> hello;
                  while (!hello && !stop_.isSet()) {
                      try {
                          hello = store_->hello();
                      } catch (const StoreError&) {
                          hello.reset();
                      }
                      static_cast<void>(stop_.waitFor(std::chrono::milliseconds(hello ? 0 : 10)));
                  }
                  if (hello) {
                      store_->use(hello->layout);
                      issgd::runWorker(
                          *store_, hello->layout, score, id, stop_,
                          [this](const WorkerState& state) { scored_ = state.scored; });
                  }
              } catch (const Cancelled&) {
                  ended_ = true;
              } catch (const StoreError& error) {
                  otherRun_ = error.kind() == StoreError::Kind::otherRun;
              }
              ended_ = true;
          }) {}
    ~Worker() { end(); }

    void end() {
        if (thread_.joinable()) {
            stop_.set();
            store_->interrupt();
            thread_.join();
        }
    }
    [[nodiscard]] std::uint64_t scored() const { return scored_; }
    [[nodiscard]] bool sawOtherRun() const { return otherRun_; }

private:
    std::shared_ptr<RedisStore> store_;
    StopFlag stop_;
    std::atomic<std::uint64_t> scored_{0};
    std::atomic<bool> ended_{false};
    std::atomic<bool> otherRun_{false};
    std::thread thread_;
};

struct Master {
    Master(RedisAddress address, bool barriers, std::uint64_t token = 1,
           std::chrono::milliseconds patience = std::chrono::seconds(20)) {
        ClusterOptions options;
        options.workers = 0;
        options.block = 10;
        options.pushEvery = 1;
        options.readEvery = 1;
        options.barriers = barriers;
        RealClusterOptions real;
        real.leader = leaderOf(token);
        real.patience = patience;
        cluster = std::make_unique<RealCluster>(
            someHello(16 + token), options, real,
            [address]() -> std::shared_ptr<WeightStore> { return storeAt(address); },
            [] { return tellingScore; });
    }

    /// \returns whether what it knows is right.
    bool oneStep() {
        cluster->beforeStep(step, {static_cast<float>(step)});
        cluster->duringStep();
        ++step;
        return valid(cluster->known());
    }
    /// Weights come again, under parameters that are sent from now on.
    bool recovers() {
        const std::uint64_t later = step;
        QElapsedTimer timer;
        timer.start();
        const StopFlag never;
        while (timer.elapsed() < 60000) {
            if (!oneStep()) {
                return false;
            }
            if (oldestStep(*cluster) > later && cluster->note().empty()) {
                return true;
            }
            static_cast<void>(never.waitFor(std::chrono::milliseconds(1)));
        }
        return false;
    }

    std::unique_ptr<RealCluster> cluster;
    std::uint64_t step = 0;
};

/// Trains until the store's trouble is told of; \returns the note.
inline std::string trainedUntilTrouble(Master& master) {
    const auto told = [&] { return master.oneStep() && !master.cluster->note().empty(); };
    [&] { QTRY_VERIFY_WITH_TIMEOUT(told(), 20000); }();
    return master.cluster->note();
}

inline StoreError errorOf(const std::function<void()>& call) {
    try {
        call();
    } catch (const StoreError& error) {
        return error;
    }
    return {StoreError::Kind::taken, "nothing was thrown"};
}

inline bool says(const StoreError& error, StoreError::Kind kind, const char* what) {
    return error.kind() == kind && std::string(error.what()).find(what) != std::string::npos;
}

/// What a step throws; empty when it does not.
inline std::string troubleOf(Master& master) {
    try {
        static_cast<void>(master.oneStep());
    } catch (const RunError& error) {
        return error.what();
    }
    return {};
}

} // namespace scorescope::test
