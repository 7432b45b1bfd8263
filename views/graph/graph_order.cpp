// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_layering.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace scorescope::views {
namespace {

constexpr int mostSweeps = 24;
constexpr int patience = 6;                    // sweeps without a better order
constexpr std::size_t mostForExchanges = 6000; // vertices; beyond, sweeps must do

/// The vertex at the other end of a segment.
std::size_t otherEnd(const Layering& layering, std::size_t segment, std::size_t vertex) {
    const Layering::Segment& s = layering.segments[segment];
    return s.upper == vertex ? s.lower : s.upper;
}

class Order {
public:
    explicit Order(Layering& layering) : layering_(layering), ranks_(layering.ranks()) {}

    void sweep(bool down, bool byMedian) {
        const std::size_t count = layering_.layers.size();
        for (std::size_t i = 1; i < count; ++i) {
            sortLayer(down ? i : count - 1 - i, down, byMedian);
        }
    }

    /// Exchanges neighbours while that takes crossings away.
    void exchange() {
        bool better = true;
        for (int pass = 0; better && pass < 6; ++pass) {
            better = false;
            for (std::vector<std::size_t>& layer : layering_.layers) {
                for (std::size_t i = 0; i + 1 < layer.size(); ++i) {
                    if (gain(layer[i], layer[i + 1]) > 0) {
                        std::swap(layer[i], layer[i + 1]);
                        std::swap(ranks_[layer[i]], ranks_[layer[i + 1]]);
                        better = true;
                    }
                }
            }
        }
    }

private:
    [[nodiscard]] std::vector<std::size_t> neighbourRanks(std::size_t vertex, bool above) const {
        const Layering::Vertex& v = layering_.vertices[vertex];
        std::vector<std::size_t> ranks;
        for (const std::size_t segment : above ? v.up : v.down) {
            ranks.push_back(ranks_[otherEnd(layering_, segment, vertex)]);
        }
        std::sort(ranks.begin(), ranks.end());
        return ranks;
    }

    [[nodiscard]] std::optional<double> wish(std::size_t vertex, bool above, bool byMedian) const {
        const std::vector<std::size_t> ranks = neighbourRanks(vertex, above);
        if (ranks.empty()) {
            return std::nullopt;
        }
        if (byMedian) {
            return 0.5 *
                   static_cast<double>(ranks[(ranks.size() - 1) / 2] + ranks[ranks.size() / 2]);
        }
        double sum = 0.0;
        for (const std::size_t rank : ranks) {
            sum += static_cast<double>(rank);
        }
        return sum / static_cast<double>(ranks.size());
    }

