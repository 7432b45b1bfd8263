// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/fetch_dialog.h"
#include "tests/support/file_server.h"

#include <QCryptographicHash>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

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
        FetchDialog dialog(sourceAt(server.address("/a"), bytes_), folder.path(), nullptr);
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
        FetchDialog dialog(sourceAt(server.address("/a"), bytes_), folder.path(), nullptr);
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
        FetchDialog dialog(sourceAt(server.address("/a"), bytes_), folder.path(), nullptr);
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
