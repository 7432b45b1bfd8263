// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/digit_network_parameters.h"

#include "engine/core/error.h"
#include "engine/core/text.h"
#include "engine/data/digit_choice.h"
#include "engine/gsn/network/inpainting.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <utility>

namespace scorescope::gsn {
namespace {

using data::digitSide;
constexpr std::size_t digitPixels = digitSide * digitSide;
constexpr std::size_t mostUnits = 4000;
constexpr std::size_t mostHiddenLayers = 6;

} // namespace

ParameterTable digitNetworkTable() {
    std::vector<ParameterSpec> specs = data::digitParameters(10000, 1000);
    const std::vector<ParameterSpec> own = {
        boolean("binarize", "binarize", "Data", false,
                "Pixels become 0 or 1, at one half; or else greys are probabilities."),
        textParameter("layers", "hidden layers", "Network", "500 500",
                      "Units of each hidden layer. One layer: a denoising auto-encoder. The thesis "
                      "takes 1000 to 1500 for each, and 2000 for one (Figure 5.4)."),
        boolean(
            "mean_biases", "biases of x from the data", "Network", true,
            "The biases of x begin at the log odds of the pixels' means rather than at 0, which "
            "spares the first epochs."),
        boolean(
            "noise_on_first", "noise on the first layer", "Network", false,
            "Whether the first hidden layer has noise, too; the thesis' networks have it on all "
            "but the first."),
        live(real("input_noise", "salt and pepper", "Noise", 0.4, 0.0, 1.0,
                  "Share of the pixels of X that are replaced by 0 or 1.")),
        live(real("noise_inside", "noise inside", "Noise", 2.0, 0.0, 20.0,
                  "Deviation of η_in in h = η_out + tanh(η_in + a).")),
        live(
            real("noise_outside", "noise outside", "Noise", 2.0, 0.0, 20.0, "Deviation of η_out.")),
        integer("walkback", "walkback steps", "Training", 4, 1, 40,
                "Steps of the chain from each example; the thesis: twice the number of layers."),
        choice(
            "beside", "beside it", "Training", {"nothing", "without_walkback"},
            {"nothing", "the same without walkback"},
            "Another network with the same start, minibatches and chains, of whose examples only "
            "the first reconstruction is asked to be the example (Figure 5.4)."),
        boolean("last_only", "only the last counts", "Training", false,
                "Whether the loss is of the last reconstruction alone (Proposition 2: either way "
                "estimates the same distribution)."),
        boolean("through_chain", "gradient through the chain", "Training", true,
                "Gradients go back through the hidden layers of earlier steps, or stop there."),
        boolean("scaling_factors", "scaling factors", "Training", false,
                "A factor α_k on the logits of each walkback step is learned (§5.3.3)."),
        real("scale_rate", "rate of the factors", "Training", 0.002, 0.0, 1.0,
             "Learning rate of the factors' logarithms."),
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
        integer("chains", "chains", "Chains", 1, 1, 64,
                "In parallel. One fills the picture row by row, several have a row each."),
        live(integer("draws", "chain steps a step", "Chains", 1, 0, 1000,
                     "Steps of every chain for one step of the run.")),
        live(integer("every", "show every", "Chains", 1, 1, 10000,
                     "Only every so many-th step of the chains is shown.")),
        integer("grid_columns", "columns", "Chains", 20, 1, 100,
                "Of the picture with the samples."),
        integer("grid_rows", "rows", "Chains", 10, 1, 100, "Of that picture, for one chain."),
        live(integer("mixing_chains", "chains judged", "Mixing", 8, 2, 64,
                     "Chains of their own that begin at images to test and tell how well the "
                     "present network mixes.")),
        live(integer("mixing_draws", "steps judged", "Mixing", 400, 20, 10000,
                     "Of each of them, after a quarter as many that are not counted.")),
        live(integer("unrolled_node", "node of the graph", "Unrolled graph", 0, 0,
                     static_cast<double>(mostUnrolledNodes - 1),
                     "Whose activations are shown (Figure 5.5); a click on a node selects it.")),
    };
    for (const std::vector<ParameterSpec>& part :
         {own, descentParameters(), schedule, inpaintingParameters()}) {
        specs.insert(specs.end(), part.begin(), part.end());
    }
    return ParameterTable(std::move(specs));
}

std::vector<ParameterSpec> descentParameters() {
    return {
        integer("batch_size", "minibatch", "Training", 100, 1, 10000, "Examples of a step."),
        choice("optimizer", "optimizer", "Training", {"sgd", "adam"}, {"SGD with momentum", "Adam"},
               "The thesis: SGD with momentum 0.5."),
        live(
            real("learning_rate", "learning rate", "Training", 0.25, 1e-6, 100.0,
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

void checkDigitNetwork(const Parameters& parameters) {
    static_cast<void>(networkLayers(parameters));
    checkInpainting(parameters, digitSide);
    if (parameters.flag("last_only") && parameters.flag("scaling_factors")) {
        throw InputError("", "/parameters/scaling_factors",
                         "need a loss of every step: only the last one's factor would be "
                         "learned, and chains draw with the first");
    }
    checkDescent(parameters);
}

double digitNetworkBytes(const Parameters& parameters) {
    constexpr auto pixels = static_cast<double>(digitPixels);
    double weights = 0.0;
    double units = 0.0;
    double even = 0.0;
    const std::vector<std::size_t> layers = networkLayers(parameters);
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
    return networks * 4.0 * (4.0 * weights + rows * (3.0 * units + 4.0 * pixels)) +
           (visits ? 4.0 * even * static_cast<double>(parameters.integer("training_images"))
                   : 0.0) +
           data::digitBytes(parameters) +
           4.0 * pixels *
               static_cast<double>(parameters.integer("chains") *
                                   parameters.integer("grid_columns") *
                                   parameters.integer("grid_rows"));
}

std::vector<std::size_t> networkLayers(const Parameters& parameters) {
    const std::string& text = parameters.text("layers");
    std::istringstream words(text);
    std::vector<std::size_t> layers{digitPixels};
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
    return noise;
}

double learningRate(const Parameters& parameters, double epoch) {
    const double pixels =
        parameters.text("optimizer") == "adam" ? 1.0 : static_cast<double>(digitPixels);
    const double rate =
        parameters.real("learning_rate") / pixels * std::pow(parameters.real("rate_decay"), epoch);
    return std::max(rate, std::numeric_limits<double>::min()); // never 0, however many epochs
}

nn::OptimizerOptions networkOptimizer(const Parameters& parameters) {
    nn::OptimizerOptions options;
    options.rule = parameters.text("optimizer") == "adam" ? nn::OptimizerRule::adam
                                                          : nn::OptimizerRule::momentum;
    options.rate = learningRate(parameters, 0.0);
    if (options.rule == nn::OptimizerRule::momentum) {
        options.beta1 = parameters.real("momentum");
    }
    return options;
}

GsnLearnerOptions gsnLearnerOptions(const Parameters& parameters, std::size_t examples) {
    GsnLearnerOptions options;
    options.walkback.steps = parameters.count("walkback");
    options.walkback.lastOnly = parameters.flag("last_only");
    options.walkback.throughChain = parameters.flag("through_chain");
    options.walkback.noise = networkNoise(parameters);
    options.scaleRate = parameters.flag("scaling_factors") ? parameters.real("scale_rate") : -1.0;
    options.optimizer = networkOptimizer(parameters);
    options.fromPreviousVisit = parameters.text("first_state") == "previous_visit";
    options.examples = examples;
    return options;
}

} // namespace scorescope::gsn
