// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/data/dataset_cache.h"
#include "tests/support/test_folder.h"

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace scorescope;
using namespace scorescope::data;

namespace {

/// A gate that threads wait at until somebody opens it.
class Gate {
public:
    void open() {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            open_ = true;
        }
        changed_.notify_all();
    }
    void wait() {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return open_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

} // namespace

class DatasetCacheTest : public QObject {
    Q_OBJECT

    test::TestFolder folder_;

private Q_SLOTS:
    // ------------------------------------------------------------------------- one thread
    void isReadOnceWhileSomebodyHoldsIt() {
        SharedCache cache;
        int reads = 0;
        const std::function<std::string(const Progress&)> make = [&reads](const Progress&) {
            ++reads;
            return std::string("value");
        };
        auto first = cache.get<std::string>("a", make);
        auto second = cache.get<std::string>("a", make);
        QCOMPARE(reads, 1);
        QVERIFY(first == second);
        QCOMPARE(cache.size(), std::size_t{1});
        first.reset();
        QVERIFY(cache.get<std::string>("a", make) == second);
        second.reset();
        QCOMPARE(cache.size(), std::size_t{0}); // nobody uses it
        const auto third = cache.get<std::string>("a", make);
        QCOMPARE(reads, 2);
        // Another key, and another type of the same key, are other values.
        static_cast<void>(cache.get<std::string>("b", make));
        QCOMPARE(reads, 3);
        const auto number = cache.get<int>("a", [](const Progress&) { return 7; });
        QCOMPARE(*number, 7);
        QCOMPARE(*third, std::string("value"));
    }

