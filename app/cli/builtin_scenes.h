// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace scorescope::app {

/// A scene that ships inside the program.
struct BuiltinScene {
    std::string id;     ///< "fig_3_5": its name on the command line
    std::string folder; ///< the folder under scenes/ it comes from
    std::string json;
};

/// Every scene under scenes/, sorted by folder and id. The definition is generated.
[[nodiscard]] std::vector<BuiltinScene> builtinScenes();

} // namespace scorescope::app
