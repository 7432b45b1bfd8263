// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"

#include <QColor>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace scorescope::views {

/// What is selected: the values of the selection parameters that artifacts name.
using Selection = std::map<SelectionParameter, std::int64_t>;

/// The value of that parameter in the scene of the frame; nothing where there is none.
[[nodiscard]] std::optional<std::int64_t> selectedItem(const Frame& frame,
                                                       const SelectionParameter& parameter);
/// Takes the parameter's value in the frame into the selection, if there is one.
void noteSelected(Selection& selection, const Frame& frame, const SelectionParameter& parameter);
/// The selected index among the parts of an artifact; nothing when none of them is selected.
[[nodiscard]] std::optional<std::size_t> selectedIndex(const Selection& selection,
                                                       const SelectionParameter& parameter);

/// The colour of what is not selected while something beside it is: nearer to the ground, with the
/// same alpha.
[[nodiscard]] QColor dimmed(const QColor& color, const QColor& ground);

} // namespace scorescope::views
