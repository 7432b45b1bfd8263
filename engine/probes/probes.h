// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope {
class Registry;
}

namespace scorescope::probes {

/// Registers the experiments of chapter 9, "Understanding intermediate layers using linear
/// classifier probes", and the benchmark "probe".
void registerProbes(Registry& registry);

} // namespace scorescope::probes
