// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/cuda/metropolis.h"

#include <Random123/philox.h>
#include <cuda_runtime.h>

#include <cmath>
#include <stdexcept>

namespace scorescope::cuda {

namespace {

constexpr unsigned lanes = 32;
constexpr unsigned chainsPerBlock = 4;
/// The number of purpose::proposal: this kernel repeats the samplers' streams.
constexpr std::uint32_t proposalPurpose = 8;
/// Shared memory that every GPU gives without being asked for more.
constexpr std::size_t sharedBytes = std::size_t(48) * 1024;

void demand(cudaError_t status, const char* doing) {
    if (status != cudaSuccess) {
        throw RunError(std::string("The GPU failed while ") + doing + ": " +
                           cudaGetErrorString(status),
                       "choose the processor as device");
    }
}

/// Memory on the GPU.
template <typename T> class DeviceArray {
public:
    explicit DeviceArray(std::size_t count) : count_(count) {
        demand(cudaMalloc(reinterpret_cast<void**>(&memory_), count * sizeof(T)), "taking memory");
    }
    explicit DeviceArray(const std::vector<T>& values) : DeviceArray(values.size()) {
        copyFrom(values);
    }
    ~DeviceArray() { cudaFree(memory_); }
    DeviceArray(const DeviceArray&) = delete;
    DeviceArray& operator=(const DeviceArray&) = delete;

    T* get() const { return memory_; }
    void copyFrom(const std::vector<T>& values) {
        demand(cudaMemcpy(memory_, values.data(), count_ * sizeof(T), cudaMemcpyHostToDevice),
               "copying to it");
    }
    std::vector<T> values() const {
        std::vector<T> result(count_);
        demand(cudaMemcpy(result.data(), memory_, count_ * sizeof(T), cudaMemcpyDeviceToHost),
               "copying from it");
        return result;
    }

private:
    T* memory_ = nullptr;
    std::size_t count_;
};

/// What the kernel is told; copied by value.
template <typename Real> struct Task {
    unsigned inputDim;
    unsigned hidden;
    const Real* weights;  ///< 2 log2(e) W transposed, 2 log2(e) b, V: [2 d + 1][hidden]
    const double* offset; ///< c [d]
    double inverseVariance;
    double* positions;
    const std::uint64_t* done;
    std::uint64_t* accepted;
    std::uint64_t* notFinite;
    std::size_t chains;
    std::uint32_t key[2];
    double scale;
    unsigned points;
    std::uint64_t steps;
    bool weightsShared;
};

struct Bits {
    std::uint32_t word[4];
};

/// Block `block` of the stream of (chain, step), as RandomStream lays its counter out.
__device__ Bits philoxBlock(const std::uint32_t key[2], std::uint32_t block, std::uint32_t chain,
                            std::uint64_t step) {
    r123::Philox4x32::ctr_type counter;
    counter[0] = block;
    counter[1] = chain;
    counter[2] = static_cast<std::uint32_t>(step);
    counter[3] = static_cast<std::uint32_t>(step >> 32U);
    r123::Philox4x32::key_type keys;
    keys[0] = key[0];
    keys[1] = key[1];
    const r123::Philox4x32 philox;
    const r123::Philox4x32::ctr_type random = philox(counter, keys);
    return {{random[0], random[1], random[2], random[3]}};
}

__device__ double uniformOf(std::uint32_t high, std::uint32_t low) {
    const std::uint64_t both = (static_cast<std::uint64_t>(high) << 32U) | low;
    return static_cast<double>(both >> 11U) * 0x1.0p-53;
}

__device__ double sumOverWarp(double value) {
    for (unsigned distance = lanes / 2; distance > 0; distance /= 2) {
        value += __shfl_xor_sync(0xFFFFFFFFU, value, static_cast<int>(distance));
    }
    return value;
}

__device__ float powerOfTwo(float z) {
    return exp2f(z);
}
__device__ double powerOfTwo(double z) {
    return exp2(z);
}

template <typename Real> __global__ void metropolisKernel(Task<Real> task) {
    extern __shared__ double shared[];
    const unsigned d = task.inputDim;
    const unsigned hidden = task.hidden;
    const unsigned warp = threadIdx.x / lanes;
    const unsigned lane = threadIdx.x % lanes;
    // Per chain: where it is, and the displacement proposed.
    double* x = shared + static_cast<std::size_t>(warp) * 2 * d;
    double* delta = x + d;
    const Real* weights = task.weights;
    if (task.weightsShared) {
        Real* copy =
            reinterpret_cast<Real*>(shared + static_cast<std::size_t>(chainsPerBlock) * 2 * d);
        const std::size_t count = static_cast<std::size_t>(2 * d + 1) * hidden;
        for (std::size_t i = threadIdx.x; i < count; i += blockDim.x) {
            copy[i] = weights[i];
        }
        weights = copy;
    }
    __syncthreads(); // the only meeting of a block's chains
    const std::size_t chain = static_cast<std::size_t>(blockIdx.x) * chainsPerBlock + warp;
    if (chain >= task.chains) {
        return;
    }
    const Real* bias = weights + static_cast<std::size_t>(d) * hidden;
    const Real* decoder = bias + hidden;
    for (unsigned k = lane; k < d; k += lanes) {
        x[k] = task.positions[chain * d + k];
    }
    const std::uint64_t before = task.done[chain];
    const Real perStep = task.points > 1 ? Real(1) / static_cast<Real>(task.points - 1) : Real(0);
    const double centre = task.points > 1 ? 0.5 : 0.0;
    const unsigned pairs = (d + 1) / 2;
    std::uint64_t accepted = 0;
    std::uint64_t notFinite = 0;
    __syncwarp();
    for (std::uint64_t step = 0; step < task.steps; ++step) {
        const auto number = static_cast<std::uint32_t>(chain);
        bool finite = true;
        double rest = 0.0;
        for (unsigned pair = lane; pair < pairs; pair += lanes) {
            const Bits bits = philoxBlock(task.key, pair, number, before + step);
            const double radius = sqrt(-2.0 * log1p(-uniformOf(bits.word[0], bits.word[1])));
            const double angle = 6.283185307179586476925 * uniformOf(bits.word[2], bits.word[3]);
            for (unsigned i = 0; i < 2 && 2 * pair + i < d; ++i) {
                const unsigned k = 2 * pair + i;
                const double normal = radius * (i == 0 ? cos(angle) : sin(angle));
                // Rounded as on the processor, which multiplies and adds.
                const double to = __dadd_rn(x[k], __dmul_rn(task.scale, normal));
                delta[k] = to - x[k];
                finite = finite && isfinite(to);
                rest += delta[k] * (task.offset[k] - x[k] - centre * delta[k]);
            }
        }
        __syncwarp();
        Real sum = 0;
        for (unsigned h = lane; h < hidden; h += lanes) {
            Real z = bias[h];
            Real rise = 0;
            Real gain = 0;
            for (unsigned k = 0; k < d; ++k) {
                const Real w = weights[static_cast<std::size_t>(k) * hidden + h];
                const Real move = static_cast<Real>(delta[k]);
                z += w * static_cast<Real>(x[k]);
                rise += w * move;
                gain += decoder[static_cast<std::size_t>(k) * hidden + h] * move;
            }
            rise *= perStep;
            Real along = 0;
            for (unsigned i = 0; i < task.points; ++i) {
                const Real power = powerOfTwo(z + static_cast<Real>(i) * rise);
                along += Real(1) / (Real(1) + power) - Real(0.5);
            }
            sum += gain * along;
        }
        const double energy = -(sumOverWarp(rest) - 2.0 * sumOverWarp(static_cast<double>(sum)) /
                                                        static_cast<double>(task.points)) *
                              task.inverseVariance;
        finite = __all_sync(0xFFFFFFFFU, finite) != 0 && isfinite(energy);
        const Bits last = philoxBlock(task.key, pairs, number, before + step);
        const double uniform = uniformOf(last.word[0], last.word[1]);
        const double acceptance = !finite ? 0.0 : energy <= 0.0 ? 1.0 : exp(-energy);
        notFinite += finite ? 0 : 1;
        if (uniform < acceptance) { // the same in all lanes
            ++accepted;
            for (unsigned pair = lane; pair < pairs; pair += lanes) {
                for (unsigned k = 2 * pair; k < d && k < 2 * pair + 2; ++k) {
                    x[k] += delta[k];
                }
            }
        }
        __syncwarp();
    }
    for (unsigned k = lane; k < d; k += lanes) {
        task.positions[chain * d + k] = x[k];
    }
    if (lane == 0) {
        task.accepted[chain] = accepted;
        task.notFinite[chain] = notFinite;
    }
}

template <typename Real> void launch(const nn::AutoEncoderShape& shape, Task<Real> task) {
    const std::size_t state = std::size_t(chainsPerBlock) * 2 * shape.inputDim * sizeof(double);
    const std::size_t weights = (2 * shape.inputDim + 1) * shape.hiddenUnits * sizeof(Real);
    if (state > sharedBytes) {
        throw std::invalid_argument("too many dimensions for the GPU's sampler");
    }
    task.weightsShared = state + weights <= sharedBytes;
    const std::size_t blocks = (task.chains + chainsPerBlock - 1) / chainsPerBlock;
    metropolisKernel<Real><<<static_cast<unsigned>(blocks), chainsPerBlock * lanes,
                             state + (task.weightsShared ? weights : 0)>>>(task);
    demand(cudaGetLastError(), "starting the sampler");
    demand(cudaDeviceSynchronize(), "sampling");
}

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
    bool single;
    DeviceArray<float> singleWeights;
    DeviceArray<double> doubleWeights;
    DeviceArray<double> offset;

