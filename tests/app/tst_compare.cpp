// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Comparisons and sweeps in the window: real events on controls found by name, no sleeps.
#include "app/cli/builtin_scenes.h"
#include "app/window/compare_area.h"
#include "app/window/main_window.h"
#include "app/window/sweep_dialog.h"
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
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <nlohmann/json.hpp>

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
        // A holds what was on screen; B goes with the run.
        QTRY_COMPARE_WITH_TIMEOUT(what("a"), QStringLiteral("step 3"), patience);
        stepTo(5);
        QTRY_COMPARE_WITH_TIMEOUT(what("b"), QStringLiteral("now, step 5"), patience);
        QCOMPARE(what("a"), QStringLiteral("step 3"));
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

    void camerasAreLinked() {
        stepTo(2);
        trigger("action_compare");
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
    }

    void aRunFromDiskIsShownWhereTheOtherIs() {
        const QString folder = folder_.filePath(QStringLiteral("out2"));
        writeRun(registry_, smallScene(registry_, 6, 0.02, 12), folder);
        stepTo(2);
        trigger("action_compare");
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
