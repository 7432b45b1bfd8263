// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"
#include "engine/cuda/kernel_autoencoder.h"
#include "engine/cuda/metropolis.h"
#include "engine/manifold/chains/fused_metropolis.h"
#include "engine/manifold/chains/samplers.h"
#include "engine/manifold/random_purposes.h"
#include "engine/nn/fused_autoencoder.h"
#include "tests/support/near.h"

#include <chrono>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

/// Kernels on some machine against their twins on the processor, without Qt: a test and a plain
/// program run the same checks.
namespace scorescope::test {

struct KernelCase {
    std::string name;
    nn::AutoEncoderShape shape;
    std::size_t pathPoints = 5;
    std::size_t examples = 300;
};

struct KernelCheck {
    std::string name;
    bool passed = false;
    std::string detail; ///< what was off and by how much, or ""
    double seconds = 0.0;
};

inline std::vector<KernelCase> kernelCases() {
    return {
        {"plane", {2, 100, false}, 5, 140},
        {"line, the point x", {1, 33, false}, 1, 1},
        {"space, tied", {3, 64, true}, 8, 129},
        {"ten dimensions, weights not shared", {10, 600, false}, 5, 19},
        {"one unit", {2, 1, false}, 3, 128},
        {"sixteen dimensions", {16, 129, false}, 2, 33},
    };
}

inline std::vector<double> someParameters(const nn::AutoEncoderShape& shape) {
    RandomStream stream(42, Purpose::test);
    std::vector<double> parameters(nn::parameterCount(shape));
    const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const bool decoder = i >= at.decoder && i < at.offset;
        const double scale =
            decoder || shape.tied ? 1.0 / std::sqrt(static_cast<double>(shape.hiddenUnits)) : 1.0;
        parameters[i] = scale * stream.normal();
    }
    return parameters;
}

inline std::vector<double> somePoints(std::size_t values, std::uint64_t seed) {
    RandomStream stream(seed, Purpose::test);
    std::vector<double> points(values);
    for (double& x : points) {
        x = stream.uniform(-1.0, 1.0);
    }
    return points;
}

/// The largest difference as a part of the largest value.
inline double difference(const std::vector<double>& a, const std::vector<double>& reference) {
    double worst = 0.0;
    double largest = 1e-300;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (!(std::abs(a[i] - reference[i]) <= worst)) {
            worst = std::abs(a[i] - reference[i]); // NaN stays
        }
        largest = std::max(largest, std::abs(reference[i]));
    }
    return worst / largest;
}

inline void demandNear(KernelCheck& check, const char* what, double off, double allowed) {
    if (!(off <= allowed)) {
        check.passed = false;
        check.detail += std::string(what) + " is off by " + std::to_string(off / allowed) +
                        " times what is allowed; ";
    }
}

/// Chains by the kernel and by FusedMetropolis from the same starts with the same random numbers.
inline KernelCheck checkMetropolis(const std::shared_ptr<cuda::Machine>& machine,
                                   const KernelCase& one, bool single) {
    KernelCheck check{"metropolis, " + one.name + (single ? ", float32" : ", float64"), true, "",
                      0.0};
    const std::vector<double> parameters = someParameters(one.shape);
    constexpr std::size_t chains = 13;
    constexpr std::uint64_t steps = 24;
    manifold::SamplerOptions options;
    options.scale = 0.3;
    options.pathPoints = one.pathPoints;
    options.seed = 0x123456789ABCULL;
    manifold::FusedMetropolis processor(one.shape, 0.6, {single, InstructionSet::automatic});
    processor.setParameters(parameters.data());
    manifold::ChainSet expected(one.shape.inputDim, options);
    std::vector<double> positions = somePoints(chains * one.shape.inputDim, 7);
    for (std::size_t c = 0; c < chains; ++c) {
        expected.add(positions.data() + c * one.shape.inputDim);
    }
    std::vector<std::uint64_t> done(chains, 0);
    const auto start = std::chrono::steady_clock::now();
    cuda::Metropolis gpu(machine, one.shape, 0.6, single, manifold::purpose::proposal);
    gpu.setParameters(parameters.data());
    const auto first = gpu.run(positions, done, options.seed, options.scale, one.pathPoints, 10);
    const auto second =
        gpu.run(positions, done, options.seed, options.scale, one.pathPoints, steps - 10);
    check.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    expected.step(processor, steps);
    std::size_t same = 0;
    for (std::size_t c = 0; c < chains; ++c) {
        bool near9 =
            done[c] == steps && first.accepted[c] + second.accepted[c] == expected.accepted()[c];
        for (std::size_t k = 0; k < one.shape.inputDim; ++k) {
            const std::size_t at = c * one.shape.inputDim + k;
            near9 = near9 && near(positions[at], expected.positions()[at], 0.0, 1e-9);
        }
        same += near9 ? 1 : 0;
    }
    // In float the threshold may fall between two roundings: for one of 312 proposals
    // hardly ever; in double never with this seed.
    check.passed = same >= (single ? chains - 1 : chains);
    if (!check.passed) {
        check.detail = std::to_string(chains - same) + " of the chains went elsewhere";
    }
    const std::size_t width = 2 * one.shape.inputDim + 4;
    for (std::size_t c = 0; c < chains && !single; ++c) {
        const manifold::Proposal& last = expected.lastProposal(c);
        const double* got = second.last.data() + c * width + 2 * one.shape.inputDim;
        demandNear(check, "a last energy", std::abs(got[0] - last.energyDifference),
                   1e-9 * (1.0 + std::abs(last.energyDifference)));
        demandNear(check, "a last uniform number", std::abs(got[2] - last.uniform), 0.0);
        demandNear(check, "a last decision", std::abs(got[3] - (last.accepted ? 1.0 : 0.0)), 0.0);
    }
    return check;
}

