// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/denoising_autoencoder.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/core/run.h"
#include "engine/manifold/denoising_problem.h"
#include "engine/nn/autoencoder_twin.h"
#include "engine/nn/lbfgs.h"
#include "engine/nn/optimizers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::manifold {
namespace {

const Quantity firstAxis{"x₀", ""};
const Quantity secondAxis{"x₁", ""};

bool allFinite(const std::vector<double>& values) {
    // One infinity or NaN makes the sum non-finite; only overflow of finite ones does so too.
    return std::isfinite(std::accumulate(values.begin(), values.end(), 0.0)) ||
           std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

double norm(const std::vector<double>& values) {
    return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

std::string text(const char* format, double a) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, a);
    return buffer;
}

std::string pair(const std::string& a, const std::string& b) {
    return "(" + a + ", " + b + ")";
}

/// The grid of a region with square cells: `resolution` nodes across, as many rows as the height
/// asks for.
Grid regionGrid(const Parameters& parameters, const std::string& prefix) {
    Grid grid;
    grid.xMin = parameters.real(prefix + "x_min");
    grid.xMax = parameters.real(prefix + "x_max");
    grid.yMin = parameters.real(prefix + "y_min");
    grid.yMax = parameters.real(prefix + "y_max");
    grid.columns = parameters.count(prefix + "resolution");
    const double ratio = (grid.yMax - grid.yMin) / (grid.xMax - grid.xMin);
    const double rows = std::round(static_cast<double>(grid.columns - 1) * ratio) + 1.0;
    grid.rows = static_cast<std::size_t>(std::clamp(rows, 2.0, 1024.0));
    return grid;
}

/// A field kept until what it was computed from changes: parameters of the network (counted by
/// `version`) or the grid.
struct CachedField {
    std::uint64_t version = UINT64_MAX;
    Grid grid;
    std::shared_ptr<const Artifact> artifact;
    [[nodiscard]] bool holds(std::uint64_t v, const Grid& g) const {
        return artifact && version == v && grid == g;
    }
};

class DenoisingAutoencoder final : public Experiment {
public:
    explicit DenoisingAutoencoder(const ExperimentContext& context)
        : parameters_(context.parameters), context_(context),
          fieldNetwork_(
              {2, parameters_.count("hidden_units"), parameters_.text("weights") == "tied"},
              {nn::InstructionSet::automatic, context.threads}) {
        makeProblem();
        std::vector<double> start = problem_->initialParameters();
        if (parameters_.text("optimizer") == "lbfgs") {
            lbfgs_.emplace(std::move(start), lbfgsOptions());
        } else {
            gradient_.emplace(optimizerOptions(), start.size());
            weights_ = std::move(start);
        }
        recordQuality();
    }

    void step() override {
        const std::string& optimizer = parameters_.text("optimizer");
        if (optimizer == "lbfgs") {
            stepLbfgs();
        } else {
            stepGradient();
        }
        ++steps_;
        ++version_;
        if (steps_ % parameters_.count("evaluate_every") == 0 || converged_) {
            recordQuality();
        }
    }

    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    [[nodiscard]] bool converged() const override { return converged_; }

    void set(const std::string& name, const ParameterValue& value) override {
        const ParameterValue before = parameters_.value(name);
        parameters_.setValue(name, value);
        if (name == "corruption" && before != parameters_.value(name)) {
            makeProblem();
            if (lbfgs_) {
                lbfgs_->restart(); // curvature and gradient belong to the old noise
            }
            converged_ = false;
        } else if (gradient_ && (name == "learning_rate" || name == "momentum")) {
            // Copied first: the new optimizer takes the old one's place.
            nn::OptimizerState kept = gradient_->state();
            gradient_.emplace(optimizerOptions(), weights_.size(), std::move(kept));
        }
    }

