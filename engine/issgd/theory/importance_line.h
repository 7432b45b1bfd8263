// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope {
struct ExperimentKind;
}

namespace scorescope::issgd {

/// "importance_line": Theorem 1 on a line (§7.3.1). p, f and q are curves whose knots are dragged;
/// x is one of 201 points from −1 to 1.
[[nodiscard]] ExperimentKind importanceLineKind();

} // namespace scorescope::issgd
