// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/manifold/autoencoder/autoencoder_parameters.h"
#include "engine/manifold/autoencoder/regularized_autoencoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::manifold {
namespace {

constexpr std::array<const char*, 2> prefixes = {"left_", "right_"};
constexpr std::array<const char*, 2> tensorPrefixes = {"left.", "right."};

/// What both sides take as it is: every parameter but the criterion.
ParameterTable comparisonParameters() {
    const ParameterTable own = autoencoderParameters();
    const ParameterSpec& criterion = own.spec("criterion");
    std::vector<ParameterSpec> specs;
    for (const ParameterSpec& spec : own.specs()) {
        if (spec.name != "criterion") {
            specs.push_back(spec);
            if (spec.applies.parameter == criterion.name) {
                specs.back().applies = {}; // either side may want it
            }
            continue;
        }
        for (const auto& [name, label, initial] :
             {std::array<std::string, 3>{"left_criterion", "left", "dae"},
              std::array<std::string, 3>{"right_criterion", "right", "rcae"}}) {
            ParameterSpec side = criterion;
            side.name = name;
            side.label = label;
            side.initial = initial;
            specs.push_back(std::move(side));
        }
    }
    return ParameterTable(std::move(specs));
}

/// The parameters of one side.
Parameters sideParameters(const Parameters& parameters, std::size_t side) {
    Parameters own{autoencoderParameters()};
    for (const ParameterSpec& spec : own.table().specs()) {
        const std::string source =
            spec.name == "criterion" ? prefixes[side] + std::string("criterion") : spec.name;
        own.setValue(spec.name, parameters.value(source));
    }
    return own;
}

std::string criterionLabel(const Parameters& parameters, std::size_t side) {
    const std::string& name = parameters.text(prefixes[side] + std::string("criterion"));
    return name == "rcae" ? "RCAE" : name == "cae" ? "CAE" : "DAE";
}

/// Stores one side's tensors under "left." or "right.".
void put(StoredTensors& both, std::size_t side, const StoredTensors& own) {
    for (const auto& [name, tensor] : own) {
        both[tensorPrefixes[side] + name] = tensor;
    }
}

/// One side's tensors again. Files of old have the prefixes of the series.
StoredTensors tensorsOf(const StoredTensors& both, std::size_t side) {
    StoredTensors own;
    for (const std::string prefix : {tensorPrefixes[side], prefixes[side]}) {
        for (const auto& [name, tensor] : both) {
            if (name.rfind(prefix, 0) == 0) {
                own[name.substr(prefix.size())] = tensor;
            }
        }
    }
    return own;
}

class CriteriaComparison final : public Experiment {
public:
    explicit CriteriaComparison(const ExperimentContext& context)
        : context_(context), problem_(makeProblem()) {
        context_.progress = nullptr; // whoever wanted this experiment has its data now
        const ExperimentKind kind = regularizedAutoencoderKind();
        for (std::size_t side = 0; side < 2; ++side) {
            ExperimentContext own = context;
            own.parameters = sideParameters(context.parameters, side);
            sides_[side] = kind.create(own);
        }
        collectSeries();
        recordDifference();
    }

    void step() override {
        // Both or neither: what the first side did is undone when the second one cannot follow.
        Checkpoint before;
        sides_[0]->save(before);
        sides_[0]->step();
        try {
            sides_[1]->step();
        } catch (...) {
            sides_[0]->load(before);
            sides_[0]->series().clear();
            throw;
        }
        collectSeries();
        if (stepsDone() % context_.parameters.count("evaluate_every") == 0) {
            recordDifference();
        }
    }

    [[nodiscard]] std::uint64_t stepsDone() const override { return sides_[1]->stepsDone(); }
    [[nodiscard]] std::string converged() const override {
        const std::string first = sides_[0]->converged();
        return first.empty() || sides_[1]->converged().empty() ? "" : first;
    }

    void set(const std::string& name, const ParameterValue& value) override {
        context_.parameters.setValue(name, value);
        for (const auto& side : sides_) {
            side->set(name, value);
        }
        if (name == "corruption") {
            problem_->setSigma(context_.parameters.real(name));
        } else if (name == "drawn_points") {
            problem_ = makeProblem();
        }
        collectSeries(&SeriesSet::appendEdited);
    }

    [[nodiscard]] std::size_t dimensions() const override { return sides_.front()->dimensions(); }
    void act(const Action& action) override {
        for (const auto& side : sides_) {
            side->act(action);
        }
    }

    void save(Checkpoint& checkpoint) const override {
        for (std::size_t side = 0; side < 2; ++side) {
            Checkpoint own;
            sides_[side]->save(own);
            put(checkpoint.weights, side, own.weights);
            put(checkpoint.state, side, own.state);
            checkpoint.meta[prefixes[side] + std::string("state")] = std::move(own.meta);
        }
    }

