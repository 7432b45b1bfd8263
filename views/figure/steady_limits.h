// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/scene.h"
#include "views/figure_panel.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::views {

/// Gathers the limits that a view's axes and colours take over several frames of a run, so that
/// films can be drawn with all of them from the first picture on and nothing jumps.
///
/// A view's panels say which limits those are (FigurePanel::limits()); what the scene fixes itself
/// is left as it is. Any one thread.
class SteadyLimits {
public:
    /// `panel` shows one of the frames as `spec` says.
    void include(const ViewSpec& spec, const FigurePanel& panel);
    /// The view with the limits gathered for it fixed in its options.
    [[nodiscard]] ViewSpec applied(ViewSpec spec) const;

private:
    struct Range {
        double low;
        double high;
    };
    void widen(const std::string& view, const std::string& option, double low, double high);
    std::map<std::pair<std::string, std::string>, Range> ranges_; ///< by view and option
};

} // namespace scorescope::views
