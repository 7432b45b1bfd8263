// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/manifold/field/hessian_glyphs.h"
#include "engine/manifold/nonparametric/empirical_denoiser.h"
#include "engine/manifold/nonparametric/quadrature.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

class TestHessianGlyphs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recoversTheHessian();
    void asymmetryAndNonsense();
    void tangentAndNormalOfACircle();
    void glyphsAreSymmetrizedJacobians();
    void momentsOfAFewPoints();
    void theMeanOfABallFollowsTheScore();
    void momentsOfABall();
    void theoremThreeHoldsToItsOrder();
};

void TestHessianGlyphs::recoversTheHessian() {
    // For the exact optimum (∂r/∂x − I)/σ² is the Hessian of the smoothed density exactly.
    const double sigma = 0.3;
    const MixtureDenoiser denoiser(
        data::GaussianMixture({{0.5, {-0.5, 0.0, 0.1}, 0.3}, {0.5, {0.5, 0.3, 0.0}, 0.5}}), sigma);
    const double x[3] = {0.1, 0.2, -0.1};
    double r[3];
    double jacobian[9];
    double hessian[9];
    denoiser.reconstructWithJacobian(x, 1, r, jacobian);
    denoiser.smoothed().hessian(x, hessian);
    const HessianEstimate estimate = hessianEstimate(jacobian, 3, sigma);
    for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t j = 0; j < 3; ++j) {
            double sum = 0.0;
            double product = 0.0;
            for (std::size_t i = 0; i < 3; ++i) {
                sum +=
                    estimate.values[i] * estimate.vectors[3 * i + k] * estimate.vectors[3 * i + j];
                product += estimate.vectors[3 * k + i] * estimate.vectors[3 * j + i];
            }
            QVERIFY(near(sum, hessian[3 * k + j], 0.0, 1e-12)); // rounding of entries below 10
            QVERIFY(near(product, k == j ? 1.0 : 0.0, 0.0, 1e-14));
        }
        QVERIFY(k == 0 || estimate.values[k] >= estimate.values[k - 1]);
        QVERIFY(
            near(estimate.sensitivity[k], 1.0 + sigma * sigma * estimate.values[k], 1e-14, 0.0));
        const double* vector = estimate.vectors.data() + 3 * k;
        const double* largest = std::max_element(
            vector, vector + 3, [](double a, double b) { return std::abs(a) < std::abs(b); });
        QVERIFY(*largest > 0.0);
        QVERIFY(std::abs(estimate.values[estimate.tangent]) <= std::abs(estimate.values[k]));
        QVERIFY(std::abs(estimate.values[estimate.normal]) >= std::abs(estimate.values[k]));
    }
    QVERIFY(near(estimate.asymmetry, 0.0, 0.0, 1e-14));
}

void TestHessianGlyphs::asymmetryAndNonsense() {
    // J = S + A with ‖A‖/‖S‖ = (0.3 √2)/√(0.25 + 0.25).
    const double jacobian[4] = {0.5, 0.3, -0.3, 0.5};
    const HessianEstimate estimate = hessianEstimate(jacobian, 2, 1.0);
    QVERIFY(near(estimate.asymmetry, 0.6, 1e-14, 0.0));
    QVERIFY(near(estimate.values[0], -0.5, 1e-14, 0.0));
    const double broken[4] = {0.5, std::numeric_limits<double>::quiet_NaN(), 0.0, 0.5};
    const HessianEstimate none = hessianEstimate(broken, 2, 1.0);
    QVERIFY(std::isnan(none.values[0]) && std::isnan(none.vectors[3]));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(hessianEstimate(jacobian, 2, 0.0)),
                             std::invalid_argument);
}

void TestHessianGlyphs::tangentAndNormalOfACircle() {
    data::ToyCurve circle;
    circle.end = 2.0 * std::acos(-1.0);
    circle.closed = true;
    circle.point = [](double t, double* x) {
        x[0] = std::cos(t);
        x[1] = std::sin(t);
    };
    circle.derivative = [](double t, double* x) {
        x[0] = -std::sin(t);
        x[1] = std::cos(t);
    };
    const double sigma = 0.1;
    const CurveDenoiser denoiser(circle, sigma);
    for (double t = 0.2; t < 6.0; t += 0.7) {
        const double x[2] = {std::cos(t), std::sin(t)};
        double r[2];
        double jacobian[4];
        denoiser.reconstructWithJacobian(x, 1, r, jacobian);
        const HessianEstimate estimate = hessianEstimate(jacobian, 2, sigma);
        const double* tangent = estimate.vectors.data() + 2 * estimate.tangent;
        const double* normal = estimate.vectors.data() + 2 * estimate.normal;
        // By symmetry exactly along and across; the quadrature is good to 1e-9.
        QVERIFY(near(std::abs(-tangent[0] * x[1] + tangent[1] * x[0]), 1.0, 1e-9, 0.0));
        QVERIFY(near(std::abs(normal[0] * x[0] + normal[1] * x[1]), 1.0, 1e-9, 0.0));
        // r = g(ρ) x/ρ: along, the eigenvalue is g/ρ = 1 − σ²/2 + …; across g′, of order σ².
        const double along = std::hypot(r[0], r[1]);
        QVERIFY(near(estimate.sensitivity[estimate.tangent], along, 1e-8, 0.0));
        QVERIFY(estimate.sensitivity[estimate.normal] < 2.0 * sigma * sigma);
    }
}

