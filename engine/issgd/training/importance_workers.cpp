// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/importance_workers.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/issgd/cluster/real_cluster.h"
#include "engine/issgd/store/identity.h"
#include "engine/issgd/store/memory_store.h"
#include "engine/issgd/store/redis_store.h"
#include "engine/issgd/store/run_description.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/importance_parameters.h"
#include "engine/issgd/training/training_measure.h"
#include "engine/issgd/training/training_series.h"
#include "engine/issgd/training/verdict_work.h"
#include "engine/nn/layers/chosen_network.h"
#include "engine/stats/watched_work.h"

#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

const char* const measurement = "measurement";
constexpr std::chrono::milliseconds waitsAtOnce{100};
constexpr std::uint64_t statusEvery = 10; ///< steps between points of what costs nothing to know

bool throughRedis(const Parameters& parameters) {
    return parameters.text("weight_store") == "redis";
}

/// Throws InputError (the parameter). Reads no file.
RedisAddress addressOf(const Parameters& parameters) {
    const char* const place = "/parameters/store_url";
    try {
        RedisAddress address = parseRedisUrl(parameters.text("store_url"));
        if (!address.password.empty()) {
            throw InputError("", place,
                             "holds a password, which would be written into every file of this "
                             "run; write it into a file and name that under password_file");
        }
        return address;
    } catch (const InputError& error) {
        throw InputError("", place, error.message());
    }
}

void check(const Parameters& parameters) {
    checkImportance(parameters);
    if (!throughRedis(parameters)) {
        return;
    }
    if (!RedisLink::available()) {
        throw InputError("", "/parameters/weight_store",
                         "is redis, and this program was built without hiredis; allowed is "
                         "threads");
    }
    static_cast<void>(addressOf(parameters));
    try {
        checkRunName(parameters.text("run_name"), "");
    } catch (const InputError& error) {
        throw InputError("", "/parameters/run_name", error.message());
    }
}

/// What opens a store, for each who asks: one for all threads here, or a connection of its own.
RealCluster::OpenStore storesOf(const Parameters& parameters) {
    if (!throughRedis(parameters)) {
        return [store = std::make_shared<MemoryStore>()] { return store; };
    }
    RedisAddress address = addressOf(parameters);
    if (const std::string& file = parameters.text("password_file"); !file.empty()) {
        address.password = passwordIn(file);
    }
    return [address = std::move(address), run = parameters.text("run_name")] {
        return std::make_shared<RedisStore>(address, run, RedisTimes(), drawnNumber());
    };
}

class ImportanceWorkers final : public Experiment {
public:
    explicit ImportanceWorkers(const ExperimentContext& context)
        : parameters_(context.parameters),
          images_(std::make_shared<const nn::TrainingImages>(
              data::imagesFor(context.parameters, context.seed, context.threads,
                              context.cache.get(), context.progress))),
          learner_(ownOptions(context), images_) {
        tellClock();
    }

