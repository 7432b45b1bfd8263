// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/comparison.h"

#include <QObject>
#include <QString>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace scorescope::app {

/// A run from disk, or a scene run to its end, on a thread of its own that gives way to the
/// window's and the engine's; then a source of its pictures of any region.
///
/// Lives on the GUI thread and signals there. Nothing but the destructor waits for the other
/// thread.
class CompareRun : public QObject {
    Q_OBJECT

public:
    struct Source {
        const Registry* registry = nullptr; ///< outlives the run
        Device device;
        int threads = 1;
        std::string folder;         ///< of a run or checkpoint; empty for a scene to run
        std::optional<Scene> scene; ///< run to its end
    };
    CompareRun(Source source, QObject* parent);
    /// Stops; waits for the step or picture under way.
    ~CompareRun() override;

    /// Asks for a picture; the newest wish wins. Answered by framed() once the run is there.
    void ask(const Region& region, const Interest& interest);
    /// Stops soon, says nothing more, and then deletes itself: for who must not wait.
    void retire();

    /// 0 … 1 while it runs; below 0 while it reads.
    [[nodiscard]] double share() const;
    [[nodiscard]] std::uint64_t step() const;

Q_SIGNALS:
    void progressed();
    void framed(const scorescope::FramePtr& frame);
    /// It cannot be had, and why.
    void failed(const QString& why);

private:
    void work(const Source& source);
    void serve(ComparedRun& run);
    void tell(const QString& why);
    [[nodiscard]] bool noteStep(std::uint64_t step, std::uint64_t steps);

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false; ///< under mutex_, as is what follows
    std::optional<std::pair<Region, Interest>> wish_;
    double share_ = -1.0;
    std::uint64_t step_ = 0;
    bool underWay_ = false;
    bool ended_ = false;
    bool retired_ = false; ///< GUI thread
    std::thread thread_;
};

} // namespace scorescope::app
