// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/manifold/nonparametric/nonparametric_score.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

struct Reference {
    std::vector<Bump> bumps;
    Partition partition;
    double sigma = 0.0;
    std::size_t i = 0;
    double rcae = 0.0;
    double dae = 0.0;
};

std::vector<double> numbersIn(const std::string& cell) {
    std::istringstream stream(cell);
    std::vector<double> numbers;
    for (double number = 0.0; stream >> number;) {
        numbers.push_back(number);
    }
    return numbers;
}

std::vector<Reference> readReference() {
    std::ifstream file(std::string(SCORESCOPE_SOURCE_DIR) +
                       "/tests/engine/manifold/reference_nonparametric.csv");
    std::vector<Reference> rows;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream stream(line);
        std::vector<std::string> cells;
        for (std::string cell; std::getline(stream, cell, ',');) {
            cells.push_back(cell);
        }
        Reference row;
        const std::vector<double> heights = numbersIn(cells.at(1));
        const std::vector<double> means = numbersIn(cells.at(2));
        const std::vector<double> widths = numbersIn(cells.at(3));
        for (std::size_t k = 0; k < heights.size(); ++k) {
            row.bumps.push_back({heights[k], means.at(k), widths.at(k)});
        }
        row.partition = {std::stod(cells.at(4)), std::stod(cells.at(5)),
                         static_cast<std::size_t>(std::stoul(cells.at(6)))};
        row.sigma = std::stod(cells.at(7));
        row.i = static_cast<std::size_t>(std::stoul(cells.at(8)));
        row.rcae = std::stod(cells.at(9));
        row.dae = std::stod(cells.at(10));
        rows.push_back(row);
    }
    return rows;
}

std::string messageOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr double gaussianWidth = 0.25;

TabulatedDensity gaussian(const Partition& partition) {
    return tabulate(densityOf({{1.0, 0.0, gaussianWidth}}), partition);
}

} // namespace

class TestNonparametricScore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheIndependentScript();
    void rcaeIsStationary();
    void rcaeIsAMinimum();
    void daeOfAGaussian();
    void errorsFallWithSigmaSquared();
    void discretizationFallsWithTheSpacing();
    void scoreIsTheSlopeOfTheLogDensity();
    void tailsBelowTheSmallestDouble();
    void extremeSigma();
    void mirrorsADensity();
    void refusesAZeroMass();
    void refusesWhatCannotBe_data();
    void refusesWhatCannotBe();
    void spacesSigmas();
};

void TestNonparametricScore::agreesWithTheIndependentScript() {
    const std::vector<Reference> rows = readReference();
    QVERIFY(rows.size() > 100);
    std::string message;
    for (const Reference& row : rows) {
        const std::vector<double> logDensity =
            tabulate(densityOf(row.bumps), row.partition).logDensity;
        // 1e-8 is asked for; the script solves a system with condition numbers up to about 1e8 and
        // refines its solution.
        QVERIFY2(near(rcaeDisplacement(logDensity, row.partition, row.sigma).at(row.i), row.rcae,
                      0.0, 1e-8, &message),
                 message.c_str());
        QVERIFY2(near(daeDisplacement(logDensity, row.partition, row.sigma).at(row.i), row.dae, 0.0,
                      1e-8, &message),
                 message.c_str());
    }
}

void TestNonparametricScore::rcaeIsStationary() {
    const Partition partition{-1.5, 1.5, 60};
    const std::vector<double> logDensity =
        tabulate(densityOf(densityPresets().front().bumps), partition).logDensity;
    const double sigma = 0.2;
    const std::vector<double> best = rcaeDisplacement(logDensity, partition, sigma);
    const double lowest = rcaeLoss(best, logDensity, partition, sigma);
    // The loss is a parabola along every axis, so central differences are exact but for rounding:
    // about 1e-16 · loss / h.
    const double h = 1e-3;
    for (std::size_t i = 0; i < partition.points; ++i) {
        std::vector<double> moved = best;
        moved[i] += h;
        const double above = rcaeLoss(moved, logDensity, partition, sigma);
        moved[i] -= 2.0 * h;
        const double below = rcaeLoss(moved, logDensity, partition, sigma);
        QVERIFY(above > lowest && below > lowest);
        QVERIFY2(std::abs(above - below) / (2.0 * h) < 1e-11,
                 qPrintable(QString::number((above - below) / (2.0 * h))));
    }
}

