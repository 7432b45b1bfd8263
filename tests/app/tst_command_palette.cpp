// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/command_palette.h"
#include "app/window/palette_entries.h"
#include "app/window/text_search.h"
#include "tests/support/fake_experiment.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTest>
#include <QVBoxLayout>

#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;

namespace {

/// A window with a button that has the keyboard, and a palette over it.
struct Window {
    Window() {
        window.resize(800, 600);
        auto* layout = new QVBoxLayout(&window);
        layout->addWidget(button);
        layout->addWidget(other);
        palette = new CommandPalette(&window);
        window.show();
        window.activateWindow(); // without a window manager nobody else does
        if (!QTest::qWaitForWindowActive(&window)) {
            qFatal("the window does not become active");
        }
        button->setFocus();
        words = palette->findChild<QLineEdit*>(QStringLiteral("palette_words"));
        found = palette->findChild<QListWidget*>(QStringLiteral("palette_found"));
    }
    void open() {
        std::vector<PaletteEntry> entries;
        for (const char* name : {"Run", "Export figure", "Figure 3.5 · The field around a spiral",
                                 "Quick PNG", "Noise of the data", "Refigure"}) {
            PaletteEntry entry;
            entry.name = QString::fromUtf8(name);
            entry.kind = QStringLiteral("command");
            entry.detail = QStringLiteral("Ctrl+E");
            entry.more =
                entry.name == QLatin1String("Quick PNG") ? QStringLiteral("figure") : QString();
            entry.enabled = entry.name != QLatin1String("Run");
            entry.act = [this, name = entry.name] { done << name; };
            entries.push_back(std::move(entry));
        }
        palette->open(std::move(entries));
    }
    [[nodiscard]] QStringList names() const {
        QStringList list;
        for (int i = 0; i < found->count(); ++i) {
            list << found->item(i)->text();
        }
        return list;
    }

    QStringList done;
    QWidget window;
    QPushButton* button = new QPushButton(&window);
    QPushButton* other = new QPushButton(&window);
    CommandPalette* palette = nullptr;
    QLineEdit* words = nullptr;
    QListWidget* found = nullptr;
};

} // namespace

