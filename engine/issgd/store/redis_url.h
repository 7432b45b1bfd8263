// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace scorescope::issgd {

/// Where a Redis or Valkey server is.
struct RedisAddress {
    std::string host; ///< a name or an address; of IPv6 without brackets
    std::uint16_t port = 6379;
    std::uint32_t database = 0;
    std::string user;     ///< empty: the server's default one
    std::string password; ///< empty: none

    /// "host:port/database", without what is secret.
    [[nodiscard]] std::string text() const;
};

/// redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]; in user and password %XX stands for a byte, in
/// HOST an address of IPv6 stands in brackets. Pure; any thread.
///
/// Throws InputError that says which character is wrong, and what is allowed; and for rediss://,
/// that TLS goes through a tunnel. The message never shows the password.
[[nodiscard]] RedisAddress parseRedisUrl(std::string_view url, const std::string& where = "store");

} // namespace scorescope::issgd
