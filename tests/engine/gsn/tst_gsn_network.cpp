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
        const GsnShape shape({sizes.begin(), sizes.begin() + depth + 1});
        std::vector<float> weights = weightsOf(shape);
        constexpr std::size_t rows = 3;
        const std::vector<float> x = examples(rows, 7);
        WalkbackOptions options;
        options.steps = static_cast<std::size_t>(steps);
        options.lastOnly = lastOnly;
        options.noise = mild();
        if (scales) {
            options.scales = {1.5F, 0.8F, 0.5F};
        }
        std::vector<std::vector<float>> begin;
        for (int k = 1; k <= depth; ++k) {
            begin.emplace_back(rows * sizes[static_cast<std::size_t>(k)], 0.25F);
        }
        WalkbackPass pass(shape, 1);
        std::vector<float> gradient(shape.parameters());
        std::vector<float> unused(shape.parameters());
        const auto lossAt = [&](const std::vector<float>& at, std::vector<float>& into,
                                const WalkbackOptions& with) {
            auto copy = begin;
            return pass.run(at.data(), with, {5, 9, 0}, x.data(), rows, start ? &copy : nullptr,
                            into.data());
        };
        const WalkbackPass::Result whole = lossAt(weights, gradient, options);
        const double size =
            std::sqrt(std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0));
        QVERIFY(size > 0.1);
        constexpr float step = 2e-3F;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const float before = weights[i];
            weights[i] = before + step;
            const double above = lossAt(weights, unused, options).loss;
            weights[i] = before - step;
            const double below = lossAt(weights, unused, options).loss;
            weights[i] = before;
            const double difference = (above - below) / (2.0 * static_cast<double>(step));
            QVERIFY2(std::abs(difference - static_cast<double>(gradient[i])) < 4e-3 * size,
                     qPrintable(QStringLiteral("%1: %2, %3")
                                    .arg(i)
                                    .arg(difference)
                                    .arg(static_cast<double>(gradient[i]))));
        }
        for (std::size_t t = 0; t < options.scales.size(); ++t) {
            WalkbackOptions other = options;
            other.scales[t] += step;
            const double above = lossAt(weights, unused, other).loss;
            other.scales[t] -= 2.0F * step;
            const double below = lossAt(weights, unused, other).loss;
            QVERIFY(near((above - below) / (2.0 * static_cast<double>(step)),
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
        const GsnShape shape({7, 6, 5});
        const std::vector<float> weights = weightsOf(shape);
        const std::vector<float> x = examples(4, 7);
        WalkbackOptions options;
        options.steps = 3;
        options.noise = mild();
        WalkbackPass pass(shape, 1);
        std::vector<float> gradient(shape.parameters());
        const auto result =
            pass.run(weights.data(), options, {1, 2, 0}, x.data(), 4, nullptr, gradient.data());
        for (std::size_t t = 0; t < 3; ++t) {
            double loss = 0.0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double p = static_cast<double>(pass.mean(t)[i]);
                loss -= static_cast<double>(x[i]) * std::log(p) +
                        (1.0 - static_cast<double>(x[i])) * std::log(1.0 - p);
            }
            QVERIFY(near(result.stepLosses[t], loss / 4.0, 1e-5, 0.0));
        }
    }

    /// Layers of a step, computed again by sums over units.
    void layersAreThoseOfTheEquations() {
        const GsnShape shape({7, 6, 5, 4});
        const std::vector<float> weights = weightsOf(shape);
        const std::vector<float> x = examples(2, 7);
        WalkbackOptions options;
        options.steps = 2;
        options.noise.inside = 0.0F;
        options.noise.outside = 0.0F;
        WalkbackPass pass(shape, 1);
        std::vector<float> gradient(shape.parameters());
        (void)pass.run(weights.data(), options, {1, 2, 0}, x.data(), 2, nullptr, gradient.data());
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
        const GsnShape shape({70, 60, 50, 40});
        const std::vector<float> weights = weightsOf(shape);
        const std::vector<float> x = examples(5, 70);
        WalkbackOptions options;
        options.steps = 2;
        options.noise = mild();
        WalkbackPass pass(shape, 1);
        std::vector<float> gradient(shape.parameters());
        (void)pass.run(weights.data(), options, {3, 8, 0}, x.data(), 5, nullptr, gradient.data());
        GsnState state = beginChains(shape, x);
        GsnSampler(shape, 1).step(weights.data(), options.noise, {3, 8, 0}, state);
        for (std::size_t k = 1; k <= 3; ++k) {
            for (std::size_t i = 0; i < 5 * shape.units(k); ++i) {
                QVERIFY(near(state.hidden[k - 1][i], pass.layer(0, k)[i], 1e-5, 1e-5));
            }
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            QCOMPARE(state.corrupted[i], pass.layer(0, 0)[i]);
            QVERIFY(near(state.mean[i], pass.mean(0)[i], 1e-5, 1e-6));
        }
    }
    /// Without gradients through the chain every step is trained as if its even layers were given:
    /// the gradient is the sum of those of single steps from there.
    void gradientsMayStopAtEachStep() {
        const GsnShape shape({7, 6, 5});
        const std::vector<float> weights = weightsOf(shape);
        const std::vector<float> x = examples(3, 7);
        WalkbackOptions options;
        options.steps = 3;
        options.noise = mild();
        WalkbackPass pass(shape, 1);
        std::vector<float> whole(shape.parameters());
        std::vector<float> stopped(shape.parameters());
        (void)pass.run(weights.data(), options, {3, 8, 0}, x.data(), 3, nullptr, whole.data());
        options.throughChain = false;
        (void)pass.run(weights.data(), options, {3, 8, 0}, x.data(), 3, nullptr, stopped.data());
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
        const GsnShape shape({7, 6, 5});
        const std::vector<float> weights = weightsOf(shape);
        const std::vector<float> x = examples(3, 7);
        WalkbackOptions options;
        options.steps = 3;
        options.noise = mild();
        WalkbackPass pass(shape, 1);
        std::vector<float> gradient(shape.parameters());
        std::vector<std::vector<float>> start{std::vector<float>(18), std::vector<float>(15, 1.0F)};
        (void)pass.run(weights.data(), options, {3, 8, 0}, x.data(), 3, &start, gradient.data());
        QVERIFY(std::equal(start[1].begin(), start[1].end(), pass.layer(0, 2)));
    }

    void theSameForAnyThreads() {
        const GsnShape shape({70, 60, 50});
        const std::vector<float> weights = weightsOf(shape);
        const std::vector<float> x = examples(40, 70);
        WalkbackOptions options;
        std::vector<float> one(shape.parameters());
        std::vector<float> two(shape.parameters());
        WalkbackPass first(shape, 1);
        WalkbackPass second(shape, 2);
        const auto a =
            first.run(weights.data(), options, {1, 2, 0}, x.data(), 40, nullptr, one.data());
        const auto b =
            second.run(weights.data(), options, {1, 2, 0}, x.data(), 40, nullptr, two.data());
        QCOMPARE(a.loss, b.loss);
        QVERIFY(one == two);
    }

    /// A chain does not depend on those beside it, nor does it know how many there are.
    void chainsAreTheirOwn() {
        const GsnShape shape({70, 60, 50});
        const std::vector<float> weights = weightsOf(shape);
        const std::vector<float> x = examples(6, 70);
        const GsnSampler sampler(shape, 1);
        GsnState all = beginChains(shape, x);
        GsnState last = beginChains(shape, {x.end() - 70, x.end()});
        for (std::uint64_t step = 0; step < 4; ++step) {
            sampler.step(weights.data(), mild(), {7, step, 0}, all);
            sampler.step(weights.data(), mild(), {7, step, 5}, last);
        }
        for (std::size_t i = 0; i < 70; ++i) {
            QVERIFY(near(all.mean[5 * 70 + i], last.mean[i], 1e-4, 1e-6));
            QCOMPARE(all.x[5 * 70 + i], last.x[i]);
        }
    }

    /// On two patterns a small network learns to tell them apart, and its chain visits little else.
    void learnsTwoPatterns() {
        const GsnShape shape({16, 24, 12});
        std::vector<float> weights = initialWeights(shape, 1);
        std::vector<float> x;
        for (int example = 0; example < 20; ++example) {
            for (std::size_t i = 0; i < 16; ++i) {
                x.push_back((i < 8) == (example % 2 == 0) ? 1.0F : 0.0F);
            }
        }
        WalkbackOptions options;
        options.steps = 4;
        options.noise = mild();
        options.noise.saltAndPepper = 0.3F;
        WalkbackPass pass(shape, 1);
        std::vector<float> gradient(shape.parameters());
        double before = 0.0;
        double after = 0.0;
        for (std::uint64_t step = 0; step < 400; ++step) {
            const auto result = pass.run(weights.data(), options, {1, step, 0}, x.data(), 20,
                                         nullptr, gradient.data());
            before = step == 0 ? result.loss : before;
            after = result.loss;
            for (std::size_t i = 0; i < weights.size(); ++i) {
                weights[i] -= 0.05F * gradient[i];
            }
        }
        QVERIFY(after < 0.2 * before);
        const GsnSampler sampler(shape, 1);
        GsnState chain = beginChains(shape, {x.begin(), x.begin() + 16});
        int near = 0;
        for (std::uint64_t step = 0; step < 200; ++step) {
            sampler.step(weights.data(), options.noise, {2, step, 0}, chain);
            int agreeing = 0;
            for (std::size_t i = 0; i < 16; ++i) {
                agreeing += (chain.x[i] > 0.5F) == (i < 8) ? 1 : 0;
            }
            near += std::max(agreeing, 16 - agreeing) >= 14 ? 1 : 0;
        }
        QVERIFY2(near > 180, qPrintable(QString::number(near)));
    }
    void badOptionsAreRefused() {
        const GsnShape shape({4, 3});
        WalkbackPass pass(shape, 1);
        const std::vector<float> weights = initialWeights(shape, 1);
        std::vector<float> gradient(shape.parameters());
        const std::vector<float> x(4, 1.0F);
        const auto run = [&](const WalkbackOptions& options) {
            (void)pass.run(weights.data(), options, {}, x.data(), 1, nullptr, gradient.data());
        };
        WalkbackOptions none;
        none.steps = 0;
        QVERIFY_EXCEPTION_THROWN(run(none), std::invalid_argument);
        WalkbackOptions scales;
        scales.scales = {1.0F};
        QVERIFY_EXCEPTION_THROWN(run(scales), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((void)beginChains(shape, std::vector<float>(5)),
                                 std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestGsnNetwork)
#include "tst_gsn_network.moc"
