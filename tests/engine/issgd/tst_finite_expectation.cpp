// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/issgd/theory/finite_expectation.h"
#include "engine/issgd/variance/covariance_trace.h"
#include "tests/engine/issgd/reference_variance.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

Eigen::VectorXd asEigen(const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
}

/// The points of reference_variance.py; the first `points` of them.
FiniteExpectation referencePoints(Eigen::Index points) {
    Eigen::VectorXd p = asEigen(test::numbersOf(3, 40)).array() + 0.1;
    const std::vector<double> f = test::numbersOf(4, 80);
    Eigen::MatrixXd values(40, 2);
    for (Eigen::Index k = 0; k < 40; ++k) {
        values(k, 0) = f[static_cast<std::size_t>(2 * k)] - 0.3;
        values(k, 1) = f[static_cast<std::size_t>(2 * k + 1)] - 0.3;
    }
    const Eigen::VectorXd part = p.head(points) / p.head(points).sum();
    return FiniteExpectation(part, values.topRows(points));
}

Eigen::VectorXd vectorOf(std::initializer_list<double> values) {
    return asEigen(std::vector<double>(values));
}

/// Row by row.
Eigen::MatrixXd matrixOf(Eigen::Index rows, Eigen::Index columns,
                         const std::vector<double>& values) {
    Eigen::MatrixXd matrix(rows, columns);
    for (Eigen::Index i = 0; i < matrix.size(); ++i) {
        matrix(i / columns, i % columns) = values[static_cast<std::size_t>(i)];
    }
    return matrix;
}

} // namespace

class TestFiniteExpectation : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBestProposal() {
        // Found anew by a general optimizer.
        const test::ReferenceNumbers reference = test::referenceVariance();
        const FiniteExpectation six = referencePoints(6);
        std::string message;
        QVERIFY2(near(six.optimalTrace(), reference["trace_best"], 1e-7, 0.0, &message),
                 message.c_str());
        const Eigen::VectorXd best = six.optimalProposal();
        QVERIFY2(near(best[0], reference["best_proposal_first"], 1e-4, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(best.sum(), 1.0, 1e-15, 0.0, &message), message.c_str());
        QVERIFY2(near(six.trace(best).value, six.optimalTrace(), 1e-13, 0.0, &message),
                 message.c_str());
        // Every other one is worse (Theorem 1).
        RandomStream random(1, Purpose::test);
        for (int i = 0; i < 200; ++i) {
            Eigen::VectorXd q = best;
            for (double& value : q) {
                value *= std::exp(0.3 * random.normal());
            }
            QVERIFY(six.trace(q).value > six.optimalTrace());
        }
    }

    void tracesAgree() {
        // As a sum of squares here, by Corollary 2 there, as a matrix in Python.
        const test::ReferenceNumbers reference = test::referenceVariance();
        const FiniteExpectation points = referencePoints(40);
        const Eigen::VectorXd h = asEigen(test::numbersOf(5, 40)).array() + 0.2;
        const Eigen::VectorXd& p = points.probabilities();
        const ProposalTrace trace = points.trace(p.cwiseProduct(h));
        std::string message;
        QVERIFY2(near(trace.value, reference["trace_corollary"], 1e-12, 0.0, &message),
                 message.c_str());
        const Eigen::VectorXd norms = points.values().rowwise().norm();
        QVERIFY2(near(trace.value,
                      traceForDistribution({p.begin(), p.end()}, {norms.begin(), norms.end()},
                                           {h.begin(), h.end()}, points.mean().squaredNorm())
                          .value,
                      1e-12, 0.0, &message),
                 message.c_str());
        QCOMPARE(trace.drawnValue, trace.value);
        QVERIFY(trace.unreachable.empty() && trace.note.empty() && trace.bias.isZero());
        // A factor of q does not matter, not even a large one.
        QVERIFY2(
            near(points.trace(1e300 * p.cwiseProduct(h)).value, trace.value, 1e-13, 0.0, &message),
            message.c_str());
    }

    void oneDimension() {
        // §7.3.1: f ≥ 0 on the line has a proposal without variance, q* ∝ p f.
        const FiniteExpectation line(vectorOf({0.25, 0.25, 0.5}), matrixOf(3, 1, {1.0, 3.0, 2.0}));
        QCOMPARE(line.mean()[0], 2.0);
        QVERIFY(line.optimalProposal().isApprox(vectorOf({0.125, 0.375, 0.5}), 1e-15));
        QCOMPARE(line.optimalTrace(), 0.0);
        QVERIFY(line.trace(line.optimalProposal()).value < 1e-30);
        // Both signs: |f| is what counts, (E|f|)² − μ² is left: 4 − 1.
        const FiniteExpectation both(vectorOf({0.25, 0.25, 0.5}), matrixOf(3, 1, {-1.0, 3.0, 2.0}));
        std::string message;
        QVERIFY2(near(both.optimalTrace(), 4.0 - 1.5 * 1.5, 1e-14, 0.0, &message), message.c_str());
        QVERIFY2(near(both.trace(both.probabilities()).value,
                      0.25 * 1.0 + 0.25 * 9.0 + 0.5 * 4.0 - 1.5 * 1.5, 1e-14, 0.0, &message),
                 message.c_str());
        const FiniteExpectation none(vectorOf({0.5, 0.5}), Eigen::MatrixXd::Zero(2, 3));
        QVERIFY(none.optimalProposal() == none.probabilities());
    }

