// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/nn/layers/classifier.h"
#include "engine/nn/layers/classifier_twin.h"
#include "tests/support/near.h"
#include "tests/support/reference_numbers.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::nn;
using scorescope::test::near;

namespace {

constexpr double ofNorms = 1e-5;
constexpr double ofSquares = 2e-5;

/// A network with weights and examples, reproducible from its shape.
struct Case {
    LayeredNetwork network;
    std::vector<float> weights;
    std::vector<float> images;
    std::vector<std::uint32_t> labels;

    LabelledImages examples() const { return {images.data(), labels.data(), labels.size()}; }
    LabelledImages example(std::size_t m) const {
        return {images.data() + m * network.input().size(), labels.data() + m, 1};
    }
    Classifier classifier(const ClassifierOptions& options = {}) const {
        Classifier made(network, options);
        made.set(weights);
        return made;
    }
};

Case makeCase(const ImageShape& input, const std::string& layers, std::size_t count) {
    Case made{LayeredNetwork(input, parseLayers(layers)), {}, {}, {}};
    made.weights = firstWeights(made.network, FirstWeights::he, 11);
    RandomStream random(3, Purpose::test, static_cast<std::uint32_t>(made.network.parameters()));
    for (const NamedPart& part : made.network.parts()) { // biases of some size, too
        for (std::size_t i = part.offset; part.shape.size() == 1 && i < part.offset + part.size();
             ++i) {
            made.weights[i] = static_cast<float>(random.uniform(-0.3, 0.3));
        }
    }
    for (std::size_t i = 0; i < count * input.size(); ++i) {
        made.images.push_back(static_cast<float>(random.normal()));
    }
    for (std::size_t m = 0; m < count; ++m) {
        made.labels.push_back(static_cast<std::uint32_t>(random.below(made.network.outputs())));
    }
    return made;
}

struct Shape {
    const char* layers;
    ImageShape input;
};
const std::vector<Shape>& shapes() {
    static const std::vector<Shape> all{
        {"linear 7, relu, linear 5, tanh, linear 4", {6, 1, 1}},
        {"linear 7 no bias, tanh, linear 4 no bias", {2, 3, 2}},
        {"linear 3", {5, 1, 1}},
        {"linear 8, tanh, tanh, relu, linear 3", {6, 1, 1}},
        {"flatten, linear 6, relu, linear 3", {2, 3, 4}},
        {"tanh, linear 3", {6, 1, 1}},
        {"conv 4 3x3, relu, flatten, linear 3", {1, 9, 9}},
        {"conv 4 3 no bias, tanh, flatten, linear 3", {3, 7, 6}},
        {"conv 4 3 pad 1, tanh, maxpool 2, flatten, linear 5", {3, 9, 8}},
        {"conv 6 3x5 stride 2x1 pad 1x2, relu, conv 5 3 dilation 2, tanh, flatten, linear 3",
         {2, 13, 9}},
        {"conv 4 3x2 stride 3 pad 2x1 dilation 1x3, tanh, flatten, linear 3", {2, 10, 11}},
        {"conv 8 3 pad 1 groups 2, relu, avgpool 2, conv 8 1 groups 4 no bias, tanh, flatten, "
         "linear 3",
         {4, 8, 8}},
        {"conv 6 3 groups 6, relu, conv 10 1, relu, flatten, linear 3", {6, 7, 7}},
        {"conv 12 3 pad 1 groups 6 dilation 1x2, tanh, flatten, linear 3", {6, 7, 7}},
        {"conv 9 1, tanh, conv 4 1 stride 2, tanh, flatten, linear 3", {3, 6, 5}},
        {"conv 4 3 pad 1, maxpool 3 stride 2 pad 1, relu, avgpool 2x1, flatten, linear 3",
         {2, 9, 9}},
        {"relu, avgpool 2, conv 4 2, flatten, relu, linear 3", {3, 6, 6}},
        {"maxpool 2, flatten, tanh, linear 3", {2, 5, 5}},
        {"conv 3 7, relu, flatten, linear 4", {2, 7, 7}},
        {"conv 16 3 pad 1, relu, maxpool 2, conv 32 3 pad 1, relu, maxpool 2, flatten, linear 20, "
         "relu, linear 10",
         {1, 12, 12}},
    };
    return all;
}

void addShapes() {
    QTest::addColumn<int>("shape");
    for (std::size_t i = 0; i < shapes().size(); ++i) {
        QTest::newRow(shapes()[i].layers) << static_cast<int>(i);
    }
}

Case caseOf(int shape, std::size_t count) {
    const Shape& of = shapes()[static_cast<std::size_t>(shape)];
    return makeCase(of.input, of.layers, count);
}

std::vector<double> doubles(const std::vector<float>& values) {
    return {values.begin(), values.end()};
}

std::unique_ptr<ClassifierTwin> twinOf(const Case& c, TorchType type) {
    auto twin = makeClassifierTwin(c.network, type, 1);
    twin->setWeights(doubles(c.weights));
    twin->setExamples(doubles(c.images), c.labels);
    return twin;
}

double distance(const std::vector<float>& ours, const std::vector<double>& reference) {
    double difference = 0.0;
    double length = 0.0;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        difference += std::pow(static_cast<double>(ours[i]) - reference[i], 2);
        length += reference[i] * reference[i];
    }
    return std::sqrt(difference / length);
}

