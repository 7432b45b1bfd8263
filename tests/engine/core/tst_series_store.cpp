// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/series.h"
#include "engine/core/series_store.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>
#include <sys/resource.h>

#include <cmath>
#include <csignal>
#include <cstdint>
#include <memory>
#include <vector>

using namespace scorescope;

namespace {

/// More than three chunks, and steps that stand twice.
constexpr int many = 900'000;

double stepOf(int i) {
    return i - i % 3;
}

double valueOf(int i) {
    return i % 1009 == 0 ? std::nan("") : std::sin(0.001 * i) + 1e-6 * (i % 97);
}

void fill(SeriesRecorder& recorder, int from, int to) {
    for (int i = from; i < to; ++i) {
        recorder.append(stepOf(i), valueOf(i));
    }
}

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

/// Files of at most that many bytes while it lives: what a full disk answers.
class SmallFiles {
public:
    explicit SmallFiles(std::uint64_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallFiles() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;

private:
    void (*handler_)(int);
    rlimit before_{};
};

} // namespace

class TestSeriesStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onDiskAsInMemory() {
        const QTemporaryDir folder;
        const auto store = storeIn(folder.path());
        SeriesRecorder onDisk;
        onDisk.keepIn(store);
        SeriesRecorder inMemory;
        fill(onDisk, 0, many);
        fill(inMemory, 0, many);
        QVERIFY2(store->problem().empty(), store->problem().c_str());
        QVERIFY(store->memoryBytes() <= budget);
        QVERIFY(store->diskBytes() > std::size_t{many} * 2 * sizeof(double) - 2 * budget);
        QVERIFY(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).empty()); // no name

