// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/action.h"
#include "engine/core/frame.h"
#include "engine/core/parameters.h"
#include "engine/core/scene.h"

#include <cstdint>
#include <string>
#include <variant>

namespace scorescope {

/// What a window (or a test) can ask of a Session. All are answered in the order they were posted.
namespace command {
struct Run {};   ///< run freely; from a past moment: return to the head first
struct Pause {}; ///< stop after the step in progress
struct Step {
    std::uint64_t count = 1;
}; ///< run that many steps, then pause
struct StepBack {
    std::uint64_t count = 1;
};               ///< exact: nearest checkpoint, then the same steps again
struct Reset {}; ///< to the same start: same parameters, same seed; the run stays as a line
struct Open {
    Scene scene;
}; ///< another scene, or the same with non-live parameters changed
struct Set {
    std::string name;
    ParameterValue value;
}; ///< a live parameter
struct Act {
    Action action;
};
struct Save {
    std::string folder;
}; ///< checkpoint to disk; the outcome comes as a Notice
struct Load {
    std::string folder;
    std::string outcome = {}; ///< what the Notice says then; empty for the folder's name
};                            ///< checkpoint from disk
struct Seek {
    std::uint64_t step;
}; ///< show the history's frame nearest to that step, pause
struct Branch {
    std::uint64_t step;
}; ///< make that step the head; the run with what came after stays as a line (Frame::lines)
struct Return {
    std::uint64_t line;
}; ///< go on with the line of that id; the run on screen becomes one itself
struct Forget {
    std::uint64_t line;
}; ///< let go of the line of that id
struct Look {
    Interest interest;
}; ///< what visible views want, and where the cursor is; leaves no trace in the run
struct CancelAnalysis {
    std::string name;
}; ///< give up the analysis of that name
struct Extend {
    std::uint64_t totalSteps;
};                 ///< a new end of the run, 0 = none
struct Moments {}; ///< hand out the history's frames, for a film; they come as Mail::moments
} // namespace command

using Command =
    std::variant<command::Run, command::Pause, command::Step, command::StepBack, command::Reset,
                 command::Open, command::Set, command::Act, command::Save, command::Load,
                 command::Seek, command::Branch, command::Return, command::Forget, command::Look,
                 command::CancelAnalysis, command::Extend, command::Moments>;

} // namespace scorescope
