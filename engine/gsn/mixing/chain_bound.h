// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/stats/sampled_likelihood.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The bound on the log-likelihood of §5.5.1, from a chain of its own that is run from a copy of a
/// network's weights, so that looking changes nothing. Pure; any thread.
namespace scorescope::gsn {

struct BoundRequest {
    GsnShape shape{{784, 1}};
    std::vector<float> weights;
    GsnNoise noise;
    float scale = 1.0F; ///< α of the logits of P(X | h)
    /// [chains × pixels]. The thesis has one chain; the samples of several are counted step by
    /// step, in each step in their order.
    std::vector<float> starts;
    /// Test images of 0 and 1, [images × pixels]; what networks are compared on, they share.
    std::shared_ptr<const std::vector<float>> tests;
    std::size_t samples = 10000; ///< of all chains together, ≥ 1: "consecutively generated"
    /// Steps of each chain before its first sample. The thesis tells of none. It is a lower bound
    /// for samples of the chain's stationary distribution; the first ones still know the start.
    std::size_t burnIn = 0;
    std::uint64_t seed = 1;
};

/// log 1/S Σ_{s ≤ S} P(x | h_s) in nats, the mean over test images with its standard error over
/// them, at S = 1, 2, 5, 10, 20, 50, … and all samples. P(x | h) is factorized Bernoulli with the
/// logits α (b_0 + h_1 W_1ᵀ), which are formed anew: means that are 0 or 1 in single precision have
/// lost theirs. h_s is the chain's own state after step s, with the noise that is in it; without
/// latent noise P(x | h) is the thesis' P(x | X̃).
///
/// Two networks with the same seed and starts have the same noise: what differs is theirs.
///
/// Neither samples nor a matrix [samples × images] are held: beside the request, 16 bytes for each
/// image, 8 more for each place of the curve, and a block of samples. Time is that of the steps and
/// of a product [images × pixels × samples]. The same numbers for any number of threads.
///
/// Throws std::invalid_argument for no samples, weights that are not the shape's, starts or test
/// images that are missing or not whole, test images not of 0 and 1, logits that are not finite,
/// and a scale that is not above 0; Cancelled when asked to stop.
[[nodiscard]] stats::SampledLikelihood chainBound(const BoundRequest& request,
                                                  const stats::LongWork& work);

struct LabelledBound {
    std::string label; ///< "with walkback"
    stats::SampledLikelihood bound;
    std::optional<double> printed = {}; ///< nats; what the thesis prints for 10 000 samples
};

/// `bound_curve`: the bounds against the number of samples (made for a logarithmic axis), with bars
/// of a standard error to both sides; what the thesis prints is a ring of its own. `given`: what
/// the conditional is given, "h" or "X̃".
[[nodiscard]] Artifact boundCurve(const std::vector<LabelledBound>& bounds,
                                  const std::string& given = "h");

} // namespace scorescope::gsn
