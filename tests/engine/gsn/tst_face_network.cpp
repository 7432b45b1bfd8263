// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/drawn_faces.h"
#include "engine/data/minibatches.h"
#include "engine/data/standardization.h"
#include "engine/gsn/network/gaussian_output.h"
#include "engine/gsn/network/walkback.h"
#include "engine/nn/optimizers.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr std::size_t side = 16;
constexpr std::size_t pixels = side * side;
constexpr std::size_t trainingFaces = 1000;
constexpr std::size_t testFaces = 200;

/// Drawn faces, standardized by those to train on.
struct Faces {
    Faces() {
        const auto drawn = data::drawFaces(trainingFaces, side, data::FacePart::training, 1);
        const auto others = data::drawFaces(testFaces, side, data::FacePart::test, 1);
        const data::Standardization by = data::standardizationOf(drawn);
        training.resize(drawn.pixels.size());
        test.resize(others.pixels.size());
        data::standardize(by, drawn.pixels.data(), trainingFaces, training.data());
        data::standardize(by, others.pixels.data(), testFaces, test.data());
    }
    std::vector<float> training;
    std::vector<float> test;
};

/// The least that a factorized Gaussian can lose on these images, when it may be fitted to them:
/// Σ_i ½(log 2πv_i + 1), with the variance v_i of each pixel.
double bestFactorizedLoss(const std::vector<float>& images) {
    const auto rows = static_cast<double>(images.size() / pixels);
    double loss = 0.0;
    for (std::size_t p = 0; p < pixels; ++p) {
        double sum = 0.0;
        double squares = 0.0;
        for (std::size_t i = p; i < images.size(); i += pixels) {
            sum += static_cast<double>(images[i]);
            squares += static_cast<double>(images[i]) * static_cast<double>(images[i]);
        }
        const double variance = squares / rows - sum * sum / (rows * rows);
        loss += 0.5 * (std::log(2.0 * pi * variance) + 1.0);
    }
    return loss;
}

} // namespace

class TestFaceNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void learnsFaces_data() {
        QTest::addColumn<int>("depth");
        QTest::newRow("one layer") << 1;
        QTest::newRow("two layers") << 2;
    }
    /// What is learned is to undo noise: P(x | h) knows a corrupted face, so that it may tell more
    /// than what each pixel is by itself. How far a reconstruction is from the face grows with the
    /// steps, and so does α_k (§5.3.3, Figure 5.9).
    void learnsFaces() {
        QFETCH(int, depth);
        const Faces faces;
        const std::vector<std::size_t> sizes{pixels, 100, 60};
        const GsnShape shape({sizes.begin(), sizes.begin() + depth + 1});
        std::vector<float> weights = initialWeights(shape, 1);
        std::vector<float> gradient(weights.size());
        WalkbackPass pass(shape);
        WalkbackOptions options;
        options.steps = 4;
        options.scales.assign(options.steps, 1.0F);
        options.output.kind = GsnOutput::Kind::gaussian;
        options.noise.saltAndPepper = 0.2F;
        options.noise.pepper = -1.0F;
        options.noise.gaussian = 0.2F;
        options.noise.inside = 0.3F;
        options.noise.outside = 0.3F;
        const auto heldOut = [&] {
            return pass.run(weights.data(), options, {9, 0, 0}, faces.test.data(), testFaces,
                            nullptr, gradient.data());
        };
        const WalkbackPass::Result before = heldOut();
        nn::FloatOptimizer optimizer({}, weights.size()); // Adam
        data::Minibatches batches(trainingFaces, 50, 1);
        std::vector<float> batch(batches.size() * pixels);
        for (std::uint64_t step = 0; step < 300; ++step) {
            const std::vector<std::size_t> chosen = batches.batch(step);
            for (std::size_t row = 0; row < chosen.size(); ++row) {
                std::copy_n(faces.training.data() + chosen[row] * pixels, pixels,
                            batch.data() + row * pixels);
            }
            const auto result = pass.run(weights.data(), options, {1, step, 0}, batch.data(),
                                         chosen.size(), nullptr, gradient.data());
            QVERIFY(optimizer.step(weights.data(), gradient.data()));
            for (std::size_t t = 0; t < options.steps; ++t) { // by its logarithm: it stays above 0
                constexpr float rate = 0.2F / pixels;         // as many terms in its gradient
                options.scales[t] *= std::exp(-rate * options.scales[t] * result.scaleGradient[t]);
            }
        }
        const WalkbackPass::Result after = heldOut();
        const double factorized = bestFactorizedLoss(faces.test);
        for (std::size_t t = 0; t < options.steps; ++t) {
            // By a third of a nat for each pixel.
            QVERIFY2(after.stepLosses[t] < factorized - 0.3 * pixels,
                     qPrintable(QString("step %1: %2, before %3, factorized %4")
                                    .arg(t + 1)
                                    .arg(after.stepLosses[t])
                                    .arg(before.stepLosses[t])
                                    .arg(factorized)));
            QVERIFY(after.stepLosses[t] < before.stepLosses[t] - 0.3 * pixels);
            if (t > 0) {
                QVERIFY2(options.scales[t] > 1.02F * options.scales[t - 1],
                         qPrintable(QString("alpha %1 is %2, before it %3")
                                        .arg(t + 1)
                                        .arg(static_cast<double>(options.scales[t]))
                                        .arg(static_cast<double>(options.scales[t - 1]))));
            }
            // The best α is the mean square of what the reconstruction misses. Of faces that were
            // not learned it is larger than α.
            std::vector<double> misses(testFaces);
            squaredMisses(testFaces, pixels, pass.mean(t), faces.test.data(), misses.data());
            double mean = 0.0;
            for (const double each : misses) {
                mean += each / static_cast<double>(testFaces * pixels);
            }
            QVERIFY(near(static_cast<double>(options.scales[t]), mean, 0.2, 0.0));
        }
        // A long chain of its own stays among the faces: pixels keep about their variance of 1.
        const GsnSampler sampler(shape);
        constexpr std::size_t chains = 20;
        GsnState state =
            beginChains(shape, {faces.test.begin(), faces.test.begin() + chains * pixels});
        for (std::uint64_t step = 0; step < 200; ++step) {
            sampler.step(weights.data(), options.noise, {3, step, 0}, state, options.scales[0],
                         options.output);
        }
        double squares = 0.0;
        for (const float each : state.x) {
            squares += static_cast<double>(each) * static_cast<double>(each);
        }
        squares /= static_cast<double>(state.x.size());
        QVERIFY2(squares > 0.6 && squares < 1.6, qPrintable(QString::number(squares)));
    }
};

QTEST_APPLESS_MAIN(TestFaceNetwork)
#include "tst_face_network.moc"
