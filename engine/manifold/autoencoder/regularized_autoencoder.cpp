// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/regularized_autoencoder.h"

#include "engine/core/error.h"
#include "engine/core/kept.h"
#include "engine/core/revision.h"
#include "engine/core/rng.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/data/minibatches.h"
#include "engine/data/toy_manifolds.h"
#include "engine/data/toy_sets.h"
#include "engine/field/fixed_points.h"
#include "engine/field/learned_reconstruction.h"
#include "engine/manifold/autoencoder/autoencoder_parameters.h"
#include "engine/manifold/autoencoder/autoencoder_series.h"
#include "engine/manifold/autoencoder/contraction.h"
#include "engine/manifold/chains/chain_runner.h"
#include "engine/manifold/chains/placed_metropolis.h"
#include "engine/manifold/field/curve_sensitivity.h"
#include "engine/manifold/pictures/cursor_artifacts.h"
#include "engine/manifold/pictures/data_artifacts.h"
#include "engine/manifold/pictures/plane_analyses.h"
#include "engine/manifold/pictures/plane_artifacts.h"
#include "engine/manifold/pictures/space_artifacts.h"
#include "engine/manifold/random_purposes.h"
#include "engine/nn/fused_autoencoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::manifold {
namespace {

/// L-BFGS needs an objective that stays for a while: examples are walked every so many steps.
constexpr std::uint64_t walkEvery = 20;

/// The two planes that are shown of one field.
struct PlanePrefix {
    const char* name;  ///< of artifacts and region parameters
    const char* title; ///< added to titles
};
constexpr std::array<PlanePrefix, 2> planePrefixes = {{{"", ""}, {"closeup_", " (close-up)"}}};

class RegularizedAutoencoder final : public Experiment {
public:
    explicit RegularizedAutoencoder(const ExperimentContext& context)
        : parameters_(context.parameters), context_(context), problem_(problemFor(context)),
          pictureModel_(pictureModelOf(*problem_)),
          trainer_(trainerOptions(parameters_), problem_->initialParameters()),
          runner_(problem_->dimensions(), samplerOptions(context_, parameters_)),
          batches_(parameters_.count("points"), parameters_.count("batch_size"), context_.seed) {
        context_.progress = nullptr; // whoever wanted this experiment has it now
        for (const PlanePrefix& each : planePrefixes) {
            planes_.emplace_back(each.name, each.title);
        }
        problem_->prepareStep(noiseKey(0));
        afterProblemChanged();
        recordQuality();
    }

    void step() override {
        if (trainsAt(steps_)) {
            train();
            ++version_;
            weightsStep_ = steps_ + 1;
        }
        if (samplesAt(steps_)) {
            sample();
        }
        ++steps_;
        if (steps_ % parameters_.count("evaluate_every") == 0 || (stuck_ && !stuckRecorded_)) {
            stuckRecorded_ = stuck_;
            recordQuality();
            runner_.measure(series_, static_cast<double>(steps_),
                            {problem_->heldOutTargets(), problem_->heldOutInputs(), context_.seed});
        }
    }

    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    [[nodiscard]] std::vector<Placement> placements() const override {
        const std::size_t examples =
            trainer_.fullBatch()
                ? problem_->targets().size()
                : std::min(problem_->targets().size(),
                           static_cast<std::size_t>(parameters_.count("batch_size")));
        const Grid grid = regionGrid(parameters_, "");
        std::vector<Placement> list = {
            cuda::placementOf("training", problem_->model().training(), examples, "examples"),
            cuda::placementOf("fields", problem_->model().fields(), grid.columns * grid.rows,
                              "points")};
        if (runner_.size() > 0) {
            list.push_back(samplingPlacement());
        }
        return list;
    }
    [[nodiscard]] std::string converged() const override {
        return stuck_ && !samplesLater() ? "the optimizer has converged: it finds no lower loss"
                                         : "";
    }

