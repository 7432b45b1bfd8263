// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/proposal.h"

#include "engine/issgd/compensated_sum.h"
#include "engine/issgd/variance/concentration.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace scorescope::issgd {
namespace {

void checkOptions(const ExampleScores& scores, const ProposalOptions& options) {
    if (scores.scores.empty() || scores.scores.size() != scores.times.size()) {
        throw std::invalid_argument("a proposal needs examples with a score and a time each, not " +
                                    std::to_string(scores.scores.size()) + " scores and " +
                                    std::to_string(scores.times.size()) + " times");
    }
    for (std::size_t i = 0; i < scores.times.size(); ++i) {
        if (!(scores.times[i] < std::numeric_limits<double>::infinity())) {
            throw std::invalid_argument("the time of score " + std::to_string(i) +
                                        " is not a number");
        }
    }
    if (options.oldest && (!(*options.oldest >= 0.0) || !std::isfinite(options.now))) {
        throw std::invalid_argument("a staleness threshold is at least 0, from a finite time on");
    }
    const double value = options.smoothing.value;
    if (options.smoothing.kind == Smoothing::Kind::constant
            ? !(value >= 0.0) || !std::isfinite(value)
            : !(value > 0.0 && value < 1.0)) {
        throw std::invalid_argument("smoothing is by a constant from 0 on, or towards a share "
                                    "between 0 and 1, not " +
                                    std::to_string(value));
    }
}

enum class Standing { neverScored, stale, notNumber, infinite, negative, zero, positive };

Standing standingOf(double score, double time, const ProposalOptions& options) {
    if (time == ExampleScores::never) {
        return Standing::neverScored;
    }
    if (!recentEnough(time, options)) {
        return Standing::stale;
    }
    if (std::isnan(score)) {
        return Standing::notNumber;
    }
    if (std::isinf(score)) {
        return Standing::infinite;
    }
    if (score == 0.0) {
        return Standing::zero;
    }
    return score < 0.0 ? Standing::negative : Standing::positive;
}

void count(Standing standing, ScoreCounts& counts) {
    switch (standing) {
    case Standing::neverScored:
        ++counts.neverScored;
        break;
    case Standing::stale:
        ++counts.stale;
        break;
    case Standing::notNumber:
        ++counts.notNumbers;
        break;
    case Standing::infinite:
        ++counts.infinite;
        break;
    case Standing::negative:
        ++counts.negative;
        break;
    case Standing::zero:
        ++counts.zero;
        break;
    case Standing::positive:
        ++counts.positive;
        break;
    }
}

/// Why the scores cannot be used; empty where they can.
std::string trouble(const ScoreCounts& c) {
    const auto of = [&](std::size_t part) {
        return std::to_string(part) + " of " + std::to_string(c.examples);
    };
    const std::size_t bad = c.notNumbers + c.infinite + c.negative;
    if (bad > 0) {
        return of(bad) + " scores cannot be weights (" + std::to_string(c.notNumbers) + " NaN, " +
               std::to_string(c.infinite) + " infinite, " + std::to_string(c.negative) +
               " negative)";
    }
    if (c.neverScored == c.examples) {
        return "none of " + std::to_string(c.examples) + " examples has been scored";
    }
    if (c.positive + c.zero == 0) {
        return "no score is recent enough (" + of(c.stale) + " too old, " + of(c.neverScored) +
               " never scored)";
    }
    if (c.positive == 0) {
        return "all scores in use are 0 (" + of(c.zero) + ")";
    }
    return {};
}

void measure(Proposal& proposal, const std::vector<double>& used) {
    const auto n = static_cast<double>(used.size());
    proposal.effectiveShare = std::min(1.0, effectiveSize(used) / n);
    proposal.tau = std::sqrt(1.0 / proposal.effectiveShare);
    proposal.entropyShare = entropyShare(used);
}

double meanOf(const std::vector<double>& weights) {
    CompensatedSum sum;
    const auto n = static_cast<double>(weights.size());
    for (const double weight : weights) {
        sum.add(weight / n);
    }
    return sum.value();
}

/// log n − entropy of (1 − t) w/Σw + t/n, as a share of log n; `relative` is w by its mean.
double missingEntropy(const std::vector<double>& relative, double t) {
    CompensatedSum missing;
    for (const double weight : relative) {
        const double v = (1.0 - t) * weight + t;
        missing.add(v > 0.0 ? v * std::log(v) : 0.0);
    }
    const auto n = static_cast<double>(relative.size());
    return std::max(0.0, missing.value() / (n * std::log(n)));
}

/// The share t of the uniform part that leaves `allowed` of the entropy missing.
double uniformPart(const std::vector<double>& relative, double allowed) {
    // The square root is nearly a straight line in t, and 0 at t = 1: false position (Illinois).
    const auto above = [&](double t) {
        return std::sqrt(missingEntropy(relative, t)) - std::sqrt(allowed);
    };
    double low = 0.0;
    double high = 1.0;
    double atLow = above(low);
    double atHigh = -std::sqrt(allowed);
    if (atLow <= 0.0) {
        return 0.0;
    }
    constexpr double tolerance = 5e-10; // of the share of the entropy
    int side = 0;
    for (int i = 0; i < 200; ++i) {
        const double t = low + (high - low) * (atLow / (atLow - atHigh));
        if (!(t > low && t < high)) {
            break; // no number lies between
        }
        const double at = above(t);
        if (std::abs(at * (at + 2.0 * std::sqrt(allowed))) < tolerance) {
            return t;
        }
        if (at > 0.0) {
            low = t;
            atLow = at;
            atHigh *= side == 1 ? 0.5 : 1.0;
            side = 1;
        } else {
            high = t;
            atHigh = at;
            atLow *= side == -1 ? 0.5 : 1.0;
            side = -1;
        }
    }
    return high;
}

} // namespace

