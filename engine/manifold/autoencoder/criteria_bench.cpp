// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/criteria_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/core/rng.h"
#include "engine/core/torch_runtime.h"
#include "engine/data/toy_manifolds.h"
#include "engine/nn/autoencoder_model.h"
#include "engine/nn/criterion_twin.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace scorescope::manifold {

namespace {

std::vector<double> pointsOf(const CriteriaBenchOptions& options) {
    if (options.inputDim == 2) {
        return data::sample(data::ToyManifold{}, 1, options.examples);
    }
    RandomStream stream(1, Purpose::data);
    std::vector<double> points(options.examples * options.inputDim);
    for (double& value : points) {
        value = 0.3 * stream.normal();
    }
    return points;
}

/// As in the middle of training: V of its final size, so that sums have their final cancellations.
std::vector<double> weightsOf(const nn::AutoEncoderModel& model, const std::vector<double>& points,
                              const CriteriaBenchOptions& options) {
    nn::ModelStart start;
    start.data = points.data();
    start.count = options.examples;
    start.scale = 0.05;
    std::vector<double> parameters = model.initialParameters(start);
    const nn::AutoEncoderLayout at =
        nn::parameterLayout({options.inputDim, options.hiddenUnits, false});
    for (std::size_t i = at.decoder; i < at.offset; ++i) {
        parameters[i] *= 50.0;
    }
    return parameters;
}

/// What suits LibTorch best: everything at once, or chunks that stay in a cache.
std::size_t bestChunk(nn::CriterionTwin& twin, const nn::Criterion& criterion, nn::JacobianBy way) {
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t chunk :
         {std::size_t(0), std::size_t(2000), std::size_t(500), std::size_t(125)}) {
        twin.lossAndGradient(criterion, way, chunk); // warm up
        double seconds = std::numeric_limits<double>::infinity();
        for (int round = 0; round < 2; ++round) {
            seconds = std::min(
                seconds, bench::secondsOf([&] { twin.lossAndGradient(criterion, way, chunk); }));
        }
        if (seconds < least) {
            least = seconds;
            best = chunk;
        }
    }
    return best;
}

void benchPrecision(const CriteriaBenchOptions& options, bool single, std::vector<BenchRow>& rows) {
    nn::ModelOptions modelOptions;
    modelOptions.inputDim = options.inputDim;
    modelOptions.hiddenUnits = {options.hiddenUnits};
    modelOptions.singlePrecision = single;
    modelOptions.threads = options.threads;
    const auto model = nn::makeAutoEncoder(modelOptions);
    const std::vector<double> points = pointsOf(options);
    const std::vector<double> parameters = weightsOf(*model, points, options);
    const auto twin = nn::makeCriterionTwin(modelOptions, single ? nn::TorchType::float32
                                                                 : nn::TorchType::float64);
    twin->setParameters(parameters);
    twin->setData(points, points);
    const std::string dtype = single ? "float32" : "float64";
    const double tolerance = single ? 1e-4 : 1e-10;
    const auto d = static_cast<double>(options.inputDim);
    const double units =
        static_cast<double>(options.examples) * static_cast<double>(options.hiddenUnits);
    std::vector<double> gradient(parameters.size());
    for (const bool code : {false, true}) {
        nn::Criterion criterion;
        criterion.penalty = code ? nn::Penalty::codeJacobian : nn::Penalty::reconstructionJacobian;
        criterion.weight = code ? 1e-6 : 1e-4;
        for (const nn::JacobianBy way :
             {nn::JacobianBy::doubleBackward, nn::JacobianBy::closedForm}) {
            double loss = 0.0;
            double twinLoss = 0.0;
            const auto ours = [&] {
                loss = model->lossAndGradient(criterion, parameters.data(), points.data(),
                                              points.data(), options.examples, gradient.data());
            };
            const std::size_t chunk = bestChunk(*twin, criterion, way);
            const auto reference = [&] { twinLoss = twin->lossAndGradient(criterion, way, chunk); };
            BenchRow row;
            row.name = std::string(code ? "cae" : "rcae") +
                       (way == nn::JacobianBy::closedForm ? "_closed_form" : "_double_backward");
            ours();
            reference();
            bench::demand(std::abs(loss / twinLoss - 1.0) < tolerance,
                          row.name + ", loss, " + dtype);
            bench::demand(bench::relativeError(gradient, twin->gradient()) < tolerance,
                          row.name + ", gradient, " + dtype);
            row.size = "N=" + std::to_string(options.examples) +
                       " H=" + std::to_string(options.hiddenUnits) +
                       " d=" + std::to_string(options.inputDim);
            row.dtype = dtype;
            row.threads = options.threads;
            bench::compare(options.rounds, ours, reference, row);
            // Per unit and example, a multiply-add as two: W x, V f, V^T e and their two sums, 10
            // d; the Jacobian, its way back and its sum, 6 d^2; the code's penalty a few.
            row.gflops = units * (10.0 * d + (code ? 8.0 : 6.0 * d * d)) * 1e-9 / row.seconds;
            rows.push_back(row);
        }
    }
}

} // namespace

std::vector<BenchRow> benchCriteria(const CriteriaBenchOptions& options) {
    if (options.threads < 1 || options.rounds < 1 || options.examples < 1 ||
        options.hiddenUnits < 1 || options.inputDim < 1) {
        throw std::invalid_argument("benchmark options out of range");
    }
    const torch_runtime::ThreadsFor torchThreads(options.threads);
    std::vector<BenchRow> rows;
    benchPrecision(options, true, rows);
    benchPrecision(options, false, rows);
    return rows;
}

} // namespace scorescope::manifold
