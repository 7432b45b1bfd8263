// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/optimal_denoiser.h"

#include "engine/core/threads.h"
#include "engine/manifold/nonparametric/quadrature.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace scorescope::manifold {

namespace {

constexpr std::size_t order = 10;
const double pi = std::acos(-1.0);

} // namespace

OptimalDenoiser::OptimalDenoiser(const data::ToyManifold& manifold, double sigma)
    : manifold_(manifold), sigma_(sigma) {
    if (!(sigma > 0.0) || !std::isfinite(sigma) || !(manifold.end > manifold.begin)) {
        throw std::invalid_argument("the optimal denoiser needs sigma > 0 and a curve");
    }
    CurvePanels panels;
    panels.begin = manifold.begin;
    panels.end = manifold.end;
    panels.sigma = sigma;
    panels.speed = [&manifold](double t) {
        const data::Point2 d = manifold.derivative(t);
        return std::hypot(d[0], d[1]);
    };
    const double span = manifold.end - manifold.begin;
    for (const QuadratureNode& node : compositeNodes(panelEnds(panels), order)) {
        const data::Point2 at = manifold.point(node.at);
        nodeX_.push_back(at[0]);
        nodeY_.push_back(at[1]);
        weight_.push_back(node.weight / span);
    }
}

OptimalDenoiser::Value OptimalDenoiser::evaluate(double x, double y, double* scratch) const {
    const std::size_t n = nodeX_.size();
    const double* nodeX = nodeX_.data();
    const double* nodeY = nodeY_.data();
    std::array<double, 4> least;
    least.fill(std::numeric_limits<double>::infinity());
    std::size_t i = 0;
    for (; i + 4 <= n; i += 4) {
        for (std::size_t j = 0; j < 4; ++j) {
            const double dx = nodeX[i + j] - x;
            const double dy = nodeY[i + j] - y;
            const double squared = dx * dx + dy * dy;
            scratch[i + j] = squared;
            least[j] = squared < least[j] ? squared : least[j];
        }
    }
    for (; i < n; ++i) {
        const double dx = nodeX[i] - x;
        const double dy = nodeY[i] - y;
        scratch[i] = dx * dx + dy * dy;
        least[0] = std::min(least[0], scratch[i]);
    }
    const double nearest = std::min(std::min(least[0], least[1]), std::min(least[2], least[3]));
    if (!std::isfinite(nearest)) {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        return {nan, nan, nan};
    }
    const double cutoff = nearest + 80.0 * sigma_ * sigma_; // weight e^-40
    const double scale = -0.5 / (sigma_ * sigma_);
    double mass = 0.0;
    double sumX = 0.0;
    double sumY = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
        if (scratch[k] <= cutoff) {
            const double w = weight_[k] * std::exp(scale * (scratch[k] - nearest));
            mass += w;
            sumX += w * nodeX[k];
            sumY += w * nodeY[k];
        }
    }
    return {sumX / mass, sumY / mass,
            std::log(mass) + scale * nearest - std::log(2.0 * pi * sigma_ * sigma_)};
}

void OptimalDenoiser::evaluateAll(
    const double* points, std::size_t count, int threads,
    const std::function<void(std::size_t, const Value&)>& take) const {
    shareOut(
        count, threads, 64, [this] { return std::vector<double>(nodeX_.size()); },
        [&](std::size_t i, std::vector<double>& scratch) {
            take(i, evaluate(points[2 * i], points[2 * i + 1], scratch.data()));
        });
}

void OptimalDenoiser::reconstruct(const double* points, std::size_t count, double* out,
                                  int threads) const {
    evaluateAll(points, count, threads, [out](std::size_t i, const Value& value) {
        out[2 * i] = value.x;
        out[2 * i + 1] = value.y;
    });
}

void OptimalDenoiser::score(const double* points, std::size_t count, double* out,
                            int threads) const {
    reconstruct(points, count, out, threads);
    const double precision = 1.0 / (sigma_ * sigma_);
    for (std::size_t i = 0; i < 2 * count; ++i) {
        out[i] = (out[i] - points[i]) * precision;
    }
}

