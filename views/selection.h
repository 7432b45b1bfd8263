// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"

#include <cstdint>
#include <map>
#include <optional>

namespace scorescope::views {

/// What is selected: the values of the selection parameters that artifacts name.
using Selection = std::map<SelectionParameter, std::int64_t>;

/// The value of that parameter in the scene of the frame; nothing where there is none.
[[nodiscard]] std::optional<std::int64_t> selectedItem(const Frame& frame,
                                                       const SelectionParameter& parameter);

} // namespace scorescope::views
