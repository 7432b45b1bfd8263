// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The limits of axes around curves and dots, and their ticks.
#include "views/curves/curve_plot.h"

#include <QTest>

#include <memory>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::views;

namespace {

CurveSet dotsAt(std::vector<double> x, std::vector<double> y, Lines::Style style) {
    Lines lines;
    Lines::Line line;
    line.label = "factor";
    line.x = std::move(x);
    line.y = std::move(y);
    line.style = style;
    lines.lines = {line};
    Artifact artifact;
    artifact.name = "factors";
    artifact.x = {"walkback step k", ""};
    artifact.data = lines;
    Frame frame;
    frame.artifacts["factors"] = std::make_shared<const Artifact>(std::move(artifact));
    ViewSpec spec;
    spec.name = "factors";
    spec.artifacts = {"factors"};
    return collectCurves(spec, frame);
}

/// How far along the axis on paper, 0 … 1.
double along(const AxisScale& scale, Interval range, double value) {
    const Interval paper = mapped(scale, range);
    return (scale.forward(value) - paper.low) / paper.length();
}

} // namespace

class TestCurveAxes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void dotsAtTheBorderHaveRoom() {
        const std::vector<double> x = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0};
        const std::vector<double> y = {1.8, 1.4, 1.3, 1.2, 1.1, 1.0};
        for (const Scale scale : {Scale::linear, Scale::log}) {
            CurveLook look;
            look.xScale = look.yScale = scale;
            const Axes axes = fitAxes(dotsAt(x, y, Lines::Style::points), look);
            QVERIFY(along(axes.x, axes.xRange, 1.0) > 0.02);
            QVERIFY(along(axes.x, axes.xRange, 6.0) < 0.98);
            QVERIFY(along(axes.y, axes.yRange, 1.8) < 0.98);
            QVERIFY(along(axes.y, axes.yRange, 1.0) > 0.02);
            QVERIFY(along(axes.x, axes.xRange, 1.0) < 0.06); // no more than it needs
        }
        // A line may begin on the axis.
        const Axes line = fitAxes(dotsAt(x, y, Lines::Style::line), {});
        QCOMPARE(line.xRange.low, 1.0);
        QCOMPARE(line.xRange.high, 6.0);
        QCOMPARE(line.yRange.low, 1.0);
        QCOMPARE(line.yRange.high, 1.8);
        // What a person fixed stays.
        CurveLook fixed;
        fixed.x = Interval{1.0, 6.0};
        fixed.y = Interval{1.0, 1.8};
        const Axes kept = fitAxes(dotsAt(x, y, Lines::Style::points), fixed);
        QVERIFY(kept.xRange == *fixed.x && kept.yRange == *fixed.y);
    }

    void stemsStandOnTheAxis() {
        const Axes axes =
            fitAxes(dotsAt({0.0, 1.0, 2.0}, {0.0, 0.5, 0.2}, Lines::Style::stems), {});
        QCOMPARE(axes.yRange.low, 0.0);
        QVERIFY(along(axes.y, axes.yRange, 0.5) < 0.98);
    }

    void whatHasNoRoomBesideTheAxesStandsInCorners() {
        const AxesLabels labels{QStringLiteral("step"), QStringLiteral("ℓ₁ distance"), {}};
        const FigureStyle style;
        const AxesFrame frame(labels, Axes(), QRectF(0.0, 0.0, 260.0, 150.0), style, nullptr,
                              {false, 0.0});
        const CornerLabels corners = cornerLabels(frame, labels);
        QVERIFY(frame.plot().contains(corners.x) && frame.plot().contains(corners.y));
        QVERIFY(!corners.x.intersects(corners.y));
        QVERIFY(corners.y.width() > corners.x.width());
        QVERIFY(cornerLabels(frame, {}).x.isEmpty() && cornerLabels(frame, {}).y.isEmpty());
        // In a plot of a few pixels they would hide everything.
        const AxesFrame tiny(labels, Axes(), QRectF(0.0, 0.0, 60.0, 40.0), style, nullptr,
                             {false, 0.0});
        QVERIFY(cornerLabels(tiny, labels).y.isEmpty());
    }

    void wholeNumbersHaveWholeTicks() {
        const auto labels = [](const Axes& axes) {
            QStringList texts;
            for (const Tick& tick : axes.xNames) {
                texts << tick.label;
            }
            return texts;
        };
        const std::vector<double> y = {0.4, 0.5, 0.1};
        CurveLook look;
        look.x = Interval{-1.5, 2.5};
        QCOMPARE(labels(fitAxes(dotsAt({-1.0, 0.0, 2.0}, y, Lines::Style::stems), look)),
                 (QStringList{"−1", "0", "1", "2"}));
        QVERIFY(labels(fitAxes(dotsAt({0.0, 0.5, 2.0}, y, Lines::Style::stems), look)).isEmpty());
        // Of a long range all ticks are whole, and thinned by the axis itself.
        look.x = Interval{-0.5, 40.5};
        QVERIFY(labels(fitAxes(dotsAt({0.0, 1.0, 40.0}, y, Lines::Style::stems), look)).isEmpty());
        // Between two whole numbers there is no scale of them.
        look.x = Interval{0.2, 0.8};
        QVERIFY(labels(fitAxes(dotsAt({0.0, 1.0, 2.0}, y, Lines::Style::stems), look)).isEmpty());
        look.xScale = Scale::log;
        look.x.reset();
        QVERIFY(labels(fitAxes(dotsAt({1.0, 2.0, 3.0}, y, Lines::Style::stems), look)).isEmpty());
    }
};

QTEST_MAIN(TestCurveAxes)
#include "tst_curve_axes.moc"
