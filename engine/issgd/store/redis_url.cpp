// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/redis_url.h"

#include "engine/core/error.h"

#include <algorithm>
#include <optional>

namespace scorescope::issgd {
namespace {

constexpr std::string_view scheme = "redis://";
constexpr std::string_view tlsScheme = "rediss://";
constexpr std::size_t longestUrl = 2048;
constexpr std::uint64_t mostDatabase = 1000000;

bool isDigit(char letter) {
    return letter >= '0' && letter <= '9';
}
bool isLetter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}
std::optional<unsigned> hexDigit(char letter) {
    if (isDigit(letter)) {
        return static_cast<unsigned>(letter - '0');
    }
    const char small = static_cast<char>(letter | ' ');
    if (small >= 'a' && small <= 'f') {
        return static_cast<unsigned>(small - 'a') + 10U;
    }
    return std::nullopt;
}

/// Reads one URL; positions in messages count its characters from 1.
class UrlReader {
public:
    UrlReader(std::string_view url, const std::string& where) : url_(url), where_(where) {}

    RedisAddress read() {
        checkScheme();
        RedisAddress address;
        // The last @ before the first slash: what is in front of it is secret.
        const std::size_t end = std::min(url_.find('/', scheme.size()), url_.size());
        const std::size_t at = url_.substr(0, end).rfind('@');
        std::size_t hostAt = scheme.size();
        if (at != std::string_view::npos && at >= scheme.size()) {
            readSecrets(scheme.size(), at, address);
            hostAt = at + 1;
        }
        const std::size_t portAt = readHost(hostAt, end, address);
        if (portAt < end) {
            address.port =
                static_cast<std::uint16_t>(readNumber(portAt + 1, end, 1, 65535, "a port"));
        }
        if (end + 1 < url_.size()) {
            address.database = static_cast<std::uint32_t>(
                readNumber(end + 1, url_.size(), 0, mostDatabase, "the number of a database"));
        }
        return address;
    }

private:
    [[nodiscard]] InputError refuse(const std::string& what) const {
        return InputError(where_, "", what + "; allowed is redis://[:PASSWORD@]HOST[:PORT][/DB]");
    }
    [[nodiscard]] InputError refuseAt(std::size_t at, const std::string& what) const {
        return refuse("character " + std::to_string(at + 1) + ' ' + what);
    }

    void checkScheme() const {
        if (url_.size() > longestUrl) {
            throw refuse("has " + std::to_string(url_.size()) +
                         " characters, more than the 2048 "
                         "of an address");
        }
        if (url_.substr(0, tlsScheme.size()) == tlsScheme) {
            throw InputError(where_, "",
                             "asks for TLS (rediss://), which this program does not speak itself: "
                             "let stunnel listen on this machine, connect it with the server, and "
                             "name redis://localhost:PORT here");
        }
        for (std::size_t i = 0; i < scheme.size(); ++i) {
            if (i >= url_.size() || url_[i] != scheme[i]) {
                throw refuseAt(i, "is not that of redis://");
            }
        }
    }

    std::string unescaped(std::size_t from, std::size_t to) const {
        std::string text;
        for (std::size_t i = from; i < to; ++i) {
            const auto byte = static_cast<unsigned char>(url_[i]);
            if (byte <= ' ' || byte == 127) {
                throw refuseAt(i, "is none of a user's name or a password: write it as %XX");
            }
            if (url_[i] != '%') {
                text += url_[i];
                continue;
            }
            const std::optional<unsigned> high = i + 1 < to ? hexDigit(url_[i + 1]) : std::nullopt;
            const std::optional<unsigned> low = i + 2 < to ? hexDigit(url_[i + 2]) : std::nullopt;
            if (!high || !low) {
                throw refuseAt(i, "begins an escape (%) without two hexadecimal digits");
            }
            text += static_cast<char>(*high << 4U | *low);
            i += 2;
        }
        return text;
    }

    void readSecrets(std::size_t from, std::size_t to, RedisAddress& address) const {
        const std::size_t colon = url_.substr(0, to).find(':', from);
        if (colon == std::string_view::npos) {
            throw refuseAt(to, "ends a user's name without a password");
        }
        address.user = unescaped(from, colon);
        address.password = unescaped(colon + 1, to);
        if (address.password.empty()) {
            throw refuseAt(to, "ends an empty password");
        }
    }

    /// \returns where the host ends: at the port's colon, or at `to`.
    std::size_t readHost(std::size_t from, std::size_t to, RedisAddress& address) const {
        std::size_t i = from;
        if (i < to && url_[i] == '[') {
            for (++i; i < to && url_[i] != ']'; ++i) {
                if (!hexDigit(url_[i]) && url_[i] != ':' && url_[i] != '.') {
                    throw refuseAt(i, "is none of an address of IPv6");
                }
            }
            if (i == to) {
                throw refuseAt(from, "opens an address that no ] closes");
            }
            address.host = url_.substr(from + 1, i - from - 1);
            ++i;
            if (i < to && url_[i] != ':') {
                throw refuseAt(i, "follows an address and is no colon");
            }
        } else {
            for (; i < to && url_[i] != ':'; ++i) {
                if (!isDigit(url_[i]) && !isLetter(url_[i]) && url_[i] != '.' && url_[i] != '-' &&
                    url_[i] != '_') {
                    throw refuseAt(i, "is none of a host's name");
                }
            }
            address.host = url_.substr(from, i - from);
        }
        if (address.host.empty()) {
            throw refuseAt(from, "should begin a host's name");
        }
        return i;
    }

    std::uint64_t readNumber(std::size_t from, std::size_t to, std::uint64_t least,
                             std::uint64_t most, const char* of) const {
        std::uint64_t number = 0;
        for (std::size_t i = from; i < to; ++i) {
            if (!isDigit(url_[i])) {
                throw refuseAt(i, std::string("is none of ") + of);
            }
            number = std::min(number * 10 + static_cast<std::uint64_t>(url_[i] - '0'), most + 1);
        }
        if (from >= to || number < least || number > most) {
            throw refuseAt(from, std::string("should begin ") + of + " from " +
                                     std::to_string(least) + " to " + std::to_string(most));
        }
        return number;
    }

    std::string_view url_;
    const std::string& where_;
};

} // namespace

std::string RedisAddress::text() const {
    const bool ipv6 = host.find(':') != std::string::npos;
    return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port) + "/" +
           std::to_string(database);
}

RedisAddress parseRedisUrl(std::string_view url, const std::string& where) {
    return UrlReader(url, where).read();
}

} // namespace scorescope::issgd
