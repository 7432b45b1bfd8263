// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/one_dimensional_example.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/manifold/nonparametric/nonparametric_score.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::manifold {
namespace {

constexpr std::size_t bumpCount = 4;
const Quantity position{"x", ""};
const std::string mixtureName = "mixture";

std::string indexed(const char* name, std::size_t i) {
    return std::string(name) + "_" + std::to_string(i + 1);
}

std::vector<Bump> bumpsOf(const Parameters& parameters) {
    const std::string& name = parameters.text("density");
    const std::vector<DensityPreset>& presets = densityPresets();
    const auto preset = std::find_if(presets.begin(), presets.end(),
                                     [&](const DensityPreset& each) { return each.name == name; });
    if (preset != presets.end()) {
        return preset->bumps;
    }
    std::vector<Bump> bumps;
    for (std::size_t i = 0; i < bumpCount; ++i) {
        bumps.push_back({parameters.real(indexed("height", i)), parameters.real(indexed("mean", i)),
                         parameters.real(indexed("width", i))});
    }
    return bumps;
}

Partition partitionOf(const Parameters& parameters) {
    return {parameters.real("x_min"), parameters.real("x_max"),
            parameters.count("partition_points")};
}

/// Both exact solutions for one σ.
struct Solution {
    std::vector<double> rcae; ///< r(x) − x
    std::vector<double> dae;
};

struct Errors {
    double rcae = 0.0;
    double dae = 0.0;
    double difference = 0.0;
};

/// A panel of Figure 3.4.
struct Panel {
    const char* name;
    double sigma;
};
constexpr std::array<Panel, 4> panels{{{"score_sigma_1_00", 1.00},
                                       {"score_sigma_0_31", 0.31},
                                       {"score_sigma_0_16", 0.16},
                                       {"score_sigma_0_06", 0.06}}};

class NonparametricScore final : public Experiment {
public:
    explicit NonparametricScore(const ExperimentContext& context)
        : parameters_(context.parameters), partition_(partitionOf(parameters_)),
          x_(partition_.positions()),
          sweep_(logSpaced(parameters_.real("sweep_from"), parameters_.real("sweep_to"),
                           parameters_.count("sweep_points"))) {
        makeDensity();
    }

    void step() override {
        if (steps_ < sweep_.size()) {
            const double sigma = sweep_[static_cast<std::size_t>(steps_)];
            const Errors errors = measure(sigma);
            const auto at = static_cast<double>(steps_ + 1);
            series_.append("rcae_error", at, errors.rcae);
            series_.append("dae_error", at, errors.dae);
            series_.append("rcae_dae_difference", at, errors.difference);
            series_.append("sweep_sigma", at, sigma);
        }
        ++steps_;
    }

    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    [[nodiscard]] std::size_t dimensions() const override { return 1; }
    [[nodiscard]] std::string converged() const override {
        return steps_ >= sweep_.size() ? "the sweep is complete" : "";
    }

    void set(const std::string& name, const ParameterValue& value) override {
        if (parameters_.value(name) == value) {
            return;
        }
        parameters_.setValue(name, value);
        if (name == "sigma") {
            current_.reset();
        } else {
            makeDensity();
        }
    }

    void save(Checkpoint& checkpoint) const override { checkpoint.meta["steps"] = steps_; }
    void load(const Checkpoint& checkpoint) override { steps_ = checkpoint.count("steps"); }

    void publish(FrameBuilder& frame) const override {
        publishSeries(frame);
        if (frame.wants("density")) {
            frame.add(densityArtifact());
        }
        if (frame.wants("density_handles")) {
            frame.add(handles());
        }
        if (frame.wants("score")) {
            const double sigma = parameters_.real("sigma");
            Artifact artifact = scoreArtifact("score", sigma, current());
            // Its view's title cannot know the moment's σ.
            artifact.y.label += " at σ = " + number("%.3g", sigma);
            frame.add(std::move(artifact));
        }
        for (std::size_t i = 0; i < panels.size(); ++i) {
            if (frame.wants(panels[i].name)) {
                if (!panels_[i]) {
                    panels_[i] = std::make_shared<const Artifact>(
                        scoreArtifact(panels[i].name, panels[i].sigma, solve(panels[i].sigma)));
                }
                frame.add(panels_[i]);
            }
        }
        if (frame.wants("convergence")) {
            frame.add(convergence());
        }
        if (frame.wants("reconstruction")) {
            frame.add(reconstruction());
        }
        if (frame.wants("reconstruction_points")) {
            frame.add(reconstructionPoints());
        }
        if (frame.wants("reconstruction_arrows")) {
            frame.add(reconstructionArrows());
        }
        if (frame.wants("inspector")) {
            frame.add(inspector(frame.cursor()));
        }
    }

private:
    void makeDensity() {
        const std::vector<Bump> bumps = bumpsOf(parameters_);
        table_ = tabulate(densityOf(bumps), partition_);
        logMass_ = std::log(massOf(bumps));
        current_.reset();
        measured_.clear();
        for (std::shared_ptr<const Artifact>& panel : panels_) {
            panel.reset();
        }
    }

