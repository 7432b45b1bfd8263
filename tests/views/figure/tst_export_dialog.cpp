// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_panel.h"
#include "views/figure/export_dialog.h"
#include "views/settings.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace scorescope;
using namespace scorescope::views;

namespace {

std::vector<ExportDialog::Entry> entries() {
    std::vector<ExportDialog::Entry> all;
    for (const char* title : {"Loss", "Field error", "Gradient"}) {
        CurveSet set;
        PlotCurve curve;
        curve.name = "a";
        curve.title = QString::fromUtf8(title);
        curve.points = Series::of({{0.0, 1.0}, {1.0, 0.5}, {2.0, 0.2}});
        set.curves.push_back(curve);
        set.overSteps = true;
        all.push_back({QString::fromUtf8(title).toLower(), QString::fromUtf8(title),
                       std::make_shared<CurvePanel>(QString::fromUtf8(title), set, CurveLook())});
    }
    return all;
}

template <typename Widget> Widget* part(ExportDialog& dialog, const char* name) {
    auto* widget = dialog.findChild<Widget*>(QLatin1String(name));
    Q_ASSERT(widget != nullptr);
    return widget;
}

} // namespace

class TestExportDialog : public QObject {
    Q_OBJECT

public:
    static void initMain() {
        if (qEnvironmentVariableIsEmpty("DISPLAY") &&
            qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY") &&
            qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
        }
    }

private Q_SLOTS:
    void init() {
        // Settings of the test, in a folder of its own.
        QVERIFY(folder_.isValid());
        QCoreApplication::setOrganizationName("ScorescopeTest");
        QCoreApplication::setApplicationName("tst_export_dialog");
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder_.path());
        views::Settings().clear();
    }

    void writesTheChosenFigure() {
        ExportDialog dialog(entries(), "{\"scorescope\": 2}", darkTheme(), nullptr);
        dialog.show();
        const QString path = folder_.filePath("one.svg");
        auto* field = part<QLineEdit>(dialog, "export_path");
        field->selectAll();
        QTest::keyClicks(field, path);
        QCOMPARE(part<QComboBox>(dialog, "export_format")->currentData().toString(),
                 QStringLiteral("svg"));
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        QTest::mouseClick(part<QPushButton>(dialog, "export_write"), Qt::LeftButton);
        QCOMPARE(exported.count(), 1);
        QCOMPARE(dialog.result(), static_cast<int>(QDialog::Accepted));
        QCOMPARE(sceneFromFigure(path), std::string("{\"scorescope\": 2}"));
    }

    void asksBeforeReplacing() {
        const QString path = folder_.filePath("there.png");
        QVERIFY(QImage(2, 2, QImage::Format_RGB32).save(path));
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        dialog.show();
        dialog.setPath(path);
        auto* write = part<QPushButton>(dialog, "export_write");
        QTest::mouseClick(write, Qt::LeftButton);
        QVERIFY(dialog.isVisible());
        QCOMPARE(QImage(path).width(), 2);
        QCOMPARE(write->text(), QStringLiteral("Replace"));
        QTest::mouseClick(write, Qt::LeftButton);
        QVERIFY(!dialog.isVisible());
        QVERIFY(QImage(path).width() > 100);
    }

    void anErrorKeepsEverything() {
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        dialog.show();
        part<QDoubleSpinBox>(dialog, "export_width")->setValue(123.0);
        dialog.setPath(folder_.filePath("no/such/folder/a.pdf"));
        QTest::mouseClick(part<QPushButton>(dialog, "export_write"), Qt::LeftButton);
        QVERIFY(dialog.isVisible());
        QVERIFY(part<QLabel>(dialog, "export_error")->isVisible());
        QVERIFY(part<QDoubleSpinBox>(dialog, "export_width")->value() == 123.0);
        QVERIFY(dialog.path().endsWith("no/such/folder/a.pdf"));
    }

    void choosesAndOrdersViews() {
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        dialog.show();
        auto* views = part<QListWidget>(dialog, "export_views");
        QCOMPARE(dialog.panels().size(), std::size_t{1});
        views->setCurrentRow(2);
        QTest::keyClick(views, Qt::Key_Space);
        QCOMPARE(dialog.panels().size(), std::size_t{2});
        QCOMPARE(dialog.panels()[1]->title(), QStringLiteral("Gradient"));
        QTest::mouseClick(part<QToolButton>(dialog, "export_up"), Qt::LeftButton);
        QTest::mouseClick(part<QToolButton>(dialog, "export_up"), Qt::LeftButton);
        QCOMPARE(dialog.panels()[0]->title(), QStringLiteral("Gradient"));
        for (int row = 0; row < views->count(); ++row) {
            views->item(row)->setCheckState(Qt::Unchecked);
        }
        QTRY_VERIFY(!part<QPushButton>(dialog, "export_write")->isEnabled());
    }

    void presetsFillAndFollow() {
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        dialog.show();
        auto* preset = part<QComboBox>(dialog, "export_preset");
        QCOMPARE(preset->currentData().toString(), QStringLiteral("single column"));
        preset->setFocus();
        QTest::keyClick(preset, Qt::Key_Down);
        QVERIFY(dialog.options().widthMm == 178.0);
        QTest::keyClick(preset, Qt::Key_Down);
        QVERIFY(dialog.options().fontPt == 16.0);
        part<QDoubleSpinBox>(dialog, "export_font")->setValue(10.0);
        QCOMPARE(preset->currentData().toString(), QStringLiteral("custom"));
    }

    void theNoteTellsThePixels() {
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        dialog.show();
        QSignalSpy updated(&dialog, &ExportDialog::previewUpdated);
        QTRY_VERIFY(!updated.isEmpty()); // as it opens
        updated.clear();
        auto* format = part<QComboBox>(dialog, "export_format");
        format->setCurrentIndex(format->findData("png"));
        part<QDoubleSpinBox>(dialog, "export_width")->setValue(50.8);
        part<QDoubleSpinBox>(dialog, "export_height")->setValue(25.4);
        part<QDoubleSpinBox>(dialog, "export_dpi")->setValue(100.0);
        QTRY_VERIFY(part<QLabel>(dialog, "export_note")->text().contains("200 × 100 pixels"));
        QTRY_VERIFY(!updated.isEmpty());
        QCOMPARE(updated.count(), 1); // one preview for five changes
    }

    void copiesAPicture() {
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        dialog.show();
        QSignalSpy copied(&dialog, &ExportDialog::copied);
        QTest::mouseClick(part<QPushButton>(dialog, "export_copy"), Qt::LeftButton);
        QCOMPARE(copied.count(), 1);
        QCOMPARE(QApplication::clipboard()->image().width(), 1004); // 85 mm at 300 dpi
        QVERIFY(dialog.isVisible());
    }

    void toolsAndTitlesCanBeChosen() {
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        dialog.show();
        QVERIFY(!dialog.options().tools); // figures are of results
        QVERIFY(dialog.options().panelTitles);
        QTest::mouseClick(part<QCheckBox>(dialog, "export_tools"), Qt::LeftButton, {},
                          QPoint(8, part<QCheckBox>(dialog, "export_tools")->height() / 2));
        QTest::mouseClick(part<QCheckBox>(dialog, "export_titles"), Qt::LeftButton, {},
                          QPoint(8, part<QCheckBox>(dialog, "export_titles")->height() / 2));
        QVERIFY(dialog.options().tools);
        QVERIFY(!dialog.options().panelTitles);
        dialog.reject();
        const ExportDialog again(entries(), "{}", darkTheme(), nullptr);
        QVERIFY(again.options().tools && !again.options().panelTitles);
    }

    void remembersLastSettings() {
        {
            ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
            dialog.show();
            part<QDoubleSpinBox>(dialog, "export_width")->setValue(99.0);
            part<QCheckBox>(dialog, "export_transparent")->setChecked(true);
            part<QComboBox>(dialog, "export_theme")->setCurrentIndex(2);
            QTest::keyClick(&dialog, Qt::Key_Escape);
        }
        ExportDialog again(entries(), "{}", darkTheme(), nullptr);
        QVERIFY(again.options().widthMm == 99.0);
        QVERIFY(again.options().transparent);
        QVERIFY(again.options().theme.dark);
    }

    void everyControlHasAName() {
        ExportDialog dialog(entries(), "{}", darkTheme(), nullptr);
        for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
            if (widget->focusPolicy() != Qt::NoFocus &&
                widget->objectName().startsWith(QLatin1String("export_"))) {
                const auto* button = qobject_cast<const QAbstractButton*>(widget);
                QVERIFY2(!widget->accessibleName().isEmpty() ||
                             (button != nullptr && !button->text().isEmpty()),
                         qPrintable(widget->objectName()));
            }
        }
    }

private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
