// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/gaussian_mixture.h"
#include "engine/manifold/field/energy.h"
#include "engine/manifold/nonparametric/empirical_denoiser.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

data::GaussianMixture mixture() {
    return data::GaussianMixture({{0.6, {-0.6, 0.1, 0.0}, 0.4}, {0.4, {0.7, -0.2, 0.3}, 0.6}});
}

} // namespace

class TestEnergy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isTheSumAsPrinted();
    void exactForOneGaussian();
    void convergesToTheDensity();
    void pathSumsSegments();
    void pathFollowsTheEnergy();
    void shortPathsAndNonsense();
};

void TestEnergy::isTheSumAsPrinted() {
    // E(x) = x⁴/4 on the line: −score = x³. From 1 to 3 with n = 3: (1 + 8 + 27)/3 · 2 = 24;
    // n = 1: 1 · 2, n = 2: (1 + 27)/2 · 2.
    class Quartic final : public field::ScoreFunction {
    public:
        std::size_t dimensions() const override { return 1; }
        void score(const double* points, std::size_t count, double* out) const override {
            for (std::size_t i = 0; i < count; ++i) {
                out[i] = -points[i] * points[i] * points[i];
            }
        }
    };
    const Quartic quartic;
    const double from = 1.0;
    const double to = 3.0;
    QVERIFY(near(energyDifference(quartic, &from, &to, 1), 2.0, 1e-15, 0.0));
    QVERIFY(near(energyDifference(quartic, &from, &to, 2), 28.0, 1e-15, 0.0));
    QVERIFY(near(energyDifference(quartic, &from, &to, 3), 24.0, 1e-15, 0.0));
}

void TestEnergy::exactForOneGaussian() {
    const data::GaussianMixture one({{1.0, {0.2, -0.1, 0.4}, 0.3}});
    const MixtureScore score(one);
    const double from[3] = {0.0, 0.5, -0.2};
    const double to[3] = {0.7, 0.1, 0.3};
    const double exact = one.logDensity(from) - one.logDensity(to);
    for (const std::size_t n : {2U, 3U, 10U}) {
        // Sums of n terms of size 10.
        QVERIFY(near(energyDifference(score, from, to, n), exact, 1e-13, 1e-13));
        QVERIFY(near(energyDifference(score, to, from, n), -exact, 1e-13, 1e-13));
    }
    QVERIFY(!near(energyDifference(score, from, to, 1), exact, 0.01, 0.0));
}

void TestEnergy::convergesToTheDensity() {
    const data::GaussianMixture density = mixture();
    const MixtureScore score(density);
    const double from[3] = {-0.5, 0.0, 0.1};
    const double to[3] = {0.9, 0.3, -0.1};
    const double exact = density.logDensity(from) - density.logDensity(to);
    // The stated leading term, ((∂E(x) + ∂E(x*))/2 − mean)ᵀ(x* − x)/n, in the limit of large n.
    double ends[6];
    score.score(from, 1, ends);
    score.score(to, 1, ends + 3);
    double leading = -exact;
    for (std::size_t k = 0; k < 3; ++k) {
        leading -= 0.5 * (ends[k] + ends[3 + k]) * (to[k] - from[k]);
    }
    QVERIFY(std::abs(leading) > 0.05); // the test would be empty otherwise
    for (const std::size_t n : {50U, 100U, 200U, 400U}) {
        const double error = energyDifference(score, from, to, n) - exact;
        const auto points = static_cast<double>(n);
        // What follows is the trapezium rule's error, O(1/n²), with f″/12 of about 2 here.
        QVERIFY(near(error * points, leading, 0.0, 20.0 / points));
    }
}

void TestEnergy::pathSumsSegments() {
    const MixtureScore score(mixture());
    const std::vector<double> vertices = {-0.5, 0.0, 0.1, 0.1, 0.4, 0.2,
                                          0.1,  0.4, 0.2, 0.9, 0.3, -0.1};
    for (const std::size_t n : {1U, 2U, 5U}) {
        const EnergyPath path = energyAlongPath(score, vertices.data(), 4, n);
        const std::size_t inner = n < 2 ? 0 : n - 2;
        QCOMPARE(path.energy.size(), 1 + 3 * (inner + 1));
        QCOMPARE(path.points.size(), 3 * path.energy.size());
        QCOMPARE(path.length.size(), path.energy.size());
        QCOMPARE(path.knot.size(), std::size_t{4});
        double sum = 0.0;
        for (std::size_t s = 0; s < 3; ++s) {
            const double segment =
                energyDifference(score, vertices.data() + 3 * s, vertices.data() + 3 * s + 3, n);
            QVERIFY(near(path.energy[path.knot[s + 1]] - path.energy[path.knot[s]], segment, 1e-13,
                         1e-13));
            sum += segment;
        }
        QVERIFY(near(path.difference, sum, 1e-14, 1e-14));
        QVERIFY(near(path.energy.back(), path.difference, 0.0, 0.0));
        // The repeated vertex adds neither energy nor length.
        QVERIFY(near(path.energy[path.knot[2]], path.energy[path.knot[1]], 0.0, 1e-15));
        const double length = std::sqrt(0.36 + 0.16 + 0.01) + std::sqrt(0.64 + 0.01 + 0.09);
        QVERIFY(near(path.length.back(), length, 1e-14, 0.0));
        for (std::size_t k = 0; k < 3; ++k) {
            QVERIFY(near(path.points[3 * path.knot[3] + k], vertices[9 + k], 0.0, 0.0));
        }
    }
}

void TestEnergy::pathFollowsTheEnergy() {
    const data::GaussianMixture density = mixture();
    const MixtureScore score(density);
    const std::vector<double> vertices = {-0.5, 0.0, 0.1, 0.1, 0.4, 0.2, 0.9, 0.3, -0.1};
    const std::size_t n = 400;
    const EnergyPath path = energyAlongPath(score, vertices.data(), 3, n);
    for (std::size_t i = 0; i < path.energy.size(); ++i) {
        const double exact =
            density.logDensity(vertices.data()) - density.logDensity(path.points.data() + 3 * i);
        // (3.14)'s own error of about 1/n times the change of the slope, which is below 5 here.
        QVERIFY(near(path.energy[i], exact, 0.0, 10.0 / static_cast<double>(n)));
    }
}

void TestEnergy::shortPathsAndNonsense() {
    const MixtureScore score(mixture());
    const std::vector<double> one = {0.1, 0.2, 0.3};
    QVERIFY(energyAlongPath(score, one.data(), 0, 5).energy.empty());
    const EnergyPath single = energyAlongPath(score, one.data(), 1, 5);
    QCOMPARE(single.energy.size(), std::size_t{1});
    QVERIFY(near(single.difference, 0.0, 0.0, 0.0));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(energyDifference(score, one.data(), one.data(), 0)),
                             std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(energyAlongPath(score, one.data(), 1, 0)),
                             std::invalid_argument);
    const std::vector<double> nan = {std::numeric_limits<double>::quiet_NaN(), 0.0, 0.0};
    QVERIFY(std::isnan(energyDifference(score, one.data(), nan.data(), 5)));
}

QTEST_APPLESS_MAIN(TestEnergy)
#include "tst_energy.moc"
