// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/autoencoder_twin.h"
#include "engine/nn/fused_autoencoder.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::near;

namespace {

struct Case {
    AutoEncoderShape shape;
    std::vector<double> parameters;
    std::vector<double> inputs;
    std::vector<double> targets;
    std::size_t count = 0;
};

Case makeCase(std::size_t dim, std::size_t hidden, bool tied, std::size_t count,
              double weightScale) {
    Case c;
    c.shape = {dim, hidden, tied};
    c.count = count;
    std::mt19937 generator(static_cast<unsigned>(dim * 1000003 + hidden * 101 + count));
    std::normal_distribution<double> normal;
    const AutoEncoderLayout at = parameterLayout(c.shape);
    for (std::size_t i = 0; i < at.count; ++i) {
        const double scale = i < at.bias ? weightScale : i < at.decoder ? 1.0 : 0.05;
        c.parameters.push_back(scale * normal(generator));
    }
    for (std::size_t i = 0; i < dim * count; ++i) {
        c.targets.push_back(0.3 * normal(generator));
        c.inputs.push_back(c.targets.back() + 0.05 * normal(generator));
    }
    return c;
}

/// Euclidean distance relative to the reference's length.
double relativeError(const std::vector<double>& a, const std::vector<double>& reference) {
    double difference = 0.0;
    double length = 0.0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        difference += (a[i] - reference[i]) * (a[i] - reference[i]);
        length += reference[i] * reference[i];
    }
    return std::sqrt(difference / length);
}

std::vector<float> single(const std::vector<double>& values) {
    return std::vector<float>(values.begin(), values.end());
}

/// The same numbers after rounding to float, so that the reference sees what the float pass sees.
std::vector<double> rounded(const std::vector<double>& values) {
    const std::vector<float> f = single(values);
    return std::vector<double>(f.begin(), f.end());
}

} // namespace

class TestFusedAutoEncoder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void layout();
    void agreesWithPlain_data();
    void agreesWithPlain();
    void agreesWithTwin_data();
    void agreesWithTwin();
    void gradientIsTheDerivative();
    void jacobianIsTheDerivative();
    void threadsDoNotChangeBits();
    void emptyAndNonFinite();
    void saturatedUnits();
    void refusesNonsense();
};

void TestFusedAutoEncoder::layout() {
    QCOMPARE(parameterCount({2, 1000, false}), std::size_t(5002));
    QCOMPARE(parameterCount({2, 1000, true}), std::size_t(3002));
    const AutoEncoderLayout at = parameterLayout({3, 7, false});
    QCOMPARE(at.bias, std::size_t(21));
    QCOMPARE(at.decoder, std::size_t(28));
    QCOMPARE(at.offset, std::size_t(49));
}