void OptimalDenoiser::logDensity(const double* points, std::size_t count, double* out,
                                 int threads) const {
    evaluateAll(points, count, threads,
                [out](std::size_t i, const Value& value) { out[i] = value.logDensity; });
}

double OptimalDenoiser::loss(const double* inputs, const double* targets, std::size_t count,
                             int threads) const {
    std::vector<double> r(2 * count);
    reconstruct(inputs, count, r.data(), threads);
    double sum = 0.0;
    for (std::size_t i = 0; i < 2 * count; ++i) {
        sum += (r[i] - targets[i]) * (r[i] - targets[i]);
    }
    return count > 0 ? sum / static_cast<double>(count) : 0.0;
}

double OptimalDenoiser::expectedLoss(int threads) const {
    // Noise in polar coordinates: the angle by the trapezium rule (periodic: exponentially
    // accurate), the radius by Gauss-Legendre out to 7 sigma; t by Gauss-Legendre panels of a few
    // sigma, and finer at the curve's ends, where the loss changes within one sigma.
    // Where sigma is not small beside the distance between the curve's arms, r* switches arms
    // within the noise's reach; more directions then, shifted from t to t so that their errors
    // cancel.
    const bool coarse = nodeX_.size() < 2000;
    const std::size_t angles = coarse ? 64 : 14;
    const std::size_t radii = coarse ? 32 : 14;
    const double goldenTurn = 0.6180339887498949;
    std::size_t turns = 0;
    std::vector<double> radius;
    std::vector<double> radiusWeight;
    gaussLegendre(radii, radius, radiusWeight);
    const double span = manifold_.end - manifold_.begin;
    const auto parameterSigma = [&](double t) {
        const data::Point2 d = manifold_.derivative(t);
        return sigma_ / std::max(std::hypot(d[0], d[1]), 1e-300);
    };
    std::vector<double> ends{manifold_.begin, manifold_.end};
    for (double multiple = 1.5; multiple < 13.0; multiple *= 2.0) {
        ends.push_back(manifold_.begin + multiple * parameterSigma(manifold_.begin));
        ends.push_back(manifold_.end - multiple * parameterSigma(manifold_.end));
    }
    for (double t = manifold_.begin; t < manifold_.end;
         t += std::clamp(4.0 * parameterSigma(t), 0.1, 0.25)) {
        ends.push_back(t);
    }
    // Refinements may reach beyond a curve that is shorter than sigma.
    ends.erase(
        std::remove_if(ends.begin(), ends.end(),
                       [this](double t) { return t < manifold_.begin || t > manifold_.end; }),
        ends.end());
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());

    std::vector<double> inputs;
    std::vector<double> targets;
    std::vector<double> weights;
    for (const QuadratureNode& node : compositeNodes(ends, order)) {
        const data::Point2 x = manifold_.point(node.at);
        const double shift = std::fmod(goldenTurn * static_cast<double>(turns++), 1.0);
        const double weightT = node.weight / span;
        for (std::size_t a = 0; a < radii; ++a) {
            const double rho = 3.5 * (radius[a] + 1.0);
            const double weightRho = 3.5 * radiusWeight[a] * rho * std::exp(-0.5 * rho * rho);
            for (std::size_t b = 0; b < angles; ++b) {
                const double angle =
                    2.0 * pi * (static_cast<double>(b) + shift) / static_cast<double>(angles);
                inputs.push_back(x[0] + sigma_ * rho * std::cos(angle));
                inputs.push_back(x[1] + sigma_ * rho * std::sin(angle));
                targets.push_back(x[0]);
                targets.push_back(x[1]);
                weights.push_back(weightT * weightRho / static_cast<double>(angles));
            }
        }
    }
    std::vector<double> r(inputs.size());
    reconstruct(inputs.data(), weights.size(), r.data(), threads);
    double sum = 0.0;
    double mass = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double ex = r[2 * i] - targets[2 * i];
        const double ey = r[2 * i + 1] - targets[2 * i + 1];
        sum += weights[i] * (ex * ex + ey * ey);
        mass += weights[i];
    }
    return sum / mass;
}

} // namespace scorescope::manifold
