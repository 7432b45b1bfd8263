// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/manifold/nonparametric/empirical_denoiser.h"
#include "engine/manifold/nonparametric/optimal_denoiser.h"
#include "engine/manifold/nonparametric/quadrature.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

data::PointSet randomPoints(std::size_t d, std::size_t count, double size) {
    RandomStream stream(5, Purpose::test);
    data::PointSet points;
    points.dimensions = d;
    for (std::size_t i = 0; i < d * count; ++i) {
        points.coordinates.push_back(size * stream.normal());
    }
    return points;
}

/// (3.3) written down plainly, in long double and without a cut-off.
std::vector<double> plain(const data::PointSet& points, const std::vector<double>& weights,
                          double sigma, const double* x, double* logDensity) {
    const std::size_t d = points.dimensions;
    std::vector<long double> exponent(points.size());
    long double largest = -std::numeric_limits<long double>::infinity();
    long double total = 0.0L;
    for (std::size_t i = 0; i < points.size(); ++i) {
        long double squared = 0.0L;
        for (std::size_t k = 0; k < d; ++k) {
            const auto difference =
                static_cast<long double>(x[k]) - static_cast<long double>(points.point(i)[k]);
            squared += difference * difference;
        }
        const long double weight = weights.empty() ? 1.0L : static_cast<long double>(weights[i]);
        total += weight;
        exponent[i] = std::log(weight) - squared / (2.0L * static_cast<long double>(sigma) *
                                                    static_cast<long double>(sigma));
        largest = std::max(largest, exponent[i]);
    }
    std::vector<long double> sum(d, 0.0L);
    long double mass = 0.0L;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const long double w = std::exp(exponent[i] - largest);
        mass += w;
        for (std::size_t k = 0; k < d; ++k) {
            sum[k] += w * static_cast<long double>(points.point(i)[k]);
        }
    }
    std::vector<double> r(d);
    for (std::size_t k = 0; k < d; ++k) {
        r[k] = static_cast<double>(sum[k] / mass);
    }
    const double pi = std::acos(-1.0);
    *logDensity = static_cast<double>(std::log(mass / total) + largest) -
                  0.5 * static_cast<double>(d) * std::log(2.0 * pi * sigma * sigma);
    return r;
}

data::ToyCurve curveOf(const data::ToyManifold& manifold) {
    data::ToyCurve curve;
    curve.dimensions = 2;
    curve.begin = manifold.begin;
    curve.end = manifold.end;
    curve.point = [manifold](double t, double* x) {
        const data::Point2 p = manifold.point(t);
        x[0] = p[0];
        x[1] = p[1];
    };
    curve.derivative = [manifold](double t, double* x) {
        const data::Point2 p = manifold.derivative(t);
        x[0] = p[0];
        x[1] = p[1];
    };
    return curve;
}

} // namespace

class TestEmpiricalDenoiser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void quadratureIsExactForPolynomials();
    void agreesWithThePlainSum_data();
    void agreesWithThePlainSum();
    void jacobianIsTheDerivative();
    void scoreIsTheDerivativeOfTheLogDensity();
    void farAwayIsTheNearestPoint();
    void nonFiniteInNonFiniteOut();
    void threadsDoNotChangeTheNumbers();
    void refusesNonsense();
    void curveAgreesWithTheOptimalDenoiser();
    void curveInTenDimensions();
    void manyPointsApproachTheMixture();
};

void TestEmpiricalDenoiser::quadratureIsExactForPolynomials() {
    std::vector<double> nodes;
    std::vector<double> weights;
    for (const std::size_t n : {1U, 2U, 7U, 10U}) {
        gaussLegendre(n, nodes, weights);
        for (std::size_t degree = 0; degree < 2 * n; ++degree) {
            double sum = 0.0;
            for (std::size_t i = 0; i < n; ++i) {
                sum += weights[i] * std::pow(nodes[i], static_cast<double>(degree));
            }
            const double exact = degree % 2 == 1 ? 0.0 : 2.0 / (static_cast<double>(degree) + 1.0);
            QVERIFY(near(sum, exact, 0.0, 1e-14)); // some ulps of sums of size 1
        }
    }
}