void TestFusedAutoEncoder::agreesWithPlain_data() {
    QTest::addColumn<int>("dim");
    QTest::addColumn<int>("hidden");
    QTest::addColumn<bool>("tied");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("set");
    for (const InstructionSet set :
         {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
        if (!isSupported(set)) {
            continue; // this processor cannot run it
        }
        for (const int dim : {1, 2, 3, 4, 10}) {
            for (const int hidden : {1, 17, 1000}) {
                for (const int count : {1, 5, 131, 300}) {
                    for (const bool tied : {false, true}) {
                        QTest::addRow("%s d=%d H=%d N=%d %s", instructionSetName(set).c_str(), dim,
                                      hidden, count, tied ? "tied" : "untied")
                            << dim << hidden << tied << count << static_cast<int>(set);
                    }
                }
            }
        }
    }
}

void TestFusedAutoEncoder::agreesWithPlain() {
    QFETCH(int, dim);
    QFETCH(int, hidden);
    QFETCH(bool, tied);
    QFETCH(int, count);
    QFETCH(int, set);
    Case c = makeCase(static_cast<std::size_t>(dim), static_cast<std::size_t>(hidden), tied,
                      static_cast<std::size_t>(count), 5.0);
    FusedAutoEncoder fused(c.shape, {static_cast<InstructionSet>(set), 2});
    const std::size_t n = parameterCount(c.shape);
    std::vector<double> expected(n);
    std::vector<double> gradient(n);
    std::string message;

    // Double: sums of up to 10^6 terms with an error of a few ulp each; 1e-12 leaves room for
    // cancellation.
    double reference = plainLossAndGradient(c.shape, c.parameters.data(), c.inputs.data(),
                                            c.targets.data(), c.count, expected.data());
    double loss = fused.lossAndGradient(c.parameters.data(), c.inputs.data(), c.targets.data(),
                                        c.count, gradient.data());
    QVERIFY2(near(loss, reference, 1e-12, 0.0, &message), message.c_str());
    QVERIFY(relativeError(gradient, expected) < 1e-12);
    QCOMPARE(fused.loss(c.parameters.data(), c.inputs.data(), c.targets.data(), c.count), loss);
    std::vector<double> r(c.inputs.size());
    std::vector<double> plain(c.inputs.size());
    fused.reconstruct(c.parameters.data(), c.inputs.data(), c.count, r.data());
    plainReconstruct(c.shape, c.parameters.data(), c.inputs.data(), c.count, plain.data());
    QVERIFY(relativeError(r, plain) < 1e-12);

    // Float: inputs and parameters rounded to float for both, then tanh to 1.5e-7 and sums of
    // floats.
    c.parameters = rounded(c.parameters);
    c.inputs = rounded(c.inputs);
    c.targets = rounded(c.targets);
    reference = plainLossAndGradient(c.shape, c.parameters.data(), c.inputs.data(),
                                     c.targets.data(), c.count, expected.data());
    const std::vector<float> inputs = single(c.inputs);
    const std::vector<float> targets = single(c.targets);
    loss = fused.lossAndGradient(c.parameters.data(), inputs.data(), targets.data(), c.count,
                                 gradient.data());
    QVERIFY2(near(loss, reference, 1e-5, 0.0, &message), message.c_str());
    QVERIFY(relativeError(gradient, expected) < 1e-5);
    std::vector<float> rSingle(inputs.size());
    fused.reconstruct(c.parameters.data(), inputs.data(), c.count, rSingle.data());
    plainReconstruct(c.shape, c.parameters.data(), c.inputs.data(), c.count, plain.data());
    QVERIFY(relativeError(std::vector<double>(rSingle.begin(), rSingle.end()), plain) < 1e-5);
}

void TestFusedAutoEncoder::agreesWithTwin_data() {
    QTest::addColumn<int>("dim");
    QTest::addColumn<bool>("tied");
    QTest::addColumn<double>("scale");
    for (const int dim : {2, 3, 10}) {
        for (const bool tied : {false, true}) {
            for (const double scale : {0.05, 5.0}) {
                QTest::addRow("d=%d %s W=%g", dim, tied ? "tied" : "untied", scale)
                    << dim << tied << scale;
            }
        }
    }
}

void TestFusedAutoEncoder::agreesWithTwin() {
    QFETCH(int, dim);
    QFETCH(bool, tied);
    QFETCH(double, scale);
    const Case c = makeCase(static_cast<std::size_t>(dim), 333, tied, 1009, scale);
    FusedAutoEncoder fused(c.shape);
    std::vector<double> gradient(parameterCount(c.shape));
    std::vector<double> r(c.inputs.size());
    std::string message;

    const auto twin = makeAutoEncoderTwin(c.shape, TorchType::float64);
    twin->setParameters(c.parameters);
    twin->setData(c.inputs, c.targets);
    twin->setPoints(c.inputs);
    double loss = fused.lossAndGradient(c.parameters.data(), c.inputs.data(), c.targets.data(),
                                        c.count, gradient.data());
    QVERIFY2(near(loss, twin->lossAndGradient(), 1e-12, 0.0, &message), message.c_str());
    QVERIFY(relativeError(gradient, twin->gradient()) < 1e-12);
    twin->reconstruct();
    fused.reconstruct(c.parameters.data(), c.inputs.data(), c.count, r.data());
    QVERIFY(relativeError(r, twin->reconstruction()) < 1e-12);

    // Two float computations, each with its own rounding.
    const auto singleTwin = makeAutoEncoderTwin(c.shape, TorchType::float32);
    singleTwin->setParameters(c.parameters);
    singleTwin->setData(c.inputs, c.targets);
    const std::vector<float> inputs = single(c.inputs);
    const std::vector<float> targets = single(c.targets);
    loss = fused.lossAndGradient(c.parameters.data(), inputs.data(), targets.data(), c.count,
                                 gradient.data());
    QVERIFY2(near(loss, singleTwin->lossAndGradient(), 1e-5, 0.0, &message), message.c_str());
    QVERIFY(relativeError(gradient, singleTwin->gradient()) < 1e-5);
}

void TestFusedAutoEncoder::gradientIsTheDerivative() {
    for (const bool tied : {false, true}) {
        Case c = makeCase(2, 9, tied, 50, 2.0);
        FusedAutoEncoder fused(c.shape);
        std::vector<double> gradient(parameterCount(c.shape));
        fused.lossAndGradient(c.parameters.data(), c.inputs.data(), c.targets.data(), c.count,
                              gradient.data());
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            // Central differences with h = 1e-5: truncation h^2 and rounding 1e-16/h are both about
            // 1e-10.
            const double h = 1e-5;
            const double here = c.parameters[i];
            c.parameters[i] = here + h;
            const double above =
                fused.loss(c.parameters.data(), c.inputs.data(), c.targets.data(), c.count);
            c.parameters[i] = here - h;
            const double below =
                fused.loss(c.parameters.data(), c.inputs.data(), c.targets.data(), c.count);
            c.parameters[i] = here;
            std::string message;
            QVERIFY2(near(gradient[i], (above - below) / (2.0 * h), 1e-7, 1e-9, &message),
                     message.c_str());
        }
    }
}

