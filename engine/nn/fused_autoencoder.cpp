// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "engine/nn/fused_autoencoder.h"

#include "engine/core/threads.h"
#include "engine/nn/fused_autoencoder_kernels.h"
#include "engine/nn/fused_support.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <type_traits>

namespace scorescope::nn {

namespace {

using detail::addGroups;
using detail::AlignedBuffer;
using detail::alignment;
using detail::ExampleBlock;
using detail::FusedKernels;
using detail::hiddenPadding;
using detail::kernelsFor;
using detail::maxBlock;
using detail::maxGroups;
using detail::PackedNetwork;
using detail::roundUp;
using detail::scratchBytes;
using detail::scratchPadding;

template <typename Real> struct TypedWorkspace {
    AlignedBuffer<Real> weights;
    AlignedBuffer<Real> scratch;
};

} // namespace

struct FusedAutoEncoder::Workspace {
    InstructionSet set = InstructionSet::baseline;
    TypedWorkspace<float> forFloat;
    TypedWorkspace<double> forDouble;
    AlignedBuffer<double> groupSums;
    AlignedBuffer<double> total;

    template <typename Real> TypedWorkspace<Real>& of() {
        if constexpr (std::is_same_v<Real, float>) {
            return forFloat;
        } else {
            return forDouble;
        }
    }

    /// Lays the parameters out for the kernels and folds in 2 log2(e).
    template <typename Real>
    PackedNetwork<Real> pack(const AutoEncoderShape& shape, const double* parameters) {
        const AutoEncoderLayout at = parameterLayout(shape);
        const std::size_t d = shape.inputDim;
        const std::size_t hidden = shape.hiddenUnits;
        const std::size_t padded = roundUp(hidden, hiddenPadding);
        Real* memory = of<Real>().weights.ensure((2 * d + 1) * padded + d);
        Real* encoder = memory;
        Real* bias = encoder + d * padded;
        Real* decoder = bias + padded;
        Real* offset = decoder + d * padded;
        const double scale = 2.0 / std::log(2.0);
        std::fill(memory, offset, Real(0));
        for (std::size_t h = 0; h < hidden; ++h) {
            for (std::size_t j = 0; j < d; ++j) {
                const double w = parameters[at.encoder + h * d + j];
                encoder[j * padded + h] = static_cast<Real>(scale * w);
                decoder[j * padded + h] =
                    static_cast<Real>(shape.tied ? w : parameters[at.decoder + j * hidden + h]);
            }
            bias[h] = static_cast<Real>(scale * parameters[at.bias + h]);
        }
        for (std::size_t k = 0; k < d; ++k) {
            offset[k] = static_cast<Real>(parameters[at.offset + k]);
        }
        PackedNetwork<Real> net;
        net.inputDim = d;
        net.paddedHidden = padded;
        net.encoder = encoder;
        net.bias = bias;
        net.decoder = decoder;
        net.offset = offset;
        return net;
    }

    /// Scratch of one thread, and how it is divided.
    template <typename Real> struct Scratch {
        std::size_t block = 0;
        std::size_t perThread = 0;
        Real* memory = nullptr;
        std::size_t activations = 0; ///< length of the first part
        std::size_t dim = 0;

        void assign(ExampleBlock<Real>& to, int thread) const {
            Real* mine = memory + static_cast<std::size_t>(thread) * perThread;
            to.scratch = mine;
            to.reconstruction = mine + activations;
            to.slope = to.reconstruction + roundUp(block * dim, alignment / sizeof(Real));
        }
    };

    template <typename Real>
    Scratch<Real> prepareScratch(const AutoEncoderShape& shape, int threads) {
        const std::size_t padded = roundUp(shape.hiddenUnits, hiddenPadding);
        Scratch<Real> s;
        s.dim = shape.inputDim;
        // A multiple of 8 between 8 and 128; depends on the shape alone, so it does not spoil
        // reproducibility.
        s.block =
            std::clamp(scratchBytes / (padded * sizeof(Real)), std::size_t(8), maxBlock) / 8 * 8;
        s.activations = padded * (s.block + scratchPadding);
        s.perThread = roundUp(s.activations + roundUp(s.block * s.dim, alignment / sizeof(Real)) +
                                  s.block * hiddenPadding,
                              alignment);
        s.memory = of<Real>().scratch.ensure(s.perThread * static_cast<std::size_t>(threads));
        return s;
    }

