// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

/// The few questions the core asks LibTorch, behind a header without LibTorch in it.
namespace scorescope::torch_runtime {

[[nodiscard]] std::string version();
/// Names of the GPUs that this LibTorch can use.
[[nodiscard]] std::vector<std::string> gpuNames();
/// Sets the number of threads LibTorch computes with (Debian's starts with one): the one place of
/// the program where that is done. Of the process, not of the calling thread.
void setThreads(int count);
[[nodiscard]] int threads();

/// Other threads for LibTorch while it lives; puts the count back.
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
