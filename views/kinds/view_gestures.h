// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>
#include <vector>

/// What mouse and keys do in each kind of view, for the page that lists them. Stands beside the
/// list of kinds: who changes a view's input changes its lines here.
namespace scorescope::views {

/// One thing a person does, and what comes of it.
struct Gesture {
    QString input;  ///< "wheel", "Shift and drag", "[ and ]"
    QString effect; ///< "zooms about the cursor"
};

/// The gestures of one kind of view, or of several that share them.
struct GestureGroup {
    std::vector<std::string> kinds; ///< as scenes name them
    QString title;
    std::vector<Gesture> gestures;
};

/// All of them; every kind is in one group or more.
[[nodiscard]] std::vector<GestureGroup> viewGestures();

} // namespace scorescope::views