/// The first of several numbers that is not near its reference, in words; empty: all are.
QByteArray differences(const std::vector<double>& ours, const std::vector<double>& reference,
                       double rtol, double atol = 0.0) {
    if (ours.size() != reference.size()) {
        return "not as many";
    }
    for (std::size_t i = 0; i < ours.size(); ++i) {
        std::string why;
        if (!near(ours[i], reference[i], rtol, atol, &why)) {
            return "number " + QByteArray::number(qulonglong(i)) + ": " + why.c_str();
        }
    }
    return {};
}

template <class Work> QString refusal(const Work& work) {
    try {
        work();
    } catch (const std::invalid_argument& error) {
        return QString::fromStdString(error.what());
    }
    return {};
}

QString refusedClassifier(const std::string& layers) {
    return refusal([&] { Classifier(LayeredNetwork({2, 4, 4}, parseLayers(layers))); });
}

} // namespace

class TestLayeredClassifier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knownValues();
    void agreesWithAutograd_data();
    void agreesWithAutograd();
    void agreesWithAutogradInSinglePrecision();
    void normsAreThoseOfSingleGradients_data();
    void normsAreThoseOfSingleGradients();
    void agreesWithPython();
    void threadsAndChunksGiveTheSame_data();
    void threadsAndChunksGiveTheSame();
    void gradientIsTheDerivative();
    void factorsScaleGradientsAlone();
    void sureExamplesKeepTheirDigits();
    void lastLayerNormsBoundFromBelow();
    void outputsOfEachLayer();
    void noExamples();
    void fewExamplesAfterMany();
    void divergedWeightsAreSeen();
    void refusesNetworks();
    void refusesExamples();
};

void TestLayeredClassifier::knownValues() {
    // z = (1, 0) for the first image and (0, 2) for the second: W is the unit matrix.
    Classifier classifier(LayeredNetwork({2, 1, 1}, parseLayers("linear 2 no bias")));
    classifier.set({1.0F, 0.0F, 0.0F, 1.0F});
    const std::vector<float> images{1.0F, 0.0F, 0.0F, 2.0F};
    const std::vector<std::uint32_t> labels{0, 0};
    std::vector<float> gradient(4);
    const ExampleScores scores = classifier.gradient({images.data(), labels.data(), 2}, nullptr,
                                                     gradient.data(), Classifier::Norms::with);
    const double p = 1.0 / (1.0 + std::exp(1.0));  // of class 1, for the first
    const double q = 1.0 / (1.0 + std::exp(-2.0)); // for the second
    QCOMPARE(differences(scores.losses, {-std::log1p(-p), 2.0 - std::log(q)}, 1e-12), QByteArray());
    QVERIFY((scores.correct == std::vector<std::uint8_t>{1, 0}));
    // ‖x‖² ‖p − onehot‖² with p − onehot = (−p, p)
    QCOMPARE(differences(scores.squaredNorms, {2.0 * p * p, 4.0 * 2.0 * q * q}, 1e-6),
             QByteArray());
    QCOMPARE(differences(doubles(gradient), {-0.5 * p, -q, 0.5 * p, q}, 1e-6), QByteArray());
    const ExampleScores last = classifier.lastLayer({images.data(), labels.data(), 2});
    QCOMPARE(differences(last.outputNorms, {std::sqrt(2.0) * p, std::sqrt(2.0) * q}, 1e-12),
             QByteArray());
    QCOMPARE(
        differences(last.lastLayerNorms, {std::sqrt(2.0) * p, 2.0 * std::sqrt(2.0) * q}, 1e-12),
        QByteArray());
}

