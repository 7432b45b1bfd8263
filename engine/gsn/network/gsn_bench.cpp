// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/data/digits.h"
#include "engine/gsn/network/walkback.h"
#include "engine/nn/optimizers.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr double tolerance = 1e-4;
constexpr std::uint64_t seed = 1;

void check(const GsnBenchOptions& options) {
    if (options.threads < 1 || options.rounds < 1 || options.layers.size() != 3 ||
        options.layers.front() != data::digitSide * data::digitSide || options.batch < 1 ||
        options.walkback < 1 || options.manyChains < 1 || options.minibatches < 1 ||
        options.oneChainSteps < 1 || options.manyChainsSteps < 1) {
        throw std::invalid_argument("benchmark options out of range");
    }
}

std::vector<float> digits(std::size_t count, int threads) {
    const data::ImageSet images = data::drawDigits(count, data::DigitPart::training, 1, threads);
    std::vector<float> x(images.pixels.size());
    std::transform(images.pixels.begin(), images.pixels.end(), x.begin(),
                   [](std::uint8_t grey) { return static_cast<float>(grey) / 255.0F; });
    return x;
}

/// The thesis leaves the first layer's noise out; the reference, as it is usually written, has it.
GsnNoise usualNoise() {
    GsnNoise noise;
    noise.onFirstLayer = true;
    return noise;
}
GsnNoise noNoise() {
    GsnNoise noise;
    noise.saltAndPepper = noise.inside = noise.outside = 0.0F;
    return noise;
}

double distance(const std::vector<float>& ours, const std::vector<float>& reference) {
    return bench::relativeError({ours.begin(), ours.end()}, {reference.begin(), reference.end()});
}

void demand(double found, const std::string& what) {
    if (!(found < tolerance)) {
        throw std::runtime_error("benchmark: the network and PyTorch's disagree on " + what);
    }
}

/// Times both, or ours alone where there is no reference; names and units are left to the caller.
BenchRow measured(const GsnBenchOptions& options, const GsnPeer::Started& reference,
                  const std::function<void()>& ours, const std::function<void()>& theirs,
                  double done) {
    BenchRow row;
    row.dtype = "float32";
    row.threads = options.threads;
    if (reference.peer) {
        bench::compare(options.rounds, ours, theirs, row);
        row.note = "the reference is " + reference.words;
    } else {
        row.seconds = bench::medianSeconds(options.rounds, ours);
        row.note = "no reference, because there is no Python with PyTorch (" + reference.words +
                   "); Debian's package is python3-torch";
    }
    row.gflops = done / row.seconds;
    return row;
}

std::string sizeOf(const GsnBenchOptions& options) {
    return std::to_string(options.layers[0]) + "-" + std::to_string(options.layers[1]) + "-" +
           std::to_string(options.layers[2]);
}

BenchRow benchTraining(const GsnBenchOptions& options, const GsnShape& shape,
                       const GsnPeer::Started& reference) {
    std::vector<float> weights = initialWeights(shape, seed);
    const std::vector<float> x = digits(options.batch, options.threads);
    WalkbackOptions walkback;
    walkback.steps = options.walkback;
    walkback.noise = usualNoise();
    WalkbackPass pass(shape, options.threads);
    nn::OptimizerOptions rule;
    rule.rule = nn::OptimizerRule::momentum;
    rule.rate = 0.02;
    rule.beta1 = 0.5;
    nn::FloatOptimizer optimizer(rule, shape.parameters());
    std::vector<float> gradient(shape.parameters());
    std::uint64_t minibatch = 0;
    if (reference.peer) {
        reference.peer->setWeights(weights);
        reference.peer->setBatch(x);
    }
    const auto ours = [&] {
        for (std::size_t i = 0; i < options.minibatches; ++i) {
            pass.run(weights.data(), walkback, {seed, minibatch++, 0}, x.data(), options.batch,
                     nullptr, gradient.data());
            if (!optimizer.step(weights.data(), gradient.data())) {
                throw std::runtime_error("benchmark: a gradient of the network is not finite");
            }
        }
    };
    BenchRow row = measured(
        options, reference, ours, [&] { reference.peer->train(options.minibatches); },
        static_cast<double>(options.minibatches * options.batch));
    row.name = "gsn_training";
    row.size = sizeOf(options) + " B=" + std::to_string(options.batch) +
               " K=" + std::to_string(options.walkback);
    row.rateUnit = "examples/s";
    return row;
}

