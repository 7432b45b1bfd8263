// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/grey_image.h"

#include <cstddef>
#include <string>

namespace scorescope::data {

/// Reads a portable grey map (Netpbm's .pgm): P5, binary with one or two bytes a pixel, or P2,
/// text; greys are shares of the file's own largest value. Throws InputError for a file that cannot
/// be read, is none, is damaged, truncated or longer than it says, and for sides of 0 or more than
/// `largestSide` pixels, before anything is allocated for them.
[[nodiscard]] GreyImage readPgm(const std::string& path, std::size_t largestSide);

} // namespace scorescope::data
