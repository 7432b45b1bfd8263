// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/importance_runs.h"

#include "engine/core/error.h"
#include "engine/core/run.h"
#include "engine/core/text.h"
#include "engine/core/threads.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/importance_parameters.h"
#include "engine/issgd/training/run_records.h"
#include "engine/issgd/training/training_measure.h"
#include "engine/nn/layers/chosen_network.h"
#include "engine/stats/quartiles.h"
#include "engine/stats/watched_work.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::issgd {
namespace {

constexpr std::size_t mostSettings = 4;
const std::string low = "_low";
const std::string high = "_high";

struct Setting {
    double rate = 0.0;
    double smoothing = 0.0;
};

/// "RATE SMOOTHING; RATE SMOOTHING; …"
std::vector<Setting> settingsOf(const Parameters& parameters) {
    const std::string& text = parameters.text("rates_and_constants");
    const auto refusal = [&](const std::string& what) {
        return InputError("", "/parameters/rates_and_constants",
                          what + "; allowed are 1 to 4 pairs \"RATE SMOOTHING\", separated by ';', "
                                 "of rates above 0 and constants that are not negative");
    };
    std::vector<double> numbers;
    std::size_t pairs = 1;
    const char* place = text.data();
    const char* const end = place + text.size();
    while (place != end) {
        if (*place == ' ' || *place == ';') {
            if (*place == ';') {
                if (numbers.size() != 2 * pairs) {
                    throw refusal("pair " + std::to_string(pairs) + " has not two numbers");
                }
                ++pairs;
            }
            ++place;
            continue;
        }
        double value = 0.0;
        const auto [rest, problem] = std::from_chars(place, end, value);
        if (problem != std::errc() || !(value >= 0.0 && value <= 1e6)) {
            throw refusal("'" + printable(std::string(place, end), 20) + "' is no such number");
        }
        numbers.push_back(value);
        place = rest;
    }
    if (numbers.size() != 2 * pairs || pairs > mostSettings) {
        throw refusal("it has " + std::to_string(numbers.size()) + " numbers");
    }
    std::vector<Setting> settings;
    for (std::size_t i = 0; i < pairs; ++i) {
        if (!(numbers[2 * i] > 0.0)) {
            throw refusal("rate " + std::to_string(i + 1) + " is 0");
        }
        settings.push_back({numbers[2 * i], numbers[2 * i + 1]});
    }
    return settings;
}

std::vector<RunGroup> groupsOf(const std::vector<Setting>& settings) {
    std::vector<RunGroup> groups;
    for (std::size_t s = 0; s < settings.size(); ++s) {
        const std::string letter(1, static_cast<char>('a' + static_cast<char>(s)));
        const std::string rate = "rate " + number("%g", settings[s].rate);
        groups.push_back(
            {letter + "_importance",
             "importance sampling, " + rate + ", + " + number("%g", settings[s].smoothing), true,
             s});
        groups.push_back({letter + "_plain", "SGD, " + rate, false, s});
    }
    return groups;
}

class ImportanceRuns final : public Experiment {
public:
    explicit ImportanceRuns(const ExperimentContext& context)
        : parameters_(context.parameters), threads_(context.threads),
          images_(std::make_shared<const nn::TrainingImages>(
              data::imagesFor(context.parameters, context.seed, context.threads,
                              context.cache.get(), context.progress))),
          network_(nn::chosenNetwork(parameters_, images_->shape(), images_->classes())),
          settings_(settingsOf(parameters_)), groups_(groupsOf(settings_)),
          records_(groups_.size(), parameters_.count("repetitions")) {
        for (const RunGroup& group : groups_) {
            for (std::size_t r = 0; r < records_.runs(); ++r) {
                LearnerOptions options = learnerOptions(parameters_, network_, context.seed + r, 1);
                options.optimizer.rate = settings_[group.setting].rate;
                options.smoothing = {Smoothing::Kind::constant, settings_[group.setting].smoothing};
                if (!group.importance) {
                    options.by = SampledBy::uniform;
                }
                learners_.push_back(
                    std::make_unique<ImportanceLearner>(std::move(options), images_));
            }
        }
    }

