// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/core/frame.h"
#include "engine/core/series.h"
#include "engine/core/timeline.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace scorescope {

/// A line of the run that was left, whole: enough to go on with it bit for bit, and to step back in
/// it.
struct KeptLine {
    RunLine line;
    Checkpoint state; ///< of its newest step, as fullCheckpoint(), without series
    SeriesSet series; ///< shares no block that still grows
    Timeline timeline;
};

/// The lines that a run has left, by branches and resets. Owned by the engine thread.
class RunLines {
public:
    /// Each takes a checkpoint's memory and a share of a history's; beyond that the oldest goes.
    static constexpr std::size_t mostLines = 8;

    /// \returns the line that had to go for it, or null.
    std::unique_ptr<KeptLine> add(std::unique_ptr<KeptLine> line);
    [[nodiscard]] const KeptLine* find(std::uint64_t id) const;
    /// Takes the line of that id out; null when there is none.
    std::unique_ptr<KeptLine> take(std::uint64_t id);
    void clear();
    /// The run goes on from `step` by another way: no line has more in common with it.
    void leftAt(std::uint64_t step);
    /// For frames, oldest first. Null for none.
    [[nodiscard]] const RunLineList& list() const noexcept { return list_; }

private:
    void tell();

    std::vector<std::unique_ptr<KeptLine>> lines_;
    RunLineList list_;
};

} // namespace scorescope
