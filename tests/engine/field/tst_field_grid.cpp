// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/field_grid.h"
#include "engine/manifold/field/helmholtz.h"
#include "engine/manifold/nonparametric/empirical_denoiser.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

const double pi = std::acos(-1.0);

Grid makeGrid(double half, std::size_t columns, std::size_t rows) {
    Grid grid;
    grid.xMin = -half;
    grid.xMax = half;
    grid.yMin = -half;
    grid.yMax = half;
    grid.columns = columns;
    grid.rows = rows;
    return grid;
}

using Component = std::function<double(double, double)>;

std::vector<double> values(const Grid& grid, const Component& f) {
    std::vector<double> out;
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            out.push_back(f(grid.x(column), grid.y(row)));
        }
    }
    return out;
}

HelmholtzSplit split(const Grid& grid, const Component& u, const Component& v) {
    return helmholtzSplit(grid, values(grid, u), values(grid, v));
}

/// r(x) = A x + b in three dimensions.
class Linear final : public field::Reconstruction {
public:
    std::size_t dimensions() const override { return 3; }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        for (std::size_t n = 0; n < count; ++n) {
            for (std::size_t k = 0; k < 3; ++k) {
                out[3 * n + k] = b[k];
                for (std::size_t j = 0; j < 3; ++j) {
                    out[3 * n + k] += a[3 * k + j] * points[3 * n + j];
                }
            }
        }
    }
    std::vector<double> a = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    std::vector<double> b = {1.0, 2.0, 3.0};
};

} // namespace

class TestFieldGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void samplesASliceOfSpace();
    void curlAndDivergence();
    void refusesSlicesThatDoNotFit();
    void gradientsAreGradients();
    void rotationsAreRotations();
    void rotationOfASquareIsTorsion();
    void whatIsBothIsToldApart();
    void sumsSplitAndAreOrthogonal();
    void potentialOfTheMixtureIsItsLogDensity();
    void splitOfNonsense();
};

void TestFieldGrid::samplesASliceOfSpace() {
    const Linear linear;
    field::PlaneSlice slice;
    slice.grid = makeGrid(1.0, 3, 2);
    slice.grid.yMax = 2.0;
    slice.xAxis = 2;
    slice.yAxis = 0;
    slice.fixed = {99.0, 0.5, 99.0};
    const field::FieldSample plain = field::sampleField(linear, slice, false);
    const field::FieldSample sample = field::sampleField(linear, slice, true);
    QVERIFY(plain.jacobian.empty());
    QCOMPARE(sample.u.size(), std::size_t{6});
    for (std::size_t row = 0; row < 2; ++row) {
        for (std::size_t column = 0; column < 3; ++column) {
            const double x2 = slice.grid.x(column);
            const double x0 = slice.grid.y(row);
            const std::size_t n = 3 * row + column;
            const double u = 3.0 + 0.7 * x0 + 0.8 * 0.5 + 0.9 * x2 - x2;
            const double v = 1.0 + 0.1 * x0 + 0.2 * 0.5 + 0.3 * x2 - x0;
            QVERIFY(near(sample.u[n], u, 0.0, 1e-14) && near(plain.u[n], u, 0.0, 1e-14));
            QVERIFY(near(sample.v[n], v, 0.0, 1e-14) && near(plain.v[n], v, 0.0, 1e-14));
            const double jacobian[4] = {0.9, 0.7, 0.3, 0.1}; // rows and columns 2, 0 of A
            for (std::size_t i = 0; i < 4; ++i) {
                // Central differences of a linear function: rounding over a step of 1e-5.
                QVERIFY(near(sample.jacobian[4 * n + i], jacobian[i], 0.0, 1e-9));
            }
        }
    }
    const VectorField vectors = field::vectorField(sample.grid, sample.u, sample.v);
    QVERIFY(vectors.grid == sample.grid);
    QVERIFY(near(static_cast<double>(vectors.v[4]), sample.v[4], 1e-7, 0.0)); // a float's digits
}

void TestFieldGrid::curlAndDivergence() {
    const Linear linear;
    field::PlaneSlice slice;
    slice.grid = makeGrid(1.0, 4, 5);
    const field::FieldSample sample = field::sampleField(linear, slice, true);
    for (const double value : field::curl(sample)) {
        QVERIFY(near(value, 0.4 - 0.2, 0.0, 1e-9));
    }
    for (const double value : field::divergence(sample)) {
        QVERIFY(near(value, 0.1 + 0.5 - 2.0, 0.0, 1e-9));
    }
    // A gradient field has none, to rounding: its Jacobian is symmetric.
    const MixtureDenoiser mixture(
        data::GaussianMixture({{0.5, {-0.5, 0.0}, 0.3}, {0.5, {0.5, 0.3}, 0.5}}), 0.2);
    for (const double value : field::curl(field::sampleField(mixture, slice, true))) {
        QVERIFY(near(value, 0.0, 0.0, 1e-14));
    }
    const field::FieldSample without = field::sampleField(linear, slice, false);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::curl(without)), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::divergence(without)), std::invalid_argument);
}

