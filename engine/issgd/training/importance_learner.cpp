// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/importance_learner.h"

#include "engine/core/error.h"
#include "engine/issgd/cluster/simulated_cluster.h"
#include "engine/issgd/sampling/rank_weights.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t oracleChunk = 1024;
/// Below, a table and all weights are made anew in less time than a step takes.
constexpr std::size_t fewExamples = 50000;

nn::ClassifierOptions withThreads(int threads) {
    nn::ClassifierOptions options;
    options.threads = threads;
    return options;
}

} // namespace

void scoreExamples(nn::Classifier& classifier, const nn::ImageBatch& batch, SampledBy by,
                   float* scores) {
    const std::size_t count = batch.labels.size();
    const auto copy = [&](const std::vector<double>& found) {
        for (std::size_t i = 0; i < count; ++i) {
            scores[i] = static_cast<float>(found[i]);
        }
    };
    switch (by) {
    case SampledBy::uniform:
        std::fill_n(scores, count, 1.0F);
        return;
    case SampledBy::gradientNorm: {
        const std::vector<double> squares = classifier.norms(batch.view()).squaredNorms;
        for (std::size_t i = 0; i < count; ++i) {
            scores[i] = static_cast<float>(std::sqrt(squares[i]));
        }
        return;
    }
    case SampledBy::outputNorm:
        copy(classifier.lastLayer(batch.view()).outputNorms);
        return;
    case SampledBy::lossRank:
        copy(classifier.evaluate(batch.view()).losses);
        return;
    }
}

SamplerKind samplerFor(const LearnerOptions& options, std::size_t examples) {
    const bool inParts = options.by != SampledBy::lossRank && options.by != SampledBy::uniform &&
                         options.smoothing.kind == Smoothing::Kind::constant && !options.oldest;
    if (examples < fewExamples || !inParts || options.scorers == Scorers::oracle) {
        return SamplerKind::aliasTable;
    }
    const auto between = static_cast<double>(options.cluster.readEvery);
    SamplerUse use;
    use.examples = examples;
    use.draws = static_cast<double>(options.batch);
    use.changes = static_cast<double>(options.batch);
    if (options.scorers != Scorers::peers) {
        use.draws *= between;
        // Of real workers nobody knows how fast they will be: a block each in a step.
        const double ofOne = options.scorers == Scorers::real
                                 ? static_cast<double>(options.cluster.block)
                                 : options.cluster.scoresPerSecond * options.cluster.stepSeconds;
        use.changes = ofOne * between *
                      static_cast<double>(std::max<std::size_t>(1, options.cluster.workers));
    }
    use.changes = std::min(use.changes, static_cast<double>(examples));
    return cheaperSampler(use);
}

ImportanceLearner::ImportanceLearner(LearnerOptions options,
                                     std::shared_ptr<const nn::TrainingImages> images)
    : options_(std::move(options)), images_(std::move(images)),
      net_(options_.network, withThreads(options_.threads)),
      optimizer_(options_.optimizer, options_.network.parameters()),
      kind_(samplerFor(options_, images_->size())), loss_(notANumber) {
    if (options_.batch == 0) {
        throw std::invalid_argument("a minibatch holds an example at least");
    }
    net_.set(
        nn::firstWeights(options_.network, options_.firstWeights, options_.seed, options_.threads));
    gradient_.resize(options_.network.parameters());
    const std::size_t n = images_->size();
    scores_.scores.assign(n, 0.0);
    scores_.times.assign(n, ExampleScores::never);
    if (scored() && options_.scorers != Scorers::real) {
        worker_ = std::make_unique<nn::Classifier>(options_.network, withThreads(options_.threads));
    }
    options_.cluster.parameterBytes =
        sizeof(float) * static_cast<double>(options_.network.parameters());
    if (scored() && options_.scorers == Scorers::simulated) {
        cluster_ = std::make_unique<SimulatedCluster>(
            n, options_.cluster, options_.seed,
            [this](const std::vector<float>& weights, std::size_t first, std::size_t count,
                   float* scores) {
                worker_->set(weights);
                scoreExamples(*worker_, images_->training(first, count), options_.by, scores);
            });
    } else if (scored() && options_.scorers == Scorers::real) {
        if (!options_.openCluster) {
            throw std::invalid_argument("nobody tells where the real workers are");
        }
        cluster_ = options_.openCluster(n, options_.cluster, scoreMaker());
    }
    proposal_ = makeProposal(scores_);
    if (options_.scorers == Scorers::peers) {
        if (options_.by == SampledBy::outputNorm) {
            throw std::invalid_argument("output norms do not come with a gradient: peers have the "
                                        "norm of the gradient itself, and the loss");
        }
        worker_ = std::make_unique<nn::Classifier>(options_.network, withThreads(options_.threads));
        auto peers = std::make_unique<SimulatedPeers>(
            n, options_.cluster, options_.seed, [this](std::uint64_t which) {
                return sampler().draw(options_.seed, which, options_.batch, options_.threads);
            });
        peers_ = peers.get();
        cluster_ = std::move(peers);
    }
}

