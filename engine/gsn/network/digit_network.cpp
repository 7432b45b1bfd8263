// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/digit_network.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/data/digit_choice.h"
#include "engine/data/digit_pixels.h"
#include "engine/gsn/mixing/chain_bound.h"
#include "engine/gsn/mixing/chain_mixing.h"
#include "engine/gsn/network/image_network.h"
#include "engine/gsn/network/image_network_parameters.h"
#include "engine/gsn/network/image_network_pictures.h"
#include "engine/gsn/network/inpainting.h"
#include "engine/gsn/network/unrolled_graph.h"
#include "engine/stats/watched_work.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

constexpr std::size_t digitPixels = data::digitSide * data::digitSide;

/// Digits as x: greys are probabilities, or pixels are 0 or 1.
class DigitImages final : public NetworkImages {
public:
    DigitImages(std::shared_ptr<const data::Digits> digits, bool binarize)
        : digits_(std::move(digits)), binarize_(binarize) {}

    [[nodiscard]] std::size_t width() const override { return data::digitSide; }
    [[nodiscard]] std::size_t height() const override { return data::digitSide; }
    [[nodiscard]] std::size_t trainingSize() const override { return digits_->training.size(); }
    [[nodiscard]] std::size_t testSize() const override { return digits_->test.size(); }
    void copyTraining(std::size_t which, float* to) const override {
        data::copyPixels(digits_->training, which, binarize_, to);
    }
    void copyTest(std::size_t which, float* to) const override {
        data::copyPixels(digits_->test, which, binarize_, to);
    }
    [[nodiscard]] std::vector<float> fromGreys(std::vector<float> greys) const override {
        for (float& grey : greys) {
            grey = binarize_ ? (grey >= 0.5F ? 1.0F : 0.0F) : grey;
        }
        return greys;
    }
    void toGreys(float* /*x*/, std::size_t /*rows*/) const override {}
    [[nodiscard]] GsnOutput output() const override { return {}; }
    [[nodiscard]] std::string name() const override { return digits_->name; }
    [[nodiscard]] bool drawn() const override { return digits_->drawn; }
    [[nodiscard]] std::uint64_t fingerprint() const override { return digits_->fingerprint; }

private:
    std::shared_ptr<const data::Digits> digits_;
    bool binarize_;
};

/// The same network and chains, trained on one reconstruction of each example.
Parameters withoutWalkback(Parameters parameters) {
    parameters.setValue("beside", std::string("nothing"));
    parameters.setValue("walkback", std::int64_t{1});
    parameters.setValue("scaling_factors", false);
    return parameters;
}

class DigitNetwork final : public ImageNetwork {
public:
    explicit DigitNetwork(const ExperimentContext& context)
        : DigitNetwork(context, data::digitsFor(context.parameters, context.seed, context.threads,
                                                context.cache.get(), context.progress)) {}

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        std::vector<AnalysisRequest> requests = ImageNetwork::due(interest);
        if (interest.wants("mixing") || interest.wants("mixing_scalars") ||
            interest.wants("class_visits") || interest.wants("class_sequences") ||
            interest.wants("chain_map")) {
            AnalysisRequest request;
            // Of the minibatch that last changed the weights.
            request.key = {mixingName, trained(), mixingSettings()};
            request.title = "Mixing";
            requests.push_back(std::move(request));
        }
        return requests;
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        return request.key.name == mixingName ? mixingWork() : ImageNetwork::analysis(request);
    }

    void publish(FrameBuilder& frame) const override {
        ImageNetwork::publish(frame);
        if (frame.wants("unrolled")) {
            frame.add(unrolledGraph(learner().unrolling(), unrolled(), "unrolled_node"));
        }
        if (frame.wants("unrolled_node")) {
            const std::size_t last = unrolledNodes(learner().unrolling()).size() - 1;
            frame.add(unrolledNodeImage(learner().unrolling(), unrolled(),
                                        std::min(parameters().count("unrolled_node"), last)));
        }
        const Inpainting& inpainting = chains().inpainting();
        if (frame.wants("given")) {
            frame.add(givenImage(images(), inpainting));
        }
        if (frame.wants("completions")) {
            frame.add(completionImages(images(), inpainting));
        }
        if (frame.wants("completion_deviation")) {
            frame.add(deviationImages(images(), inpainting));
        }
        if (frame.wants("bound_curve") && !bounds_.empty()) {
            frame.add(boundCurve(bounds_, givenName(learner().shape().depth())));
        }
        for (const BoundOf& each : boundsOf()) {
            if (frame.wants(each.name)) {
                frame.add(
                    seriesArtifact(series_, each.name, each.label, {"bound over samples", "nats"}));
            }
        }
    }

