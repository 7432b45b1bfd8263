// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Master, store and workers on a virtual clock, where all moments can be worked out by hand.
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "engine/issgd/cluster/simulated_cluster.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

/// A score tells which parameters it is of, and which example: 1000 · parameter + example.
void tellingScore(const std::vector<float>& parameters, std::size_t first, std::size_t count,
                  float* scores) {
    for (std::size_t i = 0; i < count; ++i) {
        scores[i] = 1000.0F * parameters.front() + static_cast<float>(first + i);
    }
}

/// Without chance: no jitter, no losses, messages of no length.
ClusterOptions plainOptions() {
    ClusterOptions options;
    options.workers = 1;
    options.block = 10;
    options.stepSeconds = 1.0;
    options.scoresPerSecond = 10.0; // a block in a second
    options.delaySeconds = 0.25;
    options.jitter = 0.0;
    options.bytesPerSecond = 1e300;
    options.pushEvery = 1;
    options.readEvery = 1;
    return options;
}

void run(SimulatedCluster& cluster, std::uint64_t from, std::uint64_t steps) {
    for (std::uint64_t step = from; step < from + steps; ++step) {
        cluster.beforeStep(step, {static_cast<float>(step)});
        cluster.duringStep();
    }
}

bool isNear(double a, double b) {
    return near(a, b, 1e-12, 1e-12, nullptr);
}

template <typename Call> bool refuses(const Call& call) {
    try {
        call();
    } catch (const std::invalid_argument&) {
        return true;
    }
    return false;
}

} // namespace

