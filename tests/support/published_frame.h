// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/experiment.h"
#include "engine/core/frame.h"

namespace scorescope::test {

/// All that the experiment publishes by itself: analyses that nobody made are not there.
inline Frame publishedFrame(const Experiment& experiment) {
    Frame frame;
    const Interest all;
    FrameBuilder builder(frame, all);
    experiment.publish(builder);
    return frame;
}

} // namespace scorescope::test
