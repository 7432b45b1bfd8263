// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/stats/estimate_cells.h"

#include "engine/core/text.h"

namespace scorescope::stats {

TableCell estimateCell(const char* format, const Estimate& estimate) {
    return {number(format, estimate.value) + " (" + number(format, estimate.low) + " to " +
                number(format, estimate.high) + ")",
            {estimate.value, estimate.low, estimate.high}};
}

TableCell estimateCell(const char* format, const Uncertain& uncertain) {
    if (uncertain.hasInterval()) {
        return estimateCell(format, uncertain.estimate);
    }
    return {number(format, uncertain.estimate.value) + " (" + uncertain.reason + ")",
            uncertain.estimate.value};
}

} // namespace scorescope::stats
