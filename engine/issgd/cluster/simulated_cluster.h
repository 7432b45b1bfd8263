// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/issgd/cluster/cluster_log.h"
#include "engine/issgd/cluster/score_table.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// Master, store and workers of §7.4.2 on a virtual clock.
struct ClusterOptions {
    std::size_t workers = 3;
    std::size_t block = 64;          ///< examples that a worker scores and writes at once
    double stepSeconds = 0.02;       ///< of the master, for one minibatch
    double scoresPerSecond = 2000.0; ///< of one worker
    double delaySeconds = 0.005;     ///< of a message, one way
    double jitter = 0.5;             ///< share of the delay by which it varies, 0 to 1
    double bytesPerSecond = 100e6;   ///< of each connection
    double parameterBytes = 0.0;     ///< of a copy of the parameters
    std::uint64_t pushEvery = 10;    ///< steps between two copies that the master sends
    std::uint64_t readEvery = 1;     ///< steps between two looks at the store
    bool barriers = false;           ///< §7.4.3: after each push the master waits for all weights
    double secondsBetweenLosses = 0.0; ///< mean, of one worker; 0 = never
    double secondsLost = 5.0;          ///< mean
};

/// A cluster that is simulated: it scores with the numbers that real workers would have, at the
/// moments at which they would have them. Everything follows from the seed and the calls, so a run
/// can be repeated, and gone back in. Not thread safe.
///
/// Workers claim blocks of examples in turn from a counter in the store, fetch newer parameters
/// when there are any, score, and write. A lost worker's block in hand is lost, too: its turn comes
/// again. The master never waits for anybody, but for the answer of the store, and at barriers.
class SimulatedCluster {
public:
    /// Probability weights of the examples [first, first + count) under `parameters`.
    using Score = std::function<void(const std::vector<float>& parameters, std::size_t first,
                                     std::size_t count, float* scores)>;

    /// Throws std::invalid_argument for options that are out of their ranges, or no examples.
    SimulatedCluster(std::size_t examples, const ClusterOptions& options, std::uint64_t seed,
                     Score score);

    /// Other numbers from now on. Workers that are too many are gone, new ones begin by fetching.
    void setOptions(const ClusterOptions& options);
    [[nodiscard]] const ClusterOptions& options() const noexcept { return options_; }

    /// What comes before the master's step `step`: it sends its parameters when it is time to, and
    /// reads the store. With barriers it waits until all workers have scored everything under them.
    /// Throws std::runtime_error when that cannot be, because no worker is left.
    void beforeStep(std::uint64_t step, const std::vector<float>& parameters);
    /// The master's step is under way for options().stepSeconds, and so is all the others' work.
    void duringStep();

    /// The master's: as it was in the store when it last read.
    [[nodiscard]] const ScoreTable& known() const noexcept { return known_; }
    [[nodiscard]] double seconds() const noexcept { return now_; }

    /// A person's: the worker is gone at once, or comes back. Nothing for one that is already so,
    /// or that there is not.
    void lose(std::size_t worker);
    void bringBack(std::size_t worker);

    enum class Phase : std::uint8_t { asking, fetching, scoring, writing, waiting, lost };
    struct Worker {
        Phase phase = Phase::asking;
        double since = 0.0;
        double until = 0.0;     ///< of the phase; infinite while waiting, or lost by hand
        double losesAt = 0.0;   ///< infinite for never
        std::uint64_t step = 0; ///< of its parameters
        bool hasParameters = false;
        std::size_t block = 0;      ///< in hand
        std::uint64_t messages = 0; ///< drawn delays
        std::uint64_t losses = 0;
        std::uint64_t scored = 0;       ///< examples
        std::uint64_t dropped = 0;      ///< examples scored or under way when it was lost
        std::vector<float> scores = {}; ///< of the block in hand
    };
    [[nodiscard]] const std::vector<Worker>& workers() const noexcept { return workers_; }
    [[nodiscard]] std::size_t blocks() const noexcept { return store_.blocks(); }
    [[nodiscard]] const ClusterLog& log() const noexcept { return log_; }
    /// Of the newest parameters in the store; none before the first have come.
    [[nodiscard]] std::optional<std::uint64_t> storedStep() const;

    /// The whole state. load() throws InputError for one of another size, and then changes nothing.
    void save(Checkpoint& checkpoint) const;
    void load(const Checkpoint& checkpoint);

private:
    using Weights = std::shared_ptr<const std::vector<float>>;
    struct Push {
        double arrives = 0.0;
        std::uint64_t step = 0;
    };

    /// All that happens up to `time`, in its order.
    void runUntil(double time);
    /// When the next of it happens; infinite for never.
    [[nodiscard]] double nextTime() const;
    void happen();

    void waitAtBarrier(std::uint64_t step);
    void read();
    void pushArrives();
    void turnOf(std::size_t worker);
    void loseAt(std::size_t worker, double time, double comesBack);
    void enter(std::size_t worker, double time, Phase phase, double seconds);
    void goOn(std::size_t worker, double time);
    void claim(std::size_t worker, double time);
    void wakeThoseWaiting(double time);
    [[nodiscard]] std::optional<std::size_t> unclaimed(std::uint64_t step);
    [[nodiscard]] bool inHand(std::size_t block, std::uint64_t step) const;
    [[nodiscard]] bool allScoredUnder(std::uint64_t step) const;
    /// Seconds of a message of a worker, or of the master (whose place is behind all workers').
    [[nodiscard]] double transfer(std::size_t sender, std::uint64_t& messages, double bytes);
    [[nodiscard]] double drawnSeconds(std::size_t worker, std::uint64_t which, double mean) const;
    [[nodiscard]] double drawnLoss(std::size_t worker, double time) const;
    void keepWeightsInUse();

    ClusterOptions options_;
    std::uint64_t seed_;
    Score score_;

    double now_ = 0.0; ///< the master's clock; events are run up to it
    ScoreTable store_;
    ScoreTable known_;
    std::vector<std::uint8_t> changed_; ///< blocks: not 0 when written since the master read
    std::uint64_t claims_ = 0;
    std::uint64_t masterMessages_ = 0;
    std::optional<std::uint64_t> stored_;      ///< the step of the store's parameters
    std::deque<Push> pushes_;                  ///< on their way
    std::map<std::uint64_t, Weights> weights_; ///< by step: of the store, on their way, of workers
    std::vector<Worker> workers_;
    ClusterLog log_;
};

} // namespace scorescope::issgd
