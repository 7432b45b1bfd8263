// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/torch_layers.h"

extern "C" __attribute__((visibility("default"))) const void* scorescope_torch_nn_layers() {
    using namespace scorescope::nn;
    static const TorchLayers table{by_torch::classifierTwin};
    return &table;
}
