// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/fused_model.h"

#include "engine/core/threads.h"
#include "engine/nn/autoencoder_start.h"
#include "engine/nn/fused_autoencoder_kernels.h"
#include "engine/nn/fused_support.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace scorescope::nn {

namespace {

using detail::addGroups;
using detail::AlignedBuffer;
using detail::alignment;
using detail::ExampleBlock;
using detail::FusedKernels;
using detail::hiddenPadding;
using detail::jacobianRows;
using detail::kernelsFor;
using detail::maxBlock;
using detail::maxGroups;
using detail::PackedNetwork;
using detail::roundUp;
using detail::scratchBytes;
using detail::scratchPadding;
using detail::usesProducts;

/// What turns the kernels' t = 1/(1 + 2^z) − 1/2 into units. f, f' and f'' are
/// `offset` + `value` t, `first` p and `second` t p with p = 1/4 − t²; the kernels' z is `input`
/// (b + W x), their decoder `decoder` V, so that r = c + ... − 2 Σ decoder t either way.
struct UnitScales {
    double input = 0.0;
    double decoder = 0.0;
    double offset = 0.0;
    double value = 0.0;
    double first = 0.0;
    double second = 0.0;
};

UnitScales scalesOf(Activation activation) {
    if (activation == Activation::tanh) {
        return {2.0 / std::log(2.0), 1.0, 0.0, -2.0, 4.0, 16.0};
    }
    return {1.0 / std::log(2.0), 0.5, 0.5, -1.0, 1.0, 2.0};
}

double logistic(double u) {
    return 1.0 / (1.0 + std::exp(-u));
}

/// log(1 + e^u) without overflow.
double softplus(double u) {
    return std::max(u, 0.0) + std::log1p(std::exp(-std::abs(u)));
}

/// Between the passes over the hidden units: what one example's outputs cost, and in place of u and
/// A what backward needs: half the derivative with respect to u, and B of backwardJacobian.
struct OutputStep {
    OutputUnit output = OutputUnit::linear;
    ReconstructionLoss loss = ReconstructionLoss::squared;
    double weight = 0.0;        ///< of the reconstruction's Jacobian; 0 also where it is absent
    double jacobianScale = 0.0; ///< true Jacobian of u by the kernels' A
    std::size_t dim = 0;

    /// jacobian may be null. Adds the halved derivatives to sumHalf.
    template <typename Real>
    double operator()(const Real* targets, Real* u, Real* jacobian, double* sumHalf) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < dim; ++i) {
            const auto logit = static_cast<double>(u[i]);
            const auto target = static_cast<double>(targets[i]);
            const bool linear = output == OutputUnit::linear;
            const double value = linear ? logit : logistic(logit);
            const double first = linear ? 1.0 : value * (1.0 - value);
            const double second = linear ? 0.0 : first * (1.0 - 2.0 * value);
            double half = 0.0;
            if (loss == ReconstructionLoss::crossEntropy) {
                sum += softplus(logit) - target * logit;
                half = 0.5 * (value - target);
            } else {
                const double e = value - target;
                sum += e * e;
                half = e * first;
            }
            if (jacobian != nullptr) {
                const double toGradient = weight * jacobianScale * jacobianScale * first * first;
                double squares = 0.0;
                for (std::size_t j = 0; j < dim; ++j) {
                    const auto a = static_cast<double>(jacobian[i * dim + j]);
                    squares += a * a;
                    jacobian[i * dim + j] = static_cast<Real>(toGradient * a);
                }
                squares *= weight * jacobianScale * jacobianScale;
                sum += first * first * squares;
                half += first * second * squares;
            }
            u[i] = static_cast<Real>(half);
            sumHalf[i] += half;
        }
        return sum;
    }
};

template <typename Real> struct Memory {
    AlignedBuffer<Real> weights;
    AlignedBuffer<Real> scratch;
    AlignedBuffer<Real> inputs;
    AlignedBuffer<Real> targets;
    AlignedBuffer<Real> zeros;
};

class FusedModel final : public AutoEncoderModel {
public:
    FusedModel(const ModelOptions& options, InstructionSet set)
        : options_(options), shape_{options.inputDim, options.hiddenUnits.at(0), options.tied},
          at_(parameterLayout(shape_)), set_(resolveInstructionSet(set)),
          denoiser_(shape_, {set, options.threads}) {}

    const ModelOptions& options() const override { return options_; }
    std::size_t parameterCount() const override { return at_.count; }
    std::vector<double> initialParameters(const ModelStart& start) const override {
        return firstParameters(options_, start);
    }