bool recentEnough(double time, const ProposalOptions& options) noexcept {
    return !options.oldest || options.now - time <= *options.oldest;
}

double smoothingConstant(const std::vector<double>& weights, const Smoothing& smoothing) {
    if (smoothing.kind == Smoothing::Kind::constant) {
        return smoothing.value;
    }
    const double target = smoothing.value;
    if (!(target > 0.0 && target < 1.0)) {
        throw std::invalid_argument("a target share is between 0 and 1");
    }
    const auto n = static_cast<double>(weights.size());
    const double size = effectiveSize(weights); // looks at the weights, too
    const double mean = meanOf(weights);
    double t = 0.0; // (w + c)/(mean + c) = (1 − t) w/mean + t with t = c/(mean + c)
    if (smoothing.kind == Smoothing::Kind::effectiveShare) {
        // n/ESS − 1 is the squared coefficient of variation, and goes with (1 − t)².
        const double spread = n / size - 1.0;
        const double allowed = 1.0 / target - 1.0;
        t = spread > allowed ? 1.0 - std::sqrt(allowed / spread) : 0.0;
    } else if (weights.size() > 1) {
        std::vector<double> relative(weights.size());
        std::transform(weights.begin(), weights.end(), relative.begin(),
                       [&](double weight) { return weight / mean; });
        t = uniformPart(relative, 1.0 - target);
    }
    return mean * t / (1.0 - t);
}

Proposal makeProposal(const ExampleScores& scores, const ProposalOptions& options) {
    checkOptions(scores, options);
    const std::size_t examples = scores.scores.size();
    Proposal proposal;
    proposal.counts.examples = examples;
    std::vector<Standing> standings(examples);
    for (std::size_t i = 0; i < examples; ++i) {
        standings[i] = standingOf(scores.scores[i], scores.times[i], options);
        count(standings[i], proposal.counts);
    }
    proposal.note = trouble(proposal.counts);
    if (!proposal.note.empty()) {
        proposal.note += ": sampled uniformly";
        proposal.uniform = true;
        proposal.weights.assign(examples, 1.0);
        proposal.included = examples;
        return proposal;
    }
    const auto scored = [](Standing s) { return s == Standing::zero || s == Standing::positive; };
    std::vector<double> used; // of the examples that are included, in their order
    for (std::size_t i = 0; i < examples; ++i) {
        if (scored(standings[i])) {
            used.push_back(scores.scores[i]);
        }
    }
    const double meanScore = meanOf(used);
    if (!options.oldest) {
        used.clear();
        for (std::size_t i = 0; i < examples; ++i) {
            used.push_back(scored(standings[i]) ? scores.scores[i] : meanScore);
        }
    }
    proposal.smoothing = smoothingConstant(used, options.smoothing);
    for (double& weight : used) {
        weight += proposal.smoothing;
    }
    measure(proposal, used);
    proposal.included = used.size();
    proposal.weights.assign(examples, 0.0);
    std::size_t next = 0;
    for (std::size_t i = 0; i < examples; ++i) {
        if (!options.oldest || scored(standings[i])) {
            proposal.weights[i] = used[next++];
        }
    }
    return proposal;
}

} // namespace scorescope::issgd
