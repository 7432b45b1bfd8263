// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/session.h"
#include "tests/support/fake_experiment.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/session_harness.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <vector>

using namespace scorescope;
using namespace scorescope::test;

namespace {

/// The fake experiment's session.
struct Harness : SessionHarness {
    explicit Harness(const std::string& parameters = "{}", std::uint64_t steps = 0,
                     std::size_t historyBytes = std::size_t{64} << 20U)
        : Harness(fakeRegistry(), parameters, steps, historyBytes) {}
    Harness(const Registry& registry, const std::string& parameters, std::uint64_t steps,
            std::size_t historyBytes)
        : SessionHarness(registry, fakeScene(registry, parameters, steps), historyBytes) {}

    static double value(const Frame& frame) {
        return std::stod(std::get<Table>(frame.find("state")->data).rows[0][0].text);
    }
};

} // namespace

class SessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensPausedAtStepZero() {
        Harness h;
        const FramePtr frame = h.waitForStep(0);
        QVERIFY(frame);
        QCOMPARE(stateName(frame->status.state), std::string("paused"));
        QVERIFY(frame->scene);
        QCOMPARE(Harness::value(*frame), 5.0);
    }

    void stepsExactlyAsManyAsAsked() {
        Harness h;
        h.post(command::Step{7});
        QVERIFY(h.waitForStep(7));
        h.post(command::Step{});
        const FramePtr frame = h.waitForStep(8);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 13.0);
        QCOMPARE(frame->lastValue("value"), 13.0);
    }

    void handsOutItsMoments() {
        Harness h;
        h.post(command::Step{4});
        QVERIFY(h.waitForStep(4));
        h.post(command::Act{{"jump", {100.0}}});
        h.post(command::Step{});
        QVERIFY(h.waitForStep(5));
        QVERIFY(!h.moments); // nobody asked
        h.post(command::Moments{});
        QVERIFY(h.waitFor([&h](const Frame&) { return h.moments != nullptr; }));
        const std::vector<FramePtr>& moments = *h.moments;
        QVERIFY(moments.size() >= 2);
        QCOMPARE(moments.front()->step, std::uint64_t{0});
        QCOMPARE(moments.back()->step, std::uint64_t{5}); // the head is among them
        QCOMPARE(Harness::value(*moments.front()), 5.0);
        QCOMPARE(Harness::value(*moments.back()), 110.0); // what was done by hand included
        for (std::size_t i = 1; i < moments.size(); ++i) {
            QVERIFY(moments[i - 1]->step < moments[i]->step);
        }
        // While looking back they are still those of the whole run.
        h.moments = nullptr;
        h.post(command::Seek{0});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step == 0 && f.head == 5; }));
        h.post(command::Moments{});
        QVERIFY(h.waitFor([&h](const Frame&) { return h.moments != nullptr; }));
        QCOMPARE(h.moments->back()->step, std::uint64_t{5});
    }

    void runsAndPauses() {
        Harness h;
        h.post(command::Run{});
        QVERIFY(h.waitFor(
            [](const Frame& f) { return f.status.state == RunState::running && f.step > 100; }));
        h.post(command::Pause{});
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.status.state == RunState::paused; });
        QVERIFY(frame);
        const auto series = std::get<SeriesArtifact>(frame->find("value")->data).points;
        QCOMPARE(series.size(), static_cast<std::size_t>(frame->step)); // none dropped
    }

    void finishesAtTheScenesEndAndCanBeExtended() {
        Harness h("{}", 50);
        h.post(command::Run{});
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.status.state == RunState::finished; });
        QVERIFY(frame);
        QCOMPARE(frame->step, std::uint64_t{50});
        h.post(command::Run{});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].text.find("50 steps") != std::string::npos);
        h.post(command::Extend{80});
        h.post(command::Run{});
        QVERIFY(h.waitFor(
            [](const Frame& f) { return f.status.state == RunState::finished && f.step == 80; }));
    }

    void stepBackIsExact() {
        Harness h;
        h.post(command::Step{20});
        QVERIFY(h.waitForStep(20));
        h.post(command::Set{"rate", 0.25});
        h.post(command::Step{10});
        QVERIFY(h.waitForStep(30));
        h.post(command::Act{{"jump", {100.0}}});
        h.post(command::Step{10});
        const FramePtr later = h.waitForStep(40);
        QVERIFY(later);
        QCOMPARE(Harness::value(*later), 5.0 + 20.0 + 2.5 + 100.0 + 2.5);
        // Back across the action, with the edit of step 20 replayed where it was made.
        h.post(command::StepBack{5});
        FramePtr back = h.waitForStep(35);
        QVERIFY(back);
        QCOMPARE(Harness::value(*back), 5.0 + 20.0 + 2.5 + 100.0 + 1.25);
        QCOMPARE(back->lastValue("value"), Harness::value(*back));
        QVERIFY(back->generation > later->generation);
        h.post(command::StepBack{10});
        back = h.waitForStep(25);
        QVERIFY(back);
        QCOMPARE(Harness::value(*back), 5.0 + 20.0 + 1.25);
        h.post(command::Step{15});
        const FramePtr again = h.waitForStep(40);
        QVERIFY(again);
        QCOMPARE(Harness::value(*again),
                 5.0 + 20.0 + 1.25 + 3.75); // the jump was undone with its moment
    }

    /// Actions of a scene are done in the window as without one, and again after a step back.
    void aScenesActionsAreDone() {
        const Registry registry = fakeRegistry();
        Scene scene = fakeScene(registry, "{}", 0);
        scene.actions = {{20, {"jump", {100.0}}}, {0, {"jump", {1000.0}}}, {30, {"jump", {7.0}}}};
        SceneRun run(registry, scene, Device(), 1);
        run.runTo(25);
        const Interest all;
        const double expected = 1005.0 + 25.0 + 100.0;
        QCOMPARE(Harness::value(*run.frame(all)), expected);

        SessionHarness h(registry, scene);
        h.post(command::Step{25});
        FramePtr frame = h.waitForStep(25);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), expected);
        h.post(command::StepBack{5}); // to the action: what a step came to is with it
        frame = h.waitForStep(20);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), expected - 5.0);
        h.post(command::StepBack{1});
        frame = h.waitForStep(19);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 1005.0 + 19.0);
        h.post(command::Step{6});
        frame = h.waitForStep(25);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), expected);
        h.post(command::Reset{});
        frame = h.waitForStep(0);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 1005.0);
    }

    void aScenesPlacesAreChecked() {
        const Registry registry = fakeRegistry();
        Scene scene = fakeScene(registry, "{}", 0);
        scene.cursor = {0.0, 1.0};
        QVERIFY(messageOf([&] {
                    static_cast<void>(SceneRun(registry, scene, Device(), 1));
                }).contains(QStringLiteral("fake.json: /cursor: this experiment has no space")));
    }

    void whatCannotBeRepeatedGoesBackToStoredMoments() {
        Harness h(unrepeatableRegistry(), "{}", 0, std::size_t{64} << 20U);
        h.post(command::Step{20});
        FramePtr frame = h.waitForStep(20);
        QVERIFY(frame);
        QVERIFY(!frame->reproducible);
        h.post(command::Set{"rate", 0.25});
        h.post(command::Step{5});
        frame = h.waitForStep(25);
        QVERIFY(frame);
        // A slow machine may have stored some on the way.
        const std::vector<std::uint64_t> stored = frame->historySteps;
        const auto storedBefore = [&stored](std::uint64_t step) {
            return *std::prev(std::upper_bound(stored.begin(), stored.end(), step));
        };
        h.post(command::StepBack{2});
        const std::uint64_t at = storedBefore(23);
        QVERIFY(at >= 20);
        frame = h.waitForStep(at);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 25.0 + 0.25 * static_cast<double>(at - 20));
        QCOMPARE(frame->head, at);
        if (at != 23) {
            QVERIFY(h.waitForNotice());
            QVERIFY(h.notices.back().text.find("cannot be repeated") != std::string::npos);
        }
        // Back before the edit: it is undone with what came after, and the rate holds.
        h.post(command::Branch{7});
        const std::uint64_t earlier = storedBefore(7);
        frame = h.waitForStep(earlier);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 5.0 + static_cast<double>(earlier));
        h.post(command::Step{4});
        frame = h.waitForStep(earlier + 4);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 6.0 + static_cast<double>(earlier));
    }

    void anExactStoredMomentNeedsNoWords() {
        Harness h(unrepeatableRegistry(), "{}", 0, std::size_t{64} << 20U);
        h.post(command::Step{3});
        QVERIFY(h.waitForStep(3));
        h.post(command::StepBack{3});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step == 0 && f.generation > 1; }));
        QVERIFY(h.notices.empty());
    }

    void aCheckpointIsRestoredOnceAndWhole() {
        QTemporaryDir folder;
        const std::string place = folder.filePath(QStringLiteral("checkpoint")).toStdString();
        {
            Harness h;
            h.post(command::Step{12});
            QVERIFY(h.waitForStep(12));
            h.post(command::Save{place});
            QVERIFY(h.waitForNotice());
        }
        int created = 0; // on the engine thread, read after the notice
        ExperimentKind kind = fakeRegistry().kind("fake");
        const auto create = kind.create;
        kind.create = [&created, create](const ExperimentContext& context) {
            ++created;
            return create(context);
        };
        Registry registry;
        registry.add(std::move(kind));
        Harness h(registry, "{}", 0, std::size_t{64} << 20U);
        QVERIFY(h.waitForStep(0));
        h.post(command::Load{place});
        const FramePtr frame = h.waitForStep(12);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 17.0);
        QCOMPARE(frame->lastValue("value"), 17.0);
        QVERIFY(h.waitForNotice());
        QCOMPARE(created, 2);
    }

    void stepBackBeforeTheStartStaysThere() {
        Harness h;
        h.post(command::Step{3});
        h.post(command::StepBack{10});
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.step == 0 && f.generation > 1; });
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 5.0);
    }

    void seekShowsThePastAndBranchContinuesFromIt() {
        Harness h;
        for (std::uint64_t i = 1; i <= 10; ++i) {
            h.post(command::Step{10});
            QVERIFY(h.waitForStep(10 * i));
        }
        const std::uint64_t before = h.newest->generation;
        h.post(command::Seek{40});
        const FramePtr past = h.waitFor([](const Frame& f) { return f.head > f.step; });
        QVERIFY(past);
        QCOMPARE(past->head, std::uint64_t{100});
        QCOMPARE(past->step, std::uint64_t{40});
        QVERIFY(past->generation > before);
        QCOMPARE(Harness::value(*past), 45.0);
        // Curves stay whole while looking back.
        QCOMPARE(std::get<SeriesArtifact>(past->find("value")->data).points.size(),
                 std::size_t{100});
        h.post(command::Branch{40});
        const FramePtr branch =
            h.waitFor([](const Frame& f) { return f.head == 40 && f.step == 40; });
        QVERIFY(branch);
        QCOMPARE(std::get<SeriesArtifact>(branch->find("value")->data).points.size(),
                 std::size_t{40});
        h.post(command::Step{});
        QVERIFY(h.waitForStep(41));
    }

    void thePastAnswersLooksAndEdits() {
        Harness h;
        Interest narrow;
        narrow.all = false;
        narrow.names = {"value"};
        h.post(command::Look{narrow});
        for (std::uint64_t i = 1; i <= 5; ++i) {
            h.post(command::Step{10});
            QVERIFY(h.waitForStep(10 * i));
        }
        h.post(command::Seek{20});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step == 20 && f.head == 50; }));
        h.post(command::Look{}); // a view opened while looking back wants what was not stored
        const FramePtr frame = h.waitFor(
            [](const Frame& f) { return f.step == 20 && f.head == 50 && f.find("state"); });
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 25.0);
        h.post(command::Set{"rate", 3.0}); // stays in the past, holds for the head too
        h.post(command::Step{1});
        const FramePtr next = h.waitForStep(51);
        QVERIFY(next);
        QCOMPARE(Harness::value(*next), 58.0);
    }

    void seekThenRunReturnsToTheHead() {
        Harness h("{}", 60);
        h.post(command::Step{50});
        QVERIFY(h.waitForStep(50));
        h.post(command::Seek{0});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step == 0 && f.head == 50; }));
        h.post(command::Run{});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step == 60; }));
    }

    void branchBeyondTheHeadIsRefused() {
        Harness h;
        h.post(command::Branch{7});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].level == Notice::Level::error);
        QVERIFY(h.notices[0].text.find("allowed is 0 to 0") != std::string::npos);
    }

    void resetGivesTheSameStart() {
        Harness h;
        h.post(command::Step{10});
        QVERIFY(h.waitForStep(10));
        h.post(command::Reset{});
        h.post(command::Step{10});
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.step == 10 && f.generation >= 2; });
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 15.0);
    }

    void liveParametersDoNotChangeTheGeneration() {
        Harness h;
        QVERIFY(h.waitForStep(0));
        const std::uint64_t generation = h.newest->generation;
        h.post(command::Set{"rate", 2.0});
        h.post(command::Step{1});
        const FramePtr frame = h.waitForStep(1);
        QVERIFY(frame);
        QCOMPARE(frame->generation, generation);
        QCOMPARE(Harness::value(*frame), 7.0);
        QCOMPARE(frame->scene->parameters.real("rate"), 2.0);
    }

    void refusedEditsChangeNothing() {
        Harness h;
        h.post(command::Set{"rate", 99.0});
        h.post(command::Set{"trouble", std::string("throw")}); // not live
        h.post(command::Set{"rat", 1.0});
        h.post(command::Step{1});
        QVERIFY(h.waitFor([&](const Frame& f) { return f.step == 1 && h.notices.size() == 3; }));
        QVERIFY(h.notices[0].text.find("from -10 to 10") != std::string::npos);
        QVERIFY(h.notices[1].text.find("cannot change while running") != std::string::npos);
        QVERIFY(h.notices[2].text.find("did you mean 'rate'") != std::string::npos);
        QCOMPARE(Harness::value(*h.newest), 6.0);
    }

    void troublePausesAndKeepsTheLastGoodState_data() {
        QTest::addColumn<QString>("kind");
        QTest::newRow("not finite") << "nan";
        QTest::newRow("exception") << "throw";
        QTest::newRow("memory") << "memory";
    }
    void troublePausesAndKeepsTheLastGoodState() {
        QFETCH(QString, kind);
        Harness h("{\"trouble_at\": 31, \"trouble\": \"" + kind.toStdString() + "\"}");
        h.post(command::Step{30});
        QVERIFY(h.waitForStep(30));
        h.post(command::Run{});
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.status.state == RunState::failed; });
        QVERIFY(frame);
        QVERIFY(!frame->status.message.empty());
        QVERIFY(!frame->status.advice.empty());
        QCOMPARE(frame->step, std::uint64_t{30});
        QCOMPARE(Harness::value(*frame), 35.0);
        h.post(command::StepBack{1});
        QVERIFY(h.waitForStep(29)); // the session lives on
    }

    void aPictureThatCannotBeMadePausesTheRun() {
        Harness h(R"({"trouble": "publish"})");
        h.post(command::Run{});
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.status.state == RunState::failed; });
        QVERIFY(frame);
        QVERIFY(frame->status.message.find("cannot be made") != std::string::npos);
        h.post(command::Reset{});
        QVERIFY(h.waitForStep(0)); // the session lives on
    }

    void stepBackBeyondWhatIsStoredIsRefused() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("cp")).toStdString();
        Harness h;
        h.post(command::Step{12});
        QVERIFY(h.waitForStep(12));
        h.post(command::Save{path});
        h.post(command::Load{path});
        h.post(command::StepBack{1});
        QVERIFY(h.waitFor([&](const Frame&) { return h.notices.size() == 3; }));
        QVERIFY(h.notices[2].text.find("the oldest is step 12") != std::string::npos);
        h.post(command::Step{1});
        QVERIFY(h.waitForStep(13));
    }

    void aStalledStepDoesNotBlockTheCaller() {
        const auto gate = std::make_shared<Gate>();
        gate->close();
        Harness h(fakeRegistry(gate), "{}", 0, std::size_t{64} << 20U);
        h.post(command::Run{});
        QVERIFY(gate->waitFor(1));
        for (int i = 0; i < 1000; ++i) { // all return while the engine is inside one step
            h.post(command::Look{});
            static_cast<void>(h.session().take());
        }
        h.post(command::Pause{});
        QCOMPARE(gate->arrived(), 1); // it still is
        gate->open();
        QVERIFY(h.waitFor(
            [](const Frame& f) { return f.status.state == RunState::paused && f.step >= 1; }));
    }

    void aBurstOfStepsAddsUp() {
        Harness h;
        for (int i = 0; i < 500; ++i) {
            h.post(command::Step{1});
            h.post(command::Look{});
        }
        const FramePtr frame = h.waitForStep(500);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 505.0);
    }

    void newestFrameWinsAndWakesAreFew() {
        std::atomic<int> wakes{0};
        const Registry registry = fakeRegistry();
        SessionOptions options;
        options.framesPerSecond = 1000.0;
        options.wake = [&wakes] { ++wakes; };
        Session session(registry, fakeScene(registry), options);
        session.post(command::Step{200000});
        FramePtr frame;
        int taken = 0;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while ((!frame || frame->step < 200000) && std::chrono::steady_clock::now() < deadline) {
            if (FramePtr next = session.take().frame) {
                QVERIFY(!frame || next->step >= frame->step);
                frame = std::move(next);
                ++taken;
            }
        }
        QVERIFY(frame && frame->step == 200000);
        QVERIFY(wakes <= taken + 1); // one wake-up for each time the mailbox was emptied
    }

    void interestLimitsWhatIsComputed() {
        Harness h;
        Interest interest;
        interest.all = false;
        interest.names = {"value"};
        h.post(command::Look{interest});
        const FramePtr frame = h.waitFor([](const Frame& f) { return f.artifacts.size() == 1; });
        QVERIFY(frame);
        QVERIFY(frame->find("value"));
    }

    void aHundredStartsAndStops() {
        const Registry registry = fakeRegistry();
        for (int i = 0; i < 100; ++i) {
            Session session(registry, fakeScene(registry), {});
            session.post(command::Run{});
            if (i % 3 == 0) {
                session.post(command::Seek{0});
            }
            static_cast<void>(session.take());
        }
    }

    void checkpointsTravelThroughTheDisk() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("cp")).toStdString();
        Harness h;
        h.post(command::Step{12});
        QVERIFY(h.waitForStep(12));
        h.post(command::Save{path});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].level == Notice::Level::information);
        h.post(command::Step{30});
        QVERIFY(h.waitForStep(42));
        h.post(command::Load{path});
        const FramePtr frame = h.waitForStep(12);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 17.0);
        QCOMPARE(std::get<SeriesArtifact>(frame->find("value")->data).points.size(),
                 std::size_t{12});
        h.notices.clear();
        h.post(command::Load{path + "-none"});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].level == Notice::Level::error);
        QCOMPARE(h.newest->step, std::uint64_t{12});
    }

    void openingTellsHowFarItIsAndCanBeGivenUp() {
        Harness h;
        h.post(command::Step{3});
        QVERIFY(h.waitForStep(3));
        const Registry registry = fakeRegistry();
        h.post(command::Open{fakeScene(registry, R"({"endless_opening": true})")});
        QVERIFY(h.waitForWork([](const EngineWork& work) { return work.share == 0.5; }));
        QVERIFY(QString::fromStdString(h.work.what).startsWith(QStringLiteral("opening")));
        h.session().cancelWork();
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].text.find("cancelled") != std::string::npos);
        QVERIFY(h.work.what.empty()); // it is over
        h.post(command::Step{1});
        QVERIFY(h.waitForStep(4)); // what was open is as it was
    }

    void aReplayCanBeGivenUp() {
        const auto gate = std::make_shared<Gate>();
        Harness h(fakeRegistry(gate), "{}", 0, 1); // nothing but the first moment fits the history
        h.post(command::Step{60});
        QVERIFY(h.waitForStep(60));
        const double before = Harness::value(*h.newest);
        gate->close();
        h.post(command::StepBack{1});
        QVERIFY(gate->waitFor(61)); // the first step again
        h.session().cancelWork();
        gate->open();
        QVERIFY(h.waitForNotice());
        QVERIFY(gate->arrived() < 60 + 59); // not to the end
        h.post(command::Step{1});
        const FramePtr frame = h.waitForStep(61);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), before + 1.0);
        QCOMPARE(std::get<SeriesArtifact>(frame->find("value")->data).points.size(),
                 std::size_t{61});
    }

    void nothingIsDoneUnseenWhileLookingBack() {
        Harness h;
        h.post(command::Step{5});
        QVERIFY(h.waitForStep(5));
        h.post(command::Seek{0});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step == 0 && f.head == 5; }));
        h.post(command::Act{{"jump", {100.0}}});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].text.find("past moment") != std::string::npos);
        h.post(command::Step{1});
        const FramePtr frame = h.waitForStep(6);
        QVERIFY(frame);
        QCOMPARE(Harness::value(*frame), 11.0);
    }

    void unknownActionsAreRefused() {
        Harness h;
        h.post(command::Act{{"jmup", {1.0}}});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].text.find("did you mean 'jump'") != std::string::npos);
    }

    void aFirstSceneThatCannotBeOpenedIsTold() {
        Harness h(R"({"trouble": "open"})");
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.status.state == RunState::failed; });
        QVERIFY(frame);
        QVERIFY(frame->artifacts.empty());
        QVERIFY(h.waitForNotice());
        h.post(command::Run{}); // there is nothing to run; nothing happens
        const Registry registry = fakeRegistry();
        h.post(command::Open{fakeScene(registry)});
        QVERIFY(h.waitFor([](const Frame& f) { return f.find("state") != nullptr; }));
    }

    void openingABadSceneKeepsTheOldOne() {
        Harness h;
        h.post(command::Step{3});
        QVERIFY(h.waitForStep(3));
        const Registry registry = fakeRegistry();
        h.post(command::Open{fakeScene(registry, R"({"size": 1000000000000000})")});
        QVERIFY(h.waitForNotice());
        QVERIFY(h.notices[0].text.find("909 TiB") != std::string::npos);
        h.post(command::Step{1});
        QVERIFY(h.waitForStep(4));
    }

    void sameNumbersWatchedOrNot() {
        Harness watched;
        watched.post(command::Step{3000});
        QVERIFY(watched.waitForStep(3000));
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry);
        const auto alone = createExperiment(registry, scene, {}, 1);
        for (int i = 0; i < 3000; ++i) {
            alone->step();
        }
        Frame frame;
        const Interest all;
        FrameBuilder builder(frame, all);
        alone->publish(builder);
        QCOMPARE(seriesCsv(frame), seriesCsv(*watched.newest));
    }

    void speedLimitHoldsTheRunBack() {
        Harness h;
        h.session().setSpeed(20.0);
        h.post(command::Run{});
        QVERIFY(h.waitFor([](const Frame& f) { return f.step >= 3; }));
        h.post(command::Pause{});
        const FramePtr frame =
            h.waitFor([](const Frame& f) { return f.status.state == RunState::paused; });
        QVERIFY(frame);
        // 20 steps a second for less than the 20 s that waitFor allows; unlimited would be
        // millions.
        QVERIFY(frame->step <= 400);
    }

    void aNewSpeedIsObeyedAtOnce() {
        Harness h;
        h.session().setSpeed(1e-3);
        h.post(command::Run{});
        QVERIFY(h.waitFor([](const Frame& f) { return f.status.state == RunState::running; }));
        // A step in a thousand seconds: only the new speed brings these before waitFor gives up.
        h.session().setSpeed(1000.0);
        QVERIFY(h.waitFor([](const Frame& f) { return f.step >= 3; }));
        h.session().setSpeed(1e-300);
        h.session().setSpeed(0.0);
        QVERIFY(h.waitFor([](const Frame& f) { return f.step >= 2000; }));
    }

    void seriesAreReadWhileTheyGrow() {
        Harness h;
        h.post(command::Run{});
        std::size_t before = 0;
        for (int look = 0; look < 3; ++look) {
            const FramePtr frame = h.waitFor([&](const Frame& f) { return f.step > before + 500; });
            QVERIFY(frame);
            const Series series = std::get<SeriesArtifact>(frame->find("value")->data).points;
            QVERIFY(series.size() > before);
            before = series.size();
            const SeriesRange quick = series.range(0, series.size());
            double least = series.at(0).value;
            for (const SeriesPoint& point : series.points()) {
                least = std::min(least, point.value);
            }
            QCOMPARE(quick.minimum, least);
        }
    }
};

QTEST_GUILESS_MAIN(SessionTest)
#include "tst_session.moc"