    void act(const Action& action) override {
        if (action.name == "probe" && action.numbers.size() == 2 &&
            std::isfinite(action.numbers[0]) && std::isfinite(action.numbers[1])) {
            probe_ = {action.numbers[0], action.numbers[1]};
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        checkpoint.meta["converged"] = converged_;
        checkpoint.put("parameters", weights());
        if (lbfgs_) {
            const nn::LbfgsState& state = lbfgs_->state();
            checkpoint.put("lbfgs.gradient", state.gradient);
            checkpoint.put("lbfgs.steps", state.steps);
            checkpoint.put("lbfgs.changes", state.changes);
            checkpoint.put("lbfgs.value", {state.value});
            checkpoint.meta["lbfgs_iterations"] = state.iterations;
            checkpoint.meta["lbfgs_evaluations"] = state.evaluations;
        } else {
            const nn::OptimizerState& state = gradient_->state();
            checkpoint.put("optimizer.first", state.first);
            checkpoint.put("optimizer.second", state.second);
            checkpoint.meta["optimizer_steps"] = state.steps;
        }
    }

    void load(const Checkpoint& checkpoint) override {
        const std::size_t count = nn::parameterCount(problem_->shape());
        std::vector<double> loaded = checkpoint.doubles("parameters", count);
        const std::uint64_t steps = checkpoint.count("steps");
        if (!checkpoint.meta.contains("converged") || !checkpoint.meta["converged"].is_boolean()) {
            throw InputError("checkpoint", "/converged", "is missing or not true or false");
        }
        try {
            if (lbfgs_) {
                nn::LbfgsState state;
                state.x = std::move(loaded);
                state.gradient = checkpoint.doubles("lbfgs.gradient");
                state.steps = checkpoint.doubles("lbfgs.steps");
                state.changes = checkpoint.doubles("lbfgs.changes");
                state.value = checkpoint.doubles("lbfgs.value", 1).front();
                state.iterations = checkpoint.count("lbfgs_iterations");
                state.evaluations = checkpoint.count("lbfgs_evaluations");
                lbfgs_.emplace(std::move(state), lbfgsOptions());
            } else {
                nn::OptimizerState state;
                state.first = checkpoint.doubles("optimizer.first");
                state.second = checkpoint.doubles("optimizer.second");
                state.steps = checkpoint.count("optimizer_steps");
                gradient_.emplace(optimizerOptions(), count, std::move(state));
                weights_ = std::move(loaded);
            }
        } catch (const std::invalid_argument& error) {
            throw InputError("checkpoint", "",
                             std::string("does not fit this scene: ") + error.what());
        }
        steps_ = steps;
        order_.clear();
        converged_ = checkpoint.meta["converged"].get<bool>();
        ++version_;
    }

    void publish(FrameBuilder& frame) const override {
        publishSeries(frame);
        if (frame.wants("data")) {
            frame.add(dataArtifact_);
        }
        publishRegion(frame, "", "", fields_[0]);
        publishRegion(frame, "closeup_", " (close-up)", fields_[1]);
        if (frame.wants("inspector")) {
            frame.add(inspector());
        }
    }

private:
    struct RegionCache {
        CachedField field;
        CachedField optimum;
        CachedField magnitude;
        CachedField error;
    };

    void makeProblem() {
        DenoisingOptions options;
        options.manifold.kind = parameters_.text("manifold") == "circle" ? data::CurveKind::circle
                                                                         : data::CurveKind::spiral;
        options.sigma = parameters_.real("corruption");
        options.examples = parameters_.count("points");
        options.hiddenUnits = parameters_.count("hidden_units");
        options.tied = parameters_.text("weights") == "tied";
        options.fixedCorruption = parameters_.text("noise") == "fixed";
        options.singlePrecision = parameters_.text("precision") == "float32";
        options.seed = context_.seed;
        if (options.tied) {
            // V = Wᵀ multiplies by |w|² per unit: rows as steep as the untied ones' would start
            // with r(x) a thousand times too long.
            options.initialization.encoderLow = 0.3;
            options.initialization.encoderHigh = 1.2;
        }
        options.fused.threads = context_.threads;
        problem_.emplace(options);
        problem_->corruptForStep(noiseKey(steps_));
        order_.clear(); // the batches of this epoch are drawn anew, with its noise
        if (context_.device.kind == Device::Kind::cuda) {
            twin_.emplace(problem_->shape(),
                          options.singlePrecision ? nn::TorchType::float32 : nn::TorchType::float64,
                          context_.device.name());
            twin_->setData(problem_->inputs(), problem_->targets());
        }
        ++problemVersion_;
        ++version_;
        Scatter scatter;
        const std::vector<double>& points = problem_->targets();
        for (std::size_t i = 0; i < points.size(); i += 2) {
            scatter.x.push_back(static_cast<float>(points[i]));
            scatter.y.push_back(static_cast<float>(points[i + 1]));
        }
        dataArtifact_ = std::make_shared<const Artifact>(
            Artifact{"data", "Training data", firstAxis, secondAxis, {}, std::move(scatter)});
    }

    [[nodiscard]] nn::LbfgsOptions lbfgsOptions() const {
        nn::LbfgsOptions options;
        options.history = parameters_.count("lbfgs_pairs");
        return options;
    }

    [[nodiscard]] nn::OptimizerOptions optimizerOptions() const {
        const std::map<std::string, nn::OptimizerRule> rules = {
            {"sgd", nn::OptimizerRule::sgd},
            {"momentum", nn::OptimizerRule::momentum},
            {"rmsprop", nn::OptimizerRule::rmsprop},
            {"adam", nn::OptimizerRule::adam}};
        nn::OptimizerOptions options;
        options.rule = rules.at(parameters_.text("optimizer"));
        options.rate = parameters_.real("learning_rate");
        options.beta1 = parameters_.real("momentum");
        if (options.rule == nn::OptimizerRule::rmsprop) {
            options.beta2 =
                0.9; // as Tieleman & Hinton (2012) propose; Adam's 0.999 has a bias correction
        }
        return options;
    }

    [[nodiscard]] const std::vector<double>& weights() const {
        return lbfgs_ ? lbfgs_->state().x : weights_;
    }

    double lossAndGradient(const double* weights, double* gradient) {
        if (!twin_) {
            return problem_->lossAndGradient(weights, gradient);
        }
        const std::size_t count = nn::parameterCount(problem_->shape());
        twin_->setParameters(std::vector<double>(weights, weights + count));
        const double loss = twin_->lossAndGradient();
        const std::vector<double> computed = twin_->gradient();
        std::copy(computed.begin(), computed.end(), gradient);
        return loss;
    }

    [[noreturn]] void refuseNonFinite(const std::string& advice) const {
        throw RunError("the loss is not finite at step " + std::to_string(steps_ + 1) +
                           "; the state of step " + std::to_string(steps_) + " is kept",
                       advice);
    }

    void stepLbfgs() {
        if (parameters_.text("noise") == "fresh") {
            problem_->corruptForStep(noiseKey(steps_ + 1));
            if (twin_) {
                twin_->setData(problem_->inputs(), problem_->targets());
            }
            // The objective changed: its value and gradient must be computed anew, while the
            // curvature pairs stay useful because the expected loss did not.
            nn::LbfgsState state = lbfgs_->state();
            state.gradient.clear();
            lbfgs_.emplace(std::move(state), lbfgsOptions());
        }
        const nn::LbfgsStep report = lbfgs_->step(
            [this](const double* x, double* gradient) { return lossAndGradient(x, gradient); });
        if (report.status == nn::LbfgsStatus::notFinite) {
            refuseNonFinite("go back a few steps, or reset with other parameters");
        }
        converged_ = report.status == nn::LbfgsStatus::converged ||
                     (report.status == nn::LbfgsStatus::lineSearchFailed &&
                      parameters_.text("noise") == "fixed");
        const auto at = static_cast<double>(steps_ + 1);
        series_.append("loss", at, report.value);
        series_.append("gradient_norm", at, report.gradientNorm);
        series_.append("step_length", at, report.stepLength);
    }

    void stepGradient() {
        drawBatch();
        std::vector<double> gradient(weights_.size());
        const double loss = batchLossAndGradient(gradient);
        std::vector<double> next = weights_;
        nn::Optimizer optimizer = *gradient_;
        const bool updated = optimizer.step(next.data(), gradient.data());
        if (!updated || !std::isfinite(loss) || !allFinite(next)) {
            refuseNonFinite("go back a few steps, then lower the learning rate");
        }
        const auto at = static_cast<double>(steps_ + 1);
        series_.append("loss", at, loss);
        series_.append("gradient_norm", at, norm(gradient));
        std::transform(next.begin(), next.end(), weights_.begin(), gradient.begin(),
                       std::minus<>());
        series_.append("step_length", at, norm(gradient));
        weights_ = std::move(next);
        gradient_ = std::move(optimizer);
    }

    [[nodiscard]] std::size_t batchSize() const {
        return std::min(parameters_.count("batch_size"), parameters_.count("points"));
    }

    [[nodiscard]] std::uint64_t epochOf(std::uint64_t step) const {
        return step / (parameters_.count("points") / batchSize());
    }

    /// Fresh noise is keyed by the step of L-BFGS and by the epoch of the minibatch methods, so
    /// that it can be drawn again at any moment.
    [[nodiscard]] std::uint64_t noiseKey(std::uint64_t step) const {
        return parameters_.text("optimizer") == "lbfgs" ? step : epochOf(step);
    }

    /// Epoch e is a permutation of the examples drawn from a stream of its own, cut into batches.
    void drawBatch() {
        const std::size_t examples = parameters_.count("points");
        const std::size_t size = batchSize();
        const std::size_t batches = examples / size;
        const std::uint64_t epoch = epochOf(steps_);
        if (order_.empty() || epoch != epoch_) {
            order_.resize(examples);
            std::iota(order_.begin(), order_.end(), std::size_t{0});
            RandomStream stream(context_.seed, Purpose::minibatch, 0, epoch);
            for (std::size_t i = examples; i > 1; --i) {
                std::swap(order_[i - 1], order_[stream.below(i)]);
            }
            epoch_ = epoch;
            problem_->corruptForStep(noiseKey(steps_));
        }
        const std::size_t begin = static_cast<std::size_t>(steps_ % batches) * size;
        batch_.assign(order_.begin() + static_cast<std::ptrdiff_t>(begin),
                      order_.begin() + static_cast<std::ptrdiff_t>(begin + size));
    }

    double batchLossAndGradient(std::vector<double>& gradient) {
        std::vector<double> inputs;
        std::vector<double> targets;
        for (const std::size_t i : batch_) {
            for (std::size_t d = 0; d < 2; ++d) {
                inputs.push_back(problem_->inputs()[2 * i + d]);
                targets.push_back(problem_->targets()[2 * i + d]);
            }
        }
        if (twin_) {
            twin_->setData(inputs, targets);
            return lossAndGradient(weights_.data(), gradient.data());
        }
        if (parameters_.text("precision") == "float64") {
            return problem_->autoEncoder().lossAndGradient(
                weights_.data(), inputs.data(), targets.data(), batch_.size(), gradient.data());
        }
        const std::vector<float> inputsSingle(inputs.begin(), inputs.end());
        const std::vector<float> targetsSingle(targets.begin(), targets.end());
        return problem_->autoEncoder().lossAndGradient(weights_.data(), inputsSingle.data(),
                                                       targetsSingle.data(), batch_.size(),
                                                       gradient.data());
    }

    void recordQuality() {
        const DenoisingQuality quality = problem_->quality(weights().data());
        const auto at = static_cast<double>(steps_);
        series_.append("held_out_loss", at, quality.heldOutLoss);
        series_.append("optimal_loss", at, quality.optimalLoss);
        series_.append("loss_ratio", at, quality.lossRatio);
        series_.append("field_error", at, quality.fieldError);
    }

    void publishSeries(FrameBuilder& frame) const {
        const auto add = [&](const std::string& name, const char* title, const char* label,
                             bool reference = false) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, {label, ""}, reference));
            }
        };
        add("loss", "training", "mean squared error");
        add("held_out_loss", "held out", "mean squared error");
        add("optimal_loss", "optimum (3.3)", "mean squared error", true);
        add("loss_ratio", "held-out loss over optimum", "ratio");
        add("field_error", "field error", "‖r − r*‖ / ‖r* − x‖");
        add("gradient_norm", "gradient norm", "‖∇L‖");
        add("step_length",
            parameters_.text("optimizer") == "lbfgs" ? "line search α" : "step length", "step");
    }

    [[nodiscard]] std::vector<float> gridPoints(const Grid& grid) const {
        std::vector<float> points;
        points.reserve(2 * grid.size());
        for (std::size_t row = 0; row < grid.rows; ++row) {
            for (std::size_t column = 0; column < grid.columns; ++column) {
                points.push_back(static_cast<float>(grid.x(column)));
                points.push_back(static_cast<float>(grid.y(row)));
            }
        }
        return points;
    }

    static VectorField difference(const Grid& grid, const std::vector<float>& points,
                                  const std::vector<float>& images) {
        VectorField field{grid, std::vector<float>(grid.size()), std::vector<float>(grid.size())};
        for (std::size_t i = 0; i < grid.size(); ++i) {
            field.u[i] = images[2 * i] - points[2 * i];
            field.v[i] = images[2 * i + 1] - points[2 * i + 1];
        }
        return field;
    }

    std::shared_ptr<const Artifact> fieldOn(const Grid& grid, const std::string& prefix,
                                            const std::string& suffix, CachedField& cache) const {
        if (!cache.holds(version_, grid)) {
            const std::vector<float> points = gridPoints(grid);
            std::vector<float> images(points.size());
            fieldNetwork_.reconstruct(weights().data(), points.data(), grid.size(), images.data());
            cache = {
                version_, grid,
                std::make_shared<const Artifact>(Artifact{prefix + "field",
                                                          "Reconstruction field r(x) − x" + suffix,
                                                          firstAxis,
                                                          secondAxis,
                                                          {"|r(x) − x|", ""},
                                                          difference(grid, points, images)})};
        }
        return cache.artifact;
    }

    std::shared_ptr<const Artifact> optimumOn(const Grid& grid, const std::string& prefix,
                                              const std::string& suffix, CachedField& cache) const {
        if (!cache.holds(problemVersion_, grid)) {
            const std::vector<float> points = gridPoints(grid);
            const std::vector<double> exact(points.begin(), points.end());
            std::vector<double> images(exact.size());
            problem_->optimum().reconstruct(exact.data(), grid.size(), images.data(),
                                            context_.threads);
            const std::vector<float> single(images.begin(), images.end());
            cache = {problemVersion_, grid,
                     std::make_shared<const Artifact>(
                         Artifact{prefix + "optimal_field",
                                  "Optimal field r*(x) − x, equation (3.3)" + suffix,
                                  firstAxis,
                                  secondAxis,
                                  {"|r*(x) − x|", ""},
                                  difference(grid, points, single)})};
        }
        return cache.artifact;
    }

    void publishRegion(FrameBuilder& frame, const std::string& prefix, const std::string& suffix,
                       RegionCache& cache) const {
        const bool wantsError = frame.wants(prefix + "error_field");
        const bool wantsMagnitude = frame.wants(prefix + "magnitude");
        const bool wantsField = frame.wants(prefix + "field") || wantsError || wantsMagnitude;
        const bool wantsOptimum = frame.wants(prefix + "optimal_field") || wantsError;
        if (!wantsField && !wantsOptimum) {
            return;
        }
        const Grid grid = regionGrid(parameters_, prefix);
        std::shared_ptr<const Artifact> field;
        std::shared_ptr<const Artifact> optimum;
        if (wantsField) {
            field = fieldOn(grid, prefix, suffix, cache.field);
            frame.add(field);
        }
        if (wantsOptimum) {
            optimum = optimumOn(grid, prefix, suffix, cache.optimum);
            frame.add(optimum);
        }
        if (wantsMagnitude) {
            if (!cache.magnitude.holds(version_, grid)) {
                cache.magnitude = {version_, grid,
                                   lengths(prefix + "magnitude", "Magnitude |r(x) − x|" + suffix,
                                           "|r(x) − x|", std::get<VectorField>(field->data),
                                           nullptr)};
            }
            frame.add(cache.magnitude.artifact);
        }
        if (wantsError) {
            if (!cache.error.holds(version_, grid)) {
                cache.error = {version_, grid,
                               lengths(prefix + "error_field",
                                       "Distance to the optimum |r(x) − r*(x)|" + suffix,
                                       "|r(x) − r*(x)|", std::get<VectorField>(field->data),
                                       &std::get<VectorField>(optimum->data))};
            }
            frame.add(cache.error.artifact);
        }
    }

    static std::shared_ptr<const Artifact> lengths(std::string name, std::string title,
                                                   std::string label, const VectorField& a,
                                                   const VectorField* b) {
        ScalarField field{a.grid, std::vector<float>(a.grid.size()), false};
        for (std::size_t i = 0; i < field.values.size(); ++i) {
            field.values[i] = b == nullptr ? std::hypot(a.u[i], a.v[i])
                                           : std::hypot(a.u[i] - b->u[i], a.v[i] - b->v[i]);
        }
        return std::make_shared<const Artifact>(Artifact{std::move(name),
                                                         std::move(title),
                                                         firstAxis,
                                                         secondAxis,
                                                         {std::move(label), ""},
                                                         std::move(field)});
    }

    /// What is under the cursor: x, r(x) − x, the score it estimates (3.10), the optimum, the
    /// eigenvalues of ∂r/∂x (§3.3.8: near 1 along the manifold, near 0 across it), the distance.
    [[nodiscard]] Artifact inspector() const {
        Table table;
        table.columns = {"quantity", "value"};
        if (probe_) {
            const std::array<double, 2> x = *probe_;
            std::array<double, 2> r{};
            std::array<double, 4> jacobian{};
            std::array<double, 2> optimal{};
            fieldNetwork_.reconstructWithJacobian(weights().data(), x.data(), 1, r.data(),
                                                  jacobian.data());
            problem_->optimum().reconstruct(x.data(), 1, optimal.data(), 1);
            const double sigma2 = std::pow(parameters_.real("corruption"), 2.0);
            const auto vector = [](double a, double b) {
                return pair(text("%.3g", a), text("%.3g", b));
            };
            table.rows = {
                {"x", pair(text("%.4f", x[0]), text("%.4f", x[1]))},
                {"r(x) − x", vector(r[0] - x[0], r[1] - x[1])},
                {"score, (r(x) − x)/σ²", vector((r[0] - x[0]) / sigma2, (r[1] - x[1]) / sigma2)},
                {"optimal r*(x) − x", vector(optimal[0] - x[0], optimal[1] - x[1])},
                {"∂r/∂x eigenvalues", eigenvalues(jacobian)},
                {"distance to manifold",
                 text("%.4g", data::nearestPoint(problem_->options().manifold, x).distance)}};
        }
        return {"inspector", "Under the cursor", {}, {}, {}, std::move(table)};
    }

    static std::string eigenvalues(const std::array<double, 4>& j) {
        const double half = 0.5 * (j[0] + j[3]);
        const double discriminant = 0.25 * (j[0] - j[3]) * (j[0] - j[3]) + j[1] * j[2];
        const double root = std::sqrt(std::abs(discriminant));
        if (discriminant < 0.0) {
            return text("%.3g", half) + " ± " + text("%.3g", root) + "i";
        }
        return text("%.3g", half + root) + " · " + text("%.3g", half - root);
    }

    Parameters parameters_;
    ExperimentContext context_;
    std::optional<DenoisingProblem> problem_;
    std::optional<nn::AutoEncoderTwin> twin_; ///< takes the place of the fused pass on a GPU
    std::optional<nn::Lbfgs> lbfgs_;
    std::optional<nn::Optimizer> gradient_;
    std::vector<double> weights_; ///< of the gradient methods; L-BFGS keeps its own
    std::vector<std::size_t> order_;
    std::vector<std::size_t> batch_;
    std::uint64_t epoch_ = 0;
    std::uint64_t steps_ = 0;
    std::uint64_t version_ = 0;        ///< of the network's weights
    std::uint64_t problemVersion_ = 0; ///< of data and noise
    bool converged_ = false;
    std::optional<std::array<double, 2>> probe_;
    std::shared_ptr<const Artifact> dataArtifact_;
    // Scratch of publish(): caches of what follows from the state, never part of it.
    mutable nn::FusedAutoEncoder fieldNetwork_;
    mutable std::array<RegionCache, 2> fields_;
};

