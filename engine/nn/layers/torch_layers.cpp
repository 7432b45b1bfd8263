// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/torch_layers.h"

#include "engine/core/torch_library.h"

namespace scorescope::nn {

std::unique_ptr<ClassifierTwin> makeClassifierTwin(const LayeredNetwork& network, TorchType type,
                                                   int threads) {
    return torchTable<TorchLayers>("scorescope_torch_nn_layers")
        .classifierTwin(network, type, threads);
}

} // namespace scorescope::nn
