// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/importance_sgd.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/issgd/cluster/simulated_cluster.h"
#include "engine/issgd/training/equal_time.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/importance_parameters.h"
#include "engine/issgd/training/step_costs.h"
#include "engine/issgd/training/training_measure.h"
#include "engine/issgd/training/training_series.h"
#include "engine/issgd/training/verdict_work.h"
#include "engine/nn/layers/chosen_network.h"
#include "engine/stats/watched_work.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

const char* const measurement = "measurement";
const char* const plainMeasurement = "plain_measurement";
const char* const equalTimeName = "equal_time";
constexpr std::uint64_t statusEvery = 10; ///< steps between points of what costs nothing to know

class ImportanceSgd final : public Experiment {
public:
    explicit ImportanceSgd(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed), threads_(context.threads),
          images_(std::make_shared<const nn::TrainingImages>(
              data::imagesFor(context.parameters, context.seed, context.threads,
                              context.cache.get(), context.progress))),
          network_(nn::chosenNetwork(parameters_, images_->shape(), images_->classes())),
          learner_(std::make_unique<ImportanceLearner>(ownOptions(), images_)) {
        if (parameters_.flag("beside")) {
            LearnerOptions plain = ownOptions();
            plain.by = SampledBy::uniform;
            plain_ = std::make_unique<ImportanceLearner>(std::move(plain), images_);
        }
        tellClocks();
    }

    void step() override {
        learner_->step();
        if (plain_) {
            plain_->step();
        }
        const auto at = static_cast<double>(stepsDone());
        const std::vector<std::uint32_t>& wrong = images_->chosen().wrong;
        for (const std::uint32_t i : learner_->drawn()) {
            wrongDrawn_ += std::binary_search(wrong.begin(), wrong.end(), i) ? 1 : 0;
        }
        series_.append("minibatch_loss", at, learner_->loss());
        if (plain_) {
            series_.append("plain_minibatch_loss", at, plain_->loss());
        }
        if (stepsDone() % statusEvery == 0) {
            tellSampling(series_, at, *learner_);
            if (!wrong.empty()) {
                series_.append(
                    "wrong_drawn", at,
                    static_cast<double>(std::exchange(wrongDrawn_, 0)) /
                        static_cast<double>(statusEvery * parameters_.count("batch_size")));
            }
        }
        if (measures(stepsDone())) {
            tellClocks();
            // The bound of §7.A.4 is of the minibatches since the last measurement.
            series_.append("gradient_bound", at, learner_->meanGradientLength());
            lastLength_ = learner_->meanGradientLength();
            learner_->forgetLengths();
        }
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return learner_->steps(); }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        std::vector<AnalysisRequest> requests;
        const auto add = [&](const char* name, const char* title, AnalysisCause cause,
                             std::string settings) {
            AnalysisRequest request;
            request.key = {name, stepsDone(), std::move(settings)};
            request.title = title;
            request.cause = cause;
            requests.push_back(std::move(request));
        };
        if (measures(stepsDone())) {
            add(measurement, "Losses and Tr Σ", AnalysisCause::schedule,
                parameters_.flag("exact_gradient") ? "exact" : "bound");
            if (plain_) {
                add(plainMeasurement, "Losses of SGD", AnalysisCause::schedule, "");
            }
        }
        if (interest.wants(verdictName) && stepsDone() > 0) {
            requests.push_back(verdictRequest(parameters_, stepsDone()));
        }
        if (parameters_.flag("confirm") &&
            (interest.wants(equalTimeName) || interest.wants("equal_time_rates"))) {
            // Of first weights and settings alone, whatever this run has come to.
            AnalysisRequest request;
            request.key = {equalTimeName, 0, equalTimeSettings()};
            request.title = "The same time for both";
            requests.push_back(std::move(request));
        }
        return requests;
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        if (request.key.name == plainMeasurement) {
            MeasureRequest what = measureRequest(*plain_, false);
            return [what = std::move(what)](AnalysisWatch& watch) {
                return findingsOf(measureTraining(what, stats::watchedWork(watch)), "plain_");
            };
        }
        if (request.key.name == equalTimeName) {
            return equalTimeWork();
        }
        if (request.key.name == verdictName) {
            return verdictWork(*learner_, scoredInAStep());
        }
        return [what = ownRequest()](AnalysisWatch& watch) {
            return findingsOf(measureTraining(what, stats::watchedWork(watch)), "");
        };
    }

    void set(const std::string& name, const ParameterValue& value) override {
        parameters_.setValue(name, value);
        if (name == "learning_rate") {
            learner_->setRate(parameters_.real(name));
            if (plain_) {
                plain_->setRate(parameters_.real(name));
            }
        } else if (name == "smoothing_constant" || name == "smoothing_by" ||
                   name == "target_share") {
            learner_->setSmoothing(smoothingOf(parameters_));
        } else if (name == "staleness_limit") {
            learner_->setOldest(stalenessLimit(parameters_));
        } else {
            learner_->setCluster(clusterOptions(parameters_));
            if (plain_) {
                plain_->setCluster(clusterOptions(parameters_));
            }
        }
    }

    void act(const Action& action) override {
        const std::size_t member = parameters_.count("member");
        if (member < ClusterLog::firstWorker) {
            return; // the master and the store cannot be lost
        }
        for (ImportanceLearner* learner : {learner_.get(), plain_.get()}) {
            if (learner != nullptr && action.name == "lose_worker") {
                learner->loseWorker(member - ClusterLog::firstWorker);
            } else if (learner != nullptr && action.name == "bring_back") {
                learner->bringBackWorker(member - ClusterLog::firstWorker);
            }
        }
    }

    void publish(FrameBuilder& frame) const override {
        publishTrainingSeries(frame, series_, plain_ != nullptr);
        publishPlainSeries(frame, series_);
        if (frame.wants("wrong_drawn")) {
            frame.add(seriesArtifact(series_, "wrong_drawn",
                                     "share with a wrong label among those drawn", {"share", ""}));
        }
        publishSampling(frame, *learner_, parameters_.count("shown_examples"),
                        parameters_.real("span_seconds"));
        if (!parameters_.flag("confirm")) {
            for (const char* name : {equalTimeName, "equal_time_rates"}) {
                frame.cannot(name,
                             "takes minutes, and is made when \"confirm now\" is switched on");
            }
        }
    }

    void save(Checkpoint& checkpoint) const override {
        learner_->save(checkpoint);
        checkpoint.meta["images"] = images_->chosen().fingerprint;
        checkpoint.put("last_length", {lastLength_});
        checkpoint.meta["wrong_drawn"] = wrongDrawn_;
        if (plain_) {
            Checkpoint inner;
            plain_->save(inner);
            checkpoint.nest("plain.", std::move(inner));
        }
    }
    void load(const Checkpoint& checkpoint) override {
        if (checkpoint.count("images") != images_->chosen().fingerprint) {
            throw InputError("checkpoint", "/images",
                             "are others than those of this run, which are " +
                                 images_->chosen().name);
        }
        const double length = checkpoint.doubles("last_length", 1).front();
        const std::uint64_t wrong = checkpoint.count("wrong_drawn");
        // Both or neither: a second network that is refused must not leave the first one changed.
        std::unique_ptr<ImportanceLearner> plain;
        if (plain_) {
            plain = std::make_unique<ImportanceLearner>(plain_->options(), images_);
            plain->load(checkpoint.nested("plain."));
        }
        learner_->load(checkpoint);
        plain_ = std::move(plain);
        lastLength_ = length;
        wrongDrawn_ = wrong;
    }

