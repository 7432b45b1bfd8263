// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/discrete_denoising.h"

#include "engine/core/rng.h"
#include "engine/gsn/finite/chain_experiment.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/finite/denoising_chain.h"
#include "engine/gsn/finite/finite_chain.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t mostValues = 64;
constexpr Purpose corruptionOfExamples = Purpose::named("gsn corruption of examples");
constexpr Purpose chainDraws = Purpose::named("gsn chain");
const Quantity valueAxis{"value", ""};
const Quantity probability{"probability", ""};

CorruptionChoice corruptionOf(const Parameters& parameters) {
    const std::string& name = parameters.text("corruption");
    CorruptionChoice choice;
    choice.kind = name == "uniform"     ? DiscreteCorruption::uniform
                  : name == "geometric" ? DiscreteCorruption::geometric
                                        : DiscreteCorruption::local;
    choice.strength = parameters.real("strength");
    choice.reach = parameters.count("reach");
    return choice;
}

class DiscreteDenoising final : public ChainExperiment {
public:
    explicit DiscreteDenoising(const ExperimentContext& context)
        : DiscreteDenoising(context, parseWeights(context.parameters, "weights", mostValues)) {}

    void publish(FrameBuilder& frame) const override {
        ChainExperiment::publish(frame);
        if (frame.wants("chain_path")) {
            frame.add(chainPath(valueAxis));
        }
    }

private:
    DiscreteDenoising(const ExperimentContext& context, VectorXd p)
        : ChainExperiment(context, chainDraws, {static_cast<std::size_t>(p.size())}),
          p_(std::move(p)), corruption_(corruptionMatrix(values(), corruptionOf(parameters()))) {
        const std::size_t examples = parameters().count("examples");
        RandomStream data(context.seed, Purpose::data);
        RandomStream noise(context.seed, corruptionOfExamples);
        std::vector<CorruptedPair> pairs;
        pairs.reserve(examples);
        std::vector<std::size_t> drawn;
        drawn.reserve(examples);
        for (std::size_t i = 0; i < examples; ++i) {
            const std::size_t x = drawFrom(p_, data.uniform());
            drawn.push_back(x);
            pairs.emplace_back(x, drawFrom(corruption_.col(index(x)), noise.uniform()));
        }
        empirical_ = histogramOf(drawn, values());
        exact_ = posterior(corruption_, p_);
        reconstruction_ =
            parameters().text("conditional") == "counted"
                ? countedPosterior(pairs, values(), values(), parameters().real("pseudocount"))
                : exact_;
        learned_ = denoisingChain(reconstruction_, corruption_);
        restartAt(drawn.front());
        edit();
        keep(corruption());
        keep(reconstruction());
        keep(conditional());
    }

    [[nodiscard]] const MatrixXd& transition() const override { return k_; }
    [[nodiscard]] std::vector<ChainDistance> distances(const VectorXd& samples) const override {
        return {
            {"stationary_distance", "samples to π", l1Distance(samples, stationary_)},
            {"data_distance", "samples to P", l1Distance(samples, p_)},
        };
    }
    void changed(const std::string& name) override {
        if (name == "look_at") {
            keep(conditional());
        } else if (edited_ || isEdited()) {
            edit();
            restartAt(state());
        }
    }
    void loaded() override { edit(); } // π is of the class that the chain is in

    [[nodiscard]] std::size_t values() const { return static_cast<std::size_t>(p_.size()); }
    [[nodiscard]] bool isEdited() const { return parameters().real("edit_probability") >= 0.0; }
    [[nodiscard]] Index selected(const char* name) const {
        return std::min(index(parameters().count(name)), p_.size() - 1);
    }

    void edit() {
        edited_ = isEdited();
        k_ = edited_ ? withEntry(learned_, selected("edit_to"), selected("edit_from"),
                                 parameters().real("edit_probability"))
                     : learned_;
        classes_ = classesOf(k_);
        stationary_ = stationaryDistribution(k_, classOf(state()));
        keep(transitionMap());
        keep(graph("chain_graph", "edit_from"));
        keep(graph("reconstruction_graph", "look_at"));
        keep(perturbation());
        keep(classTableArtifact());
    }

