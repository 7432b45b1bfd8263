// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/rng.h"

#include <cstddef>
#include <cstdint>

namespace scorescope::issgd {

/// Whose random words are drawn.
struct WordKey {
    std::uint64_t seed = 1;
    Purpose purpose = Purpose::named("weighted draws");
    std::uint64_t step = 0;
    std::uint32_t chain = 0;
};

/// The largest number of words in one stream: its counter has 32 bits for blocks of two words.
inline constexpr std::uint64_t wordsInStream = 1ULL << 33U;

/// Words first … first + count − 1 of the key's stream, 64 random bits each: word m has bits 2 m
/// (above) and 2 m + 1 (below) of RandomStream(seed, purpose, chain, step), so that it does not
/// depend on how many are made at once, nor by which thread. Many times faster than one call for
/// each. Throws std::invalid_argument beyond `wordsInStream`.
void fillRandomWords(const WordKey& key, std::uint64_t first, std::size_t count,
                     std::uint64_t* out);

} // namespace scorescope::issgd