void TestEmpiricalDenoiser::agreesWithThePlainSum_data() {
    QTest::addColumn<int>("dimensions");
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("sigma");
    QTest::addColumn<bool>("weighted");
    QTest::newRow("one point") << 2 << 1 << 0.1 << false;
    QTest::newRow("one box") << 2 << 64 << 0.3 << false;
    QTest::newRow("a box and one") << 3 << 65 << 0.3 << true;
    QTest::newRow("line") << 1 << 1000 << 0.05 << false;
    QTest::newRow("plane, narrow") << 2 << 3000 << 0.01 << true;
    QTest::newRow("plane, wide") << 2 << 3000 << 2.0 << false;
    QTest::newRow("ten dimensions") << 10 << 500 << 0.7 << true;
}

void TestEmpiricalDenoiser::agreesWithThePlainSum() {
    QFETCH(int, dimensions);
    QFETCH(int, count);
    QFETCH(double, sigma);
    QFETCH(bool, weighted);
    const auto d = static_cast<std::size_t>(dimensions);
    const data::PointSet points = randomPoints(d, static_cast<std::size_t>(count), 1.0);
    std::vector<double> weights;
    RandomStream stream(6, Purpose::test);
    for (int i = 0; weighted && i < count; ++i) {
        weights.push_back(std::exp(10.0 * stream.normal())); // over some 25 powers of ten
    }
    const EmpiricalDenoiser denoiser(points, sigma, weights);
    for (int trial = 0; trial < 40; ++trial) {
        std::vector<double> x(d);
        for (double& value : x) {
            value = 2.0 * stream.normal();
        }
        std::vector<double> r(d);
        double logDensity = 0.0;
        denoiser.reconstruct(x.data(), 1, r.data());
        denoiser.logDensity(x.data(), 1, &logDensity);
        double expectedDensity = 0.0;
        const std::vector<double> expected =
            plain(points, weights, sigma, x.data(), &expectedDensity);
        // Exponents up to (6/0.01)²/2 = 2e5 round to 4e-11 of their own, and so do weights.
        std::string message;
        for (std::size_t k = 0; k < d; ++k) {
            QVERIFY2(near(r[k], expected[k], 0.0, 1e-9, &message), message.c_str());
        }
        QVERIFY2(near(logDensity, expectedDensity, 1e-12, 1e-9, &message), message.c_str());
    }
}

void TestEmpiricalDenoiser::jacobianIsTheDerivative() {
    for (const std::size_t d : {1U, 2U, 5U}) {
        const EmpiricalDenoiser denoiser(randomPoints(d, 300, 1.0), 0.5);
        RandomStream stream(7, Purpose::test);
        for (int trial = 0; trial < 10; ++trial) {
            std::vector<double> x(d);
            for (double& value : x) {
                value = stream.normal();
            }
            std::vector<double> r(d);
            std::vector<double> exact(d * d);
            std::vector<double> differences(d * d);
            denoiser.reconstructWithJacobian(x.data(), 1, r.data(), exact.data());
            denoiser.Reconstruction::reconstructWithJacobian(x.data(), 1, r.data(),
                                                             differences.data());
            for (std::size_t i = 0; i < d * d; ++i) {
                // Step 1e-5: rounding 1e-16/1e-5, truncation 1e-10 times a third derivative of
                // order 1/σ² … 1/σ³.
                QVERIFY(near(exact[i], differences[i], 1e-7, 1e-7));
            }
        }
    }
}

void TestEmpiricalDenoiser::scoreIsTheDerivativeOfTheLogDensity() {
    const double sigma = 0.4;
    const EmpiricalDenoiser denoiser(randomPoints(2, 200, 1.0), sigma);
    const double h = 1e-5;
    for (double x = -2.0; x < 2.0; x += 0.37) {
        const double points[6] = {x + h, 0.3, x - h, 0.3, x, 0.3};
        double logDensity[3];
        double r[6];
        denoiser.logDensity(points, 3, logDensity);
        denoiser.reconstruct(points, 3, r);
        // Rounding 1e-15/1e-5 and truncation 1e-10/σ³.
        QVERIFY(near((r[4] - x) / (sigma * sigma), (logDensity[0] - logDensity[1]) / (2.0 * h),
                     1e-7, 1e-7));
    }
}

