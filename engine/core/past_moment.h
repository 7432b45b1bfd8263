// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analyses.h"
#include "engine/core/experiment.h"
#include "engine/core/frame.h"
#include "engine/core/history.h"

#include <functional>
#include <memory>
#include <string>

namespace scorescope {

/// A moment that is looked back at. At first what was stored of it is shown; when something else is
/// wanted (another region of the field, a place of the cursor, a view just opened), an experiment
/// of its own is brought to that moment and publishes it anew. Owned by the engine thread.
class PastMoment {
public:
    explicit PastMoment(AnalysesOptions options) : analyses_(std::move(options)) {}

    /// `now`: the scene at the head, which says where views look; null in tests without one.
    void show(FramePtr stored, const std::shared_ptr<const Scene>& now);
    /// Back to the head.
    void leave();
    [[nodiscard]] bool isShown() const noexcept { return stored_ != nullptr; }
    /// While it is shown.
    [[nodiscard]] std::uint64_t step() const noexcept { return stored_->step; }
    /// While it is shown: with the parameters in force then, but for those that say where a view
    /// looks, and those set since it is shown.
    [[nodiscard]] const std::shared_ptr<const Scene>& scene() const noexcept { return scene_; }

    /// Something else is wanted than was stored; revive() is to be called when there is time.
    void wantMore();
    [[nodiscard]] bool wantsMore() const noexcept { return wantsMore_; }
    /// `create` makes an experiment of scene(). Nothing when it was revived before, or when no
    /// checkpoint of the very moment is stored. Throws what `create` throws.
    void revive(const History& history,
                const std::function<std::unique_ptr<Experiment>(const Scene& scene)>& create);
    /// A live parameter was set; it holds here too.
    void set(const std::string& name, const ParameterValue& value);

    /// Hands over analyses that have ended.
    Analyses::News deliver();
    [[nodiscard]] Analyses& analyses() noexcept { return analyses_; }
    /// What is seen of it. `head`: where the series are taken from, for curves stay whole while
    /// looking back; the step tells where to put the marker.
    [[nodiscard]] std::shared_ptr<Frame> picture(const Interest& interest, const Experiment& head);

private:
    FramePtr stored_;
    std::shared_ptr<const Scene> scene_;
    std::unique_ptr<Experiment> experiment_;
    Analyses analyses_;
    bool wantsMore_ = false;
};

} // namespace scorescope
