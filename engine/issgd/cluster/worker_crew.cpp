// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/cluster/worker_crew.h"

#include "engine/core/error.h"
#include "engine/core/threads.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace scorescope::issgd {
namespace {

/// More than a picture of some seconds has.
constexpr std::size_t mostSpans = 4000;

} // namespace

WorkerCrew::WorkerCrew(StoreLayout layout, OpenStore open, MakeScore makeScore,
                       std::uint64_t firstId, const MasterClock& clock)
    : layout_(layout), open_(std::move(open)), makeScore_(std::move(makeScore)), firstId_(firstId),
      clock_(clock) {}

WorkerCrew::~WorkerCrew() {
    resize(0);
}

void WorkerCrew::resize(std::size_t workers) {
    for (std::size_t w = workers; w < workers_.size(); ++w) {
        askToEnd(*workers_[w]);
    }
    for (std::size_t w = workers; w < workers_.size(); ++w) {
        workers_[w]->thread.join();
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    workers_.resize(std::min(workers, workers_.size()));
    while (workers_.size() < workers) {
        workers_.push_back(started(workers_.size()));
    }
}

std::unique_ptr<WorkerCrew::Worker> WorkerCrew::started(std::size_t place) {
    auto worker = std::make_unique<Worker>();
    worker->store = open_();
    worker->id = firstId_ + issued_++;
    worker->row = ClusterLog::firstWorker + place;
    worker->since = clock_.seconds();
    worker->thread = std::thread([this, &mine = *worker] { work(mine); });
    return worker;
}

void WorkerCrew::askToEnd(Worker& worker) {
    worker.stop.set();
    worker.store->interrupt();
}

void WorkerCrew::lose(std::size_t which) {
    if (which >= workers_.size() || workers_[which]->stop.isSet()) {
        return;
    }
    askToEnd(*workers_[which]);
    const std::lock_guard<std::mutex> lock(mutex_);
    ++workers_[which]->losses;
}

void WorkerCrew::bringBack(std::size_t which) {
    if (which >= workers_.size() || !workers_[which]->stop.isSet()) {
        return;
    }
    workers_[which]->thread.join();
    const std::lock_guard<std::mutex> lock(mutex_);
    std::unique_ptr<Worker> before = started(which);
    std::swap(before, workers_[which]);
    workers_[which]->losses = before->losses;
    workers_[which]->scoredBefore = before->scoredBefore + before->state.scored;
    workers_[which]->droppedBefore = before->droppedBefore + before->state.dropped;
}

void WorkerCrew::work(Worker& worker) {
    std::string failure;
    try {
        useThreads(1); // the workers themselves are those that work side by side
        const Score score = makeScore_();
        worker.store->use(layout_);
        runWorker(*worker.store, layout_, score, worker.id, worker.stop,
                  [&](const WorkerState& state) { told(worker, state); });
    } catch (const Cancelled&) {
        failure.clear(); // it was asked to end
    } catch (const std::exception& error) {
        failure = error.what();
    }
    WorkerState last;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        last = worker.state;
    }
    last.now = Deed::lost;
    if (!failure.empty()) {
        last.trouble = failure;
    }
    told(worker, last);
}

void WorkerCrew::told(Worker& worker, const WorkerState& state) {
    const double now = clock_.seconds();
    const std::lock_guard<std::mutex> lock(mutex_);
    if (state.now != worker.state.now) {
        spans_.push_back({worker.row, worker.state.now, worker.since, now});
        if (spans_.size() > mostSpans) {
            spans_.erase(spans_.begin(), spans_.begin() + mostSpans / 2);
        }
        worker.since = now;
    }
    worker.state = state;
}

std::vector<ScoringCluster::Member> WorkerCrew::members() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    std::vector<ScoringCluster::Member> members;
    for (const auto& worker : workers_) {
        const WorkerState& state = worker->state;
        members.push_back({state.now, worker->since, state.step, state.hasParameters,
                           worker->scoredBefore + state.scored,
                           worker->droppedBefore + state.dropped, worker->losses});
    }
    return members;
}

std::vector<ClusterLog::Span> WorkerCrew::takeSpans() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(spans_, {});
}

std::string WorkerCrew::trouble() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& worker : workers_) {
        if (!worker->state.trouble.empty()) {
            return "worker " + std::to_string(worker->row - ClusterLog::firstWorker + 1) + ": " +
                   worker->state.trouble;
        }
    }
    return {};
}

bool WorkerCrew::has(std::uint64_t worker) const {
    return worker - firstId_ < issued_;
}

} // namespace scorescope::issgd
