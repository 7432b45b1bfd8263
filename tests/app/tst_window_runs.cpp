// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that end are kept in the list, and their curves in the charts; runs as large as in the
// thesis.
#include "tests/support/window_test.h"
#include "views/curves/curve_view.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QListWidget>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace scorescope;
using namespace scorescope::test;

class TestWindowRuns : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window_.reset(); }

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

    /// Edits like any others, which are undone together.
    void asLargeAsInTheThesis() {
        Scene scene = window_->document().scene();
        auto* action = find<QAction>("action_thesis_size");
        QVERIFY(!action->isEnabled());
        const std::string steps = std::to_string(scene.steps);
        scene.thesisSize = ThesisSize{77, {{"points", std::int64_t{20000}}}, "two days"};
        const QTemporaryDir folder;
        const std::string path = folder.filePath("large.json").toStdString();
        saveScene(scene, path);
        window_->openFile(QString::fromStdString(path));
        QTRY_VERIFY_WITH_TIMEOUT(action->isEnabled(), patience);
        action->trigger();
        QCOMPARE(window_->document().scene().steps, std::uint64_t{77});
        QCOMPARE(window_->document().scene().parameters.integer("points"), std::int64_t{20000});
        trigger("action_undo");
        QCOMPARE(std::to_string(window_->document().scene().steps), steps);
        QVERIFY(window_->document().scene().parameters.integer("points") != 20000);
    }
};

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestWindowRuns test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_runs.moc"
