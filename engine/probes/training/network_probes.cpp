// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/training/network_probes.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/data/image_choice.h"
#include "engine/nn/layers/chosen_network.h"
#include "engine/probes/probe/penalty_path.h"
#include "engine/probes/training/network_learner.h"
#include "engine/probes/training/probe_network.h"
#include "engine/probes/training/probe_pictures.h"
#include "engine/stats/watched_work.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace scorescope::probes {
namespace {

const char* const probing = "probes";

ParameterTable probeParameters() {
    std::vector<ParameterSpec> specs = data::imageParameters("mnist", 10000, 2000);
    const std::vector<ParameterSpec> own = {
        textParameter("layers", "hidden layers", "Network",
                      "conv 8 5x5 pad 2, relu, maxpool 2, conv 16 5x5 pad 2, relu, maxpool 2, "
                      "flatten, linear 64, relu",
                      "Separated by commas: linear UNITS, conv CHANNELS SIZE, relu, tanh, maxpool "
                      "SIZE, avgpool SIZE, flatten; the softmax over the classes is added. The "
                      "thesis' convnet (§9.3.5): conv 32 5x5 pad 2, relu, maxpool 2, conv 64 5x5 "
                      "pad 2, relu, maxpool 2, flatten, linear 512, relu."),
        integer("batch_size", "minibatch", "Training", 64, 1, 100000, "In epochs of a new order."),
        logarithmic(
            live(real("learning_rate", "learning rate", "Training", 0.05, 1e-6, 10.0, "Of SGD."))),
        real("momentum", "momentum", "Training", 0.9, 0.0, 0.999, "0: plain SGD."),
        integer("probe_every", "probe every", "Probes", 50, 1, 1000000,
                "Steps between two fits of all probes; before the first step they are fitted, "
                "too."),
        integer("probe_examples", "examples to fit", "Probes", 2000, 20, 10000000,
                "Training images that the probes see, the first so many."),
        choice("reduction", "features", "Probes", {"subset", "projection", "pooling", "none"},
               {"a fixed random subset", "random projections", "means of channels", "all"},
               "What a probe reads of a layer with more features than below (§9.3.4)."),
        integer("most_features", "features at most", "Probes", 500, 1, 1000000,
                "Of a layer. A probe with more features than examples can fit any labels: its "
                "cell says so."),
        logarithmic(real("certified_within", "certified within", "Probes", 1e-3, 1e-6, 0.1,
                         "A fit ends when its loss is certified to lie within this share of the "
                         "least there is.")),
        live(integer("probed_layer", "selected", "Probes", 0, 0, 10000,
                     "The point whose answers are shown: 0 is the input.")),
        integer("shown_examples", "images shown", "Probes", 40, 1, 1000,
                "Of those that the selected probe takes for others."),
    };
    specs.insert(specs.end(), own.begin(), own.end());
    return ParameterTable(std::move(specs));
}

ReductionKind reductionKind(const Parameters& parameters) {
    const std::string& name = parameters.text("reduction");
    return name == "subset"       ? ReductionKind::subset
           : name == "projection" ? ReductionKind::projection
           : name == "pooling"    ? ReductionKind::pooling
                                  : ReductionKind::none;
}

NetworkLearnerOptions learnerOptions(const Parameters& parameters, nn::LayeredNetwork network,
                                     std::uint64_t seed, int threads) {
    NetworkLearnerOptions options;
    options.network = std::move(network);
    options.batch = parameters.count("batch_size");
    options.optimizer.rule =
        parameters.real("momentum") > 0.0 ? nn::OptimizerRule::momentum : nn::OptimizerRule::sgd;
    options.optimizer.beta1 = parameters.real("momentum");
    options.optimizer.rate = parameters.real("learning_rate");
    options.seed = seed;
    options.threads = threads;
    return options;
}

/// Shares of the classes among labels: the error of who knows nothing else, and H(Y) in nats.
std::pair<double, double> priorOf(const data::ImagePart& part, std::size_t classes) {
    std::vector<double> counts(classes, 0.0);
    for (const std::uint8_t label : part.labels) {
        counts[label] += 1.0;
    }
    const double n = static_cast<double>(std::max<std::size_t>(1, part.size()));
    double entropy = 0.0;
    for (const double count : counts) {
        entropy -= count > 0.0 ? count / n * std::log(count / n) : 0.0;
    }
    return {1.0 - *std::max_element(counts.begin(), counts.end()) / n, entropy};
}

class NetworkProbes final : public Experiment {
public:
    explicit NetworkProbes(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed),
          images_(std::make_shared<const nn::TrainingImages>(
              data::imagesFor(context.parameters, context.seed, context.threads,
                              context.cache.get(), context.progress))),
          learner_(makeLearner(context)) {
        const nn::LayeredNetwork& network = learner_.options().network;
        about_.points = probePoints(network);
        auto reductions = std::make_shared<std::vector<FeatureReduction>>();
        for (const ProbePoint& point : about_.points) {
            reductions->emplace_back(reductionKind(parameters_), parameters_.count("most_features"),
                                     point.shape, point.name, seed_);
            about_.reductions.push_back(reductions->back().words());
        }
        reductions_ = std::move(reductions);
        const data::ChosenImages& chosen = images_->chosen();
        about_.classes = chosen.training.set->classes;
        about_.testImages = chosen.test.size();
        about_.images = chosen.name;
        std::tie(about_.priorError, about_.priorLoss) = priorOf(chosen.test, images_->classes());
    }

