// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/experiment.h"
#include "engine/core/run.h"
#include "engine/field/basins.h"
#include "engine/field/fixed_points.h"
#include "engine/field/learned_reconstruction.h"
#include "engine/labs.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

using namespace scorescope;

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

/// How many of these points, [count × 2], the flow carries around a fixed point that does not
/// attract: into a limit cycle, which never ends. By the classical method of Runge and Kutta, which
/// knows nothing of attractors: turns about that point are counted once what decays is gone.
std::size_t endlesslyTurning(const field::Reconstruction& reconstruction,
                             const field::FixedPointSearch& found, std::vector<double> x) {
    const std::size_t count = x.size() / 2;
    std::vector<double> at(x.size());
    std::vector<double> r(x.size());
    std::vector<double> move(x.size());
    constexpr double time = 0.1; // of a step; eigenvalues of the field are about 1 at most
    const auto step = [&] {
        at = x;
        std::fill(move.begin(), move.end(), 0.0);
        for (const auto& [weight, next] :
             {std::pair(1.0, 0.5), std::pair(2.0, 0.5), std::pair(2.0, 1.0), std::pair(1.0, 0.0)}) {
            reconstruction.reconstruct(at.data(), count, r.data());
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double v = r[i] - at[i];
                move[i] += weight / 6.0 * time * v;
                at[i] = x[i] + next * time * v;
            }
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] += move[i];
        }
    };
    for (int i = 0; i < 40'000; ++i) {
        step();
    }
    const auto centre = [&](std::size_t p) {
        const field::FixedPoint* nearest = nullptr;
        double least = std::numeric_limits<double>::infinity();
        for (const field::FixedPoint& point : found.points) {
            const double distance = std::hypot(point.x - x[2 * p], point.y - x[2 * p + 1]);
            if (point.kind != field::FixedPointKind::attractor &&
                point.eigenvalues[0].imag() != 0.0 && distance < least) {
                least = distance;
                nearest = &point;
            }
        }
        return nearest;
    };
    std::vector<const field::FixedPoint*> centres;
    for (std::size_t p = 0; p < count; ++p) {
        centres.push_back(centre(p));
    }
    std::vector<double> angle(count, 0.0);
    for (int i = 0; i < 5000; ++i) {
        const std::vector<double> before = x;
        step();
        for (std::size_t p = 0; p < count; ++p) {
            if (centres[p] != nullptr) {
                const std::complex<double> middle(centres[p]->x, centres[p]->y);
                const std::complex<double> from(before[2 * p], before[2 * p + 1]);
                const std::complex<double> to(x[2 * p], x[2 * p + 1]);
                angle[p] += std::arg((to - middle) / (from - middle));
            }
        }
    }
    constexpr double twoTurns = 4.0 * 3.14159265358979323846;
    return static_cast<std::size_t>(std::count_if(
        angle.begin(), angle.end(), [](double turned) { return std::abs(turned) > twoTurns; }));
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
        const field::LearnedReconstruction learned(
            options, std::make_shared<const std::vector<double>>(std::move(flat)));
        const Grid view{-0.9, 0.9, -0.9, 0.9};
        const field::FixedPointSearch found = field::findFixedPoints(learned, view, {});
        field::FixedPointOptions fine;
        fine.columns = 700;
        fine.rows = 700;
        QCOMPARE(found.points.size(), field::findFixedPoints(learned, view, fine).points.size());
        QVERIFY(found.points.size() > 100);
        QCOMPARE(found.consistent, std::optional<bool>(true));

        // Paths whose steps err by a thousandth as much end where theirs do, but for those on a
        // border.
        Grid nodes = view;
        nodes.columns = 32;
        nodes.rows = 32;
        field::BasinOptions closer;
        closer.tolerance = 1e-6;
        closer.steps = 20000;
        const field::Basins basins = field::basinsOfAttraction(learned, nodes, found);
        const field::Basins exact = field::basinsOfAttraction(learned, nodes, found, closer);
        // What has not ended never does: it goes round a weak spiral that repels, on a limit cycle.
        // (Whether there is one, and what it draws, differs from network to network, and so with
        // the rounding of the processor's instruction set: 1 node of seed 1 and 5 of seed 5, seen
        // with AVX2.)
        std::vector<double> endless;
        for (std::size_t n = 0; n < nodes.size(); ++n) {
            if (basins.attractor[n] < 0) {
                endless.insert(endless.end(),
                               {nodes.x(n % nodes.columns), nodes.y(n / nodes.columns)});
            }
        }
        QCOMPARE(basins.left + basins.unfinished, endless.size() / 2);
        QCOMPARE(basins.unfinished, endlesslyTurning(learned, found, std::move(endless)));
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
