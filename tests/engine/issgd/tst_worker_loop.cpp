// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A worker on a store in memory, and that store.
#include "engine/issgd/cluster/worker_loop.h"
#include "engine/issgd/store/memory_store.h"

#include <QTest>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;

namespace {

constexpr StoreLayout layout{21, 47, 10, 1}; // five blocks, of which the last has 7

/// 1000 · parameter + example.
void tellingScore(const std::vector<float>& parameters, std::size_t first, std::size_t count,
                  float* scores) {
    for (std::size_t i = 0; i < count; ++i) {
        scores[i] = 1000.0F * parameters.front() + static_cast<float>(first + i);
    }
}

Leader leaderOf(std::uint64_t token) {
    Leader leader;
    leader.token = token;
    leader.who = "somebody";
    leader.since =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count() -
        42.0;
    return leader;
}

ParameterCopy copyOf(std::uint64_t serial) {
    return {serial, 10 * serial,
            std::make_shared<const std::vector<float>>(1, static_cast<float>(serial))};
}

void led(WeightStore& store) {
    store.lead(leaderOf(1), {layout, "hello"}, true);
}

/// A store that fails as often as told.
class FailingStore final : public WeightStore {
public:
    explicit FailingStore(MemoryStore& inner) : inner_(inner) {}

    void lead(const Leader& leader, const Hello& hello, bool anew) override {
        inner_.lead(leader, hello, anew);
    }
    bool renew(const Leader& leader) override { return inner_.renew(leader); }
    void leave(const Leader& leader) noexcept override { inner_.leave(leader); }
    void push(const ParameterCopy& copy) override { inner_.push(copy); }
    StoreNews read(const Leader& leader, std::vector<BlockStamp>& seen) override {
        return inner_.read(leader, seen);
    }
    std::optional<Hello> hello() override { return inner_.hello(); }
    std::optional<ParameterCopy> newer(std::uint64_t serial) override {
        fail();
        return inner_.newer(serial);
    }
    std::optional<Claim> claim(std::uint64_t serial) override {
        fail();
        return inner_.claim(serial);
    }
    void write(const ScoredBlock& block) override {
        fail();
        inner_.write(block);
    }
    StoreTraffic traffic() const override { return inner_.traffic(); }

    std::atomic<int> failures{0};
    std::atomic<StoreError::Kind> kind{StoreError::Kind::unreachable};

private:
    void fail() {
        if (failures.load() > 0) {
            --failures;
            throw StoreError(kind, "nobody answers");
        }
    }
    MemoryStore& inner_;
};

double cpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

class TestWorkerLoop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStoreGivesOutEachBlockOnceInTurn() {
        MemoryStore store;
        led(store);
        store.push(copyOf(1));
        std::vector<std::size_t> blocks;
        for (std::size_t k = 0; k < 7; ++k) {
            blocks.push_back(store.claim(1)->block);
        }
        // None was written: those of lost workers come again.
        QCOMPARE(blocks, (std::vector<std::size_t>{0, 1, 2, 3, 4, 0, 1}));
        for (const std::size_t b : {2U, 3U, 4U}) {
            store.write({{b, 1}, 1, 10, 5, 0.0F, std::vector<float>(layout.countOf(b), 1.0F)});
        }
        QCOMPARE(store.claim(1)->block, std::size_t{0});
        QCOMPARE(store.claim(1)->block, std::size_t{1});
        QCOMPARE(store.claim(1)->block, std::size_t{0});
        for (const std::size_t b : {0U, 1U}) {
            store.write({{b, 1}, 1, 10, 5, 0.0F, std::vector<float>(layout.countOf(b), 1.0F)});
        }
        QVERIFY(!store.claim(1));
        QVERIFY(store.claim(2)); // under newer parameters all is to be done
    }

    void aStoreTellsWhatChangedOnce() {
        MemoryStore store;
        led(store);
        std::vector<BlockStamp> seen;
        QVERIFY(store.read(leaderOf(1), seen).blocks.empty());
        store.push(copyOf(3));
        store.write({{2, 8}, 3, 30, 5, 0.0F, std::vector<float>(10, 2.0F)});
        StoreNews news = store.read(leaderOf(1), seen);
        QVERIFY(news.leading);
        QCOMPARE(news.newest, std::uint64_t{3});
        QCOMPARE(news.blocks.size(), std::size_t{1});
        QCOMPARE(news.blocks[0].claim.block, std::size_t{2});
        QVERIFY(store.read(leaderOf(1), seen).blocks.empty());
        // What is older than what is there is not written.
        store.write({{2, 9}, 2, 20, 5, 0.0F, std::vector<float>(10, 1.0F)});
        QVERIFY(store.read(leaderOf(1), seen).blocks.empty());
    }

