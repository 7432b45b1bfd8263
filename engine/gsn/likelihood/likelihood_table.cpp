// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/likelihood/likelihood_table.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/data/digit_choice.h"
#include "engine/data/digit_pixels.h"
#include "engine/data/minibatches.h"
#include "engine/data/point_file.h"
#include "engine/gsn/likelihood/judging_images.h"
#include "engine/gsn/likelihood/likelihood_parameters.h"
#include "engine/gsn/likelihood/row_measures.h"
#include "engine/gsn/likelihood/table_models.h"
#include "engine/gsn/likelihood/table_pictures.h"
#include "engine/gsn/network/image_network_parameters.h"
#include "engine/stats/k_means.h"
#include "engine/stats/watched_work.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::gsn {
namespace {

constexpr std::size_t pixels = data::digitSide * data::digitSide;
constexpr Purpose rowChoice = Purpose::named("table 5.1 training images");
constexpr Purpose startChoice = Purpose::named("table 5.1 starts");

/// `count` different numbers below `bound`, at random; all of them where there are fewer.
std::vector<std::size_t> chosenOf(std::size_t bound, std::size_t count, std::uint64_t seed,
                                  Purpose purpose) {
    std::vector<std::size_t> order(bound);
    std::iota(order.begin(), order.end(), std::size_t{0});
    RandomStream stream(seed, purpose);
    for (std::size_t i = bound; i > 1; --i) {
        std::swap(order[i - 1], order[static_cast<std::size_t>(stream.below(i))]);
    }
    order.resize(std::min(bound, count));
    return order;
}

/// Rows that no training changes: measured once, by the first analysis that comes to them, and the
/// same for all.
class SteadyRows {
public:
    template <class Measure> RowMeasures measured(const std::string& name, const Measure& measure) {
        const std::lock_guard<std::mutex> lock(mutex_);
        auto found = rows_.find(name);
        if (found == rows_.end()) {
            found = rows_.emplace(name, measure()).first;
        }
        return found->second;
    }

private:
    std::mutex mutex_;
    std::map<std::string, RowMeasures> rows_;
};

bool isLearned(const TableRow& row) {
    return row.kind == RowKind::network || row.kind == RowKind::boltzmann ||
           row.kind == RowKind::deepBelief;
}

/// The name of the analysis that measures a row.
std::string measurementOf(const TableRow& row) {
    return "measure_" + row.name;
}

/// All that a measurement uses besides the models.
struct Setup {
    JudgingImages images;
    JudgingOptions judging;
    std::vector<float> own; ///< samples from a file
    std::size_t samples = 0;
    std::size_t centreSteps = 10;
    SampleRequest networks;
    SampleRequest machines;
    std::size_t annealingRuns = 100;
    std::size_t annealingSteps = 1000;
    std::uint64_t seed = 1;
};

std::vector<float> rowsOf(const std::vector<float>& images, const std::vector<std::size_t>& which) {
    std::vector<float> rows(which.size() * pixels);
    for (std::size_t i = 0; i < which.size(); ++i) {
        std::copy_n(images.data() + which[i] * pixels, pixels, rows.data() + i * pixels);
    }
    return rows;
}

/// Samples that come from no model.
RowSamples steadySamples(const TableRow& row, const Setup& setup, const stats::LongWork& work) {
    RowSamples samples;
    samples.conditional = false;
    const std::size_t images = setup.images.training->size() / pixels;
    if (row.kind == RowKind::trainingImages) {
        samples.means =
            rowsOf(*setup.images.training, chosenOf(images, setup.samples, setup.seed, rowChoice));
    } else if (row.kind == RowKind::centres) {
        stats::KMeansOptions options;
        options.iterations = setup.centreSteps;
        options.seed = setup.seed;
        samples.means = stats::kMeans({setup.images.training->data(), images, pixels},
                                      std::min(setup.samples, images), options, work)
                            .centres;
    } else {
        samples.means = setup.own;
    }
    samples.draws = drawsFrom(samples.means, setup.seed);
    return samples;
}

std::vector<float> samplesFromFile(const std::string& path, const Progress& progress) {
    if (path.empty()) {
        return {};
    }
    data::PointFileLimits limits;
    limits.maximumDimensions = 100000; // other sizes are told of below
    const data::PointSet points = data::readPoints(path, limits, progress);
    if (points.dimensions != pixels) {
        throw InputError(path, "",
                         "holds samples of " + std::to_string(points.dimensions) +
                             " numbers; digits have 784 (28 × 28)");
    }
    constexpr std::size_t fewest = 20;
    if (points.size() < fewest) {
        throw InputError(path, "",
                         "holds " + std::to_string(points.size()) + " samples; needed are 20");
    }
    const auto outside = std::find_if(points.coordinates.begin(), points.coordinates.end(),
                                      [](double x) { return x < 0.0 || x > 1.0; });
    if (outside != points.coordinates.end()) {
        const auto at = static_cast<std::size_t>(outside - points.coordinates.begin());
        throw InputError(path, "",
                         "sample " + std::to_string(at / pixels + 1) + " has the grey value " +
                             toText(*outside) + "; allowed are numbers from 0 to 1");
    }
    return {points.coordinates.begin(), points.coordinates.end()};
}

class LikelihoodTable final : public Experiment {
public:
    explicit LikelihoodTable(const ExperimentContext& context)
        : parameters_(context.parameters), seed_(context.seed), threads_(context.threads),
          digits_(data::digitsFor(context.parameters, context.seed, context.threads,
                                  context.cache.get(), context.progress)),
          rows_(chosenRows(parameters_)), examples_(trainingCount()),
          setup_(std::make_shared<const Setup>(makeSetup(context.progress))),
          batches_(examples_, parameters_.count("batch_size"), seed_) {
        const std::vector<double> means =
            data::meanPixels(digits_->training, 0, examples_, parameters_.flag("binarize"));
        for (const TableRow& row : rows_) {
            if (auto model = makeModel(row, means)) {
                models_[row.name] = std::move(model);
            }
        }
    }

