// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/step_costs.h"

#include "engine/core/bench_rounds.h"
#include "engine/issgd/sampling/weighted_sampler.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace scorescope::issgd {

StepCosts measureStepCosts(const MeasureRequest& request, std::size_t batch, SampledBy by,
                           const stats::LongWork& work) {
    constexpr int rounds = 15;
    constexpr std::size_t scoredAtOnce = 64;
    nn::ClassifierOptions options;
    options.threads = work.threads;
    nn::Classifier net(request.network, options);
    net.set(request.weights);
    std::vector<float> gradient(request.network.parameters());
    const TrainingImages& images = *request.images;
    const std::vector<double> alike(images.size(), 1.0);
    std::uint64_t drawn = 0;
    const auto minibatch = [&](const WeightedSampler& sampler) {
        const WeightedDraws draws = sampler.draw(1, drawn++, batch, work.threads);
        const std::vector<float> factors(draws.factors.begin(), draws.factors.end());
        static_cast<void>(
            net.gradient(images.training(draws.indices).view(), factors.data(), gradient.data()));
    };
    const WeightedSampler uniform(alike, images.size(), SamplerKind::aliasTable);
    std::vector<double> plain;
    std::vector<double> weighted;
    std::vector<double> scoring;
    std::vector<float> scores(scoredAtOnce);
    const std::size_t scored = std::min(scoredAtOnce, images.size());
    for (int round = 0; round <= rounds; ++round) {
        report(work.progress, static_cast<double>(round) / rounds);
        plain.push_back(bench::secondsOf([&] { minibatch(uniform); }));
        weighted.push_back(bench::secondsOf([&] {
            const Proposal proposal = makeProposal(request.sampling->scores, request.sampling->how);
            minibatch({proposal.weights, proposal.included, SamplerKind::aliasTable});
        }));
        scoring.push_back(bench::secondsOf(
            [&] { scoreExamples(net, images.training(0, scored), by, scores.data()); }));
    }
    for (std::vector<double>* seconds : {&plain, &weighted, &scoring}) {
        seconds->erase(seconds->begin()); // the first round fills caches
    }
    return {bench::median(plain), bench::median(weighted),
            bench::median(scoring) / static_cast<double>(scored)};
}

} // namespace scorescope::issgd
