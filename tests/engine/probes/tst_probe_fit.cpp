// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/penalty_path.h"
#include "engine/probes/probe/probe_fit.h"
#include "tests/engine/probes/made_examples.h"
#include "tests/support/near.h"

#include <QTest>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::probes;
using test::DrawnExamples;
using test::MadeExamples;
using test::near;
using test::ReferenceNumbers;

namespace {

ProbeOptions exact(double penalty) {
    ProbeOptions options;
    options.penalty = penalty;
    options.tolerance = 2e-7; // what single precision still reaches on small problems
    options.directions = 4;
    return options;
}

/// A number for each of the bits of two doubles.
bool same(const Probe& a, const Probe& b) {
    return a.weights == b.weights && a.bias == b.bias;
}

} // namespace

class TestProbeFit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asScikitLearnAndScipyFitIt() {
        const MadeExamples made;
        const ReferenceNumbers reference("../probes/reference_probes.csv");
        const MatrixFeatures features(made.x.data(), MadeExamples::training,
                                      MadeExamples::dimension);
        const ProbeOptions options = exact(MadeExamples::penalty);
        const FittedProbe found =
            fitProbe(prepare(features, options), MadeExamples::first(made.labels), 4, options);
        std::string message;
        QVERIFY2(near(found.certificate.objective, reference["objective"], 1e-6, 0.0, &message),
                 message.c_str());
        // The gap bounds the distance of the weights: √(2 gap/λ) = 6e-3.
        QVERIFY2(near(found.certificate.loss, reference["loss"], 2e-4, 0.0, &message),
                 message.c_str());
        double mean = 0.0;
        for (const double b : found.probe.bias) {
            mean += b / 4.0;
        }
        for (std::size_t c = 0; c < 4; ++c) {
            const std::string name = std::to_string(c);
            QVERIFY2(
                near(found.probe.bias[c] - mean, reference["bias_" + name], 0.0, 6e-3, &message),
                message.c_str());
            for (const std::size_t j : {std::size_t(0), std::size_t(5), std::size_t(11)}) {
                QVERIFY2(near(found.probe.weights[c * 12 + j],
                              reference["weight_" + name + "_" + std::to_string(j)], 0.0, 6e-3,
                              &message),
                         message.c_str());
            }
        }
        const Judgement own = judge(found.probe, features, MadeExamples::first(made.labels));
        QVERIFY2(near(own.errorRate(), reference["training_error"], 0.0, 1e-12, &message),
                 message.c_str());
        QVERIFY2(near(own.meanLoss(), found.certificate.loss, 1e-6, 0.0, &message),
                 message.c_str());
        const std::vector<float> others(
            made.x.begin() + MadeExamples::training * MadeExamples::dimension, made.x.end());
        const Judgement held =
            judge(found.probe, MatrixFeatures(others.data(), 120, MadeExamples::dimension),
                  MadeExamples::rest(made.labels));
        QVERIFY2(near(held.meanLoss(), reference["held_out_loss"], 2e-3, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(held.errorRate(), reference["held_out_error"], 0.0, 1e-12, &message),
                 message.c_str());
    }

