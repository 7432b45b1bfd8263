// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/grey_network.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/data/grey_choice.h"
#include "engine/gsn/network/chain_parzen.h"
#include "engine/gsn/network/image_network.h"
#include "engine/gsn/network/image_network_parameters.h"
#include "engine/stats/watched_work.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

/// Images as x: each pixel of mean 0 and deviation 1 over the training images (§5.5.3).
class StandardizedImages final : public NetworkImages {
public:
    explicit StandardizedImages(std::shared_ptr<const data::Greys> greys)
        : greys_(std::move(greys)) {}

    [[nodiscard]] std::size_t width() const override { return greys_->training.width; }
    [[nodiscard]] std::size_t height() const override { return greys_->training.height; }
    [[nodiscard]] std::size_t trainingSize() const override { return greys_->training.size(); }
    [[nodiscard]] std::size_t testSize() const override { return greys_->test.size(); }
    void copyTraining(std::size_t which, float* to) const override {
        data::standardize(greys_->by, greys_->training.image(which), 1, to);
    }
    void copyTest(std::size_t which, float* to) const override {
        data::standardize(greys_->by, greys_->test.image(which), 1, to);
    }
    [[nodiscard]] std::vector<float> fromGreys(std::vector<float> greys) const override {
        const float black = greys_->training.black;
        const float range = greys_->training.white - black;
        for (float& grey : greys) {
            grey = black + range * grey;
        }
        data::standardize(greys_->by, greys.data(), greys.size() / pixels(), greys.data());
        return greys;
    }
    void toGreys(float* x, std::size_t rows) const override {
        data::undoStandardization(greys_->by, x, rows, x);
    }
    [[nodiscard]] double black() const override {
        return static_cast<double>(greys_->training.black);
    }
    [[nodiscard]] double white() const override {
        return static_cast<double>(greys_->training.white);
    }
    [[nodiscard]] GsnOutput output() const override {
        GsnOutput gaussian;
        gaussian.kind = GsnOutput::Kind::gaussian;
        return gaussian;
    }
    [[nodiscard]] std::string name() const override {
        return greys_->drawn ? "faces drawn by the program"
                             : std::filesystem::path(greys_->training.source).filename().string();
    }
    [[nodiscard]] bool drawn() const override { return greys_->drawn; }
    [[nodiscard]] std::uint64_t fingerprint() const override { return greys_->fingerprint; }

private:
    std::shared_ptr<const data::Greys> greys_;
};

/// The same network and chains, with one factor that all walkback steps share.
Parameters withoutFactors(Parameters parameters) {
    parameters.setValue("beside", std::string("nothing"));
    parameters.setValue("scaling_factors", false);
    return parameters;
}

class GreyNetwork final : public ImageNetwork {
public:
    explicit GreyNetwork(const ExperimentContext& context)
        : GreyNetwork(context, withoutFactors(context.parameters)) {}

    void publish(FrameBuilder& frame) const override {
        ImageNetwork::publish(frame);
        if (frame.wants(parzenName) && !parzen_.empty()) {
            frame.add(parzenTable(parzen_));
        }
        for (const ChainParzenRow& row : parzen_) {
            const std::string name = row.name + "_parzen";
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, row.title, {"Parzen estimate", "nats"}));
            }
        }
    }

protected:
    [[nodiscard]] const EstimateSpec* estimate() const override { return &estimate_; }
    [[nodiscard]] AnalysisWork estimateWork() const override {
        return [request = parzenRequest()](AnalysisWatch& watch) {
            AnalysisFindings found;
            const stats::LongWork work = stats::watchedWork(watch);
            const std::vector<ChainParzenRow> rows = chainParzen(request, work);
            saveParzenRows(rows, found.data);
            for (const ChainParzenRow& row : rows) {
                found.scalars[row.name + "_parzen"] = row.mean;
            }
            return found;
        };
    }
    void takeEstimate(const Checkpoint& found) override { parzen_ = loadParzenRows(found); }

