// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/torch_threads.h"

#include <ATen/Parallel.h>

// OpenMP's own function, of the runtime that LibTorch brings: this file is not compiled with
// OpenMP.
extern "C" void omp_set_num_threads(int count);

namespace scorescope {
namespace {

TorchHost& torchHost() {
    static TorchHost host{};
    return host;
}

} // namespace

void setTorchHost(const TorchHost& host) {
    torchHost() = host;
}

int hostThreadCount(int requested) {
    return torchHost().threadCount(requested);
}

void useTorchThreads(int count) {
    // LibTorch's setting is of the process, and so is what it gives a thread that asks for the
    // first time: let it do so, and then set what OpenMP keeps for this thread alone.
    static_cast<void>(at::get_num_threads());
    omp_set_num_threads(count);
}

int torchThreads() {
    return at::get_num_threads();
}

} // namespace scorescope
