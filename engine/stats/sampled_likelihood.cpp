// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/sampled_likelihood.h"

#include "engine/core/finite.h"
#include "engine/core/threads.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>

namespace scorescope::stats {
namespace {

constexpr double negligible = 40.0; ///< terms below e^-40 of the largest
constexpr double most = 0.005;      ///< nats that rounding may move a log-probability by

/// log-mean-exp of each point over draws that come by, looked at after some of them.
class LogMeans {
public:
    LogMeans(std::size_t points, const std::vector<std::size_t>& counts)
        : points_(points), counts_(counts),
          largest_(points, -std::numeric_limits<double>::infinity()), sums_(points, 0.0),
          found_(points * counts.size()) {}

    /// log P(x_point | h) of draws [first, first + count), as logOf(j) gives them.
    template <class LogOf>
    void add(std::size_t point, std::size_t first, std::size_t count, const LogOf& logOf) {
        std::size_t look = static_cast<std::size_t>(
            std::upper_bound(counts_.begin(), counts_.end(), first) - counts_.begin());
        double largest = largest_[point];
        double sum = sums_[point];
        for (std::size_t j = 0; j < count; ++j) {
            const double value = logOf(j, largest);
            if (value > largest) {
                sum = sum * std::exp(largest - value) + 1.0; // 0 at first: e^-inf
                largest = value;
            } else if (value > largest - negligible) {
                sum += std::exp(value - largest);
            }
            if (first + j + 1 == counts_[look]) {
                found_[look * points_ + point] =
                    largest + std::log(sum / static_cast<double>(counts_[look]));
                ++look;
            }
        }
        largest_[point] = largest;
        sums_[point] = sum;
    }

