// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/variance/covariance_trace.h"

#include "engine/issgd/compensated_sum.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace scorescope::issgd {
namespace {

void checkAll(const std::vector<double>& values, std::size_t count, const char* what) {
    if (values.empty() || values.size() != count) {
        throw std::invalid_argument(
            "a covariance needs as many " + std::string(what) + " as norms and at least one, not " +
            std::to_string(values.size()) + " and " + std::to_string(count));
    }
    for (std::size_t i = 0; i < count; ++i) {
        if (!(values[i] >= 0.0) || !std::isfinite(values[i])) {
            throw std::invalid_argument("number " + std::to_string(i) + " of the " + what +
                                        " is not finite and at least 0");
        }
    }
}

void checkRest(double squaredMean, std::size_t batch) {
    if (!(squaredMean >= 0.0) || !std::isfinite(squaredMean) || batch == 0) {
        throw std::invalid_argument("a covariance needs a finite squared mean gradient from 0 on "
                                    "and a minibatch of at least one");
    }
}

/// Σ p w and Σ p norm²/w, where the latter is finite.
struct Moments {
    double weight = 0.0;
    double square = 0.0;
    std::size_t unreachable = 0;
};

template <typename Probability, typename Weight>
Moments momentsOf(const std::vector<double>& norms, const Probability& p, const Weight& w) {
    CompensatedSum weights;
    CompensatedSum squares;
    Moments found;
    for (std::size_t i = 0; i < norms.size(); ++i) {
        weights.add(p(i) * w(i));
        if (p(i) == 0.0 || norms[i] == 0.0) {
            continue;
        }
        if (w(i) == 0.0) {
            ++found.unreachable;
            continue;
        }
        squares.add(p(i) * norms[i] * (norms[i] / w(i)));
    }
    found.weight = weights.value();
    found.square = squares.value();
    if (found.weight == 0.0) {
        throw std::invalid_argument("a covariance needs a weight above 0");
    }
    return found;
}

CovarianceTrace traceOf(const Moments& moments, double squaredMean, std::size_t batch,
                        std::size_t examples) {
    CovarianceTrace trace;
    trace.unreachable = moments.unreachable;
    if (moments.unreachable > 0) {
        trace.value = std::numeric_limits<double>::infinity();
        trace.note = std::to_string(moments.unreachable) + " of " + std::to_string(examples) +
                     " examples have a gradient but the weight 0: they are never drawn, and the "
                     "estimate is biased";
        return trace;
    }
    trace.value = (moments.weight * moments.square - squaredMean) / static_cast<double>(batch);
    if (trace.value < 0.0) {
        trace.note = "the mean gradient is given longer than gradients of these norms can have it";
    }
    return trace;
}

} // namespace

CovarianceTrace traceOfCovariance(const std::vector<double>& norms,
                                  const std::vector<double>& weights, double squaredMean,
                                  std::size_t batch) {
    checkAll(norms, norms.size(), "norms");
    checkAll(weights, norms.size(), "weights");
    checkRest(squaredMean, batch);
    const double share = 1.0 / static_cast<double>(norms.size());
    const Moments moments = momentsOf(
        norms, [&](std::size_t) { return share; }, [&](std::size_t i) { return weights[i]; });
    return traceOf(moments, squaredMean, batch, norms.size());
}

CovarianceTrace idealTrace(const std::vector<double>& norms, double squaredMean,
                           std::size_t batch) {
    checkAll(norms, norms.size(), "norms");
    checkRest(squaredMean, batch);
    CompensatedSum sum;
    for (const double norm : norms) {
        sum.add(norm);
    }
    const double mean = sum.value() / static_cast<double>(norms.size());
    return traceOf({mean, mean, 0}, squaredMean, batch, norms.size());
}

CovarianceTrace uniformTrace(const std::vector<double>& norms, double squaredMean,
                             std::size_t batch) {
    checkAll(norms, norms.size(), "norms");
    checkRest(squaredMean, batch);
    const double share = 1.0 / static_cast<double>(norms.size());
    const Moments moments = momentsOf(
        norms, [&](std::size_t) { return share; }, [](std::size_t) { return 1.0; });
    // Σ 1/N is 1.
    return traceOf({1.0, moments.square, 0}, squaredMean, batch, norms.size());
}

CovarianceTrace traceForDistribution(const std::vector<double>& probabilities,
                                     const std::vector<double>& norms, const std::vector<double>& h,
                                     double squaredMean) {
    checkAll(norms, norms.size(), "norms");
    checkAll(probabilities, norms.size(), "probabilities");
    checkAll(h, norms.size(), "values of h");
    checkRest(squaredMean, 1);
    CompensatedSum sum;
    for (const double p : probabilities) {
        sum.add(p);
    }
    if (!(std::abs(sum.value() - 1.0) <= 1e-9)) {
        throw std::invalid_argument("probabilities come to 1, not " + std::to_string(sum.value()));
    }
    const Moments moments = momentsOf(
        norms, [&](std::size_t i) { return probabilities[i]; },
        [&](std::size_t i) { return h[i]; });
    return traceOf(moments, squaredMean, 1, norms.size());
}

} // namespace scorescope::issgd