std::function<Score()> ImportanceLearner::scoreMaker() const {
    return [network = options_.network, images = images_, by = options_.by]() -> Score {
        auto net = std::make_shared<nn::Classifier>(network, withThreads(1));
        return [net, images, by](const std::vector<float>& weights, std::size_t first,
                                 std::size_t count, float* scores) {
            net->set(weights);
            scoreExamples(*net, images->training(first, count), by, scores);
        };
    };
}

bool ImportanceLearner::scored() const noexcept {
    return options_.by != SampledBy::uniform;
}

void ImportanceLearner::step() {
    if (cluster_) {
        try {
            cluster_->beforeStep(steps_, net_.weights());
        } catch (const RunError&) {
            throw; // knows its advice
        } catch (const std::runtime_error& error) {
            throw RunError(error.what(), peers_ != nullptr
                                             ? "bring one back"
                                             : "bring a worker back, or switch the barriers off");
        }
    }
    WeightedDraws draws;
    const nn::ExampleScores found = peers_ != nullptr ? peersGradient(draws) : ownGradient(draws);
    double loss = 0.0;
    for (std::size_t m = 0; m < found.losses.size(); ++m) {
        loss += (options_.factors ? draws.factors[m] : 1.0) * found.losses[m];
    }
    loss /= static_cast<double>(options_.batch);
    double square = 0.0;
    for (const float g : gradient_) {
        square += static_cast<double>(g) * static_cast<double>(g);
    }
    if (!std::isfinite(loss) || !std::isfinite(square) ||
        !optimizer_.step(net_.mutableWeights(), gradient_.data())) {
        throw RunError("the loss of minibatch " + std::to_string(steps_ + 1) + " is not finite",
                       "step back, then take a smaller learning rate or a larger smoothing "
                       "constant");
    }
    if (cluster_) {
        cluster_->duringStep();
    }
    loss_ = loss;
    lengths_ += std::sqrt(square);
    ++minibatches_;
    if (peers_ != nullptr && scored()) {
        shareScores(found, draws.indices);
    }
    largestShare_ = draws.largestShare;
    drawn_ = std::move(draws.indices);
    ++steps_;
}

const WeightedSampler& ImportanceLearner::sampler() {
    // With a staleness limit scores grow too old by themselves.
    const bool renews = !changed_.empty() || options_.oldest;
    if (renews || !sampler_) {
        renewals_ += renews ? 1 : 0;
        changes_ += changed_.size();
        if (!takeChanges()) {
            proposeAt(clock());
            sampler_.emplace(proposal_.weights, proposal_.included, kind_);
        }
        changed_.clear();
    }
    proposedAt_ = clock();
    return *sampler_;
}

bool ImportanceLearner::takeChanges() {
    if (kind_ != SamplerKind::weightTree || !sampler_ || positive_ == 0 || options_.oldest ||
        options_.smoothing.kind != Smoothing::Kind::constant) {
        return false;
    }
    std::vector<double> weights;
    weights.reserve(changed_.size());
    std::size_t positive = positive_;
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    for (const std::uint32_t i : changed_) {
        const double score = scores_.scores[i];
        if (!(score >= 0.0 && std::isfinite(score))) {
            return false;
        }
        weights.push_back(score + options_.smoothing.value);
        positive -= sampler_->weights()[i] > options_.smoothing.value ? 1U : 0U;
        positive += weights.back() > options_.smoothing.value ? 1U : 0U;
    }
    if (positive == 0) {
        return false; // sampled uniformly, and said so
    }
    positive_ = positive;
    sampler_->set(changed_.data(), weights.data(), weights.size(), sampler_->size());
    proposalIsOld_ = true;
    return true;
}

void ImportanceLearner::noteScore(std::size_t example, double score, double time) {
    if (scores_.times[example] == ExampleScores::never || scores_.scores[example] != score) {
        changed_.push_back(static_cast<std::uint32_t>(example));
    }
    scores_.scores[example] = score;
    scores_.times[example] = time;
}

const Proposal& ImportanceLearner::proposal() const {
    if (proposalIsOld_) {
        proposal_ = makeProposal(scores_, proposalOptions());
        proposalIsOld_ = false;
    }
    return proposal_;
}

