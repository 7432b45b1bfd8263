// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps: what is run, that each run gives the numbers it gives alone, and what is refused.
#include "engine/core/sweep.h"
#include "engine/labs.h"
#include "tests/support/fake_experiment.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>

using namespace scorescope;
using namespace scorescope::test;

namespace {

std::string errorOf(const std::function<void()>& act) {
    try {
        act();
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

std::vector<std::string> textsOf(const SweepSpec& spec) {
    std::vector<std::string> texts;
    for (const ParameterValue& value : spec.values) {
        texts.push_back(toText(value));
    }
    return texts;
}

using Texts = std::vector<std::string>;

} // namespace

class SweepTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rangesShowBothEnds() {
        const std::vector<double> even = sweepRange(0.01, 0.03, 3, false);
        QCOMPARE(even.size(), std::size_t{3});
        // Rounded to twelve digits: the middle reads 0.02, and ends are the numbers given.
        QVERIFY(even[0] == 0.01 && even[1] == 0.02 && even[2] == 0.03);
        const std::vector<double> ratios = sweepRange(1e-3, 1e1, 5, true);
        const std::vector<double> wanted{1e-3, 1e-2, 1e-1, 1.0, 10.0};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QVERIFY(near(ratios[i], wanted[i], 1e-11, 0.0)); // twelve digits are kept
        }
        QVERIFY(sweepRange(4.0, 1.0, 2, false) == (std::vector<double>{4.0, 1.0}));
        QVERIFY(sweepRange(2.5, 9.0, 1, true) == (std::vector<double>{2.5}));
        QVERIFY(sweepRange(-1.0, 1.0, 3, false)[1] == 0.0);
        QVERIFY(errorOf([] { return sweepRange(0.0, 1.0, 3, true); }).find("above 0") !=
                std::string::npos);
        QVERIFY(!errorOf([] { return sweepRange(0.0, std::nan(""), 3, false); }).empty());
        QVERIFY(!errorOf([] { return sweepRange(0.0, 1.0, 0, false); }).empty());
        QVERIFY(!errorOf([] { return sweepRange(-1e308, 1e308, 3, false); }).empty());
    }

