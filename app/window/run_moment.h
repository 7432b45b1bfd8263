// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "views/theme.h"

#include <QColor>
#include <QString>

namespace scorescope::app {

/// What a frame is of a run: its newest step while it goes on, where it stands, or a moment that
/// has passed. Each has a word, a colour and a handle of its own.
enum class RunMoment {
    following,   ///< the newest step, while it runs
    paused,      ///< the newest step, which stands still
    lookingBack, ///< an earlier one
};

[[nodiscard]] RunMoment momentOf(const Frame& frame);
/// "following the newest step", "paused at step 12", "finished at step 1000", "looking back: step 5
/// of 12".
[[nodiscard]] QString momentText(const Frame& frame);
[[nodiscard]] QColor momentColor(RunMoment moment, const views::Theme& theme);

} // namespace scorescope::app