    double lossAndGradient(const Criterion& criterion, const double* parameters,
                           const double* inputs, const double* targets, std::size_t count,
                           double* gradient) override {
        checkCriterion(criterion, options_);
        if (count == 0) {
            if (gradient != nullptr) {
                std::fill(gradient, gradient + at_.count, 0.0);
            }
            return 0.0;
        }
        // Units saturate at infinite inputs; the criterion must not look finite for it.
        double poison = 0.0;
        for (std::size_t i = 0; i < count * shape_.inputDim; ++i) {
            poison += 0.0 * inputs[i];
        }
        if (!options_.singlePrecision) {
            return poison + run<double>(memoryDouble_, criterion, parameters, inputs, targets,
                                        count, gradient);
        }
        const std::size_t length = count * shape_.inputDim;
        float* x = memoryFloat_.inputs.ensure(length);
        float* y = memoryFloat_.targets.ensure(length);
        const auto narrow = [](double v) { return static_cast<float>(v); };
        std::transform(inputs, inputs + length, x, narrow);
        std::transform(targets, targets + length, y, narrow);
        return poison + run<float>(memoryFloat_, criterion, parameters, x, y, count, gradient);
    }

    void reconstruct(const double* parameters, const double* points, std::size_t count,
                     double* out) override {
        if (!options_.singlePrecision) {
            reconstructTyped<double>(memoryDouble_, parameters, points, count, out);
        } else {
            const std::size_t length = count * shape_.inputDim;
            float* x = memoryFloat_.inputs.ensure(length);
            float* r = memoryFloat_.targets.ensure(length);
            std::transform(points, points + length, x,
                           [](double v) { return static_cast<float>(v); });
            reconstructTyped<float>(memoryFloat_, parameters, x, count, r);
            std::copy(r, r + length, out);
        }
        if (options_.output == OutputUnit::sigmoid) {
            std::transform(out, out + count * shape_.inputDim, out, logistic);
        }
    }

    void reconstructWithJacobian(const double* parameters, const double* points, std::size_t count,
                                 double* reconstruction, double* jacobian) override;

private:
    bool isDenoiser(const Criterion& criterion) const {
        return options_.activation == Activation::tanh && options_.output == OutputUnit::linear &&
               criterion.loss == ReconstructionLoss::squared &&
               penaltyOf(criterion) == Penalty::none;
    }

    /// A weight of 0 penalizes nothing and should cost nothing.
    static Penalty penaltyOf(const Criterion& criterion) {
        return criterion.weight > 0.0 ? criterion.penalty : Penalty::none;
    }

    template <typename Real>
    double run(Memory<Real>& memory, const Criterion& criterion, const double* parameters,
               const Real* inputs, const Real* targets, std::size_t count, double* gradient) {
        if (!isDenoiser(criterion)) {
            return evaluate(memory, criterion, parameters, inputs, targets, count, gradient);
        }
        return gradient != nullptr
                   ? denoiser_.lossAndGradient(parameters, inputs, targets, count, gradient)
                   : denoiser_.loss(parameters, inputs, targets, count);
    }

    double decoderOf(const double* parameters, std::size_t i, std::size_t h) const {
        return parameters[shape_.tied ? at_.encoder + h * shape_.inputDim + i
                                      : at_.decoder + i * shape_.hiddenUnits + h];
    }

    double encoderSquares(const double* parameters, std::size_t h) const {
        const double* w = parameters + at_.encoder + h * shape_.inputDim;
        double squares = 0.0;
        for (std::size_t j = 0; j < shape_.inputDim; ++j) {
            squares += w[j] * w[j];
        }
        return squares;
    }

    template <typename Real>
    PackedNetwork<Real> pack(Memory<Real>& memory, const double* parameters, Penalty penalty,
                             double weight) const;
    template <typename Real>
    double evaluate(Memory<Real>& memory, const Criterion& criterion, const double* parameters,
                    const Real* inputs, const Real* targets, std::size_t count, double* gradient);
    template <typename Real>
    void reconstructTyped(Memory<Real>& memory, const double* parameters, const Real* points,
                          std::size_t count, Real* out);
    double fromSums(const Criterion& criterion, const double* parameters, const double* totals,
                    std::size_t sumAt, std::size_t count, double* gradient) const;

    ModelOptions options_;
    AutoEncoderShape shape_;
    AutoEncoderLayout at_;
    InstructionSet set_;
    FusedAutoEncoder denoiser_;
    Memory<float> memoryFloat_;
    Memory<double> memoryDouble_;
    AlignedBuffer<double> groupSums_;
    AlignedBuffer<double> totals_;
};

