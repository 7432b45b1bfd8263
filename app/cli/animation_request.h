// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

/// What can be asked of a film, in plain types, so that the command line needs no Qt.
namespace scorescope::app {

struct AnimationRequest {
    std::string path;               ///< .mp4, .gif, or .png for a folder of numbered pictures
    std::vector<std::string> views; ///< by name, in this order; empty = all but close-ups
    int width = 1280;               ///< pixels
    int height = 720;
    int framesPerSecond = 30;
    double seconds = 10.0;        ///< 0.1 to 3600; times the speed: the number of pictures
    std::string spacing = "even"; ///< of the pictures over the steps; or "log": early ones dense
    std::string theme = "print";  ///< "print", "light", "dark"
    int quality = 18;             ///< MP4: x264's constant rate factor, 0 to 51
    bool steadyAxes = true;       ///< limits of the whole run from the first picture on
    bool caption = true;          ///< title and step above the views
    bool embedScene = true;       ///< off for blind review
};

/// How far a film is. Seconds and bytes are estimates from what was measured so far, < 0 when
/// nothing was measured yet.
struct AnimationProgress {
    enum class Phase {
        learning, ///< the run is made once without pictures, for the limits of the axes
        drawing,
        encoding, ///< the end of the work: a GIF's palette, an MP4's index
    };
    Phase phase = Phase::drawing;
    std::size_t frame = 0; ///< pictures drawn
    std::size_t frames = 0;
    std::uint64_t step = 0; ///< of the run
    double share = 0.0;     ///< of the whole work, in [0, 1]
    double secondsLeft = -1.0;
    double bytes = -1.0; ///< expected size of the film
};
/// Called on the thread that works, at every step and picture; must return at once. false cancels.
using AnimationWatch = std::function<bool(const AnimationProgress&)>;

/// What came of it.
struct AnimationOutcome {
    bool cancelled = false; ///< nothing was written
    std::string path;       ///< of the film, or of the folder of pictures
    std::size_t frames = 0;
    std::string note; ///< what differs from what was asked for, or empty
};

} // namespace scorescope::app
