// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Theorem 1 on a line and in the plane: exact numbers against an independent script, draws against
// the formula, the edge where q is 0, edits, checkpoints and bad input.
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/issgd/issgd.h"
#include "engine/issgd/theory/estimate_spread.h"
#include "engine/issgd/theory/knot_curve.h"
#include "engine/issgd/theory/plane_setting.h"
#include "tests/support/near.h"
#include "tests/support/published_frame.h"
#include "tests/support/reference_numbers.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;
using scorescope::test::publishedFrame;
using scorescope::test::ReferenceNumbers;

namespace {

using Values = std::map<std::string, ParameterValue>;

const std::vector<double> good{0.2, 0.9, 1.3, 0.4, 0.3, 0.4, 0.3, 0.8, 0.7};

const ExperimentKind& kindOf(const Registry& registry, const std::string& question) {
    return registry.kind("importance_" + question);
}

std::unique_ptr<Experiment> make(const std::string& question, const Values& values = {},
                                 int threads = 1, std::uint64_t seed = 1) {
    Registry registry;
    registerIssgd(registry);
    const ExperimentKind& kind = kindOf(registry, question);
    ExperimentContext context;
    context.seed = seed;
    context.threads = threads;
    context.parameters = Parameters(kind.parameters);
    for (const auto& [name, value] : values) {
        context.parameters.setValue(name, value);
    }
    return kind.create(context);
}

Values knots(const char* curve, const std::vector<double>& heights) {
    Values values;
    for (std::size_t i = 0; i < heights.size(); ++i) {
        values[curve + std::string("_") + std::to_string(i + 1)] = heights[i];
    }
    return values;
}

/// The settings of reference_theory.py, by its names.
Values settingOf(const std::string& name) {
    Values values;
    if (name.find("plane_good") == 0) {
        values = {{"q_x", 0.3}, {"q_y", 0.2}};
    } else if (name.find("plane_narrow") == 0) {
        values = {{"q_x", 0.6}, {"q_y", 0.4}, {"q_width_x", 0.4}, {"q_width_y", 0.4}};
    } else if (name.find("good") != std::string::npos) {
        values = knots("q", good);
    } else if (name.find("flat") != std::string::npos) {
        values = knots("q", std::vector<double>(9, 0.6));
    } else if (name.find("line_cut") == 0) {
        values = {{"q_8", 0.0}, {"q_9", 0.0}};
    } else if (name.find("touch") != std::string::npos) {
        values = {{"q_8", 0.0}};
    } else if (name.find("plane_cut") == 0) {
        values = {{"q_reach", 1.48}};
    }
    for (const char* from : {"plain", "optimal", "mixture"}) {
        if (name.find(from) != std::string::npos) {
            values["draw_from"] = std::string(from);
        }
    }
    return values;
}

template <class T> const T& get(const Frame& frame, const char* name) {
    return std::get<T>(frame.find(name)->data);
}

/// The numbers of a cell in the row of the table that begins so; none where there is no such row.
std::vector<double> cell(const Experiment& experiment, const std::string& row, std::size_t column) {
    const Frame frame = publishedFrame(experiment);
    for (const auto& cells : get<Table>(frame, "spread").rows) {
        if (cells[0].text.rfind(row, 0) == 0) {
            return cells[column].numbers;
        }
    }
    return {};
}

/// Row by row.
Eigen::MatrixXd matrixOf(const std::vector<double>& values, Eigen::Index columns) {
    const auto rows = static_cast<Eigen::Index>(values.size()) / columns;
    Eigen::MatrixXd matrix(rows, columns);
    for (Eigen::Index i = 0; i < rows * columns; ++i) {
        matrix(i / columns, i % columns) = values[static_cast<std::size_t>(i)];
    }
    return matrix;
}

Checkpoint saved(const Experiment& experiment) {
    Checkpoint checkpoint;
    experiment.save(checkpoint);
    return checkpoint;
}

bool equal(const Checkpoint& a, const Checkpoint& b) {
    return a.meta == b.meta && a.state.size() == b.state.size() &&
           std::all_of(a.state.begin(), a.state.end(), [&](const auto& each) {
               const auto other = b.state.find(each.first);
               return other != b.state.end() && sameBits(other->second, each.second);
           });
}

void run(Experiment& experiment, int steps) {
    for (int i = 0; i < steps; ++i) {
        experiment.step();
    }
}

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

