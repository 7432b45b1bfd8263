// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

/// The few questions the core asks LibTorch (torch_library.h); all but version() load it.
namespace scorescope::torch_runtime {

/// Of the one that the program was built with; does not load it.
[[nodiscard]] std::string version();
/// Names of the GPUs that this LibTorch can use. Loads it where the system has a driver for any.
[[nodiscard]] std::vector<std::string> gpuNames();
/// The library that answers its matrix products.
[[nodiscard]] std::string blas();
/// Threads LibTorch computes with for the calling thread.
void setThreads(int count);
[[nodiscard]] int threads();

/// Other threads for LibTorch while it lives, for the thread that makes it; puts the count back.
class ThreadsFor {
public:
    explicit ThreadsFor(int count) : before_(threads()) { setThreads(count); }
    ~ThreadsFor() { setThreads(before_); }
    ThreadsFor(const ThreadsFor&) = delete;
    ThreadsFor& operator=(const ThreadsFor&) = delete;

private:
    int before_;
};

} // namespace scorescope::torch_runtime