    void set(const std::string& name, const ParameterValue& value) override {
        const ParameterValue before = parameters_.value(name);
        parameters_.setValue(name, value);
        if (before == parameters_.value(name)) {
            if (name == "corruption" && std::exchange(rejoined_, false)) {
                recordEdited(); // what was edited here before the way back is no more
            }
            return;
        }
        if (name == "corruption") {
            problem_->setSigma(parameters_.real(name));
            afterObjectiveChanged();
        } else if (name == "walkback" || name == "walkback_noise") {
            problem_->setWalkback(parameters_.count("walkback"),
                                  parameters_.real("walkback_noise"));
            afterObjectiveChanged();
        } else if (name == "contraction") {
            problem_->setContraction(parameters_.real(name));
            afterObjectiveChanged();
        } else if (name == "drawn_points") {
            if (parameters_.text("data") == "drawn") {
                context_.parameters = parameters_;
                problem_ = problemFor(context_);
                afterObjectiveChanged();
            }
        } else if (name == "learning_rate" || name == "momentum") {
            trainer_.setOptions(trainerOptions(parameters_));
        } else if (name == "sampler" || name == "proposal_scale" || name == "path_points") {
            runner_.setOptions(samplerOptions(context_, parameters_));
        }
    }

    [[nodiscard]] std::size_t dimensions() const override { return problem_->dimensions(); }
    void act(const Action& action) override {
        if (action.name == "start_chain") {
            for (std::size_t i = 0; i < action.numbers.size(); i += problem_->dimensions()) {
                runner_.start(action.numbers.data() + i);
            }
        } else if (action.name == "clear_chains") {
            runner_.clear();
            chainsStarted_ = true; // cleared on purpose: they do not come back by themselves
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        checkpoint.meta["converged"] = stuck_;
        checkpoint.meta["weights_step"] = weightsStep_;
        checkpoint.meta["chains_started"] = chainsStarted_;
        if (walked_) { // made with weights that are gone
            checkpoint.put("walked", problem_->inputs(),
                           {problem_->targets().size(), problem_->dimensions()});
        }
        trainer_.save(checkpoint, parts());
        runner_.save(checkpoint);
    }

    void load(const Checkpoint& checkpoint) override {
        const std::uint64_t steps = checkpoint.count("steps");
        const auto flag = [&](const char* name) {
            if (!checkpoint.meta.contains(name) || !checkpoint.meta[name].is_boolean()) {
                throw InputError("checkpoint", std::string("/") + name,
                                 "is missing or not true or false");
            }
            return checkpoint.meta[name].get<bool>();
        };
        const bool stuck = flag("converged");
        const bool started = flag("chains_started");
        std::vector<double> walked;
        if (checkpoint.state.count("walked") != 0) {
            walked = checkpoint.doubles("walked", problem_->inputs().size());
        }
        nn::Trainer trainer = trainer_;
        trainer.load(checkpoint, parts());
        runner_.load(checkpoint);
        trainer_ = std::move(trainer);
        steps_ = steps;
        // Checkpoints of before it was stored: as if the last step had changed them.
        weightsStep_ =
            checkpoint.meta.contains("weights_step") ? checkpoint.count("weights_step") : steps;
        stuck_ = stuck;
        stuckRecorded_ = stuck;
        chainsStarted_ = started;
        walked_ = !walked.empty();
        if (walked_) {
            problem_->setInputs(std::move(walked));
        }
        preparedEpoch_.reset();
        rejoined_ = true;
        ++version_;
    }

    void publish(FrameBuilder& frame) const override {
        tellMissing(frame);
        publishAutoencoderSeries(frame, series_,
                                 {problem_->options().criterion == CriterionKind::denoising,
                                  problem_->optimumName(), trainer_.fullBatch(),
                                  runner_.tracedText()});
        publishData(frame);
        const field::LearnedReconstruction learned(*pictureModel_, trainer_.weights());
        publishPlanes(frame, learned);
        publishCursor(frame, cursorSource(learned, frame.cursor()));
        runner_.publish(frame);
        if (problem_->dimensions() == 3) {
            SpaceSource source{learned, problem_->targets()};
            source.sigma = parameters_.real("corruption");
            source.asScore = parameters_.text("field_scale") == "score";
            source.version = version_;
            source.problemVersion = problemVersion_;
            source.resolution = parameters_.count("space_resolution");
            source.sliceAxis = parameters_.text("slice_axis");
            source.slicePosition = parameters_.real("slice_position");
            space_.publish(frame, source);
        }
    }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        std::vector<AnalysisRequest> list;
        for (const PlanePrefix& each : planePrefixes) {
            for (AnalysisRequest& request :
                 planeRequests(question(each, interest.cursor), problem_->dimensions(), interest,
                               weightsStep_, problemVersion_)) {
                list.push_back(std::move(request));
            }
        }
        return list;
    }

    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        const bool closeup = request.key.name.rfind(planePrefixes[1].name, 0) == 0;
        nn::ModelOptions options = problem_->options().model;
        options.threads = 1;             // the others are training's, and so is a GPU
        options.singlePrecision = false; // paths creep where float32 rounds r(x) − x away
        auto weights = std::make_shared<const std::vector<double>>(trainer_.weights());
        return planeAnalysis(
            request, question(planePrefixes[closeup ? 1 : 0], request.cursor),
            [options, weights] {
                return std::make_unique<field::LearnedReconstruction>(options, weights);
            },
            problem_->sharedTargets());
    }

private:
    /// What pictures of a plane or of space show is not there for data of other dimensions.
    void tellMissing(FrameBuilder& frame) const {
        const std::size_t d = problem_->dimensions();
        const std::string have = "; these data have " + std::to_string(d) + " dimensions";
        for (const char* name :
             {"data", "samples", "ball", "ball_points", "path", "proposal", "proposal_points",
              "basins", "fixed_points", "fixed_points_table", "closeup_basins",
              "closeup_fixed_points", "closeup_fixed_points_table"}) {
            if (d != 2) {
                frame.cannot(name, "is of data in a plane" + have);
            }
        }
        for (const char* name : {"field_3d", "slice_field"}) {
            if (d != 3) {
                frame.cannot(name, "is of data in space" + have);
            }
        }
    }
    [[nodiscard]] PlaneQuestion question(const PlanePrefix& plane,
                                         const std::vector<double>& cursor) const {
        PlaneQuestion question;
        question.prefix = plane.name;
        question.suffix = plane.title;
        question.slice = slice(cursor);
        question.slice.grid = regionGrid(parameters_, plane.name);
        question.region = regionParameters(plane.name);
        question.asScore = parameters_.text("field_scale") == "score";
        question.sigma = parameters_.real("corruption");
        question.spuriousDistance = parameters_.real("spurious_distance");
        return question;
    }

