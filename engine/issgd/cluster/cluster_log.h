// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/checkpoint.h"

#include <cstddef>
#include <cstdint>
#include <deque>

namespace scorescope::issgd {

/// What the bars of Figure 7.1 mean.
enum class Deed : std::uint8_t { train, push, wait, fetch, score, write, store, lost };
constexpr std::size_t deeds = 8;

/// Who did what, lately, and how much went over the network since the beginning.
class ClusterLog {
public:
    static constexpr std::size_t master = 0;
    static constexpr std::size_t store = 1;
    static constexpr std::size_t firstWorker = 2;

    /// Of no length: not kept.
    void did(std::size_t who, Deed deed, double begin, double end);
    void sent(double bytes) {
        ++messages_;
        bytes_ += bytes;
    }

    [[nodiscard]] std::uint64_t messages() const noexcept { return messages_; }
    [[nodiscard]] double bytes() const noexcept { return bytes_; }

    struct Span {
        std::size_t who = 0;
        Deed deed = Deed::train;
        double begin = 0.0; ///< seconds
        double end = 0.0;
    };
    [[nodiscard]] const std::deque<Span>& spans() const noexcept { return spans_; }

    void save(Checkpoint& checkpoint) const;
    /// Throws InputError for numbers that are none of a log's.
    void load(const Checkpoint& checkpoint);

private:
    std::deque<Span> spans_; ///< at most mostSpans
    std::uint64_t messages_ = 0;
    double bytes_ = 0.0;
};

} // namespace scorescope::issgd
