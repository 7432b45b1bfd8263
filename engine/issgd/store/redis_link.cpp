// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/redis_link.h"

#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/core/text.h"

#include <algorithm>
#include <utility>

#ifdef SCORESCOPE_HIREDIS
#include "engine/issgd/store/tcp_stream.h"

#include <hiredis/hiredis.h>
#endif

namespace scorescope::issgd {
namespace {

constexpr Purpose backoffs = Purpose::named("issgd redis backoffs");
constexpr std::size_t longestQuote = 120; ///< of what a server says

} // namespace

StoreError serverError(const std::string& said, const RedisAddress& address) {
    const auto begins = [&](const char* with) { return said.rfind(with, 0) == 0; };
    const std::string server = "the server at " + address.text();
    const std::string quote = " (it says: " + printable(said, longestQuote) + ")";
    using Kind = StoreError::Kind;
    if (begins("NOAUTH") || begins("WRONGPASS") || begins("ERR invalid password") ||
        begins("ERR AUTH") || begins("ERR Client sent AUTH")) {
        return {Kind::refused,
                server + (begins("NOAUTH") ? " wants a password" : " refuses the password") +
                    quote};
    }
    if (begins("OOM")) {
        return {Kind::refused, server + " has no memory left (its maxmemory)" + quote};
    }
    if (begins("LOADING") || begins("MASTERDOWN") || begins("BUSY")) {
        return {Kind::unreachable, server + " is not ready" + quote};
    }
    if (begins("READONLY")) {
        return {Kind::refused, server + " is a replica that cannot be written to" + quote};
    }
    if (begins("WRONGTYPE")) {
        return {Kind::refused,
                server + " has a key of this run's name that another program uses" + quote};
    }
    return {Kind::refused, server + " refuses" + quote};
}

#ifdef SCORESCOPE_HIREDIS

namespace {

struct ReaderCloser {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
};
struct ReplyCloser {
    void operator()(void* reply) const { freeReplyObject(reply); }
};

std::string formatted(const RedisLink::Command& command) {
    std::vector<const char*> words;
    std::vector<std::size_t> lengths;
    for (const std::string_view word : command) {
        words.push_back(word.data());
        lengths.push_back(word.size());
    }
    char* bytes = nullptr;
    const int length = redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), words.data(),
                                              lengths.data());
    if (length < 0) {
        throw std::bad_alloc();
    }
    std::string text(bytes, static_cast<std::size_t>(length));
    redisFreeCommand(bytes);
    return text;
}

} // namespace

/// A socket, and the reader of what comes from it.
class RedisLink::Connection {
public:
    Connection(const RedisAddress& address, const RedisTimes& times, const std::atomic<bool>& stop)
        : stream_(address.host, address.port, times.connecting, stop),
          reader_(redisReaderCreate()) {
        if (reader_ == nullptr) {
            throw std::bad_alloc();
        }
    }

    std::vector<RedisReply> ask(const std::vector<Command>& commands, std::size_t mostBytes,
                                const RedisTimes& times, StoreTraffic& traffic,
                                const RedisAddress& address) {
        std::string request;
        for (const Command& command : commands) {
            request += formatted(command);
        }
        stream_.begin(times.silence, times.command);
        stream_.write(request);
        traffic.messages += commands.size();
        traffic.bytes += static_cast<double>(request.size());
        std::vector<RedisReply> replies;
        std::size_t came = 0;
        while (replies.size() < commands.size()) {
            void* found = nullptr;
            if (redisReaderGetReply(reader_.get(), &found) != REDIS_OK) {
                throw garbage(address, reader_->errstr);
            }
            const std::unique_ptr<void, ReplyCloser> owned(found);
            if (owned != nullptr) {
                replies.push_back(replyOf(*static_cast<const redisReply*>(found), address));
                continue;
            }
            if (came > mostBytes) {
                throw garbage(address, "its answer has no end");
            }
            const std::string_view bytes = stream_.read();
            came += bytes.size();
            if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) {
                throw garbage(address, reader_->errstr);
            }
        }
        traffic.bytes += static_cast<double>(came);
        return replies;
    }

