// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/kernels/autoencoder_kernels.h"
#include "engine/cuda/kernels/metropolis_kernel.h"

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

/// Kernels for a GPU, compiled when CMake finds nvcc. They need neither LibTorch with CUDA nor, to
/// link and to start the program, a driver.
namespace scorescope::cuda {

/// Everything a machine can be asked to compute.
using Task = std::variant<kernels::MetropolisTask<float>, kernels::MetropolisTask<double>,
                          kernels::ForwardTask<float>, kernels::ForwardTask<double>,
                          kernels::JacobianTask<double>, kernels::BackwardTask<float>,
                          kernels::BackwardTask<double>, kernels::AddChunksTask>;

/// What runs kernels: a GPU, or the emulation of one. Tasks run in the order in which they are
/// given; copyOut() waits for them. One object serves one thread. Every call throws RunError when
/// the machine fails.
class Machine {
public:
    virtual ~Machine() = default;
    /// "cuda:0, NVIDIA …", for people.
    [[nodiscard]] virtual std::string name() const = 0;
    /// Memory of the machine, not initialized.
    [[nodiscard]] virtual void* take(std::size_t bytes) = 0;
    virtual void giveBack(void* memory) noexcept = 0;
    virtual void copyIn(void* to, const void* from, std::size_t bytes) = 0;
    virtual void copyOut(void* to, const void* from, std::size_t bytes) = 0;
    virtual void run(const Task& task) = 0;
};

/// "" when kernels run on that device ("cuda", "cuda:1"); otherwise why not, as a sentence fragment
/// for people. "emulated" always works.
[[nodiscard]] std::string unavailable(const std::string& device);
/// The machine of that name. "emulated" is the processor playing a GPU, thousands of times slower
/// than one: for tests. Throws RunError with what unavailable() says.
[[nodiscard]] std::shared_ptr<Machine> openMachine(const std::string& device);

/// Names of the GPUs that the kernels of this build can use.
[[nodiscard]] std::vector<std::string> kernelGpus();

/// The part that nvcc compiles, or stands for it. 0 and why not when there is none.
[[nodiscard]] int gpuCount(std::string* why);
[[nodiscard]] std::string gpuName(int index);
[[nodiscard]] std::shared_ptr<Machine> openGpu(int index);
[[nodiscard]] std::shared_ptr<Machine> openEmulation();

/// Memory on a machine; grows, never shrinks.
template <typename T> class MachineArray {
public:
    explicit MachineArray(std::shared_ptr<Machine> machine) : machine_(std::move(machine)) {}
    ~MachineArray() { machine_->giveBack(memory_); }
    MachineArray(const MachineArray&) = delete;
    MachineArray& operator=(const MachineArray&) = delete;

    T* ensure(std::size_t count) {
        if (count > size_) {
            void* more = machine_->take(count * sizeof(T));
            machine_->giveBack(memory_);
            memory_ = static_cast<T*>(more);
            size_ = count;
        }
        return memory_;
    }
    T* copyFrom(const std::vector<T>& values) {
        ensure(values.size());
        machine_->copyIn(memory_, values.data(), values.size() * sizeof(T));
        return memory_;
    }
    [[nodiscard]] std::vector<T> values(std::size_t count) const {
        std::vector<T> result(count);
        machine_->copyOut(result.data(), memory_, count * sizeof(T));
        return result;
    }

private:
    std::shared_ptr<Machine> machine_;
    T* memory_ = nullptr;
    std::size_t size_ = 0;
};

/// Calls start(kernel, task) with the kernel that a task is for.
template <typename Start> void dispatch(const Task& task, const Start& start);

template <template <typename, unsigned> class Kernel, typename Real, typename Each, typename Start>
void dispatchDim(unsigned dim, const Each& task, const Start& start) {
    if (dim == 2) {
        start(Kernel<Real, 2>{}, task);
    } else if (dim == 4) {
        start(Kernel<Real, 4>{}, task);
    } else {
        start(Kernel<Real, kernels::largestDim>{}, task);
    }
}

template <typename Start> struct Dispatch {
    const Start& start;
    template <typename Real> void operator()(const kernels::MetropolisTask<Real>& task) const {
        start(kernels::MetropolisKernel<Real>{}, task);
    }
    template <typename Real> void operator()(const kernels::ForwardTask<Real>& task) const {
        dispatchDim<kernels::ForwardKernel, Real>(task.network.dim, task, start);
    }
    template <typename Real> void operator()(const kernels::JacobianTask<Real>& task) const {
        dispatchDim<kernels::JacobianKernel, Real>(task.network.dim, task, start);
    }
    template <typename Real> void operator()(const kernels::BackwardTask<Real>& task) const {
        dispatchDim<kernels::BackwardKernel, Real>(task.network.dim, task, start);
    }
    void operator()(const kernels::AddChunksTask& task) const {
        start(kernels::AddChunksKernel{}, task);
    }
};

template <typename Start> void dispatch(const Task& task, const Start& start) {
    std::visit(Dispatch<Start>{start}, task);
}

} // namespace scorescope::cuda
