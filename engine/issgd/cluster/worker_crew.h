// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/cluster/master_clock.h"
#include "engine/issgd/cluster/worker_loop.h"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace scorescope::issgd {

/// Workers that are threads of this process. Called from one thread, the master's.
class WorkerCrew {
public:
    using OpenStore = std::function<std::shared_ptr<WeightStore>()>;
    using MakeScore = std::function<Score()>;

    /// \param firstId the number of the first worker's blocks; the others' follow
    WorkerCrew(StoreLayout layout, OpenStore open, MakeScore makeScore, std::uint64_t firstId,
               const MasterClock& clock);
    /// Ends them all; waits for blocks that are being scored.
    ~WorkerCrew();
    WorkerCrew(const WorkerCrew&) = delete;
    WorkerCrew& operator=(const WorkerCrew&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return workers_.size(); }
    /// The last ones go, new ones begin.
    void resize(std::size_t workers);
    /// At once, but for a block that is being scored, which is then dropped.
    void lose(std::size_t worker);
    /// Waits for that.
    void bringBack(std::size_t worker);

    [[nodiscard]] std::vector<ScoringCluster::Member> members() const;
    /// What they did since the last time, with rows from ClusterLog::firstWorker on.
    [[nodiscard]] std::vector<ClusterLog::Span> takeSpans();
    /// Of one that is in trouble, or whose scoring failed; empty where all are well.
    [[nodiscard]] std::string trouble() const;
    /// The number that a worker's blocks carry: it is one of these.
    [[nodiscard]] bool has(std::uint64_t worker) const;

private:
    struct Worker {
        std::shared_ptr<WeightStore> store;
        StopFlag stop;
        std::uint64_t id = 0;
        std::size_t row = 0;
        // Under the crew's mutex:
        WorkerState state;
        double since = 0.0;
        std::uint64_t losses = 0;
        std::uint64_t scoredBefore = 0; ///< by those that had its place
        std::uint64_t droppedBefore = 0;
        std::thread thread;
    };

    [[nodiscard]] std::unique_ptr<Worker> started(std::size_t place);
    static void askToEnd(Worker& worker);
    void work(Worker& worker);
    void told(Worker& worker, const WorkerState& state);

    StoreLayout layout_;
    OpenStore open_;
    MakeScore makeScore_;
    std::uint64_t firstId_;
    std::uint64_t issued_ = 0;
    const MasterClock& clock_;
    mutable std::mutex mutex_;
    std::vector<ClusterLog::Span> spans_;
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace scorescope::issgd
