// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/image_network.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/data/fitted_images.h"
#include "engine/gsn/network/gaussian_output.h"
#include "engine/gsn/network/image_network_parameters.h"
#include "engine/gsn/network/image_network_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t shownExamples = 100;
constexpr const char* otherPrefix = "plain_";
/// An evaluation's draws are numbered where neither minibatches nor chains come.
constexpr std::uint64_t evaluation = std::uint64_t{1} << 50U;

struct EpochDrawing {
    const char* name;      ///< of the analysis and its artifact
    const char* parameter; ///< that schedules it
};
constexpr std::array<EpochDrawing, 2> epochDrawings = {
    {{"first_samples", "first_epochs"}, {"second_samples", "second_epochs"}}};

NetworkChainsOptions chainsOptions(const Parameters& parameters, std::uint64_t seed, int threads) {
    NetworkChainsOptions options;
    options.chains = parameters.count("chains");
    options.columns = parameters.count("grid_columns");
    options.rows = parameters.count("grid_rows");
    options.seed = seed;
    options.threads = threads;
    return options;
}

std::string epochsText(std::uint64_t count) {
    return std::to_string(count) + (count == 1 ? " epoch" : " epochs");
}

/// A person's own image as x.
std::vector<float> ownImage(const std::string& path, bool inverted, const NetworkImages& images) {
    const data::GreyImages own = data::readGreyImage(path);
    const data::GreyImages fitted =
        data::fitImages(own, {images.width(), images.height(), 0.0F, inverted});
    return images.fromGreys(fitted.pixels);
}

} // namespace

ImageNetwork::ImageNetwork(const ExperimentContext& context,
                           std::shared_ptr<const NetworkImages> images, const Parameters* beside,
                           ImageNetworkWords words)
    : parameters_(context.parameters), words_(std::move(words)), seed_(context.seed),
      threads_(context.threads), images_(std::move(images)),
      shape_(networkLayers(parameters_, images_->pixels())),
      learner_(shape_, gsnLearnerOptions(parameters_, *images_), seed_, threads_),
      batches_(images_->trainingSize(), parameters_.count("batch_size"), seed_),
      sampler_(shape_, threads_),
      chains_(shape_, images_, chainsOptions(parameters_, seed_, threads_)) {
    dataImages_ = std::make_shared<const Artifact>(
        trainingImages(*images_, images_->firstTraining(shownExamples)));
    startChains();
    if (beside != nullptr) {
        ExperimentContext other = context;
        other.parameters = *beside;
        other_ = std::make_unique<ImageNetwork>(other, images_, nullptr);
    }
}

void ImageNetwork::startBiasesAtMeans(const std::vector<double>& means) {
    learner_.startBiasesAtMeans(means);
    if (other_) {
        other_->startBiasesAtMeans(means);
    }
}

void ImageNetwork::step() {
    if (other_) {
        other_->step();
    }
    if (trains()) {
        train();
    }
    if (steps_ >= parameters_.count("sample_from")) {
        const ChainNetwork network = chainNetwork();
        for (std::size_t i = 0; i < parameters_.count("draws"); ++i) {
            chains_.step(network, drawing());
        }
    }
    ++steps_;
    if (steps_ % parameters_.count("evaluate_every") == 0 || steps_ == 1) {
        evaluate();
    }
}

void ImageNetwork::set(const std::string& name, const ParameterValue& value) {
    if (other_) {
        other_->set(name, value);
    }
    const Parameters before = parameters_;
    parameters_.setValue(name, value);
    if (name == "learning_rate") {
        setRate();
    }
    learner_.setNoise(networkNoise(parameters_));
    const bool held = name == "given_part" || name == "one_image" || name == "given_image" ||
                      (name == "given_pixels" && parameters_.text("given_part") == "painted");
    if (held || name == "own_image" || name == "own_inverted" || name == "own_drawing") {
        try {
            startChains(); // from other images, or with other pixels held, they are other chains
        } catch (const InputError&) { // an image that cannot be read: nothing changed
            parameters_ = before;
            throw;
        }
    }
}

