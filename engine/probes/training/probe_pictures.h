// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/data/labelled_images.h"
#include "engine/nn/layers/training_images.h"
#include "engine/probes/points/probe_points.h"
#include "engine/probes/training/probe_moment.h"

#include <cstddef>
#include <string>
#include <vector>

/// What is seen of probes. Pure.
namespace scorescope::probes {

/// What all of them are of.
struct ProbedNetwork {
    std::vector<ProbePoint> points;
    std::vector<std::string> reductions; ///< in words, one for each point
    std::vector<std::string> classes;
    double priorError = 0.9; ///< of who always answers the commonest class
    double priorLoss = 0.0;  ///< H(Y), nats
    std::size_t testImages = 0;
    std::string images; ///< what they are, for titles
};

/// "probe_heatmap": the probes' test errors by layer (from the input down) and step. Cells whose
/// probe has fewer examples than features say so, and those whose certificate leaves more than
/// `errorGap` of the examples open are marked as not converged. Chance and the error by raw pixels
/// stand on the colour bar. A click on a row sets "probed_layer".
[[nodiscard]] Artifact probeHeatmap(const ProbedNetwork& network,
                                    const std::vector<ProbeMoment>& moments, double errorGap);
/// "probe_errors", as Figure 9.3: the test error of each probe, at the newest moment with Wilson's
/// intervals of 95 % over the test images, at the first one beside it, and that of the network.
[[nodiscard]] Artifact probeErrors(const ProbedNetwork& network,
                                   const std::vector<ProbeMoment>& moments);
/// "probe_bits": usable bits by layer, of the newest moment and of the first.
[[nodiscard]] Artifact probeBits(const ProbedNetwork& network,
                                 const std::vector<ProbeMoment>& moments);
/// "network_diagram", as Figure 9.2: the network with a diode at each point (§9.A), coloured by the
/// probe's error. The first nodes are the points, in their order; then their diodes.
[[nodiscard]] Artifact networkDiagram(const ProbedNetwork& network,
                                      const std::vector<ProbeMoment>& moments);
/// "probe_table": what was probed, and how sure each number is. A row is a point.
[[nodiscard]] Artifact probeTable(const ProbedNetwork& network, const ProbeMoment& moment);
/// "confusion": of the test images of each class, the share that the probe of a point gives each
/// answer.
[[nodiscard]] Artifact confusion(const ProbedNetwork& network, const data::ImagePart& test,
                                 const ProbeAnswers& answers, std::size_t point);
/// "misclassified": the first test images that the probe of a point takes for another class.
[[nodiscard]] Artifact misclassified(const ProbedNetwork& network, const nn::TrainingImages& images,
                                     const ProbeAnswers& answers, std::size_t point,
                                     std::size_t most);

} // namespace scorescope::probes
