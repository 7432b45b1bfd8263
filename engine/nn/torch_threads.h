// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_twin.h"

namespace scorescope::nn {

/// Puts LibTorch's thread count back.
class TorchThreads {
public:
    explicit TorchThreads(int threads) : before_(torchThreads()) { setTorchThreads(threads); }
    ~TorchThreads() { setTorchThreads(before_); }
    TorchThreads(const TorchThreads&) = delete;
    TorchThreads& operator=(const TorchThreads&) = delete;

private:
    int before_;
};

} // namespace scorescope::nn
