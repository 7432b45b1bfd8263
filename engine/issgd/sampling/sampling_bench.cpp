// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/sampling_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/issgd/sampling/alias_table.h"
#include "engine/issgd/sampling/random_words.h"
#include "engine/issgd/sampling/weight_tree.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string>

namespace scorescope::issgd {
namespace {

/// Weights with the spread of gradients' norms late in training: a few are a hundred times most.
std::vector<double> benchWeights(std::size_t n) {
    RandomStream random(1, Purpose::test);
    std::vector<double> weights(n);
    for (double& weight : weights) {
        weight = std::exp(1.5 * random.normal());
    }
    return weights;
}

/// Cumulative sums and binary search.
class PlainSampler {
public:
    explicit PlainSampler(const std::vector<double>& weights) : sums_(weights.size()) {
        double sum = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            sum += weights[i];
            sums_[i] = sum;
        }
    }
    void draw(const std::uint64_t* words, std::size_t count, std::uint32_t* out) const {
        for (std::size_t k = 0; k < count; ++k) {
            const double at = static_cast<double>(words[k] >> 11U) * 0x1.0p-53 * sums_.back();
            const auto found = std::upper_bound(sums_.begin(), sums_.end() - 1, at);
            out[k] = static_cast<std::uint32_t>(found - sums_.begin());
        }
    }

    [[nodiscard]] std::size_t size() const { return sums_.size(); }

private:
    std::vector<double> sums_;
};

/// P. Fenwick's tree of partial sums, as textbooks have it.
class PlainFenwick {
public:
    explicit PlainFenwick(const std::vector<double>& weights)
        : weights_(weights), sums_(weights.size() + 1) {
        for (std::size_t i = 1; i < sums_.size(); ++i) {
            sums_[i] += weights[i - 1];
            const std::size_t above = i + (i & (~i + 1));
            if (above < sums_.size()) {
                sums_[above] += sums_[i];
            }
        }
    }
    void set(std::size_t index, double weight) {
        const double difference = weight - weights_[index];
        weights_[index] = weight;
        for (std::size_t i = index + 1; i < sums_.size(); i += i & (~i + 1)) {
            sums_[i] += difference;
        }
    }
    [[nodiscard]] double top() const { return sums_.back(); }

private:
    std::vector<double> weights_;
    std::vector<double> sums_;
};

/// Words are made for a group at a time, as a sampler does, and their indices summed.
template <typename Sampler> std::uint64_t drawMany(const Sampler& sampler, std::size_t draws) {
    std::array<std::uint64_t, 512> words{};
    std::array<std::uint32_t, 512> indices{};
    std::uint64_t sum = 0;
    for (std::size_t first = 0; first < draws; first += words.size()) {
        const std::size_t used = std::min(words.size(), draws - first);
        fillRandomWords({}, first, used, words.data());
        sampler.draw(words.data(), used, indices.data());
        for (std::size_t k = 0; k < used; ++k) {
            sum += indices[k];
        }
    }
    return sum;
}

/// How what is drawn for the same words compares with the plain sampler's.
struct Agreement {
    double logarithm = 0.0; ///< by how much the mean log weight is off
    double same = 0.0;      ///< the share of draws that are the same index
};
template <typename Sampler>
Agreement agreement(const Sampler& sampler, const PlainSampler& plain,
                    const std::vector<double>& weights) {
    constexpr std::size_t draws = 20'000;
    std::vector<std::uint64_t> words(draws);
    std::vector<std::uint32_t> ours(draws);
    std::vector<std::uint32_t> theirs(draws);
    fillRandomWords({}, 0, draws, words.data());
    sampler.draw(words.data(), draws, ours.data());
    plain.draw(words.data(), draws, theirs.data());
    Agreement found;
    for (std::size_t k = 0; k < draws; ++k) {
        found.logarithm += std::log(weights[ours[k]] / weights[theirs[k]]) / draws;
        found.same += ours[k] == theirs[k] ? 1.0 / draws : 0.0;
    }
    return found;
}

void demandAgreement(bool agrees, const char* what) {
    if (!agrees) {
        throw std::runtime_error(std::string("benchmark: ") + what +
                                 " draws otherwise than cumulative sums do");
    }
}

struct Bench {
    const SamplingBenchOptions& options;
    std::vector<BenchRow>& rows;
    std::size_t size;

