// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/likelihood/table_models.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr Purpose rowDraws = Purpose::named("table 5.1 draws");

/// Runs chains and keeps a mean and a draw of each at every so many-th step. `advance` steps all
/// chains; `mean` and `draw` point at [chains × pixels] as they are after it.
template <class Advance>
RowSamples collect(const SampleRequest& request, std::size_t pixels, const stats::LongWork& work,
                   const Advance& advance) {
    const std::size_t each = (request.count + request.chains - 1) / request.chains;
    std::vector<float> means(request.chains * each * pixels);
    std::vector<float> draws(means.size());
    const double rounds = static_cast<double>(each);
    for (std::size_t i = 0; i < each; ++i) {
        report(work.progress, static_cast<double>(i) / rounds);
        const auto [mean, draw] = advance(request.every + (i == 0 ? request.burnIn : 0));
        for (std::size_t c = 0; c < request.chains; ++c) {
            const std::size_t to = (c * each + i) * pixels;
            std::copy_n(mean + c * pixels, pixels, means.data() + to);
            std::copy_n(draw + c * pixels, pixels, draws.data() + to);
        }
    }
    means.resize(request.count * pixels); // the last chain may have gone a little too far
    draws.resize(request.count * pixels);
    return {std::move(means), std::move(draws), true};
}

class NetworkModel final : public TableModel {
public:
    explicit NetworkModel(NetworkModelOptions options)
        : options_(std::move(options)),
          learner_(options_.shape, options_.learner, options_.seed, options_.threads) {
        learner_.startBiasesAtMeans(options_.means);
    }

    void step(const std::vector<float>& batch, const std::vector<std::size_t>& chosen,
              std::uint64_t number) override {
        const auto epoch = static_cast<double>(number / options_.batches);
        learner_.setRate(options_.learner.optimizer.rate * std::pow(options_.rateDecay, epoch));
        loss_ = learner_.step(batch, chosen, number).stepLosses.front();
    }
    [[nodiscard]] double loss() const override { return loss_; }
    void setRate(double rate) override { options_.learner.optimizer.rate = rate; }
    [[nodiscard]] SampleSource source() const override {
        return [shape = learner_.shape(), weights = learner_.weights(),
                noise = options_.learner.walkback.noise, scale = learner_.scaleToDraw()](
                   const SampleRequest& request, const stats::LongWork& work) {
            const GsnSampler sampler(shape, work.threads);
            GsnState state = beginChains(shape, request.starts);
            std::uint64_t steps = 0;
            return collect(request, shape.units(0), work, [&](std::size_t count) {
                for (std::size_t i = 0; i < count; ++i) {
                    sampler.step(weights.data(), noise, {request.seed, steps++, 0}, state, scale);
                }
                return std::pair<const float*, const float*>{state.mean.data(), state.x.data()};
            });
        };
    }
    [[nodiscard]] std::string layers() const override {
        std::string text = std::to_string(learner_.shape().units(0));
        for (std::size_t k = 1; k <= learner_.shape().depth(); ++k) {
            text += "-" + std::to_string(learner_.shape().units(k));
        }
        return text;
    }
    void save(Checkpoint& checkpoint) const override { learner_.save(checkpoint); }
    [[nodiscard]] std::unique_ptr<TableModel>
    restored(const Checkpoint& checkpoint) const override {
        auto copy = std::make_unique<NetworkModel>(options_);
        copy->learner_.take(copy->learner_.read(checkpoint));
        return copy;
    }

private:
    NetworkModelOptions options_;
    GsnLearner learner_;
    double loss_ = std::numeric_limits<double>::quiet_NaN();
};

/// A machine in training.
struct MachineInTraining {
    RestrictedBoltzmann machine;
    PersistentState state;

