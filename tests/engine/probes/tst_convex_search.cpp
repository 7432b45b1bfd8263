// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/probe/convex_search.h"
#include "tests/support/near.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::probes;
using test::near;

namespace {

constexpr std::size_t n = 30;

/// Σ c_i (log cosh(x_i − i) + (x_i − i)²/20), curvatures c from 1 to 1000; its minimum is 0, at x_i
/// = i.
double hills(const double* x, double* gradient) {
    double value = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        const double c = std::pow(1000.0, static_cast<double>(i) / (n - 1));
        const double t = x[i] - static_cast<double>(i);
        const double size = std::abs(t);
        value += c * (size + std::log1p(std::exp(-2.0 * size)) - std::log(2.0) + 0.05 * t * t);
        gradient[i] = c * (std::tanh(t) + 0.1 * t);
    }
    return value;
}

double furthest(const std::vector<double>& x) {
    double distance = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        distance = std::max(distance, std::abs(x[i] - static_cast<double>(i)));
    }
    return distance;
}

} // namespace

class TestConvexSearch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheMinimum() {
        ConvexSearch search(std::vector<double>(n, 0.0), 10);
        std::vector<double> unused(n);
        double before = hills(search.x().data(), unused.data());
        for (int step = 0; step < 400 && furthest(search.x()) > 1e-8; ++step) {
            QVERIFY(search.step(hills) == ConvexSearch::Status::progressed);
            const double value = hills(search.x().data(), unused.data());
            QVERIFY(value < before * (1.0 + 1e-6));
            before = value;
        }
        QVERIFY2(furthest(search.x()) <= 1e-8, std::to_string(furthest(search.x())).c_str());
    }

    /// What it is for: 1 is added, so that single precision holds nothing of values below 6e-8, and
    /// the place is found nearer than values could tell it.
    void roundedValuesDoNotEndIt() {
        const nn::Objective rounded = [](const double* x, double* gradient) {
            return static_cast<double>(static_cast<float>(1.0 + hills(x, gradient)));
        };
        ConvexSearch search(std::vector<double>(n, 0.0), 10);
        for (int step = 0; step < 400 && furthest(search.x()) > 1e-7; ++step) {
            if (search.step(rounded) != ConvexSearch::Status::progressed) {
                break;
            }
        }
        // Where c = 1 values know of distances of √(2 · 6e-8) = 3e-4.
        QVERIFY2(furthest(search.x()) <= 1e-7, std::to_string(furthest(search.x())).c_str());
    }

    void stopsWhereNothingIsLeft() {
        std::vector<double> minimum(n);
        for (std::size_t i = 0; i < n; ++i) {
            minimum[i] = static_cast<double>(i);
        }
        ConvexSearch search(minimum, 5);
        QVERIFY(search.step(hills) == ConvexSearch::Status::stalled);
        QCOMPARE(search.x(), minimum);
    }

    void staysWhereItIsFinite() {
        // −log x + x: defined above 0 alone, least at 1.
        const nn::Objective barrier = [](const double* x, double* gradient) {
            gradient[0] = 1.0 - 1.0 / x[0];
            return x[0] > 0.0 ? x[0] - std::log(x[0]) : std::numeric_limits<double>::quiet_NaN();
        };
        ConvexSearch search({3.0}, 5);
        for (int step = 0; step < 20; ++step) {
            if (search.step(barrier) != ConvexSearch::Status::progressed) {
                break;
            }
            QVERIFY(search.x()[0] > 0.0);
        }
        std::string message;
        QVERIFY2(near(search.x()[0], 1.0, 1e-8, 0.0, &message), message.c_str());
        ConvexSearch outside({-1.0}, 5);
        QVERIFY(outside.step(barrier) == ConvexSearch::Status::notFinite);
        QCOMPARE(outside.x()[0], -1.0);
    }

    void exceptionsLeaveItWhereItWas() {
        int left = 4;
        const nn::Objective throwing = [&](const double* x, double* gradient) {
            if (left-- == 0) {
                throw std::runtime_error("enough");
            }
            return hills(x, gradient);
        };
        ConvexSearch search(std::vector<double>(n, 0.0), 5);
        std::vector<double> before;
        QVERIFY_EXCEPTION_THROWN(
            for (;;) {
                before = search.x();
                static_cast<void>(search.step(throwing));
            },
            std::runtime_error);
        QCOMPARE(search.x(), before);
        QVERIFY(search.step(hills) == ConvexSearch::Status::progressed);
    }

    void badInput() {
        QVERIFY_EXCEPTION_THROWN(ConvexSearch({}, 5), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(ConvexSearch({1.0}, 0), std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestConvexSearch)
#include "tst_convex_search.moc"