    void load(const Checkpoint& checkpoint) override {
        std::array<Checkpoint, 2> before;
        std::array<Checkpoint, 2> own;
        for (std::size_t side = 0; side < 2; ++side) {
            const std::string prefix = prefixes[side];
            if (!checkpoint.meta.contains(prefix + "state")) {
                throw InputError("checkpoint", "/" + prefix + "state", "is missing");
            }
            own[side].meta = checkpoint.meta[prefix + "state"];
            own[side].weights = tensorsOf(checkpoint.weights, side);
            own[side].state = tensorsOf(checkpoint.state, side);
            sides_[side]->save(before[side]);
        }
        sides_[0]->load(own[0]);
        try {
            sides_[1]->load(own[1]);
        } catch (...) {
            sides_[0]->load(before[0]);
            throw;
        }
        for (const auto& side : sides_) {
            side->series().clear();
        }
    }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        std::vector<AnalysisRequest> list;
        for (std::size_t side = 0; side < 2; ++side) {
            for (AnalysisRequest& request : sides_[side]->due(sideInterest(side, interest))) {
                request.key.name = prefixes[side] + request.key.name;
                request.title = criterionLabel(context_.parameters, side) + ": " + request.title;
                list.push_back(std::move(request));
            }
        }
        return list;
    }

    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        const std::size_t side = request.key.name.rfind(prefixes[0], 0) == 0 ? 0 : 1;
        const std::string prefix = prefixes[side];
        const std::string label = criterionLabel(context_.parameters, side);
        AnalysisRequest own = request;
        own.key.name.erase(0, prefix.size());
        return [work = sides_[side]->analysis(own), prefix, label](AnalysisWatch& watch) {
            AnalysisFindings findings = work(watch);
            for (auto& artifact : findings.artifacts) {
                Artifact copy = *artifact;
                copy.name = prefix + copy.name;
                copy.title = label + ": " + copy.title;
                artifact = std::make_shared<const Artifact>(std::move(copy));
            }
            return findings;
        };
    }

    void publish(FrameBuilder& frame) const override {
        for (std::size_t side = 0; side < 2; ++side) {
            publishSide(frame, side);
        }
        if (frame.wants("field_difference")) {
            frame.add(seriesArtifact(series_, "field_difference", "difference of the two fields",
                                     {"‖r − r′‖ / ‖r − x‖", ""}));
        }
        if (frame.wants("difference_field")) {
            publishDifference(frame);
        }
        if (frame.wants("inspector")) {
            publishInspector(frame);
        }
    }

