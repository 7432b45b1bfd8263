// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"

#include <QString>

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace scorescope::views {

/// Another run, whose curves stand thin beside those of a frame. A value; shares its data.
struct Companion {
    std::string key;       ///< unique among companions; its switch in a legend
    QString name;          ///< in legends
    std::size_t color = 0; ///< of Theme::series
    double fromStep = 0.0; ///< nothing is drawn before it: the run had not yet left the one shown
    /// SeriesArtifacts, by the names that views show them by. Their own names are unique among all
    /// companions, so that files can hold them beside the frame's.
    std::map<std::string, std::shared_ptr<const Artifact>> series = {};
};

} // namespace scorescope::views
