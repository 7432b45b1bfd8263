// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"

#include <string>

namespace scorescope::app {

/// `scorescope scenes`: the scenes inside the program on stdout. \returns 0.
int listScenes(const Registry& registry, bool json);
/// `scorescope describe`: the parameters of a scene or an experiment, or the schema of its scene
/// files, on stdout. \returns 0. Throws InputError for a name that is neither.
int describe(const Registry& registry, const Hooks& hooks, const std::string& name, bool schema);

} // namespace scorescope::app
