// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The experiment of denoising chains in the plane: checkpoints, edits, what is shown, bad input.
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"
#include "engine/data/toy_sets.h"
#include "engine/gsn/gsn.h"
#include "tests/support/complete_frame.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>

using namespace scorescope;
using scorescope::test::dataOf;
using scorescope::test::frameOf;
using scorescope::test::near;

namespace {

using Values = std::map<std::string, ParameterValue>;

Registry registry() {
    Registry made;
    gsn::registerGsn(made);
    return made;
}

/// Small, so that all of it takes moments.
std::unique_ptr<Experiment> make(const Values& values = {}, int threads = 1) {
    const Registry known = registry();
    const ExperimentKind& kind = known.kind("plane_denoising");
    ExperimentContext context;
    context.seed = 2;
    context.threads = threads;
    context.parameters = Parameters(kind.parameters);
    const Values small = {{"examples", std::int64_t{60}},
                          {"hidden_units", std::int64_t{12}},
                          {"sigma", 0.05},
                          {"deviation", 0.05},
                          {"evaluate_every", std::int64_t{4}},
                          {"batch_size", std::int64_t{16}},
                          {"redraw_every", std::int64_t{3}},
                          {"resolution", std::int64_t{12}}};
    for (const Values* each : {&small, &values}) {
        for (const auto& [name, value] : *each) {
            context.parameters.setValue(name, value);
        }
    }
    return kind.create(context);
}

void steps(Experiment& experiment, int count) {
    for (int i = 0; i < count; ++i) {
        experiment.step();
    }
}

Checkpoint saved(const Experiment& experiment) {
    Checkpoint checkpoint;
    experiment.save(checkpoint);
    return checkpoint;
}

/// What it publishes, without analyses, which take their time.
Frame shown(const Experiment& experiment) {
    Frame frame;
    const Interest all;
    FrameBuilder builder(frame, all);
    experiment.publish(builder);
    return frame;
}

bool same(const Checkpoint& a, const Checkpoint& b) {
    const auto tensors = [](const StoredTensors& x, const StoredTensors& y) {
        return x.size() == y.size() && std::all_of(x.begin(), x.end(), [&](const auto& entry) {
                   const auto other = y.find(entry.first);
                   return other != y.end() && sameBits(other->second, entry.second);
               });
    };
    return a.meta == b.meta && tensors(a.weights, b.weights) && tensors(a.state, b.state);
}

} // namespace

