// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/reconstruction.h"

#include <cmath>

namespace scorescope::field {

void Reconstruction::reconstructWithJacobian(const double* points, std::size_t count,
                                             double* reconstruction, double* jacobian) const {
    const std::size_t d = dimensions();
    reconstruct(points, count, reconstruction);
    // All displaced points at once: one pass costs far less than 2 d passes.
    std::vector<double> displaced(2 * d * count * d);
    const auto stepAt = [](double x) { return 1e-5 * (1.0 + std::abs(x)); };
    for (std::size_t n = 0; n < count; ++n) {
        for (std::size_t j = 0; j < d; ++j) {
            for (std::size_t side = 0; side < 2; ++side) {
                double* x = displaced.data() + ((n * d + j) * 2 + side) * d;
                for (std::size_t k = 0; k < d; ++k) {
                    x[k] = points[n * d + k];
                }
                x[j] += (side == 0 ? -1.0 : 1.0) * stepAt(x[j]);
            }
        }
    }
    std::vector<double> images(displaced.size());
    reconstruct(displaced.data(), 2 * d * count, images.data());
    for (std::size_t n = 0; n < count; ++n) {
        for (std::size_t j = 0; j < d; ++j) {
            const double* low = images.data() + (n * d + j) * 2 * d;
            const double* lowPoint = displaced.data() + (n * d + j) * 2 * d;
            const double width = lowPoint[d + j] - lowPoint[j]; // as rounded
            for (std::size_t k = 0; k < d; ++k) {
                jacobian[(n * d + k) * d + j] = (low[d + k] - low[k]) / width;
            }
        }
    }
}

void ReconstructionScore::score(const double* points, std::size_t count, double* out) const {
    reconstruction_.reconstruct(points, count, out);
    const double scale = 1.0 / (sigma_ * sigma_);
    for (std::size_t i = 0; i < count * dimensions(); ++i) {
        out[i] = (out[i] - points[i]) * scale;
    }
}

} // namespace scorescope::field
