// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/plane/plane_parameters.h"

#include "engine/core/error.h"
#include "engine/data/toy_sets.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

using Specs = std::vector<ParameterSpec>;

Specs dataSpecs() {
    std::vector<std::string> names;
    std::vector<std::string> labels;
    for (const data::ToySet& set : data::toySets()) {
        if (set.dimensions == 2) {
            names.push_back(set.name);
            labels.push_back(set.label);
        }
    }
    return {
        choice("data", "data", "Data", names, labels, "The curve or mixture the examples are of."),
        integer("examples", "training examples", "Data", 1000, 2, 100000, "Without noise."),
    };
}

Specs denoiserSpecs() {
    return {
        live(logarithmic(
            real("sigma", "σ of the corruption", "Denoiser", 0.02, 1e-4, 10.0,
                 "C(X̃ | X) = N(X, σ² I). With little of it training sees nothing but what is near "
                 "the data, and r does as it likes elsewhere (§5.3.2)."))),
        integer("hidden_units", "hidden units", "Denoiser", 150, 1, 100000,
                "Of r(x̃) = c + V tanh(b + W x̃), the mean of P(X | X̃)."),
        logarithmic(real("feature_length", "length of first features", "Denoiser", 0.1, 1e-4, 10.0,
                         "Over which the first hidden units turn, from 1 to 7 times as long. Short "
                         "ones leave r free to do as it likes between and beside the data.")),
        boolean("learn_deviation", "learn s", "Denoiser", true,
                "P(X | X̃) = N(r(X̃), s² I): s by maximum likelihood, or as given below."),
        live(logarithmic(real("deviation", "s of P(X | X̃)", "Denoiser", 0.02, 1e-5, 10.0,
                              "What s is, or where it begins: it is learned from there, and a "
                              "change is in force after a reset."))),
    };
}

Specs walkbackSpecs() {
    ParameterSpec p = live(real("walk_p", "p", "Walkback", 0.5, 0.05, 1.0,
                                "k ~ Geometric(p), k = 1, 2, …: with p = 1 every walk has one "
                                "step, which is plain denoising. The thesis takes 0.5."));
    p.applies = {"walk_length", {"geometric"}};
    ParameterSpec steps = live(integer("walk_steps", "k", "Walkback", 3, 1, 50,
                                       "Steps of every walk; 1 is plain denoising."));
    steps.applies = {"walk_length", {"fixed"}};
    return {
        live(choice("walk_length", "steps k of a walk", "Walkback", {"geometric", "fixed"},
                    {"geometric, each its own", "the same for all"},
                    "How far the model's own chain is run from a training example (§5.3.2, "
                    "Algorithm 1).")),
        std::move(p),
        std::move(steps),
        live(choice("counted", "in the loss", "Walkback", {"all", "last"},
                    {"every X̃ of a walk", "the last X̃ alone"},
                    "Which X̃ are led back to the example; Proposition 2 holds for either.")),
        live(choice("gradient", "gradients", "Walkback", {"stopped", "through"},
                    {"stop at X̃", "go back through the chain"},
                    "X̃ taken as given, or as a function of the network with the noise held fixed "
                    "(the reparametrization trick, §5.3.2).")),
        integer("walk_from", "walkback from step", "Walkback", 0, 0, 1e9,
                "Until then training is plain denoising."),
        boolean("beside", "a network beside it", "Walkback", false,
                "A second network that begins alike and sees as many X̃ of the same examples, all "
                "of them made of the examples themselves: no walkback."),
    };
}

Specs trainingSpecs() {
    return {
        choice("optimizer", "optimizer", "Training", {"lbfgs", "adam", "sgd", "momentum"},
               {"L-BFGS", "Adam", "SGD", "momentum"},
               "L-BFGS sees all examples at each step, and keeps its walks for a while; the others "
               "take a minibatch and new walks each step."),
        integer("redraw_every", "new walks every", "Training", 10, 1, 100000,
                "Steps of L-BFGS between two draws of walks and noise."),
        integer("batch_size", "batch size", "Training", 100, 1, 100000,
                "Examples a step of the minibatch methods."),
        live(logarithmic(real("learning_rate", "learning rate", "Training", 0.002, 1e-9, 1e3,
                              "Of the minibatch methods."))),
        live(integer("train_steps", "trains for", "Training", 1000000000, 0, 1e9,
                     "Steps; then the network stays as it is.")),
        integer("evaluate_every", "evaluate every", "Training", 20, 1, 1000000,
                "Steps between two measurements: fixed points, chains, held-out points."),
        live(real("spurious_sigmas", "spurious beyond", "Training", 3.0, 0.1, 100.0,
                  "Times σ: an attractor of r farther than that from every example is a spurious "
                  "mode, for no corruption that training makes leads there but one in a "
                  "hundred.")),
    };
}

