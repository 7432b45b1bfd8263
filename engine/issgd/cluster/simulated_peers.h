// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/cluster/scoring_cluster.h"
#include "engine/issgd/sampling/weighted_sampler.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// The arrangement that §7.6 recommends, simulated: no master, "only workers (or 'peers') along
/// with a parameter server". A peer fetches parameters and weights, draws a minibatch by these,
/// forms its gradient, and sends it with the weights of the minibatch's examples: "whenever a
/// gradient contribution is computed, the importance weights can be obtained at the same time". The
/// server adds each gradient to its parameters when it comes, however old those are that it is of
/// (asynchronous SGD), and its answer brings newer parameters and weights. Nobody scores examples
/// for the sake of the weights; so one that is not drawn is not scored again.
///
/// One step is one gradient that comes to the server. Everything follows from the seed and the
/// calls. Of ClusterOptions, `workers` are the peers, and block, pushEvery, readEvery, barriers and
/// scoresPerSecond are not looked at. That the server adds takes no time, and it serves all
/// connections at once. Not thread safe.
class SimulatedPeers final : public ScoringCluster {
public:
    /// Draws the minibatch of a peer that begins, by the weights that the server has then.
    /// \param which how many were drawn before
    using Draw = std::function<WeightedDraws(std::uint64_t which)>;

    /// Throws std::invalid_argument for options that are out of their ranges, or no examples.
    SimulatedPeers(std::size_t examples, const ClusterOptions& options, std::uint64_t seed,
                   Draw draw);

    void setOptions(const ClusterOptions& options) override;
    [[nodiscard]] const ClusterOptions& options() const noexcept override { return options_; }

    /// Until the next gradient has come. \param step how many the server has added
    /// \param parameters the server's, with which those begin that have nothing to do
    /// Throws std::runtime_error when no peer is left.
    void beforeStep(std::uint64_t step, const std::vector<float>& parameters) override;
    void duringStep() override {}

    using Weights = std::shared_ptr<const std::vector<float>>;
    /// What came last: the caller forms the gradient.
    struct Contribution {
        std::uint64_t step = 0; ///< of the parameters it is of
        Weights parameters;
        WeightedDraws minibatch;
    };
    [[nodiscard]] const Contribution& contribution() const noexcept { return came_; }
    /// The weights that came with it. \param scores [its examples]
    void share(const std::vector<double>& scores);

    [[nodiscard]] const ScoreTable& known() const noexcept override { return known_; }
    [[nodiscard]] double seconds() const noexcept override { return now_; }
    void lose(std::size_t peer) override;
    void bringBack(std::size_t peer) override;
    [[nodiscard]] std::string nameOf(std::size_t row) const override;
    [[nodiscard]] std::vector<Member> members() const override;
    [[nodiscard]] const ClusterLog& log() const noexcept override { return log_; }
    [[nodiscard]] std::optional<std::uint64_t> storedStep() const override { return step_; }

    void save(Checkpoint& checkpoint) const override;
    void load(const Checkpoint& checkpoint) override;

private:
    enum class Phase : std::uint8_t { idle, working, lost };
    struct Peer {
        Phase phase = Phase::idle;
        double since = 0.0;    ///< of the phase
        double fetched = 0.0;  ///< while working: when parameters and weights are there,
        double computed = 0.0; ///< when its gradient is, and
        double until = 0.0;    ///< when that is at the server; lost: when it is back
        double losesAt = 0.0;  ///< infinite for never
        Contribution work;
        std::uint64_t seen = 0; ///< weights that had been shared when it fetched
        std::uint64_t messages = 0;
        std::uint64_t losses = 0;
        std::uint64_t scored = 0;  ///< examples, whose weights it has shared
        std::uint64_t dropped = 0; ///< examples that it had in hand when it was lost
    };

    void begin(std::size_t peer, double time);
    void arrive(std::size_t peer);
    void loseAt(std::size_t peer, double time, double comesBack);
    void logWork(std::size_t peer, double until);
    [[nodiscard]] double transfer(std::size_t peer, double bytes);
    [[nodiscard]] double drawnSeconds(std::size_t peer, std::uint64_t which, double mean) const;
    [[nodiscard]] double drawnLoss(std::size_t peer, double time) const;

    ClusterOptions options_;
    std::uint64_t seed_;
    Draw draw_;

    double now_ = 0.0;
    ScoreTable known_; ///< of blocks of one example
    std::uint64_t step_ = 0;
    Weights parameters_; ///< the server's; null before the first step
    std::uint64_t drawn_ = 0;
    std::uint64_t shared_ = 0; ///< weights, one by one
    std::vector<Peer> peers_;
    Contribution came_;
    ClusterLog log_;
};

} // namespace scorescope::issgd
