// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace scorescope {

/// Where one kind of work runs, and why there: for the status bar, `doctor` and run.json.
struct Placement {
    std::string what;  ///< "training", "sampling", "fields"
    std::string where; ///< "cpu", "cuda:0"
    std::string why;   ///< a sentence fragment: "3000 chains, the GPU is faster from 1200"
};

} // namespace scorescope
