// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/figures/animation_request.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace scorescope::app {

/// A film in the making, on a thread of its own that gives way to the window's and the engine's.
///
/// Lives on the GUI thread and signals there. At most one progress is under way to it at any time;
/// the newest wins.
class AnimationJob : public QObject {
    Q_OBJECT

public:
    using Work = std::function<AnimationOutcome(const AnimationWatch&)>;
    /// Starts at once. `work` runs on the other thread and owns all it uses.
    AnimationJob(Work work, QObject* parent);
    /// Cancels, and waits for the step or picture under way.
    ~AnimationJob() override;

    /// Asks it to end; returns at once. ended() follows after the step or picture under way.
    void cancel() { cancelled_ = true; }
    /// The newest progress.
    [[nodiscard]] AnimationProgress progress() const;

Q_SIGNALS:
    void progressed();
    /// The last signal. `error` is empty when all went well or the film was cancelled.
    void ended(const scorescope::app::AnimationOutcome& outcome, const QString& error);

private:
    bool take(const AnimationProgress& progress);

    std::atomic<bool> cancelled_{false};
    mutable std::mutex mutex_;
    AnimationProgress progress_; ///< under mutex_, as is what follows
    bool underWay_ = false;
    std::thread thread_;
};

} // namespace scorescope::app