    void step() override {
        if (!converged().empty()) {
            ++steps_;
            return;
        }
        const std::vector<std::size_t> chosen = batches_.batch(steps_);
        const std::vector<float> batch = rowsOf(*setup_->images.training, chosen);
        for (auto& [name, model] : models_) {
            model->step(batch, chosen, steps_);
        }
        ++steps_;
        constexpr std::uint64_t lossEvery = 10;
        for (const auto& [name, model] : models_) {
            if (std::isfinite(model->loss()) && (steps_ % lossEvery == 0 || steps_ == 1)) {
                series_.append(name + "_loss", static_cast<double>(steps_), model->loss());
            }
        }
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }
    [[nodiscard]] std::string converged() const override {
        return steps_ >= parameters_.count("train_steps") ? "all models are trained" : "";
    }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& /*interest*/) const override {
        const std::uint64_t every = parameters_.count("measure_every");
        const std::uint64_t last = parameters_.count("train_steps");
        const std::uint64_t first = std::max<std::uint64_t>(every / 10, 1);
        if (steps_ == 0 || steps_ > last ||
            (steps_ % every != 0 && steps_ != last && steps_ != first)) {
            return {};
        }
        // One for each row, so that each is shown when it is ready; those that need no chain first.
        std::vector<const TableRow*> order;
        for (const TableRow& row : rows_) {
            if (!isLearned(row) || models_.at(row.name)->draws()) {
                order.push_back(&row);
            }
        }
        std::stable_partition(order.begin(), order.end(),
                              [](const TableRow* row) { return !isLearned(*row); });
        std::vector<AnalysisRequest> requests;
        for (const TableRow* each : order) {
            const TableRow& row = *each;
            AnalysisRequest request;
            request.key = {measurementOf(row), steps_, ""};
            request.title = row.title;
            request.cause = AnalysisCause::schedule;
            request.bytes = measuringBytes(parameters_);
            requests.push_back(std::move(request));
        }
        return requests;
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        const TableRow& row = rowOf(request);
        SampleSource source;
        std::shared_ptr<const RestrictedBoltzmann> machine;
        if (isLearned(row)) {
            const TableModel& model = *models_.at(row.name);
            source = model.source();
            if (model.machine() != nullptr) {
                machine = std::make_shared<const RestrictedBoltzmann>(*model.machine());
            }
        }
        return [row, source, machine, setup = setup_, steady = steady_](AnalysisWatch& watch) {
            AnalysisFindings found;
            const stats::LongWork work = stats::watchedWork(watch);
            RowMeasures measures;
            if (source) {
                const RowSamples samples =
                    source(row.kind == RowKind::network ? setup->networks : setup->machines,
                           work.part(0.0, 0.4));
                measures = measureRow(samples, setup->images, setup->judging, work.part(0.4, 0.4));
                if (machine) {
                    const MachineLikelihood likelihood = machineLikelihood(
                        *machine, *setup->images.binaryTest, samples.draws, setup->annealingRuns,
                        setup->annealingSteps, setup->seed, work.part(0.8, 0.2));
                    saveLikelihood(likelihood, "machine", found.data);
                    found.data.meta["machine"] = true;
                    found.scalars[row.name + "_annealed"] = likelihood.forward.value;
                    found.scalars[row.name + "_annealed_back"] = likelihood.backward.value;
                }
            } else {
                measures = steady->measured(row.name, [&] {
                    return measureRow(steadySamples(row, *setup, work.part(0.0, 0.4)),
                                      setup->images, setup->judging, work.part(0.4, 0.6));
                });
            }
            saveMeasures(measures, row.name + ".", found.data);
            found.scalars[row.name + "_parzen"] = measures.parzen.mean;
            found.scalars[row.name + "_grey_parzen"] = measures.greyParzen.mean;
            found.scalars[row.name + "_told_apart"] = measures.area.value;
            if (measures.bound) {
                found.scalars[row.name + "_bound"] = measures.bound->mean;
            }
            return found;
        };
    }
    void take(const AnalysisResult& result) override {
        const Checkpoint& data = result.findings.data;
        const TableRow& row = rowOf(result.request);
        RowMeasures measures = loadMeasures(data, row.name + ".");
        std::optional<MachineLikelihood> machine;
        if (data.meta.contains("machine")) {
            machine = loadLikelihood(data, "machine");
        }
        measured_.steps[row.name] = result.request.key.step;
        measured_.rows[row.name] = std::move(measures);
        if (machine) {
            measured_.machine = *machine;
        }
    }

