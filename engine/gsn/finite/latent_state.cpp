// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/latent_state.h"

#include "engine/gsn/finite/chain_experiment.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/finite/finite_chain.h"
#include "engine/gsn/finite/latent_chain.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t mostValues = 16;
constexpr std::size_t longestBurnIn = 12; ///< in the curve
constexpr Purpose latentDraws = Purpose::named("gsn latent chain");

/// f(h | h′, x): with probability `memory` h stays what it was, or else it is drawn by how near x
/// is to the h-th of m places.
LatentEncoder encoderOf(std::size_t values, std::size_t hidden, double memory) {
    LatentEncoder encoder;
    for (std::size_t x = 0; x < values; ++x) {
        VectorXd fresh(index(hidden));
        for (std::size_t h = 0; h < hidden; ++h) {
            const double off = static_cast<double>(x) - evenPlace(h, hidden, values);
            fresh(index(h)) = std::exp(-0.5 * off * off);
        }
        fresh /= fresh.sum();
        MatrixXd f = memory * MatrixXd::Identity(index(hidden), index(hidden));
        f.colwise() += (1.0 - memory) * fresh;
        encoder.push_back(std::move(f));
    }
    return encoder;
}

InitialState initialOf(const Parameters& parameters) {
    const std::string& name = parameters.text("initial");
    return name == "zero"      ? InitialState::zero
           : name == "burn_in" ? InitialState::burnIn
                               : InitialState::previousVisit;
}

class LatentState final : public ChainExperiment {
public:
    explicit LatentState(const ExperimentContext& context)
        : LatentState(context, parseWeights(context.parameters, "weights", mostValues),
                      context.parameters.count("hidden_count")) {}

private:
    LatentState(const ExperimentContext& context, VectorXd p, std::size_t hidden)
        : ChainExperiment(context, latentDraws, {static_cast<std::size_t>(p.size()), hidden}),
          p_(std::move(p)), encoder_(encoderOf(static_cast<std::size_t>(p_.size()), hidden,
                                               parameters().real("memory"))) {
        keep(burnInCurve());
        train();
    }

    [[nodiscard]] const MatrixXd& transition() const override { return trained_.transition; }
    [[nodiscard]] std::vector<ChainDistance> distances(const VectorXd& samples) const override {
        return {
            {"stationary_distance", "samples to π", l1Distance(samples, trained_.visible)},
            {"data_distance", "samples to P(X)", l1Distance(samples, p_)},
            {"exact_distance", "π to P(X)", trained_.distance},
            {"initial_error", "P(H₀ | x) to P(H₁ | x)", trained_.initialError,
             "E ‖P(H₀ | x) − P(H₁ | x)‖₁"},
        };
    }
    void changed(const std::string& /*name*/) override { train(); }

    void train() {
        trained_ =
            trainLatentChain(encoder_, p_, initialOf(parameters()), parameters().count("burn_in"));
        restartAt(state());
        keep(verdict());
        keep(decoder());
    }

