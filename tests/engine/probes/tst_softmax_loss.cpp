// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/softmax_loss.h"
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
using test::near;

namespace {

/// The same by plain loops in double precision, on standardized copies.
SoftmaxSums plainly(const DrawnExamples& examples, std::size_t d, std::size_t classes,
                    const Standardization& scale, const std::vector<double>& w,
                    const std::vector<double>& b) {
    SoftmaxSums sums;
    sums.probabilities.assign(classes, 0.0);
    sums.gradient.assign(classes * d, 0.0);
    sums.biasGradient.assign(classes, 0.0);
    for (std::size_t i = 0; i < examples.labels.size(); ++i) {
        std::vector<double> x(d);
        for (std::size_t j = 0; j < d; ++j) {
            x[j] = (static_cast<double>(examples.x[i * d + j]) - scale.mean[j]) * scale.inverse[j];
        }
        std::vector<double> p(classes);
        double sum = 0.0;
        for (std::size_t c = 0; c < classes; ++c) {
            double z = b[c];
            for (std::size_t j = 0; j < d; ++j) {
                z += w[c * d + j] * x[j];
            }
            p[c] = std::exp(z);
            sum += p[c];
        }
        for (std::size_t c = 0; c < classes; ++c) {
            p[c] /= sum;
            sums.entropy -= p[c] * std::log(p[c]);
            sums.probabilities[c] += p[c];
            const double residual = p[c] - (c == examples.labels[i] ? 1.0 : 0.0);
            sums.biasGradient[c] += residual;
            for (std::size_t j = 0; j < d; ++j) {
                sums.gradient[c * d + j] += residual * x[j];
            }
        }
        sums.loss -= std::log(p[examples.labels[i]]);
        sums.errors += static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin()) ==
                               examples.labels[i]
                           ? 0
                           : 1;
    }
    return sums;
}

std::vector<double> someWeights(std::size_t count) {
    std::vector<double> w(count);
    for (std::size_t i = 0; i < count; ++i) {
        w[i] = 0.3 * std::sin(static_cast<double>(i) + 1.0);
    }
    return w;
}

} // namespace

