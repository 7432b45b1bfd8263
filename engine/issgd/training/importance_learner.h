// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/issgd/cluster/scoring_cluster.h"
#include "engine/issgd/cluster/simulated_peers.h"
#include "engine/issgd/sampling/proposal.h"
#include "engine/issgd/sampling/weighted_sampler.h"
#include "engine/nn/layers/classifier.h"
#include "engine/nn/layers/training_images.h"
#include "engine/nn/optimizers.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace scorescope::issgd {

/// What an example's chance to be drawn follows.
enum class SampledBy {
    uniform,      ///< all alike: SGD, with replacement
    gradientNorm, ///< ‖g(x_n)‖₂, of all weights: what is optimal (Theorem 1)
    outputNorm,   ///< ‖∂L/∂z‖, of the last layer's outputs (Katharopoulos and Fleuret 2018)
    lossRank,     ///< the rank of the loss it had last (Loshchilov and Hutter 2015)
};

/// Who scores them.
enum class Scorers {
    simulated, ///< a simulated cluster's workers
    real,      ///< those of LearnerOptions::openCluster: threads, or processes anywhere
    /// Simulated peers, who train and score at once, without a master (§7.6); also where examples
    /// are drawn uniformly, which is asynchronous SGD.
    peers,
    /// All examples are scored under the present weights before every step (§7.4.1), and no cluster
    /// is there.
    oracle,
};

/// The scores of examples under a network's weights: gradient norms, output norms, or for lossRank
/// losses. \param scores [batch.labels.size()]
void scoreExamples(nn::Classifier& classifier, const nn::ImageBatch& batch, SampledBy by,
                   float* scores);

/// Opens a cluster of real workers. `makeScore` makes a function that scores examples, its thread's
/// own; any thread may call it as long as it likes.
using OpenCluster = std::function<std::unique_ptr<ScoringCluster>(
    std::size_t examples, const ClusterOptions& options, std::function<Score()> makeScore)>;

struct LearnerOptions {
    nn::LayeredNetwork network{{1, 1, 1}, {nn::Layer::linear(2)}};
    nn::FirstWeights firstWeights = nn::FirstWeights::he;
    SampledBy by = SampledBy::gradientNorm;
    Scorers scorers = Scorers::simulated;
    ClusterOptions cluster;
    OpenCluster openCluster; ///< for Scorers::real, and then not empty
    std::size_t batch = 64;  ///< M
    nn::OptimizerOptions optimizer;
    Smoothing smoothing;
    /// Staleness threshold (§7.A.3), seconds of the cluster's clock.
    std::optional<double> oldest;
    double pressure = 100.0; ///< s_e of lossRank: how much likelier the first is than the last
    /// Losses are multiplied by the factors that keep the estimate unbiased (§7.4.1).
    bool factors = true;
    std::uint64_t seed = 1;
    int threads = 1;
};

/// What keeping the sampler up to date with the scores has taken.
struct SamplerUpkeep {
    SamplerKind kind = SamplerKind::aliasTable;
    /// How often weights were made of scores that had changed, of a step; 1 before the first.
    double perStep = 1.0;
    double changes = 0.0; ///< scores that had changed then, the mean
};

/// The sampler for such a run: a tree of weights, which takes changes one by one, where it is the
/// cheaper one (see cheaperSampler()) by numbers that are fixed when a run begins, and there are so
/// many examples that it matters: to make all weights and a table anew takes some 50 ns for each.
[[nodiscard]] SamplerKind samplerFor(const LearnerOptions& options, std::size_t examples);

/// SGD on minibatches that are drawn by probability weights (§7.4), which workers, or an oracle,
/// compute. Lives on one thread; numbers are the same for any number of threads within.
class ImportanceLearner {
public:
    /// Throws std::invalid_argument for options out of range, peers who draw by output norms
    /// (which do not come with a gradient), and what Classifier refuses.
    ImportanceLearner(LearnerOptions options, std::shared_ptr<const nn::TrainingImages> images);

    ImportanceLearner(const ImportanceLearner&) = delete; // the cluster asks this one
    ImportanceLearner& operator=(const ImportanceLearner&) = delete;

    /// One minibatch. Throws RunError when loss or gradient are not finite, no worker is left at a
    /// barrier, or the store of a real cluster cannot be used; the weights are then as they were.
    void step();
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

    // Other numbers from now on; the first three throw std::invalid_argument as the constructor.
    void setRate(double rate);
    void setSmoothing(const Smoothing& smoothing);
    void setCluster(const ClusterOptions& cluster);
    void setOldest(std::optional<double> oldest);
    void loseWorker(std::size_t worker);
    void bringBackWorker(std::size_t worker);

