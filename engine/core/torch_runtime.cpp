// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/torch_runtime.h"

#include "engine/core/torch_core.h"
#include "engine/core/torch_library.h"

#include <dlfcn.h>
#include <torch/version.h>

namespace scorescope::torch_runtime {
namespace {

const TorchCore& core() {
    return torchTable<TorchCore>("scorescope_torch_core");
}

/// Whether there is NVIDIA's driver, without which LibTorch has no GPU either.
bool hasDriver() {
    void* const driver = ::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
    if (driver != nullptr) {
        ::dlclose(driver);
    }
    return driver != nullptr;
}

} // namespace

std::string version() {
    return TORCH_VERSION;
}

std::vector<std::string> gpuNames() {
    return hasDriver() ? core().gpuNames() : std::vector<std::string>();
}

std::string blas() {
    return core().blas();
}

void setThreads(int count) {
    core().setThreads(count);
}

int threads() {
    return core().threads();
}

} // namespace scorescope::torch_runtime
