// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/manifold.h"

#include "engine/core/experiment.h"
#include "engine/manifold/denoising_autoencoder.h"

namespace scorescope::manifold {

void registerManifold(Registry& registry) {
    registry.add(denoisingAutoencoderKind());
}

} // namespace scorescope::manifold
