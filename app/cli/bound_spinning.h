// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope::app {

/// Keeps LibTorch's threads from holding cores that they do not use.
///
/// OpenMP's threads, which LibTorch computes with, look for their next work for some 10 ms before
/// they let go of a core. Where other programs want the cores, each gathering of the team then
/// takes a time slice, and training many times as long. The runtime reads how long they look from
/// its environment, once, when it is loaded: before main(). So the program starts itself anew with
/// GOMP_SPINCOUNT set, which takes as long as a start, and is for commands that compute.
///
/// Does not return when it starts the program anew. Does nothing where the environment says
/// otherwise already (GOMP_SPINCOUNT, OMP_WAIT_POLICY), or the program cannot be found.
void boundSpinning(const char* const* arguments);

} // namespace scorescope::app
