// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/issgd/sampling/random_words.h"
#include "engine/issgd/sampling/weight_tree.h"
#include "tests/engine/issgd/chi_square.h"
#include "tests/support/near.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::issgd;
using scorescope::test::drawsPValue;
using scorescope::test::near;

namespace {

std::vector<std::uint32_t> drawn(const WeightTree& tree, std::size_t count, std::uint64_t seed) {
    WordKey key;
    key.seed = seed;
    std::vector<std::uint64_t> words(count);
    fillRandomWords(key, 0, count, words.data());
    std::vector<std::uint32_t> indices(count);
    tree.draw(words.data(), count, indices.data());
    return indices;
}

std::vector<double> probabilities(const std::vector<double>& weights) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> found;
    for (const double weight : weights) {
        found.push_back(weight / sum);
    }
    return found;
}

double someWeight(RandomStream& random) {
    return random.below(5) == 0 ? 0.0 : std::exp(3.0 * random.normal());
}

std::vector<double> weightsOf(std::size_t n, std::uint64_t seed) {
    RandomStream random(seed, Purpose::test);
    std::vector<double> weights(n);
    for (double& weight : weights) {
        weight = someWeight(random);
    }
    return weights;
}

std::uint32_t at(const WeightTree& tree, std::uint64_t word) {
    std::uint32_t index = 0;
    tree.draw(&word, 1, &index);
    return index;
}

} // namespace

class TestWeightTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsFollowTheWeights_data() {
        QTest::addColumn<std::vector<double>>("weights");
        QTest::newRow("one level") << std::vector<double>{0.0, 1.0, 0.0, 2.0, 0.5};
        QTest::newRow("one node") << std::vector<double>{0.0, 1.0, 0.0, 2.0, 0.5, 4.0, 3.0, 0.0};
        QTest::newRow("two levels") << weightsOf(9, 1);
        QTest::newRow("three levels") << weightsOf(511, 2);
        QTest::newRow("five levels") << weightsOf(5000, 3);
    }
    void drawsFollowTheWeights() {
        QFETCH(std::vector<double>, weights);
        const WeightTree tree(weights);
        QVERIFY(drawsPValue(drawn(tree, 1'000'000, 5), probabilities(weights)) > 1e-3);
    }

    void placesOfWholeNumbers() {
        // Sums of whole numbers are exact: each border is known.
        const std::vector<double> weights = {1.0, 0.0, 2.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 3.0, 1.0};
        const WeightTree tree(weights);
        QCOMPARE(tree.total(), 8.0);
        const std::uint64_t eighth = 1ULL << 61U;
        const std::vector<std::uint32_t> expected = {0, 2, 2, 5, 9, 9, 9, 10};
        for (std::uint64_t k = 0; k < 8; ++k) {
            QCOMPARE(at(tree, k * eighth), expected[k]);
            QCOMPARE(at(tree, (k + 1) * eighth - 1), expected[k]);
        }
    }

    void zerosAreNeverDrawn() {
        // The smallest and the largest words, where all but one are 0, for each one; and weights
        // whose sums are rounded up to where a draw could fall behind the last.
        for (std::size_t only = 0; only < 70; ++only) {
            std::vector<double> weights(70, 0.0);
            for (const double weight : {1.0, 0.1, 1e-300, 5e-324, 1e300}) {
                weights[only] = weight;
                const WeightTree tree(weights);
                for (const std::uint64_t word : {std::uint64_t{0}, UINT64_MAX / 2, UINT64_MAX}) {
                    QCOMPARE(at(tree, word), static_cast<std::uint32_t>(only));
                }
            }
        }
        RandomStream random(8, Purpose::test);
        for (int i = 0; i < 2000; ++i) {
            std::vector<double> weights(300, 0.0);
            std::uint32_t last = 0;
            for (int k = 0; k < 20; ++k) {
                const auto index = static_cast<std::uint32_t>(random.below(300));
                weights[index] = std::ldexp(random.uniform(), -static_cast<int>(random.below(60)));
                last = std::max(last, weights[index] > 0.0 ? index : 0U);
            }
            const WeightTree tree(weights);
            const std::uint32_t found = at(tree, UINT64_MAX - (random.bits() % 4096));
            QVERIFY(weights[found] > 0.0);
            QVERIFY(weights[at(tree, random.bits() % 4096)] > 0.0);
            QVERIFY(found <= last);
        }
    }

    void theLastIsReached() {
        std::vector<double> weights(4097, 1.0);
        const WeightTree tree(weights);
        QCOMPARE(at(tree, UINT64_MAX), std::uint32_t(4096));
        QCOMPARE(at(tree, 0), std::uint32_t(0));
    }

    void changesLeaveNoTrace() {
        // After many changes, one by one and together, the tree is that of its weights, bit for
        // bit.
        std::vector<double> weights = weightsOf(3000, 6);
        WeightTree tree(weights);
        RandomStream random(7, Purpose::test);
        for (int round = 0; round < 300; ++round) {
            std::vector<std::uint32_t> indices;
            std::vector<double> values;
            const std::size_t count = random.below(200);
            for (std::size_t k = 0; k < count; ++k) {
                indices.push_back(static_cast<std::uint32_t>(random.below(weights.size())));
                // Over fifty orders of magnitude: sums of differences would be lost.
                values.push_back(std::exp(30.0 * random.normal()));
                weights[indices.back()] = values.back();
            }
            tree.set(indices.data(), values.data(), count);
            const auto one = static_cast<std::uint32_t>(random.below(weights.size()));
            weights[one] = someWeight(random);
            tree.set(one, weights[one]);
        }
        const WeightTree anew(weights);
        QCOMPARE(tree.total(), anew.total());
        QVERIFY(drawn(tree, 20'000, 1) == drawn(anew, 20'000, 1));
        QVERIFY(std::abs(tree.drift()) < 1e-15);
        for (std::size_t i = 0; i < weights.size(); ++i) {
            QCOMPARE(tree.weight(i), weights[i]);
        }
        // All to 0 and back: nothing is left of what there was.
        for (std::uint32_t i = 0; i < weights.size(); ++i) {
            tree.set(i, 0.0);
        }
        QCOMPARE(tree.total(), 0.0);
        QCOMPARE(tree.drift(), 0.0);
        tree.set(2999, 1e-30);
        QCOMPARE(tree.total(), 1e-30);
        QCOMPARE(at(tree, UINT64_MAX / 3), std::uint32_t(2999));
    }

    void theLastOfTwoCounts() {
        WeightTree tree(std::vector<double>(100, 1.0));
        const std::vector<std::uint32_t> indices = {5, 70, 5, 5};
        const std::vector<double> values = {2.0, 3.0, 9.0, 4.0};
        tree.set(indices.data(), values.data(), indices.size());
        QCOMPARE(tree.weight(5), 4.0);
        QCOMPARE(tree.total(), 105.0);
        tree.set(nullptr, nullptr, 0);
        QCOMPARE(tree.total(), 105.0);
    }

    void batchesDoNotChangeDraws() {
        const WeightTree tree(weightsOf(1000, 11));
        const std::vector<std::uint32_t> together = drawn(tree, 1000, 4);
        WordKey key;
        key.seed = 4;
        for (std::size_t m = 0; m < together.size(); ++m) {
            std::uint64_t word = 0;
            fillRandomWords(key, m, 1, &word);
            QCOMPARE(at(tree, word), together[m]);
        }
    }

    void badInput() {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double inf = std::numeric_limits<double>::infinity();
        QVERIFY_EXCEPTION_THROWN(WeightTree({}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(WeightTree({1.0, -1.0}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(WeightTree({nan}), std::invalid_argument);
        WeightTree tree({1.0, 2.0, 3.0});
        QVERIFY_EXCEPTION_THROWN(tree.set(3, 1.0), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(tree.set(0, inf), std::invalid_argument);
        const std::vector<std::uint32_t> indices = {0, 1};
        const std::vector<double> values = {7.0, nan};
        QVERIFY_EXCEPTION_THROWN(tree.set(indices.data(), values.data(), 2), std::invalid_argument);
        QCOMPARE(tree.weight(0), 1.0);
        QCOMPARE(tree.total(), 6.0);
        const WeightTree none({0.0, 0.0});
        QVERIFY_EXCEPTION_THROWN(at(none, 0), std::invalid_argument);
        const WeightTree tooMuch({1e308, 1e308});
        QVERIFY_EXCEPTION_THROWN(at(tooMuch, 0), std::invalid_argument);
    }
};

QTEST_APPLESS_MAIN(TestWeightTree)
#include "tst_weight_tree.moc"
