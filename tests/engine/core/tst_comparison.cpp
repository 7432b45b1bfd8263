// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons: runs read back from disk, regions, and frames made of two.
#include "engine/core/atomic_file.h"
#include "engine/core/comparison.h"
#include "engine/core/run_folder.h"
#include "engine/labs.h"
#include "tests/support/fake_experiment.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
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

void writeText(const QString& path, const std::string& text) {
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    writeFileAtomically(path.toStdString(), text);
}

/// A folder as `run --out` leaves it, of that many steps.
void writeRun(const Registry& registry, const Scene& scene, const QString& folder, int steps,
              const std::string& status = "finished") {
    const auto experiment = createExperiment(registry, scene, Device(), 1);
    for (int i = 0; i < steps; ++i) {
        experiment->step();
    }
    nlohmann::ordered_json report;
    report["scorescope"] = "0.1.0";
    report["scene_id"] = "stored";
    report["scene"] = scene.json();
    report["status"] = status;
    writeText(folder + "/run.json", report.dump());
    saveCheckpoint(fullCheckpoint(*experiment, nullptr, scene),
                   (folder + "/checkpoint").toStdString());
}

void replaceIn(const QString& path, const QByteArray& from, const QByteArray& to) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray text = file.readAll();
    file.close();
    QVERIFY2(text.contains(from), text.constData());
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(text.replace(from, to));
}

Artifact field(const std::string& name, double xMin, std::vector<float> u) {
    VectorField data;
    data.grid = {xMin, 1.0, 0.0, 1.0, 2, 1};
    data.v.assign(u.size(), 1.0F);
    data.u = std::move(u);
    return {name, "Field", {"x", ""}, {"y", ""}, {"r", ""}, std::move(data)};
}

Artifact series(const std::string& name, const std::vector<SeriesPoint>& points, bool reference) {
    SeriesArtifact data;
    data.points = Series::of(points);
    data.reference = reference;
    return {name, name, {"step", ""}, {"loss", ""}, {"loss", ""}, std::move(data)};
}

Frame frameWith(const std::vector<Artifact>& artifacts) {
    Frame frame;
    for (const Artifact& each : artifacts) {
        frame.artifacts[each.name] = std::make_shared<const Artifact>(each);
    }
    return frame;
}

} // namespace

class ComparisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStoredRunIsReadBack() {
        const QTemporaryDir folder;
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry, R"({"rate": 0.5})", 8);
        writeRun(registry, scene, folder.filePath("run"), 8);
        // The run's folder, and the checkpoint's own.
        for (const char* place : {"run", "run/checkpoint"}) {
            const StoredRun stored = readStoredRun(registry, folder.filePath(place).toStdString());
            QCOMPARE(stored.step, std::uint64_t{8});
            QCOMPARE(stored.scene.id,
                     std::string(place) == "run" ? stored.scene.id : std::string("fake"));
            QVERIFY(stored.scene.parameters == scene.parameters);
            ComparedRun run(registry, stored.scene, Device(), 1);
            run.restore(stored.checkpoint);
            const FramePtr frame = run.publish(Interest());
            QCOMPARE(frame->step, std::uint64_t{8});
            QVERIFY(frame->lastValue("value") == 9.0); // 5 + 8 · 0.5, exact in binary
            QVERIFY(frame->scene->parameters == scene.parameters);
        }
    }

    void whatIsNoRunIsToldSo() {
        const QTemporaryDir folder;
        const Registry registry = fakeRegistry();
        const Scene scene = fakeScene(registry, R"({"rate": 0.5})", 8);
        const auto refused = [&](const QString& place, const char* word) {
            const QString error = QString::fromStdString(errorOf(
                [&] { return readStoredRun(registry, folder.filePath(place).toStdString()); }));
            const bool told =
                error.contains(QString::fromUtf8(word)) && error.startsWith(folder.filePath(place));
            if (!told) {
                qWarning() << place << error;
            }
            return told;
        };
        QVERIFY(refused("nowhere", "no such folder"));
        writeText(folder.filePath("file"), "text");
        QVERIFY(refused("file", "is a file"));
        QVERIFY(QDir(folder.path()).mkdir("empty"));
        QVERIFY(refused("empty", "is no run"));

        writeText(folder.filePath("nojson/run.json"), "{\"scene\": ");
        QVERIFY(refused("nojson", "not JSON"));
        writeText(folder.filePath("foreign/run.json"), "{\"name\": 1}");
        QVERIFY(refused("foreign", "no report of a run"));
        writeText(folder.filePath("list/run.json"), "[1, 2]");
        QVERIFY(refused("list", "damaged"));

        writeRun(registry, scene, folder.filePath("killed"), 2, "unfinished");
        QVERIFY(refused("killed", "was killed"));
        {
            const RunFolder held(folder.filePath("killed").toStdString());
            QVERIFY(refused("killed", "is under way"));
        }
        writeRun(registry, scene, folder.filePath("bare"), 2);
        QVERIFY(QDir(folder.filePath("bare/checkpoint")).removeRecursively());
        QVERIFY(refused("bare", "has no checkpoint"));
        writeRun(registry, scene, folder.filePath("newer"), 2);
        replaceIn(folder.filePath("newer/run.json"), "\"scorescope\":2", "\"scorescope\":99");
        QVERIFY(refused("newer", "99"));
        writeRun(registry, scene, folder.filePath("mixed"), 2);
        replaceIn(folder.filePath("mixed/run.json"), "\"rate\":0.5", "\"rate\":0.75");
        QVERIFY(refused("mixed", "another run"));
        writeRun(registry, scene, folder.filePath("other_lab"), 2);
        replaceIn(folder.filePath("other_lab/run.json"), "\"fake\"", "\"fakes\"");
        QVERIFY(refused("other_lab", "did you mean 'fake'"));
        writeRun(registry, scene, folder.filePath("cut"), 2);
        QFile weights(folder.filePath("cut/checkpoint/state.safetensors"));
        QVERIFY(weights.resize(weights.size() / 2));
        QVERIFY(refused("cut", ""));
    }

    void aSceneIsRunToItsEnd() {
        const Registry registry = fakeRegistry();
        ComparedRun run(registry, fakeScene(registry, "{}", 6), Device(), 1);
        std::vector<std::uint64_t> steps;
        QVERIFY(run.runToEnd([&](std::uint64_t step) {
            steps.push_back(step);
            return true;
        }));
        QCOMPARE(steps, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6}));
        ComparedRun stopped(registry, fakeScene(registry, "{}", 6), Device(), 1);
        QVERIFY(!stopped.runToEnd([](std::uint64_t step) { return step < 2; }));
        QCOMPARE(stopped.step(), std::uint64_t{2});
        ComparedRun endless(registry, fakeScene(registry), Device(), 1);
        QVERIFY(errorOf([&] { endless.runToEnd({}); }).find("endless") != std::string::npos);
    }

    /// Two runs that look at one region publish one grid, and only then have a difference.
    void runsFollowARegion() {
        const Registry registry = registerLabs();
        const auto scene = [&](const char* more) {
            return parseScene(std::string(R"({"scorescope": 2, "steps": 2,
                "experiment": "regularized_autoencoder",
                "parameters": {"points": 200, "hidden_units": 20, )") +
                                  more + "}}",
                              "small.json", registry);
        };
        ComparedRun a(registry, scene(R"("resolution": 8, "x_min": -0.3)"), Device(), 1);
        ComparedRun b(registry, scene(R"("resolution": 12)"), Device(), 1);
        QVERIFY(a.runToEnd({}) && b.runToEnd({}));
        const Interest interest;
        const FramePtr frameA = a.publish(interest);
        const CombinedFrame apart = differenceFrame(*frameA, *b.publish(interest), {"field"});
        QCOMPARE(apart.combined, std::size_t{0});
        QVERIFY(apart.problems.at(0).find("grids differ") != std::string::npos);
        QVERIFY(b.follow(regionOf(*frameA)));
        QVERIFY(!b.follow(regionOf(*frameA))); // it is there already
        const FramePtr frameB = b.publish(interest);
        const CombinedFrame made = differenceFrame(*frameA, *frameB, {"field", "data"});
        QCOMPARE(made.combined, std::size_t{1});
        QVERIFY(made.problems.empty());
        // The same seed and parameters: the same run, seen from the same place.
        const auto& field = std::get<VectorField>(made.frame->find("field")->data);
        QCOMPARE(field.grid.columns, std::size_t{8});
        QVERIFY(std::all_of(field.u.begin(), field.u.end(), [](float u) { return u == 0.0F; }));
        QVERIFY(made.frame->find("data") != nullptr); // points of both are taken over
        // A frame without a scene tells its region by its grid.
        Frame bare = *frameA;
        bare.scene = nullptr;
        for (const auto& [name, value] : regionOf(bare)) {
            QVERIFY2(a.scene().parameters.value(name) == value, name.c_str());
        }
        // Values that are not allowed there change nothing.
        QVERIFY(!b.follow({{"x_min", ParameterValue(5.0)}}));
        QVERIFY(b.publish(interest)->scene->parameters == frameB->scene->parameters);
        QVERIFY(!b.follow({{"unknown", ParameterValue(1.0)}}));
    }

    void differencesAreTakenOrToldWhyNot() {
        const Frame a = frameWith(
            {field("field", 0.0, {3.0F, 5.0F}), series("loss", {{1, 4.0}, {2, 2.0}}, false)});
        const Frame b = frameWith({field("field", 0.0, {1.0F, 8.0F})});
        const CombinedFrame made = differenceFrame(a, b, {"field", "loss", "neither"});
        const auto& vectors = std::get<VectorField>(made.frame->find("field")->data);
        QVERIFY(vectors.u == (std::vector<float>{2.0F, -3.0F})); // exact in binary
        QVERIFY(vectors.v == (std::vector<float>{0.0F, 0.0F}));
        QCOMPARE(made.combined, std::size_t{1});
        QCOMPARE(made.problems.size(), std::size_t{1}); // what neither has is switched off
        QVERIFY(made.problems[0].find("in B") != std::string::npos);
        const Frame other = frameWith({field("field", 0.5, {1.0F, 8.0F})});
        const CombinedFrame none = differenceFrame(a, other, {"field"});
        QCOMPARE(none.combined, std::size_t{0});
        QVERIFY(none.frame->artifacts.empty());
    }

    void curvesOfBothShareOneFrame() {
        const Frame a = frameWith({series("loss", {{1, 4.0}, {2, 2.0}}, false),
                                   series("optimum", {{1, 1.0}, {2, 1.0}}, true)});
        const Frame b = frameWith({series("loss", {{1, 8.0}, {3, std::nan("")}}, false),
                                   series("optimum", {{1, 1.0}, {2, 1.0}}, true)});
        const CombinedFrame made = overlayFrame(a, b, {"loss", "optimum"});
        QVERIFY(made.problems.empty());
        QCOMPARE(made.combined, std::size_t{2});
        QCOMPARE(made.frame->find("loss")->title, std::string("A: loss"));
        const auto second = made.frame->find(overlayName("loss"));
        const auto& lines = std::get<Lines>(second->data).lines;
        QCOMPARE(lines.size(), std::size_t{1});
        QVERIFY(lines[0].dashed);
        QCOMPARE(lines[0].label, std::string("B: loss"));
        QVERIFY(lines[0].x == (std::vector<double>{1.0, 3.0}));
        QVERIFY(lines[0].y[0] == 8.0 && std::isnan(lines[0].y[1])); // a gap stays one
        // One reference for both.
        QVERIFY(made.frame->find("optimum") && !made.frame->find(overlayName("optimum")));
        const CombinedFrame half = overlayFrame(a, Frame(), {"loss"});
        QCOMPARE(half.combined, std::size_t{0});
        QCOMPARE(half.problems.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "tst_comparison.moc"
