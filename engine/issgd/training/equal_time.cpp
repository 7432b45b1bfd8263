// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/equal_time.h"

#include "engine/core/error.h"
#include "engine/core/text.h"
#include "engine/issgd/training/training_measure.h"
#include "engine/stats/estimate_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::issgd {
namespace {

struct Ended {
    double loss = std::numeric_limits<double>::infinity();
    double error = 1.0;
};

/// One run from its first weights to its end; infinite where it diverged.
Ended runToItsEnd(const EqualTimeOptions& options, bool importance, std::size_t steps, double rate,
                  std::uint64_t seed, const std::shared_ptr<const nn::TrainingImages>& images,
                  const stats::LongWork& work) {
    LearnerOptions own = options.learner;
    own.by = importance ? own.by : SampledBy::uniform;
    own.optimizer.rate = rate;
    own.seed = seed;
    own.threads = work.threads;
    ImportanceLearner learner(own, images);
    try {
        for (std::size_t step = 0; step < steps; ++step) {
            constexpr std::size_t between = 16;
            if (step % between == 0) {
                report(work.progress, static_cast<double>(step) / static_cast<double>(steps));
            }
            learner.setRate(rate * static_cast<double>(steps - step) / static_cast<double>(steps));
            learner.step();
        }
    } catch (const RunError&) {
        return {};
    }
    MeasureRequest what;
    what.network = own.network;
    what.weights = learner.weights();
    what.images = images;
    const TrainingMeasure found = measureTraining(what, {work.threads, {}});
    if (!std::isfinite(found.trainingLoss)) {
        return {};
    }
    return {found.trainingLoss, found.testError};
}

void check(const EqualTimeOptions& options) {
    const bool fit = options.uniformSteps >= 1 && options.costRatio > 0.0 &&
                     std::isfinite(options.costRatio) && !options.rates.empty() &&
                     options.tuningSeeds >= 1 && options.seeds >= 2 &&
                     std::all_of(options.rates.begin(), options.rates.end(),
                                 [](double rate) { return rate > 0.0 && std::isfinite(rate); });
    if (!fit) {
        throw std::invalid_argument("a comparison needs a step, a cost and rates above 0, a seed "
                                    "to try them with and two to compare");
    }
}

} // namespace

EqualTime compareForEqualTime(const EqualTimeOptions& options,
                              const std::shared_ptr<const nn::TrainingImages>& images,
                              const stats::LongWork& work) {
    check(options);
    EqualTime found;
    found.uniform.steps = options.uniformSteps;
    found.importance.steps = static_cast<std::size_t>(
        std::max(1.0, std::round(static_cast<double>(options.uniformSteps) / options.costRatio)));
    const std::size_t trials = options.rates.size() * options.tuningSeeds;
    const double length = 0.5 / static_cast<double>(trials + options.seeds);
    double done = 0.0;
    for (const bool importance : {false, true}) {
        EqualTimeSide& side = importance ? found.importance : found.uniform;
        const auto run = [&](double rate, std::uint64_t seed) {
            const Ended ended = runToItsEnd(options, importance, side.steps, rate, seed, images,
                                            work.part(done, length));
            done += length;
            return ended;
        };
        for (const double rate : options.rates) {
            double sum = 0.0;
            for (std::size_t s = 0; s < options.tuningSeeds; ++s) {
                sum += run(rate, options.firstSeed + options.seeds + s).loss;
            }
            side.tried.push_back(sum / static_cast<double>(options.tuningSeeds));
        }
        side.best = static_cast<std::size_t>(
            std::min_element(side.tried.begin(), side.tried.end()) - side.tried.begin());
        for (std::size_t s = 0; s < options.seeds; ++s) {
            const Ended ended = run(options.rates[side.best], options.firstSeed + s);
            side.losses.push_back(ended.loss);
            side.errors.push_back(ended.error);
        }
    }
    std::vector<double> ratios;
    std::vector<double> differences;
    for (std::size_t s = 0; s < options.seeds; ++s) {
        ratios.push_back(std::log(found.importance.losses[s] / found.uniform.losses[s]));
        differences.push_back(found.importance.errors[s] - found.uniform.errors[s]);
    }
    const bool finite = std::all_of(ratios.begin(), ratios.end(),
                                    [](double ratio) { return std::isfinite(ratio); });
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    found.lossRatio = finite ? stats::meanOfRepetitions(ratios)
                             : stats::Uncertain{{none, none, none}, "a run has diverged"};
    found.errorDifference = stats::meanOfRepetitions(differences);
    return found;
}