    State(const nn::AutoEncoderShape& shape, bool inSingle)
        : single(inSingle),
          singleWeights(inSingle ? (2 * shape.inputDim + 1) * shape.hiddenUnits : 1),
          doubleWeights(inSingle ? 1 : (2 * shape.inputDim + 1) * shape.hiddenUnits),
          offset(shape.inputDim) {}
};

std::string metropolisUnavailable() {
    int devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    if (status != cudaSuccess) {
        return std::string("no usable GPU: ") + cudaGetErrorString(status);
    }
    return devices > 0 ? "" : "no GPU in this machine";
}

Metropolis::Metropolis(nn::AutoEncoderShape shape, double sigma, bool singlePrecision)
    : shape_(shape), sigma_(sigma) {
    if (shape.inputDim == 0 || shape.hiddenUnits == 0) {
        throw std::invalid_argument("the network needs at least one input and one hidden unit");
    }
    if (!(sigma > 0.0) || !std::isfinite(sigma)) {
        throw std::invalid_argument("sigma must be positive and finite");
    }
    if (const std::string why = metropolisUnavailable(); !why.empty()) {
        throw RunError("No GPU: " + why, "choose the processor as device");
    }
    state_ = std::make_unique<State>(shape, singlePrecision);
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
    Result result{std::vector<std::uint64_t>(chains), std::vector<std::uint64_t>(chains)};
    if (chains == 0 || steps == 0) {
        return result;
    }
    const DeviceArray<double> where(positions);
    const DeviceArray<std::uint64_t> before(done);
    const DeviceArray<std::uint64_t> accepted(chains);
    const DeviceArray<std::uint64_t> notFinite(chains);
    const auto start = [&](auto task) {
        task.inputDim = static_cast<unsigned>(shape_.inputDim);
        task.hidden = static_cast<unsigned>(shape_.hiddenUnits);
        task.offset = state_->offset.get();
        task.inverseVariance = 1.0 / (sigma_ * sigma_);
        task.positions = where.get();
        task.done = before.get();
        task.accepted = accepted.get();
        task.notFinite = notFinite.get();
        task.chains = chains;
        // As RandomStream forms its key.
        task.key[0] = static_cast<std::uint32_t>(seed);
        task.key[1] = static_cast<std::uint32_t>(seed >> 32U) ^ (proposalPurpose * 0x9E3779B9U);
        task.scale = scale;
        task.points = static_cast<unsigned>(n);
        task.steps = steps;
        launch(shape_, task);
    };
    if (state_->single) {
        Task<float> task{};
        task.weights = state_->singleWeights.get();
        start(task);
    } else {
        Task<double> task{};
        task.weights = state_->doubleWeights.get();
        start(task);
    }
    std::vector<double> moved = where.values();
    result.accepted = accepted.values();
    result.notFinite = notFinite.values();
    positions = std::move(moved);
    for (std::uint64_t& count : done) {
        count += steps;
    }
    return result;
}

} // namespace scorescope::cuda
