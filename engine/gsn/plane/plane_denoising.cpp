// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/plane/plane_denoising.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/data/toy_sets.h"
#include "engine/field/basins.h"
#include "engine/field/field_grid.h"
#include "engine/field/fixed_points.h"
#include "engine/field/learned_reconstruction.h"
#include "engine/gsn/plane/plane_chain.h"
#include "engine/gsn/plane/plane_learner.h"
#include "engine/gsn/plane/plane_parameters.h"
#include "engine/gsn/plane/plane_pictures.h"
#include "engine/stats/energy_distance.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

constexpr Purpose heldOutNoise = Purpose::named("gsn held-out noise in the plane");
constexpr std::size_t heldOutPoints = 1000;
constexpr std::size_t measuredChains = 500;
constexpr std::size_t measuredSteps = 100;
constexpr std::size_t shownWalks = 10;
constexpr std::size_t shownSamples = 1000;
constexpr std::size_t shownChains = 20;
constexpr std::size_t densityNodes = 128; ///< across, of densities
const std::string withBasins = "; basins";
const Quantity axis0{"x₀", ""};
const Quantity axis1{"x₁", ""};

double nearest(const data::PointSet& points, const double* x) {
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < points.size(); ++i) {
        const double* at = points.point(i);
        least = std::min(least, std::hypot(at[0] - x[0], at[1] - x[1]));
    }
    return least;
}

/// The two networks, and what their series and artifacts are called.
struct Side {
    std::string prefix; ///< "" or "plain_"
    std::string suffix; ///< of titles
};

class PlaneDenoising final : public Experiment {
public:
    explicit PlaneDenoising(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed), threads_(context.threads),
          options_(learnerOptions(context)),
          examples_(std::make_shared<const data::PointSet>(data::sampleToySet(
              parameters_.text("data"), 0.0, seed_, parameters_.count("examples")))),
          heldOut_(
              data::sampleToySet(parameters_.text("data"), 0.0, seed_, 2 * heldOutPoints, true)),
          extent_(data::toySet(parameters_.text("data")).extent), chains_(seed_) {
        const bool compares = parameters_.flag("beside");
        sides_.push_back({"", compares ? ", with walkback" : ""});
        learners_.emplace_back(options_, examples_);
        if (compares) {
            sides_.push_back({"plain_", ", without"});
            learners_.emplace_back(options_, examples_);
        }
        startChains();
        measure();
    }

