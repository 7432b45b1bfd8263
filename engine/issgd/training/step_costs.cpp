// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/step_costs.h"

#include "engine/core/bench_rounds.h"
#include "engine/issgd/sampling/rank_weights.h"
#include "engine/issgd/sampling/weighted_sampler.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace scorescope::issgd {
namespace {

/// What else runs on the machine, and caches that are cold, only add: on a busy one a median is
/// many times what the work takes, and not the same many for each kind of it.
double least(const std::vector<double>& seconds) {
    return *std::min_element(seconds.begin(), seconds.end());
}

} // namespace

StepCosts measureStepCosts(const MeasureRequest& request, const LearnerOptions& learner,
                           const SamplerUpkeep& upkeep, const stats::LongWork& work) {
    constexpr int rounds = 15;
    constexpr std::size_t scoredAtOnce = 64;
    nn::ClassifierOptions options;
    options.threads = work.threads;
    nn::Classifier net(request.network, options);
    net.set(request.weights);
    std::vector<float> gradient(request.network.parameters());
    const nn::TrainingImages& images = *request.images;
    const std::vector<double> alike(images.size(), 1.0);
    std::uint64_t drawn = 0;
    const auto minibatch = [&](const WeightedSampler& sampler, nn::Classifier::Norms norms) {
        const WeightedDraws draws = sampler.draw(1, drawn++, learner.batch, work.threads);
        const std::vector<float> factors(draws.factors.begin(), draws.factors.end());
        static_cast<void>(net.gradient(images.training(draws.indices).view(), factors.data(),
                                       gradient.data(), norms));
    };
    const bool along = learner.scorers == Scorers::peers && learner.by == SampledBy::gradientNorm;
    const WeightedSampler uniform(alike, images.size(), SamplerKind::aliasTable);
    const Proposal proposal = makeProposal(request.sampling->scores, request.sampling->how);
    WeightedSampler weighted(proposal.weights, proposal.included, upkeep.kind);
    // As many weights as change in a run, anywhere.
    const std::size_t changes = std::min(
        images.size(), static_cast<std::size_t>(std::max(1.0, std::round(upkeep.changes))));
    std::vector<std::uint32_t> places;
    std::vector<double> values;
    for (std::size_t k = 0; k < changes; ++k) {
        const std::size_t place = k * images.size() / changes;
        places.push_back(static_cast<std::uint32_t>(place));
        values.push_back(proposal.weights[place]);
    }
    const auto renew = [&] {
        if (upkeep.kind == SamplerKind::weightTree) {
            weighted.set(places.data(), values.data(), changes, proposal.included);
            return;
        }
        const ExampleScores& scores = request.sampling->scores;
        if (learner.by == SampledBy::lossRank) {
            static_cast<void>(rankWeights(scores.scores, learner.pressure));
        }
        const Proposal next = makeProposal(scores, request.sampling->how);
        weighted = WeightedSampler(next.weights, next.included, upkeep.kind);
    };
    std::vector<double> plain;
    std::vector<double> byWeights;
    std::vector<double> renewing;
    std::vector<double> scoring;
    std::vector<float> found(scoredAtOnce);
    const std::size_t scored = std::min(scoredAtOnce, images.size());
    for (int round = 0; round <= rounds; ++round) {
        report(work.progress, static_cast<double>(round) / rounds);
        plain.push_back(
            bench::secondsOf([&] { minibatch(uniform, nn::Classifier::Norms::without); }));
        byWeights.push_back(bench::secondsOf([&] {
            minibatch(weighted,
                      along ? nn::Classifier::Norms::with : nn::Classifier::Norms::without);
        }));
        renewing.push_back(bench::secondsOf(renew));
        scoring.push_back(bench::secondsOf(
            [&] { scoreExamples(net, images.training(0, scored), learner.by, found.data()); }));
    }
    StepCosts costs;
    costs.uniform = least(plain);
    costs.importance = least(byWeights);
    costs.renewal = least(renewing);
    costs.renewals = upkeep.perStep;
    costs.example = least(scoring) / static_cast<double>(scored);
    return costs;
}

} // namespace scorescope::issgd
