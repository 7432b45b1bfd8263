// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/importance_parameters.h"

#include "engine/core/error.h"
#include "engine/nn/layers/chosen_network.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace scorescope::issgd {
namespace {

SampledBy sampledBy(const Parameters& parameters) {
    const std::string& by = parameters.text("sampled_by");
    return by == "uniform"       ? SampledBy::uniform
           : by == "output_norm" ? SampledBy::outputNorm
           : by == "loss_rank"   ? SampledBy::lossRank
                                 : SampledBy::gradientNorm;
}

std::vector<ParameterSpec> descent() {
    return {
        textParameter("layers", "hidden layers", "Network",
                      "linear 128, relu, linear 128, relu, linear 128, relu, linear 128, relu",
                      "Separated by commas: linear UNITS, conv CHANNELS SIZE, relu, tanh, maxpool "
                      "SIZE, avgpool SIZE, flatten; the softmax over the classes is added. The "
                      "thesis: four of 2048 rectified units. Batch normalization is refused: it "
                      "ties an example's gradient to its neighbours in the minibatch."),
        integer("batch_size", "minibatch", "Training", 64, 1, 100000, "M, drawn with replacement."),
        logarithmic(live(real("learning_rate", "learning rate", "Training", 0.05, 1e-6, 10.0,
                              "Of plain SGD. The thesis: 0.01 and 0.001."))),
        real("momentum", "momentum", "Training", 0.0, 0.0, 0.999,
             "0: plain SGD, as in the thesis."),
    };
}

ParameterSpec besideSpec() {
    return boolean("beside", "SGD beside it", "Training", true,
                   "A second network with the same first weights, trained on minibatches that are "
                   "drawn uniformly.");
}

ParameterSpec scorersSpec() {
    return choice("scores_from", "scored by", "Sampling", {"cluster", "oracle", "peers"},
                  {"a simulated cluster", "an oracle", "simulated peers"},
                  "Workers that take their time; an oracle that scores all examples anew before "
                  "every step (§7.4.1); or peers without a master, who all train, and share the "
                  "gradients' lengths of their minibatches with the gradients (§7.6): SGD beside "
                  "it is then asynchronous SGD with as many.");
}

std::vector<ParameterSpec> sampling() {
    return {
        choice("sampled_by", "drawn by", "Sampling",
               {"gradient_norm", "output_norm", "loss_rank", "uniform"},
               {"norm of the gradient", "bound by the last layer", "rank of the loss", "uniformly"},
               "What an example's chance follows: ‖g‖, which is optimal (Theorem 1); the norm of "
               "the gradient at the last layer's outputs (Katharopoulos and Fleuret 2018); the "
               "rank of its loss (Loshchilov and Hutter 2015); or nothing: SGD."),
        live(choice("smoothing_by", "smoothing", "Sampling", {"constant", "entropy", "effective"},
                    {"a constant", "by entropy", "by effective size"},
                    "What is added to all probability weights (§7.A.5): a constant, or as much as "
                    "brings the entropy or the effective sample size to the share below.")),
        logarithmic(
            live(real("smoothing_constant", "smoothing + c", "Sampling", 0.1, 0.0, 1e6,
                      "The constant; the thesis: 10 with learning rate 0.01 and 1 with 0.001, on "
                      "images and a network of its own. The larger, the more like SGD.")),
            1.5),
        live(real("target_share", "target share", "Sampling", 0.5, 0.01, 0.99,
                  "Of the entropy's largest value log N, or of N.")),
        live(real("staleness_limit", "staleness limit", "Sampling", 0.0, 0.0, 1e6,
                  "Seconds of the cluster's clock: weights that are older are left out (§7.A.3; "
                  "the thesis: 4 s kept 15 %); 0: none are.")),
        real("pressure", "selection pressure", "Sampling", 100.0, 1.0, 1e6,
             "With ranks: how much likelier the largest loss is than the smallest."),
        boolean("unbiased", "unbiased", "Sampling", true,
                "Losses are multiplied by the factors of §7.4.1. Without, likely examples count "
                "more, as Loshchilov and Hutter have it."),
    };
}

/// Of any cluster.
std::vector<ParameterSpec> exchange(std::int64_t readEvery) {
    return {
        integer("block", "examples at once", "Cluster", 64, 1, 100000,
                "That a worker scores and writes together."),
        live(integer("push_every", "sends every", "Cluster", 10, 1, 1000000,
                     "Steps between two copies of the parameters that the master sends.")),
        live(integer("read_every", "reads every", "Cluster", readEvery, 1, 1000000,
                     "Steps between two looks of the master at the weights.")),
        live(boolean("barriers", "barriers", "Cluster", false,
                     "After sending, the master waits until all examples are scored under these "
                     "parameters: the exact method (§7.4.3).")),
        live(integer("member", "selected", "Cluster", 2, 0, 65,
                     "Of the cluster: 0 the master, 1 the store, 2 the first worker: whom the "
                     "buttons mean.")),
    };
}

std::vector<ParameterSpec> simulation() {
    return {
        live(integer("workers", "workers", "Cluster", 3, 0, 64, "Or peers. The thesis had 3.")),
        logarithmic(live(real("step_seconds", "a step takes", "Cluster", 0.02, 1e-5, 1000.0,
                              "Seconds of the master's, on the cluster's clock."))),
        logarithmic(live(real("scores_per_second", "scores per second", "Cluster", 500.0, 0.1, 1e7,
                              "Examples that a worker scores in a second."))),
        live(
            real("delay", "delay", "Cluster", 0.012, 0.0, 100.0, "Seconds of a message, one way.")),
        live(real("jitter", "delay varies by", "Cluster", 0.3, 0.0, 1.0, "A share of it.")),
        logarithmic(live(real("bandwidth", "bandwidth", "Cluster", 100.0, 0.001, 1e6,
                              "Megabytes per second of each connection."))),
        live(real("lost_every", "lost every", "Cluster", 0.0, 0.0, 1e9,
                  "Seconds after which a worker is lost, on average; 0: never.")),
        live(real("lost_for", "lost for", "Cluster", 5.0, 0.0, 1e9,
                  "Seconds until it is back, on average.")),
    };
}

std::vector<ParameterSpec> meeting() {
    const auto withRedis = [](ParameterSpec spec) {
        spec.applies = {"weight_store", {"redis"}};
        return spec;
    };
    ParameterSpec passwordFile = textParameter(
        "password_file", "password in", "Cluster", "",
        "A file whose first line is the server's password; empty for none. Not in the address: "
        "that is written into every file of the run.");
    return {
        choice("weight_store", "workers are", "Cluster", {"threads", "redis"},
               {"threads of this process", "processes that share a Redis server"},
               "Where master and workers meet: in the memory of this process, or at a Redis or "
               "Valkey server, where workers of any machine do, started by \"scorescope worker\"."),
        withRedis(textParameter("store_url", "server", "Cluster", "redis://127.0.0.1:6379/0",
                                "redis://HOST:PORT/DATABASE. For TLS let stunnel stand in "
                                "between.")),
        withRedis(std::move(passwordFile)),
        withRedis(textParameter("run_name", "name of the run", "Cluster", "scorescope",
                                "By which workers find this master: 1 to 100 letters, digits, "
                                "'-', '_' and '.'. Only one master has it at a time.")),
        live(integer("workers", "threads that score", "Cluster", 2, 0, 64,
                     "Of this process; with a Redis server beside the workers elsewhere, or none "
                     "here.")),
        real("wait_at_most", "waits at most", "Cluster", 20.0, 0.1, 3600.0,
             "Seconds for which nothing may come at a barrier, or from a server that has not "
             "answered yet, before the run stops and says so."),
    };
}

/// \param every steps between two measurements
std::vector<ParameterSpec> measuring(std::int64_t every) {
    return {
        integer("measure_every", "measure every", "Measuring", every, 1, 1000000,
                "Steps between two measurements of losses, errors and √Tr Σ on all examples."),
        live(boolean("exact_gradient", "‖g_true‖ exactly", "Measuring", true,
                     "From all examples, at half as much again of a measurement's time; else the "
                     "mean length of the minibatches' gradients stands for it, an upper bound "
                     "(§7.A.4).")),
        live(real("span_seconds", "seconds shown", "Measuring", 4.0, 0.01, 1e6,
                  "Of the cluster's clock, in the picture of who does what.")),
        integer("shown_examples", "examples shown", "Measuring", 12, 1, 100,
                "Of the most and of the least informative."),
    };
}

std::vector<ParameterSpec> confirmation() {
    return {
        live(boolean("confirm", "confirm now", "Confirmation", false,
                     "Runs both methods from their first weights for the same time, with learning "
                     "rates tried and several seeds: minutes of computing, while the view is "
                     "open.")),
        live(choice("time_of", "time by", "Confirmation", {"cluster", "machine"},
                    {"the cluster's clock", "this machine alone"},
                    "What counts when both methods get the same time: steps, sendings and readings "
                    "on the cluster's clock, where the workers' computing is free; or what this "
                    "machine takes, the scoring of a step's examples with it, as measured.")),
        live(integer("compared_steps", "steps of SGD", "Confirmation", 400, 10, 1000000,
                     "Of each run that is compared; importance sampling gets as many as the time "
                     "allows.")),
        live(integer("compared_seeds", "seeds compared", "Confirmation", 5, 2, 100,
                     "Beside two with which six learning rates are tried.")),
    };
}

/// Those that the panel shows only while such ones score.
void showWith(std::vector<ParameterSpec>& specs, const std::vector<std::string>& names,
              const std::vector<std::string>& scorers) {
    for (ParameterSpec& spec : specs) {
        if (std::find(names.begin(), names.end(), spec.name) != names.end()) {
            spec.applies = {"scores_from", scorers};
        }
    }
}

std::vector<ParameterSpec> joined(std::vector<ParameterSpec> specs,
                                  const std::vector<std::vector<ParameterSpec>>& parts) {
    for (const std::vector<ParameterSpec>& part : parts) {
        specs.insert(specs.end(), part.begin(), part.end());
    }
    return specs;
}

} // namespace

