// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/colormap.h"

#include <memory>
#include <optional>

namespace scorescope::views {

/// What a picture shows of a field with ScalarField::drawnSpan: from its least finite value to that
/// much above, or to the largest. Nothing for a field that is shown whole, or has no finite value.
[[nodiscard]] std::optional<ColorLimits> drawnRange(const ScalarField& field);

/// The artifact of a scalar field as a picture shows it: values above drawnRange() at its upper
/// end. The same artifact where it is shown whole.
[[nodiscard]] std::shared_ptr<const Artifact> asDrawn(const std::shared_ptr<const Artifact>& field);

} // namespace scorescope::views
