// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// What can be asked of a figure, in plain types, so that the command line needs no Qt.
namespace scorescope::app {

/// 0 and "" stand for what suits the figure: single column for one view, double for several, the
/// height that its pictures like, 300 dpi, 8 pt, the system's sans.
struct FigureSettings {
    double widthMm = 0.0;
    double heightMm = 0.0;
    double dpi = 0.0; ///< of PNG
    double fontPt = 0.0;
    double lineWidthPt = 0.0;
    std::string font;            ///< family
    std::string title;           ///< above the figure
    std::string theme = "print"; ///< "print", "light", "dark"
    bool transparent = false;
    bool embedScene = true;   ///< off for blind review
    int columns = 0;          ///< of several views; 0 = as square as possible
    bool panelLetters = true; ///< of several views
    bool panelTitles = true;  ///< of several views
    bool tools = false;       ///< handles and proposals
};

} // namespace scorescope::app
