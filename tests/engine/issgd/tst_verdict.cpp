// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/issgd/variance/covariance_trace.h"
#include "engine/issgd/variance/verdict.h"
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

double meanOf(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// |ḡ|² as a share of the squared mean norm.
VerdictSetting settingOf(const std::vector<double>& norms, double alignment, std::size_t batch,
                         double cost = 1.0) {
    VerdictSetting setting;
    setting.squaredMean = alignment * meanOf(norms) * meanOf(norms);
    setting.batch = batch;
    setting.costRatio = cost;
    return setting;
}

/// Norms of which a few are large.
std::vector<double> unequalNorms(std::size_t n = 3000) {
    RandomStream random(5, Purpose::test);
    std::vector<double> norms(n);
    for (double& norm : norms) {
        norm = std::exp(1.2 * random.normal());
    }
    return norms;
}

bool startsWith(const std::string& text, const std::string& start) {
    return text.compare(0, start.size(), start) == 0;
}

} // namespace

class TestVerdict : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gainOfAStep() {
        const double infinite = std::numeric_limits<double>::infinity();
        QCOMPARE(stepGain(0.0, 5.0), 1.0);
        QCOMPARE(stepGain(infinite, 5.0), 5.0);
        QCOMPARE(stepGain(3.0, infinite), 4.0);
        QCOMPARE(stepGain(2.0, 1.0), 1.0);
        QCOMPARE(stepGain(1.0, 0.0), 0.0);
        QCOMPARE(stepGain(0.0, 0.0), 1.0);
        QCOMPARE(stepGain(1.0, 2.0), 2.0 / 1.5);
    }

    void asNumpyHasIt() {
        // R, κ and E, with intervals from a bootstrap that draws each of 20 000 examples: this one
        // draws blocks of them. Limits may differ by a fifth of the interval's half width.
        const test::ReferenceNumbers reference = test::referenceVariance();
        const std::vector<double> norms = test::verdictNorms();
        const Verdict verdict =
            doesItPay(norms, test::staleWeights(norms), settingOf(norms, 0.02, 32));
        const auto agrees = [&](const stats::Estimate& found, const std::string& name) {
            std::string message;
            QVERIFY2(near(found.value, reference[name], 1e-11, 0.0, &message), message.c_str());
            const double low = reference[name + "_low"];
            const double high = reference[name + "_high"];
            const double allowed = 0.1 * (high - low);
            QVERIFY2(near(found.low, low, 0.0, allowed, &message), (name + message).c_str());
            QVERIFY2(near(found.high, high, 0.0, allowed, &message), (name + message).c_str());
        };
        agrees(verdict.reduction, "verdict_reduction");
        agrees(verdict.idealReduction, "verdict_ideal_reduction");
        agrees(verdict.noise, "verdict_noise");
        agrees(verdict.stepGain, "verdict_step_gain");
    }

    void agreesWithTheTraces() {
        const std::vector<double> norms = unequalNorms();
        const std::vector<double> weights = test::staleWeights(norms);
        const VerdictSetting setting = settingOf(norms, 0.1, 16, 1.25);
        const Verdict verdict = doesItPay(norms, weights, setting);
        const double uniform = uniformTrace(norms, setting.squaredMean, 16).value;
        std::string message;
        QVERIFY2(near(verdict.reduction.value,
                      uniform / traceOfCovariance(norms, weights, setting.squaredMean, 16).value,
                      1e-11, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(verdict.idealReduction.value,
                      uniform / idealTrace(norms, setting.squaredMean, 16).value, 1e-11, 0.0,
                      &message),
                 message.c_str());
        QVERIFY2(near(verdict.noise.value, uniform / setting.squaredMean, 1e-11, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(verdict.stepGain.value,
                      stepGain(verdict.noise.value, verdict.reduction.value), 1e-14, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(verdict.timeGain.low, verdict.stepGain.low / 1.25, 1e-15, 0.0, &message),
                 message.c_str());
        QVERIFY(!verdict.timeGainWithWorkers);
        for (const stats::Estimate& e : {verdict.reduction, verdict.idealReduction, verdict.noise,
                                         verdict.stepGain, verdict.timeGain}) {
            QVERIFY(e.low < e.value && e.value < e.high);
        }
    }

    void yesWhereItPays() {
        const std::vector<double> norms = unequalNorms();
        VerdictSetting setting = settingOf(norms, 0.01, 32, 1.2);
        setting.costRatioWithWorkers = 6.0;
        const Verdict verdict = doesItPay(norms, norms, setting);
        QCOMPARE(verdict.answer, Answer::yes);
        QVERIFY(verdict.timeGain.low > 1.0);
        QVERIFY(verdict.timeGainWithWorkers && verdict.timeGainWithWorkers->high < 1.0);
        QVERIFY2(startsWith(verdict.sentence, "Yes: a second of importance sampling brings "),
                 verdict.sentence.c_str());
        QVERIFY(verdict.sentence.back() == '.');
        // Weights that are the norms are the best.
        QVERIFY(std::abs(verdict.reduction.value / verdict.idealReduction.value - 1.0) < 1e-12);
    }

    void noAndWhy_data() {
        QTest::addColumn<int>("limit");
        QTest::addColumn<QString>("says");
        QTest::newRow("norms") << static_cast<int>(Limit::normsNearlyEqual) << "nearly equal";
        QTest::newRow("noise") << static_cast<int>(Limit::noise) << "noise does not limit";
        QTest::newRow("staleness")
            << static_cast<int>(Limit::staleness) << "times larger, where fresh norms";
        QTest::newRow("cost") << static_cast<int>(Limit::cost) << "a step costs 9 times";
    }
    void noAndWhy() {
        QFETCH(int, limit);
        QFETCH(QString, says);
        std::vector<double> norms = unequalNorms();
        std::vector<double> weights = norms;
        double alignment = 0.01;
        double cost = 1.1;
        std::size_t batch = 16;
        if (limit == static_cast<int>(Limit::normsNearlyEqual)) {
            for (double& norm : norms) {
                norm = 1.0 + 0.01 * norm;
            }
            weights = norms;
        } else if (limit == static_cast<int>(Limit::noise)) {
            alignment = 0.9;
            batch = 1000;
        } else if (limit == static_cast<int>(Limit::staleness)) {
            std::reverse(weights.begin(), weights.end()); // nothing to do with the norms any more
        } else {
            cost = 9.0;
        }
        const Verdict verdict = doesItPay(norms, weights, settingOf(norms, alignment, batch, cost));
        QCOMPARE(static_cast<int>(verdict.limit), limit);
        QCOMPARE(verdict.answer, Answer::no);
        QVERIFY(verdict.timeGain.high <= 1.0);
        QVERIFY2(startsWith(verdict.sentence, "No: "), verdict.sentence.c_str());
        QVERIFY2(QString::fromStdString(verdict.sentence).contains(says), verdict.sentence.c_str());
    }

    void uncertainWhereTheIntervalHasOne() {
        const std::vector<double> norms = unequalNorms(200);
        VerdictSetting setting = settingOf(norms, 0.01, 32);
        setting.costRatio = doesItPay(norms, norms, setting).stepGain.value / 1.01;
        const Verdict verdict = doesItPay(norms, norms, setting);
        QCOMPARE(verdict.answer, Answer::uncertain);
        QCOMPARE(verdict.limit, Limit::cost);
        QVERIFY2(startsWith(verdict.sentence,
                            "Uncertain: a second of importance sampling brings 1.01 ("),
                 verdict.sentence.c_str());
    }

    void biasedIsNo() {
        const std::vector<double> norms = {1.0, 2.0, 3.0, 0.0};
        const Verdict verdict = doesItPay(norms, {1.0, 0.0, 3.0, 0.0}, settingOf(norms, 0.1, 1));
        QCOMPARE(verdict.answer, Answer::no);
        QCOMPARE(verdict.limit, Limit::biased);
        QCOMPARE(verdict.unreachable, std::size_t(1));
        QCOMPARE(verdict.reduction.value, 0.0);
        QVERIFY2(startsWith(verdict.sentence, "No: 1 of 4 examples have a gradient"),
                 verdict.sentence.c_str());
    }

    void edges() {
        // All gradients alike: nothing varies. No mean gradient: κ is infinite and E is R.
        const std::vector<double> same(50, 2.0);
        const Verdict alike = doesItPay(same, same, settingOf(same, 1.0, 4));
        QCOMPARE(alike.noise.value, 0.0);
        QCOMPARE(alike.reduction.value, 1.0);
        QCOMPARE(alike.stepGain.value, 1.0);
        QCOMPARE(alike.answer, Answer::no);
        QCOMPARE(alike.limit, Limit::normsNearlyEqual);
        const std::vector<double> norms = unequalNorms(500);
        const Verdict lost = doesItPay(norms, norms, settingOf(norms, 0.0, 4));
        QVERIFY(std::isinf(lost.noise.value));
        QCOMPARE(lost.stepGain.value, lost.reduction.value);
        // Gradients in one direction: the best proposal has no variance left.
        const Verdict line = doesItPay(norms, norms, settingOf(norms, 1.0, 4));
        QVERIFY(std::isinf(line.idealReduction.value));
        std::string message;
        QVERIFY2(near(line.idealStepGain.value, 1.0 + line.noise.value, 1e-14, 0.0, &message),
                 message.c_str());
        // Weights so small that a resample's sum is infinite stay without NaN.
        std::vector<double> tiny(5000, 1.0);
        tiny[17] = 5e-324;
        const Verdict spoilt =
            doesItPay(std::vector<double>(5000, 1.0), tiny, settingOf(same, 0.0, 1));
        QCOMPARE(spoilt.reduction.value, 0.0);
        QCOMPARE(spoilt.reduction.low, 0.0);
        QVERIFY(spoilt.reduction.high >= 0.0);
        QCOMPARE(spoilt.limit, Limit::normsNearlyEqual);
    }

    void seeds() {
        const std::vector<double> norms = test::verdictNorms();
        VerdictSetting setting = settingOf(norms, 0.1, 8);
        const Verdict one = doesItPay(norms, test::staleWeights(norms), setting);
        const Verdict again = doesItPay(norms, test::staleWeights(norms), setting);
        QCOMPARE(one.reduction.low, again.reduction.low);
        setting.seed = 2;
        const Verdict other = doesItPay(norms, test::staleWeights(norms), setting);
        QVERIFY(one.reduction.low != other.reduction.low);
        // Which of the blocks an example is dealt to does not matter to the value.
        QVERIFY(std::abs(one.reduction.value / other.reduction.value - 1.0) < 1e-12);
    }

    void badInput() {
        const std::vector<double> two = {1.0, 2.0};
        const auto refused = [&](const std::vector<double>& norms,
                                 const std::vector<double>& weights,
                                 const VerdictSetting& setting) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(doesItPay(norms, weights, setting)),
                                     std::invalid_argument);
        };
        refused({}, {}, {});
        refused({1.0}, {1.0}, {});
        refused(two, {1.0}, {});
        refused(two, {0.0, 0.0}, {});
        refused({1.0, -1.0}, two, {});
        refused({1.0, 1e150}, two, {});
        refused(two, {1.0, 1e300}, {});
        VerdictSetting setting;
        setting.squaredMean = 2.3; // the mean norm is 1.5
        refused(two, two, setting);
        setting = {};
        setting.costRatio = 0.0;
        refused(two, two, setting);
        setting = {};
        setting.costRatioWithWorkers = std::numeric_limits<double>::infinity();
        refused(two, two, setting);
        setting = {};
        setting.batch = 0;
        refused(two, two, setting);
        setting = {};
        setting.resamples = 39;
        refused(two, two, setting);
    }
};

QTEST_APPLESS_MAIN(TestVerdict)
#include "tst_verdict.moc"