        const Series a = onDisk.look();
        const Series b = inMemory.look();
        QCOMPARE(a.size(), std::size_t{many});
        for (std::size_t i = 0; i < a.size(); i += 331) {
            QVERIFY(a.at(i).step == stepOf(static_cast<int>(i)));
            QVERIFY(same(a.at(i).value, valueOf(static_cast<int>(i))));
        }
        std::uint32_t state = 1;
        const auto next = [&state](std::size_t below) {
            state = state * 1664525U + 1013904223U;
            return static_cast<std::size_t>(state >> 8U) % below;
        };
        for (int trial = 0; trial < 300; ++trial) {
            const std::size_t first = next(many);
            const std::size_t last = first + 1 + next(many - first);
            const SeriesRange one = a.range(first, last);
            const SeriesRange other = b.range(first, last);
            QVERIFY(one.minimum == other.minimum && one.maximum == other.maximum);
            QVERIFY(one.count == other.count && one.gap == other.gap);
            QVERIFY(one.firstStep == other.firstStep && one.lastStep == other.lastStep);
            const double step = static_cast<double>(next(many + 10));
            QCOMPARE(a.lowerBound(step), b.lowerBound(step));
        }
        // Against the points themselves, over borders of blocks and chunks.
        for (const std::size_t border : {Series::blockSize, Series::blockSize * Series::chunkBlocks,
                                         2 * Series::blockSize * Series::chunkBlocks}) {
            const std::size_t first = border - 3000;
            const std::size_t last = border + 3000;
            double least = INFINITY;
            std::size_t count = 0;
            for (std::size_t i = first; i < last; ++i) {
                const double value = valueOf(static_cast<int>(i));
                least = std::isfinite(value) ? std::min(least, value) : least;
                count += std::isfinite(value) ? 1 : 0;
            }
            QVERIFY(a.range(first, last).minimum == least);
            QCOMPARE(a.range(first, last).count, count);
            QCOMPARE(a.lowerBound(stepOf(static_cast<int>(border))),
                     static_cast<std::size_t>(stepOf(static_cast<int>(border))));
        }
    }

    void branchesGoOn_data() {
        QTest::addColumn<int>("at");
        QTest::newRow("in the block that grows") << many - 100;
        QTest::newRow("in the last chunk") << many - 20'000;
        QTest::newRow("in an earlier chunk") << 300'001;
        QTest::newRow("at a block's border") << 4096 * 3;
        QTest::newRow("at a chunk's border") << 4096 * 64;
        QTest::newRow("at the start") << 0;
    }
    void branchesGoOn() {
        QFETCH(int, at);
        const QTemporaryDir folder;
        SeriesRecorder recorder;
        recorder.keepIn(storeIn(folder.path()));
        fill(recorder, 0, many);
        const Series before = recorder.look();
        recorder.truncateAfter(at - 0.5);
        const Series cut = recorder.look();
        const auto kept = static_cast<std::size_t>((at + 2) / 3 * 3);
        QCOMPARE(cut.size(), kept);
        fill(recorder, static_cast<int>(kept), many);
        const Series again = recorder.look();
        QCOMPARE(again.size(), before.size());
        QCOMPARE(before.size(), std::size_t{many}); // an older look stays what it was
        for (std::size_t i = 0; i < again.size(); i += 97) {
            QVERIFY(again.at(i).step == before.at(i).step);
            QVERIFY(same(again.at(i).value, before.at(i).value));
        }
        QCOMPARE(again.range(0, many).count, before.range(0, many).count);
    }

    void theDiskIsGivenBack() {
        const QTemporaryDir folder;
        const auto store = storeIn(folder.path());
        {
            SeriesSet set;
            set.keepIn(store);
            for (int i = 0; i < many; ++i) {
                set.append(i % 2 == 0 ? "even" : "odd", i, i);
            }
            QVERIFY(store->diskBytes() > 0);
            const Series held = set.look("odd");
            set.clear();
            QVERIFY(store->diskBytes() > 0); // somebody looks at it
            QCOMPARE(held.at(held.size() - 1).value, many - 1.0);
        }
        QVERIFY(store->memoryBytes() == 0);
        // The part that is being filled stays open.
        QVERIFY(store->diskBytes() <= std::size_t{4} << 20U);
    }

    void aFullDiskIsToldAndNothingIsLost() {
        const QTemporaryDir folder;
        const auto store = storeIn(folder.path());
        SeriesRecorder recorder;
        recorder.keepIn(store);
        {
            const SmallFiles limit(std::uint64_t{6} << 20U);
            fill(recorder, 0, many);
        }
        QVERIFY2(store->problem().find(folder.path().toStdString()) == 0, store->problem().c_str());
        QVERIFY(store->memoryBytes() > budget);
        const Series series = recorder.look();
        for (std::size_t i = 0; i < series.size(); i += 501) {
            QVERIFY(same(series.at(i).value, valueOf(static_cast<int>(i))));
        }
    }

    void anEditedValueJumpsAtItsStep() {
        SeriesRecorder recorder;
        recorder.append(10.0, 1.0);
        const Series before = recorder.look();
        recorder.appendEdited(10.0, 2.0);
        recorder.appendEdited(10.0, 3.0); // in the place of the last edit
        QCOMPARE(recorder.look().size(), std::size_t{2});
        QCOMPARE(recorder.look().at(0).value, 1.0);
        QCOMPARE(recorder.look().at(1).value, 3.0);
        recorder.appendEdited(10.0, 3.0); // nothing new
        QCOMPARE(recorder.look().size(), std::size_t{2});
        QCOMPARE(before.size(), std::size_t{1});
        recorder.appendEdited(12.0, 4.0);
        QCOMPARE(recorder.look().size(), std::size_t{3});
    }

    void aDetachedCopyGoesItsOwnWay() {
        SeriesSet one;
        one.append("a", 1.0, 10.0);
        SeriesSet other = one.detachedCopy();
        one.append("a", 2.0, 20.0);
        other.append("a", 2.0, -20.0);
        other.append("b", 3.0, 1.0);
        QCOMPARE(one.look("a").at(1).value, 20.0);
        QCOMPARE(other.look("a").at(1).value, -20.0);
        QVERIFY(one.look("b").empty());
    }

    void aFolderThatCannotBe() {
        const auto store = storeIn(QStringLiteral("/proc/no/such/folder"));
        SeriesRecorder recorder;
        recorder.keepIn(store);
        fill(recorder, 0, 100'000);
        QVERIFY(!store->problem().empty());
        QVERIFY(same(recorder.look().at(70'001).value, valueOf(70'001)));
    }

private:
    static constexpr std::size_t budget = std::size_t{1} << 20U;
    static std::shared_ptr<SeriesStore> storeIn(const QString& folder) {
        return std::make_shared<SeriesStore>(SeriesStore::Options{folder.toStdString(), budget});
    }
};

QTEST_APPLESS_MAIN(TestSeriesStore)
#include "tst_series_store.moc"
