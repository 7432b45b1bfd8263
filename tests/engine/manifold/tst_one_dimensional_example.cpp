// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/artifact_io.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/labs.h"
#include "engine/manifold/nonparametric/nonparametric_score.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <set>
#include <string>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

Scene sceneWith(const Registry& registry, const std::string& parameters = "") {
    const std::string more = parameters.empty() ? std::string() : parameters + ", ";
    const std::string start =
        "{\"scorescope\": 2, \"experiment\": \"nonparametric_score\", \"steps\": 6, "
        "\"parameters\": {";
    return parseScene(start + more + "\"partition_points\": 301, \"sweep_points\": 6}}",
                      "small.json", registry);
}

std::unique_ptr<Experiment> create(const Registry& registry, const std::string& parameters = "") {
    return createExperiment(registry, sceneWith(registry, parameters), {}, 1);
}

Frame frameOf(const Experiment& experiment, const Interest& interest = {}) {
    Frame frame;
    FrameBuilder builder(frame, interest);
    experiment.publish(builder);
    return frame;
}

template <class Kind> const Kind& get(const Frame& frame, const char* name) {
    return std::get<Kind>(frame.find(name)->data);
}

std::string refusal(const Registry& registry, const std::string& parameters) {
    try {
        static_cast<void>(create(registry, parameters));
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestOneDimensionalExample : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void publishesWhatTheSolversSay() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, R"("sigma": 0.2)");
        const Frame frame = frameOf(*experiment);
        const Partition partition{-1.5, 1.5, 301};
        const TabulatedDensity table =
            tabulate(densityOf(densityPresets().front().bumps), partition);
        const auto check = [&](const char* name, double sigma) {
            const auto& lines = get<Lines>(frame, name).lines;
            QCOMPARE(lines.size(), std::size_t{3});
            QVERIFY(lines[0].y == table.score);
            QVERIFY(lines[1].y ==
                    scoreEstimate(rcaeDisplacement(table.logDensity, partition, sigma), sigma));
            QVERIFY(lines[2].y ==
                    scoreEstimate(daeDisplacement(table.logDensity, partition, sigma), sigma));
        };
        check("score", 0.2);
        check("score_sigma_1_00", 1.0);
        check("score_sigma_0_31", 0.31);
        check("score_sigma_0_16", 0.16);
        check("score_sigma_0_06", 0.06);
        const auto& r = get<Lines>(frame, "reconstruction").lines;
        const std::vector<double> u = rcaeDisplacement(table.logDensity, partition, 0.2);
        std::string message;
        QVERIFY2(near(r[0].y[100] - r[0].x[100], u[100], 1e-12, 1e-15, &message), message.c_str());
        QVERIFY(r[2].y == r[2].x && r[2].dashed);
        const auto& arrows = get<VectorCloud>(frame, "reconstruction_arrows");
        QCOMPARE(arrows.dimensions, std::size_t{1});
        QCOMPARE(arrows.coordinates.size(), arrows.vectors.size());
        QVERIFY2(near(static_cast<double>(arrows.vectors.front()), u.front(), 1e-6, 0.0, &message),
                 message.c_str());
    }

    void handlesStandOnTheCurve() {
        const Registry registry = registerLabs();
        const auto experiment =
            create(registry, R"("height_1": 0.7, "mean_1": -0.6, "width_1": 0.1, "height_2": 0,
                                "height_3": 0.4, "mean_3": 0.9, "width_3": 0.1)");
        const Frame frame = frameOf(*experiment);
        const auto& handles = get<Markers>(frame, "density_handles").markers;
        QCOMPARE(handles.size(), std::size_t{2}); // those of height 0 are out
        QCOMPARE(handles[1].xParameter, std::string("mean_3"));
        QCOMPARE(handles[1].yParameter, std::string("height_3"));
        const auto& line = get<Lines>(frame, "density").lines.front();
        for (const Markers::Marker& handle : handles) {
            std::size_t nearest = 0;
            for (std::size_t i = 0; i < line.x.size(); ++i) {
                if (std::abs(line.x[i] - handle.x) < std::abs(line.x[nearest] - handle.x)) {
                    nearest = i;
                }
            }
            // 15 deviations apart, the bumps do not touch; a point of the partition is at most
            // 0.005 beside the top, where the bump is lower by 0.5 (0.005/0.1)² = 0.13 %.
            std::string message;
            QVERIFY2(near(line.y[nearest], handle.y, 0.002, 0.0, &message), message.c_str());
        }
    }

    void presetsHaveNoHandles() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, R"("density": "bimodal")");
        const Frame frame = frameOf(*experiment);
        QVERIFY(get<Markers>(frame, "density_handles").markers.empty());
        for (const auto& point : get<Markers>(frame, "reconstruction_points").markers) {
            QVERIFY(point.xParameter.empty());
        }
    }

    void sweepsAndConverges() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry, R"("density": "gaussian")");
        QVERIFY(experiment->converged().empty());
        while (experiment->converged().empty()) {
            experiment->step();
        }
        QCOMPARE(experiment->stepsDone(), std::uint64_t{6});
        const Frame frame = frameOf(*experiment);
        const auto& lines = get<Lines>(frame, "convergence").lines;
        const Series dae = experiment->series().look("dae_error");
        const Series sigma = experiment->series().look("sweep_sigma");
        QCOMPARE(dae.size(), std::size_t{6});
        for (std::size_t k = 0; k < 6; ++k) {
            QVERIFY(lines[1].x[k] == sigma.at(k).value && lines[1].y[k] == dae.at(k).value);
            // The error of N(0, 0.25²) smoothed by σ in closed form, 1/w − w/(w² + σ²); the ends
            // of the interval, six deviations out, add what only σ = 1 can see.
            std::string message;
            const double s = sigma.at(k).value;
            if (s > 0.02) { // twice the spacing of 301 points
                QVERIFY2(near(dae.at(k).value, 4.0 - 0.25 / (0.0625 + s * s), 0.01, 0.0, &message),
                         message.c_str());
            }
        }
        const auto& slope = lines[3];
        QVERIFY(slope.dashed);
        std::string message;
        QVERIFY2(near(slope.y[0] / slope.y[5], std::pow(slope.x[0] / slope.x[5], 2.0), 1e-12, 0.0,
                      &message),
                 message.c_str());
    }

    void liveParametersAnswer() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry);
        const Frame before = frameOf(*experiment);
        experiment->set("sigma", 0.05);
        const Frame narrow = frameOf(*experiment);
        QVERIFY(get<Lines>(before, "score").lines[2].y != get<Lines>(narrow, "score").lines[2].y);
        // The panels have a σ of their own: the very same artifact is handed on.
        QVERIFY(before.find("score_sigma_0_31") == narrow.find("score_sigma_0_31"));
        experiment->set("mean_1", -0.8);
        const Frame moved = frameOf(*experiment);
        QVERIFY(get<Lines>(moved, "score_sigma_0_31").lines[0].y !=
                get<Lines>(narrow, "score_sigma_0_31").lines[0].y);
        // As if it had begun so.
        const auto fresh = create(registry, R"("sigma": 0.05, "mean_1": -0.8)");
        const Frame same = frameOf(*fresh);
        for (const char* name : {"score", "score_sigma_0_06", "density", "reconstruction"}) {
            QVERIFY(get<Lines>(moved, name).lines[0].y == get<Lines>(same, name).lines[0].y);
            QVERIFY(get<Lines>(moved, name).lines.back().y ==
                    get<Lines>(same, name).lines.back().y);
        }
    }

    void convergenceFollowsTheDensity() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry);
        for (int i = 0; i < 3; ++i) {
            experiment->step();
        }
        static_cast<void>(frameOf(*experiment));
        experiment->set("density", std::string("gaussian"));
        const Frame frame = frameOf(*experiment);
        const auto fresh = create(registry, R"("density": "gaussian")");
        for (int i = 0; i < 3; ++i) {
            fresh->step();
        }
        const Frame freshFrame = frameOf(*fresh);
        QVERIFY(get<Lines>(frame, "convergence").lines[1].y ==
                get<Lines>(freshFrame, "convergence").lines[1].y);
    }

    void continuesFromACheckpoint() {
        const Registry registry = registerLabs();
        const Scene scene = sceneWith(registry);
        const auto whole = createExperiment(registry, scene, {}, 1);
        const auto half = createExperiment(registry, scene, {}, 1);
        for (int i = 0; i < 5; ++i) {
            whole->step();
        }
        for (int i = 0; i < 2; ++i) {
            half->step();
        }
        Checkpoint checkpoint;
        half->save(checkpoint);
        const auto again = createExperiment(registry, scene, {}, 1);
        again->load(checkpoint);
        QCOMPARE(again->stepsDone(), std::uint64_t{2});
        for (int i = 0; i < 3; ++i) {
            again->step();
        }
        QCOMPARE(again->stepsDone(), std::uint64_t{5});
        for (const char* name : {"rcae_error", "dae_error", "rcae_dae_difference"}) {
            QVERIFY(whole->series().look(name).back().value ==
                    again->series().look(name).back().value);
        }
        Checkpoint empty;
        QVERIFY_EXCEPTION_THROWN(again->load(empty), InputError);
        QCOMPARE(again->stepsDone(), std::uint64_t{5});
    }

    void readsUnderTheCursor() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry);
        QVERIFY(get<Table>(frameOf(*experiment), "inspector").rows.empty());
        const Frame frame = frameOf(*experiment, Interest{true, {}, {0.25}});
        const auto& rows = get<Table>(frame, "inspector").rows;
        QCOMPARE(rows.at(0).at(0).text, std::string("x"));
        QVERIFY(std::stod(rows.at(0).at(1).text) == 0.25); // 0.25 is a point of the partition
        const auto& score = get<Lines>(frame, "score").lines[0];
        QVERIFY(std::abs(std::stod(rows.at(2).at(1).text) - score.y[175]) < 1e-3);
        const auto xAt = [&](double cursor) { // held at the interval's end
            const Frame there = frameOf(*experiment, Interest{true, {}, {cursor}});
            return std::stod(get<Table>(there, "inspector").rows.at(0).at(1).text);
        };
        QVERIFY(xAt(1e9) == 1.5);
        const Frame nowhere = frameOf(*experiment, Interest{true, {}, {std::nan("")}});
        QVERIFY(get<Table>(nowhere, "inspector").rows.empty());
    }

    void computesOnlyWhatIsWanted() {
        const Registry registry = registerLabs();
        const auto experiment = create(registry);
        Interest interest;
        interest.all = false;
        interest.names = {"density"};
        const Frame frame = frameOf(*experiment, interest);
        QCOMPARE(frame.artifacts.size(), std::size_t{1});
    }

    void refusesBadParameters() {
        const Registry registry = registerLabs();
        QVERIFY(refusal(registry, R"("sigma": 0)").find("/parameters/sigma") != std::string::npos);
        QVERIFY(refusal(registry, R"("sigma": -1)").find("/parameters/sigma") != std::string::npos);
        QVERIFY(refusal(registry, R"("x_min": 2)").find("/parameters/x_max") != std::string::npos);
        QVERIFY(refusal(registry, R"("sweep_to": 2)").find("/parameters/sweep_to") !=
                std::string::npos);
        QVERIFY(refusal(registry, R"("height_1": 0, "height_2": 0, "height_3": 0)")
                    .find("zero everywhere") != std::string::npos);
        QVERIFY(refusal(registry, R"("width_1": 0)").find("/parameters/width_1") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestOneDimensionalExample)
#include "tst_one_dimensional_example.moc"
