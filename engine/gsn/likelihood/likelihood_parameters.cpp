// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/likelihood/likelihood_parameters.h"

#include "engine/core/error.h"
#include "engine/data/digit_choice.h"
#include "engine/gsn/likelihood/judging_images.h"
#include "engine/gsn/likelihood/row_measures.h"
#include "engine/gsn/network/image_network_parameters.h"
#include "engine/stats/parzen_likelihood.h"

#include <algorithm>
#include <cstddef>

namespace scorescope::gsn {
namespace {

constexpr std::size_t pixels = data::digitSide * data::digitSide;
constexpr std::int64_t fewestSamples = 20; ///< that distances between sets are formed for

struct KnownRow {
    TableRow row;
    const char* help;
    bool chosen; ///< by default
};

/// In the order of the table: what learns, then what needs no learning.
std::vector<KnownRow> knownRows() {
    const auto network = [](const char* name, const char* title, int layers, std::size_t walkback,
                            bool noise) {
        TableRow row;
        row.name = name;
        row.title = title;
        row.hiddenLayers = layers;
        row.walkback = walkback;
        row.noiseInside = noise;
        return row;
    };
    const auto other = [](const char* name, const char* title, RowKind kind) {
        TableRow row;
        row.name = name;
        row.title = title;
        row.kind = kind;
        return row;
    };
    std::vector<KnownRow> rows = {
        {network("gsn_2", "GSN-2", 2, 4, true),
         "A network with two hidden layers, four walkback steps and noise inside (§5.5.2).", true},
        {network("gsn_3", "GSN-3", 3, 6, true), "Three hidden layers, six walkback steps.", false},
        {network("dae", "DAE", 1, 1, false),
         "A denoising auto-encoder: one hidden layer, one reconstruction, no noise inside.", true},
        {network("dae_walkback", "DAE, walkback", 1, 5, false),
         "The same with five walkback steps (§5.5.1).", true},
        {other("rbm", "RBM", RowKind::boltzmann),
         "A restricted Boltzmann machine, trained by persistent contrastive divergence.", true},
        {other("dbn_2", "DBN-2", RowKind::deepBelief),
         "Two such machines, one upon the other; the upper one begins at half of the training.",
         true},
        {other("training_images", "training images", RowKind::trainingImages),
         "Images of the training set as if a model had drawn them.", true},
        {other("centres", "k-means centres", RowKind::centres),
         "As many centres of the training images: no model at all.", true},
    };
    const auto print = [&rows](const char* name, std::optional<PrintedScore> parzen,
                               std::optional<PrintedScore> bound) {
        for (KnownRow& each : rows) {
            if (each.row.name == name) {
                each.row.parzen = parzen;
                each.row.bound = bound;
            }
        }
    };
    print("gsn_2", PrintedScore{214.0, 1.1}, {});
    print("dae", PrintedScore{-152.0, 2.2}, PrintedScore{-142.0, {}});
    print("dae_walkback", {}, PrintedScore{-116.0, {}});
    print("rbm", PrintedScore{-244.0, 54.0}, PrintedScore{-233.0, {}});
    print("dbn_2", PrintedScore{138.0, 2.0}, {});
    print("training_images", PrintedScore{24.0, 1.6}, {});
    return rows;
}

/// Of digits, at most.
struct ImageCounts {
    double examples = 0.0;
    double validation = 0.0;
    double tests = 0.0;
};

ImageCounts countsOf(const Parameters& parameters) {
    const auto validation = static_cast<double>(parameters.integer("validation_images"));
    return {static_cast<double>(parameters.integer("training_images")) - validation, validation,
            static_cast<double>(parameters.integer("test_images"))};
}

} // namespace

std::vector<TableRow> chosenRows(const Parameters& parameters) {
    std::vector<TableRow> rows;
    for (const KnownRow& each : knownRows()) {
        if (parameters.flag("row_" + each.row.name)) {
            rows.push_back(each.row);
        }
    }
    if (!parameters.text("own_samples").empty()) {
        TableRow row;
        row.name = "own_samples";
        row.title = "own samples";
        row.kind = RowKind::file;
        rows.push_back(row);
    }
    return rows;
}

ParameterTable likelihoodParameters() {
    std::vector<ParameterSpec> specs = data::digitParameters(10000, 1000);
    specs.push_back(integer("validation_images", "validation images", "Data", 500, 20, 20000,
                            "The last so many of the training images: no model sees them, and they "
                            "choose σ. The thesis: 10 000."));
    specs.push_back(boolean("binarize", "binarize", "Data", true,
                            "Pixels become 0 or 1, at one half, in training and for the first of "
                            "the two Parzen estimates. The thesis does not say which Table 5.1 is "
                            "of; its number for training images is that of binary ones."));
    for (const KnownRow& each : knownRows()) {
        specs.push_back(
            boolean("row_" + each.row.name, each.row.title, "Rows", each.chosen, each.help));
    }
    ParameterSpec own = textParameter("own_samples", "own samples", "Rows", "",
                                      "A NumPy file (.npz or .npy) with samples as rows of 784 "
                                      "numbers from 0 to 1: another row.");
    own.filePatterns = "*.npz *.npy";
    specs.push_back(std::move(own));
    const std::vector<ParameterSpec> networks = {
        integer("network_units", "units", "Networks", 500, 1, 4000,
                "Of each hidden layer; the thesis: 1000 to 1500, and 2000 for one layer."),
        real("input_noise", "salt and pepper", "Networks", 0.4, 0.0, 1.0,
             "Share of the pixels of X that are replaced by 0 or 1."),
        real("inner_noise", "noise inside", "Networks", 2.0, 0.0, 20.0,
             "Deviation of the noise before and after each tanh, on all layers but the first: 2 in "
             "the thesis."),
    };
    const std::vector<ParameterSpec> machines = {
        integer("machine_units", "units", "Boltzmann machines", 500, 1, 4000,
                "Hidden units of the machine, and of both layers of DBN-2. With at most 20 its "
                "log Z is also exact."),
        logarithmic(real("machine_rate", "rate", "Boltzmann machines", 0.05, 1e-5, 1.0,
                         "Of persistent contrastive divergence; it falls to 0 over the training.")),
        integer("machine_chains", "chains", "Boltzmann machines", 100, 1, 1000,
                "In training, and when samples are drawn."),
        integer("machine_every", "sample every", "Boltzmann machines", 100, 1, 10000,
                "Steps of a chain from one sample to the next: machines mix slowly (§5.5.1)."),
        integer("annealing_runs", "annealing runs", "Boltzmann machines", 100, 2, 10000,
                "Of the estimate of log Z, from either side."),
        integer("annealing_steps", "temperatures", "Boltzmann machines", 1000, 29, 100000,
                "Of each run."),
    };
    const std::vector<ParameterSpec> measuring = {
        integer("train_steps", "train for", "Measuring", 600, 1, 1e9,
                "Minibatches; then the models stay as they are."),
        integer(
            "measure_every", "measure every", "Measuring", 100, 1, 1e9,
            "Minibatches between two measurements; also after a tenth of that, and at the end."),
        integer("sample_count", "samples", "Measuring", 1000, static_cast<double>(fewestSamples),
                100000, "Of each row. The thesis: 10 000 samples, and 10 000 images to test."),
        integer("kept_samples", "samples kept", "Measuring", 100, static_cast<double>(shownSamples),
                100000,
                "Of each row's samples, evenly over its chains: shown, and written to files. As "
                "many as there are samples keep them all; each takes 3 kB in every checkpoint."),
        integer("chains", "chains of networks", "Measuring", 1, 1, 1000,
                "One chain gives consecutive samples, as in the thesis."),
        integer("every", "keep every", "Measuring", 1, 1, 10000,
                "Only every so many-th step of the networks' chains is a sample."),
        integer("burn_in", "burn-in", "Measuring", 100, 0, 1e6,
                "Steps of every chain before its first sample; chains begin at training images."),
        real("deviation_low", "σ from", "Measuring", 0.1, 0.01, 10.0,
             "The smallest deviation of the Parzen windows that is tried."),
        real("deviation_high", "σ to", "Measuring", 0.6, 0.01, 10.0, "The largest."),
        integer("deviations", "σ tried", "Measuring", 15, 1, 200,
                "How many, each the same factor above the one before."),
        integer("centre_steps", "k-means steps", "Measuring", 10, 1, 1000, "At most."),
    };
    for (const std::vector<ParameterSpec>& part :
         {networks, descentParameters(), machines, measuring}) {
        specs.insert(specs.end(), part.begin(), part.end());
    }
    return ParameterTable(std::move(specs));
}

void checkLikelihood(const Parameters& parameters) {
    checkDescent(parameters);
    const auto refuse = [](const char* name, const std::string& what) {
        throw InputError("", std::string("/parameters/") + name, what);
    };
    const std::int64_t training = parameters.integer("training_images");
    const std::int64_t validation = parameters.integer("validation_images");
    if (validation + std::max(parameters.integer("batch_size"), fewestSamples) > training) {
        refuse("validation_images",
               "are " + std::to_string(validation) + " of " + std::to_string(training) +
                   " training images; at least a minibatch and " + std::to_string(fewestSamples) +
                   " images must be left to train on");
    }
    if (parameters.integer("test_images") < fewestSamples) {
        refuse("test_images", "must be at least " + std::to_string(fewestSamples) +
                                  ": samples are compared with them as sets");
    }
    if (parameters.integer("chains") > parameters.integer("sample_count")) {
        refuse("chains", "are more than the samples");
    }
    if (parameters.integer("machine_chains") > parameters.integer("sample_count")) {
        refuse("machine_chains", "are more than the samples");
    }
    if (parameters.real("deviation_low") > parameters.real("deviation_high")) {
        refuse("deviation_low", "is above the largest deviation");
    }
    if (chosenRows(parameters).empty()) {
        refuse("row_gsn_2", "is off as all other rows are: choose one at least");
    }
}

double measuringBytes(const Parameters& parameters) {
    const ImageCounts images = countsOf(parameters);
    const auto samples = static_cast<double>(parameters.integer("sample_count"));
    // Means and draws are there all along. Beside them are, one after the other, windows (centred
    // copies of samples and images), the energy distance (both in double precision) and k-means or
    // the nearest training images (centred copies, and centres on their way).
    const double most =
        std::max({samples + std::max(images.validation, images.tests),
                  4.0 * std::min(samples, images.tests), images.examples + 2.0 * samples});
    return 4.0 * static_cast<double>(pixels) * (2.0 * samples + most);
}

double likelihoodBytes(const Parameters& parameters) {
    const auto units = static_cast<double>(parameters.integer("network_units"));
    const auto machine = static_cast<double>(parameters.integer("machine_units"));
    const auto image = static_cast<double>(pixels);
    const auto batch = static_cast<double>(parameters.integer("batch_size"));
    double bytes = data::digitBytes(parameters);
    for (const TableRow& row : chosenRows(parameters)) {
        const double layers = row.hiddenLayers;
        if (row.kind == RowKind::network) {
            const double weights = units * (image + units * (layers - 1.0));
            bytes += 4.0 * (5.0 * weights + batch * static_cast<double>(row.walkback) *
                                                (3.0 * units * layers + 4.0 * image));
        } else if (row.kind == RowKind::boltzmann || row.kind == RowKind::deepBelief) {
            bytes += 4.0 * 3.0 * machine * (image + machine);
        }
    }
    // What is kept of each row.
    bytes += 4.0 * image * static_cast<double>(chosenRows(parameters).size()) *
             static_cast<double>(
                 std::min(parameters.integer("kept_samples"), parameters.integer("sample_count")));
    // Where chains begin.
    bytes +=
        4.0 * image *
        static_cast<double>(parameters.integer("chains") + parameters.integer("machine_chains"));
    const ImageCounts images = countsOf(parameters);
    return bytes + measuringBytes(parameters) +
           judgingBytes(image, images.examples, images.validation, images.tests,
                        parameters.flag("binarize"));
}

std::vector<double> triedDeviations(const Parameters& parameters) {
    return stats::deviationGrid(parameters.real("deviation_low"), parameters.real("deviation_high"),
                                parameters.count("deviations"));
}

} // namespace scorescope::gsn
