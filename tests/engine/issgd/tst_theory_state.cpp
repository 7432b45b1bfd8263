// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The experiments of Theorem 1: edits, checkpoints, bad input, pictures, and the spread of
// estimates that they show.
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/issgd/issgd.h"
#include "engine/issgd/theory/estimate_spread.h"
#include "engine/issgd/theory/knot_curve.h"
#include "engine/issgd/theory/plane_setting.h"
#include "tests/engine/issgd/theory_runs.h"
#include "tests/support/near.h"
#include "tests/support/published_frame.h"
#include "tests/support/reference_numbers.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::cell;
using scorescope::test::equal;
using scorescope::test::get;
using scorescope::test::kindOf;
using scorescope::test::make;
using scorescope::test::near;
using scorescope::test::publishedFrame;
using scorescope::test::run;
using scorescope::test::saved;
using scorescope::test::settingOf;
using scorescope::test::Values;

namespace {

/// Row by row.
Eigen::MatrixXd matrixOf(const std::vector<double>& values, Eigen::Index columns) {
    const auto rows = static_cast<Eigen::Index>(values.size()) / columns;
    Eigen::MatrixXd matrix(rows, columns);
    for (Eigen::Index i = 0; i < rows * columns; ++i) {
        matrix(i / columns, i % columns) = values[static_cast<std::size_t>(i)];
    }
    return matrix;
}

} // namespace

class TestTheoryState : public QObject {
    Q_OBJECT

private Q_SLOTS:
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

QTEST_GUILESS_MAIN(TestTheoryState)
#include "tst_theory_state.moc"
