// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/toy_manifolds.h"
#include "engine/data/toy_sets.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::near;

namespace {

constexpr double pi = 3.14159265358979323846;

std::string refusal(const std::string& text, std::size_t dimensions) {
    try {
        static_cast<void>(parsePoints(text, dimensions));
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

GaussianMixture lopsided() {
    return GaussianMixture(
        {{1.0, {0.0, 0.5, -1.0}, 0.7}, {2.5, {1.0, -0.5, 0.3}, 0.4}, {0.5, {-0.8, 0.9, 0.2}, 1.1}});
}

} // namespace

class TestToySets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void planarSetsAreTheManifolds();
    void pointsLieWithinTheExtent();
    void firstPointsOfMoreAreTheSame();
    void noiseMovesTheSamePoints();
    void curveDerivatives();
    void closedCurvesClose();
    void samplesLieOnTheirManifold();
    void closedCurveKeepsClearOfItself();
    void unknownNamesAreRefused();
    void mixtureScoreAndHessian();
    void mixtureFarAway();
    void mixtureMoments();
    void mixtureRefusesNonsense();
    void pointsRoundTrip();
    void wrongPointsAreRefused();
};

void TestToySets::planarSetsAreTheManifolds() {
    for (const bool heldOut : {false, true}) {
        ToyManifold manifold;
        QVERIFY(sampleToySet("spiral", 0.0, 11, 300, heldOut).coordinates ==
                sample(manifold, 11, 300, heldOut));
        manifold.kind = CurveKind::circle;
        QVERIFY(sampleToySet("circle", 0.0, 11, 300, heldOut).coordinates ==
                sample(manifold, 11, 300, heldOut));
    }
}

void TestToySets::pointsLieWithinTheExtent() {
    for (const ToySet& set : toySets()) {
        const PointSet points = sampleToySet(set.name, 0.0, 3, 20000);
        QCOMPARE(points.dimensions, set.dimensions);
        QCOMPARE(points.size(), std::size_t{20000});
        double largest = 0.0;
        for (const double x : points.coordinates) {
            largest = std::max(largest, std::abs(x));
        }
        QVERIFY2(largest <= set.extent, set.name.c_str());
        // An extent far beyond the data would waste most of a picture.
        QVERIFY2(largest > 0.75 * set.extent, set.name.c_str());
        QVERIFY2(set.sigma > 0.0 && set.sigma < 0.5 * set.extent, set.name.c_str());
    }
}

void TestToySets::firstPointsOfMoreAreTheSame() {
    for (const ToySet& set : toySets()) {
        const PointSet few = sampleToySet(set.name, 0.1, 5, 7);
        const PointSet many = sampleToySet(set.name, 0.1, 5, 50);
        QVERIFY(
            std::equal(few.coordinates.begin(), few.coordinates.end(), many.coordinates.begin()));
        QVERIFY(few.coordinates != sampleToySet(set.name, 0.1, 6, 7).coordinates);
        QVERIFY(few.coordinates != sampleToySet(set.name, 0.1, 5, 7, true).coordinates);
        QCOMPARE(sampleToySet(set.name, 0.1, 5, 0).size(), std::size_t{0});
    }
}

void TestToySets::noiseMovesTheSamePoints() {
    const std::size_t count = 20000;
    for (const ToySet& set : toySets()) {
        const PointSet still = sampleToySet(set.name, 0.0, 9, count);
        const PointSet moved = sampleToySet(set.name, 0.2, 9, count);
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t i = 0; i < still.coordinates.size(); ++i) {
            const double d = moved.coordinates[i] - still.coordinates[i];
            sum += d;
            squares += d * d;
        }
        const auto n = static_cast<double>(still.coordinates.size());
        // Five standard errors of mean and variance over n ≥ 40 000 numbers.
        QVERIFY(near(sum / n, 0.0, 0.0, 5.0 * 0.2 / std::sqrt(n)));
        QVERIFY(near(squares / n, 0.04, 5.0 * std::sqrt(2.0 / n), 0.0));
    }
    for (const double noise : {-0.1, std::nan(""), std::numeric_limits<double>::infinity()}) {
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(sampleToySet("spiral", noise, 1, 1)));
    }
}

