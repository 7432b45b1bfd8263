// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/cluster/scoring_cluster.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace scorescope::issgd {

/// Throws std::invalid_argument, which says what is allowed, for numbers out of their ranges.
void checkSimulated(const ClusterOptions& options);

/// A cluster that is simulated: it scores with the numbers that real workers would have, at the
/// moments at which they would have them. Everything follows from the seed and the calls, so a run
/// can be repeated, and gone back in. Not thread safe.
///
/// Workers claim blocks of examples in turn from a counter in the store, fetch newer parameters
/// when there are any, score, and write. A lost worker's block in hand is lost, too: its turn comes
/// again. The master never waits for anybody, but for the answer of the store, and at barriers.
class SimulatedCluster final : public ScoringCluster {
public:
    using Score = issgd::Score;

    /// Throws std::invalid_argument for options that are out of their ranges, or no examples.
    SimulatedCluster(std::size_t examples, const ClusterOptions& options, std::uint64_t seed,
                     Score score);

    /// Workers that are too many are gone, new ones begin by fetching.
    void setOptions(const ClusterOptions& options) override;
    [[nodiscard]] const ClusterOptions& options() const noexcept override { return options_; }

    /// With barriers throws std::runtime_error when no worker is left.
    void beforeStep(std::uint64_t step, const std::vector<float>& parameters) override;
    /// The master's step is under way for options().stepSeconds, and so is all the others' work.
    void duringStep() override;

    [[nodiscard]] const ScoreTable& known() const noexcept override { return known_; }
    [[nodiscard]] double seconds() const noexcept override { return now_; }

    void lose(std::size_t worker) override;
    void bringBack(std::size_t worker) override;

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
    [[nodiscard]] std::vector<Member> members() const override;
    [[nodiscard]] const ClusterLog& log() const noexcept override { return log_; }
    [[nodiscard]] std::optional<std::uint64_t> storedStep() const override;

    void save(Checkpoint& checkpoint) const override;
    void load(const Checkpoint& checkpoint) override;

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
