// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/clamped_chain.h"

#include "engine/gsn/finite/finite_chain.h"

#include <Eigen/LU>

#include <algorithm>
#include <stdexcept>

namespace scorescope::gsn {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

double ClampedChain::conditionError() const {
    return l1Distance(left, right);
}

double ClampedChain::distance() const {
    return l1Distance(clamped, conditional);
}

ClampedChain clampChain(const EncoderDecoder& model, const std::vector<bool>& allowed) {
    const MatrixXd& f = model.encoder;
    const MatrixXd& g = model.decoder;
    const Index n = f.cols();
    const Index m = f.rows();
    if (g.rows() != n || g.cols() != m || static_cast<Index>(allowed.size()) != n) {
        throw std::invalid_argument("encoder, decoder and clamp do not fit together");
    }
    if (std::find(allowed.begin(), allowed.end(), true) == allowed.end()) {
        throw std::invalid_argument("clamping must allow a value of x");
    }
    ClampedChain chain;
    chain.stationary = stationaryDistribution(g * f);
    VectorXd inside(n);
    for (Index x = 0; x < n; ++x) {
        inside(x) = allowed[static_cast<std::size_t>(x)] ? 1.0 : 0.0;
    }
    const double mass = chain.stationary.dot(inside);
    if (!(mass > 0.0)) {
        throw std::invalid_argument("the free chain is never where it is clamped to");
    }
    chain.conditional = chain.stationary.cwiseProduct(inside) / mass;

    // H was drawn from the X before, X then from H: that is the joint of the stationary chain.
    const VectorXd hidden = f * chain.stationary;
    const MatrixXd joint = g * hidden.asDiagonal(); // π(x, h), [n × m]
    chain.right = (joint.transpose() * inside) / mass;
    chain.left = f * chain.conditional;

    MatrixXd restricted = inside.asDiagonal() * g;
    const VectorXd reached = f * inside; // > 0 where a clamped x may lead
    for (Index h = 0; h < m; ++h) {
        const double weight = restricted.col(h).sum();
        if (weight > 0.0) {
            restricted.col(h) /= weight;
        } else if (reached(h) > 0.0) {
            throw std::invalid_argument("the hidden value " + std::to_string(h) +
                                        " has no weight on what is allowed");
        }
    }
    // On the allowed values alone: what lies outside is never entered.
    std::vector<Index> kept;
    for (Index x = 0; x < n; ++x) {
        if (inside(x) > 0.0) {
            kept.push_back(x);
        }
    }
    const MatrixXd& whole = chain.transition = restricted * f;
    MatrixXd part(static_cast<Index>(kept.size()), static_cast<Index>(kept.size()));
    for (std::size_t j = 0; j < kept.size(); ++j) {
        for (std::size_t i = 0; i < kept.size(); ++i) {
            part(static_cast<Index>(i), static_cast<Index>(j)) = whole(kept[i], kept[j]);
        }
    }
    const VectorXd pi = stationaryDistribution(part);
    chain.clamped = VectorXd::Zero(n);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        chain.clamped(kept[i]) = pi(static_cast<Index>(i));
    }
    Eigen::FullPivLU<MatrixXd> lu(restricted);
    lu.setThreshold(1e-10);
    chain.independent = lu.rank() == m;
    return chain;
}

EncoderDecoder compatiblePair(const MatrixXd& joint) {
    if (joint.size() == 0 || joint.minCoeff() < 0.0 || !joint.allFinite()) {
        throw std::invalid_argument("a joint distribution has weights that are not negative");
    }
    const VectorXd x = joint.rowwise().sum();
    const VectorXd h = joint.colwise().sum();
    if (!(x.minCoeff() > 0.0) || !(h.minCoeff() > 0.0)) {
        throw std::invalid_argument("every value of x and h must have some weight");
    }
    EncoderDecoder pair;
    pair.encoder = joint.transpose() * x.cwiseInverse().asDiagonal();
    pair.decoder = joint * h.cwiseInverse().asDiagonal();
    return pair;
}

} // namespace scorescope::gsn
