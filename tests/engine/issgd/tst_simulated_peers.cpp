// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Peers without a master (§7.6) on a virtual clock, and what a learner makes of them.
#include "engine/core/error.h"
#include "engine/data/digits.h"
#include "engine/issgd/cluster/simulated_peers.h"
#include "engine/issgd/training/importance_learner.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::near;

namespace {

constexpr std::size_t examples = 90;

/// Without chance: no jitter, no losses, messages of no length.
ClusterOptions plainOptions(std::size_t peers) {
    ClusterOptions options;
    options.workers = peers;
    options.stepSeconds = 1.0;
    options.delaySeconds = 0.25;
    options.jitter = 0.0;
    options.bytesPerSecond = 1e300;
    return options;
}

/// Minibatch k has the examples k and k + 1.
WeightedDraws tellingDraw(std::uint64_t which) {
    WeightedDraws draws;
    const auto k = static_cast<std::uint32_t>(which % (examples - 1));
    draws.indices = {k, k + 1};
    draws.factors = {1.0, 2.0};
    return draws;
}

struct Came {
    double seconds = 0.0;
    std::uint64_t step = 0;
    float parameter = 0.0F;
    std::uint32_t first = 0;

    friend bool operator==(const Came& a, const Came& b) {
        return a.seconds == b.seconds && a.step == b.step && a.parameter == b.parameter &&
               a.first == b.first;
    }
};

/// Gradients as they come; the parameter of step s is s.
std::vector<Came> steps(SimulatedPeers& peers, std::uint64_t from, std::uint64_t count) {
    std::vector<Came> all;
    for (std::uint64_t step = from; step < from + count; ++step) {
        peers.beforeStep(step, {static_cast<float>(step)});
        const SimulatedPeers::Contribution& came = peers.contribution();
        all.push_back(
            {peers.seconds(), came.step, came.parameters->front(), came.minibatch.indices.front()});
        peers.share({0.5 + static_cast<double>(step), 7.0});
        peers.duringStep();
    }
    return all;
}

std::shared_ptr<const nn::TrainingImages> drawnImages() {
    auto chosen = std::make_shared<data::ChosenImages>();
    chosen->training = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(examples, data::DigitPart::training, 3))));
    chosen->test = data::wholeOf(std::make_shared<const data::LabelledImages>(
        data::labelledDigits(data::drawDigits(40, data::DigitPart::test, 3))));
    chosen->scaling = data::unitScaling(1);
    return std::make_shared<const nn::TrainingImages>(std::move(chosen));
}

LearnerOptions learnerOf(std::size_t peers, SampledBy by) {
    LearnerOptions options;
    options.network = nn::LayeredNetwork({1, 28, 28}, nn::parseLayers("linear 8, relu, linear 10"));
    options.by = by;
    options.scorers = Scorers::peers;
    options.cluster = plainOptions(peers);
    options.batch = 16;
    options.optimizer.rule = nn::OptimizerRule::sgd;
    options.optimizer.rate = 0.1;
    options.smoothing = {Smoothing::Kind::constant, 0.05};
    options.seed = 5;
    return options;
}

void run(ImportanceLearner& learner, int count) {
    for (int i = 0; i < count; ++i) {
        learner.step();
    }
}

} // namespace