    [[nodiscard]] const std::shared_ptr<const nn::TrainingImages>& images() const noexcept {
        return images_;
    }
    [[nodiscard]] const LearnerOptions& options() const noexcept { return options_; }
    [[nodiscard]] const std::vector<float>& weights() const noexcept { return net_.weights(); }
    /// Null with an oracle, and where nothing needs scores.
    [[nodiscard]] const ScoringCluster* cluster() const noexcept { return cluster_.get(); }
    /// What the latest minibatch was drawn by, or would be by the settings of now. Before the
    /// first: uniform.
    [[nodiscard]] const Proposal& proposal() const;
    /// Since the first step.
    [[nodiscard]] SamplerUpkeep upkeep() const noexcept;
    /// How it was made of scores().
    [[nodiscard]] ProposalOptions proposalOptions() const;
    /// Raw scores as they were known then; those of never scored examples are not looked at.
    [[nodiscard]] const ExampleScores& scores() const noexcept { return scores_; }
    /// The largest factor's share of the latest minibatch's (see WeightedDraws); 0 before the
    /// first.
    [[nodiscard]] double largestShare() const noexcept { return largestShare_; }
    /// How many steps the parameters were behind that the latest minibatch's gradient is of; 0
    /// without peers.
    [[nodiscard]] std::uint64_t gradientDelay() const noexcept { return gradientDelay_; }
    /// The examples of the latest step(); none before it, nor after load().
    [[nodiscard]] const std::vector<std::uint32_t>& drawn() const noexcept { return drawn_; }
    /// Of the latest minibatch: mean of factor × loss, which estimates the training loss; NaN
    /// before the first.
    [[nodiscard]] double loss() const noexcept { return loss_; }
    /// Mean of the lengths of the minibatches' gradients since forgetLengths(): in expectation at
    /// least ‖g_true‖ (§7.A.4). NaN for none.
    [[nodiscard]] double meanGradientLength() const noexcept;
    void forgetLengths() noexcept;
    /// Seconds of the cluster's clock, or steps where there is none.
    [[nodiscard]] double clock() const noexcept;

    void save(Checkpoint& checkpoint) const;
    /// Throws InputError for a state of another shape, and then changes nothing.
    void load(const Checkpoint& checkpoint);

private:
    [[nodiscard]] bool scored() const noexcept;
    [[nodiscard]] std::function<Score()> scoreMaker() const;
    /// Those that are others than what is known are noted as changed.
    void takeScores();
    void askOracle();
    /// The sampler of now, brought up to date when scores have changed or grow old by themselves.
    const WeightedSampler& sampler();
    void noteScore(std::size_t example, double score, double time);
    /// Whether it could be done by the changed scores alone: weights are scores and a constant, and
    /// a proposal of all scores would say so.
    [[nodiscard]] bool takeChanges();
    [[nodiscard]] nn::ExampleScores ownGradient(WeightedDraws& draws);
    [[nodiscard]] nn::ExampleScores peersGradient(WeightedDraws& draws);
    void shareScores(const nn::ExampleScores& found, const std::vector<std::uint32_t>& drawn);
    void proposeAt(double clock);

    LearnerOptions options_;
    std::shared_ptr<const nn::TrainingImages> images_;
    nn::Classifier net_;
    std::unique_ptr<nn::Classifier> worker_; ///< scores; its weights are the last it was given
    nn::FloatOptimizer optimizer_;
    std::unique_ptr<ScoringCluster> cluster_;
    SimulatedPeers* peers_ = nullptr; ///< that, where it is these
    ExampleScores scores_;
    SamplerKind kind_;
    std::vector<std::uint32_t> changed_;     ///< examples whose scores are not in the sampler yet
    std::size_t positive_ = 0;               ///< scores above 0 in it, where it can take changes
    mutable Proposal proposal_;              ///< of the sampler's weights
    mutable bool proposalIsOld_ = false;     ///< these have changed: it is made when asked for
    std::optional<WeightedSampler> sampler_; ///< empty where all is to be made anew
    std::uint64_t renewals_ = 0;
    std::uint64_t changes_ = 0; ///< of scores, in all renewals
    double proposedAt_ = 0.0;   ///< on clock()
    double largestShare_ = 0.0;
    std::vector<std::uint32_t> drawn_;
    std::vector<float> gradient_;
    double loss_;
    double lengths_ = 0.0;
    std::uint64_t minibatches_ = 0; ///< whose lengths are summed
    std::uint64_t steps_ = 0;
    std::uint64_t gradientDelay_ = 0;
};

} // namespace scorescope::issgd
