// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/selection.h"

#include "engine/core/scene.h"

namespace scorescope::views {

std::optional<std::int64_t> selectedItem(const Frame& frame, const SelectionParameter& parameter) {
    if (parameter.empty() || !frame.scene) {
        return std::nullopt;
    }
    const ParameterTable& table = frame.scene->parameters.table();
    if (!table.contains(parameter) || table.spec(parameter).type != ParameterType::integer) {
        return std::nullopt;
    }
    return frame.scene->parameters.integer(parameter);
}

} // namespace scorescope::views
