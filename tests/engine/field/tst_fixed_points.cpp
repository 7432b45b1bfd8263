// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/field/basins.h"
#include "engine/field/field_grid.h"
#include "engine/field/fixed_points.h"
#include "engine/manifold/nonparametric/empirical_denoiser.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <complex>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::near;

namespace {

const double pi = std::acos(-1.0);

/// r(x) = x + v(x) for a field v written down, its Jacobian by central differences.
class Written final : public field::Reconstruction {
public:
    using Function = std::function<void(double x, double y, double* v)>;
    explicit Written(Function field) : field_(std::move(field)) {}
    std::size_t dimensions() const override { return 2; }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        for (std::size_t n = 0; n < count; ++n) {
            field_(points[2 * n], points[2 * n + 1], out + 2 * n);
            out[2 * n] += points[2 * n];
            out[2 * n + 1] += points[2 * n + 1];
        }
    }

private:
    Function field_;
};

Grid makeBox(double xMin, double xMax, double yMin, double yMax, std::size_t columns = 0,
             std::size_t rows = 0) {
    Grid box;
    box.xMin = xMin;
    box.xMax = xMax;
    box.yMin = yMin;
    box.yMax = yMax;
    box.columns = columns;
    box.rows = rows;
    return box;
}

field::FixedPointSearch find(const Written::Function& field, const Grid& box,
                             const field::FixedPointOptions& options = {}) {
    return field::findFixedPoints(Written(field), box, options);
}

std::size_t countOf(const field::FixedPointSearch& search, field::FixedPointKind kind) {
    return static_cast<std::size_t>(
        std::count_if(search.points.begin(), search.points.end(),
                      [&](const field::FixedPoint& point) { return point.kind == kind; }));
}

struct Reference {
    double x = 0.0, y = 0.0;
    std::complex<double> low, high;
};

std::map<std::string, std::vector<Reference>> readReference() {
    std::ifstream file(std::string(SCORESCOPE_SOURCE_DIR) +
                       "/tests/engine/field/reference_fixed_points.csv");
    std::map<std::string, std::vector<Reference>> result;
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        std::istringstream stream(line);
        std::string name;
        std::getline(stream, name, ',');
        std::vector<double> number;
        for (std::string cell; std::getline(stream, cell, ',');) {
            number.push_back(std::stod(cell));
        }
        result[name].push_back(
            {number[0], number[1], {number[2], number[3]}, {number[4], number[5]}});
    }
    return result;
}

/// The mixtures of reference_fixed_points.py.
data::GaussianMixture mixtureOf(const std::string& name) {
    if (name == "two") {
        return data::GaussianMixture({{0.6, {-1.0, 0.1}, 0.3}, {0.4, {1.0, -0.2}, 0.45}});
    }
    return data::GaussianMixture(
        {{0.5, {-1.0, -0.6}, 0.3}, {0.3, {1.1, -0.4}, 0.4}, {0.2, {0.1, 1.2}, 0.35}});
}

/// Two wells at (±1, 0): v = (x − x³, −y), sources none, a saddle at 0, border x = 0.
void doubleWell(double x, double y, double* v) {
    v[0] = x - x * x * x;
    v[1] = -y;
}

} // namespace

class TestFixedPoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beadsOnACurveAreFound();
    void linearFieldsOfEveryKind_data();
    void linearFieldsOfEveryKind();
    void mixturesAgreeWithTheReference();
    void everyZeroOfAPeriodicField();
    void pairsInsideOneCell();
    void noFixedPoints();
    void onNodesEdgesAndTheBorder();
    void onlyThoseInTheBox();
    void spiralSinkInsideACycle();
    void linesOfFixedPoints();
    void doubleZeros();
    void spuriousAttractors();
    void attractorsOfTheFlowAndOfTheMap();
    void fieldsThatAreNotFinite();
    void refusesNonsense();
    void basinsOfTheDoubleWell();
    void basinsOfAWindingBorder();
    void basinsThatLeaveOrNeverEnd();
    void basinsOfALine();
    void basinsAlongASlowManifold();
    void basinOfASmallSpiral();
    void basinsRefuseNonsense();
};

