// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/bound_spinning.h"

#include <unistd.h>

#include <cstdlib>

namespace scorescope::app {

void boundSpinning(const char* const* arguments) {
    if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) {
        return;
    }
    // Some 10 µs; about what a thread takes to wake.
    if (::setenv("GOMP_SPINCOUNT", "1000", 0) == 0) {
        // execv() does not write into what it is given, and is older than const.
        ::execv("/proc/self/exe", const_cast<char* const*>(arguments));
    }
}

} // namespace scorescope::app
