// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How the window is laid out, and what a newcomer meets in it: real events, no sleeps.
#include "app/window/autosave.h"
#include "app/window/message_bar.h"
#include "app/window/tour.h"
#include "app/window/view_area.h"
#include "engine/labs.h"
#include "tests/support/small_window.h"

#include <QAbstractButton>
#include <QAction>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

namespace {

constexpr int patience = 20'000; // ms; a busy machine is slow, not wrong

} // namespace

class TestWindowLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void viewsAreDraggedByTheirTitles();
    void escapeEndsADrag();
    void viewsAreMovedByTheMenu();
    void whatWasDraggedIsKeptByScene();
    void narrowWindowsHaveALayoutOfTheirOwn();
    void everySceneFitsASmallScreen();
    void helpDoesNotWidenTheWindow();
    void comparingDoesNotWidenTheWindow();
    void messagesMoveNothing();
    void aSceneIsIntroducedUntilItRuns();
    void theTourGoesThroughTheWindow();
    void theTourLeavesKeysToTheRun();
    void theInspectorCanBeHeld();
    void viewsWithoutAnythingSaySo();

private:
    template <class T> T* find(const char* name) {
        T* found = window_->findChild<T*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no control named %s", name);
        }
        return found;
    }
    void open(const char* scene) {
        auto* tree = find<QTreeWidget>("scene_list");
        find<QTabWidget>("left_tabs")->setCurrentIndex(0);
        for (QTreeWidgetItemIterator it(tree); *it != nullptr; ++it) {
            if ((*it)->data(0, Qt::UserRole).toString() == QLatin1String(scene)) {
                tree->scrollToItem(*it);
                QTest::mouseClick(tree->viewport(), Qt::LeftButton, {},
                                  tree->visualItemRect(*it).center());
                break;
            }
        }
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window_->document().scene().id),
                                  QLatin1String(scene), patience);
        QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->scene && window_->frame()->scene->id == scene,
                                 patience);
    }
    /// The place of a view in the window.
    QRect rect(const char* frame) {
        auto* widget = find<QWidget>(frame);
        return {widget->mapTo(window_.get(), QPoint(0, 0)), widget->size()};
    }
    QWidget* titleBar(const char* frame) {
        return find<QWidget>(frame)->findChild<QWidget*>(QStringLiteral("view_title_bar"),
                                                         Qt::FindDirectChildrenOnly);
    }
    static void send(QWidget* widget, QEvent::Type type, const QPoint& global,
                     Qt::MouseButtons buttons) {
        QMouseEvent event(type, widget->mapFromGlobal(global), global,
                          type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, buttons,
                          Qt::NoModifier);
        QCoreApplication::sendEvent(widget, &event);
    }
    /// Presses the title of a view and moves to a place of another, given in parts of its size.
    QPoint dragTitle(const char* frame, const char* onto, double x, double y) {
        QWidget* bar = titleBar(frame);
        const QRect target = rect(onto);
        const QPoint to =
            window_->mapToGlobal(target.topLeft() + QPoint(static_cast<int>(x * target.width()),
                                                           static_cast<int>(y * target.height())));
        const QPoint from = bar->mapToGlobal(QPoint(40, 10));
        send(bar, QEvent::MouseButtonPress, from, Qt::LeftButton);
        send(bar, QEvent::MouseMove, (from + to) / 2, Qt::LeftButton);
        send(bar, QEvent::MouseMove, to, Qt::LeftButton);
        return to;
    }
    void drop(const char* frame, const QPoint& to) {
        send(titleBar(frame), QEvent::MouseButtonRelease, to, Qt::NoButton);
    }
    void makeWindowAgain() {
        window_.reset();
        window_ = makeWindow(registry_);
        window_->show();
        window_->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window_.get()));
        QTRY_VERIFY_WITH_TIMEOUT(window_->frame(), patience);
    }

    Registry registry_ = registerLabs();
    std::unique_ptr<MainWindow> window_;
};

void TestWindowLayout::init() {
    window_ = openFreshWindow(registry_);
    QVERIFY(QTest::qWaitForWindowActive(window_.get()));
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame(), patience);
}