Specs chainSpecs() {
    return {
        integer("chains", "chains", "Chain", 1, 0, 200, "How many begin, at training examples."),
        integer("chain_from", "chains from step", "Chain", 0, 0, 1e9, "When they begin."),
        live(integer("half_steps", "half steps a step", "Chain", 1, 1, 1000,
                     "X → X̃ is half a step, X̃ → X the other (Proposition 1).")),
        live(integer("followed", "chain followed", "Chain", 0, 0, 999,
                     "Whose X, X̃ and P(X | X̃) are shown.")),
        live(integer("chain_tail", "points shown", "Chain", 41, 2, 241,
                     "Latest points of a chain's path, X and X̃ in turn.")),
    };
}

Specs viewSpecs() {
    Specs specs = {
        live(real("x_min", "x from", "Region", -1.0, -100.0, 100.0, "Left edge.")),
        live(real("x_max", "x to", "Region", 1.0, -100.0, 100.0, "Right edge.")),
        live(real("y_min", "y from", "Region", -1.0, -100.0, 100.0, "Lower edge.")),
        live(real("y_max", "y to", "Region", 1.0, -100.0, 100.0, "Upper edge.")),
        live(
            integer("resolution", "nodes along x", "Region", 36, 2, 256, "Of the fields in view.")),
    };
    for (ParameterSpec& spec : specs) {
        spec.followsView = true;
    }
    return specs;
}

} // namespace

ParameterTable planeParameters() {
    Specs specs;
    for (Specs more : {dataSpecs(), denoiserSpecs(), walkbackSpecs(), trainingSpecs(), chainSpecs(),
                       viewSpecs()}) {
        specs.insert(specs.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
    }
    return ParameterTable(std::move(specs));
}

void checkPlaneParameters(const Parameters& parameters) {
    for (const char axis : {'x', 'y'}) {
        const std::string low = std::string(1, axis) + "_min";
        const std::string high = std::string(1, axis) + "_max";
        if (!(parameters.real(low) < parameters.real(high))) {
            throw InputError("", "/parameters/" + high, "must be above " + low);
        }
    }
}

nn::TrainerOptions trainerOptions(const Parameters& parameters) {
    nn::TrainerOptions options;
    options.optimizer = parameters.text("optimizer");
    options.learningRate = parameters.real("learning_rate");
    return options;
}

LearnerOptions learnerOptions(const ExperimentContext& context) {
    const Parameters& parameters = context.parameters;
    LearnerOptions options;
    options.network.hiddenUnits = {parameters.count("hidden_units")};
    options.network.singlePrecision = false; // points are few, and walks go where floats creep
    options.network.threads = context.threads;
    options.trainer = trainerOptions(parameters);
    options.deviation = parameters.real("deviation");
    options.startScale = parameters.real("feature_length");
    options.redrawEvery = parameters.count("redraw_every");
    options.batchSize = parameters.count("batch_size");
    options.seed = context.seed;
    return options;
}

WalkOptions walkOptions(const Parameters& parameters, std::uint64_t step, bool onward) {
    WalkOptions walk;
    walk.law.geometric = parameters.text("walk_length") == "geometric";
    walk.law.p = parameters.real("walk_p");
    walk.law.steps = parameters.count("walk_steps");
    walk.sigma = parameters.real("sigma");
    walk.onward = onward;
    walk.lastOnly = parameters.text("counted") == "last";
    walk.throughChain = parameters.text("gradient") == "through";
    walk.learnDeviation = parameters.flag("learn_deviation");
    if (step < parameters.count("walk_from")) {
        walk.law = {false, 1.0, 1};
        walk.onward = false;
    }
    return walk;
}

double spuriousDistance(const Parameters& parameters) {
    return parameters.real("spurious_sigmas") * parameters.real("sigma");
}

Grid shownGrid(const Parameters& parameters) {
    Grid grid;
    grid.xMin = parameters.real("x_min");
    grid.xMax = parameters.real("x_max");
    grid.yMin = parameters.real("y_min");
    grid.yMax = parameters.real("y_max");
    grid.columns = parameters.count("resolution");
    const double ratio = (grid.yMax - grid.yMin) / (grid.xMax - grid.xMin);
    const double rows = std::round(static_cast<double>(grid.columns - 1) * ratio) + 1.0;
    grid.rows = static_cast<std::size_t>(std::clamp(rows, 2.0, 256.0));
    return grid;
}

RegionParameters shownRegion() {
    return {"x_min", "x_max", "y_min", "y_max", "resolution"};
}

} // namespace scorescope::gsn
