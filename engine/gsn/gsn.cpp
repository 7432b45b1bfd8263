// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/gsn.h"

#include "engine/core/experiment.h"
#include "engine/gsn/finite/discrete_denoising.h"

namespace scorescope::gsn {

void registerGsn(Registry& registry) {
    registry.add(discreteDenoisingKind());
}

} // namespace scorescope::gsn