template <typename Real>
PackedNetwork<Real> FusedModel::pack(Memory<Real>& memory, const double* parameters,
                                     Penalty penalty, double weight) const {
    const UnitScales scales = scalesOf(options_.activation);
    const std::size_t d = shape_.inputDim;
    const std::size_t padded = roundUp(shape_.hiddenUnits, hiddenPadding);
    const bool products = penalty == Penalty::reconstructionJacobian && usesProducts(d);
    const bool code = penalty == Penalty::codeJacobian;
    const std::size_t rows = 2 * d + 1 + (products ? d * d : 0) + (code ? 1 : 0);
    Real* encoder = memory.weights.ensure(rows * padded + d);
    Real* bias = encoder + d * padded;
    Real* decoder = bias + padded;
    Real* extra = decoder + d * padded;
    Real* offset = encoder + rows * padded;
    std::fill(encoder, offset, Real(0));
    for (std::size_t h = 0; h < shape_.hiddenUnits; ++h) {
        const double* w = parameters + at_.encoder + h * d;
        for (std::size_t j = 0; j < d; ++j) {
            encoder[j * padded + h] = static_cast<Real>(scales.input * w[j]);
            const double out = scales.decoder * decoderOf(parameters, j, h);
            decoder[j * padded + h] = static_cast<Real>(out);
            for (std::size_t k = 0; k < d && products; ++k) {
                extra[(j * d + k) * padded + h] = static_cast<Real>(out * scales.input * w[k]);
            }
        }
        bias[h] = static_cast<Real>(scales.input * parameters[at_.bias + h]);
        if (code) {
            extra[h] = static_cast<Real>(scales.decoder * scales.second * weight *
                                         encoderSquares(parameters, h));
        }
    }
    for (std::size_t i = 0; i < d; ++i) {
        double c = parameters[at_.offset + i];
        for (std::size_t h = 0; h < shape_.hiddenUnits && scales.offset != 0.0; ++h) {
            c += scales.offset * decoderOf(parameters, i, h);
        }
        offset[i] = static_cast<Real>(c);
    }
    PackedNetwork<Real> net;
    net.inputDim = d;
    net.paddedHidden = padded;
    net.encoder = encoder;
    net.bias = bias;
    net.decoder = decoder;
    net.offset = offset;
    net.products = products ? extra : nullptr;
    net.codeWeight = code ? extra : nullptr;
    return net;
}

