// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>

namespace scorescope::issgd {

/// Seconds of the wall's clock since a cluster began. Any thread; set by the master's.
class MasterClock {
public:
    [[nodiscard]] double seconds() const noexcept { return shift_.load() + sinceStart(); }
    void set(double seconds) noexcept { shift_.store(seconds - sinceStart()); }

private:
    [[nodiscard]] double sinceStart() const noexcept {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::atomic<double> shift_{0.0};
};

} // namespace scorescope::issgd
