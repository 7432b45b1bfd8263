// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/version.h"

namespace scorescope {

std::string programVersion() {
    return SCORESCOPE_VERSION;
}

} // namespace scorescope
