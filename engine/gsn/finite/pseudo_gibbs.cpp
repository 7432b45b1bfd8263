// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/pseudo_gibbs.h"

#include "engine/core/error.h"
#include "engine/core/text.h"
#include "engine/gsn/finite/chain_experiment.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/finite/dependency_network.h"
#include "engine/gsn/finite/finite_chain.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t variables = 3;
constexpr std::size_t states = 1U << variables;
constexpr Purpose scanDraws = Purpose::named("gsn dependency network");

/// Weights of the eight states, all above 0. Throws InputError at the parameter.
VectorXd jointOf(const Parameters& parameters) {
    const VectorXd p = parseWeights(parameters, "weights", states);
    if (p.size() != index(states) || !(p.minCoeff() > 0.0)) {
        throw InputError("", "/parameters/weights",
                         "must be 8 numbers above 0: one for each state of three bits");
    }
    return p;
}

/// "2 0 1". Throws InputError at the parameter unless every variable is there once.
std::vector<std::size_t> orderOf(const Parameters& parameters) {
    std::istringstream words(parameters.text("order"));
    std::vector<std::size_t> order;
    std::size_t each = 0;
    while (words >> each) {
        order.push_back(each);
    }
    std::vector<std::size_t> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    if (!words.eof() || sorted != std::vector<std::size_t>{0, 1, 2}) {
        throw InputError("", "/parameters/order",
                         "is '" + printable(parameters.text("order"), 20) +
                             "'; allowed are the numbers 0, 1 and 2, each once");
    }
    return order;
}

/// The number that axes show, and the bits it stands for: "1 · 100".
std::vector<std::string> stateNames() {
    std::vector<std::string> names;
    for (std::size_t state = 0; state < states; ++state) {
        std::string name = std::to_string(state) + " · ";
        for (std::size_t i = 0; i < variables; ++i) {
            name += (state >> i & 1U) != 0 ? '1' : '0';
        }
        names.push_back(std::move(name));
    }
    return names;
}

class PseudoGibbs final : public ChainExperiment {
public:
    explicit PseudoGibbs(const ExperimentContext& context)
        : ChainExperiment(context, scanDraws, {states, variables}), joint_(jointOf(parameters())) {
        rebuild();
    }

private:
    [[nodiscard]] const MatrixXd& transition() const override { return k_; }
    [[nodiscard]] std::vector<ChainDistance> distances(const VectorXd& samples) const override {
        return {
            {"stationary_distance", "samples to π", l1Distance(samples, stationary_)},
            {"joint_distance", "samples to the first joint", l1Distance(samples, joint_)},
            {"exact_distance", "π to the first joint", l1Distance(stationary_, joint_)},
        };
    }
    void changed(const std::string& /*name*/) override { rebuild(); }

    /// Conditionals of the joint, but for a share of x₁'s, which is that of the joint backwards.
    [[nodiscard]] DependencyNetwork network() const {
        DependencyNetwork network = conditionalsOf(joint_);
        const DependencyNetwork other = conditionalsOf(joint_.reverse());
        const double share = parameters().real("inconsistency");
        constexpr Index odd = 1;
        network.conditionals.row(odd) =
            (1.0 - share) * network.conditionals.row(odd) + share * other.conditionals.row(odd);
        return network;
    }
    [[nodiscard]] bool remembers() const { return parameters().text("scan") == "remembering"; }

    void rebuild() {
        const DependencyNetwork network = this->network();
        const MatrixXd small = parameters().text("scan") == "random"
                                   ? randomScan(network)
                                   : orderedScan(network, orderOf(parameters()));
        if (remembers()) {
            k_ = rememberingScan(network, orderOf(parameters()));
            stationary_ = overValues(stationaryDistribution(k_), states);
        } else {
            k_ = MatrixXd::Identity(index(variables * states), index(variables * states));
            k_.topLeftCorner(index(states), index(states)) = small;
            stationary_ = stationaryDistribution(small);
        }
        restartAt(state() % states);
        keep(scans(network));
        keep(consistency(network));
        keep(transitionMap(small));
        keep(graph(small));
    }

    [[nodiscard]] Artifact distributions() const override {
        Lines lines;
        lines.lines = {distributionLine("the first joint", joint_, Lines::Style::stems),
                       distributionLine("π of this scan", stationary_, Lines::Style::points)};
        addSamples(lines);
        return {"distributions",
                "Distributions over three bits",
                {"state, as a number", ""},
                {"probability", ""},
                {},
                std::move(lines)};
    }

