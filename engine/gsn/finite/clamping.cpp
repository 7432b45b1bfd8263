// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/finite/clamping.h"

#include "engine/gsn/finite/chain_experiment.h"
#include "engine/gsn/finite/chain_pictures.h"
#include "engine/gsn/finite/clamped_chain.h"
#include "engine/gsn/finite/finite_chain.h"

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
        const double centre = evenPlace(h, hidden, values);
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

class Clamping final : public ChainExperiment {
public:
    explicit Clamping(const ExperimentContext& context)
        : ChainExperiment(context, clampedDraws, {context.parameters.count("value_count")}) {
        rebuild();
    }

    void publish(FrameBuilder& frame) const override {
        ChainExperiment::publish(frame);
        if (frame.wants("chain_path")) {
            frame.add(chainPath({"x", ""}));
        }
    }

private:
    [[nodiscard]] const MatrixXd& transition() const override { return clamped_.transition; }
    [[nodiscard]] std::vector<ChainDistance> distances(const VectorXd& samples) const override {
        return {
            {"clamped_distance", "samples to the clamped π", l1Distance(samples, clamped_.clamped)},
            {"conditional_distance", "samples to π(x | x ∈ S)",
             l1Distance(samples, clamped_.conditional)},
            {"exact_distance", "the clamped π to π(x | x ∈ S)", clamped_.distance()},
            {"condition_error", "(5.5), left to right side", clamped_.conditionError(),
             "Σ |left − right| over h"},
        };
    }
    void changed(const std::string& /*name*/) override { rebuild(); }

    void rebuild() {
        const std::size_t values = parameters().count("value_count");
        model_ = compatiblePair(
            bumps(values, parameters().count("hidden_count"), parameters().real("bump_width")));
        // A decoder of another joint: that of the same bumps, each under its neighbour's name.
        const double share = parameters().real("incompatibility");
        MatrixXd turned(model_.decoder.rows(), model_.decoder.cols());
        for (Index h = 0; h < turned.cols(); ++h) {
            turned.col(h) = model_.decoder.col((h + 1) % turned.cols());
        }
        model_.decoder = (1.0 - share) * model_.decoder + share * turned;
        const auto [first, last] =
            std::minmax({std::min(parameters().count("clamp_from"), values - 1),
                         std::min(parameters().count("clamp_to"), values - 1)});
        std::vector<bool> allowed(values, false);
        std::fill(allowed.begin() + static_cast<std::ptrdiff_t>(first),
                  allowed.begin() + static_cast<std::ptrdiff_t>(last) + 1, true);
        clamped_ = clampChain(model_, allowed);
        restartAt(allowed[state()] ? state() : first); // it is put where it may be
        keep(condition());
        keep(encoder());
        keep(decoder());
        keep(verdict());
    }

    [[nodiscard]] Artifact distributions() const override {
        Lines lines;
        lines.lines = {
            distributionLine("π(x), free", clamped_.stationary, Lines::Style::line),
            distributionLine("π(x | x ∈ S)", clamped_.conditional, Lines::Style::stems),
            distributionLine("π(x) of the clamped chain", clamped_.clamped, Lines::Style::points)};
        lines.lines.front().dashed = true;
        addSamples(lines, "samples of the clamped chain");
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
        return {"encoder", "Encoder f(h | x)", {"x", ""},
                {"h", ""}, {"f", ""},          matrixHeatmap(model_.encoder)};
    }
    [[nodiscard]] Artifact decoder() const {
        return {"decoder", "Decoder g(x | h)", {"h", ""},
                {"x", ""}, {"g", ""},          matrixHeatmap(model_.decoder)};
    }
    [[nodiscard]] Artifact verdict() const {
        Table table;
        table.columns = {"quantity", "value"};
        table.rows = {
            {"condition (5.5): Σ |left − right|", numberCell("%.3g", clamped_.conditionError())},
            {"‖clamped π − π(x | S)‖₁", numberCell("%.3g", clamped_.distance())},
            {"g(x | h, x ∈ S) independent over h", clamped_.independent ? "yes" : "no"},
            {"so (5.5) is",
             clamped_.independent ? "necessary and sufficient" : "sufficient, not necessary"}};
        return {"clamping", "Does clamping give the conditional?", {}, {}, {}, std::move(table)};
    }

    EncoderDecoder model_;
    ClampedChain clamped_;
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
        drawsParameter(),
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