void TestToySets::curveDerivatives() {
    int curves = 0;
    for (const ToySet& set : toySets()) {
        const auto curve = toyCurve(set.name);
        if (!curve) {
            continue;
        }
        ++curves;
        QCOMPARE(curve->dimensions, set.dimensions);
        std::vector<double> before(set.dimensions);
        std::vector<double> after(set.dimensions);
        std::vector<double> slope(set.dimensions);
        const double h = 1e-5; // central differences: error h² |γ‴|/6, below 1e-8 here
        for (double t = curve->begin; t < curve->end; t += 0.37) {
            curve->point(t - h, before.data());
            curve->point(t + h, after.data());
            curve->derivative(t, slope.data());
            for (std::size_t k = 0; k < set.dimensions; ++k) {
                std::string message;
                QVERIFY2(near(slope[k], (after[k] - before[k]) / (2.0 * h), 0.0, 1e-8, &message),
                         message.c_str());
            }
        }
    }
    QCOMPARE(curves, 4);
}

void TestToySets::closedCurvesClose() {
    for (const char* name : {"trefoil", "closed_curve_10d"}) {
        const auto curve = toyCurve(name);
        QVERIFY(curve->closed);
        std::vector<double> begin(curve->dimensions);
        std::vector<double> end(curve->dimensions);
        for (const auto& f : {curve->point, curve->derivative}) {
            f(curve->begin, begin.data());
            f(curve->end, end.data());
            for (std::size_t k = 0; k < curve->dimensions; ++k) {
                QVERIFY(near(end[k], begin[k], 0.0, 1e-13)); // roundings of sines at 6π
            }
        }
    }
    QVERIFY(!toyCurve("spiral")->closed);
    QVERIFY(!toyCurve("swiss_roll"));
}

void TestToySets::samplesLieOnTheirManifold() {
    const PointSet roll = sampleToySet("swiss_roll", 0.0, 2, 1000);
    for (std::size_t n = 0; n < roll.size(); ++n) {
        const double* p = roll.point(n);
        const double t = 4.5 * pi * std::hypot(p[0], p[2]);
        QVERIFY(near(p[0], t * std::cos(t) / (4.5 * pi), 0.0, 1e-12));
        QVERIFY(near(p[2], t * std::sin(t) / (4.5 * pi), 0.0, 1e-12));
    }
    const PointSet moons = sampleToySet("two_moons", 0.0, 2, 1000);
    std::size_t upper = 0;
    for (std::size_t n = 0; n < moons.size(); ++n) {
        const double x = 3.0 * moons.point(n)[0] + 0.5;
        const double y = 3.0 * moons.point(n)[1] + 0.25;
        const bool above = near(std::hypot(x, y), 1.0, 1e-12, 0.0) && y >= -1e-12;
        const bool below = near(std::hypot(x - 1.0, y - 0.5), 1.0, 1e-12, 0.0) && y <= 0.5 + 1e-12;
        QVERIFY(above || below);
        upper += above ? 1 : 0;
    }
    QVERIFY(near(static_cast<double>(upper), 500.0, 0.0, 80.0)); // five standard deviations
    // The trefoil's sum of squares in x and y is known: (5 − 4 cos 3t)/9.
    const auto trefoil = toyCurve("trefoil");
    for (double t = 0.0; t < 6.28; t += 0.1) {
        std::array<double, 3> p{};
        trefoil->point(t, p.data());
        QVERIFY(near(p[0] * p[0] + p[1] * p[1], (5.0 - 4.0 * std::cos(3.0 * t)) / 9.0, 1e-12, 0.0));
    }
}

void TestToySets::closedCurveKeepsClearOfItself() {
    // A corruption of 0.1 must not bridge two parts of the curve: points a tenth of the period
    // apart stay many times that away from each other.
    const auto curve = toyCurve("closed_curve_10d");
    constexpr int count = 400;
    std::vector<std::array<double, 10>> points(count);
    for (int i = 0; i < count; ++i) {
        curve->point(2.0 * pi * i / count, points[static_cast<std::size_t>(i)].data());
    }
    double nearest = 1e9;
    for (int i = 0; i < count; ++i) {
        for (int j = i + count / 10; j < std::min(count, i + count - count / 10); ++j) {
            double squared = 0.0;
            for (std::size_t k = 0; k < 10; ++k) {
                const double d =
                    points[static_cast<std::size_t>(i)][k] - points[static_cast<std::size_t>(j)][k];
                squared += d * d;
            }
            nearest = std::min(nearest, std::sqrt(squared));
        }
    }
    QVERIFY(nearest > 1.5);
}