    template <typename Ours, typename Reference>
    void row(const char* name, std::size_t count, const char* unit, const char* note,
             const Ours& ours, const Reference& reference) const {
        BenchRow row;
        row.name = name;
        row.size = "N=" + std::to_string(size);
        row.dtype = "float64";
        row.threads = 1;
        row.rateUnit = unit;
        row.note = note;
        bench::compare(options.rounds, ours, reference, row);
        row.gflops = static_cast<double>(count) / row.seconds;
        rows.push_back(row);
    }
};

void benchSize(const SamplingBenchOptions& options, std::size_t size, std::vector<BenchRow>& rows) {
    const std::vector<double> weights = benchWeights(size);
    const PlainSampler plain(weights);
    const AliasTable table(weights);
    WeightTree tree(weights);
    PlainFenwick fenwick(weights);
    demandAgreement(std::abs(agreement(table, plain, weights).logarithm) < 0.1, "an alias table");
    demandAgreement(agreement(tree, plain, weights).same > 0.99, "a tree of weights");

    const Bench bench{options, rows, size};
    std::uint64_t keep = 0; // so that nothing is left out as unused
    const auto plainDraws = [&] { keep += drawMany(plain, options.draws); };
    constexpr const char* search = "the reference is binary search in cumulative sums";
    bench.row(
        "alias_draws", options.draws, "draws/s", search,
        [&] { keep += drawMany(table, options.draws); }, plainDraws);
    bench.row(
        "tree_draws", options.draws, "draws/s", search,
        [&] { keep += drawMany(tree, options.draws); }, plainDraws);

    RandomStream random(2, Purpose::test);
    std::vector<std::uint32_t> places(options.updates);
    std::vector<double> changed(options.updates);
    for (std::size_t k = 0; k < options.updates; ++k) {
        places[k] = static_cast<std::uint32_t>(random.below(size));
        changed[k] = random.uniform();
    }
    bench.row(
        "tree_updates", options.updates, "updates/s", "the reference is a plain Fenwick tree",
        [&] {
            for (std::size_t first = 0; first < options.updates; first += options.batch) {
                tree.set(places.data() + first, changed.data() + first,
                         std::min(options.batch, options.updates - first));
            }
        },
        [&] {
            for (std::size_t k = 0; k < options.updates; ++k) {
                fenwick.set(places[k], changed[k]);
            }
        });
    constexpr const char* sums = "the reference forms cumulative sums";
    const auto plainBuilding = [&] { keep += PlainSampler(weights).size(); };
    bench.row(
        "alias_building", size, "entries/s", sums, [&] { keep += AliasTable(weights).size(); },
        plainBuilding);
    bench.row(
        "tree_building", size, "entries/s", sums, [&] { keep += WeightTree(weights).size(); },
        plainBuilding);
    if (keep == 0 || !std::isfinite(fenwick.top())) {
        throw std::runtime_error("benchmark: nothing was drawn");
    }
}

} // namespace

std::vector<BenchRow> benchSampling(const SamplingBenchOptions& options) {
    if (options.rounds < 1 || options.sizes.empty() || options.draws == 0 || options.updates == 0 ||
        options.batch == 0) {
        throw std::invalid_argument("a benchmark of sampling needs counts from 1 on");
    }
    std::vector<BenchRow> rows;
    for (const std::size_t size : options.sizes) {
        if (size == 0 || size > AliasTable::maximumSize) {
            throw std::invalid_argument("a benchmark of sampling has from 1 to " +
                                        std::to_string(AliasTable::maximumSize) + " weights");
        }
        benchSize(options, size, rows);
    }
    return rows;
}

Benchmark samplingBenchmark() {
    return {"sampling",
            "Draws by weight from an alias table and a tree of sums against binary search, and "
            "changes of weights against a Fenwick tree, on one core",
            [](int) { return benchSampling(); }};
}

} // namespace scorescope::issgd