    [[nodiscard]] Solution solve(double sigma) const {
        return {rcaeDisplacement(table_.logDensity, partition_, sigma),
                daeDisplacement(table_.logDensity, partition_, sigma)};
    }

    [[nodiscard]] const Solution& current() const {
        if (!current_) {
            current_ = solve(parameters_.real("sigma"));
        }
        return *current_;
    }

    [[nodiscard]] Errors measure(double sigma) const {
        const Solution solution = solve(sigma);
        const std::vector<double> rcae = scoreEstimate(solution.rcae, sigma);
        const std::vector<double> dae = scoreEstimate(solution.dae, sigma);
        return {weightedDifference(rcae, table_.score, table_.logDensity),
                weightedDifference(dae, table_.score, table_.logDensity),
                weightedDifference(rcae, dae, table_.logDensity)};
    }

    void publishSeries(FrameBuilder& frame) const {
        const auto add = [&](const char* name, const char* title, const char* label) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, {label, ""}));
            }
        };
        add("rcae_error", "RCAE", "weighted score error");
        add("dae_error", "DAE", "weighted score error");
        add("rcae_dae_difference", "RCAE against DAE", "weighted score error");
        add("sweep_sigma", "σ of the sweep", "σ");
    }

    [[nodiscard]] Artifact densityArtifact() const {
        Lines::Line line{"p(x)", x_, {}, false};
        line.y.reserve(x_.size());
        for (const double value : table_.logDensity) {
            line.y.push_back(std::exp(value + logMass_));
        }
        return {"density", "Density",
                position,  {"p(x), up to a constant", ""},
                {},        Lines{{std::move(line)}}};
    }

    /// The tops of the bumps: dragging one moves its mean and its height.
    [[nodiscard]] Artifact handles() const {
        Markers markers;
        if (parameters_.text("density") == mixtureName) {
            for (std::size_t i = 0; i < bumpCount; ++i) {
                const double height = parameters_.real(indexed("height", i));
                if (height > 0.0) {
                    markers.markers.push_back({parameters_.real(indexed("mean", i)), height,
                                               "handle", std::to_string(i + 1), indexed("mean", i),
                                               indexed("height", i)});
                }
            }
        }
        return {"density_handles", "Bumps to drag", position, {"p(x), up to a constant", ""}, {},
                std::move(markers)};
    }

    [[nodiscard]] Artifact scoreArtifact(const std::string& name, double sigma,
                                         const Solution& solution) const {
        Lines lines;
        lines.lines.push_back({"true score", x_, table_.score, false});
        lines.lines.push_back({"RCAE", x_, scoreEstimate(solution.rcae, sigma), false});
        lines.lines.push_back({"DAE", x_, scoreEstimate(solution.dae, sigma), false});
        return {name,     "Score at σ = " + number("%.2g", sigma),
                position, {"∂ log p(x)/∂x", ""},
                {},       std::move(lines)};
    }

    [[nodiscard]] Artifact convergence() const {
        const auto done = std::min(static_cast<std::size_t>(steps_), sweep_.size());
        while (measured_.size() < done) {
            measured_.push_back(measure(sweep_[measured_.size()]));
        }
        Lines lines;
        lines.lines = {{"RCAE against the score", {}, {}, false},
                       {"DAE against the score", {}, {}, false},
                       {"RCAE against DAE", {}, {}, false},
                       {"slope 2: σ²", {}, {}, true}};
        for (std::size_t k = 0; k < done; ++k) {
            const std::array<double, 3> values{measured_[k].rcae, measured_[k].dae,
                                               measured_[k].difference};
            for (std::size_t line = 0; line < values.size(); ++line) {
                lines.lines[line].x.push_back(sweep_[k]);
                lines.lines[line].y.push_back(values[line]);
            }
        }
        // Through the last DAE error: what a pure O(σ²) would have been before.
        for (std::size_t k = 0; k < done; ++k) {
            lines.lines[3].x.push_back(sweep_[k]);
            lines.lines[3].y.push_back(measured_[done - 1].dae *
                                       std::pow(sweep_[k] / sweep_[done - 1], 2.0));
        }
        return {
            "convergence",   "Convergence of (3.5)", {"σ", ""}, {"weighted score error", ""}, {},
            std::move(lines)};
    }

    [[nodiscard]] Artifact reconstruction() const {
        const Solution& solution = current();
        Lines lines;
        lines.lines = {{"r(x), RCAE", x_, x_, false},
                       {"r(x), DAE", x_, x_, false},
                       {"identity", x_, x_, true}};
        for (std::size_t i = 0; i < x_.size(); ++i) {
            lines.lines[0].y[i] += solution.rcae[i];
            lines.lines[1].y[i] += solution.dae[i];
        }
        return {"reconstruction", "Reconstruction r(x)", position, {"r(x)", ""}, {},
                std::move(lines)};
    }

    /// The means of the bumps on the identity: with narrow bumps, training points.
    [[nodiscard]] Artifact reconstructionPoints() const {
        const bool movable = parameters_.text("density") == mixtureName;
        const std::vector<Bump> bumps = bumpsOf(parameters_);
        Markers markers;
        for (std::size_t i = 0; i < bumps.size(); ++i) {
            if (bumps[i].height > 0.0) {
                markers.markers.push_back({bumps[i].mean, bumps[i].mean, "point", "",
                                           movable ? indexed("mean", i) : std::string(), ""});
            }
        }
        return {"reconstruction_points", "Training points", position, {"r(x)", ""}, {},
                std::move(markers)};
    }

    [[nodiscard]] Artifact reconstructionArrows() const {
        constexpr std::size_t arrows = 25;
        const std::vector<double>& displacement = current().rcae;
        VectorCloud cloud;
        cloud.dimensions = 1;
        for (std::size_t k = 0; k < arrows; ++k) {
            const std::size_t i = k * (partition_.points - 1) / (arrows - 1);
            cloud.coordinates.push_back(static_cast<float>(x_[i]));
            cloud.vectors.push_back(static_cast<float>(displacement[i]));
        }
        return {"reconstruction_arrows", "r(x) − x",      position, {"r(x)", ""},
                {"r(x) − x", ""},        std::move(cloud)};
    }

    [[nodiscard]] Artifact inspector(const std::vector<double>& cursor) const {
        Table table;
        table.columns = {"quantity", "value"};
        if (!cursor.empty() && std::isfinite(cursor.front())) {
            const double at = std::clamp(cursor.front(), partition_.low, partition_.high);
            const double sigma = parameters_.real("sigma");
            const auto i = static_cast<std::size_t>(
                std::llround((at - partition_.low) / partition_.spacing()));
            const Solution& solution = current();
            const auto row = [&](const char* name, double value) {
                table.rows.push_back({name, numberCell("%.5g", value)});
            };
            row("x", x_[i]);
            row("p(x)", std::exp(table_.logDensity[i]));
            row("true score", table_.score[i]);
            row("RCAE (r(x) − x)/σ²", solution.rcae[i] / (sigma * sigma));
            row("DAE (r(x) − x)/σ²", solution.dae[i] / (sigma * sigma));
            row("r(x), RCAE", x_[i] + solution.rcae[i]);
            row("r(x), DAE", x_[i] + solution.dae[i]);
        }
        return {"inspector", "Under the cursor", {}, {}, {}, std::move(table)};
    }

    Parameters parameters_;
    Partition partition_;
    std::vector<double> x_;
    std::vector<double> sweep_;
    TabulatedDensity table_;
    double logMass_ = 0.0;
    std::uint64_t steps_ = 0;
    // What follows from the parameters: kept until they change, never part of the state.
    mutable std::optional<Solution> current_;
    mutable std::array<std::shared_ptr<const Artifact>, panels.size()> panels_;
    mutable std::vector<Errors> measured_; ///< of the sweep's first σ, for the density as it is
};

