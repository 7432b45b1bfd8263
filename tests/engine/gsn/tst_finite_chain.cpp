// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Chains against closed forms, eigenvectors and long products.
#include "engine/core/rng.h"
#include "engine/gsn/finite/finite_chain.h"
#include "engine/gsn/finite/sampled_chain.h"
#include "tests/support/near.h"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <QtTest>

#include <cmath>
#include <string>

using namespace scorescope;
using namespace scorescope::gsn;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using scorescope::test::near;

namespace {

/// Columns from a flat Dirichlet distribution; every `sparse`-th entry is 0 (0: none).
MatrixXd randomChain(RandomStream& stream, Eigen::Index n, int sparse = 0) {
    MatrixXd k(n, n);
    for (Eigen::Index j = 0; j < n; ++j) {
        for (Eigen::Index i = 0; i < n; ++i) {
            const bool zero = sparse > 0 && stream.below(static_cast<std::uint64_t>(sparse)) == 0;
            k(i, j) = zero && i != j ? 0.0 : -std::log(1.0 - stream.uniform());
        }
        k.col(j) /= k.col(j).sum();
    }
    return k;
}

/// The eigenvector of the eigenvalue nearest to 1.
VectorXd byEigenvector(const MatrixXd& k) {
    const Eigen::EigenSolver<MatrixXd> solver(k);
    Eigen::Index best = 0;
    (solver.eigenvalues().array() - 1.0).abs().minCoeff(&best);
    const VectorXd v = solver.eigenvectors().col(best).real();
    return v / v.sum();
}

} // namespace

