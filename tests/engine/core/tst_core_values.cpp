// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/core/series.h"
#include "tests/support/fake_experiment.h"
#include "tests/support/messages_and_files.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <functional>

using namespace scorescope;
using namespace scorescope::test;

class CoreValuesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // ------------------------------------------------------------------------- random streams
    void philoxGivesThePublishedNumbers() {
        // Known answer of Philox-4x32-10 (Random123, kat_vectors): counter 0, key 0.
        RandomStream stream(0, Purpose(0));
        QCOMPARE(stream.bits(), 0x6627e8d5U);
        QCOMPARE(stream.bits(), 0xe169c58dU);
        QCOMPARE(stream.bits(), 0xbc57ac4cU);
        QCOMPARE(stream.bits(), 0x9b00dbd8U);
    }
    void purposesByNameMeetNoNumber() {
        constexpr Purpose clamping = Purpose::named("clamping");
        static_assert(clamping == Purpose::named("clamping"));
        QVERIFY(clamping != Purpose::named("clampings"));
        QVERIFY(clamping.number() >= 0x80000000U);
        QVERIFY(Purpose::named("").number() >= 0x80000000U);
        // What had numbers keeps them: streams are the same for ever.
        QCOMPARE(Purpose::data.number(), 1U);
        QCOMPARE(Purpose::heldOutData.number(), 3U);
        QCOMPARE(Purpose::initialization.number(), 5U);
        QCOMPARE(Purpose::minibatch.number(), 6U);
        QCOMPARE(Purpose::test.number(), 1000U);
    }
    void streamsAreIndependentOfEachOther() {
        const auto first = [](std::uint64_t seed, Purpose purpose, std::uint32_t chain,
                              std::uint64_t step) {
            RandomStream stream(seed, purpose, chain, step);
            return stream.uniform();
        };
        const double base = first(1, Purpose::data, 0, 0);
        QCOMPARE(first(1, Purpose::data, 0, 0), base);
        QVERIFY(first(2, Purpose::data, 0, 0) != base);
        QVERIFY(first(1, Purpose::heldOutData, 0, 0) != base);
        QVERIFY(first(1, Purpose::data, 1, 0) != base);
        QVERIFY(first(1, Purpose::data, 0, 1) != base);
        QVERIFY(first(1, Purpose::data, 0, std::uint64_t{1} << 32U) != base);
    }
    void normalHasItsMoments() {
        constexpr int n = 400000;
        RandomStream stream(7, Purpose::test);
        double sum = 0.0;
        double squares = 0.0;
        double fourth = 0.0;
        for (int i = 0; i < n; ++i) {
            const double z = stream.normal();
            sum += z;
            squares += z * z;
            fourth += z * z * z * z;
        }
        // Five standard errors: 1/√n, √2/√n, √96/√n.
        const double root = std::sqrt(static_cast<double>(n));
        QVERIFY(std::abs(sum / n) < 5.0 / root);
        QVERIFY(std::abs(squares / n - 1.0) < 5.0 * std::sqrt(2.0) / root);
        QVERIFY(std::abs(fourth / n - 3.0) < 5.0 * std::sqrt(96.0) / root);
    }
    void belowIsUniform() {
        constexpr int n = 60000;
        std::array<int, 6> counts{};
        RandomStream stream(3, Purpose::test);
        for (int i = 0; i < n; ++i) {
            ++counts.at(stream.below(6));
        }
        double chi2 = 0.0;
        for (const int count : counts) {
            chi2 += (count - n / 6.0) * (count - n / 6.0) / (n / 6.0);
        }
        QVERIFY(chi2 < 25.7); // χ²₅ exceeds it with probability 1e-4; the seed is fixed
    }

    // ------------------------------------------------------------------------- series
    void seriesRangesAgreeWithBruteForce() {
        SeriesRecorder recorder;
        std::vector<double> values;
        RandomStream stream(1, Purpose::test);
        for (int i = 0; i < 20000; ++i) {
            const double value = i % 997 == 0 ? std::nan("") : stream.normal();
            values.push_back(value);
            recorder.append(i, value);
        }
        const Series series = recorder.look();
        for (int trial = 0; trial < 500; ++trial) {
            const auto a = static_cast<std::size_t>(stream.below(20000));
            const auto b = a + 1 + static_cast<std::size_t>(stream.below(20000 - a));
            double low = INFINITY;
            double high = -INFINITY;
            std::size_t count = 0;
            for (std::size_t i = a; i < b; ++i) {
                if (std::isfinite(values[i])) {
                    low = std::min(low, values[i]);
                    high = std::max(high, values[i]);
                    ++count;
                }
            }
            const SeriesRange range = series.range(a, b);
            QCOMPARE(range.count, count);
            QCOMPARE(range.gap, count != b - a);
            if (count > 0) {
                QVERIFY(range.minimum == low &&
                        range.maximum == high); // copies of stored numbers: exact
                QVERIFY(values[static_cast<std::size_t>(range.minimumStep)] == low);
            }
        }
    }
    void looksStayWhatTheyWere() {
        SeriesRecorder recorder;
        for (int i = 0; i < 5000; ++i) {
            recorder.append(i, i);
        }
        const Series before = recorder.look();
        recorder.truncateAfter(4500);
        for (int i = 4501; i < 6000; ++i) {
            recorder.append(i, -i);
        }
        QCOMPARE(before.size(), std::size_t{5000});
        QCOMPARE(before.at(4800).value, 4800.0);
        QCOMPARE(recorder.look().at(4800).value, -4800.0);
        QCOMPARE(recorder.look().at(4500).value, 4500.0);
        QCOMPARE(recorder.look().lowerBound(4500.5), std::size_t{4501});
    }

    // ------------------------------------------------------------------------- parameters
    void valuesAreCheckedAndConverted() {
        Parameters p(fakeRegistry().kind("fake").parameters);
        p.setText("rate", "2.5e-1");
        QCOMPARE(p.real("rate"), 0.25);
        p.setText("size", "1e4"); // an integer to people
        QCOMPARE(p.integer("size"), std::int64_t{10000});
        p.set("rate", 3); // an integer is a number
        QCOMPARE(p.real("rate"), 3.0);
        QVERIFY(!p.isDefault("rate"));
        for (const auto& [name, text] :
             std::vector<std::pair<std::string, std::string>>{{"rate", "11"},
                                                              {"rate", "nan"},
                                                              {"rate", "inf"},
                                                              {"rate", ""},
                                                              {"rate", "1x"},
                                                              {"size", "1.5"},
                                                              {"size", "0"},
                                                              {"size", "99999999999999999999"},
                                                              {"trouble", "nam"}}) {
            QVERIFY_EXCEPTION_THROWN(p.setText(name, text), InputError);
        }
        QCOMPARE(p.real("rate"), 3.0); // refused edits change nothing
        QVERIFY(messageOf([&] {
                    p.setText("trouble", "nam");
                }).contains(QStringLiteral("did you mean 'nan'")));
        QVERIFY(
            messageOf([&] { p.set("rat", 1); }).contains(QStringLiteral("did you mean 'rate'")));
        QVERIFY(messageOf([&] {
                    p.setAll({{"rate", 1}, {"size", -1}});
                }).contains(QStringLiteral("/parameters/size")));
        QCOMPARE(p.real("rate"), 3.0); // all or nothing
    }
    void textReadsBackToTheSameValue() {
        const ParameterSpec spec = real("x", "x", "g", 0.0, -1e300, 1e300, "");
        RandomStream stream(11, Purpose::test);
        for (int i = 0; i < 1000; ++i) {
            const double value = stream.normal() * std::pow(10.0, stream.uniform(-200.0, 200.0));
            QVERIFY(std::get<double>(parseText(spec, toText(ParameterValue(value)))) == value);
        }
    }

    // ------------------------------------------------------------------------- scenes
    void badScenesAreRefusedWithPlaceAndReason_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("not JSON")
            << QByteArray("{\"scorescope\": 2,\n  oops}")
            << "bad.json: not JSON: the text stops making sense at line 2, column 3";
        QTest::newRow("empty")
            << QByteArray("")
            << "bad.json: not JSON: the text stops making sense at line 1, column 1";
        QTest::newRow("list") << QByteArray("[1]") << "must be a JSON object, not array";
        QTest::newRow("no version") << QByteArray("{}") << "/scorescope: is missing";
        QTest::newRow("future") << QByteArray("{\"scorescope\": 99}")
                                << "/scorescope: version 99 is unknown; this program reads 1 to 2";
        QTest::newRow("unknown key")
            << QByteArray(R"({"scorescope": 2, "experiment": "fake", "setps": 3})")
            << "/setps: unknown key 'setps' (did you mean 'steps'?)";
        QTest::newRow("unknown experiment")
            << QByteArray(R"({"scorescope": 2, "experiment": "fak"})")
            << "/experiment: there is no experiment 'fak' (did you mean 'fake'?); known are fake";
        QTest::newRow("no experiment")
            << QByteArray(R"({"scorescope": 2})") << "/experiment: is missing";
        QTest::newRow("unknown parameter")
            << QByteArray(R"({"scorescope": 2, "experiment": "fake", "parameters": {"rats": 1}})")
            << "/parameters/rats: there is no parameter 'rats' (did you mean 'rate'?)";
        QTest::newRow("type")
            << QByteArray(
                   R"({"scorescope": 2, "experiment": "fake", "parameters": {"rate": "fast"}})")
            << "/parameters/rate: \"fast\" is not allowed; allowed is a number from -10 to 10";
        QTest::newRow("range")
            << QByteArray(R"({"scorescope": 2, "experiment": "fake", "parameters": {"rate": 11}})")
            << "/parameters/rate: 11 is not allowed; allowed is a number from -10 to 10";
        QTest::newRow("choice")
            << QByteArray(
                   R"({"scorescope": 2, "experiment": "fake", "parameters": {"trouble": "trow"}})")
            << "did you mean 'throw'?";
        QTest::newRow("negative steps")
            << QByteArray(R"({"scorescope": 2, "experiment": "fake", "steps": -1})")
            << "/steps: must be an integer from 0";
        QTest::newRow("view path")
            << QByteArray(
                   R"({"scorescope": 2, "experiment": "fake", "views": [{"name": "../x", "kind": "field"}]})")
            << "/views/0/name: must be a name of letters";
        QTest::newRow("tool")
            << QByteArray(
                   R"({"scorescope": 2, "experiment": "fake", "views": [{"name": "x", "kind": "field", "options": {"tools": ["paint", "jmup"]}}]})")
            << "/views/x/options/tools/1: 'jmup' is no tool of views and no action of fake (did "
               "you mean 'jump'?)";
        QTest::newRow("place")
            << QByteArray(
                   R"({"scorescope": 2, "experiment": "fake", "views": [{"name": "x", "kind": "field", "place": "sid"}]})")
            << "did you mean 'side'?";
        QTest::newRow("twice")
            << QByteArray(
                   R"({"scorescope": 2, "experiment": "fake", "views": [{"name": "x", "kind": "field"}, {"name": "x", "kind": "field"}]})")
            << "/views/1/name: 'x' names two views";
        const auto scene = [](const char* name, const char* rest, const char* message) {
            QTest::newRow(name) << QByteArray(R"({"scorescope": 2, "experiment": "fake", )") +
                                       rest + "}"
                                << message;
        };
        scene("actions", R"("actions": 3)", "/actions: must be a list");
        scene("action", R"("actions": [{"name": "jmup", "numbers": [1]}])",
              "/actions/0: there is no action 'jmup' (did you mean 'jump'?)");
        scene("action without numbers", R"("actions": [{"step": 3, "name": "jump"}])",
              "/actions/0: the action 'jump' takes the coordinates");
        scene("action's numbers", R"("actions": [{"name": "jump", "numbers": ["x"]}])",
              "/actions/0/numbers: must be a list of numbers");
        scene("phase", R"("phases": [{"step": 3}])", "/phases/0/name: must be a word");
        scene("phases", R"("phases": [{"step": 3, "name": "a"}, {"step": 3, "name": "b"}])",
              "/phases/1/step: must be after");
        scene("intro", R"("intro": 3)", "/intro: must be a text");
        scene("layout", R"("layout": {"wid": "x"})",
              "/layout/wid: unknown key 'wid' (did you mean");
        scene("layout without a view",
              R"("views": [{"name": "x", "kind": "field"}], "layout": {"wide": "inspector"})",
              "/layout/wide: view 'x' has no place");
        scene("layout's view", R"("layout": {"narrow": {"row": ["inspectr"]}})",
              "/layout/narrow: 'inspectr' is no view of the scene (did you mean 'inspector'?)");
        scene("a view called inspector", R"("views": [{"name": "inspector", "kind": "field"}])",
              "/views/0/name: 'inspector' is the name of the inspector's place");
        scene("tags", R"("tags": "a")", "/tags: must be a list of texts");
        scene("cursor", R"("cursor": 1)", "/cursor: must be a list of numbers");
        scene("sweep", R"("sweep": 1)", "/sweep: must be an object");
        scene("sweep's key", R"("sweep": {"paramter": "rate", "values": [1]})",
              "did you mean 'parameter'?");
        scene("sweep's parameter", R"("sweep": {"parameter": "rtae", "values": [1]})",
              "/sweep/parameter: there is no parameter 'rtae' (did you mean 'rate'?)");
        scene("sweep without values", R"("sweep": {"parameter": "rate", "values": []})",
              "/sweep/values: must be a list of one value or more");
        scene("sweep's value", R"("sweep": {"parameter": "rate", "values": [0.1, "x"]})",
              "/sweep/values/1: ");
        scene("sweep's value twice", R"("sweep": {"parameter": "seed", "values": [1, 2, 1]})",
              "/sweep/values/2: is there twice");
        scene("thesis size", R"("thesis_size": 1)", "/thesis_size: must be an object");
        scene("thesis size without a time", R"("thesis_size": {"steps": 10})",
              "/thesis_size/takes: must");
        scene("thesis size's parameter",
              R"("thesis_size": {"takes": "an hour", "parameters": {"rtae": 1}})",
              "/thesis_size/parameters/rtae: ");
        QTest::newRow("expect without why")
            << QByteArray(
                   R"({"scorescope": 2, "experiment": "fake", "expect": [{"series": "v", "step": 1, "value": 1, "tolerance": 0}]})")
            << "/expect/0/why: must say where";
        const auto expectation = [](const char* name, const char* text, const char* message) {
            QTest::newRow(name)
                << QByteArray(
                       R"({"scorescope": 2, "experiment": "fake", "expect": [{"series": "v", )") +
                       text + R"(, "why": "x"}]})"
                << message;
        };
        expectation("tolerance as wide as the value", R"("value": -0.5, "tolerance": 0.5)",
                    "/expect/0/tolerance: is as wide as the value");
        expectation("bounds crossed", R"("at_least": 2, "at_most": 1)",
                    "/expect/0/at_least: is above at_most");
        expectation("nothing expected", R"("step": 3)", "/expect/0: needs either value");
        expectation("value and bound", R"("value": 2, "tolerance": 1, "at_most": 1)",
                    "/expect/0: needs either value");
        expectation("value alone", R"("value": 2)", "/expect/0: needs either value");
    }
    void badScenesAreRefusedWithPlaceAndReason() {
        QFETCH(QByteArray, text);
        QFETCH(QString, expected);
        const Registry registry = fakeRegistry();
        const QString message = messageOf(
            [&] { static_cast<void>(parseScene(text.toStdString(), "bad.json", registry)); });
        QVERIFY2(message.contains(expected), qPrintable(message));
        QVERIFY2(!message.contains(QLatin1Char('\n')), qPrintable(message));
    }
    void scenesRoundTrip() {
        const Registry registry = fakeRegistry();
        Scene scene = fakeScene(registry, R"({"rate": 0.1})", 40);
        scene.title = "Ünïcode „title“";
        scene.views.push_back({"v", "curves", "t", "side", {"value"}, {{"y_scale", "log"}}});
        scene.actions = {{20, {"jump", {0.5}}}, {0, {"jump", {-1.0}}}};
        scene.cursor = {0.25, -1.0};
        scene.tags = {"toy", "score"};
        scene.intro = "What it is.";
        scene.layout.narrow = Layout::branch(
            Layout::Kind::column, {Layout::leaf("inspector"), Layout::leaf("v")}, {1.0, 2.5});
        scene.phases = {{0, "trains"}, {20, "samples"}};
        scene.sweep = SweepSpec{"rate", {0.05, 0.1, 0.2}};
        scene.expect.push_back({"value", 3, 1.5, 0.1, {}, {}, "by hand"});
        scene.expect.push_back({"value", 4, {}, 0.0, 1.0, 2.0, "both"});
        scene.expect.push_back({"value", 4, {}, 0.0, {}, 0.0, "one"});
        const Scene again = parseScene(scene.json().dump(), "again.json", registry);
        QCOMPARE(again.json().dump(), scene.json().dump());
        QCOMPARE(sceneDifferences(scene, again).size(), std::size_t{0});
        QCOMPARE(again.cursor, scene.cursor);
        QCOMPARE(again.phases[1].name, std::string("samples"));
        QCOMPARE(again.intro, scene.intro);
        QVERIFY(again.layout.narrow == scene.layout.narrow && !again.layout.wide);
        QCOMPARE(again.sweep->name, std::string("rate"));
        QCOMPARE(again.sweep->values, scene.sweep->values);
        scene.actions.pop_back();
        QCOMPARE(sceneDifferences(scene, again),
                 (std::vector<std::string>{"actions: jump 0.5 @20 → jump 0.5 @20, jump -1 @0"}));
    }
    void artifactsAreFoundByFormerNames() {
        ExperimentKind kind = fakeRegistry().kind("fake");
        kind.formerArtifacts = {{"old", "new"}};
        Registry registry;
        registry.add(std::move(kind));
        const Scene scene = parseScene(
            R"({"scorescope": 2, "experiment": "fake", "views": [{"name": "v", "kind": "field",
                "artifacts": ["old", "older"], "options": {"roles": {"heat": ["old", "x"]}, "heat_map": "old"}}]})",
            "s", registry);
        QCOMPARE(scene.views[0].artifacts, (std::vector<std::string>{"new", "older"}));
        QCOMPARE(scene.views[0].options.dump(),
                 std::string(R"({"roles":{"heat":["new","x"]},"heat_map":"new"})"));
    }
    void expectationsAreMet() {
        const auto met = [](const Expectation& expectation, double found) {
            return expectation.isMet(found);
        };
        const Expectation near{"v", 1, 2.0, 0.5, {}, {}, "x"};
        QVERIFY(met(near, 1.5) && met(near, 2.5) && !met(near, 1.49) && !met(near, 2.51));
        QCOMPARE(near.text(), std::string("2 ± 0.5"));
        const Expectation between{"v", 1, {}, 0.0, 1.0, 2.0, "x"};
        QVERIFY(met(between, 1.0) && met(between, 2.0) && !met(between, 0.9) && !met(between, 2.1));
        QCOMPARE(between.text(), std::string("from 1 to 2"));
        const Expectation most{"v", 1, {}, 0.0, {}, 2.0, "x"};
        QVERIFY(met(most, -9.0) && met(most, 2.0) && !met(most, 2.1));
        QCOMPARE(most.text(), std::string("at most 2"));
        const Expectation least{"v", 1, {}, 0.0, 2.0, {}, "x"};
        QVERIFY(met(least, 9.0) && met(least, 2.0) && !met(least, 1.9));
        QCOMPARE(least.text(), std::string("at least 2"));
        for (const Expectation& each : {near, between, most, least}) {
            QVERIFY(!met(each, std::nan("")));
        }
    }
    void olderVersionsAreMigrated() {
        const Registry registry = fakeRegistry();
        const std::string path =
            std::string(SCORESCOPE_SOURCE_DIR) + "/tests/engine/core/scene_version_1.json";
        const Scene scene = loadScene(path, registry);
        QCOMPARE(scene.steps, std::uint64_t{25});
        QCOMPARE(scene.parameters.real("rate"), 0.5);
    }
    void missingAndAbsurdFilesAreNamed() {
        const Registry registry = fakeRegistry();
        QTemporaryDir folder;
        QVERIFY(messageOf([&] {
                    static_cast<void>(loadScene("/no/such.json", registry));
                }).startsWith(QStringLiteral("/no/such.json: cannot be read")));
        QVERIFY(messageOf([&] {
                    static_cast<void>(loadScene(folder.path().toStdString(), registry));
                }).contains(QStringLiteral("is a folder")));
        const QString big = folder.filePath(QStringLiteral("big.json"));
        writeText(big, QByteArray(17 << 20, ' '));
        QVERIFY(messageOf([&] {
                    static_cast<void>(loadScene(big.toStdString(), registry));
                }).contains(QStringLiteral("is too large: allowed are 16 MiB")));
    }
};

QTEST_GUILESS_MAIN(CoreValuesTest)
#include "tst_core_values.moc"
