// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/store/payload.h"
#include "engine/issgd/store/stop_flag.h"
#include "engine/issgd/store/store_error.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// Who leads a run. Only one may at a time: the second one is told of the first.
struct Leader {
    std::uint64_t token = 0;        ///< drawn anew by each
    std::string who;                ///< "host (process 1234)"
    double since = 0.0;             ///< seconds since 1970, by its own clock
    std::chrono::seconds lease{15}; ///< after which it is given up unless renewed
};

struct ParameterCopy {
    std::uint64_t serial = 0; ///< from 1 on
    std::uint64_t step = 0;   ///< of the master
    std::shared_ptr<const std::vector<float>> values;
};

/// A block that a worker has taken.
struct Claim {
    std::size_t block = 0;
    std::uint64_t number = 0;
};

struct ScoredBlock {
    Claim claim;
    std::uint64_t serial = 0; ///< of the parameters it is of
    std::uint64_t step = 0;
    std::uint64_t worker = 0;
    float seconds = 0.0F; ///< that scoring took
    std::vector<float> scores;
};

/// What a master finds.
struct StoreNews {
    bool leading = false;            ///< false: its lease is gone, and perhaps all else with it
    std::uint64_t newest = 0;        ///< serial number of the parameters there; 0 for none
    std::vector<ScoredBlock> blocks; ///< those that changed
    std::size_t unreadable = 0;      ///< blocks that changed, and could not be read
    std::string trouble;             ///< of the last of these
};

struct StoreTraffic {
    std::uint64_t messages = 0;
    double bytes = 0.0;
};

/// The database between master and workers (§7.4.2, Figure 7.1): "fire and forget" for both. All
/// calls may throw StoreError; then nothing has changed, or as much as had been done. A store in
/// memory serves all threads at once, one over a network serves one thread, and each has its own.
class WeightStore {
public:
    virtual ~WeightStore() = default;
    WeightStore() = default;
    WeightStore(const WeightStore&) = delete;
    WeightStore& operator=(const WeightStore&) = delete;

    // ---- The master's ----
    /// Takes the lead of the run, or keeps it, and introduces itself to workers. With `anew` all
    /// that is there is forgotten. Throws StoreError (taken) when another one leads.
    virtual void lead(const Leader& leader, const Hello& hello, bool anew) = 0;
    /// For another leader.lease. False when it is no longer there: lead() again. Throws StoreError
    /// (taken) when another one leads.
    [[nodiscard]] virtual bool renew(const Leader& leader) = 0;
    /// Gives the lead up, if it can.
    virtual void leave(const Leader& leader) noexcept = 0;
    virtual void push(const ParameterCopy& copy) = 0;
    /// Blocks whose stamp is another than in `seen` [blocks], which follows.
    [[nodiscard]] virtual StoreNews read(const Leader& leader, std::vector<BlockStamp>& seen) = 0;

    // ---- The workers' ----
    /// None before a master is there.
    [[nodiscard]] virtual std::optional<Hello> hello() = 0;
    /// The run, and its sizes, that newer(), claim() and write() go by: those of a hello().
    virtual void use(const StoreLayout& layout) { static_cast<void>(layout); }
    /// The newest parameters, if their serial number is above `serial`. Throws StoreError
    /// (otherRun) when another master leads than the one of use().
    [[nodiscard]] virtual std::optional<ParameterCopy> newer(std::uint64_t serial) = 0;
    /// The next block, in turn, that is not scored under these parameters or newer ones; none when
    /// all are. Two workers can have the same one in hand towards the end of a turn: a lost
    /// worker's block is so not lost, and a slow one holds nobody up.
    [[nodiscard]] virtual std::optional<Claim> claim(std::uint64_t serial) = 0;
    /// Unless it is there under newer parameters.
    virtual void write(const ScoredBlock& block) = 0;

    // ---- Everybody's ----
    /// Grows when something has been pushed or written, where the store can know; else 0.
    [[nodiscard]] virtual std::uint64_t changes() const { return 0; }
    /// Sleeps until changes() is another than `since`, for that time at most, or until stopped.
    virtual void wait(std::uint64_t since, std::chrono::milliseconds atMost, const StopFlag& stop) {
        static_cast<void>(since);
        static_cast<void>(stop.waitFor(atMost));
    }
    /// From another thread: who sleeps in it wakes up; where it is one thread's, over a network,
    /// what is under way throws Cancelled, and so does all that follows.
    virtual void interrupt() noexcept {}
    [[nodiscard]] virtual StoreTraffic traffic() const = 0;
};

/// The sentence of StoreError (taken).
[[nodiscard]] std::string takenBy(const std::string& who, double since);

} // namespace scorescope::issgd
