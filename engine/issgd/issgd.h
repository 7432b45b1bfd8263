// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace scorescope {
class Registry;
}

namespace scorescope::issgd {

/// Registers the experiments of chapter 7, "Distributed Importance Sampling".
void registerIssgd(Registry& registry);

} // namespace scorescope::issgd
