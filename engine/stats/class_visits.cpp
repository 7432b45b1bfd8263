// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/class_visits.h"

#include "engine/core/error.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace scorescope::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// Without an interval.
Uncertain unknown(double value, const std::string& reason) {
    return {{value, nan, nan}, reason};
}

void cut(Uncertain& value, double low, double high) {
    if (value.hasInterval()) {
        value.estimate.low = std::clamp(value.estimate.low, low, high);
        value.estimate.high = std::clamp(value.estimate.high, low, high);
    }
}

/// Of shares in proportion to these counts.
double entropyOf(const std::vector<std::int64_t>& counts) {
    const auto all =
        static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t(0)));
    double sum = 0.0;
    for (const std::int64_t count : counts) {
        const double share = static_cast<double>(count) / all;
        sum -= count > 0 ? share * std::log(share) : 0.0;
    }
    return sum;
}

} // namespace

ClassVisits::ClassVisits(std::size_t chains, std::size_t classes)
    : chains_(chains), classes_(classes) {
    if (chains == 0 || classes < 2 || classes > 256) {
        throw std::invalid_argument("visits are counted of at least one chain, in 2 to 256 "
                                    "classes");
    }
    clear();
}

void ClassVisits::clear() {
    draws_ = 0;
    first_.assign(chains_, 0);
    last_.assign(chains_, 0);
    transitions_.assign(chains_ * classes_ * classes_, 0);
}

void ClassVisits::add(const std::vector<std::uint8_t>& classes) {
    if (classes.size() != chains_) {
        throw std::invalid_argument("there are " + std::to_string(chains_) +
                                    " chains, but classes of " + std::to_string(classes.size()));
    }
    if (*std::max_element(classes.begin(), classes.end()) >= classes_) {
        throw std::invalid_argument("a class is not below " + std::to_string(classes_));
    }
    if (draws_ == 0) {
        first_ = classes;
    } else {
        for (std::size_t c = 0; c < chains_; ++c) {
            ++transitions_[(c * classes_ + last_[c]) * classes_ + classes[c]];
        }
    }
    last_ = classes;
    ++draws_;
}

std::vector<std::int64_t> ClassVisits::visitsOf(std::size_t chain) const {
    std::vector<std::int64_t> result(classes_, 0);
    if (draws_ > 0) {
        ++result[first_.at(chain)];
    }
    for (std::size_t from = 0; from < classes_; ++from) {
        for (std::size_t to = 0; to < classes_; ++to) {
            result[to] += transitionsOf(chain)[from * classes_ + to];
        }
    }
    return result;
}

std::vector<std::int64_t> ClassVisits::visits() const {
    std::vector<std::int64_t> result(classes_, 0);
    for (std::size_t c = 0; c < chains_; ++c) {
        const std::vector<std::int64_t> own = visitsOf(c);
        std::transform(own.begin(), own.end(), result.begin(), result.begin(), std::plus<>());
    }
    return result;
}

std::vector<std::int64_t> ClassVisits::transitions() const {
    std::vector<std::int64_t> result(classes_ * classes_, 0);
    for (std::size_t c = 0; c < chains_; ++c) {
        const std::int64_t* const own = transitionsOf(c);
        std::transform(own, own + result.size(), result.begin(), result.begin(), std::plus<>());
    }
    return result;
}

std::int64_t ClassVisits::changesOf(std::size_t chain) const {
    const std::int64_t* const own = transitionsOf(chain);
    std::int64_t sum = 0;
    for (std::size_t from = 0; from < classes_; ++from) {
        for (std::size_t to = 0; to < classes_; ++to) {
            sum += from == to ? 0 : own[from * classes_ + to];
        }
    }
    return sum;
}

std::vector<double> ClassVisits::expectedVisits(const std::vector<double>& shares) const {
    const bool allowed =
        std::all_of(shares.begin(), shares.end(), [](double s) { return s >= 0.0; });
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (shares.size() != classes_ || !allowed || !(sum > 0.0) || !std::isfinite(sum)) {
        throw std::invalid_argument("visits are expected from a share of each of the " +
                                    std::to_string(classes_) + " classes, at least 0, not all 0");
    }
    std::vector<double> result;
    for (const double share : shares) {
        result.push_back(share / sum * static_cast<double>(chains_ * draws_));
    }
    return result;
}

Uncertain ClassVisits::overChains(const std::vector<double>& values) const {
    Uncertain mean = meanOfRepetitions(values);
    if (!mean.hasInterval()) {
        mean.reason =
            chains_ == 1 ? "an interval needs at least two chains" : "all chains are alike in this";
    }
    return mean;
}

std::vector<Uncertain> ClassVisits::shares() const {
    std::vector<Uncertain> result(classes_, unknown(nan, "there are no draws"));
    if (draws_ == 0) {
        return result;
    }
    std::vector<std::vector<std::int64_t>> visitsByChain;
    for (std::size_t c = 0; c < chains_; ++c) {
        visitsByChain.push_back(visitsOf(c));
    }
    for (std::size_t k = 0; k < classes_; ++k) {
        std::vector<double> ofChains;
        for (const std::vector<std::int64_t>& own : visitsByChain) {
            ofChains.push_back(static_cast<double>(own[k]) / static_cast<double>(draws_));
        }
        result[k] = overChains(ofChains);
        cut(result[k], 0.0, 1.0);
        if (result[k].estimate.value == 0.0) {
            result[k].reason = "never visited";
        }
    }
    return result;
}

