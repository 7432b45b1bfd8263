// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/probes/measures/bootstrap.h"
#include "engine/probes/measures/controls.h"
#include "engine/probes/measures/information.h"
#include "engine/stats/estimates.h"
#include "tests/engine/probes/made_examples.h"
#include "tests/support/near.h"

#include <QTest>

#include <cmath>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::probes;
using test::DrawnExamples;
using test::MadeExamples;
using test::near;
using test::ReferenceNumbers;

namespace {

/// What the reference fitted, and what it says of the held-out examples.
struct Made {
    MadeExamples examples;
    std::vector<std::uint32_t> labels;
    std::vector<float> others;

    explicit Made(bool control = false)
        : labels(control ? examples.control : examples.labels),
          others(examples.x.begin() + MadeExamples::training * MadeExamples::dimension,
                 examples.x.end()) {}
    [[nodiscard]] std::vector<std::uint32_t> held() const { return MadeExamples::rest(labels); }
    [[nodiscard]] Judgement judged() const {
        const MatrixFeatures features(examples.x.data(), MadeExamples::training,
                                      MadeExamples::dimension);
        ProbeOptions options;
        options.penalty = MadeExamples::penalty;
        options.tolerance = 2e-7;
        options.directions = 4;
        const FittedProbe fitted =
            fitProbe(prepare(features, options), MadeExamples::first(labels), 4, options);
        return judge(fitted.probe, MatrixFeatures(others.data(), 120, MadeExamples::dimension),
                     held());
    }
};

/// Held-out error of a fit to the first half of the examples.
struct Halves {
    stats::Estimate error;
    double information = 0.0;
};
Halves halves(const std::vector<float>& training, const std::vector<std::uint32_t>& labels,
              const std::vector<float>& test, const std::vector<std::uint32_t>& testLabels,
              std::size_t d, std::size_t classes) {
    const MatrixFeatures features(training.data(), labels.size(), d);
    ProbeOptions options;
    options.penalty = 1e-3;
    const FittedProbe fitted = fitProbe(prepare(features, options), labels, classes, options);
    const Judgement judged =
        judge(fitted.probe, MatrixFeatures(test.data(), testLabels.size(), d), testLabels);
    return {stats::shareOf(judged.errors, judged.count()),
            vInformation(judged, judgeByShares(labels, testLabels, classes)).value};
}

} // namespace

