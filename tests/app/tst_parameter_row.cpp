// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/parameter_row.h"
#include "views/settings.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::app;

namespace {

ParameterSpec fileSpec() {
    ParameterSpec spec = textParameter("file", "file", "Data", "", "Points to train on.");
    spec.filePatterns = "*.csv *.npz";
    return spec;
}

std::string manyPoints() {
    std::string text;
    for (int i = 0; i < 20000; ++i) {
        text += (i > 0 ? "; " : "") + std::to_string(i) + " 0.5";
    }
    return text;
}

/// Collects what a row's person asked for; outlives the row, whose field speaks up when it goes.
struct Edits {
    void follow(ParameterRow& row) {
        QObject::connect(&row, &ParameterRow::edited, &row,
                         [this](const ParameterValue& value, std::uint64_t) {
                             values.push_back(std::get<std::string>(value));
                         });
    }
    std::vector<std::string> values;
};

void open(ParameterRow& row) {
    row.resize(300, 40);
    row.show();
    QVERIFY(QTest::qWaitForWindowExposed(&row));
    row.activateWindow(); // without a window manager nobody else does
    QTRY_VERIFY(row.isActiveWindow());
}

} // namespace

class TestParameterRow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void browsesByMouseAndKey_data();
    void browsesByMouseAndKey();
    void cancelledBrowsingChangesNothing();
    void plainTextHasNoButton();
    void longTextStaysNarrow();
    void longTextIsEditedWhole();
    void pastedTextKeepsItsEnd();
    void longLabelsTakeMoreLines();

private:
    QTemporaryDir folder_;
};

void TestParameterRow::initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("scorescope-test"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_parameter_row"));
    views::Settings().clear();
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
}

void TestParameterRow::browsesByMouseAndKey_data() {
    QTest::addColumn<bool>("mouse");
    QTest::newRow("mouse") << true;
    QTest::newRow("key") << false;
}