void TestFieldGrid::refusesSlicesThatDoNotFit() {
    const Linear linear;
    field::PlaneSlice good;
    good.grid = makeGrid(1.0, 4, 5);
    const auto refused = [&](const std::function<void(field::PlaneSlice&)>& change) {
        field::PlaneSlice slice = good;
        change(slice);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::sampleField(linear, slice, false)),
                                 std::invalid_argument);
    };
    refused([](field::PlaneSlice& slice) { slice.xAxis = 3; });
    refused([](field::PlaneSlice& slice) { slice.yAxis = 0; });
    refused([](field::PlaneSlice& slice) { slice.fixed = {1.0}; });
    refused([](field::PlaneSlice& slice) { slice.grid.columns = 0; });
    refused([](field::PlaneSlice& slice) { slice.grid.xMax = slice.grid.xMin; });
    refused([](field::PlaneSlice& slice) {
        slice.grid.yMax = std::numeric_limits<double>::infinity();
    });
}

void TestFieldGrid::gradientsAreGradients() {
    // Quadratic potentials are exact: the mean of a linear field over an edge is the difference
    // of its potential. A constant field too.
    const Grid grid = makeGrid(1.5, 23, 17);
    const HelmholtzSplit quadratic = split(
        grid, [](double x, double y) { return 2.0 * x + y + 3.0; },
        [](double x, double y) { return x - 0.5 * y; });
    QVERIFY(near(quadratic.gradientFraction, 1.0, 1e-13, 0.0));
    QVERIFY(near(quadratic.rotationFraction, 0.0, 0.0, 1e-13));
    const std::vector<double> phi =
        values(grid, [](double x, double y) { return x * x + x * y + 3.0 * x - 0.25 * y * y; });
    for (std::size_t n = 0; n < phi.size(); ++n) {
        QVERIFY(near(quadratic.potential[n] - quadratic.potential[0], phi[n] - phi[0], 0.0, 1e-12));
        QVERIFY(near(quadratic.rotationU[n], 0.0, 0.0, 1e-12));
        QVERIFY(near(quadratic.rotationV[n], 0.0, 0.0, 1e-12));
    }
    // A general one up to the trapezium rule's error on the edges, h² f″/12 of the field: with
    // f″/f = 9 and h = 0.047 a share of 0.0017, squared 3e-6 of the norm.
    const HelmholtzSplit waves = split(
        makeGrid(1.5, 65, 65),
        [](double x, double y) { return 3.0 * std::cos(3.0 * x) * std::cos(2.0 * y); },
        [](double x, double y) { return -2.0 * std::sin(3.0 * x) * std::sin(2.0 * y); });
    QVERIFY(waves.rotationFraction < 3e-6);
}

void TestFieldGrid::rotationsAreRotations() {
    // (∂ψ/∂y, −∂ψ/∂x) with ψ = cos(πx/2)cos(πy/2) on [−1, 1]², which is 0 on the border: nothing
    // crosses it. On edges ψ's means are exact up to the rule's error, as above: h = 1/32,
    // h²(π/2)²/12 = 2e-4, squared 4e-8.
    const HelmholtzSplit whirl = split(
        makeGrid(1.0, 65, 65),
        [](double x, double y) {
            return -0.5 * pi * std::cos(0.5 * pi * x) * std::sin(0.5 * pi * y);
        },
        [](double x, double y) {
            return 0.5 * pi * std::sin(0.5 * pi * x) * std::cos(0.5 * pi * y);
        });
    QVERIFY(whirl.gradientFraction < 1e-7);
    QVERIFY(near(whirl.rotationFraction, 1.0, 1e-7, 0.0));
}

