// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments of chapter 7 as scenes run them: series, pictures, tables, comparisons.
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/scene.h"
#include "engine/data/digits.h"
#include "engine/issgd/issgd.h"
#include "engine/issgd/training/equal_time.h"
#include "engine/issgd/training/importance_pictures.h"
#include "engine/issgd/training/run_records.h"
#include "engine/stats/quartiles.h"
#include "tests/support/near.h"

#include <QTest>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

using Values = std::map<std::string, nlohmann::ordered_json>;

Scene smallScene(const Registry& registry, const std::string& kind, const Values& more) {
    nlohmann::ordered_json parameters = {{"image_set", "drawn"},
                                         {"training_images", 120},
                                         {"test_images", 40},
                                         {"validation_share", 0.1},
                                         {"layers", "linear 10, relu"},
                                         {"batch_size", 16},
                                         {"block", 12},
                                         {"measure_every", 5}};
    for (const auto& [name, value] : more) {
        parameters[name] = value;
    }
    const nlohmann::ordered_json scene = {{"scorescope", 2},
                                          {"experiment", kind},
                                          {"seed", 3},
                                          {"steps", 20},
                                          {"parameters", parameters}};
    return parseScene(scene.dump(), "importance.json", registry);
}

struct Run {
    explicit Run(const std::string& kind, const Values& more = {}, int threads = 1) {
        registerIssgd(registry);
        run = std::make_unique<SceneRun>(registry, smallScene(registry, kind, more), Device(),
                                         threads);
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

std::shared_ptr<const nn::TrainingImages> drawnImages(std::size_t count) {
    auto chosen = std::make_shared<data::ChosenImages>();
    chosen->training = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(count, data::DigitPart::training, 3))));
    chosen->test = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(30, data::DigitPart::test, 3))));
    chosen->wrong = {1, 4};
    chosen->scaling = data::unitScaling(1);
    return std::make_shared<const nn::TrainingImages>(std::move(chosen));
}

EqualTimeOptions comparison() {
    EqualTimeOptions options;
    options.learner.network =
        nn::LayeredNetwork({1, 28, 28}, nn::parseLayers("linear 8, relu, linear 10"));
    options.learner.batch = 16;
    options.learner.scorers = Scorers::oracle;
    options.learner.optimizer.rule = nn::OptimizerRule::sgd;
    options.uniformSteps = 80;
    options.rates = {0.01, 0.1};
    options.tuningSeeds = 1;
    options.seeds = 5;
    return options;
}

template <typename Call> bool refused(const Call& call, const std::string& pointer) {
    try {
        call();
    } catch (const InputError& error) {
        return error.pointer() == pointer;
    }
    return false;
}

} // namespace

