// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/image_network_parameters.h"

#include "engine/core/error.h"
#include "engine/core/pixel_mask.h"
#include "engine/core/text.h"
#include "engine/gsn/network/sample_record.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace scorescope::gsn {
namespace {

constexpr std::size_t mostUnits = 4000;
constexpr std::size_t mostHiddenLayers = 6;

} // namespace

std::vector<ParameterSpec> imageNetworkParameters(const ImageNetworkDefaults& defaults) {
    ParameterSpec own = live(
        textParameter("own_image", "your own image", "Chains", "",
                      "A .png or .pgm file that all chains start from (X₀), fitted into the size "
                      "of the others; drop one on the window. Empty: images that were not trained "
                      "on."));
    own.filePatterns = "*.png *.pgm";
    std::vector<ParameterSpec> specs = {
        textParameter("layers", "hidden layers", "Network", defaults.layers,
                      "Units of each hidden layer. One layer: a denoising auto-encoder. " +
                          defaults.layersOfThesis),
        boolean(
            "noise_on_first", "noise on the first layer", "Network", false,
            "Whether the first hidden layer has noise, too; the thesis' networks have it on all "
            "but the first."),
        live(real("input_noise", "salt and pepper", "Noise", defaults.inputNoise, 0.0, 1.0,
                  "Share of the pixels of X that are replaced, each by one of two values: " +
                      defaults.saltAndPepper + ".")),
        live(real("noise_inside", "noise inside", "Noise", defaults.hiddenNoise, 0.0, 20.0,
                  "Deviation of η_in in h = η_out + tanh(η_in + a).")),
        live(real("noise_outside", "noise outside", "Noise", defaults.hiddenNoise, 0.0, 20.0,
                  "Deviation of η_out.")),
        integer("walkback", "walkback steps", "Training", 4, 1, 40,
                "Steps of the chain from each example; the thesis: twice the number of layers."),
        choice("beside", "beside it", "Training", {"nothing", defaults.beside},
               {"nothing", defaults.besideLabel}, defaults.besideHelp),
        boolean("last_only", "only the last counts", "Training", false,
                "Whether the loss is of the last reconstruction alone (Proposition 2: either way "
                "estimates the same distribution)."),
        boolean("through_chain", "gradient through the chain", "Training", true,
                "Gradients go back through the hidden layers of earlier steps, or stop there."),
        boolean("scaling_factors", "scaling factors", "Training", false, defaults.factorsHelp),
        real("scale_rate", "rate of the factors", "Training", defaults.scaleRate, 0.0, 10.0,
             defaults.scaleRateHelp),
        choice("first_state", "H₀ begins", "Training", {"zero", "previous_visit"},
               {"at zero", "at the example's previous visit"},
               "The hidden layers with which an example begins (Theorem 3)."),
    };
    const std::vector<ParameterSpec> schedule = {
        integer("train_steps", "train for", "Schedule", 0, 0, 1e9,
                "Minibatches before the network stays as it is; 0 = it trains on and on."),
        integer("sample_from", "sample from step", "Schedule", 0, 0, 1e9,
                "When the chains begin to run; before, each step is training alone."),
        integer("evaluate_every", "evaluate every", "Schedule", 20, 1, 100000,
                "Steps between two points of the curves."),
        integer("first_epochs", "draw after epochs", "Schedule", 0, 0, 100000,
                "A chain of its own draws consecutive samples from the network as it is after so "
                "many epochs (Figure 5.7); 0: none."),
        integer("second_epochs", "and after epochs", "Schedule", 0, 0, 100000,
                "The same once more, later."),
        integer("chains", "chains", "Chains", 1, 1, 64,
                "In parallel. One fills the picture row by row, several have a row each."),
        live(integer("draws", "chain steps a step", "Chains", 1, 0, 1000,
                     "Steps of every chain for one step of the run.")),
        live(choice("draw_with", "draw with", "Chains", {"first", "all"},
                    {"α of the first step", "the α of all steps in turn"},
                    "Where scaling factors are learned: which of them the chains' P(X | h) has "
                    "(§5.5.3).")),
        std::move(own),
        live(textParameter("own_drawing", "your own drawing", "Chains", "",
                           "What is painted on the picture of it is white, on black: all chains "
                           "start there, where no image is named. Lengths of runs of pixels that "
                           "are black and white in turns, row by row from the top.")),
        live(boolean("own_inverted", "white is black", "Chains", false,
                     "Whether your own image is inverted: digits are white on black.")),
        live(integer("every", "show every", "Chains", 1, 1, 10000,
                     "Only every so many-th step of the chains is shown.")),
        integer("grid_columns", "columns", "Chains", 20, 1, 100,
                "Of the picture with the samples."),
        integer("grid_rows", "rows", "Chains", 10, 1, 100, "Of that picture, for one chain."),
        live(boolean("nearest", "nearest training image", "Chains", defaults.nearest,
                     "At the end of each row, framed, the training image that is nearest to its "
                     "last sample: a copy would look like it (Figure 5.8).")),
    };
    for (const std::vector<ParameterSpec>& part : {descentParameters(defaults.adam), schedule}) {
        specs.insert(specs.end(), part.begin(), part.end());
    }
    return specs;
}

