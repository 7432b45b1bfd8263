// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/convex_search.h"

#include "engine/core/finite.h"
#include "engine/nn/search_vectors.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::probes {
namespace {

using nn::addScaled;
using nn::dot;

constexpr double flattest = 0.9;  ///< of the first slope: before the minimum, steeper is too near
constexpr double steepest = 0.5;  ///< beyond the minimum, steeper is too far
constexpr double rounding = 1e-6; ///< of a value

} // namespace

ConvexSearch::ConvexSearch(std::vector<double> x, std::size_t history)
    : x_(std::move(x)), history_(history) {
    if (x_.empty() || history == 0) {
        throw std::invalid_argument("a search needs a place to start and a pair of changes");
    }
    steps_.resize(history * x_.size());
    changes_.resize(history * x_.size());
    inverse_.resize(history);
}

std::size_t ConvexSearch::place(std::size_t age) const {
    return (newest_ + history_ - age) % history_;
}

std::vector<double> ConvexSearch::direction() const {
    const std::size_t n = x_.size();
    std::vector<double> d(n);
    std::transform(gradient_.begin(), gradient_.end(), d.begin(), [](double g) { return -g; });
    std::vector<double> alpha(pairs_);
    for (std::size_t age = 0; age < pairs_; ++age) {
        const std::size_t at = place(age);
        alpha[age] = inverse_[at] * dot(steps_.data() + at * n, d.data(), n);
        addScaled(-alpha[age], changes_.data() + at * n, d.data(), n);
    }
    if (pairs_ > 0) {
        const double* const y = changes_.data() + place(0) * n;
        const double scale = 1.0 / (inverse_[place(0)] * dot(y, y, n));
        for (double& each : d) {
            each *= scale;
        }
    }
    for (std::size_t age = pairs_; age-- > 0;) {
        const std::size_t at = place(age);
        const double beta = inverse_[at] * dot(changes_.data() + at * n, d.data(), n);
        addScaled(alpha[age] - beta, steps_.data() + at * n, d.data(), n);
    }
    return d;
}

void ConvexSearch::remember(const std::vector<double>& x, const std::vector<double>& gradient) {
    const std::size_t n = x_.size();
    const std::size_t at = pairs_ == 0 ? newest_ : (newest_ + 1) % history_;
    double* const s = steps_.data() + at * n;
    double* const y = changes_.data() + at * n;
    for (std::size_t i = 0; i < n; ++i) {
        s[i] = x[i] - x_[i];
        y[i] = gradient[i] - gradient_[i];
    }
    const double product = dot(s, y, n);
    // A convex function's is not below 0, but for rounding.
    if (!(product > 1e-12 * std::sqrt(dot(s, s, n) * dot(y, y, n)))) {
        return;
    }
    inverse_[at] = 1.0 / product;
    newest_ = at;
    pairs_ = std::min(pairs_ + 1, history_);
}

bool ConvexSearch::search(const nn::Objective& function, const std::vector<double>& d, double slope,
                          double first, int evaluations) {
    const std::size_t n = x_.size();
    std::vector<double> x(n);
    std::vector<double> gradient(n);
    double near = 0.0; // the minimum along the line is beyond this
    double nearSlope = slope;
    double far = 0.0; // and before this, once one is known
    double farSlope = 0.0;
    double alpha = first;
    for (int tried = 0; tried < evaluations; ++tried) {
        for (std::size_t i = 0; i < n; ++i) {
            x[i] = x_[i] + alpha * d[i];
        }
        const double value = function(x.data(), gradient.data());
        const double now = dot(gradient.data(), d.data(), n);
        const bool finite = std::isfinite(value) && allFinite(gradient);
        const bool tooFar =
            !finite || now > -steepest * slope || value > value_ + rounding * std::abs(value_);
        if (!tooFar && now >= flattest * slope) {
            remember(x, gradient);
            x_ = std::move(x);
            gradient_ = std::move(gradient);
            value_ = value;
            return true;
        }
        if (tooFar) {
            far = alpha;
            farSlope = finite && now > 0.0 ? now : -nearSlope;
        } else {
            near = alpha;
            nearSlope = now;
        }
        if (far > 0.0) { // where a line through both slopes is 0, not too near to either end
            const double share = nearSlope / (nearSlope - farSlope);
            alpha = near + std::clamp(share, 0.1, 0.9) * (far - near);
        } else {
            const double share = slope / (slope - now); // likewise, of the way from the start
            alpha *= now > slope ? std::clamp(share, 1.5, 10.0) : 10.0;
        }
    }
    return false;
}

ConvexSearch::Status ConvexSearch::step(const nn::Objective& function, int evaluations) {
    const std::size_t n = x_.size();
    if (gradient_.empty()) {
        std::vector<double> gradient(n);
        value_ = function(x_.data(), gradient.data());
        if (!std::isfinite(value_) || !allFinite(gradient)) {
            return Status::notFinite;
        }
        gradient_ = std::move(gradient);
    }
    for (;;) {
        const std::vector<double> d = direction();
        const double slope = dot(d.data(), gradient_.data(), n);
        const double length = std::sqrt(dot(d.data(), d.data(), n));
        if (slope < 0.0 && std::isfinite(slope) &&
            search(function, d, slope, pairs_ == 0 ? std::min(1.0, 1.0 / length) : 1.0,
                   evaluations)) {
            return Status::progressed;
        }
        if (pairs_ == 0) {
            return Status::stalled;
        }
        pairs_ = 0; // what was remembered misled it
    }
}

} // namespace scorescope::probes
