// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/data/colour_files.h"
#include "engine/data/digits.h"
#include "engine/data/fetch/download.h"
#include "tests/support/file_server.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;
using scorescope::test::FileServer;
using scorescope::test::ServedFile;
using scorescope::test::ServedFiles;

namespace {

QByteArray manyBytes(int count, int seed) {
    QByteArray bytes;
    unsigned state = static_cast<unsigned>(seed);
    for (int i = 0; i < count; ++i) {
        state = state * 1664525U + 1013904223U;
        bytes.append(static_cast<char>(state >> 24U));
    }
    return bytes;
}

const QByteArray& content() {
    static const QByteArray bytes = manyBytes(300'000, 1);
    return bytes;
}

DataFile fileAt(const std::vector<std::string>& addresses, const QByteArray& bytes = content()) {
    DataFile file;
    file.name = "digits.gz";
    file.addresses = addresses;
    file.bytes = static_cast<std::uint64_t>(bytes.size());
    file.sha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
    return file;
}

QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(cannot be read)");
}

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// What download() says when it refuses; empty when it does not.
QString refusal(const DataFile& file, const QTemporaryDir& folder) {
    try {
        download(file, folder.path().toStdString());
        return {};
    } catch (const InputError& error) {
        return QString::fromStdString(error.message());
    }
}

QString named(const QTemporaryDir& folder, const char* ending = "") {
    return folder.filePath(QStringLiteral("digits.gz") + QLatin1String(ending));
}

QString sourcesRefusal(const QString& text) {
    try {
        static_cast<void>(parseDataSources(text.toStdString(), "mine.json"));
        return {};
    } catch (const InputError& error) {
        return QString::fromLocal8Bit(error.what());
    }
}

} // namespace

