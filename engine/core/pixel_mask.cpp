// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/pixel_mask.h"

#include "engine/core/error.h"

#include <algorithm>
#include <charconv>

namespace scorescope {

std::string maskText(const PixelMask& mask) {
    std::string text;
    std::size_t at = 0;
    for (bool chosen = false; at < mask.size(); chosen = !chosen) {
        std::size_t end = at;
        while (end < mask.size() && (mask[end] != 0) == chosen) {
            ++end;
        }
        if (end == mask.size() && !chosen) {
            break;
        }
        text += (text.empty() ? "" : " ") + std::to_string(end - at);
        at = end;
    }
    return text;
}

PixelMask parseMask(const std::string& text, std::size_t pixels) {
    PixelMask mask(pixels, 0);
    std::size_t at = 0;
    bool chosen = false;
    const char* const end = text.data() + text.size();
    for (const char* next = text.data(); next != end;) {
        if (*next == ' ') {
            ++next;
            continue;
        }
        std::size_t length = 0;
        const auto parsed = std::from_chars(next, end, length);
        if (parsed.ec != std::errc() || (parsed.ptr != end && *parsed.ptr != ' ')) {
            throw InputError(
                "", "", "a mask is a list of lengths, such as \"392 392\"; '" + text + "' is none");
        }
        if (length > pixels - at) {
            throw InputError("", "",
                             "the mask is longer than the " + std::to_string(pixels) +
                                 " pixels of the image");
        }
        const auto from = mask.begin() + static_cast<std::ptrdiff_t>(at);
        std::fill(from, from + static_cast<std::ptrdiff_t>(length),
                  static_cast<std::uint8_t>(chosen ? 1 : 0));
        at += length;
        chosen = !chosen;
        next = parsed.ptr;
    }
    return mask;
}

} // namespace scorescope
