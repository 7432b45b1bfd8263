// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/manifold/chains/metropolis_twin.h"

#include <memory>
#include <vector>

namespace scorescope::manifold {

/// What this lab has by LibTorch (torch_library.h).
struct TorchManifold {
    std::unique_ptr<MetropolisTwin> (*metropolisTwin)(const nn::AutoEncoderShape& shape,
                                                      double sigma,
                                                      const std::vector<double>& parameters,
                                                      bool singlePrecision);
};

/// For files X_torch.cpp: what the table is filled with.
namespace by_torch {

std::unique_ptr<MetropolisTwin> metropolisTwin(const nn::AutoEncoderShape& shape, double sigma,
                                               const std::vector<double>& parameters,
                                               bool singlePrecision);

} // namespace by_torch
} // namespace scorescope::manifold