    void update(const std::vector<float>& examples, double done, const PersistentOptions& options,
                int threads) {
        constexpr double least = 0.01; // of the rate; it goes on when the plan is at its end
        const double rate = options.rate * std::max(1.0 - done, least);
        persistentUpdate(machine, state, examples.data(), examples.size() / machine.visible, rate,
                         options, threads);
        if (!std::isfinite(machine.hiddenBias.front()) ||
            !std::isfinite(machine.visibleBias.front())) {
            throw RunError("a bias of the Boltzmann machine is not finite",
                           "lower its learning rate, then step back");
        }
    }
    void save(Checkpoint& checkpoint) const {
        checkpoint.weights["W"] = {{machine.visible, machine.hidden}, machine.weights};
        checkpoint.weights["b"] = {{machine.visible}, machine.visibleBias};
        checkpoint.weights["c"] = {{machine.hidden}, machine.hiddenBias};
        const auto put = [&](const char* name, const std::vector<float>& values) {
            checkpoint.state[name] = StoredTensor{{values.size()}, values};
        };
        put("v", state.chains.v);
        put("mean", state.chains.mean);
        put("h", state.chains.h);
        put("velocity", state.velocity);
        checkpoint.meta["chain_steps"] = state.chains.steps;
        checkpoint.meta["updates"] = state.updates;
    }
    void load(const Checkpoint& checkpoint) {
        const auto get = [&](const char* name, std::vector<float>& values) {
            values = storedValues<float>(checkpoint.weights, name, values.size()).toVector();
        };
        get("W", machine.weights);
        get("b", machine.visibleBias);
        get("c", machine.hiddenBias);
        const auto take = [&](const char* name, std::vector<float>& values) {
            values = checkpoint.floats(name, values.size());
        };
        take("v", state.chains.v);
        take("mean", state.chains.mean);
        take("h", state.chains.h);
        take("velocity", state.velocity);
        state.chains.steps = checkpoint.count("chain_steps");
        state.updates = checkpoint.count("updates");
    }
};

MachineInTraining begin(std::size_t visible, std::size_t hidden, const std::vector<float>& means,
                        std::uint64_t seed, const PersistentOptions& training) {
    MachineInTraining made;
    made.machine = initialBoltzmann(visible, hidden, means, seed);
    PersistentOptions options = training;
    options.seed = seed;
    made.state = persistentState(made.machine, options);
    return made;
}

class BoltzmannModel final : public TableModel {
public:
    explicit BoltzmannModel(BoltzmannModelOptions options)
        : options_(std::move(options)),
          training_(begin(options_.means.size(), options_.hidden, options_.means, options_.seed,
                          options_.training)) {
        options_.training.seed = options_.seed;
    }

    void step(const std::vector<float>& batch, const std::vector<std::size_t>& /*chosen*/,
              std::uint64_t number) override {
        training_.update(batch, static_cast<double>(number) / static_cast<double>(options_.updates),
                         options_.training, options_.threads);
    }
    [[nodiscard]] SampleSource source() const override {
        return [machine = training_.machine](const SampleRequest& request,
                                             const stats::LongWork& work) {
            GibbsChains chains = gibbsChains(machine, request.starts);
            return collect(request, machine.visible, work, [&](std::size_t count) {
                gibbsSteps(machine, chains, request.seed, count, work.threads);
                return std::pair<const float*, const float*>{chains.mean.data(), chains.v.data()};
            });
        };
    }
    [[nodiscard]] std::string layers() const override {
        return std::to_string(training_.machine.visible) + "-" +
               std::to_string(training_.machine.hidden);
    }
    [[nodiscard]] const RestrictedBoltzmann* machine() const override { return &training_.machine; }
    void save(Checkpoint& checkpoint) const override { training_.save(checkpoint); }
    [[nodiscard]] std::unique_ptr<TableModel>
    restored(const Checkpoint& checkpoint) const override {
        auto copy = std::make_unique<BoltzmannModel>(options_);
        copy->training_.load(checkpoint);
        return copy;
    }

private:
    BoltzmannModelOptions options_;
    MachineInTraining training_;
};

class DeepBeliefModel final : public TableModel {
public:
    DeepBeliefModel(BoltzmannModelOptions options, std::size_t upperHidden)
        : options_(std::move(options)), upperHidden_(upperHidden),
          lower_(begin(options_.means.size(), options_.hidden, options_.means, options_.seed,
                       options_.training)) {
        options_.training.seed = options_.seed;
    }

