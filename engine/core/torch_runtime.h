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
/// Sets the number of threads LibTorch computes with (Debian's starts with one).
void setThreads(int count);

} // namespace scorescope::torch_runtime