    void step() override {
        if (steps_ < parameters_.count("train_steps")) {
            train();
            weightsStep_ = steps_ + 1;
        }
        for (std::size_t i = 0; i < parameters_.count("half_steps") && chains_.size() > 0; ++i) {
            chains_.halfStep(reconstruction(0), parameters_.real("sigma"),
                             learners_.front().deviation());
        }
        ++steps_;
        startChains();
        if (steps_ % parameters_.count("evaluate_every") == 0) {
            measure();
        }
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    [[nodiscard]] std::size_t dimensions() const override { return 2; }

    void set(const std::string& name, const ParameterValue& value) override {
        if (parameters_.value(name) == value) {
            return;
        }
        parameters_.setValue(name, value);
        if (name == "deviation" && !parameters_.flag("learn_deviation")) {
            for (PlaneLearner& learner : learners_) {
                learner.setDeviation(parameters_.real(name));
            }
        } else if (name == "learning_rate") {
            for (PlaneLearner& learner : learners_) {
                learner.setTrainer(trainerOptions(parameters_));
            }
        }
    }

    void act(const Action& action) override {
        if (action.name == "start_chain") {
            for (std::size_t i = 0; i + 1 < action.numbers.size(); i += 2) {
                chains_.start(action.numbers[i], action.numbers[i + 1]);
            }
        } else if (action.name == "clear_chains") {
            chains_.clear();
            chainsStarted_ = true;
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        checkpoint.meta["weights_step"] = weightsStep_;
        checkpoint.meta["chains_started"] = chainsStarted_;
        chains_.save(checkpoint);
        learners_.front().save(checkpoint);
        if (learners_.size() > 1) { // the second one's, each name with its prefix
            Checkpoint own;
            learners_.back().save(own);
            checkpoint.nest(sides_.back().prefix, std::move(own));
        }
    }

    void load(const Checkpoint& checkpoint) override {
        const std::uint64_t steps = checkpoint.count("steps");
        const std::uint64_t weightsStep = checkpoint.count("weights_step");
        if (!checkpoint.meta.contains("chains_started") ||
            !checkpoint.meta["chains_started"].is_boolean()) {
            throw InputError("checkpoint", "/chains_started", "is missing or not true or false");
        }
        PlaneChains chains(seed_);
        chains.load(checkpoint);
        std::vector<PlaneLearner> learners;
        for (const Side& side : sides_) {
            learners.emplace_back(options_, examples_);
            learners.back().setTrainer(trainerOptions(parameters_));
            learners.back().load(side.prefix.empty() ? checkpoint : checkpoint.nested(side.prefix));
        }
        steps_ = steps;
        weightsStep_ = weightsStep;
        chainsStarted_ = checkpoint.meta["chains_started"].get<bool>();
        chains_ = std::move(chains);
        learners_ = std::move(learners);
    }

    void publish(FrameBuilder& frame) const override {
        publishSeries(frame);
        publishData(frame);
        for (std::size_t i = 0; i < sides_.size(); ++i) {
            publishSide(frame, i);
        }
        publishChain(frame);
    }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& interest) const override {
        std::vector<AnalysisRequest> list;
        for (const Side& side : sides_) {
            const auto wants = [&](const char* name) { return interest.wants(side.prefix + name); };
            if (!wants("fixed_points") && !wants("fixed_points_table") && !wants("basins")) {
                continue;
            }
            const Grid grid = shownGrid(parameters_);
            AnalysisRequest request;
            std::string settings;
            for (const double value :
                 {grid.xMin, grid.xMax, grid.yMin, grid.yMax, static_cast<double>(grid.columns),
                  spuriousDistance(parameters_)}) {
                settings += number("%.17g ", value);
            }
            const bool basins = wants("basins");
            request.key = {side.prefix + "fixed_points", weightsStep_,
                           settings + (basins ? withBasins : "")};
            request.title = (basins ? "Basins" : "Fixed points") + side.suffix; // two in a row
            request.cursor = interest.cursor;
            list.push_back(std::move(request));
        }
        return list;
    }

    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        const bool second =
            sides_.size() > 1 && request.key.name.rfind(sides_.back().prefix, 0) == 0;
        const std::string& settings = request.key.settings;
        const bool basins = settings.size() >= withBasins.size() &&
                            settings.compare(settings.size() - withBasins.size(), withBasins.size(),
                                             withBasins) == 0;
        nn::ModelOptions network = options_.network;
        network.threads = 1; // the others are training's
        const PlaneLearner& learner = learners_[second ? 1 : 0];
        auto weights = std::make_shared<const std::vector<double>>(learner.weights());
        field::FixedPointOptions options;
        options.spuriousDistance = spuriousDistance(parameters_);
        return [network, weights, options, basins, side = sides_[second ? 1 : 0],
                grid = shownGrid(parameters_), examples = examples_](AnalysisWatch& watch) {
            const field::LearnedReconstruction learned(network, weights);
            const field::FixedPointSearch found =
                field::findFixedPoints(learned, grid, options, examples.get());
            AnalysisFindings findings;
            const auto add = [&](const char* name, const char* title, Quantity value,
                                 ArtifactData data) {
                field::nameRegion(data, shownRegion());
                findings.artifacts.push_back(std::make_shared<const Artifact>(
                    Artifact{side.prefix + name, title + side.suffix, axis0, axis1,
                             std::move(value), std::move(data)}));
            };
            add("fixed_points", "Fixed points of r", {}, field::fixedPointMarkers(found));
            add("fixed_points_table", "Fixed points of r in view", {},
                field::fixedPointTable(found));
            watch.report(basins ? 0.2 : 0.95);
            if (basins) {
                for (const auto& artifact : findings.artifacts) {
                    watch.show(artifact);
                }
                field::BasinOptions paths;
                paths.progress = [&watch](double share) {
                    watch.report(0.2 + 0.8 * share);
                    return true;
                };
                add("basins", "Basins of attraction", {"basin", ""},
                    field::basinField(field::basinsOfAttraction(learned, grid, found, paths),
                                      found));
            }
            return findings;
        };
    }

private:
    [[nodiscard]] field::LearnedReconstruction reconstruction(std::size_t side) const {
        return field::LearnedReconstruction(learners_[side].denoiser().network(),
                                            learners_[side].weights());
    }

    void startChains() {
        if (chainsStarted_ || steps_ < parameters_.count("chain_from")) {
            return;
        }
        chainsStarted_ = true;
        for (std::size_t i = 0; i < parameters_.count("chains"); ++i) {
            const double* at = examples_->point(i % examples_->size());
            chains_.start(at[0], at[1]);
        }
    }

