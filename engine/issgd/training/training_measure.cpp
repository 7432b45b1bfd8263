// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/training/training_measure.h"

#include "engine/issgd/variance/covariance_trace.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr std::size_t chunk = 512;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

double shareWrong(nn::Classifier& net, const nn::TrainingImages& images,
                  const data::ImagePart& part, const stats::LongWork& work) {
    if (part.size() == 0) {
        return notANumber;
    }
    std::size_t wrong = 0;
    for (std::size_t first = 0; first < part.size(); first += chunk) {
        report(work.progress, static_cast<double>(first) / static_cast<double>(part.size()));
        const nn::ImageBatch batch = images.part(part, first, std::min(chunk, part.size() - first));
        const nn::ExampleScores found = net.evaluate(batch.view());
        wrong += static_cast<std::size_t>(
            std::count(found.correct.begin(), found.correct.end(), std::uint8_t{0}));
    }
    return static_cast<double>(wrong) / static_cast<double>(part.size());
}

double rootOf(const CovarianceTrace& trace) {
    return trace.value < 0.0 ? notANumber : std::sqrt(trace.value);
}

std::vector<double> chosen(const std::vector<double>& from, const std::vector<std::size_t>& which) {
    std::vector<double> to;
    to.reserve(which.size());
    for (const std::size_t i : which) {
        to.push_back(from[i]);
    }
    return to;
}

Spreads spreadsOf(const std::vector<double>& norms, const MeasureRequest::Sampling& sampling,
                  double squaredMean) {
    Spreads spreads;
    spreads.uniform = rootOf(uniformTrace(norms, squaredMean));
    spreads.ideal = rootOf(idealTrace(norms, squaredMean));
    const std::vector<double> stored = makeProposal(sampling.scores).weights;
    spreads.stale = rootOf(traceOfCovariance(norms, stored, squaredMean));
    const std::vector<std::size_t> included = includedExamples(sampling.scores, sampling.how);
    spreads.inUse = rootOf(
        traceOfCovariance(chosen(norms, included), chosen(sampling.inUse, included), squaredMean));
    return spreads;
}

} // namespace

std::vector<std::size_t> includedExamples(const ExampleScores& scores, const ProposalOptions& how) {
    std::vector<std::size_t> included;
    for (std::size_t i = 0; i < scores.times.size(); ++i) {
        if (recentEnough(scores.times[i], how)) {
            included.push_back(i);
        }
    }
    if (included.empty()) {
        included.resize(scores.times.size());
        std::iota(included.begin(), included.end(), std::size_t{0});
    }
    return included;
}

MeasureRequest measureRequest(const ImportanceLearner& learner, bool sampling) {
    MeasureRequest what;
    what.network = learner.options().network;
    what.weights = learner.weights();
    what.images = learner.images();
    if (sampling) {
        what.sampling = MeasureRequest::Sampling{learner.proposal().weights, learner.scores(),
                                                 learner.proposalOptions()};
    }
    return what;
}

TrainingMeasure measureTraining(const MeasureRequest& request, const stats::LongWork& work) {
    nn::ClassifierOptions options;
    options.threads = work.threads;
    nn::Classifier net(request.network, options);
    net.set(request.weights);
    const nn::TrainingImages& images = *request.images;
    const std::size_t n = images.size();
    TrainingMeasure found;
    std::vector<double> gradient(request.exactGradient ? request.network.parameters() : 0, 0.0);
    std::vector<float> part(gradient.size());
    std::size_t wrong = 0;
    for (std::size_t first = 0; first < n; first += chunk) {
        report(work.progress, 0.8 * static_cast<double>(first) / static_cast<double>(n));
        const nn::ImageBatch batch = images.training(first, std::min(chunk, n - first));
        nn::ExampleScores scores;
        if (request.exactGradient) {
            scores = net.gradient(batch.view(), nullptr, part.data(), nn::Classifier::Norms::with);
            for (std::size_t i = 0; i < part.size(); ++i) { // part is a mean
                gradient[i] +=
                    static_cast<double>(part[i]) * static_cast<double>(batch.labels.size());
            }
        } else if (request.sampling) {
            scores = net.norms(batch.view());
        } else {
            scores = net.evaluate(batch.view());
        }
        for (std::size_t i = 0; i < batch.labels.size(); ++i) {
            found.trainingLoss += scores.losses[i];
            wrong += scores.correct[i] == 0 ? 1 : 0;
            if (request.sampling) {
                found.norms.push_back(std::sqrt(scores.squaredNorms[i]));
            }
        }
    }
    found.trainingLoss /= static_cast<double>(n);
    found.trainingError = static_cast<double>(wrong) / static_cast<double>(n);
    found.validationError =
        shareWrong(net, images, images.chosen().validation, work.part(0.8, 0.1));
    found.testError = shareWrong(net, images, images.chosen().test, work.part(0.9, 0.1));
    found.lengthUsed = request.meanGradientLength;
    if (request.exactGradient) {
        double square = 0.0;
        for (const double sum : gradient) {
            square += sum / static_cast<double>(n) * (sum / static_cast<double>(n));
        }
        found.gradientLength = std::sqrt(square);
        found.lengthUsed = *found.gradientLength;
    }
    if (request.sampling) {
        const double length = std::isfinite(found.lengthUsed) ? found.lengthUsed : 0.0;
        found.spreads = spreadsOf(found.norms, *request.sampling, length * length);
    }
    return found;
}

} // namespace scorescope::issgd
