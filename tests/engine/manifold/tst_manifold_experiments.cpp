// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/labs.h"
#include "tests/support/complete_frame.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <fstream>

using namespace scorescope;
using scorescope::test::frameOf;

namespace {

Scene sceneOf(const Registry& registry, const std::string& parameters,
              const std::string& experiment = "regularized_autoencoder") {
    nlohmann::ordered_json values = {{"points", 400}, {"hidden_units", 40}, {"resolution", 9}};
    values.update(nlohmann::ordered_json::parse("{" + parameters + "}"));
    const nlohmann::ordered_json scene = {
        {"scorescope", 2}, {"experiment", experiment}, {"seed", 3}, {"parameters", values}};
    return parseScene(scene.dump(), "small.json", registry);
}

std::unique_ptr<Experiment> create(const Registry& registry, const std::string& parameters,
                                   const std::string& experiment = "regularized_autoencoder") {
    return createExperiment(registry, sceneOf(registry, parameters, experiment), {}, 2);
}

void run(Experiment& experiment, std::uint64_t steps) {
    while (experiment.stepsDone() < steps) {
        experiment.step();
    }
}

template <class Kind> const Kind& get(const Frame& frame, const char* name) {
    return std::get<Kind>(frame.find(name)->data);
}

QString refusal(const Registry& registry, const std::string& parameters) {
    try {
        static_cast<void>(create(registry, parameters));
    } catch (const InputError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

const char* const sampling =
    "\"corruption\": 0.05, \"activity\": \"schedule\", \"train_steps\": 5, \"chains\": 6, "
    "\"proposal_scale\": 0.05, \"evaluate_every\": 5";

} // namespace

/// The experiments of chapter 3 beyond the spiral: every kind of data, criterion and sampler, and
/// what a person does to them while they run.
class ManifoldExperimentsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learnsEveryKindOfData_data() {
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<int>("dimensions");
        for (const auto& [name, d] : {std::pair<const char*, int>{"two_moons", 2},
                                      {"gaussian_mixture", 2},
                                      {"swiss_roll", 3},
                                      {"trefoil", 3},
                                      {"closed_curve_10d", 10},
                                      {"drawn", 2}}) {
            QTest::newRow(name)
                << QStringLiteral("\"corruption\": 0.1, \"data\": \"%1\"").arg(QLatin1String(name))
                << d;
        }
    }
    void learnsEveryKindOfData() {
        QFETCH(QString, parameters);
        QFETCH(int, dimensions);
        const Registry registry = registerLabs();
        const auto experiment = create(registry, parameters.toStdString());
        const double before = frameOf(*experiment).lastValue("held_out_loss");
        run(*experiment, 40);
        const Frame frame = frameOf(*experiment);
        const double after = frame.lastValue("held_out_loss");
        const double optimum = frame.lastValue("optimal_loss");
        QVERIFY2(
            after - optimum < 0.5 * (before - optimum),
            qPrintable(QStringLiteral("%1 → %2, optimum %3").arg(before).arg(after).arg(optimum)));
        // Below the optimum by no more than the luck of the held-out set, or than 400 points tell
        // of a density whose optimum is that of the training set.
        QVERIFY(after > 0.9 * optimum);
        QCOMPARE(get<PointCloud>(frame, "data_cloud").dimensions,
                 static_cast<std::size_t>(dimensions));
        QCOMPARE(frame.find("data") != nullptr, dimensions == 2);
        QCOMPARE(frame.find("field_3d") != nullptr, dimensions == 3);
        for (const float value : get<VectorField>(frame, "field").u) {
            QVERIFY(std::isfinite(value));
        }
    }

    void everyCriterionLearns_data() {
        QTest::addColumn<QString>("parameters");
        QTest::newRow("RCAE") << QStringLiteral("\"criterion\": \"rcae\"");
        QTest::newRow("CAE") << QStringLiteral("\"criterion\": \"cae\", \"contraction\": 1e-5");
        QTest::newRow("RCAE sigmoid")
            << QStringLiteral("\"criterion\": \"rcae\", \"activation\": \"sigmoid\"");
        QTest::newRow("CAE tied") << QStringLiteral(
            "\"criterion\": \"cae\", \"weights\": \"tied\", \"contraction\": 1e-5");
        QTest::newRow("cross-entropy")
            << QStringLiteral("\"loss\": \"cross_entropy\", \"unit_scale\": true");
        QTest::newRow("two hidden layers")
            << QStringLiteral("\"hidden_layers\": 2, \"points\": 100");
    }
    void everyCriterionLearns() {
        QFETCH(QString, parameters);
        const Registry registry = registerLabs();
        const auto experiment = create(registry, "\"data\": \"two_moons\", \"corruption\": 0.1, " +
                                                     parameters.toStdString());
        run(*experiment, 2);
        const double before = frameOf(*experiment).lastValue("loss");
        run(*experiment, 40);
        const double after = frameOf(*experiment).lastValue("loss");
        QVERIFY2(std::isfinite(after) && after < before,
                 qPrintable(QStringLiteral("%1 → %2").arg(before).arg(after)));
    }

    void propositionOneHoldsForSmallSigma() {
        // The DAE's and the RCAE's fields approach each other as σ falls.
        const Registry registry = registerLabs();
        const auto difference = [&](const char* sigma) {
            const auto both = create(registry,
                                     std::string("\"data\": \"two_moons\", \"points\": 2000, "
                                                 "\"hidden_units\": 200, \"corruption\": ") +
                                         sigma,
                                     "criteria_comparison");
            run(*both, 300);
            return both->series().look("field_difference").back().value;
        };
        const double large = difference("0.2");
        const double small = difference("0.03");
        // Unrelated fields of one length differ by √2.
        QVERIFY2(small < 0.6 && small < 0.8 * large,
                 qPrintable(QStringLiteral("σ = 0.2: %1, σ = 0.03: %2").arg(large).arg(small)));
    }

    void comparisonIsReproducibleAndResumes() {
        const Registry registry = registerLabs();
        const Scene scene = sceneOf(registry, "\"data\": \"two_moons\", \"corruption\": 0.1",
                                    "criteria_comparison");
        const auto whole = createExperiment(registry, scene, {}, 2);
        run(*whole, 13);
        const Checkpoint checkpoint = fullCheckpoint(*whole, nullptr, scene);
        run(*whole, 25);
        const auto resumed = createExperiment(registry, scene, {}, 2);
        restoreState(*resumed, checkpoint);
        run(*resumed, 25);
        QCOMPARE(seriesCsv(frameOf(*resumed)), seriesCsv(frameOf(*whole)));
        QVERIFY(frameOf(*whole).find("difference_field") != nullptr);
        // Another shape is refused and changes nothing.
        Checkpoint broken = checkpoint;
        broken.weights.erase("right.W");
        QVERIFY_EXCEPTION_THROWN(restoreState(*resumed, broken), InputError);
        QCOMPARE(resumed->stepsDone(), std::uint64_t{25});
    }

    void experimentsOfOneRegistryShareTheirPoints() {
        const Registry registry = registerLabs();
        const Registry copy = registry; // as a Session keeps it
        std::string text;
        for (int i = 0; i < 40; ++i) {
            text += std::to_string(0.01 * i) + " " + std::to_string(0.02 * i) + "\n";
        }
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("shared.csv")).toStdString();
        std::ofstream(path) << text;
        const Scene scene = parseScene(
            R"({"scorescope": 2, "experiment": "regularized_autoencoder", "seed": 3, "steps": 5,
                "parameters": {"points": 40, "hidden_units": 4, "data": "file", "data_file": ")" +
                path + R"("}})",
            "file.json", registry);
        QCOMPARE(registry.cache().size(), std::size_t{0});
        auto one = createExperiment(registry, scene, {}, 1);
        auto other = createExperiment(copy, scene, {}, 1);
        QCOMPARE(registry.cache().size(), std::size_t{1});
        one.reset();
        other->step();
        QCOMPARE(registry.cache().size(), std::size_t{1});
        other.reset();
        QCOMPARE(registry.cache().size(), std::size_t{0});
    }

    void chainsContinueBitForBit_data() {
        QTest::addColumn<QString>("sampler");
        for (const char* name : {"metropolis_hastings", "langevin", "mala"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }
    void chainsContinueBitForBit() {
        QFETCH(QString, sampler);
        const Registry registry = registerLabs();
        const Scene scene = sceneOf(registry, std::string(sampling) + ", \"sampler\": \"" +
                                                  sampler.toStdString() + "\"");
        const auto whole = createExperiment(registry, scene, {}, 2);
        run(*whole, 17);
        whole->act({"start_chain", {0.1, 0.2}});
        run(*whole, 22);
        const Checkpoint checkpoint = fullCheckpoint(*whole, nullptr, scene);
        run(*whole, 45);
        const auto resumed = createExperiment(registry, scene, {}, 2);
        restoreState(*resumed, checkpoint);
        run(*resumed, 45);
        QCOMPARE(seriesCsv(frameOf(*resumed)), seriesCsv(frameOf(*whole)));
        const Frame first = frameOf(*whole);
        const Frame second = frameOf(*resumed);
        const auto& chains = get<Trajectory>(first, "chains");
        QCOMPARE(chains.starts.size(), std::size_t{7});
        QVERIFY(chains.coordinates == get<Trajectory>(second, "chains").coordinates);
    }

    void lookingAtChainsChangesNothing() {
        const Registry registry = registerLabs();
        const auto watched = create(registry, sampling);
        const auto alone = create(registry, sampling);
        for (int i = 0; i < 30; ++i) {
            static_cast<void>(frameOf(*watched, {0.1, -0.2}));
            watched->set("drawn_path", std::string("0 0; 0.1 0.1; 0.3 0"));
            watched->set("glyphs", std::int64_t{4 + i});
            watched->step();
            alone->step();
        }
        QCOMPARE(seriesCsv(frameOf(*watched)), seriesCsv(frameOf(*alone)));
        // An energy along a path of two segments: three lines, of equal length.
        const Frame frame = frameOf(*watched);
        const auto& energy = get<Lines>(frame, "path_energy");
        QCOMPARE(energy.lines.size(), std::size_t{3});
        QCOMPARE(energy.lines[0].x.size(), energy.lines[2].y.size());
        QVERIFY(std::abs(energy.lines[0].y.front()) < 1e-12);
    }

    void threadsDoNotChangeTheChains() {
        const Registry registry = registerLabs();
        const Scene scene = sceneOf(registry, sampling);
        const auto one = createExperiment(registry, scene, {}, 1);
        const auto three = createExperiment(registry, scene, {}, 3);
        run(*one, 30);
        run(*three, 30);
        QCOMPARE(seriesCsv(frameOf(*one)), seriesCsv(frameOf(*three)));
    }

    void clearedChainsStayAway() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, sampling);
        run(*experiment, 10);
        QCOMPARE(get<Trajectory>(frameOf(*experiment), "chains").starts.size(), std::size_t{6});
        experiment->act({"clear_chains", {}});
        run(*experiment, 12);
        QVERIFY(get<Trajectory>(frameOf(*experiment), "chains").starts.empty());
        QVERIFY(get<Table>(frameOf(*experiment), "chain_statistics").rows.empty());
        QCOMPARE(experiment->dimensions(), std::size_t{2}); // of the points that are let through
        run(*experiment, 13);
        QVERIFY(get<Trajectory>(frameOf(*experiment), "chains").starts.empty());
    }

    void paintedPointsBecomeData() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, "\"data\": \"drawn\", \"corruption\": 0.05, "
                                                 "\"drawn_points\": \"0 0; 0.5 0.5\"");
        run(*experiment, 10);
        const auto shown = frameOf(*experiment);
        QCOMPARE(get<Scatter>(shown, "data").parameter, std::string("drawn_points"));
        QCOMPARE(get<Scatter>(shown, "data").x.size(), std::size_t{2});
        experiment->set("drawn_points", std::string("0.3 -0.3"));
        run(*experiment, 60);
        QCOMPARE(get<Scatter>(frameOf(*experiment), "data").x.size(), std::size_t{1});
        // One point: r* is that point everywhere, and the optimum's loss is 0.
        QVERIFY(frameOf(*experiment).lastValue("optimal_loss") < 1e-20);
        QVERIFY(frameOf(*experiment).lastValue("held_out_loss") < 1e-3);
    }

    void readsAFileOfPoints() {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("points.csv")).toStdString();
        {
            std::ofstream file(path);
            file << "x,y,z\n";
            for (int i = 0; i < 200; ++i) {
                file << std::cos(0.1 * i) << "," << std::sin(0.1 * i) << "," << 0.01 * i << "\n";
            }
        }
        const Registry registry = registerLabs();
        const auto experiment = create(registry, "\"corruption\": 0.1, \"data\": \"file\", "
                                                 "\"data_file\": \"" +
                                                     path + "\"");
        run(*experiment, 10);
        QCOMPARE(get<PointCloud>(frameOf(*experiment), "data_cloud").dimensions, std::size_t{3});
    }

    void badInputIsRefusedInItsPlace() {
        const Registry registry = registerLabs();
        QVERIFY(refusal(registry, "\"data\": \"file\"")
                    .contains(QStringLiteral("/parameters/data_file: names no file")));
        QVERIFY(refusal(registry, "\"data\": \"file\", \"data_file\": \"/no/such.csv\"")
                    .contains(QStringLiteral("/no/such.csv")));
        QVERIFY(refusal(registry, "\"data\": \"drawn\", \"drawn_points\": \"1 x\"")
                    .contains(QStringLiteral("/parameters/drawn_points")));
        QVERIFY(refusal(registry, "\"data\": \"drawn\", \"drawn_points\": \"\"")
                    .contains(QStringLiteral("holds no point")));
        QVERIFY(refusal(registry, "\"loss\": \"cross_entropy\"")
                    .contains(QStringLiteral("cross-entropy needs data in [0, 1]")));
        QVERIFY(refusal(registry, "\"hidden_layers\": 2, \"weights\": \"tied\"")
                    .contains(QStringLiteral("/parameters/weights")));
        QVERIFY(refusal(registry, "\"corruption\": 0").contains(QStringLiteral("corruption")));
        QVERIFY(
            refusal(registry, "\"proposal_scale\": -1").contains(QStringLiteral("proposal_scale")));
    }

    void proposalsBeyondTheRepresentableRangeAreRefused() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, sampling);
        run(*experiment, 6);
        experiment->act({"start_chain", {1e300, 1e300}});
        run(*experiment, 20);
        const Frame frame = frameOf(*experiment);
        const auto& chains = get<Trajectory>(frame, "chains");
        QCOMPARE(chains.starts.size(), std::size_t{7});
        // The other chains go on as if nothing were.
        for (std::size_t i = 0; i < 2 * chains.starts[6]; ++i) {
            QVERIFY(std::isfinite(chains.coordinates[i]));
        }
    }

    void olderScenesAreRead() {
        const Registry registry = registerLabs();
        const Scene scene = parseScene(
            "{\"scorescope\": 2, \"experiment\": \"denoising_autoencoder\", \"parameters\": "
            "{\"manifold\": \"circle\"}}",
            "old.json", registry);
        QCOMPARE(scene.experiment, std::string("regularized_autoencoder"));
        QCOMPARE(scene.parameters.text("data"), std::string("circle"));
        QVERIFY(scene.json().dump().find("manifold\":") == std::string::npos);
    }

    void applicabilityNamesParametersThatExist() {
        const Registry registry = registerLabs();
        for (const auto& [name, kind] : registry.kinds()) {
            for (const ParameterSpec& spec : kind.parameters.specs()) {
                if (spec.applies.parameter.empty()) {
                    continue;
                }
                QVERIFY2(kind.parameters.contains(spec.applies.parameter), spec.name.c_str());
                const ParameterSpec& other = kind.parameters.spec(spec.applies.parameter);
                for (const std::string& value : spec.applies.values) {
                    QVERIFY2(other.type != ParameterType::choice ||
                                 std::find(other.choices.begin(), other.choices.end(), value) !=
                                     other.choices.end(),
                             (spec.name + ": " + value).c_str());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(ManifoldExperimentsTest)
#include "tests/support/complete_frame.h"

#include "tst_manifold_experiments.moc"
