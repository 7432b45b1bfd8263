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

void noteSelected(Selection& selection, const Frame& frame, const SelectionParameter& parameter) {
    if (const auto item = selectedItem(frame, parameter)) {
        selection[parameter] = *item;
    }
}

std::optional<std::size_t> selectedIndex(const Selection& selection,
                                         const SelectionParameter& parameter) {
    const auto found = selection.find(parameter);
    return found == selection.end() || found->second < 0
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found->second));
}

QColor dimmed(const QColor& color, const QColor& ground) {
    constexpr float left = 0.45F;
    const auto mixed = [](float from, float to) { return to + left * (from - to); };
    return QColor::fromRgbF(mixed(color.redF(), ground.redF()),
                            mixed(color.greenF(), ground.greenF()),
                            mixed(color.blueF(), ground.blueF()), color.alphaF());
}

} // namespace scorescope::views
