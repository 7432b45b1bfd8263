// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/redis_store.h"

#include "engine/core/error.h"
#include "engine/core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <utility>

namespace scorescope::issgd {
namespace {

constexpr std::size_t room = 64 * 1024;   ///< for small answers, and what frames large ones
constexpr std::size_t blocksAtOnce = 256; ///< that are asked for in one go
constexpr std::size_t longestWho = 200;
constexpr std::size_t longestName = 100;

std::string hex(std::uint64_t number) {
    std::array<char, 17> digits{};
    const int length = std::snprintf(digits.data(), digits.size(), "%016llx",
                                     static_cast<unsigned long long>(number));
    return {digits.data(), static_cast<std::size_t>(length)};
}

std::string milliseconds(std::chrono::seconds time) {
    return std::to_string(std::max<std::int64_t>(1, 1000 * time.count()));
}

std::string leaseOf(const Leader& leader) {
    return hex(leader.token) + ' ' + std::to_string(static_cast<long long>(leader.since)) + ' ' +
           leader.who;
}

} // namespace

void checkRunName(const std::string& run, const std::string& where) {
    if (run.empty() || run.size() > longestName) {
        throw InputError(where, "",
                         "has " + std::to_string(run.size()) + " characters; allowed are 1 to 100");
    }
    for (std::size_t i = 0; i < run.size(); ++i) {
        const char c = run[i];
        const bool allowed = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!allowed) {
            throw InputError(where, "",
                             "character " + std::to_string(i + 1) +
                                 " is not allowed: letters, digits, '-', '_' and '.' "
                                 "are");
        }
    }
}

RedisStore::RedisStore(RedisAddress address, const std::string& run, const RedisTimes& times,
                       std::uint64_t seed)
    : prefix_("scorescope:" + run + ":"), link_(std::move(address), times, seed) {
    checkRunName(run, "run");
}

std::vector<RedisReply> RedisStore::ask(const std::vector<RedisLink::Command>& commands,
                                        std::size_t mostBytes) {
    std::vector<RedisReply> replies = link_.ask(commands, mostBytes + room);
    for (const RedisReply& reply : replies) {
        if (reply.kind == Kind::error) {
            throw serverError(reply.text, link_.address());
        }
    }
    return replies;
}

std::optional<std::string> RedisStore::textOf(RedisReply reply) const {
    if (reply.kind == Kind::nothing) {
        return std::nullopt;
    }
    demand(reply, Kind::text);
    return std::move(reply.text);
}

void RedisStore::demand(const RedisReply& reply, Kind kind) const {
    if (reply.kind != kind) {
        throw StoreError(StoreError::Kind::unreadable,
                         "the server at " + link_.address().text() +
                             " gives an answer of another kind than was asked for");
    }
}

std::int64_t RedisStore::numberOf(const RedisReply& reply) const {
    demand(reply, Kind::number);
    return reply.number;
}

std::uint64_t RedisStore::serialOf(const std::optional<std::string>& digits) const {
    std::uint64_t serial = 0;
    if (digits) {
        const char* end = digits->data() + digits->size();
        const auto [stopped, error] = std::from_chars(digits->data(), end, serial);
        if (error != std::errc() || stopped != end) {
            throw StoreError(StoreError::Kind::unreadable,
                             "where the store should have the number of the parameters it has " +
                                 printable(*digits, 40));
        }
    }
    return serial;
}

bool RedisStore::leads(const Leader& leader, const std::optional<std::string>& there) const {
    if (!there) {
        return false;
    }
    const std::string mine = hex(leader.token);
    if (there->rfind(mine + ' ', 0) == 0) {
        return true;
    }
    const std::size_t space = there->find(' ');
    const std::size_t second = space == std::string::npos ? space : there->find(' ', space + 1);
    long long since = 0;
    if (second == std::string::npos ||
        std::from_chars(there->data() + space + 1, there->data() + second, since).ec !=
            std::errc()) {
        throw StoreError(StoreError::Kind::taken, "this run has a master already, of which the "
                                                  "store does not tell since when");
    }
    throw StoreError(
        StoreError::Kind::taken,
        takenBy(printable(there->substr(second + 1), longestWho), static_cast<double>(since)));
}

