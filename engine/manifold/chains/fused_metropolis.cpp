// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/chains/fused_metropolis.h"

#include "engine/core/finite.h"
#include "engine/core/instruction_set.h"
#include "engine/core/rng.h"
#include "engine/core/threads.h"
#include "engine/manifold/chains/fused_metropolis_kernels.h"
#include "engine/manifold/random_purposes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace scorescope::manifold {

namespace {

using detail::PathNetwork;
using detail::PathSums;

constexpr std::size_t alignment = 64;
/// Chains that one thread moves side by side: they share the loads of the weights.
constexpr std::size_t sideBySide = 4;

struct AlignedDelete {
    void operator()(void* p) const { ::operator delete(p, std::align_val_t(alignment)); }
};
template <typename T> using AlignedArray = std::unique_ptr<T[], AlignedDelete>;

template <typename T> AlignedArray<T> alignedArray(std::size_t count) {
    AlignedArray<T> memory(
        static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t(alignment))));
    std::fill(memory.get(), memory.get() + count, T(0));
    return memory;
}

/// The packed network in one precision, and the kernel that sums over it.
template <typename Real> struct Network {
    AlignedArray<Real> weights;
    PathNetwork<Real> net;
    PathSums<Real> sums = nullptr;

    Network(const nn::AutoEncoderShape& shape, InstructionSet set)
        : sums(nn::simd::forSet(set, [](auto tag) {
                   return detail::pathSumKernels(tag);
               }).template of<Real>()) {
        constexpr std::size_t padding = detail::metropolisPadding;
        const std::size_t padded = (shape.hiddenUnits + padding - 1) / padding * padding;
        weights = alignedArray<Real>((2 * shape.inputDim + 1) * padded);
        net.inputDim = shape.inputDim;
        net.paddedHidden = padded;
        net.encoder = weights.get();
        net.bias = net.encoder + shape.inputDim * padded;
        net.decoder = net.bias + padded;
    }

    void set(const nn::AutoEncoderShape& shape, const double* parameters) {
        const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
        const std::size_t d = shape.inputDim;
        const std::size_t padded = net.paddedHidden;
        const double scale = 2.0 / std::log(2.0);
        Real* encoder = weights.get();
        Real* bias = encoder + d * padded;
        Real* decoder = bias + padded;
        for (std::size_t h = 0; h < shape.hiddenUnits; ++h) {
            for (std::size_t j = 0; j < d; ++j) {
                const double w = parameters[at.encoder + h * d + j];
                encoder[j * padded + h] = static_cast<Real>(scale * w);
                decoder[j * padded + h] = static_cast<Real>(
                    shape.tied ? w : parameters[at.decoder + j * shape.hiddenUnits + h]);
            }
            bias[h] = static_cast<Real>(scale * parameters[at.bias + h]);
        }
    }
};

/// What a group of chains works with; one allocation per thread and run.
struct GroupScratch {
    std::vector<double> displacement; ///< [sideBySide × d]
    std::vector<double> proposed;     ///< [sideBySide × d]
    std::vector<double> energies;     ///< [sideBySide]
    std::vector<float> starts;        ///< float copies of positions and displacements
    std::vector<float> moves;
    std::vector<double> origin; ///< positions of the group, contiguous

    explicit GroupScratch(std::size_t d)
        : displacement(sideBySide * d), proposed(sideBySide * d), energies(sideBySide),
          starts(sideBySide * d), moves(sideBySide * d), origin(sideBySide * d) {}
};

} // namespace

struct FusedMetropolis::State {
    bool single;
    Network<float> forFloat;
    Network<double> forDouble;
    std::vector<double> offset; ///< c

    State(const nn::AutoEncoderShape& shape, const FusedMetropolisOptions& options,
          InstructionSet set)
        : single(options.singlePrecision), forFloat(shape, set), forDouble(shape, set),
          offset(shape.inputDim) {}

    /// (3.14) for `count` ≤ sideBySide pairs: origin and displacement to energies.
    void energies(double sigma, std::size_t count, std::size_t n, GroupScratch& scratch) const {
        const std::size_t d = offset.size();
        if (single) {
            for (std::size_t i = 0; i < count * d; ++i) {
                scratch.starts[i] = static_cast<float>(scratch.origin[i]);
                scratch.moves[i] = static_cast<float>(scratch.displacement[i]);
            }
            forFloat.sums(forFloat.net, scratch.starts.data(), scratch.moves.data(), count, n,
                          scratch.energies.data());
        } else {
            forDouble.sums(forDouble.net, scratch.origin.data(), scratch.displacement.data(), count,
                           n, scratch.energies.data());
        }
        const auto points = static_cast<double>(n);
        // The mean of x_i is x + δ/2, or x when x is the only one.
        const double centre = n > 1 ? 0.5 : 0.0;
        for (std::size_t c = 0; c < count; ++c) {
            double rest = 0.0;
            for (std::size_t k = 0; k < d; ++k) {
                const double move = scratch.displacement[c * d + k];
                rest += move * (offset[k] - scratch.origin[c * d + k] - centre * move);
            }
            const double sum = -2.0 * scratch.energies[c] / points + rest;
            scratch.energies[c] = -sum / (sigma * sigma);
        }
    }

    void runGroup(FusedChain* chains, std::size_t count, double sigma, std::uint64_t seed,
                  double scale, std::size_t n, std::uint64_t steps, GroupScratch& scratch) const;
};

