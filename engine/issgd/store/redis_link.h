// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/issgd/store/redis_url.h"
#include "engine/issgd/store/weight_store.h"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scorescope::issgd {

struct RedisTimes {
    std::chrono::milliseconds connecting{3000};
    std::chrono::milliseconds silence{3000};  ///< without a byte, while something is under way
    std::chrono::milliseconds command{30000}; ///< all of it
    std::chrono::milliseconds shortestBackoff{100};
    std::chrono::milliseconds longestBackoff{5000};
};

struct RedisReply {
    enum class Kind { nothing, status, text, number, error };
    Kind kind = Kind::nothing;
    std::string text;        ///< of a status, a text or an error
    std::int64_t number = 0; ///< of a number
};

/// A connection with a Redis or Valkey server, by RESP2: hiredis writes commands and reads answers,
/// the socket is ours, so that every wait has an end and can be interrupted. It is made when it is
/// first needed, and again after it broke: at once, then ever more rarely, by chance a little
/// sooner or later, so that many workers do not all come at the same moment. One thread's.
class RedisLink {
public:
    RedisLink(RedisAddress address, const RedisTimes& times, std::uint64_t seed);
    ~RedisLink();
    RedisLink(const RedisLink&) = delete;
    RedisLink& operator=(const RedisLink&) = delete;

    /// False where the program was built without hiredis.
    [[nodiscard]] static bool available() noexcept;

    using Command = std::vector<std::string_view>;
    /// Sends these at once, and waits for all answers, of `mostBytes` together at most. Errors
    /// among them are answers. Throws StoreError (unreachable, refused, unreadable), after which
    /// the connection is closed and it is unknown which of them were carried out; Cancelled after
    /// interrupt().
    [[nodiscard]] std::vector<RedisReply> ask(const std::vector<Command>& commands,
                                              std::size_t mostBytes);

    /// From any thread; for good.
    void interrupt() noexcept { interrupted_.store(true); }
    [[nodiscard]] StoreTraffic traffic() const noexcept { return traffic_; }
    [[nodiscard]] const RedisAddress& address() const noexcept { return address_; }

private:
    class Connection;

    void connect();
    void introduce();

    RedisAddress address_;
    RedisTimes times_;
    std::uint64_t seed_;
    std::uint64_t tries_ = 0; ///< without success, one after the other
    std::chrono::steady_clock::time_point nextTry_;
    std::string lastTrouble_;
    std::unique_ptr<Connection> connection_;
    std::atomic<bool> interrupted_{false};
    StoreTraffic traffic_;
};

/// What a server's error ("OOM command not allowed ...") means, as a StoreError.
[[nodiscard]] StoreError serverError(const std::string& said, const RedisAddress& address);

} // namespace scorescope::issgd