    void editsBeginTheStatisticsAnew() {
        const auto made = make("line");
        const auto estimates = [&] { return cell(*made, "estimates", 2).at(0); };
        const auto mean = [&] { return cell(*made, "μ", 2).at(0); };
        QCOMPARE(estimates(), 500.0); // those of the first step, before it
        const double before = mean();
        made->step();
        QCOMPARE(estimates(), 500.0);
        QCOMPARE(mean(), before);
        run(*made, 2);
        QCOMPARE(estimates(), 1500.0);
        made->set("defensive_share", 0.9); // of a mixture that is not drawn from
        made->set("estimate_count", std::int64_t{100});
        QCOMPARE(estimates(), 1500.0);
        made->step();
        QCOMPARE(estimates(), 1600.0);
        const Checkpoint kept = saved(*made);
        for (const auto& [name, value] : Values{
                 {"q_3", 1.0}, {"p_3", 1.0}, {"f_3", 1.0}, {"estimate_draws", std::int64_t{10}}}) {
            made->set(name, value);
            QCOMPARE(estimates(), 100.0);
            const double shown = mean();
            made->step();
            QCOMPARE(estimates(), 100.0);
            QCOMPARE(mean(), shown);
            made->step();
            QCOMPARE(estimates(), 200.0);
        }
        made->set("estimate_draws", std::int64_t{20});
        made->set("estimate_count", std::int64_t{30}); // the next step's, and so shown
        QCOMPARE(estimates(), 30.0);
        // Repetitions go on: the same q again is not drawn from by the same numbers.
        const auto fresh = make("line", {{"estimate_count", std::int64_t{100}}});
        const double first = cell(*fresh, "μ", 2).at(0);
        fresh->step();
        fresh->set("q_3", 1.0);
        fresh->set("q_3", 1.1);
        QVERIFY(cell(*fresh, "μ", 2).at(0) != first);
    }

    void equalRunsWithAnyNumberOfThreads() {
        for (const char* question : {"line", "plane"}) {
            const auto one = make(question);
            const auto three = make(question, {}, 3);
            const auto other = make(question, {}, 1, 2);
            run(*one, 5);
            run(*three, 5);
            run(*other, 5);
            QVERIFY(equal(saved(*one), saved(*three)));
            QVERIFY(!equal(saved(*one), saved(*other)));
        }
    }
    void goOnFromACheckpoint() {
        for (const char* question : {"line", "plane"}) {
            for (const int before : {0, 3}) {
                const auto one = make(question);
                run(*one, before);
                const auto two = make(question);
                two->load(saved(*one));
                QCOMPARE(two->stepsDone(), std::uint64_t(before));
                QVERIFY(equal(saved(*two), saved(*one)));
                run(*one, 2);
                run(*two, 2);
                QVERIFY(equal(saved(*two), saved(*one)));
                const Frame first = publishedFrame(*one);
                const Frame second = publishedFrame(*two);
                QCOMPARE(cell(*one, "Tr Σ(q)", 2), cell(*two, "Tr Σ(q)", 2));
                QCOMPARE(isEmpty(*first.find(question == std::string("line") ? "estimates"
                                                                             : "latest_estimates")),
                         false);
            }
            // An edit just before: what is shown is the next step's, there as here.
            const auto one = make(question);
            run(*one, 3);
            one->set("draw_from", std::string("plain"));
            const auto two = make(question, {{"draw_from", std::string("plain")}});
            two->load(saved(*one));
            QCOMPARE(cell(*two, "μ", 2), cell(*one, "μ", 2));
            one->step();
            two->step();
            QVERIFY(equal(saved(*two), saved(*one)));
        }
    }
    void foreignCheckpointsAreRefused() {
        const auto line = make("line");
        const auto plane = make("plane");
        run(*line, 2);
        run(*plane, 2);
        const Checkpoint whole = saved(*line);
        const auto refused = [&](const Checkpoint& other, Experiment& experiment) {
            const Checkpoint before = saved(experiment);
            QVERIFY_EXCEPTION_THROWN(experiment.load(other), InputError);
            QVERIFY(equal(saved(experiment), before));
        };
        refused(Checkpoint{}, *line);
        refused(saved(*plane), *line);
        refused(whole, *plane);
        Checkpoint bins = whole;
        bins.put("estimate_bins", {1.0, 2.0});
        refused(bins, *line);
        Checkpoint points = saved(*plane);
        points.put("latest_estimates", {1.0, 2.0, 3.0});
        refused(points, *plane);
        for (const std::vector<double>& sums :
             {std::vector<double>{std::numeric_limits<double>::quiet_NaN(), 0.0, 0.0, 0.0},
              std::vector<double>{-1.0, 0.0, 0.0, 0.0}, std::vector<double>{1.5, 0.0, 0.0, 0.0}}) {
            Checkpoint wrong = whole;
            wrong.put("estimate_sums", sums);
            refused(wrong, *line);
        }
    }

