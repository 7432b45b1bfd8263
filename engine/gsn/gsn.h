// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope {
class Registry;
}

namespace scorescope::gsn {

/// Registers the experiments of chapter 5, "Generative Stochastic Networks".
void registerGsn(Registry& registry);

} // namespace scorescope::gsn
