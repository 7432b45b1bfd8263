// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/memory_store.h"

#include <algorithm>
#include <utility>

namespace scorescope::issgd {

void MemoryStore::refuseOther(const Leader& leader) const {
    if (leader_ && leader_->token != leader.token && Clock::now() < leadsUntil_) {
        throw StoreError(StoreError::Kind::taken, takenBy(leader_->who, leader_->since));
    }
}

bool MemoryStore::leads(const Leader& leader) const {
    return leader_ && leader_->token == leader.token && Clock::now() < leadsUntil_;
}

void MemoryStore::changed() {
    ++changes_;
    news_.notify_all();
}

void MemoryStore::count(std::size_t numbers) {
    ++traffic_.messages;
    traffic_.bytes += static_cast<double>(sizeof(float) * numbers);
}

void MemoryStore::lead(const Leader& leader, const Hello& hello, bool anew) {
    const std::lock_guard<std::mutex> lock(mutex_);
    refuseOther(leader);
    leader_ = leader;
    leadsUntil_ = Clock::now() + leader.lease;
    const bool other = !hello_ || hello_->layout.run != hello.layout.run;
    hello_ = hello;
    if (anew || other) {
        parameters_ = {};
        blocks_.assign(hello.layout.blocks(), {});
        stamps_.assign(hello.layout.blocks(), {});
        claims_ = 0;
    }
    changed();
}

bool MemoryStore::renew(const Leader& leader) {
    const std::lock_guard<std::mutex> lock(mutex_);
    refuseOther(leader);
    if (!leads(leader)) {
        return false;
    }
    leadsUntil_ = Clock::now() + leader.lease;
    return true;
}

void MemoryStore::leave(const Leader& leader) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (leads(leader)) {
        leader_.reset();
    }
}

void MemoryStore::push(const ParameterCopy& copy) {
    const std::lock_guard<std::mutex> lock(mutex_);
    parameters_ = copy;
    count(copy.values->size());
    changed();
}

StoreNews MemoryStore::read(const Leader& leader, std::vector<BlockStamp>& seen) {
    const std::lock_guard<std::mutex> lock(mutex_);
    refuseOther(leader);
    StoreNews news;
    news.leading = leads(leader);
    news.newest = parameters_.serial;
    seen.resize(std::max(seen.size(), stamps_.size()));
    for (std::size_t b = 0; b < stamps_.size(); ++b) {
        if (stamps_[b] != seen[b]) {
            seen[b] = stamps_[b];
            news.blocks.push_back(blocks_[b]);
            count(blocks_[b].scores.size());
        }
    }
    return news;
}

std::optional<Hello> MemoryStore::hello() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return hello_;
}

std::optional<ParameterCopy> MemoryStore::newer(std::uint64_t serial) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (parameters_.serial <= serial) {
        return std::nullopt;
    }
    count(parameters_.values->size());
    return parameters_;
}

std::optional<Claim> MemoryStore::claim(std::uint64_t serial) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (std::size_t k = 0; k < stamps_.size(); ++k) {
        const auto b = static_cast<std::size_t>((claims_ + k) % stamps_.size());
        if (stamps_[b].serial < serial) {
            claims_ += k + 1;
            return Claim{b, claims_};
        }
    }
    return std::nullopt;
}

void MemoryStore::write(const ScoredBlock& block) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const std::size_t b = block.claim.block;
    if (b >= stamps_.size() || block.serial < stamps_[b].serial) {
        return; // somebody has newer ones
    }
    blocks_[b] = block;
    stamps_[b] = {block.serial, static_cast<std::uint32_t>(block.claim.number & 0xFFFFFFFFU)};
    count(block.scores.size());
    changed();
}

std::uint64_t MemoryStore::changes() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return changes_;
}

void MemoryStore::wait(std::uint64_t since, std::chrono::milliseconds atMost,
                       const StopFlag& stop) {
    if (stop.isSet()) {
        return;
    }
    std::unique_lock<std::mutex> lock(mutex_);
    const std::uint64_t interruptions = interruptions_;
    news_.wait_for(lock, atMost,
                   [&] { return changes_ != since || interruptions_ != interruptions; });
}

void MemoryStore::interrupt() noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++interruptions_;
    news_.notify_all();
}

StoreTraffic MemoryStore::traffic() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return traffic_;
}

} // namespace scorescope::issgd
