// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/gradient_norms_bench.h"

#include <QtTest>

#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;

class TestGradientNormsBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measuresBothNetworks();
    void refusesOptions();
};

/// That ours and LibTorch's agree is demanded on the way.
void TestGradientNormsBench::measuresBothNetworks() {
    GradientNormsBenchOptions options;
    options.threads = 1;
    options.rounds = 1;
    options.batch = 12;
    options.input = {1, 5, 5};
    options.layers = "linear 20, relu, linear 4";
    options.imageBatch = 5;
    options.imageInput = {2, 8, 8};
    options.imageLayers = "conv 3 3, relu, flatten, linear 4";
    const std::vector<BenchRow> rows = benchGradientNorms(options);
    const std::vector<std::string> names{"gradient",      "gradient_and_norms",      "norms",
                                         "gradient_conv", "gradient_and_norms_conv", "norms_conv"};
    QCOMPARE(rows.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        QCOMPARE(QString::fromStdString(rows[i].name), QString::fromStdString(names[i]));
        QVERIFY(rows[i].seconds > 0.0 && rows[i].referenceSeconds > 0.0 && rows[i].ratio > 0.0);
        QVERIFY(rows[i].threads == 1 && !rows[i].note.empty());
    }
    QCOMPARE(QString::fromStdString(rows[0].size), QString("604 weights B=12"));
    QCOMPARE(QString::fromStdString(gradientNormsBenchmark().name), QString("gradient_norms"));
}

void TestGradientNormsBench::refusesOptions() {
    for (int wrong = 0; wrong < 4; ++wrong) {
        GradientNormsBenchOptions options;
        options.threads = wrong == 0 ? 0 : 1;
        options.rounds = wrong == 1 ? 0 : 1;
        options.batch = wrong == 2 ? 0 : 1;
        options.imageBatch = wrong == 3 ? 0 : 1;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(benchGradientNorms(options)),
                                 std::invalid_argument);
    }
}

QTEST_APPLESS_MAIN(TestGradientNormsBench)
#include "tst_gradient_norms_bench.moc"