void TestFixedPoints::linearFieldsOfEveryKind_data() {
    QTest::addColumn<double>("a");
    QTest::addColumn<double>("b");
    QTest::addColumn<double>("c");
    QTest::addColumn<double>("d");
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("index");
    const auto row = [](const char* name, double a, double b, double c, double d,
                        field::FixedPointKind kind, int index) {
        QTest::newRow(name) << a << b << c << d << static_cast<int>(kind) << index;
    };
    row("node", -1.0, 0.0, 0.0, -0.3, field::FixedPointKind::attractor, 1);
    row("spiral sink", -0.2, -1.0, 1.0, -0.2, field::FixedPointKind::attractor, 1);
    row("source", 0.5, 0.1, 0.0, 0.2, field::FixedPointKind::source, 1);
    row("spiral source", 0.2, -1.0, 1.0, 0.2, field::FixedPointKind::source, 1);
    row("saddle", 0.3, 0.0, 0.5, -1.0, field::FixedPointKind::saddle, -1);
    row("rotation", 0.0, -1.0, 1.0, 0.0, field::FixedPointKind::center, 1);
    row("weak spiral", 2e-4, -1.0, 1.0, 2e-4, field::FixedPointKind::center, 1);
    row("shear", -1.0, 0.0, 0.3, -1.0, field::FixedPointKind::attractor, 1);
    row("stiff", -1.0, 0.0, 0.0, -0.002, field::FixedPointKind::attractor, 1);
}

void TestFixedPoints::linearFieldsOfEveryKind() {
    QFETCH(double, a);
    QFETCH(double, b);
    QFETCH(double, c);
    QFETCH(double, d);
    QFETCH(int, kind);
    QFETCH(int, index);
    const double x0 = 0.137;
    const double y0 = -0.291;
    const field::FixedPointSearch search = find(
        [&](double x, double y, double* v) {
            v[0] = a * (x - x0) + b * (y - y0);
            v[1] = c * (x - x0) + d * (y - y0);
        },
        makeBox(-1.0, 1.0, -0.8, 0.9));
    QCOMPARE(search.points.size(), std::size_t{1});
    const field::FixedPoint& point = search.points[0];
    // ‖v‖ ≤ 1e-10 · 2.6 with eigenvalues down to 0.002 would allow 1e-7; Newton's last steps get
    // it to rounding.
    QVERIFY(near(point.x, x0, 0.0, 1e-10) && near(point.y, y0, 0.0, 1e-10));
    QCOMPARE(static_cast<int>(point.kind), kind);
    QCOMPARE(point.index, index);
    QCOMPARE(search.winding.value_or(99), index);
    QVERIFY(search.consistent.value_or(false));
    const std::complex<double> sum = point.eigenvalues[0] + point.eigenvalues[1];
    const std::complex<double> product = point.eigenvalues[0] * point.eigenvalues[1];
    QVERIFY(near(sum.real(), a + d, 0.0, 1e-8) && near(product.real(), a * d - b * c, 0.0, 1e-8));
    QVERIFY(point.eigenvalues[0].real() <= point.eigenvalues[1].real());
    QVERIFY(std::isnan(point.dataDistance) && !point.spurious);
}

