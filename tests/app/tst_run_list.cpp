// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Kept runs: the list, their curves as views draw them, and the panel.
#include "app/window/run_curves.h"
#include "app/window/run_list.h"
#include "app/window/run_panel.h"
#include "app/window/seed_bands.h"
#include "engine/core/frame.h"
#include "tests/support/fake_experiment.h"
#include "views/curves/curve_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <memory>
#include <set>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

namespace {

constexpr int patience = 20'000; // ms

Series ramp(double slope, std::size_t points, double from = 0.0) {
    std::vector<SeriesPoint> all;
    for (std::size_t i = 0; i < points; ++i) {
        const auto x = static_cast<double>(i);
        all.push_back({x, from + slope * x});
    }
    return Series::of(all);
}

KeptRun runOf(const Registry& registry, double rate, std::uint64_t seed, std::size_t points,
              double from = 0.0) {
    auto scene = fakeScene(registry, "{}", 40);
    scene.parameters.setValue("rate", rate);
    scene.seed = seed;
    Frame frame;
    frame.step = points - 1;
    frame.head = points - 1;
    frame.scene = std::make_shared<const Scene>(scene);
    SeriesArtifact value;
    value.points = ramp(rate, points, from);
    frame.artifacts["value"] = std::make_shared<const Artifact>(
        Artifact{"value", "Value", {"step", ""}, {}, {"v", ""}, value});
    SeriesArtifact reference;
    reference.points = ramp(0.0, points, 1.0);
    reference.reference = true;
    frame.artifacts["optimum"] = std::make_shared<const Artifact>(
        Artifact{"optimum", "Optimum", {"step", ""}, {}, {"v", ""}, reference});
    return *keptRun(frame);
}

} // namespace

