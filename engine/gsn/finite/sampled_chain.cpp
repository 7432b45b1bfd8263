// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/sampled_chain.h"

#include "engine/core/error.h"
#include "engine/gsn/finite/denoising_chain.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace scorescope::gsn {
namespace {

constexpr std::size_t mostLatest = 200;

} // namespace

SampledChain::SampledChain(std::uint64_t seed, Purpose purpose, std::size_t states,
                           std::size_t start)
    : seed_(seed), purpose_(purpose),
      counts_(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(states))) {
    restart(start);
}

void SampledChain::step(const Eigen::MatrixXd& k, std::uint64_t number, std::size_t draws) {
    RandomStream stream(seed_, purpose_, 0, number);
    for (std::size_t i = 0; i < draws; ++i) {
        state_ = drawFrom(k.col(static_cast<Eigen::Index>(state_)), stream.uniform());
        counts_(static_cast<Eigen::Index>(state_)) += 1.0;
        latest_.push_back(state_);
        if (latest_.size() > mostLatest) {
            latest_.pop_front();
        }
    }
}

void SampledChain::restart(std::size_t state) {
    if (state >= static_cast<std::size_t>(counts_.size())) {
        throw std::invalid_argument("a chain starts in one of its states");
    }
    state_ = state;
    counts_.setZero();
    latest_.clear();
}

Eigen::VectorXd SampledChain::shares() const {
    const double all = counts_.sum();
    return all > 0.0 ? Eigen::VectorXd(counts_ / all) : counts_;
}

Lines SampledChain::path() const {
    Lines::Line line;
    line.label = "X";
    const double drawn = counts_.sum();
    for (std::size_t i = 0; i < latest_.size(); ++i) {
        line.x.push_back(drawn - static_cast<double>(latest_.size() - i) + 1.0);
        line.y.push_back(static_cast<double>(latest_[i]));
    }
    Lines lines;
    lines.lines.push_back(std::move(line));
    return lines;
}

void SampledChain::save(Checkpoint& checkpoint, const std::string& prefix) const {
    checkpoint.meta[prefix + "state"] = state_;
    checkpoint.put(prefix + "counts", {counts_.data(), counts_.data() + counts_.size()});
    checkpoint.put(prefix + "latest", {latest_.begin(), latest_.end()});
}

void SampledChain::load(const Checkpoint& checkpoint, const std::string& prefix) {
    const auto states = static_cast<std::size_t>(counts_.size());
    const std::vector<double> counts = checkpoint.doubles(prefix + "counts", states);
    const std::vector<double> latest = checkpoint.doubles(prefix + "latest");
    const std::uint64_t state = checkpoint.count(prefix + "state");
    const auto isState = [states](double value) {
        return value >= 0.0 && value < static_cast<double>(states);
    };
    const auto isCount = [](double value) { return value >= 0.0; };
    if (state >= states || latest.size() > mostLatest ||
        !std::all_of(latest.begin(), latest.end(), isState) ||
        !std::all_of(counts.begin(), counts.end(), isCount)) {
        throw InputError("checkpoint", "/" + prefix + "state", "is of a chain with other states");
    }
    state_ = state;
    counts_ = Eigen::Map<const Eigen::VectorXd>(counts.data(), counts_.size());
    latest_.clear();
    for (const double value : latest) {
        latest_.push_back(static_cast<std::size_t>(value));
    }
}

} // namespace scorescope::gsn