BenchRow benchChains(const GsnBenchOptions& options, const GsnShape& shape, std::size_t chains,
                     std::size_t steps, const GsnPeer::Started& reference) {
    const std::vector<float> weights = initialWeights(shape, seed);
    GsnState state = beginChains(shape, digits(chains, options.threads));
    if (reference.peer) {
        reference.peer->setWeights(weights);
        reference.peer->setChains(state.x, state.hidden[1]);
    }
    const GsnSampler sampler(shape, options.threads);
    const GsnNoise noise = usualNoise();
    std::uint64_t drawn = 0;
    const auto ours = [&] {
        for (std::size_t i = 0; i < steps; ++i) {
            sampler.step(weights.data(), noise, {seed, drawn++, 0}, state);
        }
    };
    BenchRow row = measured(
        options, reference, ours, [&] { reference.peer->sample(steps); },
        static_cast<double>(chains * steps));
    row.name = chains == 1 ? "gsn_chain" : "gsn_chains";
    row.size =
        sizeOf(options) + " " + std::to_string(chains) + (chains == 1 ? " chain" : " chains");
    row.rateUnit = "steps/s";
    return row;
}

} // namespace

GsnAgreement compareWithPeer(GsnPeer& peer, const GsnBenchOptions& options) {
    check(options);
    const GsnShape shape(options.layers);
    std::vector<float> weights = initialWeights(shape, seed);
    for (std::size_t k = 0; k <= shape.depth(); ++k) { // biases of some size, too
        RandomStream random(seed, Purpose::test, static_cast<std::uint32_t>(k));
        std::generate_n(weights.begin() + static_cast<std::ptrdiff_t>(shape.biasAt(k)),
                        shape.units(k),
                        [&] { return static_cast<float>(random.uniform(-0.5, 0.5)); });
    }
    peer.setWeights(weights);
    GsnAgreement found;

    const std::vector<float> x = digits(options.batch, options.threads);
    WalkbackOptions walkback;
    walkback.steps = options.walkback;
    walkback.noise = noNoise();
    WalkbackPass pass(shape, options.threads);
    std::vector<float> gradient(shape.parameters());
    const double loss = pass.run(weights.data(), walkback, {seed, 0, 0}, x.data(), options.batch,
                                 nullptr, gradient.data())
                            .loss;
    const float* visible = pass.layer(0, 0); // of all steps, one after the other
    peer.setBatch(x);
    const auto [itsLoss, itsGradient] =
        peer.lossAndGradient({visible, visible + options.walkback * x.size()});
    found.loss = std::abs(loss / itsLoss - 1.0);
    found.gradient = distance(gradient, itsGradient);

    GsnState state = beginChains(shape, digits(options.manyChains, options.threads));
    RandomStream random(seed, Purpose::test, 99);
    for (float& h : state.hidden[1]) {
        h = static_cast<float>(random.normal());
    }
    peer.setChains(state.x, state.hidden[1]);
    const auto [itsMean, itsHidden] = peer.stepWithoutNoise();
    GsnSampler(shape, options.threads).step(weights.data(), noNoise(), {seed, 0, 0}, state);
    found.mean = distance(state.mean, itsMean);
    found.hidden = distance(state.hidden[1], itsHidden);
    return found;
}

std::vector<BenchRow> benchGsn(const GsnBenchOptions& options) {
    check(options);
    const GsnShape shape(options.layers);
    const GsnPeer::Started reference = GsnPeer::start(shape, options.walkback, options.threads);
    if (reference.peer) {
        const GsnAgreement found = compareWithPeer(*reference.peer, options);
        demand(found.loss, "the loss of a walkback");
        demand(found.gradient, "its gradient");
        demand(found.mean, "the mean of P(x | h) after a step");
        demand(found.hidden, "the hidden layer after a step");
    }
    return {benchTraining(options, shape, reference),
            benchChains(options, shape, 1, options.oneChainSteps, reference),
            benchChains(options, shape, options.manyChains, options.manyChainsSteps, reference)};
}

} // namespace scorescope::gsn
