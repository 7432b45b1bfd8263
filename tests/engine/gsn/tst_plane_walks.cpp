// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Walks of the walkback algorithm in the plane: their lengths, their points, and the gradients of
// the loss against finite differences and against a plain step computed another way.
#include "engine/gsn/plane/walks.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

constexpr std::size_t count = 5;
const std::vector<double> examples = {0.3, -0.2, -0.4, 0.1, 0.0, 0.5, 0.2, 0.2, -0.1, -0.3};

struct Small {
    Small() : denoiser(options()) {
        nn::ModelStart start;
        start.data = examples.data();
        start.count = count;
        start.scale = 0.5;
        start.seed = 3;
        weights = denoiser.initialParameters(start, 0.2);
        // Decoder weights are small at first; with larger ones r is no constant.
        RandomStream random(7, Purpose::test);
        for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
            weights[i] += 0.3 * random.normal();
        }
    }
    static nn::ModelOptions options() {
        nn::ModelOptions options;
        options.hiddenUnits = {7};
        options.singlePrecision = false;
        options.threads = 1;
        return options;
    }
    GaussianDenoiser denoiser;
    std::vector<double> weights;
};

WalkOptions walkOf(std::size_t steps, bool lastOnly, bool through) {
    WalkOptions options;
    options.law = {false, 1.0, steps};
    options.sigma = 0.15;
    options.lastOnly = lastOnly;
    options.throughChain = through;
    return options;
}

/// Central differences of a function of the weights.
template <class Loss>
std::vector<double> differences(std::vector<double> weights, const Loss& loss) {
    std::vector<double> gradient;
    for (double& weight : weights) {
        const double at = weight;
        const double h = 1e-5 * (1.0 + std::abs(at));
        weight = at + h;
        const double above = loss(weights);
        weight = at - h;
        gradient.push_back((above - loss(weights)) / (2.0 * h));
        weight = at;
    }
    return gradient;
}

/// Each component within a millionth of the longest: the differences' own error is about 1e-9 of
/// it.
void compare(const std::vector<double>& gradient, const std::vector<double>& expected) {
    QCOMPARE(gradient.size(), expected.size());
    double largest = 0.0;
    for (const double each : expected) {
        largest = std::max(largest, std::abs(each));
    }
    QVERIFY(largest > 0.1);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        std::string message;
        QVERIFY2(near(gradient[i], expected[i], 0.0, 1e-6 * largest, &message),
                 (std::to_string(i) + ": " + message).c_str());
    }
}

} // namespace