    static std::unique_ptr<AutoEncoderProblem> problemFor(const ExperimentContext& context) {
        try {
            return std::make_unique<AutoEncoderProblem>(problemOptions(context));
        } catch (const std::invalid_argument& error) {
            throw InputError("", "/parameters", error.what());
        }
    }

    static std::unique_ptr<cuda::PlacedAutoEncoder>
    pictureModelOf(const AutoEncoderProblem& problem) {
        return std::make_unique<cuda::PlacedAutoEncoder>(
            problem.options().workplace, problem.options().model, problem.criterion());
    }

    [[nodiscard]] std::vector<nn::NamedPart> parts() const {
        return nn::namedParts(problem_->options().model);
    }

    void afterObjectiveChanged() {
        problem_->prepareStep(noiseKey(steps_));
        trainer_.objectiveChanged(); // curvature and gradient belong to the old one
        preparedEpoch_.reset();      // the noise of this epoch is drawn anew
        walked_ = false;
        stuck_ = false;
        stuckRecorded_ = false;
        afterProblemChanged();
        recordLosses(&SeriesSet::appendEdited);
    }

    /// Where this very step was measured, what holds of it now.
    void recordEdited() {
        const Series known = series_.look("loss_ratio");
        if (!known.empty() && known.back().step == static_cast<double>(steps_)) {
            recordLosses(&SeriesSet::appendEdited);
        }
    }

    /// What is kept of the problem: its pictures, and the kernels of the chains.
    void afterProblemChanged() {
        ++problemVersion_;
        ++version_;
        const nn::ModelOptions& model = problem_->options().model;
        fused_.reset();
        fusedVersion_ = Revision::never();
        if (model.hiddenUnits.size() == 1 && model.activation == nn::Activation::tanh &&
            model.output == nn::OutputUnit::linear) {
            FusedMetropolisOptions options;
            options.singlePrecision = model.singlePrecision;
            fused_ = std::make_unique<PlacedMetropolis>(
                problem_->options().workplace,
                nn::AutoEncoderShape{model.inputDim, model.hiddenUnits.front(), model.tied},
                problem_->options().sigma, options);
        }
        data_.clear();
    }

