// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/denoising_chain.h"

#include <cmath>
#include <cstdlib>
#include <stdexcept>

namespace scorescope::gsn {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd corruptionMatrix(std::size_t values, const CorruptionChoice& choice) {
    if (values == 0) {
        throw std::invalid_argument("corruption needs values");
    }
    const bool geometric = choice.kind == DiscreteCorruption::geometric;
    if (!(choice.strength >= 0.0) || choice.strength > 1.0 ||
        (geometric && choice.strength >= 1.0)) {
        throw std::invalid_argument("the strength of the corruption is out of range");
    }
    const auto n = static_cast<Index>(values);
    MatrixXd c(n, n);
    for (Index x = 0; x < n; ++x) {
        for (Index to = 0; to < n; ++to) {
            const auto distance = static_cast<std::size_t>(std::abs(to - x));
            switch (choice.kind) {
            case DiscreteCorruption::uniform:
                c(to, x) = choice.strength / static_cast<double>(n) +
                           (to == x ? 1.0 - choice.strength : 0.0);
                break;
            case DiscreteCorruption::geometric:
                c(to, x) = std::pow(choice.strength, static_cast<double>(distance));
                break;
            case DiscreteCorruption::local:
                c(to, x) = distance <= choice.reach ? 1.0 : 0.0;
                break;
            }
        }
        c.col(x) /= c.col(x).sum();
    }
    return c;
}

MatrixXd posterior(const MatrixXd& corruption, const VectorXd& p) {
    if (corruption.cols() != p.size()) {
        throw std::invalid_argument("corruption and distribution have different values");
    }
    MatrixXd g(corruption.cols(), corruption.rows());
    for (Index to = 0; to < corruption.rows(); ++to) {
        g.col(to) = corruption.row(to).transpose().cwiseProduct(p);
        const double mass = g.col(to).sum();
        g.col(to) = mass > 0.0 ? VectorXd(g.col(to) / mass) : p;
    }
    return g;
}

MatrixXd countedPosterior(const std::vector<CorruptedPair>& pairs, std::size_t values,
                          std::size_t corrupted, double pseudocount, std::size_t* unseen) {
    if (pairs.empty() || !(pseudocount >= 0.0) || !std::isfinite(pseudocount)) {
        throw std::invalid_argument("counting needs pairs and a pseudocount that is not negative");
    }
    MatrixXd g =
        MatrixXd::Constant(static_cast<Index>(values), static_cast<Index>(corrupted), pseudocount);
    VectorXd all = VectorXd::Zero(static_cast<Index>(values));
    for (const auto& [x, to] : pairs) {
        if (x >= values || to >= corrupted) {
            throw std::invalid_argument("a pair has a value that is none");
        }
        g(static_cast<Index>(x), static_cast<Index>(to)) += 1.0;
        all(static_cast<Index>(x)) += 1.0;
    }
    all /= all.sum();
    std::size_t never = 0;
    for (Index to = 0; to < g.cols(); ++to) {
        const double mass = g.col(to).sum();
        never += mass > 0.0 ? 0 : 1;
        g.col(to) = mass > 0.0 ? VectorXd(g.col(to) / mass) : all;
    }
    if (unseen != nullptr) {
        *unseen = never;
    }
    return g;
}

MatrixXd denoisingChain(const MatrixXd& reconstruction, const MatrixXd& corruption) {
    if (reconstruction.cols() != corruption.rows() || reconstruction.rows() != corruption.cols()) {
        throw std::invalid_argument("corruption and reconstruction do not fit together");
    }
    return reconstruction * corruption;
}

std::size_t drawFrom(const Eigen::Ref<const VectorXd>& p, double uniform) {
    double sum = 0.0;
    Index last = 0;
    for (Index i = 0; i < p.size(); ++i) {
        if (!(p(i) > 0.0)) {
            continue;
        }
        sum += p(i);
        last = i;
        if (uniform < sum) {
            break;
        }
    }
    return static_cast<std::size_t>(last); // rounding may leave the sum below 1
}

VectorXd histogramOf(const std::vector<std::size_t>& values, std::size_t n) {
    VectorXd histogram = VectorXd::Zero(static_cast<Index>(n));
    for (const std::size_t value : values) {
        histogram(static_cast<Index>(value)) += 1.0;
    }
    return values.empty() ? histogram : VectorXd(histogram / static_cast<double>(values.size()));
}

} // namespace scorescope::gsn
