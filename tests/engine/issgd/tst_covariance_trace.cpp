// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/issgd/sampling/proposal.h"
#include "engine/issgd/variance/concentration.h"
#include "engine/issgd/variance/covariance_trace.h"
#include "tests/engine/issgd/chi_square.h"
#include "tests/engine/issgd/reference_variance.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

const double notANumber = std::numeric_limits<double>::quiet_NaN();
const double infinite = std::numeric_limits<double>::infinity();

std::vector<double> referenceWeights() {
    std::vector<double> weights = test::numbersOf(6, 700);
    for (double& weight : weights) {
        weight = weight * weight * weight + 1e-4;
    }
    return weights;
}

} // namespace

class TestCovarianceTrace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asWholeMatricesHaveIt() {
        const test::ReferenceNumbers reference = test::referenceVariance();
        const std::vector<double> norms = test::normsOf(test::referenceGradients(500));
        const std::vector<double> weights = test::staleWeights(norms);
        const double squaredMean = reference["squared_mean"];
        std::string message;
        QVERIFY2(near(idealTrace(norms, squaredMean).value, reference["trace_ideal"], 1e-12, 0.0,
                      &message),
                 message.c_str());
        QVERIFY2(near(uniformTrace(norms, squaredMean).value, reference["trace_uniform"], 1e-12,
                      0.0, &message),
                 message.c_str());
        QVERIFY2(near(traceOfCovariance(norms, weights, squaredMean).value,
                      reference["trace_stale"], 1e-12, 0.0, &message),
                 message.c_str());
        // The general equation for the two that have one of their own.
        QVERIFY2(near(traceOfCovariance(norms, norms, squaredMean).value, reference["trace_ideal"],
                      1e-12, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(traceOfCovariance(norms, std::vector<double>(500, 7.0), squaredMean).value,
                      reference["trace_uniform"], 1e-12, 0.0, &message),
                 message.c_str());
        // A minibatch of M independent draws.
        QVERIFY2(near(traceOfCovariance(norms, weights, squaredMean, 32).value,
                      reference["trace_stale"] / 32.0, 1e-12, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(idealTrace(norms, squaredMean, 32).value, reference["trace_ideal"] / 32.0,
                      1e-12, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(uniformTrace(norms, squaredMean, 32).value, reference["trace_uniform"] / 32.0,
                      1e-12, 0.0, &message),
                 message.c_str());
    }

    void pointsOfUnequalProbability() {
        const test::ReferenceNumbers reference = test::referenceVariance();
        std::vector<double> p = test::numbersOf(3, 40);
        const std::vector<double> f = test::numbersOf(4, 80);
        std::vector<double> h = test::numbersOf(5, 40);
        std::vector<double> norms;
        double mean[2] = {0.0, 0.0};
        const double sum = std::accumulate(p.begin(), p.end(), 4.0);
        for (std::size_t k = 0; k < 40; ++k) {
            p[k] = (p[k] + 0.1) / sum;
            h[k] += 0.2;
            norms.push_back(std::hypot(f[2 * k] - 0.3, f[2 * k + 1] - 0.3));
            mean[0] += p[k] * (f[2 * k] - 0.3);
            mean[1] += p[k] * (f[2 * k + 1] - 0.3);
        }
        const double squared = mean[0] * mean[0] + mean[1] * mean[1];
        std::string message;
        QVERIFY2(near(traceForDistribution(p, norms, h, squared).value,
                      reference["trace_corollary"], 1e-12, 0.0, &message),
                 message.c_str());
        // With equal probabilities it is the one for examples.
        const std::vector<double> equal(40, 1.0 / 40.0);
        QVERIFY2(near(traceForDistribution(equal, norms, h, 0.1).value,
                      traceOfCovariance(norms, h, 0.1).value, 1e-13, 0.0, &message),
                 message.c_str());
        p[0] += 1e-6;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceForDistribution(p, norms, h, squared)),
                                 std::invalid_argument);
    }

    void neverDrawn() {
        // Weight 0 does no harm where there is nothing, and is fatal where there is.
        const CovarianceTrace fine = traceOfCovariance({0.0, 1.0, 3.0}, {0.0, 1.0, 1.0}, 0.0);
        std::string message; // 2/3 · 10/3
        QVERIFY2(near(fine.value, 20.0 / 9.0, 1e-15, 0.0, &message), message.c_str());
        QVERIFY(fine.note.empty());
        const CovarianceTrace biased =
            traceOfCovariance({0.0, 1.0, 3.0, 2.0}, {0.0, 0.0, 1.0, 0.0}, 0.0);
        QVERIFY(std::isinf(biased.value) && biased.value > 0.0);
        QCOMPARE(biased.unreachable, std::size_t(2));
        QVERIFY(biased.note.find("2 of 4 examples") == 0);
        QVERIFY(biased.note.find("biased") != std::string::npos);
    }

    void aMeanThatIsTooLong() {
        const CovarianceTrace trace = idealTrace({1.0, 1.0}, 1.5);
        std::string message;
        QVERIFY2(near(trace.value, -0.5, 1e-15, 0.0, &message), message.c_str());
        QVERIFY(!trace.note.empty());
        QVERIFY(idealTrace({1.0, 1.0}, 1.0).note.empty());
    }

