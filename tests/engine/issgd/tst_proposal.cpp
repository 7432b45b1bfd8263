// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/issgd/sampling/proposal.h"
#include "engine/issgd/sampling/rank_weights.h"
#include "engine/issgd/variance/concentration.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

constexpr double never = ExampleScores::never;
const double notANumber = std::numeric_limits<double>::quiet_NaN();
const double infinite = std::numeric_limits<double>::infinity();

ProposalOptions smoothedBy(Smoothing::Kind kind, double value) {
    ProposalOptions options;
    options.smoothing = {kind, value};
    return options;
}

ProposalOptions within(double oldest, double now) {
    ProposalOptions options;
    options.oldest = oldest;
    options.now = now;
    return options;
}

ExampleScores scoredNow(std::vector<double> scores) {
    std::vector<double> times(scores.size(), 0.0);
    return {std::move(scores), std::move(times)};
}

std::vector<double> spreadScores(std::size_t n) {
    RandomStream random(3, Purpose::test);
    std::vector<double> scores(n);
    for (double& score : scores) {
        score = std::exp(2.0 * random.normal());
    }
    return scores;
}

} // namespace

class TestProposal : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scoresAreWeights() {
        const Proposal proposal = makeProposal(scoredNow({1.0, 0.0, 3.0}));
        QCOMPARE(proposal.weights, (std::vector<double>{1.0, 0.0, 3.0}));
        QCOMPARE(proposal.included, std::size_t(3));
        QCOMPARE(proposal.counts.zero, std::size_t(1));
        QCOMPARE(proposal.counts.positive, std::size_t(2));
        QVERIFY(!proposal.uniform && proposal.note.empty());
        std::string message; // (Σw)²/Σw² = 16/10
        QVERIFY2(near(proposal.effectiveShare, 1.6 / 3.0, 1e-15, 0.0, &message), message.c_str());
        QVERIFY2(near(proposal.tau, std::sqrt(3.0 / 1.6), 1e-15, 0.0, &message), message.c_str());
        const double entropy = -(0.25 * std::log(0.25) + 0.75 * std::log(0.75));
        QVERIFY2(near(proposal.entropyShare, entropy / std::log(3.0), 1e-15, 0.0, &message),
                 message.c_str());
        QVERIFY(!proposal.concentrated());
        std::vector<double> one(100, 0.0);
        one[3] = 1.0;
        QVERIFY(makeProposal(scoredNow(one)).concentrated());
    }

    void unscoredExamplesGetTheMean() {
        // Whatever stands for a score that was never made is not looked at.
        const ExampleScores scores{{1.0, notANumber, 5.0, -1.0, 0.0},
                                   {2.0, never, 1.0, never, 0.0}};
        const Proposal proposal = makeProposal(scores, smoothedBy(Smoothing::Kind::constant, 0.5));
        QCOMPARE(proposal.weights, (std::vector<double>{1.5, 2.5, 5.5, 2.5, 0.5}));
        QCOMPARE(proposal.included, std::size_t(5));
        QCOMPARE(proposal.smoothing, 0.5);
        QCOMPARE(proposal.counts.neverScored, std::size_t(2));
        QVERIFY(proposal.note.empty());
    }

    void staleScoresAreLeftOut() {
        // §7.A.3, and scores on the threshold itself are kept. What is wrong with an old one does
        // not matter.
        const ExampleScores scores{{1.0, notANumber, 2.0, 4.0, 0.0, 9.0},
                                   {10.0, 5.9, 6.0, never, 9.0, -3.0}};
        const Proposal proposal = makeProposal(scores, within(4.0, 10.0));
        QCOMPARE(proposal.weights, (std::vector<double>{1.0, 0.0, 2.0, 0.0, 0.0, 0.0}));
        QCOMPARE(proposal.included, std::size_t(3)); // the score of 0 is one of them
        QCOMPARE(proposal.counts.stale, std::size_t(2));
        QCOMPARE(proposal.counts.neverScored, std::size_t(1));
        QVERIFY(proposal.note.empty());
        std::string message; // of the three: 9/5
        QVERIFY2(near(proposal.effectiveShare, 0.6, 1e-15, 0.0, &message), message.c_str());
        // Smoothing does not bring back those that are left out.
        ProposalOptions smooth = within(4.0, 10.0);
        smooth.smoothing.value = 1.0;
        QCOMPARE(makeProposal(scores, smooth).weights,
                 (std::vector<double>{2.0, 0.0, 3.0, 0.0, 1.0, 0.0}));
    }

    void whatCannotBeUsedIsUniform_data() {
        QTest::addColumn<std::vector<double>>("scores");
        QTest::addColumn<std::vector<double>>("times");
        QTest::addColumn<double>("oldest");
        QTest::addColumn<QString>("note");
        QTest::newRow("not numbers")
            << std::vector<double>{1.0, notANumber, -2.0, infinite, -infinite}
            << std::vector<double>(5, 0.0) << 1.0
            << "4 of 5 scores cannot be weights (1 NaN, 2 infinite, 1 negative): sampled uniformly";
        QTest::newRow("zero") << std::vector<double>{0.0, -0.0, 7.0}
                              << std::vector<double>{0.0, 0.0, -9.0} << 1.0
                              << "all scores in use are 0 (2 of 3): sampled uniformly";
        QTest::newRow("too old")
            << std::vector<double>{1.0, 2.0, 3.0} << std::vector<double>{-5.0, -2.0, never} << 1.0
            << "no score is recent enough (2 of 3 too old, 1 of 3 never scored): sampled uniformly";
        QTest::newRow("never") << std::vector<double>{1.0, 2.0} << std::vector<double>(2, never)
                               << 1.0 << "none of 2 examples has been scored: sampled uniformly";
    }
    void whatCannotBeUsedIsUniform() {
        QFETCH(std::vector<double>, scores);
        QFETCH(std::vector<double>, times);
        QFETCH(double, oldest);
        QFETCH(QString, note);
        ProposalOptions options = within(oldest, 0.0);
        options.smoothing = {Smoothing::Kind::entropyShare, 0.5};
        const Proposal proposal = makeProposal({scores, times}, options);
        QCOMPARE(QString::fromStdString(proposal.note), note);
        QVERIFY(proposal.uniform);
        QCOMPARE(proposal.weights, std::vector<double>(scores.size(), 1.0));
        QCOMPARE(proposal.included, scores.size());
        QCOMPARE(proposal.effectiveShare, 1.0);
        QCOMPARE(proposal.entropyShare, 1.0);
        const ScoreCounts& c = proposal.counts;
        QCOMPARE(c.neverScored + c.stale + c.zero + c.positive + c.notNumbers + c.infinite +
                     c.negative,
                 scores.size());
    }

    void smoothingReachesItsTarget_data() {
        QTest::addColumn<bool>("entropy");
        QTest::addColumn<double>("target");
        for (const double target : {0.3, 0.8, 0.9, 0.99, 0.999999}) {
            QTest::addRow("entropy %g", target) << true << target;
            QTest::addRow("effective %g", target) << false << target;
        }
    }
    void smoothingReachesItsTarget() {
        QFETCH(bool, entropy);
        QFETCH(double, target);
        const std::vector<double> scores = spreadScores(3000);
        const Proposal plain = makeProposal(scoredNow(scores));
        const Proposal proposal =
            makeProposal(scoredNow(scores), smoothedBy(entropy ? Smoothing::Kind::entropyShare
                                                               : Smoothing::Kind::effectiveShare,
                                                       target));
        const double before = entropy ? plain.entropyShare : plain.effectiveShare;
        const double after = entropy ? proposal.entropyShare : proposal.effectiveShare;
        if (before >= target) { // there already
            QCOMPARE(proposal.smoothing, 0.0);
            QCOMPARE(after, before);
            return;
        }
        QVERIFY(proposal.smoothing > 0.0);
        std::string message;
        QVERIFY2(near(after, target, 0.0, 1.5e-9, &message), message.c_str());
        // It is the least: a little less misses the target.
        std::vector<double> less = scores;
        for (double& weight : less) {
            weight += proposal.smoothing * 0.999;
        }
        const double with =
            entropy ? entropyShare(less) : effectiveSize(less) / static_cast<double>(less.size());
        QVERIFY2(with < target, std::to_string(with - target).c_str());
    }

    void smoothingOfAFew() {
        // Weights 0 and 2: CV² = 1, ESS/n = 1/(1 + (1/(1 + c))²) is 0.8 at c = 1.
        std::string message;
        QVERIFY2(near(smoothingConstant({0.0, 2.0}, {Smoothing::Kind::effectiveShare, 0.8}), 1.0,
                      1e-14, 0.0, &message),
                 message.c_str());
        // (1, 3) has the entropy share 0.811278…: c = 1 again.
        QVERIFY2(
            near(smoothingConstant({0.0, 2.0}, {Smoothing::Kind::entropyShare, 0.8112781244591328}),
                 1.0, 1e-7, 0.0, &message),
            message.c_str());
        // One example has all entropy that there is; equal weights need nothing.
        QCOMPARE(smoothingConstant({2.0}, {Smoothing::Kind::entropyShare, 0.9}), 0.0);
        QCOMPARE(smoothingConstant({2.0, 2.0}, {Smoothing::Kind::effectiveShare, 0.9}), 0.0);
    }

    void badInput() {
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeProposal({})), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeProposal({{1.0, 2.0}, {0.0}})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeProposal({{1.0}, {notANumber}})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeProposal({{1.0}, {infinite}})),
                                 std::invalid_argument);
        const ExampleScores one = scoredNow({1.0});
        for (const double value : {-1.0, notANumber, infinite}) {
            QVERIFY_EXCEPTION_THROWN(
                static_cast<void>(makeProposal(one, smoothedBy(Smoothing::Kind::constant, value))),
                std::invalid_argument);
        }
        for (const double value : {0.0, 1.0, notANumber}) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeProposal(
                                         one, smoothedBy(Smoothing::Kind::entropyShare, value))),
                                     std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(smoothingConstant(
                                         {1.0, 2.0}, {Smoothing::Kind::effectiveShare, value})),
                                     std::invalid_argument);
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeProposal(one, within(-1.0, 0.0))),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(makeProposal(one, within(1.0, notANumber))),
                                 std::invalid_argument);
    }

    void ranks() {
        // Four, pressure 16: each half as likely as the one before.
        const std::vector<double> weights = rankWeights({0.5, 3.0, -infinite, 0.7}, 16.0);
        const std::vector<double> expected = {2.0 / 15.0, 8.0 / 15.0, 1.0 / 15.0, 4.0 / 15.0};
        std::string message;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            QVERIFY2(near(weights[i], expected[i], 1e-14, 0.0, &message), message.c_str());
        }
        // Those not seen yet first, and equal ones in their order.
        const std::vector<double> ties = rankWeights({1.0, infinite, 1.0}, 8.0);
        QVERIFY(ties[1] > ties[0] && ties[0] > ties[2]);
        // No pressure, and the whole range of a large set.
        QCOMPARE(rankWeights({3.0, 1.0}, 1.0), (std::vector<double>{0.5, 0.5}));
        std::vector<double> many(10'000);
        std::iota(many.rbegin(), many.rend(), 0.0);
        const std::vector<double> ranked = rankWeights(many, 100.0);
        QVERIFY2(
            near(ranked.front() / ranked.back(), std::pow(100.0, 0.9999), 1e-10, 0.0, &message),
            message.c_str());
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(rankWeights({}, 2.0)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(rankWeights({1.0, notANumber}, 2.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(rankWeights({1.0}, 0.5)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(rankWeights({1.0}, infinite)),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestProposal)
#include "tst_proposal.moc"