void TestLayeredClassifier::agreesWithAutograd_data() {
    addShapes();
}

void TestLayeredClassifier::agreesWithAutograd() {
    QFETCH(int, shape);
    const Case c = caseOf(shape, 9);
    const auto twin = twinOf(c, TorchType::float64);
    const std::vector<double> factors{1.0, 0.0, 2.5, 0.25, 3.0, 1.0, 0.0, 0.125, 1.5};
    const std::vector<float> given(factors.begin(), factors.end());
    const double loss = twin->lossAndGradient(factors);
    const std::vector<double> squares = twin->squaredNorms();
    const std::vector<double> losses = twin->losses();
    for (const NormForm form : {NormForm::automatic, NormForm::direct, NormForm::ghost}) {
        ClassifierOptions options;
        options.normForm = form;
        Classifier classifier = c.classifier(options);
        std::vector<float> gradient(c.network.parameters(), 99.0F);
        const ExampleScores both = classifier.gradient(c.examples(), given.data(), gradient.data(),
                                                       Classifier::Norms::with);
        QCOMPARE(differences(both.losses, losses, 1e-6, 1e-6), QByteArray());
        QCOMPARE(differences(both.squaredNorms, squares, ofSquares), QByteArray());
        QVERIFY(distance(gradient, twin->gradient()) < 3e-6);
        double weighted = 0.0;
        for (std::size_t m = 0; m < factors.size(); ++m) {
            weighted += factors[m] * both.losses[m] / static_cast<double>(factors.size());
        }
        QCOMPARE(differences({weighted}, {loss}, 1e-6), QByteArray());
        QCOMPARE(differences(classifier.norms(c.examples()).squaredNorms, squares, ofSquares),
                 QByteArray());
        std::vector<float> alone(c.network.parameters(), -99.0F);
        const ExampleScores without = classifier.gradient(c.examples(), given.data(), alone.data());
        QVERIFY(without.squaredNorms.empty());
        QVERIFY(distance(alone, twin->gradient()) < 3e-6);
    }
}

void TestLayeredClassifier::agreesWithAutogradInSinglePrecision() {
    for (int shape = 0; shape < static_cast<int>(shapes().size()); ++shape) {
        const Case c = caseOf(shape, 4);
        Classifier classifier = c.classifier();
        const auto twin = twinOf(c, TorchType::float32);
        QCOMPARE(differences(classifier.norms(c.examples()).squaredNorms, twin->squaredNorms(),
                             2 * ofSquares),
                 QByteArray());
    }
}

void TestLayeredClassifier::normsAreThoseOfSingleGradients_data() {
    addShapes();
}

void TestLayeredClassifier::normsAreThoseOfSingleGradients() {
    QFETCH(int, shape);
    const Case c = caseOf(shape, 6);
    Classifier classifier = c.classifier();
    std::vector<double> squares;
    std::vector<float> gradient(c.network.parameters());
    for (std::size_t m = 0; m < c.labels.size(); ++m) {
        static_cast<void>(classifier.gradient(c.example(m), nullptr, gradient.data()));
        squares.push_back(sumOfSquares(gradient.data(), gradient.size()));
    }
    QCOMPARE(differences(classifier.norms(c.examples()).squaredNorms, squares, ofSquares),
             QByteArray());
}

