// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/pixel_mask.h"
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/inpainting.h"
#include "engine/gsn/network/network_chains.h"
#include "engine/gsn/network/network_images.h"
#include "engine/gsn/network/sample_record.h"
#include "engine/gsn/network/unrolled_graph.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What experiments in which a network learns images show besides their curves. Greys are those of
/// NetworkImages::toGreys(), between its black and white; which images they are of stands on every
/// picture. Pure; any thread.
namespace scorescope::gsn {

/// What X is drawn given, as all pictures call it: "X̃" where one hidden layer without a memory is
/// made of it alone (§5.3.1, 5.5.1), "h" where layers remember (§5.3.4).
[[nodiscard]] std::string givenName(std::size_t hiddenLayers);

/// `data_images`: training images, [images × pixels] of x.
[[nodiscard]] Artifact trainingImages(const NetworkImages& images, std::vector<float> x);

/// How the record of the chains is laid out: one chain row by row, or several with a row each.
struct SampleLayout {
    std::size_t columns = 20;
    std::size_t every = 1;   ///< steps of the chains from one image to the next
    bool nearest = false;    ///< a column more: the training image nearest to the last one of a row
    std::string given = "h"; ///< givenName()
    bool marks = true; ///< changed pixels of X̃ can be told: not where noise was added to all
};
/// `samples`, `means` (of P(X | h), or P(X | X̃)) and `corrupted` (X̃, changed pixels marked): the
/// latest moments.
[[nodiscard]] Artifact sampleImages(const NetworkImages& images, const SampleRecord& record,
                                    SampleLayout layout);
[[nodiscard]] Artifact meanImages(const NetworkImages& images, const SampleRecord& record,
                                  SampleLayout layout);
[[nodiscard]] Artifact corruptedImages(const NetworkImages& images, const SampleRecord& record,
                                       SampleLayout layout);

/// `chain_step`: a row for each chain, X, X̃, the mean of P(X | h) and the next X of the step that
/// is under way, or of the last one when it is whole; what is to come is empty, what came last is
/// framed. `hidden` is what the layers of the first chain hold, each in a picture that is as near
/// to a square as may be, signed, on one range.
[[nodiscard]] Artifact chainStepImages(const NetworkImages& images, const NetworkChains& chains);
[[nodiscard]] Artifact hiddenImages(const NetworkChains& chains);

/// `drawing`: one image, white where the mask is, to be painted on, which sets "own_drawing".
[[nodiscard]] Artifact drawingImage(const NetworkImages& images, const PixelMask& white);

/// `walkback`: two rows of images, an example with the x̃ of each step, and below each x̃ the mean
/// of P(x | h). No activations: an empty picture.
[[nodiscard]] Artifact walkbackImages(const NetworkImages& images, const Unrolling& unrolling,
                                      const UnrolledActivations& activations);

/// `filters`: weights into the first units of layer 1, signed.
[[nodiscard]] Artifact filterImages(const NetworkImages& images, const GsnShape& shape,
                                    const std::vector<float>& weights);

/// `scale_curve`: α_1 … α_K.
[[nodiscard]] Artifact scaleCurve(const std::vector<float>& scales);

/// `given`: the first image that is completed, alone, with the mask of its held pixels: to be
/// painted on, which sets "given_pixels".
[[nodiscard]] Artifact givenImage(const NetworkImages& images, const Inpainting& inpainting);
/// `completions`: for each image that is completed the image itself (it is painted on, too) and
/// beside it the mean of P(X | h) over its completions; held pixels have the mask. Without held
/// pixels the images alone. Of pixels in [0, 1].
[[nodiscard]] Artifact completionImages(const NetworkImages& images, const Inpainting& inpainting);
/// `completion_deviation`: the deviation of the means of P(X | h) over the completions of each
/// image, from 0 to the largest there is.
[[nodiscard]] Artifact deviationImages(const NetworkImages& images, const Inpainting& inpainting);

/// `about`: the images, the network, how many minibatches it was trained on and how many steps its
/// chains went.
[[nodiscard]] Artifact aboutRun(const NetworkImages& images, const GsnShape& shape,
                                std::uint64_t trained, std::uint64_t drawn);

} // namespace scorescope::gsn
