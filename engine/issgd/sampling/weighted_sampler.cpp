// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/weighted_sampler.h"

#include "engine/core/threads.h"
#include "engine/issgd/compensated_sum.h"
#include "engine/issgd/sampling/random_words.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::issgd {
namespace {

void checkWeight(double weight, std::size_t index) {
    if (!(weight >= 0.0 && weight <= WeightedSampler::maximumWeight)) {
        throw std::invalid_argument("weight " + std::to_string(index) +
                                    " of a sampler is not a number from 0 to 1e290");
    }
}

void checkNumbers(std::size_t positive, std::size_t included, std::size_t all) {
    if (positive == 0) {
        throw std::invalid_argument("a sampler needs a weight above 0");
    }
    if (included < positive || included > all) {
        throw std::invalid_argument("a sampler with " + std::to_string(positive) + " of " +
                                    std::to_string(all) + " weights above 0 cannot stand for " +
                                    std::to_string(included) + " examples");
    }
}

std::size_t checkedPositive(const std::vector<double>& weights, std::size_t included) {
    std::size_t positive = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        checkWeight(weights[i], i);
        positive += weights[i] > 0.0 ? 1 : 0;
    }
    checkNumbers(positive, included, weights.size());
    return positive;
}

std::variant<AliasTable, WeightTree> make(const std::vector<double>& weights, SamplerKind kind) {
    if (kind == SamplerKind::aliasTable) {
        return AliasTable(weights);
    }
    return WeightTree(weights);
}

} // namespace

SamplerKind cheaperSampler(const SamplerUse& use) {
    if (use.examples == 0 || !(use.changes >= 0.0) || !(use.draws >= 0.0) ||
        !std::isfinite(use.changes) || !std::isfinite(use.draws)) {
        throw std::invalid_argument("the use of a sampler is told by finite numbers from 0 on, and "
                                    "at least one example");
    }
    const double table =
        (use.changes > 0.0 ? sampler_cost::aliasEntry * static_cast<double>(use.examples) : 0.0) +
        sampler_cost::aliasDraw * use.draws;
    const double tree = sampler_cost::treeChange * use.changes + sampler_cost::treeDraw * use.draws;
    return table <= tree && use.examples <= AliasTable::maximumSize ? SamplerKind::aliasTable
                                                                    : SamplerKind::weightTree;
}

WeightedSampler::WeightedSampler(std::vector<double> weights, std::size_t included,
                                 SamplerKind kind)
    : weights_(std::move(weights)), included_(included),
      positive_(checkedPositive(weights_, included)), drawn_(make(weights_, kind)) {
    takeMean();
}

void WeightedSampler::takeMean() {
    if (const auto* tree = std::get_if<WeightTree>(&drawn_)) {
        meanWeight_ = tree->total() / static_cast<double>(included_);
        return;
    }
    CompensatedSum sum;
    for (const double weight : weights_) {
        sum.add(weight);
    }
    meanWeight_ = sum.value() / static_cast<double>(included_);
}

void WeightedSampler::set(const std::uint32_t* indices, const double* weights, std::size_t count,
                          std::size_t included) {
    for (std::size_t k = 0; k < count; ++k) {
        if (indices[k] >= weights_.size()) {
            throw std::invalid_argument("no weight " + std::to_string(indices[k]) +
                                        " in a sampler of " + std::to_string(weights_.size()));
        }
        checkWeight(weights[k], indices[k]);
    }
    std::vector<double> before(count);
    std::size_t positive = positive_;
    for (std::size_t k = 0; k < count; ++k) {
        double& weight = weights_[indices[k]];
        before[k] = weight;
        positive -= weight > 0.0 ? 1 : 0;
        weight = weights[k];
        positive += weight > 0.0 ? 1 : 0;
    }
    try {
        checkNumbers(positive, included, weights_.size());
    } catch (...) {
        for (std::size_t k = count; k-- > 0;) { // backwards: an index may be there twice
            weights_[indices[k]] = before[k];
        }
        throw;
    }
    positive_ = positive;
    included_ = included;
    if (auto* tree = std::get_if<WeightTree>(&drawn_)) {
        tree->set(indices, weights, count);
    } else if (count > 0) {
        drawn_ = AliasTable(weights_);
    }
    takeMean();
}

WeightedDraws WeightedSampler::draw(std::uint64_t seed, std::uint64_t step, std::size_t count,
                                    int threads) const {
    if (count > wordsInStream) {
        throw std::invalid_argument("a step has at most 2^33 draws");
    }
    WeightedDraws draws;
    draws.indices.resize(count);
    draws.factors.resize(count);
    WordKey key;
    key.seed = seed;
    key.step = step;
    constexpr std::size_t batch = 512;
    parallelFor(count, threads, batch, [&](std::size_t first, std::size_t last) {
        std::array<std::uint64_t, batch> words{};
        fillRandomWords(key, first, last - first, words.data());
        std::visit(
            [&](const auto& drawn) {
                drawn.draw(words.data(), last - first, draws.indices.data() + first);
            },
            drawn_);
        for (std::size_t m = first; m < last; ++m) {
            draws.factors[m] = factor(draws.indices[m]);
        }
    });
    CompensatedSum sum;
    double largest = 0.0;
    for (const double factor : draws.factors) {
        sum.add(factor);
        largest = std::max(largest, factor);
    }
    draws.largestShare = count > 0 ? largest / sum.value() : 0.0;
    return draws;
}

} // namespace scorescope::issgd