class TestPlaneDenoising : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesOnFromACheckpoint_data() {
        QTest::addColumn<QString>("optimizer");
        QTest::addColumn<QString>("gradient");
        QTest::addColumn<bool>("beside");
        for (const char* optimizer : {"lbfgs", "adam", "momentum"}) {
            for (const char* gradient : {"stopped", "through"}) {
                for (const bool beside : {false, true}) {
                    const std::string name =
                        std::string(optimizer) + " " + gradient + (beside ? ", two networks" : "");
                    QTest::newRow(name.c_str()) << optimizer << gradient << beside;
                }
            }
        }
    }
    void goesOnFromACheckpoint() {
        QFETCH(QString, optimizer);
        QFETCH(QString, gradient);
        QFETCH(bool, beside);
        const Values values = {{"optimizer", optimizer.toStdString()},
                               {"gradient", gradient.toStdString()},
                               {"beside", beside}};
        const auto one = make(values);
        steps(*one, 7); // within the walks of step 6, and an epoch of 3 minibatches
        const Checkpoint moment = saved(*one);
        const auto two = make(values);
        two->load(moment);
        QCOMPARE(two->stepsDone(), std::uint64_t{7});
        QVERIFY(same(saved(*two), moment));
        // The same walks are shown, too.
        const auto pathsOf = [](Experiment& experiment) {
            return dataOf<Trajectory>(shown(experiment), "walks")->coordinates;
        };
        QVERIFY(pathsOf(*two) == pathsOf(*one));
        steps(*one, 5);
        steps(*two, 5);
        QVERIFY(same(saved(*two), saved(*one)));
        QVERIFY_EXCEPTION_THROWN(two->load(Checkpoint{}), InputError);
        QVERIFY(same(saved(*two), saved(*one))); // nothing changed then
    }

    /// The way back in a session: the state of then, and then the live values of then, which are
    /// others than those in force now.
    void goesOnAfterAnEditWasTakenBack() {
        for (const char* optimizer : {"lbfgs", "adam"}) {
            const Values values = {{"optimizer", std::string(optimizer)},
                                   {"learn_deviation", false}};
            const auto one = make(values);
            steps(*one, 7);
            const Checkpoint moment = saved(*one);
            const auto two = make(values);
            two->set("sigma", 0.2);
            two->set("deviation", 0.11);
            two->set("walk_p", 0.9);
            steps(*two, 3);
            two->load(moment);
            two->set("sigma", 0.05);
            two->set("deviation", 0.05);
            two->set("walk_p", 0.5);
            steps(*one, 4);
            steps(*two, 4);
            QVERIFY2(same(saved(*two), saved(*one)), optimizer);
        }
    }

    void editsTakeEffect() {
        const auto walked = [](Experiment& experiment) {
            const auto paths = *dataOf<Trajectory>(shown(experiment), "walks");
            return paths;
        };
        const auto experiment = make({{"walk_length", std::string("fixed")}});
        steps(*experiment, 1);
        QCOMPARE(walked(*experiment).starts.size(), std::size_t{10});
        QCOMPARE(walked(*experiment).starts[1], std::size_t{6}); // X and X̃, three times
        experiment->set("walk_steps", std::int64_t{5});
        experiment->step(); // not before: walks that were made stay
        QCOMPARE(walked(*experiment).starts[1], std::size_t{10});
        experiment->set("sigma", 0.4);
        experiment->step();
        const Trajectory wide = walked(*experiment);
        double square = 0.0;
        for (std::size_t c = 0; c < 10; ++c) { // first half step of each
            for (std::size_t j = 0; j < 2; ++j) {
                const std::size_t at = 2 * wide.starts[c] + j;
                const auto off =
                    static_cast<double>(wide.coordinates[at + 2] - wide.coordinates[at]);
                square += off * off / 20.0;
            }
        }
        QVERIFY(near(square, 0.16, 5.0 * std::sqrt(2.0 / 20.0), 0.0));
        // A given s is what is said; a learned one moves on by itself.
        const auto given = make({{"learn_deviation", false}});
        steps(*given, 2);
        QVERIFY(near(shown(*given).lastValue("learned_deviation"), 0.05, 1e-12, 0.0));
        given->set("deviation", 0.3);
        given->step();
        QVERIFY(near(shown(*given).lastValue("learned_deviation"), 0.3, 1e-12, 0.0));
        const auto learned = make();
        steps(*learned, 8);
        const double s = shown(*learned).lastValue("learned_deviation");
        QVERIFY(std::abs(s - 0.05) > 1e-3);
    }

    /// Until walkback begins both networks are the same, bit for bit; then they part.
    void theNetworkBesideItPartsWhenWalkbackBegins() {
        const auto experiment =
            make({{"beside", true}, {"walk_from", std::int64_t{6}}, {"walk_p", 0.3}});
        steps(*experiment, 6);
        const auto field = [&](const char* name) {
            return dataOf<VectorField>(shown(*experiment), name)->u;
        };
        QVERIFY(field("field") == field("plain_field"));
        steps(*experiment, 3);
        QVERIFY(field("field") != field("plain_field"));
        // Walks of the one go from X to X, of the other stay at the example.
        const Frame frame = shown(*experiment);
        const auto* walks = dataOf<Trajectory>(frame, "plain_walks");
        for (std::size_t i = walks->starts[0]; i < walks->starts[1]; i += 2) {
            QCOMPARE(walks->coordinates[2 * i], walks->coordinates[2 * walks->starts[0]]);
        }
        QVERIFY(frame.find("plain_spurious_modes") != nullptr);
    }

    /// With p = 1 walkback is plain denoising.
    void walksOfOneStepArePlainDenoising() {
        const auto one = make({{"walk_p", 1.0}});
        const auto two = make({{"walk_p", 0.2}, {"walk_from", std::int64_t{100}}});
        const auto three =
            make({{"walk_length", std::string("fixed")}, {"walk_steps", std::int64_t{1}}});
        for (const auto* each : {&one, &two, &three}) {
            steps(**each, 5);
        }
        const auto weights = [](const Experiment& experiment) {
            const Checkpoint checkpoint = saved(experiment);
            const auto& v = storedValues<double>(checkpoint.weights, "V");
            return std::vector<double>(v.begin(), v.end());
        };
        // A length drawn from a geometric law takes a number of the stream, a given one does not.
        QVERIFY(weights(*two) == weights(*three));
        const double first = shown(*one).lastValue("training_loss");
        const double second = shown(*two).lastValue("training_loss");
        QVERIFY(near(first, second, 0.25, 0.0));
    }

    void watchingChangesNothingAndThreadsDoNotEither() {
        const auto watched = make({{"beside", true}});
        const auto unwatched = make({{"beside", true}}, 2);
        for (int i = 0; i < 9; ++i) {
            watched->step();
            static_cast<void>(frameOf(*watched, {0.1, 0.2}));
            unwatched->step();
        }
        QVERIFY(same(saved(*watched), saved(*unwatched)));
    }

    /// Half a step a step: X, X̃ and r(X̃), the densities and the table say the same.
    void theChainIsShownHalfAStepAtATime() {
        const auto experiment = make({{"train_steps", std::int64_t{2}},
                                      {"chain_from", std::int64_t{2}},
                                      {"x_min", -1.2},
                                      {"x_max", 1.2}});
        QVERIFY(shown(*experiment).unavailable.count("chain_table") == 1);
        steps(*experiment, 2);
        Frame frame = shown(*experiment);
        QCOMPARE(dataOf<Markers>(frame, "chain_points")->markers.size(), std::size_t{1});
        QVERIFY(frame.unavailable.count("reconstruction_density") == 1);
        const auto weights = [&] {
            const Checkpoint checkpoint = saved(*experiment);
            const auto& v = storedValues<double>(checkpoint.weights, "V");
            return std::vector<double>(v.begin(), v.end());
        };
        const std::vector<double> trained = weights();
        for (int half = 1; half <= 4; ++half) {
            const Markers before = *dataOf<Markers>(frame, "chain_points");
            experiment->step();
            frame = shown(*experiment);
            const Markers now = *dataOf<Markers>(frame, "chain_points");
            QCOMPARE(now.markers.size(), std::size_t{3});
            if (half % 2 == 1) { // X stays, X̃ is new
                QCOMPARE(now.markers[0].x, before.markers[0].x);
            } else {
                QCOMPARE(now.markers[1].x, before.markers[1].x);
                QVERIFY(now.markers[0].x != before.markers[0].x);
            }
            QCOMPARE(dataOf<Table>(frame, "chain_table")->rows[0][1].numbers.front(), half);
            QCOMPARE(dataOf<Lines>(frame, "chain_circles")->lines.size(), std::size_t{2});
            const auto* density = dataOf<ScalarField>(frame, "reconstruction_density");
            const auto largest = std::max_element(density->values.begin(), density->values.end()) -
                                 density->values.begin();
            const auto at = static_cast<std::size_t>(largest);
            std::string message;
            QVERIFY2(near(density->grid.x(at % density->grid.columns), now.markers[2].x, 0.0, 0.02,
                          &message),
                     message.c_str());
            QVERIFY2(near(density->grid.y(at / density->grid.columns), now.markers[2].y, 0.0, 0.02,
                          &message),
                     message.c_str());
        }
        QVERIFY(weights() == trained); // training has ended
        QCOMPARE(dataOf<Trajectory>(frame, "chains")->coordinates.size(), std::size_t{10});
        QCOMPARE(dataOf<Scatter>(frame, "samples")->x.size(), std::size_t{2});

        Action start;
        start.name = "start_chain";
        start.numbers = {0.2, 0.1, -0.3, 0.4};
        experiment->act(start);
        experiment->set("followed", std::int64_t{2});
        frame = shown(*experiment);
        QCOMPARE(dataOf<Trajectory>(frame, "chains")->starts.size(), std::size_t{3});
        QVERIFY(near(dataOf<Markers>(frame, "chain_points")->markers[0].y, 0.4, 1e-12, 0.0));
        Action clear;
        clear.name = "clear_chains";
        experiment->act(clear);
        experiment->step();
        QVERIFY(shown(*experiment).unavailable.count("chain_points") == 1); // none comes back
    }

    /// The counted ones are those that the finder marks over the same region.
    void spuriousModesAreTheMarkedOnes() {
        const double reach = 2.0 * data::toySet("spiral").extent;
        const auto experiment = make({{"x_min", -reach},
                                      {"x_max", reach},
                                      {"y_min", -reach},
                                      {"y_max", reach},
                                      {"sigma", 0.01},
                                      {"hidden_units", std::int64_t{40}}});
        double most = 0.0;
        for (int i = 0; i < 6; ++i) {
            steps(*experiment, 4);
            const Frame frame = frameOf(*experiment);
            const auto& markers = dataOf<Markers>(frame, "fixed_points")->markers;
            const auto marked =
                std::count_if(markers.begin(), markers.end(), [](const Markers::Marker& marker) {
                    return marker.kind == "spurious_attractor";
                });
            QCOMPARE(frame.lastValue("spurious_modes"), static_cast<double>(marked));
            most = std::max(most, static_cast<double>(marked));
            QVERIFY(dataOf<Table>(frame, "fixed_points_table")->rows.size() > 1);
            QVERIFY(!dataOf<ScalarField>(frame, "basins")->values.empty());
        }
        QVERIFY(most > 0.0); // or nothing was compared
    }

    void badInputIsRefused_data() {
        QTest::addColumn<QString>("parameter");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("allowed");
        const auto row = [](const char* parameter, const char* value, const char* allowed) {
            QTest::newRow((std::string(parameter) + " " + value).c_str())
                << parameter << value << allowed;
        };
        row("sigma", "0", "1e-04");
        row("sigma", "-0.1", "1e-04");
        row("sigma", "11", "10");
        row("walk_p", "0", "0.05");
        row("walk_p", "1.01", "1");
        row("walk_steps", "0", "1");
        row("walk_steps", "51", "50");
        row("deviation", "0", "1e-05");
        row("half_steps", "0", "1");
        row("evaluate_every", "0", "1");
        row("redraw_every", "0", "1");
        row("data", "\"swiss_roll\"", "spiral"); // of space
        row("optimizer", "\"rmsprop\"", "adam");
        row("x_max", "-2", "x_min");
    }
    void badInputIsRefused() {
        QFETCH(QString, parameter);
        QFETCH(QString, value);
        QFETCH(QString, allowed);
        const Registry known = registry();
        const std::string name = parameter.toStdString();
        const std::string text = "{\"scorescope\": 2, \"experiment\": \"plane_denoising\", "
                                 "\"seed\": 1, \"parameters\": {\"" +
                                 name + "\": " + value.toStdString() + "}}";
        try {
            const Scene scene = parseScene(text, "bad.json", known);
            known.checkFits(scene.experiment, scene.parameters);
            QFAIL("was not refused");
        } catch (const InputError& error) {
            const std::string what = error.what();
            QVERIFY2(what.find("/parameters/" + name) != std::string::npos, what.c_str());
            QVERIFY2(what.find(allowed.toStdString()) != std::string::npos, what.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestPlaneDenoising)
#include "tst_plane_denoising.moc"
