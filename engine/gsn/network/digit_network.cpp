// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/digit_network.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/data/digit_choice.h"
#include "engine/data/minibatches.h"
#include "engine/gsn/network/digit_network_parameters.h"
#include "engine/gsn/network/digit_network_pictures.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/inpainting.h"
#include "engine/gsn/network/sample_record.h"
#include "engine/gsn/network/walkback.h"
#include "engine/nn/optimizers.h"

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
          weights_(initialWeights(shape_, seed_)),
          scales_(parameters_.flag("scaling_factors") ? parameters_.count("walkback") : 0, 1.0F),
          gradient_(shape_.parameters()),
          optimizer_(networkOptimizer(parameters_), shape_.parameters()),
          batches_(digits_->training.size(), parameters_.count("batch_size"), seed_),
          pass_(shape_, threads_), sampler_(shape_, threads_),
          record_(parameters_.count("chains"), shape_.units(0),
                  parameters_.count("grid_columns") * rowsOfOne()) {
        if (parameters_.flag("mean_biases")) {
            startBiasesAtMeans();
        }
        dataImages_ = std::make_shared<const Artifact>(trainingImages(*digits_, firstExamples()));
        startChains();
        if (parameters_.text("first_state") == "previous_visit") {
            for (std::size_t k = 1; k <= shape_.depth(); ++k) { // of even layers alone
                visits_.emplace_back(k % 2 == 0 ? digits_->training.size() * shape_.units(k) : 0,
                                     0.0F);
            }
        }
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
        for (std::size_t k = 0; k <= shape_.depth(); ++k) {
            if (k > 0) {
                checkpoint.weights["W" + std::to_string(k)] =
                    part(shape_.weightAt(k), {shape_.units(k - 1), shape_.units(k)});
            }
            checkpoint.weights["b" + std::to_string(k)] = part(shape_.biasAt(k), {shape_.units(k)});
        }
        checkpoint.meta["optimizer_steps"] = optimizer_.state().steps;
        const auto put = [&](const std::string& name, const std::vector<float>& values) {
            checkpoint.state[name] = StoredTensor{{values.size()}, values};
        };
        put("optimizer_first", optimizer_.state().first);
        put("optimizer_second", optimizer_.state().second);
        put("scales", scales_);
        put("walkback", walkback_);
        checkpoint.put("loss_sums",
                       {lossSum_, firstSum_, lastSum_, static_cast<double>(lossCount_)});
        put("x", state_.x);
        put("corrupted", state_.corrupted);
        put("mean", state_.mean);
        for (std::size_t k = 1; k <= shape_.depth(); ++k) {
            put("h" + std::to_string(k), state_.hidden[k - 1]);
        }
        for (std::size_t k = 1; k <= visits_.size(); ++k) {
            put("visit" + std::to_string(k), visits_[k - 1]);
        }
        record_.save(checkpoint, "record_");
        inpainting_.save(checkpoint, "inpainting_");
        if (plain_) {
            Checkpoint beside;
            plain_->save(beside);
            for (const auto& [name, tensor] : beside.weights) {
                checkpoint.weights[plainPrefix + name] = tensor;
            }
            for (const auto& [name, tensor] : beside.state) {
                checkpoint.state[plainPrefix + name] = tensor;
            }
            checkpoint.meta["plain"] = std::move(beside.meta);
        }
    }

    void load(const Checkpoint& checkpoint) override {
        if (!plain_) {
            loadOwn(checkpoint);
            return;
        }
        Checkpoint before;
        plain_->save(before);
        plain_->load(besideIn(checkpoint));
        try {
            loadOwn(checkpoint);
        } catch (const InputError&) {
            plain_->load(before); // both or none
            throw;
        }
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
        addSeries("held_out_reconstruction", "images to test, first step", nats);
        addSeries("completion_surprise", "pixels not held, by the completions' mean",
                  {"−log p̄(x)", "nats"});
        addSeries("epoch", "epoch", {"epoch", ""});
        for (std::size_t t = 0; t < scales_.size(); ++t) {
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
        add("walkback", [&] { return walkbackImages(*digits_, walkback_); });
        add("completions", [&] { return completionImages(*digits_, inpainting_); });
        add("filters", [&] { return filterImages(shape_, weights_); });
        add("scale_curve", [&] { return scaleCurve(scales_); });
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

    static Checkpoint besideIn(const Checkpoint& checkpoint) {
        Checkpoint beside;
        const auto take = [](const StoredTensors& from, StoredTensors& to) {
            const std::string prefix = plainPrefix;
            for (const auto& [name, tensor] : from) {
                if (name.rfind(prefix, 0) == 0) {
                    to[name.substr(prefix.size())] = tensor;
                }
            }
        };
        take(checkpoint.weights, beside.weights);
        take(checkpoint.state, beside.state);
        const auto found = checkpoint.meta.find("plain");
        if (found == checkpoint.meta.end() || !found->is_object()) {
            throw InputError("checkpoint", "/plain", "is missing: it is of one network alone");
        }
        beside.meta = *found;
        return beside;
    }

    void loadOwn(const Checkpoint& checkpoint) {
        if (checkpoint.count("images") != digits_->fingerprint) {
            throw InputError("checkpoint", "/images",
                             "are others than those of this run, which are " + digits_->name);
        }
        const auto get = [&](const std::string& name, std::size_t size) {
            std::vector<float> values = storedValues<float>(checkpoint.state, name, 0).toVector();
            if (values.size() != size) { // 0 is a size, too
                throw InputError("checkpoint", "/" + name,
                                 "holds " + std::to_string(values.size()) +
                                     " numbers; needed are " + std::to_string(size));
            }
            return values;
        };
        std::vector<float> weights(shape_.parameters());
        for (std::size_t k = 0; k <= shape_.depth(); ++k) {
            const auto take = [&](const std::string& name, std::size_t at, std::size_t size) {
                const auto& values = storedValues<float>(checkpoint.weights, name, size);
                std::copy(values.begin(), values.end(),
                          weights.begin() + static_cast<std::ptrdiff_t>(at));
            };
            if (k > 0) {
                take("W" + std::to_string(k), shape_.weightAt(k),
                     shape_.units(k - 1) * shape_.units(k));
            }
            take("b" + std::to_string(k), shape_.biasAt(k), shape_.units(k));
        }
        nn::BasicOptimizerState<float> moments;
        moments.steps = checkpoint.count("optimizer_steps");
        moments.first = get("optimizer_first", optimizer_.state().first.size());
        moments.second = get("optimizer_second", optimizer_.state().second.size());
        GsnState state = state_;
        state.x = get("x", state_.x.size());
        state.corrupted = get("corrupted", state_.corrupted.size());
        state.mean = get("mean", state_.mean.size());
        for (std::size_t k = 1; k <= shape_.depth(); ++k) {
            state.hidden[k - 1] = get("h" + std::to_string(k), state_.hidden[k - 1].size());
        }
        std::vector<float> scales = get("scales", scales_.size());
        std::vector<std::vector<float>> visits;
        for (std::size_t k = 1; k <= visits_.size(); ++k) {
            visits.push_back(get("visit" + std::to_string(k), visits_[k - 1].size()));
        }
        std::vector<float> walkback =
            storedValues<float>(checkpoint.state, "walkback", 0).toVector();
        const std::vector<double> sums = checkpoint.doubles("loss_sums", 4);
        if (!(sums[3] >= 0.0 && sums[3] <= 1e9) || walkback.size() % (2 * shape_.units(0)) != 0) {
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
        nn::BasicOptimizer<float> optimizer(optimizer_.options(), shape_.parameters(),
                                            std::move(moments));
        record_ = std::move(record);
        inpainting_ = std::move(inpainting);
        chainsBegan_ = chainsBegan;
        weights_ = std::move(weights);
        optimizer_ = std::move(optimizer);
        state_ = std::move(state);
        scales_ = std::move(scales);
        visits_ = std::move(visits);
        walkback_ = std::move(walkback);
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

    [[nodiscard]] WalkbackOptions walkbackOptions() const {
        WalkbackOptions options;
        options.steps = scales_.empty() ? parameters_.count("walkback") : scales_.size();
        options.lastOnly = parameters_.flag("last_only");
        options.throughChain = parameters_.flag("through_chain");
        options.scales = scales_;
        options.noise = networkNoise(parameters_);
        return options;
    }

    void copyImage(const data::ImageSet& set, std::size_t which, float* to) const {
        const std::uint8_t* from = set.image(which);
        if (parameters_.flag("binarize")) {
            std::transform(from, from + shape_.units(0), to,
                           [](std::uint8_t grey) { return grey >= 128 ? 1.0F : 0.0F; });
        } else {
            std::transform(from, from + shape_.units(0), to,
                           [](std::uint8_t grey) { return static_cast<float>(grey) / 255.0F; });
        }
    }

    /// For the picture of the data.
    [[nodiscard]] std::vector<float> firstExamples() const {
        const std::size_t count = std::min(shownExamples, digits_->training.size());
        std::vector<float> pixels(count * shape_.units(0));
        for (std::size_t i = 0; i < count; ++i) {
            copyImage(digits_->training, i, pixels.data() + i * shape_.units(0));
        }
        return pixels;
    }

    /// b_0 = log p/(1 − p) of each pixel's mean: the best that x can be told without h.
    void startBiasesAtMeans() {
        const std::size_t n = shape_.units(0);
        std::vector<double> mean(n, 0.0);
        std::vector<float> x(n);
        for (std::size_t i = 0; i < digits_->training.size(); ++i) {
            copyImage(digits_->training, i, x.data());
            for (std::size_t p = 0; p < n; ++p) {
                mean[p] += static_cast<double>(x[p]);
            }
        }
        for (std::size_t p = 0; p < n; ++p) {
            constexpr double least = 0.005; // a pixel that was never set may be, once
            const double share = std::clamp(mean[p] / static_cast<double>(digits_->training.size()),
                                            least, 1.0 - least);
            weights_[shape_.biasAt(0) + p] = static_cast<float>(std::log(share / (1.0 - share)));
        }
    }

    void setRate() {
        optimizer_.setRate(
            learningRate(parameters_, static_cast<double>(batches_.epochOf(trained_))));
    }

    void train() {
        const std::vector<std::size_t> chosen = batches_.batch(trained_);
        const std::size_t n = shape_.units(0);
        batch_.resize(chosen.size() * n);
        for (std::size_t row = 0; row < chosen.size(); ++row) {
            copyImage(digits_->training, chosen[row], batch_.data() + row * n);
        }
        std::vector<std::vector<float>> start;
        for (std::size_t k = 1; k <= visits_.size(); ++k) {
            start.emplace_back(chosen.size() * shape_.units(k), 0.0F);
            if (k % 2 == 0) {
                forVisits(k, chosen, [&](float* kept, std::size_t row) {
                    std::copy_n(kept, shape_.units(k), start.back().data() + row * shape_.units(k));
                });
            }
        }
        const WalkbackOptions options = walkbackOptions();
        const auto result =
            pass_.run(weights_.data(), options, {seed_, trained_, 0}, batch_.data(), chosen.size(),
                      start.empty() ? nullptr : &start, gradient_.data());
        if (!std::isfinite(result.loss)) {
            throw RunError("the loss is not finite at step " + std::to_string(steps_ + 1),
                           "lower the learning rate, then step back");
        }
        setRate();
        if (!optimizer_.step(weights_.data(), gradient_.data())) {
            throw RunError("the gradient is not finite at step " + std::to_string(steps_ + 1),
                           "lower the learning rate, then step back");
        }
        for (std::size_t t = 0; t < scales_.size(); ++t) { // by their logarithms: they stay above 0
            const auto rate = static_cast<float>(parameters_.real("scale_rate"));
            // A step at most halves or doubles one, about.
            const float by = std::clamp(rate * scales_[t] * result.scaleGradient[t], -0.7F, 0.7F);
            scales_[t] = std::clamp(scales_[t] * std::exp(-by), 1e-3F, 1e3F);
        }
        for (std::size_t k = 2; k <= visits_.size(); k += 2) {
            forVisits(k, chosen, [&](float* kept, std::size_t row) {
                std::copy_n(start[k - 1].data() + row * shape_.units(k), shape_.units(k), kept);
            });
        }
        lossSum_ += result.loss / static_cast<double>(options.lastOnly ? 1 : options.steps);
        firstSum_ += result.stepLosses.front();
        lastSum_ += result.stepLosses.back();
        ++lossCount_;
        ++trained_;
        keepWalkback();
    }

    template <class Work>
    void forVisits(std::size_t k, const std::vector<std::size_t>& chosen, const Work& work) {
        for (std::size_t row = 0; row < chosen.size(); ++row) {
            work(visits_[k - 1].data() + chosen[row] * shape_.units(k), row);
        }
    }

    /// What the first example of the minibatch went through.
    void keepWalkback() {
        const std::size_t n = shape_.units(0);
        const std::size_t steps = walkbackOptions().steps;
        walkback_.clear();
        walkback_.insert(walkback_.end(), batch_.begin(),
                         batch_.begin() + static_cast<std::ptrdiff_t>(n));
        for (std::size_t t = 0; t < steps; ++t) {
            walkback_.insert(walkback_.end(), pass_.layer(t, 0), pass_.layer(t, 0) + n);
        }
        walkback_.insert(walkback_.end(), n, std::numeric_limits<float>::quiet_NaN());
        for (std::size_t t = 0; t < steps; ++t) {
            walkback_.insert(walkback_.end(), pass_.mean(t), pass_.mean(t) + n);
        }
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

    /// The factor of the first walkback step (§5.3.3).
    [[nodiscard]] float scaleToDraw() const { return scales_.empty() ? 1.0F : scales_.front(); }

    void sample() {
        const std::size_t every = parameters_.count("every");
        const float scale = scaleToDraw();
        for (std::size_t i = 0; i < parameters_.count("draws"); ++i) {
            std::vector<float> before = state_.x;
            // Training's draws are numbered by minibatches; a chain's begin where those never come.
            constexpr std::uint64_t chainsBegin = std::uint64_t{1} << 40U;
            sampler_.step(weights_.data(), networkNoise(parameters_),
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
            for (std::size_t t = 0; t < scales_.size(); ++t) {
                series_.append("alpha_" + std::to_string(t + 1), at,
                               static_cast<double>(scales_[t]));
            }
            lossSum_ = firstSum_ = lastSum_ = 0.0;
            lossCount_ = 0;
        }
        if (inpainting_.completions() > 0) {
            series_.append("completion_surprise", at, inpainting_.surprise());
        }
        const std::size_t n = shape_.units(0);
        const std::size_t rows = std::min(heldOutRows, digits_->test.size());
        std::vector<float> x(rows * n);
        for (std::size_t row = 0; row < rows; ++row) {
            copyImage(digits_->test, row, x.data() + row * n);
        }
        GsnState state = beginChains(shape_, x);
        // The same draws at every evaluation: what changes is the network.
        constexpr std::uint64_t evaluation = std::uint64_t{1} << 50U;
        sampler_.step(weights_.data(), networkNoise(parameters_), {seed_, evaluation, 0}, state,
                      scaleToDraw());
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

    [[nodiscard]] StoredTensor part(std::size_t at, std::vector<std::size_t> shape) const {
        std::size_t size = 1;
        for (const std::size_t each : shape) {
            size *= each;
        }
        const auto first = weights_.begin() + static_cast<std::ptrdiff_t>(at);
        return {std::move(shape),
                std::vector<float>(first, first + static_cast<std::ptrdiff_t>(size))};
    }

    Parameters parameters_;
    std::uint64_t seed_;
    int threads_;
    std::shared_ptr<const data::Digits> digits_;
    GsnShape shape_;
    std::vector<float> weights_;
    std::vector<float> scales_; ///< α_1 … α_K; empty where they are not learned
    std::vector<float> gradient_;
    nn::BasicOptimizer<float> optimizer_;
    data::Minibatches batches_;
    WalkbackPass pass_;
    GsnSampler sampler_;
    SampleRecord record_;
    GsnState state_;
    Inpainting inpainting_;
    std::uint64_t chainsBegan_ = 0;          ///< of drawn_
    std::vector<std::vector<float>> visits_; ///< hidden layers of every example; empty: at zero
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
    std::vector<float> walkback_;         ///< images of the last training step, for the picture
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
