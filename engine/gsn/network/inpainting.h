// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/core/parameters.h"
#include "engine/core/pixel_mask.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Completing images with a chain whose pixels are partly held (§5.3.6, Figure 5.6, bottom): held
/// pixels are not resampled, the others follow the chain.
namespace scorescope::gsn {

/// "given_part" (live; nothing, one half, a chessboard of squares, or what was painted),
/// "given_pixels" (live: the painted mask, maskText()), "one_image" (live), "given_image" (live)
/// and "burn_in", in the group "Inpainting".
[[nodiscard]] std::vector<ParameterSpec> inpaintingParameters();
/// Rules: a painted mask fits the image, and holds neither nothing nor everything. Throws
/// InputError at the parameter.
void checkInpainting(const Parameters& parameters, std::size_t side);
/// The pixels that are held, one for each of side × side; empty when none is.
[[nodiscard]] PixelMask heldPixels(const Parameters& parameters, std::size_t side);

/// Chains that complete images. Pixels are in [0, 1], [chains × pixels]. Not thread-safe.
class Inpainting {
public:
    /// Nothing is held.
    Inpainting() = default;
    /// \param held one for each pixel; empty holds nothing
    /// \param images [chains × pixels]: what the chains complete
    /// \param together all chains complete one image, so their completions are counted as one's
    /// Throws std::invalid_argument for sizes that do not fit.
    Inpainting(PixelMask held, std::vector<float> images, std::size_t chains, bool together);

    [[nodiscard]] bool active() const noexcept { return !held_.empty(); }
    [[nodiscard]] bool together() const noexcept { return together_; }
    [[nodiscard]] const PixelMask& held() const noexcept { return held_; }
    /// The images that are completed, [chains × pixels].
    [[nodiscard]] const std::vector<float>& images() const noexcept { return images_; }

    /// Where chains begin: held pixels as in the images, the others 0 or 1 with equal chances, from
    /// (seed, chain). Without held pixels: the images.
    [[nodiscard]] std::vector<float> begin(std::uint64_t seed) const;
    /// Puts the held pixels back.
    void hold(std::vector<float>& x) const;

    /// Counts what P(X | h) says of every completion, [chains × pixels].
    void count(const std::vector<float>& mean);
    /// Completions that were counted, of all chains.
    [[nodiscard]] std::uint64_t completions() const noexcept { return counted_ * chains_; }
    /// Images whose completions are counted apart: one, or one for each chain.
    [[nodiscard]] std::size_t groups() const noexcept { return together_ ? 1 : chains_; }
    /// Over the completions of a group: the mean of P(X_i = 1 | h), and its standard deviation.
    /// NaN before any; of held pixels the image itself, and 0. [pixels].
    [[nodiscard]] std::vector<double> mean(std::size_t group) const;
    [[nodiscard]] std::vector<double> deviation(std::size_t group) const;
    /// −log of what the mean says of the pixels that are not held, in nats per image, averaged over
    /// the groups: how well the truth was guessed. NaN before any completion.
    [[nodiscard]] double surprise() const;

    /// Counts under names that begin with `prefix`. load() throws InputError when they do not fit;
    /// nothing changed then.
    void save(Checkpoint& checkpoint, const std::string& prefix) const;
    void load(const Checkpoint& checkpoint, const std::string& prefix);

private:
    [[nodiscard]] std::size_t pixels() const noexcept { return held_.size(); }
    /// Of a group: how many completions were counted.
    [[nodiscard]] double weight() const noexcept {
        return static_cast<double>(together_ ? counted_ * chains_ : counted_);
    }

    PixelMask held_;
    std::vector<float> images_;
    std::size_t chains_ = 0;
    bool together_ = false;
    std::uint64_t counted_ = 0;   ///< of each chain
    std::vector<double> sums_;    ///< [groups × pixels]
    std::vector<double> squares_; ///< [groups × pixels]
};

} // namespace scorescope::gsn
