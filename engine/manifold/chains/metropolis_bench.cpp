// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/chains/metropolis_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/core/rng.h"
#include "engine/core/torch_runtime.h"
#include "engine/manifold/chains/fused_metropolis.h"
#include "engine/manifold/chains/metropolis_twin.h"
#include "engine/manifold/chains/samplers.h"
#include "engine/nn/autoencoder_twin.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::manifold {

namespace {

constexpr double sigma = 0.5;
constexpr double scale = 0.1;

struct Case {
    std::string name;
    std::size_t dimensions = 2;
    std::size_t chains = 1;
    std::size_t steps = 1; ///< in one round
};

/// r(x) near x in a ball, tanh at work: W and b of order 1 as in training, V of order 1/H.
std::vector<double> someParameters(const nn::AutoEncoderShape& shape) {
    RandomStream stream(1, Purpose::initialization);
    const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
    std::vector<double> parameters(at.count);
    for (std::size_t i = 0; i < at.count; ++i) {
        parameters[i] = stream.normal();
    }
    // V = Wᵀ/H and a little noise pulls as a contraction does.
    for (std::size_t h = 0; h < shape.hiddenUnits; ++h) {
        for (std::size_t k = 0; k < shape.inputDim; ++k) {
            double& v = parameters[at.decoder + k * shape.hiddenUnits + h];
            v = (parameters[at.encoder + h * shape.inputDim + k] + 0.3 * v) /
                static_cast<double>(shape.hiddenUnits);
        }
    }
    return parameters;
}

void demandAgreement(const FusedMetropolis& fused, const MetropolisTwin& twin,
                     const std::vector<double>& from, std::size_t n, bool single) {
    RandomStream stream(2, Purpose::test);
    std::vector<double> to = from;
    for (double& x : to) {
        x += scale * stream.normal();
    }
    std::vector<double> ours(from.size() / fused.shape().inputDim);
    fused.energyDifferences(from.data(), to.data(), ours.size(), n, ours.data());
    const std::vector<double> theirs = twin.energyDifferences(from, to, n);
    double largest = 0.0;
    double worst = 0.0;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        largest = std::max(largest, std::abs(theirs[i]));
        worst = std::max(worst, std::abs(ours[i] - theirs[i]));
    }
    if (!(worst <= (single ? 1e-4 : 1e-10) * largest)) {
        throw std::runtime_error("benchmark: fused and LibTorch disagree on energy differences");
    }
}

BenchRow benchCase(const Case& what, const MetropolisBenchOptions& options, bool single) {
    nn::AutoEncoderShape shape;
    shape.inputDim = what.dimensions;
    shape.hiddenUnits = options.hiddenUnits;
    const std::vector<double> parameters = someParameters(shape);
    FusedMetropolis fused(shape, sigma, {single, InstructionSet::automatic});
    fused.setParameters(parameters.data());
    const auto twin = makeMetropolisTwin(shape, sigma, parameters, single);

    RandomStream stream(3, Purpose::test);
    std::vector<double> starts(what.chains * what.dimensions);
    for (double& x : starts) {
        x = 0.5 * stream.normal();
    }
    demandAgreement(fused, *twin, starts, options.pathPoints, single);
    SamplerOptions sampler;
    sampler.scale = scale;
    sampler.pathPoints = options.pathPoints;
    sampler.threads = options.threads;
    ChainSet chains(what.dimensions, sampler);
    for (std::size_t c = 0; c < what.chains; ++c) {
        chains.add(starts.data() + c * what.dimensions);
    }
    twin->setPositions(starts);

    const auto ours = [&] { chains.step(fused, what.steps); };
    const auto reference = [&] { twin->run(scale, options.pathPoints, what.steps); };
    // One chain is too little for threads; many chains want their hidden layer in cache.
    const torch_runtime::ThreadsFor torchThreads(what.chains == 1 ? 1 : options.threads);
    double best = 0.0;
    std::size_t bestChunk = 0;
    for (const std::size_t chunk : {std::size_t(0), std::size_t(256)}) {
        if (chunk >= what.chains) {
            continue;
        }
        twin->setChunk(chunk);
        reference();
        const double seconds = bench::secondsOf(reference);
        if (best == 0.0 || seconds < best) {
            best = seconds;
            bestChunk = chunk;
        }
    }
    twin->setChunk(bestChunk);
    const auto chainSteps = static_cast<double>(what.chains * what.steps);
    BenchRow row;
    row.name = what.name;
    row.size = std::to_string(what.chains) + (what.chains == 1 ? " chain" : " chains") +
               " d=" + std::to_string(what.dimensions) +
               " H=" + std::to_string(options.hiddenUnits) +
               " n=" + std::to_string(options.pathPoints) + " x" + std::to_string(what.steps);
    row.dtype = single ? "float32" : "float64";
    row.threads = options.threads;
    bench::compare(options.rounds, ours, reference, row);
    row.gflops = chainSteps * 1e-6 / row.seconds;
    row.rateUnit = "M/s";
    return row;
}

} // namespace

std::vector<BenchRow> benchMetropolis(const MetropolisBenchOptions& options) {
    if (options.threads < 1 || options.rounds < 1 || options.hiddenUnits < 1 ||
        options.pathPoints < 1 || options.manyChains < 1 || options.manySteps < 1 ||
        options.oneChainSteps < 1) {
        throw std::invalid_argument("benchmark options out of range");
    }
    const std::vector<Case> cases = {
        {"chains", 2, options.manyChains, options.manySteps},
        {"chain", 2, 1, options.oneChainSteps},
        {"chains_10d", 10, options.manyChains, options.manySteps},
    };
    std::vector<BenchRow> rows;
    for (const bool single : {true, false}) {
        for (const Case& what : cases) {
            rows.push_back(benchCase(what, options, single));
        }
    }
    return rows;
}

} // namespace scorescope::manifold