/// Loss, gradient, field and Jacobian by the kernels and by FusedAutoEncoder.
inline KernelCheck checkAutoEncoder(const std::shared_ptr<cuda::Machine>& machine,
                                    const KernelCase& one, bool single) {
    KernelCheck check{"auto-encoder, " + one.name + (single ? ", float32" : ", float64"), true, "",
                      0.0};
    nn::ModelOptions options;
    options.inputDim = one.shape.inputDim;
    options.hiddenUnits = {one.shape.hiddenUnits};
    options.tied = one.shape.tied;
    options.singlePrecision = single;
    const std::vector<double> parameters = someParameters(one.shape);
    const std::size_t values = one.examples * one.shape.inputDim;
    const std::vector<double> inputs = somePoints(values, 8);
    const std::vector<double> targets = somePoints(values, 9);
    const auto model = nn::makeAutoEncoder(options);
    std::vector<double> expected(parameters.size());
    const double loss = model->lossAndGradient({}, parameters.data(), inputs.data(), targets.data(),
                                               one.examples, expected.data());
    std::vector<double> r(values);
    std::vector<double> jacobian(values * one.shape.inputDim);
    std::vector<double> expectedR(values);
    std::vector<double> expectedJacobian(jacobian.size());

    const double allowed = single ? 1e-5 : 1e-11;
    const auto start = std::chrono::steady_clock::now();
    const auto kernel = cuda::makeKernelAutoEncoder(machine, options);
    std::vector<double> gradient(parameters.size(), NAN);
    const double got = kernel->lossAndGradient({}, parameters.data(), inputs.data(), targets.data(),
                                               one.examples, gradient.data());
    demandNear(check, "the loss", std::abs(got / loss - 1.0), allowed);
    demandNear(check, "the gradient", difference(gradient, expected), allowed);
    kernel->reconstruct(parameters.data(), inputs.data(), one.examples, r.data());
    model->reconstruct(parameters.data(), inputs.data(), one.examples, expectedR.data());
    demandNear(check, "the field", difference(r, expectedR), allowed);
    kernel->reconstructWithJacobian(parameters.data(), inputs.data(), one.examples, r.data(),
                                    jacobian.data());
    check.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    model->reconstructWithJacobian(parameters.data(), inputs.data(), one.examples, expectedR.data(),
                                   expectedJacobian.data());
    demandNear(check, "r in double", difference(r, expectedR), 1e-11);
    demandNear(check, "the Jacobian", difference(jacobian, expectedJacobian), 1e-11);
    return check;
}

/// Every check in both precisions.
inline std::vector<KernelCheck> checkKernels(const std::shared_ptr<cuda::Machine>& machine) {
    std::vector<KernelCheck> checks;
    for (const KernelCase& one : kernelCases()) {
        for (const bool single : {true, false}) {
            checks.push_back(checkMetropolis(machine, one, single));
            checks.push_back(checkAutoEncoder(machine, one, single));
        }
    }
    return checks;
}

} // namespace scorescope::test
