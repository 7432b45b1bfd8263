// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/digit_network.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/data/digit_choice.h"
#include "engine/data/digit_pixels.h"
#include "engine/data/minibatches.h"
#include "engine/gsn/mixing/chain_mixing.h"
#include "engine/gsn/network/digit_network_parameters.h"
#include "engine/gsn/network/digit_network_pictures.h"
#include "engine/gsn/network/gsn_learner.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/inpainting.h"
#include "engine/gsn/network/sample_record.h"
#include "engine/gsn/network/unrolled_graph.h"
#include "engine/gsn/network/walkback.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

constexpr std::size_t heldOutRows = 250; ///< images to test that are reconstructed at once
constexpr std::size_t shownExamples = 100;

class DigitNetwork final : public Experiment {
public:
    explicit DigitNetwork(const ExperimentContext& context)
        : DigitNetwork(context, data::digitsFor(context.parameters, context.seed, context.threads,
                                                context.cache.get(), context.progress)) {
        if (parameters_.text("beside") == "without_walkback") {
            ExperimentContext plain = context;
            plain.parameters = withoutWalkback(parameters_);
            plain_ = std::make_unique<DigitNetwork>(plain, digits_);
        }
    }
    /// One network alone, whatever "beside" says.
    DigitNetwork(const ExperimentContext& context, std::shared_ptr<const data::Digits> digits)
        : parameters_(context.parameters), seed_(context.seed), threads_(context.threads),
          digits_(std::move(digits)), shape_(networkLayers(parameters_)),
          learner_(shape_, gsnLearnerOptions(parameters_, digits_->training.size()), seed_,
                   threads_),
          batches_(digits_->training.size(), parameters_.count("batch_size"), seed_),
          sampler_(shape_, threads_), record_(parameters_.count("chains"), shape_.units(0),
                                              parameters_.count("grid_columns") * rowsOfOne()) {
        if (parameters_.flag("mean_biases")) {
            learner_.startBiasesAtMeans(data::meanPixels(
                digits_->training, 0, digits_->training.size(), parameters_.flag("binarize")));
        }
        dataImages_ = std::make_shared<const Artifact>(trainingImages(
            *digits_,
            data::pixelsOf(digits_->training, 0, std::min(shownExamples, digits_->training.size()),
                           parameters_.flag("binarize"))));
        startChains();
    }

    void step() override {
        if (plain_) {
            plain_->step();
        }
        if (trains()) {
            train();
        }
        if (samples()) {
            sample();
        }
        ++steps_;
        if (steps_ % parameters_.count("evaluate_every") == 0 || steps_ == 1) {
            evaluate();
        }
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }

    void set(const std::string& name, const ParameterValue& value) override {
        if (plain_) {
            plain_->set(name, value);
        }
        parameters_.setValue(name, value);
        if (name == "learning_rate") {
            setRate();
        }
        learner_.setNoise(networkNoise(parameters_));
        if (name == "given_part" || name == "one_image" || name == "given_image" ||
            (name == "given_pixels" && parameters_.text("given_part") == "painted")) {
            startChains(); // with other pixels held it is another chain
        }
    }

