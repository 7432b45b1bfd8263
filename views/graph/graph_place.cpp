// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_layering.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int rounds = 24; // of moving blocks towards their neighbours

/// What a segment is worth as a straight line. Less is better.
using Rank = std::tuple<double, double, double>;

double median(std::vector<std::size_t> values) {
    std::sort(values.begin(), values.end());
    return 0.5 * static_cast<double>(values[(values.size() - 1) / 2] + values[values.size() / 2]);
}

/// Blocks of vertices that stand on one line through their layers.
class Blocks {
public:
    Blocks(const Layering& layering, double nodeGap, double trackGap)
        : layering_(layering), ranks_(layering.ranks()), nodeGap_(nodeGap), trackGap_(trackGap) {
        bind();
        constrain();
    }

    [[nodiscard]] std::vector<double> places() {
        compact();
        for (int i = 0; i < rounds; ++i) {
            settle(i % 2 == 0);
        }
        std::vector<double> places(layering_.vertices.size(), 0.0);
        double least = std::numeric_limits<double>::infinity();
        for (std::size_t v = 0; v < places.size(); ++v) {
            places[v] = x_[block_[v]];
            least = std::min(least, places[v] - layering_.vertices[v].before);
        }
        for (double& place : places) {
            place -= least;
        }
        return places;
    }

private:
    struct Limit {
        std::size_t block = 0;
        double distance = 0.0;
    };

    [[nodiscard]] double separation(std::size_t left, std::size_t right) const {
        const Layering::Vertex& a = layering_.vertices[left];
        const Layering::Vertex& b = layering_.vertices[right];
        const bool nodes = a.node != Layering::none && b.node != Layering::none;
        return a.after + b.before + (nodes ? nodeGap_ : trackGap_);
    }

    /// Straight lines are given to the segments that are worth most, then to those on the longest
    /// paths, then to those in the middle of their bundle, as long as they do not cross. Where two
    /// have the same claim neither gets it, and their common end will stand between.
    void bind() {
        const std::vector<Rank> worth = ranksOfSegments();
        std::vector<std::size_t> byWorth(worth.size());
        std::iota(byWorth.begin(), byWorth.end(), std::size_t{0});
        std::stable_sort(byWorth.begin(), byWorth.end(),
                         [&](std::size_t a, std::size_t b) { return worth[a] < worth[b]; });
        const std::size_t count = layering_.vertices.size();
        std::vector<bool> boundUp(count, false);
        std::vector<bool> boundDown(count, false);
        std::vector<std::map<std::size_t, std::size_t>> lines(layering_.layers.size());
        std::vector<std::size_t> above(count, Layering::none);
        for (const std::size_t s : byWorth) {
            const std::size_t upper = layering_.segments[s].upper;
            const std::size_t lower = layering_.segments[s].lower;
            if (boundDown[upper] || boundUp[lower]) {
                continue;
            }
            const auto rival = [&](const std::vector<std::size_t>& others, bool down) {
                return std::any_of(others.begin(), others.end(), [&](std::size_t other) {
                    const Layering::Segment& segment = layering_.segments[other];
                    return other != s && worth[other] == worth[s] &&
                           (down ? segment.lower != lower && !boundUp[segment.lower]
                                 : segment.upper != upper && !boundDown[segment.upper]);
                });
            };
            if (rival(layering_.vertices[upper].down, true) ||
                rival(layering_.vertices[lower].up, false)) {
                continue;
            }
            auto& in = lines[layering_.vertices[upper].layer];
            const auto next = in.lower_bound(ranks_[upper]);
            if ((next != in.end() && next->second < ranks_[lower]) ||
                (next != in.begin() && std::prev(next)->second > ranks_[lower])) {
                continue; // it would cross one that is worth more
            }
            in[ranks_[upper]] = ranks_[lower];
            boundDown[upper] = true;
            boundUp[lower] = true;
            above[lower] = upper;
        }
        block_.assign(count, 0);
        std::size_t blocks = 0;
        for (const std::vector<std::size_t>& layer : layering_.layers) {
            for (const std::size_t vertex : layer) {
                block_[vertex] = above[vertex] == Layering::none ? blocks++ : block_[above[vertex]];
            }
        }
        members_.resize(blocks);
        for (std::size_t v = 0; v < count; ++v) {
            members_[block_[v]].push_back(v);
        }
    }