    void set(const std::string& name, const ParameterValue& value) override {
        parameters_.setValue(name, value);
        if (name == "learning_rate") {
            for (auto& [row, model] : models_) {
                model->setRate(learningRate(parameters_, 0.0, pixels));
            }
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        checkpoint.meta["images"] = digits_->fingerprint;
        for (const auto& [name, model] : models_) {
            Checkpoint inner;
            model->save(inner);
            checkpoint.nest(name + ".", std::move(inner));
        }
    }
    void load(const Checkpoint& checkpoint) override {
        if (checkpoint.count("images") != digits_->fingerprint) {
            throw InputError("checkpoint", "/images",
                             "are others than those of this run, which are " + digits_->name);
        }
        const std::uint64_t steps = checkpoint.count("steps");
        std::map<std::string, std::unique_ptr<TableModel>> models;
        for (const auto& [name, model] : models_) {
            models[name] = model->restored(checkpoint.nested(name + "."));
        }
        models_ = std::move(models);
        steps_ = steps;
        measured_ = {}; // of another moment; what is known then comes by take()
    }

    void publish(FrameBuilder& frame) const override {
        const auto add = [&](const std::string& name, const auto& make) {
            if (frame.wants(name)) {
                frame.add(make());
            }
        };
        for (const TableRow& row : rows_) {
            const auto addSeries = [&](const char* what, const Quantity& value) {
                const std::string name = row.name + what;
                add(name, [&] { return seriesArtifact(series_, name, row.title, value); });
            };
            addSeries("_parzen", {"log density (Parzen)", "nats"});
            addSeries("_grey_parzen", {"log density of grey images (Parzen)", "nats"});
            if (row.kind == RowKind::network) {
                addSeries("_loss", {"−log P(x | h), first step", "nats"});
            }
            if (models_.count(row.name) != 0) {
                addSeries("_bound", {"log mean P(x | h)", "nats"});
            }
            addSeries("_told_apart", {"AUC, samples told from data", ""});
            if (row.kind == RowKind::boltzmann) {
                addSeries("_annealed", {"log P(x), annealed forward", "nats"});
                addSeries("_annealed_back", {"log P(x), annealed back", "nats"});
            }
        }
        add("likelihoods",
            [&] { return likelihoodTable(rows_, measured_, parameters_.flag("binarize")); });
        add("quality", [&] { return qualityTable(rows_, measured_); });
        add("row_samples", [&] { return rowImages(rows_, measured_, *digits_); });
        add("kept_samples", [&] { return keptImages(rows_, measured_, *digits_); });
        add("image_likelihoods", [&] { return imageLikelihoods(rows_, measured_); });
        add("image_bounds", [&] { return imageBounds(rows_, measured_); });
        add("deviation_curves",
            [&] { return deviationCurves(rows_, measured_, setup_->judging.deviations); });
        add("runs", [&] {
            const auto trained = std::min<std::uint64_t>(steps_, parameters_.count("train_steps"));
            return originTable(
                rows_, origins(), measured_,
                {trained,
                 static_cast<double>(trained) / static_cast<double>(batches_.batchesPerEpoch()),
                 seed_});
        });
    }

private:
    [[nodiscard]] std::size_t trainingCount() const {
        const std::size_t there = digits_->training.size();
        const std::size_t validation = parameters_.count("validation_images");
        constexpr std::size_t fewest = 20;
        if (there < validation + fewest || digits_->test.size() < fewest) {
            throw InputError("", "/parameters/mnist_folder",
                             "holds " + std::to_string(there) + " training images and " +
                                 std::to_string(digits_->test.size()) + " to test; needed are " +
                                 std::to_string(validation + fewest) + " and 20");
        }
        return there - validation;
    }

    [[nodiscard]] const TableRow& rowOf(const AnalysisRequest& request) const {
        const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const TableRow& row) {
            return measurementOf(row) == request.key.name;
        });
        if (found == rows_.end()) {
            throw InputError("checkpoint", "/analysis",
                             "'" + printable(request.key.name, 40) +
                                 "' is of no row of this table");
        }
        return *found;
    }

    [[nodiscard]] Setup makeSetup(const Progress& progress) const {
        Setup setup;
        setup.seed = seed_;
        setup.samples = parameters_.count("sample_count");
        setup.own = samplesFromFile(parameters_.text("own_samples"), progress);
        setup.images = judgingImages(*digits_, examples_, parameters_.flag("binarize"));
        setup.judging.deviations = triedDeviations(parameters_);
        setup.judging.seed = seed_;
        setup.judging.kept = parameters_.count("kept_samples");
        setup.centreSteps = parameters_.count("centre_steps");
        setup.annealingRuns = parameters_.count("annealing_runs");
        setup.annealingSteps = parameters_.count("annealing_steps");
        const auto request = [&](const char* chains, const char* every) {
            SampleRequest made;
            made.count = setup.samples;
            made.chains = parameters_.count(chains);
            made.every = parameters_.count(every);
            made.burnIn = parameters_.count("burn_in");
            made.seed = seed_;
            // Of few images some begin more than one chain.
            std::vector<std::size_t> starts = chosenOf(examples_, made.chains, seed_, startChoice);
            while (starts.size() < made.chains) {
                starts.push_back(starts[starts.size() % examples_]);
            }
            made.starts = rowsOf(*setup.images.training, starts);
            return made;
        };
        setup.networks = request("chains", "every");
        setup.machines = request("machine_chains", "machine_every");
        return setup;
    }

    /// `means`: of the pixels that models see.
    [[nodiscard]] std::unique_ptr<TableModel> makeModel(const TableRow& row,
                                                        const std::vector<double>& means) const {
        if (row.kind == RowKind::network) {
            std::vector<std::size_t> layers(static_cast<std::size_t>(row.hiddenLayers) + 1,
                                            parameters_.count("network_units"));
            layers.front() = pixels;
            GsnLearnerOptions learner;
            learner.walkback.steps = row.walkback;
            GsnNoise& noise = learner.walkback.noise;
            noise.saltAndPepper = static_cast<float>(parameters_.real("input_noise"));
            noise.inside =
                row.noiseInside ? static_cast<float>(parameters_.real("inner_noise")) : 0.0F;
            noise.outside = noise.inside;
            learner.optimizer = networkOptimizer(parameters_, pixels);
            learner.examples = examples_;
            return networkModel({GsnShape(layers), std::move(learner),
                                 parameters_.real("rate_decay"), batches_.batchesPerEpoch(), means,
                                 seed_, threads_});
        }
        if (row.kind != RowKind::boltzmann && row.kind != RowKind::deepBelief) {
            return nullptr;
        }
        BoltzmannModelOptions options;
        options.hidden = parameters_.count("machine_units");
        options.updates = parameters_.count("train_steps");
        options.training.chains = parameters_.count("machine_chains");
        options.training.rate = parameters_.real("machine_rate");
        options.means.assign(means.begin(), means.end());
        options.seed = seed_;
        options.threads = threads_;
        return row.kind == RowKind::boltzmann
                   ? boltzmannModel(std::move(options))
                   : deepBeliefModel(std::move(options), parameters_.count("machine_units"));
    }

    [[nodiscard]] std::map<std::string, RowOrigin> origins() const {
        std::map<std::string, RowOrigin> all;
        const std::string count = std::to_string(setup_->samples);
        for (const TableRow& row : rows_) {
            RowOrigin& origin = all[row.name];
            const auto model = models_.find(row.name);
            if (model != models_.end()) {
                origin.layers = model->second->layers();
                const bool network = row.kind == RowKind::network;
                const SampleRequest& request = network ? setup_->networks : setup_->machines;
                origin.note = count + " samples, " + std::to_string(request.chains) +
                              (request.chains == 1 ? " chain" : " chains") + ", every " +
                              std::to_string(request.every) +
                              (request.every == 1 ? " step" : " steps");
            } else if (row.kind == RowKind::file) {
                origin.note = std::to_string(setup_->own.size() / pixels) + " samples, " +
                              parameters_.text("own_samples");
            } else {
                origin.note = count + " of " + std::to_string(examples_) + " images, " +
                              (row.kind == RowKind::centres ? "averaged" : "at random");
            }
        }
        return all;
    }

    Parameters parameters_;
    std::uint64_t seed_;
    int threads_;
    std::shared_ptr<const data::Digits> digits_;
    std::vector<TableRow> rows_;
    std::size_t examples_; ///< that models see: the training images without those for validation
    std::shared_ptr<const Setup> setup_;
    std::shared_ptr<SteadyRows> steady_ = std::make_shared<SteadyRows>();
    data::Minibatches batches_;
    std::map<std::string, std::unique_ptr<TableModel>> models_; ///< by the row's name
    TableMeasurement measured_;
    std::uint64_t steps_ = 0;
};

} // namespace

ExperimentKind likelihoodTableKind() {
    ExperimentKind kind;
    kind.name = "likelihood_table";
    kind.title = "How good are the samples? (Table 5.1)";
    kind.help =
        "Models of digits are trained side by side on the same minibatches, and judged by their "
        "samples (§5.5.2, Table 5.1).\n\nA **Parzen estimate** puts a Gaussian window of width σ "
        "on each sample and asks how likely test images are under their mixture; validation images "
        "choose σ. In 784 dimensions it rewards averages: centres of k-means score above real "
        "images. So other numbers stand beside it: the bound log 1/S Σ P(x | h) of models that "
        "have P(x | h), log P(x) of the machine by annealing from both sides, how well a "
        "classifier tells draws from data, and where draws and data are.\n\nThe first of the two "
        "Parzen estimates is of images of 0 and 1, the second of grey ones. They are far apart, "
        "and numbers of one are not to be compared with numbers of the other.";
    kind.parameters = likelihoodParameters();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<LikelihoodTable>(context);
    };
    kind.memoryBytes = likelihoodBytes;
    kind.check = checkLikelihood;
    kind.headline = {"gsn_2_parzen", "GSN-2 %1 nats (Parzen)"};
    return kind;
}

} // namespace scorescope::gsn
