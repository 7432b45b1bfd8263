// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Sweeps in the window: real events on controls found by name, no sleeps.
#include "app/cli/builtin_scenes.h"
#include "app/window/sweep_dialog.h"
#include "app/window/sweep_form.h"
#include "app/window/sweep_grid.h"
#include "engine/core/run.h"
#include "tests/support/window_test.h"
#include "views/curves/curve_view.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

#include <algorithm>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

class TestSweepDialog : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window_.reset(); }

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

private:
    static constexpr int patience = 60'000; ///< ms; runs are computed meanwhile

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
};

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestSweepDialog test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sweep_dialog.moc"