void TestFixedPoints::mixturesAgreeWithTheReference() {
    const auto reference = readReference();
    QCOMPARE(reference.size(), std::size_t{2});
    for (const auto& [name, expected] : reference) {
        const MixtureDenoiser denoiser(mixtureOf(name), 0.3);
        for (const std::size_t nodes : {12U, 44U, 64U}) {
            field::FixedPointOptions options;
            options.columns = nodes;
            options.rows = nodes;
            const field::FixedPointSearch search =
                field::findFixedPoints(denoiser, makeBox(-2.5, 2.5, -2.5, 2.5), options);
            QCOMPARE(search.points.size(), expected.size());
            QVERIFY(search.consistent.value_or(false));
            QCOMPARE(search.winding.value_or(99), 1); // all arrows point inwards
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const field::FixedPoint& point = search.points[i];
                // MINPACK's and our zeros are good to rounding over eigenvalues above 0.3; the
                // script's extrapolated differences to about h⁴ = 1e-12 times a fifth derivative.
                QVERIFY(near(point.x, expected[i].x, 0.0, 1e-9));
                QVERIFY(near(point.y, expected[i].y, 0.0, 1e-9));
                QVERIFY(std::abs(point.eigenvalues[0] - expected[i].low) < 1e-8);
                QVERIFY(std::abs(point.eigenvalues[1] - expected[i].high) < 1e-8);
            }
        }
    }
}

void TestFixedPoints::everyZeroOfAPeriodicField() {
    // v = (sin πx cos πy, cos πx sin πy)/4: zeros at whole (m, n), where both sines vanish (source
    // if m + n is even, attractor if odd), and at halves (m + ½, n + ½), where both cosines do
    // (saddles).
    const field::FixedPointSearch search = find(
        [](double x, double y, double* v) {
            v[0] = 0.25 * std::sin(pi * x) * std::cos(pi * y);
            v[1] = 0.25 * std::cos(pi * x) * std::sin(pi * y);
        },
        makeBox(-3.3, 3.3, -2.7, 2.7));
    std::size_t whole = 0;
    std::size_t halves = 0;
    for (const field::FixedPoint& point : search.points) {
        const bool atWhole = std::abs(point.x - std::round(point.x)) < 1e-9 &&
                             std::abs(point.y - std::round(point.y)) < 1e-9;
        const bool atHalf = std::abs(std::abs(point.x - std::trunc(point.x)) - 0.5) < 1e-9 &&
                            std::abs(std::abs(point.y - std::trunc(point.y)) - 0.5) < 1e-9;
        QVERIFY(atWhole || atHalf);
        if (atWhole) {
            ++whole;
            const bool even =
                (std::lround(std::abs(point.x)) + std::lround(std::abs(point.y))) % 2 == 0;
            QCOMPARE(point.kind,
                     even ? field::FixedPointKind::source : field::FixedPointKind::attractor);
        } else {
            ++halves;
            QCOMPARE(point.kind, field::FixedPointKind::saddle);
        }
    }
    QCOMPARE(whole, std::size_t{7 * 5});
    QCOMPARE(halves, std::size_t{6 * 6}); // ±½, ±1½, ±2½ in x and in y
    QCOMPARE(search.indexSum, 35 - 36);
    QVERIFY(search.consistent.value_or(false));
}

void TestFixedPoints::pairsInsideOneCell() {
    // v = (x² − ε², −y) with 2ε well below a cell of 0.047: an attractor at −ε and a saddle at ε,
    // which no corner of the grid tells of.
    for (const double epsilon : {0.02, 0.005, 0.001}) {
        const field::FixedPointSearch search = find(
            [&](double x, double y, double* v) {
                v[0] = (x - 0.013) * (x - 0.013) - epsilon * epsilon;
                v[1] = -(y - 0.0217);
            },
            makeBox(-1.0, 1.0, -1.0, 1.0));
        QCOMPARE(search.points.size(), std::size_t{2});
        QVERIFY(near(search.points[0].x, 0.013 - epsilon, 0.0, 1e-7));
        QVERIFY(near(search.points[1].x, 0.013 + epsilon, 0.0, 1e-7));
        QCOMPARE(search.points[0].kind, field::FixedPointKind::attractor);
        QCOMPARE(search.points[1].kind, field::FixedPointKind::saddle);
        QCOMPARE(search.winding.value_or(99), 0);
        QVERIFY(search.consistent.value_or(false));
    }
}

