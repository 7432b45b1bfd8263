// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"

#include <Random123/philox.h>

#include <cmath>

namespace scorescope {

// Counter layout: word 0 counts blocks inside the stream, word 1 is the chain, words 2 and 3 the
// step. The purpose is mixed into the seed's high word, so that streams never share counters.
RandomStream::RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t chain,
                           std::uint64_t step) noexcept
    : key_{static_cast<std::uint32_t>(seed),
           static_cast<std::uint32_t>(seed >> 32U) ^ (purpose.number() * 0x9E3779B9U)},
      counter_{0U, chain, static_cast<std::uint32_t>(step),
               static_cast<std::uint32_t>(step >> 32U)} {}

void RandomStream::refill() noexcept {
    const r123::Philox4x32 philox;
    r123::Philox4x32::ctr_type counter;
    for (std::size_t i = 0; i < 4; ++i) {
        counter[i] = counter_[i];
    }
    r123::Philox4x32::key_type key;
    key[0] = key_[0];
    key[1] = key_[1];
    const auto random = philox(counter, key);
    for (std::size_t i = 0; i < 4; ++i) {
        block_[i] = random[i];
    }
    ++counter_[0];
    used_ = 0;
}

std::uint32_t RandomStream::bits() noexcept {
    if (used_ == 4) {
        refill();
    }
    return block_[used_++];
}

double RandomStream::uniform() noexcept {
    const std::uint64_t high = bits();
    const std::uint64_t low = bits();
    return static_cast<double>(((high << 32U) | low) >> 11U) * 0x1.0p-53;
}

double RandomStream::uniform(double low, double high) noexcept {
    return low + (high - low) * uniform();
}

double RandomStream::normal() noexcept {
    if (hasSpareNormal_) {
        hasSpareNormal_ = false;
        return spareNormal_;
    }
    constexpr double twoPi = 6.283185307179586476925;
    const double radius = std::sqrt(-2.0 * std::log1p(-uniform())); // 1 − u is in (0, 1]
    const double angle = twoPi * uniform();
    spareNormal_ = radius * std::sin(angle);
    hasSpareNormal_ = true;
    return radius * std::cos(angle);
}

std::uint64_t RandomStream::below(std::uint64_t bound) noexcept {
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t value = 0;
    do {
        value = (static_cast<std::uint64_t>(bits()) << 32U) | bits();
    } while (value >= limit);
    return value % bound;
}

} // namespace scorescope
