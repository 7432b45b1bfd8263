// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Importance sampling with worker processes that meet at a Redis server, as a scene runs it: they
// come and go, the server does, and others write into it.
#include "tests/engine/issgd/redis_server.h"
#include "tests/engine/issgd/workers_run.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::RedisServer;
using scorescope::test::troubleOfStep;
using scorescope::test::Values;
using scorescope::test::WorkersRun;

namespace {

Values atServer(const RedisServer& server, const Values& more = {}) {
    Values values = {{"weight_store", "redis"},
                     {"store_url", "redis://127.0.0.1:" + std::to_string(server.port()) + "/0"},
                     {"run_name", "tst"},
                     {"workers", 0}};
    for (const auto& [name, value] : more) {
        values[name] = value;
    }
    return values;
}

/// `scorescope worker`, one thread.
class WorkerProcess {
public:
    explicit WorkerProcess(const RedisServer& server) {
        process_.start(QStringLiteral(SCORESCOPE_PROGRAM),
                       {"worker", "--store", QString("redis://127.0.0.1:%1/0").arg(server.port()),
                        "--run", "tst", "--threads", "1"});
        started_ = process_.waitForStarted();
    }
    ~WorkerProcess() { kill(); }
    WorkerProcess(const WorkerProcess&) = delete;
    WorkerProcess& operator=(const WorkerProcess&) = delete;

    [[nodiscard]] bool started() const { return started_; }
    void kill() {
        process_.kill();
        process_.waitForFinished();
    }

private:
    QProcess process_;
    bool started_ = false;
};

} // namespace

class TestWorkersAtRedis : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (const QByteArray why = RedisServer::missing(); !why.isEmpty()) {
            if (RedisServer::required()) {
                QFAIL(why.constData());
            }
            QSKIP(why.constData());
        }
    }

    /// Processes score; one is killed, another one comes.
    void processesScoreForTheMaster() {
        RedisServer server;
        QVERIFY(server.start());
        WorkerProcess first(server);
        WorkerProcess second(server);
        QVERIFY(first.started() && second.started());
        WorkersRun run(atServer(server, {{"push_every", 2}}));
        QTRY_COMPARE_WITH_TIMEOUT(run.next("workers_there"), 2.0, 60000);
        QTRY_VERIFY(run.next("effective_share") < 0.99);
        QCOMPARE(run.note(), std::string());
        first.kill();
        WorkerProcess third(server);
        QVERIFY(third.started());
        // Who is not heard of counts as lost in the end; the third one is a new member.
        QTRY_VERIFY_WITH_TIMEOUT(run.next("workers_there") >= 2.0 &&
                                     run.table("cluster_members").rows.size() == 5,
                                 60000);
    }

    /// The server goes and comes back empty: the master goes on, says so, and is helped again.
    void theServerIsRestarted() {
        RedisServer server;
        QVERIFY(server.start());
        WorkerProcess worker(server);
        WorkersRun run(atServer(server, {{"push_every", 2}}));
        QTRY_VERIFY_WITH_TIMEOUT(run.next("effective_share") < 0.99, 60000);
        server.stop();
        QTRY_COMPARE_WITH_TIMEOUT(run.next("cluster_trouble"), 1.0, 60000);
        const std::string note = run.note();
        QVERIFY2(note.find("goes on with weights of step") != std::string::npos, note.c_str());
        QVERIFY(run.last("effective_share") < 0.99); // with the weights it had
        const auto lost = static_cast<double>(run.experiment().stepsDone());
        QVERIFY(server.start());
        QTRY_COMPARE_WITH_TIMEOUT(run.next("cluster_trouble"), 0.0, 60000);
        const auto stepOfTheWorker = [&] {
            run.steps(10);
            return run.table("cluster_members").rows.at(2).at(2).numbers.at(0);
        };
        QTRY_VERIFY_WITH_TIMEOUT(stepOfTheWorker() > lost, 60000);
        QCOMPARE(run.note(), std::string());
    }

    void twoMastersWithOneName() {
        RedisServer server;
        QVERIFY(server.start());
        auto first = std::make_unique<WorkersRun>(atServer(server));
        WorkersRun second(atServer(server));
        first->steps(3);
        const std::string trouble = troubleOfStep(second);
        QVERIFY2(trouble.find("has a master already") != std::string::npos &&
                     trouble.find("(process ") != std::string::npos &&
                     trouble.find("another name") != std::string::npos,
                 trouble.c_str());
        first->steps(3); // is not disturbed
        // A run that is reset leaves its name to the new one, which was there before it went.
        first.reset();
        second.steps(3);
        QCOMPARE(second.experiment().stepsDone(), std::uint64_t{3});
    }

    /// What somebody else writes into the store is told of, and is not taken for weights.
    void garbageInTheStore() {
        RedisServer server;
        QVERIFY(server.start());
        WorkersRun run(atServer(server, {{"workers", 1}}));
        QTRY_VERIFY(run.next("effective_share") < 0.99);
        run.experiment().set("workers", std::int64_t{0});
        run.steps(1);
        RedisLink link(server.address(), RedisTimes(), 1);
        const std::string noise(48, 'x');
        // The stamp of the first block says that it was written anew; its payload is noise.
        const auto stamp = link.ask({{"GETRANGE", "scorescope:tst:stamps", "0", "15"}}, 1000);
        QCOMPARE(stamp[0].text.size(), std::size_t{16});
        std::string other = stamp[0].text;
        other[4] = static_cast<char>(other[4] + 1); // another claim
        static_cast<void>(link.ask({{"SETRANGE", "scorescope:tst:scores", "0", noise},
                                    {"SETRANGE", "scorescope:tst:stamps", "0", other}},
                                   1000));
        QTRY_COMPARE(run.next("cluster_trouble"), 1.0);
        const std::string note = run.note();
        QVERIFY2(note.find("1 blocks of weights could not be read") == 0, note.c_str());
        QVERIFY(run.last("effective_share") < 0.99);
        QVERIFY(std::isfinite(run.last("minibatch_loss")));
    }

    void aPasswordIsReadFromAFile() {
        RedisServer server({"--requirepass", "geheim"});
        QVERIFY(server.start());
        QTemporaryDir folder;
        const std::string file = folder.path().toStdString() + "/password";
        std::ofstream(file) << "geheim\n";
        WorkersRun without(atServer(server));
        const std::string trouble = troubleOfStep(without);
        QVERIFY2(trouble.find("wants a password") != std::string::npos, trouble.c_str());
        WorkersRun with(atServer(server, {{"workers", 1}, {"password_file", file}}));
        QTRY_VERIFY(with.next("effective_share") < 0.99);
    }
};

QTEST_GUILESS_MAIN(TestWorkersAtRedis)
#include "tst_workers_at_redis.moc"