class TestSoftmaxLoss : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standardizesByTheRowsGiven() {
        const std::vector<float> x{1.0F, 7.0F, 1e6F, 3.0F, 7.0F, 1e6F, 8.0F, 7.0F, 1e6F + 3.0F};
        const Standardization found = standardize(MatrixFeatures(x.data(), 3, 3));
        std::string message;
        QVERIFY2(near(found.mean[0], 4.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(1.0 / found.inverse[0], std::sqrt(26.0 / 3.0), 1e-12, 0.0, &message),
                 message.c_str());
        QCOMPARE(found.inverse[1], 0.0); // constant
        QVERIFY2(near(found.mean[2], 1e6 + 1.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(1.0 / found.inverse[2], std::sqrt(2.0), 1e-9, 0.0, &message),
                 message.c_str());
        QCOMPARE(found.constants(), std::size_t(1));
        const Standardization centred =
            standardize(MatrixFeatures(x.data(), 3, 3), FeatureScale::centredOnly);
        QCOMPARE(centred.inverse, (std::vector<double>{1.0, 0.0, 1.0}));
        QCOMPARE(centred.mean, found.mean);
    }

    void agreesWithPlainLoops_data() {
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("dimension");
        QTest::addColumn<int>("classes");
        for (const int classes : {2, 3, 4, 5, 7, 10, 33}) { // all widths of a tile, and a product
            QTest::addRow("%d classes", classes) << 137 << 37 << classes;
        }
        QTest::newRow("one row of a block") << 9 << 5 << 3;
        QTest::newRow("a wide stretch") << 40 << 2100 << 6;
    }
    void agreesWithPlainLoops() {
        QFETCH(int, rows);
        QFETCH(int, dimension);
        QFETCH(int, classes);
        const auto d = static_cast<std::size_t>(dimension);
        const auto k = static_cast<std::size_t>(classes);
        const DrawnExamples examples(static_cast<std::size_t>(rows), d, k, 0.5, 3);
        const MatrixFeatures features(examples.x.data(), examples.labels.size(), d);
        const Standardization scale = standardize(features);
        std::vector<double> w = someWeights(k * d);
        for (double& each : w) {
            each /= std::sqrt(static_cast<double>(d) / 12.0);
        }
        const std::vector<double> b = someWeights(k);
        const SoftmaxSums expected = plainly(examples, d, k, scale, w, b);
        for (const SoftmaxPath path : {SoftmaxPath::fused, SoftmaxPath::products}) {
            const SoftmaxSums found =
                SoftmaxLoss(features, examples.labels, k, scale, path).at(w.data(), b.data());
            std::string message;
            // Logits of size 10 by products in single precision.
            QVERIFY2(near(found.loss, expected.loss, 2e-6, 0.0, &message), message.c_str());
            QVERIFY2(near(found.entropy, expected.entropy, 2e-6, 0.0, &message), message.c_str());
            QVERIFY2(near(found.lossBeyondEntropy, expected.loss - expected.entropy, 1e-5, 1e-4,
                          &message),
                     message.c_str());
            QCOMPARE(found.errors, expected.errors);
            double difference = 0.0;
            double length = 0.0;
            for (std::size_t i = 0; i < k * d; ++i) {
                difference += std::pow(found.gradient[i] - expected.gradient[i], 2);
                length += std::pow(expected.gradient[i], 2);
            }
            QVERIFY2(std::sqrt(difference / length) < 3e-6,
                     std::to_string(std::sqrt(difference / length)).c_str());
            for (std::size_t c = 0; c < k; ++c) {
                QVERIFY2(
                    near(found.biasGradient[c], expected.biasGradient[c], 1e-5, 1e-4, &message),
                    message.c_str());
                QVERIFY2(
                    near(found.probabilities[c], expected.probabilities[c], 1e-5, 0.0, &message),
                    message.c_str());
            }
        }
    }

    void gradientIsTheSlopeOfTheLoss() {
        constexpr std::size_t d = 6;
        const DrawnExamples examples(300, d, 3, 0.7, 5);
        const MatrixFeatures features(examples.x.data(), 300, d);
        const Standardization scale = standardize(features);
        const SoftmaxLoss loss(features, examples.labels, 3, scale);
        std::vector<double> w = someWeights(3 * d);
        const std::vector<double> b(3, 0.1);
        const SoftmaxSums sums = loss.at(w.data(), b.data());
        for (const std::size_t i : {std::size_t(0), std::size_t(7), std::size_t(17)}) {
            constexpr double step = 0.01; // an error of step²; rounding is 1e-6 of 300 over 0.02
            const double middle = w[i];
            w[i] = middle + step;
            const double above = loss.at(w.data(), b.data()).loss;
            w[i] = middle - step;
            const double below = loss.at(w.data(), b.data()).loss;
            w[i] = middle;
            std::string message;
            QVERIFY2(near((above - below) / (2.0 * step), sums.gradient[i], 1e-3, 0.05, &message),
                     message.c_str());
        }
    }

    void everyInstructionSetAgrees() {
        constexpr std::size_t rows = 11;
        constexpr std::size_t d = 1061; // beyond a stretch, and with a rest
        constexpr std::size_t k = 7;
        const std::vector<float> x = test::congruentialNumbers(1, rows * d);
        const std::vector<float> w = test::congruentialNumbers(2, k * d);
        const std::vector<float> r = test::congruentialNumbers(3, rows * k);
        const auto compare = [&](const probes::detail::SoftmaxKernels& kernels) {
            std::vector<float> z(rows * k, 9.0F);
            std::vector<float> g(k * d, 0.5F);
            kernels.logits(x.data(), rows, d, w.data(), k, z.data());
            kernels.addGradient(x.data(), rows, d, r.data(), k, g.data());
            std::string message;
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t c = 0; c < k; ++c) {
                    double sum = 0.0;
                    for (std::size_t j = 0; j < d; ++j) {
                        sum +=
                            static_cast<double>(x[i * d + j]) * static_cast<double>(w[c * d + j]);
                    }
                    QVERIFY2(near(static_cast<double>(z[i * k + c]), sum, 2e-6, 0.0, &message),
                             message.c_str());
                }
            }
            for (std::size_t c = 0; c < k; ++c) {
                for (std::size_t j = 0; j < d; ++j) {
                    double sum = 0.5;
                    for (std::size_t i = 0; i < rows; ++i) {
                        sum +=
                            static_cast<double>(r[i * k + c]) * static_cast<double>(x[i * d + j]);
                    }
                    QVERIFY2(near(static_cast<double>(g[c * d + j]), sum, 2e-6, 0.0, &message),
                             message.c_str());
                }
            }
        };
        for (const InstructionSet set :
             {InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512}) {
            if (isSupported(set)) {
                compare(nn::simd::forSet(
                    set, [](auto tag) { return probes::detail::softmaxKernels(tag); }));
            }
        }
    }

    void threadsDoNotChangeNumbers() {
        const DrawnExamples examples(2000, 130, 5, 0.3, 8);
        const MatrixFeatures features(examples.x.data(), 2000, 130);
        const Standardization one = standardize(features, FeatureScale::deviations, {1, {}});
        const Standardization many = standardize(features, FeatureScale::deviations, {3, {}});
        QCOMPARE(many.mean, one.mean); // bit for bit
        QCOMPARE(many.inverse, one.inverse);
        const SoftmaxLoss loss(features, examples.labels, 5, one);
        const std::vector<double> w = someWeights(5 * 130);
        const std::vector<double> b(5, 0.0);
        const SoftmaxSums first = loss.at(w.data(), b.data(), {1, {}});
        const SoftmaxSums second = loss.at(w.data(), b.data(), {3, {}});
        QCOMPARE(second.loss, first.loss);
        QCOMPARE(second.gradient, first.gradient);
        QCOMPARE(second.probabilities, first.probabilities);
    }

    void rowsComeFromWhereTheyAre() {
        const DrawnExamples examples(90, 7, 3, 0.3, 8);
        const MatrixFeatures all(examples.x.data(), 90, 7);
        const RangeOfFeatures range(all, 20, 30);
        std::vector<std::size_t> rows;
        for (std::size_t i = 0; i < 30; ++i) {
            rows.push_back(20 + i);
        }
        const ChosenFeatures chosen(all, rows);
        const MatrixFeatures part(examples.x.data() + 20 * 7, 30, 7);
        const Standardization expected = standardize(part);
        QCOMPARE(standardize(range).mean, expected.mean);
        QCOMPARE(standardize(chosen).inverse, expected.inverse);
        QVERIFY_EXCEPTION_THROWN(RangeOfFeatures(all, 80, 11), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(ChosenFeatures(all, {0, 90}), std::invalid_argument);
    }

    void badInput() {
        DrawnExamples examples(20, 3, 2, 0.5, 1);
        const MatrixFeatures features(examples.x.data(), 20, 3);
        const Standardization scale = standardize(features);
        const auto refused = [](auto make, const char* words) {
            try {
                make();
                QFAIL("nothing was thrown");
            } catch (const std::invalid_argument& error) {
                QVERIFY2(std::string(error.what()).find(words) != std::string::npos, error.what());
            }
        };
        std::vector<std::uint32_t> labels = examples.labels;
        labels[4] = 2;
        refused([&] { SoftmaxLoss(features, labels, 2, scale); }, "label 2 of row 4");
        labels.pop_back();
        refused([&] { SoftmaxLoss(features, labels, 3, scale); }, "20 rows of features and 19");
        const MatrixFeatures narrow(examples.x.data(), 20, 2);
        refused([&] { SoftmaxLoss(narrow, examples.labels, 2, scale); }, "of 3 features");
        refused([&] { static_cast<void>(standardize(MatrixFeatures(nullptr, 0, 3))); }, "0 rows");
        examples.x[7 * 3 + 1] = std::numeric_limits<float>::quiet_NaN();
        refused([&] { static_cast<void>(standardize(features)); }, "feature 1 of row 7");
        examples.x[7 * 3 + 1] = std::numeric_limits<float>::infinity();
        refused([&] { static_cast<void>(standardize(features)); }, "feature 1 of row 7");
        const stats::LongWork stopped{1, [](double) { return false; }};
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(standardize(features, FeatureScale::deviations, stopped)), Cancelled);
    }
};

QTEST_APPLESS_MAIN(TestSoftmaxLoss)
#include "tst_softmax_loss.moc"