    [[nodiscard]] std::vector<Rank> ranksOfSegments() const {
        const std::size_t count = layering_.vertices.size();
        std::vector<double> depth(count, 0.0);
        std::vector<double> height(count, 0.0);
        const auto& layers = layering_.layers;
        for (const auto& layer : layers) {
            for (const std::size_t v : layer) {
                for (const std::size_t s : layering_.vertices[v].up) {
                    depth[v] = std::max(depth[v], depth[layering_.segments[s].upper] + 1.0);
                }
            }
        }
        for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
            for (const std::size_t v : *layer) {
                for (const std::size_t s : layering_.vertices[v].down) {
                    height[v] = std::max(height[v], height[layering_.segments[s].lower] + 1.0);
                }
            }
        }
        std::vector<double> below(count, 0.0); // the middle of the neighbours
        std::vector<double> over(count, 0.0);
        for (std::size_t v = 0; v < count; ++v) {
            std::vector<std::size_t> lower;
            std::vector<std::size_t> upper;
            for (const std::size_t s : layering_.vertices[v].down) {
                lower.push_back(ranks_[layering_.segments[s].lower]);
            }
            for (const std::size_t s : layering_.vertices[v].up) {
                upper.push_back(ranks_[layering_.segments[s].upper]);
            }
            below[v] = lower.empty() ? 0.0 : median(std::move(lower));
            over[v] = upper.empty() ? 0.0 : median(std::move(upper));
        }
        std::vector<Rank> ranks;
        for (const Layering::Segment& s : layering_.segments) {
            ranks.emplace_back(-s.straightness, -(depth[s.upper] + height[s.lower]),
                               std::abs(static_cast<double>(ranks_[s.lower]) - below[s.upper]) +
                                   std::abs(static_cast<double>(ranks_[s.upper]) - over[s.lower]));
        }
        return ranks;
    }

    void constrain() {
        left_.resize(members_.size());
        right_.resize(members_.size());
        for (const std::vector<std::size_t>& layer : layering_.layers) {
            for (std::size_t i = 0; i + 1 < layer.size(); ++i) {
                const double distance = separation(layer[i], layer[i + 1]);
                left_[block_[layer[i + 1]]].push_back({block_[layer[i]], distance});
                right_[block_[layer[i]]].push_back({block_[layer[i + 1]], distance});
            }
        }
        // Blocks from left to right: the lines do not cross, so that there is no cycle.
        std::vector<std::size_t> waiting(members_.size());
        for (std::size_t b = 0; b < members_.size(); ++b) {
            waiting[b] = left_[b].size();
            if (waiting[b] == 0) {
                order_.push_back(b);
            }
        }
        for (std::size_t i = 0; i < order_.size(); ++i) {
            for (const Limit& limit : right_[order_[i]]) {
                if (--waiting[limit.block] == 0) {
                    order_.push_back(limit.block);
                }
            }
        }
    }

    /// Halfway between as far left and as far right as all can be.
    void compact() {
        std::vector<double> least(members_.size(), 0.0);
        double width = 0.0;
        for (const std::size_t block : order_) {
            for (const Limit& limit : left_[block]) {
                least[block] = std::max(least[block], least[limit.block] + limit.distance);
            }
            width = std::max(width, least[block]);
        }
        std::vector<double> most(members_.size(), width);
        for (auto block = order_.rbegin(); block != order_.rend(); ++block) {
            for (const Limit& limit : right_[*block]) {
                most[*block] = std::min(most[*block], most[limit.block] - limit.distance);
            }
        }
        x_.resize(members_.size());
        for (std::size_t b = 0; b < x_.size(); ++b) {
            x_[b] = 0.5 * (least[b] + most[b]);
        }
    }

    /// Every block goes to the weighted median of its neighbours, or as near as it can.
    void settle(bool fromLeft) {
        for (std::size_t i = 0; i < order_.size(); ++i) {
            const std::size_t block = order_[fromLeft ? i : order_.size() - 1 - i];
            std::vector<std::pair<double, double>> wishes; // place, weight
            double total = 0.0;
            const auto add = [&](std::size_t segment, std::size_t other) {
                if (block_[other] != block) {
                    const double weight = layering_.segments[segment].straightness;
                    wishes.emplace_back(x_[block_[other]], weight);
                    total += weight;
                }
            };
            for (const std::size_t v : members_[block]) {
                for (const std::size_t s : layering_.vertices[v].up) {
                    add(s, layering_.segments[s].upper);
                }
                for (const std::size_t s : layering_.vertices[v].down) {
                    add(s, layering_.segments[s].lower);
                }
            }
            if (wishes.empty()) {
                continue;
            }
            std::sort(wishes.begin(), wishes.end());
            double sum = 0.0;
            double wish = wishes.back().first;
            for (std::size_t k = 0; k < wishes.size(); ++k) {
                sum += wishes[k].second;
                if (sum >= 0.5 * total) {
                    const bool even = sum == 0.5 * total && k + 1 < wishes.size();
                    wish = even ? 0.5 * (wishes[k].first + wishes[k + 1].first) : wishes[k].first;
                    break;
                }
            }
            double low = -std::numeric_limits<double>::infinity();
            double high = std::numeric_limits<double>::infinity();
            for (const Limit& limit : left_[block]) {
                low = std::max(low, x_[limit.block] + limit.distance);
            }
            for (const Limit& limit : right_[block]) {
                high = std::min(high, x_[limit.block] - limit.distance);
            }
            if (low <= high) { // rounding may have used up the last bit of room
                x_[block] = std::clamp(wish, low, high);
            }
        }
    }

    const Layering& layering_;
    std::vector<std::size_t> ranks_;
    double nodeGap_;
    double trackGap_;
    std::vector<std::size_t> block_; ///< of each vertex
    std::vector<std::vector<std::size_t>> members_;
    std::vector<std::vector<Limit>> left_;
    std::vector<std::vector<Limit>> right_;
    std::vector<std::size_t> order_;
    std::vector<double> x_;
};

} // namespace

std::vector<double> placeAcross(const Layering& layering, double nodeGap, double trackGap) {
    return layering.vertices.empty() ? std::vector<double>()
                                     : Blocks(layering, nodeGap, trackGap).places();
}

} // namespace scorescope::views
