// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/sweep.h"

#include <QObject>
#include <QString>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace scorescope::app {

/// A sweep under way, or the measuring of one step before it, on a thread of its own that gives way
/// to the window's and the engine's.
///
/// Lives on the GUI thread and signals there. At most one progress is under way to it at any time;
/// results are never dropped.
class SweepJob : public QObject {
    Q_OBJECT

public:
    struct Work {
        const Registry* registry = nullptr; ///< outlives the job
        Device device;
        int threads = 1;
        std::vector<SweepRun> runs;
        bool measure = false; ///< only how long a step of the first run takes
    };
    SweepJob(Work work, QObject* parent);
    /// Cancels, and waits for the step under way.
    ~SweepJob() override;

    /// Asks it to end; returns at once. ended() follows after the step under way.
    void cancel() { cancelled_ = true; }
    [[nodiscard]] SweepProgress progress() const;

Q_SIGNALS:
    void progressed();
    void runDone(const scorescope::SweepResult& result);
    void measured(double secondsPerStep);
    /// The last signal. `error` is empty when all went well or it was cancelled.
    void ended(bool complete, const QString& error);

private:
    void perform(const Work& work);
    bool take(const SweepProgress& progress);

    std::atomic<bool> cancelled_{false};
    mutable std::mutex mutex_;
    SweepProgress progress_; ///< under mutex_, as is what follows
    bool underWay_ = false;
    std::thread thread_;
};

} // namespace scorescope::app
