// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/criterion_plain.h"

#include "engine/nn/fused_autoencoder.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace scorescope::nn {

namespace {

/// A unit's value and its first two derivatives.
struct Unit {
    double value = 0.0;
    double first = 0.0;
    double second = 0.0;
};

Unit tanhUnit(double z) {
    const double a = std::tanh(z);
    const double slope = 1.0 - a * a;
    return {a, slope, -2.0 * a * slope};
}

Unit logisticUnit(double z) {
    const double a = 1.0 / (1.0 + std::exp(-z));
    const double slope = a * (1.0 - a);
    return {a, slope, slope * (1.0 - 2.0 * a)};
}

/// log(1 + e^u) without overflow.
double softplus(double u) {
    return std::max(u, 0.0) + std::log1p(std::exp(-std::abs(u)));
}

} // namespace

double plainLossAndGradient(const ModelOptions& options, const Criterion& criterion,
                            const double* parameters, const double* inputs, const double* targets,
                            std::size_t count, double* gradient) {
    checkCriterion(criterion, options);
    if (options.hiddenUnits.size() != 1) {
        throw std::invalid_argument("the plain criterion is that of one hidden layer");
    }
    const std::size_t d = options.inputDim;
    const std::size_t hidden = options.hiddenUnits[0];
    const AutoEncoderLayout at = parameterLayout({d, hidden, options.tied});
    const auto wIndex = [&](std::size_t h, std::size_t j) { return at.encoder + h * d + j; };
    const auto vIndex = [&](std::size_t i, std::size_t h) {
        return options.tied ? wIndex(h, i) : at.decoder + i * hidden + h;
    };
    const auto w = [&](std::size_t h, std::size_t j) { return parameters[wIndex(h, j)]; };
    const auto v = [&](std::size_t i, std::size_t h) { return parameters[vIndex(i, h)]; };
    if (gradient != nullptr) {
        std::fill(gradient, gradient + at.count, 0.0);
    }
    if (count == 0) {
        return 0.0;
    }
    const bool contractsR = criterion.penalty == Penalty::reconstructionJacobian;
    const bool contractsF = criterion.penalty == Penalty::codeJacobian;
    std::vector<Unit> code(hidden);
    std::vector<double> u(d);       // c + V f
    std::vector<double> a(d * d);   // ∂u_i/∂x_j
    std::vector<double> g(d);       // ∂L/∂u_i
    std::vector<double> big(d * d); // ∂L/∂a_ij
    double sum = 0.0;
    for (std::size_t n = 0; n < count; ++n) {
        const double* x = inputs + n * d;
        const double* y = targets + n * d;
        for (std::size_t h = 0; h < hidden; ++h) {
            double z = parameters[at.bias + h];
            for (std::size_t j = 0; j < d; ++j) {
                z += w(h, j) * x[j];
            }
            code[h] = options.activation == Activation::tanh ? tanhUnit(z) : logisticUnit(z);
        }
        for (std::size_t i = 0; i < d; ++i) {
            u[i] = parameters[at.offset + i];
            for (std::size_t h = 0; h < hidden; ++h) {
                u[i] += v(i, h) * code[h].value;
            }
            for (std::size_t j = 0; j < d && contractsR; ++j) {
                a[i * d + j] = 0.0;
                for (std::size_t h = 0; h < hidden; ++h) {
                    a[i * d + j] += v(i, h) * code[h].first * w(h, j);
                }
            }
        }
        for (std::size_t i = 0; i < d; ++i) {
            const Unit out =
                options.output == OutputUnit::linear ? Unit{u[i], 1.0, 0.0} : logisticUnit(u[i]);
            if (criterion.loss == ReconstructionLoss::crossEntropy) {
                sum += softplus(u[i]) - y[i] * u[i];
                g[i] = out.value - y[i];
            } else {
                const double e = out.value - y[i];
                sum += e * e;
                g[i] = 2.0 * e * out.first;
            }
            for (std::size_t j = 0; j < d && contractsR; ++j) {
                const double slope = a[i * d + j];
                sum += criterion.weight * out.first * out.first * slope * slope;
                g[i] += 2.0 * criterion.weight * out.first * out.second * slope * slope;
                big[i * d + j] = 2.0 * criterion.weight * out.first * out.first * slope;
            }
        }
        for (std::size_t h = 0; h < hidden && contractsF; ++h) {
            for (std::size_t j = 0; j < d; ++j) {
                sum += criterion.weight * code[h].first * code[h].first * w(h, j) * w(h, j);
            }
        }
        if (gradient == nullptr) {
            continue;
        }
        for (std::size_t h = 0; h < hidden; ++h) {
            double dz = 0.0;
            for (std::size_t i = 0; i < d; ++i) {
                dz += g[i] * v(i, h) * code[h].first;
                gradient[vIndex(i, h)] += g[i] * code[h].value;
                for (std::size_t j = 0; j < d && contractsR; ++j) {
                    const double slope = big[i * d + j];
                    dz += slope * v(i, h) * code[h].second * w(h, j);
                    gradient[vIndex(i, h)] += slope * code[h].first * w(h, j);
                    gradient[wIndex(h, j)] += slope * v(i, h) * code[h].first;
                }
            }
            for (std::size_t j = 0; j < d && contractsF; ++j) {
                const double twice = 2.0 * criterion.weight * code[h].first;
                dz += twice * code[h].second * w(h, j) * w(h, j);
                gradient[wIndex(h, j)] += twice * code[h].first * w(h, j);
            }
            gradient[at.bias + h] += dz;
            for (std::size_t j = 0; j < d; ++j) {
                gradient[wIndex(h, j)] += dz * x[j];
            }
        }
        for (std::size_t i = 0; i < d; ++i) {
            gradient[at.offset + i] += g[i];
        }
    }
    const double perExample = 1.0 / static_cast<double>(count);
    for (std::size_t i = 0; i < at.count && gradient != nullptr; ++i) {
        gradient[i] *= perExample;
    }
    return sum * perExample;
}

} // namespace scorescope::nn