class TestCommandPalette : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ranks() {
        const QStringList words = searchWords(QStringLiteral("Épo la"));
        QCOMPARE(words, (QStringList{"epo", "la"}));
        QCOMPARE(searchRank("epo last", {}, words), 0);
        QCOMPARE(searchRank("last epoch", {}, words), 1);
        QCOMPARE(searchRank("depot lamp", {}, words), 2);
        QCOMPARE(searchRank("epoch", "of the last", words), 3);
        QCOMPARE(searchRank("epoch", {}, words), -1);
        QCOMPARE(searchRank("anything", {}, {}), 0);
    }

    void whatBeginsAsTypedComesFirst() {
        Window on;
        on.open();
        QCOMPARE(on.names().size(), 6);
        QTRY_VERIFY(on.words->hasFocus());
        QTest::keyClicks(on.words, QStringLiteral("FIGURE"));
        QCOMPARE(on.names(), (QStringList{QStringLiteral("Figure 3.5 · The field around a spiral"),
                                          "Export figure", "Refigure", "Quick PNG"}));
        QCOMPARE(on.found->currentRow(), 0);
        on.words->clear();
        QTest::keyClicks(on.words, QStringLiteral("data noise"));
        QCOMPARE(on.names(), QStringList("Noise of the data"));
        QTest::keyClicks(on.words, QStringLiteral(" xyz"));
        QCOMPARE(on.names(), QStringList());
        auto* nothing = on.palette->findChild<QLabel*>(QStringLiteral("palette_nothing"));
        QVERIFY(nothing->isVisible() && nothing->text().contains(QStringLiteral("xyz")));
        QTest::keyClick(on.words, Qt::Key_Return); // of nothing
        QVERIFY(on.palette->isVisible());
    }

    void theKeyboardAloneDoesIt() {
        Window on;
        on.open();
        QTRY_VERIFY(on.words->hasFocus());
        QTest::keyClick(on.words, Qt::Key_Return); // the first one is not available
        QVERIFY(on.palette->isVisible());
        QTest::keyClick(on.words, Qt::Key_Down);
        QTest::keyClick(on.words, Qt::Key_Down);
        QTest::keyClick(on.words, Qt::Key_Up);
        QTest::keyClick(on.words, Qt::Key_Return);
        QCOMPARE(on.done, QStringList("Export figure"));
        QVERIFY(!on.palette->isVisible());
        QTRY_VERIFY(on.button->hasFocus());
        on.open();
        QTest::keyClick(on.words, Qt::Key_Up); // round to the last one
        QCOMPARE(on.found->currentItem()->text(), QStringLiteral("Refigure"));
        QTest::keyClick(on.words, Qt::Key_Escape);
        QVERIFY(!on.palette->isVisible());
        QTRY_VERIFY(on.button->hasFocus());
        QCOMPARE(on.done.size(), 1);
    }

    void showsWholeRows() {
        Window on;
        on.open();
        QTRY_VERIFY(on.found->viewport()->height() >=
                    on.found->visualItemRect(on.found->item(5)).bottom());
    }

    void theMouseDoesItToo() {
        Window on;
        on.open();
        QTest::mouseClick(on.found->viewport(), Qt::LeftButton, {},
                          on.found->visualItemRect(on.found->item(3)).center());
        QCOMPARE(on.done, QStringList("Quick PNG"));
        on.open();
        on.other->setFocus(Qt::MouseFocusReason); // a click elsewhere
        QVERIFY(!on.palette->isVisible());
        QVERIFY(on.other->hasFocus());
    }

    void liesOverTheTopInTheMiddle() {
        Window on;
        on.open();
        for (const QSize& size : {QSize(800, 600), QSize(500, 300)}) {
            on.window.resize(size);
            QTRY_VERIFY(qAbs(on.palette->geometry().center().x() - on.window.width() / 2) <= 1);
            QVERIFY(on.window.rect().contains(on.palette->geometry()));
            QVERIFY(on.palette->y() < 60);
        }
    }

    void hasNamesForEverything() {
        Window on;
        on.open();
        QVERIFY(!on.words->accessibleName().isEmpty());
        QVERIFY(!on.found->accessibleName().isEmpty());
        QCOMPARE(on.found->item(1)->data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("Export figure, command, Ctrl+E"));
        QVERIFY(on.found->item(0)
                    ->data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("not available")));
    }

    void menusAreRead() {
        QMenu menu(QStringLiteral("&View"));
        QAction* fit = menu.addAction(QStringLiteral("&Fit"));
        fit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_0));
        menu.addSeparator();
        QMenu* theme = menu.addMenu(QStringLiteral("&Theme"));
        QAction* dark = theme->addAction(QStringLiteral("&Dark"));
        dark->setObjectName(QStringLiteral("action_dark"));
        dark->setEnabled(false);
        theme->addAction(QStringLiteral("none yet"))->setEnabled(false);
        int fitted = 0;
        connect(fit, &QAction::triggered, this, [&fitted] { ++fitted; });
        const std::vector<PaletteEntry> entries = commandEntries({&menu});
        QCOMPARE(entries.size(), std::size_t{2});
        QCOMPARE(entries[0].name, QStringLiteral("Fit"));
        QCOMPARE(entries[0].detail, QStringLiteral("Ctrl+0"));
        entries[0].act();
        QCOMPARE(fitted, 1);
        QCOMPARE(entries[1].context, QStringLiteral("View ▸ Theme"));
        QVERIFY(!entries[1].enabled);
    }

    void parametersAreRead() {
        const Registry registry = test::fakeRegistry();
        const Document document(registry, test::fakeScene(registry, R"({"rate": 2})"));
        std::string went;
        const auto entries = parameterEntries(
            document, [](const std::string& name) { return name != "size"; },
            [&went](const std::string& name) { went = name; });
        QCOMPARE(entries.size(), std::size_t{7}); // five of its table, steps and seed
        QCOMPARE(entries[0].name, QStringLiteral("rate"));
        QCOMPARE(entries[0].detail, QStringLiteral("2"));
        entries[0].act();
        QCOMPARE(went, std::string("rate"));
        QVERIFY(!entries[4].enabled);
    }
};

QTEST_MAIN(TestCommandPalette)
#include "tst_command_palette.moc"
