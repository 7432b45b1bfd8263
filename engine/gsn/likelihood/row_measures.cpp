// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/likelihood/row_measures.h"

#include "engine/core/error.h"
#include "engine/stats/sample_classifier.h"
#include "engine/stats/sample_quality.h"
#include "engine/stats/sampled_likelihood.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace scorescope::gsn {
namespace {

using stats::Estimate;
using stats::Points;

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

Points pointsOf(const std::vector<float>& values, std::size_t pixels) {
    return {values.data(), values.size() / pixels, pixels};
}

ParzenScore scoreOf(const stats::ParzenLikelihood& found) {
    return {found.test.mean, found.test.standardError, found.deviation, found.atEdge};
}

/// log p/(1 − p), with p kept away from 0 and 1 by what single precision can tell from them.
std::vector<float> logitsOf(const std::vector<float>& means) {
    std::vector<float> logits(means.size());
    std::transform(means.begin(), means.end(), logits.begin(), [](float mean) {
        constexpr double least = 1e-7;
        const double p = std::clamp(static_cast<double>(mean), least, 1.0 - least);
        return static_cast<float>(std::log(p / (1.0 - p)));
    });
    return logits;
}

void put(std::vector<double>& numbers, const Estimate& estimate) {
    numbers.insert(numbers.end(), {estimate.value, estimate.low, estimate.high});
}

void put(std::vector<double>& numbers, const ParzenScore& score) {
    numbers.insert(numbers.end(),
                   {score.mean, score.standardError, score.deviation, score.atEdge ? 1.0 : 0.0});
}

Estimate estimateAt(const std::vector<double>& numbers, std::size_t at) {
    return {numbers[at], numbers[at + 1], numbers[at + 2]};
}

ParzenScore scoreAt(const std::vector<double>& numbers, std::size_t at) {
    return {numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3] != 0.0};
}

} // namespace

RowMeasures measureRow(const RowSamples& samples, const JudgingImages& images,
                       const JudgingOptions& options, const stats::LongWork& work) {
    const std::size_t pixels = images.pixels;
    const Points means = pointsOf(samples.means, pixels);
    RowMeasures row;
    row.samples = means.count;
    const stats::ParzenLikelihood parzen = stats::parzenLikelihood(
        means, pointsOf(*images.validation, pixels), pointsOf(*images.test, pixels),
        options.deviations, work.part(0.0, 0.15));
    row.parzen = scoreOf(parzen);
    row.logDensities = parzen.logDensities;
    for (const stats::MeanOverPoints& each : parzen.validation) {
        row.validation.push_back(each.mean);
    }
    row.greyParzen = scoreOf(stats::parzenLikelihood(
        means, pointsOf(*images.greyValidation, pixels), pointsOf(*images.greyTest, pixels),
        options.deviations, work.part(0.15, 0.15)));
    if (samples.conditional) {
        const std::vector<float> logits = logitsOf(samples.means);
        stats::SampledLikelihood bound =
            stats::bernoulliBound(pointsOf(*images.binaryTest, pixels), pointsOf(logits, pixels),
                                  {means.count}, work.part(0.3, 0.1));
        row.bound = bound.bounds.back();
        row.bounds = std::move(bound.last);
    }
    // Of one size: what these say depends on it.
    const Points allDraws = pointsOf(samples.draws, pixels);
    const Points allTest = pointsOf(*images.binaryTest, pixels);
    const std::size_t size = std::min(allDraws.count, allTest.count);
    const Points draws = allDraws.part(0, size);
    const Points test = allTest.part(0, size);
    stats::ClassifierOptions classifier;
    classifier.seed = options.seed;
    row.area = stats::tellApart(test, draws, classifier, work.part(0.4, 0.4)).area;
    stats::EnergyOptions energy;
    energy.seed = options.seed;
    energy.permutations = 0;
    row.energy = stats::energyEstimate(test, draws, energy, work.part(0.8, 0.05)).distance;
    const stats::Coverage coverage = stats::coverageOf(test, draws, 5, work.part(0.85, 0.1));
    row.precision = coverage.precision;
    row.recall = coverage.recall;
    row.coverage = coverage.coverage;
    row.nearer = stats::copyingOf(pointsOf(*images.binaryTraining, pixels), test, draws,
                                  work.part(0.95, 0.05))
                     .nearer;
    const std::size_t kept = std::min(options.kept, means.count);
    for (std::size_t i = 0; i < kept; ++i) { // from all chains
        const float* const image = means.point(i * means.count / kept);
        row.kept.insert(row.kept.end(), image, image + pixels);
    }
    return row;
}

