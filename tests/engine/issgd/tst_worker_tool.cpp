// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// `scorescope worker`: it learns what to score from the store alone.
#include "engine/core/error.h"
#include "engine/issgd/cluster/real_cluster.h"
#include "engine/issgd/store/interrupts.h"
#include "engine/issgd/store/run_description.h"
#include "engine/issgd/store/worker_tool.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/importance_parameters.h"
#include "engine/nn/layers/chosen_network.h"
#include "tests/engine/issgd/redis_server.h"

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <csignal>
#include <fstream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::RedisServer;

namespace {

constexpr std::size_t block = 16;

RunDescription someRun(std::uint64_t session, const std::string& layers = "linear 6, relu") {
    RunDescription run;
    run.id = "tool";
    run.session = session;
    run.parameters = Parameters(importanceParameters());
    run.parameters.setText("image_set", "drawn");
    run.parameters.setText("training_images", "100");
    run.parameters.setText("test_images", "20");
    run.parameters.setText("validation_share", "0");
    run.parameters.setText("layers", layers);
    run.seed = 5;
    return run;
}

/// Images, network, scores and a master of a run.
struct Master {
    Master(const RedisAddress& address, RunDescription run)
        : images(std::make_shared<const nn::TrainingImages>(
              data::imagesFor(run.parameters, run.seed, 1, nullptr))),
          network(nn::chosenNetwork(run.parameters, images->shape(), images->classes())) {
        run.fingerprint = images->chosen().fingerprint;
        ClusterOptions options;
        options.workers = 0;
        options.block = block;
        options.pushEvery = 1;
        options.barriers = true;
        RealClusterOptions real;
        real.leader.token = run.session;
        real.leader.who = "test";
        cluster = std::make_unique<RealCluster>(
            helloOf(run, images->size(), block, network.parameters()), options, real,
            [address]() -> std::shared_ptr<WeightStore> {
                return std::make_shared<RedisStore>(address, "tool", RedisTimes(), 1);
            },
            nullptr);
    }

    /// Whether the weights that workers find are the oracle's.
    bool exact(std::uint64_t step) {
        const std::vector<float> weights = nn::firstWeights(network, nn::FirstWeights::he, step, 1);
        cluster->beforeStep(step, weights);
        nn::ClassifierOptions one;
        one.threads = 1;
        nn::Classifier net(network, one);
        net.set(weights);
        std::vector<float> scores(images->size());
        for (std::size_t first = 0; first < scores.size(); first += block) {
            const std::size_t count = std::min(block, scores.size() - first);
            scoreExamples(net, images->training(first, count), SampledBy::gradientNorm,
                          scores.data() + first);
        }
        return cluster->known().scores == scores && scores[0] > 0.0F;
    }

    std::shared_ptr<const nn::TrainingImages> images;
    nn::LayeredNetwork network;
    std::unique_ptr<RealCluster> cluster;
};

WorkerToolOptions toolAt(const RedisAddress& address, int threads = 1) {
    WorkerToolOptions options;
    options.address = address;
    options.run = "tool";
    options.threads = threads;
    return options;
}

class RunningTool {
public:
    explicit RunningTool(WorkerToolOptions options)
        : thread_([this, options = std::move(options)] {
              try {
                  workFor(
                      options, [this] { return goOn_.load(); },
                      [this](const std::string& what) { hear(what); },
                      [this](const std::string& what) { hear(what); });
              } catch (const std::exception& error) {
                  hear(std::string("error: ") + error.what());
              }
          }) {}
    ~RunningTool() {
        goOn_ = false;
        thread_.join();
    }
    bool said(const std::string& what) const {
        const std::lock_guard<std::mutex> lock(mutex_);
        return heard_.find(what) != std::string::npos;
    }

private:
    void hear(const std::string& what) {
        const std::lock_guard<std::mutex> lock(mutex_);
        heard_ += what + '\n';
    }