ClassVisits::Entropy ClassVisits::entropy() const {
    if (draws_ == 0) {
        const Uncertain none = unknown(nan, "there are no draws");
        return {none, none};
    }
    const double largest = std::log(static_cast<double>(classes_));
    const std::vector<std::int64_t> all = visits();
    const double value = entropyOf(all);
    Uncertain nats = unknown(value, "an interval needs at least two chains");
    std::int64_t changed = 0;
    for (std::size_t c = 0; c < chains_; ++c) {
        changed += changesOf(c);
    }
    if (changed == 0) {
        nats.reason = "no chain changed its class";
    } else if (chains_ > 1) {
        // What each chain adds to the entropy, by leaving it out.
        const auto count = static_cast<double>(chains_);
        std::vector<double> parts;
        for (std::size_t c = 0; c < chains_; ++c) {
            std::vector<std::int64_t> others = all;
            const std::vector<std::int64_t> own = visitsOf(c);
            std::transform(others.begin(), others.end(), own.begin(), others.begin(),
                           std::minus<>());
            parts.push_back(count * value - (count - 1.0) * entropyOf(others));
        }
        const auto [least, most] = std::minmax_element(parts.begin(), parts.end());
        if (*most - *least <= 1e-9) { // they differ by rounding
            nats.reason = "all chains are alike in this";
        } else {
            nats = meanOfRepetitions(parts);
            nats.estimate.low = std::min(nats.estimate.low, value);
            nats.estimate.high = std::max(nats.estimate.high, value);
            nats.estimate.value = value;
            cut(nats, 0.0, largest);
        }
    }
    const Estimate& e = nats.estimate;
    return {nats, {{e.value / largest, e.low / largest, e.high / largest}, nats.reason}};
}

Uncertain ClassVisits::changes() const {
    if (draws_ < 2) {
        return unknown(nan, "there are fewer than two draws");
    }
    std::vector<double> ofChains;
    for (std::size_t c = 0; c < chains_; ++c) {
        ofChains.push_back(static_cast<double>(changesOf(c)));
    }
    Uncertain result = overChains(ofChains);
    for (double* const value :
         {&result.estimate.value, &result.estimate.low, &result.estimate.high}) {
        *value *= static_cast<double>(chains_);
    }
    cut(result, 0.0, infinity);
    return result;
}

Uncertain ClassVisits::timeBetweenChanges() const {
    const Uncertain number = changes();
    if (draws_ < 2) {
        return number;
    }
    const std::size_t pairs = chains_ * (draws_ - 1);
    if (number.estimate.value == 0.0) {
        return unknown(infinity, "no change in " + std::to_string(pairs) + " pairs of draws");
    }
    // One over 0 is infinity.
    const auto time = [pairs](double times) { return static_cast<double>(pairs) / times; };
    return {{time(number.estimate.value), time(number.estimate.high), time(number.estimate.low)},
            number.reason};
}

void ClassVisits::save(Checkpoint& checkpoint, const std::string& prefix) const {
    checkpoint.meta[prefix + "draws"] = draws_;
    std::vector<std::uint8_t> ends = first_;
    ends.insert(ends.end(), last_.begin(), last_.end());
    checkpoint.state[prefix + "ends"] = StoredTensor{{2, chains_}, std::move(ends)};
    checkpoint.state[prefix + "transitions"] =
        StoredTensor{{chains_, classes_, classes_}, transitions_};
}

void ClassVisits::load(const Checkpoint& checkpoint, const std::string& prefix) {
    ClassVisits read(chains_, classes_);
    read.draws_ = static_cast<std::size_t>(checkpoint.count(prefix + "draws"));
    const auto& ends = storedValues<std::uint8_t>(checkpoint.state, prefix + "ends", 2 * chains_);
    read.transitions_ = storedValues<std::int64_t>(checkpoint.state, prefix + "transitions",
                                                   chains_ * classes_ * classes_)
                            .toVector();
    read.first_.assign(ends.begin(), ends.begin() + chains_);
    read.last_.assign(ends.begin() + chains_, ends.end());
    bool fits = std::all_of(ends.begin(), ends.end(),
                            [this](std::uint8_t value) { return value < classes_; });
    // A chain leaves each class as often as it comes there, but for where it began and is; and all
    // draws but the first were come to.
    for (std::size_t c = 0; fits && c < chains_; ++c) {
        std::vector<std::int64_t> flow(classes_, 0);
        std::int64_t steps = 0;
        for (std::size_t i = 0; fits && i < classes_ * classes_; ++i) {
            const std::int64_t count = read.transitionsOf(c)[i];
            fits = count >= 0 && count <= std::numeric_limits<std::int64_t>::max() - steps;
            steps += fits ? count : 0;
            flow[i / classes_] += fits ? count : 0;
            flow[i % classes_] -= fits ? count : 0;
        }
        --flow[read.first_[c]];
        ++flow[read.last_[c]];
        fits = fits &&
               static_cast<std::uint64_t>(steps) ==
                   static_cast<std::uint64_t>(std::max<std::size_t>(read.draws_, 1) - 1) &&
               std::all_of(flow.begin(), flow.end(), [](std::int64_t value) { return value == 0; });
    }
    if (!fits) {
        throw InputError("checkpoint", "/" + prefix + "transitions",
                         "are no saved visits of these chains: counts that do not add up");
    }
    *this = std::move(read);
}

} // namespace scorescope::stats