class TestDownload : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fetchesAFile() {
        FileServer server(ServedFiles{{"/a", {content()}}});
        const QTemporaryDir folder;
        std::vector<double> shares;
        download(fileAt({server.address("/a")}), folder.path().toStdString(), [&](double share) {
            shares.push_back(share);
            return true;
        });
        QCOMPARE(read(named(folder)), content());
        QVERIFY(!QFile::exists(named(folder, ".part")));
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QCOMPARE(shares.back(), 1.0);
        // It is there: nobody is asked again.
        download(fileAt({server.address("/a")}), folder.path().toStdString());
        QCOMPARE(server.beginnings().size(), std::size_t{1});
    }
    void goesOnAfterACut() {
        FileServer server(ServedFiles{{"/a", {content(), 200, true, 100'000}}});
        const QTemporaryDir folder;
        const DataFile file = fileAt({server.address("/a")});
        const QString cut = refusal(file, folder);
        QVERIFY2(cut.contains(QStringLiteral("100000 of 300000 bytes")), qPrintable(cut));
        QVERIFY2(cut.contains(QStringLiteral("goes on from there")), qPrintable(cut));
        QCOMPARE(QFile(named(folder, ".part")).size(), 100'000);
        QVERIFY(!QFile::exists(named(folder)));
        server.serve("/a", {content()});
        QCOMPARE(refusal(file, folder), QString());
        QCOMPARE(read(named(folder)), content());
        QCOMPARE(server.beginnings(), (std::vector<qint64>{0, 100'000}));
    }
    void beginsAnewWhereTheServerCannotGoOn() {
        ServedFile whole{content()};
        whole.ranges = false;
        FileServer server(ServedFiles{{"/a", whole}});
        const QTemporaryDir folder;
        write(named(folder, ".part"), content().left(1000));
        QCOMPARE(refusal(fileAt({server.address("/a")}), folder), QString());
        QCOMPARE(read(named(folder)), content());
    }
    void beginsAnewWhenWhatWasThereIsOfAnotherFile() {
        FileServer server(ServedFiles{{"/a", {content()}}});
        const QTemporaryDir folder;
        write(named(folder, ".part"), manyBytes(1000, 2));
        QCOMPARE(refusal(fileAt({server.address("/a")}), folder), QString());
        QCOMPARE(read(named(folder)), content());
        QCOMPARE(server.beginnings(), (std::vector<qint64>{1000, 0}));
        // More than the file has.
        QVERIFY(QFile::remove(named(folder)));
        write(named(folder, ".part"), manyBytes(400'000, 2));
        QCOMPARE(refusal(fileAt({server.address("/a")}), folder), QString());
        QCOMPARE(read(named(folder)), content());
    }
    void refusesAnotherChecksum() {
        FileServer server(ServedFiles{{"/a", {manyBytes(300'000, 3)}}});
        const QTemporaryDir folder;
        write(named(folder), "what I had");
        const QString said = refusal(fileAt({server.address("/a")}), folder);
        QVERIFY2(said.contains(QStringLiteral("SHA-256")), qPrintable(said));
        QCOMPARE(read(named(folder)), QByteArray("what I had"));
        QVERIFY(!QFile::exists(named(folder, ".part")));
    }
    void refusesMoreThanAnnounced_data() {
        QTest::addColumn<bool>("announces");
        QTest::newRow("as its length says") << true;
        QTest::newRow("without saying how long it is") << false;
    }
    void refusesMoreThanAnnounced() {
        QFETCH(bool, announces);
        ServedFile longer{content() + "more"};
        longer.announces = announces;
        FileServer server(ServedFiles{{"/a", longer}});
        const QTemporaryDir folder;
        const QString said = refusal(fileAt({server.address("/a")}), folder);
        QVERIFY2(said.contains(QStringLiteral("more than the 300000 bytes announced")),
                 qPrintable(said));
        QVERIFY(QDir(folder.path()).isEmpty());
    }
    void triesOneAddressAfterTheOther() {
        FileServer server(ServedFiles{{"/gone", {{}, 404}}, {"/wrong", {manyBytes(300'000, 4)}}});
        const QTemporaryDir folder;
        const DataFile file =
            fileAt({server.address("/gone"), server.address("/wrong"), server.address("/a")});
        const QString said = refusal(file, folder);
        QVERIFY2(said.contains(QStringLiteral("404")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("SHA-256")), qPrintable(said));
        server.serve("/a", {content()});
        QCOMPARE(refusal(file, folder), QString());
        QCOMPARE(read(named(folder)), content());
    }
    void followsToAnotherAddressOfTheWeb() {
        FileServer server(ServedFiles{{"/a", {content()}}});
        ServedFile moved;
        moved.movedTo = QByteArray::fromStdString(server.address("/a"));
        server.serve("/old", moved);
        const QTemporaryDir folder;
        QCOMPARE(refusal(fileAt({server.address("/old")}), folder), QString());
        QVERIFY(QFile::remove(named(folder)));
        // Not to a file of this machine.
        moved.movedTo = "file:///etc/passwd";
        server.serve("/old", moved);
        QVERIFY(!refusal(fileAt({server.address("/old")}), folder).isEmpty());
        QVERIFY(!QFile::exists(named(folder)));
    }
    void endsWhenAsked() {
        ServedFile silent;
        silent.silent = true;
        FileServer server(ServedFiles{{"/a", silent}});
        const QTemporaryDir folder;
        write(named(folder, ".part"), content().left(1000));
        int asked = 0;
        QVERIFY_EXCEPTION_THROWN(download(fileAt({server.address("/a")}),
                                          folder.path().toStdString(),
                                          [&](double) { return ++asked < 3; }),
                                 Cancelled);
        QCOMPARE(QFile(named(folder, ".part")).size(), 1000);
    }
    void givesUpOnSilence() {
        ServedFile silent;
        silent.silent = true;
        FileServer server(ServedFiles{{"/a", silent}});
        const QTemporaryDir folder;
        DownloadOptions options;
        options.silence = std::chrono::seconds(1);
        QVERIFY_EXCEPTION_THROWN(
            download(fileAt({server.address("/a")}), folder.path().toStdString(), {}, options),
            InputError);
    }
    void saysThatNobodyAnswers() {
        const QTemporaryDir folder;
        const QString said = refusal(fileAt({"http://127.0.0.1:1/a"}), folder);
        QVERIFY2(said.contains(QStringLiteral("http://127.0.0.1:1/a")), qPrintable(said));
        QVERIFY(QDir(folder.path()).entryList(QDir::Files).filter("gz").size() <= 1);
    }
    void saysThatTheDiskIsFull() {
        FileServer server(ServedFiles{{"/a", {content()}}});
        const QTemporaryDir folder;
        const DataFile file = fileAt({server.address("/a")});
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit small = before;
        small.rlim_cur = 65'536;
        std::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
        const QString said = refusal(file, folder);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY2(said.contains(QStringLiteral("cannot be written")), qPrintable(said));
        // Once there is room it goes on.
        QCOMPARE(refusal(file, folder), QString());
        QCOMPARE(read(named(folder)), content());
    }
    void saysThatAFolderCannotBeMade() {
        const QTemporaryDir folder;
        write(folder.filePath(QStringLiteral("file")), "x");
        QVERIFY_EXCEPTION_THROWN(download(fileAt({"http://127.0.0.1:1/a"}),
                                          folder.filePath(QStringLiteral("file")).toStdString()),
                                 InputError);
    }
    void fetchesAWholeDataSet() {
        const QByteArray other = manyBytes(100'000, 5);
        FileServer server(ServedFiles{{"/a", {content()}}, {"/b", {other}}});
        DataSource source{"two",
                          "Two files",
                          {fileAt({server.address("/a")}), fileAt({server.address("/b")}, other)}};
        source.files[1].name = "labels.gz";
        const QTemporaryDir folder;
        std::vector<double> shares;
        download(source, folder.path().toStdString(), [&](double share) {
            shares.push_back(share);
            return true;
        });
        QCOMPARE(read(folder.filePath(QStringLiteral("labels.gz"))), other);
        QVERIFY(std::is_sorted(shares.begin(), shares.end()));
        QVERIFY(std::find(shares.begin(), shares.end(), 0.75) != shares.end());
        QCOMPARE(shares.back(), 1.0);
    }
    void knowsMnist() {
        const std::vector<DataSource> sources = parseDataSources(builtinDataSources(), "built-in");
        QCOMPARE(sources.at(0).id, std::string("mnist"));
        QCOMPARE(sources.at(0).files.size(), std::size_t{4});
        QCOMPARE(sources.at(0).bytes(), std::uint64_t{9912422 + 28881 + 1648877 + 4542});
        // What it fetches is found afterwards.
        const QTemporaryDir home;
        qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
        qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toLocal8Bit());
        qunsetenv("SCORESCOPE_MNIST");
        const QString folder = QString::fromStdString(dataFolder("mnist"));
        QVERIFY(QDir().mkpath(folder));
        for (const DataFile& file : sources.at(0).files) {
            write(folder + QLatin1Char('/') + QString::fromStdString(file.name), "x");
        }
        QCOMPARE(findDigits(""), folder.toStdString());
    }
    void knowsSvhn() {
        const std::vector<DataSource> sources = parseDataSources(builtinDataSources(), "built-in");
        QCOMPARE(sources.at(1).id, std::string("svhn"));
        QCOMPARE(sources.at(1).bytes(), std::uint64_t{182040794 + 64275384});
        // What it fetches is found afterwards.
        const QTemporaryDir home;
        qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
        qputenv("XDG_CONFIG_HOME", home.filePath(QStringLiteral("config")).toLocal8Bit());
        qunsetenv("SCORESCOPE_SVHN");
        const QString folder = QString::fromStdString(dataFolder("svhn"));
        QVERIFY(QDir().mkpath(folder));
        for (const DataFile& file : sources.at(1).files) {
            write(folder + QLatin1Char('/') + QString::fromStdString(file.name), "x");
        }
        QCOMPARE(findSvhn("").folder, folder.toStdString());
    }
    void aPersonsOwnListComesFirst() {
        const QTemporaryDir home;
        qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
        QCOMPARE(dataSources().at(0).id, std::string("mnist"));
        QVERIFY(QDir(home.path()).mkpath(QStringLiteral("scorescope")));
        QByteArray own = QByteArray::fromStdString(builtinDataSources());
        write(QString::fromStdString(ownSourcesFile()), own.replace("\"mnist\"", "\"digits\""));
        QCOMPARE(dataSource("digits").files.size(), std::size_t{4});
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(dataSource("mnist")), InputError);
        write(QString::fromStdString(ownSourcesFile()), "{");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(dataSources()), InputError);
    }
    void refusesBadLists_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* before, const char* after,
                            const char* says) {
            QTest::newRow(name) << QString::fromLatin1(before) << QString::fromLatin1(after)
                                << QString::fromLatin1(says);
        };
        row("unknown key", "\"title\"", "\"titel\"", "/sources/0");
        row("no size", "\"bytes\": 9912422,", "", "lacks \"bytes\"");
        row("size 0", "9912422", "0", "/sources/0/files/0/bytes");
        row("negative size", "9912422", "-1", "/sources/0/files/0/bytes");
        row("absurd size", "9912422", "1e30", "/sources/0/files/0/bytes");
        row("a path", "\"train-images-idx3-ubyte.gz\"", "\"../x\"", "/sources/0/files/0/name");
        row("hidden", "\"train-images-idx3-ubyte.gz\"", "\".x\"", "/sources/0/files/0/name");
        row("twice", "\"train-labels-idx1-ubyte.gz\"", "\"train-images-idx3-ubyte.gz\"", "twice");
        row("no sum", "440fcabf", "440FCABF", "/sources/0/files/0/sha256");
        row("short sum", "440fcabf", "", "/sources/0/files/0/sha256");
        row("no web", "https://ossci-datasets.s3.amazonaws.com/mnist/train-images",
            "file:///etc/train-images", "/sources/0/files/0/addresses/0");
        row("no JSON", "{", "", "mine.json");
    }
    void refusesBadLists() {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, says);
        QString text = QString::fromStdString(builtinDataSources());
        const qsizetype at = text.indexOf(before);
        QVERIFY(at >= 0);
        text.replace(at, before.size(), after);
        const QString said = sourcesRefusal(text);
        QVERIFY2(said.contains(says), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("mine.json")), qPrintable(said));
    }
    void survivesDamagedLists() {
        const QByteArray whole = QByteArray::fromStdString(builtinDataSources());
        unsigned state = 7;
        for (int i = 0; i < 2000; ++i) {
            QByteArray damaged = whole;
            for (int k = 0; k < 3; ++k) {
                state = state * 1664525U + 1013904223U;
                const qsizetype place = static_cast<qsizetype>(state % 100'003U) % damaged.size();
                state = state * 1664525U + 1013904223U;
                damaged[place] = static_cast<char>(state >> 24U);
            }
            static_cast<void>(sourcesRefusal(QString::fromLatin1(damaged)));
            static_cast<void>(sourcesRefusal(QString::fromUtf8(damaged)));
        }
    }
};

QTEST_GUILESS_MAIN(TestDownload)
#include "tst_download.moc"