    void errorsAndCancelledReadsAreNotKept() {
        SharedCache cache;
        int reads = 0;
        const std::function<int(const Progress&)> make = [&reads](const Progress& progress) {
            ++reads;
            report(progress, 0.5);
            if (reads < 3) {
                throw InputError("file", "", "is damaged");
            }
            return reads;
        };
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(cache.get<int>("a", make)), InputError);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(cache.get<int>("a", make, [](double) { return false; })), Cancelled);
        QCOMPARE(cache.size(), std::size_t{0});
        const auto value = cache.get<int>("a", make);
        QCOMPARE(*value, 3);
    }

    // ------------------------------------------------------------------------- several threads
    void threadsThatAskTogetherReadOnce() {
        SharedCache cache;
        Gate allAsked;
        std::atomic<int> reads{0};
        std::atomic<int> told{0};
        constexpr int threads = 6;
        const std::function<std::vector<double>(const Progress&)> make =
            [&](const Progress& progress) {
                ++reads;
                report(progress, 0.25);
                allAsked.wait(); // until all the others are known to wait
                return std::vector<double>(1000, 0.5);
            };
        std::vector<std::shared_ptr<const std::vector<double>>> values(threads);
        std::vector<std::thread> all;
        all.reserve(threads);
        for (int i = 0; i < threads; ++i) {
            all.emplace_back([&, i] {
                bool first = true;
                values[static_cast<std::size_t>(i)] =
                    cache.get<std::vector<double>>("a", make, [&](double share) {
                        // Each of them is told at least once before the reading goes on; those who
                        // wait hear how far the one who reads is.
                        if (first && ++told == threads) {
                            allAsked.open();
                        }
                        first = false;
                        return share >= 0.0 && share <= 1.0;
                    });
            });
        }
        for (std::thread& thread : all) {
            thread.join();
        }
        QCOMPARE(reads.load(), 1);
        for (const auto& value : values) {
            QVERIFY(value == values.front());
        }
        QCOMPARE(values.front()->size(), std::size_t{1000});
    }

    void whoWaitsCanBeCancelled() {
        SharedCache cache;
        Gate reading;
        Gate goOn;
        std::shared_ptr<const int> value;
        std::thread reader([&] {
            value = cache.get<int>("a", [&](const Progress&) {
                reading.open();
                goOn.wait();
                return 1;
            });
        });
        reading.wait();
        int asked = 0;
        bool cancelled = false;
        try {
            static_cast<void>(cache.get<int>(
                "a", [](const Progress&) { return 2; }, [&asked](double) { return ++asked < 3; }));
        } catch (const Cancelled&) {
            cancelled = true;
        }
        goOn.open();
        reader.join();
        QVERIFY(cancelled);
        QCOMPARE(asked, 3);
        QCOMPARE(*value, 1); // the other one was not disturbed
    }

    void whoWaitsTakesOverFromWhoGivesUp() {
        SharedCache cache;
        Gate reading;
        Gate giveUp;
        std::thread reader([&] {
            try {
                static_cast<void>(cache.get<int>("a", [&](const Progress&) -> int {
                    reading.open();
                    giveUp.wait();
                    throw Cancelled();
                }));
            } catch (const Cancelled&) {
                // as it was told
            }
        });
        reading.wait();
        const auto value = cache.get<int>(
            "a", [](const Progress&) { return 2; },
            [&giveUp](double) {
                giveUp.open();
                return true;
            });
        reader.join();
        QCOMPARE(*value, 2);
    }

    // ------------------------------------------------------------------------- files
    void keysTellFilesAndOptionsApart() {
        const std::string path = folder_.write("points.csv", "0 1\n2 3\n");
        const std::string key = datasetKey({path}, "points");
        QVERIFY(!key.empty());
        QCOMPARE(datasetKey({folder_.path() + "/./points.csv"}, "points"), key);
        QVERIFY(datasetKey({path}, "images") != key);
        QVERIFY(datasetKey({path, path}, "points") != key);
        QVERIFY(datasetKey({path + "x"}, "points").empty());
        folder_.write("points.csv", "0 1\n2 3\n4 5\n");
        QVERIFY(datasetKey({path}, "points") != key);
    }

    void pointsAreReadOnceAndAgainWhenTheyChange() {
        SharedCache cache;
        const std::string path = folder_.write("again.csv", "0 1\n2 3\n");
        const auto first = cachedPoints(&cache, path);
        QVERIFY(cachedPoints(&cache, path) == first);
        QVERIFY(cachedPoints(nullptr, path) != first); // without a cache
        PointFileLimits limits;
        limits.maximumDimensions = 3;
        QVERIFY(cachedPoints(&cache, path, limits) != first);
        folder_.write("again.csv", "0 1\n2 3\n4 5\n");
        const auto second = cachedPoints(&cache, path);
        QCOMPARE(second->size(), std::size_t{3});
        QCOMPARE(first->size(), std::size_t{2});
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(cachedPoints(&cache, folder_.path() + "/no.csv")), InputError);
    }

    void aFileThatChangesWhileItIsReadIsRefused() {
        SharedCache cache;
        const std::string path = folder_.write("growing.csv", "0 1\n");
        const std::function<int(const Progress&)> read = [&](const Progress&) {
            folder_.write("growing.csv", "0 1\n2 3\n");
            return 1;
        };
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(cachedDataset<int>(&cache, {path}, "r", read)),
                                 InputError);
        QCOMPARE(cache.size(), std::size_t{0});
    }

    void readersTellTheirProgressAndStop() {
        std::string text;
        for (int i = 0; i < 200000; ++i) {
            text += std::to_string(i) + ",0.125,0.25\n"; // several buffers
        }
        const std::string path = folder_.write("long.csv", text);
        std::vector<double> shares;
        const PointSet points = readPoints(path, {}, [&shares](double share) {
            shares.push_back(share);
            return true;
        });
        QCOMPARE(points.size(), std::size_t{200000});
        QVERIFY(shares.size() > 2);
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QVERIFY(shares.front() > 0.0 && shares.back() <= 1.0);
        int calls = 0;
        const auto stop = [&calls](double) { return ++calls < 2; };
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(readPoints(path, {}, stop)), Cancelled);
        QCOMPARE(calls, 2);
    }
};

QTEST_GUILESS_MAIN(DatasetCacheTest)
#include "tst_dataset_cache.moc"