    void step() override {
        learner_.step();
        series_.append("minibatch_loss", static_cast<double>(stepsDone()), learner_.loss());
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return learner_.steps(); }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& /*interest*/) const override {
        if (stepsDone() % parameters_.count("probe_every") != 0) {
            return {};
        }
        AnalysisRequest request;
        request.key = {probing, stepsDone(), ""};
        request.title = "Probes of " + std::to_string(about_.points.size()) + " points";
        request.cause = AnalysisCause::schedule;
        return {request};
    }
    [[nodiscard]] std::set<std::string> scheduledArtifacts() const override {
        return {"probe_heatmap", "probe_errors", "probe_bits",
                "probe_table",   "confusion",    "misclassified"};
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& asked) const override {
        ProbingRequest request;
        request.step = asked.key.step;
        request.network = learner_.options().network;
        request.weights = std::make_shared<const std::vector<float>>(learner_.weights());
        request.images = images_;
        request.points = about_.points;
        request.reductions = reductions_;
        request.examples = parameters_.count("probe_examples");
        request.penalties = penaltyGrid(1.0, 1e-5, 6);
        request.tolerance = parameters_.real("certified_within");
        request.seed = seed_;
        return [request = std::move(request)](AnalysisWatch& watch) {
            const ProbingResult result = probeNetwork(request, stats::watchedWork(watch));
            AnalysisFindings findings;
            saveMoments(findings.data, {result.moment});
            saveAnswers(findings.data, result.answers);
            findings.scalars["network_error"] = result.moment.networkError;
            for (std::size_t k = 0; k < request.points.size(); ++k) {
                findings.scalars["probe_" + request.points[k].name] =
                    result.moment.findings[k].testError;
            }
            return findings;
        };
    }
    void take(const AnalysisResult& result) override {
        ProbeMoment moment = loadMoments(result.findings.data, about_.points.size()).front();
        const auto place = std::lower_bound(
            moments_.begin(), moments_.end(), moment.step,
            [](const ProbeMoment& each, std::uint64_t step) { return each.step < step; });
        const bool newest = place == moments_.end();
        if (newest || place->step != moment.step) {
            moments_.insert(place, std::move(moment));
        } else {
            *place = std::move(moment);
        }
        answers_ = loadAnswers(result.findings.data, about_.points.size(), about_.testImages,
                               images_->classes());
    }

    void set(const std::string& name, const ParameterValue& value) override {
        parameters_.setValue(name, value);
        if (name == "learning_rate") {
            learner_.setRate(parameters_.real(name));
        }
    }