    mutable std::mutex mutex_;
    std::string heard_;
    std::atomic<bool> goOn_{true};
    std::thread thread_;
};

std::string refusal(const std::vector<std::string>& arguments) {
    try {
        static_cast<void>(workerToolOptions(arguments));
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

} // namespace

class TestWorkerTool : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void argumentsAreRead() {
        QTemporaryDir folder;
        const std::string file = folder.path().toStdString() + "/password";
        std::ofstream(file) << "geheim\nsecond line\n";
        const WorkerToolOptions options =
            workerToolOptions({"--store", "redis://:other@lab:7000/2", "--run=mnist-3", "--threads",
                               "5", "--data-folder=/data", "--password-file", file});
        QCOMPARE(options.address.text(), std::string("lab:7000/2"));
        QCOMPARE(options.address.password, std::string("geheim"));
        QCOMPARE(options.run, std::string("mnist-3"));
        QCOMPARE(options.threads, 5);
        QCOMPARE(options.dataFolder, std::string("/data"));
        QVERIFY(workerToolOptions({"--help"}).help);
        std::ofstream(file, std::ios::trunc) << "\n";
        const std::vector<std::string> good = {"--store", "redis://a", "--run", "b"};
        const auto with = [&](std::vector<std::string> more) {
            more.insert(more.begin(), good.begin(), good.end());
            return refusal(more);
        };
        QVERIFY(with({}).empty());
        QVERIFY(with({"--password-file", file}).find("no password") != std::string::npos);
        QVERIFY(!with({"--password-file", "/nonexistent"}).empty());
        QVERIFY(with({"--threads", "0"}).find("1 to 1024") != std::string::npos);
        QVERIFY(with({"--threads", "2x"}).find("1 to 1024") != std::string::npos);
        QVERIFY(with({"--threads"}).find("no value") != std::string::npos);
        QVERIFY(with({"--thread", "2"}).find("did you mean '--threads'") != std::string::npos);
        QVERIFY(with({"x"}).find("does not know 'x'") != std::string::npos);
        QVERIFY(refusal({"--run", "b"}).find("--store") != std::string::npos);
        QVERIFY(refusal({"--store", "redis://a"}).find("--run") != std::string::npos);
        QVERIFY(refusal({"--store", "rediss://a", "--run", "b"}).find("stunnel") !=
                std::string::npos);
    }

    void aDescriptionComesBack() {
        RunDescription run = someRun(3);
        run.fingerprint = 12345;
        const Hello hello = helloOf(run, 100, block, 4710);
        const RunDescription read = describedBy(hello);
        QCOMPARE(read.id, run.id);
        QCOMPARE(read.session, run.session);
        QCOMPARE(read.seed, run.seed);
        QCOMPARE(read.fingerprint, run.fingerprint);
        for (const char* name : {"image_set", "training_images", "layers", "sampled_by"}) {
            QVERIFY2(read.parameters.value(name) == run.parameters.value(name), name);
        }
        const auto refused = [](Hello wrong) {
            try {
                static_cast<void>(describedBy(wrong));
            } catch (const StoreError& error) {
                return error.kind() == StoreError::Kind::unreadable;
            }
            return false;
        };
        Hello other = hello;
        ++other.layout.run;
        QVERIFY(refused(other));
        for (std::size_t cut = 0; cut < hello.text.size(); ++cut) {
            other = hello;
            other.text.resize(cut);
            QVERIFY(refused(other));
            other = hello;
            other.text[cut] = '"';
            QVERIFY(refused(other) || other.text == hello.text);
        }
    }

    void weightsAreTheOracles() {
        if (const QByteArray why = RedisServer::missing(); !why.isEmpty()) {
            if (RedisServer::required()) {
                QFAIL(why.constData());
            }
            QSKIP(why.constData());
        }
        RedisServer server;
        QVERIFY(server.start());
        RunningTool one(toolAt(server.address(), 2));
        QTRY_VERIFY(one.said("waits for the master of run tool"));
        RunningTool two(toolAt(server.address()));
        Master first(server.address(), someRun(1));
        for (std::uint64_t step = 0; step < 5; ++step) {
            QVERIFY(first.exact(step));
        }
        QVERIFY(one.said("with 2 threads"));
        // The next master has another network: the same workers learn it.
        first.cluster.reset();
        Master second(server.address(), someRun(2, "linear 4, tanh, linear 3, relu"));
        for (std::uint64_t step = 0; step < 3; ++step) {
            QVERIFY(second.exact(step));
        }
        QTRY_VERIFY_WITH_TIMEOUT(one.said("examples scored"), 10000);
    }

    /// The program itself, twice: one is killed in the middle, the other one is asked to end.
    void processes() {
        if (const QByteArray why = RedisServer::missing(); !why.isEmpty()) {
            if (RedisServer::required()) {
                QFAIL(why.constData());
            }
            QSKIP(why.constData());
        }
        RedisServer server;
        QVERIFY(server.start());
        const QStringList arguments = {
            "worker", "--store", QString("redis://127.0.0.1:%1/0").arg(server.port()),
            "--run",  "tool",    "--threads",
            "1"};
        QProcess killed;
        QProcess asked;
        for (QProcess* process : {&killed, &asked}) {
            process->start(QStringLiteral(SCORESCOPE_PROGRAM), arguments);
            QVERIFY(process->waitForStarted());
        }
        Master master(server.address(), someRun(1));
        QVERIFY(master.exact(0));
        std::uint64_t step = 1;
        const auto bothScored = [&] {
            return master.exact(step++) && master.cluster->members().size() == 2;
        };
        QTRY_VERIFY_WITH_TIMEOUT(bothScored(), 60000);
        killed.kill();
        for (int k = 0; k < 5; ++k) {
            QVERIFY(master.exact(step++));
        }
        QVERIFY(killed.waitForFinished());
        QCOMPARE(::kill(static_cast<pid_t>(asked.processId()), SIGINT), 0);
        QVERIFY(asked.waitForFinished());
        QCOMPARE(asked.exitStatus(), QProcess::NormalExit);
        QCOMPARE(asked.exitCode(), 0);
        const QByteArray said = asked.readAllStandardError();
        QVERIFY2(said.contains("scorescope worker: ends"), said.constData());
    }

    void otherImagesAreRefused() {
        if (const QByteArray why = RedisServer::missing(); !why.isEmpty()) {
            if (RedisServer::required()) {
                QFAIL(why.constData());
            }
            QSKIP(why.constData());
        }
        RedisServer server;
        QVERIFY(server.start());
        RunDescription run = someRun(1);
        run.fingerprint = 99;
        const Hello hello = helloOf(run, 100, block, 4710);
        Leader leader;
        leader.token = 1;
        RedisStore store(server.address(), "tool", RedisTimes(), 1);
        store.lead(leader, hello, true);
        RunningTool tool(toolAt(server.address()));
        QTRY_VERIFY(tool.said("error: --data-folder: leads to other images than the master's"));
    }

    void aWrongPasswordEndsIt() {
        if (const QByteArray why = RedisServer::missing(); !why.isEmpty()) {
            if (RedisServer::required()) {
                QFAIL(why.constData());
            }
            QSKIP(why.constData());
        }
        RedisServer server({"--requirepass", "geheim"});
        QVERIFY(server.start());
        RunningTool tool(toolAt(server.address()));
        QTRY_VERIFY(tool.said("wants a password"));
    }

    void aServerThatIsNotThereIsTriedAgain() {
        if (!RedisLink::available()) {
            QSKIP("built without hiredis");
        }
        RedisAddress nowhere;
        nowhere.host = "127.0.0.1";
        nowhere.port = test::freePort();
        RunningTool tool(toolAt(nowhere));
        QTRY_VERIFY(tool.said("tries again"));
    }

    void interruptsAreTaken() {
        const Interrupts interrupts;
        QVERIFY(!Interrupts::came());
        QCOMPARE(std::raise(SIGTERM), 0);
        QVERIFY(Interrupts::came());
    }
};

QTEST_GUILESS_MAIN(TestWorkerTool)
#include "tst_worker_tool.moc"