void FusedMetropolis::State::runGroup(FusedChain* chains, std::size_t count, double sigma,
                                      std::uint64_t seed, double scale, std::size_t n,
                                      std::uint64_t steps, GroupScratch& scratch) const {
    const std::size_t d = offset.size();
    for (std::size_t c = 0; c < count; ++c) {
        std::copy(chains[c].position, chains[c].position + d, scratch.origin.data() + c * d);
    }
    for (std::uint64_t step = 0; step < steps; ++step) {
        std::array<double, sideBySide> uniforms{};
        for (std::size_t c = 0; c < count; ++c) {
            RandomStream stream(seed, purpose::proposal, chains[c].number, chains[c].step + step);
            for (std::size_t k = 0; k < d; ++k) {
                const std::size_t at = c * d + k;
                scratch.proposed[at] = scratch.origin[at] + scale * stream.normal();
                scratch.displacement[at] = scratch.proposed[at] - scratch.origin[at];
            }
            uniforms[c] = stream.uniform();
        }
        energies(sigma, count, n, scratch);
        for (std::size_t c = 0; c < count; ++c) {
            FusedChain& chain = chains[c];
            const double energy = scratch.energies[c];
            const double* proposed = scratch.proposed.data() + c * d;
            double* origin = scratch.origin.data() + c * d;
            const bool finite = std::isfinite(energy) && allFinite(proposed, d);
            const double acceptance = !finite ? 0.0 : energy <= 0.0 ? 1.0 : std::exp(-energy);
            const bool accept = uniforms[c] < acceptance;
            if (step + 1 == steps) {
                if (chain.origin != nullptr) {
                    std::copy(origin, origin + d, chain.origin);
                }
                if (chain.proposed != nullptr) {
                    std::copy(proposed, proposed + d, chain.proposed);
                }
                chain.energyDifference = energy;
                chain.acceptance = acceptance;
                chain.uniform = uniforms[c];
                chain.lastAccepted = accept;
            }
            chain.notFinite += finite ? 0 : 1;
            if (accept) {
                ++chain.accepted;
                std::copy(proposed, proposed + d, origin);
            }
        }
    }
    for (std::size_t c = 0; c < count; ++c) {
        std::copy(scratch.origin.data() + c * d, scratch.origin.data() + (c + 1) * d,
                  chains[c].position);
        chains[c].step += steps;
    }
}

FusedMetropolis::FusedMetropolis(nn::AutoEncoderShape shape, double sigma,
                                 FusedMetropolisOptions options)
    : shape_(shape), sigma_(sigma) {
    if (shape.inputDim == 0 || shape.hiddenUnits == 0) {
        throw std::invalid_argument("the network needs at least one input and one hidden unit");
    }
    if (!(sigma > 0.0) || !std::isfinite(sigma)) {
        throw std::invalid_argument("sigma must be positive and finite");
    }
    state_ = std::make_unique<State>(shape, options, resolveInstructionSet(options.instructionSet));
}

FusedMetropolis::~FusedMetropolis() = default;
FusedMetropolis::FusedMetropolis(FusedMetropolis&&) noexcept = default;
FusedMetropolis& FusedMetropolis::operator=(FusedMetropolis&&) noexcept = default;

void FusedMetropolis::setParameters(const double* parameters) {
    state_->forFloat.set(shape_, parameters);
    state_->forDouble.set(shape_, parameters);
    const std::size_t at = nn::parameterLayout(shape_).offset;
    state_->offset.assign(parameters + at, parameters + at + shape_.inputDim);
}

void FusedMetropolis::energyDifferences(const double* from, const double* to, std::size_t count,
                                        std::size_t n, double* out) const {
    const std::size_t d = shape_.inputDim;
    GroupScratch scratch(d);
    for (std::size_t first = 0; first < count; first += sideBySide) {
        const std::size_t some = std::min(sideBySide, count - first);
        for (std::size_t i = 0; i < some * d; ++i) {
            scratch.origin[i] = from[first * d + i];
            scratch.displacement[i] = to[first * d + i] - from[first * d + i];
        }
        state_->energies(sigma_, some, n, scratch);
        std::copy(scratch.energies.begin(),
                  scratch.energies.begin() + static_cast<std::ptrdiff_t>(some), out + first);
    }
}

void FusedMetropolis::run(FusedChain* chains, std::size_t count, std::uint64_t seed, double scale,
                          std::size_t n, std::uint64_t steps, int threads) const {
    if (n == 0 || !(scale > 0.0) || !std::isfinite(scale)) {
        throw std::invalid_argument(
            "a path needs at least one point and a proposal a scale above 0");
    }
    for (std::size_t c = 0; c < count; ++c) {
        chains[c].accepted = 0;
        chains[c].notFinite = 0;
    }
    if (steps == 0) {
        return;
    }
    const std::size_t groups = (count + sideBySide - 1) / sideBySide;
    // Another thread is woken for at least some 20 µs of work, counted roughly.
    constexpr double unitsPerThread = 5e5;
    const double units = static_cast<double>(count) * static_cast<double>(steps) *
                         static_cast<double>(shape_.hiddenUnits * (shape_.inputDim + n));
    const double most = std::min(static_cast<double>(groups), 1.0 + units / unitsPerThread);
    const int wanted = static_cast<int>(std::min<double>(threadCount(threads), most));
    shareOut(
        groups, wanted, 1, [this] { return GroupScratch(shape_.inputDim); },
        [&](std::size_t group, GroupScratch& scratch) {
            const std::size_t first = group * sideBySide;
            state_->runGroup(chains + first, std::min(sideBySide, count - first), sigma_, seed,
                             scale, n, steps, scratch);
        });
}

} // namespace scorescope::manifold