class TestSimulatedPeers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Parameters come after 0.25, the gradient is there after 1.25, and at the server after 1.5,
    /// whose answer is the next parameters.
    void onePeerIsNeverLate() {
        SimulatedPeers peers(examples, plainOptions(1), 1, tellingDraw);
        const std::vector<Came> came = steps(peers, 0, 6);
        for (std::size_t k = 0; k < came.size(); ++k) {
            QVERIFY(near(came[k].seconds, 1.5 * static_cast<double>(k + 1), 1e-12, 0.0));
            QCOMPARE(came[k].step, std::uint64_t{k});
            QCOMPARE(came[k].parameter, static_cast<float>(k));
            QCOMPARE(came[k].first, static_cast<std::uint32_t>(k));
        }
    }

    /// P peers give P gradients in the same time, each P − 1 steps late once all have begun anew.
    void gradientsOfManyAreLate() {
        SimulatedPeers peers(examples, plainOptions(4), 1, tellingDraw);
        const std::vector<Came> came = steps(peers, 0, 20);
        for (std::size_t k = 0; k < came.size(); ++k) {
            QVERIFY(near(came[k].seconds, 1.5 * static_cast<double>(k / 4 + 1), 1e-12, 0.0));
            QCOMPARE(came[k].step, std::uint64_t{k < 4 ? 0 : k - 3});
        }
    }

    void messagesTakeTheTimeOfTheirBytes() {
        ClusterOptions options = plainOptions(1);
        options.delaySeconds = 0.0;
        options.bytesPerSecond = 1000.0;
        options.parameterBytes = 500.0;
        SimulatedPeers peers(examples, options, 1, tellingDraw);
        // There 64 + 500 bytes, back as many and two weights of 8 bytes; with the second one two
        // weights come along.
        QVERIFY(near(steps(peers, 0, 1)[0].seconds, 0.564 + 1.0 + 0.580, 1e-12, 0.0));
        QVERIFY(near(steps(peers, 1, 1)[0].seconds, 2.144 + 0.580 + 1.0 + 0.580, 1e-12, 0.0));
        QCOMPARE(peers.log().messages(), std::uint64_t{4});
        QVERIFY(near(peers.log().bytes(), 564.0 + 3.0 * 580.0, 1e-12, 0.0));
    }

    void weightsComeWithGradients() {
        SimulatedPeers peers(examples, plainOptions(2), 1, tellingDraw);
        steps(peers, 0, 3); // minibatches 0, 1, 2
        const ScoreTable& known = peers.known();
        QCOMPARE(known.blocks(), examples);
        QCOMPARE(known.scores[0], 0.5F);
        QCOMPARE(known.scores[1], 1.5F); // 7, then that of the next step
        QCOMPARE(known.scores[2], 2.5F);
        QCOMPARE(known.scores[3], 7.0F);
        QCOMPARE(known.scored[4], std::uint8_t{0});
        QVERIFY(near(known.times[3], 3.0, 1e-12, 0.0));
        QCOMPARE(peers.members()[0].scored, std::uint64_t{4});
        QCOMPARE(peers.nameOf(0), std::string("server"));
        QCOMPARE(peers.nameOf(3), std::string("peer 2"));
    }

    /// A lost peer's gradient never comes; one that is back begins with the parameters of then.
    void peersAreLostAndComeBack() {
        SimulatedPeers peers(examples, plainOptions(3), 1, tellingDraw);
        steps(peers, 0, 3);
        peers.beforeStep(3, {3.0F});
        peers.lose(1);
        peers.lose(1); // nothing more
        const std::vector<Came> came = steps(peers, 4, 6);
        for (const Came& each : came) {
            QVERIFY(each.first != 4); // its minibatch was the fifth one
        }
        QCOMPARE(peers.members()[1].now, Deed::lost);
        QCOMPARE(peers.members()[1].dropped, std::uint64_t{2});
        peers.bringBack(1);
        const std::vector<Came> after = steps(peers, 10, 6);
        QVERIFY(std::any_of(after.begin(), after.end(),
                            [](const Came& each) { return each.step == 10; }));
        for (const std::size_t p : {0U, 1U, 2U}) {
            peers.lose(p);
        }
        QVERIFY_EXCEPTION_THROWN(peers.beforeStep(16, {16.0F}), std::runtime_error);
        peers.bringBack(0);
        QCOMPARE(steps(peers, 16, 1)[0].step, std::uint64_t{16});
        // More of them, then fewer.
        ClusterOptions options = peers.options();
        options.workers = 5;
        peers.setOptions(options);
        steps(peers, 17, 10);
        QCOMPARE(peers.members().size(), std::size_t{5});
        QVERIFY(peers.members()[4].scored > 0);
        options.workers = 1;
        peers.setOptions(options);
        steps(peers, 27, 3);
        options.workers = 0;
        peers.setOptions(options);
        QVERIFY_EXCEPTION_THROWN(peers.beforeStep(30, {30.0F}), std::runtime_error);
    }

    /// With chance in it: the same from the same seed, and from any moment on.
    void anyMomentComesBack() {
        ClusterOptions options = plainOptions(3);
        options.jitter = 0.8;
        options.secondsBetweenLosses = 6.0;
        options.secondsLost = 2.0;
        SimulatedPeers one(examples, options, 7, tellingDraw);
        SimulatedPeers other(examples, options, 7, tellingDraw);
        steps(one, 0, 25);
        Checkpoint moment;
        one.save(moment);
        const std::vector<Came> went = steps(one, 25, 40);
        const std::vector<Came> again = steps(other, 0, 65);
        QVERIFY(std::equal(went.begin(), went.end(), again.begin() + 25));
        SimulatedPeers third(examples, options, 7, tellingDraw);
        third.load(moment);
        QVERIFY(steps(third, 25, 40) == went);
        QVERIFY(third.known().scores.size() == examples);
        std::uint64_t losses = 0;
        for (const ScoringCluster::Member& member : third.members()) {
            losses += member.losses;
        }
        QVERIFY(losses > 3);
        SimulatedPeers otherSeed(examples, options, 8, tellingDraw);
        QVERIFY(steps(otherSeed, 0, 65) != again);

        for (const char* name : {"peers", "minibatches", "clock", "weights_steps"}) {
            Checkpoint damaged = moment;
            damaged.put(name, {std::nan("")});
            QVERIFY_EXCEPTION_THROWN(third.load(damaged), InputError);
        }
        SimulatedPeers more(examples, plainOptions(4), 7, tellingDraw);
        QVERIFY_EXCEPTION_THROWN(more.load(moment), InputError);
    }

    void optionsOutOfRangeAreRefused() {
        ClusterOptions options = plainOptions(1);
        options.stepSeconds = 0.0;
        QVERIFY_EXCEPTION_THROWN(SimulatedPeers(examples, options, 1, tellingDraw),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(SimulatedPeers(0, plainOptions(1), 1, tellingDraw),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            ImportanceLearner(learnerOf(2, SampledBy::outputNorm), drawnImages()),
            std::invalid_argument);
    }

    /// One peer that draws uniformly is SGD, bit for bit.
    void onePeerIsSgd() {
        const auto images = drawnImages();
        ImportanceLearner peer(learnerOf(1, SampledBy::uniform), images);
        LearnerOptions plain = learnerOf(1, SampledBy::uniform);
        plain.scorers = Scorers::simulated;
        ImportanceLearner sgd(plain, images);
        run(peer, 12);
        run(sgd, 12);
        QVERIFY(peer.weights() == sgd.weights());
        QCOMPARE(peer.gradientDelay(), std::uint64_t{0});
    }

    /// The second of two peers' gradients is of the first weights, and is added all the same; the
    /// weights that come with them are the lengths of the examples' gradients there.
    void gradientsAreOfTheParametersThatPeersHad() {
        const auto images = drawnImages();
        ImportanceLearner learner(learnerOf(2, SampledBy::gradientNorm), images);
        const std::vector<float> first = learner.weights();
        nn::Classifier net(learner.options().network);
        net.set(first);
        std::vector<float> expected = first;
        for (int step = 0; step < 2; ++step) {
            learner.step();
            std::vector<float> gradient(first.size());
            const nn::ImageBatch batch = images->training(learner.drawn());
            // Nothing was known when they drew: all factors are 1.
            const nn::ExampleScores found =
                net.gradient(batch.view(), nullptr, gradient.data(), nn::Classifier::Norms::with);
            for (std::size_t i = 0; i < expected.size(); ++i) {
                expected[i] -= 0.1F * gradient[i];
                QVERIFY(near(learner.weights()[i], expected[i], 1e-5, 1e-7));
            }
            for (std::size_t m = 0; m < learner.drawn().size(); ++m) {
                QVERIFY(near(learner.scores().scores[learner.drawn()[m]],
                             std::sqrt(found.squaredNorms[m]), 1e-6, 0.0));
            }
        }
        QCOMPARE(learner.gradientDelay(), std::uint64_t{1});
        // The third one is of the weights after the first step, and drawn by what came with it.
        run(learner, 6);
        QCOMPARE(learner.gradientDelay(), std::uint64_t{1});
        QVERIFY(learner.proposal().effectiveShare < 1.0);
        QVERIFY(learner.proposal().counts.neverScored > 0);
    }

    void learnersComeBackToo() {
        const auto images = drawnImages();
        LearnerOptions options = learnerOf(3, SampledBy::gradientNorm);
        options.cluster.jitter = 0.9;
        options.cluster.secondsBetweenLosses = 9.0;
        ImportanceLearner one(options, images);
        run(one, 15);
        Checkpoint moment;
        one.save(moment);
        run(one, 20);
        options.threads = 2;
        ImportanceLearner other(options, images);
        other.load(moment);
        run(other, 20);
        QVERIFY(one.weights() == other.weights());
        QCOMPARE(one.clock(), other.clock());
        QVERIFY(one.proposal().weights == other.proposal().weights);
    }
};

QTEST_GUILESS_MAIN(TestSimulatedPeers)
#include "tst_simulated_peers.moc"
