// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/nonparametric_score.h"

#include "engine/core/error.h"
#include "engine/core/finite.h"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>

namespace scorescope::manifold {
namespace {

using Index = Eigen::Index;
using Values = Eigen::Map<const Eigen::VectorXd>;

std::string placeText(const Partition& partition, std::size_t i) {
    char text[64];
    std::snprintf(text, sizeof text, "x = %.6g (point %zu)", partition.x(i), i);
    return text;
}

void checkPartition(const Partition& partition, std::size_t values) {
    if (partition.points < 2) {
        throw InputError("", "/parameters/partition_points", "must be 2 or more");
    }
    if (!std::isfinite(partition.low) || !std::isfinite(partition.high) ||
        !(partition.low < partition.high) || !std::isfinite(partition.high - partition.low)) {
        throw InputError("", "/parameters/x_max", "must be finite and larger than x_min");
    }
    if (values != partition.points) {
        throw InputError("", "",
                         "the density has " + std::to_string(values) + " values for " +
                             std::to_string(partition.points) + " partition points");
    }
}

void checkInput(const std::vector<double>& logDensity, const Partition& partition, double sigma) {
    checkPartition(partition, logDensity.size());
    if (!(sigma > 0.0) || !std::isfinite(sigma)) {
        throw InputError("", "/parameters/sigma", "must be a finite number above 0");
    }
    for (std::size_t i = 0; i < logDensity.size(); ++i) {
        if (logDensity[i] == -std::numeric_limits<double>::infinity()) {
            throw InputError("", "",
                             "the density is zero at " + placeText(partition, i) +
                                 ": the criteria say nothing about r(x) where there is no mass; "
                                 "it must be above 0 on the whole interval");
        }
        if (!std::isfinite(logDensity[i])) {
            throw InputError("", "",
                             "the density is not a finite number at " + placeText(partition, i));
        }
    }
}

void checkSolution(const std::vector<double>& displacement, double sigma) {
    if (!allFinite(displacement)) {
        throw InputError("", "/parameters/sigma",
                         "σ = " + std::to_string(sigma) +
                             " against this spacing and density leaves the range of double "
                             "precision; use fewer points, or another σ");
    }
}

/// One point of (3.3) summed in logarithms: the largest weight is taken out first, so that some
/// weight is always 1. Terms below e^−45 of it do not reach the last digit.
double displacementInLogs(const std::vector<double>& logDensity, double spacing, double sigma,
                          std::size_t i) {
    const auto logWeight = [&](std::size_t j) {
        const double z = spacing * (static_cast<double>(j) - static_cast<double>(i)) / sigma;
        return logDensity[j] - 0.5 * z * z;
    };
    double largest = -std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < logDensity.size(); ++j) {
        largest = std::max(largest, logWeight(j));
    }
    double moment = 0.0;
    double mass = 0.0;
    for (std::size_t j = 0; j < logDensity.size(); ++j) {
        const double below = logWeight(j) - largest;
        if (below > -45.0) {
            const double weight = std::exp(below);
            mass += weight;
            moment += weight * (static_cast<double>(j) - static_cast<double>(i));
        }
    }
    return spacing * moment / mass;
}

} // namespace

std::vector<double> logarithmOf(const std::vector<double>& density, const Partition& partition) {
    checkPartition(partition, density.size());
    std::vector<double> result(density.size());
    for (std::size_t i = 0; i < density.size(); ++i) {
        if (!std::isfinite(density[i]) || density[i] < 0.0) {
            throw InputError("", "",
                             "the density is negative or not finite at " + placeText(partition, i));
        }
        if (density[i] == 0.0) {
            throw InputError("", "",
                             "the density is zero at " + placeText(partition, i) +
                                 ": the criteria say nothing about r(x) where there is no mass; "
                                 "it must be above 0 on the whole interval");
        }
        result[i] = std::log(density[i]);
    }
    return result;
}

std::vector<double> rcaeDisplacement(const std::vector<double>& logDensity,
                                     const Partition& partition, double sigma) {
    checkInput(logDensity, partition, sigma);
    const std::size_t points = partition.points;
    const double spacing = partition.spacing();
    const double c = std::pow(sigma / spacing, 2.0);
    // With u = r − x, equation i divided by p_i + p_{i−1} is
    //   (s + c s [i < M−1] + c t) u_i − c s u_{i+1} − c t u_{i−1} = c Δ (s [i < M−1] − t),
    // s = p_i / (p_i + p_{i−1}), t = 1 − s: bounded numbers whatever p is. Elimination leaves
    // u_i = slope_i u_{i+1} + offset_i; `rest` = 1 − slope is carried along so that no pivot is the
    // difference of two near numbers, even for σ of 10⁵ Δ.
    std::vector<double> slope(points, 0.0);
    std::vector<double> offset(points, 0.0);
    double rest = 0.0;
    for (std::size_t i = 0; i < points; ++i) {
        const double jump =
            i == 0 ? std::numeric_limits<double>::infinity() : logDensity[i] - logDensity[i - 1];
        const double s = 1.0 / (1.0 + std::exp(-jump));
        const double t = i == 0 ? 0.0 : 1.0 / (1.0 + std::exp(jump));
        const double next = i + 1 < points ? c * s : 0.0;
        const double kept = s + c * t * rest;
        const double pivot = kept + next;
        slope[i] = next / pivot;
        offset[i] = (spacing * (next - c * t) + c * t * (i == 0 ? 0.0 : offset[i - 1])) / pivot;
        rest = kept / pivot;
    }
    std::vector<double> displacement(points);
    displacement[points - 1] = offset[points - 1];
    for (std::size_t i = points - 1; i > 0; --i) {
        displacement[i - 1] = slope[i - 1] * displacement[i] + offset[i - 1];
    }
    checkSolution(displacement, sigma);
    return displacement;
}