void TestToySets::unknownNamesAreRefused() {
    try {
        static_cast<void>(toySet("spirale"));
        QFAIL("accepted");
    } catch (const std::invalid_argument& error) {
        QVERIFY(QString::fromUtf8(error.what()).contains("closed_curve_10d"));
    }
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(sampleToySet("", 0.0, 1, 1)));
}

void TestToySets::mixtureScoreAndHessian() {
    for (const GaussianMixture& mixture :
         {lopsided(), lopsided().smoothed(0.3), toyMixture().smoothed(0.1)}) {
        const std::size_t d = mixture.dimensions();
        RandomStream stream(1, Purpose::test);
        std::vector<double> x(d);
        std::vector<double> score(d);
        std::vector<double> up(d);
        std::vector<double> down(d);
        std::vector<double> hessian(d * d);
        for (int trial = 0; trial < 50; ++trial) {
            for (double& value : x) {
                value = stream.uniform(-0.8, 0.8);
            }
            mixture.score(x.data(), score.data());
            mixture.hessian(x.data(), hessian.data());
            // Components as narrow as 0.1 bend log p at 1/0.1³: with h = 1e-5 the differences are
            // good to about 1e-6 of the largest entries (1/0.1⁴ h²) and roundings of 1e-10.
            const double h = 1e-5;
            for (std::size_t k = 0; k < d; ++k) {
                const double at = x[k];
                x[k] = at + h;
                const double above = mixture.logDensity(x.data());
                mixture.score(x.data(), up.data());
                x[k] = at - h;
                const double below = mixture.logDensity(x.data());
                mixture.score(x.data(), down.data());
                x[k] = at;
                std::string message;
                QVERIFY2(near(score[k], (above - below) / (2.0 * h), 1e-6, 1e-6, &message),
                         message.c_str());
                for (std::size_t j = 0; j < d; ++j) {
                    QVERIFY2(near(hessian[k * d + j], (up[j] - down[j]) / (2.0 * h), 1e-5, 1e-4,
                                  &message),
                             message.c_str());
                    QVERIFY(near(hessian[k * d + j], hessian[j * d + k], 1e-12, 1e-12));
                }
            }
        }
    }
    // One standard normal: log p(0) = −d/2 log 2π, smoothing widens it to σ² = 1 + 3.
    const GaussianMixture single({{7.0, {0.0, 0.0}, 1.0}});
    const std::array<double, 2> zero{};
    QVERIFY(near(single.logDensity(zero.data()), -std::log(2.0 * pi), 1e-14, 0.0));
    QVERIFY(near(single.smoothed(std::sqrt(3.0)).logDensity(zero.data()), -std::log(8.0 * pi),
                 1e-14, 0.0));
}

void TestToySets::mixtureFarAway() {
    // Where every exponential underflows the nearest component still rules.
    const GaussianMixture mixture = toyMixture();
    const std::array<double, 2> x{1e4, 0.0};
    std::array<double, 2> score{};
    mixture.score(x.data(), score.data());
    QVERIFY(std::isfinite(mixture.logDensity(x.data())));
    QVERIFY(near(score[0], (0.4 - 1e4) / (0.03 * 0.03), 1e-12, 0.0));
}

void TestToySets::mixtureMoments() {
    const GaussianMixture mixture = lopsided();
    constexpr std::size_t count = 200000;
    std::array<double, 3> mean{};
    std::array<double, 3> square{};
    for (const auto& component : mixture.components()) {
        for (std::size_t k = 0; k < 3; ++k) {
            mean[k] += component.weight * component.mean[k];
            square[k] += component.weight * (component.mean[k] * component.mean[k] +
                                             component.deviation * component.deviation);
        }
    }
    QVERIFY(near(mixture.components()[1].weight, 2.5 / 4.0, 1e-15, 0.0));
    RandomStream stream(4, Purpose::test);
    std::array<double, 3> x{};
    std::array<double, 3> sum{};
    std::array<double, 3> sumOfSquares{};
    for (std::size_t n = 0; n < count; ++n) {
        mixture.draw(stream, x.data());
        for (std::size_t k = 0; k < 3; ++k) {
            sum[k] += x[k];
            sumOfSquares[k] += x[k] * x[k];
        }
    }
    for (std::size_t k = 0; k < 3; ++k) {
        // Five standard errors; deviations of x and x² are below 1 and 2 here.
        QVERIFY(near(sum[k] / count, mean[k], 0.0, 5.0 / std::sqrt(double(count))));
        QVERIFY(near(sumOfSquares[k] / count, square[k], 0.0, 10.0 / std::sqrt(double(count))));
    }
}

