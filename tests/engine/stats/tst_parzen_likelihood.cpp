// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/data/digits.h"
#include "engine/stats/parzen_likelihood.h"
#include "tests/support/near.h"
#include "tests/support/reference_numbers.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::congruentialNumbers;
using scorescope::test::near;

namespace {

const double pi = std::acos(-1.0);

/// The plain formula, in double precision.
double plainLogDensity(const float* x, const Points& samples, double deviation) {
    std::vector<double> exponents(samples.count);
    for (std::size_t j = 0; j < samples.count; ++j) {
        double sum = 0.0;
        for (std::size_t k = 0; k < samples.dimension; ++k) {
            const double difference =
                static_cast<double>(x[k]) - static_cast<double>(samples.point(j)[k]);
            sum += difference * difference;
        }
        exponents[j] = -0.5 * sum / (deviation * deviation);
    }
    const double largest = *std::max_element(exponents.begin(), exponents.end());
    double sum = 0.0;
    for (const double exponent : exponents) {
        sum += std::exp(exponent - largest);
    }
    return largest + std::log(sum / static_cast<double>(samples.count)) -
           0.5 * static_cast<double>(samples.dimension) *
               std::log(2.0 * pi * deviation * deviation);
}

std::vector<float> digits(std::size_t count, std::uint64_t seed) {
    const data::ImageSet images = data::drawDigits(count, data::DigitPart::training, seed);
    std::vector<float> values(images.pixels.size());
    std::transform(images.pixels.begin(), images.pixels.end(), values.begin(),
                   [](std::uint8_t pixel) { return static_cast<float>(pixel) / 255.0F; });
    return values;
}

std::vector<float> normals(std::size_t count, std::uint32_t chain) {
    RandomStream stream(7, Purpose::test, chain);
    std::vector<float> values(count);
    for (float& value : values) {
        value = static_cast<float>(stream.normal());
    }
    return values;
}

double worstError(const Points& points, const Points& samples,
                  const std::vector<double>& deviations) {
    const std::vector<double> found = parzenLogDensities(points, samples, deviations);
    double worst = 0.0;
    for (std::size_t k = 0; k < deviations.size(); ++k) {
        for (std::size_t i = 0; i < points.count; ++i) {
            worst =
                std::max(worst, std::abs(found[k * points.count + i] -
                                         plainLogDensity(points.point(i), samples, deviations[k])));
        }
    }
    return worst;
}

} // namespace

