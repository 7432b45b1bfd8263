// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress_line.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace scorescope::app {

ProgressLine::ProgressLine(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
    if (drawn_) {
        std::fputc('\n', stderr);
    }
}

bool ProgressLine::due() const {
    return shown_ && std::chrono::steady_clock::now() - last_ >= std::chrono::milliseconds(100);
}

void ProgressLine::show(double share, const std::string& words) {
    if (!shown_) {
        return;
    }
    constexpr std::size_t width = 30;
    const auto filled = static_cast<std::size_t>(
        std::lround(static_cast<double>(width) * std::clamp(share, 0.0, 1.0)));
    // To the end of the line: what stood there before was longer.
    std::fprintf(stderr, "\r[%s%s] %s\033[K", std::string(filled, '#').c_str(),
                 std::string(width - filled, '.').c_str(), words.c_str());
    last_ = std::chrono::steady_clock::now();
    drawn_ = true;
}

} // namespace scorescope::app
