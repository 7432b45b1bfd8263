// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_bench.h"

#include <QTest>

#include <cstdio>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;

/// Our network and the benchmark's reference compute the same. Exit status 77 without PyTorch.
class TestGsnByTorch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees_data() {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("hidden");
        QTest::newRow("one step") << 1 << 30;
        QTest::newRow("two steps") << 2 << 30;
        QTest::newRow("walkback") << 4 << 30;
        QTest::newRow("wide") << 4 << 300;
    }
    void agrees() {
        QFETCH(int, steps);
        QFETCH(int, hidden);
        GsnBenchOptions options;
        options.layers = {784, static_cast<std::size_t>(hidden),
                          static_cast<std::size_t>(hidden) + 7};
        options.batch = 11;
        options.manyChains = 5;
        options.walkback = static_cast<std::size_t>(steps);
        const GsnPeer::Started started =
            GsnPeer::start(GsnShape(options.layers), options.walkback, 1);
        QVERIFY2(started.peer != nullptr, started.words.c_str());
        const GsnAgreement found = compareWithPeer(*started.peer, options);
        qInfo("loss %.1e, gradient %.1e, mean %.1e, hidden %.1e", found.loss, found.gradient,
              found.mean, found.hidden);
        QVERIFY(found.loss < 1e-4);
        QVERIFY(found.gradient < 1e-4);
        QVERIFY(found.mean < 1e-4);
        QVERIFY(found.hidden < 1e-4);
    }
};

int main(int argc, char** argv) {
    const GsnPeer::Started started = GsnPeer::start(GsnShape({784, 2, 2}), 1, 1);
    if (!started.peer) {
        std::printf("skipped: no Python with PyTorch (%s)\n", started.words.c_str());
        return 77;
    }
    TestGsnByTorch test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_gsn_by_torch.moc"
