// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace scorescope {

/// This program's version, as in "1.0.0".
[[nodiscard]] std::string programVersion();

} // namespace scorescope