std::vector<ParameterSpec> importanceSpecs(std::int64_t training, std::int64_t test) {
    constexpr std::int64_t readEvery = 5;
    constexpr std::int64_t measureEvery = 50;
    std::vector<ParameterSpec> specs =
        joined(data::imageParameters("mnist", training, test), {descent(),
                                                                {besideSpec()},
                                                                sampling(),
                                                                {scorersSpec()},
                                                                simulation(),
                                                                exchange(readEvery),
                                                                measuring(measureEvery),
                                                                confirmation()});
    showWith(specs, {"block", "push_every", "read_every", "barriers", "scores_per_second"},
             {"cluster"});
    showWith(specs,
             {"workers", "step_seconds", "delay", "jitter", "bandwidth", "lost_every", "lost_for",
              "member"},
             {"cluster", "peers"});
    return specs;
}

ParameterTable workersParameters() {
    constexpr std::int64_t training = 10000;
    constexpr std::int64_t test = 2000;
    constexpr std::int64_t readEvery = 1; // a look costs the master nothing
    constexpr std::int64_t measureEvery = 50;
    return ParameterTable(
        joined(data::imageParameters("mnist", training, test),
               {descent(), sampling(), meeting(), exchange(readEvery), measuring(measureEvery)}));
}

ParameterTable importanceParameters() {
    return ParameterTable(importanceSpecs(10000, 2000));
}