    void act(const Action& action) override {
        if (plain_) {
            plain_->act(action);
        }
        if (action.name == "restart_chains") {
            startChains();
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["images"] = digits_->fingerprint;
        checkpoint.meta["steps"] = steps_;
        checkpoint.meta["trained"] = trained_;
        checkpoint.meta["drawn"] = drawn_;
        checkpoint.meta["chains_began"] = chainsBegan_;
        learner_.save(checkpoint);
        const auto put = [&](const std::string& name, const std::vector<float>& values) {
            checkpoint.state[name] = StoredTensor{{values.size()}, values};
        };
        put("unrolled", flatUnrolled());
        checkpoint.put("loss_sums",
                       {lossSum_, firstSum_, lastSum_, static_cast<double>(lossCount_)});
        put("x", state_.x);
        put("corrupted", state_.corrupted);
        put("mean", state_.mean);
        for (std::size_t k = 1; k <= shape_.depth(); ++k) {
            put("h" + std::to_string(k), state_.hidden[k - 1]);
        }
        record_.save(checkpoint, "record_");
        inpainting_.save(checkpoint, "inpainting_");
        if (plain_) {
            Checkpoint beside;
            plain_->save(beside);
            checkpoint.nest(plainPrefix, std::move(beside));
        }
    }

    void load(const Checkpoint& checkpoint) override {
        if (!plain_) {
            loadOwn(checkpoint);
            return;
        }
        Checkpoint before;
        plain_->save(before);
        plain_->load(checkpoint.nested(plainPrefix));
        try {
            loadOwn(checkpoint);
        } catch (const InputError&) {
            plain_->load(before); // both or none
            throw;
        }
    }

    /// Chains of their own tell how well those of the present network mix.
    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        if (!interest.wants("mixing") && !interest.wants("class_visits") &&
            !interest.wants("chain_map")) {
            return {};
        }
        AnalysisRequest request;
        std::string settings;
        for (const char* name :
             {"input_noise", "noise_inside", "noise_outside", "mixing_chains", "mixing_draws"}) {
            settings += toText(parameters_.value(name)) + " ";
        }
        request.key = {"mixing", trained_, settings}; // the minibatch that last changed the weights
        request.title = "Mixing";
        return {request};
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& /*request*/) const override {
        MixingRequest request;
        request.shape = shape_;
        request.weights = learner_.weights();
        request.noise = networkNoise(parameters_);
        request.scale = learner_.scaleToDraw();
        request.draws = parameters_.count("mixing_draws");
        request.seed = seed_;
        const std::size_t chains = parameters_.count("mixing_chains");
        request.starts.resize(chains * shape_.units(0));
        for (std::size_t c = 0; c < chains; ++c) {
            copyImage(digits_->test, c % digits_->test.size(),
                      request.starts.data() + c * shape_.units(0));
        }
        return [request = std::move(request), reference = mixing_](AnalysisWatch& watch) {
            const ChainMixing found = chainMixing(request, *reference, {1, [&watch](double share) {
                                                                            watch.report(share);
                                                                            return true;
                                                                        }});
            AnalysisFindings findings;
            for (Artifact artifact : {mixingTable(found), visitsMap(found), chainMap(found)}) {
                findings.artifacts.push_back(std::make_shared<const Artifact>(std::move(artifact)));
            }
            return findings;
        };
    }

    void publish(FrameBuilder& frame) const override {
        const Quantity nats{"−log P(x | h)", "nats"};
        const auto addSeries = [&](const char* name, const char* title, const Quantity& value) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, value));
            }
        };
        addSeries("reconstruction", "training, mean of the walkback steps", nats);
        addSeries("first_reconstruction", "training, first step", nats);
        addSeries("last_reconstruction", "training, last step", nats);
        addSeries("held_out_reconstruction",
                  plain_ ? "with walkback" : "images to test, first step", nats);
        addSeries("completion_surprise", "pixels not held, by the completions' mean",
                  {"−log p̄(x)", "nats"});
        addSeries("epoch", "epoch", {"epoch", ""});
        for (std::size_t t = 0; t < learner_.scales().size(); ++t) {
            const std::string name = "alpha_" + std::to_string(t + 1);
            if (frame.wants(name)) {
                frame.add(
                    seriesArtifact(series_, name, "α of step " + std::to_string(t + 1), {"α", ""}));
            }
        }
        if (frame.wants("data_images")) {
            frame.add(dataImages_);
        }
        const auto add = [&](const char* name, const auto& make) {
            if (frame.wants(name)) {
                frame.add(make());
            }
        };
        const SampleLayout layout{parameters_.count("grid_columns"), parameters_.count("every")};
        add("samples", [&] { return sampleImages(*digits_, record_, layout); });
        add("means", [&] { return meanImages(*digits_, record_, layout); });
        add("corrupted", [&] { return corruptedImages(*digits_, record_, layout); });
        add("walkback", [&] { return walkbackImages(*digits_, learner_.unrolling(), unrolled_); });
        add("unrolled",
            [&] { return unrolledGraph(learner_.unrolling(), unrolled_, "unrolled_node"); });
        add("unrolled_node", [&] {
            const std::size_t last = unrolledNodes(learner_.unrolling()).size() - 1;
            return unrolledNodeImage(learner_.unrolling(), unrolled_,
                                     std::min(parameters_.count("unrolled_node"), last));
        });
        add("completions", [&] { return completionImages(*digits_, inpainting_); });
        add("filters", [&] { return filterImages(shape_, learner_.weights()); });
        add("scale_curve", [&] { return scaleCurve(learner_.scales()); });
        if (plain_) {
            addSeries("plain_held_out_reconstruction", "without walkback", nats);
            const auto addPlain = [&](const char* name, const auto& make) {
                if (frame.wants(name)) {
                    Artifact artifact = make();
                    artifact.name = name;
                    artifact.title += ", without walkback";
                    frame.add(std::move(artifact));
                }
            };
            const SampleRecord& record = plain_->record_;
            addPlain("plain_samples", [&] { return sampleImages(*digits_, record, layout); });
            addPlain("plain_means", [&] { return meanImages(*digits_, record, layout); });
        }
        add("about", [&] { return aboutRun(*digits_, shape_, trained_, drawn_); });
    }