private:
    /// Its data are both sides'; its network turns either side's weights into r.
    [[nodiscard]] std::unique_ptr<AutoEncoderProblem> makeProblem() const {
        ExperimentContext own = context_;
        own.parameters = sideParameters(context_.parameters, 0);
        return std::make_unique<AutoEncoderProblem>(problemOptions(own));
    }

    /// The flat parameters that a side saved.
    [[nodiscard]] std::vector<double> weightsOf(const Checkpoint& own) const {
        return nn::loadParameters(own, nn::namedParts(problem_->options().model));
    }

    /// What the sides appended goes into one set, with their prefixes.
    void collectSeries(void (SeriesSet::*append)(const std::string&, double,
                                                 double) = &SeriesSet::append) {
        for (std::size_t side = 0; side < 2; ++side) {
            for (const std::string& name : sides_[side]->series().names()) {
                for (const SeriesPoint& point : sides_[side]->series().look(name).points()) {
                    (series_.*append)(prefixes[side] + name, point.step, point.value);
                }
            }
            sides_[side]->series().clear();
        }
    }

    /// ‖r_left − r_right‖ / ‖r_left − x‖ on the held-out points.
    void recordDifference() {
        const std::size_t count = problem_->heldOutTargets().size();
        const std::vector<double>& x = problem_->heldOutInputs();
        std::array<std::vector<double>, 2> r;
        for (std::size_t side = 0; side < 2; ++side) {
            Checkpoint own;
            sides_[side]->save(own);
            r[side].resize(x.size());
            problem_->model().reconstruct(weightsOf(own).data(), x.data(), count, r[side].data());
        }
        double difference = 0.0;
        double length = 0.0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            difference += std::pow(r[0][i] - r[1][i], 2.0);
            length += std::pow(r[0][i] - x[i], 2.0);
        }
        series_.append("field_difference", static_cast<double>(stepsDone()),
                       std::sqrt(difference / length));
    }

    /// What is wanted of one side, by its own names.
    [[nodiscard]] static Interest sideInterest(std::size_t side, const Interest& interest) {
        Interest own{false, {}, interest.cursor};
        for (const char* name : sideArtifacts) {
            if (interest.wants(prefixes[side] + std::string(name))) {
                own.names.insert(name);
            }
        }
        return own;
    }

    [[nodiscard]] Frame frameOf(std::size_t side, const std::vector<std::string>& names,
                                const std::vector<double>& cursor = {}) const {
        Frame own;
        const Interest interest{false, {names.begin(), names.end()}, cursor};
        FrameBuilder builder(own, interest);
        sides_[side]->publish(builder);
        return own;
    }

    void publishSide(FrameBuilder& frame, std::size_t side) const {
        const std::string prefix = prefixes[side];
        std::vector<std::string> wanted;
        for (const char* name : sideArtifacts) {
            if (frame.wants(prefix + name)) {
                wanted.emplace_back(name);
            }
        }
        if (wanted.empty()) {
            return;
        }
        const std::string label = criterionLabel(context_.parameters, side);
        const Frame own = frameOf(side, wanted, frame.cursor());
        for (const auto& [name, why] : own.unavailable) {
            frame.cannot(prefix + name, why);
        }
        for (const auto& [name, artifact] : own.artifacts) {
            auto& kept = renamed_[side][name];
            const bool isSeries = std::holds_alternative<SeriesArtifact>(artifact->data);
            if (!isSeries && kept.first == artifact) {
                frame.add(kept.second);
                continue;
            }
            Artifact copy = *artifact;
            copy.name = prefix + name;
            copy.title = label + ": " + copy.title;
            if (auto* series = std::get_if<SeriesArtifact>(&copy.data)) {
                series->points = series_.look(copy.name);
            }
            kept = {artifact, std::make_shared<const Artifact>(std::move(copy))};
            frame.add(kept.second);
        }
    }

    void publishDifference(FrameBuilder& frame) const {
        const Frame left = frameOf(0, {"field"});
        const Frame right = frameOf(1, {"field"});
        const auto a = left.find("field");
        const auto b = right.find("field");
        Artifact copy = *a;
        copy.name = "difference_field";
        copy.title = "Difference of the fields, " + criterionLabel(context_.parameters, 0) + " − " +
                     criterionLabel(context_.parameters, 1);
        auto& field = std::get<VectorField>(copy.data);
        const auto& other = std::get<VectorField>(b->data);
        for (std::size_t i = 0; i < field.u.size(); ++i) {
            field.u[i] -= other.u[i];
            field.v[i] -= other.v[i];
        }
        frame.add(std::move(copy));
    }

    void publishInspector(FrameBuilder& frame) const {
        Table table;
        table.columns = {"quantity", criterionLabel(context_.parameters, 0),
                         criterionLabel(context_.parameters, 1)};
        const auto rowsOf = [&](std::size_t side) {
            return std::get<Table>(
                       frameOf(side, {"inspector"}, frame.cursor()).find("inspector")->data)
                .rows;
        };
        const auto left = rowsOf(0);
        const auto right = rowsOf(1);
        for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
            table.rows.push_back({left[i][0], left[i][1], right[i][1]});
        }
        frame.add(Artifact{"inspector", "Under the cursor", {}, {}, {}, std::move(table)});
    }

    /// Artifacts that a side can show; one that is missing here cannot be asked for.
    static constexpr std::array sideArtifacts = {"data",
                                                 "data_cloud",
                                                 "field",
                                                 "optimal_field",
                                                 "magnitude",
                                                 "error_field",
                                                 "optimal_energy",
                                                 "curl",
                                                 "divergence",
                                                 "energy",
                                                 "gradient_part",
                                                 "rotational_part",
                                                 "helmholtz",
                                                 "sensitivity",
                                                 "fixed_points",
                                                 "fixed_points_table",
                                                 "basins",
                                                 "ball",
                                                 "ball_points",
                                                 "path",
                                                 "path_energy",
                                                 "samples",
                                                 "samples_cloud",
                                                 "chains",
                                                 "proposal",
                                                 "proposal_points",
                                                 "loss",
                                                 "held_out_loss",
                                                 "optimal_loss",
                                                 "loss_ratio",
                                                 "field_error",
                                                 "gradient_norm",
                                                 "step_length",
                                                 "acceptance_rate",
                                                 "r_hat",
                                                 "effective_sample_size",
                                                 "tangent_sensitivity",
                                                 "normal_sensitivity",
                                                 "attractors",
                                                 "spurious_attractors"};

    ExperimentContext context_;
    std::unique_ptr<AutoEncoderProblem> problem_;
    std::array<std::unique_ptr<Experiment>, 2> sides_;
    using Renamed = std::pair<std::shared_ptr<const Artifact>, std::shared_ptr<const Artifact>>;
    mutable std::array<std::map<std::string, Renamed>, 2> renamed_;
};

} // namespace

ExperimentKind criteriaComparisonKind() {
    ExperimentKind kind;
    kind.name = "criteria_comparison";
    kind.title = "Two criteria side by side";
    kind.help =
        "Two auto-encoders start from the same weights and learn the same data, each by a "
        "criterion of its own. For small σ the denoising criterion is the contractive one with λ = "
        "σ² (Proposition 1): their fields r(x) − x become the same. *field difference* is "
        "‖r − r′‖ over ‖r − x‖ on held-out points.\n\n"
        "**Try**: raise σ while they train and watch the two part; the DAE learns from where the "
        "corruption takes it, the RCAE only from the data and the slope there.";
    kind.parameters = comparisonParameters();
    kind.actions = autoencoderActions();
    kind.formerArtifacts = {{"left_log_density", "left_optimal_energy"},
                            {"right_log_density", "right_optimal_energy"}};
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<CriteriaComparison>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        return 2.5 * autoencoderMemory(sideParameters(parameters, 0));
    };
    kind.check = [](const Parameters& parameters) {
        checkAutoencoderParameters(sideParameters(parameters, 0));
    };
    return kind;
}

} // namespace scorescope::manifold
