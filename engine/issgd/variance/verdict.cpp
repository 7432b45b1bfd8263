// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/variance/verdict.h"

#include "engine/issgd/compensated_sum.h"
#include "engine/issgd/sampling/random_words.h"
#include "engine/issgd/variance/covariance_trace.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <stdexcept>

namespace scorescope::issgd {
namespace {

constexpr Purpose dealing = Purpose::named("verdict blocks");
constexpr Purpose resampling = Purpose::named("verdict bootstrap");
constexpr std::size_t plainExamples = 4000;
constexpr std::size_t blockCount = 1000;
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Sums over some examples: of 1, w, norm²/w, norm, norm².
using Sums = std::array<double, 5>;

Sums sumsOf(double norm, double weight) {
    return {1.0, weight, norm > 0.0 ? norm * (norm / weight) : 0.0, norm, norm * norm};
}

void add(Sums& sums, const Sums& others, double times) {
    for (std::size_t k = 0; k < sums.size(); ++k) {
        sums[k] += times * others[k];
    }
}

struct Measures {
    double reduction = 1.0;
    double idealReduction = 1.0;
    double noise = 0.0;
};

/// Of two variances, of which what is not above `rounding` is 0.
double ratioOf(double uniform, double other, double rounding) {
    if (uniform <= rounding) {
        return 1.0; // all gradients are one: nothing varies, whatever is drawn
    }
    return other > rounding ? uniform / other : infinity;
}

/// `alignment`: |ḡ|² by the squared mean norm.
Measures measuresOf(const Sums& sums, double alignment, std::size_t batch) {
    const double n = sums[0];
    const double meanNorm = sums[3] / n;
    const double meanSquare = sums[4] / n;
    const double squaredMean = alignment * meanNorm * meanNorm;
    const double rounding = 1e-13 * meanSquare;
    const double uniform = meanSquare - squaredMean;
    Measures found;
    found.reduction = ratioOf(uniform, sums[1] / n * (sums[2] / n) - squaredMean, rounding);
    found.idealReduction = ratioOf(uniform, meanNorm * meanNorm - squaredMean, rounding);
    const double divisor = static_cast<double>(batch) * squaredMean;
    found.noise = uniform <= rounding ? 0.0 : (divisor > 0.0 ? uniform / divisor : infinity);
    return found;
}

std::size_t below(std::uint64_t word, std::size_t count) {
    return static_cast<std::size_t>(((word >> 32U) * count) >> 32U);
}

/// The examples' sums, one by one or in blocks to which they are dealt at random.
std::vector<Sums> blocksOf(const std::vector<double>& norms, const std::vector<double>& weights,
                           std::uint64_t seed) {
    const bool plain = norms.size() <= plainExamples;
    std::vector<Sums> blocks(plain ? norms.size() : blockCount, Sums{});
    WordKey key;
    key.seed = seed;
    key.purpose = dealing;
    std::array<std::uint64_t, 512> words{};
    for (std::size_t i = 0; i < norms.size(); ++i) {
        if (!plain && i % words.size() == 0) {
            fillRandomWords(key, i, std::min(words.size(), norms.size() - i), words.data());
        }
        const std::size_t block = plain ? i : below(words[i % words.size()], blockCount);
        add(blocks[block], sumsOf(norms[i], weights[i]), 1.0);
    }
    return blocks;
}

/// The middle 95 % of resamples, around the value of all examples.
stats::Estimate intervalOf(double value, std::vector<double> resampled) {
    std::sort(resampled.begin(), resampled.end());
    const std::size_t outside = resampled.size() / 40;
    return {value, resampled[outside], resampled[resampled.size() - 1 - outside]};
}

void check(const std::vector<double>& norms, const std::vector<double>& weights,
           const VerdictSetting& setting) {
    if (norms.size() < 2) {
        throw std::invalid_argument("a verdict needs at least two examples");
    }
    // No sum of squares or of weights is infinite.
    if (*std::max_element(norms.begin(), norms.end()) > 1e140 ||
        *std::max_element(weights.begin(), weights.end()) > 1e290) {
        throw std::invalid_argument("a verdict takes norms up to 1e140 and weights up to 1e290");
    }
    const auto ratio = [](double value) { return value > 0.0 && std::isfinite(value); };
    if (!ratio(setting.costRatio) ||
        (setting.costRatioWithWorkers && !ratio(*setting.costRatioWithWorkers))) {
        throw std::invalid_argument("a ratio of costs is finite and above 0");
    }
    if (setting.resamples < 40) {
        throw std::invalid_argument("an interval of 95 % needs at least 40 resamples, not " +
                                    std::to_string(setting.resamples));
    }
}

std::string text(double value) {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), "%.3g", value);
    return digits.data();
}

