// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/chains/placed_metropolis.h"

#include "engine/manifold/random_purposes.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::manifold {

namespace {

constexpr std::size_t fewChains = 32;
constexpr std::size_t manyChains = 1024;
constexpr std::size_t measuredPoints = 5;

std::string nameOf(const nn::AutoEncoderShape& shape, const FusedMetropolisOptions& options) {
    return std::to_string(shape.inputDim) + "-" + std::to_string(shape.hiddenUnits) +
           (shape.tied ? " tied" : "") + (options.singlePrecision ? " float32" : " float64");
}

} // namespace

PlacedMetropolis::PlacedMetropolis(std::shared_ptr<const cuda::Workplace> workplace,
                                   nn::AutoEncoderShape shape, double sigma,
                                   FusedMetropolisOptions options)
    : here_(shape, sigma, options) {
    // Without our kernel the processor's is the best there is: LibTorch's would be a path point at
    // a time.
    offer_.why = workplace->kernels ? cuda::noSamplerFor(shape.inputDim) : workplace->noKernels;
    if (!offer_.why.empty()) {
        return;
    }
    offer_ = cuda::offerOf(*workplace, "");
    there_ = std::make_unique<cuda::Metropolis>(workplace->kernels, shape, sigma,
                                                options.singlePrecision, purpose::proposal);
    offer_.from = cuda::crossoverOn(*workplace, "chains of " + nameOf(shape, options),
                                    [this] { return measure(); });
}

void PlacedMetropolis::setParameters(const double* parameters) {
    here_.setParameters(parameters);
    if (there_) {
        there_->setParameters(parameters);
    }
}

void PlacedMetropolis::run(FusedChain* chains, std::size_t count, std::uint64_t seed, double scale,
                           std::size_t n, std::uint64_t steps, int threads) const {
    if (offer_.takes(count)) {
        runThere(chains, count, seed, scale, n, steps);
    } else {
        here_.run(chains, count, seed, scale, n, steps, threads);
    }
}

void PlacedMetropolis::runThere(FusedChain* chains, std::size_t count, std::uint64_t seed,
                                double scale, std::size_t n, std::uint64_t steps) const {
    const std::size_t d = dimensions();
    std::vector<double> positions(count * d);
    std::vector<std::uint64_t> done(count);
    for (std::size_t c = 0; c < count; ++c) {
        if (chains[c].number != c) {
            throw std::invalid_argument("a GPU takes chains by their numbers, from 0 on");
        }
        std::copy(chains[c].position, chains[c].position + d, positions.data() + c * d);
        done[c] = chains[c].step;
    }
    const cuda::Metropolis::Result result = there_->run(positions, done, seed, scale, n, steps);
    for (std::size_t c = 0; c < count; ++c) {
        FusedChain& chain = chains[c];
        std::copy(positions.data() + c * d, positions.data() + (c + 1) * d, chain.position);
        chain.step = done[c];
        chain.accepted = result.accepted[c];
        chain.notFinite = result.notFinite[c];
        if (steps == 0) {
            continue;
        }
        const double* last = result.last.data() + c * (2 * d + 4);
        if (chain.origin != nullptr) {
            std::copy(last, last + d, chain.origin);
        }
        if (chain.proposed != nullptr) {
            std::copy(last + d, last + 2 * d, chain.proposed);
        }
        chain.energyDifference = last[2 * d];
        chain.acceptance = last[2 * d + 1];
        chain.uniform = last[2 * d + 2];
        chain.lastAccepted = last[2 * d + 3] > 0.0;
    }
}

std::size_t PlacedMetropolis::measure() const {
    const std::size_t d = dimensions();
    std::vector<double> positions(manyChains * d);
    std::vector<FusedChain> chains(manyChains);
    for (std::size_t c = 0; c < manyChains; ++c) {
        chains[c].position = positions.data() + c * d;
        chains[c].number = static_cast<std::uint32_t>(c);
    }
    // All weights are zero, and cost what others cost.
    return cuda::measureCrossover(
        [&](std::size_t count) {
            here_.run(chains.data(), count, 1, 0.1, measuredPoints, measuredSteps, 0);
        },
        [&](std::size_t count) {
            runThere(chains.data(), count, 1, 0.1, measuredPoints, measuredSteps);
        },
        fewChains, manyChains);
}

} // namespace scorescope::manifold
