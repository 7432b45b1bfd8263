// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/nn/autoencoder_model.h"
#include "engine/nn/named_parameters.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace scorescope::gsn {

/// P(X | X̃) = N(x; r(x̃), s² I), the unimodal conditional of §5.3.1 for real-valued data: r is an
/// auto-encoder of engine/nn, and s one number for all x̃.
///
/// Its parameters are one flat vector of the caller's: the network's, then log s. Not thread-safe;
/// a second object of the same options serves another thread.
class GaussianDenoiser {
public:
    /// Throws std::invalid_argument as nn::makeAutoEncoder() does.
    explicit GaussianDenoiser(const nn::ModelOptions& options);

    [[nodiscard]] std::size_t dimensions() const { return network_->options().inputDim; }
    [[nodiscard]] std::size_t parameterCount() const { return network_->parameterCount() + 1; }
    /// The network's own first parameters, and log `deviation`. Throws std::invalid_argument unless
    /// deviation is positive and finite.
    [[nodiscard]] std::vector<double> initialParameters(const nn::ModelStart& start,
                                                        double deviation) const;
    /// The network's tensors by name, and `log_s` [1].
    [[nodiscard]] std::vector<nn::NamedPart> parts() const;

    /// s.
    [[nodiscard]] double deviation(const double* weights) const;
    /// log s, as it stands in the flat vector.
    [[nodiscard]] double& logDeviation(double* weights) const {
        return weights[network_->parameterCount()];
    }
    [[nodiscard]] double logDeviation(const double* weights) const {
        return weights[network_->parameterCount()];
    }
    [[nodiscard]] nn::AutoEncoderModel& network() const { return *network_; }

private:
    std::unique_ptr<nn::AutoEncoderModel> network_;
};

/// −log N(x; mean, s² I) in nats, for d dimensions and the squared distance of x from the mean.
[[nodiscard]] double gaussianNats(double squaredDistance, double deviation, std::size_t d);

} // namespace scorescope::gsn