    void train() {
        for (std::size_t i = 0; i < learners_.size(); ++i) {
            const nn::TrainerReport report =
                learners_[i].step(steps_, walkOptions(parameters_, steps_, i == 0));
            if (!report.finite) {
                throw RunError("the loss is not finite at step " + std::to_string(steps_ + 1) +
                                   "; the state of step " + std::to_string(steps_) + " is kept",
                               "go back a few steps, then take a larger s, shorter walks or a "
                               "lower learning rate");
            }
            const auto at = static_cast<double>(steps_ + 1);
            if (i == 0) {
                series_.append("training_loss", at, report.loss);
                series_.append("learned_deviation", at, learners_[i].deviation());
            } else {
                series_.append("plain_training_loss", at, report.loss);
                series_.append("plain_learned_deviation", at, learners_[i].deviation());
            }
        }
    }

    void measure() {
        const auto at = static_cast<double>(steps_);
        for (std::size_t i = 0; i < learners_.size(); ++i) {
            measureSide(i, at);
        }
        series_.append("energy_distance_floor", at,
                       stats::energyDistance(heldOut_.coordinates.data(), heldOutPoints,
                                             heldOut_.coordinates.data() + 2 * heldOutPoints,
                                             measuredChains, 2, threads_));
    }

    void measureSide(std::size_t i, double at) {
        const field::LearnedReconstruction r = reconstruction(i);
        const double sigma = parameters_.real("sigma");
        const double s = learners_[i].deviation();
        const std::string& prefix = sides_[i].prefix;
        // Over a region of its own: what views show must not change what is recorded.
        const double reach = 2.0 * extent_;
        field::FixedPointOptions options;
        options.spuriousDistance = spuriousDistance(parameters_);
        const field::FixedPointSearch search =
            field::findFixedPoints(r, {-reach, reach, -reach, reach}, options, examples_.get());
        const auto spurious =
            std::count_if(search.points.begin(), search.points.end(),
                          [](const field::FixedPoint& point) { return point.spurious; });
        series_.append(prefix + "spurious_modes", at, static_cast<double>(spurious));

        std::vector<double> starts;
        for (std::size_t c = 0; c < measuredChains; ++c) {
            const double* x = examples_->point(c % examples_->size());
            starts.insert(starts.end(), x, x + 2);
        }
        const std::vector<double> ends =
            runChains(r, sigma, s, starts.data(), measuredChains, measuredSteps, seed_);
        std::size_t astray = 0;
        for (std::size_t c = 0; c < measuredChains; ++c) {
            astray += nearest(*examples_, ends.data() + 2 * c) > options.spuriousDistance ? 1 : 0;
        }
        series_.append(prefix + "stray_share", at,
                       static_cast<double>(astray) / static_cast<double>(measuredChains));
        series_.append(prefix + "chain_distance", at,
                       stats::energyDistance(ends.data(), measuredChains,
                                             heldOut_.coordinates.data(), heldOutPoints, 2,
                                             threads_));
        series_.append(prefix + "held_out_nats", at, heldOutNats(r, sigma, s));
    }

    /// −log P(X | X̃) of held-out points that are corrupted once.
    [[nodiscard]] double heldOutNats(const field::Reconstruction& r, double sigma, double s) const {
        std::vector<double> corrupted(heldOut_.coordinates.begin(),
                                      heldOut_.coordinates.begin() + 2 * heldOutPoints);
        RandomStream random(seed_, heldOutNoise);
        for (double& value : corrupted) {
            value += sigma * random.normal();
        }
        std::vector<double> means(corrupted.size());
        r.reconstruct(corrupted.data(), heldOutPoints, means.data());
        double sum = 0.0;
        for (std::size_t i = 0; i < heldOutPoints; ++i) {
            const double* x = heldOut_.point(i);
            const double square = (means[2 * i] - x[0]) * (means[2 * i] - x[0]) +
                                  (means[2 * i + 1] - x[1]) * (means[2 * i + 1] - x[1]);
            sum += gaussianNats(square, s, 2);
        }
        return sum / static_cast<double>(heldOutPoints);
    }

