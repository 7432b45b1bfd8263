// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/point_set.h"
#include "engine/nn/autoencoder_model.h"

#include <cstddef>
#include <vector>

namespace scorescope::manifold {

/// What the penalties of (3.1) and (3.6) are of, over points.
struct Contraction {
    double code = 0.0;           ///< √ mean ‖∂f/∂x‖²: what (3.1) makes small
    double reconstruction = 0.0; ///< √ (mean ‖∂r/∂x‖² / d): (3.6); 1 for the identity
};

/// At the first `most` ≥ 1 of the points. Throws what the model throws.
[[nodiscard]] Contraction contractionOf(nn::AutoEncoderModel& model,
                                        const std::vector<double>& weights,
                                        const data::PointSet& points, std::size_t most = 1000);

} // namespace scorescope::manifold
