// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_twin.h"
#include "engine/nn/criterion_twin.h"

#include <cstddef>
#include <memory>
#include <string>

namespace scorescope::nn {

/// What this folder has by LibTorch (torch_library.h). Documented where callers see them:
/// deep_autoencoder.h, autoencoder_twin.h, criterion_twin.h.
struct TorchNn {
    std::unique_ptr<AutoEncoderModel> (*autoEncoder)(const ModelOptions& options);
    std::unique_ptr<AutoEncoderTwin> (*autoEncoderTwin)(const AutoEncoderShape& shape,
                                                        TorchType type, const std::string& device);
    std::unique_ptr<CriterionTwin> (*criterionTwin)(const ModelOptions& options, TorchType type);
    double (*timeMatrixProduct)(std::size_t size, TorchType type, int rounds);
    double (*timeTanh)(std::size_t count, TorchType type, int rounds);
};

/// For files X_torch.cpp: what the table is filled with.
namespace by_torch {

std::unique_ptr<AutoEncoderModel> autoEncoder(const ModelOptions& options);
std::unique_ptr<AutoEncoderTwin> autoEncoderTwin(const AutoEncoderShape& shape, TorchType type,
                                                 const std::string& device);
std::unique_ptr<CriterionTwin> criterionTwin(const ModelOptions& options, TorchType type);
double timeMatrixProduct(std::size_t size, TorchType type, int rounds);
double timeTanh(std::size_t count, TorchType type, int rounds);

} // namespace by_torch
} // namespace scorescope::nn