class TestImportanceExperiments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneRunIsMeasuredOnItsWay() {
        Run one("importance_sgd");
        one.run->runTo(20);
        for (const char* name : {"spread_uniform", "spread_stale", "spread_in_use", "spread_ideal",
                                 "train_loss", "plain_train_loss", "test_error", "plain_test_error",
                                 "validation_error", "gradient_length", "gradient_bound"}) {
            QCOMPARE(one.series(name).size(), std::size_t{5}); // steps 1, 5, 10, 15, 20
        }
        // Both begin with the same weights; uniform sampling is never below the ideal.
        for (std::size_t i = 0; i < 5; ++i) {
            QVERIFY(one.series("spread_ideal").at(i).value <=
                    one.series("spread_uniform").at(i).value);
            // A mean of lengths is not below the length of the mean, but for the few minibatches.
            QVERIFY(one.series("gradient_bound").at(i).value >
                    0.8 * one.series("gradient_length").at(i).value);
        }
        QCOMPARE(std::get<Spans>(one.artifact("cluster_spans").data).rows.size(), std::size_t{5});
        QCOMPARE(std::get<Table>(one.artifact("cluster_members").data).rows.size(), std::size_t{5});
        const auto byClock = std::get<Lines>(one.artifact("spread_by_clock").data);
        QCOMPARE(byClock.lines.size(), std::size_t{4});
        QCOMPARE(byClock.lines[0].x.size(), std::size_t{5});
        QVERIFY(std::is_sorted(byClock.lines[0].x.begin(), byClock.lines[0].x.end()));
    }

    void numbersAreTheSameForAnyThreadsAndAfterAStepBack() {
        Run one("importance_sgd", {{"label_noise", 0.2}}, 1);
        Run other("importance_sgd", {{"label_noise", 0.2}}, 2);
        one.run->runTo(20);
        other.run->runTo(20);
        for (const std::string& name : one.run->experiment().series().names()) {
            const Series a = one.series(name);
            const Series b = other.series(name);
            QCOMPARE(a.size(), b.size());
            for (std::size_t i = 0; i < a.size(); ++i) {
                const bool both = std::isnan(a.at(i).value) && std::isnan(b.at(i).value);
                QVERIFY2(both || a.at(i).value == b.at(i).value, name.c_str());
            }
        }
        QVERIFY(!one.series("wrong_drawn").empty());
    }

    void losingAWorkerIsAnAction() {
        Run one("importance_sgd", {{"member", 3}}); // the second worker
        one.run->runTo(5);
        one.run->experiment().act({"lose_worker", {}});
        const auto now = [&] {
            return std::get<Table>(one.artifact("cluster_members").data).rows[3][1].text;
        };
        QCOMPARE(now(), std::string("is lost"));
        one.run->runTo(10);
        QCOMPARE(now(), std::string("is lost"));
        one.run->experiment().act({"bring_back", {}});
        QVERIFY(now() != std::string("is lost"));
    }

    void manyRunsHaveMediansAndQuartiles() {
        Run many("importance_runs",
                 {{"repetitions", 4}, {"rates_and_constants", "0.1 0.5; 0.02 0.1"}}, 2);
        many.run->runTo(20);
        for (const std::string group : {"a_importance", "a_plain", "b_importance", "b_plain"}) {
            const Series middle = many.series(group + "_train_loss");
            QCOMPARE(middle.size(), std::size_t{5});
            for (std::size_t i = 0; i < middle.size(); ++i) {
                QVERIFY(many.series(group + "_train_loss_low").at(i).value <= middle.at(i).value);
                QVERIFY(many.series(group + "_train_loss_high").at(i).value >= middle.at(i).value);
            }
        }
        QVERIFY(many.series("a_plain_spread_ideal").empty()); // of importance sampling's runs only
        const auto band = std::get<SeriesArtifact>(many.artifact("b_importance_spread_ideal").data);
        QCOMPARE(band.low.size(), std::size_t{5});
        QCOMPARE(band.bandLabel, std::string("median, quartiles of 4 seeds"));
        // Runs are those of the single experiment: seed 3, the first of four, is its run.
        Run alone("importance_runs", {{"repetitions", 1}, {"rates_and_constants", "0.1 0.5"}});
        alone.run->runTo(20);
        Run single("importance_sgd", {{"learning_rate", 0.1}, {"smoothing_constant", 0.5}});
        single.run->runTo(20);
        QCOMPARE(alone.series("a_importance_train_loss").back().value,
                 single.series("train_loss").back().value);
        QCOMPARE(alone.series("a_plain_train_loss").back().value,
                 single.series("plain_train_loss").back().value);
        const auto table = std::get<Table>(many.artifact("table_7_1").data);
        QCOMPARE(table.rows.size(), std::size_t{4});
        QCOMPARE(table.rows[0].back().numbers, std::vector<double>{9.31});
        QCOMPARE(table.rows[1][1].numbers.size(), std::size_t{3});
    }

    void theTableTakesTheSettingThatValidatesBest() {
        const std::vector<RunGroup> groups = {{"a_importance", "first", true, 0},
                                              {"b_importance", "second", true, 1},
                                              {"a_plain", "third", false, 0}};
        RunRecords records(3, 2);
        const auto values = [](double validation, double test) {
            std::vector<double> all;
            for (const double shift : {0.0, 0.02}) {
                std::vector<double> one(measuredKinds, 0.0);
                one[static_cast<std::size_t>(Measured::validationError)] = validation + shift;
                one[static_cast<std::size_t>(Measured::testError)] = test + shift;
                all.insert(all.end(), one.begin(), one.end());
            }
            return all;
        };
        for (const std::uint64_t step : {50U, 90U, 95U, 100U}) {
            const double late = step >= 90 ? 0.0 : 0.5; // not in the last tenth
            records.add(0, step, values(0.10 + late, 0.30));
            records.add(1, step, values(0.05 + late, 0.40));
            records.add(2, step, values(0.20 + late, 0.35));
        }
        QCOMPARE(records.lastTenth(1, Measured::validationError)[0], 0.05);
        const auto table = std::get<Table>(table71(groups, records, "digits").data);
        QVERIFY(near(table.rows[2][1].numbers[0], 41.0, 1e-12, 0.0, nullptr)); // per cent
        QCOMPARE(table.rows[2][3].text, std::string("second"));
        QVERIFY(near(table.rows[1][1].numbers[0], 36.0, 1e-12, 0.0, nullptr));
        records.clear();
        records.add(0, 50, values(0.60, 0.30));
        QVERIFY(
            near(records.lastTenth(0, Measured::validationError)[1], 0.62, 1e-12, 0.0, nullptr));
    }

    void quartilesAreThoseOfNumpy() {
        // numpy.quantile([3, 1, 4, 1.5, 9, 2.6], [0.25, 0.5, 0.75])
        const stats::Quartiles found = stats::quartilesOf({3.0, 1.0, 4.0, 1.5, 9.0, 2.6});
        QVERIFY(near(found.low, 1.775, 1e-12, 0.0, nullptr));
        QVERIFY(near(found.median, 2.8, 1e-12, 0.0, nullptr));
        QVERIFY(near(found.high, 3.75, 1e-12, 0.0, nullptr));
        QCOMPARE(stats::quartilesOf({7.0}).high, 7.0);
        QVERIFY(std::isnan(stats::quartilesOf({1.0, std::nan("")}).median));
        const double infinite = std::numeric_limits<double>::infinity();
        QCOMPARE(stats::quartilesOf({1.0, 2.0, infinite, infinite, infinite}).median, infinite);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(stats::quartilesOf({})), std::invalid_argument);
    }

    void informativeExamplesAreThoseWithTheHighestScores() {
        const auto images = drawnImages(6);
        ExampleScores scores;
        scores.scores = {0.5, 9.0, 2.0, 7.0, 1.0, 100.0};
        scores.times = {0.0, 0.0, 0.0, 0.0, 0.0, ExampleScores::never};
        const Artifact picture = informativeExamples(*images, scores, 2);
        const auto& grid = std::get<ImageGrid>(picture.data);
        QCOMPARE(grid.images(), std::size_t{4});
        QCOMPARE(grid.framed,
                 std::vector<std::size_t>({0, 3})); // examples 1 and 4 have wrong labels
        const std::uint8_t* most = images->chosen().training.image(1);
        for (std::size_t p = 0; p < 784; ++p) {
            QCOMPARE(grid.pixels[p], static_cast<float>(most[p]) / 255.0F);
        }
        QVERIFY(grid.captions[1].find("7") != std::string::npos);
        QVERIFY(grid.captions[2].find("0.5") != std::string::npos);
    }

    /// SGD against itself shows nothing, and against half the steps it wins.
    void theSameTimeTellsTheBetterOne() {
        const auto images = drawnImages(150);
        EqualTimeOptions options = comparison();
        options.learner.by = SampledBy::uniform;
        const EqualTime same = compareForEqualTime(options, images, {1, {}});
        QVERIFY(same.uniform.losses == same.importance.losses);
        QVERIFY(!same.lossRatio.hasInterval());
        options.costRatio = 16.0;
        const EqualTime slower = compareForEqualTime(options, images, {1, {}});
        QCOMPARE(slower.importance.steps, std::size_t{5});
        QVERIFY(slower.lossRatio.estimate.low > 0.0);
        const auto table = std::get<Table>(equalTimeTable(slower, options).data);
        QVERIFY(table.rows.front().front().text.rfind("No", 0) == 0);
        // The rate that learns more is found, and one that diverges is not taken.
        QCOMPARE(slower.uniform.best, std::size_t{1});
        options.rates = {0.1, 1e30};
        const EqualTime diverged = compareForEqualTime(options, images, {1, {}});
        QCOMPARE(diverged.uniform.best, std::size_t{0});
        QVERIFY(std::isinf(diverged.uniform.tried[1]));
        options.seeds = 1;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(compareForEqualTime(options, images, {1, {}})),
                                 std::invalid_argument);
    }

    void badInputIsRefusedWithItsPlace() {
        Registry registry;
        registerIssgd(registry);
        const auto scene = [&](const std::string& kind, const Values& more) {
            return [&registry, kind, more] {
                const Scene read = smallScene(registry, kind, more);
                registry.checkFits(kind, read.parameters);
            };
        };
        const std::string layers = "/parameters/layers";
        QVERIFY(refused(scene("importance_sgd", {{"layers", "linear"}}), layers));
        QVERIFY(
            refused(scene("importance_sgd", {{"layers", "linear 8, batchnorm, relu"}}), layers));
        QVERIFY(refused(
            scene("importance_sgd", {{"layers", "linear 784, relu, linear 784 shares layer1"}}),
            layers));
        QVERIFY(refused(scene("importance_sgd", {{"workers", 0}, {"barriers", true}}),
                        "/parameters/workers"));
        for (const char* settings : {"", "0.1", "0.1 1; 0.2", "0 1", "0.1 -1", "a b", "0.1 1;;",
                                     "1 1; 1 1; 1 1; 1 1; 1 1", "nan 1"}) {
            QVERIFY2(refused(scene("importance_runs", {{"rates_and_constants", settings}}),
                             "/parameters/rates_and_constants"),
                     settings);
        }
        QVERIFY(!refused(
            scene("importance_sgd", {{"layers", "conv 4 5x5, relu, maxpool 2, flatten"}}), layers));
    }
};

QTEST_GUILESS_MAIN(TestImportanceExperiments)
#include "tst_importance_experiments.moc"
