// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/measures/ridge_probe.h"

#include "engine/core/error.h"
#include "engine/probes/features/joint_moments.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

namespace scorescope::probes {

RidgeProbe fitRidge(const Features& training, const std::vector<double>& targets, double penalty,
                    const stats::LongWork& work) {
    if (!(penalty > 0.0) || !std::isfinite(penalty)) {
        throw std::invalid_argument("the penalty of a ridge must be above 0 and finite, not " +
                                    std::to_string(penalty));
    }
    RidgeProbe probe;
    probe.standardization = standardize(training, FeatureScale::deviations, {work.threads, {}});
    JointMoments moments = jointMoments(training, targets, 1, work);
    const auto d = static_cast<Eigen::Index>(moments.dimension);
    Eigen::Map<Eigen::MatrixXd> system(moments.covariance.data(), d, d);
    const Eigen::Map<const Eigen::VectorXd> inverse(probe.standardization.inverse.data(), d);
    system = (inverse.asDiagonal() * system * inverse.asDiagonal()).eval();
    const Eigen::VectorXd right =
        inverse.cwiseProduct(Eigen::Map<const Eigen::VectorXd>(moments.crossCovariance.data(), d));
    system.diagonal().array() += penalty;
    const Eigen::LLT<Eigen::MatrixXd> root(system);
    if (root.info() != Eigen::Success) {
        throw RunError("the ridge's system of equations has no solution in double precision",
                       "raise its penalty");
    }
    const Eigen::VectorXd weights = root.solve(right);
    probe.weights.assign(weights.data(), weights.data() + d);
    probe.bias = moments.targetMean.front();
    const double length = right.norm();
    probe.relativeGradientNorm = length > 0.0 ? (system * weights - right).norm() / length : 0.0;
    return probe;
}

std::vector<double> predict(const RidgeProbe& probe, const Features& features,
                            const stats::LongWork& work) {
    const FoldedWeights folded = fold(probe.weights.data(), {probe.bias}, probe.standardization);
    std::vector<double> found(features.rows());
    Logits(features, folded).visit(work, [&](std::size_t first, std::size_t count, const float* z) {
        for (std::size_t i = 0; i < count; ++i) {
            found[first + i] = static_cast<double>(z[i]) + folded.bias.front();
        }
    });
    return found;
}

stats::Estimate explainedVariance(const std::vector<double>& targets,
                                  const std::vector<double>& predicted,
                                  const BootstrapOptions& options) {
    if (targets.size() != predicted.size()) {
        throw std::invalid_argument("there are " + std::to_string(targets.size()) +
                                    " targets and " + std::to_string(predicted.size()) +
                                    " predictions");
    }
    if (std::adjacent_find(targets.begin(), targets.end(), std::not_equal_to<>()) ==
        targets.end()) {
        throw std::invalid_argument("targets that are all the same have no variance to explain");
    }
    const double shift =
        std::accumulate(targets.begin(), targets.end(), 0.0) / static_cast<double>(targets.size());
    return bootstrap(
        targets.size(),
        [&](const std::vector<std::uint32_t>& times) {
            double first = 0.0;
            double second = 0.0;
            double missed = 0.0;
            for (std::size_t i = 0; i < targets.size(); ++i) {
                const auto weight = static_cast<double>(times[i]);
                const double off = targets[i] - shift;
                const double error = targets[i] - predicted[i];
                first += weight * off;
                second += weight * off * off;
                missed += weight * error * error;
            }
            const double varied = second - first * first / static_cast<double>(targets.size());
            // A resample of equal targets tells nothing: the lowest there is.
            return varied > 0.0 ? 1.0 - missed / varied : std::numeric_limits<double>::lowest();
        },
        options);
}

} // namespace scorescope::probes
