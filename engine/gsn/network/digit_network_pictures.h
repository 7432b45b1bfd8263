// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/data/digit_choice.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/inpainting.h"
#include "engine/gsn/network/sample_record.h"
#include "engine/gsn/network/unrolled_graph.h"

#include <cstddef>
#include <cstdint>
#include <vector>

/// What the experiment `digit_network` shows besides its curves. Images of digits are 28 × 28, with
/// greys in [0, 1]; which digits they are of stands on every picture. Pure; any thread.
namespace scorescope::gsn {

/// `data_images`: training images, [images × pixels].
[[nodiscard]] Artifact trainingImages(const data::Digits& digits, std::vector<float> pixels);

/// How the record of the chains is laid out: one chain row by row, or several with a row each.
struct SampleLayout {
    std::size_t columns = 20;
    std::size_t every = 1; ///< steps of the chains from one image to the next
};
/// `samples`, `means` (of P(X | h)) and `corrupted` (X̃, changed pixels marked): the latest moments.
[[nodiscard]] Artifact sampleImages(const data::Digits& digits, const SampleRecord& record,
                                    SampleLayout layout);
[[nodiscard]] Artifact meanImages(const data::Digits& digits, const SampleRecord& record,
                                  SampleLayout layout);
[[nodiscard]] Artifact corruptedImages(const data::Digits& digits, const SampleRecord& record,
                                       SampleLayout layout);

/// `walkback`: two rows of images, an example with the x̃ of each step, and below each x̃ the mean
/// of P(x | h). No activations: an empty picture.
[[nodiscard]] Artifact walkbackImages(const data::Digits& digits, const Unrolling& unrolling,
                                      const UnrolledActivations& activations);

/// `filters`: weights into the first units of layer 1, signed.
[[nodiscard]] Artifact filterImages(const GsnShape& shape, const std::vector<float>& weights);

/// `scale_curve`: α_1 … α_K.
[[nodiscard]] Artifact scaleCurve(const std::vector<float>& scales);

/// `completions`: for each image that is completed a row with the image itself (painting on it sets
/// "given_pixels"), and over its completions the mean of P(X | h) and the deviation; held pixels
/// have the mask. Without held pixels the images alone.
[[nodiscard]] Artifact completionImages(const data::Digits& digits, const Inpainting& inpainting);

/// `about`: the images, the network, how many minibatches it was trained on and how many steps its
/// chains went.
[[nodiscard]] Artifact aboutRun(const data::Digits& digits, const GsnShape& shape,
                                std::uint64_t trained, std::uint64_t drawn);

} // namespace scorescope::gsn
