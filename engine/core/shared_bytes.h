// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <unordered_map>

namespace scorescope {

/// Adds up memory that several hold, each piece once. Pieces are told apart by their address, so
/// whoever counts one must hold it alive. Not thread-safe.
class SharedBytes {
public:
    /// One more holder of the piece. A piece without an address (an empty array) counts nothing.
    void hold(const void* piece, std::size_t bytes);
    /// One holder less; the last one takes the bytes with it. The piece must be held.
    void release(const void* piece);
    [[nodiscard]] std::size_t total() const noexcept { return total_; }

private:
    struct Held {
        std::size_t bytes = 0;
        std::size_t holders = 0;
    };
    std::unordered_map<const void*, Held> held_;
    std::size_t total_ = 0;
};

} // namespace scorescope