private:
    [[nodiscard]] LearnerOptions ownOptions() const {
        LearnerOptions options = learnerOptions(parameters_, network_, seed_, threads_);
        options.optimizer.rate = parameters_.real("learning_rate");
        options.smoothing = smoothingOf(parameters_);
        return options;
    }
    [[nodiscard]] bool measures(std::uint64_t step) const {
        return step == 1 || (step > 0 && step % parameters_.count("measure_every") == 0);
    }

    void tellClocks() {
        const auto at = static_cast<double>(stepsDone());
        series_.append("cluster_seconds", at,
                       learner_->cluster() ? learner_->cluster()->seconds() : plainSeconds());
        if (plain_) {
            series_.append("plain_seconds", at, plainSeconds());
        }
    }
    /// SGD has no one to wait for, unless peers do it.
    [[nodiscard]] double plainSeconds() const {
        if (plain_ && plain_->cluster() != nullptr) {
            return plain_->cluster()->seconds();
        }
        return static_cast<double>(stepsDone()) * parameters_.real("step_seconds");
    }

    [[nodiscard]] MeasureRequest ownRequest() const {
        MeasureRequest what = measureRequest(*learner_, true);
        what.exactGradient = parameters_.flag("exact_gradient");
        what.meanGradientLength = lastLength_;
        return what;
    }

    [[nodiscard]] std::string equalTimeSettings() const {
        std::string settings;
        for (const char* name :
             {"smoothing_by", "smoothing_constant", "target_share", "staleness_limit", "workers",
              "step_seconds", "scores_per_second", "delay", "jitter", "bandwidth", "push_every",
              "read_every", "barriers", "scores_from", "time_of", "compared_steps",
              "compared_seeds"}) {
            settings += toText(parameters_.value(name)) + " ";
        }
        return settings;
    }
    [[nodiscard]] AnalysisWork equalTimeWork() const {
        EqualTimeOptions options;
        options.learner = ownOptions();
        options.uniformSteps = parameters_.count("compared_steps");
        options.seeds = parameters_.count("compared_seeds");
        options.firstSeed = seed_;
        const double middle = parameters_.real("learning_rate");
        for (const double factor : {0.25, 0.5, 1.0, 2.0, 4.0, 8.0}) {
            options.rates.push_back(factor * middle);
        }
        const bool onTheMachine = parameters_.text("time_of") == "machine";
        const double scoredForStep = scoredInAStep();
        return [options = std::move(options), what = ownRequest(), onTheMachine, scoredForStep,
                upkeep = learner_->upkeep(), images = images_](AnalysisWatch& watch) mutable {
            const stats::LongWork work = stats::watchedWork(watch);
            options.costRatio =
                onTheMachine ? measureStepCosts(what, options.learner, upkeep, work.part(0.0, 0.02))
                                   .ratioWithScoring(scoredForStep)
                             : clockRatio(options.learner, images);
            const EqualTime found = compareForEqualTime(options, images, work.part(0.02, 0.98));
            AnalysisFindings findings;
            for (Artifact artifact :
                 {equalTimeTable(found, options), equalTimeRates(found, options)}) {
                findings.artifacts.push_back(std::make_shared<const Artifact>(std::move(artifact)));
            }
            return findings;
        };
    }
    /// Of the cluster's clock: a step with its sendings and readings over one without.
    static double clockRatio(const LearnerOptions& learner,
                             const std::shared_ptr<const nn::TrainingImages>& images) {
        if (learner.scorers != Scorers::simulated || learner.by == SampledBy::uniform) {
            return 1.0; // peers send weights along with what they send anyway
        }
        ClusterOptions options = learner.cluster;
        options.parameterBytes = sizeof(float) * static_cast<double>(learner.network.parameters());
        SimulatedCluster cluster(images->size(), options, learner.seed,
                                 [](const std::vector<float>& /*weights*/, std::size_t /*first*/,
                                    std::size_t count,
                                    float* scores) { std::fill_n(scores, count, 1.0F); });
        constexpr std::uint64_t steps = 200;
        for (std::uint64_t step = 0; step < steps; ++step) {
            cluster.beforeStep(step, {});
            cluster.duringStep();
        }
        return cluster.seconds() / (static_cast<double>(steps) * options.stepSeconds);
    }
    /// Examples that are scored while the master makes a step; peers do it on the way.
    [[nodiscard]] double scoredInAStep() const {
        if (learner_->options().scorers == Scorers::peers) {
            return 0.0;
        }
        return learner_->cluster()
                   ? static_cast<double>(parameters_.count("workers")) *
                         parameters_.real("scores_per_second") * parameters_.real("step_seconds")
                   : static_cast<double>(images_->size());
    }

    Parameters parameters_;
    std::uint64_t seed_;
    int threads_;
    std::shared_ptr<const nn::TrainingImages> images_;
    nn::LayeredNetwork network_;
    std::unique_ptr<ImportanceLearner> learner_;
    std::unique_ptr<ImportanceLearner> plain_; ///< null without
    std::uint64_t wrongDrawn_ = 0; ///< examples with wrong labels, since that share was told
    double lastLength_ = 0.0;      ///< the bound, at the last measurement
};

} // namespace

