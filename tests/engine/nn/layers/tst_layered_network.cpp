// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/nn/layers/layered_network.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;

namespace {

/// What the work says when it refuses; empty when it does not.
template <class Work> QString refusal(const Work& work) {
    try {
        work();
    } catch (const std::invalid_argument& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

QString refusedNetwork(const ImageShape& input, const std::string& text) {
    return refusal([&] { LayeredNetwork(input, parseLayers(text)); });
}

} // namespace

class TestLayeredNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsLayers();
    void writesWhatItReads_data();
    void writesWhatItReads();
    void saysWhereATextIsWrong_data();
    void saysWhereATextIsWrong();
    void findsShapesAndParts();
    void partsOfSharedWeights();
    void refusesWhatDoesNotFit_data();
    void refusesWhatDoesNotFit();
    void firstWeightsAreOfTheirRule_data();
    void firstWeightsAreOfTheirRule();
    void firstWeightsAreReproducible();
};

void TestLayeredNetwork::readsLayers() {
    const std::vector<Layer> layers =
        parseLayers("Conv 32 5x5 pad 2, relu,maxpool 2 , flatten, linear 10 no bias");
    QCOMPARE(layers.size(), std::size_t(5));
    QVERIFY(layers[0] == Layer::convolution(32, {5, 5}, {2, 2}));
    QVERIFY(layers[1] == Layer::of(LayerKind::relu));
    QVERIFY(layers[2] == Layer::pool(LayerKind::maxPool, {2, 2}));
    QVERIFY(layers[3] == Layer::of(LayerKind::flatten));
    QVERIFY(layers[4] == Layer::linear(10, false));
    const Layer all =
        parseLayers("conv 8 3x5 groups 2 dilation 2x1 stride 3 pad 1x2 no bias shares layer1")[0];
    QVERIFY((all.kernel == Window{3, 5} && all.stride == Window{3, 3}));
    QVERIFY((all.padding == Window{1, 2} && all.dilation == Window{2, 1}));
    QVERIFY(all.groups == 2 && !all.bias && all.sharesWith == "layer1");
}

void TestLayeredNetwork::writesWhatItReads_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written");
    const auto add = [](const char* text, const char* written) {
        QTest::newRow(text) << QString(text) << QString(written);
    };
    add("linear 512, relu, linear 10", "linear 512, relu, linear 10");
    add("conv 32 5 pad 2,tanh", "conv 32 5x5 pad 2x2, tanh");
    add("conv 8 3x5 no bias groups 2 dilation 2 stride 1x2",
        "conv 8 3x5 stride 1x2 dilation 2x2 groups 2 no bias");
    add("maxpool 3 stride 2 pad 1, avgpool 2x1, flatten, batchnorm, linear 3 shares layer1",
        "maxpool 3x3 stride 2x2 pad 1x1, avgpool 2x1, flatten, batchnorm, linear 3 shares layer1");
}

void TestLayeredNetwork::writesWhatItReads() {
    QFETCH(QString, text);
    QFETCH(QString, written);
    const std::vector<Layer> layers = parseLayers(text.toStdString());
    QCOMPARE(QString::fromStdString(layersText(layers)), written);
    QVERIFY(parseLayers(written.toStdString()) == layers);
}

void TestLayeredNetwork::saysWhereATextIsWrong_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto add = [](const char* text, const char* message) {
        QTest::newRow(text) << QString(text) << QString("layers, character ") + message;
    };
    const QString kinds = "a layer must be, one of linear, conv, relu, tanh, maxpool, avgpool, "
                          "flatten, batchnorm";
    QTest::newRow("empty") << ""
                           << "layers, character 1: the end stands where " + kinds;
    QTest::newRow("slip") << "linear 5, rleu"
                          << "layers, character 11: 'rleu' stands where " + kinds +
                                 " (did you mean 'relu'?)";
    QTest::newRow("comma") << "linear 5,"
                           << "layers, character 10: the end stands where " + kinds;
    add("linear", "7: the end stands where the number of units, a whole number from 1 on, must be");
    add("linear 0", "8: '0' stands where the number of units, a whole number from 1 on, must be");
    add("linear -3", "8: '-3' stands where the number of units, a whole number from 1 on, must be");
    add("linear 9999999999",
        "8: '9999999999' stands where the number of units, a whole number from 1 on, must be");
    add("relu, conv 3 5y5",
        "14: '5y5' stands where the size of a window, whole numbers from 1 on like 5x5 (rows x "
        "columns) or 5, must be");
    add("conv 3 5x",
        "8: '5x' stands where the size of a window, whole numbers from 1 on like 5x5 (rows x "
        "columns) or 5, must be");
    add("conv 3 5 pad no", "14: 'no' stands where the padding, whole numbers from 0 on like 5x5 "
                           "(rows x columns) or 5, must be");
    add("linear 3 no relu", "13: 'relu' stands where 'bias' must follow 'no'");
    add("relu 5", "6: '5' stands where a comma or the end must be");
    add("maxpool 2 groups 2",
        "11: 'groups' stands where a comma or the end must be, or one of stride, pad");
    add("conv 4 3 pad 1 pad 1", "16: 'pad' stands where a comma or the end must be, or one of "
                                "stride, dilation, groups, no bias, shares");
    add("linear 3 shares", "16: the end stands where the name of another layer, like layer1, must "
                           "be");
}

