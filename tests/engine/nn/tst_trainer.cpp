// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/nn/trainer.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::near;

namespace {

/// Σ_i c_i (x_i − m_i)²/2, curvatures c = (1, 10), minimum m = (1, −2).
double bowl(const double* x, double* gradient) {
    const double a = x[0] - 1.0;
    const double b = x[1] + 2.0;
    gradient[0] = a;
    gradient[1] = 10.0 * b;
    return 0.5 * a * a + 5.0 * b * b;
}

const std::vector<double> begin = {4.0, -1.6}; // gradient (3, 4): of length 5

TrainerOptions with(const std::string& optimizer, double rate = 0.1, double clip = 0.0) {
    TrainerOptions options;
    options.optimizer = optimizer;
    options.learningRate = rate;
    options.clipNorm = clip;
    return options;
}

std::vector<NamedPart> parts() {
    return {{"x", 0, {2}}};
}

} // namespace

class TestTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneStepOfDescent();
    void longGradientsAreShortened();
    void shortGradientsAreLeftAlone();
    void everyRuleFindsTheMinimum();
    void lbfgsSaysWhenItIsStuck();
    void nothingChangesWhenNotFinite();
    void continuesBitForBit();
    void settingsChangeOnTheWay();
    void refusesWhatDoesNotFit();
};

void TestTrainer::oneStepOfDescent() {
    Trainer trainer(with("sgd"), begin);
    QVERIFY(!trainer.fullBatch());
    const TrainerReport report = trainer.step(bowl);
    QVERIFY(near(report.loss, 0.5 * 9.0 + 5.0 * 0.16, 1e-14, 0.0));
    QVERIFY(near(report.gradientNorm, 5.0, 1e-14, 0.0));
    QVERIFY(near(report.stepLength, 0.5, 1e-14, 0.0));
    QVERIFY(near(trainer.weights()[0], 4.0 - 0.3, 1e-14, 0.0));
    QVERIFY(near(trainer.weights()[1], -1.6 - 0.4, 1e-14, 0.0));
}

void TestTrainer::longGradientsAreShortened() {
    Trainer trainer(with("sgd", 0.1, 1.0), begin);
    const TrainerReport report = trainer.step(bowl);
    QVERIFY(near(report.gradientNorm, 5.0, 1e-14, 0.0));         // as it was
    QVERIFY(near(report.stepLength, 0.1, 1e-14, 0.0));           // rate times 1
    QVERIFY(near(trainer.weights()[0], 4.0 - 0.06, 1e-14, 0.0)); // the same direction
    QVERIFY(near(trainer.weights()[1], -1.6 - 0.08, 1e-14, 0.0));
}

void TestTrainer::shortGradientsAreLeftAlone() {
    Trainer clipped(with("adam", 0.1, 5.1), begin);
    Trainer free(with("adam"), begin);
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(clipped.step(bowl));
        static_cast<void>(free.step(bowl));
    }
    QCOMPARE(clipped.weights(), free.weights());
}

void TestTrainer::everyRuleFindsTheMinimum() {
    for (const char* rule : {"lbfgs", "sgd", "momentum", "rmsprop", "adam"}) {
        for (const double clip : {0.0, 0.7}) {
            Trainer trainer(with(rule, 0.01, clip), begin);
            for (int i = 0; i < 3000; ++i) {
                QVERIFY(trainer.step(bowl).finite);
            }
            // RMSprop's step has no end: it circles at about the rate.
            QVERIFY2(near(trainer.weights()[0], 1.0, 0.0, 0.02), rule);
            QVERIFY2(near(trainer.weights()[1], -2.0, 0.0, 0.02), rule);
        }
    }
}

