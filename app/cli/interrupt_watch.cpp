// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/interrupt_watch.h"

#include <atomic>

namespace scorescope::app {
namespace {

/// The one thing a signal handler can reach is a variable of static storage. Signals cannot be
/// blocked and read instead: libraries start threads before main() that would still take them.
std::atomic<bool>& interruptFlag() {
    static std::atomic<bool> flag{false};
    return flag;
}

extern "C" void noteInterrupt(int) {
    interruptFlag().store(true);
}

} // namespace

InterruptWatch::InterruptWatch() {
    interruptFlag().store(false);
    struct sigaction action {};
    action.sa_handler = noteInterrupt;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals[i], nullptr, &before_[i]);
        if (signals[i] != SIGHUP || before_[i].sa_handler != SIG_IGN) {
            sigaction(signals[i], &action, nullptr);
        }
    }
}

InterruptWatch::~InterruptWatch() {
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals[i], &before_[i], nullptr);
    }
    interruptFlag().store(false);
}

bool InterruptWatch::interrupted() {
    return interruptFlag().load();
}

} // namespace scorescope::app