ParameterTable parameterTable() {
    std::vector<std::string> names{mixtureName};
    std::vector<std::string> labels{"own bumps"};
    for (const DensityPreset& preset : densityPresets()) {
        names.push_back(preset.name);
        labels.push_back(preset.label);
    }
    std::vector<ParameterSpec> specs = {
        live(choice("density", "density", "Density", names, labels,
                    "The density p(x) (Figure 3.3). Own bumps can be dragged in the picture; "
                    "the others stand ready to compare.")),
        live(logarithmic(real(
            "sigma", "σ", "Noise", 0.31, 0.001, 10.0,
            "Standard deviation of the DAE's corruption; σ² weighs the contraction of the RCAE "
            "(3.11). As σ → 0 both estimates (r(x) − x)/σ² tend to the score (3.5)."))),
    };
    const std::vector<Bump>& start = densityPresets().front().bumps;
    for (std::size_t i = 0; i < bumpCount; ++i) {
        const Bump bump = i < start.size() ? start[i] : Bump{0.0, -1.0, 0.2};
        const std::string name = std::to_string(i + 1);
        ParameterSpec height = real(
            indexed("height", i), "height " + name, "Bumps", bump.height, 0.0, 2.0,
            "Height of this bump over the axis, on any scale: scores do not depend on it. 0 leaves "
            "the bump out.");
        height.step = 0.05;
        ParameterSpec mean = real(indexed("mean", i), "mean " + name, "Bumps", bump.mean, -10.0,
                                  10.0, "Where this bump stands.");
        mean.step = 0.05;
        specs.push_back(live(std::move(height)));
        specs.push_back(live(std::move(mean)));
        specs.push_back(
            live(logarithmic(real(indexed("width", i), "width " + name, "Bumps", bump.width, 0.01,
                                  10.0, "Standard deviation of this bump."))));
    }
    std::vector<ParameterSpec> rest = {
        integer("partition_points", "partition points M", "Partition", 1000, 8, 20000,
                "Evenly spaced points x₁ … x_M; every r(x_i) is a free parameter (§3.3.3)."),
        real("x_min", "x from", "Partition", -1.5, -100.0, 100.0, "First partition point."),
        real("x_max", "x to", "Partition", 1.5, -100.0, 100.0, "Last partition point."),
        logarithmic(real("sweep_from", "first σ", "Sweep", 1.0, 0.001, 10.0,
                         "Where the sweep begins; one step measures one σ.")),
        logarithmic(real("sweep_to", "last σ", "Sweep", 0.01, 0.001, 10.0,
                         "Where it ends. Below the spacing of the points there is nothing to "
                         "learn: a point then sees only itself.")),
        integer("sweep_points", "values of σ", "Sweep", 41, 2, 1000,
                "Values of σ from first to last, with equal ratios."),
    };
    specs.insert(specs.end(), std::make_move_iterator(rest.begin()),
                 std::make_move_iterator(rest.end()));
    return ParameterTable(std::move(specs));
}