void TestFieldGrid::rotationOfASquareIsTorsion() {
    // (−y, x) crosses the border of a square. Its gradient part is the warping of a square bar
    // under torsion: share 1 − J/I_p with I_p = a⁴/6 and St Venant's
    // J = a⁴ (1/3 − (64/π⁵) Σ_{n odd} tanh(nπ/2)/n⁵).
    double series = 0.0;
    for (int n = 1; n < 200; n += 2) {
        series += std::tanh(0.5 * pi * n) / std::pow(n, 5);
    }
    const double torsion = 1.0 / 3.0 - 64.0 / std::pow(pi, 5) * series;
    const double exact = 1.0 - 6.0 * torsion;
    const auto fraction = [&](std::size_t nodes) {
        return split(
                   makeGrid(0.7, nodes, nodes), [](double, double y) { return -y; },
                   [](double x, double) { return x; })
            .gradientFraction;
    };
    // Second order: 1/nodes² times a constant of order 1, and the error falls by 4.
    QVERIFY(near(fraction(33), exact, 0.0, 2.0 / (32.0 * 32.0)));
    QVERIFY(near(fraction(129), exact, 0.0, 2.0 / (128.0 * 128.0)));
    QVERIFY(near(exact, 0.1565, 0.0, 5e-5)); // the number the header states
}

void TestFieldGrid::whatIsBothIsToldApart() {
    const auto splitOf = [](double xToX, double yToX, double xToY, double yToY) {
        return split(
            makeGrid(0.7, 129, 129), [=](double x, double y) { return xToX * x + yToX * y; },
            [=](double x, double y) { return xToY * x + yToY * y; });
    };
    // All that a rotation has of a gradient comes from beyond the border.
    const HelmholtzSplit rotation = splitOf(0.0, -1.0, 1.0, 0.0);
    QVERIFY(near(rotation.harmonicFraction, rotation.gradientFraction, 1e-9, 0.0));
    // Turned by a right angle it is the gradient of |x|²/2, with the same share; a saddle is both.
    const HelmholtzSplit gradient = splitOf(1.0, 0.0, 0.0, 1.0);
    QVERIFY(near(gradient.gradientFraction, 1.0, 1e-12, 0.0));
    QVERIFY(near(gradient.harmonicFraction, 0.1565, 0.0, 3e-4));
    const HelmholtzSplit saddle = splitOf(1.0, 0.0, 0.0, -1.0);
    QVERIFY(near(saddle.gradientFraction, 1.0, 1e-12, 0.0));
    QVERIFY(near(saddle.harmonicFraction, 1.0, 1e-9, 0.0));
    // The gradient of a potential that is 0 on the border is nothing else.
    const HelmholtzSplit inner = split(
        makeGrid(1.0, 129, 129),
        [](double x, double y) {
            return -0.5 * pi * std::sin(0.5 * pi * x) * std::cos(0.5 * pi * y);
        },
        [](double x, double y) {
            return -0.5 * pi * std::cos(0.5 * pi * x) * std::sin(0.5 * pi * y);
        });
    QVERIFY(inner.harmonicFraction < 1e-6);
    QVERIFY(inner.rotationFraction < 1e-6);
}

void TestFieldGrid::sumsSplitAndAreOrthogonal() {
    // On a rectangle with different spacings: a gradient and a whirl that does not cross the
    // border are given back, whatever their sizes.
    Grid grid = makeGrid(1.0, 81, 65);
    grid.yMax = 3.0; // y in [−1, 3], centre 1
    const auto gradU = [](double x, double y) { return 2.0 * x + 0.3 * y; };
    const auto gradV = [](double x, double y) { return 0.3 * x - y; };
    const auto whirlU = [](double x, double y) {
        return -0.25 * pi * std::cos(0.5 * pi * x) * std::sin(0.25 * pi * (y - 1.0));
    };
    const auto whirlV = [](double x, double y) {
        return 0.5 * pi * std::sin(0.5 * pi * x) * std::cos(0.25 * pi * (y - 1.0));
    };
    const HelmholtzSplit both = split(
        grid, [&](double x, double y) { return gradU(x, y) + whirlU(x, y); },
        [&](double x, double y) { return gradV(x, y) + whirlV(x, y); });
    const std::vector<double> u = values(grid, gradU);
    const std::vector<double> v = values(grid, gradV);
    for (std::size_t n = 0; n < u.size(); ++n) {
        // Second order: spacings 1/40 and 1/16, third derivatives up to (π/2)³; one-sided at the
        // border.
        QVERIFY(near(both.gradientU[n], u[n], 0.0, 3e-3));
        QVERIFY(near(both.gradientV[n], v[n], 0.0, 3e-3));
        QVERIFY(near(both.gradientU[n] + both.rotationU[n],
                     u[n] + whirlU(grid.x(n % 81), grid.y(n / 81)), 0.0, 1e-13));
    }
    // Exact squared norms over the rectangle of area 8: ∫4x² + 1.2xy + 0.09y² + 0.09x² − 0.6xy + y²
    // = 8 · (4.09/3 + 1.09 · 7/3), and (π²/16 + π²/4) · 8/4 of the whirl. The mean of y² over
    // [−1, 3] is 7/3; xy has none.
    const double gradient = 8.0 * (4.09 / 3.0 + 1.09 * 7.0 / 3.0);
    const double whirl = pi * pi * (1.0 / 16.0 + 0.25) * 2.0;
    QVERIFY(near(both.gradientFraction, gradient / (gradient + whirl), 0.0, 1e-3));
    QVERIFY(near(both.gradientFraction + both.rotationFraction, 1.0, 1e-15, 0.0));
    // The means of the potential: 0 under trapezium weights, up to rounding of φ of size 5.
    double mean = 0.0;
    for (std::size_t row = 0; row < grid.rows; ++row) {
        for (std::size_t column = 0; column < grid.columns; ++column) {
            const double weight = (row == 0 || row == grid.rows - 1 ? 0.5 : 1.0) *
                                  (column == 0 || column == grid.columns - 1 ? 0.5 : 1.0);
            mean += weight * both.potential[row * grid.columns + column];
        }
    }
    QVERIFY(near(mean / static_cast<double>(80 * 64), 0.0, 0.0, 1e-12));
}