    void sumsAreNotLost() {
        // One large norm and a million small ones, which a plain sum of doubles would leave out.
        std::vector<double> norms(1'000'001, 1e-8);
        norms[0] = 1e8;
        const double n = 1'000'001.0;
        std::string message;
        const double mean = (1e8 + 1e-2) / n;
        QVERIFY2(near(idealTrace(norms, 0.0).value, mean * mean, 1e-15, 0.0, &message),
                 message.c_str());
        std::vector<double> weights(norms.size(), 1e-9);
        weights[0] = 1e8;
        // Σ w = 1e8 + 1e-3, Σ norm²/w = 1e8 + 1e6 · 1e-7.
        const double expected = (1e8 + 1e-3) / n * ((1e8 + 0.1) / n);
        QVERIFY2(near(traceOfCovariance(norms, weights, 0.0).value, expected, 1e-15, 0.0, &message),
                 message.c_str());
    }

    void concentration() {
        const test::ReferenceNumbers reference = test::referenceVariance();
        const std::vector<double> weights = referenceWeights();
        std::string message;
        QVERIFY2(near(effectiveSize(weights), reference["effective_size"], 1e-12, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(gainThresholdTau(weights), std::sqrt(700.0 / reference["effective_size"]),
                      1e-12, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(entropyShare(weights), reference["entropy_share"], 1e-12, 0.0, &message),
                 message.c_str());
        const LorenzCurve curve = lorenzCurve(weights);
        QVERIFY2(near(curve.gini, reference["gini"], 1e-11, 0.0, &message), message.c_str());
        QCOMPARE(curve.examples.size(), std::size_t(201));
        QVERIFY2(near(curve.weight[100], reference["lorenz_half"], 1e-12, 0.0, &message),
                 message.c_str());
        QCOMPARE(curve.examples[100], 0.5);
        QCOMPARE(curve.weight.front(), 0.0);
        QCOMPARE(curve.weight.back(), 1.0);
        QVERIFY2(near(smoothingConstant(weights, {Smoothing::Kind::entropyShare, 0.95}),
                      reference["smoothing_entropy"], 1e-6, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(smoothingConstant(weights, {Smoothing::Kind::effectiveShare, 0.8}),
                      reference["smoothing_effective"], 1e-11, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(test::chiSquareTail(30.0, 20.0), reference["chi_square_30_20"], 1e-9, 0.0,
                      &message),
                 message.c_str());
        QVERIFY2(near(test::chiSquareTail(900.0, 1000.0), reference["chi_square_900_1000"], 1e-9,
                      0.0, &message),
                 message.c_str());
        QVERIFY2(
            near(test::chiSquareTail(5.0, 3.0), reference["chi_square_5_3"], 1e-9, 0.0, &message),
            message.c_str());
    }

    void extremesOfConcentration() {
        const std::vector<double> equal(10, 3e200);
        const std::vector<double> one = {0.0, 0.0, 0.0, 5.0};
        QCOMPARE(effectiveSize(equal), 10.0);
        QCOMPARE(effectiveSize(one), 1.0);
        QCOMPARE(entropyShare(equal), 1.0);
        QCOMPARE(entropyShare(one), 0.0);
        QCOMPARE(entropyShare({2.0}), 1.0);
        QCOMPARE(lorenzCurve(one).gini, 0.75);
        const LorenzCurve line = lorenzCurve(equal);
        QVERIFY(line.gini < 1e-15);
        QCOMPARE(line.examples.size(), std::size_t(11));
        std::string message;
        for (std::size_t i = 0; i < 11; ++i) {
            QVERIFY2(near(line.weight[i], line.examples[i], 0.0, 1e-15, &message), message.c_str());
        }
        QCOMPARE(lorenzCurve(one, 2).weight, (std::vector<double>{0.0, 1.0}));
    }

    void histogram() {
        const WeightHistogram found =
            weightHistogram({1.0, 10.0, 99.0, 100.0, 0.0, 0.5e1, 1000.0, 0.0}, 3);
        std::string message;
        for (std::size_t k = 0; k < 4; ++k) {
            QVERIFY2(
                near(found.edges[k], std::pow(10.0, static_cast<double>(k)), 1e-14, 0.0, &message),
                message.c_str());
        }
        QCOMPARE(found.edges.front(), 1.0);
        QCOMPARE(found.edges.back(), 1000.0);
        QCOMPARE(found.zeros, std::size_t(2));
        QCOMPARE(std::accumulate(found.counts.begin(), found.counts.end(), std::size_t(0)),
                 std::size_t(6));
        QCOMPARE(found.counts.front(), std::size_t(2)); // 1 and 5; 10 and 100 lie on edges
        const WeightHistogram same = weightHistogram({2.0, 2.0}, 3);
        QCOMPARE(same.counts, (std::vector<std::size_t>{0, 2, 0}));
        const WeightHistogram many = weightHistogram(referenceWeights());
        QCOMPARE(many.counts.size(), std::size_t(60));
        QVERIFY(many.counts.front() > 0 && many.counts.back() > 0);
        QCOMPARE(std::accumulate(many.counts.begin(), many.counts.end(), std::size_t(0)),
                 std::size_t(700));
    }

    void badInput() {
        const std::vector<double> two = {1.0, 2.0};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceOfCovariance({}, {}, 0.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceOfCovariance(two, {1.0}, 0.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceOfCovariance(two, {0.0, 0.0}, 0.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceOfCovariance({1.0, -1.0}, two, 0.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceOfCovariance(two, {1.0, notANumber}, 0.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceOfCovariance(two, two, -1.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(traceOfCovariance(two, two, 0.0, 0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(idealTrace({infinite}, 0.0)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(uniformTrace(two, notANumber)),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(effectiveSize({})), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(effectiveSize({0.0, 0.0})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(entropyShare({1.0, -1.0})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(lorenzCurve({1.0, infinite})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(lorenzCurve(two, 1)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(weightHistogram(two, 0)), std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestCovarianceTrace)
#include "tst_covariance_trace.moc"
