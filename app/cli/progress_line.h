// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

namespace scorescope::app {

/// A bar and some words on stderr, redrawn in place on a terminal, and nothing elsewhere. Ends its
/// line when it goes.
class ProgressLine {
public:
    explicit ProgressLine(bool quiet);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Whether it is time to draw it again: ten times a second, never when nobody sees it.
    [[nodiscard]] bool due() const;
    /// Draws it if there is a terminal. \param share in [0, 1]
    void show(double share, const std::string& words);

private:
    bool shown_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point last_{};
};

} // namespace scorescope::app
