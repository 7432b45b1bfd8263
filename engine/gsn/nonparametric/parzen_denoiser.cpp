// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/nonparametric/parzen_denoiser.h"

#include "engine/gsn/log_weights.h"

#include <cmath>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

constexpr Purpose corruptionOfPairs = Purpose::named("gsn corruption of pairs");

} // namespace

ParzenDenoiser::ParzenDenoiser(const data::PointSet& examples, std::size_t copies, double sigma,
                               double bandwidth, ParzenConditional conditional, std::uint64_t seed)
    : clean_{examples.dimensions, {}}, corrupted_{examples.dimensions, {}}, sigma_(sigma),
      bandwidth_(bandwidth), conditional_(conditional) {
    if (!(sigma > 0.0) || !(bandwidth > 0.0) || !std::isfinite(sigma) ||
        !std::isfinite(bandwidth) || copies == 0 || examples.size() == 0) {
        throw std::invalid_argument("a Parzen denoiser needs examples and widths above 0");
    }
    const std::size_t times = conditional == ParzenConditional::pairs ? copies : 1;
    for (std::size_t copy = 0; copy < times; ++copy) {
        clean_.coordinates.insert(clean_.coordinates.end(), examples.coordinates.begin(),
                                  examples.coordinates.end());
    }
    corrupted_ = clean_;
    if (conditional == ParzenConditional::pairs) {
        const std::size_t d = examples.dimensions;
        for (std::size_t j = 0; j < clean_.size(); ++j) {
            RandomStream noise(seed, corruptionOfPairs, 0, j);
            for (std::size_t k = 0; k < d; ++k) {
                corrupted_.coordinates[j * d + k] += sigma * noise.normal();
            }
        }
    }
}

std::vector<double> ParzenDenoiser::weights(const double* corrupted) const {
    const std::size_t d = dimensions();
    const double variance = conditional_ == ParzenConditional::pairs
                                ? bandwidth_ * bandwidth_
                                : bandwidth_ * bandwidth_ + sigma_ * sigma_;
    std::vector<double> weights(corrupted_.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double* at = corrupted_.point(i);
        double square = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            square += (corrupted[k] - at[k]) * (corrupted[k] - at[k]);
        }
        weights[i] = -0.5 * square / variance;
    }
    normalizeLogWeights(weights);
    return weights;
}

void ParzenDenoiser::step(double* x, RandomStream& random) const {
    const std::size_t d = dimensions();
    std::vector<double> corrupted(x, x + d);
    for (double& value : corrupted) {
        value += sigma_ * random.normal();
    }
    const std::vector<double> weights = this->weights(corrupted.data());
    double left = random.uniform();
    std::size_t chosen = weights.size() - 1;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0.0) {
            chosen = i;
            break;
        }
    }
    const double s2 = bandwidth_ * bandwidth_;
    const double both = s2 + sigma_ * sigma_;
    const bool bayes = conditional_ == ParzenConditional::bayes;
    const double own = bayes ? sigma_ * sigma_ / both : 1.0; // of the example, the rest of x̃
    const double deviation = bayes ? std::sqrt(s2 * sigma_ * sigma_ / both) : bandwidth_;
    const double* example = clean_.point(chosen);
    for (std::size_t k = 0; k < d; ++k) {
        x[k] = own * example[k] + (1.0 - own) * corrupted[k] + deviation * random.normal();
    }
}

} // namespace scorescope::gsn
