// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonValue>
#include <QRectF>

/// Regions of the plane in axis units, top() at the lowest y.
namespace scorescope::views {

/// Whether two regions agree but for rounding.
[[nodiscard]] bool sameRegion(const QRectF& a, const QRectF& b);
/// [left, bottom, right, top]
[[nodiscard]] QJsonArray regionJson(const QRectF& region);
/// The inverse; null for anything else than a finite region.
[[nodiscard]] QRectF regionFromJson(const QJsonValue& value);

} // namespace scorescope::views