void TestEmpiricalDenoiser::farAwayIsTheNearestPoint() {
    data::PointSet points;
    points.coordinates = {0.0, 0.0, 0.5, 0.0, 0.5, 1e-7};
    const EmpiricalDenoiser denoiser(points, 0.01);
    const double x[4] = {1e6, 0.0, -1e100, 3.0};
    double r[4];
    double logDensity[2];
    denoiser.reconstruct(x, 2, r);
    denoiser.logDensity(x, 2, logDensity);
    QVERIFY(near(r[0], 0.5, 1e-15, 0.0));
    // Two points at the same distance: weights differ by exp(−(1e-7)²/2σ²) = 1 − 5e-11, although
    // the squared distances over 2σ² are 5e15.
    QVERIFY(near(r[1], 0.5e-7, 1e-9, 0.0));
    QVERIFY(near(r[2], 0.0, 0.0, 1e-15));
    QVERIFY(near(logDensity[0], -1e12 / 2e-4, 1e-5, 0.0));
    QVERIFY(std::isfinite(logDensity[1]));
}

void TestEmpiricalDenoiser::nonFiniteInNonFiniteOut() {
    const EmpiricalDenoiser denoiser(randomPoints(2, 100, 1.0), 0.1);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    const double x[8] = {nan, 0.0, 0.0, nan, infinity, 0.0, 0.1, 0.2};
    double r[8];
    double jacobian[16];
    double logDensity[4];
    denoiser.reconstructWithJacobian(x, 4, r, jacobian);
    denoiser.logDensity(x, 4, logDensity);
    for (int i = 0; i < 3; ++i) {
        QVERIFY(std::isnan(r[2 * i]) && std::isnan(jacobian[4 * i]) && std::isnan(logDensity[i]));
    }
    QVERIFY(std::isfinite(r[6]) && std::isfinite(jacobian[12]) && std::isfinite(logDensity[3]));
}

void TestEmpiricalDenoiser::threadsDoNotChangeTheNumbers() {
    // A single query is one thread's work; a batch is shared out.
    const EmpiricalDenoiser denoiser(randomPoints(2, 1000, 1.0), 0.2);
    const data::PointSet queries = randomPoints(2, 500, 1.5);
    std::vector<double> r(1000);
    std::vector<double> jacobian(2000);
    denoiser.reconstructWithJacobian(queries.coordinates.data(), 500, r.data(), jacobian.data());
    std::vector<double> again(1000);
    std::vector<double> jacobianAgain(2000);
    for (std::size_t n = 0; n < 500; ++n) {
        denoiser.reconstructWithJacobian(queries.point(n), 1, again.data() + 2 * n,
                                         jacobianAgain.data() + 4 * n);
    }
    QVERIFY(r == again && jacobian == jacobianAgain);
}