void TestToySets::mixtureRefusesNonsense() {
    using Components = std::vector<GaussianMixture::Component>;
    const double nan = std::nan("");
    for (const Components& wrong :
         {Components{}, Components{{1.0, {}, 1.0}}, Components{{0.0, {0.0}, 1.0}},
          Components{{1.0, {0.0}, 0.0}}, Components{{nan, {0.0}, 1.0}},
          Components{{1.0, {0.0}, nan}}, Components{{1.0, {0.0}, 1.0}, {1.0, {0.0, 1.0}, 1.0}}}) {
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(GaussianMixture(wrong)));
    }
}

void TestToySets::pointsRoundTrip() {
    const PointSet written = sampleToySet("trefoil", 0.1, 8, 500);
    const PointSet read = parsePoints(pointsText(written), 3);
    QCOMPARE(read.size(), written.size());
    for (std::size_t i = 0; i < written.coordinates.size(); ++i) {
        QVERIFY(static_cast<float>(read.coordinates[i]) ==
                static_cast<float>(written.coordinates[i]));
    }
    QCOMPARE(pointsText(read), pointsText(written));
    QCOMPARE(pointsText({2, {0.5, -1.0, 1e-30, 3.0}}), std::string("0.5 -1; 1e-30 3"));
    QCOMPARE(pointsText({}), std::string());
    const std::vector<double> expected = {1.0, 2.0, -3.5, 4e-3};
    for (const char* text :
         {"1 2; -3.5 4e-3", "1,2;-3.5,4e-3;", " 1\n2 ;\t-3.5 , +4e-3 ; \n", "1.0 2.0;-3.5 0.004"}) {
        QVERIFY(parsePoints(text, 2).coordinates == expected);
    }
    QCOMPARE(parsePoints("", 2).size(), std::size_t{0});
    QCOMPARE(parsePoints(" \n", 2).size(), std::size_t{0});
    QVERIFY(parsePoints("1e-400 0", 2).coordinates == (std::vector<double>{0.0, 0.0}));
}

void TestToySets::wrongPointsAreRefused() {
    QCOMPARE(refusal("1 2; 3", 2), std::string("point 2: has 1 number instead of 2"));
    QCOMPARE(refusal("1 2; 3 4 5", 2), std::string("point 2: has 3 numbers instead of 2"));
    QCOMPARE(refusal("1 2;; 3 4", 2), std::string("point 2: has 0 numbers instead of 2"));
    QCOMPARE(refusal("1 x", 2), std::string("point 1: 'x' is not a number"));
    QCOMPARE(refusal("1 2; nan 0", 2), std::string("point 2: 'nan' is not finite"));
    QCOMPARE(refusal("1 -inf", 2), std::string("point 1: '-inf' is not finite"));
    QCOMPARE(refusal("1 1e400", 2), std::string("point 1: '1e400' is too large"));
    QCOMPARE(refusal("1 1e39", 2), std::string("point 1: '1e39' is too large"));
    QCOMPARE(refusal("1,,2", 2), std::string("point 1: ',' is not a number"));
    QCOMPARE(refusal(",1 2", 2), std::string("point 1: ',' is not a number"));
    QVERIFY(QString::fromStdString(refusal("1 2,", 2)).contains("comma too many"));
    QVERIFY(refusal("1 2", 0) != "accepted");
    // Every prefix of a good text is read or refused with a reason.
    const std::string text = pointsText(sampleToySet("spiral", 0.01, 1, 20));
    for (std::size_t length = 0; length <= text.size(); ++length) {
        try {
            QVERIFY(parsePoints(text.substr(0, length), 2).size() <= 20);
        } catch (const std::invalid_argument&) {
        }
    }
}

QTEST_GUILESS_MAIN(TestToySets)
#include "tst_toy_sets.moc"
