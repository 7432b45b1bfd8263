// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/layered_network.h"

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::probes {

/// A place in a network where a probe reads (§9.3.2, Figure 9.2).
struct ProbePoint {
    std::string name;       ///< "conv1_preact", as the thesis names it
    std::size_t layers = 0; ///< of the network that the features have gone through; 0: the input
    nn::ImageShape shape;   ///< of the features of one example
    std::string kind;       ///< of the layer before it, as Graph::Node::kind
    std::string layer;      ///< that layer in words: "conv 8 5x5", "the images"
};

/// All of them, from the input on: before and after each convolution, each linear layer, each
/// activation and each pooling (§9.3.5). A linear layer or convolution is numbered among its kind:
/// "conv1_preact" is what comes out of the first convolution and "conv1_postact" what its
/// activation makes of it; "pool1"; "fc1_preact"; what the last linear layer gives is "logits".
/// Laying an image out flat changes no feature and has no point. Names are unique.
[[nodiscard]] std::vector<ProbePoint> probePoints(const nn::LayeredNetwork& network);

} // namespace scorescope::probes
