// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/discrete_denoising.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/gsn/finite/denoising_chain.h"
#include "engine/gsn/finite/finite_chain.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
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
constexpr std::size_t pathLength = 200;
constexpr Purpose corruptionOfExamples = Purpose::named("gsn corruption of examples");
constexpr Purpose chainDraws = Purpose::named("gsn chain");
const Quantity valueAxis{"value", ""};
const Quantity probability{"probability", ""};

Index index(std::size_t i) {
    return static_cast<Index>(i);
}

/// Numbers between blanks, commas or semicolons, normalized. Throws InputError at the parameter.
VectorXd parseWeights(const std::string& text) {
    const auto refusal = [](const std::string& what) {
        return InputError("", "/parameters/weights",
                          what + "; allowed are 2 to " + std::to_string(mostValues) +
                              " numbers that are not negative and not all 0");
    };
    const auto separates = [](char c) {
        return c == ' ' || c == ',' || c == ';' || c == '\t' || c == '\n' || c == '\r';
    };
    std::vector<double> weights;
    const char* place = text.data();
    const char* const end = place + text.size();
    while (place != end) {
        if (separates(*place)) {
            ++place;
            continue;
        }
        double weight = 0.0;
        const auto [rest, problem] = std::from_chars(place, end, weight);
        if (problem != std::errc() || (rest != end && !separates(*rest))) {
            const std::string word(place, std::find_if(place, end, separates));
            throw refusal("'" + printable(word, 20) + "' is no number");
        }
        if (!std::isfinite(weight) || weight < 0.0) {
            throw refusal("holds " + number("%g", weight));
        }
        weights.push_back(weight);
        place = rest;
    }
    if (weights.size() < 2 || weights.size() > mostValues) {
        throw refusal("holds " + std::to_string(weights.size()) + " numbers");
    }
    const VectorXd p = Eigen::Map<const VectorXd>(weights.data(), index(weights.size()));
    if (!(p.sum() > 0.0) || !std::isfinite(p.sum())) {
        throw refusal("sums to " + number("%g", p.sum()));
    }
    return p / p.sum();
}

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

/// The matrix with one entry changed, the others of its column in their old proportions.
MatrixXd withEntry(MatrixXd k, Index to, Index from, double value) {
    const double others = k.col(from).sum() - k(to, from);
    if (others > 0.0) {
        k.col(from) *= (1.0 - value) / others;
    } else { // all went there: what is taken from it is spread over the other states
        k.col(from).setConstant((1.0 - value) / static_cast<double>(k.rows() - 1));
    }
    k(to, from) = value;
    return k;
}

std::string className(std::size_t i) {
    return std::string(1, static_cast<char>('A' + static_cast<char>(i % 26)));
}

class DiscreteDenoising final : public Experiment {
public:
    explicit DiscreteDenoising(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed),
          p_(parseWeights(parameters_.text("weights"))),
          corruption_(corruptionMatrix(values(), corruptionOf(parameters_))) {
        const std::size_t examples = parameters_.count("examples");
        RandomStream data(seed_, Purpose::data);
        RandomStream noise(seed_, corruptionOfExamples);
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
            parameters_.text("conditional") == "counted"
                ? countedPosterior(pairs, values(), values(), parameters_.real("pseudocount"))
                : exact_;
        learned_ = denoisingChain(reconstruction_, corruption_);
        state_ = drawn.front();
        edit();
        beginCounting();
    }

