// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

namespace scorescope {

/// The experiments of every lab in the list of CMakeLists.txt, and the core's own benchmarks. The
/// definition is generated.
[[nodiscard]] Registry registerLabs();

} // namespace scorescope
