// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/bench/probe_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/core/rng.h"
#include "engine/data/digits.h"
#include "engine/nn/layers/classifier.h"
#include "engine/probes/bench/probe_peer.h"
#include "engine/probes/probe/probe_fit.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <string>

namespace scorescope::probes {
namespace {

constexpr std::size_t classes = 10;
constexpr std::uint64_t seed = 1;
constexpr std::size_t chunk = 500;
constexpr double agreement = 1e-4;

void check(const ProbeBenchOptions& options) {
    if (options.threads < 1 || options.rounds < 1 || options.examples < 20 ||
        options.channels < 1 || !(options.tolerance > 0.0)) {
        throw std::invalid_argument("benchmark options out of range");
    }
}

struct BenchData {
    std::vector<float> features;
    std::vector<std::uint32_t> labels;
    std::size_t dimension = 0;
};

/// Normal of deviation 0.1, without what is beyond two deviations; biases 0.1, the first 0.
std::vector<float> networkWeights(const nn::LayeredNetwork& network) {
    std::vector<float> weights(network.parameters());
    RandomStream random(seed, Purpose::initialization);
    for (const nn::LayeredNetwork::Stage& stage : network.stages()) {
        for (std::size_t i = 0; i < stage.weights; ++i) {
            double value = 0.0;
            do {
                value = random.normal();
            } while (std::abs(value) > 2.0);
            weights[stage.weightAt + i] = static_cast<float>(0.1 * value);
        }
        for (std::size_t i = 0; i < stage.biases; ++i) {
            weights[stage.biasAt + i] = stage.weightAt == 0 ? 0.0F : 0.1F;
        }
    }
    return weights;
}

BenchData benchData(const ProbeBenchOptions& options) {
    using nn::Layer;
    using nn::LayerKind;
    const data::ImageSet digits =
        data::drawDigits(options.examples, data::DigitPart::training, seed, options.threads);
    const std::vector<Layer> layers{
        Layer::convolution(32, {5, 5}, {2, 2}),
        Layer::of(LayerKind::relu),
        Layer::pool(LayerKind::maxPool, {2, 2}),
        Layer::convolution(options.channels, {5, 5}, {2, 2}),
        Layer::of(LayerKind::relu),
        Layer::pool(LayerKind::maxPool, {2, 2}),
        Layer::of(LayerKind::flatten),
        Layer::linear(classes),
    };
    nn::ClassifierOptions settings;
    settings.threads = options.threads;
    nn::Classifier network(nn::LayeredNetwork({1, data::digitSide, data::digitSide}, layers),
                           settings);
    network.set(networkWeights(network.network()));
    const std::size_t size = data::digitSide * data::digitSide;
    BenchData found;
    for (std::size_t first = 0; first < options.examples; first += chunk) {
        const std::size_t count = std::min(chunk, options.examples - first);
        std::vector<float> x(count * size);
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<float>(digits.pixels[first * size + i]) / 255.0F - 0.5F;
        }
        const std::vector<float> z = network.outputs(x.data(), count, layers.size() - 1);
        found.features.insert(found.features.end(), z.begin(), z.end());
    }
    found.dimension = found.features.size() / options.examples;
    double mean = 0.0;
    double square = 0.0;
    for (const float value : found.features) {
        mean += static_cast<double>(value);
        square += static_cast<double>(value) * static_cast<double>(value);
    }
    mean /= static_cast<double>(found.features.size());
    const double deviation =
        std::sqrt(square / static_cast<double>(found.features.size()) - mean * mean);
    for (float& value : found.features) {
        value = static_cast<float>((static_cast<double>(value) - mean) / deviation);
    }
    found.labels.assign(digits.labels.begin(), digits.labels.end());
    return found;
}

std::string number(const char* format, double value) {
    char text[32];
    std::snprintf(text, sizeof text, format, value);
    return text;
}

/// One side's seconds in each round.
struct Turns {
    std::vector<double> ours;
    std::vector<double> theirs;
};

BenchRow rowOf(const ProbeBenchOptions& options, const BenchData& data, const char* name,
               const Turns& turns) {
    BenchRow row;
    row.name = name;
    row.size = "N=" + std::to_string(options.examples) + " d=" + std::to_string(data.dimension) +
               " classes=" + std::to_string(classes);
    row.dtype = "float32";
    row.threads = options.threads;
    row.rateUnit = "fits/s";
    row.seconds = bench::median(turns.ours);
    row.gflops = 1.0 / row.seconds;
    if (!turns.theirs.empty()) {
        row.referenceSeconds = bench::median(turns.theirs);
        row.ratio = row.referenceSeconds / row.seconds;
        std::vector<double> ratios;
        for (std::size_t i = 0; i < turns.ours.size(); ++i) {
            ratios.push_back(turns.theirs[i] / turns.ours[i]);
        }
        row.lowestRatio = *std::min_element(ratios.begin(), ratios.end());
        row.highestRatio = *std::max_element(ratios.begin(), ratios.end());
    }
    return row;
}

} // namespace

