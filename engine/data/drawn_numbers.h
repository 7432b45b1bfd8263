// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/labelled_images.h"

#include <cstddef>
#include <cstdint>

namespace scorescope::data {

/// House numbers as a camera may see them, where there is no SVHN: 32 × 32 pixels in colours. Each
/// is a digit of drawDigits() in one colour before a wall of another, which differ in brightness by
/// 0.2 to 0.6 of white to black, with a light that falls off to one side, often with a part of
/// another digit beside it, and noise of two greys in a hundred. They are easier to tell than
/// SVHN's.
///
/// Image i depends on (seed, part, i) alone: the first n of more are the same n, for any number of
/// threads.
[[nodiscard]] LabelledImages drawNumbers(std::size_t count, DigitPart part, std::uint64_t seed,
                                         int threads = 0);

} // namespace scorescope::data
