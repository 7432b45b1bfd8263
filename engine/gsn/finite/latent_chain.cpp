// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/latent_chain.h"

#include "engine/gsn/finite/denoising_chain.h"
#include "engine/gsn/finite/finite_chain.h"

#include <stdexcept>

namespace scorescope::gsn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

void checkEncoder(const LatentEncoder& encoder) {
    if (encoder.empty()) {
        throw std::invalid_argument("an encoder needs a value of x");
    }
    for (const MatrixXd& f : encoder) {
        const std::string problem = notStochastic(f);
        if (!problem.empty() || f.rows() != encoder.front().rows()) {
            throw std::invalid_argument("the encoder is no conditional distribution: " + problem);
        }
    }
}

/// P(H₀ | X₀), [m × n].
MatrixXd initialHidden(const LatentEncoder& encoder, InitialState initial,
                       std::size_t burnInSteps) {
    const Index m = encoder.front().rows();
    MatrixXd hidden = MatrixXd::Zero(m, static_cast<Index>(encoder.size()));
    for (Index x = 0; x < hidden.cols(); ++x) {
        const MatrixXd& f = encoder[static_cast<std::size_t>(x)];
        if (initial == InitialState::previousVisit) {
            hidden.col(x) = stationaryDistribution(f);
            continue;
        }
        hidden(0, x) = 1.0;
        for (std::size_t i = 0; initial == InitialState::burnIn && i < burnInSteps; ++i) {
            hidden.col(x) = (f * hidden.col(x)).eval();
        }
    }
    return hidden;
}

MatrixXd stepped(const LatentEncoder& encoder, const MatrixXd& hidden) {
    MatrixXd next(hidden.rows(), hidden.cols());
    for (Index x = 0; x < hidden.cols(); ++x) {
        next.col(x) = encoder[static_cast<std::size_t>(x)] * hidden.col(x);
    }
    return next;
}

} // namespace

MatrixXd firstHidden(const LatentEncoder& encoder, InitialState initial, std::size_t burnInSteps) {
    checkEncoder(encoder);
    return stepped(encoder, initialHidden(encoder, initial, burnInSteps));
}

LatentChain trainLatentChain(const LatentEncoder& encoder, const VectorXd& p, InitialState initial,
                             std::size_t burnInSteps) {
    checkEncoder(encoder);
    const auto n = static_cast<Index>(encoder.size());
    const Index m = encoder.front().rows();
    if (p.size() != n) {
        throw std::invalid_argument("the encoder and the data have different values of x");
    }
    const MatrixXd before = initialHidden(encoder, initial, burnInSteps);
    const MatrixXd first = stepped(encoder, before);
    LatentChain chain;
    chain.decoder = posterior(first, p);
    chain.initialError = (before - first).cwiseAbs().colwise().sum().dot(p);
    chain.transition = MatrixXd::Zero(n * m, n * m);
    for (Index h = 0; h < m; ++h) {
        for (Index x = 0; x < n; ++x) {
            const VectorXd next = encoder[static_cast<std::size_t>(x)].col(h);
            for (Index to = 0; to < m; ++to) {
                chain.transition.col(x + n * h).segment(n * to, n) =
                    next(to) * chain.decoder.col(to);
            }
        }
    }
    chain.joint = stationaryDistribution(chain.transition);
    chain.visible = overValues(chain.joint, static_cast<std::size_t>(n));
    chain.distance = l1Distance(chain.visible, p);
    return chain;
}

} // namespace scorescope::gsn
