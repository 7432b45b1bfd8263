// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/stats/sampled_likelihood.h"
#include "tests/support/near.h"
#include "tests/support/reference_numbers.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::stats;
using scorescope::test::congruentialNumbers;
using scorescope::test::near;

namespace {

/// A mixture of three factorized distributions over six pixels, of which all is known.
struct Mixture {
    std::vector<double> prior{0.5, 0.3, 0.2};
    std::vector<std::vector<float>> logits{
        {3, 3, 3, -3, -3, -3}, {-2, -2, -2, 2, 2, 2}, {1, -3, 3, -1, 0, 2}};

    [[nodiscard]] std::vector<float> draw(std::size_t count, std::uint64_t seed) const {
        RandomStream stream(seed, Purpose::test, 77);
        std::vector<float> drawn;
        for (std::size_t i = 0; i < count; ++i) {
            const double u = stream.uniform();
            const std::size_t part = u < 0.5 ? 0 : (u < 0.8 ? 1 : 2);
            drawn.insert(drawn.end(), logits[part].begin(), logits[part].end());
        }
        return drawn;
    }
    [[nodiscard]] double logP(const float* x) const {
        double p = 0.0;
        for (std::size_t part = 0; part < 3; ++part) {
            double factor = prior[part];
            for (std::size_t k = 0; k < 6; ++k) {
                const double on = 1.0 / (1.0 + std::exp(-static_cast<double>(logits[part][k])));
                factor *= x[k] > 0.5F ? on : 1.0 - on;
            }
            p += factor;
        }
        return std::log(p);
    }
};

std::vector<float> allImages() {
    std::vector<float> x;
    for (unsigned state = 0; state < 64; ++state) {
        for (unsigned k = 0; k < 6; ++k) {
            x.push_back(static_cast<float>(state >> k & 1U));
        }
    }
    return x;
}

} // namespace

