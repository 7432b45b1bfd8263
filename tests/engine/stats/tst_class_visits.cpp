// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/stats/class_visits.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::near;

namespace {

using Counts = std::vector<std::int64_t>;

/// Chains that stay where they are with some probability and else draw a class anew.
ClassVisits walked(std::size_t chains, std::size_t draws, const std::vector<double>& shares,
                   double stay, std::uint64_t seed) {
    ClassVisits visits(chains, shares.size());
    RandomStream stream(seed, Purpose::test);
    const auto drawn = [&] {
        double left = stream.uniform();
        std::uint8_t at = 0;
        while (left >= shares[at] && at + std::size_t(1) < shares.size()) {
            left -= shares[at++];
        }
        return at;
    };
    std::vector<std::uint8_t> classes(chains);
    for (std::size_t i = 0; i < draws; ++i) {
        for (std::uint8_t& at : classes) {
            at = i > 0 && stream.uniform() < stay ? at : drawn();
        }
        visits.add(classes);
    }
    return visits;
}

bool holds(const Uncertain& found, double value) {
    return found.hasInterval() && found.estimate.low <= value && value <= found.estimate.high;
}

std::string textOf(const Uncertain& found) {
    return std::to_string(found.estimate.value) + " in " + std::to_string(found.estimate.low) +
           " .. " + std::to_string(found.estimate.high) + found.reason;
}

} // namespace

