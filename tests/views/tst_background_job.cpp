// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Work on another thread and what it delivers. The tests hold the work where they want it, and the
// GUI thread without its event loop while news is to pile up: nothing depends on who is faster.
#include "engine/core/error.h"
#include "views/background_job.h"

#include <QTest>
#include <QThread>

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>

using namespace scorescope;
using namespace scorescope::views;
using Link = BackgroundJob::Link;

namespace {

constexpr int patience = 20'000; // ms; a busy machine is slow, not wrong

/// Something that one thread waits for, and the other makes come true.
class Event {
public:
    void happen() { promise_.set_value(); }
    void wait() { future_.wait(); }

private:
    std::promise<void> promise_;
    std::shared_future<void> future_ = promise_.get_future().share();
};

/// What a delivery does in these tests: leaves a word.
struct Note {
    QStringList* log;
    const char* word;
    template <class... Anything> void operator()(const Anything&...) const {
        log->append(QString::fromLatin1(word));
    }
};

void untilUnwanted(const Link& link) {
    while (link.wanted()) {
        std::this_thread::yield();
    }
}

} // namespace

class TestBackgroundJob : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { log_.clear(); }

    void theResultComesOnTheGuiThread() {
        BackgroundJob job;
        QVERIFY(!job.isBusy());
        QThread* there = nullptr;
        QThread* here = nullptr;
        job.start([](Link&) { return QThread::currentThread(); },
                  [&](QThread* worked) {
                      there = worked;
                      here = QThread::currentThread();
                      QVERIFY(!job.isBusy());
                  },
                  {});
        QVERIFY(job.isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(here != nullptr, patience);
        QCOMPARE(here, QThread::currentThread());
        QVERIFY(there != here);
    }

    void workWithoutResultEndsToo() {
        BackgroundJob job;
        job.start([](Link&) {}, note("done"), {});
        QTRY_COMPARE_WITH_TIMEOUT(log_, QStringList{"done"}, patience);
    }

    void whatTheWorkOwnsIsLetGoOfThere() {
        std::atomic<QThread*> where{nullptr};
        std::shared_ptr<int> owned(new int(3), [&where](const int* value) {
            delete value;
            where = QThread::currentThread();
        });
        BackgroundJob job;
        job.start([owned = std::move(owned)](Link&) { return *owned; },
                  [this](int value) { log_ << QString::number(value); }, {});
        QTRY_COMPARE_WITH_TIMEOUT(log_, QStringList{"3"}, patience);
        QVERIFY(where != nullptr);
        QVERIFY(where != QThread::currentThread());
    }

    void ofProgressTheNewestCountsAndOfNewsAll() {
        BackgroundJob job;
        Event told;
        job.start(
            [&](Link& link) {
                for (int i = 1; i <= 1000; ++i) {
                    link.report([this, i] { log_ << QStringLiteral("step %1").arg(i); });
                    if (i % 400 == 0) {
                        link.tell([this, i] { log_ << QStringLiteral("run %1").arg(i / 400); });
                    }
                }
                told.happen();
            },
            note("done"), {});
        told.wait();
        QTRY_COMPARE_WITH_TIMEOUT(log_, (QStringList{"run 1", "run 2", "step 1000", "done"}),
                                  patience);
    }

    void progressGoesOnAfterItWasDelivered() {
        BackgroundJob job;
        Event seen;
        job.start(
            [&](Link& link) {
                link.report([this, &seen] {
                    log_ << "first";
                    seen.happen();
                });
                seen.wait();
                link.report(note("second"));
            },
            note("done"), {});
        QTRY_COMPARE_WITH_TIMEOUT(log_, (QStringList{"first", "second", "done"}), patience);
    }

    void troubleIsToldInWords_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("words");
        QTest::newRow("input") << 0 << "3 is too many";
        QTest::newRow("run") << 1 << "the loss is not finite; lower the rate";
        QTest::newRow("memory") << 2 << "not enough memory";
        QTest::newRow("other") << 3 << "something broke";
    }

    void troubleIsToldInWords() {
        QFETCH(const int, kind);
        QFETCH(const QString, words);
        BackgroundJob job;
        job.start(
            [kind](Link&) -> int {
                switch (kind) {
                case 0:
                    throw InputError("--size", "", "3 is too many");
                case 1:
                    throw RunError("the loss is not finite", "lower the rate");
                case 2:
                    throw std::bad_alloc();
                default:
                    throw std::runtime_error("something broke");
                }
            },
            [this](int) { log_ << "done"; }, [this](const QString& why) { log_ << why; });
        QTRY_COMPARE_WITH_TIMEOUT(log_.size(), 1, patience);
        QVERIFY2(log_.first().contains(words), qPrintable(log_.first()));
        QVERIFY(!job.isBusy());
    }

    void cancelledWorkSaysWhatItCameTo() {
        BackgroundJob job;
        Event begun;
        job.start(
            [&begun](Link& link) {
                begun.happen();
                untilUnwanted(link);
                return 7;
            },
            [this](int result) { log_ << QString::number(result); }, {});
        begun.wait();
        job.cancel();
        QVERIFY(job.isBusy());
        QTRY_COMPARE_WITH_TIMEOUT(log_, QStringList{"7"}, patience);
        QVERIFY(!job.isBusy());
        job.cancel(); // nothing left to cancel
    }

    void droppedWorkSaysNothing() {
        BackgroundJob job;
        Event begun;
        job.start(
            [&](Link& link) {
                link.tell(note("news"));
                begun.happen();
                untilUnwanted(link);
            },
            note("done"), {});
        begun.wait();
        job.drop();
        QVERIFY(!job.isBusy());
        job.start([](Link&) {}, note("next"), {});
        QTRY_COMPARE_WITH_TIMEOUT(log_, QStringList{"next"}, patience);
    }

    void destroyedWhileItWorks() {
        auto job = std::make_unique<BackgroundJob>();
        Event begun;
        std::atomic<bool> returned{false};
        job->start(
            [&](Link& link) {
                begun.happen();
                untilUnwanted(link);
                link.tell(note("news"));
                returned = true;
            },
            note("done"), note("failed"));
        begun.wait();
        job.reset();
        QVERIFY(returned);
        QCoreApplication::processEvents();
        QCOMPARE(log_, QStringList());
    }

    void destroyedWithADeliveryUnderWay() {
        auto job = std::make_unique<BackgroundJob>();
        Event told;
        job->start(
            [&](Link& link) {
                link.tell(note("news"));
                link.report(note("progress"));
                told.happen();
            },
            note("done"), note("failed"));
        told.wait();
        job.reset();
        QCoreApplication::processEvents();
        QCOMPARE(log_, QStringList());
    }

    void destroyedByWhatItDelivers() {
        auto job = std::make_unique<BackgroundJob>();
        Event told;
        job->start(
            [&](Link& link) {
                link.tell([this, &job] {
                    log_ << "news";
                    job.reset();
                });
                link.tell(note("more"));
                told.happen();
            },
            note("done"), note("failed"));
        told.wait();
        QTRY_VERIFY_WITH_TIMEOUT(job == nullptr, patience);
        QCoreApplication::processEvents();
        QCOMPARE(log_, QStringList{"news"});
    }

    void destroyedByItsEnd() {
        auto job = std::make_unique<BackgroundJob>();
        job->start([](Link&) {}, [&job] { job.reset(); }, {});
        QTRY_VERIFY_WITH_TIMEOUT(job == nullptr, patience);
    }

    void theNextSupersedesTheOneBefore() {
        BackgroundJob job;
        Event begun;
        std::atomic<int> working{0};
        std::atomic<bool> together{false};
        job.start(
            [&](Link& link) {
                ++working;
                link.tell(note("first"));
                begun.happen();
                untilUnwanted(link);
                link.tell(note("late"));
                --working;
            },
            note("first done"), note("first failed"));
        begun.wait();
        // Of these only the last is still there when the first has looked up.
        for (const char* name : {"second", "third"}) {
            job.start(
                [&working, &together, name](Link&) {
                    together = together || working > 0;
                    return QString::fromLatin1(name);
                },
                [this](const QString& done) { log_ << done; }, {});
        }
        QTRY_VERIFY_WITH_TIMEOUT(!job.isBusy(), patience);
        QVERIFY(log_.contains("third"));
        QVERIFY(!log_.contains("second"));
        QCOMPARE(log_, QStringList{"third"});
        QVERIFY(!together);
    }

    void startedAgainByItsEnd() {
        BackgroundJob job;
        std::function<void()> again = [&] {
            job.start([](Link&) {},
                      [&] {
                          log_ << "done";
                          if (log_.size() < 3) {
                              again();
                          }
                      },
                      {});
        };
        again();
        QTRY_COMPARE_WITH_TIMEOUT(log_.size(), 3, patience);
        QVERIFY(!job.isBusy());
    }

    void anEventLoopInADeliveryKeepsTheOrder() {
        BackgroundJob job;
        Event told;
        job.start(
            [&](Link& link) {
                link.tell([this] {
                    log_ << "opens";
                    QTRY_VERIFY_WITH_TIMEOUT(log_.contains("inner"), patience);
                    log_ << "closes";
                });
                link.tell(note("outer"));
                told.happen();
                untilUnwanted(link);
                link.tell(note("inner"));
            },
            note("done"), {});
        told.wait();
        job.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!job.isBusy(), patience);
        QVERIFY(log_.indexOf("outer") < log_.indexOf("inner"));
        QVERIFY(log_.indexOf("inner") < log_.indexOf("done"));
    }

    void aSleeperIsWoken() {
        BackgroundJob job;
        Event begun;
        job.start(
            [&](Link& link) {
                begun.wait(); // the first call comes before anybody sleeps, and is not lost
                while (link.waitForNudge()) {
                    link.tell(note("woken"));
                }
            },
            note("done"), {});
        job.nudge();
        begun.happen();
        QTRY_COMPARE_WITH_TIMEOUT(log_, QStringList{"woken"}, patience);
        job.nudge();
        QTRY_COMPARE_WITH_TIMEOUT(log_, (QStringList{"woken", "woken"}), patience);
        job.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(log_.last(), QStringLiteral("done"), patience);
    }

    void aSleeperEndsWithTheJob() {
        BackgroundJob job;
        Event begun;
        job.start(
            [&begun](Link& link) {
                begun.happen();
                static_cast<void>(link.waitForNudge());
            },
            note("done"), {});
        begun.wait();
    }

private:
    Note note(const char* word) { return {&log_, word}; }

    QStringList log_;
};

QTEST_GUILESS_MAIN(TestBackgroundJob)
#include "tst_background_job.moc"