std::vector<double> daeDisplacement(const std::vector<double>& logDensity,
                                    const Partition& partition, double sigma) {
    checkInput(logDensity, partition, sigma);
    const std::size_t points = partition.points;
    const double spacing = partition.spacing();
    const double largest = *std::max_element(logDensity.begin(), logDensity.end());
    std::vector<double> mass(points);
    std::transform(logDensity.begin(), logDensity.end(), mass.begin(),
                   [largest](double value) { return std::exp(value - largest); });

    // Weights of the distances −reach … reach; beyond, even the largest mass adds nothing.
    std::size_t reach = 0;
    std::vector<double> side{1.0};
    while (reach + 1 < points) {
        const double z = spacing * static_cast<double>(reach + 1) / sigma;
        const double weight = std::exp(-0.5 * z * z);
        if (weight < std::numeric_limits<double>::min()) {
            break;
        }
        side.push_back(weight);
        ++reach;
    }
    std::vector<double> weight(2 * reach + 1);
    std::vector<double> moment(2 * reach + 1);
    for (std::size_t k = 0; k <= reach; ++k) {
        weight[reach + k] = side[k];
        weight[reach - k] = side[k];
        moment[reach + k] = side[k] * static_cast<double>(k);
        moment[reach - k] = -side[k] * static_cast<double>(k);
    }

    // Sums above this bound lost no more than M e-308 to underflow: far below rounding.
    constexpr double trusted = 1e-280;
    std::vector<double> displacement(points);
    for (std::size_t i = 0; i < points; ++i) {
        const std::size_t first = i > reach ? i - reach : 0;
        const std::size_t last = std::min(points - 1, i + reach);
        const auto count = static_cast<Index>(last - first + 1);
        const std::size_t shift = first + reach - i;
        const Values masses(mass.data() + first, count);
        const double sum = masses.dot(Values(weight.data() + shift, count));
        displacement[i] = sum > trusted
                              ? spacing * masses.dot(Values(moment.data() + shift, count)) / sum
                              : displacementInLogs(logDensity, spacing, sigma, i);
    }
    checkSolution(displacement, sigma);
    return displacement;
}

double rcaeLoss(const std::vector<double>& displacement, const std::vector<double>& logDensity,
                const Partition& partition, double sigma) {
    checkInput(logDensity, partition, sigma);
    checkPartition(partition, displacement.size());
    const double spacing = partition.spacing();
    const double largest = *std::max_element(logDensity.begin(), logDensity.end());
    double loss = 0.0;
    for (std::size_t i = 0; i < partition.points; ++i) {
        const double mass = std::exp(logDensity[i] - largest) * spacing;
        loss += mass * displacement[i] * displacement[i];
        if (i + 1 < partition.points) {
            const double derivative = 1.0 + (displacement[i + 1] - displacement[i]) / spacing;
            loss += sigma * sigma * mass * derivative * derivative;
        }
    }
    return loss;
}

std::vector<double> scoreEstimate(const std::vector<double>& displacement, double sigma) {
    std::vector<double> estimate(displacement.size());
    std::transform(displacement.begin(), displacement.end(), estimate.begin(),
                   [sigma](double u) { return u / (sigma * sigma); });
    return estimate;
}

double weightedDifference(const std::vector<double>& a, const std::vector<double>& b,
                          const std::vector<double>& logDensity) {
    const double largest = *std::max_element(logDensity.begin(), logDensity.end());
    double squared = 0.0;
    double mass = 0.0;
    for (std::size_t i = 0; i < logDensity.size(); ++i) {
        const double weight = std::exp(logDensity[i] - largest);
        squared += weight * (a[i] - b[i]) * (a[i] - b[i]);
        mass += weight;
    }
    return std::sqrt(squared / mass);
}

std::vector<double> logSpaced(double from, double to, std::size_t count) {
    std::vector<double> values(count, from);
    for (std::size_t k = 1; k < count; ++k) {
        values[k] = k + 1 == count ? to
                                   : from * std::pow(to / from, static_cast<double>(k) /
                                                                    static_cast<double>(count - 1));
    }
    return values;
}

} // namespace scorescope::manifold