    /// Loss, and gradient unless null.
    template <typename Real>
    double evaluate(const AutoEncoderShape& shape, int threads, const double* parameters,
                    const Real* inputs, const Real* targets, std::size_t count, double* gradient);
};

template <typename Real>
double FusedAutoEncoder::Workspace::evaluate(const AutoEncoderShape& shape, int threads,
                                             const double* parameters, const Real* inputs,
                                             const Real* targets, std::size_t count,
                                             double* gradient) {
    const std::size_t d = shape.inputDim;
    const std::size_t hidden = shape.hiddenUnits;
    const AutoEncoderLayout at = parameterLayout(shape);
    if (count == 0) {
        if (gradient != nullptr) {
            std::fill(gradient, gradient + at.count, 0.0);
        }
        return 0.0;
    }
    const PackedNetwork<Real> net = pack<Real>(shape, parameters);
    const std::size_t padded = net.paddedHidden;
    const Scratch<Real> scratch = prepareScratch<Real>(shape, threads);
    const FusedKernels<Real> kernels = kernelsFor<Real>(set);

    const std::size_t blocks = (count + scratch.block - 1) / scratch.block;
    const std::size_t groups = std::min(blocks, maxGroups);
    // Sums of one group: gradients as in ExampleBlock::sums, then sum of e (d), then sum of
    // ||e||^2.
    const std::size_t packedCount = (2 * d + 1) * padded;
    const std::size_t groupStride = roundUp(packedCount + d + 1, 8);
    double* const sums = groupSums.ensure(groups * groupStride);
    double* const totals = total.ensure(groupStride);

    parallelFor(groups, threads, 1, [&](std::size_t group, std::size_t) {
        double* mine = sums + group * groupStride;
        std::fill(gradient != nullptr ? mine : mine + packedCount, mine + groupStride, 0.0);
        const std::size_t firstBlock = group * blocks / groups;
        const std::size_t lastBlock = (group + 1) * blocks / groups;
        for (std::size_t b = firstBlock; b < lastBlock; ++b) {
            ExampleBlock<Real> block;
            scratch.assign(block, currentThread());
            block.count = std::min(scratch.block, count - b * scratch.block);
            block.inputs = inputs + b * scratch.block * d;
            block.targets = targets + b * scratch.block * d;
            block.sums = mine;
            kernels.forward(net, block);
            double squares = 0.0;
            for (std::size_t n = 0; n < block.count; ++n) {
                for (std::size_t k = 0; k < d; ++k) {
                    const double e = static_cast<double>(block.reconstruction[n * d + k]);
                    squares += e * e;
                    mine[packedCount + k] += e;
                }
            }
            mine[packedCount + d] += squares;
            if (gradient != nullptr) {
                kernels.backward(net, block);
            }
        }
    });

    const std::size_t firstSum = gradient != nullptr ? 0 : packedCount;
    addGroups(sums, groups, groupStride, firstSum, totals,
              gradient != nullptr && threads > 4 ? threads : 1);

    const double perExample = 1.0 / static_cast<double>(count);
    if (gradient != nullptr) {
        // dL/dz = (2/N) e V (1 - a^2) = (8/N) q;   dL/dV = (2/N) e a = -(4/N) e t.
        for (std::size_t h = 0; h < hidden; ++h) {
            for (std::size_t j = 0; j < d; ++j) {
                const double encoder = 8.0 * perExample * totals[j * padded + h];
                const double decoder = -4.0 * perExample * totals[(d + 1 + j) * padded + h];
                if (shape.tied) {
                    gradient[at.encoder + h * d + j] = encoder + decoder;
                } else {
                    gradient[at.encoder + h * d + j] = encoder;
                    gradient[at.decoder + j * hidden + h] = decoder;
                }
            }
            gradient[at.bias + h] = 8.0 * perExample * totals[d * padded + h];
        }
        for (std::size_t k = 0; k < d; ++k) {
            gradient[at.offset + k] = 2.0 * perExample * totals[packedCount + k];
        }
    }
    return totals[packedCount + d] * perExample;
}

AutoEncoderLayout parameterLayout(const AutoEncoderShape& shape) {
    AutoEncoderLayout at;
    at.bias = shape.hiddenUnits * shape.inputDim;
    at.decoder = at.bias + shape.hiddenUnits;
    at.offset = at.decoder + (shape.tied ? 0 : shape.hiddenUnits * shape.inputDim);
    at.count = at.offset + shape.inputDim;
    return at;
}

std::size_t parameterCount(const AutoEncoderShape& shape) {
    return parameterLayout(shape).count;
}

FusedAutoEncoder::FusedAutoEncoder(AutoEncoderShape shape, FusedOptions options)
    : shape_(shape), options_(options), workspace_(std::make_unique<Workspace>()) {
    if (shape.inputDim == 0 || shape.hiddenUnits == 0) {
        throw std::invalid_argument("an auto-encoder needs at least one input and one hidden unit");
    }
    workspace_->set = resolveInstructionSet(options.instructionSet);
}

FusedAutoEncoder::~FusedAutoEncoder() = default;
FusedAutoEncoder::FusedAutoEncoder(FusedAutoEncoder&&) noexcept = default;
FusedAutoEncoder& FusedAutoEncoder::operator=(FusedAutoEncoder&&) noexcept = default;

template <typename Real>
double FusedAutoEncoder::lossAndGradient(const double* parameters, const Real* inputs,
                                         const Real* targets, std::size_t count, double* gradient) {
    return workspace_->evaluate<Real>(shape_, threadCount(options_.threads), parameters, inputs,
                                      targets, count, gradient);
}

template <typename Real>
double FusedAutoEncoder::loss(const double* parameters, const Real* inputs, const Real* targets,
                              std::size_t count) {
    return workspace_->evaluate<Real>(shape_, threadCount(options_.threads), parameters, inputs,
                                      targets, count, nullptr);
}

template <typename Real>
void FusedAutoEncoder::reconstruct(const double* parameters, const Real* points, std::size_t count,
                                   Real* out) {
    const int threads = threadCount(options_.threads);
    const std::size_t d = shape_.inputDim;
    const PackedNetwork<Real> net = workspace_->pack<Real>(shape_, parameters);
    const auto scratch = workspace_->prepareScratch<Real>(shape_, threads);
    const FusedKernels<Real> kernels = kernelsFor<Real>(workspace_->set);
    constexpr std::size_t blocksAtOnce = 4;
    parallelFor(count, threads, blocksAtOnce * scratch.block,
                [&](std::size_t first, std::size_t last) {
                    for (; first < last; first += scratch.block) {
                        ExampleBlock<Real> block;
                        scratch.assign(block, currentThread());
                        block.count = std::min(scratch.block, last - first);
                        block.inputs = points + first * d;
                        block.reconstruction = out + first * d;
                        kernels.reconstruct(net, block);
                    }
                });
}

void FusedAutoEncoder::reconstructWithJacobian(const double* parameters, const double* points,
                                               std::size_t count, double* reconstruction,
                                               double* jacobian) const {
    const AutoEncoderLayout at = parameterLayout(shape_);
    const std::size_t d = shape_.inputDim;
    const std::size_t hidden = shape_.hiddenUnits;
    const double* w = parameters + at.encoder;
    const double* v = parameters + at.decoder;
    const bool tied = shape_.tied;
    const auto evaluate = [&](std::size_t p) {
        const double* x = points + p * d;
        double* r = reconstruction + p * d;
        double* jac = jacobian + p * d * d;
        std::copy(parameters + at.offset, parameters + at.offset + d, r);
        std::fill(jac, jac + d * d, 0.0);
        for (std::size_t h = 0; h < hidden; ++h) {
            double z = parameters[at.bias + h];
            for (std::size_t j = 0; j < d; ++j) {
                z += w[h * d + j] * x[j];
            }
            const double a = std::tanh(z);
            for (std::size_t k = 0; k < d; ++k) {
                const double out = tied ? w[h * d + k] : v[k * hidden + h];
                r[k] += out * a;
                for (std::size_t j = 0; j < d; ++j) {
                    jac[k * d + j] += out * (1.0 - a * a) * w[h * d + j];
                }
            }
        }
    };
    constexpr std::size_t pointsAtOnce = 16;
    parallelFor(count, options_.threads, pointsAtOnce, [&](std::size_t first, std::size_t last) {
        for (std::size_t p = first; p < last; ++p) {
            evaluate(p);
        }
    });
}

template double FusedAutoEncoder::lossAndGradient<float>(const double*, const float*, const float*,
                                                         std::size_t, double*);
template double FusedAutoEncoder::lossAndGradient<double>(const double*, const double*,
                                                          const double*, std::size_t, double*);
template double FusedAutoEncoder::loss<float>(const double*, const float*, const float*,
                                              std::size_t);
template double FusedAutoEncoder::loss<double>(const double*, const double*, const double*,
                                               std::size_t);
template void FusedAutoEncoder::reconstruct<float>(const double*, const float*, std::size_t,
                                                   float*);
template void FusedAutoEncoder::reconstruct<double>(const double*, const double*, std::size_t,
                                                    double*);

double plainLossAndGradient(const AutoEncoderShape& shape, const double* parameters,
                            const double* inputs, const double* targets, std::size_t count,
                            double* gradient) {
    const AutoEncoderLayout at = parameterLayout(shape);
    const std::size_t d = shape.inputDim;
    const std::size_t hidden = shape.hiddenUnits;
    const auto decoderIndex = [&](std::size_t k, std::size_t h) {
        return shape.tied ? at.encoder + h * d + k : at.decoder + k * hidden + h;
    };
    if (gradient != nullptr) {
        std::fill(gradient, gradient + at.count, 0.0);
    }
    if (count == 0) {
        return 0.0;
    }
    std::vector<double> a(hidden);
    std::vector<double> e(d);
    double sum = 0.0;
    const double scale = 2.0 / static_cast<double>(count);
    for (std::size_t n = 0; n < count; ++n) {
        const double* x = inputs + n * d;
        for (std::size_t k = 0; k < d; ++k) {
            e[k] = parameters[at.offset + k] - targets[n * d + k];
        }
        for (std::size_t h = 0; h < hidden; ++h) {
            double z = parameters[at.bias + h];
            for (std::size_t j = 0; j < d; ++j) {
                z += parameters[at.encoder + h * d + j] * x[j];
            }
            a[h] = std::tanh(z);
            for (std::size_t k = 0; k < d; ++k) {
                e[k] += parameters[decoderIndex(k, h)] * a[h];
            }
        }
        for (std::size_t k = 0; k < d; ++k) {
            sum += e[k] * e[k];
        }
        if (gradient == nullptr) {
            continue;
        }
        for (std::size_t h = 0; h < hidden; ++h) {
            double back = 0.0;
            for (std::size_t k = 0; k < d; ++k) {
                back += e[k] * parameters[decoderIndex(k, h)];
                gradient[decoderIndex(k, h)] += scale * e[k] * a[h];
            }
            const double dz = scale * back * (1.0 - a[h] * a[h]);
            gradient[at.bias + h] += dz;
            for (std::size_t j = 0; j < d; ++j) {
                gradient[at.encoder + h * d + j] += dz * x[j];
            }
        }
        for (std::size_t k = 0; k < d; ++k) {
            gradient[at.offset + k] += scale * e[k];
        }
    }
    return sum / static_cast<double>(count);
}

void plainReconstruct(const AutoEncoderShape& shape, const double* parameters, const double* points,
                      std::size_t count, double* out) {
    const AutoEncoderLayout at = parameterLayout(shape);
    const std::size_t d = shape.inputDim;
    const std::size_t hidden = shape.hiddenUnits;
    for (std::size_t n = 0; n < count; ++n) {
        std::copy(parameters + at.offset, parameters + at.count, out + n * d);
        for (std::size_t h = 0; h < hidden; ++h) {
            double z = parameters[at.bias + h];
            for (std::size_t j = 0; j < d; ++j) {
                z += parameters[at.encoder + h * d + j] * points[n * d + j];
            }
            const double a = std::tanh(z);
            for (std::size_t k = 0; k < d; ++k) {
                out[n * d + k] +=
                    a *
                    parameters[shape.tied ? at.encoder + h * d + k : at.decoder + k * hidden + h];
            }
        }
    }
}

} // namespace scorescope::nn
