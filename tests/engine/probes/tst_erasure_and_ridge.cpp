// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/features/joint_moments.h"
#include "engine/probes/measures/leace.h"
#include "engine/probes/measures/ridge_probe.h"
#include "engine/probes/probe/probe_fit.h"
#include "tests/engine/probes/made_examples.h"
#include "tests/support/near.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::probes;
using test::DrawnExamples;
using test::MadeExamples;
using test::near;
using test::ReferenceNumbers;

class TestErasureAndRidge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void erasesAsTheFormulaSays() {
        const MadeExamples made;
        const ReferenceNumbers reference("../probes/reference_probes.csv");
        const MatrixFeatures features(made.x.data(), MadeExamples::training,
                                      MadeExamples::dimension);
        const LeaceEraser eraser(features, MadeExamples::first(made.labels), 4);
        QCOMPARE(eraser.rank(), std::size_t(3)); // one number for each class adds up to 1
        const std::vector<double> found = eraser.projection();
        std::string message;
        for (std::size_t i = 0; i < 12; ++i) {
            for (std::size_t j = 0; j < 12; ++j) {
                const std::string name = "leace_" + std::to_string(i) + "_" + std::to_string(j);
                QVERIFY2(near(found[i * 12 + j], reference[name], 0.0, 1e-8, &message),
                         message.c_str());
            }
        }
    }

    void nothingIsLeftForAProbe() {
        constexpr std::size_t n = 600;
        constexpr std::size_t d = 20;
        const DrawnExamples examples(n, d, 4, 0.8, 50);
        const MatrixFeatures features(examples.x.data(), n, d);
        ProbeOptions options;
        options.penalty = 1e-4;
        options.tolerance = 1e-4;
        const FittedProbe before =
            fitProbe(prepare(features, options), examples.labels, 4, options);
        std::vector<double> counts(4, 0.0);
        for (const std::uint32_t label : examples.labels) {
            counts[label] += 1.0 / static_cast<double>(n);
        }
        double entropy = 0.0;
        for (const double share : counts) {
            entropy -= share * std::log(share);
        }
        QVERIFY(before.certificate.loss < 0.7 * entropy);

        std::vector<float> erased = examples.x;
        const LeaceEraser eraser(features, examples.labels, 4);
        eraser.erase(erased.data(), n);
        const MatrixFeatures left(erased.data(), n, d);
        const FittedProbe after = fitProbe(prepare(left, options), examples.labels, 4, options);
        // The optimum is the class shares: no weights, and their entropy for a loss.
        std::string message;
        QVERIFY2(near(after.certificate.loss, entropy, 1e-6, 0.0, &message), message.c_str());
        QVERIFY(after.certificate.gap < 1e-6);
        QVERIFY2(near(judge(after.probe, left, examples.labels).errorRate(),
                      1.0 - *std::max_element(counts.begin(), counts.end()), 0.0, 1e-12, &message),
                 message.c_str());
        // And the features are nearly what they were: 3 of 20 directions went.
        double moved = 0.0;
        double whole = 0.0;
        for (std::size_t i = 0; i < erased.size(); ++i) {
            moved += std::pow(static_cast<double>(erased[i] - examples.x[i]), 2);
            whole += std::pow(static_cast<double>(examples.x[i]), 2);
        }
        QVERIFY2(moved / whole < 0.3, std::to_string(moved / whole).c_str());
        std::vector<float> other = examples.x;
        eraser.erase(other.data(), n, 3);
        QCOMPARE(other, erased); // whatever the threads
    }

    void directionsThatDoNotVaryAreLeftAlone() {
        const DrawnExamples examples(200, 6, 2, 1.0, 51);
        std::vector<float> x;
        for (std::size_t i = 0; i < 200; ++i) {
            for (std::size_t j = 0; j < 6; ++j) {
                x.push_back(examples.x[i * 6 + j]);
            }
            x.push_back(5.0F);                                      // constant
            x.push_back(examples.x[i * 6] + examples.x[i * 6 + 1]); // almost a sum
        }
        const LeaceEraser eraser(MatrixFeatures(x.data(), 200, 8), examples.labels, 2);
        QCOMPARE(eraser.rank(), std::size_t(1));
        std::vector<float> erased = x;
        eraser.erase(erased.data(), 200);
        double between = 0.0; // what the classes' means still differ by
        for (std::size_t j = 0; j < 8; ++j) {
            double means[2] = {};
            double counts[2] = {};
            for (std::size_t i = 0; i < 200; ++i) {
                means[examples.labels[i]] += static_cast<double>(erased[i * 8 + j]);
                counts[examples.labels[i]] += 1.0;
            }
            between = std::max(between, std::abs(means[0] / counts[0] - means[1] / counts[1]));
        }
        QVERIFY2(between < 1e-4, std::to_string(between).c_str());
        QCOMPARE(erased[6], 5.0F);
    }

    void momentsOfBoth() {
        const std::vector<float> x{1.0F, 2.0F, 3.0F, 8.0F, 5.0F, 2.0F};
        const std::vector<double> targets{1.0, 0.0, 5.0};
        const JointMoments found = jointMoments(MatrixFeatures(x.data(), 3, 2), targets, 1);
        QCOMPARE(found.mean, (std::vector<double>{3.0, 4.0}));
        std::string message;
        const double covariance[] = {8.0 / 3.0, 0.0, 0.0, 8.0};
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY2(near(found.covariance[i], covariance[i], 1e-12, 1e-12, &message),
                     message.c_str());
        }
        QVERIFY2(near(found.crossCovariance[0], 8.0 / 3.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(found.crossCovariance[1], -4.0, 1e-12, 0.0, &message), message.c_str());
        const std::vector<float> many = test::congruentialNumbers(2, 900 * 150);
        const std::vector<double> beside(many.begin(), many.begin() + 900);
        const MatrixFeatures features(many.data(), 900, 150);
        const JointMoments one = jointMoments(features, beside, 1, {1, {}});
        const JointMoments three = jointMoments(features, beside, 1, {3, {}});
        QCOMPARE(three.covariance, one.covariance); // bit for bit
        QCOMPARE(three.crossCovariance, one.crossCovariance);
    }

    void ridgeAsScikitLearnFitsIt() {
        const MadeExamples made;
        const ReferenceNumbers reference("../probes/reference_probes.csv");
        const MatrixFeatures features(made.x.data(), MadeExamples::training,
                                      MadeExamples::dimension);
        const RidgeProbe found =
            fitRidge(features, MadeExamples::first(made.targets), MadeExamples::penalty);
        std::string message;
        for (const std::size_t j : {std::size_t(0), std::size_t(5), std::size_t(7)}) {
            QVERIFY2(near(found.weights[j], reference["ridge_" + std::to_string(j)], 1e-8, 0.0,
                          &message),
                     message.c_str());
        }
        QVERIFY(found.relativeGradientNorm < 1e-12);
        const std::vector<float> others(
            made.x.begin() + MadeExamples::training * MadeExamples::dimension, made.x.end());
        const std::vector<double> targets = MadeExamples::rest(made.targets);
        const std::vector<double> said =
            predict(found, MatrixFeatures(others.data(), 120, MadeExamples::dimension));
        const stats::Estimate explained = explainedVariance(targets, said);
        QVERIFY2(near(explained.value, reference["ridge_r2"], 1e-5, 0.0, &message),
                 message.c_str());
        QVERIFY(explained.low < explained.value && explained.value < explained.high);
        QVERIFY(explained.low > 0.97);
        // The mean explains nothing, and what is worse than it less.
        double mean = 0.0;
        for (const double target : targets) {
            mean += target / 120.0;
        }
        QVERIFY2(near(explainedVariance(targets, std::vector<double>(120, mean)).value, 0.0, 0.0,
                      1e-12, &message),
                 message.c_str());
        QVERIFY(explainedVariance(targets, std::vector<double>(120, mean + 1.0)).value < 0.0);
    }

    void badInput() {
        const DrawnExamples examples(20, 3, 2, 0.5, 1);
        const MatrixFeatures features(examples.x.data(), 20, 3);
        const auto refused = [](auto work, const char* words) {
            try {
                static_cast<void>(work());
                QFAIL("nothing was thrown");
            } catch (const std::invalid_argument& error) {
                QVERIFY2(std::string(error.what()).find(words) != std::string::npos, error.what());
            }
        };
        refused([&] { return LeaceEraser(features, {0, 1}, 2); }, "20 rows of features and 2");
        refused([&] { return LeaceEraser(features, std::vector<std::uint32_t>(20, 2), 2); },
                "label 2 of row 0");
        std::vector<double> targets(20, 1.0);
        refused([&] { return fitRidge(features, targets, 0.0); }, "penalty of a ridge");
        refused([&] { return fitRidge(features, {1.0}, 1.0); }, "20 rows of features");
        refused([&] { return explainedVariance(targets, targets); }, "no variance");
        refused([&] { return explainedVariance(targets, {1.0}); }, "20 targets and 1");
        targets[3] = std::numeric_limits<double>::quiet_NaN();
        refused([&] { return fitRidge(features, targets, 1.0); }, "target of row 3");
    }
};

QTEST_APPLESS_MAIN(TestErasureAndRidge)
#include "tst_erasure_and_ridge.moc"
