// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the program remembers: seen at once, on disk soon, and at the latest when the program ends.
#include "views/settings.h"

#include <QCoreApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

namespace scorescope::views {

class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        Settings settings;
        settings.clear();
        settings.waitUntilWritten();
    }
    void allSeeTheSameValues() {
        Settings first;
        first.setValue("files/recent", QStringList{"a", "b"});
        Settings second;
        QCOMPARE(second.value("files/recent").toStringList(), (QStringList{"a", "b"}));
        second.beginGroup("files");
        QVERIFY(second.contains("recent"));
        second.remove("recent");
        QVERIFY(!first.contains("files/recent"));
        QCOMPARE(first.value("files/recent", "nothing").toString(), QString("nothing"));
    }
    void theFileHasTheLastOfManyChanges() {
        Settings settings;
        for (int i = 0; i <= 200; ++i) {
            settings.setValue("count", i);
        }
        settings.setValue("gone", 1);
        settings.remove("gone");
        settings.waitUntilWritten();
        const QSettings file;
        QCOMPARE(file.value("count").toInt(), 200);
        QVERIFY(!file.contains("gone"));
    }
    void whatAnotherWindowWroteStays() {
        {
            QSettings other;
            other.setValue("of another", 7);
        }
        Settings settings;
        settings.setValue("of this one", 8);
        settings.waitUntilWritten();
        const QSettings file;
        QCOMPARE(file.value("of another").toInt(), 7);
        QCOMPARE(file.value("of this one").toInt(), 8);
    }
    void clearForgetsWhatTheFileHas() {
        Settings settings;
        settings.setValue("a", 1);
        settings.waitUntilWritten();
        settings.clear();
        settings.setValue("b", 2);
        settings.waitUntilWritten();
        const QSettings file;
        QCOMPARE(file.allKeys(), QStringList{"b"});
    }
    /// The last test: main() looks whether it came to be written.
    void zAtTheEndOfTheProgram() { Settings().setValue("at the end", 42); }
};

} // namespace scorescope::views

int main(int argc, char** argv) {
    const QTemporaryDir folder;
    QCoreApplication::setOrganizationName("scorescope-test");
    QCoreApplication::setApplicationName("tst_settings");
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
    int failed = 0;
    {
        const QCoreApplication application(argc, argv);
        scorescope::views::TestSettings test;
        failed = QTest::qExec(&test, argc, argv);
    }
    if (failed == 0 && argc == 1 && QSettings().value("at the end").toInt() != 42) {
        qCritical("What was set last was not written when the program ended.");
        return 1;
    }
    return failed;
}

#include "tst_settings.moc"
