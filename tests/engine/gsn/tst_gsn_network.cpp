// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gsn_network.h"
#include "engine/gsn/network/walkback.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

GsnNoise mild() {
    GsnNoise noise;
    noise.inside = 0.5F;
    noise.outside = 0.3F;
    noise.onFirstLayer = true;
    return noise;
}

std::vector<float> examples(std::size_t rows, std::size_t pixels) {
    std::vector<float> x(rows * pixels);
    RandomStream random(11, Purpose::test);
    for (float& value : x) {
        value = random.uniform() < 0.4 ? 1.0F : 0.0F;
    }
    return x;
}

std::vector<float> weightsOf(const GsnShape& shape) {
    std::vector<float> weights = initialWeights(shape, 3);
    RandomStream random(12, Purpose::test);
    for (std::size_t k = 0; k <= shape.depth(); ++k) { // biases of some size, too
        for (std::size_t i = 0; i < shape.units(k); ++i) {
            weights[shape.biasAt(k) + i] = static_cast<float>(random.uniform(-0.5, 0.5));
        }
    }
    return weights;
}

/// A small network, examples, and all that a pass over them needs.
struct Training {
    explicit Training(const std::vector<std::size_t>& layers, std::size_t count = 3,
                      int threads = 1)
        : shape(layers), weights(weightsOf(shape)), rows(count), x(examples(rows, layers.front())),
          gradient(shape.parameters()), pass(shape, threads) {
        options.steps = 3;
        options.noise = mild();
    }
    /// The same draws every time. Leaves the gradient, and what the pass shows.
    WalkbackPass::Result run(std::vector<std::vector<float>>* start = nullptr) {
        return pass.run(weights.data(), options, draws, x.data(), rows, start, gradient.data());
    }

    GsnShape shape;
    std::vector<float> weights;
    std::size_t rows;
    std::vector<float> x;
    WalkbackOptions options;
    GsnDraws draws{5, 9, 0};
    std::vector<float> gradient;
    WalkbackPass pass;
};

} // namespace

class TestGsnNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shapesAddUp() {
        const GsnShape shape({4, 3, 2});
        QCOMPARE(shape.depth(), std::size_t(2));
        QCOMPARE(shape.parameters(), std::size_t(4 * 3 + 3 * 2 + 4 + 3 + 2));
        QCOMPARE(shape.weightAt(2), std::size_t(12));
        QCOMPARE(shape.biasAt(0), std::size_t(18));
        QVERIFY_EXCEPTION_THROWN(GsnShape({4}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(GsnShape({4, 0}), std::invalid_argument);
        const std::vector<float> weights = initialWeights(shape, 1);
        const float limit = std::sqrt(6.0F / 7.0F);
        QVERIFY(*std::max_element(weights.begin(), weights.begin() + 12) <= limit);
        QVERIFY(*std::max_element(weights.begin(), weights.begin() + 12) > 0.3F * limit);
        QCOMPARE(std::accumulate(weights.begin() + 18, weights.end(), 0.0F), 0.0F);
    }

    void gradientsAreDifferences_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<int>("steps");
        QTest::addColumn<bool>("start");
        QTest::addColumn<bool>("scales");
        QTest::addColumn<bool>("lastOnly");
        QTest::newRow("dae") << 1 << 3 << false << false << false;
        QTest::newRow("two layers") << 2 << 4 << false << false << false;
        QTest::newRow("three layers") << 3 << 6 << false << false << false;
        QTest::newRow("four layers") << 4 << 3 << false << false << false;
        QTest::newRow("one step") << 2 << 1 << true << false << false;
        QTest::newRow("from a visit") << 2 << 3 << true << false << false;
        QTest::newRow("three from a visit") << 3 << 3 << true << false << false;
        QTest::newRow("scaled") << 2 << 3 << false << true << false;
        QTest::newRow("last only") << 2 << 3 << false << false << true;
    }
    /// With the same draws the loss is a smooth function of the weights, but for the x that are
    /// drawn, through which no gradient is to go and which a small change does not alter.
    void gradientsAreDifferences() {
        QFETCH(int, depth);
        QFETCH(int, steps);
        QFETCH(bool, start);
        QFETCH(bool, scales);
        QFETCH(bool, lastOnly);
        const std::vector<std::size_t> sizes{7, 6, 5, 4, 3};
        Training network({sizes.begin(), sizes.begin() + depth + 1});
        network.options.steps = static_cast<std::size_t>(steps);
        network.options.lastOnly = lastOnly;
        if (scales) {
            network.options.scales = {1.5F, 0.8F, 0.5F};
        }
        std::vector<std::vector<float>> begin;
        for (int k = 1; k <= depth; ++k) {
            begin.emplace_back(network.rows * sizes[static_cast<std::size_t>(k)], 0.25F);
        }
        const auto run = [&] {
            auto copy = begin;
            return network.run(start ? &copy : nullptr);
        };
        const WalkbackPass::Result whole = run();
        const std::vector<float> gradient = network.gradient;
        const double size =
            std::sqrt(std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0));
        QVERIFY(size > 0.1);
        constexpr float step = 2e-3F;
        /// By a number that the loss depends on.
        const auto differenceBy = [&](float& value) {
            const float before = value;
            value = before + step;
            const double above = run().loss;
            value = before - step;
            const double below = run().loss;
            value = before;
            return (above - below) / (2.0 * static_cast<double>(step));
        };
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            const double difference = differenceBy(network.weights[i]);
            QVERIFY2(std::abs(difference - static_cast<double>(gradient[i])) < 4e-3 * size,
                     qPrintable(QStringLiteral("%1: %2, %3")
                                    .arg(i)
                                    .arg(difference)
                                    .arg(static_cast<double>(gradient[i]))));
        }
        for (std::size_t t = 0; t < network.options.scales.size(); ++t) {
            QVERIFY(near(differenceBy(network.options.scales[t]),
                         static_cast<double>(whole.scaleGradient[t]), 1e-2, 4e-3));
        }
        double sum = 0.0;
        for (const double each : whole.stepLosses) {
            sum += each;
        }
        QVERIFY(near(whole.loss, lastOnly ? whole.stepLosses.back() : sum, 1e-12, 0.0));
    }

    /// The loss by its definition, from the means that the pass shows.
    void theLossIsTheCrossEntropy() {
        Training network({7, 6, 5}, 4);
        const auto result = network.run();
        for (std::size_t t = 0; t < 3; ++t) {
            double loss = 0.0;
            for (std::size_t i = 0; i < network.x.size(); ++i) {
                const auto x = static_cast<double>(network.x[i]);
                const auto p = static_cast<double>(network.pass.mean(t)[i]);
                loss -= x * std::log(p) + (1.0 - x) * std::log(1.0 - p);
            }
            QVERIFY(near(result.stepLosses[t], loss / 4.0, 1e-5, 0.0));
        }
    }

    /// Layers of a step, computed again by sums over units.
    void layersAreThoseOfTheEquations() {
        Training network({7, 6, 5, 4}, 2);
        network.options.noise.inside = 0.0F;
        network.options.noise.outside = 0.0F;
        (void)network.run();
        const GsnShape& shape = network.shape;
        const std::vector<float>& weights = network.weights;
        const WalkbackPass& pass = network.pass;
        const auto w = [&](std::size_t k, std::size_t i, std::size_t j) {
            return weights[shape.weightAt(k) + i * shape.units(k) + j];
        };
        const auto h = [&](std::size_t t, std::size_t k, std::size_t row, std::size_t i) {
            return pass.layer(t, k)[row * shape.units(k) + i];
        };
        for (std::size_t row = 0; row < 2; ++row) {
            for (std::size_t k = 1; k <= 3; ++k) {
                for (std::size_t j = 0; j < shape.units(k); ++j) {
                    const std::size_t even = k % 2 == 1 ? 0 : 1; // odd ones see the step before
                    float a = weights[shape.biasAt(k) + j];
                    for (std::size_t i = 0; i < shape.units(k - 1); ++i) {
                        a += w(k, i, j) * (k == 1 ? h(1, 0, row, i) : h(even, k - 1, row, i));
                    }
                    for (std::size_t i = 0; k < 3 && i < shape.units(k + 1); ++i) {
                        a += w(k + 1, j, i) * h(even, k + 1, row, i);
                    }
                    QVERIFY(near(h(1, k, row, j), std::tanh(a), 1e-5, 1e-6));
                }
            }
            for (std::size_t i = 0; i < 7; ++i) {
                float z = weights[shape.biasAt(0) + i];
                for (std::size_t j = 0; j < 6; ++j) {
                    z += w(1, i, j) * h(1, 1, row, j);
                }
                QVERIFY(near(pass.mean(1)[row * 7 + i], 1.0F / (1.0F + std::exp(-z)), 1e-5, 1e-6));
            }
        }
    }

    /// A step of the sampler is a first step of training on the same draws.
    void samplerAndTrainingAgree() {
        Training network({70, 60, 50, 40}, 5);
        (void)network.run();
        const WalkbackPass& pass = network.pass;
        GsnState state = beginChains(network.shape, network.x);
        GsnSampler(network.shape, 1)
            .step(network.weights.data(), network.options.noise, network.draws, state);
        for (std::size_t k = 1; k <= 3; ++k) {
            for (std::size_t i = 0; i < state.hidden[k - 1].size(); ++i) {
                QVERIFY(near(state.hidden[k - 1][i], pass.layer(0, k)[i], 1e-5, 1e-5));
            }
        }
        for (std::size_t i = 0; i < network.x.size(); ++i) {
            QCOMPARE(state.corrupted[i], pass.layer(0, 0)[i]);
            QVERIFY(near(state.mean[i], pass.mean(0)[i], 1e-5, 1e-6));
        }
    }
    /// Without gradients through the chain every step is trained as if its even layers were given:
    /// the gradient is the sum of those of single steps from there.
    void gradientsMayStopAtEachStep() {
        Training network({7, 6, 5});
        (void)network.run();
        const std::vector<float> whole = network.gradient;
        network.options.throughChain = false;
        (void)network.run();
        const std::vector<float>& stopped = network.gradient;
        const GsnShape& shape = network.shape;
        QVERIFY(whole != stopped);
        // Then b_2 moves nothing that counts: h_2 is given.
        for (std::size_t i = 0; i < 5; ++i) {
            QCOMPARE(stopped[shape.biasAt(2) + i], 0.0F);
            QVERIFY(whole[shape.biasAt(2) + i] != 0.0F);
        }
        // The logits' bias does not care.
        for (std::size_t i = 0; i < 7; ++i) {
            QCOMPARE(stopped[shape.biasAt(0) + i], whole[shape.biasAt(0) + i]);
        }
    }
    void theFirstHiddenStateIsKept() {
        Training network({7, 6, 5});
        std::vector<std::vector<float>> start{std::vector<float>(18), std::vector<float>(15, 1.0F)};
        (void)network.run(&start);
        QVERIFY(std::equal(start[1].begin(), start[1].end(), network.pass.layer(0, 2)));
    }

    void theSameForAnyThreads() {
        Training one({70, 60, 50}, 40, 1);
        Training two({70, 60, 50}, 40, 2);
        QCOMPARE(one.run().loss, two.run().loss);
        QVERIFY(one.gradient == two.gradient);
    }

    /// A chain does not depend on those beside it, nor does it know how many there are.
    void chainsAreTheirOwn() {
        const Training network({70, 60, 50}, 6);
        const GsnSampler sampler(network.shape, 1);
        GsnState all = beginChains(network.shape, network.x);
        GsnState last = beginChains(network.shape, {network.x.end() - 70, network.x.end()});
        for (std::uint64_t step = 0; step < 4; ++step) {
            sampler.step(network.weights.data(), mild(), {7, step, 0}, all);
            sampler.step(network.weights.data(), mild(), {7, step, 5}, last);
        }
        for (std::size_t i = 0; i < 70; ++i) {
            QVERIFY(near(all.mean[5 * 70 + i], last.mean[i], 1e-4, 1e-6));
            QCOMPARE(all.x[5 * 70 + i], last.x[i]);
        }
    }

    /// On two patterns a small network learns to tell them apart, and its chain visits little else.
    void learnsTwoPatterns() {
        Training network({16, 24, 12}, 20);
        network.weights = initialWeights(network.shape, 1);
        for (std::size_t i = 0; i < network.x.size(); ++i) {
            network.x[i] = (i % 16 < 8) == (i / 16 % 2 == 0) ? 1.0F : 0.0F;
        }
        network.options.steps = 4;
        network.options.noise.saltAndPepper = 0.3F;
        double before = 0.0;
        double after = 0.0;
        for (std::uint64_t step = 0; step < 400; ++step) {
            network.draws = {1, step, 0};
            after = network.run().loss;
            before = step == 0 ? after : before;
            for (std::size_t i = 0; i < network.weights.size(); ++i) {
                network.weights[i] -= 0.05F * network.gradient[i];
            }
        }
        QVERIFY(after < 0.2 * before);
        const GsnSampler sampler(network.shape, 1);
        GsnState chain = beginChains(network.shape, {network.x.begin(), network.x.begin() + 16});
        int near = 0;
        for (std::uint64_t step = 0; step < 200; ++step) {
            sampler.step(network.weights.data(), network.options.noise, {2, step, 0}, chain);
            int agreeing = 0;
            for (std::size_t i = 0; i < 16; ++i) {
                agreeing += (chain.x[i] > 0.5F) == (i < 8) ? 1 : 0;
            }
            near += std::max(agreeing, 16 - agreeing) >= 14 ? 1 : 0;
        }
        QVERIFY2(near > 180, qPrintable(QString::number(near)));
    }
    void badOptionsAreRefused() {
        Training none({4, 3});
        none.options.steps = 0;
        QVERIFY_EXCEPTION_THROWN((void)none.run(), std::invalid_argument);
        Training scaled({4, 3});
        scaled.options.scales = {1.0F}; // one for three steps
        QVERIFY_EXCEPTION_THROWN((void)scaled.run(), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((void)beginChains(none.shape, std::vector<float>(5)),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestGsnNetwork)
#include "tst_gsn_network.moc"