std::vector<ParameterSpec> fieldRegion(const std::string& prefix, const std::string& group,
                                       double extent, std::int64_t resolution) {
    std::vector<ParameterSpec> specs;
    for (const char* axis : {"x", "y"}) {
        for (const char* end : {"min", "max"}) {
            const bool low = std::string(end) == "min";
            ParameterSpec spec =
                live(real(prefix + axis + "_" + end,
                          std::string(axis[0] == 'x' ? "x₀" : "x₁") + (low ? " from" : " to"),
                          group, low ? -extent : extent, -1000.0, 1000.0,
                          "Edge of the region on which the field is computed. Zooming the view "
                          "moves it; it does not change the training."));
            spec.step = 0.05;
            specs.push_back(std::move(spec));
        }
    }
    specs.push_back(live(integer(prefix + "resolution", "resolution", group, resolution, 2, 512,
                                 "Arrows across the region; as many rows as give square cells.")));
    return specs;
}

ParameterTable parameterTable() {
    std::vector<ParameterSpec> specs = {
        choice("manifold", "manifold", "Data", {"spiral", "circle"},
               {"spiral", "circle (as printed)"},
               "The curve the data lie on, t ~ U(3, 12) (§3.3.4). Printed is x = 0.04 sin t, y = "
               "0.04 cos t, a "
               "circle; Figure 3.5 shows a spiral: x = 0.04 t sin t, y = 0.04 t cos t."),
        integer("points", "points", "Data", 10000, 10, 10000000,
                "Number of training examples (10 000 in §3.3.4)."),
        live(logarithmic(real(
            "corruption", "σ", "Corruption", 0.01, 1e-4, 1.0,
            "Standard deviation of the Gaussian corruption N(x) = x + ε, ε ~ N(0, σ²I), of the "
            "criterion (3.2). As σ → 0, (r(x) − x)/σ² tends to the score (3.5)."))),
        choice("noise", "noise", "Corruption", {"fixed", "fresh"}, {"fixed set", "fresh"},
               "Fixed: the corruption is sampled once and for all, as in §3.3.4. Fresh: anew at "
               "every step (L-BFGS) "
               "or epoch (minibatches)."),
        integer("hidden_units", "hidden units", "Auto-encoder", 1000, 1, 2e9,
                "Units of the encoder f(x) = tanh(b + Wx); the decoder is g(h) = c + Vh (§3.3.4)."),
        choice("weights", "weights", "Auto-encoder", {"untied", "tied"}, {"untied", "tied, V = Wᵀ"},
               "Tied weights, V = Wᵀ, make r the derivative of an energy (§3.3.6); the thesis "
               "found better results "
               "with untied ones."),
        choice("precision", "precision", "Auto-encoder", {"float32", "float64"},
               {"float32", "float64"},
               "Precision of the pass over the data. Sums, gradient and optimizer are float64 "
               "either way."),
        choice("optimizer", "optimizer", "Training",
               {"lbfgs", "sgd", "momentum", "rmsprop", "adam"},
               {"L-BFGS", "SGD", "momentum", "RMSProp", "Adam"},
               "The thesis trained by BFGS; L-BFGS is its limited-memory form, full batch, with a "
               "strong-Wolfe line "
               "search, one iteration per step. The others take one minibatch per step."),
        integer("lbfgs_pairs", "curvature pairs", "Training", 20, 1, 500,
                "Pairs of steps and gradient changes that L-BFGS remembers."),
        live(logarithmic(
            real("learning_rate", "learning rate", "Training", 0.001, 1e-9, 1e9,
                 "Step size of SGD, momentum, RMSProp and Adam. L-BFGS finds its own."))),
        live(real("momentum", "momentum", "Training", 0.9, 0.0, 0.9999,
                  "Decay of the velocity of momentum SGD.")),
        integer("batch_size", "batch size", "Training", 100, 1, 10000000,
                "Examples per step of the minibatch methods."),
        live(integer(
            "evaluate_every", "evaluate every", "Training", 10, 1, 1000000,
            "Steps between measurements on the held-out points (10 000 fresh corrupted points).")),
    };
    const auto append = [&specs](std::vector<ParameterSpec> more) {
        specs.insert(specs.end(), std::make_move_iterator(more.begin()),
                     std::make_move_iterator(more.end()));
    };
    append(fieldRegion("", "Field", 0.55, 44));
    append(fieldRegion("closeup_", "Close-up", 0.15, 32));
    return ParameterTable(std::move(specs));
}

