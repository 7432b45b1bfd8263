// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/boltzmann/restricted_boltzmann.h"

#include "engine/core/error.h"
#include "engine/core/finite.h"
#include "engine/core/rng.h"
#include "engine/core/threads.h"
#include "engine/nn/noise/noise.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

constexpr Purpose hiddenDraws = Purpose::named("boltzmann hidden");
constexpr Purpose visibleDraws = Purpose::named("boltzmann visible");
constexpr Purpose chainStart = Purpose::named("boltzmann chains");
constexpr Purpose trainingChains = Purpose::named("boltzmann training");
constexpr Purpose exampleOrder = Purpose::named("boltzmann order");

nn::MatrixView weightsOf(const RestrictedBoltzmann& machine) {
    return nn::MatrixView::of(machine.weights.data(), machine.visible, machine.hidden);
}

/// bias + inputs weights, [rows × units].
std::vector<float> logits(const nn::MatrixView& inputs, const nn::MatrixView& weights,
                          const std::vector<float>& bias, int threads) {
    std::vector<float> result;
    result.reserve(inputs.rows * bias.size());
    for (std::size_t row = 0; row < inputs.rows; ++row) {
        result.insert(result.end(), bias.begin(), bias.end());
    }
    nn::multiply(inputs, weights, 1.0F, result.data(), threads);
    return result;
}

/// A seed for the chains of a training, so that they share no numbers with chains of its owner.
std::uint64_t seedOfChains(std::uint64_t seed) {
    return seed ^ (std::uint64_t{trainingChains.number()} << 32U);
}

void check(const RestrictedBoltzmann& machine, const PersistentOptions& options) {
    if (machine.visible == 0 || machine.hidden == 0) {
        throw std::invalid_argument("a Boltzmann machine needs visible and hidden units");
    }
    const bool counts =
        options.batch > 0 && options.chains > 0 && options.steps > 0 && options.epochs > 0;
    const bool rates = options.rate > 0.0 && std::isfinite(options.rate) &&
                       options.lastRate >= 0.0 && std::isfinite(options.lastRate) &&
                       options.momentum >= 0.0 && options.momentum < 1.0 && options.decay >= 0.0 &&
                       std::isfinite(options.decay);
    if (!counts || !rates) {
        throw std::invalid_argument(
            "contrastive divergence needs a batch, chains, steps and epochs >= 1, a rate > 0, a "
            "last rate >= 0, a momentum in [0, 1) and a decay >= 0");
    }
}

void checkExamples(const std::vector<float>& examples, std::size_t visible) {
    if (visible == 0 || examples.empty() || examples.size() % visible != 0) {
        throw std::invalid_argument("examples must have a number for each visible unit");
    }
    if (!std::all_of(examples.begin(), examples.end(),
                     [](float x) { return x >= 0.0F && x <= 1.0F; })) {
        throw std::invalid_argument("examples of a Boltzmann machine must be in [0, 1]");
    }
}

/// sums[k] += factor Σ_rows values[row, k]
void addColumns(const std::vector<float>& values, std::size_t columns, float factor, float* sums) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        sums[i % columns] += factor * values[i];
    }
}

} // namespace

std::vector<float> unitMeans(const std::vector<float>& values, std::size_t units) {
    std::vector<double> sums(units, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        sums[i % units] += static_cast<double>(values[i]);
    }
    std::vector<float> means(units);
    for (std::size_t k = 0; k < units; ++k) {
        means[k] = static_cast<float>(sums[k] * static_cast<double>(units) /
                                      static_cast<double>(values.size()));
    }
    return means;
}

RestrictedBoltzmann initialBoltzmann(std::size_t visible, std::size_t hidden,
                                     const std::vector<float>& means, std::uint64_t seed) {
    if (visible == 0 || hidden == 0 || (!means.empty() && means.size() != visible)) {
        throw std::invalid_argument("a Boltzmann machine needs visible and hidden units, and a "
                                    "mean for each visible one or none");
    }
    RestrictedBoltzmann machine;
    machine.visible = visible;
    machine.hidden = hidden;
    machine.weights.resize(visible * hidden);
    RandomStream stream(seed, Purpose::initialization);
    for (float& weight : machine.weights) {
        weight = static_cast<float>(0.01 * stream.normal());
    }
    machine.visibleBias.assign(visible, 0.0F);
    machine.hiddenBias.assign(hidden, 0.0F);
    for (std::size_t k = 0; k < means.size(); ++k) {
        if (!(means[k] >= 0.0F && means[k] <= 1.0F)) {
            throw std::invalid_argument("means of binary units must be in [0, 1]");
        }
        const float mean = std::clamp(means[k], 0.01F, 0.99F);
        machine.visibleBias[k] = std::log(mean / (1.0F - mean));
    }
    return machine;
}

