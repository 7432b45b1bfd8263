// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/plane/gaussian_denoiser.h"

#include <cmath>
#include <stdexcept>

namespace scorescope::gsn {
namespace {

constexpr double pi = 3.14159265358979323846;

} // namespace

GaussianDenoiser::GaussianDenoiser(const nn::ModelOptions& options)
    : network_(nn::makeAutoEncoder(options)) {}

std::vector<double> GaussianDenoiser::initialParameters(const nn::ModelStart& start,
                                                        double deviation) const {
    if (!(deviation > 0.0) || !std::isfinite(deviation)) {
        throw std::invalid_argument("the deviation s of P(X | X̃) must be above 0");
    }
    std::vector<double> parameters = network_->initialParameters(start);
    parameters.push_back(std::log(deviation));
    return parameters;
}

std::vector<nn::NamedPart> GaussianDenoiser::parts() const {
    std::vector<nn::NamedPart> parts = nn::namedParts(network_->options());
    parts.push_back({"log_s", network_->parameterCount(), {1}});
    return parts;
}

double GaussianDenoiser::deviation(const double* weights) const {
    return std::exp(weights[network_->parameterCount()]);
}

double gaussianNats(double squaredDistance, double deviation, std::size_t d) {
    const auto dimensions = static_cast<double>(d);
    return 0.5 * squaredDistance / (deviation * deviation) +
           dimensions * (std::log(deviation) + 0.5 * std::log(2.0 * pi));
}

} // namespace scorescope::gsn
