// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/points/probe_points.h"

#include <map>

namespace scorescope::probes {

std::vector<ProbePoint> probePoints(const nn::LayeredNetwork& network) {
    std::vector<ProbePoint> points{{"input", 0, network.input(), "input", "the images"}};
    std::map<std::string, std::size_t> counts;
    const auto numbered = [&counts](const std::string& stem) {
        return stem + std::to_string(++counts[stem]);
    };
    std::string before; // the convolution or linear layer whose activation may follow
    const std::vector<nn::LayeredNetwork::Stage>& stages = network.stages();
    for (std::size_t i = 0; i < stages.size(); ++i) {
        ProbePoint point;
        point.layers = i + 1;
        point.shape = stages[i].out;
        point.layer = nn::layerText(stages[i].layer);
        switch (stages[i].layer.kind) {
        case nn::LayerKind::linear:
        case nn::LayerKind::convolution: {
            const bool convolution = stages[i].layer.kind == nn::LayerKind::convolution;
            before = numbered(convolution ? "conv" : "fc");
            point.kind = convolution ? "convolution" : "dense";
            point.name = before + "_preact";
            if (i + 1 == stages.size()) {
                point.kind = "output";
                point.name = "logits";
            }
            break;
        }
        case nn::LayerKind::relu:
        case nn::LayerKind::tanh:
            point.kind = "activation";
            point.name = before.empty() ? numbered("act") : before + "_postact";
            before.clear(); // a second activation has a name of its own
            break;
        case nn::LayerKind::maxPool:
        case nn::LayerKind::averagePool:
            point.kind = "pool";
            point.name = numbered("pool");
            break;
        case nn::LayerKind::batchNorm:
            point.name = numbered("norm");
            break;
        case nn::LayerKind::flatten:
            continue;
        }
        points.push_back(std::move(point));
    }
    return points;
}

} // namespace scorescope::probes
