// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/field/field_data.h"
#include "views/field/field_options.h"

#include <QPointF>
#include <QTransform>

#include <cstdint>
#include <optional>

namespace scorescope::views {

/// A part of the picture that a click selects.
struct FieldItem {
    SelectionParameter parameter;
    std::int64_t index = 0;
};

/// Whether anything of these can be selected, as far as the options show it.
[[nodiscard]] bool selectable(const FieldData& data, const FieldOptions& options);
/// The chain, line or point nearest to a place, among those whose artifact names a parameter and
/// that the options show.
/// \param toPicture from axis units to the place's
/// \param reach how far it may be from the place; nothing when all are farther
[[nodiscard]] std::optional<FieldItem> itemNear(const FieldData& data, const FieldOptions& options,
                                                const QTransform& toPicture, const QPointF& at,
                                                double reach);

} // namespace scorescope::views
