// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A handle in a picture is dragged with the mouse: parameters, engine and undo follow.
#include "app/cli/builtin_scenes.h"
#include "app/window/main_window.h"
#include "engine/core/error.h"
#include "engine/labs.h"
#include "views/plot/plot_view.h"

#include <QAction>
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>
#include <stdexcept>

using namespace scorescope;
using namespace scorescope::app;

namespace {

constexpr int patience = 20'000; // ms; a busy machine is slow, not wrong

Scene builtin(const Registry& registry, const std::string& id) {
    for (const BuiltinScene& scene : builtinScenes()) {
        if (scene.id == id) {
            return parseScene(scene.json, id, registry);
        }
    }
    throw std::logic_error("a scene is missing");
}

} // namespace

class TestDraggedHandle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        WindowRequest request;
        request.threads = 1;
        window_ = std::make_unique<MainWindow>(registry_, request, builtin(registry_, "fig_3_3"),
                                               QString());
        window_->resize(1280, 800);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        view_ = window_->findChild<views::PlotView*>(QStringLiteral("view_density"));
        QVERIFY(view_ != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(view_->content().markers.size() == 3, patience);
    }

    void cleanup() { window_.reset(); }

    void isOneUndoStepOfTwoParameters() {
        const double mean = real("mean_2");
        const double height = real("height_2");
        drag(QPoint(40, 60), 12);
        QVERIFY(real("mean_2") > mean + 0.05);
        QVERIFY(real("height_2") < height - 0.05);
        const double moved = real("mean_2");
        // The engine was told: its picture has the handle there.
        QTRY_VERIFY_WITH_TIMEOUT(handle().x == moved && !view_->content().markers.empty() &&
                                     window_->frame()->scene->parameters.real("mean_2") == moved,
                                 patience);
        trigger("action_undo");
        QVERIFY(real("mean_2") == mean && real("height_2") == height);
        QVERIFY(!action("action_undo")->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(handle().x == mean && handle().y == height, patience);
        trigger("action_redo");
        QVERIFY(real("mean_2") == moved);
        QCOMPARE(window_->frame()->generation, generation_); // live: nothing was restarted
    }

    void everyDragIsAStepOfItsOwn() {
        drag(QPoint(30, 0), 6); // and the next one begins before the engine has answered
        drag(QPoint(-20, 10), 6);
        trigger("action_undo");
        QVERIFY(action("action_undo")->isEnabled());
        trigger("action_undo");
        QVERIFY(!action("action_undo")->isEnabled());
    }

    void aBumpMayVanishButNotTheLast() {
        // Down to the axis: height 0 leaves the bump out, and its handle goes with it.
        const auto bury = [this] {
            const std::size_t before = view_->content().markers.size();
            const QPointF at = view_->positionOf(handle(0).x, handle(0).y);
            dragFrom(at, QPoint(0, static_cast<int>(view_->plotArea().bottom() - at.y()) + 20), 8);
            return before;
        };
        QTRY_COMPARE_WITH_TIMEOUT(view_->content().markers.size(), std::size_t{3}, patience);
        bury();
        QTRY_COMPARE_WITH_TIMEOUT(view_->content().markers.size(), std::size_t{2}, patience);
        bury();
        QTRY_COMPARE_WITH_TIMEOUT(view_->content().markers.size(), std::size_t{1}, patience);
        bury();
        QVERIFY(real("height_3") > 0.0); // refused: the density would be zero everywhere
        QTRY_COMPARE_WITH_TIMEOUT(view_->content().markers.size(), std::size_t{1}, patience);
    }

private:
    void drag(const QPoint& by, int moves) {
        dragFrom(view_->positionOf(handle().x, handle().y), by, moves);
    }
    void dragFrom(const QPointF& at, const QPoint& by, int moves) {
        generation_ = window_->frame()->generation;
        const QPoint from = at.toPoint();
        QTest::mouseMove(view_, from);
        QTest::mousePress(view_, Qt::LeftButton, {}, from);
        for (int i = 1; i <= moves; ++i) {
            QTest::mouseMove(view_, from + by * i / moves);
        }
        QTest::mouseRelease(view_, Qt::LeftButton, {}, from + by);
    }
    [[nodiscard]] const Markers::Marker& handle(std::size_t i = 1) const {
        return view_->content().markers.at(i);
    }
    [[nodiscard]] double real(const char* name) const {
        return window_->document().scene().parameters.real(name);
    }
    [[nodiscard]] QAction* action(const char* name) const {
        auto* found = window_->findChild<QAction*>(QString::fromLatin1(name));
        if (found == nullptr) {
            qFatal("there is no action named %s", name);
        }
        return found;
    }
    void trigger(const char* name) { action(name)->trigger(); }

    Registry registry_ = registerLabs();
    std::unique_ptr<MainWindow> window_;
    views::PlotView* view_ = nullptr;
    std::uint64_t generation_ = 0;
};

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && !qEnvironmentVariableIsSet("DISPLAY")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    // Settings and recovery files of the test, not of the person who runs it.
    QTemporaryDir home;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"}) {
        qputenv(name, home.path().toLocal8Bit());
    }
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("scorescope"));
    QCoreApplication::setApplicationName(QStringLiteral("scorescope-test"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
    TestDraggedHandle test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_dragged_handle.moc"
