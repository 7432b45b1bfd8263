// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/chain_trace.h"

#include "engine/core/error.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::stats {

namespace {

constexpr std::size_t fewestDraws = 8;

/// How many of `count` go when the first `discarded` part does.
std::size_t droppedOf(std::size_t count, double discarded) {
    const double part = std::clamp(discarded, 0.0, 1.0);
    return std::min(count, static_cast<std::size_t>(part * static_cast<double>(count)));
}

} // namespace

ChainTrace::ChainTrace(std::size_t dimensions) : ChainTrace(dimensions, Options{}) {}

ChainTrace::ChainTrace(std::size_t dimensions, Options options)
    : dimensions_(dimensions), options_(options) {
    if (dimensions == 0) {
        throw std::invalid_argument("a trace needs at least one dimension");
    }
    if (options.tracedDraws < fewestDraws) {
        throw std::invalid_argument("a trace keeps at least 8 draws of each chain");
    }
}

void ChainTrace::clear() {
    appended_ = 0;
    stride_ = 1;
    cloudStride_ = 1;
    chainCount_ = 0;
    traces_.clear();
    cloud_.clear();
}

void ChainTrace::append(const std::vector<double>& positions) {
    const std::size_t d = dimensions_;
    if (positions.size() % d != 0) {
        throw std::invalid_argument("positions are not a whole number of points");
    }
    const std::size_t count = positions.size() / d;
    if (count < chainCount_) {
        clear();
    }
    chainCount_ = count;
    const std::uint64_t moment = appended_++;
    if (moment % stride_ == 0) {
        for (std::size_t c = 0; c < std::min(count, options_.tracedChains); ++c) {
            if (c == traces_.size()) {
                traces_.push_back({moment, {}});
            }
            const double* from = positions.data() + c * d;
            traces_[c].values.insert(traces_[c].values.end(), from, from + d);
        }
        if (!traces_.empty() && traces_.front().values.size() / d >= options_.tracedDraws) {
            thinTraces();
        }
    }
    if (moment % cloudStride_ == 0 && count > 0) {
        const std::size_t budget = options_.cloudBytes / sizeof(double);
        const std::size_t points = std::min(count, budget / d);
        cloud_.push_back(
            {moment,
             std::vector<double>(positions.begin(),
                                 positions.begin() + static_cast<std::ptrdiff_t>(points * d))});
        // One moment is always kept: it alone is within the budget.
        while (cloudValues() > budget && cloud_.size() > 1) {
            thinCloud();
        }
    }
}

void ChainTrace::thinTraces() {
    const std::uint64_t before = stride_;
    stride_ *= 2;
    for (Trace& trace : traces_) {
        std::vector<double> kept;
        std::uint64_t first = 0;
        const std::size_t draws = trace.values.size() / dimensions_;
        for (std::size_t i = 0; i < draws; ++i) {
            const std::uint64_t moment = trace.first + i * before;
            if (moment % stride_ == 0) {
                if (kept.empty()) {
                    first = moment;
                }
                const double* from = trace.values.data() + i * dimensions_;
                kept.insert(kept.end(), from, from + dimensions_);
            }
        }
        trace.values = std::move(kept);
        trace.first = trace.values.empty() ? trace.first + before : first;
    }
}

void ChainTrace::thinCloud() {
    cloudStride_ *= 2;
    const std::uint64_t stride = cloudStride_;
    cloud_.erase(std::remove_if(cloud_.begin(), cloud_.end(),
                                [stride](const Moment& moment) { return moment.at % stride != 0; }),
                 cloud_.end());
}

std::size_t ChainTrace::cloudValues() const {
    std::size_t values = 0;
    for (const Moment& moment : cloud_) {
        values += moment.positions.size();
    }
    return values;
}

std::vector<double> ChainTrace::trace(std::size_t c, std::size_t k) const {
    const std::vector<double>& values = traces_.at(c).values;
    std::vector<double> result;
    for (std::size_t i = k; i < values.size(); i += dimensions_) {
        result.push_back(values[i]);
    }
    return result;
}

std::vector<double> ChainTrace::path(std::size_t c) const {
    return c < traces_.size() ? traces_[c].values : std::vector<double>{};
}

bool ChainTrace::endsNow(std::size_t c) const {
    if (c >= traces_.size() || traces_[c].values.empty()) {
        return false;
    }
    const Trace& trace = traces_[c];
    return trace.first + (trace.values.size() / dimensions_ - 1) * stride_ + 1 == appended_;
}

std::uint64_t ChainTrace::firstMoment(std::size_t c) const {
    return traces_.at(c).first;
}

