// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope {
struct ExperimentKind;
}

namespace scorescope::issgd {

/// "importance_plane": Theorem 1 in the plane (§7.3.2), f with values in R². p is two Gaussians, f
/// the slope of two bumps, q a Gaussian, all to be dragged; x is one of 41 × 41 points.
[[nodiscard]] ExperimentKind importancePlaneKind();

} // namespace scorescope::issgd