void TestWindowLayout::cleanup() {
    window_.reset();
}

void TestWindowLayout::viewsAreDraggedByTheirTitles() {
    const QRect loss = rect("frame_loss");
    QVERIFY(rect("frame_field").right() <= loss.left() + 1);
    const QPoint left = dragTitle("frame_loss", "frame_field", 0.1, 0.5);
    auto* mark = find<QWidget>("drop_mark");
    QVERIFY(mark->isVisible());
    // It marks the left half of the picture.
    const QRect marked(mark->mapTo(window_.get(), QPoint(0, 0)), mark->size());
    QVERIFY(rect("frame_field").contains(marked));
    QVERIFY(std::abs(marked.width() - rect("frame_field").width() / 2) <= 2);
    drop("frame_loss", left);
    QVERIFY(!mark->isVisible());
    QTRY_VERIFY(rect("frame_loss").right() <= rect("frame_field").left() + 1);
    QCOMPARE(rect("frame_loss").height(), rect("frame_field").height());
    // Onto its middle: tabs.
    drop("frame_loss", dragTitle("frame_loss", "frame_field_error", 0.5, 0.5));
    QTRY_VERIFY(!find<QWidget>("frame_field_error")->isVisible());
    QVERIFY(find<QWidget>("frame_loss")->isVisible());
    auto* tabs = find<QTabWidget>("view_tabs");
    QCOMPARE(tabs->count(), 2);
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(0).center());
    QTRY_VERIFY(find<QWidget>("frame_field_error")->isVisible());
    find<QAction>("action_reset_layout")->trigger();
    QTRY_COMPARE(rect("frame_loss"), loss);
}

void TestWindowLayout::escapeEndsADrag() {
    const QRect loss = rect("frame_loss");
    const QPoint to = dragTitle("frame_loss", "frame_field", 0.1, 0.5);
    QVERIFY(find<QWidget>("drop_mark")->isVisible());
    QTest::keyClick(titleBar("frame_loss"), Qt::Key_Escape);
    QVERIFY(!find<QWidget>("drop_mark")->isVisible());
    drop("frame_loss", to);
    QCOMPARE(rect("frame_loss"), loss);
}

void TestWindowLayout::viewsAreMovedByTheMenu() {
    QTest::mouseClick(titleBar("frame_loss"), Qt::LeftButton, {}, QPoint(40, 10));
    auto* menu = find<QMenu>("menu_move_view");
    Q_EMIT menu->aboutToShow();
    auto* below = menu->findChild<QAction*>(
        QStringLiteral("action_move_field_%1").arg(static_cast<int>(Side::bottom)));
    QVERIFY(below != nullptr);
    below->trigger();
    QTRY_VERIFY(rect("frame_loss").top() >= rect("frame_field").bottom());
    QCOMPARE(rect("frame_loss").left(), rect("frame_field").left());
}

void TestWindowLayout::whatWasDraggedIsKeptByScene() {
    drop("frame_loss", dragTitle("frame_loss", "frame_field", 0.5, 0.95));
    QTRY_VERIFY(rect("frame_loss").top() >= rect("frame_field").bottom());
    const QRect place = rect("frame_loss");
    makeWindowAgain();
    QTRY_COMPARE(rect("frame_loss"), place);
    open("two_moons"); // has a layout of its own
    QTRY_VERIFY(rect("frame_loss").left() >= rect("frame_field").right());
}

void TestWindowLayout::narrowWindowsHaveALayoutOfTheirOwn() {
    const QRect wide = rect("frame_field");
    QVERIFY(find<QWidget>("frame_loss")->isVisible());
    QVERIFY(find<QWidget>("frame_field_error")->isVisible());
    window_->resize(1024, 700);
    // Side views stand in tabs.
    QTRY_VERIFY(!find<QWidget>("frame_field_error")->isVisible());
    QVERIFY(find<QWidget>("frame_loss")->isVisible());
    QVERIFY(find<QWidget>("inspector")->isVisible());
    window_->resize(1280, 800);
    QTRY_VERIFY(find<QWidget>("frame_field_error")->isVisible());
    QTRY_COMPARE(rect("frame_field"), wide);
}

