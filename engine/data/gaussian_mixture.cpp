// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/gaussian_mixture.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace scorescope::data {
namespace {

constexpr double logTwoPi = 1.8378770664093454836;

} // namespace

GaussianMixture::GaussianMixture(std::vector<Component> components)
    : components_(std::move(components)) {
    if (components_.empty() || components_.front().mean.empty()) {
        throw std::invalid_argument("a mixture needs at least one component");
    }
    double total = 0.0;
    for (const Component& component : components_) {
        if (component.mean.size() != components_.front().mean.size()) {
            throw std::invalid_argument("means of a mixture must have the same length");
        }
        if (!(component.weight > 0.0) || !std::isfinite(component.weight) ||
            !(component.deviation > 0.0) || !std::isfinite(component.deviation)) {
            throw std::invalid_argument("weights and deviations of a mixture must be above 0");
        }
        total += component.weight;
    }
    for (Component& component : components_) {
        component.weight /= total;
    }
}

GaussianMixture GaussianMixture::smoothed(double sigma) const {
    std::vector<Component> wider = components_;
    for (Component& component : wider) {
        component.deviation = std::hypot(component.deviation, sigma);
    }
    return GaussianMixture(std::move(wider));
}

double GaussianMixture::responsibilities(const double* x, std::vector<double>& out) const {
    const std::size_t d = dimensions();
    out.resize(components_.size());
    for (std::size_t c = 0; c < components_.size(); ++c) {
        const Component& component = components_[c];
        double squared = 0.0;
        for (std::size_t k = 0; k < d; ++k) {
            const double z = (x[k] - component.mean[k]) / component.deviation;
            squared += z * z;
        }
        out[c] = std::log(component.weight) - 0.5 * squared -
                 static_cast<double>(d) * (std::log(component.deviation) + 0.5 * logTwoPi);
    }
    const double largest = *std::max_element(out.begin(), out.end());
    double sum = 0.0;
    for (double& value : out) {
        value = std::exp(value - largest);
        sum += value;
    }
    for (double& value : out) {
        value /= sum;
    }
    return largest + std::log(sum);
}

double GaussianMixture::logDensity(const double* x) const {
    std::vector<double> posterior;
    return responsibilities(x, posterior);
}

void GaussianMixture::score(const double* x, double* out) const {
    std::vector<double> posterior;
    responsibilities(x, posterior);
    const std::size_t d = dimensions();
    std::fill(out, out + d, 0.0);
    for (std::size_t c = 0; c < components_.size(); ++c) {
        const double scale = posterior[c] / std::pow(components_[c].deviation, 2.0);
        for (std::size_t k = 0; k < d; ++k) {
            out[k] += scale * (components_[c].mean[k] - x[k]);
        }
    }
}

void GaussianMixture::hessian(const double* x, double* out) const {
    // ∂² log p = Σ γ_c (s_c s_cᵀ − I/σ_c²) − s sᵀ with s_c the component's score and s = Σ γ_c s_c.
    std::vector<double> posterior;
    responsibilities(x, posterior);
    const std::size_t d = dimensions();
    std::vector<double> mean(d);
    score(x, mean.data());
    std::fill(out, out + d * d, 0.0);
    for (std::size_t c = 0; c < components_.size(); ++c) {
        const double precision = 1.0 / std::pow(components_[c].deviation, 2.0);
        for (std::size_t k = 0; k < d; ++k) {
            const double sk = precision * (components_[c].mean[k] - x[k]);
            out[k * d + k] -= posterior[c] * precision;
            for (std::size_t j = 0; j < d; ++j) {
                out[k * d + j] += posterior[c] * sk * precision * (components_[c].mean[j] - x[j]);
            }
        }
    }
    for (std::size_t k = 0; k < d; ++k) {
        for (std::size_t j = 0; j < d; ++j) {
            out[k * d + j] -= mean[k] * mean[j];
        }
    }
}

void GaussianMixture::draw(RandomStream& stream, double* out) const {
    double u = stream.uniform();
    std::size_t chosen = 0;
    while (chosen + 1 < components_.size() && u >= components_[chosen].weight) {
        u -= components_[chosen].weight;
        ++chosen;
    }
    for (std::size_t k = 0; k < dimensions(); ++k) {
        out[k] = components_[chosen].mean[k] + components_[chosen].deviation * stream.normal();
    }
}

} // namespace scorescope::data