    void step(const std::vector<float>& batch, const std::vector<std::size_t>& /*chosen*/,
              std::uint64_t number) override {
        const std::uint64_t half = std::max<std::uint64_t>(options_.updates / 2, 1);
        if (number < half) {
            lower_.update(batch, static_cast<double>(number) / static_cast<double>(half),
                          options_.training, options_.threads);
            return;
        }
        const std::size_t rows = batch.size() / lower_.machine.visible;
        std::vector<float> features(rows * lower_.machine.hidden);
        hiddenGivenVisible(lower_.machine, batch.data(), rows, {}, features.data(), nullptr,
                           options_.threads);
        if (!begun_) {
            beginUpper(unitMeans(features, options_.hidden));
        }
        upper_.update(features, static_cast<double>(number - half) / static_cast<double>(half),
                      upperTraining(), options_.threads);
    }
    [[nodiscard]] bool draws() const override { return begun_; }
    [[nodiscard]] SampleSource source() const override {
        if (!begun_) {
            return {};
        }
        return [network = DeepBelief{lower_.machine, upper_.machine}](const SampleRequest& request,
                                                                      const stats::LongWork& work) {
            std::vector<float> first(request.chains * network.lower.hidden);
            hiddenGivenVisible(network.lower, request.starts.data(), request.chains,
                               {request.seed, 0}, nullptr, first.data(), work.threads);
            GibbsChains chains = gibbsChains(network.upper, std::move(first));
            std::vector<float> mean;
            std::vector<float> draw;
            return collect(request, network.lower.visible, work, [&](std::size_t count) {
                mean = sampleDeepBelief(network, chains, request.seed, count, work.threads);
                draw = drawsFrom(mean, request.seed + chains.steps);
                return std::pair<const float*, const float*>{mean.data(), draw.data()};
            });
        };
    }
    [[nodiscard]] std::string layers() const override {
        return std::to_string(lower_.machine.visible) + "-" +
               std::to_string(lower_.machine.hidden) + "-" + std::to_string(upperHidden_);
    }
    void save(Checkpoint& checkpoint) const override {
        Checkpoint below;
        lower_.save(below);
        checkpoint.nest("lower_", std::move(below));
        if (begun_) {
            Checkpoint above;
            upper_.save(above);
            checkpoint.nest("upper_", std::move(above));
        }
        checkpoint.meta["upper_began"] = std::uint64_t{begun_ ? 1U : 0U};
    }
    [[nodiscard]] std::unique_ptr<TableModel>
    restored(const Checkpoint& checkpoint) const override {
        auto copy = std::make_unique<DeepBeliefModel>(options_, upperHidden_);
        copy->lower_.load(checkpoint.nested("lower_"));
        if (checkpoint.count("upper_began") != 0) {
            copy->beginUpper(std::vector<float>(options_.hidden, 0.5F));
            copy->upper_.load(checkpoint.nested("upper_"));
        }
        return copy;
    }

private:
    /// Its draws are not those of the lower machine.
    [[nodiscard]] PersistentOptions upperTraining() const {
        PersistentOptions training = options_.training;
        training.seed = options_.seed + 1;
        return training;
    }
    void beginUpper(const std::vector<float>& means) {
        upper_ = begin(options_.hidden, upperHidden_, means, options_.seed + 1, upperTraining());
        begun_ = true;
    }

    BoltzmannModelOptions options_;
    std::size_t upperHidden_;
    MachineInTraining lower_;
    MachineInTraining upper_;
    bool begun_ = false; ///< the upper one
};

} // namespace

std::unique_ptr<TableModel> networkModel(NetworkModelOptions options) {
    return std::make_unique<NetworkModel>(std::move(options));
}

std::unique_ptr<TableModel> boltzmannModel(BoltzmannModelOptions options) {
    return std::make_unique<BoltzmannModel>(std::move(options));
}

std::unique_ptr<TableModel> deepBeliefModel(BoltzmannModelOptions options,
                                            std::size_t upperHidden) {
    return std::make_unique<DeepBeliefModel>(std::move(options), upperHidden);
}

std::vector<float> drawsFrom(const std::vector<float>& means, std::uint64_t seed) {
    std::vector<float> draws(means.size());
    RandomStream stream(seed, rowDraws);
    std::transform(means.begin(), means.end(), draws.begin(), [&stream](float mean) {
        return stream.uniform() < static_cast<double>(mean) ? 1.0F : 0.0F;
    });
    return draws;
}

} // namespace scorescope::gsn
