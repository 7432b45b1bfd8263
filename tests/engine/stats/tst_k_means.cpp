// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/stats/k_means.h"
#include "tests/support/near.h"
#include "tests/support/reference_numbers.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::congruentialNumbers;
using scorescope::test::near;

namespace {

/// Points around (10, 0, 0), (0, 10, 0), …, with a deviation of 0.5.
std::vector<float> heaps(std::size_t each, std::size_t count) {
    RandomStream stream(5, Purpose::test);
    std::vector<float> values;
    for (std::size_t i = 0; i < each * count; ++i) {
        for (std::size_t k = 0; k < count; ++k) {
            values.push_back(
                static_cast<float>(0.5 * stream.normal() + (k == i % count ? 10.0 : 0.0)));
        }
    }
    return values;
}

} // namespace

class TestKMeans : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heapsAreFound() {
        constexpr std::size_t count = 6;
        const std::vector<float> x = heaps(100, count);
        const KMeans found = kMeans({x.data(), 600, count}, count);
        QVERIFY(found.converged);
        std::set<std::uint32_t> names;
        for (std::size_t heap = 0; heap < count; ++heap) {
            names.insert(found.nearest[heap]);
            for (std::size_t i = heap; i < 600; i += count) {
                QCOMPARE(found.nearest[i], found.nearest[heap]);
            }
            QCOMPARE(found.sizes[heap], std::size_t(100));
        }
        QCOMPARE(names.size(), count);
        // Around a mean, d (1 − 1/n) σ² is left.
        std::string message;
        QVERIFY2(near(found.objectives.back(), 6.0 * 0.99 * 0.25, 0.08, 0.0, &message),
                 message.c_str());
    }

    void fromGivenCentresAsNumpyHasIt() {
        const std::vector<float> x = congruentialNumbers(5, 1200 * 3);
        const std::vector<float> begin(x.begin(), x.begin() + 40 * 3);
        KMeansOptions options;
        options.iterations = 8;
        options.tolerance = 0.0;
        const KMeans found = kMeansFrom({x.data(), 1200, 3}, begin, options);
        const test::ReferenceNumbers reference;
        std::string message;
        QCOMPARE(found.objectives.size(), std::size_t(9));
        QVERIFY2(near(found.objectives.front(), reference["k_means_begin"], 1e-6, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(found.objectives.back(), reference["k_means_end"], 1e-5, 0.0, &message),
                 message.c_str());
        QVERIFY(std::is_sorted(found.objectives.rbegin(), found.objectives.rend()));
        QCOMPARE(found.refilled, std::size_t(0));
    }

    void emptyClustersAreRefilled() {
        // Two heaps, and a centre that no point is near to.
        const std::vector<float> x{0.0F, 1.0F, 10.0F, 14.0F};
        KMeansOptions options;
        options.tolerance = 0.0;
        const KMeans found = kMeansFrom({x.data(), 4, 1}, {0.5F, 12.0F, 1000.0F}, options);
        QCOMPARE(found.refilled, std::size_t(1));
        // The farthest points are 10 and 14, the first of them goes.
        QCOMPARE(found.centres, (std::vector<float>{0.5F, 14.0F, 10.0F}));
        QCOMPARE(found.sizes, (std::vector<std::size_t>{2, 1, 1}));
        QCOMPARE(found.objectives.back(), 0.125);
        QVERIFY(found.converged);
        // Fewer values than clusters: what cannot be filled is left, and says so.
        const std::vector<float> same{1.0F, 1.0F, 1.0F, 2.0F};
        const KMeans few = kMeans({same.data(), 4, 1}, 3);
        QCOMPARE(few.objectives.back(), 0.0);
        QCOMPARE(std::count(few.sizes.begin(), few.sizes.end(), std::size_t(0)), std::ptrdiff_t(1));
        QVERIFY(few.converged);
        // Several empty ones at once take different points.
        const KMeans several = kMeansFrom({x.data(), 4, 1}, {5.0F, 900.0F, 900.0F, 900.0F});
        QCOMPARE(several.objectives.back(), 0.0);
        QCOMPARE(several.sizes, (std::vector<std::size_t>{1, 1, 1, 1}));
    }

    void beginningsFollowTheirDistribution() {
        // After the first, points are drawn by squared distance: of 0, 1, 3 with 0 first, 1 : 9.
        const std::vector<float> x{0.0F, 1.0F, 3.0F};
        int zero = 0;
        int far = 0;
        for (std::uint64_t seed = 0; seed < 3000; ++seed) {
            const std::vector<std::size_t> chosen = kMeansBeginnings({x.data(), 3, 1}, 2, seed);
            QVERIFY(chosen[0] != chosen[1]);
            zero += chosen[0] == 0 ? 1 : 0;
            far += chosen[0] == 0 && chosen[1] == 2 ? 1 : 0;
        }
        QVERIFY2(std::abs(zero - 1000) < 100, std::to_string(zero).c_str());
        const double share = static_cast<double>(far) / zero;
        QVERIFY2(std::abs(share - 0.9) < 0.04, std::to_string(share).c_str());
    }

    void batchesDoNotChangeTheDistribution() {
        // The third point is drawn in the batch of the second. Of 0, 1, 3 and 7 after 0: the second
        // is 1, 3, 7 with 1 : 9 : 49; after 0 and 7, 1 and 3 come with 1 : 9.
        const std::vector<float> x{0.0F, 1.0F, 3.0F, 7.0F};
        int both = 0;
        int third = 0;
        for (std::uint64_t seed = 0; seed < 8000; ++seed) {
            const std::vector<std::size_t> chosen = kMeansBeginnings({x.data(), 4, 1}, 3, seed);
            if (chosen[0] == 0 && chosen[1] == 3) {
                ++both;
                third += chosen[2] == 2 ? 1 : 0;
            }
        }
        // 8000/4 · 49/59 = 1661, deviation 36.
        QVERIFY2(std::abs(both - 1661) < 150, std::to_string(both).c_str());
        const double share = static_cast<double>(third) / both;
        QVERIFY2(std::abs(share - 0.9) < 0.03, std::to_string(share).c_str());
    }

    void manyClusters() {
        // More clusters than a block has columns, each point once.
        const std::vector<float> x = congruentialNumbers(6, 1500 * 5);
        const Points points{x.data(), 1500, 5};
        const std::vector<std::size_t> chosen = kMeansBeginnings(points, 1500, 3);
        QCOMPARE(std::set<std::size_t>(chosen.begin(), chosen.end()).size(), std::size_t(1500));
        const KMeans found = kMeans(points, 1000);
        QVERIFY(std::is_sorted(found.objectives.rbegin(), found.objectives.rend()));
        QVERIFY(*std::min_element(found.sizes.begin(), found.sizes.end()) >= 1);
    }

    void threadsDoNotChangeIt() {
        const std::vector<float> x = congruentialNumbers(7, 1000 * 20);
        const Points points{x.data(), 1000, 20};
        KMeansOptions options;
        options.iterations = 5;
        const KMeans one = kMeans(points, 50, options, {1, {}});
        const KMeans more = kMeans(points, 50, options, {3, {}});
        QVERIFY(one.centres == more.centres); // bit for bit
        QVERIFY(one.objectives == more.objectives);
        options.seed = 2;
        QVERIFY(kMeans(points, 50, options).centres != one.centres);
    }

    void progressCancelAndBadInput() {
        const std::vector<float> x = congruentialNumbers(8, 300 * 2);
        const Points points{x.data(), 300, 2};
        std::vector<double> shares;
        static_cast<void>(kMeans(points, 30, {}, {1, [&](double share) {
                                                      shares.push_back(share);
                                                      return true;
                                                  }}));
        QVERIFY(shares.size() > 3);
        for (std::size_t i = 1; i < shares.size(); ++i) {
            QVERIFY(shares[i] >= shares[i - 1] - 1e-12); // parts of shares are rounded
        }
        std::string message;
        QVERIFY2(near(shares.back(), 1.0, 1e-12, 0.0, &message), message.c_str());
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(
                kMeans(points, 30, {}, {1, [](double share) { return share < 0.1; }})),
            Cancelled);
        KMeansOptions none;
        none.iterations = 0;
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(kMeans(points, 0)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(kMeans(points, 301)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(kMeans(points, 3, none)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(kMeansFrom(points, {1.0F, 2.0F, 3.0F})),
                                 std::invalid_argument);
        std::vector<float> odd = x;
        odd[5] = std::numeric_limits<float>::quiet_NaN();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(kMeans({odd.data(), 300, 2}, 3)),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestKMeans)
#include "tst_k_means.moc"
