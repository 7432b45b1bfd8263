// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace scorescope {

/// A mask over the pixels of an image, row by row from the top; not 0 is chosen. As a live text
/// parameter it is the lengths of runs of pixels that are not chosen and chosen in turns: "392 392"
/// is the lower half of 28 × 28, "" is none.
using PixelMask = std::vector<std::uint8_t>;

/// The text of a mask; the last run of pixels that are not chosen is left out.
[[nodiscard]] std::string maskText(const PixelMask& mask);

/// The mask of a text, 0 or 1 for each of `pixels`. Throws InputError for what is no list of
/// lengths, and for lengths that come to more than `pixels`.
[[nodiscard]] PixelMask parseMask(const std::string& text, std::size_t pixels);

} // namespace scorescope