    void badValuesAreRefused() {
        Registry registry;
        registerIssgd(registry);
        for (const auto& [curve, pointer] :
             {std::pair("p", "/parameters/p_1"), std::pair("q", "/parameters/q_1")}) {
            const ExperimentKind& kind = kindOf(registry, "line");
            Parameters parameters(kind.parameters);
            for (int knot = 1; knot <= 9; ++knot) {
                kind.check(parameters); // as long as one is above 0
                parameters.setValue(curve + std::string("_") + std::to_string(knot), 0.0);
            }
            try {
                kind.check(parameters);
                QFAIL("nothing was refused");
            } catch (const InputError& error) {
                QCOMPARE(error.pointer(), std::string(pointer));
                QVERIFY(error.message().find("0 everywhere") != std::string::npos);
            }
        }
        const auto refuses = [&](const char* question, const char* name,
                                 const nlohmann::ordered_json& value) {
            Parameters parameters(kindOf(registry, question).parameters);
            try {
                parameters.set(name, value);
            } catch (const InputError& error) {
                return error.pointer() == std::string("/parameters/") + name;
            }
            return false;
        };
        QVERIFY(refuses("line", "q_1", -0.1));
        QVERIFY(refuses("line", "p_9", 3.1));
        QVERIFY(refuses("line", "f_1", -3.1));
        QVERIFY(refuses("line", "estimate_draws", 0));
        QVERIFY(refuses("line", "estimate_count", 1001));
        QVERIFY(refuses("line", "draw_from", "p"));
        QVERIFY(refuses("plane", "q_width_x", 0.2));
        QVERIFY(refuses("plane", "p_1_x", 2.5));
        QVERIFY(refuses("plane", "defensive_share", 1.5));
        QVERIFY(refuses("plane", "q_reach", 0.0));
    }

    /// Extremes of what the panel allows: nothing of it may end in numbers that are none.
    void extremesStayFinite() {
        const auto plane = make("plane", {{"q_width_x", 0.3},
                                          {"q_width_y", 0.3},
                                          {"q_x", -2.0},
                                          {"q_y", -2.0},
                                          {"p_1_x", 2.0},
                                          {"p_1_y", 2.0},
                                          {"bump_width", 0.3}});
        QVERIFY(std::isfinite(cell(*plane, "Tr Σ(q)", 1).at(0)));
        QVERIFY(cell(*plane, "Tr Σ(q)", 1).at(0) > 1e20); // and draws show next to nothing of it
        QVERIFY(cell(*plane, "Tr Σ(q)", 2).at(0) < 1e10);
        plane->set("q_reach", 0.5); // a corner still has a point
        QVERIFY(cell(*plane, "never drawn", 1).at(0) > 1600.0);
        plane->step();
        const auto line = make(
            "line", {{"estimate_draws", std::int64_t{1}}, {"estimate_count", std::int64_t{1}}});
        QVERIFY(cell(*line, "μ", 2).empty()); // one estimate tells no spread
        line->step();
        QVERIFY(std::isnan(line->series().look("trace_measured").back().value));
        line->step();
        QVERIFY(std::isfinite(publishedFrame(*line).lastValue("trace_measured")));
    }