protected:
    [[nodiscard]] const EstimateSpec* estimate() const override { return &bound_; }
    /// One chain of each network bounds the likelihood of the test images.
    [[nodiscard]] AnalysisWork estimateWork() const override {
        struct Named {
            std::string name;
            BoundRequest request;
        };
        std::vector<Named> requests;
        for (const BoundOf& each : boundsOf()) {
            BoundRequest request;
            request.shape = each.learner->shape();
            request.weights = each.learner->weights();
            request.noise = networkNoise(parameters());
            request.scale = each.learner->scaleToDraw();
            request.starts = images().firstTest(1);
            request.tests = binaryTests_;
            request.samples = parameters().count("bound_samples");
            request.seed = seed();
            requests.push_back({each.name, std::move(request)});
        }
        return [requests = std::move(requests)](AnalysisWatch& watch) {
            AnalysisFindings found;
            const stats::LongWork work = stats::watchedWork(watch);
            const double length = 1.0 / static_cast<double>(requests.size());
            for (std::size_t i = 0; i < requests.size(); ++i) {
                const stats::SampledLikelihood bound = chainBound(
                    requests[i].request, work.part(static_cast<double>(i) * length, length));
                saveBound(bound, found.data, requests[i].name);
                found.scalars[requests[i].name] = bound.bounds.back().mean;
            }
            return found;
        };
    }
    void takeEstimate(const Checkpoint& found) override {
        std::vector<LabelledBound> bounds;
        for (const BoundOf& each : boundsOf()) {
            LabelledBound bound;
            bound.label = each.label;
            bound.bound = loadBound(found, each.name);
            bound.printed = each.printed;
            bounds.push_back(std::move(bound));
        }
        bounds_ = std::move(bounds);
    }

private:
    static constexpr const char* mixingName = "mixing";

    /// A network whose bound is formed.
    struct BoundOf {
        std::string name; ///< of its series
        std::string label;
        std::optional<double> printed;
        const GsnLearner* learner;
    };
    [[nodiscard]] std::vector<BoundOf> boundsOf() const {
        if (other() == nullptr) {
            return {{"chain_bound", "this network", {}, &learner()}};
        }
        constexpr double printedWith = -116.0; // §5.5.1
        constexpr double printedWithout = -142.0;
        return {{"chain_bound", "with walkback", printedWith, &learner()},
                {"plain_chain_bound", "without walkback", printedWithout, &other()->learner()}};
    }

    DigitNetwork(const ExperimentContext& context,
                 const std::shared_ptr<const data::Digits>& digits)
        : DigitNetwork(context, digits, withoutWalkback(context.parameters)) {}
    DigitNetwork(const ExperimentContext& context,
                 const std::shared_ptr<const data::Digits>& digits, const Parameters& plain)
        : ImageNetwork(
              context,
              std::make_shared<const DigitImages>(digits, context.parameters.flag("binarize")),
              context.parameters.text("beside") == "without_walkback" ? &plain : nullptr,
              {"with walkback", "without walkback"}),
          digits_(digits), mixing_(std::make_shared<MixingReference>(digits)) {
        if (parameters().flag("mean_biases")) {
            startBiasesAtMeans(data::meanPixels(digits_->training, 0, digits_->training.size(),
                                                parameters().flag("binarize")));
        }
        bound_ = {"bound", "Bound over samples", "bound_every", {}, "bound_curve"};
        for (const BoundOf& each : boundsOf()) {
            bound_.series.insert(each.name);
        }
        if (parameters().count("bound_every") > 0) {
            binaryTests_ = std::make_shared<const std::vector<float>>(
                data::pixelsOf(digits_->test, 0, digits_->test.size(), true));
        }
    }

    /// What chains of their own depend on besides the weights.
    [[nodiscard]] std::string mixingSettings() const {
        std::string settings;
        for (const char* name :
             {"mixing_chains", "mixing_draws", "input_noise", "noise_inside", "noise_outside"}) {
            settings += toText(parameters().value(name)) + " ";
        }
        return settings;
    }

    /// Chains of their own tell how well those of the present network mix.
    [[nodiscard]] AnalysisWork mixingWork() const {
        MixingRequest request;
        request.shape = learner().shape();
        request.weights = learner().weights();
        request.noise = networkNoise(parameters());
        request.scale = learner().scaleToDraw();
        request.draws = parameters().count("mixing_draws");
        request.seed = seed();
        const std::size_t chains = parameters().count("mixing_chains");
        request.starts.resize(chains * digitPixels);
        for (std::size_t c = 0; c < chains; ++c) {
            images().copyTest(c % images().testSize(), request.starts.data() + c * digitPixels);
        }
        return [request = std::move(request), reference = mixing_](AnalysisWatch& watch) {
            const ChainMixing found = chainMixing(request, *reference, stats::watchedWork(watch));
            AnalysisFindings findings;
            for (Artifact artifact : {mixingTable(found), scalarsTable(found), visitsMap(found),
                                      sequencesMap(found), chainMap(found)}) {
                findings.artifacts.push_back(std::make_shared<const Artifact>(std::move(artifact)));
            }
            return findings;
        };
    }

    static void saveBound(const stats::SampledLikelihood& bound, Checkpoint& data,
                          const std::string& name) {
        std::vector<double> numbers;
        for (std::size_t i = 0; i < bound.draws.size(); ++i) {
            numbers.insert(numbers.end(), {static_cast<double>(bound.draws[i]),
                                           bound.bounds[i].mean, bound.bounds[i].standardError});
        }
        data.put(name, numbers);
    }
    [[nodiscard]] static stats::SampledLikelihood loadBound(const Checkpoint& data,
                                                            const std::string& name) {
        const std::vector<double> numbers = data.doubles(name, 0);
        constexpr std::size_t numbersOfPlace = 3;
        stats::SampledLikelihood bound;
        for (std::size_t i = 0; i + numbersOfPlace <= numbers.size(); i += numbersOfPlace) {
            if (!(numbers[i] >= 1.0 && numbers[i] <= 1e12)) {
                throw InputError("checkpoint", "/" + name, "is no curve over numbers of samples");
            }
            bound.draws.push_back(static_cast<std::size_t>(numbers[i]));
            bound.bounds.push_back({numbers[i + 1], numbers[i + 2]});
        }
        if (bound.draws.empty() || numbers.size() % numbersOfPlace != 0) {
            throw InputError("checkpoint", "/" + name, "is no curve over numbers of samples");
        }
        return bound;
    }

    std::shared_ptr<const data::Digits> digits_;
    std::shared_ptr<MixingReference> mixing_;
    std::shared_ptr<const std::vector<float>> binaryTests_; ///< null where no bound is formed
    EstimateSpec bound_;
    std::vector<LabelledBound> bounds_; ///< the newest
};