class TestRunList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFrameBecomesARunThatSharesItsPoints() {
        const KeptRun run = runOf(registry_, 1.0, 1, 5000);
        QCOMPARE(run.step, std::uint64_t{4999});
        QCOMPARE(run.series.size(), std::size_t{1}); // a reference is no run's own
        QVERIFY(!keptRun(Frame()).has_value());      // nothing to keep
    }

    void runsAreNamedColouredHiddenAndDeleted() {
        RunList list;
        QSignalSpy changed(&list, &RunList::changed);
        const auto first = list.add(runOf(registry_, 1.0, 1, 20));
        const auto second = list.add(runOf(registry_, 2.0, 1, 20));
        const auto third = list.add(runOf(registry_, 2.0, 5, 20, 3.0));
        QCOMPARE(list.runs().size(), std::size_t{3});
        QCOMPARE(list.find(first)->name, QStringLiteral("Run 1"));
        QCOMPARE(list.find(second)->name, QStringLiteral("rate = 2")); // what it did otherwise
        QCOMPARE(list.find(third)->name, QStringLiteral("seed = 5"));
        // Each a colour of its own, none that of the run in the window.
        std::set<std::size_t> colors;
        for (const KeptRun& run : list.runs()) {
            QVERIFY(*run.color > 0 && *run.color < 7);
            colors.insert(*run.color);
        }
        QCOMPARE(colors.size(), std::size_t{3});
        QCOMPARE(changed.size(), 3);
        list.rename(second, QStringLiteral("  fast  one "));
        QCOMPARE(list.find(second)->name, QStringLiteral("fast one"));
        list.rename(second, QStringLiteral("   ")); // a name of nothing is none
        QCOMPARE(list.find(second)->name, QStringLiteral("fast one"));
        list.setColor(second, 6);
        QCOMPARE(*list.find(second)->color, std::size_t{6});
        list.setVisible(second, false);
        QVERIFY(!list.find(second)->visible);
        list.remove(first);
        QVERIFY(list.find(first) == nullptr);
        QCOMPARE(list.runs().size(), std::size_t{2});
        QCOMPARE(changed.size(), 7); // the empty name changed nothing
    }

    void theSameRunIsKeptOnce() {
        RunList list;
        const auto id = list.add(runOf(registry_, 1.0, 1, 20));
        list.rename(id, QStringLiteral("mine"));
        QCOMPARE(list.add(runOf(registry_, 1.0, 1, 30)), id); // it went on
        QCOMPARE(list.find(id)->step, std::uint64_t{29});
        QCOMPARE(list.add(runOf(registry_, 1.0, 1, 10)), id); // it was made again
        QCOMPARE(list.find(id)->step, std::uint64_t{29});
        QCOMPARE(list.find(id)->name, QStringLiteral("mine"));
        QCOMPARE(list.runs().size(), std::size_t{1});
        // Other values under the same parameters (a live edit on the way) are another run.
        QVERIFY(list.add(runOf(registry_, 1.0, 1, 20, 0.5)) != id);
        KeptRun branch = runOf(registry_, 1.0, 1, 30);
        branch.fromStep = 12;
        QVERIFY(list.add(branch) != id);
        QCOMPARE(list.runs().size(), std::size_t{3});
    }

    void theListIsBounded() {
        RunList list;
        KeptRun mine = runOf(registry_, 0.5, 1, 20);
        mine.byHand = true;
        const auto kept = list.add(mine);
        for (std::size_t i = 0; i < RunList::mostRuns + 5; ++i) {
            list.add(runOf(registry_, 1.0, i + 1, 20));
        }
        QCOMPARE(list.runs().size(), RunList::mostRuns);
        QVERIFY(list.find(kept) != nullptr); // others go first
        QCOMPARE(list.runs().back().scene->seed, std::uint64_t{RunList::mostRuns + 5});
    }

    void bandsOverSeeds() {
        const std::vector<Series> runs = {ramp(1.0, 5), ramp(3.0, 8), ramp(2.0, 6)};
        const SeriesArtifact range = seedBand(runs, BandStatistic::range);
        QCOMPARE(range.points.size(), std::size_t{5}); // until the shortest ends
        QCOMPARE(range.points.at(4).value, 8.0);
        QCOMPARE(range.low.at(4).value, 4.0);
        QCOMPARE(range.high.at(4).value, 12.0);
        QCOMPARE(range.bandLabel, std::string("mean, min–max of 3 seeds"));
        const SeriesArtifact error = seedBand(runs, BandStatistic::standardError);
        // sd of 4, 8, 12 with n − 1 is 4; 4/√3.
        const double by = error.high.at(4).value - error.points.at(4).value;
        QVERIFY(std::abs(by - 4.0 / std::sqrt(3.0)) < 1e-12);
        QVERIFY(std::abs(error.points.at(4).value - error.low.at(4).value - by) < 1e-12);
        QCOMPARE(error.bandLabel, std::string("mean ± s.e. of 3 seeds"));
        // Only steps that all have; a gap where one has no value.
        const SeriesArtifact gaps = seedBand({Series::of({{0, 1}, {2, 2}, {4, NAN}, {6, 4}}),
                                              Series::of({{1, 1}, {2, 4}, {4, 3}, {6, 2}})},
                                             BandStatistic::range);
        QCOMPARE(gaps.points.size(), std::size_t{3});
        QCOMPARE(gaps.points.at(0).step, 2.0);
        QCOMPARE(gaps.points.at(0).value, 3.0);
        QVERIFY(std::isnan(gaps.points.at(1).value));
        QCOMPARE(gaps.points.at(2).value, 3.0);
    }

    void curvesOfKeptRuns() {
        RunList list;
        RunCurves curves(list, nullptr);
        curves.setExperiment("fake");
        list.add(runOf(registry_, 1.0, 1, 20));
        const auto second = list.add(runOf(registry_, 1.0, 2, 20, 4.0));
        list.add(runOf(registry_, 2.0, 1, 20));
        QCOMPARE(curves.companions().size(), std::size_t{3});
        list.setVisible(second, false);
        QCOMPARE(curves.companions().size(), std::size_t{2});
        curves.setExperiment("another"); // "value" may be anything there
        QVERIFY(curves.companions().empty());
        curves.setExperiment("fake");
        list.setVisible(second, true);
        // Two that differ in their seeds alone become one.
        curves.setBands(BandStatistic::range);
        QTRY_COMPARE_WITH_TIMEOUT(curves.companions().size(), std::size_t{2}, patience);
        const auto& band =
            std::get<SeriesArtifact>(curves.companions()[0].series.at("value")->data);
        QCOMPARE(band.points.at(3).value, 5.0);
        QCOMPARE(band.low.at(3).value, 3.0);
        QCOMPARE(band.high.at(3).value, 7.0);
        QVERIFY(
            std::get<SeriesArtifact>(curves.companions()[1].series.at("value")->data).low.empty());
        curves.setBands({});
        QCOMPARE(curves.companions().size(), std::size_t{3});
    }

    void viewsDrawThemThinAndNamed() {
        ViewSpec spec;
        spec.name = "loss";
        spec.kind = "curves";
        spec.artifacts = {"value", "optimum"};
        views::CurveView view(spec, nullptr);
        view.resize(500, 360);
        view.setTheme(views::darkTheme());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto frame = std::make_shared<Frame>();
        frame->step = 19;
        frame->head = 19;
        SeriesArtifact value;
        value.points = ramp(0.5, 20);
        frame->artifacts["value"] = std::make_shared<const Artifact>(
            Artifact{"value", "Value", {"step", ""}, {}, {"v", ""}, value});
        view.setFrame(frame);
        RunList list;
        RunCurves curves(list, nullptr);
        curves.setExperiment("fake");
        connect(&curves, &RunCurves::changed, &view,
                [&] { view.setCompanions(curves.companions()); });
        const auto id = list.add(runOf(registry_, 2.0, 1, 40));
        list.rename(id, QStringLiteral("twice as fast"));
        QTRY_COMPARE_WITH_TIMEOUT(view.curves().size(), std::size_t{2}, patience);
        QCOMPARE(view.curves()[1].text, QStringLiteral("twice as fast"));
        QCOMPARE(view.curves()[1].color, views::darkTheme().seriesColor(*list.find(id)->color));
        QVERIFY(view.curves()[1].color != view.curves()[0].color);
        // The axes hold it, and so does the figure.
        QTRY_VERIFY_WITH_TIMEOUT(view.axes().yRange.high >= 78.0, patience);
        QVERIFY(view.axes().xRange.high >= 39.0);
        QCOMPARE(view.figurePanel()->data().size(), std::size_t{2});
        // The legend hides it here alone, and the scene does not learn of that.
        const std::string name = view.curves()[1].name;
        QTRY_VERIFY_WITH_TIMEOUT(!view.legendBox(name).isEmpty(), patience);
        QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier,
                          view.legendBox(name).center().toPoint());
        QTRY_VERIFY_WITH_TIMEOUT(view.axes().yRange.high < 20.0, patience);
        QVERIFY(!view.state().contains(QStringLiteral("hidden")));
        QVERIFY(list.find(id)->visible);
        list.remove(id);
        QTRY_COMPARE_WITH_TIMEOUT(view.curves().size(), std::size_t{1}, patience);
    }

    void aBranchIsDrawnFromWhereItLeft() {
        RunList list;
        RunCurves curves(list, nullptr);
        curves.setExperiment("fake");
        KeptRun run = runOf(registry_, 1.0, 1, 30);
        run.fromStep = 12;
        list.add(run);
        QCOMPARE(curves.companions().at(0).fromStep, 12.0);
        ViewSpec spec;
        spec.artifacts = {"value"};
        views::CurveSet set;
        views::addCompanions(set, spec, curves.companions());
        QCOMPARE(set.curves.size(), std::size_t{1});
        QCOMPARE(views::shownPart(set.curves[0], {0.0, 40.0}).low, 12.0);
        QCOMPARE(views::shownPart(set.curves[0], {20.0, 40.0}).low, 20.0);
        QCOMPARE(views::shownPart(views::PlotCurve(), {0.0, 40.0}).low, 0.0);
    }

    void thePanelByMouseAndKey() {
        RunList list;
        RunCurves curves(list, nullptr);
        QAction keep(QStringLiteral("Keep"));
        QSignalSpy wanted(&keep, &QAction::triggered);
        RunPanel panel(list, curves, keep, nullptr);
        panel.resize(304, 500);
        panel.show();
        panel.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&panel));
        auto* items = panel.findChild<QListWidget*>(QStringLiteral("run_list"));
        QVERIFY(!items->isVisible());
        QVERIFY(panel.findChild<QLabel*>(QStringLiteral("runs_empty"))->isVisible());
        QTest::mouseClick(panel.findChild<QAbstractButton*>(QStringLiteral("run_keep")),
                          Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        const auto first = list.add(runOf(registry_, 1.0, 1, 20));
        const auto second = list.add(runOf(registry_, 2.0, 1, 20));
        QVERIFY(items->isVisible());
        QCOMPARE(items->count(), 2);
        items->setFocus();
        items->setCurrentRow(1);
        QTest::keyClick(items, Qt::Key_Space);
        QVERIFY(!list.find(second)->visible);
        QTest::keyClick(items, Qt::Key_Space);
        QVERIFY(list.find(second)->visible);
        QTest::keyClick(items, Qt::Key_F2);
        auto* editor = items->findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, QStringLiteral("the second"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(list.find(second)->name, QStringLiteral("the second"), patience);
        QVERIFY(panel.findChild<QLabel*>(QStringLiteral("run_details"))
                    ->text()
                    .contains(QStringLiteral("rate 2")));
        auto* menu = panel.findChild<QMenu*>(QStringLiteral("run_color_menu"));
        menu->popup(panel.mapToGlobal(QPoint(10, 10)));
        QTRY_VERIFY_WITH_TIMEOUT(menu->isVisible(), patience);
        QTest::keyClick(menu, Qt::Key_Up); // to the last
        QTest::keyClick(menu, Qt::Key_Return);
        QCOMPARE(*list.find(second)->color, std::size_t{6});
        items->setFocus();
        QTest::keyClick(items, Qt::Key_Delete);
        QVERIFY(list.find(second) == nullptr);
        QCOMPARE(items->currentRow(), 0); // the next one can go the same way
        QTest::mouseClick(panel.findChild<QAbstractButton*>(QStringLiteral("run_delete")),
                          Qt::LeftButton);
        QVERIFY(list.find(first) == nullptr);
        QVERIFY(!items->isVisible());
        auto* bands = panel.findChild<QComboBox*>(QStringLiteral("run_bands"));
        bands->setFocus();
        QTest::keyClick(bands, Qt::Key_Down);
        QVERIFY(curves.bands() == BandStatistic::range);
    }

private:
    Registry registry_ = fakeRegistry();
};

QTEST_MAIN(TestRunList)
#include "tst_run_list.moc"