    void gapIsThatOfTheDual() {
        const MadeExamples made;
        const ReferenceNumbers reference("../probes/reference_probes.csv");
        const MatrixFeatures features(made.x.data(), MadeExamples::training,
                                      MadeExamples::dimension);
        const Standardization scale = standardize(features);
        const std::vector<std::uint32_t> labels = MadeExamples::first(made.labels);
        const SoftmaxLoss loss(features, labels, 4, scale);
        std::vector<double> w(48);
        for (std::size_t i = 0; i < w.size(); ++i) {
            w[i] = 0.3 * std::sin(static_cast<double>(i) + 1.0);
        }
        const std::vector<double> b{0.0, 0.2, 0.4, 0.6};
        std::vector<double> counts(4, 0.0);
        for (const std::uint32_t label : labels) {
            counts[label] += 1.0;
        }
        const std::vector<double> nothing(48, 0.0);
        const Certificate found =
            certify(w, loss.at(w.data(), b.data()), loss.at(nothing.data(), b.data()), counts,
                    MadeExamples::penalty);
        std::string message;
        QVERIFY2(near(found.objective, reference["some_objective"], 1e-6, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(found.gap, reference["some_gap"], 2e-6, 0.0, &message), message.c_str());
        QVERIFY(found.gap >= found.objective - reference["objective"]);
        QVERIFY(found.relativeGradientNorm > 0.0);
    }

    /// On the way to the optimum the gap never promises too much, nor do the errors.
    void certificatesHold_data() {
        QTest::addColumn<double>("tolerance");
        for (const double tolerance : {0.5, 0.1, 0.02, 1e-3}) {
            QTest::addRow("%g", tolerance) << tolerance;
        }
    }
    void certificatesHold() {
        QFETCH(double, tolerance);
        constexpr std::size_t d = 30;
        const DrawnExamples examples(400, d, 5, 0.6, 4);
        const MatrixFeatures features(examples.x.data(), 400, d);
        ProbeOptions options = exact(0.003);
        const PreparedFeatures prepared = prepare(features, options);
        const FittedProbe best = fitProbe(prepared, examples.labels, 5, options);
        options.tolerance = tolerance;
        const FittedProbe rough = fitProbe(prepared, examples.labels, 5, options);
        QVERIFY(rough.certificate.converged);
        const double above = rough.certificate.objective - best.certificate.objective;
        QVERIFY2(above >= -1e-6 && above <= rough.certificate.gap, std::to_string(above).c_str());
        QVERIFY(rough.certificate.gap <= tolerance * rough.certificate.objective);
        const Judgement one = judge(rough.probe, features, examples.labels);
        const Judgement other = judge(best.probe, features, examples.labels);
        std::size_t changed = 0;
        for (std::size_t i = 0; i < 400; ++i) {
            changed += one.named[i] == other.named[i] ? 0 : 1;
        }
        QVERIFY2(100.0 * static_cast<double>(changed) / 400.0 <= rough.certificate.errorPoints,
                 std::to_string(changed).c_str());
        // The identity behind it: what the objective is above its least is KL and distance.
        double distance = 0.0;
        for (std::size_t i = 0; i < best.probe.weights.size(); ++i) {
            distance += std::pow(rough.probe.weights[i] - best.probe.weights[i], 2);
        }
        QVERIFY2(0.5 * 0.003 * distance <= above + 1e-5, std::to_string(distance).c_str());
    }

    void costsOfAnotherClass() {
        std::string message;
        QCOMPARE(costOfAnotherClass(0.4, 0.4), 0.0);
        // The nearest distribution of (0.9, 0.1) with another likeliest class is (½, ½).
        const double expected = 0.5 * std::log(0.5 / 0.9) + 0.5 * std::log(0.5 / 0.1);
        QVERIFY2(near(costOfAnotherClass(0.9, 0.1), expected, 1e-12, 0.0, &message),
                 message.c_str());
        QCOMPARE(paidFor({0.5, 0.1, 0.2}, 0.35), std::size_t(2));
        QCOMPARE(paidFor({0.5, 0.1, 0.2}, 0.05), std::size_t(0));
        QCOMPARE(paidFor({0.5, 0.1, 0.2}, 9.0), std::size_t(3));
        QCOMPARE(paidFor({}, 1.0), std::size_t(0));
    }

    void threadsDoNotChangeNumbers() {
        const DrawnExamples examples(600, 90, 4, 0.4, 2);
        const MatrixFeatures features(examples.x.data(), 600, 90);
        const ProbeOptions options;
        const FittedProbe one =
            fitProbe(prepare(features, options, {1, {}}), examples.labels, 4, options, {}, {1, {}});
        const FittedProbe many =
            fitProbe(prepare(features, options, {3, {}}), examples.labels, 4, options, {}, {3, {}});
        QVERIFY(same(one.probe, many.probe)); // bit for bit
        QCOMPARE(many.certificate.gap, one.certificate.gap);
        QCOMPARE(many.evaluations, one.evaluations);
    }

    void directionsMakeTheWayShorterNotTheEndAnother() {
        // A few directions vary a hundred times as much as the rest, across coordinates.
        constexpr std::size_t d = 60;
        DrawnExamples examples(500, d, 3, 0.4, 6);
        RandomStream random(7, Purpose::test);
        std::vector<double> along(d);
        for (double& each : along) {
            each = random.normal();
        }
        for (std::size_t i = 0; i < 500; ++i) {
            const double much = 30.0 * random.normal();
            for (std::size_t j = 0; j < d; ++j) {
                examples.x[i * d + j] += static_cast<float>(much * along[j]);
            }
        }
        const MatrixFeatures features(examples.x.data(), 500, d);
        ProbeOptions options;
        options.tolerance = 1e-2;
        options.scale = FeatureScale::centredOnly;
        options.directions = 0;
        const FittedProbe plain = fitProbe(prepare(features, options), examples.labels, 3, options);
        options.directions = 10;
        const PreparedFeatures prepared = prepare(features, options);
        QVERIFY(prepared.directions.variances.front() > 1000.0);
        const FittedProbe quick = fitProbe(prepared, examples.labels, 3, options);
        QVERIFY(plain.certificate.converged && quick.certificate.converged);
        std::string message;
        QVERIFY2(
            near(quick.certificate.objective, plain.certificate.objective, 1e-4, 0.0, &message),
            message.c_str());
        QVERIFY2(5 * quick.evaluations < plain.evaluations, // 21 and 256
                 (std::to_string(quick.evaluations) + " and " + std::to_string(plain.evaluations))
                     .c_str());
    }

    void warmStartIsAtHome() {
        const DrawnExamples examples(500, 40, 4, 0.4, 9);
        const MatrixFeatures features(examples.x.data(), 500, 40);
        ProbeOptions options;
        options.tolerance = 1e-4;
        const PreparedFeatures prepared = prepare(features, options);
        const FittedProbe first = fitProbe(prepared, examples.labels, 4, options);
        FitSurroundings surroundings;
        surroundings.start = &first.probe;
        const FittedProbe again = fitProbe(prepared, examples.labels, 4, options, surroundings);
        QVERIFY(first.evaluations > 10);
        QVERIFY2(again.evaluations <= 5, std::to_string(again.evaluations).c_str());
        QVERIFY(again.certificate.converged);
    }

    void earlyStoppingKeepsTheBestOnTheWay() {
        // Many features that say nothing, and hardly a penalty: the optimum learns by heart.
        constexpr std::size_t d = 150;
        const DrawnExamples training(200, d, 2, 0.1, 10);
        const DrawnExamples validation(2000, d, 2, 0.1, 11);
        const MatrixFeatures features(training.x.data(), 200, d);
        const MatrixFeatures others(validation.x.data(), 2000, d);
        ProbeOptions options;
        options.penalty = 1e-5;
        options.tolerance = 1e-2;
        const PreparedFeatures prepared = prepare(features, options);
        const HeldOut heldOut{others, validation.labels};
        FitSurroundings surroundings;
        surroundings.heldOut = &heldOut;
        const FittedProbe whole = fitProbe(prepared, training.labels, 2, options, surroundings);
        surroundings.early = EarlyStopping{1, 3};
        const FittedProbe early = fitProbe(prepared, training.labels, 2, options, surroundings);
        QVERIFY(early.stoppedEarly && !whole.stoppedEarly);
        QVERIFY(!early.certificate.converged && whole.certificate.converged);
        QVERIFY(early.certificate.gap > whole.certificate.gap);
        QVERIFY(early.evaluations < whole.evaluations);
        const std::size_t before = judge(early.probe, others, validation.labels).errors;
        const std::size_t after = judge(whole.probe, others, validation.labels).errors;
        QVERIFY2(before <= after,
                 (std::to_string(before) + " and " + std::to_string(after)).c_str());
        QVERIFY(std::isfinite(whole.certificate.heldOutErrorPoints));
    }

    void pathIsThatOfSingleFits() {
        const DrawnExamples training(300, 50, 3, 0.3, 12);
        const DrawnExamples validation(500, 50, 3, 0.3, 13);
        const MatrixFeatures features(training.x.data(), 300, 50);
        const MatrixFeatures others(validation.x.data(), 500, 50);
        ProbeOptions options;
        options.tolerance = 1e-4;
        const PreparedFeatures prepared = prepare(features, options);
        const std::vector<double> penalties = penaltyGrid(10.0, 1e-4, 6);
        QCOMPARE(penalties.size(), std::size_t(6));
        const PenaltyPath path = fitPenaltyPath(prepared, training.labels, 3,
                                                {others, validation.labels}, penalties, options);
        QCOMPARE(path.points.size(), std::size_t(6));
        std::string message;
        for (std::size_t i = 0; i < 6; ++i) {
            ProbeOptions single = options;
            single.penalty = penalties[i];
            const FittedProbe alone = fitProbe(prepared, training.labels, 3, single);
            QVERIFY(path.points[i].certificate.converged);
            QVERIFY2(near(path.points[i].certificate.objective, alone.certificate.objective, 1e-4,
                          0.0, &message),
                     message.c_str());
            QVERIFY(path.points[i].validationLoss >= path.points[path.chosen].validationLoss);
            // A weaker penalty fits training examples better.
            QVERIFY(i == 0 || path.points[i].trainingLoss < path.points[i - 1].trainingLoss + 1e-4);
        }
        QVERIFY(path.chosen > 0 && path.chosen < 5 && !path.atEdge);
        const Judgement judged = judge(path.fitted.probe, others, validation.labels);
        QVERIFY2(
            near(judged.meanLoss(), path.points[path.chosen].validationLoss, 0.0, 0.0, &message),
            message.c_str());
        const PenaltyPath edge = fitPenaltyPath(prepared, training.labels, 3,
                                                {others, validation.labels}, {10.0, 5.0}, options);
        QVERIFY(edge.atEdge);
    }

    void classesThatTrainingDoesNotShow() {
        const DrawnExamples examples(200, 8, 3, 1.0, 14);
        std::vector<std::uint32_t> labels;
        for (const std::uint32_t label : examples.labels) {
            labels.push_back(label == 2 ? 4 : label); // of 6: 2, 3 and 5 are missing
        }
        const MatrixFeatures features(examples.x.data(), 200, 8);
        const ProbeOptions options;
        const FittedProbe found = fitProbe(prepare(features, options), labels, 6, options);
        QCOMPARE(found.probe.known, (std::vector<std::uint32_t>{0, 1, 4}));
        QVERIFY(found.certificate.converged);
        std::vector<std::uint32_t> asked = labels;
        asked[0] = 5;
        const Judgement judged = judge(found.probe, features, asked);
        std::string message;
        QVERIFY2(near(judged.losses[0], std::log(203.0), 1e-12, 0.0, &message), message.c_str());
        for (const std::uint32_t name : judged.named) {
            QVERIFY(name == 0 || name == 1 || name == 4);
        }
        const double shared = std::log(203.0 / 200.0);
        QVERIFY2(near(judge(found.probe, features, labels).meanLoss(),
                      found.certificate.loss + shared, 1e-6, 0.0, &message),
                 message.c_str());
    }

    void cancelledWhereItIs() {
        const DrawnExamples examples(400, 60, 4, 0.4, 2);
        const MatrixFeatures features(examples.x.data(), 400, 60);
        ProbeOptions options;
        options.tolerance = 1e-4;
        const PreparedFeatures prepared = prepare(features, options);
        std::vector<double> shares;
        static_cast<void>(
            fitProbe(prepared, examples.labels, 4, options, {}, {1, [&](double share) {
                                                                     shares.push_back(share);
                                                                     return true;
                                                                 }}));
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QVERIFY(shares.front() >= 0.0 && shares.back() <= 1.0 && shares.back() > 0.5);
        std::size_t left = shares.size() / 2;
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(fitProbe(prepared, examples.labels, 4, options, {},
                                       {1, [&](double) { return left-- > 0; }})),
            Cancelled);
    }