void TestFixedPoints::noFixedPoints() {
    const field::FixedPointSearch search = find(
        [](double x, double y, double* v) {
            v[0] = 0.1 + x * x; // least at x = 0, where Newton's method could be caught
            v[1] = -y;
        },
        makeBox(-1.0, 1.0, -1.0, 1.0));
    QVERIFY(search.points.empty());
    QCOMPARE(search.winding.value_or(99), 0);
    QVERIFY(search.consistent.value_or(false));
}

void TestFixedPoints::onNodesEdgesAndTheBorder() {
    field::FixedPointOptions options;
    options.columns = 21; // nodes at multiples of 0.1
    options.rows = 21;
    const auto sink = [](double x0, double y0) {
        return [x0, y0](double x, double y, double* v) {
            v[0] = x0 - x;
            v[1] = 0.5 * (y0 - y);
        };
    };
    const Grid box = makeBox(-1.0, 1.0, -1.0, 1.0);
    for (const double y0 : {0.3, 0.0, 0.35, -0.999}) { // nodes, an edge, nearly on the border
        const field::FixedPointSearch search = find(sink(0.2, y0), box, options);
        QCOMPARE(search.points.size(), std::size_t{1});
        QVERIFY(near(search.points[0].x, 0.2, 0.0, 1e-10));
        QVERIFY(near(search.points[0].y, y0, 0.0, 1e-10));
        QVERIFY(search.consistent.value_or(false));
    }
    for (const double y0 : {1.0, 0.123}) { // a corner and a side
        const field::FixedPointSearch search = find(sink(1.0, y0), box, options);
        QCOMPARE(search.points.size(), std::size_t{1});
        QVERIFY(!search.winding && !search.consistent);
    }
}

void TestFixedPoints::onlyThoseInTheBox() {
    const auto sink = [](double x, double y, double* v) {
        v[0] = 1.01 - x;
        v[1] = -y;
    };
    const field::FixedPointSearch outside = find(sink, makeBox(-1.0, 1.0, -1.0, 1.0));
    QVERIFY(outside.points.empty());
    QVERIFY(outside.consistent.value_or(false));
    QCOMPARE(find(sink, makeBox(-1.0, 1.02, -1.0, 1.0)).points.size(), std::size_t{1});
}

void TestFixedPoints::spiralSinkInsideACycle() {
    // In polar coordinates ρ′ = −0.3 ρ (1 − ρ²), θ′ = 1: a spiral sink inside a repelling cycle.
    const field::FixedPointSearch search = find(
        [](double x, double y, double* v) {
            const double radial = -0.3 * (1.0 - x * x - y * y);
            v[0] = radial * x - y;
            v[1] = radial * y + x;
        },
        makeBox(-1.7, 1.9, -1.8, 1.6));
    QCOMPARE(search.points.size(), std::size_t{1});
    QCOMPARE(search.points[0].kind, field::FixedPointKind::attractor);
    QVERIFY(near(search.points[0].eigenvalues[1].real(), -0.3, 0.0, 1e-8));
    QVERIFY(near(search.points[0].eigenvalues[1].imag(), 1.0, 0.0, 1e-8));
    QVERIFY(search.consistent.value_or(false));
    // Repeating r goes round in growing circles: |1 − 0.3 + i| > 1.
    QVERIFY(!search.points[0].attractsMap);
}

void TestFixedPoints::linesOfFixedPoints() {
    // All of x = 0.1 is fixed, and besides there is a saddle at (0.6, 0).
    const field::FixedPointSearch search = find(
        [](double x, double y, double* v) {
            v[0] = -(x - 0.1) * (0.6 - x);
            v[1] = (x - 0.1) * y;
        },
        makeBox(-0.4, 1.0, -0.5, 0.5));
    QCOMPARE(countOf(search, field::FixedPointKind::degenerate), std::size_t{1});
    QCOMPARE(search.points.size(), std::size_t{2});
    const field::FixedPoint& line = search.points[0];
    QVERIFY(line.line.size() > 20); // a zero in each of the 36 rows or nearly so
    double low = 1.0;
    double high = -1.0;
    for (const auto& zero : line.line) {
        QVERIFY(near(zero[0], 0.1, 0.0, 1e-8));
        low = std::min(low, zero[1]);
        high = std::max(high, zero[1]);
    }
    QVERIFY(low < -0.45 && high > 0.45);
    QVERIFY(std::abs(line.y) < 0.1);
    QCOMPARE(line.index, 0);
    QCOMPARE(search.points[1].kind, field::FixedPointKind::source);
    QVERIFY(!search.winding && !search.consistent); // the line meets the border
}