class TestFiniteChain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsNoTransitionMatrixIsTold() {
        MatrixXd k(2, 2);
        k << 0.9, 0.5, 0.1, 0.5;
        QCOMPARE(notStochastic(k), std::string());
        QVERIFY(!notStochastic(MatrixXd()).empty());
        QVERIFY(!notStochastic(MatrixXd::Constant(2, 3, 0.5)).empty());
        k(0, 1) = 0.6;
        QVERIFY(notStochastic(k).find("column 1 sums to 1.1") == 0);
        k(0, 1) = -0.5;
        k(1, 1) = 1.5;
        QVERIFY(notStochastic(k).find("entry (0, 1)") == 0);
        k(0, 1) = std::nan("");
        QVERIFY(notStochastic(k).find("entry (0, 1)") == 0);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(stationaryDistribution(k)));
        // Rows that sum to 1 are another convention.
        MatrixXd rows(2, 2);
        rows << 0.9, 0.1, 0.5, 0.5;
        QVERIFY(!notStochastic(rows).empty());
    }
    void twoStatesInClosedForm() {
        const double a = 0.3; // from 0 to 1
        const double b = 0.1;
        MatrixXd k(2, 2);
        k << 1 - a, b, a, 1 - b;
        std::string message;
        const VectorXd pi = stationaryDistribution(k);
        QVERIFY2(near(pi(0), b / (a + b), 1e-15, 0.0, &message), message.c_str());
        QVERIFY2(near(secondEigenvalue(k), 1 - a - b, 1e-12, 0.0, &message), message.c_str());
        QVERIFY(isErgodic(k));
    }
    void stationaryIsTheEigenvector() {
        RandomStream stream(3, Purpose::test);
        std::string message;
        for (const int n : {2, 5, 17, 60}) {
            for (const int sparse : {0, 3}) {
                const MatrixXd k = randomChain(stream, n, sparse);
                if (!isErgodic(k)) {
                    continue;
                }
                const VectorXd pi = stationaryDistribution(k);
                QVERIFY2(near(pi.sum(), 1.0, 1e-14, 0.0, &message), message.c_str());
                QVERIFY(pi.minCoeff() >= 0.0);
                QVERIFY2(near(l1Distance(k * pi, pi), 0.0, 0.0, 1e-14, &message), message.c_str());
                QVERIFY2(near(l1Distance(pi, byEigenvector(k)), 0.0, 0.0, 1e-10, &message),
                         message.c_str());
            }
        }
    }
    /// Probabilities of 10⁻¹² to leave: an eigenvector has lost its digits there.
    void rareTransitionsLoseNoDigits() {
        const double rare = 1e-12;
        MatrixXd k = MatrixXd::Zero(3, 3);
        k << 1 - rare, 2 * rare, 0, rare, 1 - 3 * rare, 4 * rare, 0, rare, 1 - 4 * rare;
        // Detailed balance: π1 = π0 / 2, π2 = π1 / 4.
        const VectorXd pi = stationaryDistribution(k);
        std::string message;
        QVERIFY2(near(pi(1) / pi(0), 0.5, 1e-13, 0.0, &message), message.c_str());
        QVERIFY2(near(pi(2) / pi(1), 0.25, 1e-13, 0.0, &message), message.c_str());
    }
    void classesAndPeriods() {
        // 0 → 1 → 2 → 1 … (period 2), 3 ↔ itself, 0 also → 3.
        MatrixXd k = MatrixXd::Zero(4, 4);
        k(1, 0) = 0.5;
        k(3, 0) = 0.5;
        k(2, 1) = 1.0;
        k(1, 2) = 1.0;
        k(3, 3) = 1.0;
        const auto classes = classesOf(k);
        QCOMPARE(classes.size(), std::size_t{3});
        QCOMPARE(classes[0].states, (std::vector<std::size_t>{0}));
        QVERIFY(!classes[0].closed);
        QCOMPARE(classes[0].period, std::size_t{0});
        QCOMPARE(classes[1].states, (std::vector<std::size_t>{1, 2}));
        QVERIFY(classes[1].closed);
        QCOMPARE(classes[1].period, std::size_t{2});
        QCOMPARE(classes[2].states, (std::vector<std::size_t>{3}));
        QCOMPARE(classes[2].period, std::size_t{1});
        QVERIFY(!isErgodic(k));
        QVERIFY(secondEigenvalue(k) == 1.0);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(stationaryDistribution(k)));
        QCOMPARE(stationaryDistribution(k, classes[1]),
                 VectorXd((VectorXd(4) << 0, 0.5, 0.5, 0).finished()));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(stationaryDistribution(k, classes[0])));
        // One closed class: what is left for good has probability 0.
        k(3, 0) = 0.0;
        k(1, 0) = 1.0;
        k(3, 3) = 0.0;
        k(0, 3) = 1.0;
        QCOMPARE(stationaryDistribution(k), VectorXd((VectorXd(4) << 0, 0.5, 0.5, 0).finished()));
    }
    /// A cycle of n states has period n, and with one chord of length 2 period gcd(n, n − 1) = 1.
    void cyclesHaveTheirPeriod() {
        for (const Eigen::Index n : {1, 2, 6, 50}) {
            MatrixXd k = MatrixXd::Zero(n, n);
            for (Eigen::Index j = 0; j < n; ++j) {
                k((j + 1) % n, j) = 1.0;
            }
            QCOMPARE(classesOf(k).front().period, static_cast<std::size_t>(n));
            if (n > 2) {
                k(1, 0) = 0.5;
                k(2, 0) = 0.5;
                QCOMPARE(classesOf(k).front().period, std::size_t{1});
            }
        }
    }
    void theorem4HoldsOnRandomChains() {
        RandomStream stream(5, Purpose::test);
        double closest = 0.0;
        bool rowsFail = false;
        for (int trial = 0; trial < 400; ++trial) {
            const auto n = static_cast<Eigen::Index>(2 + stream.below(9));
            const MatrixXd k = randomChain(stream, n);
            const double share = std::pow(10.0, -3.0 * stream.uniform());
            const MatrixXd other = (1.0 - share) * k + share * randomChain(stream, n);
            const PerturbationBound bound = perturbationBound(k, other);
            QVERIFY(bound.distance <= bound.bound() * (1.0 + 1e-9));
            closest = std::max(closest, bound.distance / bound.bound());
            // As printed, with the sums of rows, and matrices that act on columns:
            const auto rowNorm = [](const MatrixXd& m) { return columnNorm(m.transpose()); };
            const VectorXd pi = stationaryDistribution(k);
            const MatrixXd z = (MatrixXd::Identity(n, n) - k + pi.replicate(1, n)).inverse();
            rowsFail = rowsFail || bound.distance > rowNorm(z) * rowNorm(k - other);
        }
        QVERIFY2(closest > 0.5, qPrintable(QString::number(closest))); // the bound is no empty one
        QVERIFY(rowsFail);
    }
    void statesAreSummedOverWhatIsHidden() {
        VectorXd p(6);
        p << 0.1, 0.2, 0.05, 0.3, 0.15, 0.2;
        VectorXd two(2);
        two << 0.1 + 0.05 + 0.15, 0.2 + 0.3 + 0.2;
        QVERIFY(near(l1Distance(overValues(p, 2), two), 0.0, 0.0, 1e-14));
        QVERIFY(overValues(p, 6) == p);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(overValues(p, 4)));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(overValues(p, 0)));
    }
    void aSampledChainStartsInOneOfItsStates() {
        SampledChain chain(1, Purpose::test, 3, 2);
        QCOMPARE(chain.state(), std::size_t{2});
        chain.step(MatrixXd::Identity(3, 3), 1, 5);
        QCOMPARE(chain.shares()(2), 1.0);
        chain.restart(1);
        QCOMPARE(chain.draws(), 0.0);
        QCOMPARE(chain.state(), std::size_t{1});
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, chain.restart(3));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, SampledChain(1, Purpose::test, 3, 3));
    }
    void perturbationsAreMeasured() {
        MatrixXd k(2, 2);
        k << 0.9, 0.2, 0.1, 0.8;
        MatrixXd other(2, 2);
        other << 0.8, 0.2, 0.2, 0.8;
        const PerturbationBound bound = perturbationBound(k, other);
        std::string message;
        QVERIFY2(near(bound.change, 0.2, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(bound.distance, 2.0 * (2.0 / 3.0 - 0.5), 1e-12, 0.0, &message),
                 message.c_str());
        // Z = (I − K + C)⁻¹ for two states: C + (I − C)/(a + b) with a + b = 0.3; its first column
        // is (2/3 + 1/3/0.3, 1/3 − 1/3/0.3), its second (2/3 − 2/3/0.3, 1/3 + 2/3/0.3).
        QVERIFY2(near(bound.sensitivity, (2.0 / 0.9 - 2.0 / 3.0) + (1.0 / 3.0 + 2.0 / 0.9), 1e-12,
                      0.0, &message),
                 message.c_str());
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(perturbationBound(k, MatrixXd::Identity(2, 2))));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(perturbationBound(k, MatrixXd::Ones(1, 1))));
    }
};

QTEST_GUILESS_MAIN(TestFiniteChain)
#include "tst_finite_chain.moc"
