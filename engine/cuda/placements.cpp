// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cuda/placements.h"

#include "engine/cuda/machine.h"

namespace scorescope::cuda {

std::vector<Placement> describeKernels() {
    const std::string why = unavailable("cuda");
    // Experiments do not ask for them yet, and doctor must not say otherwise.
    const std::string reason =
        why.empty() ? gpuName(0) + " can run the kernels; experiments use it through LibTorch alone"
                    : why;
    return {{"CUDA kernels", why.empty() ? "usable" : "not usable", reason}};
}

} // namespace scorescope::cuda