void TestFixedPoints::doubleZeros() {
    // The moment at which attractor and saddle meet.
    const field::FixedPointSearch search = find(
        [](double x, double y, double* v) {
            v[0] = (x - 0.21) * (x - 0.21);
            v[1] = 0.4 - y;
        },
        makeBox(-1.0, 1.0, -1.0, 1.0));
    QCOMPARE(search.points.size(), std::size_t{1});
    QCOMPARE(search.points[0].kind, field::FixedPointKind::degenerate);
    // ‖v‖ ≤ 3e-10 holds within √3e-10 = 1.7e-5.
    QVERIFY(near(search.points[0].x, 0.21, 0.0, 2e-5));
    QCOMPARE(search.winding.value_or(99), 0);
    QVERIFY(!search.consistent);
}

void TestFixedPoints::spuriousAttractors() {
    field::FixedPointOptions options;
    options.spuriousDistance = 0.3;
    data::PointSet data;
    data.coordinates = {1.1, 0.1, 1.2, 0.0, 5.0, 5.0};
    const field::FixedPointSearch search =
        field::findFixedPoints(Written(doubleWell), makeBox(-2.0, 2.0, -1.0, 1.0), options, &data);
    QCOMPARE(search.points.size(), std::size_t{3});
    QVERIFY(search.points[0].spurious && !search.points[1].spurious && !search.points[2].spurious);
    QVERIFY(near(search.points[2].dataDistance, std::hypot(0.1, 0.1), 1e-9, 0.0));
    const Markers markers = field::fixedPointMarkers(search);
    QCOMPARE(markers.markers.size(), std::size_t{3});
    QCOMPARE(markers.markers[0].kind, std::string("spurious_attractor"));
    QCOMPARE(markers.markers[1].kind, std::string("saddle"));
    QCOMPARE(markers.markers[2].kind, std::string("attractor"));
}

void TestFixedPoints::attractorsOfTheFlowAndOfTheMap() {
    const auto sink = [](double rate) {
        return [rate](double x, double y, double* v) {
            v[0] = -rate * x;
            v[1] = -0.5 * y;
        };
    };
    const Grid box = makeBox(-1.0, 1.1, -1.0, 1.1);
    const field::FixedPointSearch gentle = find(sink(1.5), box);
    QVERIFY(gentle.points.at(0).attractsMap);
    const field::FixedPointSearch overshoots = find(sink(2.5), box); // r = −1.5 x
    QCOMPARE(overshoots.points.at(0).kind, field::FixedPointKind::attractor);
    QVERIFY(!overshoots.points[0].attractsMap);
}

void TestFixedPoints::fieldsThatAreNotFinite() {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const field::FixedPointSearch nothing =
        find([&](double, double, double* v) { v[0] = v[1] = nan; }, makeBox(-1, 1, -1, 1));
    QVERIFY(nothing.points.empty() && !nothing.winding && !nothing.consistent);
    const field::FixedPointSearch half = find(
        [&](double x, double y, double* v) {
            v[0] = x > 0.5 ? nan : -x;
            v[1] = -y;
        },
        makeBox(-1, 1, -1, 1));
    QCOMPARE(half.points.size(), std::size_t{1});
    QVERIFY(!half.winding);
    // A constant of 0 is a line everywhere: one degenerate point, in finite time.
    const field::FixedPointSearch identity =
        find([](double, double, double* v) { v[0] = v[1] = 0.0; }, makeBox(-1, 1, -1, 1));
    QCOMPARE(identity.points.size(), std::size_t{1});
    QCOMPARE(identity.points[0].kind, field::FixedPointKind::degenerate);
}

