// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/emulated_grid.h"
#include "engine/cuda/machine.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace scorescope::cuda {

namespace {

/// The processor playing a GPU, one block after the other on one thread.
class EmulatedMachine final : public Machine {
public:
    std::string name() const override { return "emulated (the GPU's kernels on the processor)"; }
    void* take(std::size_t bytes) override {
        void* memory = std::malloc(bytes > 0 ? bytes : 1);
        if (memory == nullptr) {
            throw std::bad_alloc();
        }
        std::memset(memory, 0xFF, bytes); // NaN: what was never written is seen
        return memory;
    }
    void giveBack(void* memory) noexcept override { std::free(memory); }
    void copyIn(void* to, const void* from, std::size_t bytes) override {
        std::memcpy(to, from, bytes);
    }
    void copyOut(void* to, const void* from, std::size_t bytes) override {
        std::memcpy(to, from, bytes);
    }
    void run(const Task& task) override {
        dispatch(task, [](const auto& kernel, const auto& each) {
            emulate(launchOf(each), kernel, each);
        });
    }
};

} // namespace

std::shared_ptr<Machine> openEmulation() {
    return std::make_shared<EmulatedMachine>();
}

} // namespace scorescope::cuda
