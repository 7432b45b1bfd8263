// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// `scorescope fetch` against a server on loopback, with a list of the person's own.
#include "tests/support/file_server.h"
#include "tests/support/messages_and_files.h"
#include "tests/support/program.h"

#include <QCryptographicHash>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace scorescope::test;

class TestFetch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        home_ = std::make_unique<QTemporaryDir>();
        qputenv("XDG_CONFIG_HOME", home_->filePath(QStringLiteral("config")).toLocal8Bit());
        qputenv("XDG_DATA_HOME", home_->filePath(QStringLiteral("data")).toLocal8Bit());
    }
    void fetchesFromAnOwnList() {
        const QByteArray bytes(10'000, 'x');
        FileServer server(ServedFiles{{"/a", {bytes}}});
        writeList(QByteArray::fromStdString(server.address("/a")), bytes);
        const Outcome outcome =
            runProgram({QStringLiteral("fetch"), QStringLiteral("letters"), QStringLiteral("-q")});
        QCOMPARE(outcome.err, QByteArray());
        QCOMPARE(outcome.code, 0);
        const QString folder = home_->filePath(QStringLiteral("data/scorescope/letters"));
        QVERIFY(outcome.out.contains(folder.toUtf8()));
        QCOMPARE(readText(folder + QStringLiteral("/letters.gz")), bytes);
        // Somewhere else, when asked.
        const QString other = home_->filePath(QStringLiteral("elsewhere"));
        QCOMPARE(runProgram({QStringLiteral("fetch"), QStringLiteral("letters"),
                             QStringLiteral("--into"), other})
                     .code,
                 0);
        QCOMPARE(readText(other + QStringLiteral("/letters.gz")), bytes);
    }
    void saysWhatCannotBeFetched() {
        const QByteArray bytes(10'000, 'x');
        FileServer server(ServedFiles{{"/a", {bytes.left(5'000)}}});
        writeList(QByteArray::fromStdString(server.address("/a")), bytes);
        const Outcome shorter = runProgram({QStringLiteral("fetch"), QStringLiteral("letters")});
        QCOMPARE(shorter.code, 2);
        QVERIFY2(shorter.err.contains("ends after 5000 of 10000 bytes"), shorter.err.constData());
        const Outcome unknown = runProgram({QStringLiteral("fetch"), QStringLiteral("leters")});
        QCOMPARE(unknown.code, 2);
        QVERIFY2(unknown.err.contains("did you mean 'letters'"), unknown.err.constData());
    }
    void printsTheListToBeEdited() {
        const Outcome outcome = runProgram({QStringLiteral("fetch"), QStringLiteral("--sources")});
        QCOMPARE(outcome.code, 0);
        QVERIFY(outcome.out.contains("train-images-idx3-ubyte.gz"));
        QVERIFY(outcome.err.contains("data_sources.json"));
    }

private:
    void writeList(const QByteArray& address, const QByteArray& bytes) const {
        const QString folder = home_->filePath(QStringLiteral("config/scorescope"));
        QVERIFY(QDir().mkpath(folder));
        writeText(
            folder + QStringLiteral("/data_sources.json"),
            R"({"sources": [{"id": "letters", "title": "Letters", "files": [{"name": "letters.gz",)"
            R"("bytes": )" +
                QByteArray::number(bytes.size()) + R"(, "addresses": [")" + address +
                R"("], "sha256": ")" +
                QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex() + R"("}]}]})");
    }

    std::unique_ptr<QTemporaryDir> home_;
};

QTEST_GUILESS_MAIN(TestFetch)
#include "tst_fetch.moc"
