// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/theory/finite_expectation.h"

#include "engine/core/threads.h"
#include "engine/issgd/compensated_sum.h"
#include "engine/issgd/sampling/random_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace scorescope::issgd {
namespace {

constexpr Purpose estimating = Purpose::named("importance estimate");

double sumOf(const Eigen::VectorXd& values) {
    CompensatedSum sum;
    for (const double value : values) {
        sum.add(value);
    }
    return sum.value();
}

bool areWeights(const Eigen::VectorXd& values) {
    return std::all_of(values.begin(), values.end(),
                       [](double v) { return v >= 0.0 && std::isfinite(v); });
}

/// By their sum.
Eigen::VectorXd normalized(const Eigen::VectorXd& q, Eigen::Index points) {
    if (q.size() != points || !areWeights(q) || q.maxCoeff() == 0.0) {
        throw std::invalid_argument("a proposal has a finite weight from 0 on for each of " +
                                    std::to_string(points) + " points, one of them above 0");
    }
    const Eigen::VectorXd scaled = q / q.maxCoeff(); // no sum of these is infinite
    return scaled / sumOf(scaled);
}

/// Tr Cov of p/q f over the points with q > 0, about `mean`: as a sum of squares, of which none is
/// lost where the variance is small.
double traceAbout(const Eigen::VectorXd& p, const Eigen::MatrixXd& f, const Eigen::VectorXd& q,
                  const Eigen::VectorXd& mean) {
    CompensatedSum sum;
    for (Eigen::Index k = 0; k < p.size(); ++k) {
        if (q[k] > 0.0) {
            sum.add(q[k] * (p[k] / q[k] * f.row(k).transpose() - mean).squaredNorm());
        }
    }
    return sum.value();
}

std::vector<double> asVector(const Eigen::VectorXd& values) {
    return {values.begin(), values.end()};
}

} // namespace

FiniteExpectation::FiniteExpectation(Eigen::VectorXd p, Eigen::MatrixXd f)
    : p_(std::move(p)), f_(std::move(f)) {
    if (p_.size() == 0 || f_.rows() != p_.size() || f_.cols() == 0 ||
        p_.size() > static_cast<Eigen::Index>(AliasTable::maximumSize)) {
        throw std::invalid_argument(
            "an expectation needs from 1 to " + std::to_string(AliasTable::maximumSize) +
            " points with a probability and a value each, not " + std::to_string(p_.size()) +
            " and " + std::to_string(f_.rows()));
    }
    if (!areWeights(p_) || !(std::abs(sumOf(p_) - 1.0) <= 1e-9) || !f_.allFinite()) {
        throw std::invalid_argument("an expectation needs probabilities from 0 on that come to 1, "
                                    "and values that are finite");
    }
    norms_ = f_.rowwise().norm();
    mean_.resize(f_.cols());
    for (Eigen::Index i = 0; i < f_.cols(); ++i) {
        mean_[i] = sumOf(p_.cwiseProduct(f_.col(i)));
    }
}

Eigen::VectorXd FiniteExpectation::optimalProposal() const {
    const Eigen::VectorXd q = p_.cwiseProduct(norms_);
    return q.maxCoeff() > 0.0 ? normalized(q, points()) : p_;
}

double FiniteExpectation::optimalTrace() const {
    const double z = sumOf(p_.cwiseProduct(norms_));
    return std::max(0.0, (z - mean_.norm()) * (z + mean_.norm()));
}

ProposalTrace FiniteExpectation::trace(const Eigen::VectorXd& q) const {
    const Eigen::VectorXd proposal = normalized(q, points());
    ProposalTrace found;
    found.bias = Eigen::VectorXd::Zero(dimensions());
    for (Eigen::Index k = 0; k < points(); ++k) {
        if (proposal[k] == 0.0 && p_[k] > 0.0 && norms_[k] > 0.0) {
            found.unreachable.push_back(static_cast<std::size_t>(k));
            found.bias -= p_[k] * f_.row(k).transpose();
        }
    }
    found.drawnValue = traceAbout(p_, f_, proposal, mean_ + found.bias);
    found.value = found.drawnValue;
    if (!found.unreachable.empty()) {
        found.value = std::numeric_limits<double>::infinity();
        found.note = "the proposal is 0 at " + std::to_string(found.unreachable.size()) + " of " +
                     std::to_string(points()) +
                     " points where p f is not: the estimate misses them however many draws it has";
    }
    return found;
}

ImportanceEstimator::ImportanceEstimator(const FiniteExpectation& expectation,
                                         const Eigen::VectorXd& q)
    : table_(asVector(normalized(q, expectation.points()))),
      scaled_(expectation.values().transpose()) {
    const Eigen::VectorXd proposal = normalized(q, expectation.points());
    for (Eigen::Index k = 0; k < proposal.size(); ++k) {
        scaled_.col(k) *= proposal[k] > 0.0 ? expectation.probabilities()[k] / proposal[k] : 0.0;
    }
}

void ImportanceEstimator::estimateInto(std::size_t draws, std::uint64_t seed,
                                       std::uint64_t repetition, Eigen::VectorXd& out) const {
    WordKey key;
    key.seed = seed;
    key.purpose = estimating;
    key.step = repetition;
    std::array<std::uint64_t, 512> words{};
    std::array<std::uint32_t, 512> indices{};
    out.setZero(scaled_.rows());
    for (std::size_t first = 0; first < draws; first += words.size()) {
        const std::size_t used = std::min(words.size(), draws - first);
        fillRandomWords(key, first, used, words.data());
        table_.draw(words.data(), used, indices.data());
        for (std::size_t m = 0; m < used; ++m) {
            out += scaled_.col(static_cast<Eigen::Index>(indices[m]));
        }
    }
    out /= static_cast<double>(draws);
}

Eigen::VectorXd ImportanceEstimator::estimate(std::size_t draws, std::uint64_t seed,
                                              std::uint64_t repetition) const {
    return estimates(draws, seed, repetition, 1).row(0).transpose();
}

Eigen::MatrixXd ImportanceEstimator::estimates(std::size_t draws, std::uint64_t seed,
                                               std::uint64_t first, std::size_t count,
                                               int threads) const {
    if (draws == 0 || draws > wordsInStream) {
        throw std::invalid_argument("an estimate has from 1 to 2^33 draws");
    }
    Eigen::MatrixXd found(static_cast<Eigen::Index>(count), scaled_.rows());
    shareOut(
        count, threads, 16, [] { return Eigen::VectorXd(); },
        [&](std::size_t r, Eigen::VectorXd& one) {
            estimateInto(draws, seed, first + r, one);
            found.row(static_cast<Eigen::Index>(r)) = one.transpose();
        });
    return found;
}

} // namespace scorescope::issgd
