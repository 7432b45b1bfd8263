// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/grey_images.h"

#include <cstddef>
#include <cstdint>

namespace scorescope::data {

/// Sides of drawn faces, in pixels.
inline constexpr std::size_t smallestFace = 12;
inline constexpr std::size_t largestFace = 96;

/// Which part of a data set.
enum class FacePart { training, test };

/// Small grey faces, from 0 to 1, that need no download: stand-ins for the Toronto Face Database
/// (§5.5.2, 5.5.3), which its owners give to researchers who ask. A head with hair, eyes, brows,
/// nose and mouth is lit and turned; who it is (some twenty proportions and tones), where it looks,
/// where the light is, what the face expresses and the ground behind it vary continuously. Edges
/// are about a pixel wide.
///
/// Image i depends on (seed, part, i) and the side alone: the first n of more are the same n, for
/// any number of threads, and another side shows the same faces. Throws std::invalid_argument for a
/// side outside of smallestFace to largestFace.
[[nodiscard]] GreyImages drawFaces(std::size_t count, std::size_t side, FacePart part,
                                   std::uint64_t seed, int threads = 0);

} // namespace scorescope::data
