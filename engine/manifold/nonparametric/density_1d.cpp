// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/nonparametric/density_1d.h"

#include "engine/core/error.h"

#include <cmath>

namespace scorescope::manifold {

std::vector<double> Partition::positions() const {
    std::vector<double> result(points);
    for (std::size_t i = 0; i < points; ++i) {
        result[i] = x(i);
    }
    return result;
}

data::GaussianMixture densityOf(const std::vector<Bump>& bumps) {
    std::vector<data::GaussianMixture::Component> components;
    for (const Bump& bump : bumps) {
        if (!(bump.height >= 0.0) || !std::isfinite(bump.height) || !std::isfinite(bump.mean) ||
            !(bump.width > 0.0) || !std::isfinite(bump.width)) {
            throw InputError("", "/parameters",
                             "a component of the density needs a height of at least 0, a width "
                             "above 0 and a finite mean");
        }
        if (bump.height * bump.width > 0.0) {
            components.push_back({bump.height * bump.width, {bump.mean}, bump.width});
        }
    }
    if (components.empty()) {
        throw InputError("", "/parameters",
                         "the density is zero everywhere: at least one component needs a height "
                         "above 0");
    }
    return data::GaussianMixture(std::move(components));
}

double massOf(const std::vector<Bump>& bumps) {
    constexpr double rootTwoPi = 2.5066282746310005024;
    double mass = 0.0;
    for (const Bump& bump : bumps) {
        mass += rootTwoPi * bump.height * bump.width;
    }
    return mass;
}

const std::vector<DensityPreset>& densityPresets() {
    static const std::vector<DensityPreset> presets = {
        {"figure_3_3", "Figure 3.3", {{0.55, -0.55, 0.2}, {1.0, 0.15, 0.2}, {0.3, 0.65, 0.17}}},
        {"gaussian", "one Gaussian", {{1.0, 0.0, 0.25}}},
        {"bimodal", "two bumps", {{1.0, -0.5, 0.18}, {1.0, 0.5, 0.18}}},
        {"three_points", "three points", {{1.0, -0.9, 0.05}, {1.0, -0.1, 0.05}, {1.0, 0.9, 0.05}}},
        {"nearly_flat", "nearly flat", {{1.0, 0.1, 2.5}}},
    };
    return presets;
}

TabulatedDensity tabulate(const data::GaussianMixture& density, const Partition& partition) {
    TabulatedDensity table;
    table.logDensity.resize(partition.points);
    table.score.resize(partition.points);
    for (std::size_t i = 0; i < partition.points; ++i) {
        const double x = partition.x(i);
        table.logDensity[i] = density.logDensity(&x);
        density.score(&x, &table.score[i]);
    }
    return table;
}

} // namespace scorescope::manifold
