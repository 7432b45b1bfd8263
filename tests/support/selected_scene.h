// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/core/scene.h"

#include <cstdint>
#include <memory>
#include <string>

namespace scorescope::test {

/// A scene with one live integer parameter, as views that select read it.
inline std::shared_ptr<const Scene> sceneWith(const std::string& parameter, std::int64_t value) {
    auto scene = std::make_shared<Scene>();
    scene->parameters = Parameters(ParameterTable(
        {live(integer(parameter, parameter, "All", value, 0, 100, "the selected one"))}));
    return scene;
}

} // namespace scorescope::test
