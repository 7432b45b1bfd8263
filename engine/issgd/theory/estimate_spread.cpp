// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/theory/estimate_spread.h"

#include "engine/core/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double normalQuantile = 1.959963984540054; // 97.5 %

} // namespace

EstimateSpread::EstimateSpread(Eigen::VectorXd centre, std::size_t draws)
    : centre_(std::move(centre)), draws_(static_cast<double>(draws)),
      sum_(Eigen::VectorXd::Zero(centre_.size())) {}

void EstimateSpread::add(const Eigen::MatrixXd& estimates) {
    for (Eigen::Index r = 0; r < estimates.rows(); ++r) {
        const Eigen::VectorXd deviation = estimates.row(r).transpose() - centre_;
        const double square = deviation.squaredNorm();
        sum_ += deviation;
        squares_ += square;
        fourths_ += square * square;
    }
    count_ += static_cast<double>(estimates.rows());
}

Eigen::VectorXd EstimateSpread::mean() const {
    return count_ > 0.0 ? Eigen::VectorXd(centre_ + sum_ / count_) : centre_;
}

double EstimateSpread::standardError() const {
    return std::sqrt(trace().value / (draws_ * count_ * static_cast<double>(centre_.size())));
}

stats::Estimate EstimateSpread::trace() const {
    if (count_ < 2.0) {
        return {nan, nan, nan};
    }
    const double scatter = std::max(0.0, squares_ - sum_.squaredNorm() / count_);
    const double value = draws_ * scatter / (count_ - 1.0);
    // The mean of squares varies as they do; that they are about the estimates' own mean matters
    // only to the next order in 1/count.
    const double square = squares_ / count_;
    const double variance = std::max(0.0, fourths_ / count_ - square * square);
    const double half = normalQuantile * draws_ * std::sqrt(variance / count_);
    return {value, std::max(0.0, value - half), value + half};
}

void EstimateSpread::save(Checkpoint& checkpoint, const std::string& name) const {
    std::vector<double> values{count_, squares_, fourths_};
    values.insert(values.end(), sum_.begin(), sum_.end());
    checkpoint.put(name, std::move(values));
}

void EstimateSpread::load(const Checkpoint& checkpoint, const std::string& name) {
    const std::vector<double> values =
        checkpoint.doubles(name, 3 + static_cast<std::size_t>(centre_.size()));
    const bool sums = std::all_of(values.begin(), values.end(),
                                  [](double value) { return std::isfinite(value); }) &&
                      values[0] >= 0.0 && values[0] == std::floor(values[0]) && values[0] < 0x1p53;
    if (!sums) {
        throw InputError("", "", "the checkpoint's '" + name + "' is no sum over estimates");
    }
    count_ = values[0];
    squares_ = values[1];
    fourths_ = values[2];
    sum_ = Eigen::Map<const Eigen::VectorXd>(values.data() + 3, centre_.size());
}

Eigen::MatrixXd estimatorCovariance(const FiniteExpectation& expectation,
                                    const Eigen::VectorXd& q) {
    const Eigen::VectorXd mean = expectation.mean() + expectation.trace(q).bias;
    const Eigen::VectorXd proposal = q / q.sum();
    Eigen::MatrixXd covariance =
        Eigen::MatrixXd::Zero(expectation.dimensions(), expectation.dimensions());
    for (Eigen::Index k = 0; k < q.size(); ++k) {
        if (proposal[k] > 0.0) {
            const Eigen::VectorXd deviation = expectation.probabilities()[k] / proposal[k] *
                                                  expectation.values().row(k).transpose() -
                                              mean;
            covariance += proposal[k] * deviation * deviation.transpose();
        }
    }
    return covariance;
}

} // namespace scorescope::issgd
