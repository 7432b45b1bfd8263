// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"

#include <functional>

namespace scorescope {

/// How long work tells how far it is: called with the share that is done, in [0, 1]; false asks the
/// work to stop, which it does by throwing Cancelled. Called on the thread that works. May be
/// empty.
using Progress = std::function<bool(double share)>;

/// Tells `progress`, if there is one. Throws Cancelled when it asks to stop.
inline void report(const Progress& progress, double share) {
    if (progress && !progress(share)) {
        throw Cancelled();
    }
}

} // namespace scorescope
