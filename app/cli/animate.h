// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_line.h"

namespace scorescope::app {

/// Reads "1280x720". Throws InputError (where = "--size").
void readFilmSize(const std::string& text, AnimationRequest& request);

/// `scorescope animate`: films the scene's run. Progress on stderr when that is a terminal and
/// `quiet` is off; the film's path on stdout. SIGINT leaves no file and returns 130.
int animate(const Registry& registry, const Scene& scene, const Device& device, int threads,
            const AnimationRequest& request, bool quiet, const Hooks& hooks);

} // namespace scorescope::app
