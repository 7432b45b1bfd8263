// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/metropolis.h"

#include "engine/core/rng.h"

#include <cmath>
#include <stdexcept>

namespace scorescope::cuda {

namespace {

/// Shared memory that every GPU gives without being asked for more.
constexpr std::size_t sharedBytes = std::size_t(48) * 1024;

template <typename Real>
std::vector<Real> packed(const nn::AutoEncoderShape& shape, const double* parameters) {
    const nn::AutoEncoderLayout at = nn::parameterLayout(shape);
    const std::size_t d = shape.inputDim;
    const std::size_t hidden = shape.hiddenUnits;
    const double scale = 2.0 / std::log(2.0);
    std::vector<Real> result((2 * d + 1) * hidden);
    for (std::size_t h = 0; h < hidden; ++h) {
        for (std::size_t k = 0; k < d; ++k) {
            const double w = parameters[at.encoder + h * d + k];
            result[k * hidden + h] = static_cast<Real>(scale * w);
            result[(d + 1 + k) * hidden + h] =
                static_cast<Real>(shape.tied ? w : parameters[at.decoder + k * hidden + h]);
        }
        result[d * hidden + h] = static_cast<Real>(scale * parameters[at.bias + h]);
    }
    return result;
}

} // namespace

struct Metropolis::State {
    State(std::shared_ptr<Machine> on, bool inSingle)
        : machine(std::move(on)), single(inSingle), singleWeights(machine), doubleWeights(machine),
          offset(machine), positions(machine), done(machine), accepted(machine), notFinite(machine),
          last(machine) {}

    std::shared_ptr<Machine> machine;
    bool single;
    MachineArray<float> singleWeights;
    MachineArray<double> doubleWeights;
    MachineArray<double> offset;
    MachineArray<double> positions;
    MachineArray<std::uint64_t> done;
    MachineArray<std::uint64_t> accepted;
    MachineArray<std::uint64_t> notFinite;
    MachineArray<double> last;
};

std::string noSamplerFor(std::size_t inputDim) {
    const std::size_t most = sharedBytes / kernels::metropolisStateBytes(1);
    return inputDim <= most
               ? ""
               : "the chains' kernel knows up to " + std::to_string(most) + " dimensions";
}

Metropolis::Metropolis(std::shared_ptr<Machine> machine, nn::AutoEncoderShape shape, double sigma,
                       bool singlePrecision, Purpose purpose)
    : shape_(shape), sigma_(sigma), purpose_(purpose) {
    if (shape.inputDim == 0 || shape.hiddenUnits == 0) {
        throw std::invalid_argument("the network needs at least one input and one hidden unit");
    }
    if (!(sigma > 0.0) || !std::isfinite(sigma)) {
        throw std::invalid_argument("sigma must be positive and finite");
    }
    if (const std::string why = noSamplerFor(shape.inputDim); !why.empty()) {
        throw std::invalid_argument(why);
    }
    state_ = std::make_unique<State>(std::move(machine), singlePrecision);
    setParameters(std::vector<double>(nn::parameterCount(shape)).data());
}

Metropolis::~Metropolis() = default;

void Metropolis::setParameters(const double* parameters) {
    if (state_->single) {
        state_->singleWeights.copyFrom(packed<float>(shape_, parameters));
    } else {
        state_->doubleWeights.copyFrom(packed<double>(shape_, parameters));
    }
    const double* offset = parameters + nn::parameterLayout(shape_).offset;
    state_->offset.copyFrom(std::vector<double>(offset, offset + shape_.inputDim));
}

Metropolis::Result Metropolis::run(std::vector<double>& positions, std::vector<std::uint64_t>& done,
                                   std::uint64_t seed, double scale, std::size_t n,
                                   std::uint64_t steps) {
    const std::size_t chains = done.size();
    if (positions.size() != chains * shape_.inputDim || n == 0 || n > UINT32_MAX ||
        chains > UINT32_MAX || !(scale > 0.0) || !std::isfinite(scale)) {
        throw std::invalid_argument("positions, path points or scale do not fit");
    }
    const std::size_t width = 2 * shape_.inputDim + 4;
    Result result{std::vector<std::uint64_t>(chains), std::vector<std::uint64_t>(chains), {}};
    if (chains == 0 || steps == 0) {
        return result;
    }
    const auto start = [&](auto task) {
        task.inputDim = static_cast<unsigned>(shape_.inputDim);
        task.hidden = static_cast<unsigned>(shape_.hiddenUnits);
        task.offset = state_->offset.ensure(shape_.inputDim);
        task.inverseVariance = 1.0 / (sigma_ * sigma_);
        task.positions = state_->positions.copyFrom(positions);
        task.done = state_->done.copyFrom(done);
        task.accepted = state_->accepted.ensure(chains);
        task.notFinite = state_->notFinite.ensure(chains);
        task.last = state_->last.ensure(chains * width);
        task.chains = chains;
        // As RandomStream forms its key.
        task.key[0] = static_cast<std::uint32_t>(seed);
        task.key[1] = static_cast<std::uint32_t>(seed >> 32U) ^ (purpose_.number() * 0x9E3779B9U);
        task.scale = scale;
        task.points = static_cast<unsigned>(n);
        task.steps = steps;
        task.weightsShared = true;
        task.weightsShared = launchOf(task).sharedBytes <= sharedBytes;
        state_->machine->run(task);
    };
    const std::size_t weights = (2 * shape_.inputDim + 1) * shape_.hiddenUnits;
    if (state_->single) {
        kernels::MetropolisTask<float> task;
        task.weights = state_->singleWeights.ensure(weights);
        start(task);
    } else {
        kernels::MetropolisTask<double> task;
        task.weights = state_->doubleWeights.ensure(weights);
        start(task);
    }
    std::vector<double> moved = state_->positions.values(positions.size());
    result.accepted = state_->accepted.values(chains);
    result.notFinite = state_->notFinite.values(chains);
    result.last = state_->last.values(chains * width);
    positions = std::move(moved);
    for (std::uint64_t& count : done) {
        count += steps;
    }
    return result;
}

} // namespace scorescope::cuda