void TestEmpiricalDenoiser::refusesNonsense() {
    const data::PointSet points = randomPoints(2, 3, 1.0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    data::PointSet broken = points;
    broken.coordinates[2] = nan;
    QVERIFY_EXCEPTION_THROWN(EmpiricalDenoiser(points, 0.0), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(EmpiricalDenoiser(points, nan), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(EmpiricalDenoiser(data::PointSet{}, 0.1), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(EmpiricalDenoiser(broken, 0.1), std::invalid_argument);
    const std::vector<double> few = {1.0};
    const std::vector<double> zero = {0.0, 0.0, 0.0};
    const std::vector<double> negative = {1.0, -1.0, 1.0};
    QVERIFY_EXCEPTION_THROWN(EmpiricalDenoiser(points, 0.1, few), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(EmpiricalDenoiser(points, 0.1, zero), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(EmpiricalDenoiser(points, 0.1, negative), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(CurveDenoiser(data::ToyCurve{}, 0.1), std::invalid_argument);
    data::ToyCurve backwards = curveOf({});
    backwards.end = backwards.begin;
    QVERIFY_EXCEPTION_THROWN(CurveDenoiser(backwards, 0.1), std::invalid_argument);
    const data::GaussianMixture mixture({{1.0, {0.0, 0.0}, 1.0}});
    QVERIFY_EXCEPTION_THROWN(MixtureDenoiser(mixture, 0.0), std::invalid_argument);
}

void TestEmpiricalDenoiser::curveAgreesWithTheOptimalDenoiser() {
    for (const data::CurveKind kind : {data::CurveKind::spiral, data::CurveKind::circle}) {
        for (const double sigma : {0.003, 0.01, 0.05}) {
            data::ToyManifold manifold;
            manifold.kind = kind;
            const CurveDenoiser ours(curveOf(manifold), sigma);
            const OptimalDenoiser other(manifold, sigma);
            std::vector<double> x;
            for (double a = -0.6; a <= 0.6; a += 0.07) {
                for (double b = -0.6; b <= 0.6; b += 0.09) {
                    x.insert(x.end(), {a, b});
                }
            }
            const std::size_t count = x.size() / 2;
            std::vector<double> r(x.size());
            std::vector<double> expected(x.size());
            std::vector<double> logDensity(count);
            std::vector<double> expectedDensity(count);
            ours.reconstruct(x.data(), count, r.data());
            other.reconstruct(x.data(), count, expected.data());
            ours.logDensity(x.data(), count, logDensity.data());
            other.logDensity(x.data(), count, expectedDensity.data());
            std::string message;
            for (std::size_t i = 0; i < x.size(); ++i) {
                QVERIFY2(near(r[i], expected[i], 0.0, 1e-8, &message), message.c_str());
            }
            for (std::size_t i = 0; i < count; ++i) {
                QVERIFY2(near(logDensity[i], expectedDensity[i], 1e-8, 1e-8, &message),
                         message.c_str());
            }
        }
    }
}

void TestEmpiricalDenoiser::curveInTenDimensions() {
    // A circle of radius 1 in the plane of two axes of R¹⁰: there r* is that of the circle, and by
    // symmetry it points along x, with length I₁(κ)/I₀(κ), κ = ‖x‖/σ².
    data::ToyCurve curve;
    curve.dimensions = 10;
    curve.end = 2.0 * std::acos(-1.0);
    curve.closed = true;
    curve.point = [](double t, double* x) {
        std::fill_n(x, 10, 0.0);
        x[2] = std::cos(t);
        x[7] = std::sin(t);
    };
    curve.derivative = [](double t, double* x) {
        std::fill_n(x, 10, 0.0);
        x[2] = -std::sin(t);
        x[7] = std::cos(t);
    };
    const double sigma = 0.4;
    const CurveDenoiser denoiser(curve, sigma);
    QCOMPARE(denoiser.dimensions(), std::size_t{10});
    std::vector<double> x(10, 0.3); // what is off the plane does not matter
    x[2] = 0.6;
    x[7] = -0.8;
    std::vector<double> r(10);
    denoiser.reconstruct(x.data(), 1, r.data());
    const double kappa = 1.0 / (sigma * sigma);
    const double length = std::cyl_bessel_i(1.0, kappa) / std::cyl_bessel_i(0.0, kappa);
    for (std::size_t k = 0; k < 10; ++k) {
        const double expected = k == 2 ? 0.6 * length : k == 7 ? -0.8 * length : 0.0;
        QVERIFY(near(r[k], expected, 0.0, 1e-9)); // the quadrature's stated error
    }
}

void TestEmpiricalDenoiser::manyPointsApproachTheMixture() {
    const data::GaussianMixture mixture({{0.7, {-1.0, 0.0}, 0.5}, {0.3, {1.0, 0.5}, 0.7}});
    const double sigma = 0.5;
    const std::size_t count = 200000;
    data::PointSet points;
    points.coordinates.resize(2 * count);
    RandomStream stream(8, Purpose::test);
    for (std::size_t i = 0; i < count; ++i) {
        mixture.draw(stream, points.coordinates.data() + 2 * i);
    }
    const EmpiricalDenoiser denoiser(points, sigma);
    const MixtureDenoiser exact(mixture, sigma);
    const double x[6] = {-1.2, 0.1, 0.2, 0.3, 1.1, 0.9};
    double r[6];
    double expected[6];
    double jacobian[12];
    double expectedJacobian[12];
    denoiser.reconstructWithJacobian(x, 3, r, jacobian);
    exact.reconstructWithJacobian(x, 3, expected, expectedJacobian);
    // At each x at least 15 000 points count (mass of the kernel, 2πσ²·2·p), so that means have a
    // standard error below 0.4/√15000 = 0.0033 and second moments over σ² below 0.011: five of
    // each.
    for (int i = 0; i < 6; ++i) {
        QVERIFY(near(r[i], expected[i], 0.0, 0.017));
    }
    for (int i = 0; i < 12; ++i) {
        QVERIFY(near(jacobian[i], expectedJacobian[i], 0.0, 0.055));
    }
}

QTEST_APPLESS_MAIN(TestEmpiricalDenoiser)
#include "tst_empirical_denoiser.moc"
