// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/autoencoder_parameters.h"

#include "engine/core/error.h"
#include "engine/data/dataset_cache.h"
#include "engine/data/toy_sets.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

namespace scorescope::manifold {
namespace {

using Specs = std::vector<ParameterSpec>;

void append(Specs& specs, Specs more) {
    specs.insert(specs.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

Specs dataSpecs() {
    std::vector<std::string> names;
    std::vector<std::string> labels;
    std::string help = "What the auto-encoder learns.";
    for (const data::ToySet& set : data::toySets()) {
        names.push_back(set.name);
        labels.push_back(set.label);
        help += " " + set.label + ": " + set.help;
    }
    names.insert(names.end(), {"drawn", "file"});
    labels.insert(labels.end(), {"drawn by hand", "from a file"});
    ParameterSpec data = choice("data", "data", "Data", names, labels, help);
    data.formerName = "manifold";
    ParameterSpec file = textParameter(
        "data_file", "file", "Data", "",
        "CSV or text with a point a line, or an NPY or NPZ array [points × dimensions]; from 2 to "
        "64 dimensions. Used when the data come from a file.");
    file.filePatterns = "*.csv *.txt *.npy *.npz";
    Specs specs = {
        std::move(data),
        integer("points", "points", "Data", 10000, 10, 10000000,
                "Number of training examples (10 000 in §3.3.4). Of a file the first ones; fewer "
                "points than that, or points drawn by hand, are drawn with replacement."),
        real("data_noise", "noise of the data", "Data", 0.0, 0.0, 10.0,
             "Standard deviation of Gaussian noise on the data themselves: 0 puts them exactly on "
             "their manifold. Not the corruption."),
        std::move(file),
        live(textParameter("drawn_points", "drawn points", "Data",
                           "-0.35 0; -0.3 0.18; -0.15 0.3; 0 0.33; 0.15 0.3; 0.3 0.18; 0.35 0",
                           "Points as x y; x y; … Paint, erase and drag them in the picture.")),
        boolean("unit_scale", "scale into [0, 1]", "Data", false,
                "Maps the data into the unit cube, which cross-entropy needs."),
    };
    specs[2].step = 0.01;
    return specs;
}

Specs criterionSpecs() {
    Specs specs = {
        choice("criterion", "criterion", "Criterion", {"dae", "rcae", "cae"},
               {"denoising, DAE", "contractive r, RCAE", "contractive code, CAE"},
               "DAE (3.2): undo the corruption. RCAE (3.6): reconstruct clean points with a "
               "penalty σ²‖∂r/∂x‖². CAE (3.1): the same with λ‖∂f/∂x‖² on the code alone."),
        live(logarithmic(real(
            "corruption", "σ", "Criterion", 0.01, 1e-4, 10.0,
            "Standard deviation of the Gaussian corruption N(x) = x + ε, ε ~ N(0, σ²I), of the "
            "criterion (3.2), or the root of the RCAE's penalty σ² (3.6). As σ → 0, (r(x) − x)/σ² "
            "tends to the score (3.5)."))),
        live(logarithmic(real("contraction", "λ", "Criterion", 1e-4, 1e-12, 1e6,
                              "Coefficient of the CAE's penalty on the Jacobian of the code "
                              "(3.1)."))),
        choice("loss", "loss", "Criterion", {"squared", "cross_entropy"},
               {"squared error", "cross-entropy"},
               "ℓ(x, r), §3.2. Cross-entropy needs data in [0, 1] and gives r sigmoid outputs."),
        choice("noise", "noise", "Criterion", {"fixed", "fresh"}, {"fixed set", "fresh"},
               "Fixed: the corruption is sampled once and for all, as in §3.3.4. Fresh: anew at "
               "every step (L-BFGS) or epoch (minibatches)."),
        live(integer("walkback", "walkback", "Criterion", 0, 0, 20,
                     "Every second example is also walked away from the data, by reconstructing it "
                     "and corrupting it again up to so many times with the network as it is, and "
                     "trained to lead back: where the model's own chain strays it learns to "
                     "return.")),
        live(logarithmic(real("walkback_noise", "walkback σ", "Criterion", 0.03, 1e-4, 10.0,
                              "Corruption of the steps of walkback: larger than σ it reaches where "
                              "training would else have seen nothing (§3.4.3)."))),
    };
    for (ParameterSpec& spec : specs) {
        spec.sweepFirst = spec.name == "corruption";
    }
    return specs;
}

Specs networkSpecs() {
    return {
        integer("hidden_units", "hidden units", "Auto-encoder", 1000, 1, 2e9,
                "Units of each hidden layer; of the encoder f(x) = s(b + Wx) when there is one "
                "(§3.3.4)."),
        integer("hidden_layers", "hidden layers", "Auto-encoder", 1, 1, 8,
                "One is the thesis' two-layer auto-encoder r(x) = c + V s(b + Wx), trained by "
                "fused kernels; more go through LibTorch."),
        choice("activation", "activation", "Auto-encoder", {"tanh", "sigmoid"}, {"tanh", "sigmoid"},
               "s of the hidden units."),
        choice("weights", "weights", "Auto-encoder", {"untied", "tied"}, {"untied", "tied, V = Wᵀ"},
               "Tied weights, V = Wᵀ, make r the derivative of an energy (§3.3.6); the thesis "
               "found better results with untied ones."),
        choice("precision", "precision", "Auto-encoder", {"float32", "float64"},
               {"float32", "float64"},
               "Precision of the pass over the data. Sums, gradient and optimizer are float64 "
               "either way."),
    };
}

Specs trainingSpecs() {
    return {
        choice("optimizer", "optimizer", "Training",
               {"lbfgs", "sgd", "momentum", "rmsprop", "adam"},
               {"L-BFGS", "SGD", "momentum", "RMSProp", "Adam"},
               "The thesis trained by BFGS; L-BFGS is its limited-memory form, full batch, with a "
               "strong-Wolfe line search, one iteration per step. The others take one minibatch "
               "per step."),
        integer("lbfgs_pairs", "curvature pairs", "Training", 20, 1, 500,
                "Pairs of steps and gradient changes that L-BFGS remembers."),
        live(logarithmic(
            real("learning_rate", "learning rate", "Training", 0.001, 1e-9, 1e9,
                 "Step size of SGD, momentum, RMSProp and Adam. L-BFGS finds its own."))),
        live(real("momentum", "momentum", "Training", 0.9, 0.0, 0.9999,
                  "Decay of the velocity of momentum SGD.")),
        integer("batch_size", "batch size", "Training", 100, 1, 10000000,
                "Examples per step of the minibatch methods."),
        live(integer("evaluate_every", "evaluate every", "Training", 10, 1, 1000000,
                     "Steps between measurements on the held-out points (10 000 fresh corrupted "
                     "points) and of the chains.")),
        live(choice("activity", "each step", "Training", {"train", "both", "sample", "schedule"},
                    {"trains", "trains and samples", "samples", "trains, then samples"},
                    "What a step does: train the network, move the chains, both, or train for "
                    "'training steps' and move the chains from then on.")),
        integer("train_steps", "training steps", "Training", 500, 0, 1000000000,
                "After so many steps 'trains, then samples' turns to the chains."),
    };
}

Specs samplingSpecs() {
    return {
        live(choice("sampler", "sampler", "Sampling", {"metropolis_hastings", "langevin", "mala"},
                    {"Metropolis–Hastings", "Langevin", "MALA"},
                    "Metropolis–Hastings with a symmetric Gaussian proposal and energy differences "
                    "by (3.14), as in §3.4. Langevin follows (ε²/2) score + ε·noise and never "
                    "refuses; MALA corrects it.")),
        live(logarithmic(real("proposal_scale", "σ_MH", "Sampling", 0.1, 1e-6, 100.0,
                              "Standard deviation of the proposal (0.1 in Figure 3.6), or ε of "
                              "Langevin and MALA. Smaller is accepted more often and mixes more "
                              "slowly."))),
        live(integer("path_points", "n of (3.14)", "Sampling", 5, 1, 1000,
                     "Points on the straight path over which an energy difference is summed.")),
        integer("chains", "chains", "Sampling", 0, 0, 1000000,
                "Chains started when sampling begins; more start where you click."),
        choice("chain_start", "start", "Sampling", {"data", "box", "point"},
               {"at data points", "anywhere", "at one data point"},
               "Where chains start. Anywhere is uniform over the region of the data, which makes "
               "R̂ an honest test of mixing."),
        live(integer("proposals_per_step", "proposals a step", "Sampling", 1, 1, 100000,
                     "Proposals of every chain in one step. One shows each of them.")),
    };
}

Specs regionSpecs(const std::string& prefix, const std::string& group, double extent,
                  std::int64_t resolution) {
    Specs specs;
    for (const char* axis : {"x", "y"}) {
        for (const char* end : {"min", "max"}) {
            const bool low = std::string(end) == "min";
            ParameterSpec spec =
                live(real(prefix + axis + "_" + end,
                          std::string(axis[0] == 'x' ? "x₀" : "x₁") + (low ? " from" : " to"),
                          group, low ? -extent : extent, -1000.0, 1000.0,
                          "Edge of the region on which the field is computed. Zooming the view "
                          "moves it; it does not change the training."));
            spec.step = 0.05;
            specs.push_back(std::move(spec));
        }
    }
    specs.push_back(live(integer(prefix + "resolution", "resolution", group, resolution, 2, 512,
                                 "Arrows across the region; as many rows as give square cells.")));
    for (ParameterSpec& spec : specs) {
        spec.followsView = true;
    }
    return specs;
}

Specs geometrySpecs() {
    Specs specs = {
        live(choice("field_scale", "arrows show", "Geometry", {"displacement", "score"},
                    {"r(x) − x", "score (r(x) − x)/σ²"},
                    "The displacement needs no σ (§3.3.5) and ends at r(x); divided by σ² it "
                    "estimates the score (3.5).")),
        live(integer("glyphs", "ellipses across", "Geometry", 16, 2, 128,
                     "Ellipses of ∂r/∂x (§3.3.8) across the region.")),
        live(logarithmic(real("ball_radius", "ball radius δ", "Geometry", 0.05, 1e-6, 1000.0,
                              "Radius of the ball at the cursor whose local mean and covariance "
                              "are compared with Theorem 3 (§3.D)."))),
        live(
            logarithmic(real("spurious_distance", "spurious beyond", "Geometry", 0.03, 1e-6, 1000.0,
                             "An attractor farther than this from all data is marked as spurious "
                             "(§3.4.3). 0.03 is 3 σ of §3.3.4; it does not follow σ, so that "
                             "counts can be compared."))),
        live(boolean("count_fixed_points", "count fixed points", "Geometry", false,
                     "At every evaluation, finds all fixed points within twice the extent of the "
                     "data and records how many attract and how many of these are spurious "
                     "(Figure 3.7).")),
        live(choice("slice_axis", "slice across", "Geometry", {"none", "x", "y", "z"},
                    {"none", "x₀", "x₁", "x₂"},
                    "In three dimensions: the axis that a slice of the field is perpendicular "
                    "to.")),
        live(real("slice_position", "slice at", "Geometry", 0.0, -1000.0, 1000.0,
                  "Where the slice cuts its axis.")),
        live(integer("space_resolution", "arrows along x₀", "Geometry", 10, 2, 64,
                     "Arrows along the longest side in three dimensions.")),
        live(textParameter("drawn_path", "drawn path", "Geometry", "",
                           "Points of a path as x y; x y; …, along which energy differences are "
                           "summed by (3.14). Draw it in the picture.")),
    };
    specs[6].step = 0.05;
    return specs;
}

/// What is of no use with other choices, and then hidden.
std::map<std::string, Applicability> usefulWhen() {
    const Applicability denoising{"criterion", {"dae"}};
    const Applicability minibatches{"optimizer", {"sgd", "momentum", "rmsprop", "adam"}};
    const Applicability sampling{"activity", {"both", "sample", "schedule"}};
    return {{"data_file", {"data", {"file"}}},
            {"drawn_points", {"data", {"drawn"}}},
            {"contraction", {"criterion", {"cae"}}},
            {"noise", denoising},
            {"walkback", denoising},
            {"walkback_noise", denoising},
            {"lbfgs_pairs", {"optimizer", {"lbfgs"}}},
            {"learning_rate", minibatches},
            {"momentum", {"optimizer", {"momentum", "adam"}}},
            {"batch_size", minibatches},
            {"train_steps", {"activity", {"schedule"}}},
            {"sampler", sampling},
            {"proposal_scale", sampling},
            {"chains", sampling},
            {"chain_start", sampling},
            {"proposals_per_step", sampling}};
}

} // namespace

ParameterTable autoencoderParameters() {
    Specs specs = dataSpecs();
    append(specs, criterionSpecs());
    append(specs, networkSpecs());
    append(specs, trainingSpecs());
    append(specs, samplingSpecs());
    append(specs, regionSpecs("", "Field", 0.55, 44));
    append(specs, regionSpecs("closeup_", "Close-up", 0.15, 32));
    append(specs, geometrySpecs());
    const std::map<std::string, Applicability> applicability = usefulWhen();
    for (ParameterSpec& spec : specs) {
        const auto found = applicability.find(spec.name);
        if (found != applicability.end()) {
            spec.applies = found->second;
        }
    }
    return ParameterTable(std::move(specs));
}

void checkAutoencoderParameters(const Parameters& parameters) {
    for (const std::string prefix : {"", "closeup_"}) {
        for (const std::string axis : {"x", "y"}) {
            const std::string low = prefix + axis + "_min";
            const std::string high = prefix + axis + "_max";
            if (!(parameters.real(low) < parameters.real(high))) {
                throw InputError("", "/parameters/" + high,
                                 "must be larger than " + low + " (" +
                                     toText(parameters.value(low)) + ")");
            }
        }
    }
    if (parameters.integer("hidden_layers") > 1 && parameters.text("weights") == "tied") {
        throw InputError("", "/parameters/weights",
                         "can be tied with one hidden layer only; hidden_layers is " +
                             toText(parameters.value("hidden_layers")));
    }
    if (parameters.text("data") == "file" && parameters.text("data_file").empty()) {
        throw InputError("", "/parameters/data_file",
                         "names no file; data is \"file\", so a CSV, text, NPY or NPZ file of "
                         "points is needed");
    }
    if (parameters.text("data") == "drawn") {
        static_cast<void>(drawnPoints(parameters));
    }
    static_cast<void>(drawnPath(parameters));
}

double autoencoderMemory(const Parameters& parameters) {
    const std::string& name = parameters.text("data");
    // Of a file the dimensions are not known before it is read; its reader has limits of its own.
    const double d = name == "drawn" || name == "file"
                         ? 2.0
                         : static_cast<double>(data::toySet(name).dimensions);
    const double hidden = static_cast<double>(parameters.integer("hidden_units"));
    const double inner = static_cast<double>(parameters.integer("hidden_layers")) - 1.0;
    const double weights = (2.0 * d + 1.0) * hidden + d + inner * hidden * (hidden + 1.0);
    const double pairs = static_cast<double>(parameters.integer("lbfgs_pairs"));
    const bool limitedMemory = parameters.text("optimizer") == "lbfgs";
    constexpr double gradientGroups = 32.0; // partial sums of the fused pass
    const double vectors = gradientGroups + 8.0 + (limitedMemory ? 2.0 * pairs : 2.0);
    const double points = static_cast<double>(parameters.integer("points"));
    const double data = 30.0 * d * points + (inner > 0.0 ? 24.0 * inner * hidden * points : 0.0);
    const double chains = 200.0 * d * static_cast<double>(parameters.integer("chains"));
    return 8.0 * weights * vectors + data + chains;
}

data::PointSet drawnPoints(const Parameters& parameters) {
    data::PointSet points;
    try {
        points = data::parsePoints(parameters.text("drawn_points"), 2);
    } catch (const std::invalid_argument& error) {
        throw InputError("", "/parameters/drawn_points", error.what());
    }
    if (points.size() == 0) {
        throw InputError("", "/parameters/drawn_points",
                         "holds no point; data is \"drawn\", so at least one \"x y\" is needed");
    }
    return points;
}

std::vector<double> drawnPath(const Parameters& parameters) {
    try {
        return data::parsePoints(parameters.text("drawn_path"), 2).coordinates;
    } catch (const std::invalid_argument& error) {
        throw InputError("", "/parameters/drawn_path", error.what());
    }
}

ProblemOptions problemOptions(const ExperimentContext& context) {
    const Parameters& parameters = context.parameters;
    ProblemOptions options;
    options.data = parameters.text("data");
    if (options.data == "drawn") {
        options.given = std::make_shared<const data::PointSet>(drawnPoints(parameters));
        options.data = "given";
    } else if (options.data == "file") {
        options.given = data::cachedPoints(context.cache.get(), parameters.text("data_file"), {},
                                           context.progress);
        options.data = "given";
    }
    options.dataNoise = parameters.real("data_noise");
    options.unitScale = parameters.flag("unit_scale");
    options.examples = parameters.count("points");
    const std::string& criterion = parameters.text("criterion");
    options.criterion = criterion == "rcae"  ? CriterionKind::reconstructionContractive
                        : criterion == "cae" ? CriterionKind::contractive
                                             : CriterionKind::denoising;
    const bool crossEntropy = parameters.text("loss") == "cross_entropy";
    options.loss =
        crossEntropy ? nn::ReconstructionLoss::crossEntropy : nn::ReconstructionLoss::squared;
    options.sigma = parameters.real("corruption");
    options.contraction = parameters.real("contraction");
    options.fixedCorruption = parameters.text("noise") == "fixed";
    options.walkback = parameters.count("walkback");
    options.walkbackNoise = parameters.real("walkback_noise");
    options.model.hiddenUnits.assign(parameters.count("hidden_layers"),
                                     parameters.count("hidden_units"));
    options.model.activation =
        parameters.text("activation") == "sigmoid" ? nn::Activation::sigmoid : nn::Activation::tanh;
    options.model.output = crossEntropy ? nn::OutputUnit::sigmoid : nn::OutputUnit::linear;
    options.model.tied = parameters.text("weights") == "tied";
    options.model.singlePrecision = parameters.text("precision") == "float32";
    options.workplace = cuda::openWorkplace(context.device, context.cache.get());
    options.model.threads = context.threads;
    options.seed = context.seed;
    return options;
}

nn::TrainerOptions trainerOptions(const Parameters& parameters) {
    return {parameters.text("optimizer"), parameters.count("lbfgs_pairs"),
            parameters.real("learning_rate"), parameters.real("momentum")};
}

SamplerOptions samplerOptions(const ExperimentContext& context, const Parameters& parameters) {
    SamplerOptions options;
    const std::string& kind = parameters.text("sampler");
    options.kind = kind == "langevin" ? SamplerKind::langevin
                   : kind == "mala"   ? SamplerKind::mala
                                      : SamplerKind::metropolisHastings;
    options.scale = parameters.real("proposal_scale");
    options.pathPoints = parameters.count("path_points");
    options.seed = context.seed;
    options.threads = context.threads;
    return options;
}

const std::vector<ActionSpec>& autoencoderActions() {
    static const std::vector<ActionSpec> actions = {
        {"start_chain", "Start a chain", "A Markov chain starts at each point (§3.4)",
         ActionSpec::Takes::points},
        {"clear_chains", "Clear chains", "Forgets all chains", ActionSpec::Takes::nothing},
    };
    return actions;
}

Grid regionGrid(const Parameters& parameters, const std::string& prefix) {
    Grid grid;
    grid.xMin = parameters.real(prefix + "x_min");
    grid.xMax = parameters.real(prefix + "x_max");
    grid.yMin = parameters.real(prefix + "y_min");
    grid.yMax = parameters.real(prefix + "y_max");
    grid.columns = parameters.count(prefix + "resolution");
    const double ratio = (grid.yMax - grid.yMin) / (grid.xMax - grid.xMin);
    const double rows = std::round(static_cast<double>(grid.columns - 1) * ratio) + 1.0;
    grid.rows = static_cast<std::size_t>(std::clamp(rows, 2.0, 1024.0));
    return grid;
}

RegionParameters regionParameters(const std::string& prefix) {
    return {prefix + "x_min", prefix + "x_max", prefix + "y_min", prefix + "y_max",
            prefix + "resolution"};
}

Activity activityOf(const Parameters& parameters) {
    const std::string& name = parameters.text("activity");
    return name == "both"       ? Activity::both
           : name == "sample"   ? Activity::sample
           : name == "schedule" ? Activity::schedule
                                : Activity::train;
}

} // namespace scorescope::manifold