void TestHessianGlyphs::glyphsAreSymmetrizedJacobians() {
    field::FieldSample sample;
    sample.grid.columns = 5;
    sample.grid.rows = 4;
    sample.u.resize(20);
    sample.v.resize(20);
    // Eigenvalues 3 along (0.6, 0.8) and −2 across, and a part that turns.
    for (int n = 0; n < 20; ++n) {
        const double jacobian[4] = {3.0 * 0.36 - 2.0 * 0.64, 5.0 * 0.48 + 0.7, 5.0 * 0.48 - 0.7,
                                    3.0 * 0.64 - 2.0 * 0.36};
        sample.jacobian.insert(sample.jacobian.end(), jacobian, jacobian + 4);
    }
    const TensorField all = sensitivityGlyphs(sample);
    QCOMPARE(all.x.size(), std::size_t{20});
    // As they are: what is too long for a picture is the picture's to shorten.
    QVERIFY(near(static_cast<double>(all.tensor[7][0]), 3.0 * 0.36 - 2.0 * 0.64, 1e-6, 0.0));
    QVERIFY(near(static_cast<double>(all.tensor[7][1]), 5.0 * 0.48, 1e-6, 0.0));
    QVERIFY(near(static_cast<double>(all.tensor[7][2]), 3.0 * 0.64 - 2.0 * 0.36, 1e-6, 0.0));
    QCOMPARE(all.fullLength, 1.0);
    sample.jacobian[4 * 6] = std::numeric_limits<double>::quiet_NaN(); // row 1, column 1
    const TensorField some = sensitivityGlyphs(sample, 2);
    QCOMPARE(some.x.size(), std::size_t{3}); // rows 1, 3 and columns 1, 3 but one
    QVERIFY(near(static_cast<double>(some.x[0]), 0.75, 1e-6, 0.0));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(sensitivityGlyphs(sample, 0)),
                             std::invalid_argument);
    sample.jacobian.clear();
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(sensitivityGlyphs(sample)), std::invalid_argument);
}

void TestHessianGlyphs::momentsOfAFewPoints() {
    data::PointSet points;
    points.coordinates = {0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 5.0, 5.0};
    const double origin[2] = {0.0, 0.0};
    const LocalMoments none = localMoments(points, origin, 0.0);
    QVERIFY(none.count == 0 && none.mean.empty() && none.covariance.empty());
    const LocalMoments one = localMoments(points, origin, 1.0); // the border is not inside
    QVERIFY(one.count == 1 && one.mean.size() == 2 && one.standardError.empty());
    const LocalMoments three = localMoments(points, origin, 2.5);
    QCOMPARE(three.count, std::size_t{3});
    QVERIFY(near(three.mean[0], 1.0 / 3.0, 1e-14, 0.0) &&
            near(three.mean[1], 2.0 / 3.0, 1e-14, 0.0));
    QVERIFY(near(three.covariance[0], 1.0 / 3.0, 1e-14, 0.0));
    QVERIFY(near(three.covariance[1], -1.0 / 3.0, 1e-14, 0.0));
    QVERIFY(near(three.covariance[3], 4.0 / 3.0, 1e-14, 0.0));
    QVERIFY(near(three.standardError[1], 2.0 / 3.0, 1e-14, 0.0));
    QCOMPARE(localMoments(points, origin, std::numeric_limits<double>::quiet_NaN()).count,
             std::size_t{0});
    QCOMPARE(localMoments(data::PointSet{}, origin, 1.0).count, std::size_t{0});
}