void RedisStore::lead(const Leader& leader, const Hello& hello, bool anew) {
    const std::string master = key("master");
    const std::string lease = leaseOf(leader);
    const std::string time = milliseconds(leader.lease);
    const auto tryToLead = [&] {
        auto replies = ask({{"SET", master, lease, "NX", "PX", time}, {"GET", master}});
        if (replies[0].kind != Kind::nothing) {
            demand(replies[0], Kind::status);
        }
        return leads(leader, textOf(std::move(replies[1])));
    };
    if (!tryToLead() && !tryToLead()) { // twice: it may be over in between
        throw StoreError(StoreError::Kind::refused,
                         "the server at " + link_.address().text() +
                             " forgets at once who leads this run: it may be full");
    }
    layout_ = hello.layout;
    const std::string payload = encodeHello(hello);
    if (anew) {
        static_cast<void>(numberOf(ask({{"DEL", key("newest"), key("parameters"), key("claims"),
                                         key("stamps"), key("scores")}})[0]));
    }
    demand(ask({{"SET", key("hello"), payload}})[0], Kind::status);
}

bool RedisStore::renew(const Leader& leader) {
    const std::string master = key("master");
    if (!leads(leader, textOf(ask({{"GET", master}})[0]))) {
        return false;
    }
    const std::string lease = leaseOf(leader);
    // Between the two another one may have come, if this lease was over just then: it finds this
    // one when it renews its own, and ends.
    return ask({{"SET", master, lease, "XX", "PX", milliseconds(leader.lease)}})[0].kind !=
           Kind::nothing;
}

void RedisStore::leave(const Leader& leader) noexcept {
    try {
        const std::string master = key("master");
        if (leads(leader, textOf(ask({{"GET", master}})[0]))) {
            ask({{"DEL", master}});
        }
    } catch (const std::exception&) {
        return; // then it expires
    }
}

void RedisStore::push(const ParameterCopy& copy) {
    PayloadHead head;
    head.kind = PayloadKind::parameters;
    head.run = layout_.run;
    head.serial = copy.serial;
    head.step = copy.step;
    const std::string payload = encodeNumbers(head, *copy.values);
    const std::string serial = std::to_string(copy.serial);
    // In this order, so that who sees the number finds parameters that are at least as new.
    for (const RedisReply& reply :
         ask({{"SET", key("parameters"), payload}, {"SET", key("newest"), serial}})) {
        demand(reply, Kind::status);
    }
}

StoreNews RedisStore::read(const Leader& leader, std::vector<BlockStamp>& seen) {
    seen.resize(layout_.blocks());
    const std::string master = key("master");
    const std::string newest = key("newest");
    const std::string stampsKey = key("stamps");
    std::vector<RedisReply> replies =
        ask({{"GET", master}, {"GET", newest}, {"GET", stampsKey}}, stampBytes * seen.size());
    StoreNews news;
    news.leading = leads(leader, textOf(std::move(replies[0])));
    news.newest = serialOf(textOf(std::move(replies[1])));
    const std::string bytes = textOf(std::move(replies[2])).value_or("");
    std::vector<std::size_t> changed;
    std::vector<BlockStamp> stamps(seen.size());
    for (std::size_t b = 0; b < seen.size(); ++b) {
        stamps[b] = decodeStamp(bytes, b, layout_.run);
        if (stamps[b] == seen[b]) {
            continue;
        }
        if (stamps[b].serial == 0) {
            seen[b] = {}; // lost: it is scored again
        } else {
            changed.push_back(b);
        }
    }
    for (std::size_t from = 0; from < changed.size(); from += blocksAtOnce) {
        const auto first = changed.begin() + static_cast<std::ptrdiff_t>(from);
        const auto last =
            first + static_cast<std::ptrdiff_t>(std::min(blocksAtOnce, changed.size() - from));
        readBlocks({first, last}, stamps, seen, news);
    }
    return news;
}

void RedisStore::readBlocks(const std::vector<std::size_t>& which,
                            const std::vector<BlockStamp>& stamps, std::vector<BlockStamp>& seen,
                            StoreNews& news) {
    const std::string scores = key("scores");
    std::vector<std::string> places;
    for (const std::size_t b : which) {
        const std::size_t at = b * slotBytes();
        places.push_back(std::to_string(at));
        places.push_back(std::to_string(at + payloadBytes(b) - 1));
    }
    std::vector<RedisLink::Command> commands;
    for (std::size_t i = 0; i < which.size(); ++i) {
        commands.push_back({"GETRANGE", scores, places[2 * i], places[2 * i + 1]});
    }
    std::vector<RedisReply> replies = ask(commands, which.size() * (slotBytes() + 32));
    for (std::size_t i = 0; i < which.size(); ++i) {
        const std::size_t b = which[i];
        try {
            NumbersPayload payload = decodeNumbers(
                textOf(std::move(replies[i])).value_or(""),
                {PayloadKind::scores, layout_.run, layout_.firstOf(b), layout_.countOf(b)});
            if (payload.head.serial < stamps[b].serial) {
                throw StoreError(StoreError::Kind::unreadable,
                                 "a block of weights is older than the store says it is");
            }
            const PayloadHead& head = payload.head;
            news.blocks.push_back({{b, head.claim},
                                   head.serial,
                                   head.step,
                                   head.worker,
                                   head.seconds,
                                   std::move(payload.numbers)});
            seen[b] = stamps[b];
        } catch (const StoreError& error) {
            ++news.unreadable;
            news.trouble = error.what();
            seen[b] = {};
            const std::string none(stampBytes, '\0');
            ask({{"SETRANGE", key("stamps"), std::to_string(b * stampBytes), none}});
        }
    }
}

