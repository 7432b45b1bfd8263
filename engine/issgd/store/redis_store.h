// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/store/redis_link.h"
#include "engine/issgd/store/weight_store.h"

#include <optional>
#include <string>

namespace scorescope::issgd {

/// The store for many machines (§7.5.1: "Redis as a database solution"): a Redis or Valkey server.
/// Its commands are AUTH, DEL, GET, GETRANGE, INCR, PING, SELECT, SET, SETRANGE alone. One
/// thread's, but interrupt().
///
/// Keys begin with "scorescope:RUN:":
///
/// | key | what |
/// |---|---|
/// | master | who leads: "TOKEN SECONDS WHO", with an expiry |
/// | hello | how the master introduces itself |
/// | newest | serial number of the parameters, in digits |
/// | parameters | these, as a payload |
/// | claims | how many blocks were claimed |
/// | stamps | of each block 16 bytes: which parameters, which claim |
/// | scores | of each block a payload, at block × (80 + 4 × size of a block) |
///
/// A block that is scored under newer parameters is not written over: a worker looks at its stamp
/// first. Between the two somebody may come; then the block is scored once more.
///
/// A master reads all stamps, and then the blocks alone whose stamps are others than before. A
/// worker writes a block first and its stamp after, each at once; a block that is damaged, or not
/// that of its stamp, is noticed by its checksum and its serial number, and its stamp is taken
/// away, so that it is scored again.
class RedisStore final : public WeightStore {
public:
    /// Connects when it is first asked for something. \param seed of the chance in waiting times
    RedisStore(RedisAddress address, const std::string& run, const RedisTimes& times,
               std::uint64_t seed);

    void lead(const Leader& leader, const Hello& hello, bool anew) override;
    [[nodiscard]] bool renew(const Leader& leader) override;
    void leave(const Leader& leader) noexcept override;
    void push(const ParameterCopy& copy) override;
    [[nodiscard]] StoreNews read(const Leader& leader, std::vector<BlockStamp>& seen) override;

    [[nodiscard]] std::optional<Hello> hello() override;
    void use(const StoreLayout& layout) override { layout_ = layout; }
    [[nodiscard]] std::optional<ParameterCopy> newer(std::uint64_t serial) override;
    [[nodiscard]] std::optional<Claim> claim(std::uint64_t serial) override;
    void write(const ScoredBlock& block) override;

    void interrupt() noexcept override { link_.interrupt(); }
    [[nodiscard]] StoreTraffic traffic() const override { return link_.traffic(); }

private:
    using Kind = RedisReply::Kind;

    /// Asks, and throws for answers that are errors.
    std::vector<RedisReply> ask(const std::vector<RedisLink::Command>& commands,
                                std::size_t mostBytes = 0);
    /// Throws StoreError (unreadable) for an answer of another kind.
    void demand(const RedisReply& reply, Kind kind) const;
    /// The text of an answer; none where nothing is there.
    [[nodiscard]] std::optional<std::string> textOf(RedisReply reply) const;
    [[nodiscard]] std::int64_t numberOf(const RedisReply& reply) const;
    [[nodiscard]] std::uint64_t serialOf(const std::optional<std::string>& digits) const;
    /// Throws StoreError (taken) unless nobody leads or this one does. \returns whether it does.
    [[nodiscard]] bool leads(const Leader& leader, const std::optional<std::string>& there) const;
    [[nodiscard]] std::string key(const char* name) const { return prefix_ + name; }
    [[nodiscard]] std::size_t slotBytes() const noexcept {
        return payloadHeadBytes + sizeof(float) * layout_.block;
    }
    [[nodiscard]] std::size_t payloadBytes(std::size_t block) const {
        return payloadHeadBytes + sizeof(float) * layout_.countOf(block);
    }
    void readBlocks(const std::vector<std::size_t>& which, const std::vector<BlockStamp>& stamps,
                    std::vector<BlockStamp>& seen, StoreNews& news);

    std::string prefix_;
    RedisLink link_;
    StoreLayout layout_;
};

/// Names of runs: 1 to 100 letters, digits, '-', '_' and '.'. Throws InputError.
void checkRunName(const std::string& run, const std::string& where);

} // namespace scorescope::issgd
