// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/toy_manifolds.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace scorescope::data;
using scorescope::test::near;

class TestToyManifolds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formulas();
    void derivatives();
    void samplesLieOnTheCurve();
    void samplesAreUniformInT();
    void streamsAreIndependentAndStable();
    void distanceToTheCircle();
    void distanceByBruteForce();
};

void TestToyManifolds::formulas() {
    ToyManifold spiral;
    QVERIFY(near(spiral.point(3.0)[0], 0.04 * 3.0 * std::sin(3.0), 1e-15, 0.0));
    QVERIFY(near(spiral.point(12.0)[1], 0.04 * 12.0 * std::cos(12.0), 1e-15, 0.0));
    ToyManifold circle;
    circle.kind = CurveKind::circle;
    QVERIFY(near(circle.point(5.0)[0], 0.04 * std::sin(5.0), 1e-15, 0.0));
}

void TestToyManifolds::derivatives() {
    for (const CurveKind kind : {CurveKind::spiral, CurveKind::circle}) {
        ToyManifold m;
        m.kind = kind;
        for (double t = 3.0; t < 12.0; t += 0.7) {
            const double h = 1e-5; // differences good to about 1e-10
            for (std::size_t k = 0; k < 2; ++k) {
                const double d = (m.point(t + h)[k] - m.point(t - h)[k]) / (2.0 * h);
                const double dd = (m.derivative(t + h)[k] - m.derivative(t - h)[k]) / (2.0 * h);
                QVERIFY(near(m.derivative(t)[k], d, 0.0, 1e-9));
                QVERIFY(near(m.secondDerivative(t)[k], dd, 0.0, 1e-9));
            }
        }
    }
}

void TestToyManifolds::samplesLieOnTheCurve() {
    const ToyManifold spiral;
    const std::vector<double> points = sample(spiral, 7, 500);
    QCOMPARE(points.size(), std::size_t(1000));
    for (const double d : distances(spiral, points.data(), 500)) {
        QVERIFY(d < 1e-9);
    }
}

void TestToyManifolds::samplesAreUniformInT() {
    // |x| = 0.04 t on the spiral gives t back. Kolmogorov-Smirnov at 10 000 points: 1.95/100 has
    // probability 0.001 of being exceeded, and the seed is fixed.
    const ToyManifold spiral;
    const std::size_t n = 10000;
    const std::vector<double> points = sample(spiral, 3, n);
    std::vector<double> u;
    for (std::size_t i = 0; i < n; ++i) {
        u.push_back((std::hypot(points[2 * i], points[2 * i + 1]) / 0.04 - 3.0) / 9.0);
    }
    std::sort(u.begin(), u.end());
    double largest = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        QVERIFY(u[i] >= -1e-12 && u[i] <= 1.0 + 1e-12);
        largest = std::max(largest, std::abs(u[i] - (static_cast<double>(i) + 0.5) / 1e4));
    }
    QVERIFY(largest < 0.0195);
}

void TestToyManifolds::streamsAreIndependentAndStable() {
    const ToyManifold spiral;
    const std::vector<double> some = sample(spiral, 5, 10);
    const std::vector<double> more = sample(spiral, 5, 1000);
    QVERIFY(std::equal(some.begin(), some.end(), more.begin()));
    QVERIFY(sample(spiral, 6, 10) != some);
    QVERIFY(sample(spiral, 5, 10, true) != some);
}

void TestToyManifolds::distanceToTheCircle() {
    ToyManifold circle;
    circle.kind = CurveKind::circle;
    for (double x = -0.1; x < 0.1; x += 0.017) {
        for (double y = -0.1; y < 0.1; y += 0.013) {
            const double expected = std::abs(std::hypot(x, y) - 0.04);
            QVERIFY(near(nearestPoint(circle, {x, y}).distance, expected, 0.0, 1e-11));
        }
    }
}

void TestToyManifolds::distanceByBruteForce() {
    const ToyManifold spiral;
    for (double x = -0.7; x < 0.7; x += 0.19) {
        for (double y = -0.7; y < 0.7; y += 0.23) {
            double least = 1e9;
            const int steps = 200000;
            for (int i = 0; i <= steps; ++i) {
                const Point2 p = spiral.point(3.0 + 9.0 * i / steps);
                least = std::min(least, std::hypot(p[0] - x, p[1] - y));
            }
            const NearestPoint found = nearestPoint(spiral, {x, y});
            // Brute force is too long by at most (spacing 2.2e-5)^2 / (8 distance) and never too
            // short.
            QVERIFY(found.distance <= least + 1e-12);
            QVERIFY(found.distance >= least - 1e-5);
            const Point2 there = spiral.point(found.t);
            QVERIFY(near(std::hypot(there[0] - x, there[1] - y), found.distance, 1e-12, 1e-15));
        }
    }
}

QTEST_APPLESS_MAIN(TestToyManifolds)
#include "tst_toy_manifolds.moc"