ParameterTable digitNetworkTable() {
    std::vector<ParameterSpec> specs = data::digitParameters(10000, 1000);
    const std::vector<ParameterSpec> own = {
        boolean("binarize", "binarize", "Data", false,
                "Pixels become 0 or 1, at one half; or else greys are probabilities."),
        boolean(
            "mean_biases", "biases of x from the data", "Network", true,
            "The biases of x begin at the log odds of the pixels' means rather than at 0, which "
            "spares the first epochs."),
    };
    ImageNetworkDefaults defaults;
    defaults.layersOfThesis =
        "The thesis takes 1000 to 1500 for each, and 2000 for one (Figure 5.4).";
    defaults.beside = "without_walkback";
    defaults.besideLabel = "the same without walkback";
    defaults.besideHelp =
        "Another network with the same start, minibatches and chains, of whose examples only the "
        "first reconstruction is asked to be the example (Figure 5.4).";
    defaults.factorsHelp = "A factor αₖ on the logits of each walkback step is learned (§5.3.3).";
    defaults.scaleRateHelp = "Learning rate of the factors' logarithms.";
    const std::vector<ParameterSpec> views = {
        live(integer("mixing_chains", "chains judged", "Mixing", 8, 2, 64,
                     "Chains of their own that begin at images to test and tell how well the "
                     "present network mixes.")),
        live(integer("mixing_draws", "steps judged", "Mixing", 400, 20, 10000,
                     "Of each of them, after a quarter as many that are not counted.")),
        integer("bound_every", "form it every", "Bound over samples", 0, 0, 1e9,
                "Steps between two bounds log 1/S Σ P(x | h) on the test images, as 0 and 1, from "
                "consecutive samples of a chain of its own (§5.5.1); 0: none."),
        integer("bound_samples", "of so many", "Bound over samples", 10000, 1, 10000000,
                "Samples, one after the other."),
        live(integer("unrolled_node", "node of the graph", "Unrolled graph", 0, 0,
                     static_cast<double>(mostUnrolledNodes - 1),
                     "Whose activations are shown (Figure 5.5); a click on a node selects it.")),
    };
    for (const std::vector<ParameterSpec>& part :
         {own, imageNetworkParameters(defaults), views, inpaintingParameters()}) {
        specs.insert(specs.end(), part.begin(), part.end());
    }
    return ParameterTable(std::move(specs));
}

} // namespace

ExperimentKind digitNetworkKind() {
    ExperimentKind kind;
    kind.name = "digit_network";
    kind.title = "Generative stochastic network on digits";
    kind.help =
        "A network that only learns to undo noise draws digits (§5.3.2, 5.5.2). With one hidden "
        "layer it is a denoising auto-encoder; with more, the layers are updated in turn, the odd "
        "ones from the even ones and back, as in Figure 5.5, with noise before and after each "
        "tanh. "
        "**Walkback** lets the chain run a few steps from every training image and asks each "
        "reconstruction to be that image (§5.5.2): where the chain would stray, it learns to "
        "come back.\n\n**Watch** the samples: each is drawn from the one before, by corrupting it, "
        "updating the hidden layers and drawing from P(X | h).";
    kind.parameters = digitNetworkTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<DigitNetwork>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        return data::digitBytes(parameters) +
               imageNetworkBytes(parameters, digitPixels,
                                 static_cast<double>(parameters.integer("training_images")));
    };
    kind.check = [](const Parameters& parameters) {
        checkImageNetwork(parameters, digitPixels);
        checkInpainting(parameters, data::digitSide);
    };
    kind.actions = ImageNetwork::actions();
    kind.headline = {"held_out_reconstruction", "one reconstruction %1 nats"};
    return kind;
}

} // namespace scorescope::gsn
