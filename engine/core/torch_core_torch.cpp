// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/torch_core.h"
#include "engine/core/torch_threads.h"
#include "engine/core/version.h"

#include <dlfcn.h>
#include <torch/torch.h>

#include <filesystem>

namespace scorescope {
namespace {

std::vector<std::string> gpuNames() {
    std::vector<std::string> names;
    const auto count = torch::cuda::is_available() ? torch::cuda::device_count() : 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
        names.push_back("cuda:" + std::to_string(i));
    }
    return names;
}

/// The file that the symbol every BLAS has comes from.
std::string blas() {
    void* symbol = dlsym(RTLD_DEFAULT, "sgemm_");
    Dl_info info{};
    if (symbol == nullptr || dladdr(symbol, &info) == 0 || info.dli_fname == nullptr) {
        return "unknown";
    }
    std::error_code failure;
    const std::filesystem::path real = std::filesystem::canonical(info.dli_fname, failure);
    return failure ? info.dli_fname : real.string();
}

} // namespace
} // namespace scorescope

extern "C" __attribute__((visibility("default"))) const void* scorescope_torch_core() {
    using namespace scorescope;
    static const TorchCore table{programVersion,  setTorchHost, gpuNames,
                                 useTorchThreads, torchThreads, blas};
    return &table;
}
