// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt_watch.h"
#include "app/cli/run_scene.h"
#include "tests/support/analysed_experiment.h"
#include "tests/support/fake_experiment.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <set>

using namespace scorescope;
using namespace scorescope::test;

namespace {

app::RunRequest requestFor(const Scene& scene, const QTemporaryDir& folder) {
    app::RunRequest request;
    request.scene = scene;
    request.folder = folder.filePath(QStringLiteral("out")).toStdString();
    request.quiet = true;
    request.check = true;
    request.overwrite = true;
    return request;
}

QString textOf(const QTemporaryDir& folder, const char* name) {
    QFile file(folder.filePath(QStringLiteral("out/") + QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

/// Runs without a window of an experiment with analyses.
class RunSceneTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void expectationsWaitForScheduledAnalyses() {
        const Registry registry = analysedRegistry(std::make_shared<Gate>());
        const QTemporaryDir folder;
        // Step 10 is the last: its analysis ends after the stepping has.
        const Scene met = analysedScene(
            registry, R"({"every": 5})", 10,
            R"([{"series": "doubled", "step": 10, "value": 30, "tolerance": 0, "why": "2 x 15"}])");
        QCOMPARE(app::runScene(registry, requestFor(met, folder), {}), 0);
        QVERIFY(textOf(folder, "series.csv").contains(QStringLiteral("doubled,10,30")));
        const Scene unmet = analysedScene(
            registry, R"({"every": 5})", 10,
            R"([{"series": "doubled", "step": 10, "value": 31, "tolerance": 0, "why": "wrong"}])");
        QCOMPARE(app::runScene(registry, requestFor(unmet, folder), {}), 1);
    }

    void itSaysWhetherItCanBeRepeated() {
        const QTemporaryDir folder;
        const Registry usual = fakeRegistry();
        QCOMPARE(app::runScene(usual, requestFor(fakeScene(usual, "{}", 2), folder), {}), 0);
        QVERIFY(textOf(folder, "run.json").contains(QStringLiteral("\"reproducible\": true")));
        const Registry other = unrepeatableRegistry();
        QCOMPARE(app::runScene(other, requestFor(fakeScene(other, "{}", 2), folder), {}), 0);
        QVERIFY(textOf(folder, "run.json").contains(QStringLiteral("\"reproducible\": false")));
    }

    void figuresAreCheckedWithoutAnalyses() {
        const auto gate = std::make_shared<Gate>();
        const Registry registry = analysedRegistry(gate);
        const QTemporaryDir folder;
        app::RunRequest request = requestFor(analysedScene(registry, R"({"every": 2})", 3), folder);
        ViewSpec view;
        view.name = "all";
        view.kind = "table";
        view.artifacts = {"value", "look", "twice"};
        request.scene.views.push_back(view);
        request.figures = {"svg"};
        app::Hooks hooks;
        int checked = 0;
        hooks.checkViews = [&](const Scene&, const Frame& frame,
                               const std::set<std::string>& awaited) {
            ++checked;
            QCOMPARE(gate->arrived(), 0); // no analysis has begun
            QVERIFY(frame.find("value"));
            QVERIFY(!frame.find("look"));
            QCOMPARE(awaited, (std::set<std::string>{"look", "twice"}));
        };
        int drawn = 0;
        bool complete = false;
        hooks.writeFigure = [&](const Scene&, const Frame& frame, const std::vector<std::string>&,
                                const app::FigureSettings&,
                                const std::string&) -> std::vector<std::string> {
            ++drawn;
            complete = frame.find("look") && frame.find("twice");
            return {};
        };
        QCOMPARE(app::runScene(registry, request, hooks), 0);
        QVERIFY(complete);
        QCOMPARE(checked, 1);
        QCOMPARE(drawn, 1);
        QCOMPARE(gate->arrived(), 2);

        // Nobody waits for what nothing schedules.
        request.scene = analysedScene(registry, "{}", 3);
        request.scene.views.push_back(view);
        hooks.checkViews = [](const Scene&, const Frame&, const std::set<std::string>& awaited) {
            QCOMPARE(awaited, std::set<std::string>{"look"});
        };
        hooks.writeFigure = [](const Scene&, const Frame&, const std::vector<std::string>&,
                               const app::FigureSettings&,
                               const std::string&) -> std::vector<std::string> { return {}; };
        QCOMPARE(app::runScene(registry, request, hooks), 0);
    }

    void whatSomebodyWouldLookAtIsWritten() {
        const Registry registry = analysedRegistry(std::make_shared<Gate>());
        const QTemporaryDir folder;
        QCOMPARE(app::runScene(registry, requestFor(analysedScene(registry, "{}", 3), folder), {}),
                 0);
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("out/artifacts/look.json"))));
    }

    void interruptedDuringAnAnalysis() {
        const auto gate = std::make_shared<Gate>();
        gate->close();
        // The signal comes while the analysis waits at the gate, with nobody to open it.
        const Registry registry = analysedRegistry(gate, [] { std::raise(SIGINT); });
        const QTemporaryDir folder;
        const Scene scene = analysedScene(registry, R"({"every": 5})", 10);
        {
            const app::InterruptWatch watch;
            QCOMPARE(app::runScene(registry, requestFor(scene, folder), {}), 130);
        }
        QVERIFY(textOf(folder, "run.json").contains(QStringLiteral("\"interrupted\"")));

        // What was under way is made after all when the run is continued.
        const auto open = std::make_shared<Gate>();
        const Registry again = analysedRegistry(open);
        app::RunRequest request = requestFor(analysedScene(again, R"({"every": 5})", 10), folder);
        request.startFolder = request.folder + "/checkpoint";
        request.start = loadCheckpoint(request.startFolder);
        QCOMPARE(app::runScene(again, request, {}), 0);
        const QString series = textOf(folder, "series.csv");
        QVERIFY(series.contains(QStringLiteral("doubled,5,20")));
        QVERIFY(series.contains(QStringLiteral("doubled,10,30")));
    }

    void anAnalysisThatThrowsFailsTheRun() {
        const Registry registry = analysedRegistry(std::make_shared<Gate>());
        const QTemporaryDir folder;
        const Scene scene = analysedScene(registry, R"({"every": 5, "fails": "double"})", 10);
        QCOMPARE(app::runScene(registry, requestFor(scene, folder), {}), 1);
        QVERIFY(textOf(folder, "run.json").contains(QStringLiteral("Doubling of step 5")));
    }
};

QTEST_GUILESS_MAIN(RunSceneTest)
#include "tst_run_scene.moc"
