// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/open_file.h"

#include <string>

namespace scorescope {

/// The folder of one run: run.json, series.csv, artifacts/, figures/ and checkpoint/.
///
/// Held (flock) as long as this lives, so that no two runs mix in it: a run holds its folder until
/// it has ended, and a killed one lets go. One thread.
class RunFolder {
public:
    /// What run.json says from the run's begin until its end is written: a run of that status whose
    /// folder nobody holds was killed.
    static constexpr const char* unfinished = "unfinished";

    /// Makes the folder when it is missing, and what lies above it. Throws InputError when it
    /// cannot be made or another run holds it; nothing in it is touched.
    explicit RunFolder(const std::string& path);

    /// Removes what an earlier run left, its files and those that it had begun, and writes run.json
    /// for a run that begins. Nothing is removed where run.json cannot be written, and the new one
    /// never stands beside files of the older run. Its checkpoint stays when `keepCheckpoint`: this
    /// run continues it. Files of other names are not touched. Throws InputError.
    void begin(const std::string& report, bool keepCheckpoint);
    /// Replaces run.json when the run has ended. Throws InputError.
    void end(const std::string& report) const;
    /// The same where no space is left: `report`, no longer than that of begin(), is written over
    /// it. \returns whether that worked.
    bool endInPlace(const std::string& report) const noexcept;

    /// Whether it holds the results of an earlier run, whatever came of that.
    [[nodiscard]] bool holdsRun() const;

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// The path of a file of the run: "artifacts/field.npz". Its folder is made when it is missing;
    /// throws InputError when it cannot be.
    [[nodiscard]] std::string file(const std::string& name) const;

    /// Whether a run holds that folder now.
    [[nodiscard]] static bool isHeld(const std::string& path);

private:
    /// Removes what an earlier run left.
    void makeRoom(bool keepCheckpoint) const;

    std::string path_;
    OpenFile folder_;
};

} // namespace scorescope