void TestWindowLayout::everySceneFitsASmallScreen() {
    window_->resize(1024, 700);
    for (const BuiltinScene& scene : builtinScenes()) {
        open(scene.id.c_str());
        QTRY_VERIFY2(window_->minimumSizeHint().width() <= 1024, scene.id.c_str());
        QVERIFY2(window_->minimumSizeHint().height() <= 700, scene.id.c_str());
        QCOMPARE(window_->size(), QSize(1024, 700));
        for (const ViewFrame* frame : find<ViewArea>("view_area")->frames()) {
            if (frame->isVisible()) {
                const QRect place(frame->mapTo(window_.get(), QPoint(0, 0)), frame->size());
                QVERIFY2(window_->rect().contains(place) || place.top() > 0, scene.id.c_str());
                QVERIFY2(place.left() >= 0 && place.right() < 1024, scene.id.c_str());
            }
        }
    }
}

void TestWindowLayout::helpDoesNotWidenTheWindow() {
    for (const QSize size : {QSize(1024, 700), QSize(1280, 800)}) {
        window_->resize(size);
        QTRY_COMPARE(window_->size(), size);
        QTest::keyClick(window_.get(), Qt::Key_F1);
        QTRY_VERIFY(find<QWidget>("help_dock")->isVisible());
        QTRY_VERIFY(window_->minimumSizeHint().width() <= size.width());
        QCOMPARE(window_->size(), size);
        QTest::keyClick(window_.get(), Qt::Key_F1);
        QTRY_VERIFY(!find<QWidget>("help_dock")->isVisible());
        QCOMPARE(window_->size(), size);
    }
}