ClusterOptions clusterOptions(const Parameters& parameters) {
    ClusterOptions options;
    constexpr double bytesOfMegabyte = 1e6;
    options.workers = parameters.count("workers");
    options.block = parameters.count("block");
    options.pushEvery = parameters.count("push_every");
    options.readEvery = parameters.count("read_every");
    options.barriers = parameters.flag("barriers");
    if (!parameters.table().contains("step_seconds")) {
        return options; // real ones take the time they take
    }
    options.stepSeconds = parameters.real("step_seconds");
    options.scoresPerSecond = parameters.real("scores_per_second");
    options.delaySeconds = parameters.real("delay");
    options.jitter = parameters.real("jitter");
    options.bytesPerSecond = bytesOfMegabyte * parameters.real("bandwidth");
    options.secondsBetweenLosses = parameters.real("lost_every");
    options.secondsLost = parameters.real("lost_for");
    return options;
}

Smoothing smoothingOf(const Parameters& parameters) {
    const std::string& by = parameters.text("smoothing_by");
    if (by == "constant") {
        return {Smoothing::Kind::constant, parameters.real("smoothing_constant")};
    }
    return {by == "entropy" ? Smoothing::Kind::entropyShare : Smoothing::Kind::effectiveShare,
            parameters.real("target_share")};
}

