// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"

#include <string>
#include <vector>

namespace scorescope::app {

/// `scorescope bench`: runs the named benchmarks of the registry and "publishing" (all without
/// names) and prints their rows on stdout, as a table or as JSON. \returns the exit status. Throws
/// InputError for a name that is not there, with the nearest one.
int bench(const Registry& registry, const std::vector<std::string>& names, int threads, bool json);

} // namespace scorescope::app
