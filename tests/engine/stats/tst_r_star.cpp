// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/stats/r_star.h"
#include "engine/stats/scalar_mixing.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::near;

namespace {

/// Some chains in d dimensions.
struct Draws {
    std::size_t dimension = 1;
    std::vector<std::vector<float>> chains;

    [[nodiscard]] std::vector<Points> points() const {
        std::vector<Points> result;
        for (const std::vector<float>& chain : chains) {
            result.push_back({chain.data(), chain.size() / dimension, dimension});
        }
        return result;
    }
    /// All draws of a chain, moved along the first axis.
    void move(std::size_t chain, float by) {
        for (std::size_t i = 0; i < chains[chain].size(); i += dimension) {
            chains[chain][i] += by;
        }
    }
};

/// Chains whose stationary distribution is N(0, I), with autocorrelation ρ^lag; 0: independent
/// draws.
Draws gaussianChains(std::size_t count, std::size_t draws, std::size_t dimension,
                     std::uint64_t seed, double rho = 0.0) {
    Draws result;
    result.dimension = dimension;
    for (std::size_t c = 0; c < count; ++c) {
        RandomStream stream(seed, Purpose::test, static_cast<std::uint32_t>(c));
        std::vector<double> at(dimension);
        for (double& value : at) {
            value = stream.normal();
        }
        std::vector<float> chain;
        for (std::size_t i = 0; i < draws; ++i) {
            for (double& value : at) {
                value = rho * value + std::sqrt(1.0 - rho * rho) * stream.normal();
                chain.push_back(static_cast<float>(value));
            }
        }
        result.chains.push_back(chain);
    }
    return result;
}

RStarOptions wholeChains() {
    RStarOptions options;
    options.halves = false;
    return options;
}

bool holds(const Estimate& estimate, double value) {
    return estimate.low <= value && value <= estimate.high;
}

std::string textOf(const Estimate& estimate) {
    return std::to_string(estimate.value) + " in " + std::to_string(estimate.low) + " .. " +
           std::to_string(estimate.high);
}

} // namespace

