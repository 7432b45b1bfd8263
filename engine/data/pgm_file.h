// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace scorescope::data {

/// A grey image from 0 to 1, row-major from the top.
struct GreyImage {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<float> pixels;
};

/// Reads a portable grey map (Netpbm's .pgm): P5, binary with one or two bytes a pixel, or P2,
/// text; greys are shares of the file's own largest value. Throws InputError for a file that cannot
/// be read, is none, is damaged, truncated or longer than it says, and for sides of 0 or more than
/// `largestSide` pixels, before anything is allocated for them.
[[nodiscard]] GreyImage readPgm(const std::string& path, std::size_t largestSide);

} // namespace scorescope::data
