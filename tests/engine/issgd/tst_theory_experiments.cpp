// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Theorem 1 on a line and in the plane: exact numbers against an independent script, draws against
// the formula, the edge where q is 0.
#include "engine/core/run.h"
#include "engine/issgd/issgd.h"
#include "tests/engine/issgd/theory_runs.h"
#include "tests/support/near.h"
#include "tests/support/published_frame.h"
#include "tests/support/reference_numbers.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::cell;
using scorescope::test::get;
using scorescope::test::knots;
using scorescope::test::make;
using scorescope::test::near;
using scorescope::test::publishedFrame;
using scorescope::test::ReferenceNumbers;
using scorescope::test::run;
using scorescope::test::settingOf;
using scorescope::test::Values;

namespace {

void addSettings() {
    QTest::addColumn<QString>("question");
    for (const char* name : {"line_plain",
                             "line_optimal",
                             "line_hand",
                             "line_hand_mixture",
                             "line_good",
                             "line_good_mixture",
                             "line_flat",
                             "line_flat_mixture",
                             "line_cut",
                             "line_cut_mixture",
                             "line_touch",
                             "line_touch_mixture",
                             "plane_plain",
                             "plane_optimal",
                             "plane_hand",
                             "plane_hand_mixture",
                             "plane_good",
                             "plane_good_mixture",
                             "plane_narrow_mixture",
                             "plane_cut",
                             "plane_cut_mixture"}) {
        QTest::newRow(name) << QString::fromLatin1(name).section(QLatin1Char('_'), 0, 0);
    }
}

} // namespace