std::vector<BenchRow> benchProbe(const ProbeBenchOptions& options) {
    check(options);
    const BenchData data = benchData(options);
    const MatrixFeatures features(data.features.data(), options.examples, data.dimension);
    ProbeOptions fit;
    fit.penalty = 1.0 / static_cast<double>(options.examples);
    fit.tolerance = options.tolerance;
    fit.scale = FeatureScale::centredOnly;
    FittedProbe fitted;
    const auto ours = [&] {
        const stats::LongWork work{options.threads, {}};
        fitted = fitProbe(prepare(features, fit, work), data.labels, classes, fit, {}, work);
    };
    ours();
    const std::string own = "ours needs " + std::to_string(fitted.evaluations) + " passes to " +
                            number("%.6g nats", fitted.certificate.objective) +
                            number(", certified within %.2g", fitted.certificate.gap);
    const ProbePeer::Started reference = ProbePeer::start(options.threads);
    if (!reference.peer) {
        Turns turns;
        for (int round = 0; round < options.rounds; ++round) {
            turns.ours.push_back(bench::secondsOf(ours));
        }
        BenchRow row = rowOf(options, data, "probe_fit", turns);
        row.note = own +
                   "; no reference, because there is no Python with scikit-learn and PyTorch (" +
                   reference.words + "); Debian's packages are python3-sklearn and python3-torch";
        return {row};
    }
    ProbePeer& peer = *reference.peer;
    peer.setData(data.features, data.labels, classes, fit.penalty);
    const FoldedWeights folded =
        fold(fitted.probe.weights.data(), fitted.probe.bias, fitted.probe.standardization);
    const double target =
        peer.objectiveOf(folded.weights, {folded.bias.begin(), folded.bias.end()});
    if (!(std::abs(target - fitted.certificate.objective) <= agreement * target)) {
        throw std::runtime_error("benchmark: the probe claims an objective of " +
                                 number("%.9g", fitted.certificate.objective) +
                                 ", and has one of " + number("%.9g", target));
    }
    constexpr ProbePeer::Library libraries[] = {ProbePeer::Library::scikitLearn,
                                                ProbePeer::Library::torch};
    constexpr const char* names[] = {"probe_sklearn", "probe_torch"};
    std::size_t iterations[2];
    double reached[2];
    for (std::size_t i = 0; i < 2; ++i) {
        iterations[i] = peer.iterationsTo(libraries[i], target);
    }
    Turns turns[2];
    for (int round = 0; round < options.rounds; ++round) {
        const double seconds = bench::secondsOf(ours);
        for (std::size_t i = 0; i < 2; ++i) {
            turns[i].ours.push_back(seconds);
            turns[i].theirs.push_back(
                bench::secondsOf([&] { peer.fit(libraries[i], iterations[i]); }));
            reached[i] = peer.objective();
        }
    }
    std::vector<BenchRow> rows;
    for (std::size_t i = 0; i < 2; ++i) {
        rows.push_back(rowOf(options, data, names[i], turns[i]));
        rows.back().note = own + "; the reference (of " + reference.words + ") " +
                           std::to_string(iterations[i]) + " iterations to " +
                           number("%.6g", reached[i]);
    }
    return rows;
}

Benchmark probeBenchmark() {
    return {"probe",
            "A softmax probe of 3136 features against scikit-learn's LogisticRegression and "
            "PyTorch's L-BFGS, at equal losses",
            [](int threads) {
                ProbeBenchOptions options;
                options.threads = threads;
                return benchProbe(options);
            }};
}

} // namespace scorescope::probes