private:
    static constexpr const char* parzenName = "parzen";

    GreyNetwork(const ExperimentContext& context, const Parameters& plain)
        : ImageNetwork(context,
                       std::make_shared<const StandardizedImages>(
                           data::greysFor(context.parameters, context.seed, context.threads,
                                          context.cache.get(), context.progress)),
                       context.parameters.text("beside") == "without_factors" ? &plain : nullptr,
                       {"with scaling factors", "without scaling factors"}),
          estimate_{parzenName,
                    "Parzen estimates",
                    "parzen_every",
                    {"training_images_parzen", "no_factors_parzen"},
                    parzenName} {
        if (parameters().flag("scaling_factors")) {
            estimate_.series.insert({"first_factor_parzen", "all_factors_parzen"});
        }
    }

    [[nodiscard]] ChainParzenRequest parzenRequest() const {
        constexpr double printedFirst = 1215.0; // §5.5.3
        constexpr double printedAll = 1189.0;
        constexpr double printedWithout = 1044.0;
        ChainParzenRequest request;
        request.shape = learner().shape();
        request.samples = parameters().count("parzen_samples");
        request.seed = seed();
        request.starts = images().firstTest(parameters().count("parzen_chains"));
        const auto add = [&](const char* name, const char* title, double printed,
                             const ImageNetwork& of, std::vector<float> scales) {
            ParzenChain chain{name, title, printed, of.learner().weights(), of.chainNetwork()};
            chain.network.weights = nullptr;
            chain.network.scales = std::move(scales);
            request.chains.push_back(std::move(chain));
        };
        const std::vector<float> first{learner().scaleToDraw()};
        if (parameters().flag("scaling_factors")) {
            add("first_factor", "with factors, α of the first step", printedFirst, *this, first);
            add("all_factors", "with factors, all in turn", printedAll, *this, learner().scales());
        } else {
            add("no_factors", "without factors", printedWithout, *this, first);
        }
        if (other() != nullptr) {
            add("no_factors", "without factors", printedWithout, *other(),
                {other()->learner().scaleToDraw()});
        }
        // The first half of the images to test chooses σ.
        const std::vector<float> test = images().firstTest(images().testSize());
        const std::size_t n = images().pixels();
        const auto middle = test.begin() + static_cast<std::ptrdiff_t>(images().testSize() / 2 * n);
        request.validation.assign(test.begin(), middle);
        request.test.assign(middle, test.end());
        request.training = images().firstTraining(request.samples);
        return request;
    }

    EstimateSpec estimate_;
    std::vector<ChainParzenRow> parzen_; ///< the newest
};

ParameterTable greyNetworkTable() {
    std::vector<ParameterSpec> specs = data::greyParameters(2000, 500);
    ImageNetworkDefaults defaults;
    defaults.layers = "150 80";
    defaults.layersOfThesis = "The thesis takes 2000 for each of two.";
    defaults.inputNoise = 0.2;
    defaults.saltAndPepper = "−1 and 1, in deviations of the pixel";
    defaults.hiddenNoise = 0.3;
    defaults.beside = "without_factors";
    defaults.besideLabel = "the same without scaling factors";
    defaults.besideHelp =
        "Another network with the same start, minibatches and chains, whose walkback steps share "
        "one variance (Figures 5.8 and 5.10).";
    defaults.factorsHelp =
        "A factor αₖ on the variance of P(x | h) is learned for each walkback step (§5.3.3); "
        "without, one for all steps.";
    defaults.scaleRate = 0.2;
    defaults.scaleRateHelp = "Learning rate of the factors' logarithms, of the loss per pixel.";
    defaults.adam = true;
    defaults.nearest = true;
    const std::vector<ParameterSpec> own = {
        live(real("added_noise", "noise on x", "Noise", 0.2, 0.0, 5.0,
                  "Deviation of the noise that is added to X before pixels are replaced, in "
                  "deviations of the pixel. The thesis says \"input noise\" of a level from 0.1 to "
                  "0.7, and not of which kind.")),
        integer("parzen_every", "estimate every", "Parzen estimate", 0, 0, 1e9,
                "Steps between two Parzen estimates of consecutive samples (§5.5.3); 0: none."),
        integer("parzen_samples", "samples", "Parzen estimate", 1000, 10, 100000,
                "Of each network; the thesis: 10 000."),
        integer("parzen_chains", "chains", "Parzen estimate", 10, 1, 1000,
                "That draw them, from images to test that choose σ; the thesis: one."),
    };
    for (const std::vector<ParameterSpec>& part : {imageNetworkParameters(defaults), own}) {
        specs.insert(specs.end(), part.begin(), part.end());
    }
    return ParameterTable(std::move(specs));
}

} // namespace

ExperimentKind greyNetworkKind() {
    ExperimentKind kind;
    kind.name = "grey_network";
    kind.title = "Generative stochastic network on grey images";
    kind.help =
        "A network that only learns to undo noise draws images whose pixels are real numbers "
        "(§5.3.3, 5.5.3): each pixel has mean 0 and deviation 1 over the training images, and "
        "P(x | h) is a Gaussian for each pixel, with one variance for all. **Scaling factors** let "
        "every walkback step have a variance of its own: later steps have wandered farther, and "
        "are less sure.\n\n**Watch** the samples: each is drawn from the one before. At the end of "
        "a row, framed, stands the training image that is nearest to its last sample.";
    kind.parameters = greyNetworkTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<GreyNetwork>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        return data::greyBytes(parameters) +
               imageNetworkBytes(parameters, data::mostGreyPixels(parameters),
                                 static_cast<double>(parameters.integer("training_images")));
    };
    kind.check = [](const Parameters& parameters) {
        data::checkGreys(parameters);
        checkImageNetwork(parameters, data::mostGreyPixels(parameters));
        if (parameters.text("beside") != "nothing" && !parameters.flag("scaling_factors")) {
            throw InputError("", "/parameters/beside",
                             "is the same without scaling factors, and there are none: allowed is "
                             "'nothing', or scaling factors");
        }
    };
    kind.actions = ImageNetwork::actions();
    kind.headline = {"held_out_reconstruction", "one reconstruction %1 nats"};
    return kind;
}

} // namespace scorescope::gsn
