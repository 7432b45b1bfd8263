// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/clamping.h"

#include "engine/core/run.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/finite/clamped_chain.h"
#include "engine/gsn/finite/finite_chain.h"
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

constexpr Purpose clampedDraws = Purpose::named("gsn clamped chain");

/// π(x, h): every hidden value stands for a bump over x, as wide as `width`.
MatrixXd bumps(std::size_t values, std::size_t hidden, double width) {
    MatrixXd joint(index(values), index(hidden));
    for (std::size_t h = 0; h < hidden; ++h) {
        const double centre = (static_cast<double>(h) + 0.5) * static_cast<double>(values) /
                                  static_cast<double>(hidden) -
                              0.5;
        for (std::size_t x = 0; x < values; ++x) {
            const double off = (static_cast<double>(x) - centre) / width;
            // Bumps of different weights, or all would be too even to tell anything; and a little
            // everywhere, so that no value is left without any.
            constexpr double floor = 1e-9;
            joint(index(x), index(h)) =
                (floor + std::exp(-0.5 * off * off)) / static_cast<double>(1 + h);
        }
    }
    return joint / joint.sum();
}

class Clamping final : public Experiment {
public:
    explicit Clamping(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed),
          chain_(seed_, clampedDraws, values(), 0) {
        rebuild();
    }

    void step() override {
        ++steps_;
        chain_.step(clamped_.transition, steps_, parameters_.count("draws"));
        const VectorXd samples = chain_.shares();
        const auto at = static_cast<double>(steps_);
        series_.append("clamped_distance", at, l1Distance(samples, clamped_.clamped));
        series_.append("conditional_distance", at, l1Distance(samples, clamped_.conditional));
        series_.append("exact_distance", at, clamped_.distance());
        series_.append("condition_error", at, clamped_.conditionError());
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }

    void set(const std::string& name, const ParameterValue& value) override {
        if (parameters_.value(name) != value) {
            parameters_.setValue(name, value);
            if (name != "draws") {
                rebuild();
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
        addSeries("clamped_distance", "samples to π_S");
        addSeries("conditional_distance", "samples to π(x | x ∈ S)");
        addSeries("exact_distance", "π_S to π(x | x ∈ S)");
        addSeries("condition_error", "condition (5.5): Σ |left − right|");
        if (frame.wants("distributions")) {
            frame.add(distributions());
        }
        if (frame.wants("chain_path")) {
            frame.add(Artifact{
                "chain_path", "The latest samples", {"sample", ""}, {"x", ""}, {}, chain_.path()});
        }
        for (const auto& artifact : ofModel_) {
            if (frame.wants(artifact->name)) {
                frame.add(artifact);
            }
        }
    }

private:
    [[nodiscard]] std::size_t values() const { return parameters_.count("value_count"); }

    void rebuild() {
        const std::size_t hidden = parameters_.count("hidden_count");
        model_ = compatiblePair(bumps(values(), hidden, parameters_.real("bump_width")));
        // A decoder of another joint: that of the same bumps, each under its neighbour's name.
        const double share = parameters_.real("incompatibility");
        MatrixXd turned(model_.decoder.rows(), model_.decoder.cols());
        for (Index h = 0; h < turned.cols(); ++h) {
            turned.col(h) = model_.decoder.col((h + 1) % turned.cols());
        }
        model_.decoder = (1.0 - share) * model_.decoder + share * turned;
        const std::size_t one = std::min(parameters_.count("clamp_from"), values() - 1);
        const std::size_t other = std::min(parameters_.count("clamp_to"), values() - 1);
        allowed_.assign(values(), false);
        for (std::size_t x = std::min(one, other); x <= std::max(one, other); ++x) {
            allowed_[x] = true;
        }
        clamped_ = clampChain(model_, allowed_);
        const bool outside = !allowed_[chain_.state()];
        if (outside) { // it is put where it may be
            chain_ = SampledChain(seed_, clampedDraws, values(), std::min(one, other));
        }
        chain_.restart();
        ofModel_.clear();
        for (Artifact& made : std::vector<Artifact>{condition(), encoder(), decoder(), verdict()}) {
            ofModel_.push_back(std::make_shared<const Artifact>(std::move(made)));
        }
    }

    [[nodiscard]] Artifact distributions() const {
        Lines lines;
        lines.lines = {distributionLine("π(x), free", clamped_.stationary, Lines::Style::line),
                       distributionLine("π(x | x ∈ S)", clamped_.conditional, Lines::Style::stems),
                       distributionLine("π_S(x), clamped", clamped_.clamped, Lines::Style::points)};
        lines.lines.front().dashed = true;
        if (chain_.draws() > 0.0) {
            lines.lines.push_back(distributionLine("samples of the clamped chain", chain_.shares(),
                                                   Lines::Style::points, true));
        }
        return {
            "distributions", "Free, conditional and clamped", {"x", ""}, {"probability", ""}, {},
            std::move(lines)};
    }
    [[nodiscard]] Artifact condition() const {
        Lines lines;
        lines.lines = {
            distributionLine("Σ π(x | S) f(h | x), left", clamped_.left, Lines::Style::stems),
            distributionLine("π(h | S), right", clamped_.right, Lines::Style::points)};
        return {"condition", "Both sides of (5.5)", {"h", ""}, {"probability", ""},
                {},          std::move(lines)};
    }
    [[nodiscard]] Artifact encoder() const {
        return {"encoder",
                "Encoder f(h | x)",
                {"x", ""},
                {"h", ""},
                {"f", ""},
                matrixHeatmap(model_.encoder, numberNames(parameters_.count("hidden_count")),
                              numberNames(values()))};
    }
    [[nodiscard]] Artifact decoder() const {
        return {"decoder",
                "Decoder g(x | h)",
                {"h", ""},
                {"x", ""},
                {"g", ""},
                matrixHeatmap(model_.decoder, numberNames(values()),
                              numberNames(parameters_.count("hidden_count")))};
    }
    [[nodiscard]] Artifact verdict() const {
        Table table;
        table.columns = {"quantity", "value"};
        table.rows = {
            {"condition (5.5): Σ |left − right|", numberCell("%.3g", clamped_.conditionError())},
            {"‖π_S − π(x | S)‖₁", numberCell("%.3g", clamped_.distance())},
            {"g(x | h, x ∈ S) independent over h", clamped_.independent ? "yes" : "no"},
            {"so (5.5) is",
             clamped_.independent ? "necessary and sufficient" : "sufficient, not necessary"}};
        return {"clamping", "Does clamping give the conditional?", {}, {}, {}, std::move(table)};
    }

    Parameters parameters_;
    std::uint64_t seed_;
    EncoderDecoder model_;
    std::vector<bool> allowed_;
    ClampedChain clamped_;
    std::uint64_t steps_ = 0;
    SampledChain chain_;
    std::vector<std::shared_ptr<const Artifact>> ofModel_; ///< what does not change with a step
};

ParameterTable parameterTable() {
    return ParameterTable({
        integer("value_count", "values of x", "Model", 9, 2, 40, "How many values x has."),
        integer("hidden_count", "values of h", "Model", 3, 1, 40, "How many values h has."),
        real("bump_width", "width of the bumps", "Model", 1.2, 0.2, 20.0,
             "Every hidden value stands for a bump over x: how wide they are, in values of x."),
        live(
            real("incompatibility", "incompatibility", "Model", 0.0, 0.0, 1.0,
                 "0: encoder and decoder are the conditionals of one joint (Proposition 5). Above, "
                 "this share of the decoder is that of another joint.")),
        live(integer("clamp_from", "S: from", "Clamp", 2, 0, 39,
                     "x may be from here …, both ends included.")),
        live(integer("clamp_to", "S: to", "Clamp", 5, 0, 39, "… to here.")),
        live(integer("draws", "samples a step", "Chain", 10, 1, 10000,
                     "Samples that one step draws from the clamped chain.")),
    });
}

} // namespace

ExperimentKind clampingKind() {
    ExperimentKind kind;
    kind.name = "clamping";
    kind.title = "Clamping a chain on a few values";
    kind.help =
        "A chain that alternates an encoder f(h | x) and a decoder g(x | h) is **clamped** to a "
        "set "
        "S by drawing x from g(x | h, x ∈ S) (§5.3.6). It should then have π(x | x ∈ S), the "
        "distribution of the free chain where it is in S. It has whenever condition (5.5) holds, "
        "Σ_x π(x | S) f(h | x) = π(h | S) (Proposition 3); where the functions g(x | h, x ∈ S) are "
        "linearly independent over h, only then (Proposition 4); and always when both conditionals "
        "are those of one joint distribution (Proposition 5).\n\n"
        "**Try**: raise the incompatibility, and see both sides of (5.5) part; then clamp to a "
        "single value, where there is nothing to get wrong.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<Clamping>(context);
    };
    kind.memoryBytes = [](const Parameters&) { return 1e6; };
    kind.headline = {"conditional_distance", "samples %1 from π(x | S)"};
    return kind;
}

} // namespace scorescope::gsn
