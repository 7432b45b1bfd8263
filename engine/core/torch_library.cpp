// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/torch_library.h"

#include "engine/core/error.h"
#include "engine/core/threads.h"
#include "engine/core/torch_core.h"
#include "engine/core/version.h"

#include <dlfcn.h>

#include <atomic>
#include <mutex>
#include <string>

namespace scorescope {
namespace {

constexpr const char* fileName = "libscorescope-torch.so";

RunError cannotLoad(const std::string& why) {
    return RunError("LibTorch cannot be loaded: " + why, "install Scorescope and LibTorch again");
}

std::string loaderReason() {
    const char* reason = ::dlerror();
    return reason != nullptr ? reason : "unknown";
}

/// A library that was opened is of the process, whoever asked for it, and stays: LibTorch cannot be
/// unloaded.
struct Opened {
    std::mutex mutex;
    std::atomic<void*> handle{nullptr};
};

Opened& opened() {
    static Opened library;
    return library;
}

using Entry = const void* (*)();

Entry entryOf(void* handle, const char* name) {
    ::dlerror();
    void* const symbol = ::dlsym(handle, name);
    if (symbol == nullptr) {
        throw cannotLoad(loaderReason());
    }
    return reinterpret_cast<Entry>(symbol);
}

void* open() {
    Opened& library = opened();
    const std::lock_guard<std::mutex> lock(library.mutex);
    if (library.handle == nullptr) {
        void* const handle = ::dlopen(fileName, RTLD_NOW | RTLD_LOCAL);
        if (handle == nullptr) {
            throw cannotLoad(loaderReason());
        }
        const auto& core =
            *static_cast<const TorchCore*>(entryOf(handle, "scorescope_torch_core")());
        if (const std::string version = core.version(); version != programVersion()) {
            throw cannotLoad(std::string(fileName) + " is of version " + version +
                             ", this program of version " + programVersion());
        }
        core.welcome({threadCount});
        library.handle = handle;
    }
    return library.handle;
}

} // namespace

const void* detail::torchTable(const char* entry) {
    return entryOf(open(), entry)();
}

bool torchIsLoaded() noexcept {
    return opened().handle != nullptr;
}

} // namespace scorescope