    void picturesShowWhatWasDrawn() {
        const auto line = make("line");
        run(*line, 20);
        const Frame shown = publishedFrame(*line);
        const auto& histogram = get<Histogram>(shown, "estimates");
        double area = 0.0;
        for (std::size_t i = 0; i < histogram.count.size(); ++i) {
            area += histogram.count[i] * (histogram.edges[i + 1] - histogram.edges[i]);
        }
        QVERIFY(area > 0.995 && area <= 1.0 + 1e-12);
        const auto& worth = get<Lines>(shown, "contribution").lines.at(1); // of q*: Z everywhere
        double least = 1e9;
        double most = 0.0;
        for (const double y : worth.y) {
            if (std::isfinite(y)) {
                least = std::min(least, std::abs(y));
                most = std::max(most, std::abs(y));
            }
        }
        QVERIFY(near(least, most, 1e-12, 0.0));

        const auto plane = make("plane", settingOf("plane_cut"));
        run(*plane, 3);
        const Frame frame = publishedFrame(*plane);
        const auto& shortfall = get<ScalarField>(frame, "shortfall");
        const auto holes = std::count_if(shortfall.values.begin(), shortfall.values.end(),
                                         [](float value) { return std::isnan(value); });
        QCOMPARE(static_cast<double>(holes), cell(*plane, "never drawn", 1).at(0));
        QCOMPARE(get<Scatter>(frame, "latest_estimates").x.size(), std::size_t(150));
        QCOMPARE(get<Lines>(frame, "expected_spread").lines.size(), std::size_t(3));
    }

    void underTheCursorStandsWhatADrawIsWorth() {
        for (const auto& [question, cursor] :
             {std::pair("line", std::vector<double>{0.5}),
              std::pair("plane", std::vector<double>{0.7, 0.3}),
              std::pair("plane", std::vector<double>{9.0, -9.0})}) {
            const auto made = make(question);
            Frame frame;
            Interest interest;
            interest.cursor = cursor;
            FrameBuilder builder(frame, interest);
            made->publish(builder);
            std::map<std::string, double> row;
            for (const auto& cells : get<Table>(frame, "inspector").rows) {
                row[cells[0].text] = cells[1].numbers.at(0);
            }
            const bool isLine = question == std::string("line");
            const double f = row.at(isLine ? "f(x)" : "‖f(x)‖");
            const double worth = row.at(isLine ? "one draw is worth p f/q" : "length of p f/q");
            QVERIFY(near(worth, row.at("weight p/q") * f, 1e-12, 0.0));
            QVERIFY(near(row.at("weight p/q"),
                         row.at("chance of x by p") / row.at("chance by q, in use"), 1e-12, 0.0));
        }
    }

    // Without parameters.

