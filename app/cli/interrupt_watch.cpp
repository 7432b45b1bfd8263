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
    sigaction(SIGINT, &action, &beforeInterrupt_);
    sigaction(SIGTERM, &action, &beforeTerminate_);
}

InterruptWatch::~InterruptWatch() {
    sigaction(SIGINT, &beforeInterrupt_, nullptr);
    sigaction(SIGTERM, &beforeTerminate_, nullptr);
}

bool InterruptWatch::interrupted() {
    return interruptFlag().load();
}

} // namespace scorescope::app
