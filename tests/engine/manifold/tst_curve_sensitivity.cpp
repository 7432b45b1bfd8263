// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/manifold/field/curve_sensitivity.h"
#include "tests/support/affine_reconstruction.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace scorescope;
using namespace scorescope::manifold;
using scorescope::test::AffineReconstruction;
using scorescope::test::near;

namespace {

/// A straight line along the axis, at any speed.
data::ToyCurve line(std::size_t d, std::size_t axis, double speed) {
    data::ToyCurve curve;
    curve.dimensions = d;
    curve.point = [=](double t, double* x) {
        std::fill(x, x + d, 0.0);
        x[axis] = speed * t;
    };
    curve.derivative = [=](double, double* x) {
        std::fill(x, x + d, 0.0);
        x[axis] = speed;
    };
    return curve;
}

/// The projection onto the unit circle: keeps moves along it and forgets those across.
class OntoCircle final : public field::Reconstruction {
public:
    [[nodiscard]] std::size_t dimensions() const override { return 2; }
    void reconstruct(const double* points, std::size_t count, double* out) const override {
        for (std::size_t i = 0; i < count; ++i) {
            const double r = std::hypot(points[2 * i], points[2 * i + 1]);
            out[2 * i] = points[2 * i] / r;
            out[2 * i + 1] = points[2 * i + 1] / r;
        }
    }
};

} // namespace

class CurveSensitivityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDiagonalMapAnswersByItsEntries() {
        const AffineReconstruction r({0.9, 0.0, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.4},
                                     {0.0, 0.0, 0.0});
        for (const double speed : {1.0, 7.0}) { // the tangent is of length 1, however fast t runs
            const CurveSensitivity mean = curveSensitivity(r, line(3, 0, speed));
            QVERIFY(near(mean.along, 0.9, 1e-13, 0.0));
            QVERIFY(near(mean.across, std::sqrt((0.09 + 0.16) / 2.0), 1e-13, 0.0));
        }
        const CurveSensitivity other = curveSensitivity(r, line(3, 1, 1.0));
        QVERIFY(near(other.along, 0.3, 1e-13, 0.0));
        QVERIFY(near(other.across, std::sqrt((0.81 + 0.16) / 2.0), 1e-13, 0.0));
    }
    void aProjectionOntoTheCurveKeepsItsTangent() {
        data::ToyCurve circle;
        circle.end = 6.283185307179586;
        circle.point = [](double t, double* x) {
            x[0] = std::cos(t);
            x[1] = std::sin(t);
        };
        circle.derivative = [](double t, double* x) {
            x[0] = -std::sin(t);
            x[1] = std::cos(t);
        };
        const CurveSensitivity mean = curveSensitivity(OntoCircle(), circle);
        QVERIFY(near(mean.along, 1.0, 1e-8, 0.0));
        QVERIFY(near(mean.across, 0.0, 0.0, 1e-5));
    }
    void asksForAllJacobiansAtOnce() {
        const AffineReconstruction r({1.0, 0.0, 0.0, 1.0}, {0.0, 0.0});
        const CurveSensitivity mean = curveSensitivity(r, line(2, 0, 1.0), 7);
        QCOMPARE(r.jacobianCalls, 1);
        QVERIFY(near(mean.along, 1.0, 1e-14, 0.0));
        QVERIFY(near(mean.across, 1.0, 1e-14, 0.0));
    }
    void refusesWhatDoesNotFit() {
        const AffineReconstruction r({1.0, 0.0, 0.0, 1.0}, {0.0, 0.0});
        QVERIFY_EXCEPTION_THROWN((void)curveSensitivity(r, line(3, 0, 1.0)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((void)curveSensitivity(r, line(2, 0, 1.0), 0),
                                 std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(CurveSensitivityTest)
#include "tst_curve_sensitivity.moc"
