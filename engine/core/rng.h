// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scorescope {

/// What random numbers are drawn for. Each purpose has streams of its own, so that drawing more of
/// one kind (say, for a new view) never shifts the numbers of another.
///
/// A lab makes purposes of its own by name: `constexpr Purpose clamping =
/// Purpose::named("clamping");`. Labs that give theirs the same name share streams only with equal
/// seeds, in different experiments.
class Purpose {
public:
    static const Purpose data;
    static const Purpose heldOutData;
    static const Purpose initialization;
    static const Purpose minibatch;
    static const Purpose test;

    /// By number, below 2³¹: for the above, and for what had a number before there were names.
    constexpr explicit Purpose(std::uint32_t number) noexcept : number_(number) {}
    /// By name: FNV-1a with the top bit set, so that no name is any number's.
    [[nodiscard]] static constexpr Purpose named(std::string_view name) noexcept {
        std::uint32_t hash = 2166136261U;
        for (const char letter : name) {
            hash = (hash ^ static_cast<std::uint8_t>(letter)) * 16777619U;
        }
        return Purpose(hash | 0x80000000U);
    }

    [[nodiscard]] constexpr std::uint32_t number() const noexcept { return number_; }
    friend constexpr bool operator==(Purpose a, Purpose b) noexcept {
        return a.number_ == b.number_;
    }
    friend constexpr bool operator!=(Purpose a, Purpose b) noexcept { return !(a == b); }

private:
    std::uint32_t number_;
};

inline constexpr Purpose Purpose::data{1};
inline constexpr Purpose Purpose::heldOutData{3};
inline constexpr Purpose Purpose::initialization{5};
inline constexpr Purpose Purpose::minibatch{6};
inline constexpr Purpose Purpose::test{1000};

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
