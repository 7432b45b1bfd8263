// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace scorescope {

/// What the library is told when it is opened. It has copies of its own of the engine's functions,
/// so what those keep for a thread must be asked for at the program's.
struct TorchHost {
    int (*threadCount)(int requested) noexcept;
};

/// What the core asks of LibTorch (torch_library.h).
struct TorchCore {
    std::string (*version)(); ///< programVersion() of the library
    void (*welcome)(const TorchHost& host);
    std::vector<std::string> (*gpuNames)();
    void (*setThreads)(int count);
    int (*threads)();
    std::string (*blas)();
};

} // namespace scorescope