void TestNonparametricScore::rcaeIsAMinimum() {
    const Partition partition{-1.5, 1.5, 200};
    const std::vector<double> logDensity =
        tabulate(densityOf(densityPresets().front().bumps), partition).logDensity;
    const std::vector<double> best = rcaeDisplacement(logDensity, partition, 0.3);
    const double lowest = rcaeLoss(best, logDensity, partition, 0.3);
    RandomStream stream(7, Purpose::test, 0, 0);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<double> other = best;
        for (double& value : other) {
            value += 1e-3 * stream.normal();
        }
        QVERIFY(rcaeLoss(other, logDensity, partition, 0.3) > lowest);
    }
}

void TestNonparametricScore::daeOfAGaussian() {
    // N(0, w²) seen through N(0, σ²): r(x) = x w²/(w² + σ²). Far from the ends of an interval of 12
    // deviations the sums over 2000 points are the integrals up to rounding.
    const Partition partition{-3.0, 3.0, 2000};
    const std::vector<double> logDensity = gaussian(partition).logDensity;
    for (const double sigma : {0.02, 0.1, 0.25}) {
        const std::vector<double> dae = daeDisplacement(logDensity, partition, sigma);
        const double share = sigma * sigma / (gaussianWidth * gaussianWidth + sigma * sigma);
        for (std::size_t i = 0; i < partition.points; ++i) {
            const double x = partition.x(i);
            if (std::abs(x) < 1.0) {
                std::string message;
                QVERIFY2(near(dae[i], -share * x, 1e-9, 1e-12, &message), message.c_str());
            }
        }
    }
}

void TestNonparametricScore::errorsFallWithSigmaSquared() {
    // (3.4), (3.8): the estimates are off by O(σ²) for a smooth density. Halving σ from 0.04 must
    // divide the error by 4, up to the next term, of relative size (σ/w)² = 2.6 %.
    const Partition fine{-2.0, 2.0, 16001};
    const TabulatedDensity table = gaussian(fine);
    const auto daeError = [&](double sigma) {
        return weightedDifference(
            scoreEstimate(daeDisplacement(table.logDensity, fine, sigma), sigma), table.score,
            table.logDensity);
    };
    const double ratio = daeError(0.04) / daeError(0.02);
    QVERIFY2(std::abs(ratio - 4.0) < 0.15, qPrintable(QString::number(ratio)));
    const auto rcaeError = [&](double sigma) {
        return weightedDifference(
            scoreEstimate(rcaeDisplacement(table.logDensity, fine, sigma), sigma), table.score,
            table.logDensity);
    };
    // The forward differences leave Δ/2 · sqrt(2)/w² = 0.003, 3 % of the error at σ = 0.04 and
    // more than a tenth at 0.02; the two add up as squares.
    const double rcaeRatio = rcaeError(0.08) / rcaeError(0.04);
    QVERIFY2(std::abs(rcaeRatio - 4.0) < 0.5, qPrintable(QString::number(rcaeRatio)));
    // Proposition 1: the estimates approach each other too.
    const auto difference = [&](double sigma) {
        return weightedDifference(
            scoreEstimate(rcaeDisplacement(table.logDensity, fine, sigma), sigma),
            scoreEstimate(daeDisplacement(table.logDensity, fine, sigma), sigma), table.logDensity);
    };
    QVERIFY(difference(0.05) < 0.05 * daeError(0.05));
}

void TestNonparametricScore::discretizationFallsWithTheSpacing() {
    // For σ → 0 the RCAE's estimate tends to (1 − p_{i−1}/p_i)/Δ, off by Δ (s² + s′)/2, whose root
    // mean square under a Gaussian is Δ sqrt(2)/(2 w²). σ = 0.002 leaves O(σ²) out of sight.
    for (const std::size_t points : {501, 2001}) {
        const Partition partition{-1.5, 1.5, points};
        const TabulatedDensity table = gaussian(partition);
        const double error = weightedDifference(
            scoreEstimate(rcaeDisplacement(table.logDensity, partition, 0.002), 0.002), table.score,
            table.logDensity);
        const double expected =
            partition.spacing() * std::sqrt(2.0) / (2.0 * gaussianWidth * gaussianWidth);
        std::string message;
        QVERIFY2(near(error, expected, 0.05, 0.0, &message), message.c_str());
    }
}

