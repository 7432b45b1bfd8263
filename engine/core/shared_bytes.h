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
    /// One more holder of the piece. An empty piece counts nothing, whatever its address.
    void hold(const void* piece, std::size_t bytes);
    /// One holder less; the last one takes the bytes with it. The piece must be held, with the same
    /// number of bytes.
    void release(const void* piece, std::size_t bytes);
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
