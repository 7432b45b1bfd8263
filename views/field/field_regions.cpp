// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_regions.h"

#include <algorithm>
#include <cmath>

namespace scorescope::views {

bool sameRegion(const QRectF& a, const QRectF& b) {
    const double slack =
        1e-9 * std::max({std::abs(a.width()), std::abs(a.height()), std::abs(b.width())});
    return std::abs(a.left() - b.left()) <= slack && std::abs(a.right() - b.right()) <= slack &&
           std::abs(a.top() - b.top()) <= slack && std::abs(a.bottom() - b.bottom()) <= slack;
}

QJsonArray regionJson(const QRectF& region) {
    return {region.left(), region.top(), region.right(), region.bottom()};
}

QRectF regionFromJson(const QJsonValue& value) {
    const QJsonArray numbers = value.toArray();
    if (numbers.size() != 4) {
        return {};
    }
    const QRectF region(QPointF(numbers[0].toDouble(), numbers[1].toDouble()),
                        QPointF(numbers[2].toDouble(), numbers[3].toDouble()));
    return region.width() > 0.0 && region.height() > 0.0 && std::isfinite(region.width()) &&
                   std::isfinite(region.height())
               ? region
               : QRectF();
}

} // namespace scorescope::views
