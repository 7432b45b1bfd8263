// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Master and workers through a Redis server that comes and goes.
#include "tests/engine/issgd/redis_runs.h"

#include <QTest>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::at;
using scorescope::test::copyOf;
using scorescope::test::errorOf;
using scorescope::test::examples;
using scorescope::test::leaderOf;
using scorescope::test::Master;
using scorescope::test::oldestStep;
using scorescope::test::RedisServer;
using scorescope::test::says;
using scorescope::test::someHello;
using scorescope::test::storeAt;
using scorescope::test::TcpProxy;
using scorescope::test::trainedUntilTrouble;
using scorescope::test::troubleOf;
using scorescope::test::Worker;

namespace {

double cpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

class TestRedisStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        if (const QByteArray why = RedisServer::missing(); !why.isEmpty()) {
            if (RedisServer::required()) {
                QFAIL(why.constData());
            }
            QSKIP(why.constData());
        }
    }

    void whatIsWrittenIsRead() {
        RedisServer server;
        QVERIFY(server.start());
        const auto master = storeAt(server.address());
        const auto worker = storeAt(server.address());
        QVERIFY(!worker->hello());
        master->lead(leaderOf(1), someHello(), true);
        const std::optional<Hello> hello = worker->hello();
        QVERIFY(hello && hello->text == "hello" && hello->layout.blocks() == 5);
        worker->use(hello->layout);
        QVERIFY(!worker->newer(0));
        master->push(copyOf(1, 2.5F));
        const std::optional<ParameterCopy> copy = worker->newer(0);
        QVERIFY(copy && copy->serial == 1 && copy->step == 10);
        QCOMPARE(*copy->values, std::vector<float>{2.5F});
        QVERIFY(!worker->newer(1));
        std::vector<BlockStamp> seen;
        QVERIFY(master->read(leaderOf(1), seen).blocks.empty());
        for (std::size_t b = 0; b < 5; ++b) {
            const std::optional<Claim> claim = worker->claim(1);
            QVERIFY(claim);
            QCOMPARE(claim->block, b);
            ScoredBlock block{*claim, 1, 10, 7, 0.5F, {}};
            block.scores.assign(hello->layout.countOf(b), static_cast<float>(b));
            worker->write(block);
        }
        QVERIFY(!worker->claim(1));
        QCOMPARE(worker->claim(2)->block, std::size_t{1}); // five claims, and one for nothing
        const StoreNews news = master->read(leaderOf(1), seen);
        QVERIFY(news.leading && news.newest == 1 && news.unreadable == 0);
        QCOMPARE(news.blocks.size(), std::size_t{5});
        QCOMPARE(news.blocks[4].scores, std::vector<float>(7, 4.0F));
        QCOMPARE(news.blocks[4].worker, std::uint64_t{7});
        QVERIFY(master->read(leaderOf(1), seen).blocks.empty());
        QVERIFY(master->traffic().bytes > 0.0 && master->traffic().messages > 5);
        // A master that begins anew finds nothing of that.
        master->leave(leaderOf(1));
        master->lead(leaderOf(2), someHello(18), true);
        std::vector<BlockStamp> none;
        QVERIFY(master->read(leaderOf(2), none).blocks.empty());
        const StoreError other = errorOf([&] {
            master->push(copyOf(2, 1.0F));
            static_cast<void>(worker->newer(1));
        });
        QVERIFY2(says(other, StoreError::Kind::otherRun, "another run"), other.what());
    }

    /// Who was slow does not write over what is newer.
    void olderWeightsAreNotWrittenOverNewerOnes() {
        RedisServer server;
        QVERIFY(server.start());
        const auto store = storeAt(server.address());
        const Leader leader = leaderOf(1);
        store->lead(leader, someHello(), true);
        const auto write = [&](std::uint64_t serial, float value) {
            ScoredBlock block;
            block.claim = {1, 4 + serial};
            block.serial = serial;
            block.scores.assign(10, value);
            store->write(block);
        };
        std::vector<BlockStamp> seen;
        write(3, 3.0F);
        write(2, 2.0F);
        StoreNews news = store->read(leader, seen);
        QCOMPARE(news.blocks.size(), std::size_t{1});
        QCOMPARE(news.blocks[0].serial, std::uint64_t{3});
        QCOMPARE(news.blocks[0].scores[0], 3.0F);
        write(4, 4.0F);
        news = store->read(leader, seen);
        QCOMPARE(news.blocks.at(0).scores[0], 4.0F);
    }

    void exactModeOverANetwork() {
        RedisServer server;
        QVERIFY(server.start());
        Master master(server.address(), true);
        std::vector<std::unique_ptr<Worker>> workers;
        for (std::uint64_t w = 0; w < 3; ++w) {
            workers.push_back(std::make_unique<Worker>(server.address(), 100 + w));
        }
        for (int k = 0; k < 10; ++k) {
            QVERIFY(master.oneStep());
            QCOMPARE(oldestStep(*master.cluster), master.step - 1);
        }
        // One goes in the middle, another one comes.
        workers[0].reset();
        QVERIFY(master.oneStep());
        workers[0] = std::make_unique<Worker>(server.address(), 200);
        for (int k = 0; k < 3; ++k) {
            QVERIFY(master.oneStep());
            QCOMPARE(oldestStep(*master.cluster), master.step - 1);
        }
        std::uint64_t scored = 0;
        for (const ScoringCluster::Member& member : master.cluster->members()) {
            scored += member.scored;
        }
        QVERIFY(scored >= 14 * examples);
        QVERIFY(!master.cluster->members().empty());
    }

    void relaxedModeAndARestart() {
        RedisServer server;
        QVERIFY(server.start());
        Master master(server.address(), false);
        Worker one(server.address(), 1);
        Worker two(server.address(), 2);
        QVERIFY(master.recovers());
        server.stop();
        const std::string note = trainedUntilTrouble(master);
        QVERIFY2(note.find("goes on with weights of step") != std::string::npos, note.c_str());
        const std::vector<float> before = master.cluster->known().scores;
        QVERIFY(master.oneStep());
        QVERIFY(std::none_of(before.begin(), before.end(), [](float s) { return std::isnan(s); }));
        QVERIFY(server.start()); // it has forgotten everything
        QVERIFY(master.recovers());
    }

    void barriersOutliveARestart() {
        RedisServer server;
        QVERIFY(server.start());
        Master master(server.address(), true);
        Worker worker(server.address(), 1);
        QVERIFY(master.oneStep());
        server.stop();
        bool right = false;
        std::thread barrier([&] { right = master.oneStep(); });
        const bool again = server.start();
        barrier.join();
        QVERIFY(again);
        QVERIFY(right);
        QCOMPARE(oldestStep(*master.cluster), master.step - 1);
    }

    void cutConnectionsAreMadeAgain() {
        RedisServer server;
        QVERIFY(server.start());
        TcpProxy proxy(server.port());
        Master master(at(proxy.port()), false);
        Worker worker(at(proxy.port()), 1);
        QVERIFY(master.recovers());
        for (int k = 0; k < 5; ++k) {
            proxy.cut();
            QVERIFY(master.recovers());
        }
        // The network carries nothing, and closes nothing.
        proxy.hold(true);
        const std::string note = trainedUntilTrouble(master);
        QVERIFY2(note.find("says nothing") != std::string::npos, note.c_str());
        proxy.hold(false);
        QVERIFY(master.recovers());
        // And everybody can be ended meanwhile, at once.
        proxy.hold(true);
        QElapsedTimer timer;
        timer.start();
        worker.end();
        qInfo("a worker behind a dead network ends after %lld ms", timer.elapsed());
        QVERIFY(timer.elapsed() < 5000);
    }

    void scoresThatAreNoNumbers() {
        RedisServer server;
        QVERIFY(server.start());
        Master master(server.address(), true);
        Worker worker(server.address(), 1,
                      [](const std::vector<float>&, std::size_t, std::size_t count, float* scores) {
                          std::fill_n(scores, count, std::numeric_limits<float>::quiet_NaN());
                      });
        static_cast<void>(master.oneStep());
        QVERIFY2(master.cluster->note().find("47 scores that workers sent") == 0,
                 master.cluster->note().c_str());
    }

    void oneMasterAtATime() {
        RedisServer server;
        QVERIFY(server.start());
        Master first(server.address(), false);
        QVERIFY(first.oneStep());
        Master other(server.address(), false, 2);
        const std::string taken = troubleOf(other);
        QVERIFY2(taken.find("host 1 (process 5), which began") != std::string::npos, taken.c_str());
        QVERIFY(first.oneStep());
        // When it ends, the next one may begin; workers of the first notice.
        Worker worker(server.address(), 1);
        QVERIFY(first.recovers());
        first.cluster.reset();
        Master second(server.address(), false, 2);
        QVERIFY(second.oneStep());
        QTRY_VERIFY(second.oneStep() && worker.sawOtherRun());
    }

    /// Less than 2 % of a core, as promised; the bound here leaves room for a busy machine.
    void whoWaitsDoesNotSpin() {
        RedisServer server;
        QVERIFY(server.start());
        Master master(server.address(), true);
        Worker worker(server.address(), 1);
        QVERIFY(master.oneStep());
        const StopFlag never;
        const double before = cpuSeconds();
        static_cast<void>(never.waitFor(std::chrono::milliseconds(2000)));
        const double waiting = (cpuSeconds() - before) / 2.0;
        server.stop();
        const double between = cpuSeconds();
        static_cast<void>(never.waitFor(std::chrono::milliseconds(2000)));
        const double alone = (cpuSeconds() - between) / 2.0;
        qInfo("worker and idle master: %.2f %% of a core; without a server: %.2f %%",
              100.0 * waiting, 100.0 * alone);
        QVERIFY2(waiting < 0.1, std::to_string(waiting).c_str());
        QVERIFY2(alone < 0.1, std::to_string(alone).c_str());
    }
};

QTEST_GUILESS_MAIN(TestRedisStore)
#include "tst_redis_store.moc"