std::optional<double> stalenessLimit(const Parameters& parameters) {
    const double limit = parameters.real("staleness_limit");
    return limit > 0.0 ? std::optional(limit) : std::nullopt;
}

LearnerOptions learnerOptions(const Parameters& parameters, nn::LayeredNetwork network,
                              std::uint64_t seed, int threads) {
    LearnerOptions options;
    options.network = std::move(network);
    options.by = sampledBy(parameters);
    options.scorers = !parameters.table().contains("scores_from")  ? Scorers::real
                      : parameters.text("scores_from") == "oracle" ? Scorers::oracle
                      : parameters.text("scores_from") == "peers"  ? Scorers::peers
                                                                   : Scorers::simulated;
    options.cluster = clusterOptions(parameters);
    options.batch = parameters.count("batch_size");
    options.optimizer.rule =
        parameters.real("momentum") > 0.0 ? nn::OptimizerRule::momentum : nn::OptimizerRule::sgd;
    options.optimizer.beta1 = parameters.real("momentum");
    options.oldest = stalenessLimit(parameters);
    options.pressure = parameters.real("pressure");
    options.factors = parameters.flag("unbiased");
    options.seed = seed;
    options.threads = threads;
    return options;
}

void checkImportance(const Parameters& parameters) {
    static_cast<void>(nn::chosenNetwork(parameters));
    const bool peers =
        parameters.table().contains("scores_from") && parameters.text("scores_from") == "peers";
    if (peers && parameters.text("sampled_by") == "output_norm") {
        throw InputError("", "/parameters/sampled_by",
                         "is output_norm, which does not come with a peer's gradient; allowed are "
                         "gradient_norm, loss_rank and uniform");
    }
    if (peers && parameters.count("workers") == 0) {
        throw InputError("", "/parameters/workers",
                         "is 0, and peers are those who train; allowed are 1 to 64");
    }
    const bool othersMayCome =
        parameters.table().contains("weight_store") && parameters.text("weight_store") == "redis";
    const bool waits = parameters.flag("barriers") && !peers;
    if (waits && parameters.count("workers") == 0 && !othersMayCome) {
        throw InputError("", "/parameters/workers",
                         "is 0, and with barriers the master waits for them; allowed are 1 to 64");
    }
}

double learnerBytes(const Parameters& parameters) {
    const nn::LayeredNetwork network = nn::chosenNetwork(parameters);
    const auto weights = static_cast<double>(network.parameters());
    const double copies = 6.0 + static_cast<double>(parameters.count("workers"));
    constexpr double bytesOfExample = 100.0; // scores, proposals, tables
    double activations = static_cast<double>(network.input().size());
    for (const nn::LayeredNetwork::Stage& stage : network.stages()) {
        activations += static_cast<double>(stage.out.size());
    }
    constexpr double examplesAtOnce = 1024.0; // of an oracle, the most
    return 4.0 * copies * weights + 4.0 * 3.0 * examplesAtOnce * activations +
           bytesOfExample * static_cast<double>(parameters.count("training_images"));
}

} // namespace scorescope::issgd