MachineLikelihood machineLikelihood(const RestrictedBoltzmann& machine,
                                    const std::vector<float>& binaryTest,
                                    const std::vector<float>& samples, std::size_t runs,
                                    std::size_t steps, std::uint64_t seed,
                                    const stats::LongWork& work) {
    const std::vector<double> energies =
        freeEnergies(machine, binaryTest.data(), binaryTest.size() / machine.visible, work.threads);
    const double mean = -std::accumulate(energies.begin(), energies.end(), 0.0) /
                        static_cast<double>(energies.size());
    AnnealingOptions options;
    options.runs = runs;
    options.temperatures = annealingSchedule(steps);
    options.seed = seed;
    const auto likelihood = [&](const Estimate& logPartition) {
        return Estimate{mean - logPartition.value, mean - logPartition.high,
                        mean - logPartition.low};
    };
    MachineLikelihood result;
    result.forward = likelihood(
        annealForward(machine, machine.visibleBias, options, work.part(0.0, 0.4)).logPartition);
    const auto wanted =
        static_cast<std::ptrdiff_t>(std::min(runs * machine.visible, samples.size()));
    result.backward = likelihood(annealBackward(machine, machine.visibleBias,
                                                {samples.begin(), samples.begin() + wanted},
                                                options, work.part(0.4, 0.4))
                                     .logPartition);
    if (machine.hidden <= mostExactUnits) {
        result.exact = mean - exactLogPartition(machine, work.part(0.8, 0.2));
    }
    return result;
}

void saveMeasures(const RowMeasures& measures, const std::string& prefix, Checkpoint& checkpoint) {
    std::vector<double> numbers{static_cast<double>(measures.samples)};
    put(numbers, measures.parzen);
    put(numbers, measures.greyParzen);
    numbers.push_back(measures.bound ? measures.bound->mean : absent);
    numbers.push_back(measures.bound ? measures.bound->standardError : absent);
    for (const Estimate* each : {&measures.area, &measures.energy, &measures.precision,
                                 &measures.recall, &measures.coverage, &measures.nearer}) {
        put(numbers, *each);
    }
    checkpoint.put(prefix + "numbers", std::move(numbers));
    checkpoint.put(prefix + "validation", measures.validation);
    checkpoint.put(prefix + "log_densities", measures.logDensities);
    checkpoint.put(prefix + "bounds", measures.bounds);
    checkpoint.state[prefix + "shown"] = StoredTensor{{measures.kept.size()}, measures.kept};
}

RowMeasures loadMeasures(const Checkpoint& checkpoint, const std::string& prefix) {
    constexpr std::size_t count = 1 + 2 * 4 + 2 + 6 * 3;
    const std::vector<double> numbers = checkpoint.doubles(prefix + "numbers", count);
    RowMeasures row;
    row.samples = static_cast<std::size_t>(std::clamp(numbers[0], 0.0, 1e9));
    row.parzen = scoreAt(numbers, 1);
    row.greyParzen = scoreAt(numbers, 5);
    if (!std::isnan(numbers[9])) {
        row.bound = stats::MeanOverPoints{numbers[9], numbers[10]};
    }
    std::size_t at = 11;
    for (Estimate* each :
         {&row.area, &row.energy, &row.precision, &row.recall, &row.coverage, &row.nearer}) {
        *each = estimateAt(numbers, at);
        at += 3;
    }
    row.validation = checkpoint.doubles(prefix + "validation", 0);
    const auto ofImages = [&](const char* name) {
        // Older checkpoints have the means over the images alone.
        return checkpoint.state.count(prefix + name) == 0 ? std::vector<double>()
                                                          : checkpoint.doubles(prefix + name, 0);
    };
    row.logDensities = ofImages("log_densities");
    row.bounds = ofImages("bounds");
    row.kept = storedValues<float>(checkpoint.state, prefix + "shown", 0).toVector();
    return row;
}

void saveLikelihood(const MachineLikelihood& likelihood, const std::string& name,
                    Checkpoint& checkpoint) {
    std::vector<double> numbers;
    put(numbers, likelihood.forward);
    put(numbers, likelihood.backward);
    numbers.push_back(likelihood.exact.value_or(absent));
    checkpoint.put(name, std::move(numbers));
}

MachineLikelihood loadLikelihood(const Checkpoint& checkpoint, const std::string& name) {
    const std::vector<double> numbers = checkpoint.doubles(name, 7);
    MachineLikelihood likelihood;
    likelihood.forward = estimateAt(numbers, 0);
    likelihood.backward = estimateAt(numbers, 3);
    if (!std::isnan(numbers[6])) {
        likelihood.exact = numbers[6];
    }
    return likelihood;
}

} // namespace scorescope::gsn