class TestSampledLikelihood : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBiasIsOneSidedAndShrinks() {
        const Mixture mixture;
        const std::vector<float> x = allImages();
        double exact = 0.0;
        for (std::size_t i = 0; i < 64; ++i) {
            exact += mixture.logP(x.data() + i * 6) / 64.0;
        }
        std::vector<double> means(3, 0.0);
        std::vector<double> p(64, 0.0);
        constexpr int repeats = 200;
        for (int i = 0; i < repeats; ++i) {
            const std::vector<float> drawn = mixture.draw(300, static_cast<std::uint64_t>(i));
            const SampledLikelihood found =
                bernoulliBound({x.data(), 64, 6}, {drawn.data(), 300, 6}, {3, 30, 300});
            for (std::size_t look = 0; look < 3; ++look) {
                means[look] += found.bounds[look].mean / repeats;
            }
            for (std::size_t point = 0; point < 64; ++point) {
                p[point] += std::exp(found.last[point]) / repeats;
            }
        }
        const std::string text = std::to_string(means[0]) + " " + std::to_string(means[1]) + " " +
                                 std::to_string(means[2]) + " of " + std::to_string(exact);
        QVERIFY2(means[0] < means[1] - 0.05 && means[1] < means[2] - 0.005 && means[2] < exact,
                 text.c_str());
        QVERIFY2(means[2] > exact - 0.02, text.c_str());
        // P itself is estimated without bias: 60 000 draws in all.
        std::string message;
        for (std::size_t point = 0; point < 64; ++point) {
            QVERIFY2(
                near(p[point], std::exp(mixture.logP(x.data() + point * 6)), 0.03, 0.0, &message),
                message.c_str());
        }
    }

    void manyDrawsReachTheModel() {
        const Mixture mixture;
        const std::vector<float> x = allImages();
        const std::vector<float> drawn = mixture.draw(100000, 3);
        const SampledLikelihood found =
            bernoulliBound({x.data(), 64, 6}, {drawn.data(), 100000, 6}, drawCounts(100000));
        QCOMPARE(found.draws, (std::vector<std::size_t>{10, 100, 1000, 10000, 100000}));
        std::string message;
        for (std::size_t i = 0; i < 64; ++i) {
            QVERIFY2(near(found.last[i], mixture.logP(x.data() + i * 6), 0.0, 0.03, &message),
                     message.c_str());
        }
    }

    void asScipyHasIt() {
        std::vector<float> x = congruentialNumbers(20, 300 * 20);
        for (float& value : x) {
            value = value < 0.5F ? 0.0F : 1.0F;
        }
        std::vector<float> z = congruentialNumbers(21, 900 * 20);
        for (float& value : z) {
            value = 8.0F * value - 4.0F;
        }
        const test::ReferenceNumbers reference;
        const SampledLikelihood bernoulli =
            bernoulliBound({x.data(), 300, 20}, {z.data(), 900, 20}, {10, 800, 900});
        std::vector<double> deviations;
        for (std::size_t k = 0; k < 20; ++k) {
            deviations.push_back(0.05 + 0.1 * static_cast<double>(k));
        }
        const SampledLikelihood gaussian =
            gaussianBound({x.data(), 300, 20}, {z.data(), 900, 20}, deviations, {10, 800, 900});
        std::string message;
        for (std::size_t look = 0; look < 3; ++look) {
            const std::string name = std::to_string(bernoulli.draws[look]);
            QVERIFY2(near(bernoulli.bounds[look].mean, reference["bernoulli_mean_" + name], 1e-5,
                          0.0, &message),
                     message.c_str());
            QVERIFY2(near(bernoulli.bounds[look].standardError,
                          reference["bernoulli_error_" + name], 1e-4, 0.0, &message),
                     message.c_str());
            QVERIFY2(near(gaussian.bounds[look].mean, reference["gaussian_mean_" + name], 0.0, 0.01,
                          &message),
                     message.c_str());
        }
    }

    void oneDeviationIsAParzenWindow() {
        const std::vector<float> x = congruentialNumbers(22, 40 * 3);
        const std::vector<float> y = congruentialNumbers(23, 1000 * 3);
        const SampledLikelihood found =
            gaussianBound({x.data(), 40, 3}, {y.data(), 1000, 3}, {0.1, 0.1, 0.1}, {500, 1000});
        const std::vector<double> all =
            parzenLogDensities({x.data(), 40, 3}, {y.data(), 1000, 3}, {0.1});
        const std::vector<double> half =
            parzenLogDensities({x.data(), 40, 3}, {y.data(), 500, 3}, {0.1});
        std::string message;
        for (std::size_t i = 0; i < 40; ++i) {
            QVERIFY2(near(found.last[i], all[i], 0.0, 0.01, &message), message.c_str());
        }
        QVERIFY2(
            near(found.bounds[0].mean, meanOverPoints(half.data(), 40).mean, 0.0, 0.01, &message),
            message.c_str());
    }

    void extremeLogits() {
        // Certain, and right or wrong: 0 and −200 nats for two pixels.
        const std::vector<float> x{1.0F, 0.0F};
        const std::vector<float> right{100.0F, -100.0F};
        const std::vector<float> wrong{-100.0F, 100.0F};
        std::string message;
        QVERIFY2(near(bernoulliBound({x.data(), 1, 2}, {right.data(), 1, 2}, {1}).last[0], 0.0, 0.0,
                      1e-9, &message),
                 message.c_str());
        QVERIFY2(near(bernoulliBound({x.data(), 1, 2}, {wrong.data(), 1, 2}, {1}).last[0], -200.0,
                      1e-6, 0.0, &message),
                 message.c_str());
    }

    void threadsDoNotChangeIt() {
        std::vector<float> x = congruentialNumbers(24, 600 * 10);
        const std::vector<float> z = congruentialNumbers(25, 1700 * 10);
        const auto bernoulli = [&](int threads) {
            return bernoulliBound({x.data(), 600, 10}, {z.data(), 1700, 10}, {1700}, {threads, {}})
                .last;
        };
        const auto gaussian = [&](int threads) {
            return gaussianBound({x.data(), 600, 10}, {z.data(), 1700, 10},
                                 std::vector<double>(10, 0.2), {1700}, {threads, {}})
                .last;
        };
        QVERIFY(bernoulli(1) == bernoulli(3)); // bit for bit
        QVERIFY(gaussian(1) == gaussian(3));
    }

    /// 1700 draws are three blocks: bit for bit the same, wherever what came at once is cut.
    void portionsOfDrawsDoNotChangeIt() {
        const std::vector<float> x = congruentialNumbers(27, 300 * 10);
        const std::vector<float> z = congruentialNumbers(28, 1700 * 10);
        const Points draws{z.data(), 1700, 10};
        const SampledLikelihood whole =
            bernoulliBound({x.data(), 300, 10}, draws, {1, 700, 800, 1700});
        for (const std::size_t portion : {std::size_t{1}, std::size_t{333}, std::size_t{1699}}) {
            BernoulliBound bound({x.data(), 300, 10}, {1, 700, 800, 1700}, 2);
            while (bound.added() < draws.count) {
                bound.add(draws.part(bound.added(), std::min(portion, 1700 - bound.added())));
            }
            const SampledLikelihood found = bound.result();
            QVERIFY(found.last == whole.last);
            for (std::size_t look = 0; look < 4; ++look) {
                QVERIFY(found.bounds[look].mean == whole.bounds[look].mean);
                QVERIFY(found.bounds[look].standardError == whole.bounds[look].standardError);
            }
        }
    }

    void countsOfACloseCurve() {
        QCOMPARE(closeDrawCounts(1), (std::vector<std::size_t>{1}));
        QCOMPARE(closeDrawCounts(5), (std::vector<std::size_t>{1, 2, 5}));
        QCOMPARE(closeDrawCounts(150), (std::vector<std::size_t>{1, 2, 5, 10, 20, 50, 100, 150}));
        QCOMPARE(closeDrawCounts(10000).size(), std::size_t{13});
    }

    void drawsMustBeAsManyAsSaid() {
        const std::vector<float> x = congruentialNumbers(29, 20);
        const Points points{x.data(), 10, 2};
        BernoulliBound bound(points, {2, 15});
        bound.add(points);
        QCOMPARE(bound.added(), std::size_t{10});
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(bound.result()), std::logic_error);
        QVERIFY_EXCEPTION_THROWN(bound.add(points), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(bound.add({x.data(), 5, 4}), std::invalid_argument);
        bound.add(points.part(0, 5)); // what was refused has left nothing behind
        QCOMPARE(bound.result().draws, (std::vector<std::size_t>{2, 15}));
        QVERIFY_EXCEPTION_THROWN(BernoulliBound(points, {3, 2}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(BernoulliBound({x.data(), 0, 2}, {1}), std::invalid_argument);
    }

    void cancelAndBadInput() {
        const std::vector<float> x = congruentialNumbers(26, 20);
        const Points points{x.data(), 10, 2};
        const LongWork stopped{1, [](double share) { return share < 0.5; }};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(bernoulliBound(points, points, {10}, stopped)),
                                 Cancelled);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(gaussianBound(points, points, {1.0, 1.0}, {10}, stopped)), Cancelled);
        for (const std::vector<std::size_t>& counts :
             {std::vector<std::size_t>{}, {0, 10}, {5}, {5, 5, 10}, {11}}) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(bernoulliBound(points, points, counts)),
                                     std::invalid_argument);
        }
        const std::vector<float> odd{0.0F, std::numeric_limits<float>::infinity()};
        const std::vector<float> large{0.0F, 1.5F};
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(bernoulliBound(points, {odd.data(), 1, 2}, {1})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            static_cast<void>(bernoulliBound({large.data(), 1, 2}, points, {10})),
            std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(bernoulliBound({x.data(), 5, 4}, points, {10})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(bernoulliBound({x.data(), 0, 2}, points, {10})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(gaussianBound(points, points, {1.0}, {10})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(gaussianBound(points, points, {1.0, 0.0}, {10})),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestSampledLikelihood)
#include "tst_sampled_likelihood.moc"
