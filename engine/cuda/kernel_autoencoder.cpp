// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/kernel_autoencoder.h"

#include "engine/nn/autoencoder_start.h"
#include "engine/nn/fused_autoencoder.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace scorescope::cuda {

namespace {

const double inputScale = 2.0 / std::log(2.0);

/// Points as the kernels take them: padded to `dim` coordinates, narrowed.
template <typename Real>
std::vector<Real> padded(const double* points, std::size_t count, std::size_t d, std::size_t dim) {
    std::vector<Real> result(count * dim);
    for (std::size_t n = 0; n < count; ++n) {
        for (std::size_t k = 0; k < d; ++k) {
            result[n * dim + k] = static_cast<Real>(points[n * d + k]);
        }
    }
    return result;
}

/// What one precision keeps on the machine.
template <typename Real> struct Memory {
    explicit Memory(const std::shared_ptr<Machine>& machine)
        : weights(machine), inputs(machine), targets(machine), out(machine) {}
    MachineArray<Real> weights;
    MachineArray<Real> inputs;
    MachineArray<Real> targets;
    MachineArray<Real> out;
};

class KernelAutoEncoder final : public nn::AutoEncoderModel {
public:
    KernelAutoEncoder(std::shared_ptr<Machine> machine, const nn::ModelOptions& options)
        : machine_(std::move(machine)),
          options_(options), shape_{options.inputDim, options.hiddenUnits.at(0), options.tied},
          at_(nn::parameterLayout(shape_)), dim_(kernels::paddedDim(shape_.inputDim)),
          single_(machine_), double_(machine_), jacobian_(machine_), sums_(machine_),
          totals_(machine_) {}

    const nn::ModelOptions& options() const override { return options_; }
    std::size_t parameterCount() const override { return at_.count; }
    std::vector<double> initialParameters(const nn::ModelStart& start) const override {
        return nn::firstParameters(options_, start);
    }

    double lossAndGradient(const nn::Criterion& criterion, const double* parameters,
                           const double* inputs, const double* targets, std::size_t count,
                           double* gradient) override {
        nn::checkCriterion(criterion, options_);
        if (criterion.loss != nn::ReconstructionLoss::squared ||
            (criterion.penalty != nn::Penalty::none && criterion.weight > 0.0)) {
            throw std::invalid_argument("the kernels know the denoising criterion alone");
        }
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
        return poison + (options_.singlePrecision
                             ? evaluate(single_, parameters, inputs, targets, count, gradient)
                             : evaluate(double_, parameters, inputs, targets, count, gradient));
    }

    void reconstruct(const double* parameters, const double* points, std::size_t count,
                     double* out) override {
        if (options_.singlePrecision) {
            forward(single_, parameters, points, count, out);
        } else {
            forward(double_, parameters, points, count, out);
        }
    }

    void reconstructWithJacobian(const double* parameters, const double* points, std::size_t count,
                                 double* reconstruction, double* jacobian) override {
        if (count == 0) {
            return;
        }
        forward(double_, parameters, points, count, reconstruction);
        kernels::JacobianTask<double> task;
        task.network = network(double_);
        task.inputs = double_.inputs.ensure(count * dim_);
        task.count = count;
        task.inverseScale = 1.0 / inputScale;
        task.jacobian = jacobian_.ensure(count * dim_ * dim_);
        machine_->run(task);
        const std::vector<double> values = jacobian_.values(count * dim_ * dim_);
        const std::size_t d = shape_.inputDim;
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t k = 0; k < d; ++k) {
                for (std::size_t j = 0; j < d; ++j) {
                    jacobian[(n * d + k) * d + j] = values[(n * dim_ + k) * dim_ + j];
                }
            }
        }
    }

