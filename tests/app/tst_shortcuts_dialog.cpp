// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/builtin_scenes.h"
#include "app/window/shortcuts_dialog.h"
#include "engine/core/scene.h"
#include "engine/labs.h"
#include "views/kinds/view_gestures.h"
#include "views/kinds/view_kinds.h"

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <set>
#include <string>

using namespace scorescope;
using namespace scorescope::app;

class TestShortcutsDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyKindOfViewIsThere() {
        std::set<std::string> told;
        for (const views::GestureGroup& group : views::viewGestures()) {
            QVERIFY(!group.title.isEmpty());
            for (const std::string& kind : group.kinds) {
                told.insert(kind);
                ViewSpec spec; // throws for a kind that does not exist
                spec.name = spec.kind = kind;
                QVERIFY(views::createView(spec, nullptr) != nullptr);
            }
            for (const views::Gesture& gesture : group.gestures) {
                QVERIFY(!gesture.input.isEmpty() && !gesture.effect.isEmpty());
            }
        }
        const Registry registry = registerLabs();
        for (const BuiltinScene& each : builtinScenes()) {
            for (const ViewSpec& view : parseScene(each.json, each.id, registry).views) {
                QVERIFY2(told.count(view.kind) != 0, view.kind.c_str());
            }
        }
    }

    void listsKeysAndGestures_data() {
        QTest::addColumn<QSize>("window");
        QTest::newRow("small") << QSize(1024, 700);
        QTest::newRow("middle") << QSize(1280, 800);
        QTest::newRow("large") << QSize(1920, 1080);
    }
    void listsKeysAndGestures() {
        QFETCH(QSize, window);
        QWidget parent;
        parent.resize(window);
        parent.show();
        QMenu view(QStringLiteral("&View"));
        view.addAction(QStringLiteral("&Fit"))->setShortcut(QKeySequence(Qt::Key_F2));
        view.addMenu(QStringLiteral("Theme"))
            ->addAction(QStringLiteral("Dark"))
            ->setShortcut(QKeySequence(Qt::Key_F3));
        view.addAction(QStringLiteral("Without keys"));
        ShortcutsDialog dialog({&view}, views::viewGestures(), &parent);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(dialog.width() <= window.width() && dialog.height() <= window.height());
        QStringList texts;
        for (const QLabel* label : dialog.findChildren<QLabel*>()) {
            texts << label->text();
            // No line is cut at its side.
            QVERIFY2(label->width() >= label->minimumSizeHint().width(), qPrintable(label->text()));
        }
        for (const char* text : {"Fit", "F2", "Dark", "F3", "Zooms about the cursor", "[ and ]"}) {
            QVERIFY2(texts.contains(QLatin1String(text)), text);
        }
        QVERIFY(!texts.contains(QStringLiteral("Without keys")));
        // What does not fit is reached by keys alone.
        auto* scroll = dialog.findChild<QScrollArea*>(QStringLiteral("shortcuts_scroll"));
        QCOMPARE(scroll->horizontalScrollBar()->maximum(), 0);
        if (scroll->verticalScrollBar()->maximum() > 0) {
            QTest::keyClick(scroll, Qt::Key_PageDown);
            QVERIFY(scroll->verticalScrollBar()->value() > 0);
        }
        QSignalSpy closed(&dialog, &QDialog::rejected);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
    }
};

QTEST_MAIN(TestShortcutsDialog)
#include "tst_shortcuts_dialog.moc"