/// What reference_gradient_norms.py found with the same numbers.
void TestLayeredClassifier::agreesWithPython() {
    const LayeredNetwork network(
        {3, 12, 11}, parseLayers("conv 6 3 pad 1 groups 3, relu, maxpool 3 stride 2 pad 1, conv 8 "
                                 "2 stride 2 no bias, tanh, flatten, linear 5"));
    std::vector<float> weights = test::congruentialNumbers(5, network.parameters());
    for (float& w : weights) {
        w -= 0.5F;
    }
    constexpr std::size_t count = 6;
    std::vector<float> images = test::congruentialNumbers(9, count * network.input().size());
    for (float& x : images) {
        x = 2.0F * x - 1.0F;
    }
    const std::vector<std::uint32_t> labels{0, 1, 2, 3, 4, 0};
    const test::ReferenceNumbers reference("../nn/layers/reference_gradient_norms.csv");
    std::vector<double> losses;
    std::vector<double> squares;
    for (std::size_t m = 0; m < count; ++m) {
        losses.push_back(reference["loss_" + std::to_string(m)]);
        squares.push_back(reference["square_" + std::to_string(m)]);
    }
    Classifier classifier(network);
    classifier.set(weights);
    const ExampleScores scores = classifier.norms({images.data(), labels.data(), count});
    QCOMPARE(differences(scores.losses, losses, 1e-6, 1e-6), QByteArray());
    QCOMPARE(differences(scores.squaredNorms, squares, ofSquares), QByteArray());
}

void TestLayeredClassifier::threadsAndChunksGiveTheSame_data() {
    addShapes();
}

void TestLayeredClassifier::threadsAndChunksGiveTheSame() {
    QFETCH(int, shape);
    const Case c = caseOf(shape, 301);
    std::vector<float> factors(c.labels.size());
    for (std::size_t m = 0; m < factors.size(); ++m) {
        factors[m] = static_cast<float>(m % 5) * 0.5F;
    }
    const auto run = [&](const ClassifierOptions& options, std::vector<float>& gradient) {
        Classifier classifier = c.classifier(options);
        gradient.resize(c.network.parameters());
        return classifier.gradient(c.examples(), factors.data(), gradient.data(),
                                   Classifier::Norms::with);
    };
    ClassifierOptions options;
    options.threads = 1;
    std::vector<float> gradient;
    const ExampleScores scores = run(options, gradient);
    std::vector<float> other;
    for (const int threads : {2, 5}) {
        options.threads = threads;
        const ExampleScores again = run(options, other);
        QVERIFY(again.losses == scores.losses);
        QVERIFY(again.squaredNorms == scores.squaredNorms);
        QVERIFY(other == gradient);
    }
    // Chunks of a few examples: the sums are rounded at other places.
    options.chunkBytes = 1;
    while (Classifier(c.network, options).chunk() < 40) {
        options.chunkBytes *= 2;
    }
    QVERIFY(Classifier(c.network, options).chunk() < 100);
    const ExampleScores chunked = run(options, other);
    QCOMPARE(differences(chunked.losses, scores.losses, 1e-6, 1e-6), QByteArray());
    QCOMPARE(differences(chunked.squaredNorms, scores.squaredNorms, 1e-5), QByteArray());
    QVERIFY(distance(other, doubles(gradient)) < 3e-6);
}

void TestLayeredClassifier::gradientIsTheDerivative() {
    const Case c = makeCase(
        {2, 8, 8}, "conv 5 3 pad 1, tanh, avgpool 2, flatten, linear 9, tanh, linear 4", 20);
    Classifier classifier = c.classifier();
    std::vector<float> gradient(c.network.parameters());
    static_cast<void>(classifier.gradient(c.examples(), nullptr, gradient.data()));
    const auto meanLossAt = [&](const std::vector<float>& weights) {
        classifier.set(weights);
        const std::vector<double> losses = classifier.evaluate(c.examples()).losses;
        return std::accumulate(losses.begin(), losses.end(), 0.0) /
               static_cast<double>(losses.size());
    };
    // Along random directions: no part of the gradient is hidden by a larger one.
    for (std::uint32_t direction = 0; direction < 5; ++direction) {
        RandomStream random(17, Purpose::test, direction);
        std::vector<float> forward = c.weights;
        std::vector<float> backward = c.weights;
        double expected = 0.0;
        for (std::size_t i = 0; i < forward.size(); ++i) {
            forward[i] += static_cast<float>(2e-3 * random.normal());
            backward[i] = c.weights[i] - (forward[i] - c.weights[i]);
            expected +=
                static_cast<double>(gradient[i]) * static_cast<double>(forward[i] - backward[i]);
        }
        QCOMPARE(differences({meanLossAt(forward) - meanLossAt(backward)}, {expected}, 2e-3, 2e-7),
                 QByteArray());
    }
}

