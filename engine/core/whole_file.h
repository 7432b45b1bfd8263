// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

namespace scorescope {

/// All bytes of a regular file, from any thread. A folder, a pipe or a device is refused before
/// anything is read, and never waited for; so is a file of more than `largestBytes`, also one that
/// grows meanwhile. Throws InputError "PATH: …" that says what it is, what the system says, or the
/// limit.
[[nodiscard]] std::string readWholeFile(const std::string& path, std::size_t largestBytes);

/// Throws as readWholeFile() does unless `path` is a regular file that can be opened: for libraries
/// that read files themselves.
void refuseUnlessRegularFile(const std::string& path);

} // namespace scorescope