void hiddenGivenVisible(const RestrictedBoltzmann& machine, const float* v, std::size_t rows,
                        const BoltzmannDraws& draws, float* mean, float* sample, int threads) {
    const std::vector<float> z = logits(nn::MatrixView::of(v, rows, machine.visible),
                                        weightsOf(machine), machine.hiddenBias, threads);
    nn::NoiseLoops(threads).bernoulli({draws.seed, hiddenDraws, draws.step, 0}, rows,
                                      machine.hidden, z.data(), mean, sample);
}

void visibleGivenHidden(const RestrictedBoltzmann& machine, const float* h, std::size_t rows,
                        const BoltzmannDraws& draws, float* mean, float* sample, int threads) {
    const std::vector<float> z = logits(nn::MatrixView::of(h, rows, machine.hidden),
                                        weightsOf(machine).t(), machine.visibleBias, threads);
    nn::NoiseLoops(threads).bernoulli({draws.seed, visibleDraws, draws.step, 0}, rows,
                                      machine.visible, z.data(), mean, sample);
}

GibbsChains gibbsChains(const RestrictedBoltzmann& machine, std::vector<float> v) {
    if (v.empty() || v.size() % machine.visible != 0) {
        throw std::invalid_argument("chains need a number for each visible unit");
    }
    GibbsChains chains;
    chains.rows = v.size() / machine.visible;
    chains.v = std::move(v);
    chains.mean = chains.v;
    chains.h.assign(chains.rows * machine.hidden, 0.0F);
    return chains;
}

void gibbsSteps(const RestrictedBoltzmann& machine, GibbsChains& chains, std::uint64_t seed,
                std::size_t steps, int threads) {
    for (std::size_t i = 0; i < steps; ++i) {
        const BoltzmannDraws draws{seed, chains.steps};
        hiddenGivenVisible(machine, chains.v.data(), chains.rows, draws, nullptr, chains.h.data(),
                           threads);
        visibleGivenHidden(machine, chains.h.data(), chains.rows, draws, chains.mean.data(),
                           chains.v.data(), threads);
        ++chains.steps;
    }
}

std::vector<double> freeEnergies(const RestrictedBoltzmann& machine, const float* v,
                                 std::size_t rows, int threads) {
    const std::vector<float> z = logits(nn::MatrixView::of(v, rows, machine.visible),
                                        weightsOf(machine), machine.hiddenBias, threads);
    std::vector<double> result(rows);
    parallelFor(rows, threads, 16, [&](std::size_t first, std::size_t last) {
        for (std::size_t row = first; row < last; ++row) {
            double sum = 0.0;
            for (std::size_t k = 0; k < machine.visible; ++k) {
                sum += static_cast<double>(machine.visibleBias[k]) *
                       static_cast<double>(v[row * machine.visible + k]);
            }
            for (std::size_t j = 0; j < machine.hidden; ++j) {
                const auto logit = static_cast<double>(z[row * machine.hidden + j]);
                sum += std::max(logit, 0.0) + std::log1p(std::exp(-std::abs(logit)));
            }
            result[row] = -sum;
        }
    });
    return result;
}

PersistentState persistentState(const RestrictedBoltzmann& machine,
                                const PersistentOptions& options) {
    check(machine, options);
    std::vector<float> v(options.chains * machine.visible);
    RandomStream stream(options.seed, chainStart);
    for (float& unit : v) {
        unit = static_cast<float>(stream.bits() >> 31U);
    }
    PersistentState state;
    state.chains = gibbsChains(machine, std::move(v));
    state.velocity.assign(machine.weights.size() + machine.visible + machine.hidden, 0.0F);
    return state;
}

