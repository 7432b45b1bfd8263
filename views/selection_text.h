// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"

#include <QString>

#include <utility>
#include <vector>

namespace scorescope::views {

/// What is selected in the artifacts of the frame, in words: for each selection parameter its label
/// and value, then what the artifacts know of the item (the cells of a row, the caption of an
/// image, the label of a node, the newest value of a series, the last point of a chain). Artifacts
/// that nobody asked for are not in the frame, so they tell nothing.
[[nodiscard]] std::vector<std::pair<QString, QString>> describeSelection(const Frame& frame);

} // namespace scorescope::views