class TestTheoryExperiments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void exactNumbersAreThoseOfTheScript_data() { addSettings(); }
    void exactNumbersAreThoseOfTheScript() {
        QFETCH(QString, question);
        static const ReferenceNumbers known("../issgd/reference_theory.csv");
        const std::string name = QTest::currentDataTag();
        const std::string where = question.toStdString();
        const auto made = make(where, settingOf(name));
        std::string message;
        const auto agrees = [&](double found, const std::string& row) {
            const bool infinite = std::isinf(known[row]) && found == known[row];
            return infinite || near(found, known[row], 1e-11, 1e-14, &message);
        };
        QVERIFY2(agrees(cell(*made, "Tr Σ(", 1).at(0), name + "_trace"), message.c_str());
        QVERIFY2(agrees(cell(*made, "Tr Σ(p)", 1).at(0), where + "_plain_trace"), message.c_str());
        QVERIFY2(agrees(cell(*made, "Tr Σ(q*), the", 1).at(0), where + "_optimal_trace"),
                 message.c_str());
        const std::vector<double> mean = cell(*made, "μ", 1);
        for (std::size_t i = 0; i < mean.size(); ++i) {
            QVERIFY2(agrees(mean[i], where + "_mean_" + std::to_string(i)), message.c_str());
        }
        const bool infinite = std::isinf(known[name + "_trace"]);
        const std::vector<double> drawn = cell(*made, "Tr Σ, as draws show it", 1);
        QCOMPARE(drawn.size(), std::size_t(infinite ? 1 : 0));
        if (infinite) {
            QVERIFY2(agrees(drawn.at(0), name + "_drawn"), message.c_str());
            const std::vector<double> bias = cell(*made, "so the mean is off by", 1);
            QCOMPARE(bias.size(), mean.size());
            for (std::size_t i = 0; i < bias.size(); ++i) {
                QVERIFY2(agrees(bias[i], name + "_bias_" + std::to_string(i)), message.c_str());
            }
        }
        made->step();
        const SeriesPoint exact = made->series().look("trace_exact").back();
        QVERIFY(infinite ? std::isnan(exact.value) : agrees(exact.value, name + "_trace"));
    }

    /// By all settings: the spread that is measured is the trace of the formula, about the mean
    /// that is drawn, and the mean of all estimates is that mean, each within four of its own
    /// standard errors, which are small enough to tell a few per cent.
    void drawsAgreeWithTheFormula_data() { addSettings(); }
    void drawsAgreeWithTheFormula() {
        QFETCH(QString, question);
        static const ReferenceNumbers known("../issgd/reference_theory.csv");
        const std::string name = QTest::currentDataTag();
        const auto made = make(question.toStdString(), settingOf(name));
        run(*made, 100);
        const double drawn = known[name + "_drawn"];
        const std::vector<double> trace = cell(*made, "Tr Σ(", 2); // value, low, high
        const double error = (trace.at(2) - trace.at(1)) / (2.0 * 1.959964);
        QVERIFY2(std::abs(trace.at(0) - drawn) < 4.0 * error,
                 qPrintable(QString::number(trace[0])));
        // Beside a point where q is 0, rare draws carry much weight.
        QVERIFY(error < (name == "line_touch" ? 0.1 : 0.02) * drawn);
        const std::vector<double> mean = cell(*made, "μ", 2); // coordinates, half an interval
        for (std::size_t i = 0; i + 1 < mean.size(); ++i) {
            const std::string axis = std::to_string(i);
            const double expected =
                known[question.toStdString() + "_mean_" + axis] + known[name + "_bias_" + axis];
            // Of both coordinates together: one may have nearly all of the variance.
            const double meanError = std::sqrt(drawn / (50.0 * 500.0 * 100.0));
            QVERIFY(std::abs(mean[i] - expected) < 4.0 * meanError);
        }
        const double half = 1.959964 * std::sqrt(drawn / (50.0 * 500.0 * 100.0) /
                                                 static_cast<double>(mean.size() - 1));
        QVERIFY(near(mean.back(), half, 0.02, 0.0));
    }

    void noProposalIsBetterThanTheOptimum() {
        const ReferenceNumbers known("../issgd/reference_theory.csv");
        const double least = known["line_optimal_trace"];
        const auto made = make("line", {{"estimate_count", std::int64_t{1}}});
        const std::vector<float> heights = test::congruentialNumbers(11, 9 * 200);
        double best = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < heights.size(); i += 9) {
            for (std::size_t k = 0; k < 9; ++k) {
                const double height = 0.01 + 2.0 * static_cast<double>(heights[i + k]);
                made->set("q_" + std::to_string(k + 1), height);
            }
            best = std::min(best, cell(*made, "Tr Σ(q)", 1).at(0));
        }
        QVERIFY(best > least);
        QVERIFY(best < 1.3 * least); // some of them come near it
        made->set("draw_from", std::string("optimal"));
        QVERIFY(near(cell(*made, "Tr Σ(q*), in", 1).at(0), least, 1e-11, 0.0));
    }

    void draggedKnotsGiveTheCurve() {
        const auto made = make("line");
        made->set("q_4", 2.5);
        const Frame frame = publishedFrame(*made);
        const auto& lines = get<Lines>(frame, "proposals").lines;
        const auto line = std::find_if(lines.begin(), lines.end(), [](const Lines::Line& each) {
            return each.label == "q by hand";
        });
        QVERIFY(line != lines.end());
        QCOMPARE(line->y.size(), std::size_t(201));
        QCOMPARE(line->y[75], 2.5);
        QCOMPARE(line->x[75], -0.25);
        QVERIFY(near(line->y[70], 0.8 * 2.5 + 0.2 * 1.1, 1e-14, 0.0));
        QVERIFY(near(line->y[80], 0.8 * 2.5 + 0.2 * 0.9, 1e-14, 0.0));
        // All are over the same area, so that the handles lie on the curve.
        for (const Lines::Line& each : lines) {
            double area = 0.0;
            double drawn = 0.0;
            for (std::size_t i = 0; i < each.y.size(); ++i) {
                area += each.y[i];
                drawn += line->y[i];
            }
            QVERIFY(near(area, drawn, 1e-12, 0.0));
        }
        for (const char* name : {"proposal_handles", "question_handles"}) {
            for (const Markers::Marker& handle : get<Markers>(frame, name).markers) {
                QCOMPARE(handle.kind, std::string("handle"));
                QVERIFY(handle.xParameter.empty()); // up and down only
                made->set(handle.yParameter, 0.75);
            }
        }
        const Frame flat = publishedFrame(*made);
        for (const char* name : {"proposal_handles", "question_handles"}) {
            for (const Markers::Marker& handle : get<Markers>(flat, name).markers) {
                QCOMPARE(handle.y, 0.75);
            }
        }
        QCOMPARE(get<Markers>(flat, "question_handles").markers.size(), std::size_t(18));
        for (const double y : get<Lines>(flat, "question").lines.at(1).y) {
            QCOMPARE(y, 0.75);
        }
    }
    void draggedCentresMoveTheShapes() {
        const auto made = make("plane");
        const auto places = [&] {
            std::vector<double> all;
            const Frame frame = publishedFrame(*made);
            for (const Markers::Marker& handle : get<Markers>(frame, "centres").markers) {
                all.push_back(handle.x);
                all.push_back(handle.y);
            }
            return all;
        };
        const Frame before = publishedFrame(*made);
        const std::vector<double> start = places();
        QCOMPARE(start.size(), std::size_t(10));
        double moved = 0.0;
        for (const Markers::Marker& handle : get<Markers>(before, "centres").markers) {
            made->set(handle.xParameter, moved += 0.05);
            made->set(handle.yParameter, -moved);
        }
        for (std::size_t i = 0; i < start.size(); i += 2) {
            QVERIFY(near(places()[i], 0.025 * static_cast<double>(i + 2), 1e-12, 0.0));
            QVERIFY(near(places()[i + 1], -0.025 * static_cast<double>(i + 2), 1e-12, 0.0));
        }
        // q's density is largest at its centre now.
        const Frame frame = publishedFrame(*made);
        const auto& map = get<ScalarField>(frame, "proposal_map");
        const auto top = static_cast<std::size_t>(
            std::max_element(map.values.begin(), map.values.end()) - map.values.begin());
        QVERIFY(std::abs(map.grid.x(top % map.grid.columns) - 0.05) < 0.051);
        QVERIFY(std::abs(map.grid.y(top / map.grid.columns) + 0.05) < 0.051);
    }

    /// Where q is 0 and p f is not: infinite by Corollary 2, and nothing of it in the draws, which
    /// are off by what they miss.
    void whereQIsZeroTheDrawsDoNotShowIt_data() {
        QTest::addColumn<QString>("question");
        QTest::addColumn<double>("points");
        QTest::addColumn<double>("halves"); // by how many half intervals the mean is off, at least
        QTest::newRow("line_cut") << "line" << 26.0 << 5.0;
        // By half a per cent of E‖f‖: 1.9 half intervals are expected, ± 0.5.
        QTest::newRow("line_touch") << "line" << 1.0 << 0.9;
        QTest::newRow("plane_cut") << "plane" << 1681.0 - 341.0 << 5.0;
    }
    void whereQIsZeroTheDrawsDoNotShowIt() {
        QFETCH(QString, question);
        QFETCH(double, points);
        QFETCH(double, halves);
        const std::string name = QTest::currentDataTag();
        const auto made = make(question.toStdString(), settingOf(name));
        run(*made, 100);
        QVERIFY(std::isinf(cell(*made, "Tr Σ(q)", 1).at(0)));
        QVERIFY(std::isfinite(cell(*made, "Tr Σ(q)", 2).at(0)));
        const std::vector<double> missed = cell(*made, "never drawn", 1);
        QCOMPARE(missed.at(0), points);
        QVERIFY(missed.at(1) > 0.0 && missed.at(1) < 1.0);
        std::vector<double> off = cell(*made, "so the mean is off by", 2);
        const double half = off.back();
        off.pop_back();
        double length = 0.0;
        for (const double each : off) {
            length = std::hypot(length, each);
        }
        QVERIFY2(length > halves * half, qPrintable(QString::number(length / half)));
        // A share of p reaches all, and the row is gone.
        made->set("draw_from", std::string("mixture"));
        QVERIFY(std::isfinite(cell(*made, "Tr Σ(mixture)", 1).at(0)));
        QVERIFY(cell(*made, "never drawn", 1).empty());
        // Where f is 0 as well, it does no harm.
        if (question == QLatin1String("line")) {
            made->set("draw_from", std::string("by_hand"));
            for (const char* knot : {"f_7", "f_8", "f_9"}) {
                made->set(knot, 0.0);
            }
            QVERIFY(std::isfinite(cell(*made, "Tr Σ(q)", 1).at(0)));
            QVERIFY(cell(*made, "never drawn", 1).empty());
        }
    }

    /// A narrow q that is above 0 everywhere: the formula is right and the estimate without bias,
    /// but nearly all of its variance lies in draws that do not come.
    void aNarrowProposalHidesItsVariance() {
        const ReferenceNumbers known("../issgd/reference_theory.csv");
        Values values = settingOf("plane_narrow");
        const auto made = make("plane", values);
        run(*made, 40);
        QVERIFY(near(cell(*made, "Tr Σ(q)", 1).at(0), known["plane_narrow_trace"], 1e-11, 0.0));
        QVERIFY(known["plane_narrow_trace"] > 1e6);
        QVERIFY(cell(*made, "Tr Σ(q)", 2).at(2) < 1e4);
        QVERIFY(cell(*made, "never drawn", 1).empty());
    }

    /// f of one sign: q* has no variance at all.
    void oneDrawOfTheOptimumIsExactForOneSign() {
        Values values =
            knots("f", std::vector<double>{0.1, 0.3, 0.3, 0.1, 0.2, 0.5, 1.2, 2.8, 2.6});
        values["draw_from"] = std::string("optimal");
        const auto made = make("line", values);
        made->step();
        const Frame frame = publishedFrame(*made);
        QCOMPARE(frame.lastValue("trace_optimal"), 0.0);
        QCOMPARE(frame.lastValue("trace_exact"), 0.0);
        QCOMPARE(frame.lastValue("trace_measured"), 0.0);
        QVERIFY(frame.lastValue("mean_error") < 1e-14);
        bool told = false;
        for (const auto& row : get<Table>(frame, "spread").rows) {
            told = told || row[1].text == "one of q* is exact";
        }
        QVERIFY(told);
    }
    void aQuestionWithoutFIsAnswered() {
        const auto made = make("plane", {{"bump_1_strength", 0.0}, {"bump_2_strength", 0.0}});
        for (const char* from : {"by_hand", "optimal", "mixture", "plain"}) {
            made->set("draw_from", std::string(from));
            made->step();
            const Frame frame = publishedFrame(*made);
            QCOMPARE(frame.lastValue("trace_measured"), 0.0);
            QCOMPARE(frame.lastValue("trace_exact"), 0.0);
        }
    }
};

QTEST_GUILESS_MAIN(TestTheoryExperiments)
#include "tst_theory_experiments.moc"
