// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/python_peer.h"

#include <QTest>

#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;

namespace {

/// Adds a number to arrays, until it is told to fail.
const std::string adder = "import sys, array\n"
                          "print('ready', 'to add', sys.argv[1], flush=True)\n"
                          "while True:\n"
                          "    line = sys.stdin.buffer.readline().decode().split()\n"
                          "    if not line or line[0] == 'fail':\n"
                          "        break\n"
                          "    a = array.array('f', sys.stdin.buffer.read(4 * int(line[0])))\n"
                          "    print(sum(a), flush=True)\n"
                          "    b = array.array('f', [x + float(sys.argv[1]) for x in a])\n"
                          "    sys.stdout.buffer.write(b.tobytes())\n"
                          "    sys.stdout.buffer.flush()\n";

} // namespace

class TestPythonPeer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersInLinesAndArrays() {
        const PythonPeer::Started started = PythonPeer::start(adder, {"0.5"});
        if (!started.peer) {
            QSKIP("python3 is not installed");
        }
        QVERIFY(QString::fromStdString(started.words).startsWith("to add 0.5 by "));
        // More than a socket holds.
        for (const std::size_t count : {std::size_t(3), std::size_t(300'000)}) {
            std::vector<float> values(count, 0.25F);
            values.back() = 2.0F;
            started.peer->sendLine(std::to_string(count));
            started.peer->send(values);
            QCOMPARE(std::stod(started.peer->receiveLine()),
                     0.25 * static_cast<double>(count - 1) + 2.0);
            const std::vector<float> answer = started.peer->receive(count);
            QVERIFY(answer.front() == 0.75F && answer.back() == 2.5F); // exact in binary
        }
    }

    void oneThatEndsIsAnError() {
        const PythonPeer::Started started = PythonPeer::start(adder, {"1"});
        if (!started.peer) {
            QSKIP("python3 is not installed");
        }
        started.peer->sendLine("fail");
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(started.peer->receiveLine()),
                                 std::runtime_error);
        const std::vector<float> values(1'000'000);
        QVERIFY_EXCEPTION_THROWN(started.peer->send(values), std::runtime_error);
    }

    void whoIsNotReadySaysWhy() {
        const PythonPeer::Started absent = PythonPeer::start(adder, {"1"}, {"/nowhere/python3"});
        QVERIFY(absent.peer == nullptr);
        QCOMPARE(QString::fromStdString(absent.words),
                 QStringLiteral("/nowhere/python3: No such file or directory"));
        const PythonPeer::Started lacking =
            PythonPeer::start("print('missing the moon')", {}, {"/nowhere/python3", "python3"});
        QVERIFY(lacking.peer == nullptr);
        const QString words = QString::fromStdString(lacking.words);
        if (words.endsWith("python3: No such file or directory")) {
            QSKIP("python3 is not installed");
        }
        QVERIFY2(words.endsWith("; python3: missing the moon"), lacking.words.c_str());
        const PythonPeer::Started silent = PythonPeer::start("", {}, {"python3"});
        QVERIFY(silent.peer == nullptr);
        QCOMPARE(QString::fromStdString(silent.words),
                 QStringLiteral("python3: it ended before it was ready"));
    }
};

QTEST_GUILESS_MAIN(TestPythonPeer)
#include "tst_python_peer.moc"
