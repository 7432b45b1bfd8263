// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/torch_nn.h"

#include "engine/core/torch_library.h"
#include "engine/nn/deep_autoencoder.h"

namespace scorescope::nn {
namespace {

const TorchNn& library() {
    return torchTable<TorchNn>("scorescope_torch_nn");
}

} // namespace

std::unique_ptr<AutoEncoderModel> makeTorchAutoEncoder(const ModelOptions& options) {
    return library().autoEncoder(options);
}

std::unique_ptr<AutoEncoderTwin> makeAutoEncoderTwin(const AutoEncoderShape& shape, TorchType type,
                                                     const std::string& device) {
    return library().autoEncoderTwin(shape, type, device);
}

std::unique_ptr<CriterionTwin> makeCriterionTwin(const ModelOptions& options, TorchType type) {
    return library().criterionTwin(options, type);
}

double timeMatrixProduct(std::size_t size, TorchType type, int rounds) {
    return library().timeMatrixProduct(size, type, rounds);
}

double timeTorchTanh(std::size_t count, TorchType type, int rounds) {
    return library().timeTanh(count, type, rounds);
}

} // namespace scorescope::nn