    void sortLayer(std::size_t index, bool above, bool byMedian) {
        std::vector<std::size_t>& layer = layering_.layers[index];
        std::vector<std::pair<double, std::size_t>> movable;
        std::vector<std::size_t> slots; // those without a wish keep their place
        for (std::size_t i = 0; i < layer.size(); ++i) {
            if (const auto wished = wish(layer[i], above, byMedian)) {
                movable.emplace_back(*wished, layer[i]);
                slots.push_back(i);
            }
        }
        std::stable_sort(movable.begin(), movable.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (std::size_t i = 0; i < slots.size(); ++i) {
            layer[slots[i]] = movable[i].second;
        }
        for (std::size_t i = 0; i < layer.size(); ++i) {
            ranks_[layer[i]] = i;
        }
    }

    /// How many crossings fewer there are when `left` and its right neighbour change places.
    [[nodiscard]] long gain(std::size_t left, std::size_t right) const {
        long difference = 0;
        for (const bool above : {true, false}) {
            const auto a = neighbourRanks(left, above);
            const auto b = neighbourRanks(right, above);
            for (const std::size_t x : a) {
                for (const std::size_t y : b) {
                    difference += x > y ? 1 : x < y ? -1 : 0;
                }
            }
        }
        return difference;
    }

    Layering& layering_;
    std::vector<std::size_t> ranks_;
};

/// The order in which a search in depth from the first layer meets the vertices.
void orderByDepth(Layering& layering) {
    std::vector<bool> seen(layering.vertices.size(), false);
    std::vector<std::vector<std::size_t>> layers(layering.layers.size());
    for (const std::vector<std::size_t>& layer : layering.layers) {
        for (const std::size_t start : layer) {
            std::vector<std::size_t> stack{start};
            while (!stack.empty()) {
                const std::size_t vertex = stack.back();
                stack.pop_back();
                if (seen[vertex]) {
                    continue;
                }
                seen[vertex] = true;
                layers[layering.vertices[vertex].layer].push_back(vertex);
                const auto& down = layering.vertices[vertex].down;
                for (auto segment = down.rbegin(); segment != down.rend(); ++segment) {
                    stack.push_back(layering.segments[*segment].lower);
                }
            }
        }
    }
    layering.layers = std::move(layers);
}

/// Turns the picture over when most long edges pass behind the nodes: they belong before them,
/// where no text stands.
void putLongEdgesFirst(Layering& layering) {
    double lead = 0.0;
    for (const std::vector<std::size_t>& layer : layering.layers) {
        double nodes = 0.0;
        double carriers = 0.0;
        double nodeRanks = 0.0;
        double carrierRanks = 0.0;
        for (std::size_t i = 0; i < layer.size(); ++i) {
            const bool node = layering.vertices[layer[i]].node != Layering::none;
            (node ? nodes : carriers) += 1.0;
            (node ? nodeRanks : carrierRanks) += static_cast<double>(i);
        }
        if (nodes > 0.0 && carriers > 0.0) {
            lead += nodeRanks / nodes - carrierRanks / carriers;
        }
    }
    if (lead < 0.0) {
        for (std::vector<std::size_t>& layer : layering.layers) {
            std::reverse(layer.begin(), layer.end());
        }
    }
}

} // namespace

std::size_t countCrossings(const Layering& layering) {
    const std::vector<std::size_t> ranks = layering.ranks();
    std::size_t crossings = 0;
    for (std::size_t i = 0; i + 1 < layering.layers.size(); ++i) {
        std::vector<std::pair<std::size_t, std::size_t>> ends;
        for (const std::size_t vertex : layering.layers[i]) {
            for (const std::size_t segment : layering.vertices[vertex].down) {
                ends.emplace_back(ranks[vertex], ranks[layering.segments[segment].lower]);
            }
        }
        std::sort(ends.begin(), ends.end());
        // sums[k] counts lower ends in a range of ranks that ends at k − 1 (Fenwick 1994).
        std::vector<std::size_t> sums(layering.layers[i + 1].size() + 1, 0);
        for (std::size_t done = 0; done < ends.size(); ++done) {
            std::size_t atMost = 0;
            for (std::size_t k = ends[done].second + 1; k > 0; k &= k - 1) {
                atMost += sums[k];
            }
            crossings += done - atMost;
            for (std::size_t k = ends[done].second + 1; k < sums.size(); k += k & (~k + 1)) {
                ++sums[k];
            }
        }
    }
    return crossings;
}

void orderLayers(Layering& layering) {
    std::vector<std::vector<std::size_t>> best = layering.layers;
    std::size_t fewest = countCrossings(layering);
    const auto improve = [&] {
        const auto keep = [&] {
            const std::size_t crossings = countCrossings(layering);
            if (crossings < fewest) {
                fewest = crossings;
                best = layering.layers;
                return true;
            }
            return false;
        };
        keep();
        Order order(layering);
        int waited = 0;
        for (int i = 0; i < mostSweeps && fewest > 0 && waited < patience; ++i) {
            order.sweep(i % 2 == 0, i % 4 >= 2);
            if (layering.vertices.size() <= mostForExchanges) {
                order.exchange();
            }
            waited = keep() ? 0 : waited + 1;
        }
    };
    improve();
    if (fewest > 0) {
        orderByDepth(layering);
        improve();
    }
    layering.layers = std::move(best);
    putLongEdgesFirst(layering);
}

} // namespace scorescope::views