void TestLayeredClassifier::factorsScaleGradientsAlone() {
    const Case c = makeCase({1, 9, 9}, "conv 6 3, relu, flatten, linear 12, relu, linear 5", 7);
    Classifier classifier = c.classifier();
    const std::vector<float> factors{0.0F, 1.0F, 2.0F, 0.5F, 0.0F, 4.0F, 0.25F};
    std::vector<double> expected(c.network.parameters());
    std::vector<float> gradient(c.network.parameters());
    for (std::size_t m = 0; m < factors.size(); ++m) {
        static_cast<void>(classifier.gradient(c.example(m), nullptr, gradient.data()));
        for (std::size_t i = 0; i < expected.size(); ++i) {
            expected[i] += static_cast<double>(factors[m]) * static_cast<double>(gradient[i]) / 7.0;
        }
    }
    const ExampleScores scores =
        classifier.gradient(c.examples(), factors.data(), gradient.data(), Classifier::Norms::with);
    QVERIFY(distance(gradient, expected) < 1e-6);
    // Also of the example whose factor is 0.
    QCOMPARE(differences(scores.squaredNorms, classifier.norms(c.examples()).squaredNorms, 1e-12),
             QByteArray());
    const std::vector<float> none(7, 0.0F);
    static_cast<void>(classifier.gradient(c.examples(), none.data(), gradient.data()));
    QVERIFY(std::all_of(gradient.begin(), gradient.end(),
                        [](float g) { return std::fpclassify(g) == FP_ZERO; }));
}

void TestLayeredClassifier::sureExamplesKeepTheirDigits() {
    Case c = makeCase({3, 1, 1}, "linear 4", 3);
    for (float& w : c.weights) {
        w *= 20.0F;
    }
    Classifier classifier = c.classifier();
    const std::vector<float> scores = classifier.outputs(c.images.data(), 3, 1);
    for (std::size_t m = 0; m < 3; ++m) {
        c.labels[m] = static_cast<std::uint32_t>(
            std::max_element(scores.begin() + static_cast<std::ptrdiff_t>(4 * m),
                             scores.begin() + static_cast<std::ptrdiff_t>(4 * m + 4)) -
            scores.begin() - static_cast<std::ptrdiff_t>(4 * m));
    }
    const auto twin = twinOf(c, TorchType::float64);
    const ExampleScores found = classifier.norms(c.examples());
    QVERIFY(*std::min_element(found.losses.begin(), found.losses.end()) < 1e-6);
    // Scores of 50 are rounded at 4e-6, which is how far a loss of exp(−20) can be told.
    QCOMPARE(differences(found.losses, twin->losses(), 3e-5), QByteArray());
    QCOMPARE(differences(found.squaredNorms, twin->squaredNorms(), 6e-5), QByteArray());
}

