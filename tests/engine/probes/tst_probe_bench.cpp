// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/bench/probe_bench.h"
#include "engine/probes/bench/probe_peer.h"
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
using test::near;

namespace {

ProbeBenchOptions tiny() {
    ProbeBenchOptions options;
    options.threads = 1;
    options.rounds = 2;
    options.examples = 120;
    options.channels = 1;
    return options;
}

} // namespace

class TestProbeBench : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theReferencesComeAsLow() {
        const ProbePeer::Started started = ProbePeer::start(1);
        if (!started.peer) {
            QSKIP(started.words.c_str());
        }
        const DrawnExamples examples(300, 9, 3, 0.5, 60);
        const MatrixFeatures features(examples.x.data(), 300, 9);
        ProbeOptions options;
        options.penalty = 0.01;
        options.tolerance = 1e-3;
        options.scale = FeatureScale::centredOnly;
        const FittedProbe fitted =
            fitProbe(prepare(features, options), examples.labels, 3, options);
        started.peer->setData(examples.x, examples.labels, 3, 0.01);
        const FoldedWeights folded =
            fold(fitted.probe.weights.data(), fitted.probe.bias, fitted.probe.standardization);
        const double target =
            started.peer->objectiveOf(folded.weights, {folded.bias.begin(), folded.bias.end()});
        std::string message;
        QVERIFY2(near(target, fitted.certificate.objective, 1e-5, 0.0, &message), message.c_str());
        for (const auto library : {ProbePeer::Library::scikitLearn, ProbePeer::Library::torch}) {
            const std::size_t iterations = started.peer->iterationsTo(library, target);
            QVERIFY(iterations > 1 && iterations < 200);
            started.peer->fit(library, iterations);
            const double reached = started.peer->objective();
            QVERIFY2(reached <= target * (1.0 + 1e-5), std::to_string(reached).c_str());
            // None is below what the certificate allows.
            QVERIFY2(reached >= target - fitted.certificate.gap - 1e-5 * target,
                     std::to_string(reached).c_str());
            started.peer->fit(library, 2);
            QVERIFY(started.peer->objective() > target);
        }
    }

    void measuresATinyProbe() {
        const std::vector<BenchRow> rows = benchProbe(tiny());
        if (rows.size() == 1) {
            QVERIFY(rows[0].note.find("no reference") != std::string::npos);
            QCOMPARE(rows[0].ratio, 0.0);
            return;
        }
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(QString::fromStdString(rows[0].name), QStringLiteral("probe_sklearn"));
        QCOMPARE(QString::fromStdString(rows[1].name), QStringLiteral("probe_torch"));
        for (const BenchRow& row : rows) {
            QCOMPARE(QString::fromStdString(row.size), QStringLiteral("N=120 d=49 classes=10"));
            QVERIFY(std::isfinite(row.seconds) && row.seconds > 0.0);
            QVERIFY(row.ratio > 0.0 && row.lowestRatio <= row.highestRatio);
            QVERIFY(std::abs(row.ratio * row.seconds / row.referenceSeconds - 1.0) < 1e-9);
            QVERIFY(row.note.find("iterations to") != std::string::npos);
        }
    }

    void refusesWhatCannotBeMeasured() {
        for (int which = 0; which < 5; ++which) {
            ProbeBenchOptions options = tiny();
            options.threads = which == 0 ? 0 : 1;
            options.rounds = which == 1 ? 0 : 1;
            options.examples = which == 2 ? 19 : 20;
            options.channels = which == 3 ? 0 : 1;
            options.tolerance = which == 4 ? 0.0 : 1.0;
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(benchProbe(options)), std::invalid_argument);
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(ProbePeer::start(0)), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestProbeBench)
#include "tst_probe_bench.moc"