    [[nodiscard]] Artifact scans(const DependencyNetwork& network) const {
        Table table;
        table.columns = {"scan", "π to the first joint", "π to the random scan's", "period"};
        const VectorXd random = stationaryDistribution(randomScan(network));
        const auto row = [&](const std::string& name, const MatrixXd& k) {
            const VectorXd pi = overValues(stationaryDistribution(k), states);
            table.rows.push_back(
                {name, numberCell("%.4f", l1Distance(pi, joint_)),
                 numberCell("%.4f", l1Distance(pi, random)),
                 numberCell("%.0f", static_cast<double>(classesOf(k).front().period))});
        };
        row("random", randomScan(network));
        std::vector<std::size_t> order(variables);
        std::iota(order.begin(), order.end(), std::size_t{0});
        do {
            std::string name;
            for (const std::size_t each : order) {
                name += (name.empty() ? "" : " ") + std::to_string(each);
            }
            row(name, orderedScan(network, order));
        } while (std::next_permutation(order.begin(), order.end()));
        row("one at a time", rememberingScan(network, orderOf(parameters())));
        return {"scans", "What the order of the scan does", {}, {}, {}, std::move(table)};
    }
    /// Whether any joint distribution has all three conditionals.
    [[nodiscard]] Artifact consistency(const DependencyNetwork& network) const {
        Table table;
        table.columns = {"quantity", "value"};
        const double off = inconsistency(network);
        constexpr double rounding = 1e-9;
        table.rows = {
            {"conditionals to those of π, Σᵢ E |Pᵢ − πᵢ|", numberCell("%.4f", off)},
            {"a joint that has all three", off < rounding ? "there is: π" : "there is none"}};
        return {"consistency",   "Does a joint have all three conditionals?", {}, {}, {},
                std::move(table)};
    }
    [[nodiscard]] Artifact transitionMap(const MatrixXd& k) const {
        return {"transition", remembers() ? "One sweep over all variables" : "Transition matrix K",
                {"from", ""}, {"to", ""},
                {"P", ""},    matrixHeatmap(k, stateNames(), stateNames())};
    }
    [[nodiscard]] Artifact graph(const MatrixXd& k) const {
        return {"chain_graph", "The chain as a graph, arrows of at least 0.01", {}, {},
                {"π", ""},     chainGraph(k, stationary_, stateNames())};
    }

    VectorXd joint_;
    MatrixXd k_; ///< on x + 8 next; without memory the first block alone is entered
    VectorXd stationary_;
};

ParameterTable parameterTable() {
    return ParameterTable({
        textParameter("weights", "weights of the states", "Model", "3 3 20 1 20 2 1 20",
                      "A joint distribution of three bits x₀ x₁ x₂: one weight for each of the "
                      "states 000, 100, 010, 110, 001, …, on any scale; all above 0."),
        live(real("inconsistency", "inconsistency", "Model", 1.0, 0.0, 1.0,
                  "0: the three conditionals are those of that joint. Above, this share of x₁'s is "
                  "that of another joint, as when each is learned by itself.")),
        live(choice("scan", "scan", "Chain", {"random", "ordered", "remembering"},
                    {"a random variable", "all in order", "in order, one at a time"},
                    "Which variable is drawn anew: one at random (Proposition 6), all of them in "
                    "order as one step, or one after the other, where the chain remembers whose "
                    "turn it is.")),
        live(textParameter("order", "order", "Chain", "0 1 2", "Of the ordered scans.")),
        drawsParameter(),
    });
}

} // namespace

ExperimentKind pseudoGibbsKind() {
    ExperimentKind kind;
    kind.name = "pseudo_gibbs";
    kind.title = "A dependency network on three bits";
    kind.help =
        "A dependency network learns each P(xᵢ | all others) by itself; nothing makes them the "
        "conditionals of one joint distribution (§5.3.7). Drawing one variable after the other is "
        "then no Gibbs sampling, and still a Markov chain: as a generative stochastic network it "
        "*defines* the joint distribution, π. With consistent conditionals π is the joint for "
        "every "
        "order. With inconsistent ones each order of the scan has a π of its own.\n\n"
        "**Try**: put the inconsistency to 0 and all rows of the table agree; raise it, and they "
        "part. The scan that remembers whose turn it is has a period of 3: its shares converge, "
        "its "
        "distribution does not.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<PseudoGibbs>(context);
    };
    kind.memoryBytes = [](const Parameters&) { return 1e6; };
    kind.check = [](const Parameters& parameters) {
        static_cast<void>(jointOf(parameters));
        static_cast<void>(orderOf(parameters));
    };
    kind.headline = {"stationary_distance", "samples %1 from π"};
    return kind;
}

} // namespace scorescope::gsn