void TestLayeredNetwork::saysWhereATextIsWrong() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    QCOMPARE(refusal([&] { static_cast<void>(parseLayers(text.toStdString())); }), message);
}

void TestLayeredNetwork::findsShapesAndParts() {
    const LayeredNetwork network(
        {3, 32, 30}, parseLayers("conv 8 5x3 stride 2x1 pad 1x0 dilation 2x3, relu, maxpool 3 "
                                 "stride 2 pad 1, flatten, linear 10 no bias"));
    const auto& stages = network.stages();
    // (32 + 2 − 2·4 − 1)/2 + 1 = 13 rows and 30 − 3·2 = 24 columns.
    QVERIFY((stages[0].out == ImageShape{8, 13, 24}));
    QVERIFY((stages[2].out == ImageShape{8, 7, 12}));
    QVERIFY((stages[3].out == ImageShape{672, 1, 1}));
    QCOMPARE(network.outputs(), std::size_t(10));
    QCOMPARE(network.parameters(), std::size_t(8 * 3 * 5 * 3 + 8 + 6720));
    const std::vector<NamedPart>& parts = network.parts();
    QCOMPARE(parts.size(), std::size_t(3));
    QVERIFY(parts[0].name == "layer1.weight" && parts[1].name == "layer1.bias" &&
            parts[2].name == "layer5.weight");
    QVERIFY((parts[0].shape == std::vector<std::size_t>{8, 3, 5, 3}));
    QVERIFY((parts[2].shape == std::vector<std::size_t>{10, 672}));
    QCOMPARE(parts[2].offset, std::size_t(368));
    // The network of the thesis' chapter 7 takes images as they are.
    const LayeredNetwork flat({3, 32, 32}, parseLayers("linear 2048, relu, linear 10"));
    QCOMPARE(flat.parameters(), std::size_t(3072 * 2048 + 2048 + 20480 + 10));
}

void TestLayeredNetwork::partsOfSharedWeights() {
    const LayeredNetwork network({4, 1, 1}, parseLayers("linear 4, tanh, linear 4 shares layer1"));
    QCOMPARE(network.parameters(), std::size_t(16 + 4 + 4));
    QCOMPARE(network.stages()[2].weightAt, std::size_t(0));
    QVERIFY(network.parts()[2].name == "layer3.bias");
}

void TestLayeredNetwork::refusesWhatDoesNotFit_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto add = [](const char* text, const char* message) {
        QTest::newRow(text) << QString(text) << QString(message);
    };
    add("conv 4 9", "layer 1 (conv 4 9x9): the window does not fit what comes before it, 3 "
                    "channels of 8 x 8");
    add("relu, conv 4 3 dilation 4", "layer 2 (conv 4 3x3 dilation 4x4): the window does not fit "
                                     "what comes before it, 3 channels of 8 x 8");
    add("conv 4 3 pad 3", "layer 1 (conv 4 3x3 pad 3x3): the padding must be below the kernel's "
                          "size, or windows would see nothing else");
    add("conv 4 3 groups 2", "layer 1 (conv 4 3x3 groups 2): the groups must divide the channels "
                             "before (3) and behind (4)");
    add("relu, linear 4", "layer 2 (linear 4): comes after 3 channels of 8 x 8: put flatten "
                          "between them");
    add("flatten, linear 100000000", "layer 2 (linear 100000000): has more than 2^28 weights");
    add("flatten, linear 4, linear 5 shares layer2",
        "layer 3 (linear 5 shares layer2): shares the weights of an earlier layer, named like "
        "layer1, that has weights of its own of the same shape");
    add("flatten, linear 4, linear 4 shares layer3",
        "layer 3 (linear 4 shares layer3): shares the weights of an earlier layer, named like "
        "layer1, that has weights of its own of the same shape");
}