Chains ChainTrace::chains(std::size_t k, double discarded) const {
    if (traces_.empty()) {
        return {};
    }
    // Younger chains have fewer draws; all end at the same moment.
    const std::size_t shortest = traces_.back().values.size() / dimensions_;
    const auto used = static_cast<std::ptrdiff_t>(shortest - droppedOf(shortest, discarded));
    Chains result;
    for (std::size_t c = 0; c < traces_.size(); ++c) {
        const std::vector<double> all = trace(c, k);
        result.emplace_back(all.end() - used, all.end());
    }
    return result;
}

std::vector<double> ChainTrace::cloud(double discarded) const {
    std::vector<double> result;
    for (std::size_t i = droppedOf(cloud_.size(), discarded); i < cloud_.size(); ++i) {
        const std::vector<double>& positions = cloud_[i].positions;
        result.insert(result.end(), positions.begin(), positions.end());
    }
    return result;
}

std::size_t ChainTrace::memoryBytes() const {
    std::size_t values = cloudValues();
    for (const Trace& trace : traces_) {
        values += trace.values.size();
    }
    return values * sizeof(double);
}

void ChainTrace::save(Checkpoint& checkpoint, const std::string& prefix) const {
    nlohmann::ordered_json state = {{"appended", appended_},
                                    {"stride", stride_},
                                    {"cloud_stride", cloudStride_},
                                    {"chains", chainCount_}};
    // Sizes and moments beside the values, which go into one tensor each.
    nlohmann::ordered_json traces = nlohmann::ordered_json::array();
    std::vector<double> values;
    for (const Trace& trace : traces_) {
        traces.push_back({trace.first, trace.values.size() / dimensions_});
        values.insert(values.end(), trace.values.begin(), trace.values.end());
    }
    nlohmann::ordered_json moments = nlohmann::ordered_json::array();
    std::vector<double> positions;
    for (const Moment& moment : cloud_) {
        moments.push_back({moment.at, moment.positions.size() / dimensions_});
        positions.insert(positions.end(), moment.positions.begin(), moment.positions.end());
    }
    state["traces"] = std::move(traces);
    state["cloud"] = std::move(moments);
    checkpoint.meta[prefix + "trace"] = std::move(state);
    checkpoint.put(prefix + "trace_values", std::move(values));
    checkpoint.put(prefix + "trace_cloud", std::move(positions));
}

void ChainTrace::load(const Checkpoint& checkpoint, const std::string& prefix) {
    const std::string where = "/" + prefix + "trace";
    const std::vector<double>& values = checkpoint.doubles(prefix + "trace_values");
    const std::vector<double>& positions = checkpoint.doubles(prefix + "trace_cloud");
    ChainTrace read(dimensions_, options_);
    try {
        const auto& state = checkpoint.meta.at(prefix + "trace");
        const auto count = [](const nlohmann::ordered_json& value) {
            if (!value.is_number_unsigned()) {
                throw std::out_of_range("something else where a count should be");
            }
            return value.get<std::uint64_t>();
        };
        read.appended_ = count(state.at("appended"));
        read.stride_ = count(state.at("stride"));
        read.cloudStride_ = count(state.at("cloud_stride"));
        read.chainCount_ = count(state.at("chains"));
        const auto take = [&](const nlohmann::ordered_json& entry, const std::vector<double>& from,
                              std::size_t& at) {
            const std::uint64_t points = count(entry.at(1));
            if (points > (from.size() - at) / dimensions_) {
                throw std::out_of_range("more points than were saved");
            }
            const auto begin = from.begin() + static_cast<std::ptrdiff_t>(at);
            at += points * dimensions_;
            return std::vector<double>(begin, from.begin() + static_cast<std::ptrdiff_t>(at));
        };
        std::size_t at = 0;
        for (const auto& entry : state.at("traces")) {
            const std::uint64_t first = count(entry.at(0));
            read.traces_.push_back({first, take(entry, values, at)});
        }
        std::size_t cloudAt = 0;
        for (const auto& entry : state.at("cloud")) {
            const std::uint64_t moment = count(entry.at(0));
            read.cloud_.push_back({moment, take(entry, positions, cloudAt)});
        }
        if (at != values.size() || cloudAt != positions.size() || read.stride_ == 0 ||
            read.cloudStride_ == 0) {
            throw std::out_of_range("sizes that do not add up");
        }
    } catch (const nlohmann::ordered_json::exception&) {
        throw InputError("checkpoint", where,
                         "is no saved trace of these chains: something is missing");
    } catch (const std::out_of_range& error) {
        throw InputError("checkpoint", where,
                         std::string("is no saved trace of these chains: ") + error.what());
    }
    *this = std::move(read);
}

} // namespace scorescope::stats
