// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Importance-sampled SGD: what it draws by, what it measures, and that it can be repeated.
#include "engine/core/error.h"
#include "engine/data/digits.h"
#include "engine/issgd/sampling/weighted_sampler.h"
#include "engine/issgd/training/importance_learner.h"
#include "engine/issgd/training/training_measure.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

constexpr std::size_t examples = 90;

std::shared_ptr<const nn::TrainingImages> drawnImages() {
    auto chosen = std::make_shared<data::ChosenImages>();
    chosen->training = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(examples, data::DigitPart::training, 3))));
    chosen->test = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(40, data::DigitPart::test, 3))));
    chosen->scaling = data::unitScaling(1);
    chosen->name = "90 digits";
    return std::make_shared<const nn::TrainingImages>(std::move(chosen));
}

LearnerOptions smallOptions() {
    LearnerOptions options;
    options.network = nn::LayeredNetwork(
        {1, 28, 28}, nn::parseLayers("linear 12, relu, linear 8, tanh, linear 10"));
    options.batch = 16;
    options.optimizer.rule = nn::OptimizerRule::sgd;
    options.optimizer.rate = 0.1;
    options.smoothing = {Smoothing::Kind::constant, 0.05};
    options.cluster.workers = 3;
    options.cluster.block = 7;
    options.cluster.stepSeconds = 0.02;
    options.cluster.scoresPerSecond = 300.0;
    options.cluster.pushEvery = 4;
    options.cluster.readEvery = 2;
    options.seed = 5;
    return options;
}

void run(ImportanceLearner& learner, int steps) {
    for (int i = 0; i < steps; ++i) {
        learner.step();
    }
}

std::vector<double> gradientOf(const LearnerOptions& options, const std::vector<float>& weights,
                               const nn::ImageBatch& batch) {
    nn::Classifier net(options.network);
    net.set(weights);
    std::vector<float> gradient(weights.size());
    static_cast<void>(net.gradient(batch.view(), nullptr, gradient.data()));
    return {gradient.begin(), gradient.end()};
}

double squareOf(const std::vector<double>& v) {
    return std::inner_product(v.begin(), v.end(), v.begin(), 0.0);
}

/// As one object that a test asks for its request.
MeasureRequest requestOf(const ImportanceLearner& learner,
                         std::shared_ptr<const nn::TrainingImages> images) {
    MeasureRequest request;
    request.network = learner.options().network;
    request.weights = learner.weights();
    request.images = std::move(images);
    request.sampling = MeasureRequest::Sampling{learner.proposal().weights, learner.scores(), {}};
    request.sampling->how.smoothing = learner.options().smoothing;
    request.exactGradient = true;
    return request;
}

bool sameState(const ImportanceLearner& a, const ImportanceLearner& b, std::string& difference) {
    Checkpoint one;
    Checkpoint other;
    a.save(one);
    b.save(other);
    if (one.meta != other.meta) {
        difference = "meta";
        return false;
    }
    for (const auto* pair : {&one.weights, &one.state}) {
        const StoredTensors& theirs = pair == &one.weights ? other.weights : other.state;
        for (const auto& [name, tensor] : *pair) {
            if (theirs.count(name) == 0 || !sameBits(tensor, theirs.at(name))) {
                difference = name;
                return false;
            }
        }
    }
    return true;
}

} // namespace