class TestRStar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void independentDrawsCannotBeTold() {
        // A classifier that knows nothing is right once in 8, whatever it does. 100 seeds: Bin(100,
        // 0.95) is at least 88 but for 1e-3.
        RStarOptions options;
        options.hidden = 16;
        options.epochs = 5;
        int held = 0;
        double sum = 0.0;
        double probable = 0.0;
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            const Draws draws = gaussianChains(4, 100, 3, 100 + seed);
            const RStar found = rStar(draws.points(), options, {1, {}});
            QVERIFY(found.known());
            QCOMPARE(found.classes, std::size_t(8));
            held += holds(found.value, 1.0) ? 1 : 0;
            sum += found.value.value / 100.0;
            probable += found.byProbability / 100.0;
        }
        QVERIFY2(held >= 88, std::to_string(held).c_str());
        // Their standard deviation is 0.13, so that of 100 means 0.013.
        std::string message;
        QVERIFY2(near(sum, 1.0, 0.0, 0.045, &message), message.c_str());
        QVERIFY2(near(probable, 1.0, 0.0, 0.02, &message), message.c_str());
    }

    void chainsInDifferentPlaces() {
        Draws draws = gaussianChains(2, 200, 5, 1);
        draws.move(0, -10.0F);
        draws.move(1, 10.0F);
        const RStar found = rStar(draws.points(), wholeChains());
        QCOMPARE(found.value.value, 2.0); // all of them are known
        QCOMPARE(found.value.high, 2.0);
        // As certain as ten of ten blocks by Wilson: 10/(10 + 1.96²).
        std::string message;
        QVERIFY2(near(found.value.low, 2.0 * 0.7224672, 1e-6, 0.0, &message), message.c_str());
        QCOMPARE(found.assigned, (std::vector<std::size_t>{200, 0, 0, 200}));
        // Halves of one chain are in one place: four classes, two of which can be told.
        const RStar halves = rStar(draws.points());
        QVERIFY2(holds(halves.value, 2.0), textOf(halves.value).c_str());
        QVERIFY2(halves.value.low > 1.2 && halves.value.high < 3.0, textOf(halves.value).c_str());
        QCOMPARE(halves.assigned[0 * 4 + 2] + halves.assigned[0 * 4 + 3], std::size_t(0));
    }

    void bestPossibleAccuracyOfShiftedGaussians() {
        // N(0, 1) and N(1, 1): the best guess is right with Φ(½).
        Draws draws = gaussianChains(2, 3000, 2, 2);
        draws.move(1, 1.0F);
        const RStar found = rStar(draws.points(), wholeChains());
        const double best = 1.0 + std::erf(0.5 / std::sqrt(2.0));
        QVERIFY2(holds(found.value, best), textOf(found.value).c_str());
        QVERIFY2(found.value.high - found.value.low < 0.15, textOf(found.value).c_str());
        QVERIFY(found.byProbability > 1.1 && found.byProbability < found.value.value);
    }

    void aStuckChainIsFound() {
        Draws draws = gaussianChains(4, 400, 3, 3);
        draws.chains[2].assign(draws.chains[2].size(), 0.25F);
        const RStar found = rStar(draws.points(), wholeChains());
        QCOMPARE(found.constantChains, std::size_t(1));
        // It is always known, the other three are guessed: ¼ + ¾ · ⅓ of the draws, or a little
        // less where a draw of the others falls beside it.
        QVERIFY2(found.value.low > 1.5 && found.value.high < 2.3, textOf(found.value).c_str());
        QCOMPARE(found.assigned[2 * 4 + 2], std::size_t(400));
        // All stuck: no number, but what is the matter.
        for (std::vector<float>& chain : draws.chains) {
            chain.assign(chain.size(), chain.front());
        }
        const RStar stuck = rStar(draws.points());
        QVERIFY(!stuck.known());
        QCOMPARE(stuck.reason, std::string("undefined: 4 of 4 chains constant"));
        QCOMPARE(stuck.constantChains, std::size_t(4));
    }

    void aChainThatWandersOffIsToldFromItself() {
        Draws draws = gaussianChains(1, 300, 2, 4);
        for (std::size_t i = 0; i < 300; ++i) {
            draws.chains[0][2 * i] += 0.1F * static_cast<float>(i);
        }
        const RStar found = rStar(draws.points());
        QCOMPARE(found.classes, std::size_t(2));
        // Where one half ends the other begins: those blocks are hard to tell.
        QVERIFY2(found.value.low > 1.2 && found.value.value > 1.6, textOf(found.value).c_str());
        QCOMPARE(rStar(draws.points(), wholeChains()).reason,
                 std::string("undefined: there are fewer than two chains"));
    }

    void blocksOfTimeAreNotFooledByNeighbours() {
        // Chains that mix, slowly: their blocks are some autocorrelation times long. In an order
        // that forgets time, what is held out has its neighbours in the training set.
        const Draws draws = gaussianChains(3, 600, 60, 5, 0.95);
        RStarOptions options = wholeChains();
        options.gap = 0.5;
        const RStar byTime = rStar(draws.points(), options);
        Draws shuffled = draws;
        for (std::size_t c = 0; c < 3; ++c) {
            const std::vector<std::size_t> order =
                shuffledOrder(600, RandomStream(1, Purpose::test, static_cast<std::uint32_t>(c)));
            for (std::size_t i = 0; i < 600; ++i) {
                std::copy_n(draws.chains[c].begin() + static_cast<std::ptrdiff_t>(60 * order[i]),
                            60, shuffled.chains[c].begin() + static_cast<std::ptrdiff_t>(60 * i));
            }
        }
        const RStar atRandom = rStar(shuffled.points(), options);
        QVERIFY2(holds(byTime.value, 1.0), textOf(byTime.value).c_str());
        QVERIFY2(atRandom.value.value > 2.9 && atRandom.value.low > 2.3,
                 textOf(atRandom.value).c_str());
    }

    void everyDrawIsHeldOutOnce() {
        // 83 draws: halves of 41, whose blocks have 8 or 9; the middle draw is in neither.
        const Draws draws = gaussianChains(2, 83, 2, 6);
        const RStar found = rStar(draws.points());
        QCOMPARE(std::accumulate(found.assigned.begin(), found.assigned.end(), std::size_t(0)),
                 std::size_t(4 * 41));
        QCOMPARE(found.shares.size(), std::size_t(5));
        for (std::size_t c = 0; c < 4; ++c) {
            QCOMPARE(
                std::accumulate(found.assigned.begin() + static_cast<std::ptrdiff_t>(4 * c),
                                found.assigned.begin() + static_cast<std::ptrdiff_t>(4 * c + 4),
                                std::size_t(0)),
                std::size_t(41));
        }
    }

    void threadsDoNotChangeNumbers() {
        const Draws draws = gaussianChains(3, 60, 100, 7);
        RStarOptions options;
        options.epochs = 2;
        options.hidden = 200;
        const RStar one = rStar(draws.points(), options, {1, {}});
        const RStar many = rStar(draws.points(), options, {3, {}});
        QCOMPARE(many.byProbability, one.byProbability);
        QVERIFY(one.byProbability == many.byProbability && one.assigned == many.assigned);
        options.seed = 2;
        QVERIFY(rStar(draws.points(), options).byProbability != one.byProbability);
    }

    void tooFewDraws() {
        const RStar found = rStar(gaussianChains(3, 39, 2, 8).points());
        QVERIFY(!found.known());
        QCOMPARE(found.reason, std::string("undefined: 39 draws in a chain, needed are 40"));
        QVERIFY(rStar(gaussianChains(3, 40, 2, 8).points()).known());
        QCOMPARE(rStar({}).reason, std::string("undefined: there are fewer than two chains"));
        RStarOptions tight = wholeChains(); // as little training as there can be
        tight.blocks = 3;
        tight.gap = 0.5;
        QVERIFY(rStar(gaussianChains(3, 12, 2, 8).points(), tight).known());
    }

    void badInput() {
        Draws draws = gaussianChains(2, 50, 2, 9);
        const auto refused = [](const std::vector<Points>& chains, const RStarOptions& options) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(rStar(chains, options)),
                                     std::invalid_argument);
        };
        RStarOptions bad;
        bad.blocks = 2;
        refused(draws.points(), bad);
        bad = {};
        bad.gap = 0.6;
        refused(draws.points(), bad);
        bad = {};
        bad.rate = -1.0;
        refused(draws.points(), bad);
        const LongWork stopped{1, [](double share) { return share < 0.35; }};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(rStar(draws.points(), {}, stopped)), Cancelled);
        std::vector<Points> uneven = draws.points();
        uneven[1].count = 49;
        refused(uneven, {});
        uneven = draws.points();
        uneven[0].dimension = 1;
        refused(uneven, {});
        draws.chains[1][17] = std::numeric_limits<float>::quiet_NaN();
        refused(draws.points(), {});
    }

    void scalarsHaveNumbersOrAReason() {
        const Draws draws = gaussianChains(4, 500, 1, 10);
        Chains chains;
        for (const std::vector<float>& chain : draws.chains) {
            chains.emplace_back(chain.begin(), chain.end());
        }
        const ScalarMixing mixed = scalarMixing("mean grey", chains, 4.0);
        QCOMPARE(mixed.name, std::string("mean grey"));
        QCOMPARE(mixed.chains, std::size_t(4));
        QCOMPARE(mixed.draws, std::size_t(500));
        QVERIFY(mixed.numbers && mixed.reason.empty());
        QCOMPARE(mixed.numbers->splitRHat, splitRHat(chains).value);
        QCOMPARE(mixed.numbers->rankRHat, rankRHat(chains).value);
        QCOMPARE(mixed.numbers->bulkEss, bulkEss(chains).value);
        QCOMPARE(mixed.numbers->bulkEssPerSecond.value(), bulkEss(chains).value / 4.0);
        // Independent draws: about as many effective ones, and R̂ near 1.
        std::string message;
        QVERIFY2(near(mixed.numbers->bulkEss, 2000.0, 0.15, 0.0, &message), message.c_str());
        QVERIFY2(near(mixed.numbers->rankRHat, 1.0, 0.01, 0.0, &message), message.c_str());
        QVERIFY(!scalarMixing("", chains).numbers->bulkEssPerSecond);
        // In different places.
        Chains apart = chains;
        for (double& value : apart[0]) {
            value += 6.0;
        }
        const ScalarMixing split = scalarMixing("", apart);
        QVERIFY(split.numbers->splitRHat > 2.0 && split.numbers->bulkEss < 20.0);
        // One stuck, two stuck, all stuck.
        Chains stuck = chains;
        stuck[1].assign(500, 0.5);
        QCOMPARE(scalarMixing("", stuck).reason, std::string("undefined: 1 of 4 chains constant"));
        stuck[3].assign(500, -0.5);
        QVERIFY(!scalarMixing("", stuck, 1.0).numbers);
        QCOMPARE(scalarMixing("", stuck).reason, std::string("undefined: 2 of 4 chains constant"));
        QCOMPARE(scalarMixing("", Chains(3, std::vector<double>(9, 1.0))).reason,
                 std::string("undefined: 3 of 3 chains constant"));
        // Nothing to speak of.
        QCOMPARE(scalarMixing("", {}).reason, std::string("undefined: there are no chains"));
        QCOMPARE(scalarMixing("", {{1.0, 2.0}, {2.0, 1.0}}).reason,
                 std::string("undefined: fewer than 4 draws in a chain"));
        QCOMPARE(scalarMixing("", {{1.0, 1.0}, {1.0, 1.0}}).reason,
                 std::string("undefined: fewer than 4 draws in a chain"));
        Chains odd = chains;
        odd[2][7] = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(scalarMixing("", odd).reason, std::string("undefined: a draw is not finite"));
        odd = chains;
        odd[2].pop_back();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(scalarMixing("", odd)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(scalarMixing("", chains, -1.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(scalarMixing("", chains, std::numeric_limits<double>::infinity())),
            std::invalid_argument);
    }

    void cautionIsOneLine() {
        const auto of = [](std::size_t chains, double rHat, double ess) {
            ScalarMixing scalar;
            scalar.chains = chains;
            scalar.numbers = MixingNumbers{rHat, rHat, ess, {}};
            return scalar;
        };
        ScalarMixing undefined;
        undefined.chains = 4;
        undefined.reason = "undefined: 1 of 4 chains constant";
        QCOMPARE(mixingCaution({}), std::string());
        QCOMPARE(mixingCaution({of(4, 1.01, 400.0), of(5, 0.99, 500.0)}), std::string());
        QCOMPARE(
            mixingCaution({of(4, 1.011, 400.0), of(4, 1.0, 399.0), of(4, 1.5, 4.0), undefined}),
            std::string("R̂ above 1.01 in 2 of 4; fewer than 100 effective draws per chain "
                        "in 2 of 4; undefined in 1 of 4"));
        QCOMPARE(mixingCaution({of(3, 1.0, 300.0)}), std::string("fewer than 4 chains"));
    }
};

QTEST_APPLESS_MAIN(TestRStar)
#include "tst_r_star.moc"
