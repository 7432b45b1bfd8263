// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"

#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace scorescope::views {

/// What is selected: the values of the selection parameters that artifacts name.
using Selection = std::map<SelectionParameter, std::int64_t>;

/// The value of that parameter in the scene of the frame; nothing where there is none.
[[nodiscard]] std::optional<std::int64_t> selectedItem(const Frame& frame,
                                                       const SelectionParameter& parameter);

/// What is selected in the artifacts of the frame, in words: for each selection parameter its label
/// and value, then what the artifacts know of the item (the cells of a row, the caption of an
/// image, the label of a node, the newest value of a series, the last point of a chain). Artifacts
/// that nobody asked for are not in the frame, so they tell nothing.
[[nodiscard]] std::vector<std::pair<QString, QString>> describeSelection(const Frame& frame);

} // namespace scorescope::views
