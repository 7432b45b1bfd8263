// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/stats/energy_distance.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::near;

namespace {

std::vector<double> normals(std::size_t count, std::uint64_t seed, double mean = 0.0,
                            double deviation = 1.0) {
    RandomStream stream(seed, Purpose::test, 900);
    std::vector<double> values(count);
    for (double& value : values) {
        value = mean + deviation * stream.normal();
    }
    return values;
}

/// E|X| of N(mean, deviation²).
double meanAbsolute(double mean, double deviation) {
    const double pi = std::acos(-1.0);
    return deviation * std::sqrt(2.0 / pi) *
               std::exp(-0.5 * mean * mean / (deviation * deviation)) +
           mean * std::erf(mean / (deviation * std::sqrt(2.0)));
}

} // namespace

class TestEnergyDistance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ofFewPoints();
    void ofGaussians();
    void levelIsKept();
    void differencesAreFound();
    void neitherThreadsNorMemoryChangeIt();
    void badInput();
};

void TestEnergyDistance::ofFewPoints() {
    const double x[] = {0.0, 0.0, 3.0, 4.0};
    const double y[] = {0.0, 4.0};
    // Between: (4 + 3)/2; within x: 2·5/4; within y: 0.
    std::string message;
    QVERIFY2(near(energyDistance(x, 2, y, 1, 2), 7.0 - 2.5, 1e-15, 0.0, &message), message.c_str());
    QVERIFY2(near(energyDistance(x, 2, x, 2, 2), 0.0, 0.0, 1e-15, &message), message.c_str());
    // Of the three ways to choose the single point, which is the first sample of three, count by
    // hand: the statistic of {y} alone is 2/3 · 4.5 = 3.
    const TwoSampleResult result = twoSampleTest(x, 2, y, 1, 2);
    QVERIFY2(near(result.energyDistance, 4.5, 1e-14, 0.0, &message), message.c_str());
    QVERIFY2(near(result.statistic, 3.0, 1e-14, 0.0, &message), message.c_str());
}

void TestEnergyDistance::ofGaussians() {
    // X ~ N(0, 1), Y ~ N(1, 2²): X − Y ~ N(−1, 5), X − X' ~ N(0, 2), Y − Y' ~ N(0, 8).
    const double expected = 2.0 * meanAbsolute(1.0, std::sqrt(5.0)) -
                            meanAbsolute(0.0, std::sqrt(2.0)) - meanAbsolute(0.0, std::sqrt(8.0));
    constexpr std::size_t count = 3000;
    const std::vector<double> x = normals(count, 1);
    const std::vector<double> y = normals(count, 2, 1.0, 2.0);
    std::string message;
    // The estimate's standard error is about 0.02 here (2/√n times the deviation of the first-order
    // term, which is below 0.6); its bias (E‖X−X'‖ + E‖Y−Y'‖)/n = 0.001.
    QVERIFY2(
        near(energyDistance(x.data(), count, y.data(), count, 1), expected, 0.0, 0.08, &message),
        message.c_str());
    QVERIFY(expected > 0.3);
}

void TestEnergyDistance::levelIsKept() {
    // One distribution, 300 seeds, level 0.1: Bin(300, 0.1) lies in 12 … 50 but for 1e-4.
    int refused = 0;
    double sum = 0.0;
    TwoSampleOptions options;
    options.permutations = 99;
    constexpr int repeats = 300;
    for (int i = 0; i < repeats; ++i) {
        const auto seed = static_cast<std::uint64_t>(i);
        const std::vector<double> x = normals(2 * 20, 1000 + seed);
        const std::vector<double> y = normals(2 * 30, 5000 + seed);
        options.seed = seed;
        const TwoSampleResult result = twoSampleTest(x.data(), 20, y.data(), 30, 2, options);
        refused += result.refusedAt(0.1) ? 1 : 0;
        sum += result.pValue;
    }
    QVERIFY2(refused >= 12 && refused <= 50, std::to_string(refused).c_str());
    // p-values are uniform on 0.01 … 1: mean 0.505, standard error 0.29/√300.
    std::string message;
    QVERIFY2(near(sum / repeats, 0.505, 0.0, 4.0 * 0.29 / std::sqrt(300.0), &message),
             message.c_str());
}

void TestEnergyDistance::differencesAreFound() {
    const std::vector<double> x = normals(2 * 150, 1);
    TwoSampleOptions options;
    options.permutations = 999;
    const std::vector<double> shifted = normals(2 * 200, 2, 0.6);
    const TwoSampleResult shift = twoSampleTest(x.data(), 150, shifted.data(), 200, 2, options);
    QVERIFY(shift.refusedAt(0.001));
    const std::vector<double> wider = normals(2 * 200, 3, 0.0, 2.0);
    QVERIFY(twoSampleTest(wider.data(), 200, x.data(), 150, 2, options).refusedAt(0.001));
    const std::vector<double> same = normals(2 * 200, 4);
    const TwoSampleResult none = twoSampleTest(x.data(), 150, same.data(), 200, 2, options);
    QVERIFY2(!none.refusedAt(0.01), std::to_string(none.pValue).c_str());
    // All points alike: nothing to tell them apart by.
    const std::vector<double> constant(40, 1.0);
    const TwoSampleResult alike =
        twoSampleTest(constant.data(), 10, constant.data() + 20, 10, 2, options);
    QVERIFY(alike.pValue == 1.0);
}

void TestEnergyDistance::neitherThreadsNorMemoryChangeIt() {
    const std::vector<double> x = normals(3 * 60, 1);
    const std::vector<double> y = normals(3 * 90, 2, 0.2);
    TwoSampleOptions options;
    options.permutations = 199;
    options.threads = 1;
    const TwoSampleResult reference = twoSampleTest(x.data(), 60, y.data(), 90, 3, options);
    const double distance = energyDistance(x.data(), 60, y.data(), 90, 3, 1);
    std::string message;
    QVERIFY2(near(reference.energyDistance, distance, 1e-11, 0.0, &message), message.c_str());
    for (const int threads : {2, 3}) {
        options.threads = threads;
        for (const std::size_t bytes : {std::size_t(0), std::size_t(1) << 30U}) {
            options.matrixBytes = bytes;
            const TwoSampleResult result = twoSampleTest(x.data(), 60, y.data(), 90, 3, options);
            QVERIFY(result.statistic == reference.statistic); // bit for bit
            QVERIFY(result.pValue == reference.pValue);
        }
        QVERIFY(energyDistance(x.data(), 60, y.data(), 90, 3, threads) == distance);
    }
    options.seed = 2;
    QVERIFY(twoSampleTest(x.data(), 60, y.data(), 90, 3, options).statistic == reference.statistic);
}

void TestEnergyDistance::badInput() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double x[] = {0.0, 1.0};
    const double bad[] = {0.0, nan};
    QVERIFY(std::isnan(energyDistance(x, 2, bad, 2, 1)));
    QVERIFY(std::isnan(energyDistance(x, 0, x, 2, 1)));
    const auto refused = [](const auto& call) {
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(call()));
    };
    refused([&] { return twoSampleTest(x, 2, bad, 2, 1); });
    refused([&] { return twoSampleTest(x, 0, x, 2, 1); });
    refused([&] { return twoSampleTest(x, 2, x, 2, 0); });
    TwoSampleOptions options;
    options.permutations = 0;
    refused([&] { return twoSampleTest(x, 2, x, 2, 1, options); });
}

QTEST_APPLESS_MAIN(TestEnergyDistance)
#include "tst_energy_distance.moc"