    void publishSeries(FrameBuilder& frame) const {
        const auto add = [&](const std::string& name, const std::string& title, Quantity value,
                             bool reference = false) {
            if (frame.wants(name)) {
                frame.add(seriesArtifact(series_, name, title, std::move(value), reference));
            }
        };
        const bool two = sides_.size() > 1;
        const auto addBoth = [&](const std::string& name, const std::string& title,
                                 const Quantity& value) {
            add(name, two ? "with walkback" : title, value);
            if (two) {
                add("plain_" + name, "without", value);
            }
        };
        addBoth("training_loss", "−log P(X | X̃), training", {"−log P(X | X̃)", "nats"});
        addBoth("held_out_nats", "held-out X, corrupted once", {"−log P(X | X̃)", "nats"});
        addBoth("learned_deviation", "s", {"s", ""});
        addBoth("spurious_modes", "spurious modes", {"spurious modes", ""});
        addBoth("stray_share", "chains astray", {"share of chains astray", ""});
        addBoth("chain_distance", "chains to held-out data", {"energy distance", ""});
        add("energy_distance_floor", "data to other data", {"energy distance", ""}, true);
    }

    void publishData(FrameBuilder& frame) const {
        const auto scatter = [](const std::vector<double>& points) {
            Scatter made;
            for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
                made.x.push_back(static_cast<float>(points[i]));
                made.y.push_back(static_cast<float>(points[i + 1]));
            }
            return made;
        };
        if (frame.wants("data")) {
            frame.add(Artifact{
                "data", "Training examples", axis0, axis1, {}, scatter(examples_->coordinates)});
        }
        if (frame.wants("samples")) {
            frame.add(Artifact{"samples",
                               "The chains' latest X",
                               axis0,
                               axis1,
                               {},
                               scatter(chains_.samples(shownSamples))});
        }
    }

    void publishSide(FrameBuilder& frame, std::size_t i) const {
        const Side& side = sides_[i];
        if (frame.wants(side.prefix + "field")) {
            const Grid grid = shownGrid(parameters_);
            const field::FieldSample sample =
                field::sampleField(reconstruction(i), {grid, 0, 1, {}}, false);
            ArtifactData data = field::vectorField(grid, sample.u, sample.v);
            field::nameRegion(data, shownRegion());
            frame.add(Artifact{side.prefix + "field",
                               "r(X̃) − X̃" + side.suffix,
                               axis0,
                               axis1,
                               {"|r(X̃) − X̃|", ""},
                               std::move(data)});
        }
        if (frame.wants(side.prefix + "walks")) {
            const Walks* walks = learners_[i].walks();
            frame.add(
                Artifact{side.prefix + "walks",
                         "walks of training",
                         axis0,
                         axis1,
                         {},
                         walks ? walkPaths(*walks, shownWalks) : Trajectory{2, {}, {}, {}, {}}});
        }
    }

    [[nodiscard]] ChainMoment moment() const {
        ChainMoment now;
        now.sigma = parameters_.real("sigma");
        now.deviation = learners_.front().deviation();
        const std::size_t c = std::min(parameters_.count("followed"), chains_.size() - 1);
        now.halfSteps = chains_.halfSteps(c);
        const std::vector<double>& path = chains_.path(c);
        const auto at = [&path](std::size_t back) {
            const double* p = path.data() + path.size() - 2 * back;
            return PlanePoint{p[0], p[1]};
        };
        now.x = at(now.atCorrupted() ? 2 : 1);
        now.hasCorrupted = now.halfSteps > 0;
        if (now.hasCorrupted) {
            now.corrupted = at(now.atCorrupted() ? 1 : 2);
            reconstruction(0).reconstruct(now.corrupted.data(), 1, now.mean.data());
        }
        now.dataDistance = nearest(*examples_, now.x.data());
        return now;
    }

    void publishChain(FrameBuilder& frame) const {
        const std::uint64_t first = parameters_.count("chain_from");
        const std::string none =
            steps_ < first ? "is of a chain, and the first begins at step " + std::to_string(first)
                           : "is of a chain, and there is none";
        if (frame.wants("chains")) {
            frame.add(Artifact{"chains", "Chains X → X̃ → X", axis0, axis1, {}, chainPaths()});
        }
        if (chains_.size() == 0) {
            for (const char* name : {"chain_points", "chain_circles", "chain_table",
                                     "reconstruction_density", "true_density"}) {
                frame.cannot(name, none);
            }
            return;
        }
        const ChainMoment now = moment();
        if (frame.wants("chain_points")) {
            frame.add(
                Artifact{"chain_points", "X, X̃ and r(X̃)", axis0, axis1, {}, chainMarkers(now)});
        }
        if (frame.wants("chain_circles")) {
            frame.add(Artifact{
                "chain_circles", "Two standard deviations", axis0, axis1, {}, chainCircles(now)});
        }
        if (frame.wants("chain_table")) {
            frame.add(Artifact{"chain_table", "The chain", {}, {}, {}, chainTable(now)});
        }
        publishDensities(frame, now);
    }

    void publishDensities(FrameBuilder& frame, const ChainMoment& now) const {
        const bool learned = frame.wants("reconstruction_density");
        const bool truth = frame.wants("true_density");
        if (!now.hasCorrupted) {
            for (const char* name : {"reconstruction_density", "true_density"}) {
                frame.cannot(name, "is of an X̃, and there is none yet: half a step makes one");
            }
            return;
        }
        Grid grid = shownGrid(parameters_);
        grid.rows = std::min<std::size_t>(256, grid.rows * densityNodes / grid.columns);
        grid.columns = densityNodes;
        const auto add = [&](const char* name, const char* title, ScalarField values) {
            ArtifactData data = std::move(values);
            field::nameRegion(data, shownRegion());
            frame.add(Artifact{name, title, axis0, axis1, {"density", ""}, std::move(data)});
        };
        if (learned) {
            add("reconstruction_density", "P(X | X̃) = N(r(X̃), s² I)",
                gaussianField(grid, now.mean, now.deviation));
        }
        if (truth) {
            add("true_density", "P(X | X̃) by Bayes' rule, of the examples",
                posteriorField(grid, *examples_,
                               posteriorWeights(*examples_, now.corrupted, now.sigma),
                               0.25 * now.sigma));
        }
    }

    [[nodiscard]] Trajectory chainPaths() const {
        Trajectory paths;
        paths.dimensions = 2;
        paths.selects = "followed";
        for (std::size_t c = 0; c < std::min(chains_.size(), shownChains); ++c) {
            paths.starts.push_back(paths.coordinates.size() / 2);
            const std::vector<double>& path = chains_.path(c);
            const std::size_t values = std::min(path.size(), 2 * parameters_.count("chain_tail"));
            for (std::size_t i = path.size() - values; i < path.size(); ++i) {
                paths.coordinates.push_back(static_cast<float>(path[i]));
            }
        }
        return paths;
    }

    Parameters parameters_;
    std::uint64_t seed_;
    int threads_;
    LearnerOptions options_;
    std::shared_ptr<const data::PointSet> examples_;
    data::PointSet heldOut_; ///< twice as many as are compared
    double extent_;
    std::vector<Side> sides_;
    std::vector<PlaneLearner> learners_; ///< of each side
    PlaneChains chains_;
    bool chainsStarted_ = false;
    std::uint64_t steps_ = 0;
    std::uint64_t weightsStep_ = 0; ///< the last that changed the weights
};