std::vector<ParameterSpec> descentParameters(bool adam) {
    ParameterSpec rule =
        choice("optimizer", "optimizer", "Training", {"sgd", "adam"}, {"SGD with momentum", "Adam"},
               "The thesis: SGD with momentum 0.5.");
    rule.initial = std::string(adam ? "adam" : "sgd");
    return {
        integer("batch_size", "minibatch", "Training", 100, 1, 10000, "Examples of a step."),
        std::move(rule),
        live(
            real("learning_rate", "learning rate", "Training", adam ? 0.001 : 0.25, 1e-6, 100.0,
                 "Of the loss per pixel with SGD (the thesis: 0.25 with minibatches of one; larger "
                 "ones take more); of Adam as it is (0.001).")),
        real("momentum", "momentum", "Training", 0.5, 0.0, 0.999, "Of SGD."),
        real("rate_decay", "rate decay", "Training", 0.99, 0.1, 1.0,
             "The learning rate is multiplied by it after every epoch."),
    };
}

void checkDescent(const Parameters& parameters) {
    constexpr double mostOfAdam = 0.1;
    if (parameters.text("optimizer") == "adam" && parameters.real("learning_rate") > mostOfAdam) {
        throw InputError("", "/parameters/learning_rate",
                         "is too large for Adam; allowed is at most 0.1, and 0.001 is usual");
    }
}

void checkImageNetwork(const Parameters& parameters, std::size_t pixels) {
    static_cast<void>(networkLayers(parameters, pixels));
    if (parameters.flag("last_only") && parameters.flag("scaling_factors")) {
        throw InputError("", "/parameters/scaling_factors",
                         "need a loss of every step: only the last one's factor would be "
                         "learned, and chains draw with the first");
    }
    const std::string& own = parameters.text("own_image");
    const auto endsIn = [&own](std::string_view ending) {
        return own.size() > ending.size() &&
               own.compare(own.size() - ending.size(), ending.size(), ending) == 0;
    };
    if (!own.empty() && !endsIn(".png") && !endsIn(".pgm") && !endsIn(".PNG") && !endsIn(".PGM")) {
        throw InputError("", "/parameters/own_image",
                         "is '" + printable(own, 40) + "'; allowed is a .png or .pgm file");
    }
    try {
        static_cast<void>(parseMask(parameters.text("own_drawing"), pixels));
    } catch (const InputError& error) {
        throw InputError("", "/parameters/own_drawing", error.message());
    }
    checkDescent(parameters);
}

