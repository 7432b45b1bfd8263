// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/core/frame.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace scorescope {

/// Frames and checkpoints of a run under a memory budget, for the scrubber and for branching.
///
/// Keeps the first and the newest entry always. When over budget it removes the entry whose
/// removal leaves the smallest hole relative to its age, so that recent moments stay dense and old
/// ones thin out evenly. Not thread-safe: owned by the engine thread.
class History {
public:
    explicit History(std::size_t budgetBytes) : budget_(budgetBytes) {}

    void add(FramePtr frame, std::shared_ptr<const Checkpoint> checkpoint);
    void clear();
    /// Forgets everything after `step`.
    void truncateAfter(std::uint64_t step);
    /// The frame at or nearest to `step`; null when empty.
    [[nodiscard]] FramePtr nearestFrame(std::uint64_t step) const;
    /// The newest checkpoint at or before `step`; null when there is none.
    [[nodiscard]] std::shared_ptr<const Checkpoint> checkpointAtOrBefore(std::uint64_t step) const;
    [[nodiscard]] std::vector<std::uint64_t> steps() const;
    /// Every frame kept, by increasing step. Shared, not copied.
    [[nodiscard]] std::vector<FramePtr> frames() const;
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
    /// Whether a moment at `step` is worth keeping yet: spacing grows as the budget fills.
    [[nodiscard]] bool wants(std::uint64_t step) const;

private:
    struct Entry {
        FramePtr frame;
        std::shared_ptr<const Checkpoint> checkpoint;
        std::size_t bytes = 0;
    };
    void thin();
    std::size_t budget_;
    std::size_t bytes_ = 0;
    std::uint64_t spacing_ = 1;
    std::map<std::uint64_t, Entry> entries_;
};

} // namespace scorescope