std::unique_ptr<Experiment> makePlaneDenoising(const ExperimentContext& context) {
    try {
        return std::make_unique<PlaneDenoising>(context);
    } catch (const std::invalid_argument& error) {
        throw InputError("", "/parameters", error.what());
    }
}

} // namespace

ExperimentKind planeDenoisingKind() {
    ExperimentKind kind;
    kind.name = "plane_denoising";
    kind.title = "Denoising chain in the plane";
    kind.help =
        "A network learns to undo Gaussian noise, P(X | X̃) = N(r(X̃), s² I), and the chain that "
        "corrupts and reconstructs in turn draws from what it learned (§5.3.1, Figure 5.1). Where "
        "training saw nothing r may have attractors of its own, spurious modes, in which chains "
        "are "
        "caught; walkback trains on the points where the model's own chain goes (§5.3.2, Algorithm "
        "1, Figure 5.2). A spurious mode is an attractor of r, found by its fixed points, that "
        "lies "
        "farther than 3 σ from every training example.";
    kind.parameters = planeParameters();
    kind.create = makePlaneDenoising;
    kind.check = checkPlaneParameters;
    kind.memoryBytes = [](const Parameters& parameters) {
        // L-BFGS keeps 20 pairs; a walk has a few rows, each with its units in the kernels' blocks.
        const double weights = 5.0 * static_cast<double>(parameters.integer("hidden_units")) + 3.0;
        const double rows = 20.0 * static_cast<double>(parameters.integer("examples"));
        return 8.0 * (60.0 * weights + 20.0 * rows) * (parameters.flag("beside") ? 2.0 : 1.0);
    };
    kind.actions = {
        {"start_chain", "Start a chain", "A chain begins at each point, as an X (§5.3.1)",
         ActionSpec::Takes::points},
        {"clear_chains", "Clear chains", "Forgets all chains", ActionSpec::Takes::nothing}};
    kind.headline = {"spurious_modes", "%1 spurious modes"};
    return kind;
}

} // namespace scorescope::gsn
