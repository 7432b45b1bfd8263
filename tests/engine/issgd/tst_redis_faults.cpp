// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A Redis server that is full, closed, away or another, and what others put where weights should
// be.
#include "engine/core/rng.h"
#include "tests/engine/issgd/redis_runs.h"

#include <QTest>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::at;
using scorescope::test::errorOf;
using scorescope::test::FakeServer;
using scorescope::test::leaderOf;
using scorescope::test::Master;
using scorescope::test::oldestStep;
using scorescope::test::RedisServer;
using scorescope::test::runName;
using scorescope::test::says;
using scorescope::test::shortTimes;
using scorescope::test::someHello;
using scorescope::test::storeAt;
using scorescope::test::trainedUntilTrouble;
using scorescope::test::troubleOf;
using scorescope::test::Worker;

class TestRedisFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        if (const QByteArray why = RedisServer::missing(); !why.isEmpty()) {
            if (RedisServer::required()) {
                QFAIL(why.constData());
            }
            QSKIP(why.constData());
        }
    }

    void fullMemoryIsTold() {
        RedisServer server({"--maxmemory-policy", "noeviction"});
        QVERIFY(server.start());
        Master master(server.address(), false);
        Worker worker(server.address(), 1);
        QVERIFY(master.recovers());
        RedisLink link(server.address(), shortTimes(), 1);
        const auto allow = [&](const char* bytes) {
            return link.ask({{"CONFIG", "SET", "maxmemory", bytes}}, 1000)[0].kind ==
                   RedisReply::Kind::status;
        };
        QVERIFY(allow("1000")); // it has more already
        const std::string note = trainedUntilTrouble(master);
        QVERIFY2(note.find("no memory left") != std::string::npos, note.c_str());
        QVERIFY(allow("0"));
        QVERIFY(master.recovers());
    }

    void passwords() {
        RedisServer server({"--requirepass", "geheim"});
        QVERIFY(server.start());
        const auto leading = [&](const std::string& password) {
            RedisAddress address = server.address();
            address.password = password;
            return errorOf([&] { storeAt(address)->lead(leaderOf(1), someHello(), true); });
        };
        const StoreError none = leading("");
        QVERIFY2(says(none, StoreError::Kind::refused, "wants a password"), none.what());
        const StoreError wrong = leading("geraten");
        QVERIFY2(says(wrong, StoreError::Kind::refused, "refuses the password"), wrong.what());
        QVERIFY(std::string(wrong.what()).find("geraten") == std::string::npos);
        const StoreError right = leading("geheim");
        QVERIFY2(says(right, StoreError::Kind::taken, "nothing was thrown"), right.what());
    }

    void databasesAreApart() {
        RedisServer server;
        QVERIFY(server.start());
        RedisAddress other = server.address();
        other.database = 3;
        storeAt(other)->lead(leaderOf(1), someHello(), true);
        QVERIFY(!storeAt(server.address())->hello());
        QVERIFY(storeAt(other)->hello());
        QVERIFY(!storeAt(other, "other-run")->hello());
        other.database = 500;
        const StoreError error = errorOf([&] { static_cast<void>(storeAt(other)->hello()); });
        QVERIFY2(says(error, StoreError::Kind::refused, "out of range"), error.what());
    }

    void nobodyThere() {
        const std::uint16_t port = test::freePort();
        const StoreError error = errorOf([&] { static_cast<void>(storeAt(at(port))->hello()); });
        QVERIFY2(says(error, StoreError::Kind::unreachable, "Connection refused"), error.what());
        RedisAddress nowhere = at(port);
        nowhere.host = "no-such-host.invalid";
        const StoreError name = errorOf([&] { static_cast<void>(storeAt(nowhere)->hello()); });
        QVERIFY2(says(name, StoreError::Kind::unreachable, "no-such-host.invalid"), name.what());
        // A master that cannot begin says so, and can be told to give up.
        Master late(at(port), false, 1, std::chrono::milliseconds(300));
        const std::string refused = troubleOf(late);
        QVERIFY2(refused.find("Connection refused") != std::string::npos, refused.c_str());
    }

    /// Whatever a server answers, it becomes a sentence.
    void answersOfOtherServers() {
        RandomStream random(9, Purpose::test);
        std::atomic<int> which{0};
        std::vector<std::string> answers = {
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "*2147483647\r\n",
            "$-5\r\n",
            "$99999999999999999999\r\nx",
            ":12\r\n:12\r\n:12\r\n:12\r\n",
            "+OK\r\n+OK\r\n+OK\r\n+OK\r\n",
            "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n:1\r\n",
            "-\r\n-\r\n",
            "$100\r\n" + std::string(20, 'x'),
            std::string(200000, '$'),
            std::string(300, '\0'),
        };
        for (int k = 0; k < 30; ++k) {
            std::string bytes(1 + random.below(60), ' ');
            for (char& byte : bytes) {
                const std::uint64_t kind = random.below(3);
                byte = kind == 0   ? "*$:+-\r\n0123456789"[random.below(17)]
                       : kind == 1 ? static_cast<char>(random.below(256))
                                   : '\n';
            }
            answers.push_back(bytes);
        }
        FakeServer server(
            [&](const std::string&) { return answers[static_cast<std::size_t>(which)]; });
        RedisTimes times = shortTimes();
        times.silence = std::chrono::milliseconds(10);
        times.command = std::chrono::milliseconds(100);
        for (std::size_t k = 0; k < answers.size(); ++k) {
            which = static_cast<int>(k);
            RedisStore store(at(server.port()), runName, times, 1);
            store.use(someHello().layout);
            std::vector<BlockStamp> seen;
            for (const auto& call : std::vector<std::function<void()>>{
                     [&] { static_cast<void>(store.hello()); },
                     [&] { static_cast<void>(store.newer(1)); },
                     [&] { static_cast<void>(store.claim(1)); },
                     [&] { static_cast<void>(store.read(leaderOf(1), seen)); },
                     [&] { store.lead(leaderOf(1), someHello(), true); }}) {
                const StoreError error = errorOf(call);
                QVERIFY2(std::string(error.what()) != "nothing was thrown",
                         std::to_string(k).c_str());
            }
        }
    }

    /// What others, or damage, have put where this run's weights should be.
    void foreignPayloads() {
        RedisServer server;
        QVERIFY(server.start());
        Master master(server.address(), false);
        RedisLink link(server.address(), shortTimes(), 1);
        const std::string scores = std::string("scorescope:") + runName + ":scores";
        const std::string stamps = std::string("scorescope:") + runName + ":stamps";
        const StoreLayout layout = someHello().layout;
        const auto put = [&](const std::string& payload, std::uint64_t run, std::uint64_t serial) {
            const std::string stamp = encodeStamp(run, {serial, 77});
            for (const RedisReply& reply :
                 link.ask({{"SETRANGE", scores, "0", payload}, {"SETRANGE", stamps, "0", stamp}},
                          1000)) {
                QVERIFY(reply.kind == RedisReply::Kind::number);
            }
        };
        const auto payload = [&](std::uint64_t run, std::size_t count, float score) {
            PayloadHead head;
            head.run = run;
            head.serial = 1000;
            return encodeNumbers(head, std::vector<float>(count, score));
        };
        const auto unreadable = [&] {
            return master.oneStep() &&
                   master.cluster->note().find("could not be read") != std::string::npos;
        };
        QVERIFY(master.oneStep());
        std::string version = payload(layout.run, 10, 1.0F);
        version[8] = 9;
        std::string damaged = payload(layout.run, 10, 1.0F);
        damaged[100] = static_cast<char>(damaged[100] + 1);
        const std::vector<std::pair<std::string, std::string>> wrong = {
            {payload(5, 10, 1.0F), "another run"},
            {version, "version 9"},
            {damaged, "checksum"},
            {payload(layout.run, 9, 1.0F), "bytes for 9 numbers"},
            {std::string(120, 'x'), "did not write"},
        };
        for (const auto& [bytes, what] : wrong) {
            put(bytes, layout.run, 1000);
            const auto told = [&, w = what] {
                return unreadable() && master.cluster->note().find(w) != std::string::npos;
            };
            QTRY_VERIFY2(told(), what.c_str());
            QVERIFY(master.cluster->known().scored[0] == 0); // none of it was taken
        }
        put(payload(layout.run, 10, 1.0F), 5, 1000); // a stamp of another run is none
        QVERIFY(master.oneStep());
        QVERIFY(master.cluster->known().scored[0] == 0);
        // A worker scores the block that was damaged.
        Worker worker(server.address(), 1);
        const auto known = [&] {
            return master.oneStep() && master.cluster->known().scored[0] != 0 &&
                   oldestStep(*master.cluster) > 0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(known(), 60000);
        // Keys of another kind.
        static_cast<void>(link.ask({{"DEL", stamps}, {"LPUSH", stamps, "x"}}, 1000));
        const std::string note = trainedUntilTrouble(master);
        QVERIFY(!note.empty());
        const auto kindIsTold = [&] {
            return master.oneStep() &&
                   master.cluster->note().find("another program uses") != std::string::npos;
        };
        QTRY_VERIFY_WITH_TIMEOUT(kindIsTold(), 20000);
    }
};

QTEST_GUILESS_MAIN(TestRedisFaults)
#include "tst_redis_faults.moc"