    [[nodiscard]] bool trainsAt(std::uint64_t step) const {
        const Activity activity = activityOf(parameters_);
        return !stuck_ && (activity == Activity::train || activity == Activity::both ||
                           (activity == Activity::schedule &&
                            step < static_cast<std::uint64_t>(parameters_.count("train_steps"))));
    }
    [[nodiscard]] bool samplesAt(std::uint64_t step) const {
        const Activity activity = activityOf(parameters_);
        return activity == Activity::sample || activity == Activity::both ||
               (activity == Activity::schedule &&
                step >= static_cast<std::uint64_t>(parameters_.count("train_steps")));
    }
    /// Whether steps still move something when training does not.
    [[nodiscard]] bool samplesLater() const {
        const Activity activity = activityOf(parameters_);
        const bool chains =
            runner_.size() > 0 || (!chainsStarted_ && parameters_.count("chains") > 0);
        return activity == Activity::sample || activity == Activity::schedule ||
               (activity == Activity::both && chains);
    }

    [[nodiscard]] bool walks() const {
        return problem_->options().walkback > 0 &&
               problem_->options().criterion == CriterionKind::denoising;
    }

    void train() {
        const bool fresh = parameters_.text("noise") == "fresh";
        std::vector<std::size_t> batch;
        if (!trainer_.fullBatch()) {
            batch = drawBatch();
        } else if (walks()) {
            if (!walked_ || steps_ % walkEvery == 0) {
                std::vector<std::size_t> all(problem_->targets().size());
                std::iota(all.begin(), all.end(), std::size_t{0});
                problem_->walk(steps_, trainer_.weights().data(), all);
                trainer_.objectiveChanged();
                walked_ = true;
            }
        } else if (fresh && problem_->prepareStep(noiseKey(steps_ + 1))) {
            // The objective changed: its value and gradient must be computed anew, while the
            // curvature pairs stay useful because the expected loss did not.
            trainer_.objectiveRedrawn();
        }
        const nn::TrainerReport report =
            trainer_.step([this, &batch](const double* weights, double* gradient) {
                return batch.empty() ? problem_->lossAndGradient(weights, gradient)
                                     : problem_->lossAndGradient(weights, gradient, batch);
            });
        if (!report.finite) {
            throw RunError("the loss is not finite at step " + std::to_string(steps_ + 1) +
                               "; the state of step " + std::to_string(steps_) + " is kept",
                           trainer_.fullBatch()
                               ? "go back a few steps, or reset with other parameters"
                               : "go back a few steps, then lower the learning rate");
        }
        stuck_ = report.stuck && trainer_.fullBatch() && !fresh && !walks();
        const auto at = static_cast<double>(steps_ + 1);
        series_.append("loss", at, report.loss);
        series_.append("gradient_norm", at, report.gradientNorm);
        series_.append("step_length", at, report.stepLength);
    }

    void sample() {
        if (!chainsStarted_) {
            chainsStarted_ = true;
            const std::string& where = parameters_.text("chain_start");
            runner_.startMany(parameters_.count("chains"),
                              where == "box"     ? ChainStart::box
                              : where == "point" ? ChainStart::point
                                                 : ChainStart::data,
                              problem_->targets(), problem_->extent(), context_.seed);
        }
        if (runner_.size() == 0) {
            return;
        }
        const std::vector<double>& weights = trainer_.weights();
        if (fused_ && fusedVersion_ != version_) {
            fused_->setParameters(weights.data());
            fusedVersion_ = version_;
        }
        const field::LearnedReconstruction learned(problem_->model(), weights);
        runner_.step(field::ReconstructionScore(learned, problem_->options().sigma), fused_.get(),
                     parameters_.count("proposals_per_step"));
    }

    /// Metropolis–Hastings on a network it has a kernel for, or else a score at a time, asked of
    /// the network for all chains together.
    [[nodiscard]] Placement samplingPlacement() const {
        const bool kernel =
            fused_ && runner_.chains().options().kind == SamplerKind::metropolisHastings;
        if (kernel) {
            return cuda::placementOf("sampling", fused_->offer(), runner_.size(), "chains");
        }
        return cuda::placementOf("sampling", problem_->model().fields(),
                                 runner_.size() * runner_.chains().options().pathPoints,
                                 "path points");
    }

    /// Fresh noise is keyed by the step of L-BFGS and by the epoch of the minibatch methods, so
    /// that it can be drawn again at any moment.
    [[nodiscard]] std::uint64_t noiseKey(std::uint64_t step) const {
        return parameters_.text("optimizer") == "lbfgs" ? step : batches_.epochOf(step);
    }

    std::vector<std::size_t> drawBatch() {
        const std::uint64_t epoch = batches_.epochOf(steps_);
        if (preparedEpoch_ != epoch) {
            problem_->prepareStep(noiseKey(steps_));
            preparedEpoch_ = epoch;
        }
        std::vector<std::size_t> batch = batches_.batch(steps_);
        if (walks()) {
            problem_->walk(steps_, trainer_.weights().data(), batch);
        }
        return batch;
    }