void checkParameters(const Parameters& parameters) {
    if (!(parameters.real("x_min") < parameters.real("x_max"))) {
        throw InputError("", "/parameters/x_max",
                         "must be larger than x_min (" + toText(parameters.value("x_min")) + ")");
    }
    if (!(parameters.real("sweep_to") < parameters.real("sweep_from"))) {
        throw InputError("", "/parameters/sweep_to",
                         "must be smaller than sweep_from (" +
                             toText(parameters.value("sweep_from")) + "): the sweep goes down");
    }
    static_cast<void>(densityOf(bumpsOf(parameters)));
}

} // namespace

ExperimentKind nonparametricScoreKind() {
    ExperimentKind kind;
    kind.name = "nonparametric_score";
    kind.title = "One-dimensional example";
    kind.help =
        "On a line, an auto-encoder of infinite capacity can be computed exactly: every value "
        "r(x_i) on M points is a free parameter (§3.3.3). The **RCAE** minimizes (3.11), one "
        "system of linear equations; the **DAE** is a ratio of two convolutions (3.3). Both say "
        "what the score ∂ log p(x)/∂x is: (r(x) − x)/σ² tends to it as σ → 0 (3.5).\n\n"
        "A step measures one σ of a sweep from large to small. The error is weighted by p, "
        "sqrt(Σ p (ŝ − s)² / Σ p).\n\n"
        "**Two limits** stay visible: at the ends of the interval both criteria see data on one "
        "side only, which matters when p is not small there (choose *nearly flat*), and the "
        "forward differences of (3.11) leave the RCAE an error of the order of the spacing.\n\n"
        "**Try**: drag a bump; drag σ; move one bump onto another and watch the score between "
        "them.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<NonparametricScore>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        // Values and artifacts of all pictures: about 60 numbers a point.
        return 480.0 * static_cast<double>(parameters.integer("partition_points"));
    };
    kind.check = checkParameters;
    return kind;
}

} // namespace scorescope::manifold