    void step() override {
        ++steps_;
        RandomStream stream(seed_, chainDraws, 0, steps_);
        for (std::size_t i = 0; i < parameters_.count("draws"); ++i) {
            state_ = drawFrom(k_.col(index(state_)), stream.uniform());
            counts_(index(state_)) += 1.0;
            path_.push_back(state_);
            if (path_.size() > pathLength) {
                path_.pop_front();
            }
        }
        const VectorXd samples = counts_ / counts_.sum();
        const auto at = static_cast<double>(steps_);
        series_.append("stationary_distance", at, l1Distance(samples, stationary_));
        series_.append("data_distance", at, l1Distance(samples, p_));
    }

    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }

    void set(const std::string& name, const ParameterValue& value) override {
        if (parameters_.value(name) == value) {
            return;
        }
        const bool wasEdited = isEdited();
        parameters_.setValue(name, value);
        if (name != "look_at" && name != "draws" && (wasEdited || isEdited())) {
            edit();
            beginCounting();
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        checkpoint.meta["state"] = state_;
        checkpoint.put("state.counts", {counts_.data(), counts_.data() + counts_.size()});
        checkpoint.put("state.path", {path_.begin(), path_.end()});
    }

    void load(const Checkpoint& checkpoint) override {
        const std::vector<double> counts = checkpoint.doubles("state.counts", values());
        const std::vector<double> path = checkpoint.doubles("state.path");
        const std::uint64_t state = checkpoint.count("state");
        const auto isValue = [this](double value) {
            return value >= 0.0 && value < static_cast<double>(values());
        };
        if (state >= values() || path.size() > pathLength ||
            !std::all_of(path.begin(), path.end(), isValue)) {
            throw InputError("", "", "the checkpoint is of a chain with other values");
        }
        steps_ = checkpoint.count("steps");
        state_ = state;
        counts_ = Eigen::Map<const VectorXd>(counts.data(), index(counts.size()));
        path_.clear();
        for (const double value : path) {
            path_.push_back(static_cast<std::size_t>(value));
        }
    }

    void publish(FrameBuilder& frame) const override {
        const auto addSeries = [&](const char* name, const char* title) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, {"ℓ₁ distance", ""}));
            }
        };
        addSeries("stationary_distance", "samples to π");
        addSeries("data_distance", "samples to P");
        const auto add = [&](const char* name, Artifact (DiscreteDenoising::*make)() const) {
            if (frame.wants(name)) {
                frame.add((this->*make)());
            }
        };
        add("distributions", &DiscreteDenoising::distributions);
        add("transition", &DiscreteDenoising::transition);
        add("chain_graph", &DiscreteDenoising::graph);
        add("corruption", &DiscreteDenoising::corruption);
        add("reconstruction", &DiscreteDenoising::reconstruction);
        add("conditional", &DiscreteDenoising::conditional);
        add("perturbation", &DiscreteDenoising::perturbation);
        add("classes", &DiscreteDenoising::classes);
        add("chain_path", &DiscreteDenoising::chainPath);
    }

