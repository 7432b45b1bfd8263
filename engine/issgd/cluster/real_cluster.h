// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/cluster/cluster_courier.h"
#include "engine/issgd/cluster/scoring_cluster.h"
#include "engine/issgd/cluster/worker_crew.h"
#include "engine/issgd/store/weight_store.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::issgd {

struct RealClusterOptions {
    Leader leader;
    /// How long nothing may come at a barrier, or from a store that was never reached, before the
    /// master gives up the step.
    std::chrono::milliseconds patience{20000};
    /// Told, ten times a second, whom the master waits for at a barrier or when it begins; false
    /// ends the call, and the next one for the same step waits on. May be empty.
    std::function<bool(const std::string& whom)> waiting = {};
};

/// The master's side of a cluster of real workers (§7.4.2): threads of this process, or others
/// behind a store that they share, or both. Its numbers depend on who is how fast.
///
/// A thread of its own carries parameters to the store and weights from it, so that a step never
/// waits for the store: what has come is taken before the next step. The master waits at barriers
/// alone (§7.4.3). When the store does not answer, it goes on with the weights it has, and note()
/// says so; when the store is back, and has forgotten all, it gets everything anew. "In the case of
/// ISSGD, stale probability weights may lead to more variance but we will always get an unbiased
/// estimator".
///
/// It begins with the first step: until then neither store nor workers are asked for anything, so
/// that a run that only is looked at, or comes back from a file, is in nobody's way.
///
/// Its clock is that of the wall, from the first step on. The time of a block is when it came to
/// the master; blocks of the newest parameters count as new for as long as these are the newest,
/// since scoring them again would give the same.
class RealCluster final : public ScoringCluster {
public:
    /// A store of its own for each thread, or the same one where it serves all.
    using OpenStore = std::function<std::shared_ptr<WeightStore>()>;
    /// A function of its own for each worker thread; called there.
    using MakeScore = std::function<Score()>;

    /// \param options of these, `workers` is the number of threads here
    /// Throws std::invalid_argument for sizes that do not fit together.
    RealCluster(Hello hello, const ClusterOptions& options, RealClusterOptions real, OpenStore open,
                MakeScore makeScore);
    ~RealCluster() override;

    /// Of these numbers, those that are not simulated.
    void setOptions(const ClusterOptions& options) override;
    [[nodiscard]] const ClusterOptions& options() const noexcept override { return options_; }

    /// The first one takes the lead of the run, and forgets what was left of an earlier one.
    ///
    /// Throws RunError when the store refuses, another master leads, or the store was not reached
    /// within the patience, and the next call tries again; when another master has taken the run
    /// over; and at a barrier when nothing has come for the patience: it says what is missing and
    /// who was heard last. Cancelled when `waiting` said so: the next call waits on where this one
    /// was, without sending again, and time between the two takes nothing of the patience.
    void beforeStep(std::uint64_t step, const std::vector<float>& parameters) override;
    void duringStep() override;

    [[nodiscard]] const ScoreTable& known() const noexcept override { return known_; }
    [[nodiscard]] double seconds() const noexcept override;

    /// Threads of this process; others are ended where they run.
    void lose(std::size_t worker) override;
    void bringBack(std::size_t worker) override;

    /// Threads first, then others in the order in which they were first heard of.
    [[nodiscard]] std::vector<Member> members() const override;
    [[nodiscard]] const ClusterLog& log() const noexcept override { return log_; }
    [[nodiscard]] std::optional<std::uint64_t> storedStep() const override;
    [[nodiscard]] std::string note() const override;

    /// What the master knows, and the clock. After load() it sends its parameters with the next
    /// step, and weights that were found before are not taken any more.
    void save(Checkpoint& checkpoint) const override;
    void load(const Checkpoint& checkpoint) override;

private:
    /// A worker elsewhere, by what it wrote.
    struct Stranger {
        std::uint64_t worker = 0;
        double heard = 0.0;
        std::uint64_t step = 0;
        std::uint64_t scored = 0;
    };

    /// While a step waits.
    struct Waiting {
        std::uint64_t step = 0;
        /// Of the patience, without anything having come.
        std::chrono::steady_clock::duration silence{0};
        std::size_t left = 0;                         ///< blocks that are not there yet
        std::shared_ptr<WeightStore> store = nullptr; ///< not reached yet; null at a barrier
    };

    void begin(std::uint64_t step);
    /// Until `store` has taken this master. Throws as beforeStep().
    void lead(WeightStore& store);
    [[nodiscard]] bool waitsAtBarrier() const noexcept { return waiting_ && !waiting_->store; }
    [[nodiscard]] bool begun() const noexcept { return crew_ != nullptr; }
    void takeWhatCame();
    void take(const ScoredBlock& block, double now);
    void send(std::uint64_t step, const std::vector<float>& parameters);
    void waitAtBarrier();
    [[nodiscard]] std::size_t missing() const;
    [[nodiscard]] std::string whomWeWaitFor() const;
    [[nodiscard]] std::string trouble() const;
    void throwIfOver() const;

    Hello hello_;
    StoreLayout layout_;
    ClusterOptions options_;
    RealClusterOptions real_;
    OpenStore open_;
    MakeScore makeScore_;
    MasterClock clock_;
    double beginsAt_ = 0.0; ///< what the clock shows until the first step
    double stepBegan_ = 0.0;

    ScoreTable known_;
    std::vector<std::uint64_t> serials_; ///< [blocks] of the parameters; 0 for what load() brought
    std::uint64_t serial_ = 0;           ///< of the parameters that were sent last
    std::uint64_t step_ = 0;             ///< of these
    std::uint64_t ignored_ = 0;          ///< scores under parameters up to this one are not taken
    bool mustSend_ = true;
    std::uint64_t notFinite_ = 0; ///< scores
    std::vector<Stranger> strangers_;
    ClusterLog log_;
    std::optional<Waiting> waiting_; ///< of a call that was ended

    // Both or neither.
    std::unique_ptr<ClusterCourier> courier_;
    std::unique_ptr<WorkerCrew> crew_; ///< ends before the courier does
};

} // namespace scorescope::issgd
