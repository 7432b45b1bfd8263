// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/cuda/machine.h"

#include <cuda_runtime.h>

namespace scorescope::cuda {

namespace {

void demand(cudaError_t status, const char* doing) {
    if (status != cudaSuccess) {
        throw RunError(std::string("The GPU failed while ") + doing + ": " +
                           cudaGetErrorString(status),
                       "choose the processor as device");
    }
}

/// See engine/cuda/kernels/thread_grid.h.
class GpuGrid {
public:
    __device__ unsigned block() const { return blockIdx.x; }
    __device__ unsigned thread() const { return threadIdx.x; }
    __device__ unsigned threads() const { return blockDim.x; }
    __device__ double* shared() const {
        extern __shared__ double memory[];
        return memory;
    }
    __device__ void syncBlock() const { __syncthreads(); }
    __device__ void syncWarp() const { __syncwarp(); }
    template <typename T> __device__ T exchange(T value, unsigned mask) const {
        return __shfl_xor_sync(0xFFFFFFFFU, value, static_cast<int>(mask));
    }
    __device__ bool allInWarp(bool value) const {
        return __all_sync(0xFFFFFFFFU, value ? 1 : 0) != 0;
    }
    __device__ float powerOfTwo(float z) const { return exp2f(z); }
    __device__ double powerOfTwo(double z) const { return exp2(z); }
    __device__ float reciprocal(float z) const { return __frcp_rn(z); }
    __device__ double reciprocal(double z) const { return 1.0 / z; }
    /// Rounded twice, as the processor does, which multiplies and adds.
    __device__ double plusProduct(double x, double a, double b) const {
        return __dadd_rn(x, __dmul_rn(a, b));
    }
};

template <typename Kernel, typename Each> __global__ void start(Each task) {
    GpuGrid grid;
    Kernel{}(task, grid);
}

/// The default stream of one GPU.
class GpuMachine final : public Machine {
public:
    explicit GpuMachine(int index) : index_(index) { choose(); }
    std::string name() const override {
        return "cuda:" + std::to_string(index_) + ", " + gpuName(index_);
    }
    void* take(std::size_t bytes) override {
        choose();
        void* memory = nullptr;
        demand(cudaMalloc(&memory, bytes), "taking memory");
        return memory;
    }
    void giveBack(void* memory) noexcept override { cudaFree(memory); }
    void copyIn(void* to, const void* from, std::size_t bytes) override {
        choose();
        demand(cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice), "copying to it");
    }
    void copyOut(void* to, const void* from, std::size_t bytes) override {
        choose();
        demand(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToHost), "computing");
    }
    void run(const Task& task) override {
        choose();
        dispatch(task, [](auto kernel, const auto& each) {
            const kernels::Launch launch = launchOf(each);
            start<decltype(kernel)><<<launch.blocks, launch.threads, launch.sharedBytes>>>(each);
        });
        demand(cudaGetLastError(), "starting a kernel");
    }

private:
    /// The current GPU belongs to the calling thread, and others may have set theirs.
    void choose() const { demand(cudaSetDevice(index_), "choosing it"); }

    int index_;
};

} // namespace

int gpuCount(std::string* why) {
    int devices = 0;
    const cudaError_t status = cudaGetDeviceCount(&devices);
    if (status != cudaSuccess) {
        *why = std::string("no usable GPU: ") + cudaGetErrorString(status);
        return 0;
    }
    if (devices == 0) {
        *why = "no GPU in this machine";
    }
    return devices;
}

std::string gpuName(int index) {
    cudaDeviceProp properties{};
    demand(cudaGetDeviceProperties(&properties, index), "asking its name");
    return properties.name;
}

std::shared_ptr<Machine> openGpu(int index) {
    return std::make_shared<GpuMachine>(index);
}

} // namespace scorescope::cuda