    void beyondSinglePrecision() {
        DrawnExamples examples(100, 3, 2, 0.5, 1);
        for (float& value : examples.x) {
            value *= 3e37F;
        }
        const MatrixFeatures features(examples.x.data(), 100, 3);
        ProbeOptions options;
        options.directions = 0;
        options.scale = FeatureScale::centredOnly;
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(fitProbe(prepare(features, options), examples.labels, 2, options)),
            RunError);
    }

    void badInput() {
        const DrawnExamples examples(30, 4, 3, 0.5, 1);
        const MatrixFeatures features(examples.x.data(), 30, 4);
        const PreparedFeatures prepared = prepare(features);
        const auto refused = [](auto work, const char* words) {
            try {
                static_cast<void>(work());
                QFAIL("nothing was thrown");
            } catch (const std::invalid_argument& error) {
                QVERIFY2(std::string(error.what()).find(words) != std::string::npos, error.what());
            }
        };
        refused([&] { return fitProbe(prepared, std::vector<std::uint32_t>(30, 1), 3); },
                "all of one class");
        refused([&] { return fitProbe(prepared, examples.labels, 2); }, "label 2 of row");
        refused([&] { return fitProbe(prepared, {0, 1}, 3); }, "30 rows of features and 2");
        ProbeOptions options;
        options.penalty = 0.0;
        refused([&] { return fitProbe(prepared, examples.labels, 3, options); },
                "penalty of a probe");
        options = {};
        options.tolerance = -1.0;
        refused([&] { return prepare(features, options); }, "tolerance above 0");
        FitSurroundings surroundings;
        surroundings.early = EarlyStopping{};
        refused([&] { return fitProbe(prepared, examples.labels, 3, {}, surroundings); },
                "held-out examples");
        const MatrixFeatures narrow(examples.x.data(), 30, 3);
        const FittedProbe other = fitProbe(prepare(narrow), examples.labels, 3);
        surroundings = {};
        surroundings.start = &other.probe;
        refused([&] { return fitProbe(prepared, examples.labels, 3, {}, surroundings); },
                "no start");
        refused([&] { return judge(other.probe, features, examples.labels); }, "of 3 features");
        refused([&] { return judge(other.probe, narrow, {0, 1}); }, "2 labels");
        const HeldOut heldOut{features, examples.labels};
        refused([&] { return fitPenaltyPath(prepared, examples.labels, 3, heldOut, {}); },
                "needs a penalty");
        refused(
            [&] {
                return fitPenaltyPath(prepared, examples.labels, 3, heldOut, {1.0, 1.0});
            },
            "must fall");
        refused([&] { return penaltyGrid(1.0, 2.0, 3); }, "down to one above 0");
        refused([&] { return topDirections(features, prepared.standardization, 2, 0, 1); },
                "rows to sample");
    }
};

QTEST_APPLESS_MAIN(TestProbeFit)
#include "tst_probe_fit.moc"
