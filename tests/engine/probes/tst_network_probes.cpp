// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A network that is probed while it learns, as scenes run it.
#include "engine/core/checkpoint.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"
#include "engine/probes/probes.h"
#include "engine/probes/training/probe_moment.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::probes;

namespace {

using Values = std::map<std::string, nlohmann::ordered_json>;

Scene smallScene(const Registry& registry, const Values& more) {
    nlohmann::ordered_json parameters = {{"image_set", "drawn"},
                                         {"training_images", 300},
                                         {"test_images", 100},
                                         {"validation_share", 0.2},
                                         {"layers", "conv 3 5x5, relu, maxpool 2, flatten, linear "
                                                    "12, relu"},
                                         {"batch_size", 20},
                                         {"probe_every", 10},
                                         {"probe_examples", 200},
                                         {"most_features", 60}};
    for (const auto& [name, value] : more) {
        parameters[name] = value;
    }
    const nlohmann::ordered_json scene = {{"scorescope", 2},
                                          {"experiment", "network_probes"},
                                          {"seed", 3},
                                          {"steps", 20},
                                          {"parameters", parameters}};
    return parseScene(scene.dump(), "probes.json", registry);
}

struct Run {
    explicit Run(const Values& more = {}, int threads = 1) {
        registerProbes(registry);
        run = std::make_unique<SceneRun>(registry, smallScene(registry, more), Device(), threads);
    }
    [[nodiscard]] Series series(const std::string& name) const {
        return run->experiment().series().look(name);
    }
    [[nodiscard]] Artifact artifact(const std::string& name) {
        return *run->frame(Interest())->find(name);
    }
    Registry registry;
    std::unique_ptr<SceneRun> run;
};

std::vector<float> weightsOf(const SceneRun& run) {
    const Checkpoint checkpoint = run.checkpoint();
    std::vector<float> all;
    for (const auto& [name, tensor] : checkpoint.weights) {
        const auto& values = std::get<SharedArray<float>>(tensor.values);
        all.insert(all.end(), values.begin(), values.end());
    }
    return all;
}

const char* const pointNames[] = {"input",      "conv1_preact", "conv1_postact", "pool1",
                                  "fc1_preact", "fc1_postact",  "logits"};

} // namespace

