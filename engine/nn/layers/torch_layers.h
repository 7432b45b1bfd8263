// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/layers/classifier_twin.h"

#include <memory>

namespace scorescope::nn {

/// What this folder has by LibTorch (torch_library.h). Documented where callers see it:
/// classifier_twin.h.
struct TorchLayers {
    std::unique_ptr<ClassifierTwin> (*classifierTwin)(const LayeredNetwork& network, TorchType type,
                                                      int threads);
};

/// For files X_torch.cpp: what the table is filled with.
namespace by_torch {

std::unique_ptr<ClassifierTwin> classifierTwin(const LayeredNetwork& network, TorchType type,
                                               int threads);

} // namespace by_torch
} // namespace scorescope::nn