    /// What the objective says of the network: another σ has another optimum at once.
    void recordLosses(void (SeriesSet::*append)(const std::string&, double, double)) {
        const ReconstructionQuality quality = problem_->quality(trainer_.weights().data());
        const auto at = static_cast<double>(steps_);
        (series_.*append)("held_out_loss", at, quality.heldOutLoss);
        (series_.*append)("optimal_loss", at, quality.optimalLoss);
        (series_.*append)("loss_ratio", at, quality.lossRatio);
        (series_.*append)("field_error", at, quality.fieldError);
    }

    void recordQuality() {
        const std::vector<double>& weights = trainer_.weights();
        const auto at = static_cast<double>(steps_);
        recordLosses(&SeriesSet::append);
        recordSensitivity(at);
        if (problem_->options().criterion != CriterionKind::denoising) {
            const Contraction contraction =
                contractionOf(problem_->model(), weights, problem_->heldOutTargets());
            series_.append("code_jacobian", at, contraction.code);
            series_.append("reconstruction_jacobian", at, contraction.reconstruction);
        }
        if (parameters_.flag("count_fixed_points") && problem_->dimensions() == 2) {
            recordFixedPoints(at);
        }
    }

    /// Over a region of its own: what the views show must not change what is recorded.
    void recordFixedPoints(double at) {
        const field::LearnedReconstruction learned(problem_->model(), trainer_.weights());
        const double reach = 2.0 * problem_->extent();
        const Grid box{-reach, reach, -reach, reach};
        field::FixedPointOptions options;
        options.spuriousDistance = parameters_.real("spurious_distance");
        const field::FixedPointSearch search =
            field::findFixedPoints(learned, box, options, &problem_->targets());
        std::size_t attractors = 0;
        std::size_t spurious = 0;
        for (const field::FixedPoint& point : search.points) {
            attractors += point.kind == field::FixedPointKind::attractor ? 1 : 0;
            spurious += point.spurious ? 1 : 0;
        }
        series_.append("attractors", at, static_cast<double>(attractors));
        series_.append("spurious_attractors", at, static_cast<double>(spurious));
    }

    /// Along the manifold and across it, over points of a curve (Figure 3.1).
    void recordSensitivity(double at) {
        const auto curve = data::toyCurve(problem_->options().data);
        if (!curve || problem_->options().unitScale) {
            return;
        }
        const CurveSensitivity mean = curveSensitivity(
            field::LearnedReconstruction(problem_->model(), trainer_.weights()), *curve);
        series_.append("tangent_sensitivity", at, mean.along);
        series_.append("normal_sensitivity", at, mean.across);
    }

    void publishData(FrameBuilder& frame) const {
        const bool drawn = parameters_.text("data") == "drawn";
        const data::PointSet& points = problem_->targets();
        data_.publish(frame, points, drawn ? *problem_->options().given : points,
                      drawn ? "drawn_points" : "");
        if (frame.wants("smoothed_cloud")) { // what the samples' energy distances are taken to
            const std::vector<double>& inputs = problem_->heldOutInputs();
            PointCloud cloud;
            cloud.dimensions = problem_->dimensions();
            cloud.coordinates.assign(inputs.begin(), inputs.end());
            frame.add(Artifact{"smoothed_cloud",
                               "Smoothed data",
                               {axisName(0), ""},
                               {axisName(1), ""},
                               {},
                               std::move(cloud)});
        }
    }

    void publishPlanes(FrameBuilder& frame, const field::LearnedReconstruction& learned) const {
        PlaneSource source{learned, problem_->optimum(),
                           [this](const double* points, std::size_t count, double* out) {
                               problem_->logDensity(points, count, out);
                           },
                           problem_->targets()};
        source.sigma = parameters_.real("corruption");
        source.asScore = parameters_.text("field_scale") == "score";
        source.version = version_;
        source.problemVersion = problemVersion_;
        source.glyphs = parameters_.count("glyphs");
        const field::PlaneSlice plane = slice(frame.cursor());
        source.xAxis = plane.xAxis;
        source.yAxis = plane.yAxis;
        source.fixed = plane.fixed;
        for (std::size_t i = 0; i < planes_.size(); ++i) {
            source.region = regionParameters(planePrefixes[i].name);
            planes_[i].publish(frame, regionGrid(parameters_, planePrefixes[i].name), source);
        }
    }