void TestTrainer::lbfgsSaysWhenItIsStuck() {
    Trainer trainer(with("lbfgs"), begin);
    QVERIFY(trainer.fullBatch());
    TrainerReport report = trainer.step(bowl);
    QVERIFY(!report.stuck);
    for (int i = 0; i < 50 && !report.stuck; ++i) {
        report = trainer.step(bowl);
    }
    QVERIFY(report.stuck);
    QVERIFY(near(trainer.weights()[0], 1.0, 0.0, 1e-6));
    // Another objective: it goes on.
    trainer.objectiveChanged();
    const Objective other = [](const double* x, double* gradient) {
        gradient[0] = x[0] - 3.0;
        gradient[1] = x[1];
        return 0.5 * (gradient[0] * gradient[0] + gradient[1] * gradient[1]);
    };
    QVERIFY(!trainer.step(other).stuck);
    for (int i = 0; i < 50; ++i) {
        static_cast<void>(trainer.step(other));
    }
    QVERIFY(near(trainer.weights()[0], 3.0, 0.0, 1e-6));
}

void TestTrainer::nothingChangesWhenNotFinite() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double clip : {0.0, 1.0}) {
        for (const char* rule : {"sgd", "adam", "lbfgs"}) {
            Trainer trainer(with(rule, 0.1, clip), begin);
            static_cast<void>(trainer.step(bowl));
            Trainer untouched = trainer;
            for (const double bad : {nan, infinity}) {
                trainer.objectiveRedrawn();
                untouched.objectiveRedrawn();
                QVERIFY2(!trainer
                              .step([bad](const double*, double* gradient) {
                                  gradient[0] = bad;
                                  gradient[1] = 1.0;
                                  return 1.0;
                              })
                              .finite,
                         rule);
                QCOMPARE(trainer.weights(), untouched.weights());
            }
            trainer.objectiveRedrawn();
            untouched.objectiveRedrawn();
            static_cast<void>(trainer.step(bowl));
            static_cast<void>(untouched.step(bowl));
            QCOMPARE(trainer.weights(), untouched.weights()); // the optimizer's state as well
        }
    }
}

void TestTrainer::continuesBitForBit() {
    for (const char* rule : {"lbfgs", "sgd", "momentum", "rmsprop", "adam"}) {
        Trainer trainer(with(rule, 0.05, 2.0), begin);
        for (int i = 0; i < 3; ++i) {
            static_cast<void>(trainer.step(bowl));
        }
        Checkpoint checkpoint;
        trainer.save(checkpoint, parts());
        Trainer other(with(rule, 0.05, 2.0), {0.0, 0.0});
        other.load(checkpoint, parts());
        QCOMPARE(other.weights(), trainer.weights());
        for (int i = 0; i < 3; ++i) {
            static_cast<void>(trainer.step(bowl));
            static_cast<void>(other.step(bowl));
            QCOMPARE(other.weights(), trainer.weights());
        }
    }
}

void TestTrainer::settingsChangeOnTheWay() {
    Trainer trainer(with("momentum", 0.01), begin);
    static_cast<void>(trainer.step(bowl));
    Trainer changed = trainer;
    changed.setOptions(with("momentum", 0.02));
    const std::vector<double> before = trainer.weights();
    static_cast<void>(trainer.step(bowl));
    static_cast<void>(changed.step(bowl));
    for (std::size_t k = 0; k < 2; ++k) { // the same momentum, twice the rate
        QVERIFY(near(changed.weights()[k] - before[k], 2.0 * (trainer.weights()[k] - before[k]),
                     1e-12, 0.0));
    }
    const std::vector<double> kept = changed.weights();
    QVERIFY_EXCEPTION_THROWN(changed.setOptions(with("momentum", -1.0)), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(changed.setOptions(with("momentum", 0.1, -1.0)),
                             std::invalid_argument);
    QCOMPARE(changed.weights(), kept);
    static_cast<void>(changed.step(bowl)); // still able to
    QVERIFY(changed.weights() != kept);
}

void TestTrainer::refusesWhatDoesNotFit() {
    QVERIFY_EXCEPTION_THROWN(Trainer(with("newton"), begin), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(Trainer(with("sgd", 0.0), begin), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(Trainer(with("sgd", 0.1, std::nan("")), begin), std::invalid_argument);
    Checkpoint ofAdam;
    Trainer(with("adam"), begin).save(ofAdam, parts());
    Trainer plain(with("sgd"), begin);
    QVERIFY_EXCEPTION_THROWN(plain.load(ofAdam, parts()), InputError);
    QCOMPARE(plain.weights(), begin);
}

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
