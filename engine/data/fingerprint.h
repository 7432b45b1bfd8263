// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace scorescope::data {

/// FNV-1a of some bytes: equal for equal data, and hardly ever else. 53 bits of it, so that every
/// reader of JSON keeps it whole. A value.
class Fingerprint {
public:
    void add(const void* bytes, std::size_t size) noexcept {
        const auto* each = static_cast<const std::uint8_t*>(bytes);
        for (std::size_t i = 0; i < size; ++i) {
            hash_ = (hash_ ^ each[i]) * 1099511628211ULL;
        }
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return hash_ >> 11U; }

private:
    std::uint64_t hash_ = 14695981039346656037ULL;
};

} // namespace scorescope::data