void TestFixedPoints::refusesNonsense() {
    const Written field(doubleWell);
    const auto refused = [&](const Grid& box,
                             const std::function<void(field::FixedPointOptions&)>& change) {
        field::FixedPointOptions options;
        change(options);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::findFixedPoints(field, box, options)),
                                 std::invalid_argument);
    };
    const Grid box = makeBox(-1, 1, -1, 1);
    const auto nothing = [](field::FixedPointOptions&) {};
    refused(makeBox(1, 1, -1, 1), nothing);
    refused(makeBox(-1, std::numeric_limits<double>::infinity(), -1, 1), nothing);
    refused(box, [](field::FixedPointOptions& options) { options.columns = 1; });
    refused(box, [](field::FixedPointOptions& options) { options.tolerance = 0.0; });
    refused(box, [](field::FixedPointOptions& options) { options.degenerateTolerance = -1.0; });
    refused(box,
            [](field::FixedPointOptions& options) { options.spuriousDistance = std::nan(""); });
    const MixtureDenoiser line(data::GaussianMixture({{1.0, {0.0}, 1.0}}), 0.1);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::findFixedPoints(line, box, {})),
                             std::invalid_argument);
    data::PointSet space;
    space.dimensions = 3;
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::findFixedPoints(field, box, {}, &space)),
                             std::invalid_argument);
}

void TestFixedPoints::basinsOfTheDoubleWell() {
    const Written field(doubleWell);
    const Grid grid = makeBox(-2.0, 2.0, -1.0, 1.0, 41, 21); // a column of nodes on the border
    const field::FixedPointSearch search = field::findFixedPoints(field, grid, {});
    const field::Basins basins = field::basinsOfAttraction(field, grid, search);
    QCOMPARE(basins.points.size(), std::size_t{2});
    for (std::size_t n = 0; n < grid.size(); ++n) {
        const std::size_t column = n % 41;
        const int expected = column == 20 ? -1 : column < 20 ? 0 : 1;
        QCOMPARE(basins.attractor[n], expected);
    }
    QCOMPARE(basins.unfinished, std::size_t{21}); // they end at the saddle
    QCOMPARE(basins.left, std::size_t{0});
    const ScalarField drawn = field::basinField(basins, search);
    QCOMPARE(drawn.categories.size(), std::size_t{2});
    QVERIFY(std::isnan(drawn.values[20]));
    QVERIFY(near(static_cast<double>(drawn.values[40]), 1.0, 0.0, 0.0));
}

void TestFixedPoints::basinsOfAWindingBorder() {
    // The double well in coordinates (s, y) with s = x − 0.4 sin 2y: the border is the curve
    // x = 0.4 sin 2y exactly. With s′ = s − s³ and y′ = −y/2: x′ = s′ + 0.8 cos(2y) y′.
    const Written field([](double x, double y, double* v) {
        const double s = x - 0.4 * std::sin(2.0 * y);
        v[1] = -0.5 * y;
        v[0] = s - s * s * s + 0.8 * std::cos(2.0 * y) * v[1];
    });
    const Grid grid = makeBox(-2.0, 2.0, -2.0, 2.0, 44, 44);
    const field::FixedPointSearch search = field::findFixedPoints(field, grid, {});
    QCOMPARE(search.points.size(), std::size_t{3});
    const field::Basins basins = field::basinsOfAttraction(field, grid, search);
    const double cell = 4.0 / 43.0;
    for (std::size_t n = 0; n < grid.size(); ++n) {
        const double s = grid.x(n % 44) - 0.4 * std::sin(2.0 * grid.y(n / 44));
        // Steps whose error is a thousandth of a cell: the border is right to a hundredth.
        if (std::abs(s) > 0.01 * cell) {
            const double x = grid.x(n % 44);
            // Some paths swing out of the grid by more than a cell: none.
            QVERIFY(basins.attractor[n] == (s < 0.0 ? 0 : 1) ||
                    (basins.attractor[n] == -1 && std::abs(x) > 1.8));
        }
    }
}

