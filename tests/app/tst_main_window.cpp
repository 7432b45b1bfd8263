// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it: running, editing, finding, looking.
#include "app/window/style.h"
#include "tests/support/window_test.h"
#include "views/settings.h"

#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <string>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

class TestMainWindow : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window_.reset(); }

    void opensPausedAtTheStart();
    void runsAndPauses();
    void stepsAndStepsBackExactly();
    void liveEditNeedsNoRestart();
    void editAtTheStartRestartsAtOnce();
    void sliderDragIsOneUndoStep();
    void invalidInputChangesNothing();
    void brokenRuleChangesNothing();
    void laterEditWaitsForARestart();
    void pendingEditsCanBeDiscarded();
    void refusedSceneReturns();
    void undoesAndRedoes();
    void newSeed();
    void switchesThemes();
    void inspectsAPoint();
    void aClickStartsAChainWhileTraining();
    void maximizesAView();
    void holdsAPicture();
    void filtersTheParameters();
    void findsAnything();
    void listsShortcuts();
    void everyControlHasANameAndCanBeReached();
    void whereTheKeyboardIsIsSeen_data();
    void whereTheKeyboardIsIsSeen();
};

void TestMainWindow::opensPausedAtTheStart() {
    QCOMPARE(step(), std::uint64_t{0});
    QVERIFY(window_->frame()->status.state == RunState::paused);
    QVERIFY(!window_->document().isModified());
    QVERIFY(find<QLabel>("scene_title")->text().contains(QStringLiteral("Figure 3.5")));
}

void TestMainWindow::runsAndPauses() {
    // At 30 steps a second, or so small a scene would be finished before anybody looks.
    auto* speed = find<QComboBox>("speed");
    speed->setFocus();
    QTest::keyClick(speed, Qt::Key_Down);
    QTest::keyClick(speed, Qt::Key_Down);
    QVERIFY(speed->currentData().toDouble() == 30.0);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(step() > 3, patience);
    QVERIFY(window_->frame()->status.state == RunState::running);
    QCOMPARE(find<QAction>("action_run")->text(), QStringLiteral("Pause"));
    click("button_run");
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->status.state != RunState::running, patience);
    QCOMPARE(find<QAction>("action_run")->text(), QStringLiteral("Run"));
}

void TestMainWindow::stepsAndStepsBackExactly() {
    key(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{1}, patience);
    key(Qt::Key_Period);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{2}, patience);
    const double loss = window_->frame()->lastValue("loss");
    key(Qt::Key_Comma);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{1}, patience);
    QVERIFY(window_->frame()->lastValue("loss") != loss);
    key(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{2}, patience);
    // Bit for bit the same number, not merely near it.
    QVERIFY(window_->frame()->lastValue("loss") == loss);
}

void TestMainWindow::liveEditNeedsNoRestart() {
    stepTo(2);
    const std::uint64_t generation = window_->frame()->generation;
    type("parameter_corruption", "2e-2");
    QVERIFY(window_->document().scene().parameters.real("corruption") == 0.02);
    QVERIFY(window_->document().pending().empty());
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    stepTo(3);
    QCOMPARE(window_->frame()->generation, generation);
}

void TestMainWindow::editAtTheStartRestartsAtOnce() {
    const std::uint64_t generation = window_->frame()->generation;
    type("parameter_hidden_units", "16");
    QCOMPARE(hiddenUnits(), std::int64_t{16});
    QVERIFY(window_->document().pending().empty());
    QTRY_VERIFY_WITH_TIMEOUT(window_->frame()->generation > generation, patience);
    QCOMPARE(step(), std::uint64_t{0});
}

void TestMainWindow::sliderDragIsOneUndoStep() {
    auto* slider = find<QWidget>("slider_corruption");
    const int middle = slider->height() / 2;
    const double before = window_->document().scene().parameters.real("corruption");
    auto* handle = qobject_cast<QAbstractSlider*>(slider);
    const int x = static_cast<int>(6 + (slider->width() - 12) * handle->value() / 1000.0);
    QTest::mousePress(slider, Qt::LeftButton, {}, QPoint(x, middle));
    for (int i = 1; i <= 5; ++i) {
        QTest::mouseMove(slider, QPoint(x + 6 * i, middle));
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, QPoint(x + 30, middle));
    QVERIFY(window_->document().scene().parameters.real("corruption") > before);
    key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(window_->document().scene().parameters.real("corruption") == before);
    QVERIFY(!find<QAction>("action_undo")->isEnabled());
}