    [[nodiscard]] SampledLikelihood result() const {
        SampledLikelihood made;
        made.draws = counts_;
        for (std::size_t look = 0; look < counts_.size(); ++look) {
            made.bounds.push_back(meanOverPoints(found_.data() + look * points_, points_));
        }
        made.last.assign(found_.end() - static_cast<std::ptrdiff_t>(points_), found_.end());
        return made;
    }

private:
    std::size_t points_;
    std::vector<std::size_t> counts_;
    std::vector<double> largest_;
    std::vector<double> sums_;  ///< Σ exp(log P − largest)
    std::vector<double> found_; ///< [counts × points]
};

void check(const Points& points, const Points& draws, const std::vector<std::size_t>& counts) {
    if (points.count == 0 || draws.count == 0 || points.dimension == 0 ||
        points.dimension != draws.dimension) {
        throw std::invalid_argument("a bound needs points and draws of one dimension");
    }
    if (counts.empty() || counts.front() == 0 || counts.back() != draws.count ||
        std::adjacent_find(counts.begin(), counts.end(), std::greater_equal<>()) != counts.end()) {
        throw std::invalid_argument("counts of draws must rise from at least 1 to all " +
                                    std::to_string(draws.count));
    }
    if (!allFinite(points.values, points.count * points.dimension) ||
        !allFinite(draws.values, draws.count * draws.dimension)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
}

/// Σ_k log(1 + exp(z_k)) of each row.
std::vector<double> normalizers(const Points& logits, int threads) {
    std::vector<double> sums(logits.count);
    parallelFor(logits.count, threads, 16, [&](std::size_t first, std::size_t last) {
        for (std::size_t s = first; s < last; ++s) {
            const float* const z = logits.point(s);
            double sum = 0.0;
            for (std::size_t k = 0; k < logits.dimension; ++k) {
                const auto logit = static_cast<double>(z[k]);
                sum += std::max(logit, 0.0) + std::log1p(std::exp(-std::abs(logit)));
            }
            sums[s] = sum;
        }
    });
    return sums;
}

/// Coordinates over deviations.
std::vector<float> scaled(const Points& points, const std::vector<double>& deviations) {
    std::vector<float> values(points.count * points.dimension);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(static_cast<double>(points.values[i]) /
                                       deviations[i % points.dimension]);
    }
    return values;
}

} // namespace

std::vector<std::size_t> drawCounts(std::size_t draws) {
    std::vector<std::size_t> counts;
    for (std::size_t count = 10; count < draws; count *= 10) {
        counts.push_back(count);
    }
    counts.push_back(draws);
    return counts;
}

SampledLikelihood bernoulliBound(const Points& points, const Points& logits,
                                 const std::vector<std::size_t>& counts, const LongWork& work) {
    check(points, logits, counts);
    if (!std::all_of(points.values, points.values + points.count * points.dimension,
                     [](float x) { return x >= 0.0F && x <= 1.0F; })) {
        throw std::invalid_argument("points of a Bernoulli bound must be in [0, 1]");
    }
    report(work.progress, 0.0);
    const std::vector<double> normalizer = normalizers(logits, work.threads);
    LogMeans means(points.count, counts);
    constexpr std::size_t rows = DistanceBlocks::blockRows;
    constexpr std::size_t columns = DistanceBlocks::blockColumns;
    const std::size_t blocks = (points.count + rows - 1) / rows;
    const std::size_t wave =
        std::max<std::size_t>(8, 4 * static_cast<std::size_t>(threadCount(work.threads)));
    for (std::size_t begin = 0; begin < blocks; begin += wave) {
        const std::size_t end = std::min(blocks, begin + wave);
        shareOut(
            end - begin, work.threads, 1, [] { return std::vector<float>(rows * columns); },
            [&](std::size_t block, std::vector<float>& tile) {
                const std::size_t row = (begin + block) * rows;
                const std::size_t height = std::min(rows, points.count - row);
                for (std::size_t first = 0; first < logits.count; first += columns) {
                    const std::size_t width = std::min(columns, logits.count - first);
                    nn::multiply(
                        nn::MatrixView::of(points.point(row), height, points.dimension),
                        nn::MatrixView::of(logits.point(first), width, points.dimension).t(), 0.0F,
                        tile.data(), 1);
                    for (std::size_t i = 0; i < height; ++i) {
                        const float* const products = tile.data() + i * width;
                        means.add(row + i, first, width, [&](std::size_t j, double) {
                            return static_cast<double>(products[j]) - normalizer[first + j];
                        });
                    }
                }
            });
        report(work.progress, static_cast<double>(end) / static_cast<double>(blocks));
    }
    return means.result();
}

SampledLikelihood gaussianBound(const Points& points, const Points& means,
                                const std::vector<double>& deviations,
                                const std::vector<std::size_t>& counts, const LongWork& work) {
    check(points, means, counts);
    if (deviations.size() != points.dimension ||
        !std::all_of(deviations.begin(), deviations.end(), [](double deviation) {
            return deviation > 0.0 && std::isfinite(deviation);
        })) {
        throw std::invalid_argument("a Gaussian bound needs a deviation above 0 for each "
                                    "coordinate");
    }
    const std::vector<float> x = scaled(points, deviations);
    const std::vector<float> y = scaled(means, deviations);
    const DistanceBlocks blocks({x.data(), points.count, points.dimension},
                                {y.data(), means.count, points.dimension});
    double constant =
        -0.5 * static_cast<double>(points.dimension) * std::log(2.0 * std::acos(-1.0));
    for (const double deviation : deviations) {
        constant -= std::log(deviation);
    }
    const auto slack = 0.5 * static_cast<double>(blocks.worstRounding());
    const bool again = 0.5 * static_cast<double>(blocks.rounding()) > most;
    LogMeans logMeans(points.count, counts);
    blocks.visit(work.threads, work.progress,
                 [&](std::size_t i, std::size_t first, std::size_t count, const float* distances,
                     const float*) {
                     logMeans.add(i, first, count, [&](std::size_t j, double largest) {
                         const double value = constant - 0.5 * static_cast<double>(distances[j]);
                         return again && value > largest - negligible - slack
                                    ? constant - 0.5 * blocks.exact(i, first + j)
                                    : value;
                     });
                 });
    return logMeans.result();
}

} // namespace scorescope::stats