    [[nodiscard]] Artifact distributions() const override {
        Lines lines;
        lines.lines = {
            distributionLine("P(X), data", p_, Lines::Style::stems),
            distributionLine("π(x), stationary", trained_.visible, Lines::Style::points)};
        addSamples(lines);
        return {"distributions", "Data, π and samples", {"x", ""}, {"probability", ""}, {},
                std::move(lines)};
    }
    [[nodiscard]] Artifact verdict() const {
        Table table;
        table.columns = {"H₀ begins", "E ‖P(H₀ | x) − P(H₁ | x)‖₁", "‖π − P‖₁"};
        const auto row = [&](const std::string& name, InitialState initial, std::size_t steps) {
            const LatentChain chain = trainLatentChain(encoder_, p_, initial, steps);
            table.rows.push_back(
                {name, numberCell("%.4f", chain.initialError), numberCell("%.4f", chain.distance)});
        };
        row("at zero", InitialState::zero, 0);
        row("after " + std::to_string(parameters().count("burn_in")) + " steps of burn-in",
            InitialState::burnIn, parameters().count("burn_in"));
        row("at the previous visit's H₁", InitialState::previousVisit, 0);
        return {"beginnings", "Theorem 3's condition, and π", {}, {}, {}, std::move(table)};
    }
    [[nodiscard]] Artifact burnInCurve() const {
        Lines::Line condition;
        condition.label = "E ‖P(H₀ | x) − P(H₁ | x)‖₁";
        Lines::Line distance;
        distance.label = "‖π − P‖₁";
        for (std::size_t steps = 0; steps <= longestBurnIn; ++steps) {
            const LatentChain chain = trainLatentChain(encoder_, p_, InitialState::burnIn, steps);
            for (Lines::Line* line : {&condition, &distance}) {
                line->x.push_back(static_cast<double>(steps));
            }
            condition.y.push_back(chain.initialError);
            distance.y.push_back(chain.distance);
        }
        Lines lines;
        lines.lines = {std::move(condition), std::move(distance)};
        return {"burn_in_curve",
                "What a burn-in is good for",
                {"steps of burn-in", ""},
                {"ℓ₁ distance", ""},
                {},
                std::move(lines)};
    }
    [[nodiscard]] Artifact decoder() const {
        return {"decoder", "Decoder g(x | h), as trained", {"h", ""}, {"x", ""},
                {"g", ""}, matrixHeatmap(trained_.decoder)};
    }

    VectorXd p_;
    LatentEncoder encoder_;
    LatentChain trained_;
};

ParameterTable parameterTable() {
    return ParameterTable({
        textParameter("weights", "weights of the values", "Data", "1 5 2 7 3 1",
                      "The data-generating distribution P(X): one weight for each value, on any "
                      "scale."),
        integer("hidden_count", "values of h", "Model", 3, 2, 8,
                "How many values the latent state has."),
        real("memory", "memory", "Model", 0.7, 0.0, 0.99,
             "With this probability h stays what it was; or else it is drawn anew, by x."),
        live(choice("initial", "H₀ begins", "Training", {"zero", "burn_in", "previous_visit"},
                    {"at zero", "after a burn-in", "at the previous visit's H₁"},
                    "Where the hidden state of an example begins in training. Theorem 3 wants its "
                    "distribution to be that of H₁, given the example.")),
        live(integer("burn_in", "steps of burn-in", "Training", 2, 0, 100,
                     "Draws of f(h | h′, x) with the example's x before training uses h.")),
        drawsParameter(),
    });
}

} // namespace

ExperimentKind latentStateKind() {
    ExperimentKind kind;
    kind.name = "latent_state";
    kind.title = "A latent state, and where it begins";
    kind.help =
        "A generative stochastic network keeps a latent state from step to step: H₁ ~ f(h | H₀, "
        "X₀), X₁ ~ g(x | H₁). It is trained to tell X₀ from H₁, and then π(x) = P(X) by "
        "**Theorem 3**, if the state with which an example begins, H₀, has the distribution of H₁ "
        "given that example. Here all of it is exact: a few values, an encoder that remembers, a "
        "decoder of infinite capacity.\n\n"
        "**At zero** is what is simplest, and wrong unless the encoder remembers nothing. A "
        "**burn-in** comes nearer with each step, the sooner the less is remembered. **The "
        "previous visit's H₁** satisfies the theorem in the long run, and costs nothing but "
        "storage.\n\n**Try**: another memory, and a burn-in.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<LatentState>(context);
    };
    kind.memoryBytes = [](const Parameters&) { return 4e6; };
    kind.check = [](const Parameters& parameters) {
        static_cast<void>(parseWeights(parameters, "weights", mostValues));
    };
    kind.headline = {"data_distance", "samples %1 from P(X)"};
    return kind;
}

} // namespace scorescope::gsn
