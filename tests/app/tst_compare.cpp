// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Moments of one run, and of lines of it that were left, compared in the window: real events on
// controls found by name, no sleeps.
#include "app/window/compare_frames.h"
#include "tests/support/compare_test.h"
#include "views/field/field_view.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

class TestCompare : public CompareTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
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

    void anotherSceneEndsTheComparison() {
        trigger("action_compare");
        QVERIFY(area()->isVisible());
        click("compare_close");
        QVERIFY(!area()->isVisible());
        QVERIFY(!find<QAction>("action_compare")->isChecked());
    }
};

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestCompare test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_compare.moc"