    /// At a barrier, or while a server was not reached yet, it ends after a tenth of a second
    /// without having made a step, and the next call waits on: so whoever runs it can pause, close
    /// or change it meanwhile.
    void step() override {
        called_ = Clock::now();
        try {
            learner_.step();
        } catch (const Cancelled&) {
            return;
        }
        const auto at = static_cast<double>(stepsDone());
        series_.append("minibatch_loss", at, learner_.loss());
        const bool measured = measures(stepsDone());
        if (measured || stepsDone() % statusEvery == 0) {
            tellClock();
        }
        if (stepsDone() % statusEvery == 0) {
            tellSampling(series_, at, learner_);
            if (const ScoringCluster* cluster = learner_.cluster()) {
                series_.append("cluster_trouble", at, cluster->note().empty() ? 0.0 : 1.0);
                series_.append("workers_there", at, workersThere(*cluster));
            }
        }
        if (measured) {
            series_.append("gradient_bound", at, learner_.meanGradientLength());
            lastLength_ = learner_.meanGradientLength();
            learner_.forgetLengths();
        }
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return learner_.steps(); }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        std::vector<AnalysisRequest> requests;
        if (measures(stepsDone())) {
            AnalysisRequest request;
            request.key = {measurement, stepsDone(),
                           parameters_.flag("exact_gradient") ? "exact" : "bound"};
            request.title = "Losses and Tr Σ";
            request.cause = AnalysisCause::schedule;
            requests.push_back(std::move(request));
        }
        if (interest.wants(verdictName) && stepsDone() > 0) {
            requests.push_back(verdictRequest(parameters_, stepsDone()));
        }
        return requests;
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        if (request.key.name == verdictName) {
            // Scores that came to the master for each of its steps.
            const SamplerUpkeep upkeep = learner_.upkeep();
            return verdictWork(learner_, upkeep.perStep * upkeep.changes);
        }
        MeasureRequest what = measureRequest(learner_, true);
        what.exactGradient = parameters_.flag("exact_gradient");
        what.meanGradientLength = lastLength_;
        return [what = std::move(what)](AnalysisWatch& watch) {
            return findingsOf(measureTraining(what, stats::watchedWork(watch)), "");
        };
    }

    void set(const std::string& name, const ParameterValue& value) override {
        parameters_.setValue(name, value);
        if (name == "learning_rate") {
            learner_.setRate(parameters_.real(name));
        } else if (name == "smoothing_constant" || name == "smoothing_by" ||
                   name == "target_share") {
            learner_.setSmoothing(smoothingOf(parameters_));
        } else if (name == "staleness_limit") {
            learner_.setOldest(stalenessLimit(parameters_));
        } else {
            learner_.setCluster(clusterOptions(parameters_));
        }
    }

    void act(const Action& action) override {
        const std::size_t member = parameters_.count("member");
        if (member < ClusterLog::firstWorker) {
            return; // the master and the store cannot be lost
        }
        if (action.name == "lose_worker") {
            learner_.loseWorker(member - ClusterLog::firstWorker);
        } else if (action.name == "bring_back") {
            learner_.bringBackWorker(member - ClusterLog::firstWorker);
        }
    }

    void publish(FrameBuilder& frame) const override {
        publishTrainingSeries(frame, series_, false);
        const auto addSeries = [&](const char* name, const char* title, const Quantity& value) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, value));
            }
        };
        addSeries("cluster_trouble", "1 while the cluster has something to say", {"trouble", ""});
        addSeries("workers_there", "workers that are there", {"workers", ""});
        publishSampling(frame, learner_, parameters_.count("shown_examples"),
                        parameters_.real("span_seconds"));
    }

    void save(Checkpoint& checkpoint) const override {
        learner_.save(checkpoint);
        checkpoint.meta["images"] = images_->chosen().fingerprint;
        checkpoint.put("last_length", {lastLength_});
    }
    void load(const Checkpoint& checkpoint) override {
        if (checkpoint.count("images") != images_->chosen().fingerprint) {
            throw InputError("checkpoint", "/images",
                             "are others than those of this run, which are " +
                                 images_->chosen().name);
        }
        const double length = checkpoint.doubles("last_length", 1).front();
        learner_.load(checkpoint);
        lastLength_ = length;
    }

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] LearnerOptions ownOptions(const ExperimentContext& context) const {
        LearnerOptions options = learnerOptions(
            parameters_, nn::chosenNetwork(parameters_, images_->shape(), images_->classes()),
            context.seed, context.threads);
        options.optimizer.rate = parameters_.real("learning_rate");
        options.smoothing = smoothingOf(parameters_);
        RealClusterOptions real;
        real.leader = newLeader();
        real.waiting = [this](const std::string& /*whom*/) {
            return Clock::now() - called_ < waitsAtOnce;
        };
        real.patience = std::chrono::milliseconds(
            static_cast<std::int64_t>(std::lround(1000.0 * parameters_.real("wait_at_most"))));
        RunDescription run;
        run.id = parameters_.text("run_name");
        run.session = real.leader.token;
        run.parameters = parameters_;
        run.seed = context.seed;
        run.fingerprint = images_->chosen().fingerprint;
        options.openCluster = [run = std::move(run), real = std::move(real),
                               open = storesOf(parameters_),
                               parameters = options.network.parameters()](
                                  std::size_t examples, const ClusterOptions& cluster,
                                  std::function<Score()> makeScore) {
            return std::make_unique<RealCluster>(helloOf(run, examples, cluster.block, parameters),
                                                 cluster, real, open, std::move(makeScore));
        };
        return options;
    }
    [[nodiscard]] bool measures(std::uint64_t step) const {
        return step == 1 || (step > 0 && step % parameters_.count("measure_every") == 0);
    }
    void tellClock() {
        if (const ScoringCluster* cluster = learner_.cluster()) {
            series_.append("cluster_seconds", static_cast<double>(stepsDone()), cluster->seconds());
        }
    }
    static double workersThere(const ScoringCluster& cluster) {
        double there = 0.0;
        for (const ScoringCluster::Member& member : cluster.members()) {
            there += member.now == Deed::lost ? 0.0 : 1.0;
        }
        return there;
    }

    Parameters parameters_;
    std::shared_ptr<const nn::TrainingImages> images_;
    Clock::time_point called_; ///< of the present step()
    ImportanceLearner learner_;
    double lastLength_ = 0.0; ///< mean of the minibatches' gradients, at the last measurement
};

} // namespace

ExperimentKind importanceWorkersKind() {
    ExperimentKind kind;
    kind.name = "importance_workers";
    kind.title = "SGD by importance sampling, with real workers";
    kind.help =
        "The same training as with a simulated cluster (§7.4.2), and workers that are real: "
        "threads "
        "of this process, or processes on any machine that meet the master at a Redis or Valkey "
        "server and are started with `scorescope worker --store redis://HOST:PORT/DB --run NAME`. "
        "The master never waits for them: what has come is used with the next step, and when the "
        "store is lost it goes on with the weights that it has, and says so under *Traffic*. With "
        "*barriers* it waits until all examples are scored under the parameters it has sent "
        "(§7.4.3, the exact method).\n\nSuch a run **cannot be repeated**: which weights a "
        "minibatch is drawn by depends on who was how fast. Nothing is asked of workers or server "
        "before the first step.";
    kind.parameters = workersParameters();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<ImportanceWorkers>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        return data::chosenImageBytes(parameters) + learnerBytes(parameters);
    };
    kind.check = check;
    kind.actions = {{"lose_worker", "Lose the worker",
                     "The selected thread ends, with the block it has in hand; workers elsewhere "
                     "are ended where they run.",
                     ActionSpec::Takes::nothing},
                    {"bring_back", "Bring it back",
                     "The selected thread begins anew: it fetches parameters.",
                     ActionSpec::Takes::nothing}};
    kind.headline = {"test_error", "test error %1"};
    kind.reproducible = false;
    return kind;
}

} // namespace scorescope::issgd
