// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/training_series.h"

#include "engine/core/run.h"
#include "engine/issgd/cluster/cluster_pictures.h"
#include "engine/issgd/training/importance_pictures.h"

#include <algorithm>
#include <vector>

namespace scorescope::issgd {
namespace {

class Publisher {
public:
    Publisher(FrameBuilder& frame, const SeriesSet& series) : frame_(frame), series_(series) {}
    void add(const char* name, const char* title, const Quantity& value) const {
        if (frame_.wants(name)) {
            frame_.add(seriesArtifact(series_, name, title, value));
        }
    }

private:
    FrameBuilder& frame_;
    const SeriesSet& series_;
};

Quantity lossOfExamples() {
    return {"loss", "nats"};
}
Quantity predictionError() {
    return {"prediction error", ""};
}

} // namespace

void tellSampling(SeriesSet& series, double step, const ImportanceLearner& learner) {
    const Proposal& proposal = learner.proposal();
    series.append("effective_share", step, proposal.effectiveShare);
    series.append("smoothing_used", step, proposal.smoothing);
    if (const ScoringCluster* cluster = learner.cluster()) {
        std::vector<double> ages = weightAges(*cluster);
        if (!ages.empty()) {
            const auto middle = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2);
            std::nth_element(ages.begin(), middle, ages.end());
            series.append("weight_age", step, *middle);
        }
    }
    if (learner.options().scorers == Scorers::peers) {
        series.append("gradient_delay", step, static_cast<double>(learner.gradientDelay()));
    }
}

AnalysisFindings findingsOf(const TrainingMeasure& found, const std::string& prefix) {
    AnalysisFindings findings;
    const auto put = [&](const char* name, double value) {
        findings.scalars[prefix + name] = value;
    };
    put("train_loss", found.trainingLoss);
    put("train_error", found.trainingError);
    put("validation_error", found.validationError);
    put("test_error", found.testError);
    if (!found.norms.empty()) {
        put("spread_uniform", found.spreads.uniform);
        put("spread_stale", found.spreads.stale);
        put("spread_in_use", found.spreads.inUse);
        put("spread_ideal", found.spreads.ideal);
        if (found.gradientLength) {
            put("gradient_length", *found.gradientLength);
        }
    }
    return findings;
}

void publishTrainingSeries(FrameBuilder& frame, const SeriesSet& series, bool beside) {
    const Publisher publisher(frame, series);
    const Quantity spread{"√Tr Σ", ""};
    const Quantity loss = lossOfExamples();
    const Quantity error = predictionError();
    publisher.add("spread_uniform", "uniform", spread);
    publisher.add("spread_stale", "stale, from the store", spread);
    publisher.add("spread_in_use", "in use", spread);
    publisher.add("spread_ideal", "ideal", spread);
    publisher.add("gradient_length", "‖g_true‖", {"length", ""});
    publisher.add("gradient_bound", "its bound by minibatches", {"length", ""});
    publisher.add("minibatch_loss", "importance sampling, minibatches", loss);
    publisher.add("train_loss", "importance sampling", loss);
    publisher.add("train_error", "importance sampling, training", error);
    publisher.add("validation_error", "importance sampling, validation", error);
    publisher.add("test_error", "importance sampling", error);
    publisher.add("effective_share", "effective sample size", {"ESS / N", ""});
    publisher.add("smoothing_used", "smoothing constant", {"c", ""});
    publisher.add("weight_age", "age of the weights, median", {"age", "s"});
    publisher.add("gradient_delay", "steps that a gradient is behind", {"delay", "steps"});
    publisher.add("cluster_seconds", "cluster's clock", {"time", "s"});
    if (frame.wants("spread_by_clock")) {
        frame.add(byClock("spread_by_clock", "√Tr Σ by the clock", spread,
                          {{"uniform", "spread_uniform", "cluster_seconds", true},
                           {"stale, from the store", "spread_stale", "cluster_seconds"},
                           {"in use", "spread_in_use", "cluster_seconds"},
                           {"ideal", "spread_ideal", "cluster_seconds"}},
                          series));
    }
    if (frame.wants("loss_by_clock")) {
        std::vector<ClockedSeries> lines = {
            {"importance sampling", "train_loss", "cluster_seconds"}};
        if (beside) {
            lines.push_back({"SGD", "plain_train_loss", "plain_seconds", true});
        }
        frame.add(byClock("loss_by_clock", "Training loss by the clock", loss, lines, series));
    }
}

void publishPlainSeries(FrameBuilder& frame, const SeriesSet& series) {
    const Publisher publisher(frame, series);
    publisher.add("plain_minibatch_loss", "SGD, minibatches", lossOfExamples());
    publisher.add("plain_train_loss", "SGD", lossOfExamples());
    publisher.add("plain_train_error", "SGD, training", predictionError());
    publisher.add("plain_validation_error", "SGD, validation", predictionError());
    publisher.add("plain_test_error", "SGD", predictionError());
    publisher.add("plain_seconds", "SGD's clock", {"time", "s"});
}

void publishSampling(FrameBuilder& frame, const ImportanceLearner& learner,
                     std::size_t shownExamples, double spanSeconds) {
    const auto add = [&](const char* name, const auto& make) {
        if (frame.wants(name)) {
            frame.add(make());
        }
    };
    const Proposal& proposal = learner.proposal();
    add("weights", [&] { return weightsPicture(proposal); });
    add("lorenz", [&] { return lorenzPicture(proposal); });
    add("sampling", [&] { return samplingTable(proposal, learner.largestShare()); });
    add("informative",
        [&] { return informativeExamples(*learner.images(), learner.scores(), shownExamples); });
    if (const ScoringCluster* cluster = learner.cluster()) {
        add("weight_ages", [&] { return agesPicture(learner.scores(), cluster->seconds()); });
        add("cluster_spans", [&] { return clusterSpans(*cluster, spanSeconds); });
        add("cluster_members", [&] { return clusterMembers(*cluster, learner.steps()); });
        add("cluster_traffic", [&] { return clusterTraffic(*cluster, learner.steps()); });
    } else {
        for (const char* name :
             {"weight_ages", "cluster_spans", "cluster_members", "cluster_traffic"}) {
            frame.cannot(name, "is of a cluster, and here an oracle scores the examples, "
                               "or nobody");
        }
    }
}

} // namespace scorescope::issgd
