// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/experiment.h"
#include "engine/core/run.h"
#include "engine/labs.h"
#include "engine/manifold/autoencoder/learned_reconstruction.h"
#include "engine/manifold/field/basins.h"
#include "engine/manifold/field/fixed_points.h"

#include <QtTest>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;

namespace {

Scene spiralScene(const Registry& registry) {
    return parseScene("{\"scorescope\": 2, \"experiment\": \"regularized_autoencoder\", "
                      "\"parameters\": {\"corruption\": 0.001, \"hidden_units\": 300, "
                      "\"points\": 4000, \"count_fixed_points\": true, \"evaluate_every\": 50}}",
                      "spiral.json", registry);
}

double last(const Experiment& experiment, const char* name) {
    return experiment.series().look(name).back().value;
}

void run(Experiment& experiment, std::uint64_t steps) {
    for (std::uint64_t i = 0; i < steps; ++i) {
        experiment.step();
    }
}

} // namespace

/// Figure 3.7 and its cures (§3.4.3), live.
class SpuriousAttractorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tooLittleNoiseMakesThemAndMoreNoiseRemovesThem() {
        const Registry registry = registerLabs();
        const auto experiment = createExperiment(registry, spiralScene(registry), {}, 2);
        run(*experiment, 200);
        const double before = last(*experiment, "spurious_attractors");
        QVERIFY2(before >= 1.0, qPrintable(QString::number(before)));
        experiment->set("corruption", 0.05);
        run(*experiment, 400);
        QCOMPARE(last(*experiment, "spurious_attractors"), 0.0);
    }

    void finerGridsFindNoMore_data() {
        QTest::addColumn<int>("seed");
        for (const int seed : {1, 5}) { // a pair each that a grid of 64 × 64 overlooked
            QTest::addRow("seed %d", seed) << seed;
        }
    }
    void finerGridsFindNoMore() {
        QFETCH(int, seed);
        const Registry registry = registerLabs();
        Scene scene = spiralScene(registry);
        scene.seed = static_cast<std::uint64_t>(seed);
        const auto experiment = createExperiment(registry, scene, {}, 2);
        run(*experiment, 200);
        const Checkpoint weights = fullCheckpoint(*experiment, nullptr, scene);
        std::vector<double> flat;
        for (const char* name : {"W", "b", "V", "c"}) { // the order of nn::parameterLayout()
            const auto part = storedValues<double>(weights.weights, name, 0).toVector();
            flat.insert(flat.end(), part.begin(), part.end());
        }
        nn::ModelOptions options;
        options.inputDim = 2;
        options.hiddenUnits = {300};
        const LearnedReconstruction learned(
            options, std::make_shared<const std::vector<double>>(std::move(flat)));
        const Grid view{-0.9, 0.9, -0.9, 0.9};
        const FixedPointSearch found = findFixedPoints(learned, view, {});
        FixedPointOptions fine;
        fine.columns = 700;
        fine.rows = 700;
        QCOMPARE(found.points.size(), findFixedPoints(learned, view, fine).points.size());
        QVERIFY(found.points.size() > 100);
        QCOMPARE(found.consistent, std::optional<bool>(true));

        // Paths whose steps err by a thousandth as much end where theirs do, but for those on a
        // border.
        Grid nodes = view;
        nodes.columns = 32;
        nodes.rows = 32;
        BasinOptions closer;
        closer.tolerance = 1e-6;
        closer.steps = 20000;
        const Basins basins = basinsOfAttraction(learned, nodes, found);
        const Basins exact = basinsOfAttraction(learned, nodes, found, closer);
        // Of 1024: along what is nearly a line of fixed points a path takes long. How many do
        // depends on rounding, and so on the processor's instruction set.
        QVERIFY2(basins.unfinished <= 8, qPrintable(QString::number(basins.unfinished)));
        std::size_t different = 0;
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            different += basins.attractor[n] != exact.attractor[n] ? 1 : 0;
        }
        QVERIFY2(different <= 3, qPrintable(QString::number(different))); // of 1024
    }

    void walkbackRemovesThem() {
        const Registry registry = registerLabs();
        const auto experiment = createExperiment(registry, spiralScene(registry), {}, 2);
        run(*experiment, 200);
        const double before = last(*experiment, "spurious_attractors");
        QVERIFY2(before >= 1.0, qPrintable(QString::number(before)));
        experiment->set("walkback_noise", 0.03);
        experiment->set("walkback", std::int64_t{2});
        run(*experiment, 400);
        // Seen: 5 before, then 1, 1, 0, 0 at every hundredth step. How many there are depends on
        // rounding, and so on the processor's instruction set.
        const double after = last(*experiment, "spurious_attractors");
        QVERIFY2(after < before, qPrintable(QString::number(after)));
    }

    void walkedInputsSurviveACheckpoint() {
        const Registry registry = registerLabs();
        const Scene scene = spiralScene(registry);
        const auto whole = createExperiment(registry, scene, {}, 2);
        whole->set("walkback", std::int64_t{2});
        run(*whole, 27); // in the middle of a walk that L-BFGS keeps
        const Checkpoint checkpoint = fullCheckpoint(*whole, nullptr, scene);
        run(*whole, 20);
        const auto resumed = createExperiment(registry, scene, {}, 2);
        resumed->set("walkback", std::int64_t{2});
        restoreState(*resumed, checkpoint);
        run(*resumed, 20);
        QVERIFY(last(*resumed, "loss") == last(*whole, "loss")); // bit for bit
    }
};

QTEST_GUILESS_MAIN(SpuriousAttractorsTest)
#include "tst_spurious_attractors.moc"
