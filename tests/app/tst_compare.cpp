// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons and sweeps in the window: real events on controls found by name, no sleeps.
#include "app/cli/builtin_scenes.h"
#include "app/window/compare_area.h"
#include "app/window/compare_frames.h"
#include "app/window/main_window.h"
#include "app/window/sweep_dialog.h"
#include "app/window/sweep_form.h"
#include "app/window/sweep_grid.h"
#include "engine/core/atomic_file.h"
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/labs.h"
#include "views/curves/curve_view.h"
#include "views/field/field_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QProgressBar>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>

using namespace scorescope;
using namespace scorescope::app;

namespace {

constexpr int patience = 60'000; // ms; a busy machine is slow, not wrong

Scene smallScene(const Registry& registry, std::uint64_t steps, double corruption = 0.01,
                 int resolution = 8) {
    for (const BuiltinScene& scene : builtinScenes()) {
        if (scene.id == "fig_3_5") {
            auto json = nlohmann::ordered_json::parse(scene.json);
            json["parameters"] = {{"hidden_units", 20},
                                  {"points", 200},
                                  {"resolution", resolution},
                                  {"corruption", corruption}};
            json["steps"] = steps;
            json["expect"] = nlohmann::ordered_json::array();
            return parseScene(json.dump(), "small", registry);
        }
    }
    throw std::logic_error("the scene fig_3_5 is missing");
}

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

class TestCompare : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(folder_.isValid());
        QCoreApplication::setOrganizationName("ScorescopeTest");
        QCoreApplication::setApplicationName("tst_compare");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
    }
    void init() {
        QSettings().clear();
        WindowRequest request;
        request.threads = 1;
        window_ = std::make_unique<MainWindow>(registry_, request, smallScene(registry_, 1000),
                                               QString());
        window_->show();
        window_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
        QTRY_VERIFY_WITH_TIMEOUT(window_->frame() != nullptr, patience);
    }
    void cleanup() { window_.reset(); }

    void twoMomentsOfOneRun() {
        stepTo(3);
        key(Qt::Key_D, Qt::ControlModifier);
        QVERIFY(area()->isVisible());
        QVERIFY(!find<QWidget>("view_area")->isVisible());
        // Two different moments: A is the start, B goes with the run.
        QTRY_COMPARE_WITH_TIMEOUT(what("a"), QStringLiteral("step 0"), patience);
        QCOMPARE(what("b"), QStringLiteral("now, step 3"));
        stepTo(5);
        QTRY_COMPARE_WITH_TIMEOUT(what("b"), QStringLiteral("now, step 5"), patience);
        QCOMPARE(what("a"), QStringLiteral("step 0"));
        // Side by side is side by side.
        QCOMPARE(area()->mode(), CompareMode::sideBySide);
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{2}, patience);
        const auto* left = find<QWidget>("compare_pane_a");
        const auto* right = find<QWidget>("compare_pane_b");
        QTRY_VERIFY(left->width() > 200 && left->height() == right->height());
        QCOMPARE(left->mapTo(area(), QPoint()).y(), right->mapTo(area(), QPoint()).y());
        QVERIFY(left->mapTo(area(), QPoint()).x() + left->width() <=
                right->mapTo(area(), QPoint()).x());
        QVERIFY(std::abs(left->width() - right->width()) <= 2);
        click("compare_all");
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{3}, patience);
        QCOMPARE(find<QLabel>("compare_summary")->text(),
                 QStringLiteral("Two moments of the same run"));
        // What the third picture shows is A less B.
        const auto panels = area()->figures();
        const auto u = [&](std::size_t panel) {
            for (const auto& artifact : panels[panel].panel->data()) {
                if (artifact->name == "field") {
                    return std::get<VectorField>(artifact->data).u;
                }
            }
            return std::vector<float>{};
        };
        const auto a = u(0);
        const auto b = u(1);
        const auto difference = u(2);
        QVERIFY(!a.empty() && a.size() == b.size() && a.size() == difference.size());
        QVERIFY(a != b);
        for (std::size_t i = 0; i < a.size(); ++i) {
            QVERIFY(difference[i] == a[i] - b[i]); // one float subtraction
        }

        // The comparison ends as it began.
        key(Qt::Key_D, Qt::ControlModifier);
        QVERIFY(!area()->isVisible());
        QVERIFY(find<QWidget>("view_area")->isVisible());
        QVERIFY(area()->findChild<QWidget*>(QStringLiteral("compare_picture_a")) == nullptr);
    }

    void colourLimitsAreShared() {
        stepTo(4);
        trigger("action_compare");
        QTRY_COMPARE_WITH_TIMEOUT(what("a"), QStringLiteral("step 0"), patience);
        const auto limits = [this](std::size_t panel) {
            const auto figures = area()->figures();
            return panel < figures.size() ? find<views::FieldView>(panel == 0 ? "compare_picture_a"
                                                                              : "compare_picture_b")
                                                ->options()
                                                .locked
                                          : std::nullopt;
        };
        QTRY_VERIFY_WITH_TIMEOUT(limits(0).has_value() && limits(0) == limits(1), patience);
        // They hold both: each alone would have narrower ones.
        const auto own = [this](const char* view) {
            auto* field = find<views::FieldView>(view);
            const ViewSpec& spec = field->spec();
            return commonLimits(
                spec, {view == std::string("compare_picture_b") ? window_->frame() : FramePtr()});
        };
        const auto now = own("compare_picture_b");
        QCOMPARE(now.size(), std::size_t{1});
        QVERIFY(limits(0)->low <= now[0].low && limits(0)->high >= now[0].high);
    }

    void oneMomentIsSaidToBeOne() {
        trigger("action_compare");
        QTRY_VERIFY_WITH_TIMEOUT(
            find<QLabel>("compare_summary")->text().contains(QStringLiteral("same moment")),
            patience);
        click("compare_difference_only");
        auto* message = child<QLabel>(find<QWidget>("compare_pane_difference"), "compare_message");
        QTRY_VERIFY_WITH_TIMEOUT(message->isVisible(), patience);
        QVERIFY(message->text().contains(QStringLiteral("nothing differs")));
        stepTo(1); // and goes away as the run goes on
        QTRY_COMPARE_WITH_TIMEOUT(area()->figures().size(), std::size_t{1}, patience);
        QCOMPARE(find<QLabel>("compare_summary")->text(),
                 QStringLiteral("Two moments of the same run"));
    }

    void camerasAreLinked() {
        stepTo(2);
        trigger("action_compare");
        click("compare_all");
        auto* a = find<views::FieldView>("compare_picture_a");
        auto* b = find<views::FieldView>("compare_picture_b");
        auto* difference = find<views::FieldView>("compare_picture_difference");
        QTRY_VERIFY_WITH_TIMEOUT(!difference->visibleRegion().isNull(), patience);
        const QRectF before = a->visibleRegion();
        const QPointF middle = QRectF(b->rect()).center();
        QWheelEvent wheel(middle, b->mapToGlobal(middle), QPoint(), QPoint(0, 240), Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QApplication::sendEvent(b, &wheel);
        QTRY_VERIFY_WITH_TIMEOUT(b->visibleRegion().width() < before.width(), patience);
        QVERIFY(a->visibleRegion() == b->visibleRegion());
        QVERIFY(difference->visibleRegion() == b->visibleRegion());
        // A moment is held, so neither is computed elsewhere and the difference stays.
        QCOMPARE(area()->figures().size(), std::size_t{3});
    }

    void momentsAreChosenByKey() {
        stepTo(4);
        trigger("action_compare");
        auto* box = find<QComboBox>("compare_source_b");
        box->setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(box->findText(QStringLiteral("step 0")) > 0, patience);
        QTest::keyClick(box, Qt::Key_End); // the newest moment
        QTRY_COMPARE_WITH_TIMEOUT(what("b"), QStringLiteral("step 4"), patience);
        QTest::keyClick(box, Qt::Key_Home);
        QTRY_COMPARE_WITH_TIMEOUT(what("b"), QStringLiteral("now, step 4"), patience);
        // What a person chooses for A stays when moments are told again.
        auto* first = find<QComboBox>("compare_source_a");
        first->setFocus();
        QTest::keyClick(first, Qt::Key_End);
        QTRY_COMPARE_WITH_TIMEOUT(what("a"), QStringLiteral("step 4"), patience);
        box->setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(box->findText(QStringLiteral("step 0")) > 0, patience);
        QCOMPARE(what("a"), QStringLiteral("step 4"));
    }

    void aLineThatWasLeftIsComparedByItsName() {
        stepTo(4);
        trigger("action_reset");
        QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->step, std::uint64_t{0}, patience);
        stepTo(4); // the same step, of another line
        trigger("action_compare");
        auto* box = find<QComboBox>("compare_source_a");
        const QString line = QStringLiteral("line 1, step 4");
        box->setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(box->findText(line) > 0, patience);
        QTest::keyClick(box, Qt::Key_L); // as its name begins
        QTRY_COMPARE_WITH_TIMEOUT(what("a"), line, patience);
        QCOMPARE(what("b"), QStringLiteral("now, step 4"));
        QCOMPARE(find<QLabel>("compare_summary")->text(),
                 QStringLiteral("The same scene, parameters and seed"));
        // Deleted, it is offered no more.
        trigger("action_compare");
        find<QMenu>("menu_lines")->popup({});
        for (QAction* action : find<QMenu>("menu_lines")->actions()) {
            if (action->text().startsWith(QStringLiteral("Delete"))) {
                action->trigger();
            }
        }
        find<QMenu>("menu_lines")->hide();
        QTRY_VERIFY_WITH_TIMEOUT(!window_->frame()->lines || window_->frame()->lines->empty(),
                                 patience);
        trigger("action_compare");
        box->setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(box->findText(QStringLiteral("step 0")) > 0, patience);
        QCOMPARE(box->findText(line), -1);
    }

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

    void anotherSceneEndsTheComparison() {
        trigger("action_compare");
        QVERIFY(area()->isVisible());
        click("compare_close");
        QVERIFY(!area()->isVisible());
        QVERIFY(!find<QAction>("action_compare")->isChecked());
    }

    void sweepsBeginWithWhatTheSceneProposes() {
        trigger("action_sweep");
        auto* dialog = find<SweepDialog>("sweep_dialog");
        QCOMPARE(child<QComboBox>(dialog, "sweep_parameter")->currentData().toString(),
                 QStringLiteral("corruption"));
        QCOMPARE(child<QLineEdit>(dialog, "sweep_list")->text(),
                 QStringLiteral("0.005, 0.01, 0.02, 0.04"));
        QVERIFY(child<QLabel>(dialog, "sweep_note")->text().contains(QStringLiteral("4 runs")));
        // Another parameter gets values around its own; the first comes back as it was.
        auto* parameter = child<QComboBox>(dialog, "sweep_parameter");
        parameter->setCurrentIndex(parameter->findData(QStringLiteral("seed")));
        QCOMPARE(child<QLineEdit>(dialog, "sweep_list")->text(), QStringLiteral("1, 2, 3, 4"));
        parameter->setCurrentIndex(parameter->findData(QStringLiteral("corruption")));
        QCOMPARE(child<QLineEdit>(dialog, "sweep_list")->text(),
                 QStringLiteral("0.005, 0.01, 0.02, 0.04"));
    }

    void everySceneProposesASweepThatCanBeMade() {
        for (const BuiltinScene& builtin : builtinScenes()) {
            const Scene scene = parseScene(builtin.json, builtin.id, registry_);
            QVERIFY2(scene.sweep.has_value(), builtin.id.c_str());
            const SweepSpec sweep = proposedSweep(scene);
            QVERIFY(sweep.values.size() >= 2);
            const auto runs = planSweep(registry_, scene, sweep, 1);
            QCOMPARE(runs.size(), sweep.values.size());
            // Without it, something of the experiment's all the same.
            Scene silent = scene;
            silent.sweep.reset();
            const SweepSpec other = proposedSweep(silent);
            QVERIFY(silent.parameters.table().contains(other.name));
            QVERIFY(!silent.parameters.table().spec(other.name).followsView);
            QVERIFY(other.values.size() >= 2);
        }
    }

    void aSweepsCurvesAreSmoothedAndKept() {
        SweepDialog* dialog = openSweep("0.01, 0.02", 12);
        QSignalSpy ended(dialog, &SweepDialog::ended);
        QTest::mouseClick(child<QAbstractButton>(dialog, "sweep_start"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
        auto* smoothing = child<QAbstractButton>(dialog, "sweep_smoothing");
        QVERIFY(!smoothing->isVisible()); // a field has nothing to smooth
        auto* view = child<QComboBox>(dialog, "sweep_view");
        view->setCurrentIndex(view->findData(QStringLiteral("loss")));
        QVERIFY(smoothing->isVisible());
        auto* cell = child<QAbstractButton>(dialog, "sweep_cell_0");
        const SweepGrid* grid = child<SweepGrid>(dialog, "sweep_grid");
        QTRY_VERIFY_WITH_TIMEOUT(grid->isDrawn(), patience);
        const QImage raw = cell->grab().toImage();
        auto* steps = child<QDoubleSpinBox>(dialog, "sweep_smoothing_steps");
        steps->setValue(5.0);
        (void)cell->grab(); // it is seen, and asks for another picture
        QTRY_VERIFY_WITH_TIMEOUT(grid->isDrawn(), patience);
        QVERIFY(cell->grab().toImage() != raw);

        QTest::mouseClick(child<QAbstractButton>(dialog, "sweep_keep"), Qt::LeftButton);
        auto* list = find<QListWidget>("run_list");
        QCOMPARE(list->count(), 2);
        QVERIFY(list->item(0)->text().endsWith(QStringLiteral("= 0.01")));
        QVERIFY(list->item(1)->text().endsWith(QStringLiteral("= 0.02")));
        const auto curves = find<views::CurveView>("view_loss")->figurePanel()->data();
        QCOMPARE(std::count_if(curves.begin(), curves.end(),
                               [](const auto& each) { return each->name.find("run_") == 0; }),
                 4); // of two runs, training and held out
    }

    void sweepsThreeValues() {
        SweepDialog* dialog = openSweep("0.01, 0.02, 0.04", 5);
        QTRY_VERIFY_WITH_TIMEOUT(
            child<QLabel>(dialog, "sweep_note")->text().contains(QStringLiteral("about")),
            patience);
        QVERIFY(child<QLabel>(dialog, "sweep_note")->text().contains(QStringLiteral("3 runs")));
        QSignalSpy ended(dialog, &SweepDialog::ended);
        QTest::mouseClick(child<QAbstractButton>(dialog, "sweep_start"), Qt::LeftButton);
        QVERIFY(dialog->isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
        QVERIFY(ended[0][0].toBool());
        QCOMPARE(dialog->results().size(), std::size_t{3});
        auto* table = child<QTableWidget>(dialog, "sweep_table");
        QCOMPARE(table->rowCount(), 3);
        QCOMPARE(table->item(1, 0)->text(), QStringLiteral("0.02"));
        // The same numbers as the run alone.
        const auto alone =
            createExperiment(registry_,
                             dialog->results()[1].frame->scene ? *dialog->results()[1].frame->scene
                                                               : smallScene(registry_, 5, 0.02),
                             Device(), 1);
        for (int i = 0; i < 5; ++i) {
            alone->step();
        }
        QVERIFY(dialog->results()[1].frame->lastValue("loss") ==
                alone->series().look("loss").back().value);
        // A picture opens its run's scene.
        auto* cell = child<QAbstractButton>(dialog, "sweep_cell_1");
        QVERIFY(cell->isEnabled());
        QVERIFY(cell->accessibleName().endsWith(QStringLiteral("= 0.02")));
        QTest::mouseClick(cell, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window_->document().scene().parameters.real("corruption") == 0.02,
                                 patience);
        QCOMPARE(window_->document().scene().steps, std::uint64_t{5});
    }

    void aSweepIsCancelled() {
        SweepDialog* dialog = openSweep("0.01, 0.02", 1'000'000'000);
        QSignalSpy ended(dialog, &SweepDialog::ended);
        QTest::mouseClick(child<QAbstractButton>(dialog, "sweep_start"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
            child<QLabel>(dialog, "sweep_note")->text().contains(QStringLiteral("step ")),
            patience);
        QTest::mouseClick(child<QAbstractButton>(dialog, "sweep_cancel"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
        QVERIFY(!ended[0][0].toBool());
        QVERIFY(!dialog->isRunning());
        QVERIFY(dialog->results().empty());
        QVERIFY(child<QAbstractButton>(dialog, "sweep_start")->isEnabled());
    }

    void aSweepThatCannotBeIsToldBefore() {
        SweepDialog* dialog = openSweep("0.01, many", 5);
        QVERIFY(!child<QAbstractButton>(dialog, "sweep_start")->isEnabled());
        QVERIFY(child<QLabel>(dialog, "sweep_note")->text().contains(QStringLiteral("many")));
        auto* list = child<QLineEdit>(dialog, "sweep_list");
        list->selectAll();
        QTest::keyClicks(list, QStringLiteral("0.01,0.02"));
        QVERIFY(child<QAbstractButton>(dialog, "sweep_start")->isEnabled());
    }

    void aRunThatEndsIsKept() {
        auto* list = find<QListWidget>("run_list");
        stepTo(3);
        trigger("action_reset");
        QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->step, std::uint64_t{0}, patience);
        QCOMPARE(list->count(), 0); // it had hardly begun
        stepTo(12);
        trigger("action_reset");
        QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->step, std::uint64_t{0}, patience);
        QCOMPARE(list->count(), 1);
        // Its curve is there while the next run begins.
        auto* curves = find<views::CurveView>("view_loss");
        const auto drawn = [&] {
            const auto data = curves->figurePanel()->data();
            return std::count_if(data.begin(), data.end(),
                                 [](const auto& each) { return each->name == "run_1_loss"; });
        };
        QTRY_COMPARE_WITH_TIMEOUT(drawn(), 1, patience);
        // The same run again is no second one.
        stepTo(11);
        trigger("action_reset");
        QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->step, std::uint64_t{0}, patience);
        QCOMPARE(list->count(), 1);
        // By key, which shows the list as well.
        stepTo(2);
        find<QTabWidget>("left_tabs")->setCurrentIndex(1);
        key(Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(list->count(), 1); // still the same run
        QVERIFY(list->isVisible());
        auto* remove = find<QAbstractButton>("run_delete");
        QTest::mouseClick(remove, Qt::LeftButton);
        QCOMPARE(list->count(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(drawn(), 0, patience);
    }

private:
    template <class T> T* child(QObject* parent, const char* name) {
        T* found = parent->findChild<T*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no control named %s", name);
        }
        return found;
    }
    template <class T> T* find(const char* name) { return child<T>(window_.get(), name); }
    CompareArea* area() { return find<CompareArea>("compare_area"); }
    void click(const char* name) { QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton); }
    void trigger(const char* name) { find<QAction>(name)->trigger(); }
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        window_->activateWindow();
        window_->setFocus();
        QTest::keyClick(window_.get(), which, modifiers);
    }
    QString what(const char* pane) {
        return child<QLabel>(find<QWidget>((std::string("compare_pane_") + pane).c_str()),
                             "compare_what")
            ->text();
    }
    void stepTo(std::uint64_t step) {
        while (window_->frame()->step < step) {
            const std::uint64_t before = window_->frame()->step;
            trigger("action_step");
            QTRY_COMPARE_WITH_TIMEOUT(window_->frame()->step, before + 1, patience);
        }
    }
    SweepDialog* openSweep(const char* values, int steps) {
        trigger("action_sweep");
        auto* dialog = find<SweepDialog>("sweep_dialog");
        auto* list = child<QLineEdit>(dialog, "sweep_list");
        list->selectAll();
        QTest::keyClicks(list, QString::fromLatin1(values));
        auto* count = child<QSpinBox>(dialog, "sweep_steps");
        count->selectAll();
        QTest::keyClicks(count, QString::number(steps));
        QTest::keyClick(count, Qt::Key_Tab);
        return dialog;
    }

    QTemporaryDir folder_;
    Registry registry_ = registerLabs();
    std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
