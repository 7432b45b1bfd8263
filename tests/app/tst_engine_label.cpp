// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/engine_label.h"

#include <QtTest>

using namespace scorescope;
using scorescope::app::EngineLabel;

class EngineLabelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatRunsWhere() {
        EngineLabel label(2, "AVX2", nullptr);
        QCOMPARE(label.text(), QStringLiteral("CPU · 2 threads · AVX2"));
        QVERIFY(label.toolTip().isEmpty());
        label.setPlacements({{"training", "cuda:0", "10000 examples"}, {"fields", "cuda:0", "x"}});
        QCOMPARE(label.text(), QStringLiteral("CUDA:0 · 2 threads · AVX2"));
        label.setPlacements(
            {{"training", "cuda:0", "10000 examples"}, {"sampling", "cpu", "5 chains"}});
        QCOMPARE(label.text(), QStringLiteral("training CUDA:0, sampling CPU · 2 threads · AVX2"));
        QCOMPARE(label.toolTip(), QStringLiteral("training on CUDA:0: 10000 examples\n"
                                                 "sampling on CPU: 5 chains"));
        QCOMPARE(EngineLabel(1, "AVX2", nullptr).text(), QStringLiteral("CPU · 1 thread · AVX2"));
    }
};

QTEST_MAIN(EngineLabelTest)
#include "tst_engine_label.moc"