void TestFixedPoints::basinsThatLeaveOrNeverEnd() {
    const Written away([](double x, double, double* v) {
        v[0] = 0.2 + 0.1 * x * x;
        v[1] = 0.0;
    });
    const Grid grid = makeBox(-1.0, 1.0, -1.0, 1.0, 11, 11);
    const field::Basins left =
        field::basinsOfAttraction(away, grid, field::findFixedPoints(away, grid, {}));
    QCOMPARE(left.left, grid.size());
    QVERIFY(std::all_of(left.attractor.begin(), left.attractor.end(),
                        [](int label) { return label == -1; }));
    const Written cycle([](double x, double y, double* v) { // attracting cycle, source inside
        const double radial = 0.5 * (0.25 - x * x - y * y);
        v[0] = radial * x - y;
        v[1] = radial * y + x;
    });
    field::BasinOptions options;
    options.steps = 50;
    const field::Basins around =
        field::basinsOfAttraction(cycle, grid, field::findFixedPoints(cycle, grid, {}), options);
    QVERIFY(std::all_of(around.attractor.begin(), around.attractor.end(),
                        [](int label) { return label == -1; }));
    QCOMPARE(around.left + around.unfinished, grid.size());
    QVERIFY(around.unfinished > 60);
    const Written broken([](double, double, double* v) { v[0] = v[1] = std::nan(""); });
    const field::Basins none =
        field::basinsOfAttraction(broken, grid, field::findFixedPoints(broken, grid, {}));
    QCOMPARE(none.left, grid.size());
}

void TestFixedPoints::basinsOfALine() {
    const Written field([](double x, double, double* v) {
        v[0] = -0.8 * (x - 0.1);
        v[1] = 0.0;
    });
    const Grid grid = makeBox(-1.0, 1.0, -1.0, 1.0, 16, 16);
    const field::FixedPointSearch search = field::findFixedPoints(field, grid, {});
    QCOMPARE(search.points.size(), std::size_t{1});
    const field::Basins basins = field::basinsOfAttraction(field, grid, search);
    QVERIFY(std::all_of(basins.attractor.begin(), basins.attractor.end(),
                        [](int label) { return label == 0; }));
}

void TestFixedPoints::basinsAlongASlowManifold() {
    // The unit circle pulls at rate 1, and along it the field creeps at 0.01 sin 2θ towards
    // θ = ±π/2: 10 000 steps of x ← r(x), and fewer than 200 of ours. Borders at θ = 0 and π.
    const Written field([](double x, double y, double* v) {
        const double radius = std::hypot(x, y);
        const double along = 0.01 * 2.0 * (x / radius) * (y / radius);
        v[0] = x * (1.0 / radius - 1.0) - along * y;
        v[1] = y * (1.0 / radius - 1.0) + along * x;
    });
    const Grid grid = makeBox(-1.5, 1.5, -1.5, 1.5, 44, 36); // no node on the axes
    const field::FixedPointSearch search = field::findFixedPoints(field, grid, {});
    QCOMPARE(countOf(search, field::FixedPointKind::attractor), std::size_t{2});
    QCOMPARE(countOf(search, field::FixedPointKind::saddle), std::size_t{2});
    field::BasinOptions options;
    options.steps = 200;
    const field::Basins basins = field::basinsOfAttraction(field, grid, search, options);
    QCOMPARE(basins.points.size(), std::size_t{2});
    for (std::size_t n = 0; n < grid.size(); ++n) {
        QVERIFY(basins.attractor[n] >= 0);
        const double end =
            search.points[basins.points[static_cast<std::size_t>(basins.attractor[n])]].y;
        QVERIFY(end * grid.y(n / 44) > 0.0);
    }
}

