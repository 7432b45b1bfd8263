// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/issgd/store/interrupts.h"

#include <atomic>

namespace scorescope::issgd {
namespace {

/// The one thing that a signal handler can reach is a variable of static storage.
std::atomic<bool>& flag() noexcept {
    static std::atomic<bool> came{false};
    return came;
}

extern "C" void noteWorkerInterrupt(int) {
    flag().store(true);
}

} // namespace

Interrupts::Interrupts() {
    flag().store(false);
    struct sigaction action {};
    action.sa_handler = noteWorkerInterrupt;
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals[i], &action, &before_[i]);
    }
}

Interrupts::~Interrupts() {
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals[i], &before_[i], nullptr);
    }
    flag().store(false);
}

bool Interrupts::came() noexcept {
    return flag().load();
}

} // namespace scorescope::issgd