private:
    [[nodiscard]] std::size_t values() const { return static_cast<std::size_t>(p_.size()); }
    [[nodiscard]] bool isEdited() const { return parameters_.real("edit_probability") >= 0.0; }
    [[nodiscard]] Index selected(const char* name) const {
        return std::min(index(parameters_.count(name)), p_.size() - 1);
    }

    void edit() {
        k_ = isEdited() ? withEntry(learned_, selected("edit_to"), selected("edit_from"),
                                    parameters_.real("edit_probability"))
                        : learned_;
        classes_ = classesOf(k_);
        stationary_ = stationaryDistribution(k_, classOf(state_));
    }

    void beginCounting() {
        counts_ = VectorXd::Zero(p_.size());
        path_.clear();
    }

    /// The closed class that holds the state, or the first that the chain may end in from there.
    [[nodiscard]] const StateClass& classOf(std::size_t state) const {
        std::vector<std::size_t> reached{state};
        std::vector<bool> seen(values(), false);
        seen[state] = true;
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

    [[nodiscard]] std::vector<double> places() const {
        std::vector<double> x(values());
        for (std::size_t i = 0; i < x.size(); ++i) {
            x[i] = static_cast<double>(i);
        }
        return x;
    }
    [[nodiscard]] Lines::Line line(std::string label, const VectorXd& p, Lines::Style style,
                                   bool hollow = false) const {
        Lines::Line made{std::move(label), places(), {p.data(), p.data() + p.size()}, false};
        made.style = style;
        made.hollow = hollow;
        return made;
    }

    [[nodiscard]] Artifact distributions() const {
        Lines lines;
        lines.lines.push_back(line("P(X), data-generating", p_, Lines::Style::stems));
        lines.lines.push_back(line("empirical", empirical_, Lines::Style::points, true));
        lines.lines.push_back(line("π, stationary", stationary_, Lines::Style::points));
        if (counts_.sum() > 0.0) {
            lines.lines.push_back(
                line("samples of the chain", counts_ / counts_.sum(), Lines::Style::points, true));
        }
        return {"distributions", "Distributions", valueAxis, probability, {}, std::move(lines)};
    }

    [[nodiscard]] Heatmap matrix(const MatrixXd& m) const {
        Heatmap map;
        for (std::size_t i = 0; i < values(); ++i) {
            map.rowLabels.push_back(std::to_string(i));
            map.columnLabels.push_back(std::to_string(i));
        }
        for (Index i = 0; i < m.rows(); ++i) {
            for (Index j = 0; j < m.cols(); ++j) {
                map.values.push_back(static_cast<float>(m(i, j)));
            }
        }
        return map;
    }

    [[nodiscard]] Artifact transition() const {
        Heatmap map = matrix(k_);
        map.selectsRow = "edit_to";
        map.selectsColumn = "edit_from";
        return {"transition", "Transition matrix K", {"from", ""}, {"to", ""},
                {"P", ""},    std::move(map)};
    }
    [[nodiscard]] Artifact corruption() const {
        return {"corruption", "Corruption C(x̃ | x)", {"x", ""}, {"x̃", ""},
                {"C", ""},    matrix(corruption_)};
    }
    [[nodiscard]] Artifact reconstruction() const {
        Heatmap map = matrix(reconstruction_);
        map.selectsColumn = "look_at";
        return {"reconstruction", "Reconstruction P(x | x̃)", {"x̃", ""}, {"x", ""}, {"P", ""},
                std::move(map)};
    }

    [[nodiscard]] Artifact graph() const {
        constexpr double least = 0.01; // thinner arrows would hide the others
        const std::size_t n = values();
        Graph graph;
        graph.selects = "edit_from";
        std::vector<std::string> names(n);
        std::size_t closed = 0;
        for (const StateClass& each : classes_) {
            const std::string name = each.closed ? "class " + className(closed++) : "left for good";
            for (const std::size_t state : each.states) {
                names[state] = name;
            }
        }
        for (std::size_t i = 0; i < n; ++i) {
            const double angle =
                6.283185307179586 * static_cast<double>(i) / static_cast<double>(n);
            Graph::Node node{std::to_string(i), "state", stationary_(index(i)),
                             closed > 1 ? names[i] : std::string()};
            node.place = {std::sin(angle), std::cos(angle)};
            graph.nodes.push_back(std::move(node));
        }
        for (std::size_t from = 0; from < n; ++from) {
            for (std::size_t to = 0; to < n; ++to) {
                const double weight = k_(index(to), index(from));
                if (from != to && weight >= least) {
                    graph.edges.push_back({from, to, "forward", weight});
                }
            }
        }
        return {"chain_graph",   "The chain as a graph, arrows of at least 0.01", {}, {}, {"π", ""},
                std::move(graph)};
    }

    /// Figure 5.11: what P(X | X̃) has to model.
    [[nodiscard]] Artifact conditional() const {
        const Index to = selected("look_at");
        Lines lines;
        lines.lines.push_back(line("P(X)", p_, Lines::Style::line));
        lines.lines.back().dashed = true;
        const std::string name = std::to_string(to);
        lines.lines.push_back(
            line("C(" + name + " | X)", corruption_.row(to).transpose(), Lines::Style::line));
        lines.lines.push_back(
            line("P(X | X̃ = " + name + ")", reconstruction_.col(to), Lines::Style::stems));
        return {"conditional",   "What the reconstruction has to model", valueAxis, probability, {},
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
        if (isEdited()) {
            row("as learned, and as edited", learned_, k_);
        }
        return {"perturbation", "How far π moves", {}, {}, {}, std::move(table)};
    }

    [[nodiscard]] Artifact classes() const {
        Table table;
        table.columns = {"class", "values", "period", "π of it"};
        std::size_t closed = 0;
        for (const StateClass& each : classes_) {
            std::string states;
            for (const std::size_t state : each.states) {
                states += (states.empty() ? "" : " ") + std::to_string(state);
            }
            double mass = 0.0;
            for (const std::size_t state : each.states) {
                mass += stationary_(index(state));
            }
            table.rows.push_back({each.closed ? className(closed++) : "left for good", states,
                                  each.period == 0
                                      ? TableCell("never returns")
                                      : numberCell("%.0f", static_cast<double>(each.period)),
                                  numberCell("%.3f", mass)});
        }
        return {"classes", "Classes of values that reach each other", {}, {}, {}, std::move(table)};
    }

    [[nodiscard]] Artifact chainPath() const {
        Lines::Line path{"X", {}, {}, false};
        const double drawn = counts_.sum();
        for (std::size_t i = 0; i < path_.size(); ++i) {
            path.x.push_back(drawn - static_cast<double>(path_.size() - i) + 1.0);
            path.y.push_back(static_cast<double>(path_[i]));
        }
        return {"chain_path", "The latest samples",    {"sample", ""}, valueAxis,
                {},           Lines{{std::move(path)}}};
    }

    Parameters parameters_;
    std::uint64_t seed_;
    VectorXd p_; ///< P(X)
    MatrixXd corruption_;
    VectorXd empirical_;
    MatrixXd exact_;          ///< P(X | X̃) by Bayes' rule
    MatrixXd reconstruction_; ///< as the chain uses it
    MatrixXd learned_;        ///< the chain before any edit
    MatrixXd k_;              ///< the chain
    std::vector<StateClass> classes_;
    VectorXd stationary_; ///< of the class that the chain is in, or comes to
    std::uint64_t steps_ = 0;
    std::size_t state_ = 0;
    VectorXd counts_;              ///< of samples since the last edit
    std::deque<std::size_t> path_; ///< the latest of them
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
        live(integer("draws", "samples a step", "Chain", 10, 1, 10000,
                     "Samples that one step draws from the chain.")),
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
        "of rows the inequality fails.\n\n"
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
        static_cast<void>(parseWeights(parameters.text("weights")));
    };
    kind.headline = {"stationary_distance", "samples %1 from π"};
    return kind;
}

} // namespace scorescope::gsn
