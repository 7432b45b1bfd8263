// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/text.h"

#include <cstdio>

namespace scorescope {

std::string number(const char* format, double value) {
    char buffer[64];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

std::string axisName(std::size_t axis) {
    static constexpr const char* digits[] = {"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"};
    std::string text = "x";
    for (const char c : std::to_string(axis)) {
        text += digits[static_cast<std::size_t>(c - '0')];
    }
    return text;
}

} // namespace scorescope