class TestPlaneWalks : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lengthsFollowTheGeometricLaw_data() {
        QTest::addColumn<double>("p");
        for (const double p : {0.05, 0.2, 0.5, 0.9, 1.0}) {
            QTest::newRow(std::to_string(p).c_str()) << p;
        }
    }
    void lengthsFollowTheGeometricLaw() {
        QFETCH(double, p);
        constexpr std::size_t draws = 40000;
        RandomStream random(5, Purpose::test);
        std::vector<std::size_t> seen(12, 0); // 1 … 11, more
        double sum = 0.0;
        for (std::size_t i = 0; i < draws; ++i) {
            const std::size_t k = walkLength({true, p, 99}, random);
            QVERIFY(k >= 1);
            ++seen[std::min<std::size_t>(k, 12) - 1];
            sum += static_cast<double>(k);
        }
        // Five standard deviations of a binomial count, and of the mean, √(1 − p)/p.
        for (std::size_t k = 1; k <= 11; ++k) {
            const double share = p * std::pow(1.0 - p, static_cast<double>(k - 1));
            const double mean = draws * share;
            QVERIFY(near(static_cast<double>(seen[k - 1]), mean, 0.0,
                         5.0 * std::sqrt(draws * share * (1.0 - share)) + 1e-9));
        }
        const double deviation = std::sqrt(1.0 - p) / p / std::sqrt(static_cast<double>(draws));
        QVERIFY(near(sum / draws, 1.0 / p, 0.0, 5.0 * deviation + 1e-12));
    }
    void lengthsOutOfRangeAreRefused() {
        RandomStream random(5, Purpose::test);
        const double nan = std::numeric_limits<double>::quiet_NaN();
        for (const double p : {0.0, -0.5, 1.0001, nan}) {
            QVERIFY_EXCEPTION_THROWN(static_cast<void>(walkLength({true, p, 3}, random)),
                                     std::invalid_argument);
        }
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(walkLength({false, 0.5, 0}, random)),
                                 std::invalid_argument);
        QCOMPARE(walkLength({false, 0.5, 6}, random), std::size_t{6});
        const Small small;
        for (const double sigma : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()}) {
            WalkOptions options = walkOf(2, false, false);
            options.sigma = sigma;
            QVERIFY_EXCEPTION_THROWN(
                static_cast<void>(walkFrom(small.denoiser, small.weights.data(), options,
                                           examples.data(), count, 1, 0)),
                std::invalid_argument);
        }
    }

    /// X̃ = X + σ ε and X = r(X̃) + s η, each from where the row before it ended.
    void walksFollowTheChain() {
        const Small small;
        WalkOptions options = walkOf(1, false, false);
        options.law = {true, 0.3, 1};
        const Walks walks =
            walkFrom(small.denoiser, small.weights.data(), options, examples.data(), count, 11, 4);
        std::vector<double> r(walks.rows() * 2);
        small.denoiser.network().reconstruct(small.weights.data(), walks.corrupted.data(),
                                             walks.rows(), r.data());
        std::vector<std::size_t> reached(count, 0);
        for (std::size_t row = 0; row < walks.rows(); ++row) {
            ++reached[walks.example[row]];
            if (row < count) {
                QCOMPARE(walks.example[row], row);
                QCOMPARE(walks.from[2 * row], examples[2 * row]);
            }
            const std::size_t next = walks.next[row];
            if (next == Walks::none) {
                QCOMPARE(walks.noise[2 * row], 0.0);
                continue;
            }
            QVERIFY(next > row && next < walks.rows());
            QCOMPARE(walks.example[next], walks.example[row]);
            for (std::size_t j = 0; j < 2; ++j) {
                QVERIFY(near(walks.from[2 * next + j],
                             r[2 * row + j] + 0.2 * walks.noise[2 * row + j], 1e-12, 1e-12));
            }
        }
        for (std::size_t i = 0; i < count; ++i) { // as long as the law says
            RandomStream random(11, Purpose::named("gsn walks in the plane"),
                                static_cast<std::uint32_t>(i), 4);
            QCOMPARE(reached[i], walkLength(options.law, random));
        }
        QVERIFY(walks.rows() > count);
    }

    /// The network beside it sees the same noise, added to the examples themselves.
    void withoutWalkingEveryCorruptionIsOfTheExample() {
        const Small small;
        WalkOptions options = walkOf(3, false, false);
        const auto walk = [&] {
            return walkFrom(small.denoiser, small.weights.data(), options, examples.data(), count,
                            11, 4);
        };
        const Walks onward = walk();
        options.onward = false;
        const Walks still = walk();
        QCOMPARE(still.rows(), onward.rows());
        bool moved = false;
        for (std::size_t row = 0; row < still.rows(); ++row) {
            QCOMPARE(still.example[row], onward.example[row]);
            for (std::size_t j = 0; j < 2; ++j) {
                QCOMPARE(still.from[2 * row + j], examples[2 * still.example[row] + j]);
                QVERIFY(near(still.corrupted[2 * row + j] - still.from[2 * row + j],
                             onward.corrupted[2 * row + j] - onward.from[2 * row + j], 0.0, 1e-12));
                moved = moved || onward.from[2 * row + j] != still.from[2 * row + j];
            }
        }
        QVERIFY(moved);
    }

    void gradientsThroughTheChainAreTheDifferences_data() {
        QTest::addColumn<bool>("lastOnly");
        QTest::addColumn<bool>("learned");
        QTest::newRow("every step, s learned") << false << true;
        QTest::newRow("last step, s learned") << true << true;
        QTest::newRow("every step, s given") << false << false;
    }
    void gradientsThroughTheChainAreTheDifferences() {
        QFETCH(bool, lastOnly);
        QFETCH(bool, learned);
        const Small small;
        WalkOptions options = walkOf(3, lastOnly, true);
        options.learnDeviation = learned;
        const auto lossAt = [&](const std::vector<double>& weights, double* gradient) {
            const Walks walks =
                walkFrom(small.denoiser, weights.data(), options, examples.data(), count, 2, 9);
            return walkbackLoss(small.denoiser, weights.data(), options, walks, examples.data(),
                                gradient);
        };
        std::vector<double> gradient(small.weights.size());
        lossAt(small.weights, gradient.data());
        std::vector<double> expected =
            differences(small.weights, [&](const std::vector<double>& weights) {
                return lossAt(weights, nullptr);
            });
        QVERIFY(std::abs(expected.back()) > 0.1);
        if (!learned) {
            expected.back() = 0.0;
        }
        compare(gradient, expected);
    }

    /// X̃ as given: the ordinary gradient of the pairs, from the network's own loss and by
    /// differences, and not the one through the chain.
    void stoppedGradientsAreThoseOfAPlainStep_data() {
        QTest::addColumn<bool>("lastOnly");
        QTest::newRow("every step") << false;
        QTest::newRow("last step") << true;
    }
    void stoppedGradientsAreThoseOfAPlainStep() {
        QFETCH(bool, lastOnly);
        const Small small;
        WalkOptions options = walkOf(3, lastOnly, false);
        const Walks walks =
            walkFrom(small.denoiser, small.weights.data(), options, examples.data(), count, 2, 9);
        std::vector<double> gradient(small.weights.size());
        const double loss = walkbackLoss(small.denoiser, small.weights.data(), options, walks,
                                         examples.data(), gradient.data());
        std::vector<double> inputs;
        std::vector<double> targets;
        for (std::size_t row = lastOnly ? 2 * count : 0; row < 3 * count; ++row) {
            for (std::size_t j = 0; j < 2; ++j) {
                inputs.push_back(walks.corrupted[2 * row + j]);
                targets.push_back(examples[2 * (row % count) + j]);
            }
        }
        std::vector<double> plain(small.weights.size());
        const double square = small.denoiser.network().lossAndGradient(
            {}, small.weights.data(), inputs.data(), targets.data(), inputs.size() / 2,
            plain.data());
        const double s = 0.2;
        QVERIFY(near(loss, square / (2.0 * s * s) + std::log(2.0 * 3.14159265358979 * s * s), 1e-10,
                     1e-10));
        for (double& each : plain) {
            each /= 2.0 * s * s;
        }
        plain.back() = 2.0 - square / (s * s); // of log s
        compare(gradient, plain);
        compare(gradient, differences(small.weights, [&](const std::vector<double>& weights) {
                    return walkbackLoss(small.denoiser, weights.data(), options, walks,
                                        examples.data(), nullptr);
                }));
        options.throughChain = true;
        std::vector<double> through(small.weights.size());
        walkbackLoss(small.denoiser, small.weights.data(), options, walks, examples.data(),
                     through.data());
        double apart = 0.0;
        for (std::size_t i = 0; i < through.size(); ++i) {
            apart = std::max(apart, std::abs(through[i] - gradient[i]));
        }
        QVERIFY(apart > 0.1);
    }

    /// Maximum likelihood: s² is the mean squared error of a coordinate.
    void theLearnedDeviationIsTheMeanError() {
        Small small;
        const WalkOptions options = walkOf(1, false, false);
        const Walks walks =
            walkFrom(small.denoiser, small.weights.data(), options, examples.data(), count, 2, 9);
        std::vector<double> r(2 * count);
        small.denoiser.network().reconstruct(small.weights.data(), walks.corrupted.data(), count,
                                             r.data());
        double sum = 0.0;
        for (std::size_t i = 0; i < 2 * count; ++i) {
            sum += (r[i] - examples[i]) * (r[i] - examples[i]);
        }
        std::vector<double> gradient(small.weights.size());
        small.weights.back() = 0.5 * std::log(sum / (2.0 * count));
        walkbackLoss(small.denoiser, small.weights.data(), options, walks, examples.data(),
                     gradient.data());
        QVERIFY(near(gradient.back(), 0.0, 0.0, 1e-12));
        QVERIFY(near(gaussianNats(3.0, 0.5, 2),
                     6.0 + 2.0 * std::log(0.5) + std::log(6.283185307179586), 1e-12, 0.0));
    }
};

QTEST_APPLESS_MAIN(TestPlaneWalks)
#include "tst_plane_walks.moc"