Artifact equalTimeTable(const EqualTime& found, const EqualTimeOptions& options) {
    Table table;
    table.columns = {"for the same time", "SGD", "importance sampling"};
    const auto mean = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) /
               static_cast<double>(values.size());
    };
    const stats::Uncertain& ratio = found.lossRatio;
    const auto diverged = [](const std::vector<double>& losses) {
        return std::count_if(losses.begin(), losses.end(),
                             [](double loss) { return !std::isfinite(loss); });
    };
    const auto theirs = diverged(found.uniform.losses);
    const auto ours = diverged(found.importance.losses);
    const std::string all = std::to_string(options.seeds);
    std::string sentence;
    if (ours > 0 && theirs == 0) {
        sentence = "No: with the rate that was best in the trials, " + std::to_string(ours) +
                   " of " + all + " runs of importance sampling diverged, and none of SGD.";
    } else if (theirs > 0 && ours == 0) {
        sentence = "Yes: with the rate that was best in the trials, " + std::to_string(theirs) +
                   " of " + all + " runs of SGD diverged, and none of importance sampling.";
    } else if (!ratio.hasInterval()) {
        sentence = "Nothing can be told: " + ratio.reason + ".";
    } else if (ratio.estimate.high < 0.0) {
        sentence = "Yes: its training loss is lower, by a factor of " +
                   number("%.2f", std::exp(ratio.estimate.value)) + ".";
    } else if (ratio.estimate.low > 0.0) {
        sentence = "No: its training loss is higher, by a factor of " +
                   number("%.2f", std::exp(ratio.estimate.value)) + ".";
    } else {
        sentence = "No difference that " + all + " seeds would show in the training loss.";
    }
    table.rows.push_back({sentence, "", ""});
    const auto row = [&](const char* name, TableCell plain, TableCell weighted) {
        table.rows.push_back({name, std::move(plain), std::move(weighted)});
    };
    const auto both = [&](const char* name, const char* format, double plain, double weighted) {
        row(name, numberCell(format, plain), numberCell(format, weighted));
    };
    both("steps", "%.0f", static_cast<double>(found.uniform.steps),
         static_cast<double>(found.importance.steps));
    both("best learning rate", "%g", options.rates[found.uniform.best],
         options.rates[found.importance.best]);
    both("training loss, mean", "%.3g", mean(found.uniform.losses), mean(found.importance.losses));
    both("test error, mean, %", "%.2f", 100.0 * mean(found.uniform.errors),
         100.0 * mean(found.importance.errors));
    row("log of the ratio of losses (95 %)", "", stats::estimateCell("%.3f", ratio));
    stats::Uncertain points = found.errorDifference;
    for (double* each : {&points.estimate.value, &points.estimate.low, &points.estimate.high}) {
        *each *= 100.0;
    }
    row("difference of test errors, points (95 %)", "", stats::estimateCell("%.2f", points));
    return {"equal_time", "The same time for both, rates tuned", {}, {}, {}, std::move(table)};
}

Artifact equalTimeRates(const EqualTime& found, const EqualTimeOptions& options) {
    Lines lines;
    for (const EqualTimeSide* side : {&found.uniform, &found.importance}) {
        Lines::Line line;
        line.label = side == &found.uniform ? "SGD" : "importance sampling";
        line.x = options.rates;
        for (const double loss : side->tried) {
            line.y.push_back(std::isfinite(loss) ? loss : std::numeric_limits<double>::quiet_NaN());
        }
        lines.lines.push_back(std::move(line));
    }
    return {"equal_time_rates",
            "Loss at the end over the learning rate",
            {"learning rate", ""},
            {"training loss", "nats"},
            {},
            std::move(lines)};
}

} // namespace scorescope::issgd