void TestNonparametricScore::scoreIsTheSlopeOfTheLogDensity() {
    const Partition partition{-1.5, 1.5, 3001};
    for (const DensityPreset& preset : densityPresets()) {
        const TabulatedDensity table = tabulate(densityOf(preset.bumps), partition);
        for (std::size_t i = 1; i + 1 < partition.points; i += 7) {
            const double slope =
                (table.logDensity[i + 1] - table.logDensity[i - 1]) / (2.0 * partition.spacing());
            // Central differences over Δ = 0.001: error Δ²/6 · third derivative. Half way between
            // narrow points the score turns over within 0.006, so points there are left out.
            const double bend = std::abs(table.score[i + 1] - table.score[i - 1]);
            if (bend < 2.0) {
                std::string message;
                QVERIFY2(near(table.score[i], slope, 1e-3, 0.02, &message), message.c_str());
            }
        }
    }
}

void TestNonparametricScore::tailsBelowTheSmallestDouble() {
    // Width 0.02 and distance 1.5: p falls to e^−2800. Both solutions are still those of a
    // Gaussian.
    const double width = 0.02;
    const Partition partition{-1.5, 1.5, 3001};
    const std::vector<double> logDensity =
        tabulate(densityOf({{1.0, 0.0, width}}), partition).logDensity;
    QVERIFY(std::exp(logDensity.front()) == 0.0);
    const double sigma = 0.01;
    const std::vector<double> dae = daeDisplacement(logDensity, partition, sigma);
    const double share = sigma * sigma / (width * width + sigma * sigma);
    for (std::size_t i = 0; i < partition.points; i += 10) {
        const double x = partition.x(i);
        std::string message;
        QVERIFY2(near(dae[i], -share * x, 1e-6, 1e-9, &message), message.c_str());
    }
    const std::vector<double> rcae = rcaeDisplacement(logDensity, partition, sigma);
    QVERIFY(std::all_of(rcae.begin(), rcae.end(), [](double u) { return std::isfinite(u); }));
    QVERIFY(rcae.front() > 0.0 && rcae.back() < 0.0);
}

void TestNonparametricScore::extremeSigma() {
    const Partition partition{-1.5, 1.5, 1000};
    const std::vector<double> logDensity =
        tabulate(densityOf(densityPresets().front().bumps), partition).logDensity;
    double mean = 0.0;
    double mass = 0.0;
    for (std::size_t i = 0; i < partition.points; ++i) {
        mean += std::exp(logDensity[i]) * partition.x(i);
        mass += std::exp(logDensity[i]);
    }
    mean /= mass;
    // A huge σ leaves the constant: the mean of the data. RCAE: off by O(1/σ²).
    const std::vector<double> rcae = rcaeDisplacement(logDensity, partition, 1e4);
    const std::vector<double> dae = daeDisplacement(logDensity, partition, 1e4);
    for (std::size_t i = 0; i < partition.points; i += 13) {
        std::string message;
        QVERIFY2(near(rcae[i] + partition.x(i), mean, 0.0, 1e-6, &message), message.c_str());
        QVERIFY2(near(dae[i] + partition.x(i), mean, 0.0, 1e-6, &message), message.c_str());
    }
    // A σ far below the spacing sees only the point itself: r(x) = x.
    for (const double u : daeDisplacement(logDensity, partition, 1e-6)) {
        QVERIFY(std::abs(u) < 1e-300);
    }
    for (const double u : rcaeDisplacement(logDensity, partition, 1e-6)) {
        QVERIFY(std::abs(u) < 1e-9);
    }
}