private:
    static StoreError garbage(const RedisAddress& address, const std::string& what) {
        return {StoreError::Kind::unreadable, "what answers at " + address.text() +
                                                  " does not speak Redis' language (" +
                                                  printable(what, longestQuote) + ")"};
    }

    static RedisReply replyOf(const redisReply& reply, const RedisAddress& address) {
        switch (reply.type) {
        case REDIS_REPLY_NIL:
            return {};
        case REDIS_REPLY_STATUS:
            return {RedisReply::Kind::status, {reply.str, static_cast<std::size_t>(reply.len)}, 0};
        case REDIS_REPLY_STRING:
            return {RedisReply::Kind::text, {reply.str, static_cast<std::size_t>(reply.len)}, 0};
        case REDIS_REPLY_ERROR:
            return {RedisReply::Kind::error, {reply.str, static_cast<std::size_t>(reply.len)}, 0};
        case REDIS_REPLY_INTEGER:
            return {RedisReply::Kind::number, {}, reply.integer};
        default:
            throw garbage(address, "an answer of another kind than was asked for");
        }
    }

    TcpStream stream_;
    std::unique_ptr<redisReader, ReaderCloser> reader_;
};

bool RedisLink::available() noexcept {
    return true;
}

void RedisLink::connect() {
    const auto now = std::chrono::steady_clock::now();
    if (now < nextTry_) {
        throw StoreError(StoreError::Kind::unreachable, lastTrouble_);
    }
    try {
        connection_ = std::make_unique<Connection>(address_, times_, interrupted_);
        introduce();
        tries_ = 0;
    } catch (const StoreError& error) {
        connection_.reset();
        lastTrouble_ = error.what();
        RandomStream random(seed_, backoffs, 0, tries_);
        const double factor = std::min(
            1024.0, static_cast<double>(std::uint64_t{1} << std::min<std::uint64_t>(tries_, 10)));
        const double wanted = std::min(static_cast<double>(times_.shortestBackoff.count()) * factor,
                                       static_cast<double>(times_.longestBackoff.count()));
        nextTry_ =
            std::chrono::steady_clock::now() +
            std::chrono::milliseconds(static_cast<std::int64_t>(wanted * random.uniform(0.5, 1.0)));
        ++tries_;
        throw;
    }
}

void RedisLink::introduce() {
    std::vector<Command> commands;
    if (!address_.password.empty()) {
        commands.push_back({"AUTH"});
        if (!address_.user.empty()) {
            commands.back().push_back(address_.user);
        }
        commands.back().push_back(address_.password);
    }
    const std::string database = std::to_string(address_.database);
    commands.push_back({"PING"});
    commands.push_back({"SELECT", database});
    constexpr std::size_t mostBytes = 64 * 1024;
    for (const RedisReply& reply :
         connection_->ask(commands, mostBytes, times_, traffic_, address_)) {
        if (reply.kind == RedisReply::Kind::error) {
            throw serverError(reply.text, address_);
        }
    }
}

std::vector<RedisReply> RedisLink::ask(const std::vector<Command>& commands,
                                       std::size_t mostBytes) {
    if (interrupted_.load()) {
        throw Cancelled();
    }
    if (connection_ == nullptr) {
        connect();
    }
    try {
        return connection_->ask(commands, mostBytes, times_, traffic_, address_);
    } catch (...) { // answers that are still to come would be taken for those of the next command
        connection_.reset();
        throw;
    }
}

#else

class RedisLink::Connection {};

bool RedisLink::available() noexcept {
    return false;
}

std::vector<RedisReply> RedisLink::ask(const std::vector<Command>& commands,
                                       std::size_t mostBytes) {
    static_cast<void>(commands);
    static_cast<void>(mostBytes);
    throw StoreError(StoreError::Kind::refused,
                     "this program was built without hiredis (Debian's libhiredis-dev), and so "
                     "without Redis: workers are simulated, or threads");
}

#endif

RedisLink::RedisLink(RedisAddress address, const RedisTimes& times, std::uint64_t seed)
    : address_(std::move(address)), times_(times), seed_(seed) {}

RedisLink::~RedisLink() = default;

} // namespace scorescope::issgd