    /// The plane that is shown, without its grid.
    [[nodiscard]] field::PlaneSlice slice(const std::vector<double>& cursor) const {
        field::PlaneSlice plane;
        const std::size_t d = problem_->dimensions();
        if (d == 3) {
            // The same plane as the slice in space shows; without one, the plane through its
            // position across the third axis.
            const std::string& axis = parameters_.text("slice_axis");
            plane.xAxis = axis == "x" ? 1 : 0;
            plane.yAxis = axis == "y" || axis == "x" ? 2 : 1;
            plane.fixed.assign(3, parameters_.real("slice_position"));
        } else if (d > 3) {
            // Through the cursor's point, or else the first example.
            plane.fixed = cursor.size() == d
                              ? cursor
                              : std::vector<double>(problem_->targets().point(0),
                                                    problem_->targets().point(0) + d);
        }
        return plane;
    }

    /// Points of the density whose score r estimates: p_σ for a DAE, by noise of their own.
    [[nodiscard]] const data::PointSet& estimatedSample() const {
        const ProblemOptions& options = problem_->options();
        if (options.criterion != CriterionKind::denoising) {
            return problem_->targets();
        }
        return estimatedSample_.get({problemVersion_}, [&] {
            constexpr std::uint32_t ownStream = UINT32_MAX; // no example's
            data::PointSet points = problem_->targets();
            RandomStream stream(options.seed, purpose::corruption, ownStream);
            for (double& coordinate : points.coordinates) {
                coordinate += options.sigma * stream.normal();
            }
            return points;
        });
    }

    [[nodiscard]] CursorSource cursorSource(const field::LearnedReconstruction& learned,
                                            const std::vector<double>& cursor) const {
        CursorSource source{learned,
                            problem_->optimum(),
                            [this](const double* points, std::size_t count, double* out) {
                                problem_->logDensity(points, count, out);
                            },
                            {},
                            cursor.size() == problem_->dimensions() ? estimatedSample()
                                                                    : problem_->targets()};
        const std::string& name = problem_->options().data;
        if ((name == "spiral" || name == "circle") && !problem_->options().unitScale) {
            source.manifoldDistance = [name](const double* x) {
                data::ToyManifold curve;
                curve.kind = name == "circle" ? data::CurveKind::circle : data::CurveKind::spiral;
                return data::nearestPoint(curve, {x[0], x[1]}).distance;
            };
        }
        source.sigma = parameters_.real("corruption");
        source.ballRadius = parameters_.real("ball_radius");
        source.pathPoints = parameters_.count("path_points");
        if (cursor.size() == problem_->dimensions()) {
            source.probe = cursor;
        }
        if (problem_->dimensions() == 2) {
            source.path = drawnPath(parameters_);
        }
        return source;
    }

    Parameters parameters_;
    ExperimentContext context_;
    std::unique_ptr<AutoEncoderProblem> problem_;
    // Scratch of publish(): what follows from the state, never part of it.
    std::unique_ptr<cuda::PlacedAutoEncoder> pictureModel_;
    nn::Trainer trainer_;
    ChainRunner runner_;
    std::unique_ptr<PlacedMetropolis> fused_; ///< where the network is one it is made for
    Revision fusedVersion_ = Revision::never();
    data::Minibatches batches_;
    std::optional<std::uint64_t> preparedEpoch_; ///< whose noise is drawn; none: to be drawn anew
    std::uint64_t steps_ = 0;
    Revision version_;              ///< of the network's weights
    std::uint64_t weightsStep_ = 0; ///< the last step that changed them
    Revision problemVersion_;       ///< of data and noise
    mutable Kept<data::PointSet, Revision> estimatedSample_;
    bool stuck_ = false;
    bool stuckRecorded_ = false;
    bool chainsStarted_ = false;
    bool rejoined_ = false; ///< loaded, and not measured since
    bool walked_ = false;   ///< L-BFGS' inputs are of an earlier walk
    mutable DataArtifacts data_;
    mutable std::vector<PlaneArtifacts> planes_;
    mutable SpaceArtifacts space_;
};

} // namespace

std::unique_ptr<Experiment> makeRegularizedAutoencoder(const ExperimentContext& context) {
    return std::make_unique<RegularizedAutoencoder>(context);
}

} // namespace scorescope::manifold