void TestMainWindow::invalidInputChangesNothing() {
    stepTo(1);
    auto* field = find<QAbstractSpinBox>("parameter_hidden_units");
    type("parameter_hidden_units", "-3", false);
    QVERIFY(field->property("invalid").toBool());
    auto* message =
        find<QWidget>("row_hidden_units")->findChild<QLabel*>(QStringLiteral("parameter_message"));
    QVERIFY(message->isVisible());
    QVERIFY2(message->text().contains(QStringLiteral("allowed")), qPrintable(message->text()));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(!window_->document().isModified());
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(!field->property("invalid").toBool());
    QVERIFY(!message->isVisible());
    QCOMPARE(field->text(), QStringLiteral("32"));
}

void TestMainWindow::brokenRuleChangesNothing() {
    const double before = window_->document().scene().parameters.real("x_min");
    type("parameter_x_min", "5"); // beyond x_max
    QVERIFY(find<QWidget>("parameter_x_min")->property("invalid").toBool());
    QVERIFY(window_->document().scene().parameters.real("x_min") == before);
}

void TestMainWindow::laterEditWaitsForARestart() {
    stepTo(2);
    type("parameter_hidden_units", "16");
    QVERIFY(find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(find<QPushButton>("pending_restart")->text(), QStringLiteral("Restart with 1 change"));
    QCOMPARE(step(), std::uint64_t{2});
    type("parameter_points", "150");
    QCOMPARE(find<QPushButton>("pending_restart")->text(),
             QStringLiteral("Restart with 2 changes"));
    click("pending_restart");
    QTRY_COMPARE_WITH_TIMEOUT(step(), std::uint64_t{0}, patience);
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(window_->document().running().parameters.integer("hidden_units"), std::int64_t{16});
}

void TestMainWindow::pendingEditsCanBeDiscarded() {
    stepTo(1);
    type("parameter_hidden_units", "16");
    click("pending_discard");
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(step(), std::uint64_t{1});
}

void TestMainWindow::refusedSceneReturns() {
    const auto returned = [this] {
        return find<QWidget>("message_bar")->isVisible() && hiddenUnits() == 32 &&
               window_->document().pending().empty() && !window_->document().isModified();
    };
    type("parameter_hidden_units", "1000000000"); // at the start this restarts by itself
    QTRY_VERIFY_WITH_TIMEOUT(returned(), patience);
    QVERIFY2(find<QLabel>("message_text")->text().contains(QStringLiteral("memory")),
             qPrintable(find<QLabel>("message_text")->text()));
    QCOMPARE(find<QAbstractSpinBox>("parameter_hidden_units")->text(), QStringLiteral("32"));
    click("message_close");
    stepTo(2);
    type("parameter_hidden_units", "1000000000");
    QVERIFY(find<QWidget>("pending_banner")->isVisible());
    click("pending_restart");
    QTRY_VERIFY_WITH_TIMEOUT(returned(), patience);
    QVERIFY(!find<QWidget>("pending_banner")->isVisible());
    QCOMPARE(step(), std::uint64_t{2}); // the run is still there
    QCOMPARE(window_->document().running().parameters.integer("hidden_units"), std::int64_t{32});
}

void TestMainWindow::undoesAndRedoes() {
    type("parameter_hidden_units", "16");
    type("parameter_hidden_units", "8");
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(hiddenUnits(), std::int64_t{16});
    QCOMPARE(find<QAbstractSpinBox>("parameter_hidden_units")->text(), QStringLiteral("16"));
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(hiddenUnits(), std::int64_t{32});
    QVERIFY(!window_->document().isModified());
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(hiddenUnits(), std::int64_t{16});
    QVERIFY(window_->document().isModified());
}

void TestMainWindow::newSeed() {
    const std::uint64_t before = window_->document().scene().seed;
    click("new_seed");
    if (window_->document().scene().seed == before) { // one time in a million
        click("new_seed");
    }
    QVERIFY(window_->document().scene().seed != before);
}

void TestMainWindow::switchesThemes() {
    trigger("action_theme_light");
    QCOMPARE(QApplication::palette().color(QPalette::Window), views::lightTheme().panel);
    trigger("action_theme_dark");
    QCOMPARE(QApplication::palette().color(QPalette::Window), views::darkTheme().panel);
    QCOMPARE(views::Settings().value(QStringLiteral("window/theme")).toString(),
             QStringLiteral("dark"));
}

void TestMainWindow::inspectsAPoint() {
    auto* table = find<QTableWidget>("inspector_table");
    QVERIFY(!table->isVisible()); // a hint stands there before the first look
    auto* view = find<QWidget>("view_field");
    const QPoint middle = view->rect().center();
    QTRY_VERIFY_WITH_TIMEOUT(
        [&] {
            QTest::mouseMove(view, middle);
            QTest::mouseMove(view, middle + QPoint(7, 3));
            return table->rowCount() > 2;
        }(),
        patience);
    for (int row = 0; row < table->rowCount(); ++row) {
        QVERIFY2(!table->item(row, 1)->text().contains(QLatin1Char('-')),
                 "numbers have a minus sign, not a hyphen");
    }
}

void TestMainWindow::aClickStartsAChainWhileTraining() {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("moons.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(smallSceneJson("two_moons")));
    file.close();
    window_->openFile(path);
    const auto fieldIsUp = [this] {
        const auto* field = window_->findChild<QWidget*>(QStringLiteral("view_field"));
        return field != nullptr && field->isVisible();
    };
    QTRY_VERIFY_WITH_TIMEOUT(fieldIsUp(), patience);
    auto* speed = find<QComboBox>("speed");
    speed->setFocus();
    QTest::keyClick(speed, Qt::Key_Down);
    QTest::keyClick(speed, Qt::Key_Down);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(step() > 3 && step() < 1000, patience);
    const auto chains = [this]() -> std::size_t {
        const auto artifact = window_->frame()->find("chains");
        return artifact ? std::get<Trajectory>(artifact->data).starts.size() : 0;
    };
    QCOMPARE(chains(), std::size_t{0});
    click("tool_start_chain");
    auto* view = find<QWidget>("view_field");
    QElapsedTimer clock;
    clock.start();
    QTest::mouseClick(view, Qt::LeftButton, {}, view->rect().center());
    QTRY_VERIFY_WITH_TIMEOUT(chains() == 1, patience);
    qInfo("the chain is there after %lld ms", static_cast<long long>(clock.elapsed()));
    QVERIFY(window_->frame()->status.state == RunState::running);
    // The next one joins it.
    QTest::mouseClick(view, Qt::LeftButton, {}, view->rect().center() + QPoint(40, 10));
    QTRY_VERIFY_WITH_TIMEOUT(chains() == 2, patience);
    const std::uint64_t then = step();
    QTRY_VERIFY_WITH_TIMEOUT(step() > then, patience);
    QCOMPARE(chains(), std::size_t{2});
}

void TestMainWindow::maximizesAView() {
    click("maximize_loss");
    QVERIFY(find<QWidget>("frame_loss")->isVisible());
    QVERIFY(!find<QWidget>("frame_field")->isVisible());
    click("maximize_loss");
    QVERIFY(find<QWidget>("frame_field")->isVisible());
}

void TestMainWindow::holdsAPicture() {
    stepTo(1);
    click("pin_field");
    stepTo(2);
    auto* note = find<QWidget>("frame_field")->findChild<QLabel*>(QStringLiteral("view_note"));
    QCOMPARE(note->text(), QStringLiteral("held at 1"));
}

void TestMainWindow::filtersTheParameters() {
    find<QAction>("action_left_panel")->setChecked(false);
    key(Qt::Key_F, Qt::ControlModifier);
    auto* filter = find<QLineEdit>("parameter_filter");
    QTRY_VERIFY(filter->hasFocus() && filter->isVisible());
    QTest::keyClicks(filter, QStringLiteral("hidden units"));
    QVERIFY(find<QWidget>("row_hidden_units")->isVisible());
    QVERIFY(!find<QWidget>("row_points")->isVisible());
    QTest::keyClick(filter, Qt::Key_Escape);
    QVERIFY(find<QWidget>("row_points")->isVisible());
}

void TestMainWindow::findsAnything() {
    auto* palette = find<QWidget>("command_palette");
    auto* words = find<QLineEdit>("palette_words");
    const auto choose = [&](const char* typed) {
        key(Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(words->hasFocus());
        QTest::keyClicks(words, QString::fromLatin1(typed));
        QTest::keyClick(words, Qt::Key_Return);
    };
    choose("theme light");
    QVERIFY(find<QAction>("action_theme_light")->isChecked());
    find<QTabWidget>("left_tabs")->setCurrentIndex(0);
    choose("hidden units");
    QVERIFY(find<QWidget>("parameter_hidden_units")->isVisible());
    QTRY_VERIFY(find<QWidget>("parameter_hidden_units")->hasFocus());
    choose("back to the newest"); // there is no newer one
    QVERIFY(palette->isVisible());
    QTest::keyClick(words, Qt::Key_Escape);
    QVERIFY(!palette->isVisible());
    choose("figure 3.2 ");
    QCOMPARE(window_->document().scene().figure, std::string("Figure 3.2"));
}

void TestMainWindow::listsShortcuts() {
    window_->setFocus();
    QTest::keyClick(window_.get(), '?');
    auto* dialog = find<QDialog>("shortcuts_dialog");
    bool runs = false;
    for (const QLabel* label : dialog->findChildren<QLabel*>()) {
        runs = runs || label->text().contains(QStringLiteral("Space"));
    }
    QVERIFY(runs);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(window_->findChild<QDialog*>(QStringLiteral("shortcuts_dialog")) == nullptr);
}

void TestMainWindow::everyControlHasANameAndCanBeReached() {
    for (QAbstractButton* button : window_->findChildren<QAbstractButton*>()) {
        const bool ours = !button->objectName().startsWith(QLatin1String("qt_")) &&
                          !button->parentWidget()->inherits("QTabBar");
        if (ours && button->isVisible()) {
            QVERIFY2(!button->objectName().isEmpty(), qPrintable(button->text()));
            QVERIFY2((button->focusPolicy() & Qt::TabFocus) != 0, qPrintable(button->objectName()));
        }
    }
    QStringList nameless; // to a screen reader
    for (const int tab : {0, 1}) {
        find<QTabWidget>("left_tabs")->setCurrentIndex(tab);
        for (QWidget* widget : window_->findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->focusProxy() != nullptr ||
                (widget->focusPolicy() & Qt::TabFocus) == 0) {
                continue;
            }
            QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
            if (spoken == nullptr || spoken->text(QAccessible::Name).isEmpty()) {
                nameless << QStringLiteral("%1 %2").arg(
                    QString::fromLatin1(widget->metaObject()->className()), widget->objectName());
            }
        }
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral("; "))));
}

