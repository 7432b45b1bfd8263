// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/training/probe_network.h"

#include "engine/probes/features/features.h"
#include "engine/probes/probe/penalty_path.h"

#include <algorithm>
#include <utility>

namespace scorescope::probes {
namespace {

constexpr std::size_t chunk = 512;

/// Features of one part of the images at one point, as its probe reads them.
struct PartFeatures {
    std::vector<float> values;
    std::vector<std::uint32_t> labels;
    std::size_t dimension = 0;

    [[nodiscard]] MatrixFeatures matrix() const {
        return {values.data(), labels.size(), dimension};
    }
};

PartFeatures featuresOf(const ProbingRequest& request, nn::Classifier& net, std::size_t point,
                        const data::ImagePart& part, std::size_t count,
                        const stats::LongWork& work) {
    const FeatureReduction& reduction = (*request.reductions)[point];
    PartFeatures features;
    features.dimension = reduction.after();
    features.values.resize(count * reduction.after());
    for (std::size_t first = 0; first < count; first += chunk) {
        report(work.progress, static_cast<double>(first) / static_cast<double>(count));
        const std::size_t some = std::min(chunk, count - first);
        const nn::ImageBatch batch = request.images->part(part, first, some);
        const std::size_t layers = request.points[point].layers;
        const std::vector<float> all =
            layers == 0 ? batch.images : net.outputs(batch.images.data(), some, layers);
        reduction.apply(all.data(), some, features.values.data() + first * reduction.after(),
                        work.threads);
        features.labels.insert(features.labels.end(), batch.labels.begin(), batch.labels.end());
    }
    return features;
}

struct PointOutcome {
    ProbeFinding finding;
    std::vector<std::uint32_t> answers; ///< for the test images
};

/// Along the penalties, each fit begun at the one before; the one that validation likes best.
PointOutcome probePoint(const PartFeatures& training, const PartFeatures& validation,
                        const PartFeatures& test, std::size_t classes,
                        const ProbingRequest& request, const stats::LongWork& work) {
    const MatrixFeatures features = training.matrix();
    const MatrixFeatures validationFeatures = validation.matrix();
    ProbeOptions options;
    options.tolerance = request.tolerance;
    options.seed = request.seed;
    const PreparedFeatures prepared = prepare(features, options, work.part(0.0, 0.1));
    const HeldOut heldOut{validationFeatures, validation.labels};
    const PenaltyPath path =
        fitPenaltyPath(prepared, training.labels, classes, heldOut, request.penalties, options,
                       work.part(0.1, 0.8), PathExtent::untilLossRises);
    const PathPoint& chosen = path.points[path.chosen];
    const Judgement onTraining = judge(path.fitted.probe, features, training.labels);
    const Judgement onTest = judge(path.fitted.probe, test.matrix(), test.labels);
    PointOutcome outcome;
    ProbeFinding& finding = outcome.finding;
    finding.trainError = onTraining.errorRate();
    finding.trainLoss = onTraining.meanLoss();
    finding.validationError = chosen.validationError.value;
    finding.validationLoss = chosen.validationLoss;
    finding.testError = onTest.errorRate();
    finding.testLoss = onTest.meanLoss();
    finding.penalty = chosen.penalty;
    finding.gap = chosen.certificate.gap;
    finding.errorGap = chosen.certificate.errorPoints / 100.0;
    finding.features = training.dimension;
    finding.examples = training.labels.size();
    outcome.answers = onTest.named;
    return outcome;
}

double shareWrong(const nn::ExampleScores& scores) {
    return static_cast<double>(std::count(scores.correct.begin(), scores.correct.end(), 0)) /
           static_cast<double>(std::max<std::size_t>(1, scores.correct.size()));
}

} // namespace

ProbingResult probeNetwork(const ProbingRequest& request, const stats::LongWork& work) {
    const data::ChosenImages& chosen = request.images->chosen();
    nn::ClassifierOptions classifierOptions;
    classifierOptions.threads = work.threads;
    nn::Classifier net(request.network, classifierOptions);
    net.set(*request.weights);
    const std::size_t examples = std::min(request.examples, chosen.training.size());
    const std::size_t classes = request.images->classes();
    ProbingResult result;
    result.moment.step = request.step;
    result.answers.images = chosen.test.size();
    const double each = 1.0 / static_cast<double>(request.points.size());
    for (std::size_t point = 0; point < request.points.size(); ++point) {
        const double from = each * static_cast<double>(point);
        const auto part = [&](double at, double length) {
            return work.part(from + at * each, length * each);
        };
        const PartFeatures training =
            featuresOf(request, net, point, chosen.training, examples, part(0.0, 0.15));
        const PartFeatures validation = featuresOf(request, net, point, chosen.validation,
                                                   chosen.validation.size(), part(0.15, 0.05));
        const PartFeatures test =
            featuresOf(request, net, point, chosen.test, chosen.test.size(), part(0.2, 0.1));
        const PointOutcome outcome =
            probePoint(training, validation, test, classes, request, part(0.3, 0.7));
        result.moment.findings.push_back(outcome.finding);
        result.answers.classes.insert(result.answers.classes.end(), outcome.answers.begin(),
                                      outcome.answers.end());
    }
    const nn::ImageBatch test = request.images->part(chosen.test, 0, chosen.test.size());
    result.moment.networkError = shareWrong(net.evaluate(test.view()));
    return result;
}

} // namespace scorescope::probes