SamplerUpkeep ImportanceLearner::upkeep() const noexcept {
    SamplerUpkeep upkeep;
    upkeep.kind = kind_;
    upkeep.perStep =
        steps_ == 0 ? 1.0 : static_cast<double>(renewals_) / static_cast<double>(steps_);
    upkeep.changes =
        renewals_ == 0 ? 0.0 : static_cast<double>(changes_) / static_cast<double>(renewals_);
    return upkeep;
}

nn::ExampleScores ImportanceLearner::ownGradient(WeightedDraws& draws) {
    if (cluster_) {
        takeScores();
    } else if (scored()) {
        askOracle();
    }
    draws = sampler().draw(options_.seed, steps_, options_.batch, options_.threads);
    const std::vector<float> factors(draws.factors.begin(), draws.factors.end());
    return net_.gradient(images_->training(draws.indices).view(),
                         options_.factors ? factors.data() : nullptr, gradient_.data());
}

nn::ExampleScores ImportanceLearner::peersGradient(WeightedDraws& draws) {
    const SimulatedPeers::Contribution& came = peers_->contribution();
    draws = came.minibatch;
    gradientDelay_ = steps_ - came.step;
    worker_->set(*came.parameters);
    const std::vector<float> factors(draws.factors.begin(), draws.factors.end());
    const bool norms = options_.by == SampledBy::gradientNorm;
    return worker_->gradient(images_->training(draws.indices).view(),
                             options_.factors ? factors.data() : nullptr, gradient_.data(),
                             norms ? nn::Classifier::Norms::with : nn::Classifier::Norms::without);
}

void ImportanceLearner::shareScores(const nn::ExampleScores& found,
                                    const std::vector<std::uint32_t>& drawn) {
    std::vector<double> scores = found.losses;
    if (options_.by == SampledBy::gradientNorm) {
        std::transform(found.squaredNorms.begin(), found.squaredNorms.end(), scores.begin(),
                       [](double square) { return std::sqrt(square); });
    }
    peers_->share(scores);
    for (std::size_t m = 0; m < scores.size(); ++m) {
        noteScore(drawn[m], scores[m], clock());
    }
    static_cast<void>(sampler()); // for who begins next
}

void ImportanceLearner::takeScores() {
    const ScoreTable& known = cluster_->known();
    for (std::size_t b = 0; b < known.blocks(); ++b) {
        const std::size_t first = known.firstOf(b);
        if (known.scored[b] == 0 || scores_.times[first] == known.times[b]) {
            continue;
        }
        for (std::size_t i = first; i < first + known.countOf(b); ++i) {
            noteScore(i, known.scores[i], known.times[b]);
        }
    }
}

void ImportanceLearner::askOracle() {
    worker_->set(net_.weights());
    std::vector<float> scores(std::min(oracleChunk, images_->size()));
    for (std::size_t first = 0; first < images_->size(); first += oracleChunk) {
        const std::size_t count = std::min(oracleChunk, images_->size() - first);
        scoreExamples(*worker_, images_->training(first, count), options_.by, scores.data());
        for (std::size_t i = 0; i < count; ++i) {
            noteScore(first + i, scores[i], clock());
        }
    }
}

ProposalOptions ImportanceLearner::proposalOptions() const {
    ProposalOptions how;
    how.smoothing = options_.smoothing;
    how.now = proposedAt_;
    if (cluster_) {
        how.oldest = options_.oldest;
    }
    return how;
}

void ImportanceLearner::proposeAt(double time) {
    proposedAt_ = time;
    proposalIsOld_ = false;
    positive_ = 0;
    sampler_.reset();
    if (options_.by == SampledBy::uniform) {
        return; // as it was made
    }
    ProposalOptions how = proposalOptions();
    if (options_.by != SampledBy::lossRank) {
        proposal_ = makeProposal(scores_, how);
        const ScoreCounts& counts = proposal_.counts;
        if (!proposal_.uniform && counts.neverScored == 0) {
            positive_ = counts.positive; // from here on changes can be taken one by one
        }
        return;
    }
    // Those never scored come first: nothing speaks against them.
    ExampleScores ranked = scores_;
    std::vector<double> losses = scores_.scores;
    for (std::size_t i = 0; i < losses.size(); ++i) {
        if (scores_.times[i] == ExampleScores::never || !std::isfinite(losses[i])) {
            losses[i] = std::numeric_limits<double>::infinity();
        }
        ranked.times[i] = std::max(scores_.times[i], 0.0);
    }
    ranked.scores = rankWeights(losses, options_.pressure);
    how.smoothing = {};
    proposal_ = makeProposal(ranked, how);
}

void ImportanceLearner::setRate(double rate) {
    optimizer_.setRate(rate);
}

void ImportanceLearner::setSmoothing(const Smoothing& smoothing) {
    ProposalOptions how;
    how.smoothing = smoothing;
    static_cast<void>(makeProposal({{1.0, 2.0}, {0.0, 0.0}}, how)); // refuses what is out of range
    options_.smoothing = smoothing;
    proposeAt(proposedAt_);
}