    void publish(FrameBuilder& frame) const override {
        const auto add = [&](const char* name, const auto& make) {
            if (frame.wants(name)) {
                frame.add(make());
            }
        };
        const auto addSeries = [&](const std::string& name, const std::string& title,
                                   const Quantity& value) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, value));
            }
        };
        addSeries("minibatch_loss", "minibatches", {"loss", "nats"});
        addSeries("network_error", "the network", {"test error", ""});
        for (const ProbePoint& point : about_.points) {
            addSeries("probe_" + point.name, point.name, {"test error", ""});
        }
        add("network_diagram", [&] { return networkDiagram(about_, moments_); });
        if (moments_.empty()) {
            return;
        }
        constexpr double openShare = 0.05; // of the examples, beyond which a cell is marked
        add("probe_heatmap", [&] { return probeHeatmap(about_, moments_, openShare); });
        add("probe_errors", [&] { return probeErrors(about_, moments_); });
        add("probe_bits", [&] { return probeBits(about_, moments_); });
        add("probe_table", [&] { return probeTable(about_, moments_.back()); });
        if (answers_.images == 0) {
            return;
        }
        add("confusion",
            [&] { return confusion(about_, images_->chosen().test, answers_, selectedPoint()); });
        add("misclassified", [&] {
            return misclassified(about_, *images_, answers_, selectedPoint(),
                                 parameters_.count("shown_examples"));
        });
    }

    void save(Checkpoint& checkpoint) const override {
        learner_.save(checkpoint);
        checkpoint.meta["images"] = images_->chosen().fingerprint;
        saveMoments(checkpoint, moments_);
        saveAnswers(checkpoint, answers_);
    }
    void load(const Checkpoint& checkpoint) override {
        if (checkpoint.count("images") != images_->chosen().fingerprint) {
            throw InputError("checkpoint", "/images",
                             "are others than those of this run, which are " +
                                 images_->chosen().name);
        }
        std::vector<ProbeMoment> moments = loadMoments(checkpoint, about_.points.size());
        ProbeAnswers answers =
            loadAnswers(checkpoint, about_.points.size(), about_.testImages, images_->classes());
        learner_.load(checkpoint);
        moments_ = std::move(moments);
        answers_ = std::move(answers);
    }

private:
    [[nodiscard]] NetworkLearner makeLearner(const ExperimentContext& context) const {
        try {
            return NetworkLearner(
                learnerOptions(parameters_,
                               nn::chosenNetwork(parameters_, images_->shape(), images_->classes()),
                               seed_, context.threads),
                images_);
        } catch (const std::invalid_argument& error) {
            throw InputError("", "/parameters/batch_size", error.what());
        }
    }
    /// The diagram's diodes come after its points, and select the same.
    [[nodiscard]] std::size_t selectedPoint() const {
        return parameters_.count("probed_layer") % about_.points.size();
    }

    Parameters parameters_;
    std::uint64_t seed_;
    std::shared_ptr<const nn::TrainingImages> images_;
    NetworkLearner learner_;
    ProbedNetwork about_;
    std::shared_ptr<const std::vector<FeatureReduction>> reductions_;
    std::vector<ProbeMoment> moments_; ///< by step
    ProbeAnswers answers_;             ///< of the newest
};

} // namespace

ExperimentKind networkProbesKind() {
    ExperimentKind kind;
    kind.name = "network_probes";
    kind.title = "Linear classifier probes";
    kind.help =
        "A probe is a linear classifier that reads the features of one layer and is fitted apart "
        "from the network, which never feels it (§9.3.2). Its error tells how far the classes can "
        "be told apart by a plane at that depth. Fitting it is a convex problem, so each number "
        "comes with a certificate: how much lower the loss could still be, and for how many "
        "examples that could change the answer.\n\n**Watch** the map of errors by layer and step "
        "fill while the network trains. **Select** a layer, by its row or in the diagram, and see "
        "what its probe takes for what.";
    kind.parameters = probeParameters();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<NetworkProbes>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        const nn::LayeredNetwork network = nn::chosenNetwork(parameters);
        double widest = static_cast<double>(network.input().size());
        for (const nn::LayeredNetwork::Stage& stage : network.stages()) {
            widest = std::max(widest, static_cast<double>(stage.out.size()));
        }
        const double read = parameters.text("reduction") == "none"
                                ? widest
                                : static_cast<double>(parameters.count("most_features"));
        const double examples = static_cast<double>(parameters.count("probe_examples")) +
                                static_cast<double>(parameters.count("test_images"));
        constexpr double bytesOfFloat = 4.0;
        constexpr double chunkExamples = 512.0;
        return data::chosenImageBytes(parameters) +
               bytesOfFloat * (6.0 * static_cast<double>(network.parameters()) +
                               3.0 * chunkExamples * widest + examples * std::min(read, widest));
    };
    kind.check = [](const Parameters& parameters) {
        static_cast<void>(nn::chosenNetwork(parameters));
        if (parameters.real("validation_share") <= 0.0) {
            throw InputError("", "/parameters/validation_share",
                             "is 0, and the penalty of a probe is chosen by validation images; "
                             "allowed is more than 0");
        }
    };
    kind.headline = {"network_error", "test error %1"};
    return kind;
}

} // namespace scorescope::probes
