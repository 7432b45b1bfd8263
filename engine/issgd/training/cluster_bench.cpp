// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/cluster_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/core/text.h"
#include "engine/issgd/cluster/local_processes.h"
#include "engine/issgd/cluster/real_cluster.h"
#include "engine/issgd/cluster/simulated_cluster.h"
#include "engine/issgd/store/identity.h"
#include "engine/issgd/store/memory_store.h"
#include "engine/issgd/store/redis_store.h"
#include "engine/issgd/store/run_description.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/importance_parameters.h"
#include "engine/nn/layers/chosen_network.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace scorescope::issgd {
namespace {

const char* const runName = "bench";
constexpr std::uint64_t pushEvery = 10; ///< without barriers

/// A worker that writes all blocks, and a master that reads them.
class Exchange {
public:
    Exchange(std::shared_ptr<WeightStore> master, std::shared_ptr<WeightStore> worker,
             const StoreLayout& layout)
        : master_(std::move(master)), worker_(std::move(worker)), layout_(layout),
          leader_(newLeader()) {
        master_->lead(leader_, {layout_, ""}, true);
        worker_->use(layout_);
    }
    ~Exchange() { master_->leave(leader_); }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    /// Under parameters that are newer than before.
    void once() {
        ++serial_;
        master_->push({serial_, serial_, std::make_shared<const std::vector<float>>(1, 0.0F)});
        ScoredBlock block;
        block.serial = serial_;
        while (const std::optional<Claim> claim = worker_->claim(serial_)) {
            block.claim = *claim;
            block.scores.assign(layout_.countOf(claim->block), static_cast<float>(serial_));
            worker_->write(block);
        }
        std::size_t came = 0;
        for (const ScoredBlock& each : master_->read(leader_, seen_).blocks) {
            came += each.serial == serial_ ? each.scores.size() : 0;
        }
        if (came != layout_.examples) {
            throw std::runtime_error("benchmark: not all weights came through the store");
        }
    }

private:
    std::shared_ptr<WeightStore> master_;
    std::shared_ptr<WeightStore> worker_;
    StoreLayout layout_;
    Leader leader_;
    std::uint64_t serial_ = 0;
    std::vector<BlockStamp> seen_;
};

std::shared_ptr<WeightStore> redisAt(const RedisAddress& address) {
    return std::make_shared<RedisStore>(address, runName, RedisTimes(), drawnNumber());
}

void benchWeights(const ClusterBenchOptions& options, const LocalRedis* server,
                  std::vector<BenchRow>& rows) {
    for (const std::size_t block : options.blocks) {
        const StoreLayout layout{1, options.weights, block, 1};
        const auto memory = std::make_shared<MemoryStore>();
        Exchange inProcess(memory, memory, layout);
        BenchRow row;
        row.size = std::to_string(options.weights) + " in blocks of " + std::to_string(block);
        row.dtype = "float32";
        row.threads = 1;
        row.rateUnit = "weights/s";
        row.name = "weights_memory";
        row.note = server == nullptr ? "no Redis or Valkey server is installed to compare with"
                                     : "written block by block, and read at once";
        row.seconds = bench::medianSeconds(options.rounds, [&] { inProcess.once(); });
        row.gflops = static_cast<double>(options.weights) / row.seconds;
        rows.push_back(row);
        if (server == nullptr) {
            continue;
        }
        Exchange through(redisAt(server->address()), redisAt(server->address()), layout);
        row.name = "weights_redis";
        row.note = "the reference is a store in memory";
        bench::compare(
            options.rounds, [&] { through.once(); }, [&] { inProcess.once(); }, row);
        row.gflops = static_cast<double>(options.weights) / row.seconds;
        rows.push_back(row);
    }
}

/// A master that trains on drawn digits, and what is known of this machine.
class Training {
public:
    explicit Training(const ClusterBenchOptions& options) {
        run_.id = runName;
        run_.parameters = Parameters(importanceParameters());
        run_.parameters.setText("image_set", "drawn");
        run_.parameters.setText("training_images", std::to_string(options.examples));
        run_.parameters.setText("test_images", "20");
        run_.parameters.setText("validation_share", "0");
        run_.parameters.setText("layers", options.layers);
        images_ = std::make_shared<const nn::TrainingImages>(
            data::imagesFor(run_.parameters, run_.seed, 1, nullptr));
        run_.fingerprint = images_->chosen().fingerprint;
    }