    /// Each run on a thread of its own; they do not know of each other. Where one fails, the others
    /// may have gone on: they wait for it when the step is made again.
    void step() override {
        std::vector<std::exception_ptr> faults(learners_.size());
        parallelFor(learners_.size(), threads_, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t i = first; i < last; ++i) {
                try {
                    if (learners_[i]->steps() == steps_) {
                        learners_[i]->step();
                    }
                } catch (...) {
                    faults[i] = std::current_exception();
                }
            }
        });
        for (const std::exception_ptr& fault : faults) {
            if (fault) {
                std::rethrow_exception(fault);
            }
        }
        ++steps_;
    }
    [[nodiscard]] std::uint64_t stepsDone() const override { return steps_; }

    [[nodiscard]] std::vector<AnalysisRequest> due(const Interest& /*interest*/) const override {
        std::vector<AnalysisRequest> requests;
        if (measures()) {
            for (const RunGroup& group : groups_) {
                AnalysisRequest request;
                request.key = {group.name, steps_, ""};
                request.title = group.title;
                request.cause = AnalysisCause::schedule;
                requests.push_back(std::move(request));
            }
        }
        return requests;
    }
    [[nodiscard]] AnalysisWork analysis(const AnalysisRequest& request) const override {
        const std::size_t group = groupNamed(request.key.name);
        std::vector<MeasureRequest> runs;
        for (std::size_t r = 0; r < records_.runs(); ++r) {
            const ImportanceLearner& learner = *learners_[group * records_.runs() + r];
            const bool sampling = groups_[group].importance && parameters_.flag("spreads");
            MeasureRequest what = measureRequest(learner, sampling);
            what.exactGradient = sampling;
            runs.push_back(std::move(what));
        }
        return [name = groups_[group].name, importance = groups_[group].importance,
                runs = std::move(runs)](AnalysisWatch& watch) {
            const stats::LongWork work = stats::watchedWork(watch);
            const double length = 1.0 / static_cast<double>(runs.size());
            std::vector<double> values;
            for (std::size_t r = 0; r < runs.size(); ++r) {
                const TrainingMeasure found =
                    measureTraining(runs[r], work.part(static_cast<double>(r) * length, length));
                values.insert(values.end(),
                              {found.trainingLoss, found.trainingError, found.validationError,
                               found.testError, found.spreads.uniform, found.spreads.stale,
                               found.spreads.inUse, found.spreads.ideal});
            }
            AnalysisFindings findings;
            const bool spreads = importance && runs.front().sampling.has_value();
            for (std::size_t k = 0; k < (spreads ? measuredKinds : plainKinds); ++k) {
                std::vector<double> each;
                for (std::size_t r = 0; r < runs.size(); ++r) {
                    each.push_back(values[r * measuredKinds + k]);
                }
                const stats::Quartiles quartiles = stats::quartilesOf(std::move(each));
                const std::string series = name + "_" + measuredName(static_cast<Measured>(k));
                findings.scalars[series] = quartiles.median;
                findings.scalars[series + low] = quartiles.low;
                findings.scalars[series + high] = quartiles.high;
            }
            findings.data.put("runs", std::move(values));
            return findings;
        };
    }
    void take(const AnalysisResult& result) override {
        records_.add(groupNamed(result.request.key.name), result.request.key.step,
                     result.findings.data.doubles("runs", records_.runs() * measuredKinds));
    }

    void set(const std::string& name, const ParameterValue& value) override {
        parameters_.setValue(name, value);
        for (const auto& learner : learners_) {
            if (name == "staleness_limit") {
                learner->setOldest(stalenessLimit(parameters_));
            } else {
                learner->setCluster(clusterOptions(parameters_));
            }
        }
    }

    void publish(FrameBuilder& frame) const override {
        for (const RunGroup& group : groups_) {
            for (std::size_t k = 0; k < measuredKinds; ++k) {
                const auto kind = static_cast<Measured>(k);
                const std::string name = group.name + "_" + measuredName(kind);
                if (frame.wants(name)) {
                    frame.add(band(name, titleOf(group, kind), quantityOf(kind)));
                }
            }
        }
        if (frame.wants("table_7_1")) {
            frame.add(table71(groups_, records_, images_->chosen().name));
        }
    }

    void save(Checkpoint& checkpoint) const override {
        checkpoint.meta["steps"] = steps_;
        checkpoint.meta["images"] = images_->chosen().fingerprint;
        for (std::size_t i = 0; i < learners_.size(); ++i) {
            Checkpoint inner;
            learners_[i]->save(inner);
            checkpoint.nest(nameOf(i), std::move(inner));
        }
    }
    void load(const Checkpoint& checkpoint) override {
        if (checkpoint.count("images") != images_->chosen().fingerprint) {
            throw InputError("checkpoint", "/images",
                             "are others than those of this run, which are " +
                                 images_->chosen().name);
        }
        const std::uint64_t steps = checkpoint.count("steps");
        std::vector<std::unique_ptr<ImportanceLearner>> learners;
        for (std::size_t i = 0; i < learners_.size(); ++i) {
            learners.push_back(
                std::make_unique<ImportanceLearner>(learners_[i]->options(), images_));
            learners.back()->load(checkpoint.nested(nameOf(i)));
        }
        learners_ = std::move(learners);
        steps_ = steps;
        records_.clear(); // what is known then comes by take()
    }