private:
    template <typename Real> void setWeights(Memory<Real>& memory, const double* parameters) {
        const std::size_t d = shape_.inputDim;
        const std::size_t hidden = shape_.hiddenUnits;
        std::vector<Real> values((2 * dim_ + 1) * hidden + dim_);
        for (std::size_t h = 0; h < hidden; ++h) {
            for (std::size_t k = 0; k < d; ++k) {
                const double w = parameters[at_.encoder + h * d + k];
                values[k * hidden + h] = static_cast<Real>(inputScale * w);
                values[(dim_ + 1 + k) * hidden + h] =
                    static_cast<Real>(shape_.tied ? w : parameters[at_.decoder + k * hidden + h]);
            }
            values[dim_ * hidden + h] = static_cast<Real>(inputScale * parameters[at_.bias + h]);
        }
        for (std::size_t k = 0; k < d; ++k) {
            values[(2 * dim_ + 1) * hidden + k] = static_cast<Real>(parameters[at_.offset + k]);
        }
        memory.weights.copyFrom(values);
    }

    template <typename Real> kernels::Network<Real> network(Memory<Real>& memory) const {
        const std::size_t rows = (2 * dim_ + 1) * shape_.hiddenUnits;
        kernels::Network<Real> result;
        result.dim = static_cast<unsigned>(dim_);
        result.hidden = static_cast<unsigned>(shape_.hiddenUnits);
        result.weights = memory.weights.ensure(rows + dim_);
        result.offset = result.weights + rows;
        return result;
    }

    /// Leaves r − targets (r without targets) in memory.out.
    template <typename Real>
    void runForward(Memory<Real>& memory, const double* parameters, const double* inputs,
                    const double* targets, std::size_t count) {
        const std::size_t d = shape_.inputDim;
        setWeights(memory, parameters);
        kernels::ForwardTask<Real> task;
        task.network = network(memory);
        task.inputs = memory.inputs.copyFrom(padded<Real>(inputs, count, d, dim_));
        if (targets != nullptr) {
            task.targets = memory.targets.copyFrom(padded<Real>(targets, count, d, dim_));
        }
        task.count = count;
        task.out = memory.out.ensure(count * dim_);
        machine_->run(task);
    }

    template <typename Real>
    void forward(Memory<Real>& memory, const double* parameters, const double* points,
                 std::size_t count, double* out) {
        if (count == 0) {
            return;
        }
        runForward(memory, parameters, points, nullptr, count);
        const std::vector<Real> r = memory.out.values(count * dim_);
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t k = 0; k < shape_.inputDim; ++k) {
                out[n * shape_.inputDim + k] = static_cast<double>(r[n * dim_ + k]);
            }
        }
    }

    template <typename Real>
    double evaluate(Memory<Real>& memory, const double* parameters, const double* inputs,
                    const double* targets, std::size_t count, double* gradient) {
        runForward(memory, parameters, inputs, targets, count);
        const std::size_t stride = (2 * dim_ + 1) * shape_.hiddenUnits;
        if (gradient != nullptr) {
            kernels::BackwardTask<Real> backward;
            backward.network = network(memory);
            backward.inputs = memory.inputs.ensure(count * dim_);
            backward.errors = memory.out.ensure(count * dim_);
            backward.count = count;
            backward.chunks = kernels::chunksOf(count);
            backward.sums = sums_.ensure(backward.chunks * stride);
            machine_->run(backward);
            machine_->run(kernels::AddChunksTask{backward.sums, stride, backward.chunks,
                                                 totals_.ensure(stride)});
        }
        const std::vector<Real> errors = memory.out.values(count * dim_);
        const std::size_t d = shape_.inputDim;
        double loss = 0.0;
        std::vector<double> errorSums(d);
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t k = 0; k < d; ++k) {
                const auto e = static_cast<double>(errors[n * dim_ + k]);
                loss += e * e;
                errorSums[k] += e;
            }
        }
        if (gradient != nullptr) {
            fromTotals(totals_.values(stride), errorSums, count, gradient);
        }
        return loss / static_cast<double>(count);
    }

    void fromTotals(const std::vector<double>& totals, const std::vector<double>& errorSums,
                    std::size_t count, double* gradient) const {
        const std::size_t d = shape_.inputDim;
        const std::size_t hidden = shape_.hiddenUnits;
        const double perExample = 1.0 / static_cast<double>(count);
        for (std::size_t h = 0; h < hidden; ++h) {
            for (std::size_t k = 0; k < d; ++k) {
                const double encoder = 8.0 * perExample * totals[k * hidden + h];
                const double decoder = -4.0 * perExample * totals[(dim_ + 1 + k) * hidden + h];
                gradient[at_.encoder + h * d + k] = encoder + (shape_.tied ? decoder : 0.0);
                if (!shape_.tied) {
                    gradient[at_.decoder + k * hidden + h] = decoder;
                }
            }
            gradient[at_.bias + h] = 8.0 * perExample * totals[dim_ * hidden + h];
        }
        for (std::size_t k = 0; k < d; ++k) {
            gradient[at_.offset + k] = 2.0 * perExample * errorSums[k];
        }
    }

    std::shared_ptr<Machine> machine_;
    nn::ModelOptions options_;
    nn::AutoEncoderShape shape_;
    nn::AutoEncoderLayout at_;
    std::size_t dim_;
    Memory<float> single_;
    Memory<double> double_;
    MachineArray<double> jacobian_;
    MachineArray<double> sums_;
    MachineArray<double> totals_;
};

} // namespace

std::string noKernelFor(const nn::ModelOptions& options) {
    if (options.hiddenUnits.size() != 1) {
        return "the kernels know one hidden layer";
    }
    if (options.activation != nn::Activation::tanh || options.output != nn::OutputUnit::linear) {
        return "the kernels know tanh units with linear outputs";
    }
    if (options.inputDim > kernels::largestDim) {
        return "the kernels know up to " + std::to_string(kernels::largestDim) + " inputs";
    }
    return "";
}

std::unique_ptr<nn::AutoEncoderModel> makeKernelAutoEncoder(std::shared_ptr<Machine> machine,
                                                            const nn::ModelOptions& options) {
    nn::checkModelOptions(options);
    if (const std::string why = noKernelFor(options); !why.empty()) {
        throw std::invalid_argument(why);
    }
    return std::make_unique<KernelAutoEncoder>(std::move(machine), options);
}

} // namespace scorescope::cuda