class TestNetworkProbes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allLayersAreProbedOnTheWay() {
        Run one;
        one.run->runTo(20);
        for (const char* name : pointNames) {
            const Series errors = one.series(std::string("probe_") + name);
            QCOMPARE(errors.size(), std::size_t{3}); // before the first step, at 10 and at 20
            for (const SeriesPoint& point : errors.points()) {
                QVERIFY(point.value >= 0.0 && point.value <= 1.0);
            }
        }
        const auto map = std::get<Heatmap>(one.artifact("probe_heatmap").data);
        QCOMPARE(map.rows(), std::size_t{7});
        QCOMPARE(map.columns(), std::size_t{3});
        QCOMPARE(map.columnPositions, (std::vector<double>{0.0, 10.0, 20.0}));
        for (std::size_t k = 0; k < 7; ++k) {
            QCOMPARE(map.rowLabels[k], std::string(pointNames[k]));
            // The map shows what the series hold.
            const Series errors = one.series(std::string("probe_") + pointNames[k]);
            QVERIFY(std::abs(static_cast<double>(map.values[3 * k + 2]) - errors.back().value) <
                    1e-6);
        }
        // Raw pixels do not learn.
        QCOMPARE(map.values[0], map.values[2]);
        QCOMPARE(map.references.size(), std::size_t{2});
    }
    void probesDoNotTouchTheNetwork() {
        Run often({{"probe_every", 5}});
        Run never({{"probe_every", 1000}});
        often.run->runTo(20);
        never.run->runTo(20);
        QCOMPARE(weightsOf(*often.run), weightsOf(*never.run));
        QCOMPARE(never.series("probe_input").size(), std::size_t{1});
    }
    void threadsChangeNoNumber() {
        Run one({}, 1);
        Run two({}, 2);
        one.run->runTo(20);
        two.run->runTo(20);
        QCOMPARE(weightsOf(*one.run), weightsOf(*two.run));
        for (const char* name : pointNames) {
            QCOMPARE(one.series(std::string("probe_") + name).back().value,
                     two.series(std::string("probe_") + name).back().value);
        }
    }
    void goesOnFromACheckpoint() {
        Run whole;
        whole.run->runTo(20);
        Run first;
        first.run->runTo(10);
        const Checkpoint half = first.run->checkpoint();
        Run second;
        second.run->restore(half);
        second.run->runTo(20);
        QCOMPARE(weightsOf(*second.run), weightsOf(*whole.run));
        const auto a = std::get<Heatmap>(whole.artifact("probe_heatmap").data);
        const auto b = std::get<Heatmap>(second.artifact("probe_heatmap").data);
        QCOMPARE(a.values, b.values);
        QCOMPARE(a.columnPositions, b.columnPositions);
    }
    void answersAddUp() {
        Run one({{"probed_layer", 4}});
        one.run->runTo(20);
        const auto table = std::get<Heatmap>(one.artifact("confusion").data);
        QCOMPARE(table.rows(), std::size_t{10});
        for (std::size_t r = 0; r < 10; ++r) {
            double sum = 0.0;
            for (std::size_t c = 0; c < 10; ++c) {
                sum += static_cast<double>(table.values[r * 10 + c]);
            }
            QVERIFY(std::abs(sum - 1.0) < 1e-5);
        }
        // As many images are shown as the probe's error says, here all of them.
        const auto wrong = std::get<ImageGrid>(one.artifact("misclassified").data);
        const double error = one.series("probe_fc1_preact").back().value;
        const auto expected = static_cast<std::size_t>(std::lround(100.0 * error));
        QCOMPARE(wrong.images(), std::min<std::size_t>(expected, 40));
        const auto diagram = std::get<Graph>(one.artifact("network_diagram").data);
        QCOMPARE(diagram.nodes.size(), std::size_t{14});
        QVERIFY(std::abs(diagram.nodes[4].value - error) < 1e-12);
        QCOMPARE(diagram.nodes[11].kind, std::string("diode"));
        QVERIFY(std::abs(diagram.nodes[11].value - error) < 1e-12);
    }
    void fewExamplesAreTold() {
        Run few({{"probe_examples", 40}});
        few.run->runTo(0);
        const auto map = std::get<Heatmap>(few.artifact("probe_heatmap").data);
        QCOMPARE(map.states[1], Heatmap::CellState::tooFewExamples);  // 60 features of 1728
        QVERIFY(map.states[6] != Heatmap::CellState::tooFewExamples); // 10 logits
    }
    void badInputIsRefused() {
        const auto pointerOf = [](const Values& more) -> std::string {
            try {
                Run run(more);
            } catch (const InputError& error) {
                return error.pointer();
            }
            return "accepted";
        };
        QCOMPARE(pointerOf({{"layers", "linear"}}), std::string("/parameters/layers"));
        QCOMPARE(pointerOf({{"layers", "conv 4 40x40"}}), std::string("/parameters/layers"));
        QCOMPARE(pointerOf({{"batch_size", 5000}}), std::string("/parameters/batch_size"));
        QCOMPARE(pointerOf({{"validation_share", 0.0}}),
                 std::string("/parameters/validation_share"));
    }
    void momentsOutliveAFile() {
        ProbeMoment moment;
        moment.step = 70;
        moment.networkError = 0.25;
        moment.findings.resize(2);
        moment.findings[1].testError = 0.125;
        moment.findings[1].features = 500;
        moment.findings[1].examples = 200;
        Checkpoint checkpoint;
        saveMoments(checkpoint, {moment, moment});
        const std::vector<ProbeMoment> back = loadMoments(checkpoint, 2);
        QCOMPARE(back.size(), std::size_t{2});
        QCOMPARE(back[1].step, std::uint64_t{70});
        QCOMPARE(back[1].findings[1].testError, 0.125);
        QVERIFY(back[1].findings[1].tooFewExamples());
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(loadMoments(checkpoint, 3)), InputError);
        checkpoint.put("probe_moments", std::vector<double>(25, std::nan("")));
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(loadMoments(checkpoint, 2)), InputError);
        ProbeAnswers answers{3, {0, 1, 2, 2, 1, 0}};
        saveAnswers(checkpoint, answers);
        QCOMPARE(loadAnswers(checkpoint, 2, 3, 3).classes, answers.classes);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(loadAnswers(checkpoint, 2, 3, 2)), InputError);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(loadAnswers(checkpoint, 2, 4, 3)), InputError);
    }
};

QTEST_GUILESS_MAIN(TestNetworkProbes)
#include "tst_network_probes.moc"
