// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A program of its own: what was loaded stays loaded.
#include "engine/core/error.h"
#include "engine/core/threads.h"
#include "engine/core/torch_library.h"
#include "engine/core/torch_runtime.h"

#include <QtTest>
#include <dlfcn.h>

#include <thread>
#include <vector>

using namespace scorescope;

class TestTorchLibrary : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itIsOpenedWhenNeeded() {
        QVERIFY(!torchIsLoaded());
        QVERIFY(!torch_runtime::version().empty());
        QVERIFY(!torchIsLoaded());
        std::vector<std::thread> askers;
        std::vector<std::string> answers(4);
        for (std::string& answer : answers) {
            askers.emplace_back([&answer] { answer = torch_runtime::blas(); });
        }
        for (std::thread& each : askers) {
            each.join();
        }
        QVERIFY(torchIsLoaded());
        for (const std::string& answer : answers) {
            QVERIFY2(answer.find("blas") != std::string::npos, answer.c_str());
        }
    }

    /// Its symbols would stand in for those of other libraries.
    void itsSymbolsAreItsOwn() {
        QVERIFY(torchIsLoaded());
        QVERIFY(::dlsym(RTLD_DEFAULT, "scorescope_torch_core") == nullptr);
        QVERIFY(::dlsym(RTLD_DEFAULT, "torchVersionMajor") == nullptr);
        QVERIFY(::dlsym(RTLD_DEFAULT, "sgemm_") == nullptr);
    }

    void threadsAreOfTheCaller() {
        const torch_runtime::ThreadsFor mine(3);
        QCOMPARE(torch_runtime::threads(), 3);
        int there = 0;
        std::thread([&there] {
            const torch_runtime::ThreadsFor theirs(2);
            there = torch_runtime::threads();
        }).join();
        QCOMPARE(there, 2);
        QCOMPARE(torch_runtime::threads(), 3);
    }

    void whatIsNotInItIsToldOf() {
        try {
            static_cast<void>(torchTable<int>("scorescope_torch_nothing"));
            QFAIL("nothing was thrown");
        } catch (const RunError& error) {
            QVERIFY2(std::string(error.what()).find("scorescope_torch_nothing") !=
                         std::string::npos,
                     error.what());
        }
    }
};

QTEST_APPLESS_MAIN(TestTorchLibrary)
#include "tst_torch_library.moc"
