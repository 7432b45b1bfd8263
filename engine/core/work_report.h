// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/mailbox.h"

#include <atomic>
#include <chrono>
#include <string>

namespace scorescope {

/// Tells of long work of the engine thread, from its beginning to the end of this object: at most
/// twenty times a second, and not at all when it is over at once. On the engine thread.
class WorkReport {
public:
    /// `cancelled` is set by whoever gives the work up.
    WorkReport(Mailbox& mailbox, const std::atomic<bool>& cancelled, std::string what)
        : mailbox_(mailbox), cancelled_(cancelled), what_(std::move(what)) {}
    ~WorkReport();
    WorkReport(const WorkReport&) = delete;
    WorkReport& operator=(const WorkReport&) = delete;

    /// \returns false when the work is to end.
    bool report(double share);

private:
    using Clock = std::chrono::steady_clock;
    Mailbox& mailbox_;
    const std::atomic<bool>& cancelled_;
    std::string what_;
    Clock::time_point begin_ = Clock::now();
    Clock::time_point last_ = begin_;
    bool told_ = false;
};

} // namespace scorescope
