// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/features/feature_scaling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace scorescope::probes {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// Moments of some rows about the first of them.
struct Sums {
    std::vector<double> first;
    std::vector<double> second;
    std::vector<float> largest;
    std::size_t bad = none; ///< row · d + coordinate of one that is not finite
};

void add(const float* x, std::size_t d, std::size_t row, const std::vector<double>& shift,
         Sums& sums) {
    float largest = 0.0F;
    bool number = true;
    for (std::size_t j = 0; j < d; ++j) {
        const double off = static_cast<double>(x[j]) - shift[j];
        sums.first[j] += off;
        sums.second[j] += off * off;
        const float magnitude = std::abs(x[j]);
        sums.largest[j] = std::max(sums.largest[j], magnitude);
        largest = std::max(largest, magnitude);
        number = number && !std::isnan(magnitude);
    }
    if (sums.bad == none && (!number || std::isinf(largest))) {
        const auto* const at =
            std::find_if(x, x + d, [](float value) { return !std::isfinite(value); });
        sums.bad = row * d + static_cast<std::size_t>(at - x);
    }
}

} // namespace

std::size_t Standardization::constants() const {
    return static_cast<std::size_t>(std::count(inverse.begin(), inverse.end(), 0.0));
}

Standardization standardize(const Features& training, FeatureScale scale,
                            const stats::LongWork& work) {
    const std::size_t n = training.rows();
    const std::size_t d = training.dimension();
    if (n == 0 || d == 0) {
        throw std::invalid_argument("a probe needs features: there are " + std::to_string(n) +
                                    " rows of " + std::to_string(d) + " coordinates");
    }
    std::vector<float> firstRow;
    const float* const origin = training.block(0, 1, firstRow);
    const std::vector<double> shift(origin, origin + d);
    const RowCut cut = RowCut::of(n, d, 20 * d);
    std::vector<Sums> sums(cut.parts);
    for (Sums& mine : sums) {
        mine.first.assign(d, 0.0);
        mine.second.assign(d, 0.0);
        mine.largest.assign(d, 0.0F);
    }
    visitBlocks(training, cut, work,
                [&](std::size_t part, std::size_t row, std::size_t count, const float* x) {
                    for (std::size_t i = 0; i < count; ++i) {
                        add(x + i * d, d, row + i, shift, sums[part]);
                    }
                });
    Standardization found;
    found.mean.resize(d);
    found.inverse.resize(d);
    for (const Sums& part : sums) {
        if (part.bad != none) {
            throw std::invalid_argument("feature " + std::to_string(part.bad % d) + " of row " +
                                        std::to_string(part.bad / d) + " is not a finite number");
        }
    }
    const auto count = static_cast<double>(n);
    for (std::size_t j = 0; j < d; ++j) {
        double first = 0.0;
        double second = 0.0;
        float largest = 0.0F;
        for (const Sums& part : sums) {
            first += part.first[j];
            second += part.second[j];
            largest = std::max(largest, part.largest[j]);
        }
        const double offset = first / count;
        const double deviation = std::sqrt(std::max(0.0, second / count - offset * offset));
        found.mean[j] = shift[j] + offset;
        const bool constant = !(deviation > 1e-6 * static_cast<double>(largest));
        found.inverse[j] =
            constant ? 0.0 : (scale == FeatureScale::deviations ? 1.0 / deviation : 1.0);
    }
    return found;
}

} // namespace scorescope::probes
