// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/torch_nn.h"

extern "C" __attribute__((visibility("default"))) const void* scorescope_torch_nn() {
    using namespace scorescope::nn;
    static const TorchNn table{by_torch::autoEncoder, by_torch::autoEncoderTwin,
                               by_torch::criterionTwin, by_torch::timeMatrixProduct,
                               by_torch::timeTanh};
    return &table;
}