void checkRegions(const Parameters& parameters) {
    for (const std::string prefix : {"", "closeup_"}) {
        for (const std::string axis : {"x", "y"}) {
            const std::string low = prefix + axis + "_min";
            const std::string high = prefix + axis + "_max";
            if (!(parameters.real(low) < parameters.real(high))) {
                throw InputError("", "/parameters/" + high,
                                 "must be larger than " + low + " (" +
                                     toText(parameters.value(low)) + ")");
            }
        }
    }
}

/// What the fused pass, the optimizer and the data hold at once, in bytes.
double estimateMemory(const Parameters& parameters) {
    const double weights = 5.0 * static_cast<double>(parameters.integer("hidden_units")) + 2.0;
    const double pairs = static_cast<double>(parameters.integer("lbfgs_pairs"));
    const bool limitedMemory = parameters.text("optimizer") == "lbfgs";
    constexpr double gradientGroups = 32.0; // partial sums of the fused pass
    const double vectors = gradientGroups + 8.0 + (limitedMemory ? 2.0 * pairs : 2.0);
    const double data = 60.0 * static_cast<double>(parameters.integer("points"));
    return 8.0 * weights * vectors + data;
}

} // namespace

ExperimentKind denoisingAutoencoderKind() {
    ExperimentKind kind;
    kind.name = "denoising_autoencoder";
    kind.title = "Denoising auto-encoder";
    kind.help =
        "A denoising auto-encoder learns to undo Gaussian corruption: it minimizes E ‖r(x "
        "+ ε) − x‖², equation "
        "(3.2). Its minimizer is known exactly (3.3), and for small σ it is x + σ² ∂ log "
        "p(x)/∂x + o(σ²) (3.4): "
        "the arrows r(x) − x point where the density grows.\n\n"
        "**r(x) = c + V·tanh(b + W·x)** is trained on points of a curve in the plane. The "
        "optimum r* is computed by "
        "a one-dimensional integral along the curve; *optimum (3.3)* in the loss plot is "
        "what it would pay on the "
        "held-out points, and *field error* is ‖r − r*‖ over ‖r* − x‖ there.\n\n"
        "**Try**: raise σ while it runs and watch the arms of the spiral merge; switch to "
        "tied weights; train with "
        "SGD; hold Shift and drag a rectangle between two arms, where the arrows part although "
        "reconstruction error is small.";
    kind.parameters = parameterTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<DenoisingAutoencoder>(context);
    };
    kind.memoryBytes = estimateMemory;
    kind.check = checkRegions;
    return kind;
}

} // namespace scorescope::manifold
