// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QWidget>

#include <cmath>

namespace scorescope::views {

/// The size of a raster that covers a widget, in the screen's own pixels: rounded up, so that no
/// line is left over at its edge where a screen has 1.25 pixels for one of the widget's.
[[nodiscard]] inline QSize devicePixels(const QWidget& widget) {
    const double ratio = widget.devicePixelRatioF();
    return {static_cast<int>(std::ceil(ratio * widget.width())),
            static_cast<int>(std::ceil(ratio * widget.height()))};
}

} // namespace scorescope::views
