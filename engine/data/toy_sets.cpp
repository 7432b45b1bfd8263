// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/toy_sets.h"

#include "engine/core/number_text.h"
#include "engine/core/rng.h"
#include "engine/data/toy_manifolds.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string_view>

namespace scorescope::data {
namespace {

constexpr double pi = 3.14159265358979323846;

constexpr double moonScale = 1.0 / 3.0;
constexpr double ringRadius = 0.4;
constexpr double ringDeviation = 0.03;
constexpr std::size_t ringComponents = 8;
constexpr double rollBegin = 1.5 * pi;
constexpr double rollEnd = 4.5 * pi;
constexpr double rollHalfWidth = 0.75;
constexpr double trefoilScale = 1.0 / 3.0;

constexpr std::size_t curveDimensions = 10;
constexpr std::size_t harmonics = 3;

/// x_i(t) = Σ_k a_ik cos kt + b_ik sin kt, written a_1, b_1, a_2, b_2, a_3, b_3. Drawn as
/// a, b ~ N(0, 1/k²), each row scaled to max |x_i| = 1.4 and rounded to two digits; of 120 draws
/// the one whose points more than an eighth of the period apart keep farthest from each other
/// (2.26, against a corruption of 0.1).
constexpr std::array<std::array<double, 2 * harmonics>, curveDimensions> curveCoefficients = {{
    {0.97, 0.62, 0.23, 0.31, 0.14, -0.22},
    {-0.22, 0.64, -0.17, -0.93, -0.16, -0.26},
    {-0.79, 0.67, -0.10, -0.53, -0.47, -0.10},
    {-0.19, -0.21, 0.09, 0.74, -0.55, -0.26},
    {0.49, 0.17, -0.59, -0.01, 0.14, 0.38},
    {-0.86, 0.54, 0.14, -0.25, 0.31, -0.14},
    {-0.35, 0.41, -0.75, 0.15, 0.06, 0.33},
    {-0.67, 0.26, 0.45, 0.48, -0.27, 0.16},
    {-0.29, -0.22, 0.33, -0.73, -0.01, 0.46},
    {-0.33, -0.98, -0.03, 0.25, -0.38, 0.23},
}};

ToyCurve planarCurve(CurveKind kind) {
    ToyManifold manifold;
    manifold.kind = kind;
    ToyCurve curve;
    curve.dimensions = 2;
    curve.begin = manifold.begin;
    curve.end = manifold.end;
    // The circle's t covers more than one turn: no period of its own, so not "closed".
    curve.point = [manifold](double t, double* out) {
        const Point2 p = manifold.point(t);
        std::copy(p.begin(), p.end(), out);
    };
    curve.derivative = [manifold](double t, double* out) {
        const Point2 p = manifold.derivative(t);
        std::copy(p.begin(), p.end(), out);
    };
    return curve;
}

ToyCurve trefoilCurve() {
    ToyCurve curve;
    curve.dimensions = 3;
    curve.end = 2.0 * pi;
    curve.closed = true;
    curve.point = [](double t, double* out) {
        out[0] = trefoilScale * (std::sin(t) + 2.0 * std::sin(2.0 * t));
        out[1] = trefoilScale * (std::cos(t) - 2.0 * std::cos(2.0 * t));
        out[2] = -trefoilScale * std::sin(3.0 * t);
    };
    curve.derivative = [](double t, double* out) {
        out[0] = trefoilScale * (std::cos(t) + 4.0 * std::cos(2.0 * t));
        out[1] = trefoilScale * (-std::sin(t) + 4.0 * std::sin(2.0 * t));
        out[2] = -3.0 * trefoilScale * std::cos(3.0 * t);
    };
    return curve;
}

ToyCurve fourierCurve() {
    ToyCurve curve;
    curve.dimensions = curveDimensions;
    curve.end = 2.0 * pi;
    curve.closed = true;
    curve.point = [](double t, double* out) {
        std::fill(out, out + curveDimensions, 0.0);
        for (std::size_t k = 0; k < harmonics; ++k) {
            const double c = std::cos(static_cast<double>(k + 1) * t);
            const double s = std::sin(static_cast<double>(k + 1) * t);
            for (std::size_t i = 0; i < curveDimensions; ++i) {
                out[i] += curveCoefficients[i][2 * k] * c + curveCoefficients[i][2 * k + 1] * s;
            }
        }
    };
    curve.derivative = [](double t, double* out) {
        std::fill(out, out + curveDimensions, 0.0);
        for (std::size_t k = 0; k < harmonics; ++k) {
            const auto n = static_cast<double>(k + 1);
            const double c = n * std::cos(n * t);
            const double s = n * std::sin(n * t);
            for (std::size_t i = 0; i < curveDimensions; ++i) {
                out[i] += curveCoefficients[i][2 * k + 1] * c - curveCoefficients[i][2 * k] * s;
            }
        }
    };
    return curve;
}

void drawMoon(RandomStream& stream, double* out) {
    const bool lower = stream.uniform() >= 0.5;
    const double t = stream.uniform(0.0, pi);
    const double x = lower ? 1.0 - std::cos(t) : std::cos(t);
    const double y = lower ? 0.5 - std::sin(t) : std::sin(t);
    out[0] = moonScale * (x - 0.5);
    out[1] = moonScale * (y - 0.25);
}

void drawSwissRoll(RandomStream& stream, double* out) {
    const double t = stream.uniform(rollBegin, rollEnd);
    out[0] = t * std::cos(t) / rollEnd;
    out[1] = stream.uniform(-rollHalfWidth, rollHalfWidth);
    out[2] = t * std::sin(t) / rollEnd;
}

[[noreturn]] void refusePoint(std::size_t index, const std::string& what) {
    throw std::invalid_argument("point " + std::to_string(index + 1) + ": " + what);
}

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Appends the numbers of one point as it stands between two semicolons.
void parsePoint(std::string_view text, std::size_t index, PointSet& points) {
    std::size_t count = 0;
    bool comma = false;
    std::size_t i = 0;
    while (true) {
        while (i < text.size() && isBlank(text[i])) {
            ++i;
        }
        if (i < text.size() && text[i] == ',' && count > 0 && !comma) {
            comma = true;
            ++i;
            continue;
        }
        if (i == text.size()) {
            break;
        }
        std::size_t end = i;
        while (end < text.size() && !isBlank(text[end]) && text[end] != ',') {
            ++end;
        }
        const std::string_view word = text.substr(i, std::max<std::size_t>(end - i, 1));
        double value = 0.0;
        switch (parseNumber(word, value)) {
        case NumberText::number:
            break;
        case NumberText::notNumber:
            refusePoint(index, quotedText(word) + " is not a number");
        case NumberText::notFinite:
            refusePoint(index, quotedText(word) + " is not finite");
        case NumberText::tooLarge:
            refusePoint(index, quotedText(word) + " is too large");
        }
        points.coordinates.push_back(value);
        ++count;
        comma = false;
        i = end;
    }
    if (comma || count != points.dimensions) {
        refusePoint(index, "has " + std::to_string(count) + (count == 1 ? " number" : " numbers") +
                               (comma ? " and a comma too many" : "") + " instead of " +
                               std::to_string(points.dimensions));
    }
}

} // namespace

const std::vector<ToySet>& toySets() {
    static const std::vector<ToySet> sets = {
        {"spiral", "spiral", "0.04 t (sin t, cos t), t uniform in [3, 12]: Figure 3.5", 2, 1, 0.48,
         0.01},
        {"circle", "circle (as printed)",
         "0.04 (sin t, cos t), t uniform in [3, 12]: the formula as §3.3.4 prints it", 2, 1, 0.04,
         0.005},
        {"two_moons", "two moons", "two half circles of radius 1/3 that reach into each other", 2,
         1, 0.5, 0.03},
        {"gaussian_mixture", "mixture of Gaussians",
         "eight Gaussians of standard deviation 0.03 on a ring of radius 0.4: its score is exact",
         2, 2, 0.6, 0.03},
        {"swiss_roll", "Swiss roll",
         "(t cos t, h, t sin t)/4.5π, t uniform in [1.5π, 4.5π], h in [−0.75, 0.75]", 3, 2, 1.0,
         0.05},
        {"trefoil", "trefoil knot",
         "(sin t + 2 sin 2t, cos t − 2 cos 2t, −sin 3t)/3, t uniform in [0, 2π)", 3, 1, 1.0, 0.05},
        {"closed_curve_10d", "closed curve in R¹⁰",
         "three harmonics in each of ten dimensions, within [−1.5, 1.5]: like Figure 3.6",
         curveDimensions, 1, 1.5, 0.1},
    };
    return sets;
}

const ToySet& toySet(const std::string& name) {
    std::string allowed;
    for (const ToySet& set : toySets()) {
        if (set.name == name) {
            return set;
        }
        allowed += (allowed.empty() ? "" : ", ") + set.name;
    }
    throw std::invalid_argument("unknown data set '" + name + "'; allowed are " + allowed);
}

GaussianMixture toyMixture() {
    std::vector<GaussianMixture::Component> components;
    for (std::size_t c = 0; c < ringComponents; ++c) {
        const double angle =
            2.0 * pi * static_cast<double>(c) / static_cast<double>(ringComponents);
        components.push_back(
            {1.0, {ringRadius * std::cos(angle), ringRadius * std::sin(angle)}, ringDeviation});
    }
    return GaussianMixture(std::move(components));
}

std::optional<ToyCurve> toyCurve(const std::string& name) {
    if (name == "spiral") {
        return planarCurve(CurveKind::spiral);
    }
    if (name == "circle") {
        return planarCurve(CurveKind::circle);
    }
    if (name == "trefoil") {
        return trefoilCurve();
    }
    if (name == "closed_curve_10d") {
        return fourierCurve();
    }
    return std::nullopt;
}

PointSet sampleToySet(const std::string& name, double noise, std::uint64_t seed, std::size_t count,
                      bool heldOut) {
    if (!(noise >= 0.0) || !std::isfinite(noise)) {
        throw std::invalid_argument("the noise of a data set must be finite and not negative");
    }
    PointSet points;
    points.dimensions = toySet(name).dimensions;
    points.coordinates.resize(count * points.dimensions);
    const Purpose purpose = heldOut ? Purpose::heldOutData : Purpose::data;
    RandomStream stream(seed, purpose);
    const std::optional<ToyCurve> curve = toyCurve(name);
    const GaussianMixture mixture = toyMixture();
    for (std::size_t n = 0; n < count; ++n) {
        double* out = points.coordinates.data() + n * points.dimensions;
        if (curve) {
            curve->point(stream.uniform(curve->begin, curve->end), out);
        } else if (name == "two_moons") {
            drawMoon(stream, out);
        } else if (name == "swiss_roll") {
            drawSwissRoll(stream, out);
        } else {
            mixture.draw(stream, out);
        }
    }
    if (noise > 0.0) {
        RandomStream shaking(seed, purpose, 1);
        for (double& coordinate : points.coordinates) {
            coordinate += noise * shaking.normal();
        }
    }
    return points;
}

PointSet parsePoints(const std::string& text, std::size_t dimensions) {
    if (dimensions == 0) {
        throw std::invalid_argument("points need at least one dimension");
    }
    PointSet points;
    points.dimensions = dimensions;
    const std::string_view all = text;
    for (std::size_t begin = 0, index = 0; begin < all.size(); ++index) {
        const std::size_t semicolon = std::min(all.find(';', begin), all.size());
        const std::string_view part = all.substr(begin, semicolon - begin);
        const bool blank = std::all_of(part.begin(), part.end(), isBlank);
        if (!blank || semicolon < all.size()) { // after the last semicolon nothing need follow
            parsePoint(part, index, points);
        }
        begin = semicolon + 1;
    }
    return points;
}

std::string pointsText(const PointSet& points) {
    std::string text;
    text.reserve(points.coordinates.size() * 10);
    std::array<char, 32> number{};
    for (std::size_t i = 0; i < points.coordinates.size(); ++i) {
        if (i > 0) {
            text += i % points.dimensions == 0 ? "; " : " ";
        }
        const auto [end, error] = std::to_chars(number.data(), number.data() + number.size(),
                                                static_cast<float>(points.coordinates[i]));
        static_cast<void>(error); // a float never needs more than 16 characters
        text.append(number.data(), end);
    }
    return text;
}

} // namespace scorescope::data