void TestLayeredClassifier::lastLayerNormsBoundFromBelow() {
    const Case c = makeCase({1, 8, 8}, "conv 4 3, relu, flatten, linear 10, relu, linear 5", 12);
    Classifier classifier = c.classifier();
    const ExampleScores last = classifier.lastLayer(c.examples());
    const ExampleScores all = classifier.norms(c.examples());
    const NamedPart& weights = c.network.parts()[4];
    std::vector<float> gradient(c.network.parameters());
    for (std::size_t m = 0; m < c.labels.size(); ++m) {
        QVERIFY(last.lastLayerNorms[m] <= std::sqrt(all.squaredNorms[m]) * (1.0 + ofNorms));
        static_cast<void>(classifier.gradient(c.example(m), nullptr, gradient.data()));
        const double square = sumOfSquares(gradient.data() + weights.offset, 50 + 5);
        QCOMPARE(differences({last.lastLayerNorms[m]}, {std::sqrt(square)}, ofNorms), QByteArray());
        const double ofBias = sumOfSquares(gradient.data() + weights.offset + 50, 5);
        QCOMPARE(differences({last.outputNorms[m]}, {std::sqrt(ofBias)}, ofNorms), QByteArray());
    }
    QVERIFY(last.losses == all.losses && last.correct == all.correct);
}

void TestLayeredClassifier::outputsOfEachLayer() {
    // A kernel of one number: y = 2 x for channel 0, −x for channel 1.
    const LayeredNetwork network({1, 2, 2},
                                 parseLayers("conv 2 1 no bias, relu, flatten, linear 2"));
    Classifier classifier(network);
    std::vector<float> weights(network.parameters(), 0.0F);
    weights[0] = 2.0F;
    weights[1] = -1.0F;
    weights[2] = 1.0F;         // score 0 = 2 x₀₀
    weights[2 + 8 + 4] = 3.0F; // score 1 = −3 x₀₀ where that is positive
    classifier.set(weights);
    const std::vector<float> image{1.0F, -2.0F, 3.0F, -4.0F};
    QVERIFY((classifier.outputs(image.data(), 1, 1) ==
             std::vector<float>{2.0F, -4.0F, 6.0F, -8.0F, -1.0F, 2.0F, -3.0F, 4.0F}));
    const std::vector<float> rectified{2.0F, 0.0F, 6.0F, 0.0F, 0.0F, 2.0F, 0.0F, 4.0F};
    QVERIFY(classifier.outputs(image.data(), 1, 2) == rectified);
    QVERIFY(classifier.outputs(image.data(), 1, 3) == rectified);
    QVERIFY((classifier.outputs(image.data(), 1, 4) == std::vector<float>{2.0F, 0.0F}));
    QVERIFY(classifier.outputs(nullptr, 0, 4).empty());
    QCOMPARE(refusal([&] { static_cast<void>(classifier.outputs(image.data(), 1, 5)); }),
             QString("the network has layers 1 to 4, not 5"));
    QVERIFY(!refusal([&] { static_cast<void>(classifier.outputs(image.data(), 1, 0)); }).isEmpty());
}

void TestLayeredClassifier::noExamples() {
    const Case c = makeCase({1, 6, 6}, "conv 3 3, flatten, linear 3", 1);
    Classifier classifier = c.classifier();
    std::vector<float> gradient(c.network.parameters(), 5.0F);
    const ExampleScores scores =
        classifier.gradient({}, nullptr, gradient.data(), Classifier::Norms::with);
    QVERIFY(scores.losses.empty() && scores.correct.empty() && scores.squaredNorms.empty());
    QVERIFY(std::all_of(gradient.begin(), gradient.end(),
                        [](float g) { return std::fpclassify(g) == FP_ZERO; }));
    QVERIFY(classifier.norms({}).squaredNorms.empty());
    QVERIFY(classifier.evaluate({}).losses.empty());
    QVERIFY(classifier.lastLayer({}).outputNorms.empty());
}

void TestLayeredClassifier::fewExamplesAfterMany() {
    // What an earlier, larger pass left behind must not show.
    const Case c = makeCase(
        {2, 9, 9}, "conv 4 3 pad 1, relu, maxpool 3 stride 2 pad 1, flatten, linear 3", 40);
    Classifier used = c.classifier();
    std::vector<float> gradient(c.network.parameters());
    static_cast<void>(
        used.gradient(c.examples(), nullptr, gradient.data(), Classifier::Norms::with));
    QVERIFY(used.bytes() > 40 * (162 + 324) * sizeof(float));
    static_cast<void>(used.gradient(c.example(3), nullptr, gradient.data()));
    Classifier fresh = c.classifier();
    QCOMPARE(fresh.bytes(), std::size_t(0));
    std::vector<float> other(c.network.parameters());
    static_cast<void>(fresh.gradient(c.example(3), nullptr, other.data()));
    QVERIFY(gradient == other);
    QVERIFY(used.norms(c.example(3)).squaredNorms == fresh.norms(c.example(3)).squaredNorms);
}