void TestNonparametricScore::mirrorsADensity() {
    // The DAE has no direction: p(−x) must give −r(−x) to the last digits.
    const Partition partition{-1.5, 1.5, 301};
    const std::vector<double> logDensity =
        tabulate(densityOf(densityPresets().front().bumps), partition).logDensity;
    std::vector<double> mirrored(logDensity.rbegin(), logDensity.rend());
    const std::vector<double> a = daeDisplacement(logDensity, partition, 0.2);
    const std::vector<double> b = daeDisplacement(mirrored, partition, 0.2);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::string message;
        QVERIFY2(near(a[i], -b[a.size() - 1 - i], 1e-12, 1e-15, &message), message.c_str());
    }
}

void TestNonparametricScore::refusesAZeroMass() {
    const Partition partition{0.0, 4.0, 5};
    const std::string zero = messageOf([&] {
        static_cast<void>(logarithmOf({1.0, 2.0, 0.0, 1.0, 1.0}, partition));
    });
    QVERIFY2(contains(zero, "zero at x = 2 (point 2)"), zero.c_str());
    const std::string negative = messageOf([&] {
        static_cast<void>(logarithmOf({1.0, -2.0, 1.0, 1.0, 1.0}, partition));
    });
    QVERIFY2(contains(negative, "x = 1"), negative.c_str());
    const double none = -std::numeric_limits<double>::infinity();
    const std::vector<double> logDensity{0.0, 0.0, 0.0, none, 0.0};
    for (const auto& solve : {rcaeDisplacement, daeDisplacement}) {
        const std::string message =
            messageOf([&] { static_cast<void>(solve(logDensity, partition, 0.5)); });
        QVERIFY2(contains(message, "zero at x = 3 (point 3)"), message.c_str());
    }
    const std::vector<double> fine = logarithmOf({1.0, 2.0, 1.0, 2.0, 1.0}, partition);
    QVERIFY(std::abs(fine[1] - std::log(2.0)) < 1e-15);
}

void TestNonparametricScore::refusesWhatCannotBe_data() {
    QTest::addColumn<double>("sigma");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<int>("points");
    QTest::addColumn<double>("value");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    QTest::newRow("sigma 0") << 0.0 << 0.0 << 1.0 << 5 << 0.0;
    QTest::newRow("sigma negative") << -1.0 << 0.0 << 1.0 << 5 << 0.0;
    QTest::newRow("sigma NaN") << nan << 0.0 << 1.0 << 5 << 0.0;
    QTest::newRow("sigma infinite") << infinity << 0.0 << 1.0 << 5 << 0.0;
    QTest::newRow("one point") << 0.1 << 0.0 << 1.0 << 1 << 0.0;
    QTest::newRow("empty interval") << 0.1 << 1.0 << 1.0 << 5 << 0.0;
    QTest::newRow("infinite interval") << 0.1 << -infinity << 1.0 << 5 << 0.0;
    QTest::newRow("log p NaN") << 0.1 << 0.0 << 1.0 << 5 << nan;
    QTest::newRow("log p infinite") << 0.1 << 0.0 << 1.0 << 5 << infinity;
}

void TestNonparametricScore::refusesWhatCannotBe() {
    QFETCH(double, sigma);
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(int, points);
    QFETCH(double, value);
    const Partition partition{low, high, static_cast<std::size_t>(points)};
    const std::vector<double> logDensity(partition.points, value);
    QVERIFY(!messageOf([&] {
                 static_cast<void>(rcaeDisplacement(logDensity, partition, sigma));
             }).empty());
    QVERIFY(!messageOf([&] {
                 static_cast<void>(daeDisplacement(logDensity, partition, sigma));
             }).empty());
    QVERIFY(!messageOf([] { static_cast<void>(densityOf({{0.0, 0.0, 1.0}})); }).empty());
    QVERIFY(!messageOf([] { static_cast<void>(densityOf({{1.0, 0.0, 0.0}})); }).empty());
}

void TestNonparametricScore::spacesSigmas() {
    const std::vector<double> sigmas = logSpaced(1.0, 0.01, 5);
    QCOMPARE(sigmas.size(), std::size_t{5});
    std::string message;
    for (std::size_t k = 0; k < sigmas.size(); ++k) {
        QVERIFY2(
            near(sigmas[k], std::pow(10.0, -0.5 * static_cast<double>(k)), 1e-14, 0.0, &message),
            message.c_str());
    }
}

QTEST_GUILESS_MAIN(TestNonparametricScore)
#include "tst_nonparametric_score.moc"