void ImageNetwork::act(const Action& action) {
    if (other_) {
        other_->act(action);
    }
    if (action.name == "restart_chains") {
        startChains();
    }
    if (action.name == "chain_part") {
        chains_.part(chainNetwork(), drawing());
    }
}

std::vector<ActionSpec> ImageNetwork::actions() {
    return {{"restart_chains", "Restart the chains",
             "The chains begin anew, at images that were not trained on or at your own.",
             ActionSpec::Takes::nothing},
            {"chain_part", "Half a chain step",
             "Without training, the chains do the next part of a step: X is corrupted, the hidden "
             "layers are drawn, or the next X is.",
             ActionSpec::Takes::nothing}};
}

ChainNetwork ImageNetwork::chainNetwork() const {
    ChainNetwork network;
    network.weights = learner_.weights().data();
    network.noise = networkNoise(parameters_);
    network.output = learner_.output();
    if (!learner_.scales().empty()) {
        network.scales = parameters_.text("draw_with") == "all"
                             ? learner_.scales()
                             : std::vector<float>{learner_.scaleToDraw()};
    }
    return network;
}

NetworkChains::Drawing ImageNetwork::drawing() const {
    NetworkChains::Drawing how;
    how.every = parameters_.count("every");
    how.leaveOut =
        parameters_.table().contains("burn_in") ? parameters_.count("burn_in") : std::size_t{0};
    how.nearest = parameters_.flag("nearest");
    return how;
}

void ImageNetwork::save(Checkpoint& checkpoint) const {
    checkpoint.meta["images"] = images_->fingerprint();
    checkpoint.meta["steps"] = steps_;
    checkpoint.meta["trained"] = trained_;
    learner_.save(checkpoint);
    const std::vector<float> unrolled = flatUnrolled();
    checkpoint.state["unrolled"] = StoredTensor{{unrolled.size()}, unrolled};
    checkpoint.put("loss_sums", {lossSum_, firstSum_, lastSum_, static_cast<double>(lossCount_)});
    chains_.save(checkpoint);
    if (other_) {
        Checkpoint beside;
        other_->save(beside);
        checkpoint.nest(otherPrefix, std::move(beside));
    }
}

void ImageNetwork::load(const Checkpoint& checkpoint) {
    if (!other_) {
        loadOwn(checkpoint);
        return;
    }
    Checkpoint before;
    other_->save(before);
    other_->load(checkpoint.nested(otherPrefix));
    try {
        loadOwn(checkpoint);
    } catch (const InputError&) {
        other_->load(before); // both or none
        throw;
    }
}

void ImageNetwork::loadOwn(const Checkpoint& checkpoint) {
    if (checkpoint.count("images") != images_->fingerprint()) {
        throw InputError("checkpoint", "/images",
                         "are others than those of this run, which are " + images_->name());
    }
    GsnLearner::State learned = learner_.read(checkpoint);
    UnrolledActivations unrolled =
        unrolledFrom(storedValues<float>(checkpoint.state, "unrolled", 0).toVector());
    const std::vector<double> sums = checkpoint.doubles("loss_sums", 4);
    if (!(sums[3] >= 0.0 && sums[3] <= 1e9)) {
        throw InputError("checkpoint", "/loss_sums", "are not those of this network");
    }
    const std::uint64_t steps = checkpoint.count("steps");
    const std::uint64_t trained = checkpoint.count("trained");
    chains_.load(checkpoint); // what cannot fail comes after it
    learner_.take(std::move(learned));
    unrolled_ = std::move(unrolled);
    lossSum_ = sums[0];
    firstSum_ = sums[1];
    lastSum_ = sums[2];
    lossCount_ = static_cast<std::size_t>(sums[3]);
    steps_ = steps;
    trained_ = trained;
    setRate();
}

bool ImageNetwork::trains() const {
    const std::uint64_t until = parameters_.count("train_steps");
    return until == 0 || steps_ < until;
}