ExperimentKind importanceSgdKind() {
    ExperimentKind kind;
    kind.name = "importance_sgd";
    kind.title = "SGD by importance sampling";
    kind.help =
        "Not all examples teach equally much. SGD that draws each with a chance proportional to "
        "the length of its gradient, and divides by that chance, estimates the same gradient with "
        "the least variance (§7.3, Theorem 1). The lengths change with every step: a master trains "
        "while workers score the examples again and again under parameters that are a little old "
        "(§7.4.2), and smoothing (§7.A.5) keeps a stale score from doing harm.\n\n**Watch** √Tr Σ "
        "of four proposals on one axis (equations 7.6 to 7.9): uniform, the stale scores, those in "
        "use, and ideal ones. **Ask** for the verdict: whether what is gained is worth what it "
        "costs here.";
    kind.parameters = importanceParameters();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<ImportanceSgd>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        const double learners = parameters.flag("beside") ? 2.0 : 1.0;
        return data::chosenImageBytes(parameters) + learners * learnerBytes(parameters);
    };
    kind.check = checkImportance;
    kind.actions = {{"lose_worker", "Lose the worker",
                     "The selected worker is gone at once, with the block it has in hand.",
                     ActionSpec::Takes::nothing},
                    {"bring_back", "Bring it back",
                     "The selected worker begins anew: it fetches parameters.",
                     ActionSpec::Takes::nothing}};
    kind.headline = {"test_error", "test error %1"};
    return kind;
}

} // namespace scorescope::issgd