void ImportanceLearner::setOldest(std::optional<double> oldest) {
    options_.oldest = oldest;
    proposeAt(proposedAt_);
}

void ImportanceLearner::setCluster(const ClusterOptions& cluster) {
    if (!cluster_) {
        return;
    }
    ClusterOptions next = cluster;
    next.parameterBytes = options_.cluster.parameterBytes;
    cluster_->setOptions(next);
    options_.cluster = next;
}

void ImportanceLearner::loseWorker(std::size_t worker) {
    if (cluster_) {
        cluster_->lose(worker);
    }
}

void ImportanceLearner::bringBackWorker(std::size_t worker) {
    if (cluster_) {
        cluster_->bringBack(worker);
    }
}

double ImportanceLearner::meanGradientLength() const noexcept {
    return minibatches_ == 0 ? notANumber : lengths_ / static_cast<double>(minibatches_);
}

void ImportanceLearner::forgetLengths() noexcept {
    lengths_ = 0.0;
    minibatches_ = 0;
}

double ImportanceLearner::clock() const noexcept {
    return cluster_ ? cluster_->seconds() : static_cast<double>(steps_);
}

void ImportanceLearner::save(Checkpoint& checkpoint) const {
    nn::saveParameters(checkpoint, options_.network.parts(), net_.weights());
    checkpoint.meta["steps"] = steps_;
    checkpoint.meta["minibatches"] = minibatches_;
    checkpoint.meta["renewals"] = renewals_;
    checkpoint.meta["changes"] = changes_;
    checkpoint.meta["weight_tree"] = std::uint64_t{kind_ == SamplerKind::weightTree ? 1U : 0U};
    checkpoint.put("numbers", {lengths_, loss_, proposedAt_, largestShare_});
    const auto putFloats = [&](const std::string& name, const std::vector<float>& values) {
        checkpoint.state[name] = StoredTensor{{values.size()}, values};
    };
    putFloats("first_moments", optimizer_.state().first);
    putFloats("second_moments", optimizer_.state().second);
    checkpoint.meta["updates"] = optimizer_.state().steps;
    checkpoint.put("scores", scores_.scores);
    checkpoint.put("scored_at", scores_.times);
    if (cluster_) {
        Checkpoint inner;
        cluster_->save(inner);
        checkpoint.nest("cluster.", std::move(inner));
    }
}

void ImportanceLearner::load(const Checkpoint& checkpoint) {
    std::vector<float> weights = nn::loadParameters<float>(checkpoint, options_.network.parts());
    const std::uint64_t steps = checkpoint.count("steps");
    const std::uint64_t minibatches = checkpoint.count("minibatches");
    const std::uint64_t renewals = checkpoint.count("renewals");
    const std::uint64_t changes = checkpoint.count("changes");
    const bool tree = checkpoint.count("weight_tree") != 0;
    const std::vector<double> numbers = checkpoint.doubles("numbers", 4);
    nn::BasicOptimizerState<float> state;
    const auto moments = [&](const std::string& name, const std::vector<float>& like) {
        return checkpoint.floats(name, like.size());
    };
    state.first = moments("first_moments", optimizer_.state().first);
    state.second = moments("second_moments", optimizer_.state().second);
    state.steps = checkpoint.count("updates");
    ExampleScores scores;
    scores.scores = checkpoint.doubles("scores", images_->size());
    scores.times = checkpoint.doubles("scored_at", images_->size());
    const auto isTime = [](double time) {
        return std::isfinite(time) || time == ExampleScores::never;
    };
    if (!std::all_of(scores.times.begin(), scores.times.end(), isTime) ||
        !std::isfinite(numbers[2])) {
        throw InputError("checkpoint", "/scored_at", "holds what is no time");
    }
    if (std::any_of(weights.begin(), weights.end(), [](float w) { return !std::isfinite(w); })) {
        throw InputError("checkpoint", "/weights", "hold numbers that are not finite");
    }
    if (cluster_) {
        cluster_->load(checkpoint.nested("cluster."));
    }
    net_.set(std::move(weights));
    optimizer_ =
        nn::FloatOptimizer(options_.optimizer, options_.network.parameters(), std::move(state));
    scores_ = std::move(scores);
    steps_ = steps;
    minibatches_ = minibatches;
    renewals_ = renewals;
    changes_ = changes;
    kind_ = tree ? SamplerKind::weightTree : SamplerKind::aliasTable;
    changed_.clear();
    lengths_ = numbers[0];
    loss_ = numbers[1];
    largestShare_ = numbers[3];
    drawn_.clear();
    proposeAt(numbers[2]);
}

} // namespace scorescope::issgd
