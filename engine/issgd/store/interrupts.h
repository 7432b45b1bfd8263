// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <csignal>

namespace scorescope::issgd {

/// Takes SIGINT and SIGTERM as something to ask for, while it lives; each once, so that the next
/// one ends the program the usual way. One at a time.
class Interrupts {
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    /// Any thread.
    [[nodiscard]] static bool came() noexcept;

private:
    static constexpr std::array<int, 2> signals = {SIGINT, SIGTERM};

    std::array<struct sigaction, signals.size()> before_{};
};

} // namespace scorescope::issgd
