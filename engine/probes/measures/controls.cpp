// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/measures/controls.h"

#include "engine/core/rng.h"
#include "engine/probes/measures/information.h"
#include "engine/stats/classifier_network.h"
#include "engine/stats/k_means.h"
#include "engine/stats/nearest_others.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::probes {
namespace {

constexpr Purpose dealing = Purpose::named("classes of control cells");
constexpr Purpose shuffling = Purpose::named("labels dealt out anew");

} // namespace

ControlTask::ControlTask(const stats::Points& trainingInputs, std::size_t cells,
                         std::size_t classes, std::uint64_t seed, const stats::LongWork& work)
    : dimension_(trainingInputs.dimension) {
    if (classes < 2 || cells < classes) {
        throw std::invalid_argument("a control task needs two classes at least and a cell for "
                                    "each; there are " +
                                    std::to_string(classes) + " and " + std::to_string(cells));
    }
    stats::KMeansOptions options;
    options.seed = seed;
    centres_ = stats::kMeans(trainingInputs, cells, options, work).centres;
    classes_.resize(cells);
    const std::vector<std::size_t> order = stats::shuffledOrder(cells, RandomStream(seed, dealing));
    for (std::size_t i = 0; i < cells; ++i) {
        classes_[order[i]] = static_cast<std::uint32_t>(i % classes);
    }
}

std::vector<std::uint32_t> ControlTask::labels(const stats::Points& inputs,
                                               const stats::LongWork& work) const {
    std::vector<std::uint32_t> found =
        stats::nearestOthers(inputs, {centres_.data(), classes_.size(), dimension_}, 1, false, work)
            .others;
    for (std::uint32_t& cell : found) {
        cell = classes_[cell];
    }
    return found;
}

stats::Estimate selectivity(const Judgement& task, const std::vector<std::uint32_t>& labels,
                            const Judgement& control,
                            const std::vector<std::uint32_t>& controlLabels,
                            const BootstrapOptions& options) {
    return pairedDifference(control.mistakes(controlLabels), task.mistakes(labels), options)
        .difference;
}

Memorization memorization(const PreparedFeatures& training,
                          const std::vector<std::uint32_t>& labels, std::size_t classes,
                          const ProbeOptions& options, std::uint64_t seed,
                          const stats::LongWork& work) {
    std::vector<std::uint32_t> shuffled;
    for (const std::size_t from :
         stats::shuffledOrder(labels.size(), RandomStream(seed, shuffling))) {
        shuffled.push_back(labels[from]);
    }
    const FittedProbe fitted = fitProbe(training, shuffled, classes, options, {}, work);
    const Judgement judged = judge(fitted.probe, training.features, shuffled, {work.threads, {}});
    Memorization found;
    found.accuracy = 1.0 - judged.errorRate();
    found.chance = 1.0 - judgeByShares(shuffled, shuffled, classes).errorRate();
    found.examples = labels.size();
    found.features = training.features.dimension() - training.standardization.constants();
    found.certificate = fitted.certificate;
    return found;
}

} // namespace scorescope::probes
