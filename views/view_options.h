// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/error.h"
#include "engine/core/scene.h"

#include <algorithm>
#include <string>
#include <vector>

namespace scorescope::views {

/// Throws InputError that suggests the nearest name when the view has an option that its kind does
/// not know: a misspelt switch must not pass for one that is off.
inline void refuseUnknownOptions(const ViewSpec& spec, const std::vector<std::string>& known) {
    if (!spec.options.is_object()) {
        return;
    }
    for (const auto& option : spec.options.items()) {
        if (std::find(known.begin(), known.end(), option.key()) == known.end()) {
            throw InputError("", "/views",
                             "view '" + spec.name + "': unknown option '" + option.key() + "'" +
                                 didYouMean(option.key(), known));
        }
    }
}

} // namespace scorescope::views
