// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Lines over steps in plots are smoothed by the control that all charts share.
#include "engine/core/error.h"
#include "views/controls/smoothing_button.h"
#include "views/plot/plot_view.h"

#include <QDoubleSpinBox>
#include <QJsonObject>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include <cmath>
#include <memory>

using namespace scorescope;
using namespace scorescope::views;

namespace {

constexpr int patience = 20'000; // ms

FramePtr frameWith(const std::string& x) {
    Lines lines;
    Lines::Line line;
    line.label = "chain 1";
    for (int i = 0; i < 200; ++i) {
        line.x.push_back(i);
        line.y.push_back(i % 2 == 0 ? 1.0 : -1.0);
    }
    lines.lines.push_back(line);
    auto frame = std::make_shared<Frame>();
    frame->artifacts["trace"] = std::make_shared<const Artifact>(
        Artifact{"trace", "Trace", {x, ""}, {"x₀", ""}, {}, std::move(lines)});
    return frame;
}

ViewSpec spec() {
    ViewSpec made;
    made.name = "trace";
    made.kind = "plot";
    made.artifacts = {"trace"};
    return made;
}

} // namespace

class TestPlotSmoothing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theControlSmoothesLinesOverSteps() {
        PlotView view(spec(), nullptr);
        view.setTheme(darkTheme());
        view.resize(420, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        std::unique_ptr<QWidget> controls(view.createControls(nullptr));
        controls->show();
        auto* button =
            controls->findChild<SmoothingButton*>(QStringLiteral("view_trace_smoothing"));
        QVERIFY(button != nullptr);
        view.setFrame(frameWith("sampling step"));
        QTRY_VERIFY_WITH_TIMEOUT(button->isVisible(), patience);
        const QImage raw = view.grab().toImage();
        auto* slider = button->findChild<QSlider*>(QStringLiteral("view_trace_smoothing_slider"));
        auto* steps =
            button->findChild<QDoubleSpinBox*>(QStringLiteral("view_trace_smoothing_steps"));
        QTest::keyClick(slider, Qt::Key_PageUp);
        QVERIFY(view.look().smoothing > 0.0);
        QCOMPARE(steps->value(), view.look().smoothing);
        steps->selectAll();
        QTest::keyClicks(steps, QStringLiteral("50"));
        QTest::keyClick(steps, Qt::Key_Return);
        QCOMPARE(view.look().smoothing, 50.0);
        QCOMPARE(button->text(), QStringLiteral("smooth 50"));
        QTRY_VERIFY_WITH_TIMEOUT(view.grab().toImage() != raw, patience);
        // The average of ±1, without the bias towards the first value; the line itself stays.
        const PlotContent& content = view.content();
        QCOMPARE(content.smoothed.at(0).size(), std::size_t{200});
        QVERIFY(std::abs(content.smoothed[0].back().y) < 0.02);
        QVERIFY(std::abs(content.smoothed[0][0].y - 1.0) < 1e-12);
        QCOMPARE(content.set.curves.at(0).path.back().y, -1.0);
        // Part of the state, and gone again.
        const QJsonObject state = view.state();
        QCOMPARE(state[QStringLiteral("smoothing")].toDouble(), 50.0);
        QTest::keyClick(slider, Qt::Key_Home);
        QCOMPARE(view.look().smoothing, 0.0);
        view.setState(state);
        QCOMPARE(view.look().smoothing, 50.0);
        QCOMPARE(button->text(), QStringLiteral("smooth 50"));
    }

    void otherLinesAreLeftAlone() {
        PlotView view(spec(), nullptr);
        view.setTheme(darkTheme());
        view.resize(420, 300);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        std::unique_ptr<QWidget> controls(view.createControls(nullptr));
        controls->show();
        view.setFrame(frameWith("x"));
        view.setSmoothing(50.0);
        QTRY_VERIFY_WITH_TIMEOUT(!view.content().set.curves.empty(), patience);
        QVERIFY(view.content().smoothed.at(0).empty());
        QVERIFY(
            !controls->findChild<QWidget*>(QStringLiteral("view_trace_smoothing"))->isVisible());
    }

    void aSceneAsksForIt() {
        ViewSpec asked = spec();
        asked.options = {{"smoothing", 20.0}};
        QCOMPARE(PlotView(asked, nullptr).look().smoothing, 20.0);
        asked.options = {{"smoothing", -1.0}};
        QVERIFY_EXCEPTION_THROWN(PlotView(asked, nullptr), InputError);
    }

    /// Near the slider's low end several places mean the same number of steps.
    void theSliderMovesFromEnd() {
        SmoothingButton button(QStringLiteral("b"), nullptr);
        auto* slider = button.findChild<QSlider*>(QStringLiteral("b_slider"));
        QSignalSpy chosen(&button, &SmoothingButton::chosen);
        for (int i = 0; i < 30; ++i) {
            QTest::keyClick(slider, Qt::Key_Right);
        }
        QCOMPARE(slider->value(), 30);
        QVERIFY(button.smoothing() >= 3.0);
        QVERIFY(!chosen.isEmpty());
    }
};

QTEST_MAIN(TestPlotSmoothing)
#include "tst_plot_smoothing.moc"
