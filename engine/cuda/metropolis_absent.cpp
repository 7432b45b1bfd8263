// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Stands for metropolis.cu in builds without nvcc.
#include "engine/core/error.h"
#include "engine/cuda/metropolis.h"

namespace scorescope::cuda {

struct Metropolis::State {};

std::string metropolisUnavailable() {
    return "this build has no CUDA kernels (nvcc was not found when it was made)";
}

Metropolis::Metropolis(nn::AutoEncoderShape shape, double sigma, bool /*singlePrecision*/)
    : shape_(shape), sigma_(sigma) {
    throw RunError("No GPU: " + metropolisUnavailable(), "choose the processor as device");
}

Metropolis::~Metropolis() = default;

void Metropolis::setParameters(const double* /*parameters*/) {}

Metropolis::Result Metropolis::run(std::vector<double>& /*positions*/,
                                   std::vector<std::uint64_t>& /*done*/, std::uint64_t /*seed*/,
                                   double /*scale*/, std::size_t /*n*/, std::uint64_t /*steps*/) {
    return {};
}

} // namespace scorescope::cuda