    /// The closed class that holds the state, or the first that the chain may end in from there.
    [[nodiscard]] const StateClass& classOf(std::size_t start) const {
        std::vector<std::size_t> reached{start};
        std::vector<bool> seen(values(), false);
        seen[start] = true;
        for (std::size_t i = 0; i < reached.size(); ++i) {
            for (std::size_t to = 0; to < values(); ++to) {
                if (!seen[to] && k_(index(to), index(reached[i])) > 0.0) {
                    seen[to] = true;
                    reached.push_back(to);
                }
            }
        }
        return *std::find_if(classes_.begin(), classes_.end(), [&](const StateClass& each) {
            return each.closed && seen[each.states.front()];
        });
    }

    [[nodiscard]] Artifact distributions() const override {
        Lines lines;
        lines.lines = {distributionLine("P(X), data-generating", p_, Lines::Style::stems),
                       distributionLine("empirical", empirical_, Lines::Style::points, true),
                       distributionLine("π, stationary", stationary_, Lines::Style::points)};
        addSamples(lines);
        return {"distributions", "Distributions", valueAxis, probability, {}, std::move(lines)};
    }

    [[nodiscard]] Artifact transitionMap() const {
        Heatmap map = matrixHeatmap(k_);
        map.selectsRow = "edit_to";
        map.selectsColumn = "edit_from";
        return {"transition", "Transition matrix K", {"from", ""}, {"to", ""},
                {"P", ""},    std::move(map)};
    }
    [[nodiscard]] Artifact corruption() const {
        return {"corruption", "Corruption C(x̃ | x)",     {"x", ""}, {"x̃", ""},
                {"C", ""},    matrixHeatmap(corruption_)};
    }
    [[nodiscard]] Artifact reconstruction() const {
        Heatmap map = matrixHeatmap(reconstruction_);
        map.selectsColumn = "look_at";
        return {"reconstruction", "Reconstruction P(x | x̃)", {"x̃", ""}, {"x", ""}, {"P", ""},
                std::move(map)};
    }

    /// Twice: the node that is marked is the column of K that is edited, or that of the
    /// reconstruction that is looked at.
    [[nodiscard]] Artifact graph(const char* name, const char* selects) const {
        Graph graph = chainGraph(k_, stationary_, numberNames(values()));
        graph.selects = selects;
        return {name,      "The chain as a graph, arrows of at least 0.01",
                {},        {},
                {"π", ""}, std::move(graph)};
    }

    /// Figure 5.11: what P(X | X̃) has to model.
    [[nodiscard]] Artifact conditional() const {
        const Index to = selected("look_at");
        Lines lines;
        lines.lines.push_back(distributionLine("P(X)", p_, Lines::Style::line));
        lines.lines.back().dashed = true;
        // A likelihood of each value of X by itself: there is nothing between them to draw a line.
        lines.lines.push_back(distributionLine(
            "C(X̃ | X), of each X", corruption_.row(to).transpose(), Lines::Style::points, true));
        lines.lines.push_back(
            distributionLine("P(X | X̃)", reconstruction_.col(to), Lines::Style::stems));
        return {"conditional",
                "What the reconstruction has to model",
                {"value of X, for X̃ = " + std::to_string(to), ""},
                probability,
                {},
                std::move(lines)};
    }

    [[nodiscard]] Artifact perturbation() const {
        Table table;
        table.columns = {"Theorem 4", "‖π − π̃‖₁", "bound", "‖Z‖", "‖K − K̃‖"};
        const auto row = [&](const std::string& name, const MatrixXd& k, const MatrixXd& other) {
            if (closedCount(classesOf(k)) != 1 || closedCount(classesOf(other)) != 1) {
                table.rows.push_back(
                    {name, "the chain falls apart: it has no single π", "", "", ""});
                return;
            }
            const PerturbationBound bound = perturbationBound(k, other);
            table.rows.push_back(
                {name, numberCell("%.4f", bound.distance), numberCell("%.4f", bound.bound()),
                 numberCell("%.4g", bound.sensitivity), numberCell("%.4g", bound.change)});
        };
        row("exact P(X | X̃), and as learned", denoisingChain(exact_, corruption_), learned_);
        if (edited_) {
            row("as learned, and as edited", learned_, k_);
        }
        return {"perturbation", "How far π moves", {}, {}, {}, std::move(table)};
    }

    [[nodiscard]] Artifact classTableArtifact() const {
        return {"classes", "Classes of values that reach each other",
                {},        {},
                {},        classTable(classes_, stationary_, numberNames(values()))};
    }

