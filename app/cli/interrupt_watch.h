// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <csignal>

namespace scorescope::app {

/// Takes SIGINT, SIGTERM and SIGHUP (the terminal is gone) as something to ask for, while it lives;
/// SIGHUP only where it is not ignored, as nohup does. Each handler serves once, so that the next
/// signal ends the program the usual way. One at a time.
class InterruptWatch {
public:
    InterruptWatch();
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    /// Whether the one that lives now was told; false when none does. Any thread.
    [[nodiscard]] static bool interrupted();

private:
    static constexpr std::array<int, 3> signals = {SIGINT, SIGTERM, SIGHUP};

    std::array<struct sigaction, signals.size()> before_{};
};

} // namespace scorescope::app
