// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace scorescope::views {

/// Gathers the limits that a view's axes and colours take over several frames of a run, so that
/// films can be drawn with all of them from the first picture on and nothing jumps.
///
/// Curves: both axes span what they span in any of the frames. Fields: the colour limits. Other
/// kinds, and limits that the scene fixes itself, are left as they are. Any one thread.
class SteadyLimits {
public:
    /// Throws InputError as createPanel() does.
    void include(const ViewSpec& spec, const Frame& frame);
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
