// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/torch_runtime.h"

#include <torch/torch.h>
#include <torch/version.h>

namespace scorescope::torch_runtime {

std::string version() {
    return TORCH_VERSION;
}

std::vector<std::string> gpuNames() {
    std::vector<std::string> names;
    const auto count = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        names.push_back("cuda:" + std::to_string(i));
    }
    return names;
}

void setThreads(int count) {
    at::set_num_threads(count);
}

int threads() {
    return at::get_num_threads();
}

} // namespace scorescope::torch_runtime