    VectorXd p_; ///< P(X)
    MatrixXd corruption_;
    VectorXd empirical_;
    MatrixXd exact_;          ///< P(X | X̃) by Bayes' rule
    MatrixXd reconstruction_; ///< as the chain uses it
    MatrixXd learned_;        ///< the chain before any edit
    bool edited_ = false;
    MatrixXd k_; ///< the chain
    std::vector<StateClass> classes_;
    VectorXd stationary_; ///< of the class that the chain is in, or comes to
};

ParameterTable parameterTable() {
    return ParameterTable({
        textParameter("weights", "weights of the values", "Data", "2 6 12 9 3 1 4 11 8 2",
                      "The data-generating distribution P(X): one weight for each value, on any "
                      "scale."),
        integer("examples", "training examples", "Data", 5000, 1, 1e6,
                "Examples of X; each is corrupted once, and the pairs (X, X̃) are counted."),
        choice("corruption", "corruption", "Corruption", {"uniform", "geometric", "local"},
               {"uniform, everywhere", "decays with distance", "local, finite support"},
               "C(X̃ | X). Uniform: another value, each as likely. Decaying: by a factor for each "
               "step on the line; both reach every value (Corollary 1). Local: values at most a "
               "reach away (Corollary 2)."),
        real("strength", "strength", "Corruption", 0.5, 0.0, 0.999,
             "Uniform: the probability to be replaced. Decaying: the factor for each step."),
        integer("reach", "reach", "Corruption", 1, 0, 63,
                "Local: the largest distance that a value may jump, half of the step that "
                "corruption and reconstruction can make together."),
        choice("conditional", "P(X | X̃)", "Reconstruction", {"counted", "exact"},
               {"counted (maximum likelihood)", "exact (Bayes' rule)"},
               "Counted from the examples as in Figure 5.3, or exact, as with infinitely many."),
        real("pseudocount", "pseudocount", "Reconstruction", 0.0, 0.0, 1000.0,
             "Added to every count: above 0 no value has probability 0 in P(X | X̃)."),
        drawsParameter(),
        live(integer("look_at", "look at X̃ =", "Chain", 0, 0, mostValues - 1,
                     "The corrupted value whose reconstruction P(X | X̃) is drawn (Figure 5.11); a "
                     "click on a column of the reconstruction sets it.")),
        live(integer("edit_from", "edit: from", "Edit", 0, 0, mostValues - 1,
                     "Column of the entry of K to edit; a click in the matrix selects it.")),
        live(integer("edit_to", "edit: to", "Edit", 0, 0, mostValues - 1,
                     "Row of the entry to edit.")),
        live(real("edit_probability", "edit: probability", "Edit", -1.0, -1.0, 1.0,
                  "The entry's new value; the others of its column keep their proportions. "
                  "Negative: nothing is edited. Theorem 4 bounds how far π moves.")),
    });
}

} // namespace

ExperimentKind discreteDenoisingKind() {
    ExperimentKind kind;
    kind.name = "discrete_denoising";
    kind.title = "Denoising chain on a few values";
    kind.help =
        "A denoising auto-encoder learns P(X | X̃) alone, and that is enough: the chain that "
        "alternates it with the corruption has P(X) as its stationary distribution (§5.3.1, "
        "Proposition 1). On a few values everything is a matrix. P(X | X̃) is **counted** from "
        "corrupted examples; the chain is K = P(X | X̃) C(X̃ | X), its columns the probabilities to "
        "leave a value; π is computed exactly, and the samples of the chain come to it.\n\n"
        "**Theorem 4** bounds how far π moves when K does: ‖π − π̃‖₁ ≤ ‖Z‖ ‖K − K̃‖. The thesis "
        "prints the norm ‖·‖∞, the largest sum of a row, as in its source, where distributions are "
        "rows; for its own K, which acts on columns, it is the largest sum of a column. With sums "
        "of rows the inequality can fail.\n\n"
        "**Try**: click an entry of K and drag its probability; take few examples; make the "
        "corruption local and put a gap into the weights, until the chain falls apart (Figure "
        "5.11).";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<DiscreteDenoising>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        // Pairs and values of the examples while they are counted; the matrices are small.
        return 24.0 * static_cast<double>(parameters.integer("examples")) +
               100.0 * static_cast<double>(mostValues * mostValues);
    };
    kind.check = [](const Parameters& parameters) {
        static_cast<void>(parseWeights(parameters, "weights", mostValues));
    };
    kind.headline = {"stationary_distance", "samples %1 from π"};
    return kind;
}

} // namespace scorescope::gsn