double imageNetworkBytes(const Parameters& parameters, std::size_t pixels, double examples) {
    double weights = 0.0;
    double units = 0.0;
    double even = 0.0;
    const std::vector<std::size_t> layers = networkLayers(parameters, pixels);
    for (std::size_t k = 1; k < layers.size(); ++k) {
        const auto layer = static_cast<double>(layers[k]);
        weights += static_cast<double>(layers[k - 1]) * layer;
        units += layer;
        even += k % 2 == 0 ? layer : 0.0;
    }
    const double rows =
        static_cast<double>(parameters.integer("batch_size") * parameters.integer("walkback"));
    const bool visits = parameters.text("first_state") == "previous_visit";
    const double networks = parameters.text("beside") == "nothing" ? 1.0 : 2.0;
    const double heldOut = 4.0 * static_cast<double>(heldOutRows * pixels); // of both networks
    const double each =
        4.0 * (4.0 * weights + rows * (3.0 * units + 4.0 * static_cast<double>(pixels))) +
        (visits ? 4.0 * even * examples : 0.0) +
        SampleRecord::bytes(parameters.count("chains"), pixels, parameters.count("grid_columns"),
                            parameters.count("grid_rows"));
    return heldOut + networks * each;
}

std::vector<std::size_t> networkLayers(const Parameters& parameters, std::size_t pixels) {
    const std::string& text = parameters.text("layers");
    std::istringstream words(text);
    std::vector<std::size_t> layers{pixels};
    bool good = true;
    for (std::string word; words >> word;) {
        std::size_t units = 0;
        const auto [rest, problem] = std::from_chars(word.data(), word.data() + word.size(), units);
        good = good && problem == std::errc() && rest == word.data() + word.size() && units >= 1 &&
               units <= mostUnits;
        layers.push_back(units);
    }
    if (!good || layers.size() < 2 || layers.size() > 1 + mostHiddenLayers) {
        throw InputError("", "/parameters/layers",
                         "is '" + printable(text, 40) + "'; allowed are 1 to " +
                             std::to_string(mostHiddenLayers) + " numbers of units from 1 to " +
                             std::to_string(mostUnits) + ", such as 500 500");
    }
    return layers;
}

GsnNoise networkNoise(const Parameters& parameters) {
    GsnNoise noise;
    noise.saltAndPepper = static_cast<float>(parameters.real("input_noise"));
    noise.inside = static_cast<float>(parameters.real("noise_inside"));
    noise.outside = static_cast<float>(parameters.real("noise_outside"));
    noise.onFirstLayer = parameters.flag("noise_on_first");
    if (parameters.table().contains("added_noise")) { // real-valued x
        noise.gaussian = static_cast<float>(parameters.real("added_noise"));
        noise.pepper = -1.0F;
    }
    return noise;
}

double learningRate(const Parameters& parameters, double epoch, std::size_t pixels) {
    const double of = parameters.text("optimizer") == "adam" ? 1.0 : static_cast<double>(pixels);
    const double rate =
        parameters.real("learning_rate") / of * std::pow(parameters.real("rate_decay"), epoch);
    return std::max(rate, std::numeric_limits<double>::min()); // never 0, however many epochs
}

nn::OptimizerOptions networkOptimizer(const Parameters& parameters, std::size_t pixels) {
    nn::OptimizerOptions options;
    options.rule = parameters.text("optimizer") == "adam" ? nn::OptimizerRule::adam
                                                          : nn::OptimizerRule::momentum;
    options.rate = learningRate(parameters, 0.0, pixels);
    if (options.rule == nn::OptimizerRule::momentum) {
        options.beta1 = parameters.real("momentum");
    }
    return options;
}

GsnLearnerOptions gsnLearnerOptions(const Parameters& parameters, const NetworkImages& images) {
    using Factors = GsnLearnerOptions::Factors;
    const bool real = images.output().kind == GsnOutput::Kind::gaussian;
    GsnLearnerOptions options;
    options.walkback.steps = parameters.count("walkback");
    options.walkback.lastOnly = parameters.flag("last_only");
    options.walkback.throughChain = parameters.flag("through_chain");
    options.walkback.noise = networkNoise(parameters);
    options.walkback.output = images.output();
    options.factors = parameters.flag("scaling_factors") ? Factors::ofSteps
                      : real                             ? Factors::shared
                                                         : Factors::none;
    // Of real-valued pixels each has its term in the gradient of a variance.
    options.scaleRate =
        parameters.real("scale_rate") / (real ? static_cast<double>(images.pixels()) : 1.0);
    options.optimizer = networkOptimizer(parameters, images.pixels());
    options.fromPreviousVisit = parameters.text("first_state") == "previous_visit";
    options.examples = images.trainingSize();
    return options;
}

} // namespace scorescope::gsn
