// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/nn/layers/convolution.h"
#include "tests/support/near.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::near;

namespace {

/// A convolution without bias, what it sees and the gradients behind it, [n × rows × columns ×
/// channels]. Where positions cancel, x is 1 ± 0.02 and each channel's gradients add up to 0.
struct Case {
    LayeredNetwork network;
    std::size_t count;
    std::vector<float> x;
    std::vector<float> slopes;

    const LayeredNetwork::Stage& stage() const { return network.stages().front(); }
};

Case makeCase(const ImageShape& input, const std::string& layer, std::size_t count, bool cancels) {
    Case c{LayeredNetwork(input, parseLayers(layer)), count, {}, {}};
    RandomStream random(23, Purpose::test, cancels ? 1 : 0);
    for (std::size_t i = 0; i < count * input.size(); ++i) {
        const double x = random.normal();
        c.x.push_back(static_cast<float>(cancels ? 1.0 + 0.02 * x : x));
    }
    const ImageShape& out = c.stage().out;
    for (std::size_t i = 0; i < count * out.size(); ++i) {
        c.slopes.push_back(static_cast<float>(random.normal()));
    }
    for (std::size_t m = 0; cancels && m < count; ++m) {
        for (std::size_t k = 0; k < out.channels; ++k) {
            float* const first = c.slopes.data() + m * out.size() + k;
            double sum = 0.0;
            for (std::size_t t = 0; t < out.positions(); ++t) {
                sum += static_cast<double>(first[t * out.channels]);
            }
            for (std::size_t t = 0; t < out.positions(); ++t) {
                first[t * out.channels] -=
                    static_cast<float>(sum / static_cast<double>(out.positions()));
            }
        }
    }
    return c;
}

/// ∂L_m/∂W by the definition of a convolution, in double: [channels × channels before / groups ×
/// rows × columns].
std::vector<double> weightGradient(const Case& c, std::size_t m) {
    const Layer& layer = c.stage().layer;
    const ImageShape& in = c.stage().in;
    const ImageShape& out = c.stage().out;
    const std::size_t before = in.channels / layer.groups;
    const std::size_t behind = out.channels / layer.groups;
    std::vector<double> gradient;
    for (std::size_t k = 0; k < out.channels; ++k) {
        for (std::size_t b = 0; b < before; ++b) {
            for (std::size_t i = 0; i < layer.kernel.rows; ++i) {
                for (std::size_t j = 0; j < layer.kernel.columns; ++j) {
                    double sum = 0.0;
                    for (std::size_t t = 0; t < out.positions(); ++t) {
                        const auto y = static_cast<long>(t / out.columns * layer.stride.rows +
                                                         i * layer.dilation.rows) -
                                       static_cast<long>(layer.padding.rows);
                        const auto x = static_cast<long>(t % out.columns * layer.stride.columns +
                                                         j * layer.dilation.columns) -
                                       static_cast<long>(layer.padding.columns);
                        if (y < 0 || x < 0 || y >= static_cast<long>(in.rows) ||
                            x >= static_cast<long>(in.columns)) {
                            continue;
                        }
                        const std::size_t place =
                            (m * in.positions() + static_cast<std::size_t>(y) * in.columns +
                             static_cast<std::size_t>(x)) *
                                in.channels +
                            k / behind * before + b;
                        sum += static_cast<double>(
                                   c.slopes[(m * out.positions() + t) * out.channels + k]) *
                               static_cast<double>(c.x[place]);
                    }
                    gradient.push_back(sum);
                }
            }
        }
    }
    return gradient;
}

} // namespace

class TestConvolutionNorms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void normsAndGradients_data();
    void normsAndGradients();
};

void TestConvolutionNorms::normsAndGradients_data() {
    QTest::addColumn<QString>("layer");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("side");
    QTest::addColumn<bool>("cancels");
    const auto add = [](const char* layer, int channels, int side) {
        for (const bool cancels : {false, true}) {
            QTest::addRow("%s over %d x %d x %d%s", layer, channels, side, side,
                          cancels ? ", cancelling" : "")
                << QString(layer) << channels << side << cancels;
        }
    };
    add("conv 8 5 pad 2 no bias", 1, 28);
    add("conv 16 5 pad 2 no bias", 8, 14);
    add("conv 6 3 stride 2 pad 1 no bias", 4, 15);
    add("conv 6 3x2 dilation 2x3 no bias", 4, 16);
    add("conv 12 3 pad 1 groups 4 no bias", 8, 14);
    add("conv 8 3 pad 1 groups 8 no bias", 8, 14);
    add("conv 20 1 no bias", 9, 14);
    add("conv 6 1 groups 3 no bias", 9, 14);
    add("conv 64 3 no bias", 48, 4);
}

void TestConvolutionNorms::normsAndGradients() {
    QFETCH(QString, layer);
    QFETCH(int, channels);
    QFETCH(int, side);
    QFETCH(bool, cancels);
    const auto length = static_cast<std::size_t>(side);
    const Case c = makeCase({static_cast<std::size_t>(channels), length, length},
                            layer.toStdString(), 3, cancels);
    const std::vector<float> factors{0.5F, 0.0F, 3.0F};
    std::vector<double> sum(c.network.parameters());
    std::vector<double> squares;
    for (std::size_t m = 0; m < c.count; ++m) {
        const std::vector<double> gradient = weightGradient(c, m);
        squares.push_back(0.0);
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += static_cast<double>(factors[m]) * gradient[i];
            squares.back() += gradient[i] * gradient[i];
        }
    }
    const double largest = *std::max_element(squares.begin(), squares.end());
    const std::vector<float> weights(c.network.parameters(), 1.0F);
    std::string why;
    for (const NormForm form : {NormForm::automatic, NormForm::direct, NormForm::ghost}) {
        Convolution convolution(c.stage(), form, 2);
        std::vector<double> found(c.count, 0.0);
        std::vector<float> gradient(c.network.parameters(), 0.0F);
        Convolution::Wanted wanted;
        wanted.squares = found.data();
        wanted.factors = factors.data();
        wanted.weightGradient = gradient.data();
        convolution.backward(weights.data(), c.x.data(), c.count, c.slopes.data(), wanted);
        for (std::size_t m = 0; m < c.count; ++m) {
            QVERIFY2(near(found[m], squares[m], 2e-5, 0.0, &why), why.c_str()); // 1e-5 of the norm
        }
        for (std::size_t i = 0; i < sum.size(); ++i) {
            QVERIFY2(near(static_cast<double>(gradient[i]), sum[i], 1e-4, 2e-5 * std::sqrt(largest),
                          &why),
                     why.c_str());
        }
        // Zeros around the image keep what it sees from cancelling.
        const bool padded = c.stage().layer.padding != Window{0, 0};
        if (form == NormForm::ghost && !(cancels && padded)) {
            QCOMPARE(convolution.recomputed(), cancels ? c.count * c.stage().layer.groups : 0);
        }
    }
}

QTEST_APPLESS_MAIN(TestConvolutionNorms)
#include "tst_convolution_norms.moc"