void TestLayeredClassifier::divergedWeightsAreSeen() {
    const Case c = makeCase({4, 1, 1}, "linear 5, relu, linear 5, tanh, linear 3", 4);
    Classifier classifier = c.classifier();
    std::fill_n(classifier.mutableWeights(), c.network.parameters(),
                std::numeric_limits<float>::max());
    std::vector<float> gradient(c.network.parameters());
    const ExampleScores scores =
        classifier.gradient(c.examples(), nullptr, gradient.data(), Classifier::Norms::with);
    QVERIFY(std::none_of(scores.losses.begin(), scores.losses.end(),
                         [](double loss) { return std::isfinite(loss); }));
    QVERIFY(std::count(scores.correct.begin(), scores.correct.end(), 1) == 0);
}

void TestLayeredClassifier::refusesNetworks() {
    QCOMPARE(refusedClassifier("flatten, linear 4, batchnorm, relu, linear 3"),
             QString("layer 3 (batchnorm): with batch normalization an example's loss depends on "
                     "the others of its minibatch, so that it has no gradient of its own; leave "
                     "it out"));
    QCOMPARE(refusedClassifier("flatten, linear 32, relu, linear 32 shares layer2, linear 3"),
             QString("layer 4 (linear 32 shares layer2): with shared weights the squared norm of "
                     "a gradient is not the sum over layers; give the layer weights of its own"));
    const QString ending = ": a classifier ends with a linear layer of at least 2 units, one for "
                           "each class";
    QCOMPARE(refusedClassifier("flatten, linear 5, relu"), "layer 3 (relu)" + ending);
    QCOMPARE(refusedClassifier("flatten, linear 1"), "layer 2 (linear 1)" + ending);
    QCOMPARE(refusedClassifier("conv 4 4"), "layer 1 (conv 4 4x4)" + ending);
    const LayeredNetwork network({3, 1, 1}, parseLayers("linear 2"));
    ClassifierOptions options;
    options.chunkBytes = 0;
    QCOMPARE(refusal([&] { Classifier(network, options); }),
             QString("a chunk of examples must have at least 1 byte"));
}

void TestLayeredClassifier::refusesExamples() {
    Case c = makeCase({3, 1, 1}, "linear 2", 5);
    Classifier classifier = c.classifier();
    QCOMPARE(refusal([&] { classifier.set(std::vector<float>(7)); }),
             QString("the network has 8 weights, not 7"));
    QCOMPARE(refusal([&] {
                 classifier.set(std::vector<float>(8, std::numeric_limits<float>::infinity()));
             }),
             QString("the weights of a network must be finite"));
    QVERIFY(classifier.weights() == c.weights);
    std::vector<float> gradient(8);
    std::vector<float> factors(5, 1.0F);
    factors[4] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(refusal([&] {
                 static_cast<void>(
                     classifier.gradient(c.examples(), factors.data(), gradient.data()));
             }),
             QString("the factors of examples must be finite"));
    c.labels[2] = 2;
    QCOMPARE(refusal([&] { static_cast<void>(classifier.evaluate(c.examples())); }),
             QString("example 2: its label is 2, but the classes are 0 to 1"));
    c.labels[2] = 1;
    c.images[3 * 4 + 1] = std::numeric_limits<float>::infinity();
    QCOMPARE(refusal([&] { static_cast<void>(classifier.norms(c.examples())); }),
             QString("example 4: its numbers must be finite"));
    QCOMPARE(refusal([&] { static_cast<void>(classifier.outputs(c.images.data(), 5, 1)); }),
             QString("example 4: its numbers must be finite"));
}

QTEST_APPLESS_MAIN(TestLayeredClassifier)
#include "tst_layered_classifier.moc"