private:
    static constexpr const char* plainPrefix = "plain_";

    /// The same network and chains, trained on one reconstruction of each example.
    static Parameters withoutWalkback(Parameters parameters) {
        parameters.setValue("beside", std::string("nothing"));
        parameters.setValue("walkback", std::int64_t{1});
        parameters.setValue("scaling_factors", false);
        return parameters;
    }

    void loadOwn(const Checkpoint& checkpoint) {
        if (checkpoint.count("images") != digits_->fingerprint) {
            throw InputError("checkpoint", "/images",
                             "are others than those of this run, which are " + digits_->name);
        }
        GsnLearner::State learned = learner_.read(checkpoint);
        GsnState state = state_;
        state.x = checkpoint.floats("x", state_.x.size());
        state.corrupted = checkpoint.floats("corrupted", state_.corrupted.size());
        state.mean = checkpoint.floats("mean", state_.mean.size());
        for (std::size_t k = 1; k <= shape_.depth(); ++k) {
            state.hidden[k - 1] =
                checkpoint.floats("h" + std::to_string(k), state_.hidden[k - 1].size());
        }
        UnrolledActivations unrolled =
            unrolledFrom(storedValues<float>(checkpoint.state, "unrolled", 0).toVector());
        const std::vector<double> sums = checkpoint.doubles("loss_sums", 4);
        if (!(sums[3] >= 0.0 && sums[3] <= 1e9)) {
            throw InputError("checkpoint", "/loss_sums", "are not those of this network");
        }
        const std::uint64_t steps = checkpoint.count("steps");
        const std::uint64_t trained = checkpoint.count("trained");
        const std::uint64_t drawn = checkpoint.count("drawn");
        SampleRecord record = record_;
        record.load(checkpoint, "record_");
        const std::uint64_t chainsBegan = checkpoint.count("chains_began");
        Inpainting inpainting = inpainting_;
        inpainting.load(checkpoint, "inpainting_");
        record_ = std::move(record);
        inpainting_ = std::move(inpainting);
        chainsBegan_ = chainsBegan;
        learner_.take(std::move(learned));
        state_ = std::move(state);
        unrolled_ = std::move(unrolled);
        lossSum_ = sums[0];
        firstSum_ = sums[1];
        lastSum_ = sums[2];
        lossCount_ = static_cast<std::size_t>(sums[3]);
        steps_ = steps;
        trained_ = trained;
        drawn_ = drawn;
        setRate();
    }

    [[nodiscard]] bool trains() const {
        const std::uint64_t until = parameters_.count("train_steps");
        return until == 0 || steps_ < until;
    }
    [[nodiscard]] bool samples() const { return steps_ >= parameters_.count("sample_from"); }
    [[nodiscard]] std::size_t chains() const { return parameters_.count("chains"); }
    /// Rows of the grid that one chain fills; several chains have a row each.
    [[nodiscard]] std::size_t rowsOfOne() const {
        return parameters_.count("chains") == 1 ? parameters_.count("grid_rows") : 1;
    }

    void copyImage(const data::ImageSet& set, std::size_t which, float* to) const {
        data::copyPixels(set, which, parameters_.flag("binarize"), to);
    }

    void setRate() {
        learner_.setRate(
            learningRate(parameters_, static_cast<double>(batches_.epochOf(trained_))));
    }

    void train() {
        const std::vector<std::size_t> chosen = batches_.batch(trained_);
        const std::size_t n = shape_.units(0);
        batch_.resize(chosen.size() * n);
        for (std::size_t row = 0; row < chosen.size(); ++row) {
            copyImage(digits_->training, chosen[row], batch_.data() + row * n);
        }
        setRate();
        const auto result = learner_.step(batch_, chosen, trained_);
        lossSum_ += result.loss / static_cast<double>(
                                      parameters_.flag("last_only") ? 1 : learner_.walkbackSteps());
        firstSum_ += result.stepLosses.front();
        lastSum_ += result.stepLosses.back();
        ++lossCount_;
        ++trained_;
        unrolled_ = learner_.unrolled(batch_);
    }

    /// All nodes one after the other; nothing before the first minibatch.
    [[nodiscard]] std::vector<float> flatUnrolled() const {
        std::vector<float> all;
        for (const std::vector<float>& node : unrolled_) {
            all.insert(all.end(), node.begin(), node.end());
        }
        return all;
    }
    [[nodiscard]] UnrolledActivations unrolledFrom(const std::vector<float>& all) const {
        UnrolledActivations activations;
        auto from = all.begin();
        const std::vector<UnrolledNode> nodes =
            all.empty() ? std::vector<UnrolledNode>() : unrolledNodes(learner_.unrolling());
        for (const UnrolledNode& node : nodes) {
            const auto units = static_cast<std::ptrdiff_t>(
                shape_.units(node.part == UnrolledNode::Part::hidden ? node.layer : 0));
            if (all.end() - from < units) {
                break;
            }
            activations.emplace_back(from, from + units);
            from += units;
        }
        if (from != all.end() || activations.size() != nodes.size()) {
            throw InputError("checkpoint", "/unrolled", "is of another network");
        }
        return activations;
    }

    void startChains() {
        const std::size_t n = shape_.units(0);
        const bool together = parameters_.flag("one_image");
        std::vector<float> images(chains() * n);
        for (std::size_t c = 0; c < chains(); ++c) {
            const std::size_t which = parameters_.count("given_image") + (together ? 0 : c);
            copyImage(digits_->test, which % digits_->test.size(), images.data() + c * n);
        }
        inpainting_ = Inpainting(heldPixels(parameters_, data::digitSide), std::move(images),
                                 chains(), together);
        state_ = beginChains(shape_, inpainting_.begin(seed_));
        chainsBegan_ = drawn_;
        record_.clear();
    }

    void sample() {
        const std::size_t every = parameters_.count("every");
        const float scale = learner_.scaleToDraw();
        for (std::size_t i = 0; i < parameters_.count("draws"); ++i) {
            std::vector<float> before = state_.x;
            // Training's draws are numbered by minibatches; a chain's begin where those never come.
            constexpr std::uint64_t chainsBegin = std::uint64_t{1} << 40U;
            sampler_.step(learner_.weights().data(), networkNoise(parameters_),
                          {seed_, chainsBegin + drawn_, 0}, state_, scale);
            ++drawn_;
            if (inpainting_.active()) {
                inpainting_.hold(state_.x);
                inpainting_.hold(state_.mean);
                if (drawn_ - chainsBegan_ > parameters_.count("burn_in")) {
                    inpainting_.count(state_.mean);
                }
            }
            if (drawn_ % every == 0) {
                record_.add(drawn_, before, state_.corrupted, state_.mean, state_.x);
            }
        }
    }

    /// −log P(x | h) of the first reconstruction of images that were not trained on.
    void evaluate() {
        const auto at = static_cast<double>(steps_);
        if (lossCount_ > 0) {
            const auto count = static_cast<double>(lossCount_);
            series_.append("reconstruction", at, lossSum_ / count);
            series_.append("first_reconstruction", at, firstSum_ / count);
            series_.append("last_reconstruction", at, lastSum_ / count);
            series_.append("epoch", at,
                           static_cast<double>(trained_) /
                               static_cast<double>(batches_.batchesPerEpoch()));
            for (std::size_t t = 0; t < learner_.scales().size(); ++t) {
                series_.append("alpha_" + std::to_string(t + 1), at,
                               static_cast<double>(learner_.scales()[t]));
            }
            lossSum_ = firstSum_ = lastSum_ = 0.0;
            lossCount_ = 0;
        }
        if (inpainting_.completions() > 0) {
            series_.append("completion_surprise", at, inpainting_.surprise());
        }
        const std::size_t rows = std::min(heldOutRows, digits_->test.size());
        const std::vector<float> x =
            data::pixelsOf(digits_->test, 0, rows, parameters_.flag("binarize"));
        GsnState state = beginChains(shape_, x);
        // The same draws at every evaluation: what changes is the network.
        constexpr std::uint64_t evaluation = std::uint64_t{1} << 50U;
        sampler_.step(learner_.weights().data(), networkNoise(parameters_), {seed_, evaluation, 0},
                      state, learner_.scaleToDraw());
        double loss = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            constexpr double least = 1e-12; // of a probability, in single precision
            const double p = std::clamp(static_cast<double>(state.mean[i]), least, 1.0 - 1e-7);
            loss -= static_cast<double>(x[i]) * std::log(p) +
                    (1.0 - static_cast<double>(x[i])) * std::log1p(-p);
        }
        heldOut_ = loss / static_cast<double>(rows);
        series_.append("held_out_reconstruction", at, heldOut_);
        if (plain_) {
            series_.append("plain_held_out_reconstruction", at, plain_->heldOut_);
        }
    }

    Parameters parameters_;
    std::uint64_t seed_;
    int threads_;
    std::shared_ptr<const data::Digits> digits_;
    std::shared_ptr<MixingReference> mixing_ = std::make_shared<MixingReference>(digits_);
    GsnShape shape_;
    GsnLearner learner_;
    data::Minibatches batches_;
    GsnSampler sampler_;
    SampleRecord record_;
    GsnState state_;
    Inpainting inpainting_;
    std::uint64_t chainsBegan_ = 0; ///< of drawn_
    std::uint64_t steps_ = 0;
    std::uint64_t trained_ = 0; ///< minibatches
    std::uint64_t drawn_ = 0;   ///< steps of the chains
    // Since the last evaluation.
    double lossSum_ = 0.0;
    double firstSum_ = 0.0;
    double lastSum_ = 0.0;
    std::size_t lossCount_ = 0;
    double heldOut_ = 0.0; ///< the newest
    std::shared_ptr<const Artifact> dataImages_;
    std::vector<float> batch_;
    UnrolledActivations unrolled_;        ///< by the first example of the last minibatch
    std::unique_ptr<DigitNetwork> plain_; ///< the one beside; null without
};

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
    kind.memoryBytes = digitNetworkBytes;
    kind.check = checkDigitNetwork;
    kind.actions = {{"restart_chains", "Restart the chains",
                     "The chains begin anew at images that were not trained on.",
                     ActionSpec::Takes::nothing}};
    kind.headline = {"held_out_reconstruction", "−log P(x | h) %1"};
    return kind;
}

} // namespace scorescope::gsn
