// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/field/reconstruction.h"
#include "engine/nn/autoencoder_model.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace scorescope::field {

/// r of a network at given weights, as fields, chains and analyses see it.
class LearnedReconstruction final : public Reconstruction {
public:
    /// Looks at a network and weights of somebody else, who must keep both.
    LearnedReconstruction(nn::AutoEncoderModel& model, const std::vector<double>& weights)
        : model_(&model), weights_(&weights) {}
    /// With a network of its own, and its share of the weights: for another thread.
    LearnedReconstruction(const nn::ModelOptions& options,
                          std::shared_ptr<const std::vector<double>> weights);

    [[nodiscard]] std::size_t dimensions() const override { return model_->options().inputDim; }
    void reconstruct(const double* points, std::size_t count, double* out) const override;
    void reconstructWithJacobian(const double* points, std::size_t count, double* reconstruction,
                                 double* jacobian) const override;

private:
    std::unique_ptr<nn::AutoEncoderModel> ownModel_;
    std::shared_ptr<const std::vector<double>> ownWeights_;
    nn::AutoEncoderModel* model_;
    const std::vector<double>* weights_;
};

} // namespace scorescope::field
