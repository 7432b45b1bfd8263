// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/error.h"
#include "engine/probes/probe/top_directions.h"
#include "engine/stats/principal_components.h"
#include "tests/engine/probes/made_examples.h"
#include "tests/support/near.h"

#include <QTest>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::probes;
using test::near;

namespace {

constexpr std::size_t rows = 800;
constexpr std::size_t d = 50;

/// Variances that fall by a third from one hidden direction to the next.
std::vector<float> falling() {
    RandomStream random(4, Purpose::test);
    std::vector<float> mix(d * d);
    for (float& each : mix) {
        each = static_cast<float>(random.normal() / std::sqrt(static_cast<double>(d)));
    }
    std::vector<float> x(rows * d, 0.0F);
    for (std::size_t i = 0; i < rows; ++i) {
        double scale = 100.0;
        for (std::size_t k = 0; k < d; ++k) {
            const double z = scale * random.normal();
            scale *= 0.8;
            for (std::size_t j = 0; j < d; ++j) {
                x[i * d + j] += static_cast<float>(z * static_cast<double>(mix[k * d + j]));
            }
        }
    }
    return x;
}

double product(const double* a, const double* b) {
    double sum = 0.0;
    for (std::size_t j = 0; j < d; ++j) {
        sum += a[j] * b[j];
    }
    return sum;
}

} // namespace

class TestTopDirections : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nearlyPrincipal() {
        const std::vector<float> x = falling();
        const MatrixFeatures features(x.data(), rows, d);
        const Standardization scale = standardize(features, FeatureScale::centredOnly);
        const TopDirections found = topDirections(features, scale, 12, rows, 1);
        const stats::PrincipalComponents exact =
            stats::principalComponents({x.data(), rows, d}, 12);
        QCOMPARE(found.count(), std::size_t(12));
        std::string message;
        constexpr double ofSample = 799.0 / 800.0; // principal components divide by n − 1
        for (std::size_t i = 0; i < 12; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                const double expected = i == j ? 1.0 : 0.0;
                // Products in single precision, and a shift of 1e-6 of the largest variance.
                QVERIFY2(
                    near(product(found.directions.data() + i * d, found.directions.data() + j * d),
                         expected, 0.0, 1e-6, &message),
                    message.c_str());
            }
            QVERIFY(found.variances[i] <= exact.variances[i] * ofSample * (1.0 + 1e-5));
        }
        // The first of twelve that were sketched are found, the last only roughly.
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY2(near(found.variances[i], exact.variances[i] * ofSample, 0.05, 0.0, &message),
                     message.c_str());
        }
        QVERIFY2(std::abs(product(found.directions.data(), exact.directions.data())) > 0.999,
                 "another first direction");
    }

    void sampledRowsDo() {
        const std::vector<float> x = falling();
        const MatrixFeatures features(x.data(), rows, d);
        const Standardization scale = standardize(features, FeatureScale::centredOnly);
        const TopDirections all = topDirections(features, scale, 12, rows, 1);
        const TopDirections some = topDirections(features, scale, 12, 200, 1);
        QVERIFY(all.variances != some.variances);
        std::string message;
        // A variance of 200 draws: √(2/200) = 0.1, by three.
        QVERIFY2(near(some.variances[0], all.variances[0], 0.3, 0.0, &message), message.c_str());
        const TopDirections threads = topDirections(features, scale, 12, rows, 1, {3, {}});
        QCOMPARE(threads.directions, all.directions); // bit for bit
        const TopDirections another = topDirections(features, scale, 12, rows, 2);
        QVERIFY(another.directions != all.directions);
    }

    void preconditioningRoundsAQuadratic() {
        const std::vector<float> x = falling();
        const MatrixFeatures features(x.data(), rows, d);
        const Standardization scale = standardize(features, FeatureScale::centredOnly);
        const TopDirections directions = topDirections(features, scale, 12, rows, 1);
        constexpr double curvature = 0.2;
        constexpr double penalty = 0.1;
        const Preconditioner map(directions, curvature, penalty);
        // A direction u becomes s u, so that (c v + λ) s² is the same for all.
        const double level = curvature * directions.variances.back() + penalty;
        std::string message;
        for (std::size_t i = 0; i < 12; ++i) {
            const double* const u = directions.directions.data() + i * d;
            std::vector<double> moved(u, u + d);
            map.apply(moved.data(), 1, 1);
            const double factor = product(moved.data(), u);
            QVERIFY2(near((curvature * directions.variances[i] + penalty) * factor * factor, level,
                          1e-5, 0.0, &message),
                     message.c_str());
        }
        RandomStream random(9, Purpose::test);
        std::vector<double> w(3 * d);
        for (double& each : w) {
            each = random.normal();
        }
        std::vector<double> back = w;
        map.apply(back.data(), 3, 2);
        QVERIFY(back != w);
        std::vector<double> other = w;
        map.apply(other.data(), 3, 1);
        QCOMPARE(other, back); // whatever the threads
        map.applyInverse(back.data(), 3, 1);
        for (std::size_t i = 0; i < w.size(); ++i) {
            QVERIFY2(near(back[i], w[i], 0.0, 1e-4, &message), message.c_str());
        }
        const TopDirections none;
        Preconditioner(none, curvature, penalty).apply(other.data(), 3, 1);
    }

    void fewRowsAndNothingThatVaries() {
        const std::vector<float> x = falling();
        const MatrixFeatures few(x.data(), 5, d);
        const TopDirections found =
            topDirections(few, standardize(few, FeatureScale::centredOnly), 12, 100, 1);
        QVERIFY(found.count() >= 1 && found.count() <= 5);
        const std::vector<float> flat(10 * d, 2.0F);
        const MatrixFeatures constant(flat.data(), 10, d);
        QCOMPARE(topDirections(constant, standardize(constant), 3, 10, 1).count(), std::size_t(0));
        const stats::LongWork stopped{1, [](double) { return false; }};
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(topDirections(few, standardize(few), 3, 5, 1, stopped)), Cancelled);
    }

    /// However rows are cut, each is visited once, in order within its part.
    void rowsAreCutWithoutARest() {
        for (const std::size_t count : {1, 7, 16, 100, 5000}) {
            for (const std::size_t width : {1, 50, 40000}) {
                for (const std::size_t bytes : {std::size_t(0), std::size_t(1) << 28U}) {
                    const RowCut cut = RowCut::of(count, width, bytes);
                    QVERIFY(cut.parts >= 1 && cut.blockRows >= 1);
                    QVERIFY(cut.parts <= (bytes == 0 ? 16U : 1U));
                    QVERIFY(cut.parts * cut.partRows >= count);
                    QVERIFY((cut.parts - 1) * cut.partRows < count);
                }
            }
        }
        const std::vector<float> x = falling();
        const MatrixFeatures features(x.data(), rows, d);
        const RowCut cut = RowCut::of(rows, d, 1000);
        std::vector<int> visits(rows, 0);
        std::vector<std::size_t> next(cut.parts, 0);
        bool inOrder = true;
        visitBlocks(features, cut, {2, {}},
                    [&](std::size_t part, std::size_t first, std::size_t count, const float* at) {
                        inOrder = inOrder && at == x.data() + first * d && first >= next[part];
                        next[part] = first + count;
                        for (std::size_t i = first; i < first + count; ++i) {
                            ++visits[i];
                        }
                    });
        QVERIFY(inOrder);
        QCOMPARE(visits, std::vector<int>(rows, 1));
    }
};

QTEST_APPLESS_MAIN(TestTopDirections)
#include "tst_top_directions.moc"
