// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Keeping weights and sampler up to date with scores that change: which sampler, how often, what it
// costs, and that changes taken one by one come to the same as all made anew.
#include "engine/data/digits.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/step_costs.h"
#include "engine/issgd/training/training_measure.h"
#include "tests/support/near.h"

#include <QTest>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

constexpr std::size_t examples = 90;
constexpr std::size_t many = 570000; // SVHN's training set

std::shared_ptr<const nn::TrainingImages> drawnImages() {
    auto chosen = std::make_shared<data::ChosenImages>();
    chosen->training = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(examples, data::DigitPart::training, 3))));
    chosen->test = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(40, data::DigitPart::test, 3))));
    chosen->scaling = data::unitScaling(1);
    return std::make_shared<const nn::TrainingImages>(std::move(chosen));
}

LearnerOptions someOptions() {
    LearnerOptions options;
    options.network = nn::LayeredNetwork({1, 28, 28}, nn::parseLayers("linear 8, relu, linear 10"));
    options.batch = 16;
    options.optimizer.rule = nn::OptimizerRule::sgd;
    options.optimizer.rate = 0.1;
    options.smoothing = {Smoothing::Kind::constant, 0.05};
    options.cluster.workers = 3;
    options.cluster.block = 7;
    options.cluster.scoresPerSecond = 300.0;
    options.cluster.pushEvery = 4;
    options.cluster.readEvery = 2;
    options.seed = 5;
    return options;
}

void run(ImportanceLearner& learner, int steps) {
    for (int i = 0; i < steps; ++i) {
        learner.step();
    }
}

} // namespace

class TestSamplerUpkeep : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// A tree where few of many weights change, and weights are scores and a constant.
    void theCheaperSamplerIsChosen() {
        const LearnerOptions some = someOptions();
        QVERIFY(samplerFor(some, many) == SamplerKind::weightTree);
        QVERIFY(samplerFor(some, 10000) == SamplerKind::aliasTable); // it does not matter
        const auto table = [&](auto change) {
            LearnerOptions options = some;
            change(options);
            return samplerFor(options, many) == SamplerKind::aliasTable;
        };
        QVERIFY(table([](LearnerOptions& o) { o.by = SampledBy::uniform; }));
        QVERIFY(table([](LearnerOptions& o) { o.by = SampledBy::lossRank; }));
        QVERIFY(table([](LearnerOptions& o) { o.oldest = 4.0; }));
        QVERIFY(table([](LearnerOptions& o) { o.scorers = Scorers::oracle; }));
        QVERIFY(table([](LearnerOptions& o) {
            o.smoothing = {Smoothing::Kind::entropyShare, 0.9};
        }));
        QVERIFY(table([](LearnerOptions& o) { // nearly all change between two looks
            o.cluster.workers = 64;
            o.cluster.scoresPerSecond = 1e7;
        }));
        QVERIFY(!table([](LearnerOptions& o) { o.scorers = Scorers::peers; }));
        QVERIFY(!table([](LearnerOptions& o) { o.scorers = Scorers::real; }));
    }

    /// One learner's tree takes the changes, the other's is made anew with each step: the same
    /// draws, and so the same weights of the network, bit for bit.
    void changesComeToTheSameAsAllAnew() {
        const auto images = drawnImages();
        for (const Scorers scorers : {Scorers::simulated, Scorers::peers}) {
            LearnerOptions options = someOptions();
            options.scorers = scorers;
            options.batch = scorers == Scorers::peers ? 45 : 16; // so that all are scored soon
            ImportanceLearner begun(options, images);
            run(begun, 60);
            QCOMPARE(begun.proposal().counts.neverScored, std::size_t{0});
            Checkpoint moment;
            begun.save(moment);
            QCOMPARE(moment.count("weight_tree"), std::uint64_t{0});
            moment.meta["weight_tree"] = std::uint64_t{1}; // as with many examples
            ImportanceLearner changing(options, images);
            ImportanceLearner anew(options, images);
            changing.load(moment);
            anew.load(moment);
            QVERIFY(changing.upkeep().kind == SamplerKind::weightTree);
            for (int step = 0; step < 30; ++step) {
                changing.step();
                anew.setSmoothing(options.smoothing); // all is made anew
                anew.step();
                QVERIFY(changing.drawn() == anew.drawn());
            }
            QVERIFY(changing.weights() == anew.weights());
            QVERIFY(changing.proposal().weights == anew.proposal().weights);
            QCOMPARE(changing.proposal().effectiveShare, anew.proposal().effectiveShare);
            // And from any moment on.
            Checkpoint later;
            changing.save(later);
            ImportanceLearner back(options, images);
            back.load(later);
            run(changing, 10);
            run(back, 10);
            QVERIFY(changing.weights() == back.weights());
            // What needs all weights is made of all.
            changing.setSmoothing({Smoothing::Kind::effectiveShare, 0.9});
            run(changing, 4);
            QVERIFY(near(changing.proposal().effectiveShare, 0.9, 1e-9, 0.0));
        }
    }

    void renewalsAreCounted() {
        const auto images = drawnImages();
        ImportanceLearner learner(someOptions(), images);
        QCOMPARE(learner.upkeep().perStep, 1.0); // nothing is known
        run(learner, 40);
        const SamplerUpkeep upkeep = learner.upkeep();
        QVERIFY2(upkeep.perStep > 0.2 && upkeep.perStep <= 0.525, // the master looks every 2 steps
                 std::to_string(upkeep.perStep).c_str());
        QVERIFY(upkeep.changes >= 7.0 && upkeep.changes <= 90.0);
        LearnerOptions options = someOptions();
        options.scorers = Scorers::oracle;
        ImportanceLearner oracle(options, images);
        run(oracle, 10);
        QCOMPARE(oracle.upkeep().perStep, 1.0);
        QCOMPARE(oracle.upkeep().changes, 90.0);
        options.by = SampledBy::uniform;
        ImportanceLearner uniform(options, images);
        run(uniform, 10);
        QCOMPARE(uniform.upkeep().perStep, 0.0); // made once for all
    }

    /// C has a renewal as often as a run makes one, and not at every step.
    void theCostIsWhatARunPays() {
        StepCosts costs;
        costs.uniform = 2.0;
        costs.importance = 2.2;
        costs.renewal = 0.8;
        costs.renewals = 0.25;
        costs.example = 0.02;
        QVERIFY(near(costs.ratio(), 1.2, 1e-12, 0.0));
        QVERIFY(near(costs.ratioWithScoring(10.0), 1.3, 1e-12, 0.0));
        const auto images = drawnImages();
        ImportanceLearner learner(someOptions(), images);
        run(learner, 20);
        for (const SamplerKind kind : {SamplerKind::aliasTable, SamplerKind::weightTree}) {
            SamplerUpkeep upkeep = learner.upkeep();
            upkeep.kind = kind;
            const StepCosts found =
                measureStepCosts(measureRequest(learner, true), learner.options(), upkeep, {1, {}});
            QCOMPARE(found.renewals, upkeep.perStep);
            for (const double seconds :
                 {found.uniform, found.importance, found.renewal, found.example}) {
                QVERIFY(seconds > 0.0 && std::isfinite(seconds));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSamplerUpkeep)
#include "tst_sampler_upkeep.moc"
