// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Propositions 1, 3, 4, 5 and 6, Corollary 2 and Theorem 3 on finitely many values.
#include "engine/core/rng.h"
#include "engine/gsn/finite/clamped_chain.h"
#include "engine/gsn/finite/denoising_chain.h"
#include "engine/gsn/finite/dependency_network.h"
#include "engine/gsn/finite/finite_chain.h"
#include "engine/gsn/finite/latent_chain.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using scorescope::test::near;

namespace {

VectorXd randomDistribution(RandomStream& stream, Index n) {
    VectorXd p(n);
    for (Index i = 0; i < n; ++i) {
        p(i) = -std::log(1.0 - stream.uniform());
    }
    return p / p.sum();
}

MatrixXd randomColumns(RandomStream& stream, Index rows, Index columns) {
    MatrixXd m(rows, columns);
    for (Index j = 0; j < columns; ++j) {
        m.col(j) = randomDistribution(stream, rows);
    }
    return m;
}

LatentEncoder randomEncoder(RandomStream& stream, Index n, Index m) {
    LatentEncoder encoder;
    for (Index x = 0; x < n; ++x) {
        encoder.push_back(randomColumns(stream, m, m));
    }
    return encoder;
}

} // namespace

class TestDenoisingChain : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void corruptionsAreWhatTheySay() {
        std::string message;
        for (const DiscreteCorruption kind :
             {DiscreteCorruption::uniform, DiscreteCorruption::geometric,
              DiscreteCorruption::local}) {
            const MatrixXd c = corruptionMatrix(7, {kind, 0.4, 2});
            QCOMPARE(notStochastic(c), std::string());
        }
        const MatrixXd uniform = corruptionMatrix(5, {DiscreteCorruption::uniform, 0.4, 1});
        QVERIFY2(near(uniform(0, 0), 0.68, 1e-15, 0.0, &message), message.c_str());
        QVERIFY2(near(uniform(3, 0), 0.08, 1e-15, 0.0, &message), message.c_str());
        const MatrixXd local = corruptionMatrix(5, {DiscreteCorruption::local, 0.0, 1});
        QVERIFY(local(0, 0) == 0.5 && local(1, 0) == 0.5 && local(2, 0) == 0.0);
        QVERIFY2(near(local(2, 1), 1.0 / 3.0, 1e-15, 0.0, &message), message.c_str());
        const MatrixXd geometric = corruptionMatrix(3, {DiscreteCorruption::geometric, 0.5, 1});
        QVERIFY2(near(geometric(2, 0) / geometric(0, 0), 0.25, 1e-15, 0.0, &message),
                 message.c_str());
        QVERIFY_THROWS_EXCEPTION(
            std::invalid_argument,
            static_cast<void>(corruptionMatrix(3, {DiscreteCorruption::geometric, 1.0, 1})));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(corruptionMatrix(0, CorruptionChoice())));
    }
    /// Proposition 1: with the true P(X | X̃) the chain is stationary at p, whatever the corruption.
    void theTruePosteriorRecoversTheData() {
        RandomStream stream(11, Purpose::test);
        std::string message;
        for (int trial = 0; trial < 50; ++trial) {
            const auto n = static_cast<Index>(2 + stream.below(12));
            const VectorXd p = randomDistribution(stream, n);
            const MatrixXd c = randomColumns(stream, n, n);
            const MatrixXd k = denoisingChain(posterior(c, p), c);
            QVERIFY2(near(l1Distance(stationaryDistribution(k), p), 0.0, 0.0, 1e-13, &message),
                     message.c_str());
        }
    }
    /// Counting is consistent: 100 times as many pairs, about a tenth of the error.
    void countingConverges() {
        const VectorXd p = (VectorXd(4) << 0.1, 0.2, 0.3, 0.4).finished();
        const MatrixXd c = corruptionMatrix(4, {DiscreteCorruption::uniform, 0.5, 1});
        const MatrixXd exact = posterior(c, p);
        const auto errorOf = [&](std::size_t count) {
            RandomStream stream(2, Purpose::test);
            std::vector<CorruptedPair> pairs;
            for (std::size_t i = 0; i < count; ++i) {
                const std::size_t x = drawFrom(p, stream.uniform());
                pairs.emplace_back(x, drawFrom(c.col(static_cast<Index>(x)), stream.uniform()));
            }
            return (countedPosterior(pairs, 4, 4, 0.0) - exact).norm();
        };
        const double few = errorOf(2000);
        const double many = errorOf(200000);
        QVERIFY2(many < 0.25 * few && many < 0.01,
                 qPrintable(QStringLiteral("%1, %2").arg(few).arg(many)));
    }
    void countsAreCounted() {
        std::size_t unseen = 0;
        const MatrixXd g = countedPosterior({{0, 0}, {1, 0}, {1, 0}, {1, 1}}, 2, 3, 0.0, &unseen);
        std::string message;
        QVERIFY2(near(g(1, 0), 2.0 / 3.0, 1e-15, 0.0, &message), message.c_str());
        QVERIFY(g(1, 1) == 1.0 && g(1, 2) == 0.75);
        QCOMPARE(unseen, std::size_t{1});
        const MatrixXd smooth = countedPosterior({{0, 0}, {1, 0}}, 2, 2, 1.0);
        QVERIFY(smooth(0, 0) == 0.5 && smooth(0, 1) == 0.5);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(countedPosterior({{2, 0}}, 2, 2, 0.0)));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(countedPosterior({}, 2, 2, 0.0)));
    }
    void drawsFollowTheirDistribution() {
        const VectorXd p = (VectorXd(4) << 0.25, 0.0, 0.75, 0.0).finished();
        QCOMPARE(drawFrom(p, 0.0), std::size_t{0});
        QCOMPARE(drawFrom(p, 0.2499), std::size_t{0});
        QCOMPARE(drawFrom(p, 0.25), std::size_t{2});
        QCOMPARE(drawFrom(p, std::nextafter(1.0, 0.0)), std::size_t{2});
        QCOMPARE(histogramOf({0, 2, 2, 2}, 4), p);
    }
    /// Corollary 2 and Figure 5.11: small jumps connect data without gaps, and fall apart where the
    /// gap is wider than two of them.
    void localCorruptionMayFallApart() {
        VectorXd p(9);
        p << 0.2, 0.2, 0.1, 0.0, 0.0, 0.0, 0.1, 0.2, 0.2;
        const auto chain = [&](std::size_t reach) {
            const MatrixXd c = corruptionMatrix(9, {DiscreteCorruption::local, 0.0, reach});
            return denoisingChain(posterior(c, p), c);
        };
        // From value 2 to value 6: 4 steps, half of them by corruption, half by reconstruction.
        std::size_t closed = 0;
        for (const StateClass& each : classesOf(chain(1))) {
            closed += each.closed && each.period > 0 ? 1 : 0;
        }
        QCOMPARE(closed, std::size_t{2});
        std::string message;
        const MatrixXd wide = chain(2);
        QVERIFY2(near(l1Distance(stationaryDistribution(wide), p), 0.0, 0.0, 1e-12, &message),
                 message.c_str());
    }
    /// Theorem 3: π is the data where H₀ has the distribution of H₁, and is not where it has not.
    void theorem3() {
        RandomStream stream(7, Purpose::test);
        std::string message;
        bool zeroFails = false;
        for (int trial = 0; trial < 30; ++trial) {
            const auto n = static_cast<Index>(2 + stream.below(4));
            const auto m = static_cast<Index>(2 + stream.below(4));
            const LatentEncoder encoder = randomEncoder(stream, n, m);
            const VectorXd p = randomDistribution(stream, n);
            const LatentChain previous =
                trainLatentChain(encoder, p, InitialState::previousVisit, 0);
            QVERIFY2(near(previous.initialError, 0.0, 0.0, 1e-13, &message), message.c_str());
            QVERIFY2(near(previous.distance, 0.0, 0.0, 1e-12, &message), message.c_str());
            QCOMPARE(notStochastic(previous.transition), std::string());
            const LatentChain zero = trainLatentChain(encoder, p, InitialState::zero, 0);
            QVERIFY(zero.initialError > 0.0);
            zeroFails = zeroFails || zero.distance > 0.02;
            // Burning in comes closer, step by step, to the fixed point.
            const LatentChain burnt = trainLatentChain(encoder, p, InitialState::burnIn, 200);
            QVERIFY2(near(burnt.distance, 0.0, 0.0, 1e-10, &message), message.c_str());
            QVERIFY(trainLatentChain(encoder, p, InitialState::burnIn, 0).distance ==
                    zero.distance);
        }
        QVERIFY(zeroFails);
        // An encoder without memory is a denoising auto-encoder: any beginning will do.
        const MatrixXd f = randomColumns(stream, 3, 1).replicate(1, 3);
        const MatrixXd other = randomColumns(stream, 3, 1).replicate(1, 3);
        const VectorXd p = (VectorXd(2) << 0.3, 0.7).finished();
        QVERIFY2(near(trainLatentChain({f, other}, p, InitialState::burnIn, 1).distance, 0.0, 0.0,
                      1e-13, &message),
                 message.c_str());
    }
    void compatibleConditionalsClampRightly() {
        RandomStream stream(13, Purpose::test);
        std::string message;
        for (int trial = 0; trial < 30; ++trial) {
            const auto n = static_cast<Index>(3 + stream.below(5));
            const auto m = static_cast<Index>(2 + stream.below(5));
            MatrixXd joint = randomColumns(stream, n, m);
            std::vector<bool> allowed(static_cast<std::size_t>(n), false);
            for (std::size_t i = 0; i <= stream.below(static_cast<std::uint64_t>(n)); ++i) {
                allowed[i] = true;
            }
            const ClampedChain chain = clampChain(compatiblePair(joint), allowed);
            joint /= joint.sum();
            QVERIFY2(near(l1Distance(chain.stationary, joint.rowwise().sum()), 0.0, 0.0, 1e-12,
                          &message),
                     message.c_str());
            QVERIFY2(near(chain.conditionError(), 0.0, 0.0, 1e-12, &message), message.c_str());
            QVERIFY2(near(chain.distance(), 0.0, 0.0, 1e-12, &message), message.c_str());
        }
    }
    /// Propositions 3 and 4: where the columns of g are independent, (5.5) and the right answer
    /// come and go together.
    void conditionFiveFiveDecides() {
        RandomStream stream(17, Purpose::test);
        int wrong = 0;
        for (int trial = 0; trial < 60; ++trial) {
            const Index n = 5;
            const Index m = 3;
            const EncoderDecoder model{randomColumns(stream, m, n), randomColumns(stream, n, m)};
            const ClampedChain chain = clampChain(model, {true, true, true, false, false});
            QVERIFY(chain.independent);
            QVERIFY((chain.conditionError() > 1e-6) == (chain.distance() > 1e-7));
            wrong += chain.distance() > 0.01 ? 1 : 0;
        }
        QVERIFY(wrong > 30); // conditionals that are not compatible clamp wrongly
        // Proposition 5 at one value: S = {x₀} leaves nothing to go wrong in x, and (5.5) asks
        // f(h | x₀) = π(h | x₀).
        const EncoderDecoder model{randomColumns(stream, 3, 4), randomColumns(stream, 4, 3)};
        const ClampedChain one = clampChain(model, {false, true, false, false});
        QVERIFY(one.distance() < 1e-14 && one.conditionError() > 1e-3);
        QVERIFY(!one.independent);
    }
    void clampsThatCannotBeAreRefused() {
        RandomStream stream(19, Purpose::test);
        const EncoderDecoder model{randomColumns(stream, 3, 4), randomColumns(stream, 4, 3)};
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, static_cast<void>(clampChain(
                                                            model, {false, false, false, false})));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(clampChain(model, {true, true})));
        EncoderDecoder holes = model;
        holes.decoder.col(1) << 0.0, 0.0, 0.5, 0.5;
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(clampChain(holes, {true, true, false, false})));
    }
    /// Proposition 6: consistent conditionals have the joint they are of, in any scan; others have
    /// one that depends on the scan.
    void dependencyNetworks() {
        RandomStream stream(23, Purpose::test);
        std::string message;
        const VectorXd joint = randomDistribution(stream, 8);
        const DependencyNetwork consistent = conditionalsOf(joint);
        const std::vector<std::size_t> order = {0, 1, 2};
        QVERIFY2(near(l1Distance(stationaryDistribution(randomScan(consistent)), joint), 0.0, 0.0,
                      1e-13, &message),
                 message.c_str());
        QVERIFY2(near(l1Distance(stationaryDistribution(orderedScan(consistent, order)), joint),
                      0.0, 0.0, 1e-13, &message),
                 message.c_str());
        QVERIFY2(near(inconsistency(consistent), 0.0, 0.0, 1e-13, &message), message.c_str());

        DependencyNetwork wild = consistent;
        for (Index i = 0; i < 3; ++i) {
            for (Index x = 0; x < 8; ++x) {
                const Index bit = Index{1} << i;
                wild.conditionals(i, x) =
                    (x & bit) != 0 ? wild.conditionals(i, x & ~bit) : stream.uniform(0.1, 0.9);
            }
        }
        QVERIFY(inconsistency(wild) > 0.05);
        QVERIFY(isErgodic(randomScan(wild)));
        const VectorXd random = stationaryDistribution(randomScan(wild));
        const VectorXd one = stationaryDistribution(orderedScan(wild, order));
        const VectorXd other = stationaryDistribution(orderedScan(wild, {2, 1, 0}));
        QVERIFY(l1Distance(one, other) > 0.01 && l1Distance(one, random) > 0.01);
        // The chain that remembers whose turn it is goes round and round.
        QCOMPARE(classesOf(rememberingScan(wild, order)).front().period, std::size_t{3});
        QVERIFY(!isErgodic(rememberingScan(wild, order)));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(orderedScan(wild, {0, 1, 1})));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(conditionalsOf(VectorXd::Ones(6))));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                                 static_cast<void>(conditionalsOf(VectorXd::Zero(4))));
    }
};

QTEST_GUILESS_MAIN(TestDenoisingChain)
#include "tst_denoising_chain.moc"
