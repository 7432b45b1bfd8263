// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/cuda/workplace.h"
#include "engine/nn/autoencoder_model.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace scorescope::cuda {

/// An auto-encoder that runs where it is fastest, call by call: on the processor as
/// nn::makeAutoEncoder() has it, or on the workplace's device, by our kernels where they know the
/// network and the criterion and by LibTorch elsewhere. The number of examples or points decides,
/// by crossovers measured with this very network (CrossoverStore); the emulation of a GPU, which is
/// for tests, takes everything. So equal calls run in equal places. Not thread-safe.
class PlacedAutoEncoder final : public nn::AutoEncoderModel {
public:
    /// `options.device` is not looked at: the workplace says it. `criterion`: what will be trained;
    /// its weight may be another later. Throws as nn::makeAutoEncoder(), and RunError when the GPU
    /// fails.
    PlacedAutoEncoder(std::shared_ptr<const Workplace> workplace, nn::ModelOptions options,
                      const nn::Criterion& criterion);

    /// Loss and gradient, by examples.
    [[nodiscard]] const Offer& training() const noexcept { return training_; }
    /// r and its Jacobian, by points.
    [[nodiscard]] const Offer& fields() const noexcept { return fields_; }

    [[nodiscard]] const nn::ModelOptions& options() const override { return here_->options(); }
    [[nodiscard]] std::size_t parameterCount() const override { return here_->parameterCount(); }
    [[nodiscard]] std::vector<double>
    initialParameters(const nn::ModelStart& start) const override {
        return here_->initialParameters(start);
    }
    double lossAndGradient(const nn::Criterion& criterion, const double* parameters,
                           const double* inputs, const double* targets, std::size_t count,
                           double* gradient) override;
    void reconstruct(const double* parameters, const double* points, std::size_t count,
                     double* out) override;
    void reconstructWithJacobian(const double* parameters, const double* points, std::size_t count,
                                 double* reconstruction, double* jacobian) override;

private:
    [[nodiscard]] std::shared_ptr<nn::AutoEncoderModel> modelBy(const Offer& offer) const;
    [[nodiscard]] std::size_t measureTraining(const nn::Criterion& criterion) const;
    [[nodiscard]] std::size_t measureFields() const;

    std::shared_ptr<const Workplace> workplace_;
    std::unique_ptr<nn::AutoEncoderModel> here_; ///< on the processor
    Offer training_;
    Offer fields_;
    /// On the device, where there is an offer; often one and the same.
    std::shared_ptr<nn::AutoEncoderModel> trainer_;
    std::shared_ptr<nn::AutoEncoderModel> drawer_;
};

} // namespace scorescope::cuda
