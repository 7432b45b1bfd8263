// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/store/weight_store.h"

#include <condition_variable>
#include <mutex>

namespace scorescope::issgd {

/// The store for workers in the same process. All threads.
class MemoryStore final : public WeightStore {
public:
    void lead(const Leader& leader, const Hello& hello, bool anew) override;
    [[nodiscard]] bool renew(const Leader& leader) override;
    void leave(const Leader& leader) noexcept override;
    void push(const ParameterCopy& copy) override;
    [[nodiscard]] StoreNews read(const Leader& leader, std::vector<BlockStamp>& seen) override;

    [[nodiscard]] std::optional<Hello> hello() override;
    /// Never throws StoreError: a store in memory has one run all its life.
    [[nodiscard]] std::optional<ParameterCopy> newer(std::uint64_t serial) override;
    [[nodiscard]] std::optional<Claim> claim(std::uint64_t serial) override;
    void write(const ScoredBlock& block) override;

    [[nodiscard]] std::uint64_t changes() const override;
    void wait(std::uint64_t since, std::chrono::milliseconds atMost, const StopFlag& stop) override;
    void interrupt() noexcept override;
    [[nodiscard]] StoreTraffic traffic() const override;

private:
    using Clock = std::chrono::steady_clock;

    /// Throws StoreError (taken). Locked.
    void refuseOther(const Leader& leader) const;
    [[nodiscard]] bool leads(const Leader& leader) const;
    void changed();
    void count(std::size_t numbers);

    mutable std::mutex mutex_;
    std::condition_variable news_;
    std::optional<Hello> hello_;
    std::optional<Leader> leader_;
    Clock::time_point leadsUntil_;
    ParameterCopy parameters_;
    std::vector<ScoredBlock> blocks_;
    std::vector<BlockStamp> stamps_;
    std::uint64_t claims_ = 0;
    std::uint64_t changes_ = 0;
    std::uint64_t interruptions_ = 0;
    StoreTraffic traffic_;
};

} // namespace scorescope::issgd
