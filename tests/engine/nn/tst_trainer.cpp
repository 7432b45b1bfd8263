// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/nn/trainer.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::messageOf;
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

/// The same with weights of either type.
template <class Real> double bowlOf(const Real* x, Real* gradient) {
    const double at[2] = {static_cast<double>(x[0]), static_cast<double>(x[1])};
    double slope[2];
    const double loss = bowl(at, slope);
    gradient[0] = static_cast<Real>(slope[0]);
    gradient[1] = static_cast<Real>(slope[1]);
    return loss;
}

const std::vector<double> begin = {4.0, -1.6}; // gradient (3, 4): of length 5

const std::vector<float> floatBegin = {4.0F, -1.6F};
const std::vector<const char*> rules = {"lbfgs", "sgd", "momentum", "rmsprop", "adam"};

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
    void floatsFollowDoubles();
    void floatsAreClippedAsWell();
    void floatsFindTheMinimum();
    void floatsContinueBitForBit();
    void floatsKeepWhatWasBeforeTrouble();
    void floatsAreStoredAsFloats();
    void theWrongTypeIsRefused();
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

/// Rounding of 6e-8 a step, and a problem that forgets it: 200 steps stay within 1e-5 of doubles.
void TestTrainer::floatsFollowDoubles() {
    for (const char* rule : {"sgd", "momentum", "rmsprop", "adam"}) {
        for (const double clip : {0.0, 0.7}) {
            FloatTrainer floats(with(rule, 0.01, clip), floatBegin);
            Trainer doubles(with(rule, 0.01, clip), begin);
            for (int i = 0; i < 200; ++i) {
                const TrainerReport one = floats.step(bowlOf<float>);
                const TrainerReport other = doubles.step(bowl);
                std::string message = rule;
                QVERIFY2(near(one.loss, other.loss, 1e-5, 1e-5, &message), message.c_str());
                QVERIFY2(near(one.gradientNorm, other.gradientNorm, 1e-5, 1e-4, &message),
                         message.c_str());
            }
            for (std::size_t k = 0; k < 2; ++k) {
                std::string message = rule;
                QVERIFY2(near(static_cast<double>(floats.weights()[k]), doubles.weights()[k], 1e-5,
                              1e-5, &message),
                         message.c_str());
            }
        }
    }
}

void TestTrainer::floatsAreClippedAsWell() {
    FloatTrainer trainer(with("sgd", 0.1, 1.0), floatBegin);
    const TrainerReport report = trainer.step(bowlOf<float>);
    QVERIFY(near(report.gradientNorm, 5.0, 1e-6, 0.0)); // as it was
    QVERIFY(near(report.stepLength, 0.1, 1e-5, 0.0));   // rate times 1
    QVERIFY(near(static_cast<double>(trainer.weights()[0]), 4.0 - 0.06, 1e-6, 0.0));
    QVERIFY(near(static_cast<double>(trainer.weights()[1]), -1.6 - 0.08, 1e-6, 0.0));
    FloatTrainer clipped(with("adam", 0.1, 5.1), floatBegin); // long enough for this one
    FloatTrainer free(with("adam"), floatBegin);
    static_cast<void>(clipped.step(bowlOf<float>));
    static_cast<void>(free.step(bowlOf<float>));
    QCOMPARE(clipped.weights(), free.weights());
}

void TestTrainer::floatsFindTheMinimum() {
    for (const char* rule : rules) {
        FloatTrainer trainer(with(rule, 0.01), floatBegin);
        QCOMPARE(trainer.fullBatch(), std::string(rule) == "lbfgs");
        for (int i = 0; i < 3000; ++i) {
            QVERIFY(trainer.step(bowlOf<float>).finite);
        }
        QVERIFY2(near(static_cast<double>(trainer.weights()[0]), 1.0, 0.0, 0.02), rule);
        QVERIFY2(near(static_cast<double>(trainer.weights()[1]), -2.0, 0.0, 0.02), rule);
    }
}

void TestTrainer::floatsContinueBitForBit() {
    for (const char* rule : rules) {
        FloatTrainer trainer(with(rule, 0.05, 2.0), floatBegin);
        for (int i = 0; i < 3; ++i) {
            static_cast<void>(trainer.step(bowlOf<float>));
        }
        Checkpoint checkpoint;
        trainer.save(checkpoint, parts());
        FloatTrainer other(with(rule, 0.05, 2.0), {0.0F, 0.0F});
        other.load(checkpoint, parts());
        QCOMPARE(other.weights(), trainer.weights());
        for (int i = 0; i < 3; ++i) {
            static_cast<void>(trainer.step(bowlOf<float>));
            static_cast<void>(other.step(bowlOf<float>));
            QCOMPARE(other.weights(), trainer.weights());
        }
    }
}