    void textsAreRead() {
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry, "{}", 5);
        QCOMPARE(textsOf(parseSweep(scene, "rate=1,2.5,-3")), (Texts{"1", "2.5", "-3"}));
        QCOMPARE(textsOf(parseSweep(scene, "rate=0.001:1:4:log")),
                 (Texts{"0.001", "0.01", "0.1", "1"}));
        QCOMPARE(textsOf(parseSweep(scene, "seed=1:5:5")), (Texts{"1", "2", "3", "4", "5"}));
        // Integers are rounded, and what falls together is there once.
        QCOMPARE(textsOf(parseSweep(scene, "size=1:3:5")), (Texts{"1", "2", "3"}));
        QCOMPARE(textsOf(parseSweep(scene, "trouble=nan,memory")), (Texts{"nan", "memory"}));
    }

    void badTextsAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("word");
        QTest::newRow("no values") << "rate="
                                   << "NAME=VALUE";
        QTest::newRow("no name") << "=1,2"
                                 << "NAME=VALUE";
        QTest::newRow("unknown") << "rat=1,2"
                                 << "did you mean 'rate'";
        QTest::newRow("no number") << "rate=1,x"
                                   << "x";
        QTest::newRow("beyond its range") << "rate=1,11"
                                          << "10";
        QTest::newRow("empty place") << "rate=1,,2"
                                     << "";
        QTest::newRow("too many colons") << "rate=1:2:3:log:5"
                                         << "LOW:HIGH:COUNT";
        QTest::newRow("another spacing") << "rate=1:2:3:even"
                                         << "LOW:HIGH:COUNT";
        QTest::newRow("no count") << "rate=1:2:x"
                                  << "count";
        QTest::newRow("count below 1") << "rate=1:2:0"
                                       << "1 to 1000";
        QTest::newRow("count beyond") << "rate=1:2:1001"
                                      << "1 to 1000";
        QTest::newRow("range of words") << "trouble=nan:memory:2"
                                        << "for numbers";
        QTest::newRow("twice") << "rate=1,2,1"
                               << "twice";
        QTest::newRow("negative seed") << "seed=-1,1"
                                       << "";
        QTest::newRow("not finite") << "rate=1:inf:3"
                                    << "not a number";
        QTest::newRow("beyond exact") << "seed=1:1e300:3"
                                      << "exact";
    }
    void badTextsAreRefused() {
        QFETCH(QString, text);
        QFETCH(QString, word);
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry, "{}", 5);
        const QString error = QString::fromStdString(errorOf(
            [&] { return planSweep(registry, scene, parseSweep(scene, text.toStdString())); }));
        QVERIFY2(error.startsWith("--over"), qPrintable(error));
        QVERIFY2(error.contains(word), qPrintable(error));
    }

    void thePlanIsChecked() {
        const Registry registry = fakeRegistry();
        Scene scene = fakeScene(registry, "{}", 5);
        scene.expect.push_back({"value", 5, 10.0, 0.1, {}, {}, "holds for the scene as it is"});
        const auto runs = planSweep(registry, scene, parseSweep(scene, "rate=0.5,2"), 7);
        QCOMPARE(runs.size(), std::size_t{2});
        QCOMPARE(runs[0].label, std::string("rate = 0.5"));
        QCOMPARE(runs[1].folder, std::string("rate=2"));
        QVERIFY(runs[1].scene.parameters.real("rate") == 2.0);
        QCOMPARE(runs[1].scene.steps, std::uint64_t{7});
        QVERIFY(runs[1].scene.expect.empty());
        scene.steps = 0;
        QVERIFY(errorOf([&] {
                    return planSweep(registry, scene, parseSweep(scene, "rate=1,2"));
                }).find("endless") != std::string::npos);
        // 10¹⁵ bytes: refused with all others, before the first run.
        QVERIFY(errorOf([&] {
                    return planSweep(registry, scene, parseSweep(scene, "size=1,1000000000000000"),
                                     3);
                }).find("memory") != std::string::npos);
    }

    /// x after n steps is seed + n · rate.
    void runsGiveTheirNumbers() {
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry, "{}", 4);
        const auto runs = planSweep(registry, scene, parseSweep(scene, "rate=0.5,2,-1"));
        std::vector<SweepResult> results;
        std::vector<double> shares;
        SweepWatch watch;
        watch.progress = [&](const SweepProgress& now) {
            shares.push_back(now.share);
            return true;
        };
        watch.done = [&](const SweepResult& result) { results.push_back(result); };
        QVERIFY(runSweep(registry, runs, Device(), 1, watch));
        QCOMPARE(results.size(), std::size_t{3});
        const std::vector<double> wanted{7.0, 13.0, 1.0}; // seed 5; exact in binary
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QCOMPARE(results[i].run, i);
            QVERIFY(results[i].frame->lastValue("value") == wanted[i]);
            QCOMPARE(results[i].frame->step, std::uint64_t{4});
            QVERIFY(results[i].frame->scene->parameters == runs[i].scene.parameters);
        }
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QVERIFY(shares.front() == 0.0 && shares.back() == 1.0);
        QCOMPARE(sweepCsv("rate", runs, results),
                 std::string("rate,steps,value\n0.5,4,7\n2,4,13\n-1,4,1\n"));
    }

    void aRunThatFailsIsToldAndTheNextBegins() {
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry, R"({"trouble": "nan"})", 4);
        const auto runs = planSweep(registry, scene, parseSweep(scene, "trouble_at=0,3,9"));
        std::vector<SweepResult> results;
        SweepWatch watch;
        watch.done = [&](const SweepResult& result) { results.push_back(result); };
        QVERIFY(runSweep(registry, runs, Device(), 1, watch));
        QCOMPARE(results.size(), std::size_t{3});
        QVERIFY(results[0].trouble.empty() && results[2].trouble.empty());
        QCOMPARE(results[1].trouble, std::string("the loss is not finite; lower the rate"));
        QCOMPARE(results[1].frame->step, std::uint64_t{2}); // the last good one
    }

    void theWatchEndsIt() {
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry, "{}", 10);
        const auto runs = planSweep(registry, scene, parseSweep(scene, "rate=1,2,3"));
        std::size_t done = 0;
        SweepWatch watch;
        watch.progress = [](const SweepProgress& now) { return now.run < 1 || now.step < 3; };
        watch.done = [&](const SweepResult&) { ++done; };
        QVERIFY(!runSweep(registry, runs, Device(), 1, watch));
        QCOMPARE(done, std::size_t{1}); // the interrupted one is not told
    }

    /// The same as alone, bit for bit, of a real experiment.
    void sameNumbersAsSingleRuns() {
        const Registry registry = registerLabs();
        const Scene scene = parseScene(R"({"scorescope": 2, "experiment": "regularized_autoencoder",
            "seed": 3, "steps": 6,
            "parameters": {"points": 200, "hidden_units": 20, "resolution": 8}})",
                                       "small.json", registry);
        const auto runs = planSweep(registry, scene, parseSweep(scene, "corruption=0.01,0.02"));
        std::vector<SweepResult> results;
        SweepWatch watch;
        watch.done = [&](const SweepResult& result) { results.push_back(result); };
        QVERIFY(runSweep(registry, runs, Device(), 2, watch));
        QCOMPARE(results.size(), std::size_t{2});
        QVERIFY(results[0].frame->lastValue("loss") != results[1].frame->lastValue("loss"));
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto alone = createExperiment(registry, runs[i].scene, Device(), 1);
            while (alone->stepsDone() < 6 && alone->converged().empty()) {
                alone->step();
            }
            const auto last = alone->series().look("loss").back();
            QVERIFY(results[i].frame->lastValue("loss") == last.value);
        }
    }

    void aStepIsMeasured() {
        const auto gate = std::make_shared<Gate>();
        const Registry registry = fakeRegistry(gate);
        const Scene scene = fakeScene(registry, "{}", 10);
        QVERIFY(measureStep(registry, scene, Device(), 1, 0.0, 3) > 0.0);
        QCOMPARE(gate->arrived(), 3); // no time to spare: no more than the least
    }
};

QTEST_GUILESS_MAIN(SweepTest)
#include "tst_sweep.moc"
