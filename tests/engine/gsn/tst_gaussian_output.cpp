// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/gsn/network/gaussian_output.h"
#include "engine/gsn/network/walkback.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

constexpr double pi = 3.14159265358979323846;

GsnOutput gaussian(float deviation = 0.8F) {
    return {GsnOutput::Kind::gaussian, deviation};
}

/// A small network on real numbers, and all that a pass over them needs.
struct Training {
    explicit Training(const std::vector<std::size_t>& layers, std::size_t count = 3,
                      int threads = 1)
        : shape(layers), weights(initialWeights(shape, 3)), rows(count), x(count * layers.front()),
          gradient(shape.parameters()), pass(shape, threads) {
        RandomStream random(12, Purpose::test);
        for (std::size_t k = 0; k <= shape.depth(); ++k) {
            for (std::size_t i = 0; i < shape.units(k); ++i) {
                weights[shape.biasAt(k) + i] = static_cast<float>(random.uniform(-0.5, 0.5));
            }
        }
        for (float& value : x) {
            value = static_cast<float>(random.normal());
        }
        options.steps = 3;
        options.output = gaussian();
        options.noise.saltAndPepper = 0.2F;
        options.noise.pepper = -1.0F;
        options.noise.gaussian = 0.4F;
        options.noise.inside = 0.0F;
        options.noise.outside = 0.3F;
        options.noise.onFirstLayer = true;
    }
    WalkbackPass::Result run() {
        return pass.run(weights.data(), options, draws, x.data(), rows, nullptr, gradient.data());
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

/// The same chain by sums over units in double precision, on what a pass drew: its x̃ and the noise
/// after its tanh are data here, so that differences are those of the loss that is to be learned.
class Chain {
public:
    explicit Chain(const Training& training) : training_(training) {
        const std::vector<double> weights(training.weights.begin(), training.weights.end());
        added_.resize(training.options.steps);
        State state = zeros();
        for (std::size_t t = 0; t < training.options.steps; ++t) {
            for (const std::size_t k : order()) {
                const std::vector<double> t_ = tanhOf(weights, t, k, state);
                added_[t].resize(training.shape.depth() + 1);
                for (std::size_t i = 0; i < t_.size(); ++i) {
                    const auto h = static_cast<double>(training.pass.layer(t, k)[i]);
                    added_[t][k].push_back(h - t_[i]);
                    state[k][i] = h;
                }
            }
        }
    }
    [[nodiscard]] double loss(const std::vector<double>& weights,
                              const std::vector<double>& scales) const {
        const GsnShape& shape = training_.shape;
        const std::size_t n = shape.units(0);
        const std::size_t steps = training_.options.steps;
        const double sigma = static_cast<double>(training_.options.output.deviation);
        State state = zeros();
        double sum = 0.0;
        for (std::size_t t = 0; t < steps; ++t) {
            for (const std::size_t k : order()) {
                const std::vector<double> t_ = tanhOf(weights, t, k, state);
                for (std::size_t i = 0; i < t_.size(); ++i) {
                    state[k][i] = t_[i] + added_[t][k][i];
                }
            }
            if (training_.options.lastOnly && t + 1 < steps) {
                continue;
            }
            const double variance = (scales.empty() ? 1.0 : scales[t]) * sigma * sigma;
            for (std::size_t row = 0; row < training_.rows; ++row) {
                for (std::size_t i = 0; i < n; ++i) {
                    double mean = weights[shape.biasAt(0) + i];
                    for (std::size_t j = 0; j < shape.units(1); ++j) {
                        mean += weights[shape.weightAt(1) + i * shape.units(1) + j] *
                                state[1][row * shape.units(1) + j];
                    }
                    const double miss = static_cast<double>(training_.x[row * n + i]) - mean;
                    sum += 0.5 * std::log(2.0 * pi * variance) + miss * miss / (2.0 * variance);
                }
            }
        }
        return sum / static_cast<double>(training_.rows);
    }

private:
    using State = std::vector<std::vector<double>>;

    [[nodiscard]] State zeros() const {
        State state;
        for (std::size_t k = 0; k <= training_.shape.depth(); ++k) {
            state.emplace_back(training_.rows * training_.shape.units(k), 0.0);
        }
        return state;
    }
    /// Odd layers, then even ones.
    [[nodiscard]] std::vector<std::size_t> order() const {
        std::vector<std::size_t> layers;
        for (const std::size_t first : {std::size_t{1}, std::size_t{2}}) {
            for (std::size_t k = first; k <= training_.shape.depth(); k += 2) {
                layers.push_back(k);
            }
        }
        return layers;
    }
    [[nodiscard]] std::vector<double> tanhOf(const std::vector<double>& weights, std::size_t t,
                                             std::size_t k, const State& state) const {
        const GsnShape& shape = training_.shape;
        const std::size_t units = shape.units(k);
        const std::size_t under = shape.units(k - 1);
        std::vector<double> result(training_.rows * units);
        for (std::size_t row = 0; row < training_.rows; ++row) {
            for (std::size_t j = 0; j < units; ++j) {
                double a = weights[shape.biasAt(k) + j];
                for (std::size_t i = 0; i < under; ++i) {
                    const std::size_t at = row * under + i;
                    const double below = k == 1
                                             ? static_cast<double>(training_.pass.layer(t, 0)[at])
                                             : state[k - 1][at];
                    a += below * weights[shape.weightAt(k) + i * units + j];
                }
                for (std::size_t i = 0; k < shape.depth() && i < shape.units(k + 1); ++i) {
                    a += state[k + 1][row * shape.units(k + 1) + i] *
                         weights[shape.weightAt(k + 1) + j * shape.units(k + 1) + i];
                }
                result[row * units + j] = std::tanh(a);
            }
        }
        return result;
    }

    const Training& training_;
    std::vector<State> added_; ///< η_out by step and layer
};

} // namespace

class TestGaussianOutput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lossIsTheLogarithmOfTheDensity() {
        const std::vector<float> mean{0.5F, -1.0F, 2.0F};
        const std::vector<float> x{0.0F, 1.0F, 2.5F};
        double miss = 0.0;
        squaredMisses(1, 3, mean.data(), x.data(), &miss);
        QVERIFY(near(miss, 0.25 + 4.0 + 0.25, 1e-12, 0.0));
        const double variance = varianceOf(gaussian(0.5F), 3.0F);
        QVERIFY(near(variance, 0.75, 1e-12, 0.0));
        double density = 1.0;
        for (std::size_t i = 0; i < 3; ++i) {
            const auto away = static_cast<double>(x[i] - mean[i]);
            density *= std::exp(-away * away / (2.0 * variance)) / std::sqrt(2.0 * pi * variance);
        }
        QVERIFY(near(gaussianLoss(miss, 3, variance), -std::log(density), 1e-12, 0.0));
        // The best α makes the variance the mean square.
        QVERIFY(near(gaussianLossByScale(miss, 3, miss / 3.0, miss / 3.0 / 0.25), 0.0, 0.0, 1e-12));
        QVERIFY(gaussianLossByScale(miss, 3, 0.75, 3.0) < 0.0); // too little of it
    }

