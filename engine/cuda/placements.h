// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/placement.h"

#include <vector>

namespace scorescope::cuda {

/// What this build and machine offer, work by work, for `doctor`: our kernels on a GPU or why not.
[[nodiscard]] std::vector<Placement> describeKernels();

} // namespace scorescope::cuda