    void whatIsNotReached() {
        const FiniteExpectation points(vectorOf({0.25, 0.25, 0.5, 0.0}),
                                       matrixOf(4, 2, {1.0, 0.0, 0.0, 0.0, 2.0, 4.0, 9.0, 9.0}));
        // 0 where f is 0, or p: as good as any.
        QVERIFY(points.trace(vectorOf({1.0, 0.0, 1.0, 0.0})).unreachable.empty());
        const ProposalTrace trace = points.trace(vectorOf({1.0, 1.0, 0.0, 0.0}));
        QCOMPARE(trace.unreachable, std::vector<std::size_t>{2});
        QVERIFY(std::isinf(trace.value));
        QVERIFY(trace.bias.isApprox(vectorOf({-1.0, -2.0})));
        QVERIFY(trace.note.find("1 of 4 points") != std::string::npos);
        // Draws: (½, 0) or 0, each as likely.
        std::string message;
        QVERIFY2(near(trace.drawnValue, 0.0625, 1e-15, 0.0, &message), message.c_str());
        // And the estimate goes where it says.
        const ImportanceEstimator estimator(points, vectorOf({1.0, 1.0, 0.0, 0.0}));
        const Eigen::VectorXd found = estimator.estimate(100'000, 1, 0);
        QVERIFY2(near(found[0], 0.25, 0.0, 5.0 * 0.25 / std::sqrt(1e5), &message), message.c_str());
        QCOMPARE(found[1], 0.0);
    }

    void estimatesHaveMeanAndTrace() {
        const FiniteExpectation points = referencePoints(40);
        const Eigen::VectorXd h = asEigen(test::numbersOf(5, 40)).array() + 0.2;
        const Eigen::VectorXd q = points.probabilities().cwiseProduct(h);
        const ImportanceEstimator estimator(points, q);
        constexpr std::size_t draws = 50;
        constexpr Eigen::Index repetitions = 20'000;
        const Eigen::MatrixXd found = estimator.estimates(draws, 3, 0, repetitions);
        const Eigen::VectorXd mean = found.colwise().mean();
        const double expected = points.trace(q).value / draws;
        const double variance =
            (found.rowwise() - mean.transpose()).rowwise().squaredNorm().sum() / (repetitions - 1);
        std::string message;
        // Relative deviation of a variance over 20 000 nearly normal numbers: at most 1 %.
        QVERIFY2(near(variance, expected, 0.03, 0.0, &message), message.c_str());
        const double deviation = std::sqrt(expected / repetitions);
        QVERIFY2((mean - points.mean()).norm() < 3.5 * deviation,
                 std::to_string((mean - points.mean()).norm() / deviation).c_str());
        // A proposal that is off would be found out by these bounds.
        const double other = points.trace(points.probabilities()).value / draws;
        QVERIFY(std::abs(variance - other) > 0.03 * other);
    }

    void inPieces() {
        const FiniteExpectation points = referencePoints(40);
        const ImportanceEstimator estimator(points, points.optimalProposal());
        const Eigen::MatrixXd all = estimator.estimates(700, 9, 5, 60, 1);
        QVERIFY(estimator.estimates(700, 9, 5, 60, 3) == all);
        QVERIFY(estimator.estimates(700, 9, 25, 7) == all.middleRows(20, 7));
        QVERIFY(estimator.estimate(700, 9, 64).transpose() == all.row(59));
        QVERIFY(estimator.estimate(700, 10, 64).transpose() != all.row(59));
        QCOMPARE(estimator.estimates(700, 9, 5, 0).rows(), Eigen::Index(0));
    }

    void badInput() {
        const Eigen::MatrixXd f = Eigen::MatrixXd::Ones(2, 2);
        const Eigen::VectorXd half = vectorOf({0.5, 0.5});
        const double notANumber = std::numeric_limits<double>::quiet_NaN();
        QVERIFY_EXCEPTION_THROWN(FiniteExpectation(Eigen::VectorXd(), Eigen::MatrixXd()),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(FiniteExpectation(half, Eigen::MatrixXd::Ones(3, 2)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(FiniteExpectation(half, Eigen::MatrixXd(2, 0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(FiniteExpectation(vectorOf({0.5, 0.6}), f), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(FiniteExpectation(vectorOf({1.5, -0.5}), f),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(FiniteExpectation(half, notANumber * f), std::invalid_argument);
        const FiniteExpectation points(half, f);
        for (const Eigen::VectorXd& q : {vectorOf({1.0}), vectorOf({0.0, 0.0}),
                                         vectorOf({1.0, -1.0}), vectorOf({1.0, notANumber})}) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(points.trace(q)), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(ImportanceEstimator(points, q), std::invalid_argument);
        }
        const ImportanceEstimator estimator(points, half);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(estimator.estimate(0, 1, 1)),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestFiniteExpectation)
#include "tst_finite_expectation.moc"
