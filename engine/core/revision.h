// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace scorescope {

/// Which state of something that changes (weights, data, noise) a thing was made from: the owner
/// moves it on with every change, and who keeps what follows from it compares for equality, as a
/// key of Kept for instance. Only revisions of one owner can be compared; they say nothing of
/// steps, which go back and forth while revisions never repeat. A value; any thread.
class Revision {
public:
    /// The first state.
    constexpr Revision() = default;
    /// Of no state: what was never made, or must be made again. Its own next() is not to be asked.
    [[nodiscard]] static constexpr Revision never() noexcept { return Revision(~std::uint64_t{0}); }
    [[nodiscard]] constexpr Revision next() const noexcept { return Revision(number_ + 1); }
    constexpr Revision& operator++() noexcept { return *this = next(); }

    friend constexpr bool operator==(Revision a, Revision b) noexcept {
        return a.number_ == b.number_;
    }
    friend constexpr bool operator!=(Revision a, Revision b) noexcept { return !(a == b); }

    /// Different text for different revisions: for keys that are texts.
    [[nodiscard]] std::string text() const {
        return *this == never() ? "never" : std::to_string(number_);
    }

private:
    constexpr explicit Revision(std::uint64_t number) noexcept : number_(number) {}

    std::uint64_t number_ = 0;
};

} // namespace scorescope