    void oneLeadsAtATime() {
        MemoryStore store;
        led(store);
        std::string what;
        try {
            store.lead(leaderOf(2), {layout, "hello"}, true);
        } catch (const StoreError& error) {
            QVERIFY(error.kind() == StoreError::Kind::taken);
            what = error.what();
        }
        QVERIFY2(what.find("somebody, which began 42 s ago") != std::string::npos, what.c_str());
        QVERIFY(store.renew(leaderOf(1)));
        QVERIFY_THROWS_EXCEPTION(StoreError, static_cast<void>(store.renew(leaderOf(2))));
        store.leave(leaderOf(2)); // that changes nothing
        QVERIFY(store.renew(leaderOf(1)));
        store.leave(leaderOf(1));
        store.lead(leaderOf(2), {layout, "hello"}, true);
        // Without being renewed a lead is over after its time.
        Leader hasty = leaderOf(2);
        hasty.lease = std::chrono::seconds(0);
        QVERIFY(store.renew(hasty));
        QVERIFY(!store.renew(hasty));
        store.lead(leaderOf(3), {layout, "hello"}, true);
    }

    /// Until everything is scored under the newest parameters, and then nothing any more.
    void aWorkerScoresEverythingOnceForEachCopy() {
        MemoryStore store;
        led(store);
        StopFlag stop;
        std::atomic<std::uint64_t> scored{0};
        std::thread worker([&] {
            runWorker(
                store, layout,
                [&](const std::vector<float>& parameters, std::size_t first, std::size_t count,
                    float* scores) {
                    tellingScore(parameters, first, count, scores);
                    scored += count;
                },
                7, stop);
        });
        std::vector<BlockStamp> seen;
        for (std::uint64_t serial = 1; serial <= 20; ++serial) {
            store.push(copyOf(serial));
            std::vector<float> scores(layout.examples, -1.0F);
            std::size_t blocks = 0;
            while (blocks < layout.blocks()) {
                const std::uint64_t changes = store.changes();
                for (const ScoredBlock& block : store.read(leaderOf(1), seen).blocks) {
                    QCOMPARE(block.serial, serial);
                    QCOMPARE(block.step, 10 * serial);
                    QCOMPARE(block.worker, std::uint64_t{7});
                    std::copy(block.scores.begin(), block.scores.end(),
                              scores.begin() +
                                  static_cast<std::ptrdiff_t>(layout.firstOf(block.claim.block)));
                    ++blocks;
                }
                if (blocks < layout.blocks()) {
                    store.wait(changes, std::chrono::milliseconds(1000), stop);
                }
            }
            for (std::size_t n = 0; n < scores.size(); ++n) {
                QCOMPARE(scores[n], 1000.0F * static_cast<float>(serial) + static_cast<float>(n));
            }
        }
        stop.set();
        worker.join();
        QCOMPARE(scored.load(), std::uint64_t{20 * 47});
    }

    /// Whatever fails whenever, no block is lost, and none is scored twice for it.
    void troubleIsToldAndOvercome() {
        MemoryStore memory;
        led(memory);
        memory.push(copyOf(1));
        FailingStore store(memory);
        store.failures = 1;
        StopFlag stop;
        std::atomic<std::uint64_t> scored{0};
        std::atomic<bool> inTrouble{false};
        std::atomic<std::uint64_t> written{0};
        std::thread worker([&] {
            runWorker(
                store, layout,
                [&](const std::vector<float>& parameters, std::size_t first, std::size_t count,
                    float* scores) {
                    tellingScore(parameters, first, count, scores);
                    scored += count;
                    store.failures = 1; // of writing it
                },
                7, stop,
                [&](const WorkerState& state) {
                    inTrouble = inTrouble || !state.trouble.empty();
                    written = state.scored;
                });
        });
        QTRY_COMPARE(written.load(), std::uint64_t{47});
        QVERIFY(inTrouble.load());
        QCOMPARE(scored.load(), std::uint64_t{47});
        stop.set();
        worker.join();
    }

    void anotherRunEndsAWorker() {
        MemoryStore memory;
        led(memory);
        memory.push(copyOf(1));
        FailingStore store(memory);
        store.kind = StoreError::Kind::otherRun;
        store.failures = 1;
        const StopFlag stop;
        QVERIFY_THROWS_EXCEPTION(StoreError, runWorker(store, layout, tellingScore, 7, stop));
    }

    /// Less than 2 % of a core, as promised; the bound here leaves room for a busy machine.
    void whoWaitsDoesNotSpin() {
        MemoryStore store;
        led(store);
        StopFlag stop;
        std::vector<std::thread> workers;
        for (std::uint64_t w = 0; w < 4; ++w) {
            workers.emplace_back([&, w] { runWorker(store, layout, tellingScore, w, stop); });
        }
        const double before = cpuSeconds();
        const StopFlag never;
        static_cast<void>(never.waitFor(std::chrono::milliseconds(2000)));
        const double used = (cpuSeconds() - before) / 2.0 / 4.0;
        stop.set();
        const auto asked = std::chrono::steady_clock::now();
        for (std::thread& worker : workers) {
            worker.join();
        }
        qInfo("a waiting worker: %.3f %% of a core; all ended after %.0f ms", 100.0 * used,
              std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - asked)
                  .count());
        QVERIFY2(used < 0.05, std::to_string(used).c_str());
    }
};

QTEST_GUILESS_MAIN(TestWorkerLoop)
#include "tst_worker_loop.moc"