template <typename Real>
double FusedModel::evaluate(Memory<Real>& memory, const Criterion& criterion,
                            const double* parameters, const Real* inputs, const Real* targets,
                            std::size_t count, double* gradient) {
    const Penalty penalty = penaltyOf(criterion);
    const bool contractsR = penalty == Penalty::reconstructionJacobian;
    const bool contractsF = penalty == Penalty::codeJacobian;
    const std::size_t d = shape_.inputDim;
    const PackedNetwork<Real> net = pack(memory, parameters, penalty, criterion.weight);
    const std::size_t padded = net.paddedHidden;
    const FusedKernels<Real> kernels = kernelsFor<Real>(set_);
    const int threads = threadCount(options_.threads);
    const UnitScales scales = scalesOf(options_.activation);

    OutputStep step;
    step.output = options_.output;
    step.loss = criterion.loss;
    step.weight = contractsR ? criterion.weight : 0.0;
    step.jacobianScale = scales.first / (scales.decoder * scales.input);
    step.dim = d;

    // Depends on the sizes alone, so it does not spoil reproducibility.
    const std::size_t perExample = padded + (contractsR ? d * d : 0);
    const std::size_t blockSize =
        std::clamp(scratchBytes / (perExample * sizeof(Real)), std::size_t(8), maxBlock) / 8 * 8;
    const std::size_t vector = alignment / sizeof(Real);
    const std::size_t reconstructionAt = padded * (blockSize + scratchPadding);
    const std::size_t slopeAt = reconstructionAt + roundUp(blockSize * d, vector);
    const std::size_t jacobianAt = slopeAt + blockSize * hiddenPadding;
    const std::size_t perThread =
        roundUp(jacobianAt + (contractsR ? blockSize * d * d : 0), alignment);
    Real* const scratch = memory.scratch.ensure(perThread * static_cast<std::size_t>(threads));
    Real* const zeros = memory.zeros.ensure(blockSize * d);
    std::fill(zeros, zeros + blockSize * d, Real(0));

    const std::size_t blocks = (count + blockSize - 1) / blockSize;
    const std::size_t groups = std::min(blocks, maxGroups);
    const std::size_t rows = 2 * d + 1 + (contractsR ? jacobianRows(d) : 0) + (contractsF ? 1 : 0);
    // Sums of one group: rows of the kernels, then of halved derivatives (d), then of the loss.
    const std::size_t sumAt = rows * padded;
    const std::size_t stride = roundUp(sumAt + d + 1, 8);
    double* const sums = groupSums_.ensure(groups * stride);
    double* const totals = totals_.ensure(stride);
    // The code's penalty is read from a sum that the backward kernel forms.
    const bool backward = gradient != nullptr || contractsF;

    parallelFor(groups, threads, 1, [&](std::size_t group, std::size_t) {
        double* const mine = sums + group * stride;
        std::fill(backward ? mine : mine + sumAt, mine + stride, 0.0);
        const std::size_t lastBlock = (group + 1) * blocks / groups;
        for (std::size_t b = group * blocks / groups; b < lastBlock; ++b) {
            Real* const own = scratch + static_cast<std::size_t>(currentThread()) * perThread;
            ExampleBlock<Real> block;
            block.count = std::min(blockSize, count - b * blockSize);
            block.inputs = inputs + b * blockSize * d;
            block.targets = zeros;
            block.scratch = own;
            block.reconstruction = own + reconstructionAt;
            block.slope = own + slopeAt;
            block.jacobian = contractsR ? own + jacobianAt : nullptr;
            block.sums = mine;
            (contractsR ? kernels.forwardJacobian : kernels.forward)(net, block);
            const Real* wanted = targets + b * blockSize * d;
            for (std::size_t n = 0; n < block.count; ++n) {
                mine[sumAt + d] +=
                    step(wanted + n * d, block.reconstruction + n * d,
                         contractsR ? block.jacobian + n * d * d : nullptr, mine + sumAt);
            }
            if (backward) {
                (contractsR   ? kernels.backwardJacobian
                 : contractsF ? kernels.backwardCode
                              : kernels.backward)(net, block);
            }
        }
    });
    addGroups(sums, groups, stride, backward ? 0 : sumAt, totals,
              backward && threads > 4 ? threads : 1);
    return fromSums(criterion, parameters, totals, sumAt, count, gradient);
}

double FusedModel::fromSums(const Criterion& criterion, const double* parameters,
                            const double* totals, std::size_t sumAt, std::size_t count,
                            double* gradient) const {
    const UnitScales scales = scalesOf(options_.activation);
    const Penalty penalty = penaltyOf(criterion);
    const std::size_t d = shape_.inputDim;
    const std::size_t hidden = shape_.hiddenUnits;
    const std::size_t padded = roundUp(hidden, hiddenPadding);
    const double perExample = 1.0 / static_cast<double>(count);
    const double* const extra = totals + (2 * d + 1) * padded;
    const double* const halves = totals + sumAt;
    double sum = totals[sumAt + d];
    const double codeScale = criterion.weight * scales.first * scales.first;
    for (std::size_t h = 0; h < hidden && penalty == Penalty::codeJacobian; ++h) {
        sum += codeScale * encoderSquares(parameters, h) * extra[h];
    }
    if (gradient == nullptr) {
        return sum * perExample;
    }
    std::fill(gradient, gradient + at_.count, 0.0);
    const double toBias = 2.0 * scales.first / scales.decoder * perExample;
    for (std::size_t h = 0; h < hidden; ++h) {
        double* const dw = gradient + at_.encoder + h * d;
        const double* const w = parameters + at_.encoder + h * d;
        const auto dv = [&](std::size_t i) -> double& {
            return shape_.tied ? dw[i] : gradient[at_.decoder + i * hidden + h];
        };
        gradient[at_.bias + h] = toBias * totals[d * padded + h];
        for (std::size_t j = 0; j < d; ++j) {
            dw[j] += toBias * totals[j * padded + h];
            dv(j) += 2.0 * perExample *
                     (scales.offset * halves[j] + scales.value * totals[(d + 1 + j) * padded + h]);
        }
        if (penalty == Penalty::codeJacobian) {
            for (std::size_t j = 0; j < d; ++j) {
                dw[j] += 2.0 * perExample * codeScale * extra[h] * w[j];
            }
        } else if (penalty == Penalty::reconstructionJacobian) {
            const double toEncoder = 2.0 * perExample * scales.input;
            const double toDecoder = 2.0 * perExample * scales.decoder;
            for (std::size_t i = 0; i < d; ++i) {
                if (!usesProducts(d)) {
                    dw[i] += toEncoder * extra[i * padded + h];
                    dv(i) += toDecoder * extra[(d + i) * padded + h];
                    continue;
                }
                for (std::size_t j = 0; j < d; ++j) {
                    const double s = extra[(i * d + j) * padded + h];
                    dw[j] += toEncoder * s * scales.decoder * decoderOf(parameters, i, h);
                    dv(i) += toDecoder * s * scales.input * w[j];
                }
            }
        }
    }
    for (std::size_t i = 0; i < d; ++i) {
        gradient[at_.offset + i] = 2.0 * perExample * halves[i];
    }
    return sum * perExample;
}

