// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/pixel_mask.h"

#include <QString>

#include <cstddef>

namespace scorescope::views {

/// Reads a mask from a picture file: pixels lighter than the middle grey are chosen, transparent
/// ones are not. Throws InputError, naming the file, when it is no picture that can be read or not
/// of that size; sizes are compared before anything is decoded.
[[nodiscard]] PixelMask loadMask(const QString& path, std::size_t width, std::size_t height);

/// Writes a mask as a PNG, white for chosen and black for others, beside the old file and renames
/// it: never half a file. Throws InputError, naming the file, when it cannot be written.
/// \param mask one for each of width × height pixels
void saveMask(const PixelMask& mask, std::size_t width, std::size_t height, const QString& path);

} // namespace scorescope::views