    [[nodiscard]] LearnerOptions learner(SampledBy by) const {
        LearnerOptions options = learnerOptions(
            run_.parameters,
            nn::chosenNetwork(run_.parameters, images_->shape(), images_->classes()), run_.seed, 1);
        options.by = by;
        options.optimizer.rate = 0.01;
        options.smoothing = {Smoothing::Kind::constant, 1.0};
        return options;
    }
    /// With a master's connection to the server.
    [[nodiscard]] LearnerOptions master(const RedisAddress& address, bool barriers) const {
        LearnerOptions options = learner(SampledBy::gradientNorm);
        options.scorers = Scorers::real;
        options.cluster.workers = 0;
        options.cluster.barriers = barriers;
        options.cluster.pushEvery = barriers ? 1 : pushEvery;
        options.cluster.readEvery = 1;
        RealClusterOptions real;
        real.leader = newLeader();
        real.patience = std::chrono::seconds(60);
        RunDescription run = run_;
        run.session = real.leader.token;
        options.openCluster = [run = std::move(run), real = std::move(real), address,
                               parameters = options.network.parameters()](
                                  std::size_t examples, const ClusterOptions& cluster,
                                  std::function<Score()> makeScore) {
            return std::make_unique<RealCluster>(
                helloOf(run, examples, cluster.block, parameters), cluster, real,
                [address] { return redisAt(address); }, std::move(makeScore));
        };
        return options;
    }
    [[nodiscard]] const std::shared_ptr<const nn::TrainingImages>& images() const {
        return images_;
    }

