// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/checkpoint.h"
#include "engine/issgd/cluster/cluster_log.h"
#include "engine/issgd/cluster/score_table.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::issgd {

/// Master, store and workers of §7.4.2: numbers of those that are simulated; of real ones those
/// above the line only.
struct ClusterOptions {
    std::size_t workers = 3;
    std::size_t block = 64;       ///< examples that a worker scores and writes at once
    std::uint64_t pushEvery = 10; ///< steps between two copies that the master sends
    std::uint64_t readEvery = 1;  ///< steps between two looks at the store
    bool barriers = false;        ///< §7.4.3: after each push the master waits for all weights
    // ---- simulated ----
    double stepSeconds = 0.02;         ///< of the master, for one minibatch
    double scoresPerSecond = 2000.0;   ///< of one worker
    double delaySeconds = 0.005;       ///< of a message, one way
    double jitter = 0.5;               ///< share of the delay by which it varies, 0 to 1
    double bytesPerSecond = 100e6;     ///< of each connection
    double parameterBytes = 0.0;       ///< of a copy of the parameters
    double secondsBetweenLosses = 0.0; ///< mean, of one worker; 0 = never
    double secondsLost = 5.0;          ///< mean
};

/// Probability weights of the examples [first, first + count) under `parameters`.
using Score = std::function<void(const std::vector<float>& parameters, std::size_t first,
                                 std::size_t count, float* scores)>;

/// Those who score examples for a master that trains (§7.4.2), as the master sees them: simulated,
/// or real; or peers without a master (§7.6). One thread's: the master's.
class ScoringCluster {
public:
    virtual ~ScoringCluster() = default;
    ScoringCluster() = default;
    ScoringCluster(const ScoringCluster&) = delete;
    ScoringCluster& operator=(const ScoringCluster&) = delete;

    /// Other numbers from now on; the size of blocks is fixed. Throws std::invalid_argument.
    virtual void setOptions(const ClusterOptions& options) = 0;
    [[nodiscard]] virtual const ClusterOptions& options() const noexcept = 0;

    /// What comes before the master's step `step`: it sends its parameters when it is time to, and
    /// reads the store. With barriers it waits until everything is scored under them. Throws
    /// std::runtime_error when that cannot be.
    virtual void beforeStep(std::uint64_t step, const std::vector<float>& parameters) = 0;
    /// The master's step is under way, or has just been.
    virtual void duringStep() = 0;

    /// The master's: as it was in the store when it last read.
    [[nodiscard]] virtual const ScoreTable& known() const noexcept = 0;
    /// Of the cluster's clock.
    [[nodiscard]] virtual double seconds() const noexcept = 0;

    /// A person's: the worker is gone at once, or comes back. Nothing for one that is already so,
    /// or that there is not, or that is not ours to end.
    virtual void lose(std::size_t worker) = 0;
    virtual void bringBack(std::size_t worker) = 0;

    /// Who a row of ClusterLog is: "master", "store", "worker 1".
    [[nodiscard]] virtual std::string nameOf(std::size_t row) const {
        return row == ClusterLog::master ? "master"
               : row == ClusterLog::store
                   ? "store"
                   : "worker " + std::to_string(row - ClusterLog::firstWorker + 1);
    }
    /// A worker, for a picture.
    struct Member {
        Deed now = Deed::wait;
        double since = 0.0;     ///< seconds
        std::uint64_t step = 0; ///< of its parameters
        bool hasParameters = false;
        std::uint64_t scored = 0;  ///< examples
        std::uint64_t dropped = 0; ///< examples scored or under way when it was lost
        std::uint64_t losses = 0;
    };
    [[nodiscard]] virtual std::vector<Member> members() const = 0;
    [[nodiscard]] virtual const ClusterLog& log() const noexcept = 0;
    /// Of the newest parameters in the store; none before the first have come.
    [[nodiscard]] virtual std::optional<std::uint64_t> storedStep() const = 0;
    /// What a person should know of it now, as a sentence; empty where all is well.
    [[nodiscard]] virtual std::string note() const { return {}; }

    /// The state: the whole of a simulated one; of a real one what the master knows. load() throws
    /// InputError for one of another size, and then changes nothing.
    virtual void save(Checkpoint& checkpoint) const = 0;
    virtual void load(const Checkpoint& checkpoint) = 0;
};

} // namespace scorescope::issgd
