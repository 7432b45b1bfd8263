// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/session.h"
#include "engine/labs.h"
#include "engine/nn/named_parameters.h"
#include "tests/support/complete_frame.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <condition_variable>
#include <mutex>

using namespace scorescope;
using scorescope::test::frameOf;
using scorescope::test::near;

namespace {

/// A small problem that trains in moments.
Scene smallScene(const Registry& registry, const std::string& more = "", std::uint64_t steps = 30) {
    return parseScene(
        R"({"scorescope": 2, "experiment": "regularized_autoencoder", "seed": 3, "steps": )" +
            std::to_string(steps) +
            R"(, "parameters": {"points": 400, "hidden_units": 40, "corruption": 0.05, "resolution": 9)" +
            (more.empty() ? "" : ", " + more) + "}}",
        "small.json", registry);
}

std::unique_ptr<Experiment> create(const Registry& registry, const Scene& scene) {
    return createExperiment(registry, scene, {}, 2);
}

void run(Experiment& experiment, std::uint64_t steps) {
    while (experiment.stepsDone() < steps) {
        experiment.step();
    }
}

template <class Kind> const Kind& get(const Frame& frame, const char* name) {
    return std::get<Kind>(frame.find(name)->data);
}

} // namespace

class RegularizedAutoencoderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void trainsWithEveryOptimizer_data() {
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<int>("steps");
        QTest::newRow("L-BFGS") << "\"optimizer\": \"lbfgs\"" << 60;
        QTest::newRow("L-BFGS float64") << "\"precision\": \"float64\"" << 60;
        QTest::newRow("L-BFGS tied") << "\"weights\": \"tied\"" << 60;
        QTest::newRow("L-BFGS fresh noise") << "\"noise\": \"fresh\"" << 60;
        QTest::newRow("SGD") << "\"optimizer\": \"sgd\", \"learning_rate\": 0.02" << 600;
        QTest::newRow("momentum") << "\"optimizer\": \"momentum\", \"learning_rate\": 0.002" << 600;
        QTest::newRow("RMSProp") << "\"optimizer\": \"rmsprop\", \"learning_rate\": 0.003" << 600;
        QTest::newRow("Adam") << "\"optimizer\": \"adam\", \"learning_rate\": 0.003" << 600;
        QTest::newRow("circle") << "\"data\": \"circle\"" << 60;
    }
    void trainsWithEveryOptimizer() {
        QFETCH(QString, parameters);
        QFETCH(int, steps);
        const Registry registry = registerLabs();
        const auto experiment = create(registry, smallScene(registry, parameters.toStdString()));
        const double before = frameOf(*experiment).lastValue("held_out_loss");
        run(*experiment, static_cast<std::uint64_t>(steps));
        const double after = frameOf(*experiment).lastValue("held_out_loss");
        const double optimum = frameOf(*experiment).lastValue("optimal_loss");
        // What is above the optimum can be learned; most of it must be.
        QVERIFY2(
            after - optimum < 0.5 * (before - optimum),
            qPrintable(QStringLiteral("%1 → %2, optimum %3").arg(before).arg(after).arg(optimum)));
        // No reconstruction does better than (3.3) on fresh points, up to the luck of 10 000 of
        // them: their mean squared errors spread by about 1 %, five times that is allowed.
        QVERIFY2(after > 0.95 * optimum, qPrintable(QString::number(after / optimum)));
    }

    void fieldIsReconstructionMinusPoint() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, smallScene(registry));
        run(*experiment, 20);
        Checkpoint checkpoint;
        experiment->save(checkpoint);
        nn::ModelOptions model;
        model.hiddenUnits = {40};
        const std::vector<double> w = nn::loadParameters(checkpoint, nn::namedParts(model));
        const Frame frame = frameOf(*experiment);
        const auto& field = get<VectorField>(frame, "field");
        const auto& magnitude = get<ScalarField>(frame, "magnitude");
        QCOMPARE(field.grid.columns, std::size_t{9});
        QCOMPARE(field.grid.rows, std::size_t{9});
        constexpr std::size_t hidden = 40;
        for (std::size_t i = 0; i < field.grid.size(); ++i) {
            const double x = field.grid.x(i % 9);
            const double y = field.grid.y(i / 9);
            double r0 = w[5 * hidden];
            double r1 = w[5 * hidden + 1];
            for (std::size_t h = 0; h < hidden; ++h) {
                const double a = std::tanh(w[2 * hidden + h] + w[2 * h] * x + w[2 * h + 1] * y);
                r0 += w[3 * hidden + h] * a;
                r1 += w[4 * hidden + h] * a;
            }
            std::string why;
            // float32 pass: 40 terms of order 1 at 1.5e-7 each.
            QVERIFY2(test::near(field.u[i], r0 - x, 1e-4, 1e-5, &why), why.c_str());
            QVERIFY2(test::near(field.v[i], r1 - y, 1e-4, 1e-5, &why), why.c_str());
            QVERIFY2(test::near(magnitude.values[i], std::hypot(r0 - x, r1 - y), 1e-4, 1e-5, &why),
                     why.c_str());
        }
    }

    void publishingChangesNothing_data() {
        QTest::addColumn<QString>("parameters");
        for (const char* optimizer : {"lbfgs", "sgd", "momentum", "rmsprop", "adam"}) {
            QTest::newRow(optimizer)
                << QStringLiteral("\"optimizer\": \"%1\"").arg(QLatin1String(optimizer));
        }
    }
    void publishingChangesNothing() {
        QFETCH(QString, parameters);
        const Registry registry = registerLabs();
        const Scene scene = smallScene(registry, parameters.toStdString());
        const auto watched = create(registry, scene);
        const auto alone = create(registry, scene);
        for (int i = 0; i < 25; ++i) {
            static_cast<void>(frameOf(*watched, {0.1, -0.2}));
            watched->set("resolution", std::int64_t{5 + i});
            watched->set("x_min", -0.5 - 0.01 * i);
            watched->step();
            alone->step();
        }
        QCOMPARE(seriesCsv(frameOf(*watched)), seriesCsv(frameOf(*alone)));
    }

    void stepBackIsExactAcrossEdits_data() {
        QTest::addColumn<QString>("parameters");
        QTest::newRow("L-BFGS") << QStringLiteral("\"optimizer\": \"lbfgs\"");
        QTest::newRow("fresh") << QStringLiteral("\"noise\": \"fresh\"");
        QTest::newRow("Adam, fresh")
            << QStringLiteral("\"optimizer\": \"adam\", \"noise\": \"fresh\", \"batch_size\": 50");
    }
    void stepBackIsExactAcrossEdits() {
        QFETCH(QString, parameters);
        const Registry registry = registerLabs();
        const Scene scene = smallScene(registry, parameters.toStdString());
        std::mutex mutex;
        std::condition_variable woken;
        bool news = false;
        SessionOptions options;
        options.threads = 2;
        options.wake = [&] {
            const std::lock_guard<std::mutex> lock(mutex);
            news = true;
            woken.notify_one();
        };
        Session session(registry, scene, options);
        FramePtr newest;
        const auto reach = [&](std::uint64_t step) {
            while (!newest || newest->step != step || newest->status.state != RunState::paused) {
                std::unique_lock<std::mutex> lock(mutex);
                if (!woken.wait_for(lock, std::chrono::seconds(30), [&] { return news; })) {
                    return false;
                }
                news = false;
                lock.unlock();
                if (FramePtr frame = session.take().frame) {
                    newest = std::move(frame);
                }
            }
            return true;
        };
        session.post(command::Step{3});
        QVERIFY(reach(3));
        session.post(command::Set{"corruption", 0.04});
        session.post(command::Step{12});
        QVERIFY(reach(15));
        const std::string whole = seriesCsv(*newest);
        session.post(command::StepBack{7});
        QVERIFY(reach(8));
        session.post(command::Step{7});
        QVERIFY(reach(15));
        QCOMPARE(seriesCsv(*newest), whole);
    }

    void sameSeriesInASessionAndOutOfIt() {
        const Registry registry = registerLabs();
        const Scene scene = smallScene(registry);
        std::mutex mutex;
        std::condition_variable woken;
        int wakes = 0;
        SessionOptions options;
        options.threads = 2;
        options.wake = [&] {
            const std::lock_guard<std::mutex> lock(mutex);
            ++wakes;
            woken.notify_one();
        };
        FramePtr last;
        {
            Session session(registry, scene, options);
            session.post(command::Run{});
            session.post(command::Look{Interest{true, {}, {0.0, 0.3}}});
            while (!last || last->status.state != RunState::finished) {
                std::unique_lock<std::mutex> lock(mutex);
                QVERIFY(woken.wait_for(lock, std::chrono::seconds(60), [&] { return wakes > 0; }));
                wakes = 0;
                lock.unlock();
                if (FramePtr frame = session.take().frame) {
                    last = std::move(frame);
                }
            }
        }
        const auto alone = create(registry, scene);
        run(*alone, 30);
        QCOMPARE(seriesCsv(frameOf(*alone)), seriesCsv(*last));
    }

    void continuesBitForBitFromACheckpoint_data() {
        QTest::addColumn<QString>("parameters");
        QTest::newRow("L-BFGS") << "\"optimizer\": \"lbfgs\"";
        QTest::newRow("fresh") << "\"noise\": \"fresh\"";
        QTest::newRow("Adam") << "\"optimizer\": \"adam\", \"batch_size\": 64";
        QTest::newRow("momentum") << "\"optimizer\": \"momentum\", \"noise\": \"fresh\"";
    }
    void continuesBitForBitFromACheckpoint() {
        QFETCH(QString, parameters);
        const Registry registry = registerLabs();
        const Scene scene = smallScene(registry, parameters.toStdString());
        const auto whole = create(registry, scene);
        run(*whole, 13);
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("c")).toStdString();
        saveCheckpoint(fullCheckpoint(*whole, nullptr, scene), path);
        run(*whole, 30);
        const Checkpoint loaded = loadCheckpoint(path);
        const auto resumed = create(registry, sceneOf(loaded, registry));
        restoreState(*resumed, loaded);
        QCOMPARE(resumed->stepsDone(), std::uint64_t{13});
        run(*resumed, 30);
        QCOMPARE(seriesCsv(frameOf(*resumed)), seriesCsv(frameOf(*whole)));
    }

    void threadsDoNotChangeTheNumbers() {
        const Registry registry = registerLabs();
        const Scene scene = smallScene(registry);
        const auto one = createExperiment(registry, scene, {}, 1);
        const auto three = createExperiment(registry, scene, {}, 3);
        run(*one, 20);
        run(*three, 20);
        QCOMPARE(seriesCsv(frameOf(*one)), seriesCsv(frameOf(*three)));
    }

    void anAbsurdLearningRatePausesWithTheLastGoodState() {
        const Registry registry = registerLabs();
        const auto experiment =
            create(registry, smallScene(registry, R"("optimizer": "sgd", "learning_rate": 1e6)"));
        std::string advice;
        try {
            run(*experiment, 10000);
        } catch (const RunError& error) {
            advice = error.advice();
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("not finite at step")));
        }
        QVERIFY(advice.find("lower the learning rate") != std::string::npos);
        Checkpoint checkpoint;
        experiment->save(checkpoint);
        QCOMPARE(checkpoint.weights.size(), std::size_t{4});
        for (const auto& entry : checkpoint.weights) {
            for (const double value : storedValues<double>(checkpoint.weights, entry.first)) {
                QVERIFY(std::isfinite(value));
            }
        }
    }

    void changingTheCorruptionLiveMovesTheOptimum() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, smallScene(registry));
        run(*experiment, 10);
        const double before = frameOf(*experiment).lastValue("optimal_loss");
        experiment->set("corruption", 0.02);
        run(*experiment, 20);
        const double after = frameOf(*experiment).lastValue("optimal_loss");
        // On a smooth curve only the noise along it stays: about σ², so 0.16 of what it was, more
        // or less as the curve bends.
        QVERIFY2(after < 0.4 * before, qPrintable(QString::number(after / before)));
    }

    void inspectorReadsUnderTheCursor() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, smallScene(registry));
        QVERIFY(get<Table>(frameOf(*experiment), "inspector").rows.empty());
        const Frame frame = frameOf(*experiment, {0.25, -0.125});
        const auto& rows = get<Table>(frame, "inspector").rows;
        QVERIFY(rows.size() >= 10);
        QCOMPARE(rows[0][1].text, std::string("(0.2500, -0.1250)"));
        // A place of another space says nothing.
        QVERIFY(get<Table>(frameOf(*experiment, {1.0}), "inspector").rows.empty());
    }

    void badSizesAreRefused() {
        const Registry registry = registerLabs();
        const auto message = [&](const std::string& parameters) -> QString {
            try {
                static_cast<void>(create(registry, smallScene(registry, parameters)));
            } catch (const InputError& error) {
                return QString::fromUtf8(error.what());
            }
            return {};
        };
        QVERIFY(message("\"x_min\": 2.0")
                    .contains(QStringLiteral("/parameters/x_max: must be larger than x_min (2)")));
        const Scene scene = parseScene(
            R"({"scorescope": 2, "experiment": "regularized_autoencoder", "parameters": {"hidden_units": 1000000000}})",
            "big.json", registry);
        try {
            static_cast<void>(create(registry, scene));
            QFAIL("a billion hidden units were accepted");
        } catch (const InputError& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains(QStringLiteral("TiB of memory")));
        }
    }

    /// The optimum is another one as soon as σ is: not only from the next measurement on.
    void anotherCorruptionHasItsOptimumAtOnce() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, smallScene(registry));
        run(*experiment, 13); // measured at 10
        const auto newest = [&experiment](const char* name) {
            return experiment->series().look(name).back();
        };
        const double before = newest("optimal_loss").value;
        QCOMPARE(newest("optimal_loss").step, 10.0);
        experiment->set("corruption", 0.2);
        QCOMPARE(newest("optimal_loss").step, 13.0);
        QVERIFY(newest("optimal_loss").value > 4.0 * before);
        QCOMPARE(newest("loss_ratio").step, 13.0);
        QVERIFY(near(newest("loss_ratio").value,
                     newest("held_out_loss").value / newest("optimal_loss").value, 1e-12, 0.0));
        const std::size_t points = experiment->series().look("loss_ratio").size();
        experiment->set("corruption", 0.1); // a slider on its way: no more points for it
        experiment->set("corruption", 0.3);
        QVERIFY(experiment->series().look("loss_ratio").size() <= points + 1);
        const double edited = newest("optimal_loss").value;
        run(*experiment, 20);
        QCOMPARE(newest("optimal_loss").step, 20.0);
        QVERIFY(near(newest("optimal_loss").value, edited, 1e-12, 0.0));
    }

    void twoCriteriaHaveTheNewOptimumAtOnce() {
        const Registry registry = registerLabs();
        const Scene scene = parseScene(
            R"({"scorescope": 2, "experiment": "criteria_comparison", "seed": 3, "steps": 30,
                "parameters": {"points": 200, "hidden_units": 20, "corruption": 0.05}})",
            "two.json", registry);
        const auto experiment = create(registry, scene);
        run(*experiment, 3);
        experiment->set("corruption", 0.2);
        const SeriesPoint now = experiment->series().look("left_optimal_loss").back();
        QCOMPARE(now.step, 3.0);
        QVERIFY(now.value > 4.0 * experiment->series().look("left_optimal_loss").at(0).value);
    }

    void fieldRowsFollowTheRegionsShape() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, smallScene(registry));
        experiment->set("x_min", -1.0);
        experiment->set("x_max", 1.0);
        experiment->set("y_min", 0.0);
        experiment->set("y_max", 1.0);
        const Frame frame = frameOf(*experiment);
        const auto& field = get<VectorField>(frame, "field");
        QCOMPARE(field.grid.columns, std::size_t{9});
        QCOMPARE(field.grid.rows, std::size_t{5}); // square cells
    }
};

QTEST_GUILESS_MAIN(RegularizedAutoencoderTest)
#include "tests/support/complete_frame.h"

#include "tst_regularized_autoencoder.moc"
