// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPointF>

#include <vector>

namespace scorescope::views {

/// A line in axis units.
struct Polyline {
    std::vector<QPointF> points;
    QRgb color = 0;
    bool closed = false;
};

} // namespace scorescope::views
