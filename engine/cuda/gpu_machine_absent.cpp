// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Stands for gpu_machine.cu in builds without nvcc.
#include "engine/core/error.h"
#include "engine/cuda/machine.h"

namespace scorescope::cuda {

int gpuCount(std::string* why) {
    *why = "this build has no CUDA kernels (nvcc was not found when it was made)";
    return 0;
}

std::string gpuName(int /*index*/) {
    return "";
}

std::shared_ptr<Machine> openGpu(int /*index*/) {
    std::string why;
    static_cast<void>(gpuCount(&why));
    throw RunError("No GPU: " + why, "choose the processor as device");
}

} // namespace scorescope::cuda
