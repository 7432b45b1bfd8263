// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/features/joint_moments.h"

#include "engine/probes/features/feature_scaling.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::probes {
namespace {

constexpr std::size_t blockRows = 512;
constexpr std::size_t stripe = 128; ///< columns that one thread does

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t value) {
    return static_cast<Eigen::Index>(value);
}

void check(const Features& features, const std::vector<double>& targets, std::size_t count) {
    if (count == 0 || targets.size() != features.rows() * count) {
        throw std::invalid_argument("there are " + std::to_string(features.rows()) +
                                    " rows of features, and " + std::to_string(targets.size()) +
                                    " targets, " + std::to_string(count) + " for each");
    }
    const auto bad = std::find_if(targets.begin(), targets.end(),
                                  [](double value) { return !std::isfinite(value); });
    if (bad != targets.end()) {
        throw std::invalid_argument(
            "the target of row " +
            std::to_string(static_cast<std::size_t>(bad - targets.begin()) / count) +
            " is not a finite number");
    }
}

} // namespace

JointMoments jointMoments(const Features& features, const std::vector<double>& targets,
                          std::size_t count, const stats::LongWork& work) {
    check(features, targets, count);
    const std::size_t n = features.rows();
    const std::size_t d = features.dimension();
    JointMoments found;
    found.dimension = d;
    found.targets = count;
    found.mean = standardize(features, FeatureScale::centredOnly, {work.threads, {}}).mean;
    found.targetMean.assign(count, 0.0);
    for (std::size_t i = 0; i < targets.size(); ++i) {
        found.targetMean[i % count] += targets[i] / static_cast<double>(n);
    }
    found.covariance.assign(d * d, 0.0);
    found.crossCovariance.assign(d * count, 0.0);
    Eigen::Map<Eigen::MatrixXd> covariance(found.covariance.data(), index(d), index(d));
    Eigen::Map<RowMatrix> cross(found.crossCovariance.data(), index(d), index(count));
    std::vector<float> scratch;
    for (std::size_t first = 0; first < n; first += blockRows) {
        report(work.progress, static_cast<double>(first) / static_cast<double>(n));
        const std::size_t rows = std::min(blockRows, n - first);
        const float* const x = features.block(first, rows, scratch);
        Eigen::MatrixXd centred(index(rows), index(d));
        RowMatrix beside(index(rows), index(count));
        for (std::size_t i = 0; i < rows; ++i) {
            for (std::size_t j = 0; j < d; ++j) {
                centred(index(i), index(j)) = static_cast<double>(x[i * d + j]) - found.mean[j];
            }
            for (std::size_t t = 0; t < count; ++t) {
                beside(index(i), index(t)) = targets[(first + i) * count + t] - found.targetMean[t];
            }
        }
        parallelFor((d + stripe - 1) / stripe, work.threads, 1,
                    [&](std::size_t from, std::size_t to) {
                        for (std::size_t part = from; part < to; ++part) {
                            const Eigen::Index at = index(part * stripe);
                            const Eigen::Index width = index(std::min(stripe, d - part * stripe));
                            covariance.middleCols(at, width).noalias() +=
                                centred.transpose() * centred.middleCols(at, width);
                            cross.middleRows(at, width).noalias() +=
                                centred.middleCols(at, width).transpose() * beside;
                        }
                    });
    }
    covariance /= static_cast<double>(n);
    cross /= static_cast<double>(n);
    report(work.progress, 1.0);
    return found;
}

std::vector<double> oneHot(const std::vector<std::uint32_t>& labels, std::size_t classes) {
    std::vector<double> found(labels.size() * classes, 0.0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] >= classes) {
            throw std::invalid_argument(
                "label " + std::to_string(labels[i]) + " of row " + std::to_string(i) +
                " is not below the number of classes, " + std::to_string(classes));
        }
        found[i * classes + labels[i]] = 1.0;
    }
    return found;
}

} // namespace scorescope::probes