void TestTrainer::floatsKeepWhatWasBeforeTrouble() {
    for (const char* rule : rules) {
        FloatTrainer trainer(with(rule), floatBegin);
        trainer.objectiveRedrawn();
        QVERIFY2(!trainer
                      .step([](const float*, float* gradient) {
                          gradient[0] = std::numeric_limits<float>::quiet_NaN();
                          gradient[1] = 1.0F;
                          return 1.0;
                      })
                      .finite,
                 rule);
        QCOMPARE(trainer.weights(), floatBegin);
    }
    // Beyond what a float can hold.
    FloatTrainer trainer(with("sgd", 1e30), floatBegin);
    QVERIFY(!trainer
                 .step([](const float*, float* gradient) {
                     gradient[0] = 1e30F;
                     gradient[1] = 0.0F;
                     return 1.0;
                 })
                 .finite);
    QCOMPARE(trainer.weights(), floatBegin);
}

void TestTrainer::floatsAreStoredAsFloats() {
    FloatTrainer trainer(with("adam"), floatBegin);
    static_cast<void>(trainer.step(bowlOf<float>));
    Checkpoint checkpoint;
    trainer.save(checkpoint, parts());
    QCOMPARE(storedValues<float>(checkpoint.weights, "x").toVector(), trainer.weights());
    QVERIFY(checkpoint.weights.at("x").shape == std::vector<std::size_t>{2});
    QCOMPARE(storedValues<float>(checkpoint.state, "optimizer.first").size(), std::size_t{2});
    QCOMPARE(storedValues<float>(checkpoint.state, "optimizer.second").size(), std::size_t{2});
    // L-BFGS keeps doubles beside them.
    FloatTrainer newton(with("lbfgs"), floatBegin);
    static_cast<void>(newton.step(bowlOf<float>));
    Checkpoint ofNewton;
    newton.save(ofNewton, parts());
    QCOMPARE(storedValues<float>(ofNewton.weights, "x").toVector(), newton.weights());
    QCOMPARE(storedValues<double>(ofNewton.state, "lbfgs.x").size(), std::size_t{2});
    // Weights from elsewhere beside an old point are noticed.
    ofNewton.weights["x"] = {{2}, std::vector<float>{9.0F, 9.0F}};
    FloatTrainer other(with("lbfgs"), floatBegin);
    QVERIFY(messageOf([&] {
                other.load(ofNewton, parts());
            }).contains(QStringLiteral("/lbfgs.x: is not the point of its weights")));
    QCOMPARE(other.weights(), floatBegin);
}

void TestTrainer::theWrongTypeIsRefused() {
    for (const char* rule : rules) {
        Checkpoint ofDoubles;
        Trainer(with(rule), begin).save(ofDoubles, parts());
        FloatTrainer floats(with(rule), floatBegin);
        const QString message = messageOf([&] { floats.load(ofDoubles, parts()); });
        QVERIFY2(message.contains(QStringLiteral("/x: is of type F64; this scene needs F32")),
                 qPrintable(message));
        QCOMPARE(floats.weights(), floatBegin);
        Checkpoint ofFloats;
        floats.save(ofFloats, parts());
        Trainer doubles(with(rule), begin);
        const QString other = messageOf([&] { doubles.load(ofFloats, parts()); });
        QVERIFY2(other.contains(QStringLiteral("/x: is of type F32; this scene needs F64")),
                 qPrintable(other));
        QCOMPARE(doubles.weights(), begin);
    }
    // Weights of the right type, moments of the wrong one.
    Checkpoint mixed;
    FloatTrainer(with("adam"), floatBegin).save(mixed, parts());
    mixed.put("optimizer.first", {0.0, 0.0});
    FloatTrainer floats(with("adam"), {1.0F, 1.0F});
    QVERIFY(messageOf([&] {
                floats.load(mixed, parts());
            }).contains(QStringLiteral("/optimizer.first: is of type F64")));
    QCOMPARE(floats.weights(), (std::vector<float>{1.0F, 1.0F}));
}

QTEST_APPLESS_MAIN(TestTrainer)
#include "tst_trainer.moc"
