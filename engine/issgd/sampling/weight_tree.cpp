// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/weight_tree.h"

#include "engine/issgd/compensated_sum.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::issgd {
namespace {

/// Sums of a node's children, each of the ones before it: the last is the node's own. Changes and
/// draws form them in this one order.
inline std::array<double, 9> sumsBefore(const std::array<double, 8>& child) {
    std::array<double, 9> before{};
    for (std::size_t k = 0; k < 8; ++k) {
        before[k + 1] = before[k] + child[k];
    }
    return before;
}

inline double sumOf(const std::array<double, 8>& child) {
    return sumsBefore(child).back();
}

/// The child in which `rest` ends, and what of it is left there. Rounding may have left `rest` at
/// the node's sum or above; then it is the last child above 0. So it is never one that is 0: of
/// those below the node's sum, it is the first whose sum exceeds `rest`. Without branches, which
/// nobody could predict.
inline std::size_t childAt(const std::array<double, 8>& child, double& rest) {
    const std::array<double, 9> before = sumsBefore(child);
    std::size_t chosen = 0;
    for (std::size_t k = 1; k < 8; ++k) {
        chosen += static_cast<std::size_t>(rest >= before[k]) &
                  static_cast<std::size_t>(before[k] < before[8]);
    }
    rest -= before[chosen];
    return chosen;
}

} // namespace

WeightTree::WeightTree(const std::vector<double>& weights) : size_(weights.size()) {
    if (size_ == 0 || size_ > maximumSize) {
        throw std::invalid_argument("a tree of weights has 1 to " + std::to_string(maximumSize) +
                                    " of them, not " + std::to_string(size_));
    }
    for (std::size_t i = 0; i < size_; ++i) {
        check(i, weights[i]);
    }
    levels_.emplace_back((size_ + width - 1) / width);
    for (std::size_t i = 0; i < size_; ++i) {
        levels_[0][i / width].child[i % width] = weights[i];
    }
    while (levels_.back().size() > 1) {
        const std::vector<Node>& below = levels_.back();
        std::vector<Node> sums((below.size() + width - 1) / width);
        for (std::size_t node = 0; node < below.size(); ++node) {
            sums[node / width].child[node % width] = sumOf(below[node].child);
        }
        levels_.push_back(std::move(sums));
        changed_.emplace_back(levels_.back().size(), std::uint8_t{0});
    }
    total_ = sumOf(levels_.back().front().child);
}

void WeightTree::check(std::size_t index, double weight) const {
    if (index >= size_) {
        throw std::invalid_argument("no weight " + std::to_string(index) + " in a tree of " +
                                    std::to_string(size_));
    }
    if (!(weight >= 0.0) || !std::isfinite(weight)) {
        throw std::invalid_argument("weight " + std::to_string(index) +
                                    " of a tree is not a finite number from 0 on");
    }
}

double WeightTree::drift() const noexcept {
    CompensatedSum sum;
    for (const Node& node : levels_.front()) {
        for (const double weight : node.child) {
            sum.add(weight);
        }
    }
    return sum.value() > 0.0 ? (total_ - sum.value()) / sum.value() : 0.0;
}

void WeightTree::sumAbove(std::size_t node) {
    for (std::size_t level = 0; level + 1 < levels_.size(); ++level) {
        levels_[level + 1][node / width].child[node % width] = sumOf(levels_[level][node].child);
        node /= width;
    }
    total_ = sumOf(levels_.back().front().child);
}

void WeightTree::set(std::size_t index, double weight) {
    check(index, weight);
    levels_[0][index / width].child[index % width] = weight;
    sumAbove(index / width);
}

void WeightTree::set(const std::uint32_t* indices, const double* weights, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) {
        check(indices[k], weights[k]);
    }
    // A group is put in before its sums are formed, so that its lines of the cache come together.
    constexpr std::size_t group = 64;
    std::vector<std::size_t> nodes; // of the level, once each
    for (std::size_t first = 0; first < count; first += group) {
        const std::size_t last = std::min(first + group, count);
        for (std::size_t k = first; k < last; ++k) {
            levels_[0][indices[k] / width].child[indices[k] % width] = weights[k];
        }
        if (levels_.size() == 1) {
            continue;
        }
        for (std::size_t k = first; k < last; ++k) {
            const std::size_t node = indices[k] / width;
            const std::size_t parent = node / width;
            levels_[1][parent].child[node % width] = sumOf(levels_[0][node].child);
            if (changed_[0][parent] == 0) {
                changed_[0][parent] = 1;
                nodes.push_back(parent);
            }
        }
    }
    for (std::size_t level = 1; level + 1 < levels_.size(); ++level) {
        std::size_t kept = 0; // parents take the places of nodes that are done
        for (std::size_t k = 0; k < nodes.size(); ++k) {
            const std::size_t node = nodes[k];
            const std::size_t parent = node / width;
            changed_[level - 1][node] = 0;
            levels_[level + 1][parent].child[node % width] = sumOf(levels_[level][node].child);
            if (changed_[level][parent] == 0) {
                changed_[level][parent] = 1;
                nodes[kept++] = parent;
            }
        }
        nodes.resize(kept);
    }
    if (!nodes.empty()) {
        changed_.back().front() = 0;
    }
    total_ = sumOf(levels_.back().front().child);
}

void WeightTree::draw(const std::uint64_t* words, std::size_t count, std::uint32_t* out) const {
    if (!(total_ > 0.0) || !std::isfinite(total_)) {
        throw std::invalid_argument(
            "a tree of weights draws where their sum is finite and above 0");
    }
    // Many draws go down side by side and ask for their next node before it is used, since the
    // lower levels are larger than the caches.
    constexpr std::size_t lanes = 32;
    std::array<double, lanes> rest{};
    std::array<std::size_t, lanes> node{};
    for (std::size_t first = 0; first < count; first += lanes) {
        const std::size_t used = std::min(lanes, count - first);
        for (std::size_t k = 0; k < used; ++k) {
            rest[k] = static_cast<double>(words[first + k] >> 11U) * 0x1.0p-53 * total_;
            node[k] = 0;
        }
        for (std::size_t level = levels_.size(); level-- > 0;) {
            const std::vector<Node>& nodes = levels_[level];
            for (std::size_t k = 0; k < used; ++k) {
                node[k] = node[k] * width + childAt(nodes[node[k]].child, rest[k]);
                if (level > 0) {
                    __builtin_prefetch(&levels_[level - 1][node[k]]);
                }
            }
        }
        for (std::size_t k = 0; k < used; ++k) {
            out[first + k] = static_cast<std::uint32_t>(node[k]);
        }
    }
}

} // namespace scorescope::issgd
