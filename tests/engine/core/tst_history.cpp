// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/history.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace scorescope;
using test::near;

namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20U;

/// Time as the test wants it.
struct FakeClock {
    double now = 0.0;
    [[nodiscard]] SecondsClock read() {
        return [this] { return now; };
    }
};

FramePtr frameAt(std::uint64_t step, std::size_t numbers = 0) {
    auto frame = std::make_shared<Frame>();
    frame->step = step;
    if (numbers > 0) {
        Histogram histogram;
        histogram.count.resize(numbers);
        frame->artifacts["picture"] =
            std::make_shared<const Artifact>(Artifact{"picture", "", {}, {}, {}, histogram});
    }
    return frame;
}

std::shared_ptr<const Checkpoint> checkpointAt(std::uint64_t step, std::size_t doubles) {
    auto checkpoint = std::make_shared<Checkpoint>();
    checkpoint->put("x", std::vector<double>(doubles, static_cast<double>(step)));
    checkpoint->meta["step"] = step;
    return checkpoint;
}

std::uint64_t stepOf(const std::shared_ptr<const Checkpoint>& checkpoint) {
    return checkpoint ? checkpoint->count("step") : UINT64_MAX;
}

/// The steps of all checkpoints that are kept up to `last`, newest first.
std::vector<std::uint64_t> checkpointSteps(const History& history, std::uint64_t last) {
    std::vector<std::uint64_t> steps;
    while (const auto checkpoint = history.checkpointAtOrBefore(last)) {
        steps.push_back(stepOf(checkpoint));
        if (steps.back() == 0) {
            break;
        }
        last = steps.back() - 1;
    }
    return steps;
}

/// A model under Adam: weights and two moments, all of which differ from step to step.
template <class T> Checkpoint modelUnderAdam(std::uint64_t step, std::size_t parameters) {
    Checkpoint checkpoint;
    std::vector<T> values(parameters);
    values.front() = static_cast<T>(step + 1);
    checkpoint.weights["W"] = {{parameters}, values};
    checkpoint.state["adam.first"] = {{parameters}, values};
    checkpoint.state["adam.second"] = {{parameters}, std::move(values)};
    checkpoint.meta["step"] = step;
    return checkpoint;
}

} // namespace

class HistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ------------------------------------------------------------------------- when
    void thePaceFollowsTimeAndMemory_data() {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<double>("bytes");
        QTest::addColumn<double>("running");
        QTest::addColumn<double>("resting");
        const double budget = 256e6;
        QTest::newRow("free") << 0.0 << 0.0 << 0.4 << 0.0;
        QTest::newRow("cheap") << 1e-4 << 1e5 << 0.4 << 0.0;
        QTest::newRow("2 % of the time") << 0.1 << 1e6 << 4.9 << 0.1;
        QTest::newRow("a third of the budget") << 0.01 << budget / 3.0 << 10.0 / 3.0 << 0.0;
        QTest::newRow("more than the budget") << 0.5 << 3.0 * budget << 30.0 << 0.5;
    }
    void thePaceFollowsTimeAndMemory() {
        QFETCH(double, seconds);
        QFETCH(double, bytes);
        QFETCH(double, running);
        QFETCH(double, resting);
        const MomentCost cost{seconds, static_cast<std::size_t>(bytes), 256'000'000};
        QVERIFY(near(secondsUntilNextMoment(cost, Occasion::running), running, 1e-6, 0.0));
        QVERIFY(near(secondsUntilNextMoment(cost, Occasion::resting), resting, 1e-6, 1e-12));
    }

    void asksForTheFirstAndWaitsForTheNext() {
        FakeClock clock;
        History history(mebibyte, clock.read());
        QVERIFY(history.wants(0));
        history.store([&] {
            clock.now += 0.05; // this is what it costs
            return History::Moment{frameAt(0), checkpointAt(0, 10)};
        });
        QVERIFY(near(history.storingSeconds(), 0.05, 1e-9, 0.0));
        clock.now += 0.04;
        QVERIFY(!history.wants(7, Occasion::resting));
        clock.now += 0.02;
        QVERIFY(history.wants(7, Occasion::resting));
        QVERIFY(!history.wants(0, Occasion::resting)); // it is there already
        QVERIFY(!history.wants(7));
        clock.now = 0.05 + 49.0 * 0.05 - 1e-3;
        QVERIFY(!history.wants(7));
        clock.now += 2e-3;
        QVERIFY(history.wants(7));
    }

    // ------------------------------------------------------------------------- what stays
    void keepsItsBudgetAndBothEnds() {
        constexpr std::size_t budget = 200000;
        FakeClock clock;
        History history(budget, clock.read());
        for (std::uint64_t step = 0; step <= 5000; ++step) {
            history.add(frameAt(step), checkpointAt(step, 100));
            QVERIFY(history.bytes() <= budget);
        }
        const auto steps = history.steps();
        QCOMPARE(steps.front(), std::uint64_t{0});
        QCOMPARE(steps.back(), std::uint64_t{5000});
        QVERIFY(steps.size() > 50);
        // Recent moments lie denser than old ones, and so do checkpoints.
        const auto denser = [](const std::vector<std::uint64_t>& all) {
            const auto later =
                std::count_if(all.begin(), all.end(), [](std::uint64_t s) { return s > 2500; });
            return later * 2 >= static_cast<long>(all.size());
        };
        QVERIFY(denser(steps));
        const auto checkpoints = checkpointSteps(history, UINT64_MAX);
        QVERIFY(denser(checkpoints));
        QVERIFY(checkpoints.size() > 20);
        QCOMPARE(checkpoints.front(), std::uint64_t{5000});
        QCOMPARE(checkpoints.back(), std::uint64_t{0});
        QVERIFY(checkpoints.size() < steps.size()); // a frame is smaller, so more of them stay
        QCOMPARE(history.nearestFrame(0)->step, std::uint64_t{0});
        QCOMPARE(history.frames().size(), steps.size());

        history.truncateAfter(1000);
        QVERIFY(history.steps().back() <= 1000);
        QVERIFY(stepOf(history.checkpointAtOrBefore(UINT64_MAX)) <= 1000);
        history.clear();
        QCOMPARE(history.bytes(), std::size_t{0});
        QVERIFY(!history.nearestFrame(3));
        QVERIFY(history.wants(0));
    }

    void largeFramesGoBeforeSmallCheckpoints() {
        constexpr std::size_t budget = mebibyte;
        FakeClock clock;
        History history(budget, clock.read());
        for (std::uint64_t step = 0; step <= 200; ++step) {
            history.add(frameAt(step, 4000), checkpointAt(step, 10)); // 32 kB and 0.3 kB
            QVERIFY(history.bytes() <= budget);
        }
        QVERIFY(history.steps().size() > 20);
        QCOMPARE(history.steps().front(), std::uint64_t{0});
        QCOMPARE(history.steps().back(), std::uint64_t{200});
    }

    void neverMoreMomentsThanAScrubberShows() {
        FakeClock clock;
        History history(64 * mebibyte, clock.read());
        for (std::uint64_t step = 0; step <= 4500; ++step) {
            history.add(frameAt(step), checkpointAt(step, 1));
        }
        QCOMPARE(history.steps().size(), std::size_t{4000});
        QCOMPARE(history.steps().front(), std::uint64_t{0});
        QCOMPARE(history.steps().back(), std::uint64_t{4500});
    }

    void aMomentReplacesTheOneOfItsStep() {
        FakeClock clock;
        History history(mebibyte, clock.read());
        history.add(frameAt(0), checkpointAt(0, 1000));
        const std::size_t before = history.bytes();
        history.add(frameAt(4), checkpointAt(1, 1000));
        history.add(frameAt(4), checkpointAt(2, 1000));
        QCOMPARE(history.steps().size(), std::size_t{2});
        QCOMPARE(stepOf(history.checkpointAtOrBefore(4)), std::uint64_t{2});
        history.truncateAfter(3);
        QCOMPARE(history.bytes(), before);
    }

    void nothingIsLostByAMomentThatCannotBeMade() {
        FakeClock clock;
        History history(mebibyte, clock.read());
        history.add(frameAt(0), checkpointAt(0, 10));
        QVERIFY_EXCEPTION_THROWN(history.store([]() -> History::Moment { throw std::bad_alloc(); }),
                                 std::bad_alloc);
        QCOMPARE(history.steps(), std::vector<std::uint64_t>{0});
    }

    // ------------------------------------------------------------------------- shared memory
    void whatDidNotChangeIsKeptOnce_data() {
        QTest::addColumn<bool>("copies");
        QTest::newRow("an experiment that shares its tensors") << false;
        QTest::newRow("an experiment that copies them") << true;
    }
    void whatDidNotChangeIsKeptOnce() {
        QFETCH(bool, copies);
        constexpr std::size_t size = 100000;
        std::vector<float> trained(size, 0.5F);
        trained[3] = std::numeric_limits<float>::quiet_NaN(); // bits count, not values
        const SharedArray<float> kept(trained);
        FakeClock clock;
        History history(64 * mebibyte, clock.read());
        constexpr std::size_t moments = 50;
        for (std::uint64_t step = 0; step < moments; ++step) {
            auto checkpoint = std::make_shared<Checkpoint>();
            checkpoint->weights["conv1.weight"] = {{size},
                                                   copies ? SharedArray<float>(trained) : kept};
            checkpoint->put("probe", std::vector<double>(10, static_cast<double>(step)));
            history.add(frameAt(step), checkpoint);
        }
        QVERIFY(history.bytes() >= size * sizeof(float));
        QVERIFY(history.bytes() < size * sizeof(float) + moments * 2000);
        const auto first = history.checkpointAtOrBefore(0);
        const auto last = history.checkpointAtOrBefore(moments);
        QVERIFY(first->weights.at("conv1.weight").data() ==
                last->weights.at("conv1.weight").data());
        QVERIFY(first->doubles("probe") != last->doubles("probe"));
        // The last holder takes it along.
        history.truncateAfter(0);
        QVERIFY(history.bytes() >= size * sizeof(float));
        history.clear();
        QCOMPARE(history.bytes(), std::size_t{0});
    }

    void anotherTypeOrShapeIsAnotherTensor() {
        const StoredTensor zero{{2}, std::vector<double>{0.0, 1.0}};
        QVERIFY(sameBits(zero, {{2}, std::vector<double>{0.0, 1.0}}));
        QVERIFY(!sameBits(zero, {{2}, std::vector<double>{-0.0, 1.0}}));
        QVERIFY(!sameBits(zero, {{2, 1}, std::vector<double>{0.0, 1.0}}));
        QVERIFY(!sameBits({{1}, std::vector<std::int64_t>{0}}, {{1}, std::vector<double>{0.0}}));
        QVERIFY(sameBits({{0}, std::vector<double>{}}, {{0}, std::vector<double>{}}));
    }

    void artifactsThatDidNotChangeCountOnce() {
        FakeClock clock;
        History history(64 * mebibyte, clock.read());
        const auto picture = frameAt(0, 100000)->artifacts.at("picture");
        for (std::uint64_t step = 0; step < 20; ++step) {
            auto frame = std::make_shared<Frame>();
            frame->step = step;
            frame->artifacts["picture"] = picture;
            history.add(frame, checkpointAt(step, 1));
        }
        QVERIFY(history.bytes() < 2 * memoryBytes(*picture));
    }

    // ------------------------------------------------------------------------- a large model
    void aLargeModelUnderAdamScrubsWithinItsBudget_data() {
        QTest::addColumn<bool>("isFloat");
        QTest::newRow("float, 40 MB a moment") << true;
        QTest::newRow("double, 79 MB a moment") << false;
    }
    void aLargeModelUnderAdamScrubsWithinItsBudget() {
        QFETCH(bool, isFloat);
        constexpr std::size_t parameters = 3'300'000;
        constexpr std::size_t budget = 256 * mebibyte;
        constexpr double storing = 0.04; // seconds
        FakeClock clock;
        History history(budget, clock.read());
        std::uint64_t step = 0;
        std::size_t moments = 0;
        while (clock.now < 60.0) {
            if (history.wants(step)) {
                history.store([&] {
                    // The budget holds even while the new moment is there beside the old ones.
                    auto checkpoint = std::make_shared<const Checkpoint>(
                        isFloat ? modelUnderAdam<float>(step, parameters)
                                : modelUnderAdam<double>(step, parameters));
                    if (history.bytes() + checkpoint->memoryBytes() > budget) {
                        qFatal("over budget while storing step %d", static_cast<int>(step));
                    }
                    clock.now += storing;
                    return History::Moment{frameAt(step, 5000), std::move(checkpoint)};
                });
                ++moments;
            }
            QVERIFY(history.bytes() <= budget);
            clock.now += 0.01;
            ++step;
        }
        // The very first moment comes before there is any time to have a share of.
        QVERIFY(history.storingSeconds() <= 0.02 * clock.now + storing);
        QVERIFY(moments >= 20);
        // Every moment can be shown, though only the newest few, and the first, can be restored.
        QCOMPARE(history.steps().size(), moments);
        const auto checkpoints = checkpointSteps(history, UINT64_MAX);
        QVERIFY(checkpoints.size() >= (isFloat ? 5U : 3U));
        QCOMPARE(checkpoints.back(), std::uint64_t{0});
        QCOMPARE(checkpoints.front(), history.steps().back());
        // Stepping back from the head replays a few seconds, not minutes.
        QVERIFY(static_cast<double>(step - checkpoints.front()) * 0.01 < 4.0);
        QVERIFY(static_cast<double>(step - checkpoints[1]) * 0.01 < 8.0);
    }
};

QTEST_GUILESS_MAIN(HistoryTest)
#include "tst_history.moc"
