// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Every scene of the program in the window, as it is when a person opens it and presses Space. How
// long the window stood still is told, not judged: machines are of different speeds, and busy.
#include "app/window/message_bar.h"
#include "app/window/scene_gallery.h"
#include "app/window/stall_watch.h"
#include "app/window/view_area.h"
#include "tests/support/window_test.h"
#include "views/artifact_view.h"
#include "views/settings.h"

#include <chrono>

using namespace scorescope;
using namespace scorescope::app;

namespace {

constexpr std::uint64_t fewPictures = 4;

} // namespace

class TestEveryScene : public test::WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        views::Settings().clear();
        constexpr double nothingIsPrecious = 1e9; // nobody is asked before the next scene opens
        window_ = test::makeWindow(registry_, nothingIsPrecious);
        window_->resize(1280, 800);
        window_->show();
        QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
        QTRY_VERIFY_WITH_TIMEOUT(window_->frame(), test::patience);
    }
    void runs_data() {
        QTest::addColumn<QString>("id");
        for (const BuiltinScene& scene : builtinScenes()) {
            QTest::newRow(scene.id.c_str()) << QString::fromStdString(scene.id);
        }
    }
    void runs() {
        QFETCH(QString, id);
        StallWatch watch(std::chrono::milliseconds(50));
        Q_EMIT window_->findChild<SceneGallery*>()->chosen(id);
        const auto isThere = [&] {
            return window_->document().scene().id == id.toStdString() && window_->frame() &&
                   window_->frame()->step == 0 && window_->frame()->scene &&
                   window_->frame()->scene->id == id.toStdString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), test::patience);
        const int opening = watch.stalls();
        const auto openingLongest = watch.longest().count();
        const auto* views = find<ViewArea>("view_area");
        // Where nothing is to be seen before the first step, notes stand in the place of all views.
        const auto pictures = [&] {
            return views->largest() != nullptr ? views->largest()->pictures() : std::uint64_t{0};
        };
        const auto allMade = [&] {
            return static_cast<std::size_t>(window_->findChildren<views::ArtifactView*>().size()) ==
                   window_->document().scene().views.size();
        };
        QTRY_VERIFY_WITH_TIMEOUT(pictures() > 0 || (views->largest() == nullptr && allMade()),
                                 test::patience);
        const std::uint64_t painted = pictures();
        if (window_->document().scene().steps != 0 || window_->frame()->totalSteps == 0) {
            trigger("action_run");
            // Until it has been seen to change, or is at its end.
            const auto hasRun = [&] {
                const FramePtr frame = window_->frame();
                return frame->step > 0 &&
                       (pictures() >= painted + fewPictures || frame->step == frame->totalSteps);
            };
            QTRY_VERIFY_WITH_TIMEOUT(hasRun(), 3 * test::patience);
            QVERIFY2(window_->frame()->status.message.empty(),
                     window_->frame()->status.message.c_str());
        }
        if (watch.stalls() > 0) {
            qWarning("%s: the window stood still %d times, %d of them while it opened, at most for "
                     "%lld ms (%lld ms while it opened)",
                     qPrintable(id), watch.stalls(), opening,
                     static_cast<long long>(watch.longest().count()),
                     static_cast<long long>(openingLongest));
        }
    }
    void cleanupTestCase() { window_.reset(); }
};

int main(int argc, char** argv) {
    const test::WindowTestHome home;
    QApplication application(argc, argv);
    TestEveryScene tests;
    return QTest::qExec(&tests, argc, argv);
}

#include "tst_every_scene.moc"
