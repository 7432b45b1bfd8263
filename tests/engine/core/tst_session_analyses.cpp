// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/session.h"
#include "tests/support/analysed_experiment.h"
#include "tests/support/session_harness.h"

#include <QtTest>

using namespace scorescope;
using namespace scorescope::test;

namespace {

/// A session whose analyses wait at a gate.
struct Bench {
    explicit Bench(const std::string& parameters = "{}", std::uint64_t steps = 0)
        : registry(analysedRegistry(gate)),
          session(registry, analysedScene(registry, parameters, steps)) {}

    std::vector<SeriesPoint> doubled(const Frame& frame) const {
        return std::get<SeriesArtifact>(frame.find("doubled")->data).points.points();
    }
    std::shared_ptr<Gate> gate = std::make_shared<Gate>();
    Registry registry;
    SessionHarness session;
};

bool atRest(const Frame& frame, std::uint64_t step) {
    return frame.step == step && frame.head == step && frame.analyses.empty() &&
           frame.status.state != RunState::running;
}

} // namespace

class SessionAnalysesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trainingGoesOnWhileOneIsUnderWay() {
        Bench b;
        QVERIFY(b.session.waitForStep(0));
        b.gate->close();
        b.session.post(command::Run{});
        QVERIFY(b.session.waitFor([](const Frame& f) { return f.step > 200; }));
        b.gate->open();
        b.session.post(command::Pause{});
        // Once it rests the picture becomes complete: the look is of this very step.
        const FramePtr frame = b.session.waitFor([](const Frame& f) {
            return f.status.state == RunState::paused && f.analyses.empty() && f.find("look") &&
                   f.older.count("look") == 0;
        });
        QVERIFY(frame);
        QCOMPARE(std::get<Table>(frame->find("look")->data).rows[0][0].text,
                 std::to_string(5.0 + static_cast<double>(frame->step)));
    }

    void scheduledOnesAreInTheSeries() {
        Bench b(R"({"every": 4, "use": true})", 20);
        b.session.post(command::Run{});
        const FramePtr frame = b.session.waitFor([](const Frame& f) {
            return f.status.state == RunState::finished && f.analyses.empty();
        });
        QVERIFY(frame);
        QCOMPARE(b.doubled(*frame).size(), std::size_t{5});
    }

    void watchedEqualsUnwatched() {
        Bench b(R"({"every": 3})", 300);
        b.session.post(command::Run{});
        const FramePtr frame = b.session.waitFor([](const Frame& f) {
            return f.status.state == RunState::finished && f.analyses.empty();
        });
        QVERIFY(frame);
        SceneRun alone(b.registry, analysedScene(b.registry, R"({"every": 3})", 300), {}, 1);
        QVERIFY(alone.runTo(300) == RunEnd::reached);
        QCOMPARE(seriesCsv(*frame), seriesCsv(*alone.frame(Interest())));
    }

    void finishedAfterABranch() {
        Bench b(R"({"every": 4})");
        for (std::uint64_t step = 1; step <= 3; ++step) {
            b.session.post(command::Step{});
            QVERIFY(b.session.waitForStep(step));
        }
        b.gate->close();
        b.session.post(command::Step{});
        QVERIFY(b.session.waitForStep(4));
        QVERIFY(b.session.waitFor([](const Frame& f) { return !f.analyses.empty(); }));
        b.session.post(command::Branch{2});
        QVERIFY(b.session.waitFor([](const Frame& f) { return f.head == 2; }));
        b.session.post(command::Set{"rate", 2.0});
        b.gate->open();
        b.session.post(command::Step{2});
        const FramePtr frame = b.session.waitFor([](const Frame& f) { return atRest(f, 4); });
        QVERIFY(frame);
        QCOMPARE(b.doubled(*frame).size(), std::size_t{1});
        QCOMPARE(b.doubled(*frame)[0].value, 2.0 * (5.0 + 2.0 + 4.0));
    }

    void finishedAfterASeek() {
        Bench b(R"({"every": 4})");
        for (std::uint64_t step = 1; step <= 3; ++step) {
            b.session.post(command::Step{});
            QVERIFY(b.session.waitForStep(step));
        }
        b.gate->close();
        b.session.post(command::Step{});
        QVERIFY(b.session.waitForStep(4));
        b.session.post(command::Seek{1});
        QVERIFY(b.session.waitFor([](const Frame& f) { return f.step == 1 && f.head == 4; }));
        b.gate->open();
        // Its point is in the curve although another moment is on screen.
        const FramePtr frame = b.session.waitFor([&](const Frame& f) {
            return f.step == 1 && f.find("doubled") && b.doubled(f).size() == 1;
        });
        QVERIFY(frame);
    }

    void finishedAfterAReset() {
        Bench b(R"({"every": 2})");
        b.gate->close();
        b.session.post(command::Step{2});
        QVERIFY(b.session.waitForStep(2));
        const std::uint64_t before = b.session.newest->generation;
        b.session.post(command::Reset{});
        QVERIFY(b.session.waitFor([&](const Frame& f) { return f.generation > before; }));
        b.gate->open();
        b.session.post(command::Step{2});
        const FramePtr frame = b.session.waitFor([](const Frame& f) { return atRest(f, 2); });
        QVERIFY(frame);
        QCOMPARE(b.doubled(*frame).size(), std::size_t{1});
    }

    void stepBackOverOne() {
        Bench b(R"({"every": 4, "use": true})");
        b.session.post(command::Step{10});
        QVERIFY(b.session.waitForStep(10));
        const std::string before = seriesCsv(*b.session.newest);
        b.session.post(command::StepBack{3});
        const FramePtr back = b.session.waitFor([](const Frame& f) { return atRest(f, 7); });
        QVERIFY(back);
        QCOMPARE(b.doubled(*back).size(), std::size_t{1}); // that of step 8 is undone
        b.session.post(command::Step{3});
        QVERIFY(b.session.waitFor([](const Frame& f) { return atRest(f, 10); }));
        QCOMPARE(seriesCsv(*b.session.newest), before);
    }

    void givingUpWhatTheStepWaitsForPauses() {
        Bench b(R"({"every": 4, "use": true})");
        b.gate->close();
        b.session.post(command::Run{});
        QVERIFY(
            b.session.waitFor([](const Frame& f) { return !f.analyses.empty() && f.step == 4; }));
        b.session.post(command::CancelAnalysis{"double"});
        QVERIFY(b.session.waitFor(
            [](const Frame& f) { return f.status.state == RunState::paused && f.step == 4; }));
        b.gate->open();
        b.session.post(command::Step{4}); // begun again
        const FramePtr frame = b.session.waitFor([](const Frame& f) { return atRest(f, 8); });
        QVERIFY(frame);
        QCOMPARE(b.doubled(*frame).size(), std::size_t{2});
    }

    void oneThatFailsPausesTheRun() {
        Bench b(R"({"every": 4, "fails": "double"})");
        b.session.post(command::Run{});
        const FramePtr frame =
            b.session.waitFor([](const Frame& f) { return f.status.state == RunState::failed; });
        QVERIFY(frame);
        QVERIFY(frame->status.message.find("Doubling of step 4") != std::string::npos);
    }

    void savedAndLoadedWhileOneIsUnderWay() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("cp")).toStdString();
        Bench b(R"({"every": 4})");
        b.gate->close();
        b.session.post(command::Step{6});
        QVERIFY(b.session.waitForStep(6));
        b.session.post(command::Save{path});
        QVERIFY(b.session.waitForNotice());
        Bench other;
        QVERIFY(other.session.waitForStep(0));
        other.session.post(command::Load{path});
        const FramePtr frame = other.session.waitFor([](const Frame& f) { return atRest(f, 6); });
        QVERIFY(frame);
        QCOMPARE(other.doubled(*frame).size(), std::size_t{1});
        QCOMPARE(other.doubled(*frame)[0].value, 18.0);
    }

    void endsWhileOneIsUnderWay() {
        for (int i = 0; i < 30; ++i) {
            Bench b(R"({"every": 1})");
            b.gate->close();
            b.session.post(command::Run{});
            if (i % 3 == 0) {
                QVERIFY(b.gate->waitFor(1));
            }
        }
    }
};

QTEST_GUILESS_MAIN(SessionAnalysesTest)
#include "tst_session_analyses.moc"
