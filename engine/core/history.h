// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/core/frame.h"
#include "engine/core/moment_pace.h"
#include "engine/core/shared_bytes.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace scorescope {

/// Moments of a run under a memory budget: frames for the scrubber, checkpoints for stepping back
/// and branching.
///
/// A frame is small and a checkpoint may be large, so they are thinned apart: a moment may keep its
/// frame after its checkpoint went, and coming back to it then replays from the checkpoint before.
/// The first and the newest checkpoint stay always, whatever the budget; so do the first and the
/// newest frame. Otherwise what goes first is what leaves the smallest hole relative to its age, so
/// that recent moments stay dense and old ones thin out evenly.
///
/// What moments have in common counts once: artifacts that did not change between two frames, and
/// tensors that did not change between two checkpoints. An experiment that keeps its tensors as
/// shared arrays gives them for free; copies with the same bits as before are found when a moment
/// is added, and dropped.
///
/// Not thread-safe: owned by the engine thread.
class History {
public:
    struct Moment {
        FramePtr frame;                               ///< not null; its step is the moment's
        std::shared_ptr<const Checkpoint> checkpoint; ///< may be null
    };

    /// A clock of one's own is for tests; the default is the machine's steady one.
    explicit History(std::size_t budgetBytes, SecondsClock clock = steadySeconds);

    /// Whether a moment at `step` is worth storing now; see secondsUntilNextMoment(). Always the
    /// first one, never the newest again.
    [[nodiscard]] bool wants(std::uint64_t step, Occasion occasion = Occasion::running) const;
    /// Makes room, asks `make` for the moment, adds it, and measures what all that took.
    void store(const std::function<Moment()>& make);
    /// Adds a moment, in place of the one at the same step. Its cost is not known to wants().
    void add(FramePtr frame, std::shared_ptr<const Checkpoint> checkpoint);
    void clear();
    /// Another budget, at once.
    void setBudget(std::size_t bytes);
    /// Forgets everything after `step`.
    void truncateAfter(std::uint64_t step);

    /// The frame at or nearest to `step`; null when empty.
    [[nodiscard]] FramePtr nearestFrame(std::uint64_t step) const;
    /// The newest checkpoint at or before `step`; null when there is none.
    [[nodiscard]] std::shared_ptr<const Checkpoint> checkpointAtOrBefore(std::uint64_t step) const;
    [[nodiscard]] std::vector<std::uint64_t> steps() const;
    /// Every frame kept, by increasing step. Shared, not copied.
    [[nodiscard]] std::vector<FramePtr> frames() const;
    [[nodiscard]] std::size_t bytes() const noexcept;
    /// What store() took since the start, clear() included.
    [[nodiscard]] double storingSeconds() const noexcept { return storingSeconds_; }

private:
    using Moments = std::map<std::uint64_t, Moment>;

    /// \returns the bytes that the moment added.
    std::size_t insert(Moment moment);
    Moments::iterator erase(Moments::iterator moment);
    void thin(std::size_t allowedBytes);
    /// The checkpoint that is missed least goes, its frame stays. False when none may go.
    bool dropCheckpoint();
    /// The moment without a checkpoint that is missed least goes. False when there is none.
    bool dropFrame();
    /// Whether checkpoints take more than their half of what may be spared.
    [[nodiscard]] bool checkpointsTakeMost(std::size_t allowedBytes) const;

    std::size_t budget_;
    SecondsClock clock_;
    Moments moments_;
    SharedBytes frameBytes_;
    SharedBytes checkpointBytes_;
    MomentCost last_;
    double lastStored_ = 0.0; ///< on the clock, when storing ended
    double storingSeconds_ = 0.0;
};

} // namespace scorescope