    void aSpreadIsThatOfItsEstimates() {
        const std::vector<float> numbers = test::congruentialNumbers(5, 300);
        Eigen::MatrixXd estimates(100, 3);
        for (Eigen::Index i = 0; i < 300; ++i) {
            estimates(i / 3, i % 3) = static_cast<double>(numbers[static_cast<std::size_t>(i)]);
        }
        EstimateSpread spread(Eigen::Vector3d{0.4, 0.5, 0.7}, 7);
        QVERIFY(std::isnan(spread.trace().value));
        spread.add(estimates.topRows(40));
        spread.add(estimates.bottomRows(60));
        const Eigen::RowVectorXd mean = estimates.colwise().mean();
        const double scatter = (estimates.rowwise() - mean).squaredNorm() / 99.0;
        QVERIFY(near(spread.trace().value, 7.0 * scatter, 1e-13, 0.0));
        QVERIFY((spread.mean() - mean.transpose()).norm() < 1e-14);
        QVERIFY(near(spread.standardError(), std::sqrt(scatter / 300.0), 1e-13, 0.0));
        QVERIFY(spread.trace().low < spread.trace().value);
        QCOMPARE(spread.count(), std::size_t(100));
    }
    /// Of so many intervals, of estimates that are made anew, about 95 % hold the true trace: with
    /// 400 of them, 380 ± 4.4; four deviations and half of one for the bend of the distribution.
    void intervalsHoldTheTraceInNearlyAllCases() {
        const FiniteExpectation expectation(matrixOf({0.1, 0.2, 0.3, 0.4}, 1),
                                            matrixOf({3.0, -1.0, 0.5, 0.2}, 1));
        const Eigen::VectorXd& p = expectation.probabilities();
        const ImportanceEstimator estimator(expectation, p);
        int held = 0;
        for (std::uint64_t i = 0; i < 400; ++i) {
            EstimateSpread spread(expectation.mean(), 30);
            spread.add(estimator.estimates(30, 3, 500 * i, 500));
            const stats::Estimate trace = spread.trace();
            const double exact = expectation.trace(p).value;
            held += trace.low <= exact && exact <= trace.high ? 1 : 0;
        }
        QVERIFY2(held >= 360 && held <= 397, qPrintable(QString::number(held)));
    }
    void theCovariancesTraceIsTheFormulas() {
        const FiniteExpectation expectation(
            matrixOf({0.1, 0.2, 0.3, 0.4}, 1),
            matrixOf({3.0, 1.0, -1.0, 0.5, 0.5, 2.0, 0.2, -0.3}, 2));
        for (const std::vector<double>& weights :
             {std::vector<double>{0.1, 0.2, 0.3, 0.4}, std::vector<double>{4.0, 1.0, 2.0, 1.0},
              std::vector<double>{1.0, 0.0, 2.0, 1.0}}) {
            const Eigen::VectorXd q = matrixOf(weights, 1);
            const Eigen::MatrixXd covariance = estimatorCovariance(expectation, q);
            QVERIFY(near(covariance.trace(), expectation.trace(q).drawnValue, 1e-13, 0.0));
            QCOMPARE(covariance(0, 1), covariance(1, 0));
        }
    }
    /// All its points are two deviations away: dᵀ Σ⁻¹ d = 4.
    void anEllipseIsThatOfItsCovariance() {
        const Eigen::MatrixXd covariance = matrixOf({2.0, -0.6, -0.6, 0.5}, 2);
        const double determinant = 2.0 * 0.5 - 0.6 * 0.6;
        const Lines::Line line = covarianceEllipse("Σ", matrixOf({1.0, -3.0}, 1), covariance, 2.0);
        double across = 0.0;
        for (std::size_t i = 0; i < line.x.size(); ++i) {
            const double x = line.x[i] - 1.0;
            const double y = line.y[i] + 3.0;
            const double squared = (0.5 * x * x + 1.2 * x * y + 2.0 * y * y) / determinant;
            QVERIFY(near(squared, 4.0, 1e-12, 0.0));
            across = std::max(across, std::abs(y));
        }
        QVERIFY(near(across, 2.0 * std::sqrt(0.5), 0.01, 0.0));
        // Without any spread along x, it is a stroke.
        const Lines::Line stroke =
            covarianceEllipse("Σ", matrixOf({0.0, 0.0}, 1), matrixOf({0.0, 0.0, 0.0, 1.0}, 2), 1.0);
        for (const double x : stroke.x) {
            QCOMPARE(x, 0.0);
        }
    }
    void aCurveIsStraightBetweenItsKnots() {
        const Eigen::VectorXd curve = knotCurve({1.0, 3.0, 0.0, 0.0}, 31);
        QCOMPARE(curve[0], 1.0);
        QVERIFY(near(curve[5], 2.0, 1e-15, 0.0));
        QCOMPARE(curve[10], 3.0);
        for (Eigen::Index i = 20; i <= 30; ++i) {
            QCOMPARE(curve[i], 0.0);
        }
        QVERIFY(curve[19] > 0.0);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(knotCurve({1.0}, 10)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(knotCurve({1.0, 2.0, 3.0}, 2)),
                                 std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestTheoryExperiments)
#include "tst_theory_experiments.moc"
