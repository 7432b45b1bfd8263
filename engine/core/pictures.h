// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analyses.h"
#include "engine/core/frame.h"
#include "engine/core/picture_budget.h"

#include <memory>
#include <set>
#include <string>
#include <utility>

namespace scorescope {

class Experiment;

/// Pictures of a run that goes on: what costs little is made for each, what costs more only as
/// often as a bounded part of the time allows, and shown as it was meanwhile (Frame::older says
/// so). When the run rests, a picture is complete. Owned by the engine thread.
class Pictures {
public:
    explicit Pictures(SecondsClock clock = steadySeconds) : clock_(std::move(clock)) {}
    /// Another experiment, or another state of it: nothing of before is shown again.
    void clear();
    /// Forgets what was seen, and keeps what is known of its cost.
    void forget() { last_ = nullptr; }
    /// What is seen of the experiment now, with the analyses that `interest` wants. `running`: at a
    /// picture every `interval` seconds.
    std::shared_ptr<const Frame> take(Experiment& experiment, Analyses& analyses,
                                      const Interest& interest, bool running, double interval);
    /// The last one; null when there is none.
    [[nodiscard]] const std::shared_ptr<const Frame>& last() const noexcept { return last_; }

private:
    SecondsClock clock_;
    PictureBudget budget_;
    std::shared_ptr<const Frame> last_;
    std::set<std::string> published_; ///< of last_, those the experiment made itself
};

} // namespace scorescope
