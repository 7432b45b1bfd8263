// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/data/gaussian_mixture.h"
#include "engine/data/point_set.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// Toy data in 2, 3 and 10 dimensions whose density is known to concentrate near a manifold.
namespace scorescope::data {

/// One toy distribution as people choose it.
struct ToySet {
    std::string name;                   ///< "spiral", as scenes name it
    std::string label;                  ///< "spiral", "closed curve in R¹⁰"
    std::string help;                   ///< one line with its equation
    std::size_t dimensions = 2;         ///< of the space it lies in
    std::size_t manifoldDimensions = 1; ///< of what it lies on; equal to `dimensions` for mixtures
    /// Without added noise all points lie within [−extent, extent] in every dimension (of a
    /// mixture all but one in 10⁹).
    double extent = 1.0;
    double sigma = 0.1; ///< a corruption that suits its size
};

/// All of them, in the order they are offered: spiral, circle, two_moons, gaussian_mixture,
/// swiss_roll, trefoil, closed_curve_10d.
[[nodiscard]] const std::vector<ToySet>& toySets();
/// The one of that name. Throws std::invalid_argument, naming the allowed ones.
[[nodiscard]] const ToySet& toySet(const std::string& name);

/// `count` examples with isotropic Gaussian noise of standard deviation `noise` ≥ 0 added, drawn
/// from (seed, Purpose::data), or (seed, Purpose::heldOutData) for held-out data. The first n of a
/// larger count are the same n. Spiral and circle are the ones of toy_manifolds.h, number for
/// number. The noise has a stream of its own: another `noise` moves the same points.
/// Throws std::invalid_argument for an unknown name or a noise that is negative or not finite.
[[nodiscard]] PointSet sampleToySet(const std::string& name, double noise, std::uint64_t seed,
                                    std::size_t count, bool heldOut = false);

/// The density behind `gaussian_mixture` (without added noise): eight equal Gaussians on a ring.
/// Its score is known in closed form, with added noise too: toyMixture().smoothed(noise).
[[nodiscard]] GaussianMixture toyMixture();

/// A parametric curve γ(t), t uniform on [begin, end], in `dimensions` dimensions.
struct ToyCurve {
    std::size_t dimensions = 2;
    double begin = 0.0;
    double end = 1.0;
    bool closed = false;
    std::function<void(double t, double* point)> point;           ///< writes `dimensions` numbers
    std::function<void(double t, double* derivative)> derivative; ///< γ′(t)
};
/// The curve a set lies on: spiral, circle, trefoil, closed_curve_10d; nothing for the others.
[[nodiscard]] std::optional<ToyCurve> toyCurve(const std::string& name);

/// Points as written in a text parameter, "x y; x y; …": a semicolon between points, blanks, line
/// ends or one comma between the numbers of a point. Empty text is no points. Throws
/// std::invalid_argument that names the first wrong place: a number that is not finite (or beyond
/// float32), a point with another count of numbers than `dimensions` ≥ 1.
[[nodiscard]] PointSet parsePoints(const std::string& text, std::size_t dimensions);
/// The inverse: shortest text that reads back to the same float32 numbers, C locale.
[[nodiscard]] std::string pointsText(const PointSet& points);

} // namespace scorescope::data
