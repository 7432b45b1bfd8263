// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/sampling/random_words.h"

#include <Random123/philox.h>

#include <stdexcept>

namespace scorescope::issgd {
namespace {

struct Block {
    std::uint64_t word[2];
};

Block philoxBlock(const r123::Philox4x32::ctr_type& counter,
                  const r123::Philox4x32::key_type& key) {
    const auto bits = r123::Philox4x32()(counter, key);
    return {{(static_cast<std::uint64_t>(bits[0]) << 32U) | bits[1],
             (static_cast<std::uint64_t>(bits[2]) << 32U) | bits[3]}};
}

} // namespace

void fillRandomWords(const WordKey& key, std::uint64_t first, std::size_t count,
                     std::uint64_t* out) {
    if (first > wordsInStream || count > wordsInStream - first) {
        throw std::invalid_argument(
            "a stream has 2^33 random words: draw fewer, or from more steps");
    }
    // The layout of RandomStream's counter and key, which a test compares with.
    r123::Philox4x32::ctr_type counter;
    counter[1] = key.chain;
    counter[2] = static_cast<std::uint32_t>(key.step);
    counter[3] = static_cast<std::uint32_t>(key.step >> 32U);
    r123::Philox4x32::key_type philoxKey;
    philoxKey[0] = static_cast<std::uint32_t>(key.seed);
    philoxKey[1] =
        static_cast<std::uint32_t>(key.seed >> 32U) ^ (key.purpose.number() * 0x9E3779B9U);

    std::size_t at = 0;
    if (first % 2 == 1 && count > 0) {
        counter[0] = static_cast<std::uint32_t>(first / 2);
        out[at++] = philoxBlock(counter, philoxKey).word[1];
    }
    for (; at + 2 <= count; at += 2) {
        counter[0] = static_cast<std::uint32_t>((first + at) / 2);
        const Block block = philoxBlock(counter, philoxKey);
        out[at] = block.word[0];
        out[at + 1] = block.word[1];
    }
    if (at < count) {
        counter[0] = static_cast<std::uint32_t>((first + at) / 2);
        out[at] = philoxBlock(counter, philoxKey).word[0];
    }
}

} // namespace scorescope::issgd
