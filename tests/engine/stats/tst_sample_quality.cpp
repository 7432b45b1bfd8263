// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/stats/energy_distance.h"
#include "engine/stats/nearest_others.h"
#include "engine/stats/sample_classifier.h"
#include "engine/stats/sample_quality.h"
#include "tests/support/near.h"
#include "tests/support/reference_numbers.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::congruentialNumbers;
using scorescope::test::near;

namespace {

std::vector<float> normals(std::size_t count, std::uint32_t chain, double mean = 0.0) {
    RandomStream stream(3, Purpose::test, chain);
    std::vector<float> values(count);
    for (float& value : values) {
        value = static_cast<float>(mean + stream.normal());
    }
    return values;
}

Points pointsOf(const std::vector<float>& values, std::size_t dimension) {
    return {values.data(), values.size() / dimension, dimension};
}

bool holds(const Estimate& estimate, double value) {
    return estimate.low <= value && value <= estimate.high;
}

std::string textOf(const Estimate& estimate) {
    return std::to_string(estimate.value) + " in " + std::to_string(estimate.low) + " .. " +
           std::to_string(estimate.high);
}

const double sqrtTwo = std::sqrt(2.0);

} // namespace

class TestSampleQuality : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesHaveWilsonsInterval() {
        // E. Wilson's interval for 8 of 10, as any table has it.
        const Estimate share = shareOf(8, 10);
        std::string message;
        QVERIFY2(near(share.low, 0.4901625, 1e-6, 0.0, &message), message.c_str());
        QVERIFY2(near(share.high, 0.9433178, 1e-6, 0.0, &message), message.c_str());
        QCOMPARE(shareOf(0, 5).low, 0.0);
        QCOMPARE(shareOf(5, 5).high, 1.0);
        QVERIFY(shareOf(5, 5).low < 0.6);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(shareOf(0, 0)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(shareOf(2, 1)), std::invalid_argument);
    }

    void studentsQuantiles() {
        // As any table has them; many degrees are the normal distribution's.
        const std::vector<std::pair<std::size_t, double>> table = {
            {1, 12.7062047364}, {2, 4.3026527297},  {3, 3.1824463053},  {4, 2.7764451052},
            {9, 2.2621571628},  {30, 2.0422724563}, {120, 1.9799304051}};
        std::string message;
        for (const auto& [degrees, expected] : table) {
            QVERIFY2(near(studentQuantile(degrees), expected, 1e-10, 0.0, &message),
                     message.c_str());
        }
        QVERIFY2(near(studentQuantile(1000000), 1.9599639845, 2e-6, 0.0, &message),
                 message.c_str());
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(studentQuantile(0)), std::invalid_argument);
    }

    void repetitionsHaveStudentsInterval() {
        // Mean 3, deviation √(10/4), of five.
        const Uncertain mean = meanOfRepetitions({1.0, 2.0, 3.0, 4.0, 5.0});
        QVERIFY(mean.hasInterval());
        std::string message;
        QVERIFY2(near(mean.estimate.value, 3.0, 1e-15, 0.0, &message), message.c_str());
        QVERIFY2(near(mean.estimate.high, 3.0 + 2.7764451052 * std::sqrt(0.5), 1e-9, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(mean.estimate.low, 6.0 - mean.estimate.high, 1e-12, 0.0, &message),
                 message.c_str());
        // No interval, and why.
        const Uncertain one = meanOfRepetitions({0.3});
        QVERIFY(!one.hasInterval() && std::isnan(one.estimate.low));
        QCOMPARE(one.reason, std::string("there is one repetition only"));
        const Uncertain equal = meanOfRepetitions({0.1, 0.1, 0.1});
        QVERIFY(!equal.hasInterval() && std::isnan(equal.estimate.high));
        QCOMPARE(equal.estimate.value, 0.1);
        QCOMPARE(equal.reason, std::string("all repetitions are the same"));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(meanOfRepetitions({})), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(meanOfRepetitions({1.0, std::numeric_limits<double>::infinity()})),
            std::invalid_argument);
    }

    void areasByHand() {
        // Of 3 × 2 pairs, 4 are above and one is equal.
        const RankComparison ranks = compareByRank({1.0, 3.0, 4.0}, {1.0, 2.0});
        std::string message;
        QVERIFY2(near(ranks.area, 4.5 / 6.0, 1e-15, 0.0, &message), message.c_str());
        // V₁₀ = ¼, 1, 1; V₀₁ = 5/6, 2/3: variances 3/16 and 1/72.
        QVERIFY2(near(ranks.variance, 3.0 / 16.0 / 3.0 + 1.0 / 72.0 / 2.0, 1e-14, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(ranks.z, 0.25 / std::sqrt(6.0 / 72.0), 1e-14, 0.0, &message),
                 message.c_str());
        QCOMPARE(compareByRank({5.0, 6.0}, {1.0}).area, 1.0);
        QCOMPARE(compareByRank({1.0, 1.0}, {1.0}).area, 0.5);
        // All in order: not certain, but as certain as ten of ten.
        const Estimate certain = areaEstimate(1.0, 0.0, 10);
        QVERIFY2(near(certain.low, 0.6915029, 1e-6, 0.0, &message), message.c_str());
        QCOMPARE(certain.high, 1.0);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(compareByRank({}, {1.0})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(compareByRank({std::numeric_limits<double>::quiet_NaN()}, {1.0})),
            std::invalid_argument);
    }

    void areaOfGaussiansAndItsInterval() {
        // P(X > Y) = Φ(δ/√2) for N(δ, 1) and N(0, 1). 200 seeds: Bin(200, 0.95) lies in 178 … 199
        // but for 1e-3.
        const double exact = 0.5 * std::erfc(-0.8 / sqrtTwo / sqrtTwo);
        int held = 0;
        for (std::uint32_t seed = 0; seed < 200; ++seed) {
            RandomStream stream(seed, Purpose::test, 50);
            std::vector<double> x(60);
            std::vector<double> y(80);
            for (double& value : x) {
                value = 0.8 + stream.normal();
            }
            for (double& value : y) {
                value = stream.normal();
            }
            const RankComparison ranks = compareByRank(x, y);
            held += holds(areaEstimate(ranks.area, ranks.variance, 60), exact) ? 1 : 0;
        }
        QVERIFY2(held >= 178 && held < 200, std::to_string(held).c_str());
    }

    void realMeetsReal() {
        const std::vector<float> x = normals(600 * 10, 1);
        const std::vector<float> y = normals(500 * 10, 2);
        for (const std::size_t hidden : {std::size_t(0), std::size_t(16)}) {
            ClassifierOptions options;
            options.hidden = hidden;
            const ClassifierVerdict verdict = tellApart(pointsOf(x, 10), pointsOf(y, 10), options);
            QVERIFY2(holds(verdict.area, 0.5), textOf(verdict.area).c_str());
            QVERIFY2(verdict.pValue > 0.01, std::to_string(verdict.pValue).c_str());
            QVERIFY(verdict.area.high - verdict.area.low < 0.1);
            QCOMPARE(verdict.folds.size(), std::size_t(5));
        }
    }

    void whatDiffersIsTold() {
        const std::vector<float> x = normals(300 * 4, 3, 5.0);
        const std::vector<float> y = normals(300 * 4, 4, -5.0);
        const ClassifierVerdict apart = tellApart(pointsOf(x, 4), pointsOf(y, 4));
        QCOMPARE(apart.area.value, 1.0);
        QVERIFY(apart.area.low > 0.95);
        QVERIFY(apart.pValue < 1e-10);
        // N(0, 1) and N(1, 1) along one of four axes: the best possible area is Φ(1/√2) = 0.760.
        std::vector<float> shifted = normals(2000 * 4, 5);
        for (std::size_t i = 0; i < 2000; ++i) {
            shifted[4 * i] += 1.0F;
        }
        const std::vector<float> plain = normals(2000 * 4, 6);
        const double best = 0.5 * std::erfc(-0.5);
        ClassifierOptions linear;
        linear.hidden = 0;
        const ClassifierVerdict shift = tellApart(pointsOf(shifted, 4), pointsOf(plain, 4), linear);
        QVERIFY2(holds(shift.area, best), textOf(shift.area).c_str());
        // A circle around a heap: no plane tells them apart, but a network does.
        std::vector<float> circle = normals(800 * 2, 7);
        std::vector<float> heap = normals(800 * 2, 8);
        for (std::size_t i = 0; i < 800; ++i) {
            const float length = std::hypot(circle[2 * i], circle[2 * i + 1]);
            circle[2 * i] *= 2.0F / length;
            circle[2 * i + 1] *= 2.0F / length;
            heap[2 * i] *= 0.3F;
            heap[2 * i + 1] *= 0.3F;
        }
        const double byPlane = tellApart(pointsOf(circle, 2), pointsOf(heap, 2), linear).area.value;
        const double byNetwork = tellApart(pointsOf(circle, 2), pointsOf(heap, 2)).area.value;
        QVERIFY2(byPlane < 0.65, std::to_string(byPlane).c_str());
        QVERIFY2(byNetwork > 0.99, std::to_string(byNetwork).c_str());
    }

    void threadsDoNotChangeTheVerdict() {
        const std::vector<float> x = normals(300 * 200, 9);
        const std::vector<float> y = normals(300 * 200, 10, 0.05);
        ClassifierOptions options;
        options.epochs = 3;
        const auto by = [&](int threads) {
            return tellApart(pointsOf(x, 200), pointsOf(y, 200), options, {threads, {}}).folds;
        };
        const std::vector<double> one = by(1);
        QVERIFY(one == by(3)); // bit for bit
        options.seed = 2;
        QVERIFY(one != by(1));
    }

    void neighboursByHand() {
        const std::vector<float> x{0.0F, 1.0F, 3.0F, 3.0F};
        const NearestOthers nearest = nearestOthers(pointsOf(x, 1), pointsOf(x, 1), 2, true);
        QCOMPARE(nearest.squaredDistances,
                 (std::vector<double>{1.0, 9.0, 1.0, 4.0, 0.0, 4.0, 0.0, 4.0}));
        QCOMPARE(nearest.others, (std::vector<std::uint32_t>{1, 2, 0, 2, 3, 1, 2, 1}));
        const std::vector<float> y{2.0F};
        QCOMPARE(nearestOthers(pointsOf(y, 1), pointsOf(x, 1), 1).squaredDistances,
                 std::vector<double>{1.0});
        QCOMPARE(insideBalls(pointsOf(y, 1), pointsOf(x, 1), {3.9, 1.0, 0.5, 0.5}),
                 std::vector<bool>{true}); // on the surface of the second
        QCOMPARE(insideBalls(pointsOf(y, 1), pointsOf(x, 1), {3.9, 0.9, 0.5, 0.5}),
                 std::vector<bool>{false});
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(nearestOthers(pointsOf(x, 1), pointsOf(x, 1), 4, true)),
            std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(nearestOthers(pointsOf(x, 1), pointsOf(x, 1), 0)),
            std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(insideBalls(pointsOf(y, 1), pointsOf(x, 1), {1.0})),
            std::invalid_argument);
    }

    void coverageAsScipyHasIt() {
        const std::vector<float> x = congruentialNumbers(3, 900 * 4);
        std::vector<float> y = congruentialNumbers(4, 700 * 4);
        for (float& value : y) {
            value += 0.375F;
        }
        const test::ReferenceNumbers reference;
        const Coverage found = coverageOf(pointsOf(x, 4), pointsOf(y, 4));
        QCOMPARE(std::lround(found.precision.value * 700), std::lround(reference["precision"]));
        QCOMPARE(std::lround(found.recall.value * 900), std::lround(reference["recall"]));
        QCOMPARE(std::lround(found.coverage.value * 900), std::lround(reference["coverage"]));
        // Each set has a margin that the other lacks.
        QVERIFY(found.recall.value < 0.9 && found.precision.value < 0.9);
        QVERIFY(holds(found.recall, found.recall.value));
        // One thread or many.
        const Coverage again = coverageOf(pointsOf(x, 4), pointsOf(y, 4), 5, {3, {}});
        QCOMPARE(again.precision.value, found.precision.value);
        QCOMPARE(again.coverage.value, found.coverage.value);
    }

    void coverageOfKnownCases() {
        // One distribution, equal sizes: a share of about 2^-k is not covered.
        const std::vector<float> x = normals(2000 * 3, 11);
        const std::vector<float> y = normals(2000 * 3, 12);
        const Coverage same = coverageOf(pointsOf(x, 3), pointsOf(y, 3));
        std::string message;
        QVERIFY2(near(same.coverage.value, 1.0 - 1.0 / 32.0, 0.0, 0.02, &message), message.c_str());
        const Coverage loose = coverageOf(pointsOf(x, 3), pointsOf(y, 3), 1);
        QVERIFY2(near(loose.coverage.value, 0.5, 0.0, 0.06, &message), message.c_str());
        // The same set twice: everything is inside, although each point has radius 0 where it has
        // five equals.
        std::vector<float> twins(400, 1.0F);
        twins.insert(twins.end(), x.begin(), x.begin() + 401);
        twins.resize(801 / 3 * 3);
        const Coverage twice = coverageOf(pointsOf(twins, 3), pointsOf(twins, 3));
        QCOMPARE(twice.precision.value, 1.0);
        QCOMPARE(twice.recall.value, 1.0);
        QCOMPARE(twice.coverage.value, 1.0);
        // Far apart: nothing is.
        const std::vector<float> far = normals(500 * 3, 13, 100.0);
        const Coverage none = coverageOf(pointsOf(x, 3), pointsOf(far, 3));
        QCOMPARE(none.precision.value, 0.0);
        QCOMPARE(none.recall.value, 0.0);
        QCOMPARE(none.coverage.value, 0.0);
        QVERIFY(none.coverage.high > 0.0 && none.coverage.high < 0.01);
        // Samples from one half of the data: precise, but with half the recall.
        std::vector<float> half;
        for (std::size_t i = 0; i < 2000; ++i) {
            if (y[3 * i] > 0.0F) {
                half.insert(half.end(), y.begin() + static_cast<std::ptrdiff_t>(3 * i),
                            y.begin() + static_cast<std::ptrdiff_t>(3 * i + 3));
            }
        }
        const Coverage dropped = coverageOf(pointsOf(x, 3), pointsOf(half, 3));
        QVERIFY(dropped.precision.value > 0.95);
        QVERIFY2(dropped.recall.value > 0.45 && dropped.recall.value < 0.65,
                 std::to_string(dropped.recall.value).c_str());
    }

    void copiesAreFound() {
        const std::vector<float> training = normals(1000 * 5, 14);
        const std::vector<float> heldOut = normals(600 * 5, 15);
        const std::vector<float> fresh = normals(800 * 5, 16);
        const Points known = pointsOf(training, 5);
        const Copying none = copyingOf(known, pointsOf(heldOut, 5), pointsOf(fresh, 5));
        QVERIFY2(holds(none.nearer, 0.5), textOf(none.nearer).c_str());
        QVERIFY2(std::abs(none.z) < 3.0, std::to_string(none.z).c_str());
        const Copying all = copyingOf(known, pointsOf(heldOut, 5), known.part(0, 500));
        QCOMPARE(all.nearer.value, 1.0);
        QVERIFY(all.z > 20.0);
        // Two fifths copies, the rest fresh: 0.4 + 0.6 / 2 = 0.7.
        std::vector<float> some(fresh.begin(), fresh.begin() + 480 * 5);
        some.insert(some.end(), training.begin(), training.begin() + 320 * 5);
        const Copying partly = copyingOf(known, pointsOf(heldOut, 5), pointsOf(some, 5));
        QVERIFY2(holds(partly.nearer, 0.7), textOf(partly.nearer).c_str());
        const std::vector<float> far = normals(300 * 5, 17, 9.0);
        QCOMPARE(copyingOf(known, pointsOf(heldOut, 5), pointsOf(far, 5)).nearer.value, 0.0);
    }

    void energyWithItsInterval() {
        // Two points each in a batch, by hand: 20 points of two values.
        std::vector<float> zeros(20, 0.0F);
        std::vector<float> threes(20, 3.0F);
        const EnergyEstimate apart = energyEstimate(pointsOf(zeros, 1), pointsOf(threes, 1));
        std::string message;
        QVERIFY2(near(apart.distance.value, 6.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY(apart.pValue < 0.01);
        // N(0, 1) and N(1, 1): 2 E|N(1, 2)| − 2 E|N(0, 2)|.
        const double pi = std::acos(-1.0);
        const double exact =
            2.0 * (sqrtTwo * std::sqrt(2.0 / pi) * std::exp(-0.25) + std::erf(0.5)) -
            2.0 * 2.0 / std::sqrt(pi);
        const std::vector<float> x = normals(2000, 18);
        const std::vector<float> y = normals(2000, 19, 1.0);
        const EnergyEstimate shifted = energyEstimate(pointsOf(x, 1), pointsOf(y, 1));
        QVERIFY2(holds(shifted.distance, exact), textOf(shifted.distance).c_str());
        QVERIFY(shifted.distance.high - shifted.distance.low < 0.4 * exact);
        const std::vector<float> z = normals(2000, 20);
        const EnergyEstimate same = energyEstimate(pointsOf(x, 1), pointsOf(z, 1));
        QVERIFY2(holds(same.distance, 0.0), textOf(same.distance).c_str());
        QVERIFY(same.pValue > 0.01);
    }

    void energyHasNoBias() {
        // Of 60 pairs of small sets of one distribution, the mean is 0; with each point's pair with
        // itself it would be (E‖X − X'‖)(1/6 + 1/6) ≈ 0.38.
        double sum = 0.0;
        double squares = 0.0;
        EnergyOptions options;
        options.permutations = 1;
        for (std::uint32_t i = 0; i < 60; ++i) {
            const std::vector<float> x = normals(60, 100 + i);
            const std::vector<float> y = normals(60, 200 + i);
            const double found =
                energyEstimate(pointsOf(x, 1), pointsOf(y, 1), options).distance.value;
            sum += found / 60.0;
            squares += found * found / 60.0;
        }
        const double error = std::sqrt((squares - sum * sum) / 60.0);
        QVERIFY2(std::abs(sum) < 3.5 * error && error < 0.05, std::to_string(sum).c_str());
    }

    void cancelWorks() {
        const std::vector<float> x = normals(200 * 2, 21);
        const Points points = pointsOf(x, 2);
        const LongWork stopped{1, [](double share) { return share < 0.35; }};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(tellApart(points, points, {}, stopped)),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(coverageOf(points, points, 5, stopped)),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(copyingOf(points, points, points, stopped)),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(energyEstimate(points, points, {}, stopped)),
                                 Cancelled);
    }

    void badInput() {
        const std::vector<float> x = normals(60, 22);
        const Points points = pointsOf(x, 2);
        const Points other = pointsOf(x, 3);
        std::vector<float> odd = x;
        odd[7] = std::numeric_limits<float>::quiet_NaN();
        ClassifierOptions none;
        none.epochs = 0;
        ClassifierOptions one;
        one.folds = 1;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(tellApart(points, other)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(tellApart(points, points, none)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(tellApart(points, points, one)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(tellApart(points, points.part(0, 4))),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(tellApart(points, pointsOf(odd, 2))),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(coverageOf(points, points, 30)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(energyEstimate(points, other)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(energyEstimate(points, points.part(0, 19))),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(energyEstimate(points, pointsOf(odd, 2))),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestSampleQuality)
#include "tst_sample_quality.moc"
