// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/torch_core.h"

/// For files X_torch.cpp.
namespace scorescope {

/// From now on LibTorch, and the BLAS it calls, use `count` ≥ 1 threads for what the calling thread
/// asks of them; other threads keep their own number. Costs nothing to speak of.
void useTorchThreads(int count);
/// That number.
[[nodiscard]] int torchThreads();
/// threadCount() of the program that opened the library.
[[nodiscard]] int hostThreadCount(int requested);

/// Before any other of these, by who opens the library.
void setTorchHost(const TorchHost& host);

} // namespace scorescope