void TestLayeredNetwork::refusesWhatDoesNotFit() {
    QFETCH(QString, text);
    QFETCH(QString, message);
    QCOMPARE(refusedNetwork({3, 8, 8}, text.toStdString()), message);
    QVERIFY(!refusedNetwork({3, 0, 8}, "flatten").isEmpty());
    QCOMPARE(refusal([] {
                 LayeredNetwork({1, 1, 1}, {});
             }),
             QString("a network needs at least one layer"));
    Layer average = Layer::pool(LayerKind::averagePool, {2, 2});
    average.padding = {1, 1};
    QCOMPARE(refusal([&] {
                 LayeredNetwork({1, 4, 4}, {average});
             }),
             QString("layer 1 (avgpool 2x2 pad 1x1): averages have no padding"));
    Layer none = Layer::linear(0);
    QCOMPARE(refusal([&] {
                 LayeredNetwork({1, 4, 4}, {none});
             }),
             QString("layer 1 (linear 0): must have at least 1 unit"));
    Layer still = Layer::convolution(2, {2, 2}, {0, 0}, {0, 1});
    QCOMPARE(refusal([&] {
                 LayeredNetwork({1, 4, 4}, {still});
             }),
             QString("layer 1 (conv 2 2x2 stride 0x1): kernel, stride and dilation must be at "
                     "least 1"));
    Layer sharing = Layer::of(LayerKind::relu);
    sharing.sharesWith = "layer1";
    QCOMPARE(refusal([&] {
                 LayeredNetwork({1, 4, 4}, {sharing});
             }),
             QString("layer 1 (relu shares layer1): only linear layers and convolutions share "
                     "weights"));
}

void TestLayeredNetwork::firstWeightsAreOfTheirRule_data() {
    QTest::addColumn<bool>("he");
    QTest::addColumn<double>("firstBound");
    QTest::addColumn<double>("secondBound");
    // A kernel of 5 × 5 over 2 channels, each number of which goes to 3 · 25 outputs.
    QTest::newRow("he") << true << std::sqrt(6.0 / 50.0) << std::sqrt(6.0 / 1728.0);
    QTest::newRow("glorot") << false << std::sqrt(6.0 / 125.0) << std::sqrt(6.0 / 1768.0);
}

void TestLayeredNetwork::firstWeightsAreOfTheirRule() {
    QFETCH(bool, he);
    QFETCH(double, firstBound);
    QFETCH(double, secondBound);
    const LayeredNetwork network({2, 28, 28}, parseLayers("conv 3 5, flatten, linear 40"));
    const std::vector<float> weights =
        firstWeights(network, he ? FirstWeights::he : FirstWeights::glorot, 3);
    const auto check = [&](std::size_t part, double bound) {
        const NamedPart& at = network.parts()[part];
        double largest = 0.0;
        double mean = 0.0;
        double squares = 0.0;
        for (std::size_t i = at.offset; i < at.offset + at.size(); ++i) {
            const double w = static_cast<double>(weights[i]);
            largest = std::max(largest, std::abs(w));
            mean += w / static_cast<double>(at.size());
            squares += w * w / static_cast<double>(at.size());
        }
        const double deviations = 5.0 / std::sqrt(static_cast<double>(at.size()));
        return largest <= bound * 1.000001 && largest > 0.93 * bound &&
               std::abs(mean) < deviations * bound / std::sqrt(3.0) &&
               std::abs(squares / (bound * bound / 3.0) - 1.0) < deviations;
    };
    QVERIFY(check(0, firstBound));
    QVERIFY(check(2, secondBound));
    for (const std::size_t part : {std::size_t(1), std::size_t(3)}) {
        const NamedPart& at = network.parts()[part];
        const auto first = weights.begin() + static_cast<std::ptrdiff_t>(at.offset);
        QVERIFY(std::all_of(first, first + static_cast<std::ptrdiff_t>(at.size()),
                            [](float b) { return std::fpclassify(b) == FP_ZERO; }));
    }
}

void TestLayeredNetwork::firstWeightsAreReproducible() {
    const LayeredNetwork network({1, 28, 28}, parseLayers("linear 300, relu, linear 10"));
    const LayeredNetwork deeper({1, 28, 28}, parseLayers("linear 300, relu, linear 20, linear 9"));
    const std::vector<float> weights = firstWeights(network, FirstWeights::he, 7, 1);
    QVERIFY(firstWeights(network, FirstWeights::he, 7, 3) == weights);
    QVERIFY(firstWeights(network, FirstWeights::he, 8, 1) != weights);
    // What follows a layer does not change it.
    const std::vector<float> others = firstWeights(deeper, FirstWeights::he, 7, 2);
    QVERIFY(std::equal(weights.begin(), weights.begin() + 784 * 300, others.begin()));
    // Two layers of one shape have weights of their own.
    const LayeredNetwork twice({30, 1, 1}, parseLayers("linear 30 no bias, linear 30 no bias"));
    const std::vector<float> both = firstWeights(twice, FirstWeights::he, 7);
    QVERIFY(!std::equal(both.begin(), both.begin() + 900, both.begin() + 900));
}

QTEST_APPLESS_MAIN(TestLayeredNetwork)
#include "tst_layered_network.moc"
