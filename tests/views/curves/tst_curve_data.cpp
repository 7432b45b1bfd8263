// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "views/axes/ticks.h"
#include "views/curves/curve_data.h"
#include "views/text.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace scorescope;
using namespace scorescope::views;

namespace {

constexpr double gap = std::numeric_limits<double>::quiet_NaN();
const AxisScale linear{};
const AxisScale logarithmic{Scale::log, 1.0};

Series noise(std::size_t n, std::uint64_t seed = 1) {
    RandomStream random(seed, Purpose::test);
    SeriesRecorder recorder;
    for (std::size_t i = 0; i < n; ++i) {
        recorder.append(static_cast<double>(i), random.normal());
    }
    return recorder.look();
}

std::size_t gaps(const std::vector<CurvePoint>& points) {
    return static_cast<std::size_t>(std::count_if(
        points.begin(), points.end(), [](const CurvePoint& p) { return std::isnan(p.y); }));
}

bool close(double a, double b, double relative) {
    return std::abs(a - b) <= relative * std::max({1e-300, std::abs(a), std::abs(b)});
}

} // namespace

class TestCurveData : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decimationKeepsTheExtremesOfEveryColumn_data() {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("columns");
        QTest::newRow("fewer points than columns") << 50 << 100;
        QTest::newRow("some per column") << 1000 << 100;
        QTest::newRow("not a multiple") << 12345 << 617;
        QTest::newRow("a million") << 1000000 << 800;
    }

    void decimationKeepsTheExtremesOfEveryColumn() {
        QFETCH(int, size);
        QFETCH(int, columns);
        const Series series = noise(static_cast<std::size_t>(size));
        const Interval x{0.0, static_cast<double>(size - 1)};
        const auto points = decimate(series, linear, linear, x, static_cast<std::size_t>(columns));
        QVERIFY(points.size() <= 2 * static_cast<std::size_t>(columns) + 4);
        QVERIFY(std::is_sorted(points.begin(), points.end(),
                               [](const auto& a, const auto& b) { return a.x < b.x; }));
        // Brute force: minimum and maximum by column, of all points and of the kept ones.
        struct Column {
            double low = std::numeric_limits<double>::infinity();
            double high = -std::numeric_limits<double>::infinity();
        };
        std::vector<Column> all(static_cast<std::size_t>(columns));
        std::vector<Column> kept(static_cast<std::size_t>(columns));
        const double width = x.length() / columns;
        const auto include = [&](std::vector<Column>& into, double step, double value) {
            const auto c = std::min(static_cast<std::size_t>(columns) - 1,
                                    static_cast<std::size_t>(step / width));
            // The edge belongs to the right column, in the arithmetic of the code under test.
            std::size_t k = c;
            while (k + 1 < into.size() && width * static_cast<double>(k + 1) <= step) {
                ++k;
            }
            while (k > 0 && width * static_cast<double>(k) > step) {
                --k;
            }
            into[k].low = std::min(into[k].low, value);
            into[k].high = std::max(into[k].high, value);
        };
        for (std::size_t i = 0; i < series.size(); ++i) {
            include(all, series.at(i).step, series.at(i).value);
        }
        for (const CurvePoint& point : points) {
            include(kept, point.x, point.y);
        }
        for (std::size_t k = 0; k < all.size(); ++k) {
            QVERIFY(all[k].low == kept[k].low);
            QVERIFY(all[k].high == kept[k].high);
        }
    }

    void decimationReachesOverTheEdges() {
        const auto points = decimate(noise(1000), linear, linear, {100.5, 200.5}, 10);
        QVERIFY(points.front().x == 100.0);
        QVERIFY(points.back().x == 201.0);
    }

    void nothingAndOnePoint() {
        QVERIFY(decimate(Series(), linear, linear, {0.0, 1.0}, 100).empty());
        const auto one = decimate(Series::of({{3.0, 7.0}}), linear, linear, {0.0, 10.0}, 100);
        QCOMPARE(one.size(), std::size_t{1});
        QVERIFY(one[0].x == 3.0 && one[0].y == 7.0);
        QVERIFY(decimate(Series::of({{3.0, gap}}), linear, linear, {0.0, 10.0}, 100).empty());
        SmoothedSeries smooth;
        QVERIFY(smooth.update(Series(), 5.0).empty());
    }

    void notANumberLeavesAGap() {
        std::vector<SeriesPoint> values;
        for (int i = 0; i < 10000; ++i) {
            values.push_back({static_cast<double>(i), i >= 4000 && i < 6000 ? gap : 1.0 + i % 7});
        }
        const Series series = Series::of(values);
        for (const std::size_t columns : {100U, 100000U}) {
            const auto points = decimate(series, linear, linear, {0.0, 9999.0}, columns);
            QCOMPARE(gaps(points), std::size_t{1});
            const auto at = std::find_if(points.begin(), points.end(),
                                         [](const CurvePoint& p) { return std::isnan(p.y); });
            QVERIFY((at - 1)->x < 4000.0);
            QVERIFY((at + 1)->x >= 6000.0);
        }
        // One lost value among many still breaks the line.
        values[8000].value = gap;
        QCOMPARE(gaps(decimate(Series::of(values), linear, linear, {0.0, 9999.0}, 100)),
                 std::size_t{2});
    }

    void logarithmicAxisLeavesOutWhatHasNoPlace() {
        std::vector<SeriesPoint> values;
        for (int i = 0; i < 1000; ++i) {
            values.push_back({static_cast<double>(i), i % 100 == 50 ? -1.0 : 2.0 + i % 3});
        }
        const Series series = Series::of(values);
        const ShownRange range = shownRange(series, 0, series.size(), logarithmic);
        QCOMPARE(range.hidden, std::size_t{10});
        QCOMPARE(range.shown, std::size_t{990});
        QVERIFY(range.low == 2.0 && range.high == 4.0);
        const auto points = decimate(series, linear, logarithmic, {0.0, 999.0}, 200);
        QCOMPARE(gaps(points), std::size_t{10});
        QVERIFY(std::none_of(points.begin(), points.end(),
                             [](const CurvePoint& p) { return p.y <= 0.0; }));
        const Series negative = Series::of({{0.0, -1.0}, {1.0, 0.0}});
        QVERIFY(decimate(negative, linear, logarithmic, {0.0, 1.0}, 10).empty());
        QCOMPARE(shownRange(negative, 0, 2, logarithmic).hidden, std::size_t{2});
    }

    void smoothingFollowsItsFormula() {
        constexpr double window = 12.5;
        RandomStream random(3, Purpose::test);
        std::vector<SeriesPoint> values;
        double step = 0.0;
        for (int i = 0; i < 300; ++i) {
            step += 1.0 + static_cast<double>(random.below(4)); // steps need not be even
            values.push_back({step, i % 37 == 5 ? gap : random.normal()});
        }
        const Series raw = Series::of(values);
        SmoothedSeries smooth;
        const Series result = smooth.update(raw, window);
        QCOMPARE(result.size(), raw.size());
        for (std::size_t t = 0; t < values.size(); ++t) {
            if (std::isnan(values[t].value)) {
                QVERIFY(std::isnan(result.at(t).value));
                continue;
            }
            double sum = 0.0;
            double weights = 0.0;
            for (std::size_t i = 0; i <= t; ++i) {
                if (!std::isnan(values[i].value)) {
                    const double weight = std::exp(-(values[t].step - values[i].step) / window);
                    sum += weight * values[i].value;
                    weights += weight;
                }
            }
            QVERIFY(std::abs(result.at(t).value - sum / weights) < 1e-12);
        }
    }

    void smoothingIsNotBiasedTowardsZero() {
        SmoothedSeries smooth;
        const Series result =
            smooth.update(Series::of({{0.0, 5.0}, {1.0, 5.0}, {2.0, 5.0}}), 100.0);
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(close(result.at(i).value, 5.0, 1e-15));
        }
    }

    void smoothingVisitsOnlyWhatIsNew() {
        SeriesRecorder recorder;
        SmoothedSeries growing;
        for (int i = 0; i < 5000; ++i) {
            recorder.append(i, std::sin(0.01 * i));
            if (i % 500 == 499) {
                growing.update(recorder.look(), 20.0);
            }
        }
        QCOMPARE(growing.visited(), std::size_t{5000});
        // A branch: the same length, other values at the end.
        recorder.truncateAfter(2500.0);
        for (int i = 2501; i < 5000; ++i) {
            recorder.append(i, 3.0);
        }
        const Series branch = recorder.look();
        const Series again = growing.update(branch, 20.0);
        SmoothedSeries fresh;
        const Series expected = fresh.update(branch, 20.0);
        for (std::size_t i = 0; i < branch.size(); ++i) {
            QVERIFY(again.at(i).value == expected.at(i).value);
        }
    }

    void scalesGoThereAndBack() {
        const AxisScale symlog{Scale::symlog, 0.01};
        for (const double v : {-300.0, -0.01, -1e-6, 0.0, 1e-9, 0.5, 1e6}) {
            QVERIFY(std::abs(symlog.inverse(symlog.forward(v)) - v) <=
                    1e-12 * std::max(1e-3, std::abs(v)));
            QVERIFY(symlog.shows(v));
        }
        QVERIFY(symlog.forward(-2.0) == -symlog.forward(2.0));
        QVERIFY(close(logarithmic.inverse(logarithmic.forward(3e-7)), 3e-7, 1e-12));
        QVERIFY(!logarithmic.shows(0.0) && !logarithmic.shows(-1.0) && !linear.shows(gap));
        QVERIFY(std::isnan(logarithmic.forward(0.0)));
    }

    void limitsAreRoundAndHoldTheData_data() {
        QTest::addColumn<double>("low");
        QTest::addColumn<double>("high");
        QTest::newRow("loss") << 2.4e-4 << 0.113;
        QTest::newRow("equal") << 3.0 << 3.0;
        QTest::newRow("tiny") << 1e-320 << 2e-320;
        QTest::newRow("huge") << 1.0 << 1.7e308;
        QTest::newRow("far from zero") << 1000.1 << 1000.2;
    }

    void limitsAreRoundAndHoldTheData() {
        QFETCH(double, low);
        QFETCH(double, high);
        for (const Scale scale : {Scale::linear, Scale::log, Scale::symlog}) {
            const AxisScale axis{scale, symlogThreshold(high)};
            const Interval nice = niceInterval(low, high, axis);
            QVERIFY(std::isfinite(nice.low) && std::isfinite(nice.high));
            QVERIFY(nice.low < nice.high);
            QVERIFY(scale != Scale::log || nice.low > 0.0);
            if (high < 1e300 && low > 1e-300) {
                QVERIFY(nice.low <= low * (1.0 + 1e-9) && nice.high >= high * (1.0 - 1e-9));
            }
        }
    }

    void limitsOfLinearAxes() {
        QVERIFY(niceInterval(0.21, 0.93, linear) == (Interval{0.0, 1.0}));
        QVERIFY(niceInterval(1.0, 0.0, linear) == (Interval{0.0, 1.0}));
        // A curve that rests just above a power of ten does not lie on the axis.
        QVERIFY(niceInterval(1.01e-4, 0.09, AxisScale{Scale::log}).low < 0.99e-4);
    }

    void oneLabelIsNoScale() {
        for (const double high : {0.13, 0.159, 0.19, 0.4, 1.0, 7.0}) {
            for (int maximum = 2; maximum <= 8; ++maximum) {
                const std::vector<Tick> ticks = linearTicks(-high, high, maximum);
                QVERIFY2(ticks.size() >= 2, qPrintable(QString::number(high)));
                QVERIFY(ticks.size() <= static_cast<std::size_t>(maximum) + 1);
            }
        }
        QVERIFY(stepInterval(0.0, 412.0, 1000.0, Scale::linear) == (Interval{0.0, 500.0}));
        QVERIFY(stepInterval(0.0, 812.0, 900.0, Scale::linear) == (Interval{0.0, 900.0}));
        QVERIFY(stepInterval(0.0, 0.0, 900.0, Scale::linear) == (Interval{0.0, 1.0}));
    }

    void oneHugeStartDoesNotFlattenTheRest() {
        std::vector<SeriesPoint> values{{0.0, 1e6}};
        for (int i = 1; i < 100; ++i) {
            values.push_back({static_cast<double>(i), 1.0 + 1.0 / i});
        }
        const RobustRange robust = robustRange(Series::of(values), 0, 100, linear);
        QCOMPARE(robust.cut, std::size_t{1});
        QVERIFY(robust.range.high == 2.0);
        // A log axis has room for it.
        QVERIFY(robustRange(Series::of(values), 0, 100, logarithmic).range.high == 1e6);
        // And an ordinary decay is shown whole.
        values.clear();
        for (int i = 0; i < 1000; ++i) {
            values.push_back({static_cast<double>(i), std::exp(-i / 100.0)});
        }
        QCOMPARE(robustRange(Series::of(values), 0, 1000, linear).cut, std::size_t{0});
    }

    void bandKeepsItsEnvelope() {
        std::vector<SeriesPoint> low;
        std::vector<SeriesPoint> high;
        for (int i = 0; i < 10000; ++i) {
            low.push_back({static_cast<double>(i), i == 5000 ? -9.0 : 1.0});
            high.push_back({static_cast<double>(i), i == 7000 ? 99.0 : 2.0});
        }
        const auto band = decimateBand(Series::of(low), Series::of(high), linear, linear,
                                       {0.0, 9999.0}, 100, 0.1);
        QVERIFY(band.size() <= 102);
        const auto lowest = std::min_element(band.begin(), band.end(),
                                             [](auto a, auto b) { return a.low < b.low; });
        const auto highest = std::max_element(band.begin(), band.end(),
                                              [](auto a, auto b) { return a.high < b.high; });
        QVERIFY(lowest->low == -9.0 && highest->high == 99.0);
        for (const BandPoint& point : decimateBand(Series::of(low), Series::of(high), linear,
                                                   logarithmic, {0.0, 9999.0}, 100, 0.1)) {
            QVERIFY(point.low >= 0.1);
        }
    }

    void pathsMayTurnBack() {
        std::vector<CurvePoint> circle;
        for (int i = 0; i <= 20000; ++i) {
            circle.push_back({std::cos(i * 1e-3), std::sin(i * 1e-3)});
        }
        const auto points = decimatePath(circle, linear, linear, {-1.0, 1.0}, 100);
        QVERIFY(points.size() < 4 * 100 * 8);
        QVERIFY(points.front().x == circle.front().x && points.back().y == circle.back().y);
    }
};

QTEST_APPLESS_MAIN(TestCurveData)
#include "tst_curve_data.moc"