class TestClassVisits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void twoChainsByHand() {
        ClassVisits visits(2, 3);
        const std::vector<std::uint8_t> one{0, 0, 1, 1, 0};
        const std::vector<std::uint8_t> other{2, 2, 2, 2, 0};
        for (std::size_t i = 0; i < 5; ++i) {
            visits.add({one[i], other[i]});
        }
        QCOMPARE(visits.draws(), std::size_t(5));
        QCOMPARE(visits.visits(), (Counts{4, 2, 4}));
        QCOMPARE(visits.visitsOf(1), (Counts{1, 0, 4}));
        QCOMPARE(visits.transitions(), (Counts{1, 1, 0, 1, 1, 0, 1, 0, 3}));
        std::string message;
        const auto verify = [&message](double found, double expected) {
            QVERIFY2(near(found, expected, 1e-9, 0.0, &message), message.c_str());
        };
        // Shares 0.6 and 0.2 of class 0: 0.4 ± 12.706 · 0.2, cut.
        const std::vector<Uncertain> shares = visits.shares();
        verify(shares[0].estimate.value, 0.4);
        QVERIFY(shares[0].hasInterval());
        QCOMPARE(shares[0].estimate.low, 0.0);
        QCOMPARE(shares[0].estimate.high, 1.0);
        // 2 changes and 1: 3 ± 2 · 12.706 · 0.5, in 8 pairs of draws.
        const Uncertain changes = visits.changes();
        verify(changes.estimate.value, 3.0);
        QCOMPARE(changes.estimate.low, 0.0);
        verify(changes.estimate.high, 3.0 + 12.7062047361747);
        const Uncertain time = visits.timeBetweenChanges();
        verify(time.estimate.value, 8.0 / 3.0);
        verify(time.estimate.low, 8.0 / (3.0 + 12.7062047361747));
        QVERIFY(std::isinf(time.estimate.high) && time.estimate.high > 0.0);
        // The jackknife's parts, 2 H − H without one of them.
        const double all = -0.8 * std::log(0.4) - 0.2 * std::log(0.2);
        const double first = 2.0 * all + 0.8 * std::log(0.8) + 0.2 * std::log(0.2);
        const double second = 2.0 * all + 0.6 * std::log(0.6) + 0.4 * std::log(0.4);
        const ClassVisits::Entropy entropy = visits.entropy();
        verify(entropy.nats.estimate.value, all);
        verify(entropy.nats.estimate.low,
               0.5 * (first + second) - 12.7062047361747 * 0.5 * std::abs(first - second));
        verify(entropy.nats.estimate.high, std::log(3.0));
        verify(entropy.ofLargest.estimate.value, all / std::log(3.0));
        verify(entropy.ofLargest.estimate.high, 1.0);
        // Half, three tenths, a fifth of ten draws, however the shares are scaled.
        const std::vector<double> expected = visits.expectedVisits({50.0, 30.0, 20.0});
        verify(expected[0], 5.0);
        verify(expected[1], 3.0);
        verify(expected[2], 2.0);
        visits.clear();
        QCOMPARE(visits.draws(), std::size_t(0));
        QCOMPARE(visits.visits(), Counts(3, 0));
    }

    void intervalsHoldWhatIsTrue_data() {
        QTest::addColumn<double>("stay");
        QTest::addColumn<int>("draws");
        QTest::newRow("independent draws") << 0.0 << 200;
        QTest::newRow("draws that stay ten times") << 0.9 << 400;
    }
    void intervalsHoldWhatIsTrue() {
        // 200 seeds: Bin(200, 0.95) lies in 178 … 199 but for 1e-3. Intervals for independent draws
        // would hold the shares of what stays in a third of the cases.
        QFETCH(double, stay);
        QFETCH(int, draws);
        const std::vector<double> p{0.4, 0.25, 0.2, 0.1, 0.05};
        double entropy = 0.0;
        double same = 0.0;
        for (const double share : p) {
            entropy -= share * std::log(share);
            same += share * share;
        }
        const double rate = (1.0 - stay) * (1.0 - same);
        const double pairs = 8.0 * (draws - 1);
        int shares = 0;
        int entropies = 0;
        int changes = 0;
        int times = 0;
        for (std::uint64_t seed = 0; seed < 200; ++seed) {
            const ClassVisits visits = walked(8, static_cast<std::size_t>(draws), p, stay, seed);
            shares += holds(visits.shares()[1], p[1]) ? 1 : 0;
            entropies += holds(visits.entropy().nats, entropy) ? 1 : 0;
            changes += holds(visits.changes(), rate * pairs) ? 1 : 0;
            times += holds(visits.timeBetweenChanges(), 1.0 / rate) ? 1 : 0;
        }
        QVERIFY2(shares >= 178 && shares < 200, std::to_string(shares).c_str());
        QVERIFY2(entropies >= 178 && entropies < 200, std::to_string(entropies).c_str());
        QVERIFY2(changes >= 178 && changes < 200, std::to_string(changes).c_str());
        QCOMPARE(times, changes); // one is the other's inverse
        // And they are narrow enough to say something.
        const ClassVisits last = walked(8, static_cast<std::size_t>(draws), p, stay, 1);
        const Estimate found = last.entropy().nats.estimate;
        QVERIFY2(found.high - found.low < 0.3, textOf(last.entropy().nats).c_str());
    }

    void stuckChains() {
        ClassVisits visits(4);
        for (int i = 0; i < 50; ++i) {
            visits.add({3, 3, 3, 7});
        }
        const Uncertain time = visits.timeBetweenChanges();
        QVERIFY(std::isinf(time.estimate.value) && !time.hasInterval());
        QCOMPARE(time.reason, std::string("no change in 196 pairs of draws"));
        QCOMPARE(visits.changes().estimate.value, 0.0);
        QCOMPARE(visits.changes().reason, std::string("all chains are alike in this"));
        QCOMPARE(visits.entropy().nats.reason, std::string("no chain changed its class"));
        QCOMPARE(visits.entropy().ofLargest.reason, std::string("no chain changed its class"));
        std::string message;
        QVERIFY2(near(visits.entropy().ofLargest.estimate.value,
                      -(0.75 * std::log10(0.75) + 0.25 * std::log10(0.25)), 1e-12, 0.0, &message),
                 message.c_str());
        // 200 draws say no more of the share than four do: 3/4 ± 3.18 · 0.25, cut at 0 and 1.
        const std::vector<Uncertain> shares = visits.shares();
        QVERIFY2(near(shares[3].estimate.value, 0.75, 1e-12, 0.0, &message), message.c_str());
        QCOMPARE(shares[3].estimate.low, 0.0);
        QCOMPARE(shares[3].estimate.high, 1.0);
        QCOMPARE(shares[0].reason, std::string("never visited"));
        QVERIFY(std::isnan(shares[0].estimate.high));
    }

    void chainsInDifferentPlaces() {
        // Each changes its class with every draw, but never leaves its own two.
        ClassVisits visits(2, 4);
        for (std::uint8_t i = 0; i < 100; ++i) {
            const auto odd = static_cast<std::uint8_t>(i % 2);
            visits.add({odd, static_cast<std::uint8_t>(2 + odd)});
        }
        QCOMPARE(visits.visits(), (Counts{50, 50, 50, 50}));
        const Uncertain share = visits.shares()[0];
        QVERIFY2(share.estimate.low == 0.0 && share.estimate.high == 1.0, textOf(share).c_str());
        QCOMPARE(visits.timeBetweenChanges().estimate.value, 1.0);
        QCOMPARE(visits.timeBetweenChanges().reason, std::string("all chains are alike in this"));
        QCOMPARE(visits.entropy().nats.reason, std::string("all chains are alike in this"));
    }

    void whatThereIsNoIntervalOf() {
        ClassVisits one(1);
        QCOMPARE(one.shares()[4].reason, std::string("there are no draws"));
        QVERIFY(std::isnan(one.entropy().nats.estimate.value));
        QCOMPARE(one.changes().reason, std::string("there are fewer than two draws"));
        QCOMPARE(one.expectedVisits(std::vector<double>(10, 0.1)), std::vector<double>(10, 0.0));
        one.add({4});
        QCOMPARE(one.timeBetweenChanges().reason, std::string("there are fewer than two draws"));
        for (const std::uint8_t at : std::vector<std::uint8_t>{4, 5, 5, 4}) {
            one.add({at});
        }
        const std::string reason = "an interval needs at least two chains";
        QCOMPARE(one.shares()[4].reason, reason);
        QCOMPARE(one.entropy().nats.reason, reason);
        QCOMPARE(one.changes().reason, reason);
        QCOMPARE(one.changes().estimate.value, 2.0);
        QCOMPARE(one.timeBetweenChanges().reason, reason);
        QCOMPARE(one.timeBetweenChanges().estimate.value, 2.0);
    }

    void savedVisitsGoOn() {
        const std::vector<double> p{0.5, 0.3, 0.2};
        ClassVisits visits = walked(3, 40, p, 0.5, 7);
        Checkpoint checkpoint;
        visits.save(checkpoint, "v/");
        ClassVisits other(3, 3);
        other.load(checkpoint, "v/");
        for (ClassVisits* const some : {&visits, &other}) {
            some->add({2, 0, 1});
            some->add({1, 0, 1});
        }
        QCOMPARE(other.draws(), std::size_t(42));
        QCOMPARE(other.transitions(), visits.transitions());
        QCOMPARE(other.visitsOf(2), visits.visitsOf(2));
        QCOMPARE(other.entropy().nats.estimate.low, visits.entropy().nats.estimate.low);
        // None at all are saved, too.
        Checkpoint empty;
        ClassVisits(3, 3).save(empty, "v/");
        other.load(empty, "v/");
        QCOMPARE(other.draws(), std::size_t(0));

        other.load(checkpoint, "v/");
        const auto refused = [&other](const Checkpoint& bad) {
            QVERIFY_EXCEPTION_THROWN(other.load(bad, "v/"), InputError);
        };
        Checkpoint bad = checkpoint;
        bad.meta["v/draws"] = 41;
        refused(bad);
        bad = checkpoint;
        bad.meta.erase("v/draws");
        refused(bad);
        bad = checkpoint;
        bad.state["v/ends"] = StoredTensor{{2, 3}, std::vector<std::uint8_t>{0, 1, 3, 0, 0, 0}};
        refused(bad);
        bad = checkpoint;
        bad.state["v/transitions"] = StoredTensor{{2, 3, 3}, Counts(18, 1)};
        refused(bad);
        Counts wrong = storedValues<std::int64_t>(checkpoint.state, "v/transitions").toVector();
        wrong[1] += 1; // one more from 0 to 1, one less from 1 to 2: a chain that jumped
        wrong[5] -= 1;
        bad = checkpoint;
        bad.state["v/transitions"] = StoredTensor{{3, 3, 3}, wrong};
        refused(bad);
        wrong.assign(27, std::numeric_limits<std::int64_t>::max());
        bad.state["v/transitions"] = StoredTensor{{3, 3, 3}, wrong};
        refused(bad);
        QCOMPARE(other.draws(), std::size_t(40)); // nothing changed
    }

    void badInput() {
        const auto made = [](std::size_t chains, std::size_t classes) {
            static_cast<void>(ClassVisits(chains, classes));
        };
        QVERIFY_EXCEPTION_THROWN(made(0, 10), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(made(2, 1), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(made(2, 257), std::invalid_argument);
        ClassVisits visits(2, 3);
        QVERIFY_EXCEPTION_THROWN(visits.add({0}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(visits.add({0, 3}), std::invalid_argument);
        QCOMPARE(visits.draws(), std::size_t(0));
        const auto refused = [&visits](const std::vector<double>& shares) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(visits.expectedVisits(shares)),
                                     std::invalid_argument);
        };
        refused({0.5, 0.5});
        refused({0.5, 0.6, -0.1});
        refused({0.0, 0.0, 0.0});
        refused({0.5, std::numeric_limits<double>::quiet_NaN(), 0.5});
        refused({0.5, std::numeric_limits<double>::infinity(), 0.5});
    }
};

QTEST_APPLESS_MAIN(TestClassVisits)
#include "tst_class_visits.moc"
