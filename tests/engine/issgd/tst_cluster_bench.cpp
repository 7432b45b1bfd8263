// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The measurement of store and workers, with small numbers: what it gives, not how fast.
#include "engine/issgd/cluster/local_processes.h"
#include "engine/issgd/training/cluster_bench.h"
#include "tests/engine/issgd/redis_server.h"

#include <QTest>

#include <cmath>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;

namespace {

ClusterBenchOptions tiny() {
    ClusterBenchOptions options;
    options.rounds = 2;
    options.weights = 100;
    options.blocks = {7};
    options.workers = {1, 2};
    options.examples = 80;
    options.layers = "linear 6, relu";
    options.exactSteps = 3;
    options.relaxedSteps = 12;
    options.program = SCORESCOPE_PROGRAM;
    return options;
}

} // namespace

class TestClusterBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measuresTinySizes() {
        const std::vector<BenchRow> rows = benchCluster(tiny());
        const bool redis = test::RedisServer::missing().isEmpty();
        QCOMPARE(rows.size(), std::size_t(redis ? 6 : 1));
        QCOMPARE(rows[0].name, std::string("weights_memory"));
        for (const BenchRow& row : rows) {
            QVERIFY(std::isfinite(row.seconds) && row.seconds > 0.0);
            QVERIFY(std::isfinite(row.gflops) && row.gflops > 0.0);
            QVERIFY(!row.note.empty());
        }
        if (!redis) {
            QSKIP(test::RedisServer::missing().constData());
        }
        QCOMPARE(rows[1].name, std::string("weights_redis"));
        const char* names[] = {"exact_step", "exact_step", "relaxed_step", "relaxed_step"};
        for (std::size_t i = 2; i < rows.size(); ++i) {
            QCOMPARE(rows[i].name, std::string(names[i - 2]));
            QCOMPARE(rows[i].size, std::string(i % 2 == 0 ? "N=80 workers=1" : "N=80 workers=2"));
            QVERIFY(rows[i].referenceSeconds > 0.0);
            QVERIFY(rows[i].note.find("steps behind") != std::string::npos);
        }
        // At barriers nothing is behind; without them the simulated weights are.
        QVERIFY(rows[2].note.find("weights are 0 steps behind, predicted 0;") != std::string::npos);
        QVERIFY(rows[4].note.find("predicted 0;") == std::string::npos);
    }

    void refusesWhatCannotBeMeasured() {
        for (int which = 0; which < 7; ++which) {
            ClusterBenchOptions options = tiny();
            options.rounds = which == 0 ? 0 : options.rounds;
            options.weights = which == 1 ? 0 : options.weights;
            options.blocks[0] = which == 2 ? 0 : options.blocks[0];
            options.workers[1] = which == 3 ? 0 : options.workers[1];
            options.examples = which == 4 ? 0 : options.examples;
            options.exactSteps = which == 5 ? 0 : options.exactSteps;
            options.relaxedSteps = which == 6 ? 0 : options.relaxedSteps;
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(benchCluster(options)),
                                     std::invalid_argument);
        }
        QVERIFY_EXCEPTION_THROWN(ChildProcess("/nonexistent/program", {}), std::runtime_error);
    }

    /// What a measurement starts goes with it.
    void processesEndWithTheirOwner() {
        if (const QByteArray why = test::RedisServer::missing(); !why.isEmpty()) {
            QSKIP(why.constData());
        }
        RedisAddress address;
        {
            const auto server = LocalRedis::started();
            QVERIFY(server != nullptr);
            address = server->address();
            QCOMPARE(server->url(),
                     "redis://127.0.0.1:" + std::to_string(server->address().port) + "/0");
            RedisLink link(address, RedisTimes(), 1);
            QCOMPARE(link.ask({{"PING"}}, 100)[0].text, std::string("PONG"));
        }
        RedisLink link(address, RedisTimes(), 1);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(link.ask({{"PING"}}, 100)), StoreError);
    }
};

QTEST_GUILESS_MAIN(TestClusterBench)
#include "tst_cluster_bench.moc"
