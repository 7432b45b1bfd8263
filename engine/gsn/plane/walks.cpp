// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/plane/walks.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

constexpr Purpose walkNoise = Purpose::named("gsn walks in the plane");

void check(const WalkLaw& law) {
    if (!(law.p > 0.0) || !(law.p <= 1.0)) {
        throw std::invalid_argument("p of the geometric walk length must be in (0, 1]");
    }
    if (law.steps == 0) {
        throw std::invalid_argument("a walk needs at least 1 step");
    }
}

/// One that is under way.
struct Walker {
    std::size_t example = 0;
    std::size_t left = 0; ///< steps
    RandomStream random;
};

} // namespace

std::size_t walkLength(const WalkLaw& law, RandomStream& random) {
    check(law);
    if (!law.geometric) {
        return law.steps;
    }
    // P(k > n) = (1 − p)^n.
    const double tail = 1.0 - random.uniform(); // in (0, 1]
    return law.p == 1.0
               ? 1
               : 1 + static_cast<std::size_t>(std::floor(std::log(tail) / std::log1p(-law.p)));
}

Walks walkFrom(const GaussianDenoiser& denoiser, const double* weights, const WalkOptions& options,
               const double* x, std::size_t count, std::uint64_t seed, std::uint64_t key) {
    if (!(options.sigma > 0.0) || !std::isfinite(options.sigma)) {
        throw std::invalid_argument("σ of the corruption must be above 0");
    }
    check(options.law);
    const std::size_t d = denoiser.dimensions();
    const double s = denoiser.deviation(weights);
    Walks walks;
    walks.dimensions = d;
    std::vector<Walker> walkers;
    for (std::size_t i = 0; i < count; ++i) {
        RandomStream random(seed, walkNoise, static_cast<std::uint32_t>(i), key);
        const std::size_t length = walkLength(options.law, random);
        walkers.push_back({i, length, random});
    }
    std::vector<double> at(x, x + count * d); // where each of the walkers is
    while (!walkers.empty()) {
        const std::size_t first = walks.rows();
        for (std::size_t w = 0; w < walkers.size(); ++w) {
            walks.example.push_back(walkers[w].example);
            for (std::size_t j = 0; j < d; ++j) {
                walks.from.push_back(at[w * d + j]);
                walks.corrupted.push_back(at[w * d + j] +
                                          options.sigma * walkers[w].random.normal());
            }
        }
        walks.next.resize(walks.rows(), Walks::none);
        walks.noise.resize(walks.rows() * d, 0.0);
        std::vector<double> images(walkers.size() * d);
        if (options.onward) {
            denoiser.network().reconstruct(weights, walks.corrupted.data() + first * d,
                                           walkers.size(), images.data());
        }
        std::vector<Walker> going;
        at.clear();
        for (std::size_t w = 0; w < walkers.size(); ++w) {
            Walker& walker = walkers[w];
            if (--walker.left == 0) {
                continue;
            }
            walks.next[first + w] = walks.rows() + going.size();
            for (std::size_t j = 0; j < d; ++j) {
                const double eta = walker.random.normal(); // drawn either way: the same corruption
                walks.noise[(first + w) * d + j] = eta;
                at.push_back(options.onward ? images[w * d + j] + s * eta
                                            : x[walker.example * d + j]);
            }
            going.push_back(walker);
        }
        walkers = std::move(going);
    }
    return walks;
}

double walkbackLoss(const GaussianDenoiser& denoiser, const double* weights,
                    const WalkOptions& options, const Walks& walks, const double* x,
                    double* gradient) {
    const std::size_t d = walks.dimensions;
    const std::size_t rows = walks.rows();
    const double s = denoiser.deviation(weights);
    const bool through = options.throughChain && options.onward;
    std::vector<double> r(rows * d);
    std::vector<double> jacobian;
    if (through && gradient != nullptr) {
        jacobian.resize(rows * d * d);
        denoiser.network().reconstructWithJacobian(weights, walks.corrupted.data(), rows, r.data(),
                                                   jacobian.data());
    } else {
        denoiser.network().reconstruct(weights, walks.corrupted.data(), rows, r.data());
    }
    const auto counts = [&](std::size_t row) {
        return !options.lastOnly || walks.next[row] == Walks::none;
    };
    std::size_t counted = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        counted += counts(row) ? 1 : 0;
    }
    const double share = 1.0 / static_cast<double>(counted);
    double loss = 0.0;
    double byLogDeviation = 0.0;
    std::vector<double> adjoint(rows * d, 0.0); // ∂loss/∂r of each row, all that follows included
    for (std::size_t row = rows; row-- > 0;) {
        double* a = adjoint.data() + row * d;
        if (const std::size_t next = walks.next[row];
            through && next != Walks::none && gradient != nullptr) {
            for (std::size_t j = 0; j < d; ++j) { // ∂loss/∂X: X̃ = X + σ ε, then r(X̃)
                double byX = 0.0;
                for (std::size_t k = 0; k < d; ++k) {
                    byX += jacobian[(next * d + k) * d + j] * adjoint[next * d + k];
                }
                a[j] += byX;
                byLogDeviation += byX * s * walks.noise[row * d + j];
            }
        }
        if (!counts(row)) {
            continue;
        }
        double square = 0.0;
        for (std::size_t j = 0; j < d; ++j) {
            const double off = r[row * d + j] - x[walks.example[row] * d + j];
            square += off * off;
            a[j] += share * off / (s * s);
        }
        loss += share * gaussianNats(square, s, d);
        byLogDeviation += share * (static_cast<double>(d) - square / (s * s));
    }
    if (gradient == nullptr) {
        return loss;
    }
    // (1/n) Σ ‖t − r‖² has the gradient (2/n) Σ (∂r/∂θ)ᵀ (r − t): with t = r − (n/2) a it is the
    // one that is looked for. Rows that nothing depends on are left out.
    std::vector<double> inputs;
    std::vector<double> targets;
    for (std::size_t row = 0; row < rows; ++row) {
        if (counts(row) || through) {
            inputs.insert(inputs.end(),
                          walks.corrupted.begin() + static_cast<std::ptrdiff_t>(row * d),
                          walks.corrupted.begin() + static_cast<std::ptrdiff_t>((row + 1) * d));
        }
    }
    const std::size_t used = inputs.size() / d;
    for (std::size_t row = 0; row < rows; ++row) {
        if (counts(row) || through) {
            for (std::size_t j = 0; j < d; ++j) {
                targets.push_back(r[row * d + j] -
                                  0.5 * static_cast<double>(used) * adjoint[row * d + j]);
            }
        }
    }
    denoiser.network().lossAndGradient({nn::ReconstructionLoss::squared, nn::Penalty::none, 0.0},
                                       weights, inputs.data(), targets.data(), used, gradient);
    denoiser.logDeviation(gradient) = options.learnDeviation ? byLogDeviation : 0.0;
    return loss;
}

} // namespace scorescope::gsn