class TestProbeMeasures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void informationAsScikitLearnHasIt() {
        const ReferenceNumbers reference("../probes/reference_probes.csv");
        const Made made;
        const Judgement judged = made.judged();
        const Judgement shares = judgeByShares(MadeExamples::first(made.labels), made.held(), 4);
        const stats::Estimate found = vInformation(judged, shares);
        std::string message;
        QVERIFY2(near(found.value, reference["v_information"], 5e-3, 0.0, &message),
                 message.c_str());
        QVERIFY(found.low < found.value && found.value < found.high);
        const Made control(true);
        const Judgement other = control.judged();
        QVERIFY2(near(1.0 - other.errorRate(), reference["control_accuracy"], 0.0, 1e-12, &message),
                 message.c_str());
        const stats::Estimate difference = selectivity(judged, made.held(), other, control.held());
        QVERIFY2(near(difference.value, reference["selectivity"], 0.0, 1e-12, &message),
                 message.c_str());
        QVERIFY(difference.low < difference.value && difference.value < difference.high);
    }

    void sharesOfClasses() {
        const Judgement found = judgeByShares({0, 1, 1, 1}, {1, 0, 2}, 4);
        QCOMPARE(found.named, (std::vector<std::uint32_t>{1, 1, 1}));
        QCOMPARE(found.errors, std::size_t(2));
        std::string message;
        const double expected[] = {std::log(6.0 / 3.0), std::log(6.0), std::log(6.0)};
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY2(near(found.losses[i], expected[i], 1e-12, 0.0, &message), message.c_str());
        }
    }

    void bootstrapCoversTheMean() {
        // Of 200 sets of 60 normal numbers, 95 % intervals of which hold the mean 0: 190 ± 3.1; the
        // bootstrap's of so few are a little short (some 94 %).
        std::size_t held = 0;
        for (std::uint32_t set = 0; set < 200; ++set) {
            RandomStream random(3, Purpose::test, set);
            std::vector<double> values(60);
            for (double& value : values) {
                value = random.normal();
            }
            BootstrapOptions options;
            options.resamples = 400;
            options.seed = set;
            const stats::Estimate found = bootstrapMean(values, options);
            held += found.low <= 0.0 && found.high >= 0.0 ? 1 : 0;
        }
        QVERIFY2(held >= 176 && held <= 199, std::to_string(held).c_str());
    }

    void pairsTellWhatIntervalsDoNot() {
        // Examples differ widely, and the second probe is a little better on each.
        RandomStream random(5, Purpose::test);
        std::vector<double> first(300);
        std::vector<double> second(300);
        for (std::size_t i = 0; i < 300; ++i) {
            first[i] = 1.0 + random.normal();
            second[i] = first[i] - 0.05 + 0.02 * random.normal();
        }
        const stats::Estimate one = bootstrapMean(first);
        const stats::Estimate two = bootstrapMean(second);
        QVERIFY(two.high > one.low); // the intervals overlap
        const PairedDifference found = pairedDifference(first, second);
        QVERIFY(found.difference.low > 0.0);
        QVERIFY(found.pValue <= 0.001);
        std::string message;
        QVERIFY2(near(found.difference.value, 0.05, 0.0, 0.006, &message), message.c_str());
        QCOMPARE(pairedDifference(first, first).pValue, 1.0);
        BootstrapOptions threads;
        threads.threads = 3;
        QCOMPARE(pairedDifference(first, second, threads).difference.low, found.difference.low);
    }

    void codeOfLabels() {
        const DrawnExamples easy(1000, 12, 4, 2.0, 20);
        const DrawnExamples noise(1000, 12, 4, 0.0, 21);
        CodeLengthOptions options;
        options.probe.penalty = 1e-3;
        const CodeLength easyCode =
            onlineCodeLength(MatrixFeatures(easy.x.data(), 1000, 12), easy.labels, 4, options);
        const CodeLength noiseCode =
            onlineCodeLength(MatrixFeatures(noise.x.data(), 1000, 12), noise.labels, 4, options);
        QCOMPARE(easyCode.uniformBits, 2000.0);
        QVERIFY2(easyCode.compression() > 4.0, std::to_string(easyCode.bits).c_str());
        // Nothing can be learnt, and what the probes think they have learnt costs bits.
        QVERIFY2(noiseCode.bits > 2000.0, std::to_string(noiseCode.bits).c_str());
        QVERIFY(easyCode.converged());
        std::size_t next = 0;
        double sum = 0.0;
        for (const CodeBlock& block : easyCode.blocks) {
            QCOMPARE(block.first, next);
            next += block.count;
            sum += block.bits;
        }
        QCOMPARE(next, std::size_t(1000));
        QCOMPARE(sum, easyCode.bits);
        QCOMPARE(easyCode.blocks.front().bits, 2.0); // of the first label
        // Features that are the labels: each block after the first few is nearly free.
        QVERIFY(easyCode.blocks.back().bits / 500.0 < 0.4);
    }

    void lastBlockOfACodeIsAHeldOutLoss() {
        const DrawnExamples examples(400, 6, 2, 0.8, 22);
        const MatrixFeatures features(examples.x.data(), 400, 6);
        CodeLengthOptions options;
        options.ends = {0.5, 1.0};
        options.probe.penalty = 1e-2;
        options.probe.tolerance = 1e-6;
        const CodeLength code = onlineCodeLength(features, examples.labels, 2, options);
        QCOMPARE(code.blocks.size(), std::size_t(2));
        QCOMPARE(code.blocks[0].bits, 200.0);
        // Half the examples with twice the penalty: one prior.
        QCOMPARE(code.blocks[1].certificate.examples, std::size_t(200));
        QVERIFY(code.blocks[1].bits > 0.0 && code.blocks[1].bits < 200.0);
    }

    void controlTaskRecurs() {
        // Inputs in nine clumps.
        RandomStream random(1, Purpose::test);
        const auto draw = [&](std::size_t count) {
            std::vector<float> inputs;
            for (std::size_t i = 0; i < count; ++i) {
                const std::uint64_t clump = random.below(9);
                inputs.push_back(
                    static_cast<float>(static_cast<double>(clump % 3) + 0.05 * random.normal()));
                inputs.push_back(
                    static_cast<float>(static_cast<double>(clump / 3) + 0.05 * random.normal()));
            }
            return inputs;
        };
        const std::vector<float> training = draw(500);
        const std::vector<float> others = draw(200);
        const ControlTask task({training.data(), 500, 2}, 9, 4, 7);
        std::vector<std::size_t> cells(4, 0);
        for (const std::uint32_t label : task.classes()) {
            ++cells[label];
        }
        std::sort(cells.begin(), cells.end());
        QCOMPARE(cells, (std::vector<std::size_t>{2, 2, 2, 3}));
        // What lies in one clump has one label, in training and elsewhere.
        const std::vector<std::uint32_t> own = task.labels({training.data(), 500, 2});
        const std::vector<std::uint32_t> other = task.labels({others.data(), 200, 2});
        std::vector<std::set<std::uint32_t>> found(9);
        const auto clumpOf = [](const float* x) {
            return static_cast<std::size_t>(std::lround(x[0]) + 3 * std::lround(x[1]));
        };
        for (std::size_t i = 0; i < 500; ++i) {
            found[clumpOf(training.data() + 2 * i)].insert(own[i]);
        }
        for (std::size_t i = 0; i < 200; ++i) {
            found[clumpOf(others.data() + 2 * i)].insert(other[i]);
        }
        for (const std::set<std::uint32_t>& labels : found) {
            QCOMPARE(labels.size(), std::size_t(1));
        }
        const ControlTask another({training.data(), 500, 2}, 9, 4, 8);
        QVERIFY(another.labels({training.data(), 500, 2}) != own);
        QVERIFY_EXCEPTION_THROWN(ControlTask({training.data(), 500, 2}, 3, 4, 7),
                                 std::invalid_argument);
    }

    void learningByHeart() {
        const auto measure = [](std::size_t count, std::size_t d) {
            const DrawnExamples examples(count, d, 2, 0.5, 30);
            const MatrixFeatures features(examples.x.data(), count, d);
            ProbeOptions options;
            options.penalty = 1e-5;
            return memorization(prepare(features, options), examples.labels, 2, options, 3);
        };
        const Memorization wide = measure(80, 100);
        QVERIFY(wide.underdetermined());
        QCOMPARE(wide.accuracy, 1.0);
        const Memorization tall = measure(3000, 10);
        QVERIFY(!tall.underdetermined());
        // Eleven numbers explain no more of 3000 coins than some √(11/3000).
        QVERIFY2(tall.accuracy < 0.56 && tall.accuracy >= tall.chance - 0.01,
                 std::to_string(tall.accuracy).c_str());
    }

    /// Labels that only a leak tells must give chance, and the leak itself must show: else this
    /// says nothing.
    void leakOfTestRows() {
        constexpr std::size_t d = 300; // more than examples: anything can be learnt by heart
        const DrawnExamples training(200, d, 2, 0.0, 40);
        const DrawnExamples others(200, d, 2, 0.0, 41);
        const Halves honest = halves(training.x, training.labels, others.x, others.labels, d, 2);
        QVERIFY2(honest.error.low < 0.5 && honest.error.high > 0.5,
                 std::to_string(honest.error.value).c_str());
        QVERIFY(honest.information < 0.0);
        std::vector<float> leaky = training.x;
        leaky.insert(leaky.end(), others.x.begin(), others.x.end());
        std::vector<std::uint32_t> labels = training.labels;
        labels.insert(labels.end(), others.labels.begin(), others.labels.end());
        const Halves leak = halves(leaky, labels, others.x, others.labels, d, 2);
        QVERIFY2(leak.error.high < 0.4, std::to_string(leak.error.value).c_str());
    }
    void leakOfTestStatistics() {
        // Training: −1 or 1 by the label. Test: 9 or 11, so all are of class 1 by training's scale;
        // by the test examples' own mean every label could be told.
        constexpr std::size_t count = 400;
        RandomStream random(2, Purpose::test);
        const auto draw = [&](double shift, std::vector<std::uint32_t>& labels) {
            std::vector<float> x;
            for (std::size_t i = 0; i < count; ++i) {
                labels.push_back(static_cast<std::uint32_t>(i % 2));
                x.push_back(
                    static_cast<float>(shift + (i % 2 == 0 ? -1.0 : 1.0) + 0.1 * random.normal()));
                x.push_back(static_cast<float>(random.normal()));
            }
            return x;
        };
        std::vector<std::uint32_t> labels;
        std::vector<std::uint32_t> testLabels;
        const std::vector<float> training = draw(0.0, labels);
        std::vector<float> others = draw(10.0, testLabels);
        const Halves honest = halves(training, labels, others, testLabels, 2, 2);
        QCOMPARE(honest.error.value, 0.5);
        for (std::size_t i = 0; i < others.size(); i += 2) {
            others[i] -= 10.0F; // what their own statistics would do
        }
        QCOMPARE(halves(training, labels, others, testLabels, 2, 2).error.value, 0.0);
    }
    void whatIsSaidOfAnExampleKnowsNothingOfTheOthers() {
        const DrawnExamples examples(300, 20, 3, 0.5, 42);
        const MatrixFeatures features(examples.x.data(), 300, 20);
        const FittedProbe fitted = fitProbe(prepare(features), examples.labels, 3);
        const DrawnExamples others(50, 20, 3, 0.5, 43);
        const Judgement all =
            judge(fitted.probe, MatrixFeatures(others.x.data(), 50, 20), others.labels);
        const Judgement one = judge(fitted.probe, MatrixFeatures(others.x.data() + 17 * 20, 1, 20),
                                    {others.labels[17]});
        std::string message;
        QVERIFY2(near(one.losses[0], all.losses[17], 1e-5, 1e-6, &message), message.c_str());
        QCOMPARE(one.named[0], all.named[17]);
    }

    void badInput() {
        const auto refused = [](auto work, const char* words) {
            try {
                static_cast<void>(work());
                QFAIL("nothing was thrown");
            } catch (const std::invalid_argument& error) {
                QVERIFY2(std::string(error.what()).find(words) != std::string::npos, error.what());
            }
        };
        BootstrapOptions few;
        few.resamples = 39;
        refused([&] { return bootstrapMean({1.0}, few); }, "40 resamples");
        refused([&] { return bootstrapMean({}); }, "no examples");
        refused([&] { return pairedDifference({1.0}, {1.0, 2.0}); }, "1 and 2");
        refused([&] { return judgeByShares({}, {1}, 2); }, "need labels");
        refused([&] { return judgeByShares({2}, {1}, 2); }, "label 2");
        Judgement one;
        one.losses = {1.0};
        refused([&] { return vInformation(one, {}); }, "1 and 0");
        refused([&] { return judgeByShares({0, 1}, {1, 0}, 2).mistakes({1}); }, "2 examples");
        const DrawnExamples examples(20, 3, 2, 0.5, 1);
        const MatrixFeatures features(examples.x.data(), 20, 3);
        CodeLengthOptions options;
        options.ends = {0.5, 0.2, 1.0};
        refused([&] { return onlineCodeLength(features, examples.labels, 2, options); },
                "rising shares");
        options.ends = {0.5};
        refused([&] { return onlineCodeLength(features, examples.labels, 2, options); },
                "last example");
        refused([&] { return onlineCodeLength(features, {1}, 2); }, "as many rows");
    }
};

QTEST_APPLESS_MAIN(TestProbeMeasures)
#include "tst_probe_measures.moc"
