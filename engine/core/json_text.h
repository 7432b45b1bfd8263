// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace scorescope {

/// What JSON text from outside may hold. Values are copied, compared and written by functions that
/// call themselves once for every level, so depth is bounded where text becomes a value.
struct JsonLimits {
    std::size_t depth = 64;         ///< lists and objects inside each other
    std::size_t values = 2'000'000; ///< of all kinds, together
};

/// The value of JSON text (RFC 8259), keys in their order. Time and memory grow with the text's
/// length. From any thread.
///
/// Throws InputError, without a file's name, that says what and where (line and column, and the
/// JSON pointer where there is one): text that is no JSON or no UTF-8, a key that stands twice in
/// an object, a number too large for a double, more depth or values than the limits allow.
[[nodiscard]] nlohmann::ordered_json parseJson(std::string_view text,
                                               const JsonLimits& limits = {});

/// The same of a file, read with readWholeFile(); errors name it.
[[nodiscard]] nlohmann::ordered_json readJsonFile(const std::string& path, std::size_t largestBytes,
                                                  const JsonLimits& limits = {});

} // namespace scorescope
