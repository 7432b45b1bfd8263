// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/fetch_dialog.h"
#include "engine/data/digits.h"
#include "tests/support/file_server.h"

#include <QComboBox>
#include <QCryptographicHash>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace scorescope;
using namespace scorescope::app;
using scorescope::test::FileServer;
using scorescope::test::ServedFile;
using scorescope::test::ServedFiles;

namespace {

constexpr int patience = 20'000; // ms

data::DataSource sourceAt(const std::string& address, const QByteArray& bytes) {
    data::DataFile file;
    file.name = "digits.gz";
    file.addresses = {address};
    file.bytes = static_cast<std::uint64_t>(bytes.size());
    file.sha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
    return {"digits", "Ten digits", {file}};
}

} // namespace

class TestFetchDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fetches() {
        FileServer server(ServedFiles{{"/a", {bytes_}}});
        const QTemporaryDir folder;
        FetchDialog dialog({{sourceAt(server.address("/a"), bytes_), folder.path()}}, 0, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const QSignalSpy fetched(&dialog, &FetchDialog::fetched);
        click(dialog, "fetch_start");
        QTRY_COMPARE_WITH_TIMEOUT(fetched.size(), 1, patience);
        QCOMPARE(fetched.front().at(1).toString(), folder.path());
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("digits.gz"))));
        const auto* progress = dialog.findChild<QProgressBar*>(QStringLiteral("fetch_progress"));
        QCOMPARE(progress->value(), progress->maximum());
        QVERIFY(said(dialog).contains(QStringLiteral("whole")));
        click(dialog, "fetch_close");
        QVERIFY(!dialog.isVisible());
    }
    void saysWhatIsWrong() {
        FileServer server(ServedFiles{{"/a", {{}, 404}}});
        const QTemporaryDir folder;
        FetchDialog dialog({{sourceAt(server.address("/a"), bytes_), folder.path()}}, 0, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        click(dialog, "fetch_start");
        QTRY_VERIFY_WITH_TIMEOUT(said(dialog).contains(QStringLiteral("404")), patience);
        QVERIFY(dialog.findChild<QPushButton*>(QStringLiteral("fetch_start"))->isEnabled());
        // The server has it now.
        server.serve("/a", {bytes_});
        const QSignalSpy fetched(&dialog, &FetchDialog::fetched);
        click(dialog, "fetch_start");
        QTRY_COMPARE_WITH_TIMEOUT(fetched.size(), 1, patience);
        // Nowhere is no place.
        auto* where = dialog.findChild<QLineEdit*>(QStringLiteral("fetch_folder"));
        where->clear();
        click(dialog, "fetch_start");
        QVERIFY(!dialog.isFetching());
        QVERIFY(said(dialog).contains(QStringLiteral("folder")));
    }
    void cancels() {
        ServedFile silent;
        silent.silent = true;
        FileServer server(ServedFiles{{"/a", silent}});
        const QTemporaryDir folder;
        FetchDialog dialog({{sourceAt(server.address("/a"), bytes_), folder.path()}}, 0, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        click(dialog, "fetch_start");
        QTRY_VERIFY_WITH_TIMEOUT(!server.beginnings().empty(), patience);
        QVERIFY(dialog.isFetching());
        click(dialog, "fetch_close");
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isFetching(), patience);
        QVERIFY(said(dialog).startsWith(QStringLiteral("Cancelled")));
        QVERIFY(dialog.isVisible());
        // Esc while it fetches closes it at once.
        click(dialog, "fetch_start");
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }
    void offersWhatThereIs() {
        FileServer server(ServedFiles{{"/a", {bytes_}}, {"/b", {bytes_.left(20'000)}}});
        const QTemporaryDir folder;
        data::DataSource letters = sourceAt(server.address("/b"), bytes_.left(20'000));
        letters.title = "Ten letters";
        letters.files.front().name = "letters.gz";
        const QString first = folder.filePath(QStringLiteral("digits"));
        const QString second = folder.filePath(QStringLiteral("letters"));
        FetchDialog dialog({{sourceAt(server.address("/a"), bytes_), first}, {letters, second}}, 1,
                           nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto* which = dialog.findChild<QComboBox*>(QStringLiteral("fetch_source"));
        const auto* where = dialog.findChild<QLineEdit*>(QStringLiteral("fetch_folder"));
        QCOMPARE(which->currentText(), QStringLiteral("Ten letters"));
        QCOMPARE(where->text(), second);
        const QSignalSpy fetched(&dialog, &FetchDialog::fetched);
        click(dialog, "fetch_start");
        QVERIFY(!which->isEnabled());
        QTRY_COMPARE_WITH_TIMEOUT(fetched.size(), 1, patience);
        QVERIFY(QFile::exists(second + QStringLiteral("/letters.gz")));
        QTest::keyClick(which, Qt::Key_Up);
        QCOMPARE(where->text(), first);
        click(dialog, "fetch_start");
        QTRY_COMPARE_WITH_TIMEOUT(fetched.size(), 2, patience);
        QCOMPARE(fetched.back().at(0).toString(), QStringLiteral("Ten digits"));
        QVERIFY(QFile::exists(first + QStringLiteral("/digits.gz")));
    }
    void whatWasFetchedIsFoundAgain() {
        const QTemporaryDir settings;
        qputenv("XDG_CONFIG_HOME", settings.path().toLocal8Bit());
        qputenv("XDG_STATE_HOME", settings.path().toLocal8Bit());
        qputenv("XDG_DATA_HOME", settings.path().toLocal8Bit());
        FileServer server(ServedFiles{{"/a", {bytes_}}});
        const QTemporaryDir folder;
        data::DataSource source = sourceAt(server.address("/a"), bytes_);
        source.id = "mnist";
        FetchDialog dialog({{source, folder.path()}}, 0, nullptr);
        const auto looked = [&folder] {
            const std::vector<std::string> folders = data::digitFolders("");
            return std::count(folders.begin(), folders.end(), folder.path().toStdString());
        };
        QCOMPARE(looked(), 0);
        const QSignalSpy fetched(&dialog, &FetchDialog::fetched);
        click(dialog, "fetch_start");
        QTRY_COMPARE_WITH_TIMEOUT(fetched.size(), 1, patience);
        QCOMPARE(looked(), 1);
    }

private:
    static void click(FetchDialog& dialog, const char* name) {
        QTest::mouseClick(dialog.findChild<QPushButton*>(QString::fromLatin1(name)),
                          Qt::LeftButton);
    }
    static QString said(const FetchDialog& dialog) {
        return dialog.findChild<QLabel*>(QStringLiteral("fetch_message"))->text();
    }

    const QByteArray bytes_ = QByteArray(50'000, 'x');
};

QTEST_MAIN(TestFetchDialog)
#include "tst_fetch_dialog.moc"
