// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/finite_chain.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

std::string placeOf(Index row, Index column) {
    return "entry (" + std::to_string(row) + ", " + std::to_string(column) + ")";
}

/// Tarjan's strongly connected components of the graph of transitions, without recursion.
class Components {
public:
    explicit Components(const MatrixXd& k) : k_(k), states_(static_cast<std::size_t>(k.rows())) {
        constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
        number_.assign(states_, none);
        lowest_.assign(states_, 0);
        component.assign(states_, none);
        for (std::size_t root = 0; root < states_; ++root) {
            if (number_[root] == none) {
                search(root, none);
            }
        }
    }

    std::vector<std::size_t> component; ///< of each state
    std::size_t count = 0;

private:
    struct Visit {
        std::size_t state;
        std::size_t next; ///< the successor to look at
    };

    [[nodiscard]] bool goes(std::size_t from, std::size_t to) const {
        return k_(static_cast<Index>(to), static_cast<Index>(from)) > 0.0;
    }

    void search(std::size_t root, std::size_t none) {
        std::vector<Visit> visits;
        const auto enter = [&](std::size_t state) {
            number_[state] = lowest_[state] = numbers_++;
            open_.push_back(state);
            visits.push_back({state, 0});
        };
        enter(root);
        while (!visits.empty()) {
            const std::size_t state = visits.back().state;
            if (visits.back().next == states_) {
                visits.pop_back();
                if (lowest_[state] == number_[state]) {
                    close(state);
                }
                if (!visits.empty()) {
                    std::size_t& parent = lowest_[visits.back().state];
                    parent = std::min(parent, lowest_[state]);
                }
                continue;
            }
            const std::size_t successor = visits.back().next++;
            if (!goes(state, successor)) {
                continue;
            }
            if (number_[successor] == none) {
                enter(successor);
            } else if (component[successor] == none) {
                lowest_[state] = std::min(lowest_[state], number_[successor]);
            }
        }
    }

    void close(std::size_t first) {
        std::size_t state = 0;
        do {
            state = open_.back();
            open_.pop_back();
            component[state] = count;
        } while (state != first);
        ++count;
    }

    const MatrixXd& k_;
    std::size_t states_;
    std::size_t numbers_ = 0;
    std::vector<std::size_t> number_;
    std::vector<std::size_t> lowest_;
    std::vector<std::size_t> open_;
};

/// The greatest common divisor of level(j) + 1 − level(i) over the transitions j → i inside.
std::size_t periodOf(const MatrixXd& k, const std::vector<std::size_t>& states) {
    std::vector<long> level(static_cast<std::size_t>(k.rows()), -1);
    std::vector<std::size_t> queue{states.front()};
    level[states.front()] = 0;
    long divisor = 0;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const std::size_t from = queue[i];
        for (const std::size_t to : states) {
            if (!(k(static_cast<Index>(to), static_cast<Index>(from)) > 0.0)) {
                continue;
            }
            if (level[to] < 0) {
                level[to] = level[from] + 1;
                queue.push_back(to);
            } else {
                divisor = std::gcd(divisor, level[from] + 1 - level[to]);
            }
        }
    }
    return static_cast<std::size_t>(divisor);
}

MatrixXd partOf(const MatrixXd& k, const std::vector<std::size_t>& states) {
    const auto n = static_cast<Index>(states.size());
    MatrixXd part(n, n);
    for (Index j = 0; j < n; ++j) {
        for (Index i = 0; i < n; ++i) {
            part(i, j) = k(static_cast<Index>(states[static_cast<std::size_t>(i)]),
                           static_cast<Index>(states[static_cast<std::size_t>(j)]));
        }
    }
    return part;
}

/// Of an irreducible chain.
VectorXd eliminate(MatrixXd k) {
    const Index n = k.rows();
    // State s is taken out: what goes through it is spread over where it goes on to.
    for (Index s = n - 1; s > 0; --s) {
        const double leaves = k.col(s).head(s).sum();
        k.row(s).head(s) /= leaves;
        for (Index j = 0; j < s; ++j) {
            k.col(j).head(s) += k(s, j) * k.col(s).head(s);
        }
    }
    VectorXd pi(n);
    pi(0) = 1.0;
    for (Index s = 1; s < n; ++s) {
        pi(s) = k.row(s).head(s).dot(pi.head(s));
    }
    return pi / pi.sum();
}

void refuseUnlessStochastic(const MatrixXd& k) {
    const std::string problem = notStochastic(k);
    if (!problem.empty()) {
        throw std::invalid_argument("no transition matrix: " + problem);
    }
}

} // namespace

std::string notStochastic(const MatrixXd& k) {
    constexpr double rounding = 1e-9;
    if (k.rows() == 0 || k.rows() != k.cols()) {
        return "it has " + std::to_string(k.rows()) + " rows and " + std::to_string(k.cols()) +
               " columns; a square matrix is needed";
    }
    for (Index j = 0; j < k.cols(); ++j) {
        for (Index i = 0; i < k.rows(); ++i) {
            if (!std::isfinite(k(i, j)) || k(i, j) < -rounding) {
                return placeOf(i, j) + " is " + std::to_string(k(i, j)) +
                       "; a probability is needed";
            }
        }
        if (std::abs(k.col(j).sum() - 1.0) > rounding) {
            return "column " + std::to_string(j) + " sums to " + std::to_string(k.col(j).sum()) +
                   "; the probabilities to leave a state must sum to 1";
        }
    }
    return {};
}

