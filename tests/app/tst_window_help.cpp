// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The help in the window, and that everything it points at is there.
#include "app/window/help_page.h"
#include "engine/core/error.h"
#include "tests/support/window_test.h"

#include <QApplication>
#include <QDir>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTextBlock>

#include <set>

using namespace scorescope;
using namespace scorescope::app;
using namespace scorescope::test;

class TestWindowHelp : public WindowTest {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { window_.reset(); }

    void showsHelp();
    void helpOnTheLabRunsItsFiguresAndOpensTheirScenes();
    void hiddenHelpComputesNothing();
    void everyAddressOfTheHelpIsRight();
    void wrongAddressesOfFiguresAreTold_data();
    void wrongAddressesOfFiguresAreTold();
};

void TestWindowHelp::showsHelp() {
    QVERIFY(!find<QWidget>("help_dock")->isVisible());
    key(Qt::Key_F1);
    QVERIFY(find<QWidget>("help_dock")->isVisible());
    // In a window of this width the side column makes room, and comes back.
    auto* side = find<QAction>("action_side_column");
    QVERIFY(!side->isChecked());
    key(Qt::Key_F1);
    QVERIFY(!find<QWidget>("help_dock")->isVisible());
    QVERIFY(side->isChecked());
}

namespace {

/// The middle of the page's first picture whose address begins so, scrolled into view.
QPoint placeOfFigure(HelpPage& page, const QString& start) {
    for (QTextBlock block = page.document()->begin(); block.isValid(); block = block.next()) {
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const QTextCharFormat format = part.fragment().charFormat();
            if (format.isImageFormat() && format.toImageFormat().name().startsWith(start)) {
                QTextCursor cursor(page.document());
                cursor.setPosition(part.fragment().position());
                page.setTextCursor(cursor);
                page.ensureCursorVisible();
                const QRect line = page.cursorRect(cursor);
                return {line.left() + 60, line.center().y()};
            }
        }
    }
    qFatal("there is no such figure on the page");
}

} // namespace

void TestWindowHelp::helpOnTheLabRunsItsFiguresAndOpensTheirScenes() {
    auto* page = find<HelpPage>("help_lab");
    const QSignalSpy finished(page, &HelpPage::figureFinished);
    key(Qt::Key_F1, Qt::ControlModifier);
    QVERIFY(page->isVisible());
    // The first figures arrive, and the window stays alive meanwhile.
    QTRY_VERIFY_WITH_TIMEOUT(page->finishedFigures() >= 1, 6 * patience);
    const QString address = finished.first().first().toString();
    const auto picture =
        page->document()->resource(QTextDocument::ImageResource, QUrl(address)).value<QImage>();
    std::set<QRgb> colors;
    for (int y = 0; y < picture.height(); y += 2) {
        for (int x = 0; x < picture.width(); x += 2) {
            colors.insert(picture.pixel(x, y));
        }
    }
    QVERIFY2(colors.size() > 20, "a view has axes, arrows and points in shades of its colours");
    QVERIFY2(picture.pixelColor(1, 1) == page->theme().ground, "it wears the window's theme");

    const QString wanted = QStringLiteral("fig_3_1");
    QTest::mouseClick(page->viewport(), Qt::LeftButton, {},
                      placeOfFigure(*page, QStringLiteral("scene:fig_3_1/")));
    QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window_->document().scene().id), wanted,
                              patience);
    // The page is the same lab's: what was made is kept.
    QVERIFY(page->finishedFigures() >= 1);
}

void TestWindowHelp::hiddenHelpComputesNothing() {
    auto* page = find<HelpPage>("help_lab");
    auto* figures = page->findChild<SceneFigures*>();
    QVERIFY(figures != nullptr);
    QVERIFY(!figures->isRunning());
    key(Qt::Key_F1, Qt::ControlModifier);
    QVERIFY(figures->isRunning());
    find<QTabWidget>("help_tabs")->setCurrentIndex(0);
    QVERIFY(!figures->isRunning());
    find<QTabWidget>("help_tabs")->setCurrentIndex(1);
    QVERIFY(figures->isRunning());
    key(Qt::Key_F1);
    QVERIFY(!find<QWidget>("help_dock")->isVisible());
    QVERIFY(!figures->isRunning());
    // Left running, it has to end with the window.
    key(Qt::Key_F1, Qt::ControlModifier);
    QVERIFY(figures->isRunning());
    window_.reset();
}

void TestWindowHelp::everyAddressOfTheHelpIsRight() {
    const SceneLibrary library(registry_);
    int figures = 0;
    const QRegularExpression address(QStringLiteral("\\]\\((scene:[^)]+)\\)"));
    for (const QString& page : QDir(QStringLiteral(":/help")).entryList()) {
        QFile file(QStringLiteral(":/help/") + page);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto found = address.globalMatch(QString::fromUtf8(file.readAll()));
        while (found.hasNext()) {
            const QUrl url(found.next().captured(1));
            if (!url.path().contains(QLatin1Char('/'))) {
                QVERIFY2(library.find(url.path().toStdString()) != nullptr,
                         qPrintable(url.toString()));
                continue;
            }
            ++figures;
            try {
                const FigureRequest request = readFigureAddress(url, library, registry_);
                QVERIFY(!request.view.artifacts.empty());
            } catch (const InputError& error) {
                QFAIL(error.what());
            }
        }
    }
    QVERIFY(figures > 5);
}

void TestWindowHelp::wrongAddressesOfFiguresAreTold_data() {
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("told");
    QTest::newRow("no view") << "scene:fig_3_5"
                             << "is not scene:SCENE/VIEW";
    QTest::newRow("no scene") << "scene:fig_9_9/field"
                              << "there is no scene fig_9_9";
    QTest::newRow("other view") << "scene:fig_3_5/fields"
                                << "no view fields";
    QTest::newRow("steps") << "scene:fig_3_5/field?steps=-1"
                           << "allowed is an integer";
    QTest::newRow("many steps") << "scene:fig_3_5/field?steps=100001"
                                << "allowed is an integer";
    QTest::newRow("parameter") << "scene:fig_3_5/field?hidden=3"
                               << "hidden";
    QTest::newRow("value") << "scene:fig_3_5/field?corruption=-1"
                           << "allowed";
}

void TestWindowHelp::wrongAddressesOfFiguresAreTold() {
    QFETCH(const QString, address);
    QFETCH(const QString, told);
    const SceneLibrary library(registry_);
    QString message;
    try {
        static_cast<void>(readFigureAddress(QUrl(address), library, registry_));
    } catch (const InputError& error) {
        message = QString::fromStdString(error.message());
    }
    QVERIFY2(message.contains(told), qPrintable(message));
}

int main(int argc, char** argv) {
    const WindowTestHome home;
    QApplication application(argc, argv);
    TestWindowHelp test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_window_help.moc"