/// A focus whose own basin is the disc of radius 0.06 of a cell around it: beyond an unstable cycle
/// all paths go out to another cycle. A node 0.08 of a cell from the focus is not in its basin.
void TestFixedPoints::basinOfASmallSpiral() {
    constexpr double focus = 0.004;
    const Written field([](double x, double y, double* v) {
        constexpr double inner = 0.003 * 0.003;
        constexpr double outer = 0.5 * 0.5;
        const double s = (x - focus) * (x - focus) + y * y;
        const double rate = 0.2 * (s - inner) / (s + inner) * (outer - s);
        v[0] = rate * (x - focus) - y;
        v[1] = rate * y + (x - focus);
    });
    const Grid grid = makeBox(-1.0, 1.0, -1.0, 1.0, 41, 41); // cells of 0.05, a node at 0
    field::FixedPointSearch search;
    field::FixedPoint point;
    point.x = focus;
    point.kind = field::FixedPointKind::attractor;
    search.points = {point};
    const field::Basins basins = field::basinsOfAttraction(field, grid, search);
    QVERIFY(std::all_of(basins.attractor.begin(), basins.attractor.end(),
                        [](int label) { return label == -1; }));
    // From within it, they end there.
    const Grid near = makeBox(focus - 0.002, focus + 0.002, -0.002, 0.002, 3, 3);
    const field::Basins inside = field::basinsOfAttraction(field, near, search);
    QCOMPARE(inside.attractor[4], 0);
    QCOMPARE(inside.attractor[5], 0);
}

void TestFixedPoints::basinsRefuseNonsense() {
    const Written field(doubleWell);
    Grid grid = makeBox(-2.0, 2.0, -1.0, 1.0, 8, 8);
    const field::FixedPointSearch search = field::findFixedPoints(field, grid, {});
    field::BasinOptions options;
    options.cells = 0.0;
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(field::basinsOfAttraction(field, grid, search, options)),
        std::invalid_argument);
    options = {};
    options.tolerance = std::nan("");
    QVERIFY_EXCEPTION_THROWN(
        static_cast<void>(field::basinsOfAttraction(field, grid, search, options)),
        std::invalid_argument);
    grid.rows = 1;
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::basinsOfAttraction(field, grid, search)),
                             std::invalid_argument);
    const MixtureDenoiser line(data::GaussianMixture({{1.0, {0.0}, 1.0}}), 0.1);
    grid.rows = 8;
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(field::basinsOfAttraction(line, grid, search)),
                             std::invalid_argument);
}

/// Zeros in pairs along a circle, each pair eight times closer than the grid's nodes, as a trained
/// r has them along its data: their indices cancel, so that no winding number tells of a missing
/// pair.
void TestFixedPoints::beadsOnACurveAreFound() {
    constexpr int pairs = 17;
    const auto field = [](double x, double y, double* v) {
        const double rho = std::hypot(x, y);
        const double along = 0.02 * (std::cos(pairs * std::atan2(y, x)) - 0.99);
        const double inward = 0.6 - rho;
        v[0] = (inward * x - along * y) / rho;
        v[1] = (inward * y + along * x) / rho;
    };
    const field::FixedPointSearch search = find(field, makeBox(-0.9, 0.9, -0.9, 0.9));
    std::size_t onCurve = 0;
    for (const field::FixedPoint& point : search.points) {
        onCurve += std::abs(std::hypot(point.x, point.y) - 0.6) < 1e-6 ? 1 : 0;
    }
    QCOMPARE(onCurve, std::size_t{2 * pairs});
    QCOMPARE(countOf(search, field::FixedPointKind::attractor), std::size_t{pairs});
    QCOMPARE(countOf(search, field::FixedPointKind::saddle), std::size_t{pairs});
}

QTEST_APPLESS_MAIN(TestFixedPoints)
#include "tst_fixed_points.moc"
