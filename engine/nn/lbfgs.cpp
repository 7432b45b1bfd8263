// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/lbfgs.h"

#include "engine/core/finite.h"
#include "engine/nn/search_vectors.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

namespace scorescope::nn {

namespace {

/// Minimizer of the cubic through (a, fa, slope da) and (b, fb, slope db); NaN if there is none.
double cubicMinimizer(double a, double fa, double da, double b, double fb, double db) {
    const double d1 = da + db - 3.0 * (fa - fb) / (a - b);
    const double square = d1 * d1 - da * db;
    if (!(square >= 0.0)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double d2 = std::copysign(std::sqrt(square), b - a);
    return b - (b - a) * (db + d2 - d1) / (db - da + 2.0 * d2);
}

} // namespace

/// A point on the search line.
struct Lbfgs::Trial {
    double alpha = 0.0;
    double value = 0.0;
    double slope = 0.0;
    std::vector<double> x;
    std::vector<double> gradient;
};

Lbfgs::Lbfgs(std::vector<double> x, LbfgsOptions options) : options_(std::move(options)) {
    state_.x = std::move(x);
    check();
}

Lbfgs::Lbfgs(LbfgsState state, LbfgsOptions options)
    : options_(std::move(options)), state_(std::move(state)) {
    check();
}

void Lbfgs::check() const {
    const LbfgsOptions& o = options_;
    if (o.history < 1 || o.maxEvaluations < 1 || !(o.sufficientDecrease > 0.0) ||
        !(o.curvature > o.sufficientDecrease) || !(o.curvature < 1.0) ||
        !(o.initialStepNorm > 0.0)) {
        throw std::invalid_argument("L-BFGS options out of range");
    }
    const std::size_t n = state_.x.size();
    if (n == 0 || (!o.metric.empty() && o.metric.size() != n) ||
        (!state_.gradient.empty() && state_.gradient.size() != n) || state_.steps.size() % n != 0 ||
        state_.changes.size() != state_.steps.size() ||
        !std::all_of(o.metric.begin(), o.metric.end(), [](double m) { return m > 0.0; })) {
        throw std::invalid_argument("L-BFGS arrays do not fit together");
    }
}

void Lbfgs::restart() {
    state_.gradient.clear();
    state_.steps.clear();
    state_.changes.clear();
    state_.value = 0.0;
}

void Lbfgs::direction(std::vector<double>& d) const {
    const std::size_t n = state_.x.size();
    const std::size_t pairs = state_.steps.size() / n;
    const bool plain = options_.metric.empty();
    d.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        d[i] = -state_.gradient[i];
    }
    std::vector<double> alpha(pairs);
    std::vector<double> rho(pairs);
    for (std::size_t p = pairs; p-- > 0;) {
        const double* s = state_.steps.data() + p * n;
        const double* y = state_.changes.data() + p * n;
        rho[p] = 1.0 / dot(s, y, n);
        alpha[p] = rho[p] * dot(s, d.data(), n);
        addScaled(-alpha[p], y, d.data(), n);
    }
    double gamma = 1.0;
    if (pairs > 0) {
        const double* y = state_.changes.data() + (pairs - 1) * n;
        double scaled = 0.0;
        if (plain) {
            scaled = dot(y, y, n);
        } else {
            for (std::size_t i = 0; i < n; ++i) {
                scaled += y[i] * y[i] * options_.metric[i];
            }
        }
        gamma = 1.0 / (rho[pairs - 1] * scaled);
    }
    for (std::size_t i = 0; i < n; ++i) {
        d[i] *= plain ? gamma : gamma * options_.metric[i];
    }
    for (std::size_t p = 0; p < pairs; ++p) {
        const double* s = state_.steps.data() + p * n;
        const double* y = state_.changes.data() + p * n;
        addScaled(alpha[p] - rho[p] * dot(y, d.data(), n), s, d.data(), n);
    }
}

Lbfgs::Search Lbfgs::search(const Objective& objective, const std::vector<double>& d, double slope,
                            double firstStep, Trial& best, LbfgsStep& report) const {
    const std::size_t n = state_.x.size();
    const double value0 = state_.value;
    const double infinity = std::numeric_limits<double>::infinity();
    int left = options_.maxEvaluations;
    bool anyFinite = false;
    Trial now;
    now.x.resize(n);
    now.gradient.resize(n);

    // Evaluates now at alpha; a point that is not finite counts as infinitely high.
    const auto evaluate = [&](double alpha) {
        --left;
        ++report.evaluations;
        now.alpha = alpha;
        for (std::size_t i = 0; i < n; ++i) {
            now.x[i] = state_.x[i] + alpha * d[i];
        }
        now.value = objective(now.x.data(), now.gradient.data());
        now.slope = dot(now.gradient.data(), d.data(), n);
        if (!std::isfinite(now.value) || !allFinite(now.gradient)) {
            now.value = infinity;
            now.slope = infinity;
        } else {
            anyFinite = true;
        }
    };
    const auto tooHigh = [&](const Trial& t) {
        return t.value > value0 + options_.sufficientDecrease * t.alpha * slope;
    };
    const auto flat = [&](const Trial& t) {
        return std::abs(t.slope) <= -options_.curvature * slope;
    };

    // Algorithm 3.5: find an interval with a Wolfe point in it. best is its lower end ("lo"
    // of 3.6).
    best.alpha = 0.0;
    best.value = value0;
    best.slope = slope;
    double highAlpha = 0.0;
    double highValue = 0.0;
    double highSlope = 0.0;
    bool bracketed = false;
    double alpha = firstStep;
    while (left > 0) {
        evaluate(alpha);
        if (tooHigh(now) || (best.alpha > 0.0 && now.value >= best.value)) {
            highAlpha = now.alpha;
            highValue = now.value;
            highSlope = now.slope;
            bracketed = true;
            break;
        }
        const double previous = best.alpha;
        const double previousValue = best.value;
        const double previousSlope = best.slope;
        std::swap(best, now);
        if (flat(best)) {
            return Search::accepted;
        }
        if (best.slope >= 0.0) {
            highAlpha = previous;
            highValue = previousValue;
            highSlope = previousSlope;
            bracketed = true;
            break;
        }
        now.x.resize(n);
        now.gradient.resize(n);
        const double guess = cubicMinimizer(previous, previousValue, previousSlope, best.alpha,
                                            best.value, best.slope);
        const double low = best.alpha + 1.0 * (best.alpha - previous);
        const double high = best.alpha + 9.0 * (best.alpha - previous);
        alpha = guess > low ? std::min(guess, high) : (guess <= low ? low : high);
    }
    now.x.resize(n);
    now.gradient.resize(n);

    // Algorithm 3.6 (zoom).
    while (bracketed && left > 0) {
        const double width = highAlpha - best.alpha;
        double guess = std::isfinite(highValue) ? cubicMinimizer(best.alpha, best.value, best.slope,
                                                                 highAlpha, highValue, highSlope)
                                                : best.alpha + 0.1 * width;
        const double share = (guess - best.alpha) / width;
        if (!(share >= 0.1)) {
            guess = std::isnan(share) ? best.alpha + 0.5 * width : best.alpha + 0.1 * width;
        } else if (share > 0.9) {
            guess = best.alpha + 0.9 * width;
        }
        if (guess == best.alpha || guess == highAlpha) {
            break; // the interval is down to rounding
        }
        evaluate(guess);
        if (tooHigh(now) || now.value >= best.value) {
            highAlpha = now.alpha;
            highValue = now.value;
            highSlope = now.slope;
            continue;
        }
        if (now.slope * (highAlpha - best.alpha) >= 0.0) {
            highAlpha = best.alpha;
            highValue = best.value;
            highSlope = best.slope;
        }
        std::swap(best, now);
        now.x.resize(n);
        now.gradient.resize(n);
        if (flat(best)) {
            return Search::accepted;
        }
    }
    if (best.alpha > 0.0) {
        return Search::accepted; // a decrease, though not a Wolfe point
    }
    return anyFinite ? Search::failed : Search::notFinite;
}

void Lbfgs::remember(const Trial& accepted) {
    const std::size_t n = state_.x.size();
    std::vector<double> s(n);
    std::vector<double> y(n);
    for (std::size_t i = 0; i < n; ++i) {
        s[i] = accepted.x[i] - state_.x[i];
        y[i] = accepted.gradient[i] - state_.gradient[i];
    }
    const double product = dot(s.data(), y.data(), n);
    // Wolfe points have positive curvature; a mere decrease may not, and would spoil the matrix.
    if (!(product > 1e-14 * std::sqrt(dot(s.data(), s.data(), n) * dot(y.data(), y.data(), n)))) {
        return;
    }
    if (state_.steps.size() / n >= options_.history) {
        const auto drop =
            static_cast<std::ptrdiff_t>(state_.steps.size() - (options_.history - 1) * n);
        state_.steps.erase(state_.steps.begin(), state_.steps.begin() + drop);
        state_.changes.erase(state_.changes.begin(), state_.changes.begin() + drop);
    }
    state_.steps.insert(state_.steps.end(), s.begin(), s.end());
    state_.changes.insert(state_.changes.end(), y.begin(), y.end());
}

LbfgsStep Lbfgs::step(const Objective& objective) {
    const std::size_t n = state_.x.size();
    LbfgsStep report;
    report.value = state_.value;
    if (state_.gradient.empty()) {
        std::vector<double> gradient(n);
        const double value = objective(state_.x.data(), gradient.data());
        ++report.evaluations;
        report.value = value;
        if (!std::isfinite(value) || !allFinite(gradient)) {
            report.status = LbfgsStatus::notFinite;
            return report;
        }
        state_.value = value;
        state_.gradient = std::move(gradient);
    }
    report.gradientNorm = std::sqrt(dot(state_.gradient.data(), state_.gradient.data(), n));
    const double largest =
        std::abs(*std::max_element(state_.gradient.begin(), state_.gradient.end(),
                                   [](double a, double b) { return std::abs(a) < std::abs(b); }));
    if (largest <= options_.gradientTolerance) {
        report.status = LbfgsStatus::converged;
        report.value = state_.value;
        state_.evaluations += static_cast<std::uint64_t>(report.evaluations);
        return report;
    }

    std::vector<double> d;
    Trial best;
    for (;;) {
        direction(d);
        const bool fresh = state_.steps.empty();
        double slope = dot(d.data(), state_.gradient.data(), n);
        Search result = Search::failed;
        if (slope < 0.0 && std::isfinite(slope)) {
            const double length = std::sqrt(dot(d.data(), d.data(), n));
            const double first = fresh ? std::min(1.0, options_.initialStepNorm / length) : 1.0;
            result = search(objective, d, slope, first, best, report);
        }
        if (result == Search::accepted) {
            break;
        }
        if (result == Search::notFinite) {
            report.status = LbfgsStatus::notFinite;
            report.value = state_.value;
            return report;
        }
        if (fresh) {
            report.status = LbfgsStatus::lineSearchFailed;
            report.value = state_.value;
            state_.evaluations += static_cast<std::uint64_t>(report.evaluations);
            return report;
        }
        state_.steps.clear();
        state_.changes.clear();
        report.memoryReset = true;
    }

    remember(best);
    report.stepLength = best.alpha;
    report.value = best.value;
    state_.value = best.value;
    state_.x = std::move(best.x);
    state_.gradient = std::move(best.gradient);
    report.gradientNorm = std::sqrt(dot(state_.gradient.data(), state_.gradient.data(), n));
    ++state_.iterations;
    state_.evaluations += static_cast<std::uint64_t>(report.evaluations);
    return report;
}

} // namespace scorescope::nn