std::string text(const stats::Estimate& estimate) {
    return text(estimate.value) + " (" + text(estimate.low) + " to " + text(estimate.high) + ")";
}

std::string percent(double share) {
    return text(100.0 * share) + " %";
}

std::string timesSmaller(double reduction) {
    return reduction < 1.0 ? text(1.0 / reduction) + " times larger"
                           : text(reduction) + " times smaller";
}

constexpr double little = 0.1; ///< of a reduction beyond 1, and of κ

Limit limitOf(const Verdict& verdict, const VerdictSetting& setting) {
    if (verdict.idealReduction.value < 1.0 + little) {
        return Limit::normsNearlyEqual;
    }
    if (verdict.noise.value < little) {
        return Limit::noise;
    }
    // By what factor more would be gained without each of them.
    const double gain = verdict.stepGain.value;
    const double staleness = verdict.idealStepGain.value / gain;
    const double noise = verdict.reduction.value / gain;
    if (staleness >= setting.costRatio && staleness >= noise) {
        return Limit::staleness;
    }
    return setting.costRatio >= noise ? Limit::cost : Limit::noise;
}

std::string reasonOf(const Verdict& verdict, const VerdictSetting& setting) {
    switch (verdict.limit) {
    case Limit::biased:
        break; // has a sentence of its own
    case Limit::normsNearlyEqual:
        return "the norms are nearly equal: even fresh ones take no more than " +
               percent(1.0 - 1.0 / verdict.idealReduction.value) + " off the variance";
    case Limit::noise:
        if (verdict.noise.value < little) {
            return "noise does not limit a step (κ = " + text(verdict.noise.value) +
                   "): no proposal gains more than " + percent(verdict.noise.value);
        }
        return "noise is not all that limits a step (κ = " + text(verdict.noise.value) +
               "): a variance " + text(verdict.reduction.value) + " times smaller makes it " +
               text(verdict.stepGain.value) + " times as good";
    case Limit::staleness:
        return "staleness and smoothing make the variance " +
               timesSmaller(verdict.reduction.value) + ", where fresh norms would make it " +
               timesSmaller(verdict.idealReduction.value);
    case Limit::cost:
        return "a step costs " + text(setting.costRatio) + " times a uniform one and is " +
               text(verdict.stepGain.value) + " times as good";
    }
    return {};
}

std::string sentenceOf(const Verdict& verdict, const VerdictSetting& setting) {
    const std::string gain = "a second of importance sampling brings " + text(verdict.timeGain) +
                             " times as much as one of uniform sampling";
    const std::string reason = reasonOf(verdict, setting);
    switch (verdict.answer) {
    case Answer::yes:
        return "Yes: " + gain + "; what limits it most: " + reason + ".";
    case Answer::no:
        return "No: " + gain + "; " + reason + ".";
    case Answer::uncertain:
        return "Uncertain: " + gain + "; what limits it most: " + reason + ".";
    }
    return {};
}

} // namespace

double stepGain(double noise, double reduction) noexcept {
    if (noise == 0.0) {
        return 1.0;
    }
    if (std::isinf(noise)) {
        return reduction;
    }
    return (1.0 + noise) / (1.0 + noise / reduction);
}

