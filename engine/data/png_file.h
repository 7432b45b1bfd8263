// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/grey_image.h"

#include <cstddef>
#include <string>

namespace scorescope::data {

/// Reads a PNG image of any kind (grey, colours, palette; 1 to 16 bits; interlaced or not) through
/// libpng, as 256 greys from 0 to 1:
/// - greys of 8 bits stay, as byte / 255; fewer bits are spread over 0 to 1, 16 are rounded to 8;
/// - colours become their luminance, 0.2126 R + 0.7152 G + 0.0722 B in light (the values to the
///   power of 2.2), encoded again; libpng forms it from 8 bits of light, so it is right to 3 of 255
///   greys, of dark colours (below 64) to 20; colours that are greys stay;
/// - transparent pixels lie over black, mixed as light;
/// - a file that states another gamma than sRGB's is brought to sRGB's, one that states none is
///   taken for it, also with 16 bits.
/// Of an animation the first picture is read. Words and what follows the image's end are left
/// alone.
///
/// Throws InputError for a file that cannot be read, is none, is truncated, has a chunk with a
/// wrong checksum or one that libpng refuses, is larger than 8 bytes a pixel and 4 MiB besides, and
/// for sides of 0 or more than `largestSide` pixels, before anything is allocated for them.
[[nodiscard]] GreyImage readPng(const std::string& path, std::size_t largestSide);

} // namespace scorescope::data
