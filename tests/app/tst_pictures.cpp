// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The picture in the README is made here, from the real window on the real scene, so it cannot rot.
#include "app/cli/builtin_scenes.h"
#include "app/window/main_window.h"
#include "engine/labs.h"
#include "tests/support/image_compare.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace scorescope;
using namespace scorescope::app;

class PicturesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runningSpiral() {
        if (QGuiApplication::platformName() == QLatin1String("offscreen")) {
            QSKIP("the picture shows OpenGL's drawing, which needs a display (Xvfb will do)");
        }
        const Registry registry = registerLabs();
        const auto scenes = builtinScenes();
        const auto found = std::find_if(scenes.begin(), scenes.end(),
                                        [](const BuiltinScene& s) { return s.id == "fig_3_5"; });
        QVERIFY(found != scenes.end());
        WindowRequest request;
        request.threads = 2;
        MainWindow window(registry, request, parseScene(found->json, "fig_3_5", registry),
                          QString());
        window.resize(1280, 800);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTRY_VERIFY_WITH_TIMEOUT(window.frame(), 20'000);
        window.findChild<QAction*>(QStringLiteral("action_theme_dark"))->trigger();
        // A number of steps, not a length of time: the numbers in the picture are always the same.
        auto* ten = window.findChild<QAbstractButton*>(QStringLiteral("button_step_ten"));
        QVERIFY(ten);
        for (int i = 0; i < 40; ++i) {
            QTest::mouseClick(ten, Qt::LeftButton);
        }
        QTRY_VERIFY_WITH_TIMEOUT(window.frame()->step == 400 &&
                                     window.frame()->status.state == RunState::paused,
                                 120'000);
        QVERIFY(window.frame()->lastValue("loss_ratio") < 1.06);
        const QString committed = QStringLiteral(SCORESCOPE_SOURCE_DIR "/docs/images/spiral.png");
        const QImage wanted(committed);
        if (qEnvironmentVariableIsSet("SCORESCOPE_UPDATE_BASELINES")) {
            // Views smooth their edges once they have been at rest for a while: five seconds
            // without a change.
            QImage last;
            QElapsedTimer still;
            const auto atRest = [&] {
                const QImage now = window.grab().toImage();
                if (now != last) {
                    last = now;
                    still.start();
                }
                return still.hasExpired(5000);
            };
            QVERIFY(QTest::qWaitFor(atRest, 60'000));
            QVERIFY(last.save(committed));
            return;
        }
        QVERIFY2(!wanted.isNull(),
                 "docs/images/spiral.png is missing; SCORESCOPE_UPDATE_BASELINES=1 makes it");
        // 0.75: text of another font's width moves labels, but panels, arrows and curves must be
        // where they were.
        QImage seen;
        const auto similar = [&] {
            seen = window.grab().toImage();
            return structuralSimilarity(seen, wanted) > 0.75;
        };
        if (!QTest::qWaitFor(similar, 20'000)) {
            QVERIFY(seen.save(QStringLiteral("spiral-seen.png")));
            QFAIL(qPrintable(
                QStringLiteral(
                    "the window looks different from the README's picture (similarity %1); "
                    "see spiral-seen.png")
                    .arg(structuralSimilarity(seen, wanted))));
        }
    }
};

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && !qEnvironmentVariableIsSet("DISPLAY")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    const QTemporaryDir home;
    for (const char* name : {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"}) {
        qputenv(name, home.path().toLocal8Bit());
    }
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("scorescope"));
    QCoreApplication::setApplicationName(QStringLiteral("scorescope-test"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
    PicturesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_pictures.moc"