std::optional<Hello> RedisStore::hello() {
    std::optional<std::string> bytes = textOf(ask({{"GET", key("hello")}}, mostHelloBytes)[0]);
    if (!bytes) {
        return std::nullopt;
    }
    return decodeHello(*bytes);
}

std::optional<ParameterCopy> RedisStore::newer(std::uint64_t serial) {
    const std::string newest = key("newest");
    if (serialOf(textOf(ask({{"GET", newest}})[0])) == serial) {
        return std::nullopt;
    }
    const std::optional<std::string> bytes = textOf(ask(
        {{"GET", key("parameters")}}, payloadHeadBytes + sizeof(float) * layout_.parameters)[0]);
    if (!bytes) {
        return std::nullopt;
    }
    NumbersPayload payload =
        decodeNumbers(*bytes, {PayloadKind::parameters, layout_.run, {}, layout_.parameters});
    if (payload.head.serial <= serial) {
        return std::nullopt; // of a copy of the database that is older than what was there before
    }
    if (payload.notFinite > 0) {
        throw StoreError(StoreError::Kind::unreadable,
                         "the parameters of step " + std::to_string(payload.head.step) + " hold " +
                             std::to_string(payload.notFinite) + " numbers that are not finite");
    }
    return ParameterCopy{payload.head.serial, payload.head.step,
                         std::make_shared<const std::vector<float>>(std::move(payload.numbers))};
}

std::optional<Claim> RedisStore::claim(std::uint64_t serial) {
    const std::string claims = key("claims");
    const std::string stampsKey = key("stamps");
    const std::int64_t claimed = numberOf(ask({{"INCR", claims}})[0]);
    if (claimed < 1) {
        throw StoreError(StoreError::Kind::unreadable,
                         "the store counts claims from " + std::to_string(claimed));
    }
    const auto number = static_cast<std::uint64_t>(claimed);
    const auto block = static_cast<std::size_t>((number - 1) % layout_.blocks());
    const std::string from = std::to_string(block * stampBytes);
    const std::string to = std::to_string((block + 1) * stampBytes - 1);
    const std::string stamp = textOf(ask({{"GETRANGE", stampsKey, from, to}})[0]).value_or("");
    if (decodeStamp(stamp, 0, layout_.run).serial < serial) {
        return Claim{block, number};
    }
    const std::string stamps =
        textOf(ask({{"GET", stampsKey}}, stampBytes * layout_.blocks())[0]).value_or("");
    for (std::size_t k = 1; k < layout_.blocks(); ++k) {
        const std::size_t b = (block + k) % layout_.blocks();
        if (decodeStamp(stamps, b, layout_.run).serial < serial) {
            return Claim{b, number};
        }
    }
    return std::nullopt;
}

void RedisStore::write(const ScoredBlock& block) {
    PayloadHead head;
    head.kind = PayloadKind::scores;
    head.run = layout_.run;
    head.serial = block.serial;
    head.step = block.step;
    head.first = layout_.firstOf(block.claim.block);
    head.claim = block.claim.number;
    head.worker = block.worker;
    head.seconds = block.seconds;
    const std::string payload = encodeNumbers(head, block.scores);
    const std::string stamp = encodeStamp(
        layout_.run, {block.serial, static_cast<std::uint32_t>(block.claim.number & 0xFFFFFFFFU)});
    const std::string at = std::to_string(block.claim.block * slotBytes());
    const std::string stampAt = std::to_string(block.claim.block * stampBytes);
    const std::string stampEnd = std::to_string((block.claim.block + 1) * stampBytes - 1);
    const std::string stampsKey = key("stamps");
    const std::string there =
        textOf(ask({{"GETRANGE", stampsKey, stampAt, stampEnd}})[0]).value_or("");
    if (decodeStamp(there, 0, layout_.run).serial > block.serial) {
        return; // somebody has newer ones
    }
    for (const RedisReply& reply :
         ask({{"SETRANGE", key("scores"), at, payload}, {"SETRANGE", stampsKey, stampAt, stamp}})) {
        static_cast<void>(numberOf(reply));
    }
}

} // namespace scorescope::issgd
