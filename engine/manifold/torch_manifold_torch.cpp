// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/torch_manifold.h"

extern "C" __attribute__((visibility("default"))) const void* scorescope_torch_manifold() {
    using namespace scorescope::manifold;
    static const TorchManifold table{by_torch::metropolisTwin};
    return &table;
}
