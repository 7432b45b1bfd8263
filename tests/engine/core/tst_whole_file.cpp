// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/text.h"
#include "engine/core/whole_file.h"
#include "tests/support/messages_and_files.h"

#include <QtTest>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

using namespace scorescope;
using namespace scorescope::test;

namespace {

QString refusal(const std::string& path, std::size_t largest = 1000) {
    return messageOf([&] { static_cast<void>(readWholeFile(path, largest)); });
}

} // namespace

class WholeFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesAreReadAsTheyAre() {
        const QByteArray bytes = QByteArray("a\0b\r\n\xff", 6).repeated(500'000);
        writeText(at("bytes"), bytes);
        const std::string read = readWholeFile(name("bytes"), 3'000'000);
        QVERIFY(read == std::string(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        writeText(at("empty"), {});
        QCOMPARE(readWholeFile(name("empty"), 0), std::string());
        // Says that it has no bytes, and has some.
        QVERIFY(readWholeFile("/proc/self/status", 1'000'000).find("Pid:") != std::string::npos);
    }
    void whatIsNoFileIsRefusedAndNotWaitedFor() {
        QCOMPARE(mkfifo(name("pipe").c_str(), 0600), 0);
        QVERIFY(
            refusal(name("pipe")).endsWith(QStringLiteral("is a pipe or a device, not a file")));
        QCOMPARE(symlink("/dev/zero", name("zero").c_str()), 0);
        QVERIFY(
            refusal(name("zero")).endsWith(QStringLiteral("is a pipe or a device, not a file")));
        QVERIFY(refusal(folder_.path().toStdString())
                    .endsWith(QStringLiteral("is a folder, not a file")));
        QVERIFY(refusal(name("nothing")).contains(QStringLiteral("cannot be read: No such file")));
        QVERIFY(refusal("/proc/self/mem").contains(QStringLiteral("cannot be read: ")));
        QVERIFY(messageOf([&] {
                    refuseUnlessRegularFile(name("pipe"));
                }).contains(QStringLiteral("not a file")));
    }
    void largeFilesAreRefusedUnread() {
        writeText(at("sparse"), "x");
        QCOMPARE(truncate(name("sparse").c_str(), off_t{20} << 30U), 0);
        QVERIFY(refusal(name("sparse"), 16U << 20U)
                    .endsWith(QStringLiteral("is too large: allowed are 16 MiB")));
        writeText(at("limit"), QByteArray(1000, 'x'));
        QCOMPARE(readWholeFile(name("limit"), 1000).size(), std::size_t{1000});
        QVERIFY(refusal(name("limit"), 999).contains(QStringLiteral("is too large")));
        QVERIFY(refusal("/proc/self/status", 10).contains(QStringLiteral("is too large")));
    }
    void messagesAreOneShortLine() {
        const InputError error("a\nb", "/x\x1b[2J",
                               std::string("no\r\nscorescope: error: fake\xC2\x85\xE2\x80\xAE") +
                                   std::string(5'000'000, 'y') + "end");
        const std::string told = error.what();
        QVERIFY(told.rfind("a?b: /x?[2J: no??scorescope: error: fake??y", 0) == 0);
        QVERIFY(told.size() < 1000);
        QCOMPARE(told.substr(told.size() - 4), std::string("yend"));
        QCOMPARE(printable("é😀\xff\xC3", 10), std::string("é😀??"));
        QCOMPARE(printable("αβγδεζηθ", 6), std::string("αβγδ…ηθ"));
        QCOMPARE(printable("αβγδεζ", 6), std::string("αβγδεζ"));
        QCOMPARE(error.in("c").message(), error.message());
    }

private:
    [[nodiscard]] QString at(const char* file) const {
        return folder_.filePath(QString::fromLatin1(file));
    }
    [[nodiscard]] std::string name(const char* file) const { return at(file).toStdString(); }

    QTemporaryDir folder_;
};

QTEST_APPLESS_MAIN(WholeFileTest)
#include "tst_whole_file.moc"