template <typename Real>
void FusedModel::reconstructTyped(Memory<Real>& memory, const double* parameters,
                                  const Real* points, std::size_t count, Real* out) {
    const int threads = threadCount(options_.threads);
    const std::size_t d = shape_.inputDim;
    const PackedNetwork<Real> net = pack(memory, parameters, Penalty::none, 0.0);
    const FusedKernels<Real> kernels = kernelsFor<Real>(set_);
    const std::size_t blockSize = 64;
    const std::size_t perThread =
        roundUp(net.paddedHidden * (blockSize + scratchPadding), alignment);
    Real* const scratch = memory.scratch.ensure(perThread * static_cast<std::size_t>(threads));
    constexpr std::size_t blocksAtOnce = 4;
    parallelFor(count, threads, blocksAtOnce * blockSize, [&](std::size_t first, std::size_t last) {
        for (; first < last; first += blockSize) {
            ExampleBlock<Real> block;
            block.count = std::min(blockSize, last - first);
            block.inputs = points + first * d;
            block.scratch = scratch + static_cast<std::size_t>(currentThread()) * perThread;
            block.reconstruction = out + first * d;
            kernels.reconstruct(net, block);
        }
    });
}

void FusedModel::reconstructWithJacobian(const double* parameters, const double* points,
                                         std::size_t count, double* reconstruction,
                                         double* jacobian) {
    const std::size_t d = shape_.inputDim;
    const int threads = threadCount(options_.threads);
    const UnitScales scales = scalesOf(options_.activation);
    const double jacobianScale = scales.first / (scales.decoder * scales.input);
    const PackedNetwork<double> net =
        pack(memoryDouble_, parameters, Penalty::reconstructionJacobian, 0.0);
    const FusedKernels<double> kernels = kernelsFor<double>(set_);
    const std::size_t blockSize = 32;
    const std::size_t slopeAt = roundUp(net.paddedHidden * (blockSize + scratchPadding), alignment);
    const std::size_t perThread = slopeAt + roundUp(blockSize * hiddenPadding, alignment);
    double* const scratch =
        memoryDouble_.scratch.ensure(perThread * static_cast<std::size_t>(threads));
    double* const zeros = memoryDouble_.zeros.ensure(blockSize * d);
    std::fill(zeros, zeros + blockSize * d, 0.0);
    constexpr std::size_t blocksAtOnce = 4;
    parallelFor(count, threads, blocksAtOnce * blockSize, [&](std::size_t first, std::size_t last) {
        for (; first < last; first += blockSize) {
            double* const own = scratch + static_cast<std::size_t>(currentThread()) * perThread;
            ExampleBlock<double> block;
            block.count = std::min(blockSize, last - first);
            block.inputs = points + first * d;
            block.targets = zeros;
            block.scratch = own;
            block.slope = own + slopeAt;
            block.reconstruction = reconstruction + first * d;
            block.jacobian = jacobian + first * d * d;
            kernels.forwardJacobian(net, block);
            for (std::size_t n = 0; n < block.count * d; ++n) {
                double& r = block.reconstruction[n];
                double slope = jacobianScale;
                if (options_.output == OutputUnit::sigmoid) {
                    r = logistic(r);
                    slope *= r * (1.0 - r);
                }
                for (std::size_t j = 0; j < d; ++j) {
                    block.jacobian[n * d + j] *= slope;
                }
            }
        }
    });
}

} // namespace

std::unique_ptr<AutoEncoderModel> makeFusedAutoEncoder(const ModelOptions& options,
                                                       InstructionSet set) {
    checkModelOptions(options);
    if (options.hiddenUnits.size() != 1) {
        throw std::invalid_argument("the fused kernels know one hidden layer");
    }
    return std::make_unique<FusedModel>(options, set);
}

} // namespace scorescope::nn