class TestParzenLikelihood : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asScipyHasIt() {
        // More points and samples than a block has.
        const std::vector<float> x = congruentialNumbers(1, 300 * 5);
        const std::vector<float> y = congruentialNumbers(2, 900 * 5);
        const test::ReferenceNumbers reference;
        const std::vector<double> deviations{0.01, 0.05, 0.2, 1.0};
        const char* const names[] = {"0.01", "0.05", "0.2", "1"};
        const std::vector<double> found =
            parzenLogDensities({x.data(), 300, 5}, {y.data(), 900, 5}, deviations);
        std::string message;
        for (std::size_t k = 0; k < deviations.size(); ++k) {
            const MeanOverPoints mean = meanOverPoints(found.data() + k * 300, 300);
            const std::string name = names[k];
            QVERIFY2(near(mean.mean, reference["parzen_mean_" + name], 1e-5, 1e-5, &message),
                     message.c_str());
            QVERIFY2(
                near(mean.standardError, reference["parzen_error_" + name], 1e-5, 1e-5, &message),
                message.c_str());
            QVERIFY2(near(found[k * 300], reference["parzen_first_" + name], 0.0, 0.01, &message),
                     message.c_str());
        }
    }

    void oneSampleIsAGaussian() {
        const std::vector<float> x{1.0F, 2.0F, -1.0F};
        const std::vector<float> y{0.5F, 2.0F, 1.0F};
        std::string message;
        for (const double deviation : {0.3, 2.0}) {
            const double exact = -0.5 * 4.25 / (deviation * deviation) -
                                 1.5 * std::log(2.0 * pi * deviation * deviation);
            QVERIFY2(near(parzenLogDensities({x.data(), 1, 3}, {y.data(), 1, 3}, {deviation})[0],
                          exact, 1e-6, 1e-5, &message),
                     message.c_str());
        }
    }

    void digitsWithinAHundredthOfANat() {
        const std::vector<float> x = digits(120, 3);
        const std::vector<float> y = digits(1000, 4);
        const double worst =
            worstError({x.data(), 120, 784}, {y.data(), 1000, 784}, deviationGrid(0.02, 1.5, 9));
        QVERIFY2(worst < 0.01, std::to_string(worst).c_str());
    }

    void farFromZeroNothingIsLost() {
        std::vector<float> x = digits(40, 3);
        std::vector<float> y = digits(300, 4);
        for (std::vector<float>* const values : {&x, &y}) {
            for (float& value : *values) {
                value += 300.0F;
            }
        }
        const double worst = worstError({x.data(), 40, 784}, {y.data(), 300, 784}, {0.1, 0.2, 0.5});
        QVERIFY2(worst < 0.01, std::to_string(worst).c_str());
    }

    void samplesThatAreThePoints() {
        // Every distance that counts is 0, where products in single precision have none left.
        const std::vector<float> y = normals(30 * 50, 1);
        const Points points{y.data(), 30, 50};
        constexpr double deviation = 1e-4;
        const std::vector<double> found = parzenLogDensities(points, points, {deviation, 10.0});
        const double exact = -std::log(30.0) - 25.0 * std::log(2.0 * pi * deviation * deviation);
        std::string message;
        for (std::size_t i = 0; i < 30; ++i) {
            QVERIFY2(near(found[i], exact, 1e-12, 0.0, &message), message.c_str());
        }
        const std::vector<float> same(40, 0.25F);
        QVERIFY2(near(parzenLogDensities({same.data(), 1, 2}, {same.data(), 20, 2}, {0.5})[0],
                      -std::log(2.0 * pi * 0.25), 1e-7, 0.0, &message),
                 message.c_str());
    }

    void everyDeviationAsByItself() {
        const std::vector<float> x = digits(60, 5);
        const std::vector<float> y = digits(500, 6);
        const std::vector<double> grid = deviationGrid(0.1, 1.0, 10);
        const std::vector<double> together =
            parzenLogDensities({x.data(), 60, 784}, {y.data(), 500, 784}, grid);
        std::string message;
        for (std::size_t k = 0; k < grid.size(); ++k) {
            const std::vector<double> alone =
                parzenLogDensities({x.data(), 60, 784}, {y.data(), 500, 784}, {grid[k]});
            for (std::size_t i = 0; i < 60; ++i) {
                QVERIFY2(near(together[k * 60 + i], alone[i], 0.0, 0.01, &message),
                         message.c_str());
            }
        }
    }

    void threadsDoNotChangeIt() {
        const std::vector<float> x = normals(700 * 20, 2);
        const std::vector<float> y = normals(1700 * 20, 3);
        const auto by = [&](int threads) {
            return parzenLogDensities({x.data(), 700, 20}, {y.data(), 1700, 20}, {0.2, 0.7, 2.0},
                                      {threads, {}});
        };
        const std::vector<double> one = by(1);
        QVERIFY(one == by(2)); // bit for bit
        QVERIFY(one == by(5));
    }

    void chosenOnValidationPoints() {
        const std::vector<float> y = normals(400, 4);
        const std::vector<float> validation = normals(300, 5);
        const std::vector<float> test = normals(500, 6);
        const std::vector<double> grid = deviationGrid(0.01, 4.0, 15);
        const ParzenLikelihood found = parzenLikelihood(
            {y.data(), 400, 1}, {validation.data(), 300, 1}, {test.data(), 500, 1}, grid);
        std::vector<double> means;
        for (const double deviation : grid) {
            double sum = 0.0;
            for (const float& x : validation) {
                sum += plainLogDensity(&x, {y.data(), 400, 1}, deviation);
            }
            means.push_back(sum / 300.0);
        }
        const auto best = std::max_element(means.begin(), means.end()) - means.begin();
        QCOMPARE(found.chosen, static_cast<std::size_t>(best));
        QVERIFY(!found.atEdge);
        QCOMPARE(found.deviation, grid[found.chosen]);
        std::string message;
        // −½ log(2πe) is what N(0, 1) itself would score; a window is below, by little here.
        const double entropy = -0.5 * std::log(2.0 * pi * std::exp(1.0));
        QVERIFY2(
            near(found.test.mean, entropy, 0.0, 0.05 + 3.0 * found.test.standardError, &message),
            message.c_str());
        QVERIFY2(near(found.test.standardError, std::sqrt(0.5 / 500.0), 0.2, 0.0, &message),
                 message.c_str());
        QCOMPARE(found.logDensities.size(), std::size_t(500));
        // A grid that ends too early says so.
        QVERIFY(parzenLikelihood({y.data(), 400, 1}, {validation.data(), 300, 1},
                                 {test.data(), 500, 1}, {2.0, 3.0})
                    .atEdge);
    }

    void progressIsToldAndCancelWorks() {
        const std::vector<float> x = normals(5000, 7);
        std::vector<double> shares;
        const auto run = [&](const Progress& progress) {
            return parzenLikelihood({x.data(), 2500, 2}, {x.data(), 2500, 2}, {x.data(), 2500, 2},
                                    {0.1, 0.2}, {1, progress});
        };
        static_cast<void>(run([&](double share) {
            shares.push_back(share);
            return true;
        }));
        QVERIFY(shares.size() >= 4);
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QCOMPARE(shares.front(), 0.0);
        QCOMPARE(shares.back(), 1.0);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(run([](double share) { return share < 0.3; })),
                                 Cancelled);
    }

    void badInput() {
        const std::vector<float> x{0.0F, 1.0F, 2.0F, 3.0F};
        const Points points{x.data(), 2, 2};
        const auto refuses = [&](const Points& a, const Points& b,
                                 const std::vector<double>& deviations) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(parzenLogDensities(a, b, deviations)),
                                     std::invalid_argument);
        };
        refuses({x.data(), 0, 2}, points, {1.0});
        refuses(points, {x.data(), 0, 2}, {1.0});
        refuses(points, {x.data(), 4, 1}, {1.0});
        refuses(points, points, {});
        refuses(points, points, {1.0, 0.0});
        refuses(points, points, {std::numeric_limits<double>::quiet_NaN()});
        refuses(points, points, {std::numeric_limits<double>::infinity()});
        const std::vector<float> odd{0.0F, std::numeric_limits<float>::infinity()};
        refuses(points, {odd.data(), 1, 2}, {1.0});
        const std::vector<float> large{0.0F, 1e20F};
        refuses(points, {large.data(), 1, 2}, {1.0});
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(deviationGrid(0.0, 1.0, 3)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(deviationGrid(2.0, 1.0, 3)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(deviationGrid(1.0, 2.0, 0)),
                                 std::invalid_argument);
    }

    void gridsAreGeometric() {
        const std::vector<double> grid = deviationGrid(0.1, 1.0, 10);
        QCOMPARE(grid.size(), std::size_t(10));
        QCOMPARE(grid.front(), 0.1);
        std::string message;
        QVERIFY2(near(grid.back(), 1.0, 1e-14, 0.0, &message), message.c_str());
        QVERIFY2(near(grid[4] / grid[3], std::pow(10.0, 1.0 / 9.0), 1e-14, 0.0, &message),
                 message.c_str());
        QCOMPARE(deviationGrid(0.5, 0.5, 1), std::vector<double>{0.5});
    }
};

QTEST_APPLESS_MAIN(TestParzenLikelihood)
#include "tst_parzen_likelihood.moc"