void ImageNetwork::setRate() {
    learner_.setRate(learningRate(parameters_, static_cast<double>(batches_.epochOf(trained_)),
                                  images_->pixels()));
}

void ImageNetwork::train() {
    const std::vector<std::size_t> chosen = batches_.batch(trained_);
    const std::size_t n = shape_.units(0);
    batch_.resize(chosen.size() * n);
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        images_->copyTraining(chosen[row], batch_.data() + row * n);
    }
    setRate();
    const auto result = learner_.step(batch_, chosen, trained_);
    lossSum_ += result.loss /
                static_cast<double>(parameters_.flag("last_only") ? 1 : learner_.walkbackSteps());
    firstSum_ += result.stepLosses.front();
    lastSum_ += result.stepLosses.back();
    ++lossCount_;
    ++trained_;
    unrolled_ = learner_.unrolled(batch_);
}

std::vector<float> ImageNetwork::flatUnrolled() const {
    std::vector<float> all; // all nodes one after the other; nothing before the first minibatch
    for (const std::vector<float>& node : unrolled_) {
        all.insert(all.end(), node.begin(), node.end());
    }
    return all;
}

UnrolledActivations ImageNetwork::unrolledFrom(const std::vector<float>& all) const {
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

void ImageNetwork::startChains() {
    const std::size_t n = shape_.units(0);
    const std::size_t chains = parameters_.count("chains");
    const bool inpaints = parameters_.table().contains("given_part");
    const bool together = inpaints && parameters_.flag("one_image");
    const std::size_t first = inpaints ? parameters_.count("given_image") : 0;
    std::vector<float> own;
    if (!parameters_.text("own_image").empty()) {
        own = ownImage(parameters_.text("own_image"), parameters_.flag("own_inverted"), *images_);
    } else if (!parameters_.text("own_drawing").empty()) {
        const PixelMask white = parseMask(parameters_.text("own_drawing"), n);
        own = images_->fromGreys({white.begin(), white.end()});
    }
    std::vector<float> x(chains * n);
    if (own.empty()) {
        for (std::size_t c = 0; c < chains; ++c) {
            images_->copyTest((first + (together ? 0 : c)) % images_->testSize(), x.data() + c * n);
        }
    } else {
        for (std::size_t c = 0; c < chains; ++c) {
            std::copy(own.begin(), own.end(), x.begin() + static_cast<std::ptrdiff_t>(c * n));
        }
    }
    chains_.begin(Inpainting(inpaints ? heldPixels(parameters_, images_->width()) : PixelMask(),
                             std::move(x), chains, together || !own.empty()));
}

const std::vector<float>& ImageNetwork::heldOutImages() {
    if (other_) {
        return other_->heldOutImages();
    }
    if (heldOutImages_.empty()) {
        heldOutImages_ = images_->firstTest(heldOutRows);
    }
    return heldOutImages_;
}

double ImageNetwork::heldOutLoss() {
    const std::vector<float>& x = heldOutImages();
    const std::size_t rows = x.size() / images_->pixels();
    GsnState state = beginChains(shape_, x);
    // The same draws at every evaluation: what changes is the network.
    const GsnOutput output = learner_.output();
    sampler_.step(learner_.weights().data(), networkNoise(parameters_), {seed_, evaluation, 0},
                  state, learner_.scaleToDraw(), output);
    double loss = 0.0;
    if (output.kind == GsnOutput::Kind::gaussian) {
        std::vector<double> misses(rows);
        squaredMisses(rows, images_->pixels(), state.mean.data(), x.data(), misses.data(),
                      threads_);
        for (const double miss : misses) {
            loss +=
                gaussianLoss(miss, images_->pixels(), varianceOf(output, learner_.scaleToDraw()));
        }
        return loss / static_cast<double>(rows);
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        constexpr double least = 1e-12; // of a probability, in single precision
        const double p = std::clamp(static_cast<double>(state.mean[i]), least, 1.0 - 1e-7);
        loss -= static_cast<double>(x[i]) * std::log(p) +
                (1.0 - static_cast<double>(x[i])) * std::log1p(-p);
    }
    return loss / static_cast<double>(rows);
}

void ImageNetwork::evaluate() {
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
    if (chains_.inpainting().completions() > 0) {
        series_.append("completion_surprise", at, chains_.inpainting().surprise());
    }
    heldOut_ = heldOutLoss();
    series_.append("held_out_reconstruction", at, heldOut_);
    if (other_) {
        series_.append("plain_held_out_reconstruction", at, other_->heldOut_);
    }
}

std::uint64_t ImageNetwork::epochEnd(const char* parameter) const {
    return parameters_.count(parameter) * batches_.batchesPerEpoch();
}

std::vector<AnalysisRequest> ImageNetwork::due(const Interest& /*interest*/) const {
    std::vector<AnalysisRequest> requests;
    for (const EpochDrawing& each : epochDrawings) {
        // Once: when training has ended before, steps go on and minibatches do not.
        const std::uint64_t end = epochEnd(each.parameter);
        if (end > 0 && steps_ == end && trained_ == end) {
            AnalysisRequest request;
            request.key = {each.name, steps_, ""};
            request.title = "Samples after " + epochsText(parameters_.count(each.parameter));
            request.cause = AnalysisCause::schedule;
            requests.push_back(std::move(request));
        }
    }
    const EstimateSpec* const made = estimate();
    const std::uint64_t every = made == nullptr ? 0 : parameters_.count(made->every);
    if (every > 0 && steps_ > 0 && steps_ % every == 0) {
        AnalysisRequest request;
        request.key = {made->name, steps_, ""};
        request.title = made->title;
        request.cause = AnalysisCause::schedule;
        requests.push_back(std::move(request));
    }
    return requests;
}

std::set<std::string> ImageNetwork::scheduledArtifacts() const {
    std::set<std::string> names;
    for (const EpochDrawing& each : epochDrawings) {
        if (parameters_.count(each.parameter) > 0) {
            names.insert(each.name);
        }
    }
    if (const EstimateSpec* const made = estimate();
        made != nullptr && parameters_.count(made->every) > 0) {
        names.insert(made->artifact);
        names.insert(made->series.begin(), made->series.end());
    }
    return names;
}

AnalysisWork ImageNetwork::analysis(const AnalysisRequest& request) const {
    if (estimate() != nullptr && request.key.name == estimate()->name) {
        return estimateWork();
    }
    NetworkChainsOptions options = chainsOptions(parameters_, seed_, 1);
    options.chains = 1;
    const std::size_t moments = options.columns * options.rows;
    NetworkChains::Drawing how = drawing();
    how.nearest = false;
    ChainNetwork network = chainNetwork();
    network.weights = nullptr;
    return [shape = shape_, images = images_, weights = learner_.weights(), network, options, how,
            moments, trained = trained_](AnalysisWatch& watch) {
        ChainNetwork now = network;
        now.weights = weights.data();
        NetworkChains chain(shape, images, options);
        chain.begin(Inpainting({}, images->firstTest(1), 1, false));
        constexpr std::size_t leftOut = 20; // the chain forgets where it began
        NetworkChains::Drawing quiet = how;
        quiet.every = std::numeric_limits<std::size_t>::max();
        const std::size_t steps = leftOut + moments * how.every;
        for (std::size_t i = 0; i < steps; ++i) {
            chain.step(now, i < leftOut ? quiet : how);
            watch.report(static_cast<double>(i + 1) / static_cast<double>(steps));
        }
        AnalysisFindings found;
        chain.record().save(found.data, "record_");
        found.data.meta["trained"] = trained;
        return found;
    };
}

void ImageNetwork::take(const AnalysisResult& result) {
    const Checkpoint& data = result.findings.data;
    if (estimate() != nullptr && result.request.key.name == estimate()->name) {
        takeEstimate(data);
        return;
    }
    SampleRecord record(1, images_->pixels(), parameters_.count("grid_columns"),
                        parameters_.count("grid_rows"));
    record.load(data, "record_", images_->trainingSize());
    epochSamples_.insert_or_assign(result.request.key.name,
                                   EpochSamples{data.count("trained"), std::move(record)});
}

void ImageNetwork::publish(FrameBuilder& frame) const {
    const std::string given = givenName(shape_.depth());
    const bool density = images_->output().kind == GsnOutput::Kind::gaussian;
    const Quantity nats{(density ? "−log p(x | " : "−log P(x | ") + given + ")", "nats"};
    const auto addSeries = [&](const char* name, const std::string& title, const Quantity& value) {
        if (frame.wants(name)) {
            frame.add(seriesArtifact(series_, name, title, value));
        }
    };
    addSeries("reconstruction", "training, mean of the walkback steps", nats);
    addSeries("first_reconstruction", "training, first step", nats);
    addSeries("last_reconstruction", "training, last step", nats);
    addSeries("held_out_reconstruction", other_ ? words_.beside : "images to test, first step",
              nats);
    addSeries("completion_surprise", "pixels not held, by the completions' mean",
              {"−log p̄(x)", "nats"});
    addSeries("epoch", "epoch", {"epoch", ""});
    for (std::size_t t = 0; t < learner_.scales().size(); ++t) {
        const std::string name = "alpha_" + std::to_string(t + 1);
        addSeries(name.c_str(), "α of step " + std::to_string(t + 1), {"α", ""});
    }
    if (frame.wants("data_images")) {
        frame.add(dataImages_);
    }
    const auto add = [&](const char* name, const auto& make) {
        if (frame.wants(name)) {
            frame.add(make());
        }
    };
    SampleLayout layout;
    layout.columns = parameters_.count("grid_columns");
    layout.every = parameters_.count("every");
    layout.nearest = parameters_.flag("nearest");
    layout.given = given;
    layout.marks = networkNoise(parameters_).gaussian == 0.0F;
    const SampleRecord& record = chains_.record();
    add("samples", [&] { return sampleImages(*images_, record, layout); });
    add("means", [&] { return meanImages(*images_, record, layout); });
    add("corrupted", [&] { return corruptedImages(*images_, record, layout); });
    add("chain_step", [&] { return chainStepImages(*images_, chains_); });
    add("hidden", [&] { return hiddenImages(chains_); });
    add("drawing", [&] {
        return drawingImage(*images_, parseMask(parameters_.text("own_drawing"), shape_.units(0)));
    });
    add("walkback", [&] { return walkbackImages(*images_, learner_.unrolling(), unrolled_); });
    add("filters", [&] { return filterImages(*images_, shape_, learner_.weights()); });
    add("scale_curve", [&] { return scaleCurve(learner_.scales()); });
    for (const auto& [name, samples] : epochSamples_) {
        add(name.c_str(), [&, &name = name, &samples = samples] {
            SampleLayout plain = layout;
            plain.nearest = false;
            Artifact artifact = meanImages(*images_, samples.record, plain);
            artifact.name = name;
            const std::string when =
                ", after " + epochsText(samples.trained / batches_.batchesPerEpoch());
            artifact.title += when;
            artifact.value.label += when; // stands on the picture
            return artifact;
        });
    }
    if (other_) {
        addSeries("plain_held_out_reconstruction", words_.without, nats);
        const auto addOther = [&](const char* name, const auto& make) {
            if (frame.wants(name)) {
                Artifact artifact = make();
                artifact.name = name;
                artifact.title += ", " + words_.without;
                frame.add(std::move(artifact));
            }
        };
        const SampleRecord& theirs = other_->chains_.record();
        addOther("plain_samples", [&] { return sampleImages(*images_, theirs, layout); });
        addOther("plain_means", [&] { return meanImages(*images_, theirs, layout); });
    }
    add("about", [&] { return aboutRun(*images_, shape_, trained_, chains_.drawn()); });
}

} // namespace scorescope::gsn