void TestWindowLayout::comparingDoesNotWidenTheWindow() {
    window_->resize(1024, 700);
    QTRY_COMPARE(window_->size(), QSize(1024, 700));
    QTest::keyClick(window_.get(), Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(find<QWidget>("compare_bar")->isVisible());
    QVERIFY2(window_->minimumSizeHint().width() <= 1024,
             qPrintable(QString::number(find<QWidget>("compare_bar")->minimumSizeHint().width())));
    QCOMPARE(window_->size(), QSize(1024, 700));
}

void TestWindowLayout::messagesMoveNothing() {
    const QRect field = rect("frame_field");
    auto* bar = find<MessageBar>("message_bar");
    bar->show({MessageBar::Level::warning, QStringLiteral("Something."), {}, {}});
    QVERIFY(bar->isVisible());
    QCoreApplication::processEvents();
    QCOMPARE(rect("frame_field"), field);
    const QRect place(bar->mapTo(window_.get(), QPoint(0, 0)), bar->size());
    QVERIFY(window_->rect().contains(place));
    window_->resize(1024, 700);
    QTRY_VERIFY(bar->mapTo(window_.get(), QPoint(0, 0)).x() + bar->width() <= 1024);
    QTest::keyClick(bar, Qt::Key_Escape);
    QVERIFY(!bar->isVisible());
}

void TestWindowLayout::aSceneIsIntroducedUntilItRuns() {
    auto* bar = find<MessageBar>("message_bar");
    QVERIFY(!bar->isVisible());
    open("two_moons");
    const QString intro = QString::fromStdString(window_->document().scene().intro);
    QVERIFY(!intro.isEmpty());
    QTRY_COMPARE(bar->text(), intro);
    // Another word comes before it, and it is there again.
    bar->show({MessageBar::Level::information, QStringLiteral("Saved."), {}, {}});
    QCOMPARE(bar->text(), QStringLiteral("Saved."));
    QTest::mouseClick(find<QAbstractButton>("message_close"), Qt::LeftButton);
    QCOMPARE(bar->text(), intro);
    QTest::keyClick(window_.get(), Qt::Key_Right);
    QTRY_VERIFY_WITH_TIMEOUT(!bar->isVisible(), patience);
    // It is told once.
    open("fig_3_7");
    QTRY_VERIFY(bar->isVisible() && bar->text() != intro);
    open("two_moons");
    QTRY_VERIFY(!bar->isVisible());
}

void TestWindowLayout::theTourGoesThroughTheWindow() {
    open("two_moons");
    QTRY_VERIFY(find<MessageBar>("message_bar")->isVisible());
    QTest::mouseClick(find<QAbstractButton>("message_tour"), Qt::LeftButton);
    auto* tour = find<Tour>("tour");
    QCOMPARE(find<QLabel>("tour_text")->text(),
             QString::fromStdString(window_->document().scene().intro));
    QVERIFY(!find<QAbstractButton>("tour_back")->isEnabled());
    std::vector<QString> titles;
    QPointer<Tour> alive = tour;
    while (alive && titles.size() < 20) {
        titles.push_back(find<QLabel>("tour_title")->text());
        QVERIFY2(window_->rect().contains(tour->geometry()), qPrintable(titles.back()));
        if (titles.size() == 3) {
            QTest::keyClick(tour, Qt::Key_Backspace);
            QCOMPARE(find<QLabel>("tour_title")->text(), titles[1]);
            QTest::keyClick(tour, Qt::Key_Return);
        }
        QTest::mouseClick(find<QAbstractButton>("tour_next"), Qt::LeftButton);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    QCOMPARE(titles.size(), std::size_t{7});
    QVERIFY(window_->findChild<QWidget*>(QStringLiteral("tour_veil")) == nullptr);
    // It can be seen again, and skipped.
    find<QAction>("action_tour")->trigger();
    QTRY_VERIFY(window_->findChild<Tour*>() != nullptr);
    QTest::keyClick(window_->findChild<Tour*>(), Qt::Key_Escape);
    QTRY_VERIFY(window_->findChild<Tour*>() == nullptr);
    // Who has seen it is not asked again.
    open("fig_3_7");
    QTRY_VERIFY(find<MessageBar>("message_bar")->isVisible());
    QVERIFY(window_->findChild<QAbstractButton*>(QStringLiteral("message_tour")) == nullptr);
}

void TestWindowLayout::theTourLeavesKeysToTheRun() {
    find<QAction>("action_tour")->trigger();
    QTRY_VERIFY(window_->findChild<Tour*>() != nullptr);
    QTest::keyClick(window_->focusWidget(), Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->step > 0, patience);
    QVERIFY(window_->findChild<Tour*>() != nullptr);
}

void TestWindowLayout::theInspectorCanBeHeld() {
    auto* field = find<QWidget>("frame_field");
    auto* table = find<QTableWidget>("inspector_table");
    QWidget* view = nullptr;
    for (const ViewFrame* frame : find<ViewArea>("view_area")->frames()) {
        if (frame == field) {
            view = &frame->view();
        }
    }
    QVERIFY(view != nullptr);
    const auto value = [table] {
        return table->rowCount() > 0 ? table->item(0, 1)->text() : QString();
    };
    QTest::mouseMove(view, view->rect().center());
    QTRY_VERIFY(!value().isEmpty());
    const QString before = value();
    auto* pin = find<QAbstractButton>("pin_inspector");
    QTest::mouseClick(pin, Qt::LeftButton);
    QVERIFY(pin->isChecked());
    QTest::mouseMove(view, view->rect().center() + QPoint(60, 30));
    QTest::keyClick(window_.get(), Qt::Key_Right);
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->step > 0, patience);
    QCOMPARE(value(), before);
    QTest::mouseClick(pin, Qt::LeftButton);
    QTest::mouseMove(view, view->rect().center() + QPoint(80, 40));
    QTRY_VERIFY(value() != before);
}

void TestWindowLayout::viewsWithoutAnythingSaySo() {
    open("fig_3_6");
    auto* missing = find<QLabel>("missing_distance");
    QTRY_VERIFY_WITH_TIMEOUT(missing->isVisible(), patience);
    QVERIFY(missing->text().contains(QStringLiteral("From step 1200 on the run samples")));
    QVERIFY(!find<QLabel>("missing_pairs")->isVisible());
}

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestWindowLayout test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_layout.moc"
