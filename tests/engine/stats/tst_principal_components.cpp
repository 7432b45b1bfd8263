// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/core/rng.h"
#include "engine/stats/principal_components.h"
#include "tests/support/near.h"
#include "tests/support/reference_numbers.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::near;

namespace {

Points pointsOf(const std::vector<float>& values, std::size_t dimension) {
    return {values.data(), values.size() / dimension, dimension};
}

/// As reference_components.py makes them.
std::vector<float> referencePoints() {
    constexpr std::size_t dimension = 12;
    std::vector<float> values = test::congruentialNumbers(31, 2500 * dimension);
    for (std::size_t i = 0; i < values.size(); i += dimension) {
        const auto first = static_cast<double>(values[i]);
        for (std::size_t k = 0; k < dimension; ++k) {
            const double scaled =
                static_cast<double>(values[i + k]) * static_cast<double>(dimension - k) / 8.0;
            values[i + k] = static_cast<float>(scaled + 0.5 * first);
        }
    }
    return values;
}

} // namespace

class TestPrincipalComponents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fourPointsByHand() {
        // (±3, ±4) about (1, 1) and (±4, ∓3)/2: directions (0.6, 0.8) and (0.8, -0.6), variances
        // 50/3 and 12.5/3.
        const std::vector<float> x{4.0F, 5.0F, -2.0F, -3.0F, 3.0F, -0.5F, -1.0F, 2.5F};
        const PrincipalComponents found = principalComponents(pointsOf(x, 2));
        const std::vector<double> expected{0.6, 0.8, 0.8, -0.6};
        std::string message;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QVERIFY2(near(found.directions[i], expected[i], 1e-12, 0.0, &message), message.c_str());
        }
        QVERIFY2(near(found.variances[0], 50.0 / 3.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(found.variances[1], 12.5 / 3.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(found.share(0), 0.8, 1e-12, 0.0, &message), message.c_str());
        QVERIFY2(near(found.share(1), 0.2, 1e-12, 0.0, &message), message.c_str());
        const std::vector<double> places = found.project(pointsOf(x, 2));
        const std::vector<double> there{5.0, 0.0, -5.0, 0.0, 0.0, 2.5, 0.0, -2.5};
        for (std::size_t i = 0; i < there.size(); ++i) {
            QVERIFY2(near(places[i], there[i], 0.0, 1e-12, &message), message.c_str());
        }
        const PrincipalComponents one = principalComponents(pointsOf(x, 2), 1);
        QCOMPARE(one.components(), std::size_t(1));
        QCOMPARE(one.project(pointsOf(x, 2)).size(), std::size_t(4));
        QVERIFY2(near(one.share(0), 0.8, 1e-12, 0.0, &message), message.c_str());
    }

    void asNumpyHasThem() {
        const std::vector<float> x = referencePoints();
        const Points points = pointsOf(x, 12);
        const PrincipalComponents found = principalComponents(points, 3);
        const std::vector<double> places = found.project(points);
        const test::ReferenceNumbers reference("reference_components.csv");
        // Products in single precision: 6e-8 of the largest variance, over the gaps between them.
        std::string message;
        QVERIFY2(near(found.totalVariance, reference["total"], 1e-6, 0.0, &message),
                 message.c_str());
        for (std::size_t c = 0; c < 3; ++c) {
            const std::string name = std::to_string(c);
            QVERIFY2(near(found.variances[c], reference["variance_" + name], 1e-6, 0.0, &message),
                     message.c_str());
            for (std::size_t k = 0; k < 12; ++k) {
                const double expected = reference["direction_" + name + "_" + std::to_string(k)];
                QVERIFY2(near(found.directions[12 * c + k], expected, 0.0, 2e-6, &message),
                         message.c_str());
            }
            for (const std::size_t i : {std::size_t(0), std::size_t(2499)}) {
                const double expected = reference["place_" + name + "_" + std::to_string(i)];
                QVERIFY2(near(places[3 * i + c], expected, 0.0, 5e-6, &message), message.c_str());
            }
        }
    }

    void farFromZeroAndAlmostFlat() {
        // Two directions in 40 dimensions, 1000 away from 0: single precision holds what differs.
        RandomStream stream(1, Purpose::test, 1);
        std::vector<float> x(3000 * 40);
        for (std::size_t i = 0; i < 3000; ++i) {
            const double a = 3.0 * stream.normal();
            const double b = stream.normal();
            for (std::size_t k = 0; k < 40; ++k) {
                const double along = a / std::sqrt(40.0);
                const double across = (k % 2 == 0 ? b : -b) / std::sqrt(40.0);
                x[40 * i + k] = static_cast<float>(1000.0 + along + across);
            }
        }
        const PrincipalComponents found = principalComponents(pointsOf(x, 40), 4);
        std::string message;
        QVERIFY2(found.share(0) + found.share(1) > 0.9999, std::to_string(found.share(2)).c_str());
        // Drawn with 3000 points: 5 deviations of a sample's variance.
        QVERIFY2(near(found.variances[0], 9.0, 5.0 * std::sqrt(2.0 / 3000.0), 0.0, &message),
                 message.c_str());
        QVERIFY2(near(std::abs(found.directions[7]), 1.0 / std::sqrt(40.0), 0.0, 0.02, &message),
                 message.c_str());
    }

    void propertiesOfAnyComponents() {
        const std::vector<float> x = referencePoints();
        const Points points = pointsOf(x, 12);
        const PrincipalComponents found = principalComponents(points, 12);
        std::string message;
        double shares = 0.0;
        for (std::size_t c = 0; c < 12; ++c) {
            shares += found.share(c);
            QVERIFY(c == 0 || found.variances[c] <= found.variances[c - 1]);
            double largest = 0.0;
            for (std::size_t k = 0; k < 12; ++k) {
                const double value = found.directions[12 * c + k];
                largest = std::abs(value) > std::abs(largest) ? value : largest;
            }
            QVERIFY(largest > 0.0);
            for (std::size_t other = 0; other <= c; ++other) {
                double product = 0.0;
                for (std::size_t k = 0; k < 12; ++k) {
                    product += found.directions[12 * c + k] * found.directions[12 * other + k];
                }
                QVERIFY2(near(product, c == other ? 1.0 : 0.0, 0.0, 1e-12, &message),
                         message.c_str());
            }
        }
        QVERIFY2(near(shares, 1.0, 1e-12, 0.0, &message), message.c_str());
        // Places keep all distances where all components are kept.
        const std::vector<double> places = found.project(points.part(0, 2));
        double squares = 0.0;
        for (std::size_t c = 0; c < 12; ++c) {
            squares += (places[c] - places[12 + c]) * (places[c] - places[12 + c]);
        }
        QVERIFY2(near(squares, squaredDistance(points.point(0), points.point(1), 12), 1e-9, 0.0,
                      &message),
                 message.c_str());
    }

    void threadsDoNotChangeNumbers() {
        const std::vector<float> x = test::congruentialNumbers(7, 1500 * 210);
        const Points points = pointsOf(x, 210);
        const PrincipalComponents one = principalComponents(points, 2, {1, {}});
        const PrincipalComponents many = principalComponents(points, 2, {3, {}});
        QVERIFY(one.directions == many.directions); // bit for bit
        QVERIFY(one.variances == many.variances);
        QVERIFY(one.project(points, 1) == many.project(points, 3));
    }

    void nothingVaries() {
        const std::vector<float> x(30, 2.0F);
        const PrincipalComponents found = principalComponents(pointsOf(x, 3));
        QCOMPARE(found.totalVariance, 0.0);
        QCOMPARE(found.share(0), 0.0);
        QCOMPARE(found.project(pointsOf(x, 3)), std::vector<double>(20, 0.0));
    }

    void badInput() {
        std::vector<float> x{1.0F, 2.0F, 3.0F, 5.0F, 8.0F, 13.0F};
        const auto refused = [](const Points& points, std::size_t components) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(principalComponents(points, components)),
                                     std::invalid_argument);
        };
        refused(pointsOf(x, 6), 2);
        refused(pointsOf(x, 2), 0);
        refused(pointsOf(x, 2), 3);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(principalComponents(pointsOf(x, 2)).project(pointsOf(x, 3))),
            std::invalid_argument);
        const LongWork stopped{1, [](double) { return false; }};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(principalComponents(pointsOf(x, 2), 2, stopped)),
                                 Cancelled);
        x[3] = std::numeric_limits<float>::quiet_NaN();
        refused(pointsOf(x, 2), 2);
    }
};

QTEST_APPLESS_MAIN(TestPrincipalComponents)
#include "tst_principal_components.moc"
