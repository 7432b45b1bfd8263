// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/run.h"
#include "engine/core/threads.h"
#include "tests/support/analysed_experiment.h"
#include "tests/support/near.h"

#include <QtTest>

#include <atomic>

using namespace scorescope;
using namespace scorescope::test;

namespace {

Interest nobody() {
    return Interest{false, {}, {}};
}
Interest looking() {
    return Interest{false, {"look"}, {}};
}

/// An experiment, its analyses and the gate they wait at.
struct Bench {
    explicit Bench(const std::string& parameters, std::function<void()> wake = {})
        : registry(analysedRegistry(gate)), scene(analysedScene(registry, parameters)),
          experiment(createExperiment(registry, scene, {}, 1)) {
        AnalysesOptions options;
        options.wake = std::move(wake);
        analyses = std::make_unique<Analyses>(options);
        analyses->restart(scene.parameters);
    }
    std::vector<SeriesPoint> doubled() const {
        return experiment->series().look("doubled").points();
    }
    /// Waits until one has ended and hands it over; false after 20 s, which only a defect takes.
    bool ended() {
        for (int i = 0; i < 400; ++i) {
            analyses->wait(0.05);
            if (analyses->deliver(*experiment).any) {
                return true;
            }
        }
        return false;
    }
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    Registry registry;
    Scene scene;
    std::unique_ptr<Experiment> experiment;
    std::unique_ptr<Analyses> analyses;
};

std::string csvOf(const Experiment& experiment) {
    return seriesCsv(*frameOf(experiment, nullptr, nullptr, Interest()));
}

std::string lookOf(const Frame& frame) {
    return std::get<Table>(frame.find("look")->data).rows[0][0].text;
}

} // namespace

class AnalysesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void scheduledOnesBecomeSeriesAtTheirSteps() {
        Bench b(R"({"every": 3})");
        QVERIFY(runTo(*b.experiment, *b.analyses, 10) == RunEnd::reached);
        const auto points = b.doubled();
        QCOMPARE(points.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(points[i].step, 3.0 * static_cast<double>(i + 1));
            QCOMPARE(points[i].value, 2.0 * (5.0 + points[i].step));
        }
        QVERIFY(!b.analyses->pending());
    }

    void theRunWaitsForThemBeforeItEnds() {
        Bench b(R"({"every": 4})");
        b.gate->close();
        int asked = 0;
        // The gate opens only after the run has begun to wait behind its last step.
        QVERIFY(runTo(*b.experiment, *b.analyses, 4, [&](std::uint64_t step) {
                    asked += step == 4 ? 1 : 0;
                    if (asked == 2) {
                        b.gate->open();
                    }
                    return true;
                }) == RunEnd::reached);
        QCOMPARE(b.doubled().size(), std::size_t{1});
    }

    void theyHaveOneThreadAndTheRunItsOwn() {
        std::atomic<int> threads{0};
        const auto gate = std::make_shared<Gate>();
        const Registry registry = analysedRegistry(gate, [&] { threads = threadCount(0); });
        SceneRun run(registry, analysedScene(registry, R"({"every": 2})"), {}, 3);
        QVERIFY(run.runTo(2) == RunEnd::reached);
        QCOMPARE(threads.load(), 1);
        QCOMPARE(threadCount(0), threadCount(3));
        useThreads(1);
    }

    void aStepMayUseAResult() {
        Bench b(R"({"every": 2, "use": true})");
        QVERIFY(runTo(*b.experiment, *b.analyses, 6) == RunEnd::reached);
        double x = 5.0;
        double known = 0.0;
        for (int step = 1; step <= 6; ++step) {
            x += 1.0 + 1e-3 * known;
            known = step % 2 == 0 ? 2.0 * x : known;
        }
        QCOMPARE(b.experiment->series().look("value").back().value, x);
    }

    void aScheduleThatAsksForTooMuchHoldsTheRun_data() {
        QTest::addColumn<int>("more");
        QTest::newRow("one for a moment") << 0;
        QTest::newRow("several for a moment") << 3; // moments count, not what each asks for
    }
    void aScheduleThatAsksForTooMuchHoldsTheRun() {
        QFETCH(int, more);
        Bench b("{\"every\": 1, \"more\": " + std::to_string(more) + "}");
        b.gate->close();
        std::uint64_t farthest = 0;
        int waits = 0;
        QVERIFY(runTo(*b.experiment, *b.analyses, 100, [&](std::uint64_t step) {
                    waits += step == farthest ? 1 : 0;
                    farthest = step;
                    return waits < 5;
                }) == RunEnd::stopped);
        QCOMPARE(farthest, std::uint64_t{3}); // two may wait beside the one under way
        b.gate->open();
        QVERIFY(runTo(*b.experiment, *b.analyses, 100) == RunEnd::reached);
        QCOMPARE(b.doubled().size(), std::size_t{100});
    }

    void tellsHowFarTheyAre() {
        Bench b(R"({"every": 2})");
        b.gate->close();
        b.experiment->step();
        b.experiment->step();
        b.analyses->follow(*b.experiment, nobody());
        QVERIFY(b.gate->waitFor(1));
        QTRY_COMPARE(b.analyses->status().at(0).share, 0.5);
        const AnalysisStatus status = b.analyses->status().at(0);
        QCOMPARE(status.request.key.name, std::string("double"));
        QCOMPARE(status.request.key.step, std::uint64_t{2});
        QVERIFY(status.running);
        QVERIFY(status.secondsLeft > 0.0); // as long again as until now
        b.gate->open();
        QVERIFY(b.ended());
        QVERIFY(b.analyses->status().empty());
    }

    void secondsLeftIsPure() {
        QCOMPARE(analysisSecondsLeft(0.25, 10.0, 0.0), 30.0);
        QCOMPARE(analysisSecondsLeft(1.0, 10.0, 0.0), 0.0);
        QCOMPARE(analysisSecondsLeft(0.0, 3.0, 10.0), 7.0); // what was expected
        QCOMPARE(analysisSecondsLeft(0.0, 12.0, 10.0), 0.0);
        QVERIFY(analysisSecondsLeft(0.0, 3.0, 0.0) < 0.0); // nobody knows
    }

    void aCancelledOneEndsAtItsNextReport() {
        Bench b(R"({"every": 2})");
        b.gate->close();
        b.experiment->step();
        b.experiment->step();
        b.analyses->follow(*b.experiment, nobody());
        QVERIFY(b.gate->waitFor(1));
        QVERIFY(!b.analyses->cancel("another"));
        QVERIFY(b.analyses->cancel("double"));
        QVERIFY(!b.analyses->pending());
        b.analyses->follow(*b.experiment, nobody()); // this moment's is not begun again
        QVERIFY(!b.analyses->pending());
        // The thread is free for the next although the gate is still closed.
        b.experiment->step();
        b.experiment->step();
        b.analyses->follow(*b.experiment, nobody());
        QVERIFY(b.gate->waitFor(2));
        b.gate->open();
        QVERIFY(runTo(*b.experiment, *b.analyses, 4) == RunEnd::reached);
        QCOMPARE(b.doubled().size(), std::size_t{1});
        QCOMPARE(b.doubled()[0].step, 4.0);
    }

    void oneThatNeedsTooMuchMemoryIsNotBegun() {
        Bench b(R"({"every": 2, "bytes": 1e18})");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(runTo(*b.experiment, *b.analyses, 2)), RunError);
        QCOMPARE(b.gate->arrived(), 0);
    }

    void aScheduledOneThatThrowsFailsTheRun() {
        Bench b(R"({"every": 2, "fails": "double"})");
        try {
            static_cast<void>(runTo(*b.experiment, *b.analyses, 2));
            QFAIL("no error");
        } catch (const RunError& error) {
            QCOMPARE(std::string(error.what()),
                     std::string("Doubling of step 2: it cannot be done"));
        }
        QVERIFY(b.doubled().empty());
    }

    void oneByInterestThatThrowsIsTold() {
        Bench b(R"({"fails": "look"})");
        std::vector<std::string> complaints;
        const FramePtr frame =
            completeFrame(*b.experiment, *b.analyses, nullptr, looking(), {}, &complaints);
        QVERIFY(!frame->find("look"));
        QCOMPARE(complaints.size(), std::size_t{1});
        QVERIFY(complaints[0].find("cannot be done") != std::string::npos);
        // Not again and again for the same moment.
        b.analyses->follow(*b.experiment, looking());
        QVERIFY(!b.analyses->pending());
    }

    void aLookIsOfItsStepAndSaysSo() {
        Bench b("{}");
        FramePtr frame = completeFrame(*b.experiment, *b.analyses, nullptr, looking());
        QCOMPARE(lookOf(*frame), std::to_string(5.0));
        QVERIFY(frame->older.empty());
        b.gate->close();
        b.experiment->step();
        b.analyses->follow(*b.experiment, looking());
        QVERIFY(b.gate->waitFor(2));
        b.experiment->step(); // its moment passes while it is under way: it is finished first
        b.analyses->follow(*b.experiment, looking());
        frame = frameOf(*b.experiment, b.analyses.get(), nullptr, looking());
        QCOMPARE(lookOf(*frame), std::to_string(5.0));
        QCOMPARE(frame->older.at("look"), std::uint64_t{0});
        b.gate->open();
        QVERIFY(b.ended());
        frame = frameOf(*b.experiment, b.analyses.get(), nullptr, looking());
        QCOMPARE(lookOf(*frame), std::to_string(6.0));
        QCOMPARE(frame->older.at("look"), std::uint64_t{1});
        frame = completeFrame(*b.experiment, *b.analyses, nullptr, looking());
        QCOMPARE(lookOf(*frame), std::to_string(7.0));
        QVERIFY(frame->older.empty());
    }

    void whatIsReadyBeforeTheRestIsShown() {
        std::atomic<int> wakes{0};
        Bench b(R"({"glance": true})", [&wakes] { ++wakes; });
        const Interest both{false, {"look", "glance"}, {}};
        const auto glanceOf = [](const Frame& frame) {
            return std::get<Table>(frame.find("glance")->data).rows[0][0].text;
        };
        b.gate->close();
        b.analyses->follow(*b.experiment, both);
        QVERIFY(b.gate->waitFor(1));
        QVERIFY(wakes >= 1);
        QVERIFY(b.ended()); // not ended: it has something to show
        QVERIFY(b.analyses->pending());
        FramePtr frame = frameOf(*b.experiment, b.analyses.get(), nullptr, both);
        QVERIFY(!frame->find("look"));
        QCOMPARE(glanceOf(*frame), std::to_string(5.0));
        QVERIFY(frame->older.empty());
        QVERIFY(!b.analyses->deliver(*b.experiment).any); // once
        b.gate->open();
        frame = completeFrame(*b.experiment, *b.analyses, nullptr, both);
        QCOMPARE(lookOf(*frame), std::to_string(5.0));
        QCOMPARE(glanceOf(*frame), std::to_string(5.0));

        // The next one's comes into the picture of the last one, and each says of what step it is.
        b.gate->close();
        b.experiment->step();
        b.analyses->follow(*b.experiment, both);
        QVERIFY(b.gate->waitFor(2));
        QVERIFY(b.ended());
        b.experiment->step();
        b.analyses->follow(*b.experiment, both);
        frame = frameOf(*b.experiment, b.analyses.get(), nullptr, both);
        QCOMPARE(lookOf(*frame), std::to_string(5.0));
        QCOMPARE(frame->older.at("look"), std::uint64_t{0});
        QCOMPARE(glanceOf(*frame), std::to_string(6.0));
        QCOMPARE(frame->older.at("glance"), std::uint64_t{1});

        // Given up: what it showed stays until the run goes another way.
        QVERIFY(b.analyses->cancel("look"));
        b.gate->open();
        frame = frameOf(*b.experiment, b.analyses.get(), nullptr, Interest{false, {"glance"}, {}});
        QVERIFY(frame->find("glance"));
        b.analyses->cutAfter(0);
        frame = frameOf(*b.experiment, b.analyses.get(), nullptr, both);
        QVERIFY(!frame->find("glance"));
        QCOMPARE(lookOf(*frame), std::to_string(5.0));
    }

    void aScheduledOneShowsNothingBeforeItsEnd() {
        Bench b(R"({"every": 1, "glance": true})");
        b.gate->close();
        b.experiment->step();
        b.analyses->follow(*b.experiment, nobody());
        QVERIFY(b.gate->waitFor(1));
        QVERIFY(!b.analyses->deliver(*b.experiment).any);
        b.gate->open();
        QVERIFY(b.ended());
        QVERIFY(frameOf(*b.experiment, b.analyses.get(), nullptr, Interest())->find("glance"));
    }

    void aLookWithOtherSettingsSupersedes() {
        Bench b("{}");
        b.gate->close();
        b.analyses->follow(*b.experiment, looking());
        QVERIFY(b.gate->waitFor(1));
        b.experiment->set("rate", 2.0);
        b.analyses->follow(*b.experiment, looking());
        QVERIFY(b.gate->waitFor(2)); // the first gave way at the closed gate
        b.gate->open();
        QVERIFY(b.ended());
        QVERIFY(!b.analyses->pending());
    }

    void whatNobodyLooksAtAnyMoreIsGivenUp() {
        Bench b("{}");
        b.gate->close();
        b.analyses->follow(*b.experiment, looking());
        QVERIFY(b.gate->waitFor(1));
        b.analyses->follow(*b.experiment, Interest{false, {"value"}, {}});
        QVERIFY(!b.analyses->pending());
    }

    void watchedEqualsUnwatched() {
        Bench watched(R"({"every": 3, "use": true})");
        for (std::uint64_t step = 1; step <= 30; ++step) {
            QVERIFY(runTo(*watched.experiment, *watched.analyses, step) == RunEnd::reached);
            static_cast<void>(
                completeFrame(*watched.experiment, *watched.analyses, nullptr, Interest()));
        }
        Bench alone(R"({"every": 3, "use": true})");
        QVERIFY(runTo(*alone.experiment, *alone.analyses, 30) == RunEnd::reached);
        QCOMPARE(csvOf(*watched.experiment), csvOf(*alone.experiment));
    }

    void savedAndLoadedInTheMiddle_data() {
        QTest::addColumn<QString>("use");
        QTest::newRow("looked at") << "false";
        QTest::newRow("used by the next step") << "true";
    }
    void savedAndLoadedInTheMiddle() {
        QFETCH(QString, use);
        const std::string parameters = R"({"every": 3, "use": )" + use.toStdString() + "}";
        Bench whole(parameters);
        QVERIFY(runTo(*whole.experiment, *whole.analyses, 10) == RunEnd::reached);

        Bench first(parameters);
        QVERIFY(runTo(*first.experiment, *first.analyses, 5) == RunEnd::reached);
        first.gate->close();
        int asked = 0;
        QVERIFY(runTo(*first.experiment, *first.analyses, 6, [&](std::uint64_t step) {
                    asked += step == 6 ? 1 : 0;
                    return asked < 2; // while that of step 6 is under way
                }) == RunEnd::stopped);
        QTemporaryDir folder;
        saveCheckpoint(fullCheckpoint(*first.experiment, first.analyses.get(), first.scene),
                       folder.path().toStdString());

        Bench second(parameters);
        const Checkpoint stored = loadCheckpoint(folder.path().toStdString());
        restoreFull(second.registry, second.scene, {}, 1, *second.experiment, *second.analyses,
                    stored);
        QVERIFY(second.analyses->pending());
        QVERIFY(runTo(*second.experiment, *second.analyses, 10) == RunEnd::reached);
        QCOMPARE(csvOf(*second.experiment), csvOf(*whole.experiment));

        Checkpoint damaged = stored;
        damaged.meta["analyses"]["pending"][0].erase("moment");
        QVERIFY_EXCEPTION_THROWN(restoreFull(second.registry, second.scene, {}, 1,
                                             *second.experiment, *second.analyses, damaged),
                                 InputError);
    }

    void finishedAfterTheRunWentAnotherWay() {
        Bench b(R"({"every": 2})");
        b.gate->close();
        Checkpoint start;
        b.experiment->save(start);
        b.experiment->step();
        b.experiment->step();
        b.analyses->follow(*b.experiment, nobody());
        QVERIFY(b.gate->waitFor(1));
        b.experiment->load(start);
        b.experiment->series().truncateAfter(0.0);
        b.analyses->rejoin(*b.experiment, 0);
        b.analyses->cutAfter(0);
        QVERIFY(!b.analyses->pending());
        b.experiment->set("rate", 3.0);
        b.gate->open();
        QVERIFY(runTo(*b.experiment, *b.analyses, 2) == RunEnd::reached);
        QCOMPARE(b.doubled().size(), std::size_t{1});
        QCOMPARE(b.doubled()[0].value, 2.0 * (5.0 + 6.0)); // not the first way's 14
    }

    void aReplayFindsWhatWasKnown() {
        Bench b(R"({"every": 2, "use": true})");
        Checkpoint early;
        QVERIFY(runTo(*b.experiment, *b.analyses, 3) == RunEnd::reached);
        b.experiment->save(early);
        QVERIFY(runTo(*b.experiment, *b.analyses, 7) == RunEnd::reached);
        const std::string before = csvOf(*b.experiment);
        const int made = b.gate->arrived();
        b.experiment->load(early);
        b.experiment->series().truncateAfter(3.0);
        b.analyses->rejoin(*b.experiment, 3);
        QVERIFY(runTo(*b.experiment, *b.analyses, 7) == RunEnd::reached);
        QCOMPARE(csvOf(*b.experiment), before);
        QCOMPARE(b.gate->arrived(), made); // none was made again
    }

    void endsWhileOneIsUnderWay() {
        std::atomic<int> wakes{0};
        for (int i = 0; i < 20; ++i) {
            Bench b(R"({"every": 1})", [&wakes] { ++wakes; });
            b.gate->close();
            b.experiment->step();
            b.analyses->follow(*b.experiment, nobody());
            if (i % 2 == 0) {
                QVERIFY(b.gate->waitFor(1));
            }
        }
        QVERIFY(wakes <= 20);
    }
};

QTEST_GUILESS_MAIN(AnalysesTest)
#include "tst_analyses.moc"
