// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>

#include <cstddef>
#include <vector>

namespace scorescope::views {

/// The colours of window, views and figures. A value; nobody asks the application for it.
struct Theme {
    bool dark = true;
    QColor ground; ///< behind everything, and behind pictures
    QColor panel;  ///< panels, menus
    QColor raised; ///< fields and buttons
    QColor line;   ///< separators, grid
    QColor text;
    QColor dim; ///< secondary text, tick labels
    QColor accent;
    QColor running;
    QColor warning;
    QColor error;
    /// For curves: Okabe–Ito order after the accent. In the place of its sky blue, which the accent
    /// is too near, stand a paler one on dark ground and a darker one on light ground.
    std::vector<QColor> series;

    /// Colour of curve i; repeats after the last, when dashes and markers tell curves apart.
    [[nodiscard]] QColor seriesColor(std::size_t i) const { return series[i % series.size()]; }

    friend bool operator==(const Theme& a, const Theme& b) {
        return a.dark == b.dark && a.ground == b.ground && a.panel == b.panel &&
               a.raised == b.raised && a.line == b.line && a.text == b.text && a.dim == b.dim &&
               a.accent == b.accent && a.running == b.running && a.warning == b.warning &&
               a.error == b.error && a.series == b.series;
    }
};

[[nodiscard]] Theme darkTheme();
[[nodiscard]] Theme lightTheme();
/// Black on white for paper: the default of every export whatever the window wears.
[[nodiscard]] Theme printTheme();

} // namespace scorescope::views
