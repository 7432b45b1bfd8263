// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <iterator>
#include <map>
#include <vector>

namespace scorescope {
namespace {

/// Bytes of the character that `text` begins with; 0 when it begins with none.
std::size_t utf8Length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = byte(0) < 0x80   ? 1
                               : byte(0) < 0xC2 ? 0
                               : byte(0) < 0xE0 ? 2
                               : byte(0) < 0xF0 ? 3
                               : byte(0) < 0xF5 ? 4
                                                : 0;
    if (length > text.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0U) != 0x80) {
            return 0;
        }
    }
    return length;
}

/// Characters that move, erase or reorder what a terminal or a label shows.
bool isHidden(std::string_view character) {
    if (character.size() == 1) {
        return character[0] < ' ' || character[0] == '\x7F';
    }
    // U+0080–U+009F; U+2028–U+202E and U+2066–U+2069; U+200E and U+200F
    return (character[0] == '\xC2' && character[1] < '\xA0') ||
           (character >= "\xE2\x80\xA8" && character <= "\xE2\x80\xAE") ||
           (character >= "\xE2\x81\xA6" && character <= "\xE2\x81\xA9") ||
           character == "\xE2\x80\x8E" || character == "\xE2\x80\x8F";
}

} // namespace

std::string number(const char* format, double value) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

std::string memoryText(double bytes) {
    static constexpr const char* units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB"};
    std::size_t unit = 0;
    while (bytes >= 1024.0 && unit + 1 < std::size(units)) {
        bytes /= 1024.0;
        ++unit;
    }
    return number("%.3g ", bytes) + units[unit];
}

std::string axisName(std::size_t axis) {
    static constexpr const char* digits[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
    std::string text = "x";
    for (const char c : std::to_string(axis)) {
        text += digits[static_cast<std::size_t>(c - '0')];
    }
    return text;
}

std::u32string toUtf32(std::string_view text) {
    std::u32string characters;
    while (!text.empty()) {
        const std::size_t length = utf8Length(text);
        char32_t character = U'\uFFFD';
        if (length > 0) {
            static constexpr std::array<unsigned, 5> leadBits{0, 0x7FU, 0x1FU, 0x0FU, 0x07U};
            character = static_cast<unsigned char>(text[0]) & leadBits[length];
            for (std::size_t i = 1; i < length; ++i) {
                character = (character << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
            }
        }
        characters += character;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return characters;
}

std::string asciiName(std::string_view text) {
    static const std::map<char32_t, const char*> words = {
        {U'α', "alpha"},   {U'β', "beta"},  {U'γ', "gamma"},  {U'δ', "delta"}, {U'Δ', "delta"},
        {U'ε', "epsilon"}, {U'θ', "theta"}, {U'λ', "lambda"}, {U'μ', "mu"},    {U'ρ', "rho"},
        {U'σ', "sigma"},   {U'τ', "tau"},   {U'∂', "d"},      {U'∇', "grad"}};
    std::string name;
    for (const char32_t c : toUtf32(text)) {
        const auto word = words.find(c);
        if (c >= U'₀' && c <= U'₉') {
            name += static_cast<char>('0' + (c - U'₀'));
        } else if (c < 128 && std::isalnum(static_cast<int>(c)) != 0) {
            name += static_cast<char>(c);
        } else if (word != words.end()) {
            name += word->second;
        } else if (!name.empty() && name.back() != '_' && (c < 128 || c > 0x2000)) {
            name += '_'; // combining marks and accents vanish
        }
    }
    while (!name.empty() && name.back() == '_') {
        name.pop_back();
    }
    return name.empty() ? "column" : name;
}

std::string printable(std::string_view text, std::size_t longest) {
    const std::size_t tail = longest / 3;
    // A character takes at most four bytes.
    if (text.size() > 8 * longest) {
        const std::string ends = std::string(text.substr(0, 4 * longest)) +
                                 std::string(text.substr(text.size() - 4 * longest));
        return printable(ends, longest);
    }
    std::vector<std::string> shown;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t bytes = utf8Length(text.substr(at));
        shown.push_back(bytes == 0 || isHidden(text.substr(at, bytes))
                            ? std::string("?")
                            : std::string(text.substr(at, bytes)));
        at += std::max<std::size_t>(bytes, 1);
    }
    std::string line;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        if (shown.size() > longest && i >= longest - tail && i < shown.size() - tail) {
            line += i == longest - tail ? "…" : "";
        } else {
            line += shown[i];
        }
    }
    return line;
}

} // namespace scorescope