class TestImportanceLearner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// §7.4.1: over all that can be drawn, factor × gradient has the mean of the gradients. Summed
    /// over all examples, not drawn.
    void theMinibatchsGradientIsUnbiased() {
        const auto images = drawnImages();
        ImportanceLearner learner(smallOptions(), images);
        run(learner, 30);
        const Proposal& proposal = learner.proposal();
        QVERIFY(proposal.effectiveShare < 0.98); // they differ
        const WeightedSampler sampler(proposal.weights, proposal.included, SamplerKind::aliasTable);
        const double sum = std::accumulate(proposal.weights.begin(), proposal.weights.end(), 0.0);
        const std::vector<double> whole =
            gradientOf(learner.options(), learner.weights(), images->training(0, examples));
        std::vector<double> mean(whole.size(), 0.0);
        for (std::size_t i = 0; i < examples; ++i) {
            const std::vector<double> one =
                gradientOf(learner.options(), learner.weights(), images->training(i, 1));
            const double chance = proposal.weights[i] / sum;
            for (std::size_t k = 0; k < one.size(); ++k) {
                mean[k] += chance * sampler.factor(i) * one[k];
            }
        }
        double worst = 0.0;
        for (std::size_t k = 0; k < whole.size(); ++k) {
            worst = std::max(worst, std::abs(mean[k] - whole[k]));
        }
        QVERIFY2(worst < 1e-5 * std::sqrt(squareOf(whole)), std::to_string(worst).c_str());
    }

    /// Tr Σ(q) by its definition, E‖p/q g‖² − ‖ḡ‖² with each example's gradient at hand, against
    /// equations 7.6 to 7.9.
    void tracesAreThoseOfTheGradients() {
        const auto images = drawnImages();
        ImportanceLearner learner(smallOptions(), images);
        run(learner, 30);
        const TrainingMeasure found = measureTraining(requestOf(learner, images), {});
        std::vector<double> squares;
        std::vector<double> mean(learner.weights().size(), 0.0);
        for (std::size_t i = 0; i < examples; ++i) {
            const std::vector<double> one =
                gradientOf(learner.options(), learner.weights(), images->training(i, 1));
            squares.push_back(squareOf(one));
            for (std::size_t k = 0; k < one.size(); ++k) {
                mean[k] += one[k] / static_cast<double>(examples);
            }
        }
        const double square = squareOf(mean);
        const auto trace = [&](const std::vector<double>& weights) {
            const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
            double second = 0.0;
            for (std::size_t i = 0; i < examples; ++i) {
                const double q = weights[i] / sum;
                const double p = 1.0 / static_cast<double>(examples);
                second += q * (p / q) * (p / q) * squares[i];
            }
            return std::sqrt(second - square);
        };
        std::vector<double> norms;
        std::transform(squares.begin(), squares.end(), std::back_inserter(norms),
                       [](double s) { return std::sqrt(s); });
        const auto agree = [](double a, double b) { return near(a, b, 1e-5, 0.0, nullptr); };
        QVERIFY(agree(found.lengthUsed, std::sqrt(square)));
        QVERIFY(agree(found.spreads.uniform, trace(std::vector<double>(examples, 1.0))));
        QVERIFY(agree(found.spreads.ideal, trace(norms)));
        QVERIFY(agree(found.spreads.inUse, trace(learner.proposal().weights)));
        QVERIFY(agree(found.spreads.stale, trace(makeProposal(learner.scores()).weights)));
        QVERIFY(found.spreads.ideal < found.spreads.inUse);
        QVERIFY(found.spreads.inUse < found.spreads.uniform);
    }

    void lossesAndErrorsAreThoseOfTheImages() {
        const auto images = drawnImages();
        ImportanceLearner learner(smallOptions(), images);
        run(learner, 20);
        const TrainingMeasure found = measureTraining(requestOf(learner, images), {});
        nn::Classifier net(learner.options().network);
        net.set(learner.weights());
        const auto all = net.evaluate(images->training(0, examples).view());
        const double loss =
            std::accumulate(all.losses.begin(), all.losses.end(), 0.0) / double{examples};
        QVERIFY(near(found.trainingLoss, loss, 1e-6, 0.0, nullptr));
        const auto test = net.evaluate(images->part(images->chosen().test, 0, 40).view());
        const auto right = std::count(test.correct.begin(), test.correct.end(), std::uint8_t{1});
        QVERIFY(
            near(found.testError, 1.0 - static_cast<double>(right) / 40.0, 1e-12, 0.0, nullptr));
        QVERIFY(std::isnan(found.validationError)); // there are none
    }

    /// §7.4.3: with barriers after every step the cluster is an oracle, but for the last digits:
    /// scores of other numbers of examples at once are rounded otherwise.
    void theExactClusterIsAnOracle() {
        const auto images = drawnImages();
        LearnerOptions options = smallOptions();
        options.cluster.barriers = true;
        options.cluster.pushEvery = 1;
        ImportanceLearner exact(options, images);
        options.scorers = Scorers::oracle;
        ImportanceLearner oracle(options, images);
        run(exact, 6);
        run(oracle, 6);
        const auto apart = [&](const ImportanceLearner& other) {
            double worst = 0.0;
            for (std::size_t k = 0; k < other.weights().size(); ++k) {
                worst = std::max(worst, std::abs(static_cast<double>(other.weights()[k]) -
                                                 static_cast<double>(oracle.weights()[k])));
            }
            return worst;
        };
        QVERIFY2(apart(exact) < 1e-5, std::to_string(apart(exact)).c_str());
        for (std::size_t i = 0; i < examples; ++i) {
            QVERIFY(near(exact.scores().scores[i], oracle.scores().scores[i], 1e-4, 1e-6, nullptr));
        }
        // Without barriers it is another run.
        ImportanceLearner relaxed(smallOptions(), images);
        run(relaxed, 6);
        QVERIFY(apart(relaxed) > 1e-3);
    }

    void uniformWeightsAreSgd() {
        const auto images = drawnImages();
        LearnerOptions options = smallOptions();
        options.by = SampledBy::uniform;
        ImportanceLearner learner(options, images);
        QVERIFY(learner.cluster() == nullptr);
        run(learner, 3);
        QCOMPARE(learner.proposal().effectiveShare, 1.0);
        // An infinite smoothing constant turns into the same (§7.A.5), but for the last digits.
        options.by = SampledBy::gradientNorm;
        options.smoothing = {Smoothing::Kind::constant, 1e12};
        ImportanceLearner smoothed(options, images);
        run(smoothed, 3);
        double worst = 0.0;
        for (std::size_t k = 0; k < learner.weights().size(); ++k) {
            worst = std::max(worst, std::abs(static_cast<double>(learner.weights()[k]) -
                                             static_cast<double>(smoothed.weights()[k])));
        }
        QVERIFY2(worst < 1e-5, std::to_string(worst).c_str());
    }

    void scoresAreWhatTheyAreCalled() {
        const auto images = drawnImages();
        const LearnerOptions options = smallOptions();
        const ImportanceLearner learner(options, images);
        nn::Classifier net(options.network);
        net.set(learner.weights());
        const nn::ImageBatch batch = images->training(0, 5);
        std::vector<float> norms(5);
        std::vector<float> losses(5);
        std::vector<float> outputs(5);
        scoreExamples(net, batch, SampledBy::gradientNorm, norms.data());
        scoreExamples(net, batch, SampledBy::lossRank, losses.data());
        scoreExamples(net, batch, SampledBy::outputNorm, outputs.data());
        const std::vector<float> logits =
            net.outputs(batch.images.data(), 5, options.network.stages().size());
        for (std::size_t i = 0; i < 5; ++i) {
            const std::vector<double> gradient =
                gradientOf(options, learner.weights(), images->training(i, 1));
            QVERIFY(near(norms[i], std::sqrt(squareOf(gradient)), 1e-5, 0.0, nullptr));
            double sum = 0.0;
            for (std::size_t k = 0; k < 10; ++k) {
                sum += std::exp(static_cast<double>(logits[i * 10 + k]));
            }
            double square = 0.0;
            for (std::size_t k = 0; k < 10; ++k) {
                const double p = std::exp(static_cast<double>(logits[i * 10 + k])) / sum;
                const double off = p - (k == batch.labels[i] ? 1.0 : 0.0);
                square += off * off;
            }
            QVERIFY(near(outputs[i], std::sqrt(square), 1e-5, 0.0, nullptr));
            const double chance =
                std::exp(static_cast<double>(logits[i * 10 + batch.labels[i]])) / sum;
            QVERIFY(near(losses[i], -std::log(chance), 1e-5, 0.0, nullptr));
        }
    }

    void equalRunsAreEqualForAnyThreadsAndFromAnyMoment() {
        const auto images = drawnImages();
        for (const SampledBy by : {SampledBy::gradientNorm, SampledBy::outputNorm,
                                   SampledBy::lossRank, SampledBy::uniform}) {
            LearnerOptions options = smallOptions();
            options.by = by;
            options.oldest = 0.5;
            options.optimizer.rule = nn::OptimizerRule::momentum;
            ImportanceLearner one(options, images);
            options.threads = 2;
            ImportanceLearner other(options, images);
            run(one, 8);
            Checkpoint moment;
            one.save(moment);
            run(one, 12);
            run(other, 20);
            std::string difference;
            QVERIFY2(sameState(one, other, difference), difference.c_str());
            ImportanceLearner third(options, images);
            run(third, 2);
            third.load(moment);
            QCOMPARE(third.steps(), std::uint64_t{8});
            run(third, 12);
            QVERIFY2(sameState(one, third, difference), difference.c_str());
            QVERIFY(one.proposal().weights == third.proposal().weights);
        }
    }

    void settingsTakeEffectAtOnce() {
        const auto images = drawnImages();
        ImportanceLearner learner(smallOptions(), images);
        run(learner, 30);
        const double before = learner.proposal().effectiveShare;
        learner.setSmoothing({Smoothing::Kind::effectiveShare, 0.99});
        QVERIFY(learner.proposal().effectiveShare > before);
        QVERIFY(near(learner.proposal().effectiveShare, 0.99, 1e-9, 0.0, nullptr));
        learner.setSmoothing({Smoothing::Kind::constant, 0.05});
        QCOMPARE(learner.proposal().effectiveShare, before);
        learner.setOldest(0.12);
        QVERIFY(learner.proposal().included < examples);
        ClusterOptions cluster = learner.options().cluster;
        cluster.workers = 5;
        learner.setCluster(cluster);
        QCOMPARE(learner.cluster()->members().size(), std::size_t{5});
    }

    void aLossThatIsNotFiniteChangesNothing() {
        const auto images = drawnImages();
        LearnerOptions options = smallOptions();
        options.network =
            nn::LayeredNetwork({1, 28, 28}, nn::parseLayers("linear 12, relu, linear 10"));
        options.optimizer.rate = 1e25;
        ImportanceLearner learner(options, images);
        bool failed = false;
        std::vector<float> before;
        for (int i = 0; i < 50 && !failed; ++i) {
            before = learner.weights();
            try {
                learner.step();
            } catch (const RunError& error) {
                failed = !error.advice().empty();
            }
        }
        QVERIFY(failed);
        QVERIFY(learner.weights() == before);
    }

    void foreignCheckpointsAreRefused() {
        const auto images = drawnImages();
        ImportanceLearner learner(smallOptions(), images);
        run(learner, 3);
        Checkpoint moment;
        learner.save(moment);
        for (const char* name : {"scores", "scored_at", "numbers", "cluster.clock"}) {
            Checkpoint damaged = moment;
            damaged.state.erase(name);
            bool refused = false;
            try {
                learner.load(damaged);
            } catch (const InputError&) {
                refused = true;
            }
            QVERIFY2(refused, name);
        }
        Checkpoint damaged = moment;
        std::vector<double> times = moment.doubles("scored_at");
        times[3] = std::numeric_limits<double>::quiet_NaN();
        damaged.put("scored_at", times);
        QVERIFY_EXCEPTION_THROWN(learner.load(damaged), InputError);
        QCOMPARE(learner.steps(), std::uint64_t{3});
    }
};

QTEST_GUILESS_MAIN(TestImportanceLearner)
#include "tst_importance_learner.moc"
