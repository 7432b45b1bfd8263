// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/drawn_range.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {

std::optional<ColorLimits> drawnRange(const ScalarField& field) {
    std::optional<ColorLimits> range;
    if (!(field.drawnSpan > 0.0)) {
        return range;
    }
    for (const float each : field.values) {
        const auto value = static_cast<double>(each);
        if (std::isfinite(value)) {
            range = range ? ColorLimits{std::min(range->low, value), std::max(range->high, value)}
                          : ColorLimits{value, value};
        }
    }
    if (range) {
        range->high = std::min(range->high, range->low + field.drawnSpan);
    }
    return range;
}

std::shared_ptr<const Artifact> asDrawn(const std::shared_ptr<const Artifact>& field) {
    const std::optional<ColorLimits> range = drawnRange(std::get<ScalarField>(field->data));
    if (!range) {
        return field;
    }
    auto drawn = std::make_shared<Artifact>(*field);
    for (float& value : std::get<ScalarField>(drawn->data).values) {
        value = value > range->high ? static_cast<float>(range->high) : value; // NaN stays
    }
    return drawn;
}

} // namespace scorescope::views