/// Theorem 3 by sampling: the mean of points of a smooth density that fall into a ball.
void TestHessianGlyphs::theMeanOfABallFollowsTheScore() {
    constexpr double s = 0.5;
    const double x0[2] = {0.5, -0.2};
    const double score[2] = {-x0[0] / (s * s), -x0[1] / (s * s)};
    data::PointSet points;
    RandomStream stream(11, Purpose::test);
    for (int i = 0; i < 1'000'000; ++i) {
        points.coordinates.push_back(s * stream.normal());
        points.coordinates.push_back(s * stream.normal());
    }
    // The smaller the ball, the better: the rest is of the order of δ⁴, here (δ/s)² of the shift.
    for (const double radius : {0.25, 0.15}) {
        const LocalMoments moments = localMoments(points, x0, radius);
        const std::vector<double> predicted = predictedLocalMean(x0, score, 2, radius);
        for (std::size_t k = 0; k < 2; ++k) {
            const double shift = predicted[k] - x0[k];
            const double allowed =
                5.0 * moments.standardError[k] + radius * radius / (s * s) * std::abs(shift);
            QVERIFY(std::abs(moments.mean[k] - predicted[k]) < allowed);
        }
        // Sharp enough to tell: five standard errors are less than half of the shift.
        QVERIFY(5.0 * moments.standardError[0] < 0.5 * std::abs(predicted[0] - x0[0]));
    }
}

void TestHessianGlyphs::momentsOfABall() {
    // Uniform in a square, a ball inside it: mean its centre, covariance δ²/(d + 2) I.
    data::PointSet points;
    RandomStream stream(3, Purpose::test);
    for (int i = 0; i < 100000; ++i) {
        points.coordinates.push_back(stream.uniform(-1.0, 1.0));
    }
    const double centre[2] = {0.2, -0.1};
    const double radius = 0.6;
    const LocalMoments moments = localMoments(points, centre, radius);
    // 50 000 points, π 0.36/4 of them in the ball: 14 137 ± 101; five of these, and five standard
    // errors of means and of second moments (whose relative one is about 1/√14000 = 0.0085).
    QVERIFY(near(static_cast<double>(moments.count), 14137.0, 0.0, 505.0));
    for (std::size_t k = 0; k < 2; ++k) {
        QVERIFY(near(moments.mean[k], centre[k], 0.0, 5.0 * moments.standardError[k]));
        QVERIFY(near(moments.covariance[3 * k], 0.09, 0.04, 0.0));
    }
    QVERIFY(near(moments.covariance[1], 0.0, 0.0, 0.09 * 0.04));
}

void TestHessianGlyphs::theoremThreeHoldsToItsOrder() {
    // The local mean by quadrature in polar coordinates (Gauss–Legendre over the radius, the
    // trapezium rule over the angle, both exact to rounding for so smooth a density) against the
    // prediction: off by O(δ⁴), so that the slope of log error over log δ is 4, in any case
    // above 3.
    const data::GaussianMixture mixture({{0.6, {-0.6, 0.1}, 0.5}, {0.4, {0.7, -0.2}, 0.6}});
    const double x0[2] = {0.15, 0.4};
    double score[2];
    mixture.score(x0, score);
    std::vector<double> nodes;
    std::vector<double> weights;
    gaussLegendre(20, nodes, weights);
    const auto error = [&](double radius) {
        double mass = 0.0;
        double sum[2] = {0.0, 0.0};
        constexpr int angles = 48;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            const double rho = 0.5 * radius * (nodes[i] + 1.0);
            for (int a = 0; a < angles; ++a) {
                const double angle = 2.0 * std::acos(-1.0) * a / angles;
                const double offset[2] = {rho * std::cos(angle), rho * std::sin(angle)};
                const double x[2] = {x0[0] + offset[0], x0[1] + offset[1]};
                const double weight = weights[i] * rho * std::exp(mixture.logDensity(x));
                mass += weight;
                sum[0] += weight * offset[0];
                sum[1] += weight * offset[1];
            }
        }
        const std::vector<double> predicted = predictedLocalMean(x0, score, 2, radius);
        return std::hypot(x0[0] + sum[0] / mass - predicted[0],
                          x0[1] + sum[1] / mass - predicted[1]);
    };
    for (const double radius : {0.2, 0.1, 0.05}) {
        const double slope = std::log2(error(radius) / error(0.5 * radius));
        QVERIFY(slope > 3.0);
        QVERIFY(near(slope, 4.0, 0.0, 0.2)); // the next order, δ⁶, is a few percent of it
    }
    // In three dimensions δ²/5.
    const double origin[3] = {0.0, 0.0, 0.0};
    const double direction[3] = {1.0, 2.0, -3.0};
    const std::vector<double> predicted = predictedLocalMean(origin, direction, 3, 0.5);
    QVERIFY(near(predicted[2], -0.15, 1e-15, 0.0));
}

QTEST_APPLESS_MAIN(TestHessianGlyphs)
#include "tst_hessian_glyphs.moc"