void persistentUpdate(RestrictedBoltzmann& machine, PersistentState& state, const float* examples,
                      std::size_t rows, double rate, const PersistentOptions& options,
                      int threads) {
    GibbsChains& chains = state.chains;
    gibbsSteps(machine, chains, seedOfChains(options.seed), options.steps, threads);
    std::vector<float> positive(rows * machine.hidden);
    std::vector<float> negative(chains.rows * machine.hidden);
    hiddenGivenVisible(machine, examples, rows, {}, positive.data(), nullptr, threads);
    hiddenGivenVisible(machine, chains.v.data(), chains.rows, {}, negative.data(), nullptr,
                       threads);
    const float share = 1.0F / static_cast<float>(rows);
    const float chainShare = -1.0F / static_cast<float>(chains.rows);
    for (float& each : positive) {
        each *= share;
    }
    for (float& each : negative) {
        each *= chainShare;
    }
    // velocity = momentum · velocity + gradient
    float* const velocity = state.velocity.data();
    float* const ofVisible = velocity + machine.weights.size();
    float* const ofHidden = ofVisible + machine.visible;
    const auto momentum = static_cast<float>(options.momentum);
    const auto decay = static_cast<float>(options.decay);
    for (float* each = ofVisible; each < ofHidden + machine.hidden; ++each) {
        *each *= momentum;
    }
    nn::multiply(nn::MatrixView::of(examples, rows, machine.visible).t(),
                 nn::MatrixView::of(positive.data(), rows, machine.hidden), momentum, velocity,
                 threads);
    nn::multiply(nn::MatrixView::of(chains.v.data(), chains.rows, machine.visible).t(),
                 nn::MatrixView::of(negative.data(), chains.rows, machine.hidden), 1.0F, velocity,
                 threads);
    addColumns({examples, examples + rows * machine.visible}, machine.visible, share, ofVisible);
    addColumns(chains.v, machine.visible, chainShare, ofVisible);
    addColumns(positive, machine.hidden, 1.0F, ofHidden);
    addColumns(negative, machine.hidden, 1.0F, ofHidden);
    const auto step = static_cast<float>(rate);
    for (std::size_t i = 0; i < machine.weights.size(); ++i) {
        velocity[i] -= decay * machine.weights[i];
        machine.weights[i] += step * velocity[i];
    }
    for (std::size_t k = 0; k < machine.visible; ++k) {
        machine.visibleBias[k] += step * ofVisible[k];
    }
    for (std::size_t j = 0; j < machine.hidden; ++j) {
        machine.hiddenBias[j] += step * ofHidden[j];
    }
    ++state.updates;
}

PersistentState trainBoltzmann(RestrictedBoltzmann& machine, const std::vector<float>& examples,
                               const PersistentOptions& options, const stats::LongWork& work) {
    PersistentState state = persistentState(machine, options);
    checkExamples(examples, machine.visible);
    const std::size_t count = examples.size() / machine.visible;
    const double updates =
        static_cast<double>((count + options.batch - 1) / options.batch * options.epochs);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::vector<float> batch;
    report(work.progress, 0.0);
    for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
        RandomStream stream(options.seed, exampleOrder, 0, epoch);
        for (std::size_t i = count; i > 1; --i) {
            std::swap(order[i - 1], order[static_cast<std::size_t>(stream.below(i))]);
        }
        for (std::size_t from = 0; from < count; from += options.batch) {
            const std::size_t rows = std::min(options.batch, count - from);
            batch.clear();
            for (std::size_t i = from; i < from + rows; ++i) {
                const float* const x = examples.data() + order[i] * machine.visible;
                batch.insert(batch.end(), x, x + machine.visible);
            }
            const double done = static_cast<double>(state.updates) / updates;
            const double rate = options.rate + (options.lastRate - options.rate) * done;
            persistentUpdate(machine, state, batch.data(), rows, rate, options, work.threads);
            report(work.progress, static_cast<double>(state.updates) / updates);
        }
        if (!allFinite(machine.weights)) {
            throw RunError("a weight of the Boltzmann machine is not finite",
                           "train it with a lower learning rate");
        }
    }
    return state;
}

DeepBelief trainDeepBelief(const std::vector<float>& examples, std::size_t visible,
                           std::size_t lowerHidden, std::size_t upperHidden,
                           const PersistentOptions& options, const stats::LongWork& work) {
    checkExamples(examples, visible);
    const std::size_t count = examples.size() / visible;
    DeepBelief network;
    network.lower =
        initialBoltzmann(visible, lowerHidden, unitMeans(examples, visible), options.seed);
    trainBoltzmann(network.lower, examples, options, work.part(0.0, 0.5));
    std::vector<float> features(count * lowerHidden);
    hiddenGivenVisible(network.lower, examples.data(), count, {}, features.data(), nullptr,
                       work.threads);
    PersistentOptions above = options;
    above.seed = options.seed + 1;
    network.upper =
        initialBoltzmann(lowerHidden, upperHidden, unitMeans(features, lowerHidden), above.seed);
    trainBoltzmann(network.upper, features, above, work.part(0.5, 0.5));
    return network;
}

std::vector<float> sampleDeepBelief(const DeepBelief& network, GibbsChains& chains,
                                    std::uint64_t seed, std::size_t steps, int threads) {
    gibbsSteps(network.upper, chains, seed, steps, threads);
    std::vector<float> mean(chains.rows * network.lower.visible);
    visibleGivenHidden(network.lower, chains.v.data(), chains.rows, {}, mean.data(), nullptr,
                       threads);
    return mean;
}

} // namespace scorescope::gsn
