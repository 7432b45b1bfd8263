// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/parameters.h"
#include "engine/core/run_event.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scorescope::app {

/// How many events fall into each of `columns` columns of a bar from step 0 to `end`, both at the
/// middle of its outermost column. Events after `end` are counted in the last one. Pure; empty
/// without columns.
[[nodiscard]] std::vector<std::size_t> eventDensity(const std::vector<RunEvent>& events,
                                                    std::uint64_t end, int columns);

/// What happened, in words: "step 500: noise 0.01 → 0.3". `table` gives a parameter its label.
[[nodiscard]] QString eventText(const RunEvent& event, const ParameterTable& table);

} // namespace scorescope::app
