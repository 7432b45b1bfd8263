// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope {
class Registry;
}

namespace scorescope::manifold {

/// Registers the experiments of chapter 3, "What regularized auto-encoders learn".
void registerManifold(Registry& registry);

} // namespace scorescope::manifold
