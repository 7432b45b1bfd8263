// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The run in the window compared with others: from disk, and of a scene that runs in the
// background.
#include "engine/core/atomic_file.h"
#include "engine/core/run.h"
#include "tests/support/compare_test.h"
#include "views/curves/curve_view.h"
#include "views/field/field_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

namespace {

/// As `run --out` leaves it, as far as a comparison reads it.
void writeRun(const Registry& registry, const Scene& scene, const QString& folder) {
    const auto experiment = createExperiment(registry, scene, Device(), 1);
    while (experiment->stepsDone() < scene.steps) {
        experiment->step();
    }
    std::filesystem::create_directories(folder.toStdString());
    nlohmann::ordered_json report;
    report["scorescope"] = "0.1.0";
    report["scene_id"] = scene.id;
    report["scene"] = scene.json();
    report["status"] = "finished";
    writeFileAtomically(folder.toStdString() + "/run.json", report.dump());
    saveCheckpoint(fullCheckpoint(*experiment, nullptr, scene),
                   folder.toStdString() + "/checkpoint");
}

} // namespace

class TestCompareRuns : public CompareTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(folder_.isValid()); }
    void init() { open(); }
    void cleanup() { window_.reset(); }

    void aRunFromDiskIsShownWhereTheOtherIs() {
        const QString folder = folder_.filePath(QStringLiteral("out2"));
        writeRun(registry_, smallScene(registry_, 6, 0.02, 12), folder);
        stepTo(2);
        trigger("action_compare");
        click("compare_all");
        area()->useMoment(CompareArea::Side::a, window_->frame());
        area()->useFolder(CompareArea::Side::b, folder);
        QTRY_COMPARE_WITH_TIMEOUT(what("b"), QStringLiteral("out2, step 6"), patience);
        // Its own grid was finer; it is computed on A's.
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{3}, patience);
        QVERIFY(find<QLabel>("compare_summary")
                    ->text()
                    .contains(QStringLiteral("corruption: 0.01 → 0.02")));
        click("compare_difference_only");
        QVERIFY(!find<QWidget>("compare_pane_a")->isVisible());
        QCOMPARE(area()->figures().size(), std::size_t{1});
        click("compare_side_by_side");
        QVERIFY(find<QWidget>("compare_pane_a")->isVisible());
        QVERIFY(!find<QWidget>("compare_pane_difference")->isVisible());
        click("compare_all");

        // With both sides free to move, a wheel asks for the new region of both.
        area()->useNow(CompareArea::Side::a);
        auto* a = find<views::FieldView>("compare_picture_a");
        QTRY_VERIFY_WITH_TIMEOUT(!a->visibleRegion().isNull(), patience);
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{3}, patience);
        const double xMin = window_->document().scene().parameters.real("x_min");
        // The panes that were hidden have their room again once the layout has been done.
        QTRY_VERIFY_WITH_TIMEOUT(find<QWidget>("compare_pane_a")->height() > 150, patience);
        // In a small pane the middle of the widget may be beside the picture.
        const QPointF middle = a->toPosition(a->visibleRegion().center());
        QWheelEvent wheel(middle, a->mapToGlobal(middle), QPoint(), QPoint(0, 480), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        const QRectF seen = a->visibleRegion();
        QApplication::sendEvent(a, &wheel);
        QVERIFY(a->visibleRegion().width() < seen.width());
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().scene().parameters.real("x_min") > xMin,
                                 patience);
        const auto gridOf = [&](std::size_t panel) {
            for (const auto& artifact : area()->figures()[panel].panel->data()) {
                if (artifact->name == "field") {
                    return std::get<VectorField>(artifact->data).grid;
                }
            }
            return Grid();
        };
        QTRY_VERIFY_WITH_TIMEOUT(area()->figures().size() == 3 && gridOf(0).xMin > xMin &&
                                     gridOf(0) == gridOf(1),
                                 patience);
    }

    void whatIsNoRunIsToldInItsPlace() {
        trigger("action_compare");
        area()->useFolder(CompareArea::Side::b, folder_.filePath(QStringLiteral("nowhere")));
        auto* pane = find<QWidget>("compare_pane_b");
        auto* message = pane->findChild<QLabel*>(QStringLiteral("compare_message"));
        QTRY_VERIFY_WITH_TIMEOUT(message->text().contains(QStringLiteral("no such folder")),
                                 patience);
        QVERIFY(message->isVisible());
        area()->useNow(CompareArea::Side::b);
        QVERIFY(!message->isVisible());
    }

    void curvesShareOnePicture() {
        const QString folder = folder_.filePath(QStringLiteral("curves"));
        writeRun(registry_, smallScene(registry_, 5, 0.02), folder);
        stepTo(3);
        trigger("action_compare");
        area()->useFolder(CompareArea::Side::b, folder);
        area()->showView("loss");
        auto* curves = find<views::CurveView>("compare_picture_difference");
        QVERIFY(!find<QWidget>("compare_pane_a")->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{1}, patience);
        bool both = false;
        const auto look = [&] {
            int dashed = 0;
            for (const auto& artifact : curves->figurePanel()->data()) {
                dashed += artifact->name == "b_loss" ? 1 : 0;
            }
            both = dashed == 1;
            return both;
        };
        QTRY_VERIFY_WITH_TIMEOUT(look(), patience);
        QVERIFY(find<QAbstractButton>("compare_overlay")->isChecked());

        // Curves can be smoothed in every chart, all of them alike.
        curves->setSmoothing(3.0);
        QCOMPARE(find<views::CurveView>("compare_picture_a")->look().smoothing, 3.0);
        click("compare_side_by_side");
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{2}, patience);
        // Steps and values between the same limits.
        const auto range = [this](const char* name) {
            const auto* view = find<views::CurveView>(name);
            return std::array<double, 4>{view->axes().xRange.low, view->axes().xRange.high,
                                         view->axes().yRange.low, view->axes().yRange.high};
        };
        QTRY_VERIFY_WITH_TIMEOUT(range("compare_picture_a") == range("compare_picture_b"),
                                 patience);
        click("compare_difference_only");
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{1}, patience);
        const auto difference = area()->figures().front().panel->data();
        QVERIFY(!difference.empty());
        QVERIFY(difference.front()->title.find("Difference") == 0);
    }

    void aSceneRunsInTheBackgroundAndCanBeCancelled() {
        trigger("action_compare");
        area()->useScene(CompareArea::Side::b, smallScene(registry_, 4, 0.03),
                         QStringLiteral("other"));
        QTRY_COMPARE_WITH_TIMEOUT(what("b"), QStringLiteral("other, step 4"), patience);
        Scene endless = smallScene(registry_, 1'000'000'000, 0.03);
        endless.parameters.setText("optimizer", "sgd");
        area()->useScene(CompareArea::Side::b, endless, QStringLiteral("long"));
        auto* pane = find<QWidget>("compare_pane_b");
        auto* cancel = pane->findChild<QAbstractButton*>(QStringLiteral("compare_cancel"));
        auto* message = pane->findChild<QLabel*>(QStringLiteral("compare_message"));
        QTRY_VERIFY_WITH_TIMEOUT(message->text().contains(QStringLiteral("step")), patience);
        QVERIFY(cancel->isVisible());
        QTest::mouseClick(cancel, Qt::LeftButton);
        QCOMPARE(what("b"), QStringLiteral("now, step 0"));
    }

private:
    QTemporaryDir folder_;
};

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestCompareRuns test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_compare_runs.moc"