Verdict doesItPay(const std::vector<double>& norms, const std::vector<double>& weights,
                  const VerdictSetting& setting) {
    const CovarianceTrace used = // looks at all numbers
        traceOfCovariance(norms, weights, setting.squaredMean, setting.batch);
    check(norms, weights, setting);
    CompensatedSum normSum;
    for (const double norm : norms) {
        normSum.add(norm);
    }
    const double meanNorm = normSum.value() / static_cast<double>(norms.size());
    const double alignment =
        setting.squaredMean > 0.0 ? setting.squaredMean / (meanNorm * meanNorm) : 0.0;
    if (!(alignment <= 1.0 + 1e-9)) {
        throw std::invalid_argument("the mean gradient, of length " +
                                    text(std::sqrt(setting.squaredMean)) +
                                    ", is longer than the mean norm, " + text(meanNorm));
    }
    Verdict verdict;
    verdict.unreachable = used.unreachable;
    if (used.unreachable > 0) {
        const double none = std::numeric_limits<double>::quiet_NaN();
        verdict.limit = Limit::biased;
        verdict.sentence = "No: " + used.note + ".";
        verdict.idealReduction = verdict.noise = verdict.idealStepGain = {none, none, none};
        return verdict;
    }

    const std::vector<Sums> blocks = blocksOf(norms, weights, setting.seed);
    Sums all{};
    for (const Sums& block : blocks) {
        add(all, block, 1.0);
    }
    const double bounded = std::min(1.0, alignment);
    const Measures found = measuresOf(all, bounded, setting.batch);

    std::array<std::vector<double>, 5> resampled; // R, ideal R, κ, E, ideal E
    std::vector<std::uint64_t> words(blocks.size());
    std::vector<double> times(blocks.size());
    WordKey key;
    key.seed = setting.seed;
    key.purpose = resampling;
    for (std::size_t b = 0; b < setting.resamples; ++b) {
        key.step = b;
        fillRandomWords(key, 0, words.size(), words.data());
        std::fill(times.begin(), times.end(), 0.0);
        for (const std::uint64_t word : words) {
            times[below(word, blocks.size())] += 1.0;
        }
        Sums sums{};
        for (std::size_t k = 0; k < blocks.size(); ++k) {
            if (times[k] > 0.0) { // not 0 times what may be infinite
                add(sums, blocks[k], times[k]);
            }
        }
        const Measures measures = measuresOf(sums, bounded, setting.batch);
        resampled[0].push_back(measures.reduction);
        resampled[1].push_back(measures.idealReduction);
        resampled[2].push_back(measures.noise);
        resampled[3].push_back(stepGain(measures.noise, measures.reduction));
        resampled[4].push_back(stepGain(measures.noise, measures.idealReduction));
    }
    verdict.reduction = intervalOf(found.reduction, std::move(resampled[0]));
    verdict.idealReduction = intervalOf(found.idealReduction, std::move(resampled[1]));
    verdict.noise = intervalOf(found.noise, std::move(resampled[2]));
    verdict.stepGain = intervalOf(stepGain(found.noise, found.reduction), std::move(resampled[3]));
    verdict.idealStepGain =
        intervalOf(stepGain(found.noise, found.idealReduction), std::move(resampled[4]));
    const auto perCost = [&](double cost) {
        return stats::Estimate{verdict.stepGain.value / cost, verdict.stepGain.low / cost,
                               verdict.stepGain.high / cost};
    };
    verdict.timeGain = perCost(setting.costRatio);
    if (setting.costRatioWithWorkers) {
        verdict.timeGainWithWorkers = perCost(*setting.costRatioWithWorkers);
    }
    verdict.answer = verdict.timeGain.low > 1.0
                         ? Answer::yes
                         : (verdict.timeGain.high > 1.0 ? Answer::uncertain : Answer::no);
    verdict.limit = limitOf(verdict, setting);
    verdict.sentence = sentenceOf(verdict, setting);
    return verdict;
}

} // namespace scorescope::issgd
