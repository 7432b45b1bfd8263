// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

namespace scorescope::app {

/// Takes SIGINT and SIGTERM as something to ask for, while it lives. Each handler serves once, so
/// that the next signal ends the program the usual way. One at a time.
class InterruptWatch {
public:
    InterruptWatch();
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    /// Any thread.
    [[nodiscard]] static bool interrupted();

private:
    struct sigaction beforeInterrupt_ {};
    struct sigaction beforeTerminate_ {};
};

} // namespace scorescope::app