    void gradientsAreDifferences_data() {
        QTest::addColumn<int>("depth");
        QTest::addColumn<bool>("scales");
        QTest::addColumn<bool>("lastOnly");
        for (int depth = 1; depth <= 3; ++depth) {
            for (const bool scales : {false, true}) {
                QTest::addRow("%d layers%s", depth, scales ? ", scaled" : "")
                    << depth << scales << false;
            }
        }
        QTest::newRow("last only") << 2 << true << true;
    }
    void gradientsAreDifferences() {
        QFETCH(int, depth);
        QFETCH(bool, scales);
        QFETCH(bool, lastOnly);
        const std::vector<std::size_t> sizes{7, 6, 5, 4};
        Training network({sizes.begin(), sizes.begin() + depth + 1});
        network.options.steps = 4;
        network.options.lastOnly = lastOnly;
        if (scales) {
            network.options.scales = {0.4F, 0.9F, 1.3F, 2.0F};
        }
        const WalkbackPass::Result result = network.run();
        const Chain chain(network);
        std::vector<double> weights(network.weights.begin(), network.weights.end());
        std::vector<double> alphas(network.options.scales.begin(), network.options.scales.end());
        QVERIFY(near(result.loss, chain.loss(weights, alphas), 1e-5, 0.0));
        const auto differenceBy = [&](double& value) {
            constexpr double step = 1e-5;
            const double before = value;
            value = before + step;
            const double above = chain.loss(weights, alphas);
            value = before - step;
            const double below = chain.loss(weights, alphas);
            value = before;
            return (above - below) / (2.0 * step);
        };
        const std::vector<float>& gradient = network.gradient;
        const double size =
            std::sqrt(std::inner_product(gradient.begin(), gradient.end(), gradient.begin(), 0.0));
        QVERIFY(size > 1.0);
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            std::string told; // the pass is in single precision
            QVERIFY2(near(static_cast<double>(gradient[i]), differenceBy(weights[i]), 1e-4,
                          1e-5 * size, &told),
                     told.c_str());
        }
        for (std::size_t t = 0; t < alphas.size(); ++t) {
            std::string told;
            QVERIFY2(near(static_cast<double>(result.scaleGradient[t]), differenceBy(alphas[t]),
                          1e-4, 1e-5, &told),
                     told.c_str());
            QCOMPARE(result.scaleGradient[t] == 0.0F, lastOnly && t + 1 < alphas.size());
        }
    }

    /// x is drawn around the mean with the deviation √α σ, and nothing else.
    void drawsHaveTheVariance() {
        const Training network({400, 30}, 50);
        const GsnSampler sampler(network.shape, 1);
        GsnState state = beginChains(network.shape, network.x);
        sampler.step(network.weights.data(), network.options.noise, {3, 1, 0}, state, 2.25F,
                     gaussian(0.8F));
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t i = 0; i < state.x.size(); ++i) {
            const auto away = static_cast<double>(state.x[i] - state.mean[i]);
            sum += away;
            squares += away * away;
        }
        const auto count = static_cast<double>(state.x.size()); // 20000
        QVERIFY(near(sum / count, 0.0, 0.0, 5.0 * 1.2 / std::sqrt(count)));
        QVERIFY(near(squares / count, 1.44, 5.0 * std::sqrt(2.0 / count), 0.0));
    }

    void inputIsCorruptedAsTold() {
        Training network({500, 8}, 40);
        network.options.steps = 1;
        network.options.noise.saltAndPepper = 0.3F;
        network.options.noise.pepper = -7.0F;
        network.options.noise.salt = 9.0F;
        network.options.noise.gaussian = 0.0F;
        (void)network.run();
        double black = 0.0;
        double white = 0.0;
        for (std::size_t i = 0; i < network.x.size(); ++i) {
            const float now = network.pass.layer(0, 0)[i];
            black += now == -7.0F ? 1.0 : 0.0;
            white += now == 9.0F ? 1.0 : 0.0;
            QVERIFY(now == -7.0F || now == 9.0F || now == network.x[i]);
        }
        const auto count = static_cast<double>(network.x.size()); // 20000
        const double error = 5.0 * std::sqrt(0.15 * 0.85 / count);
        QVERIFY(near(black / count, 0.15, 0.0, error));
        QVERIFY(near(white / count, 0.15, 0.0, error));

        network.options.noise.saltAndPepper = 0.0F;
        network.options.noise.gaussian = 0.5F;
        (void)network.run();
        double squares = 0.0;
        for (std::size_t i = 0; i < network.x.size(); ++i) {
            const auto away = static_cast<double>(network.pass.layer(0, 0)[i] - network.x[i]);
            squares += away * away;
        }
        QVERIFY(near(squares / count, 0.25, 5.0 * std::sqrt(2.0 / count), 0.0));
    }
    /// The same pixels are replaced whatever they become.
    void whatPixelsBecomeDoesNotChooseThem() {
        Training one({60, 8});
        Training two({60, 8});
        one.options.steps = two.options.steps = 1;
        one.options.noise.gaussian = two.options.noise.gaussian = 0.0F;
        one.options.noise.pepper = 0.0F;
        two.options.noise.salt = 3.0F;
        (void)one.run();
        (void)two.run();
        int replaced = 0;
        for (std::size_t i = 0; i < one.x.size(); ++i) {
            const float a = one.pass.layer(0, 0)[i];
            const float b = two.pass.layer(0, 0)[i];
            QVERIFY((a == 0.0F && b == -1.0F) || (a == 1.0F && b == 3.0F) ||
                    (a == one.x[i] && b == one.x[i]));
            replaced += a == one.x[i] ? 0 : 1;
        }
        QVERIFY(replaced > 10);
    }

    /// A step of the sampler is a first step of training on the same draws, and x of the second
    /// step is what the sampler drew.
    void samplerAndTrainingAgree() {
        Training network({70, 60, 50, 40}, 5);
        network.options.scales = {0.5F, 1.0F, 2.0F};
        network.options.noise.inside = 0.5F;
        (void)network.run();
        GsnState state = beginChains(network.shape, network.x);
        GsnSampler(network.shape, 1)
            .step(network.weights.data(), network.options.noise, network.draws, state, 0.5F,
                  network.options.output);
        for (std::size_t i = 0; i < network.x.size(); ++i) {
            QCOMPARE(state.corrupted[i], network.pass.layer(0, 0)[i]);
            QVERIFY(near(state.mean[i], network.pass.mean(0)[i], 1e-5, 1e-5));
        }
        network.options.noise.saltAndPepper = 0.0F;
        network.options.noise.gaussian = 0.0F;
        (void)network.run(); // x̃ is x now
        state = beginChains(network.shape, network.x);
        GsnSampler(network.shape, 1)
            .step(network.weights.data(), network.options.noise, network.draws, state, 0.5F,
                  network.options.output);
        for (std::size_t i = 0; i < network.x.size(); ++i) {
            QVERIFY(near(state.x[i], network.pass.layer(1, 0)[i], 1e-5, 1e-5));
        }
    }

    void theSameForAnyThreads() {
        Training one({70, 60, 50}, 40, 1);
        Training two({70, 60, 50}, 40, 2);
        one.options.scales = two.options.scales = {0.5F, 1.0F, 2.0F};
        const auto a = one.run();
        const auto b = two.run();
        QCOMPARE(a.loss, b.loss);
        QVERIFY(a.scaleGradient == b.scaleGradient);
        QVERIFY(one.gradient == two.gradient);
        GsnState first = beginChains(one.shape, one.x);
        GsnState second = first;
        for (std::uint64_t step = 0; step < 3; ++step) {
            GsnSampler(one.shape, 1)
                .step(one.weights.data(), one.options.noise, {7, step, 0}, first, 0.5F, gaussian());
            GsnSampler(one.shape, 2)
                .step(one.weights.data(), one.options.noise, {7, step, 0}, second, 0.5F,
                      gaussian());
        }
        QVERIFY(first.x == second.x);
    }

    /// A chain does not depend on those beside it, nor does it know how many there are.
    void chainsAreTheirOwn() {
        const Training network({70, 60, 50}, 6);
        const GsnSampler sampler(network.shape, 1);
        GsnState all = beginChains(network.shape, network.x);
        GsnState last = beginChains(network.shape, {network.x.end() - 70, network.x.end()});
        for (std::uint64_t step = 0; step < 3; ++step) {
            sampler.step(network.weights.data(), network.options.noise, {7, step, 0}, all, 0.5F,
                         gaussian());
            sampler.step(network.weights.data(), network.options.noise, {7, step, 5}, last, 0.5F,
                         gaussian());
        }
        for (std::size_t i = 0; i < 70; ++i) {
            QVERIFY(near(all.x[5 * 70 + i], last.x[i], 1e-4, 1e-4));
        }
    }

    void badOptionsAreRefused() {
        const auto refused = [](float deviation, const std::vector<float>& scales) {
            Training network({4, 3});
            network.options.output = gaussian(deviation);
            network.options.scales = scales;
            try {
                (void)network.run();
            } catch (const std::invalid_argument& error) {
                return QString::fromLatin1(error.what()).contains("are above 0");
            }
            return false;
        };
        QVERIFY(!refused(1.0F, {1.0F, 2.0F, 3.0F}));
        QVERIFY(refused(0.0F, {}));
        QVERIFY(refused(-1.0F, {}));
        QVERIFY(refused(std::numeric_limits<float>::quiet_NaN(), {}));
        QVERIFY(refused(1.0F, {1.0F, 0.0F, 1.0F}));
        QVERIFY(refused(1.0F, {1.0F, std::numeric_limits<float>::infinity(), 1.0F}));
        const Training network({4, 3});
        GsnState state = beginChains(network.shape, network.x);
        QVERIFY_EXCEPTION_THROWN(
            GsnSampler(network.shape, 1)
                .step(network.weights.data(), {}, {}, state, -1.0F, gaussian()),
            std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestGaussianOutput)
#include "tst_gaussian_output.moc"
