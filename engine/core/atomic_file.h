// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

/// Files that are whole or as they were: written beside, flushed to the disk and renamed over what
/// was there. A failure (no such folder, not writable, no space left, a crash) loses nothing and
/// leaves nothing lying about. From any thread; two writers of one path: the last one wins.
namespace scorescope {

/// Writes text or bytes. Throws InputError "PATH: cannot be written: " with the system's reason.
void writeFileAtomically(const std::string& path, const std::string& bytes);

/// For libraries that write files themselves: `write` makes the file of the name it is given, in
/// the folder of `path`. Throws InputError as above; what `write` throws is passed on, the file it
/// had begun removed.
void replaceFileAtomically(const std::string& path,
                           const std::function<void(const std::string& temporary)>& write);

} // namespace scorescope
