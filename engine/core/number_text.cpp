// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/number_text.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace scorescope {
namespace {

bool isDigit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Whether the number that from_chars could not represent is too small rather than too large: the
/// decimal exponent of its first digit that is not zero, counted in the text.
bool isTiny(std::string_view text) noexcept {
    long exponent = -1;
    bool beforePoint = true;
    bool found = false;
    std::size_t i = 0;
    for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
        if (text[i] == '.') {
            beforePoint = false;
        } else if (isDigit(text[i])) {
            found = found || text[i] != '0';
            if (beforePoint && found) {
                ++exponent;
            } else if (!beforePoint && !found) {
                --exponent;
            }
        }
    }
    const bool negative = i + 1 < text.size() && text[i + 1] == '-';
    long written = 0;
    for (; i < text.size(); ++i) {
        if (isDigit(text[i]) && written < 1'000'000'000) {
            written = 10 * written + (text[i] - '0');
        }
    }
    return exponent + (negative ? -written : written) < 0;
}

} // namespace

NumberText parseNumber(std::string_view text, double& value) noexcept {
    if (text.size() > 1 && text.front() == '+' && text[1] != '-' && text[1] != '+') {
        text.remove_prefix(1);
    }
    double parsed = 0.0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, parsed);
    if (text.empty() || stop != end || error == std::errc::invalid_argument) {
        return NumberText::notNumber;
    }
    if (error == std::errc::result_out_of_range) {
        if (!isTiny(text)) {
            return NumberText::tooLarge;
        }
        parsed = 0.0;
    }
    if (!std::isfinite(parsed)) {
        return NumberText::notFinite;
    }
    if (std::abs(parsed) > static_cast<double>(std::numeric_limits<float>::max())) {
        return NumberText::tooLarge;
    }
    value = parsed;
    return NumberText::number;
}

std::string quotedText(std::string_view text) {
    constexpr std::size_t longest = 24;
    std::string shown;
    for (const char c : text.substr(0, longest)) {
        shown += c >= ' ' && c <= '~' ? c : '?';
    }
    return "'" + shown + (text.size() > longest ? "…'" : "'");
}

} // namespace scorescope
