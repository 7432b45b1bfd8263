// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/cluster/cluster_log.h"
#include "engine/issgd/cluster/master_clock.h"
#include "engine/issgd/store/weight_store.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace scorescope::issgd {

/// Goes between a master and the store on a thread of its own, so that the master waits for
/// neither network nor store. Keeps the lead, tries again when the store does not answer, and
/// introduces the master anew to a store that has forgotten it.
class ClusterCourier {
public:
    /// The lead is taken already.
    ClusterCourier(std::shared_ptr<WeightStore> store, Leader leader, Hello hello,
                   const MasterClock& clock);
    /// Gives up the lead.
    ~ClusterCourier();
    ClusterCourier(const ClusterCourier&) = delete;
    ClusterCourier& operator=(const ClusterCourier&) = delete;

    /// To be sent; a copy that is still under way when the next one comes need not arrive.
    void send(ParameterCopy copy);
    /// Weights are wanted, once; or again and again until all are of these parameters or newer.
    void fetch();
    void fetchUntil(std::uint64_t serial);

    struct Arrival {
        std::vector<ScoredBlock> blocks;
        std::vector<ClusterLog::Span> spans; ///< of the store
        StoreTraffic traffic;                ///< since the last arrival
    };
    /// What has come since the last time.
    [[nodiscard]] Arrival take();
    /// Sleeps until something has come, or for that time.
    void wait(std::chrono::milliseconds atMost);

    struct Status {
        bool over = false;             ///< another master leads; `trouble` says who
        std::string trouble;           ///< with the store; empty while all is well
        double since = 0.0;            ///< seconds of the clock, when the trouble began
        std::uint64_t unreadable = 0;  ///< blocks so far
        std::string unreadableTrouble; ///< of the last of these
        std::uint64_t stored = 0;      ///< serial number of the newest parameters in the store
        std::uint64_t storedStep = 0;
    };
    [[nodiscard]] Status status() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Errand {
        std::optional<ParameterCopy> copy;
        bool fetch = false;
        std::uint64_t until = 0;
    };

    void carry();
    void go(Errand errand);
    /// Until there is something to do.
    [[nodiscard]] Errand nextErrand();
    void inTrouble(const StoreError& error);
    void push(const ParameterCopy& copy);
    void read();
    void renewWhenDue();
    /// Spans and traffic of what was begun then.
    void did(std::size_t who, Deed deed, double begin);
    [[nodiscard]] bool allSeen(std::uint64_t serial) const;

    std::shared_ptr<WeightStore> store_;
    Leader leader_;
    Hello hello_;
    const MasterClock& clock_;

    // The thread's own.
    bool leading_ = true;
    std::optional<ParameterCopy> last_; ///< sent, or to be sent again
    std::uint64_t pushed_ = 0;          ///< its serial number once it is there
    std::vector<BlockStamp> seen_;
    Clock::time_point renewed_ = Clock::now();
    StoreTraffic counted_;

    mutable std::mutex mutex_;
    std::condition_variable errands_;
    std::condition_variable arrivals_;
    Errand errand_;
    Arrival arrived_;
    bool news_ = false;
    bool ended_ = false;
    Status status_;
    StopFlag stop_;
    std::thread thread_; ///< last: uses all of the above
};

} // namespace scorescope::issgd