    /// What the simulator has to know, found by who does it alone.
    [[nodiscard]] ClusterOptions measured(const RedisAddress& address) const {
        constexpr int rounds = 15;
        LearnerOptions own = learner(SampledBy::gradientNorm);
        ClusterOptions cluster = own.cluster;
        ImportanceLearner uniform(learner(SampledBy::uniform), images_);
        cluster.stepSeconds = bench::medianSeconds(rounds, [&] { uniform.step(); });
        nn::ClassifierOptions one;
        one.threads = 1;
        nn::Classifier net(own.network, one);
        net.set(uniform.weights());
        std::vector<float> scores(std::min(cluster.block, images_->size()));
        cluster.scoresPerSecond =
            static_cast<double>(scores.size()) / bench::medianSeconds(rounds, [&] {
                scoreExamples(net, images_->training(0, scores.size()), own.by, scores.data());
            });
        RedisLink link(address, RedisTimes(), 1);
        cluster.delaySeconds = 0.5 * bench::medianSeconds(rounds, [&] {
                                   static_cast<void>(link.ask({{"PING"}}, 100));
                               });
        cluster.jitter = 0.0;
        const std::string copy(sizeof(float) * own.network.parameters(), 'x');
        const double carried = bench::medianSeconds(rounds, [&] {
            static_cast<void>(link.ask({{"SET", "copy", copy}}, 100));
        });
        cluster.parameterBytes = static_cast<double>(copy.size());
        cluster.bytesPerSecond =
            cluster.parameterBytes / std::max(1e-6, carried - 2.0 * cluster.delaySeconds);
        cluster.readEvery = 1;
        return cluster;
    }

private:
    RunDescription run_;
    std::shared_ptr<const nn::TrainingImages> images_;
};

struct Speed {
    double secondsOfStep = 0.0;
    double behind = 0.0; ///< steps, of the weights, the mean
};

double meanBehind(const ScoringCluster& cluster, std::uint64_t step) {
    const ScoreTable& known = cluster.known();
    double sum = 0.0;
    for (std::size_t b = 0; b < known.blocks(); ++b) {
        sum += static_cast<double>(step - std::min(step, known.steps[b]));
    }
    return sum / static_cast<double>(known.blocks());
}

/// The second half of the steps, when weights have gone round.
Speed predicted(ClusterOptions options, std::size_t examples, std::size_t steps) {
    SimulatedCluster cluster(examples, options, 1,
                             [](const std::vector<float>& /*weights*/, std::size_t /*first*/,
                                std::size_t count,
                                float* scores) { std::fill_n(scores, count, 1.0F); });
    Speed speed;
    double began = 0.0;
    for (std::uint64_t step = 0; step < 2 * steps; ++step) {
        if (step == steps) {
            began = cluster.seconds();
        }
        cluster.beforeStep(step, {});
        if (step >= steps) {
            speed.behind += meanBehind(cluster, step) / static_cast<double>(steps);
        }
        cluster.duringStep();
    }
    speed.secondsOfStep = (cluster.seconds() - began) / static_cast<double>(steps);
    return speed;
}

Speed measuredSpeed(const Training& training, const RedisAddress& address, bool barriers,
                    std::size_t workers, std::size_t steps) {
    using Clock = std::chrono::steady_clock;
    ImportanceLearner learner(training.master(address, barriers), training.images());
    const Clock::time_point begin = Clock::now();
    const auto allScored = [&] {
        const std::vector<std::uint8_t>& scored = learner.cluster()->known().scored;
        return std::find(scored.begin(), scored.end(), 0) == scored.end();
    };
    while (learner.cluster()->members().size() < workers || !allScored()) {
        learner.step();
        if (Clock::now() - begin > std::chrono::seconds(60)) {
            throw std::runtime_error("benchmark: not all worker processes came");
        }
    }
    Speed speed;
    speed.secondsOfStep = bench::secondsOf([&] {
                              for (std::size_t k = 0; k < steps; ++k) {
                                  learner.step();
                                  speed.behind +=
                                      meanBehind(*learner.cluster(), learner.steps() - 1) /
                                      static_cast<double>(steps);
                              }
                          }) /
                          static_cast<double>(steps);
    return speed;
}

void benchWorkers(const ClusterBenchOptions& options, const LocalRedis& server,
                  std::vector<BenchRow>& rows) {
    const Training training(options);
    ClusterOptions simulated = training.measured(server.address());
    const std::string cores = std::to_string(std::thread::hardware_concurrency());
    for (const bool barriers : {true, false}) {
        for (const std::size_t workers : options.workers) {
            std::vector<std::unique_ptr<ChildProcess>> processes;
            for (std::size_t w = 0; w < workers; ++w) {
                processes.push_back(std::make_unique<ChildProcess>(
                    options.program, std::vector<std::string>{"worker", "--store", server.url(),
                                                              "--run", runName, "--threads", "1"}));
            }
            const std::size_t steps = barriers ? options.exactSteps : options.relaxedSteps;
            const Speed found = measuredSpeed(training, server.address(), barriers, workers, steps);
            simulated.workers = workers;
            simulated.barriers = barriers;
            simulated.pushEvery = barriers ? 1 : pushEvery;
            const Speed expected = predicted(simulated, training.images()->size(), steps);
            BenchRow row;
            row.name = barriers ? "exact_step" : "relaxed_step";
            row.size = "N=" + std::to_string(training.images()->size()) +
                       " workers=" + std::to_string(workers);
            row.dtype = "float32";
            row.threads = 1;
            row.seconds = found.secondsOfStep;
            row.referenceSeconds = expected.secondsOfStep;
            row.ratio = expected.secondsOfStep / found.secondsOfStep;
            row.gflops = 1.0 / found.secondsOfStep;
            row.rateUnit = "steps/s";
            row.note = "the reference is the simulator's prediction; weights are " +
                       number("%.3g", found.behind) + " steps behind, predicted " +
                       number("%.3g", expected.behind) + "; " + cores + " cores";
            rows.push_back(std::move(row));
        }
    }
}

} // namespace

std::vector<BenchRow> benchCluster(const ClusterBenchOptions& options) {
    const auto anyZero = [](const std::vector<std::size_t>& counts) {
        return std::find(counts.begin(), counts.end(), 0) != counts.end();
    };
    if (options.rounds < 1 || options.weights == 0 || anyZero(options.blocks) ||
        anyZero(options.workers) || options.examples == 0 || options.exactSteps == 0 ||
        options.relaxedSteps == 0) {
        throw std::invalid_argument("a benchmark of a cluster needs counts from 1 on");
    }
    std::vector<BenchRow> rows;
    const std::unique_ptr<LocalRedis> server = LocalRedis::started();
    benchWeights(options, server.get(), rows);
    if (server) {
        benchWorkers(options, *server, rows);
    }
    return rows;
}

Benchmark clusterBenchmark() {
    return {"importance_cluster",
            "Weights through a Redis server against memory, and the master's speed with worker "
            "processes against the simulated cluster's prediction",
            [](int) { return benchCluster(); }};
}

} // namespace scorescope::issgd