void TestParameterRow::browsesByMouseAndKey() {
    QFETCH(bool, mouse);
    const QString path = folder_.filePath(QStringLiteral("points.csv"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("1,2\n");
    file.close();
    Edits edits;
    ParameterRow row(fileSpec(), nullptr);
    edits.follow(row);
    open(row);
    auto* button = row.findChild<QToolButton*>(QStringLiteral("browse_file"));
    QVERIFY(button != nullptr);
    QVERIFY(button->accessibleName().contains(QStringLiteral("file")));
    if (mouse) {
        QTest::mouseClick(button, Qt::LeftButton);
    } else {
        auto* before = row.findChild<QLineEdit*>(QStringLiteral("parameter_file"));
        before->setFocus();
        QTest::keyClick(before, Qt::Key_Tab);
        QCOMPARE(QApplication::focusWidget(), button);
        QTest::keyClick(button, Qt::Key_Space);
    }
    auto* dialog = row.findChild<QFileDialog*>(QStringLiteral("browse_dialog_file"));
    QVERIFY(dialog != nullptr);
    QVERIFY(dialog->nameFilters().front().contains(QStringLiteral("*.csv *.npz")));
    QVERIFY(edits.values.empty());
    dialog->selectFile(path);
    QMetaObject::invokeMethod(dialog, "accept");
    QTRY_COMPARE(edits.values.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(edits.values.front()), path);
    // With the dialog gone the field has the focus again, and shows the file all the same.
    auto* field = row.findChild<QLineEdit*>(QStringLiteral("parameter_file"));
    field->setFocus();
    row.setValue(ParameterValue(edits.values.front()));
    QCOMPARE(field->text(), path);
    field->clearFocus();
    QCOMPARE(edits.values.size(), std::size_t{1});
}

void TestParameterRow::cancelledBrowsingChangesNothing() {
    Edits edits;
    ParameterRow row(fileSpec(), nullptr);
    edits.follow(row);
    open(row);
    QTest::mouseClick(row.findChild<QToolButton*>(QStringLiteral("browse_file")), Qt::LeftButton);
    auto* dialog = row.findChild<QFileDialog*>(QStringLiteral("browse_dialog_file"));
    QVERIFY(dialog != nullptr);
    QSignalSpy gone(dialog, &QObject::destroyed);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_COMPARE(gone.size(), 1);
    QVERIFY(edits.values.empty());
}

void TestParameterRow::plainTextHasNoButton() {
    ParameterRow row(textParameter("note", "note", "Data", "", ""), nullptr);
    QVERIFY(row.findChild<QToolButton*>(QStringLiteral("browse_note")) == nullptr);
    // With the button a row is as wide as without, so that fields stay in one column.
    ParameterRow file(fileSpec(), nullptr);
    auto* plain = row.findChild<QLineEdit*>(QStringLiteral("parameter_note"));
    auto* field = file.findChild<QLineEdit*>(QStringLiteral("parameter_file"));
    auto* button = file.findChild<QToolButton*>(QStringLiteral("browse_file"));
    for (ParameterRow* each : {&row, &file}) {
        each->resize(300, 40);
        each->show();
        QVERIFY(QTest::qWaitForWindowExposed(each));
    }
    QCOMPARE(field->x(), plain->x());
    QCOMPARE(button->x() + button->width(), plain->x() + plain->width());
}

void TestParameterRow::longTextStaysNarrow() {
    ParameterRow row(textParameter("points", "points", "Data", manyPoints(), ""), nullptr);
    open(row);
    auto* field = row.findChild<QLineEdit*>(QStringLiteral("parameter_points"));
    const int width = row.minimumSizeHint().width();
    row.setValue(ParameterValue(manyPoints() + "; 7 7"));
    QVERIFY(field->isReadOnly());
    QVERIFY(field->text().size() < 40);
    QVERIFY(field->text().startsWith(QStringLiteral("0 0.5; 1 0.5")));
    QCOMPARE(row.minimumSizeHint().width(), width);
    QVERIFY(width <= 300);
    auto* reset = row.findChild<QToolButton*>(QStringLiteral("reset_points"));
    QVERIFY(reset->isVisible());
    QVERIFY(reset->toolTip().size() < 200);
    row.setValue(ParameterValue(std::string("1 2")));
    QVERIFY(!field->isReadOnly());
    QCOMPARE(field->text(), QStringLiteral("1 2"));
}

void TestParameterRow::longTextIsEditedWhole() {
    const std::string points = manyPoints();
    Edits edits;
    ParameterRow row(textParameter("points", "points", "Data", "", ""), nullptr);
    edits.follow(row);
    open(row);
    row.setValue(ParameterValue(points));
    auto* field = row.findChild<QLineEdit*>(QStringLiteral("parameter_points"));
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("x")); // the beginning alone cannot be typed over
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(edits.values.empty());
    QTest::keyClick(field, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text().toStdString(), points);
    QApplication::clipboard()->setText(QStringLiteral("3 4; 5 6"));
    QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);
    QTest::keyClick(field, Qt::Key_Delete);
    QCOMPARE(edits.values, (std::vector<std::string>{"3 4; 5 6", ""}));
    row.setValue(ParameterValue(std::string()));
    QTest::keyClicks(field, QStringLiteral("7 8"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(edits.values.back(), std::string("7 8"));
}

void TestParameterRow::pastedTextKeepsItsEnd() {
    const std::string points = manyPoints(); // far beyond what a line edit takes by default
    Edits edits;
    ParameterRow row(textParameter("points", "points", "Data", "", ""), nullptr);
    edits.follow(row);
    open(row);
    auto* field = row.findChild<QLineEdit*>(QStringLiteral("parameter_points"));
    field->setFocus();
    QApplication::clipboard()->setText(QString::fromStdString(points));
    QTest::keyClick(field, Qt::Key_V, Qt::ControlModifier);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(edits.values.size(), std::size_t{1});
    QVERIFY(edits.values.front() == points);
    row.setValue(ParameterValue(points));
    QVERIFY(field->isReadOnly());
}

void TestParameterRow::longLabelsTakeMoreLines() {
    ParameterSpec spec = textParameter("folder", "folder with MNIST in IDX files", "Data", "", "");
    ParameterRow row(spec, nullptr);
    open(row);
    const auto* label = row.findChild<QLabel*>(QStringLiteral("label_folder"));
    QVERIFY(label->fontMetrics().horizontalAdvance(label->text()) > label->width());
    row.resize(300, row.layout()->heightForWidth(300));
    QTRY_VERIFY(label->height() >= label->heightForWidth(label->width()));
    QVERIFY(label->height() >= 2 * label->fontMetrics().height());
    // The words are not wider than their place.
    for (const QString& word : label->text().split(QLatin1Char(' '))) {
        QVERIFY(label->fontMetrics().horizontalAdvance(word) <= label->width());
    }
}

QTEST_MAIN(TestParameterRow)
#include "tst_parameter_row.moc"