void TestMainWindow::whereTheKeyboardIsIsSeen_data() {
    QTest::addColumn<QString>("theme");
    QTest::newRow("dark") << QStringLiteral("dark");
    QTest::newRow("light") << QStringLiteral("light");
}

/// Each widget that Tab reaches looks different with the keyboard than without.
void TestMainWindow::whereTheKeyboardIsIsSeen() {
    QFETCH(const QString, theme);
    trigger(qPrintable(QStringLiteral("action_theme_") + theme));
    stepTo(2); // so that views and their controls are all there
    int looked = 0;
    QStringList unseen;
    for (const int tab : {0, 1}) {
        find<QTabWidget>("left_tabs")->setCurrentIndex(tab);
        for (QWidget* widget : window_->findChildren<QWidget*>()) {
            if (!widget->isVisible() || !widget->isEnabled() || widget->focusProxy() != nullptr ||
                (widget->focusPolicy() & Qt::TabFocus) == 0) {
                continue;
            }
            window_->setFocus(Qt::OtherFocusReason);
            QCoreApplication::processEvents();
            // Something may still be settling (a finer picture): that is no sign of the keyboard.
            QImage without;
            QTRY_VERIFY(std::exchange(without, widget->grab().toImage()) == without);
            widget->setFocus(Qt::TabFocusReason);
            QCoreApplication::processEvents();
            if (!widget->hasFocus()) {
                continue;
            }
            ++looked;
            if (widget->grab().toImage() == without) {
                unseen << QStringLiteral("%1 %2").arg(
                    QString::fromLatin1(widget->metaObject()->className()), widget->objectName());
            }
        }
    }
    QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join(QStringLiteral("; "))));
    QVERIFY2(looked > 40, qPrintable(QString::number(looked)));
}

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_main_window.moc"
