// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stems, hollow dots and an axis that shows both signs of a logarithm, as numbers and as a picture.
#include "tests/support/baseline.h"
#include "views/plot/plot_view.h"

#include <QTest>

#include <cmath>
#include <memory>

using namespace scorescope;
using namespace scorescope::views;
using scorescope::test::baselineFont;
using scorescope::test::compareWithBaseline;
using scorescope::test::drawn;
using scorescope::test::hasBaselineFont;

namespace {

template <class Kind> std::shared_ptr<const Artifact> artifact(const std::string& name, Kind data) {
    return std::make_shared<const Artifact>(Artifact{
        name, "Title of " + name, {"eigenvalue", ""}, {"gain", "nat"}, {}, std::move(data)});
}

/// Stems from −1000 to 1000, and measured points of which every other one is hollow.
FramePtr spectrum() {
    Lines lines;
    Lines::Line stems;
    stems.label = "second order";
    stems.style = Lines::Style::stems;
    Lines::Line rings;
    rings.label = "measured";
    rings.style = Lines::Style::points;
    rings.hollow = true;
    for (const double x : {-1000.0, -30.0, -1.0, 0.0, 1.0, 30.0, 1000.0}) {
        stems.x.push_back(x);
        stems.y.push_back(std::copysign(1.0 + std::abs(std::asinh(x)), x));
        rings.x.push_back(x);
        rings.y.push_back(0.5 * stems.y.back());
    }
    lines.lines = {stems, rings};
    Scatter dots;
    dots.x = {-300.0F, -10.0F, 10.0F, 300.0F};
    dots.y = {-2.0F, -1.0F, 1.0F, 2.0F};
    dots.hollow = {0, 1, 0, 1};
    auto frame = std::make_shared<Frame>();
    frame->artifacts["spectrum"] = artifact("spectrum", lines);
    frame->artifacts["dots"] = artifact("dots", dots);
    return frame;
}

ViewSpec specOf() {
    ViewSpec spec;
    spec.name = "picture";
    spec.kind = "plot";
    spec.title = "Picture";
    spec.artifacts = {"spectrum", "dots"};
    spec.options = nlohmann::ordered_json::parse(R"({"x_scale": "symlog"})");
    return spec;
}

FigureStyle plain() {
    FigureStyle style;
    style.theme = printTheme();
    style.font = baselineFont();
    style.fontSize = 10.0;
    return style;
}

/// How many pixels of a row of the picture are of that colour.
int inRow(const QImage& image, int y, int from, int to, const QColor& color) {
    int count = 0;
    for (int x = from; x <= to; ++x) {
        count += image.pixel(x, y) == color.rgb() ? 1 : 0;
    }
    return count;
}

} // namespace

class TestPlotPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void symlogAlongX() {
        PlotView view(specOf(), nullptr);
        view.resize(600, 400);
        view.setFrame(spectrum());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QVERIFY(view.look().xScale == Scale::symlog);
        // Both signs of a number are as far from 0, decades are nearly alike (the straight piece
        // about 0 makes the lower one 4 % shorter), and all of it is in sight.
        const auto at = [&view](double x) { return view.positionOf(x, 0.0).x(); };
        QVERIFY(std::abs(at(1000.0) + at(-1000.0) - 2.0 * at(0.0)) < 0.5);
        const double decade = at(1000.0) - at(100.0);
        QVERIFY(decade > 20.0);
        QVERIFY(std::abs(at(100.0) - at(10.0) - decade) < 0.06 * decade);
        QVERIFY(at(1.0) > at(0.0) && at(-1.0) < at(0.0));
        QVERIFY(at(-1000.0) >= view.plotArea().left() && at(1000.0) <= view.plotArea().right());
    }

    void stemsReachZeroAndHollowDotsAreRings() {
        PlotView view(specOf(), nullptr);
        view.resize(600, 400);
        view.setFrame(spectrum());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QImage image = view.grab().toImage();
        const double ratio = image.devicePixelRatio();
        const auto pixel = [&](double x, double y) {
            const QPointF at = ratio * view.positionOf(x, y);
            return QPoint(qRound(at.x()), qRound(at.y()));
        };
        const QColor ground = darkTheme().ground;
        // On its way to 0 there is the stem, beyond its dot there is nothing.
        const auto ink = [&](double x, double y) {
            const QPoint at = pixel(x, y);
            return 13 - inRow(image, at.y(), at.x() - 6, at.x() + 6, ground);
        };
        const double tip = 1.0 + std::asinh(1000.0);
        QVERIFY(ink(1000.0, 0.25 * tip) > 0);
        QVERIFY(ink(1000.0, 0.75 * tip) > 0);
        QVERIFY(ink(1000.0, 1.06 * tip) == 0);
        // The ring's middle is the ground's, the dot's is not.
        const auto light = [&](double x, double y) {
            return image.pixelColor(pixel(x, y)).lightness() - ground.lightness();
        };
        QVERIFY(light(-10.0, -1.0) < 8);
        QVERIFY(light(10.0, 1.0) > 40);
        QVERIFY(light(300.0, 2.0) < 8);
    }

    void looksAsItDid() {
        if (!hasBaselineFont()) {
            QSKIP("the font DejaVu Sans, in which the baseline is set, is not installed");
        }
        const auto panel = plotPanel(specOf(), *spectrum());
        compareWithBaseline(drawn(*panel, plain(), {1000, 640}), QStringLiteral("plot_panel"), 0.9);
    }
};

QTEST_MAIN(TestPlotPanel)
#include "tst_plot_panel.moc"
