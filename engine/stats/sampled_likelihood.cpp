// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/sampled_likelihood.h"

#include "engine/core/finite.h"
#include "engine/core/threads.h"
#include "engine/nn/products.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::stats {

namespace {

constexpr double most = 0.005; ///< nats that rounding may move a log-probability by
constexpr std::size_t block = DistanceBlocks::blockColumns; ///< draws of one product

void checkPoints(const Points& points) {
    if (points.count == 0 || points.dimension == 0) {
        throw std::invalid_argument("a bound needs points and draws of one dimension");
    }
    if (!allFinite(points.values, points.count * points.dimension)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
}

void checkDraws(const Points& draws, const Points& points) {
    if (draws.dimension != points.dimension) {
        throw std::invalid_argument("a bound needs points and draws of one dimension");
    }
    if (!allFinite(draws.values, draws.count * draws.dimension)) {
        throw std::invalid_argument("a coordinate is not finite");
    }
}

void checkCounts(const std::vector<std::size_t>& counts) {
    if (counts.empty() || counts.front() == 0 ||
        std::adjacent_find(counts.begin(), counts.end(), std::greater_equal<>()) != counts.end()) {
        throw std::invalid_argument("counts of draws must rise from at least 1");
    }
}

void checkCounts(const std::vector<std::size_t>& counts, std::size_t draws) {
    checkCounts(counts);
    if (counts.back() != draws) {
        throw std::invalid_argument("counts of draws must end at all " + std::to_string(draws));
    }
}

SampledLikelihood resultOf(const LogMeans& means) {
    SampledLikelihood made;
    made.draws = means.counts();
    const std::size_t looks = made.draws.size();
    for (std::size_t look = 0; look < looks; ++look) {
        made.bounds.push_back(meanOverPoints(means.found(look), means.points()));
    }
    made.last.assign(means.found(looks - 1), means.found(looks - 1) + means.points());
    return made;
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

std::vector<std::size_t> closeDrawCounts(std::size_t draws) {
    std::vector<std::size_t> counts;
    for (std::size_t power = 1; power < draws; power *= 10) {
        for (const std::size_t digit : {1U, 2U, 5U}) {
            if (digit * power < draws) {
                counts.push_back(digit * power);
            }
        }
    }
    counts.push_back(draws);
    return counts;
}

BernoulliBound::BernoulliBound(const Points& points, std::vector<std::size_t> counts, int threads)
    : points_(points), threads_(threads), means_(points.count, std::move(counts)) {
    checkPoints(points);
    checkCounts(means_.counts());
    if (!std::all_of(points.values, points.values + points.count * points.dimension,
                     [](float x) { return x >= 0.0F && x <= 1.0F; })) {
        throw std::invalid_argument("points of a Bernoulli bound must be in [0, 1]");
    }
}

std::size_t BernoulliBound::added() const noexcept {
    return summed_ + pending_.size() / points_.dimension;
}

void BernoulliBound::add(const Points& logits) {
    checkDraws(logits, points_);
    const std::size_t all = means_.counts().back();
    if (logits.count > all - added()) {
        throw std::invalid_argument("more than the " + std::to_string(all) +
                                    " draws that a bound was to be made of");
    }
    for (std::size_t first = 0; first < logits.count;) {
        const std::size_t room = block - pending_.size() / points_.dimension;
        const std::size_t count = std::min(room, logits.count - first);
        pending_.insert(pending_.end(), logits.point(first), logits.point(first + count));
        first += count;
        // Cut here, whatever came at once: then the products are always the same ones.
        if (count == room || added() == all) {
            flush();
        }
    }
}

void BernoulliBound::flush() {
    const std::size_t width = pending_.size() / points_.dimension;
    const Points logits{pending_.data(), width, points_.dimension};
    const std::vector<double> normalizer = normalizers(logits, threads_);
    constexpr std::size_t rows = DistanceBlocks::blockRows;
    shareOut((points_.count + rows - 1) / rows, threads_, 1,
             [] { return std::vector<float>(rows * block); },
             [&](std::size_t part, std::vector<float>& tile) {
                 const std::size_t row = part * rows;
                 const std::size_t height = std::min(rows, points_.count - row);
                 nn::multiply(nn::MatrixView::of(points_.point(row), height, points_.dimension),
                              nn::MatrixView::of(logits.values, width, points_.dimension).t(), 0.0F,
                              tile.data(), 1);
                 for (std::size_t i = 0; i < height; ++i) {
                     const float* const products = tile.data() + i * width;
                     means_.add(row + i, summed_, width, [&](std::size_t j, double) {
                         return static_cast<double>(products[j]) - normalizer[j];
                     });
                 }
             });
    summed_ += width;
    pending_.clear();
}

SampledLikelihood BernoulliBound::result() const {
    if (summed_ != means_.counts().back()) {
        throw std::logic_error("a bound of " + std::to_string(means_.counts().back()) +
                               " draws is asked for after " + std::to_string(added()));
    }
    return resultOf(means_);
}

SampledLikelihood bernoulliBound(const Points& points, const Points& logits,
                                 const std::vector<std::size_t>& counts, const LongWork& work) {
    checkCounts(counts, logits.count);
    BernoulliBound bound(points, counts, work.threads);
    checkDraws(logits, points);
    report(work.progress, 0.0);
    for (std::size_t first = 0; first < logits.count; first += block) {
        const std::size_t count = std::min(block, logits.count - first);
        bound.add(logits.part(first, count));
        report(work.progress,
               static_cast<double>(first + count) / static_cast<double>(logits.count));
    }
    return bound.result();
}

SampledLikelihood gaussianBound(const Points& points, const Points& means,
                                const std::vector<double>& deviations,
                                const std::vector<std::size_t>& counts, const LongWork& work) {
    checkPoints(points);
    checkDraws(means, points);
    checkCounts(counts, means.count);
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
                         return again && value > largest - LogMeans::negligible - slack
                                    ? constant - 0.5 * blocks.exact(i, first + j)
                                    : value;
                     });
                 });
    return resultOf(logMeans);
}

} // namespace scorescope::stats
