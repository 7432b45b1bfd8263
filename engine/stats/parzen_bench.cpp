// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/parzen_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/data/digits.h"
#include "engine/nn/products.h"
#include "engine/stats/parzen_likelihood.h"

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace scorescope::stats {
namespace {

constexpr std::size_t sampleCount = 10'000;
constexpr std::size_t pointCount = 10'000;
constexpr std::size_t fewerPoints = 2'000;

std::vector<float> drawnDigits(std::size_t count, data::DigitPart part, int threads) {
    const data::ImageSet images = data::drawDigits(count, part, 1, threads);
    std::vector<float> values;
    values.reserve(images.pixels.size());
    for (const std::uint8_t pixel : images.pixels) {
        values.push_back(static_cast<float>(pixel) / 255.0F);
    }
    return values;
}

/// Log-density of one point by the plain formula in double precision.
double plainLogDensity(const float* x, const Points& samples, double deviation) {
    const double rate = 0.5 / (deviation * deviation);
    std::vector<double> distances;
    for (std::size_t j = 0; j < samples.count; ++j) {
        distances.push_back(squaredDistance(x, samples.point(j), samples.dimension));
    }
    const double nearest = *std::min_element(distances.begin(), distances.end());
    double sum = 0.0;
    for (const double distance : distances) {
        sum += std::exp(-rate * (distance - nearest));
    }
    return std::log(sum / static_cast<double>(samples.count)) - rate * nearest -
           0.5 * static_cast<double>(samples.dimension) * std::log(std::acos(-1.0) / rate);
}

void checkAgreement(const Points& points, const Points& samples,
                    const std::vector<double>& deviations, int threads) {
    const std::vector<double> found =
        parzenLogDensities(points, samples, deviations, {threads, {}});
    for (std::size_t k = 0; k < deviations.size(); ++k) {
        for (std::size_t i = 0; i < points.count; ++i) {
            const double plain = plainLogDensity(points.point(i), samples, deviations[k]);
            if (!(std::abs(found[k * points.count + i] - plain) < 0.01)) {
                throw std::runtime_error("benchmark: a Parzen log-density is off by more than "
                                         "0.01 nat");
            }
        }
    }
}

double gigaflops(const Points& points, const Points& samples, double seconds) {
    return 2e-9 * static_cast<double>(points.count) * static_cast<double>(samples.count) *
           static_cast<double>(points.dimension) / seconds;
}

std::vector<BenchRow> run(int threads) {
    const std::vector<float> drawn = drawnDigits(pointCount, data::DigitPart::test, threads);
    const std::vector<float> others = drawnDigits(sampleCount, data::DigitPart::training, threads);
    const std::size_t pixels = drawn.size() / pointCount;
    const Points points{drawn.data(), pointCount, pixels};
    const Points samples{others.data(), sampleCount, pixels};
    const std::vector<double> grid = deviationGrid(0.1, 1.0, 10);
    checkAgreement(points.part(0, 20), samples, grid, threads);
    double keep = 0.0; // so that nothing is left out as unused

    BenchRow one;
    one.name = "parzen";
    one.size = "10000 x 10000, d=784, 1 s";
    one.dtype = "float32";
    one.threads = threads;
    constexpr std::size_t side = 2048;
    const double products = static_cast<double>(pointCount) * static_cast<double>(sampleCount) *
                            static_cast<double>(pixels) / std::pow(static_cast<double>(side), 3.0);
    const auto repeats = static_cast<std::size_t>(products);
    std::vector<float> square(side * side, 0.5F);
    std::vector<float> product(side * side);
    bench::compare(
        5,
        [&] {
            keep += parzenLogDensities(points, samples, {0.2}, {threads, {}})[0];
        },
        [&] {
            const nn::MatrixView matrix = nn::MatrixView::of(square.data(), side, side);
            for (std::size_t i = 0; i < repeats; ++i) {
                nn::multiply(matrix, matrix, 0.0F, product.data(), threads);
            }
        },
        one);
    one.referenceSeconds *= products / static_cast<double>(repeats);
    one.ratio = one.referenceSeconds / one.seconds;
    one.gflops = gigaflops(points, samples, one.seconds);

    const Points fewer = points.part(0, fewerPoints);
    BenchRow many = one;
    many.name = "parzen_grid";
    many.size = "2000 x 10000, d=784, 10 s";
    bench::compare(
        3,
        [&] {
            keep += parzenLogDensities(fewer, samples, grid, {threads, {}})[0];
        },
        [&] {
            for (const double deviation : grid) {
                keep += parzenLogDensities(fewer, samples, {deviation}, {threads, {}})[0];
            }
        },
        many);
    many.gflops = gigaflops(fewer, samples, many.seconds);
    if (!std::isfinite(keep)) {
        throw std::runtime_error("benchmark: a Parzen log-density is not finite");
    }
    return {one, many};
}

} // namespace

Benchmark parzenBenchmark() {
    return {"parzen",
            "Parzen log-likelihoods against the machine's product rate, and a grid of deviations "
            "against one evaluation for each",
            run};
}

} // namespace scorescope::stats