std::vector<StateClass> classesOf(const MatrixXd& k) {
    if (k.rows() != k.cols()) {
        throw std::invalid_argument("a transition matrix is square");
    }
    const Components found(k);
    std::vector<StateClass> classes(found.count);
    const std::size_t states = found.component.size();
    for (StateClass& each : classes) {
        each.closed = true;
    }
    for (std::size_t j = 0; j < states; ++j) {
        classes[found.component[j]].states.push_back(j);
        for (std::size_t i = 0; i < states; ++i) {
            if (found.component[i] != found.component[j] &&
                k(static_cast<Index>(i), static_cast<Index>(j)) > 0.0) {
                classes[found.component[j]].closed = false;
            }
        }
    }
    for (StateClass& each : classes) {
        each.period = periodOf(k, each.states);
    }
    std::sort(classes.begin(), classes.end(), [](const StateClass& a, const StateClass& b) {
        return a.states.front() < b.states.front();
    });
    return classes;
}

std::size_t closedCount(const std::vector<StateClass>& classes) {
    return static_cast<std::size_t>(std::count_if(
        classes.begin(), classes.end(), [](const StateClass& each) { return each.closed; }));
}

bool isErgodic(const MatrixXd& k) {
    const std::vector<StateClass> classes = classesOf(k);
    return classes.size() == 1 && classes.front().period == 1;
}

MatrixXd withEntry(MatrixXd k, Index to, Index from, double value) {
    const bool inside = to >= 0 && from >= 0 && to < k.rows() && from < k.cols();
    if (!inside || !(value >= 0.0 && value <= 1.0) || (k.rows() == 1 && value != 1.0)) {
        throw std::invalid_argument("no entry of a transition matrix can become that");
    }
    const double others = k.col(from).sum() - k(to, from);
    if (others > 0.0) {
        k.col(from) *= (1.0 - value) / others;
    } else if (k.rows() > 1) {
        k.col(from).setConstant((1.0 - value) / static_cast<double>(k.rows() - 1));
    }
    k(to, from) = value;
    return k;
}

VectorXd stationaryDistribution(const MatrixXd& k, const StateClass& closed) {
    refuseUnlessStochastic(k);
    if (!closed.closed || closed.states.empty()) {
        throw std::invalid_argument("the chain leaves this class: nothing is stationary on it");
    }
    const VectorXd part = eliminate(partOf(k, closed.states));
    VectorXd pi = VectorXd::Zero(k.rows());
    for (std::size_t i = 0; i < closed.states.size(); ++i) {
        pi(static_cast<Index>(closed.states[i])) = part(static_cast<Index>(i));
    }
    return pi;
}

VectorXd stationaryDistribution(const MatrixXd& k) {
    refuseUnlessStochastic(k);
    const std::vector<StateClass> classes = classesOf(k);
    const std::size_t closed = closedCount(classes);
    if (closed != 1) {
        throw std::invalid_argument("the chain falls apart into " + std::to_string(closed) +
                                    " closed classes, each with a stationary distribution");
    }
    return stationaryDistribution(
        k, *std::find_if(classes.begin(), classes.end(),
                         [](const StateClass& each) { return each.closed; }));
}

double secondEigenvalue(const MatrixXd& k) {
    refuseUnlessStochastic(k);
    if (k.rows() == 1) {
        return 0.0;
    }
    if (!isErgodic(k)) {
        return 1.0;
    }
    const Eigen::EigenSolver<MatrixXd> solver(k, false);
    std::vector<double> moduli;
    for (Index i = 0; i < k.rows(); ++i) {
        moduli.push_back(std::abs(solver.eigenvalues()(i)));
    }
    std::sort(moduli.begin(), moduli.end(), std::greater<>());
    return std::min(1.0, moduli[1]);
}

double columnNorm(const MatrixXd& m) {
    return m.cols() == 0 ? 0.0 : m.cwiseAbs().colwise().sum().maxCoeff();
}

PerturbationBound perturbationBound(const MatrixXd& k, const MatrixXd& perturbed) {
    if (k.rows() != perturbed.rows() || k.cols() != perturbed.cols()) {
        throw std::invalid_argument("the two chains have different states");
    }
    const VectorXd pi = stationaryDistribution(k);
    const VectorXd other = stationaryDistribution(perturbed);
    const MatrixXd c = pi.replicate(1, k.cols());
    const MatrixXd z = (MatrixXd::Identity(k.rows(), k.cols()) - k + c).inverse();
    return {columnNorm(z), columnNorm(k - perturbed), l1Distance(pi, other)};
}

VectorXd overValues(const VectorXd& p, std::size_t values) {
    const auto n = static_cast<Index>(values);
    if (n == 0 || p.size() % n != 0) {
        throw std::invalid_argument("the states are not as many for each value");
    }
    VectorXd visible = VectorXd::Zero(n);
    for (Index first = 0; first < p.size(); first += n) {
        visible += p.segment(first, n);
    }
    return visible;
}

double l1Distance(const VectorXd& p, const VectorXd& q) {
    return (p - q).cwiseAbs().sum();
}

} // namespace scorescope::gsn
