// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace scorescope {

/// What random numbers are drawn for. Each purpose has streams of its own, so that drawing more of
/// one kind (say, for a new view) never shifts the numbers of another.
enum class Purpose : std::uint32_t {
    data = 1,
    corruption = 2,
    heldOutData = 3,
    heldOutCorruption = 4,
    initialization = 5,
    minibatch = 6,
    chain = 7,
    proposal = 8,
    test = 1000,
};

/// A stream of random numbers from the counter-based generator Philox-4x32-10 (Salmon et al. 2011),
/// keyed by (seed, purpose, chain, step).
///
/// The n-th number of a stream is a pure function of the key and n: the same on every device, for
/// every thread count and whatever was drawn elsewhere, and any step can be redone without the
/// ones before it. A value type; copies continue independently. Not shared between threads.
class RandomStream {
public:
    RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t chain = 0,
                 std::uint64_t step = 0) noexcept;

    /// The next 32 random bits.
    [[nodiscard]] std::uint32_t bits() noexcept;
    /// Uniform in [0, 1) with 53 random bits.
    [[nodiscard]] double uniform() noexcept;
    /// Uniform in [low, high).
    [[nodiscard]] double uniform(double low, double high) noexcept;
    /// Standard normal (Box–Muller; both values of a pair are used).
    [[nodiscard]] double normal() noexcept;
    /// Uniform integer in [0, bound), bound ≥ 1, without modulo bias.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound) noexcept;

private:
    void refill() noexcept;

    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 4> block_{};
    unsigned used_ = 4;
    double spareNormal_ = 0.0;
    bool hasSpareNormal_ = false;
};

} // namespace scorescope
