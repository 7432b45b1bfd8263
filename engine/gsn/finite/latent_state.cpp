// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/latent_state.h"

#include "engine/core/run.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/finite/finite_chain.h"
#include "engine/gsn/finite/latent_chain.h"
#include "engine/gsn/finite/sampled_chain.h"

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
            const double place = (static_cast<double>(h) + 0.5) * static_cast<double>(values) /
                                     static_cast<double>(hidden) -
                                 0.5;
            const double off = static_cast<double>(x) - place;
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

class LatentState final : public Experiment {
public:
    explicit LatentState(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed),
          p_(parseWeights(parameters_, "weights", mostValues)),
          encoder_(encoderOf(values(), hidden(), parameters_.real("memory"))),
          chain_(seed_, latentDraws, values() * hidden(), 0) {
        train();
    }

    void step() override {
        ++steps_;
        chain_.step(trained_.transition, steps_, parameters_.count("draws"));
        const VectorXd samples = visibleShares();
        const auto at = static_cast<double>(steps_);
        series_.append("stationary_distance", at, l1Distance(samples, trained_.visible));
        series_.append("data_distance", at, l1Distance(samples, p_));
        series_.append("exact_distance", at, trained_.distance);
        series_.append("initial_error", at, trained_.initialError);
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }

    void set(const std::string& name, const ParameterValue& value) override {
        if (parameters_.value(name) != value) {
            parameters_.setValue(name, value);
            if (name != "draws") {
                train();
            }
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        chain_.save(checkpoint, "chain_");
    }
    void load(const Checkpoint& checkpoint) override {
        const std::uint64_t steps = checkpoint.count("steps");
        chain_.load(checkpoint, "chain_");
        steps_ = steps;
    }

    void publish(FrameBuilder& frame) const override {
        const auto addSeries = [&](const char* name, const char* title) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, {"ℓ₁ distance", ""}));
            }
        };
        addSeries("stationary_distance", "samples to π");
        addSeries("data_distance", "samples to P(X)");
        addSeries("exact_distance", "π to P(X)");
        addSeries("initial_error", "E ‖P(H₀ | x) − P(H₁ | x)‖₁");
        if (frame.wants("distributions")) {
            frame.add(distributions());
        }
        for (const auto& artifact : ofModel_) {
            if (frame.wants(artifact->name)) {
                frame.add(artifact);
            }
        }
    }

private:
    [[nodiscard]] std::size_t values() const { return static_cast<std::size_t>(p_.size()); }
    [[nodiscard]] std::size_t hidden() const { return parameters_.count("hidden_count"); }

    [[nodiscard]] VectorXd visibleShares() const {
        const VectorXd all = chain_.shares();
        VectorXd visible = VectorXd::Zero(p_.size());
        for (Index state = 0; state < all.size(); ++state) {
            visible(state % p_.size()) += all(state);
        }
        return visible;
    }

    void train() {
        trained_ =
            trainLatentChain(encoder_, p_, initialOf(parameters_), parameters_.count("burn_in"));
        chain_.restart();
        ofModel_.clear();
        for (Artifact& made : std::vector<Artifact>{verdict(), burnInCurve(), decoder()}) {
            ofModel_.push_back(std::make_shared<const Artifact>(std::move(made)));
        }
    }

    [[nodiscard]] Artifact distributions() const {
        Lines lines;
        lines.lines = {
            distributionLine("P(X), data", p_, Lines::Style::stems),
            distributionLine("π(x), stationary", trained_.visible, Lines::Style::points)};
        if (chain_.draws() > 0.0) {
            lines.lines.push_back(distributionLine("samples of the chain", visibleShares(),
                                                   Lines::Style::points, true));
        }
        return {"distributions", "Data, π and samples", {"x", ""}, {"probability", ""}, {},
                std::move(lines)};
    }
    [[nodiscard]] Artifact verdict() const {
        Table table;
        table.columns = {"H₀ begins", "E ‖P(H₀ | x) − P(H₁ | x)‖₁", "‖π − P‖₁"};
        const auto row = [&](const std::string& name, InitialState initial, std::size_t steps) {
            const LatentChain chain = trainLatentChain(encoder_, p_, initial, steps);
            table.rows.push_back(
                {name, numberCell("%.3g", chain.initialError), numberCell("%.3g", chain.distance)});
        };
        row("at zero", InitialState::zero, 0);
        row("after " + std::to_string(parameters_.count("burn_in")) + " steps of burn-in",
            InitialState::burnIn, parameters_.count("burn_in"));
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
        return {"decoder",
                "Decoder g(x | h), as trained",
                {"h", ""},
                {"x", ""},
                {"g", ""},
                matrixHeatmap(trained_.decoder, numberNames(values()), numberNames(hidden()))};
    }

    Parameters parameters_;
    std::uint64_t seed_;
    VectorXd p_;
    LatentEncoder encoder_;
    LatentChain trained_;
    std::uint64_t steps_ = 0;
    SampledChain chain_; ///< of states x + n h
    std::vector<std::shared_ptr<const Artifact>> ofModel_;
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
        live(integer("draws", "samples a step", "Chain", 10, 1, 10000,
                     "Samples that one step draws from the chain.")),
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
        "**At zero** is what is simplest, and wrong by as much as the encoder remembers. A "
        "**burn-in** comes nearer with each step. **The previous visit's H₁** satisfies the "
        "theorem "
        "in the long run, and costs nothing but memory.\n\n**Try**: raise the memory.";
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