class TestSimulatedCluster : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// The worker asks at 0 (arrives 0.25), nothing is there yet but what the master sent at 0
    /// arrives at the same moment, so it fetches until 0.5, scores until 1.5, and its block is in
    /// the store at 1.75. The master reads from 0 to 0.5 and steps until 1.5; its next look is at
    /// the store at 1.75: just in time.
    void momentsAreThoseOfTheMessages() {
        SimulatedCluster cluster(40, plainOptions(), 1, tellingScore);
        run(cluster, 0, 1);
        QVERIFY(isNear(cluster.seconds(), 1.5));
        QVERIFY(std::isnan(cluster.known().scores[0]));
        cluster.beforeStep(1, {1.0F});
        QVERIFY(isNear(cluster.seconds(), 2.0));
        QCOMPARE(cluster.known().scores[9], 9.0F); // under the parameters of step 0
        QVERIFY(isNear(cluster.known().times[0], 1.75));
        QVERIFY(std::isnan(cluster.known().scores[10]));
        QCOMPARE(cluster.workers()[0].scored, std::uint64_t{10});
    }

    void blocksAreScoredInTurnUnderTheNewestParameters() {
        SimulatedCluster cluster(35, plainOptions(), 1, tellingScore); // the last block has 5
        run(cluster, 0, 12);
        const ScoreTable& known = cluster.known();
        for (std::size_t b = 0; b < known.blocks(); ++b) {
            QVERIFY(known.scored[b] != 0);
            for (std::size_t i = 0; i < known.countOf(b); ++i) {
                const std::size_t n = known.firstOf(b) + i;
                QCOMPARE(known.scores[n],
                         1000.0F * static_cast<float>(known.steps[b]) + static_cast<float>(n));
            }
        }
        QVERIFY(known.steps[0] > 3); // it came by a second time
    }

    /// With barriers every weight is of the parameters that the master has (§7.4.3), whoever works.
    void atBarriersNothingIsStale() {
        ClusterOptions options = plainOptions();
        options.barriers = true;
        options.workers = 3;
        options.jitter = 1.0;
        SimulatedCluster cluster(47, options, 5, tellingScore);
        for (std::uint64_t step = 0; step < 5; ++step) {
            cluster.beforeStep(step, {static_cast<float>(step)});
            for (std::size_t n = 0; n < 47; ++n) {
                QCOMPARE(cluster.known().scores[n],
                         1000.0F * static_cast<float>(step) + static_cast<float>(n));
            }
            cluster.duringStep();
        }
        // Nobody scores a block twice under the same parameters.
        std::uint64_t scored = 0;
        for (const SimulatedCluster::Worker& worker : cluster.workers()) {
            scored += worker.scored;
        }
        QCOMPARE(scored, std::uint64_t{5 * 47});
    }

    /// Twice the workers write twice the weights, while the store's answer takes no time.
    void workersAddUp() {
        ClusterOptions options = plainOptions();
        options.delaySeconds = 0.0;
        std::vector<std::uint64_t> scored;
        for (const std::size_t workers : {1U, 2U, 4U}) {
            options.workers = workers;
            SimulatedCluster cluster(1000, options, 1, tellingScore);
            run(cluster, 0, 20);
            std::uint64_t sum = 0;
            for (const SimulatedCluster::Worker& worker : cluster.workers()) {
                sum += worker.scored;
            }
            scored.push_back(sum);
        }
        QCOMPARE(scored[0], std::uint64_t{200});
        QCOMPARE(scored[1], std::uint64_t{400});
        QCOMPARE(scored[2], std::uint64_t{800});
    }

    void aLostWorkersBlockComesAgain() {
        ClusterOptions options = plainOptions();
        options.barriers = true;
        options.workers = 2;
        SimulatedCluster cluster(40, options, 1, tellingScore);
        cluster.beforeStep(0, {0.0F});
        cluster.duringStep();
        const std::uint64_t before = cluster.workers()[1].scored;
        // In the middle of the next barrier's scoring: lost after the push, before the wait's end.
        options.barriers = false;
        cluster.setOptions(options);
        cluster.beforeStep(1, {1.0F});
        cluster.lose(1);
        QCOMPARE(static_cast<int>(cluster.workers()[1].phase),
                 static_cast<int>(SimulatedCluster::Phase::lost));
        options.barriers = true;
        cluster.setOptions(options);
        cluster.duringStep();
        cluster.beforeStep(2, {2.0F});
        for (std::size_t n = 0; n < 40; ++n) {
            QCOMPARE(cluster.known().scores[n], 2000.0F + static_cast<float>(n));
        }
        QCOMPARE(cluster.workers()[1].scored, before);
        cluster.bringBack(1);
        cluster.duringStep();
        cluster.beforeStep(3, {3.0F});
        QVERIFY(cluster.workers()[1].scored > before);
    }

    void withoutWorkersThereIsNoBarrier() {
        ClusterOptions options = plainOptions();
        options.barriers = true;
        SimulatedCluster cluster(40, options, 1, tellingScore);
        cluster.lose(0);
        bool refused = false;
        try {
            cluster.beforeStep(0, {0.0F});
        } catch (const std::runtime_error& error) {
            refused = std::string(error.what()).find("no worker") != std::string::npos;
        }
        QVERIFY(refused);
        // Without barriers the master goes on, and nothing is ever scored.
        options.barriers = false;
        SimulatedCluster relaxed(40, options, 1, tellingScore);
        relaxed.lose(0);
        run(relaxed, 0, 5);
        QVERIFY(std::isnan(relaxed.known().scores[0]));
    }

    /// Times between losses are exponential: their mean over many workers is that of the options.
    void lossesComeAsOftenAsTold() {
        ClusterOptions options = plainOptions();
        options.workers = 200;
        options.secondsBetweenLosses = 20.0;
        options.secondsLost = 5.0;
        SimulatedCluster cluster(10, options, 3, tellingScore);
        run(cluster, 0, 400); // 600 s: some 24 losses of each
        double losses = 0.0;
        double lost = 0.0;
        for (const SimulatedCluster::Worker& worker : cluster.workers()) {
            losses += static_cast<double>(worker.losses);
            lost += worker.phase == SimulatedCluster::Phase::lost ? 1.0 : 0.0;
        }
        const double expected = 200.0 * cluster.seconds() / 25.0;
        QVERIFY(std::abs(losses - expected) < 4.0 * std::sqrt(expected));
        QVERIFY(lost > 15.0 && lost < 70.0); // a fifth of them: 40 +- 5.7
    }

    void equalRunsAreEqualAndGoOnFromAnyMoment() {
        ClusterOptions options = plainOptions();
        options.workers = 4;
        options.jitter = 0.8;
        options.secondsBetweenLosses = 6.0;
        options.pushEvery = 3;
        options.readEvery = 2;
        options.bytesPerSecond = 1000.0;
        options.parameterBytes = 300.0;
        SimulatedCluster one(133, options, 7, tellingScore);
        SimulatedCluster other(133, options, 7, tellingScore);
        run(one, 0, 9);
        Checkpoint moment;
        one.save(moment);
        run(one, 9, 20);
        run(other, 0, 3); // elsewhere
        other.load(moment);
        run(other, 9, 20);
        Checkpoint a;
        Checkpoint b;
        one.save(a);
        other.save(b);
        QVERIFY(a.meta == b.meta);
        QCOMPARE(a.state.size(), b.state.size());
        for (const auto& [name, tensor] : a.state) {
            QVERIFY2(sameBits(tensor, b.state.at(name)), name.c_str());
        }
        QVERIFY(one.log().messages() > 100);
    }

    /// Every number of a checkpoint may be damaged: refused, or a state that can go on.
    void damagedCheckpointsAreRefused() {
        ClusterOptions options = plainOptions();
        options.workers = 2;
        SimulatedCluster cluster(40, options, 7, tellingScore);
        run(cluster, 0, 4);
        Checkpoint moment;
        cluster.save(moment);
        const auto refused = [&](const Checkpoint& damaged) {
            try {
                cluster.load(damaged);
            } catch (const InputError&) {
                return true;
            }
            return false;
        };
        for (const auto& [name, tensor] : moment.state) {
            Checkpoint damaged = moment;
            damaged.state.erase(name);
            QVERIFY2(refused(damaged), name.c_str());
        }
        for (std::size_t i = 0; i < 24; ++i) {
            std::vector<double> fields = moment.doubles("workers");
            fields[i] = std::nan("");
            Checkpoint damaged = moment;
            damaged.put("workers", fields);
            QVERIFY2(refused(damaged), std::to_string(i).c_str());
        }
        QVERIFY(!refused(moment));
    }

    void thePictureTellsWhoDidWhat() {
        SimulatedCluster cluster(40, plainOptions(), 1, tellingScore);
        run(cluster, 0, 10);
        double trained = 0.0;
        double scored = 0.0;
        for (const ClusterLog::Span& span : cluster.log().spans()) {
            QVERIFY(span.end > span.begin);
            trained += span.deed == Deed::train ? span.end - span.begin : 0.0;
            scored += span.deed == Deed::score ? span.end - span.begin : 0.0;
        }
        QVERIFY(isNear(trained, 10.0));
        const SimulatedCluster::Worker& worker = cluster.workers()[0];
        const double underWay = worker.phase == SimulatedCluster::Phase::writing ? 1.0 : 0.0;
        QVERIFY(isNear(scored, static_cast<double>(worker.scored) / 10.0 + underWay));
    }

    void optionsOutOfRangeAreRefused() {
        const auto with = [](auto change) {
            ClusterOptions options = plainOptions();
            change(options);
            return refuses([&] { SimulatedCluster(10, options, 1, tellingScore); });
        };
        QVERIFY(!with([](ClusterOptions&) {}));
        QVERIFY(with([](ClusterOptions& o) { o.block = 0; }));
        QVERIFY(with([](ClusterOptions& o) { o.stepSeconds = 0.0; }));
        QVERIFY(with([](ClusterOptions& o) { o.scoresPerSecond = std::nan(""); }));
        QVERIFY(with([](ClusterOptions& o) { o.delaySeconds = -1.0; }));
        QVERIFY(with([](ClusterOptions& o) { o.jitter = 1.5; }));
        QVERIFY(with([](ClusterOptions& o) { o.bytesPerSecond = 0.0; }));
        QVERIFY(with([](ClusterOptions& o) { o.pushEvery = 0; }));
        QVERIFY(with([](ClusterOptions& o) { o.secondsLost = -1.0; }));
        QVERIFY(refuses([] { SimulatedCluster(0, plainOptions(), 1, tellingScore); }));
    }
};

QTEST_GUILESS_MAIN(TestSimulatedCluster)
#include "tst_simulated_cluster.moc"
