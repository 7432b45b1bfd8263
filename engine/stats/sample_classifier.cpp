// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/sample_classifier.h"

#include "engine/core/finite.h"
#include "engine/core/rng.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace scorescope::stats {
namespace {

constexpr Purpose folding = Purpose::named("classifier folds");

/// Some points of both kinds; 1 is data.
struct Labelled {
    std::vector<const float*> points;
    std::vector<std::uint32_t> labels;

    void add(const float* point, std::uint32_t label) {
        points.push_back(point);
        labels.push_back(label);
    }
};

/// Points that lie apart; `points` must outlive it.
PointRows rowsOf(const std::vector<const float*>& points, std::size_t dimension) {
    return {points.size(), dimension, [&points, dimension](std::size_t i, float* row) {
                std::copy_n(points[i], dimension, row);
            }};
}

void check(const Points& data, const Points& samples, const ClassifierOptions& options) {
    if (data.dimension == 0 || data.dimension != samples.dimension) {
        throw std::invalid_argument("a classifier needs data and samples of one dimension");
    }
    if (options.folds < 2 || data.count < options.folds || samples.count < options.folds) {
        throw std::invalid_argument("a classifier needs at least 2 folds, and in each of them a "
                                    "data point and a sample");
    }
    checkNetworkOptions(options);
    if (!allFinite(data.values, data.count * data.dimension) ||
        !allFinite(samples.values, samples.count * samples.dimension)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
}

/// Those of [0, order) that are in a fold.
bool inFold(std::size_t place, std::size_t fold, std::size_t folds) {
    return place % folds == fold;
}

} // namespace

ClassifierVerdict tellApart(const Points& data, const Points& samples,
                            const ClassifierOptions& options, const LongWork& work) {
    check(data, samples, options);
    const std::vector<std::size_t> dataOrder =
        shuffledOrder(data.count, RandomStream(options.seed, folding, 0));
    const std::vector<std::size_t> sampleOrder =
        shuffledOrder(samples.count, RandomStream(options.seed, folding, 1));
    const auto folds = static_cast<double>(options.folds);
    ClassifierVerdict verdict;
    double variance = 0.0;
    double z = 0.0;
    report(work.progress, 0.0);
    for (std::size_t fold = 0; fold < options.folds; ++fold) {
        Labelled training;
        std::vector<const float*> heldOutData;
        std::vector<const float*> heldOutSamples;
        for (std::size_t i = 0; i < data.count; ++i) {
            const float* const x = data.point(dataOrder[i]);
            if (inFold(i, fold, options.folds)) {
                heldOutData.push_back(x);
            } else {
                training.add(x, 1);
            }
        }
        for (std::size_t i = 0; i < samples.count; ++i) {
            const float* const x = samples.point(sampleOrder[i]);
            if (inFold(i, fold, options.folds)) {
                heldOutSamples.push_back(x);
            } else {
                training.add(x, 0);
            }
        }
        ClassifierNetwork classifier(data.dimension, 2, options, static_cast<std::uint32_t>(fold));
        classifier.train(rowsOf(training.points, data.dimension), training.labels,
                         work.part(static_cast<double>(fold) / folds, 1.0 / folds));
        const auto judge = [&](const std::vector<const float*>& points) {
            const std::vector<float> logits =
                classifier.logits(rowsOf(points, data.dimension), work.threads);
            return std::vector<double>(logits.begin(), logits.end());
        };
        const RankComparison ranks = compareByRank(judge(heldOutData), judge(heldOutSamples));
        verdict.folds.push_back(ranks.area);
        verdict.area.value += ranks.area / folds;
        variance += ranks.variance / (folds * folds);
        z += ranks.z / std::sqrt(folds);
    }
    verdict.area = areaEstimate(verdict.area.value, variance, std::min(data.count, samples.count));
    verdict.pValue = 0.5 * std::erfc(z / std::sqrt(2.0));
    return verdict;
}

} // namespace scorescope::stats
