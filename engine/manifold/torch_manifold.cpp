// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/torch_manifold.h"

#include "engine/core/torch_library.h"

namespace scorescope::manifold {

std::unique_ptr<MetropolisTwin> makeMetropolisTwin(const nn::AutoEncoderShape& shape, double sigma,
                                                   const std::vector<double>& parameters,
                                                   bool singlePrecision) {
    return torchTable<TorchManifold>("scorescope_torch_manifold")
        .metropolisTwin(shape, sigma, parameters, singlePrecision);
}

} // namespace scorescope::manifold