private:
    [[nodiscard]] bool measures() const {
        return steps_ == 1 || (steps_ > 0 && steps_ % parameters_.count("measure_every") == 0);
    }
    [[nodiscard]] std::string nameOf(std::size_t learner) const {
        return groups_[learner / records_.runs()].name + "." +
               std::to_string(learner % records_.runs()) + ".";
    }
    [[nodiscard]] std::size_t groupNamed(const std::string& name) const {
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            if (groups_[g].name == name) {
                return g;
            }
        }
        throw InputError("checkpoint", "/analysis",
                         "'" + printable(name, 40) + "' is of no runs of this experiment");
    }

    [[nodiscard]] static std::string titleOf(const RunGroup& group, Measured kind) {
        switch (kind) {
        case Measured::spreadUniform:
            return "uniform";
        case Measured::spreadStale:
            return "stale, from the store";
        case Measured::spreadInUse:
            return "in use";
        case Measured::spreadIdeal:
            return "ideal";
        case Measured::trainLoss:
        case Measured::trainError:
        case Measured::validationError:
        case Measured::testError:
            break;
        }
        return group.title;
    }
    [[nodiscard]] static Quantity quantityOf(Measured kind) {
        switch (kind) {
        case Measured::trainLoss:
            return {"loss", "nats"};
        case Measured::trainError:
        case Measured::validationError:
        case Measured::testError:
            return {"prediction error", ""};
        case Measured::spreadUniform:
        case Measured::spreadStale:
        case Measured::spreadInUse:
        case Measured::spreadIdeal:
            break;
        }
        return {"√Tr Σ", ""};
    }
    [[nodiscard]] Artifact band(const std::string& name, const std::string& title,
                                const Quantity& value) const {
        Artifact artifact = seriesArtifact(series_, name, title, value);
        auto& series = std::get<SeriesArtifact>(artifact.data);
        series.low = series_.look(name + low);
        series.high = series_.look(name + high);
        series.bandLabel = "median, quartiles of " + std::to_string(records_.runs()) + " seeds";
        return artifact;
    }

    Parameters parameters_;
    int threads_;
    std::shared_ptr<const nn::TrainingImages> images_;
    nn::LayeredNetwork network_;
    std::vector<Setting> settings_;
    std::vector<RunGroup> groups_;
    RunRecords records_;
    std::vector<std::unique_ptr<ImportanceLearner>> learners_; ///< [groups × runs]
    std::uint64_t steps_ = 0;
};

ParameterTable runsTable() {
    std::vector<ParameterSpec> specs;
    for (ParameterSpec& spec : importanceSpecs(5000, 2000)) {
        static const std::vector<std::string> ofOneRun = {
            "learning_rate", "beside",         "smoothing_by", "smoothing_constant",
            "target_share",  "exact_gradient", "span_seconds", "shown_examples",
            "member",        "confirm",        "time_of",      "compared_steps",
            "compared_seeds"};
        if (std::find(ofOneRun.begin(), ofOneRun.end(), spec.name) == ofOneRun.end()) {
            specs.push_back(std::move(spec));
        }
    }
    specs.push_back(integer("repetitions", "seeds", "Runs", 5, 1, 200,
                            "Runs of each method and setting, from the scene's seed on. The "
                            "thesis: 50."));
    specs.push_back(textParameter(
        "rates_and_constants", "rates and constants", "Runs", "0.05 0.3; 0.02 0.1",
        "Pairs of learning rate and smoothing constant, separated by ';'. The thesis: 0.01 10; "
        "0.001 1, with images and a network of its own."));
    specs.push_back(boolean("spreads", "measure Tr Σ", "Runs", true,
                            "√Tr Σ of four proposals, for Figure 7.4; losses and errors alone take "
                            "a third of the time."));
    return ParameterTable(std::move(specs));
}

} // namespace

ExperimentKind importanceRunsKind() {
    ExperimentKind kind;
    kind.name = "importance_runs";
    kind.title = "Many runs of SGD by importance sampling";
    kind.help =
        "One run says little: the same training with another seed may be better or worse. Here "
        "importance-sampled and plain SGD are run with some seeds each, for one or more pairs of "
        "learning rate and smoothing constant, all at once. Curves are medians, and bands the "
        "quartiles, as in Figures 7.2 to 7.4; the table is Table 7.1.";
    kind.parameters = runsTable();
    kind.create = [](const ExperimentContext& context) -> std::unique_ptr<Experiment> {
        return std::make_unique<ImportanceRuns>(context);
    };
    kind.memoryBytes = [](const Parameters& parameters) {
        const auto learners = static_cast<double>(2 * settingsOf(parameters).size() *
                                                  parameters.count("repetitions"));
        return data::chosenImageBytes(parameters) + learners * learnerBytes(parameters);
    };
    kind.check = [](const Parameters& parameters) {
        checkImportance(parameters);
        static_cast<void>(settingsOf(parameters));
    };
    return kind;
}

} // namespace scorescope::issgd
