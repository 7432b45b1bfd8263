// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace scorescope::data {

/// The environment's variable of that name; empty when it is not set.
[[nodiscard]] std::string environment(const char* name);
/// The person's folder for configuration ($XDG_CONFIG_HOME, ~/.config); empty without a home.
[[nodiscard]] std::string configurationFolder();
/// The person's folder for data ($XDG_DATA_HOME, ~/.local/share); empty without a home.
[[nodiscard]] std::string personalDataFolder();

} // namespace scorescope::data
