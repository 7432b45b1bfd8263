// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/autoencoder/autoencoder_bench.h"

#include "engine/core/bench_rounds.h"
#include "engine/core/threads.h"
#include "engine/core/torch_runtime.h"
#include "engine/manifold/autoencoder/autoencoder_problem.h"
#include "engine/nn/autoencoder_twin.h"
#include "engine/nn/fused_autoencoder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <type_traits>

namespace scorescope::manifold {

namespace {

template <typename Real> void benchType(const BenchOptions& options, std::vector<BenchRow>& rows) {
    constexpr bool single = std::is_same_v<Real, float>;
    const double tolerance = single ? 1e-5 : 1e-11;
    ProblemOptions problemOptions;
    problemOptions.examples = options.examples;
    problemOptions.heldOutExamples = 1;
    problemOptions.model.hiddenUnits = {options.hiddenUnits};
    problemOptions.model.threads = options.threads;
    AutoEncoderProblem problem(problemOptions);
    const nn::AutoEncoderShape shape{2, options.hiddenUnits, false};
    nn::FusedAutoEncoder fused(shape, {InstructionSet::automatic, options.threads});
    std::vector<double> parameters = problem.initialParameters();
    // As in the middle of training: with V of its final size (0.05 rather than 0.001) the gradient
    // has its final cancellations.
    const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
    std::for_each(parameters.begin() + static_cast<std::ptrdiff_t>(at.decoder),
                  parameters.begin() + static_cast<std::ptrdiff_t>(at.offset),
                  [](double& v) { v *= 50.0; });
    const std::vector<Real> inputs(problem.inputs().begin(), problem.inputs().end());
    const std::vector<Real> targets(problem.targets().coordinates.begin(),
                                    problem.targets().coordinates.end());
    const auto twin =
        nn::makeAutoEncoderTwin(shape, single ? nn::TorchType::float32 : nn::TorchType::float64);
    twin->setParameters(parameters);
    twin->setData(problem.inputs(), problem.targets().coordinates);

    const std::string dtype = single ? "float32" : "float64";
    const auto examples = static_cast<double>(options.examples);
    const auto hidden = static_cast<double>(options.hiddenUnits);
    std::vector<double> gradient(parameters.size());
    double loss = 0.0;
    const auto ours = [&] {
        loss = fused.lossAndGradient(parameters.data(), inputs.data(), targets.data(),
                                     options.examples, gradient.data());
    };
    double twinLoss = 0.0;
    const auto reference = [&] { twinLoss = twin->lossAndGradient(); };
    ours();
    reference();
    bench::demand(std::abs(loss / twinLoss - 1.0) < tolerance, "the loss (" + dtype + ")");
    bench::demand(bench::relativeError(gradient, twin->gradient()) < tolerance,
                  "the gradient (" + dtype + ")");
    BenchRow row;
    row.name = "loss_gradient";
    row.size = "N=" + std::to_string(options.examples) +
               " H=" + std::to_string(options.hiddenUnits) + " d=2";
    row.dtype = dtype;
    row.threads = options.threads;
    bench::compare(options.rounds, ours, reference, row);
    // 4NH encoder, 4NH decoder, 12NH backward.
    row.gflops = 20.0 * examples * hidden * 1e-9 / row.seconds;
    rows.push_back(row);

    const std::size_t side = options.side;
    std::vector<double> points;
    const double step = 1.2 / static_cast<double>(std::max<std::size_t>(side, 2) - 1);
    for (std::size_t i = 0; i < side; ++i) {
        for (std::size_t j = 0; j < side; ++j) {
            points.push_back(-0.6 + step * static_cast<double>(j));
            points.push_back(-0.6 + step * static_cast<double>(i));
        }
    }
    const std::vector<Real> gridPoints(points.begin(), points.end());
    std::vector<Real> r(points.size());
    twin->setPoints(points);
    const auto oursField = [&] {
        fused.reconstruct(parameters.data(), gridPoints.data(), side * side, r.data());
    };
    const auto referenceField = [&] { twin->reconstruct(); };
    const auto benchField = [&](const std::string& name) {
        oursField();
        referenceField();
        bench::demand(bench::relativeError(std::vector<double>(r.begin(), r.end()),
                                           twin->reconstruction()) < tolerance,
                      name + " (" + dtype + ")");
        row = BenchRow{};
        row.name = name;
        row.size = std::to_string(side) + "x" + std::to_string(side) +
                   " H=" + std::to_string(options.hiddenUnits);
        row.dtype = dtype;
        row.threads = options.threads;
        bench::compare(std::max(3, options.rounds / 2), oursField, referenceField, row);
        row.gflops = 8.0 * static_cast<double>(side * side) * hidden * 1e-9 / row.seconds;
        rows.push_back(row);
    };
    benchField("field_" + std::to_string(side));
    // As after training with little noise: most units are far in their flat parts everywhere.
    std::for_each(parameters.begin() + static_cast<std::ptrdiff_t>(at.encoder),
                  parameters.begin() + static_cast<std::ptrdiff_t>(at.decoder),
                  [](double& v) { v *= 200.0; });
    twin->setParameters(parameters);
    benchField("field_saturated");
}

void benchMachine(const BenchOptions& options, std::vector<BenchRow>& rows) {
    for (const bool single : {true, false}) {
        const nn::TorchType type = single ? nn::TorchType::float32 : nn::TorchType::float64;
        BenchRow row;
        row.dtype = single ? "float32" : "float64";
        row.threads = options.threads;
        row.name = "matrix_product";
        const std::size_t size = single ? 2048 : 1024;
        row.size = std::to_string(size) + "^3";
        row.seconds = nn::timeMatrixProduct(size, type, 5);
        row.gflops = 2.0 * std::pow(static_cast<double>(size), 3.0) * 1e-9 / row.seconds;
        rows.push_back(row);
        row.name = "tanh_torch";
        row.rateUnit = "G/s";
        const std::size_t count = std::size_t(1) << 16; // in cache: arithmetic, not memory
        row.size = std::to_string(count);
        row.seconds = nn::timeTorchTanh(count, type, 200);
        row.gflops = static_cast<double>(count) * 1e-9 / row.seconds;
        rows.push_back(row);
    }
    // A copy far larger than the caches, by as many threads; reads and writes are counted.
    const std::size_t part = std::size_t(48) << 20;
    const auto parts = static_cast<std::size_t>(options.threads);
    const std::size_t bytes = part * parts;
    std::vector<char> from(bytes, 1);
    std::vector<char> to(bytes, 2);
    BenchRow row;
    row.name = "copy";
    row.rateUnit = "GB/s";
    row.size = std::to_string(bytes >> 20) + " MiB";
    row.threads = options.threads;
    row.seconds = std::numeric_limits<double>::infinity();
    for (int round = 0; round < 5; ++round) {
        const double seconds = bench::secondsOf([&] {
            parallelFor(parts, options.threads, 1, [&](std::size_t i, std::size_t) {
                std::memcpy(to.data() + i * part, from.data() + i * part, part);
            });
        });
        row.seconds = std::min(row.seconds, seconds);
    }
    row.gflops = 2.0 * static_cast<double>(bytes) * 1e-9 / row.seconds;
    rows.push_back(row);
}

} // namespace

std::vector<BenchRow> benchAutoEncoder(const BenchOptions& options) {
    if (options.threads < 1 || options.rounds < 1 || options.examples < 1 ||
        options.hiddenUnits < 1 || options.side < 1) {
        throw std::invalid_argument("benchmark options out of range");
    }
    const torch_runtime::ThreadsFor torchThreads(options.threads);
    std::vector<BenchRow> rows;
    benchType<float>(options, rows);
    benchType<double>(options, rows);
    if (options.machine) {
        benchMachine(options, rows);
    }
    return rows;
}

} // namespace scorescope::manifold