void TestFusedAutoEncoder::jacobianIsTheDerivative() {
    for (const bool tied : {false, true}) {
        Case c = makeCase(3, 40, tied, 4, 2.0);
        FusedAutoEncoder fused(c.shape);
        std::vector<double> r(12);
        std::vector<double> jacobian(36);
        std::vector<double> above(12);
        std::vector<double> below(12);
        fused.reconstructWithJacobian(c.parameters.data(), c.inputs.data(), 4, r.data(),
                                      jacobian.data());
        fused.reconstruct(c.parameters.data(), c.inputs.data(), 4, above.data());
        QVERIFY(relativeError(r, above) < 1e-13);
        for (std::size_t j = 0; j < 3; ++j) {
            const double h = 1e-5;
            std::vector<double> x = c.inputs;
            for (std::size_t p = 0; p < 4; ++p) {
                x[3 * p + j] += h;
            }
            fused.reconstruct(c.parameters.data(), x.data(), 4, above.data());
            for (std::size_t p = 0; p < 4; ++p) {
                x[3 * p + j] -= 2.0 * h;
            }
            fused.reconstruct(c.parameters.data(), x.data(), 4, below.data());
            for (std::size_t p = 0; p < 4; ++p) {
                for (std::size_t k = 0; k < 3; ++k) {
                    const double difference = (above[3 * p + k] - below[3 * p + k]) / (2.0 * h);
                    std::string message;
                    QVERIFY2(near(jacobian[9 * p + 3 * k + j], difference, 1e-7, 1e-8, &message),
                             message.c_str());
                }
            }
        }
    }
}

void TestFusedAutoEncoder::threadsDoNotChangeBits() {
    const Case c = makeCase(2, 333, false, 10007, 5.0);
    const std::vector<float> inputs = single(c.inputs);
    const std::vector<float> targets = single(c.targets);
    std::vector<double> one(parameterCount(c.shape));
    FusedAutoEncoder serial(c.shape, {InstructionSet::automatic, 1});
    const double loss = serial.lossAndGradient(c.parameters.data(), inputs.data(), targets.data(),
                                               c.count, one.data());
    for (const int threads : {2, 3, 8}) {
        FusedAutoEncoder parallel(c.shape, {InstructionSet::automatic, threads});
        std::vector<double> many(one.size());
        QCOMPARE(parallel.lossAndGradient(c.parameters.data(), inputs.data(), targets.data(),
                                          c.count, many.data()),
                 loss);
        QVERIFY(many == one);
    }
}

void TestFusedAutoEncoder::emptyAndNonFinite() {
    Case c = makeCase(2, 20, false, 10, 1.0);
    std::vector<double> gradient(parameterCount(c.shape), 1.0);
    for (const InstructionSet set :
         {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
        if (!isSupported(set)) {
            continue;
        }
        FusedAutoEncoder fused(c.shape, {set, 2});
        QCOMPARE(fused.lossAndGradient<double>(c.parameters.data(), nullptr, nullptr, 0,
                                               gradient.data()),
                 0.0);
        QVERIFY(gradient == std::vector<double>(gradient.size(), 0.0));
        for (const double bad :
             {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            std::vector<double> parameters = c.parameters;
            parameters[0] = bad * 0.0; // NaN either way
            QVERIFY(!std::isfinite(
                fused.loss(parameters.data(), c.inputs.data(), c.targets.data(), c.count)));
            const std::vector<float> inputs = single(c.inputs);
            const std::vector<float> targets = single(c.targets);
            QVERIFY(!std::isfinite(
                fused.loss(parameters.data(), inputs.data(), targets.data(), c.count)));
        }
    }
}

void TestFusedAutoEncoder::saturatedUnits() {
    // b + W x far beyond where tanh is 1: exactly +-1 (to rounding), never NaN.
    const AutoEncoderShape shape{1, 2, false};
    const std::vector<double> parameters{1e6, -1e6, 0.0, 0.0, 0.5, 0.25, 0.0};
    const std::vector<double> points{-3.0, 3.0};
    const std::vector<float> pointsSingle{-3.0f, 3.0f};
    for (const InstructionSet set :
         {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
        if (!isSupported(set)) {
            continue;
        }
        FusedAutoEncoder fused(shape, {set, 1});
        std::vector<double> r(2);
        std::vector<float> rSingle(2);
        fused.reconstruct(parameters.data(), points.data(), 2, r.data());
        fused.reconstruct(parameters.data(), pointsSingle.data(), 2, rSingle.data());
        QVERIFY(near(r[0], -0.25, 1e-14, 0.0) && near(r[1], 0.25, 1e-14, 0.0));
        QVERIFY(near(double(rSingle[0]), -0.25, 1e-6, 0.0));
        QVERIFY(near(double(rSingle[1]), 0.25, 1e-6, 0.0));
    }
}

void TestFusedAutoEncoder::refusesNonsense() {
    QVERIFY_EXCEPTION_THROWN(FusedAutoEncoder({0, 5, false}), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(FusedAutoEncoder({2, 0, false}), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(makeAutoEncoderTwin({2, 5, false}, TorchType::float32, "cuda:99")),
        std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(makeAutoEncoderTwin({2, 5, false}, TorchType::float32, "abacus")),
        std::invalid_argument);
}

QTEST_APPLESS_MAIN(TestFusedAutoEncoder)
#include "tst_fused_autoencoder.moc"