void TestFieldGrid::potentialOfTheMixtureIsItsLogDensity() {
    const data::GaussianMixture mixture({{0.6, {-0.6, 0.1}, 0.3}, {0.4, {0.7, -0.2}, 0.4}});
    const double sigma = 0.2;
    const MixtureDenoiser denoiser(mixture, sigma);
    field::PlaneSlice slice;
    slice.grid = makeGrid(1.5, 97, 97);
    const field::FieldSample sample = field::sampleField(denoiser, slice, false);
    const HelmholtzSplit parts = helmholtzSplit(slice.grid, sample.u, sample.v);
    QVERIFY(parts.gradientFraction > 0.99999);
    const ScalarField energy = energySurface(parts, sigma);
    const std::vector<double> exact = values(slice.grid, [&](double x, double y) {
        const double at[2] = {x, y};
        return -denoiser.smoothed().logDensity(at);
    });
    const double least = *std::min_element(exact.begin(), exact.end());
    float leastFound = energy.values.front();
    for (std::size_t n = 0; n < exact.size(); ++n) {
        leastFound = std::min(leastFound, energy.values[n]);
        // Energies up to 20 nats; the trapezium rule along edges is off by h²/12 = 8e-5 times
        // changes of the slope's derivative of order 1/0.36² = 8 a path: 0.01.
        QVERIFY(near(static_cast<double>(energy.values[n]), exact[n] - least, 0.0, 0.01));
    }
    QVERIFY(near(static_cast<double>(leastFound), 0.0, 0.0, 0.0));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(energySurface(parts, 0.0)), std::invalid_argument);
}

void TestFieldGrid::splitOfNonsense() {
    Grid grid = makeGrid(1.0, 4, 3);
    std::vector<double> u(12, 1.0);
    std::vector<double> v(12, 0.0);
    v[5] = std::numeric_limits<double>::quiet_NaN();
    const HelmholtzSplit broken = helmholtzSplit(grid, u, v);
    QVERIFY(std::isnan(broken.gradientFraction) && std::isnan(broken.potential[0]));
    QCOMPARE(broken.rotationV.size(), std::size_t{12});
    v[5] = 0.0;
    const HelmholtzSplit zero =
        helmholtzSplit(grid, std::vector<double>(12, 0.0), std::vector<double>(12, 0.0));
    QVERIFY(std::isnan(zero.gradientFraction) && near(zero.potential[3], 0.0, 0.0, 0.0));
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(helmholtzSplit(grid, u, {})), std::invalid_argument);
    grid.rows = 1;
    u.resize(4);
    v.resize(4);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(helmholtzSplit(grid, u, v)), std::invalid_argument);
    grid = makeGrid(0.0, 2, 2);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(helmholtzSplit(grid, u, v)), std::invalid_argument);
    // The smallest grid.
    grid = makeGrid(1.0, 2, 2);
    const HelmholtzSplit small = helmholtzSplit(grid, {1.0, 1.0, 1.0, 1.0}, {2.0, 2.0, 2.0, 2.0});
    QVERIFY(near(small.gradientFraction, 1.0, 1e-14, 0.0));
    QVERIFY(near(small.potential[3] - small.potential[0], 6.0, 1e-14, 0.0));
}

QTEST_APPLESS_MAIN(TestFieldGrid)
#include "tst_field_grid.moc"
