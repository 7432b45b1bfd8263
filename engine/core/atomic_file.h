// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

/// Files that are whole or as they were: written beside, flushed to the disk and renamed over what
/// was there. A failure (no such folder, not writable, no space left) loses nothing and leaves
/// nothing lying about. From any thread; two writers of one path: the last one wins.
///
/// While it is written, the file beside is called NAME.scorescope-part-PID and locked (flock). A
/// process that is killed leaves it behind; nobody holds its lock then, and the next write into
/// that folder removes it.
namespace scorescope {

/// Writes text or bytes. Throws InputError "PATH: cannot be written: " with the system's reason.
void writeFileAtomically(const std::string& path, const std::string& bytes);

/// Removes what writers that were killed left in `folder`. What cannot be read or removed stays.
void removeUnfinishedFiles(const std::string& folder) noexcept;

} // namespace scorescope
