// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/dependency_network.h"

#include "engine/gsn/finite/finite_chain.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Index withBit(Index state, std::size_t i, bool on) {
    const Index bit = Index{1} << i;
    return on ? state | bit : state & ~bit;
}

void checkOrder(const DependencyNetwork& network, std::vector<std::size_t> order) {
    std::sort(order.begin(), order.end());
    std::vector<std::size_t> all(network.variables());
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (order != all) {
        throw std::invalid_argument("an order of the variables holds each of them once");
    }
}

} // namespace

DependencyNetwork conditionalsOf(const VectorXd& joint) {
    const auto d =
        static_cast<std::size_t>(std::llround(std::log2(std::max<Index>(1, joint.size()))));
    if (d == 0 || joint.size() != Index{1} << d || !(joint.minCoeff() > 0.0)) {
        throw std::invalid_argument("a joint distribution has 2^d positive weights");
    }
    DependencyNetwork network{MatrixXd(static_cast<Index>(d), joint.size())};
    for (std::size_t i = 0; i < d; ++i) {
        for (Index x = 0; x < joint.size(); ++x) {
            const double on = joint(withBit(x, i, true));
            network.conditionals(static_cast<Index>(i), x) =
                on / (on + joint(withBit(x, i, false)));
        }
    }
    return network;
}

MatrixXd resampling(const DependencyNetwork& network, std::size_t i) {
    const Index states = network.conditionals.cols();
    MatrixXd k = MatrixXd::Zero(states, states);
    for (Index x = 0; x < states; ++x) {
        const double on = network.conditionals(static_cast<Index>(i), x);
        k(withBit(x, i, true), x) = on;
        k(withBit(x, i, false), x) = 1.0 - on;
    }
    return k;
}

MatrixXd randomScan(const DependencyNetwork& network) {
    const Index states = network.conditionals.cols();
    MatrixXd k = MatrixXd::Zero(states, states);
    for (std::size_t i = 0; i < network.variables(); ++i) {
        k += resampling(network, i);
    }
    return k / static_cast<double>(network.variables());
}

MatrixXd orderedScan(const DependencyNetwork& network, const std::vector<std::size_t>& order) {
    checkOrder(network, order);
    const Index states = network.conditionals.cols();
    MatrixXd k = MatrixXd::Identity(states, states);
    for (const std::size_t i : order) {
        k = (resampling(network, i) * k).eval();
    }
    return k;
}

MatrixXd rememberingScan(const DependencyNetwork& network, const std::vector<std::size_t>& order) {
    checkOrder(network, order);
    const Index states = network.conditionals.cols();
    const auto d = static_cast<Index>(order.size());
    MatrixXd k = MatrixXd::Zero(states * d, states * d);
    for (Index next = 0; next < d; ++next) {
        const Index then = (next + 1) % d;
        k.block(states * then, states * next, states, states) =
            resampling(network, order[static_cast<std::size_t>(next)]);
    }
    return k;
}

double inconsistency(const DependencyNetwork& network) {
    const VectorXd pi = stationaryDistribution(randomScan(network));
    double sum = 0.0;
    for (std::size_t i = 0; i < network.variables(); ++i) {
        for (Index x = 0; x < pi.size(); ++x) {
            const double on = pi(withBit(x, i, true));
            const double both = on + pi(withBit(x, i, false));
            const double own = both > 0.0 ? on / both : 0.0;
            sum += pi(x) * std::abs(network.conditionals(static_cast<Index>(i), x) - own);
        }
    }
    return sum;
}

} // namespace scorescope::gsn
