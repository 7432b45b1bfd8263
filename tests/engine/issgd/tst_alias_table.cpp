// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/issgd/sampling/alias_table.h"
#include "engine/issgd/sampling/random_words.h"
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
using scorescope::test::chiSquareTail;
using scorescope::test::drawsPValue;
using scorescope::test::near;

namespace {

using Weights = std::vector<double>;

std::vector<std::uint32_t> drawn(const AliasTable& table, std::size_t count, std::uint64_t seed) {
    WordKey key;
    key.seed = seed;
    std::vector<std::uint64_t> words(count);
    fillRandomWords(key, 0, count, words.data());
    std::vector<std::uint32_t> indices(count);
    table.draw(words.data(), count, indices.data());
    return indices;
}

std::vector<double> normalized(std::vector<double> weights) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (double& weight : weights) {
        weight /= sum;
    }
    return weights;
}

/// Exponential, some of them 0.
std::vector<double> weightsOf(std::size_t n, std::uint64_t seed) {
    RandomStream random(seed, Purpose::test);
    std::vector<double> weights(n);
    for (double& weight : weights) {
        weight = random.below(7) == 0 ? 0.0 : -std::log1p(-random.uniform());
    }
    return weights;
}

} // namespace

class TestAliasTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theTestOfDrawsIsATest() {
        std::string message;
        // Quantiles of χ² as tables have them.
        QVERIFY2(near(chiSquareTail(3.841458820694124, 1.0), 0.05, 1e-9, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(chiSquareTail(18.307038053275146, 10.0), 0.05, 1e-9, 0.0, &message),
                 message.c_str());
        QVERIFY2(near(chiSquareTail(2.0, 2.0), std::exp(-1.0), 1e-12, 0.0, &message),
                 message.c_str());
        // Draws with probabilities that are a little different are found out.
        const std::vector<std::uint32_t> draws =
            drawn(AliasTable(Weights{1.0, 2.0, 3.0}), 100'000, 1);
        QVERIFY(drawsPValue(draws, normalized({1.0, 2.0, 3.0})) > 1e-3);
        QVERIFY(drawsPValue(draws, normalized({1.05, 2.0, 3.0})) < 1e-3);
        QCOMPARE(drawsPValue(draws, normalized({1.0, 0.0, 3.0})), 0.0);
    }

    void wordsAreThoseOfTheStreams() {
        WordKey key;
        key.seed = 0x123456789ABCDEFULL;
        key.step = 0xFEDCBA987654321ULL;
        key.chain = 7;
        RandomStream stream(key.seed, key.purpose, key.chain, key.step);
        std::vector<std::uint64_t> expected(41);
        for (std::uint64_t& word : expected) {
            word = static_cast<std::uint64_t>(stream.bits()) << 32U;
            word |= stream.bits();
        }
        // In pieces of all lengths, from odd and even places on.
        for (std::size_t piece = 1; piece <= expected.size(); ++piece) {
            std::vector<std::uint64_t> words(expected.size());
            for (std::size_t first = 0; first < words.size(); first += piece) {
                fillRandomWords(key, first, std::min(piece, words.size() - first),
                                words.data() + first);
            }
            QVERIFY(words == expected);
        }
        QVERIFY_EXCEPTION_THROWN(fillRandomWords(key, wordsInStream - 1, 2, nullptr),
                                 std::invalid_argument);
        std::uint64_t last = 0;
        fillRandomWords(key, wordsInStream - 1, 1, &last);
        QVERIFY(last != 0);
    }

    void probabilitiesAreExact_data() {
        QTest::addColumn<std::vector<double>>("weights");
        QTest::newRow("one") << std::vector<double>{3.0};
        QTest::newRow("equal") << std::vector<double>(1000, 0.1);
        QTest::newRow("one of many") << std::vector<double>{0.0, 0.0, 5.0, 0.0};
        QTest::newRow("last") << std::vector<double>{0.0, 0.0, 0.0, 1e-300};
        QTest::newRow("huge and tiny")
            << std::vector<double>{1e308, 1e308, 5e-324, 0.0, 1e308, 1e-5, 1e308};
        QTest::newRow("thirds") << std::vector<double>{1.0, 1.0, 1.0, 0.0, 1.0 / 3.0, 2.0 / 3.0};
        QTest::newRow("many") << weightsOf(99'991, 3);
        std::vector<double> heavy(50'000, 1e-9);
        heavy.front() = 1e9;
        heavy[7] = 0.0;
        QTest::newRow("nearly all in one") << heavy;
    }
    void probabilitiesAreExact() {
        QFETCH(std::vector<double>, weights);
        const std::vector<double> found = AliasTable(weights).probabilities();
        const double n = static_cast<double>(weights.size());
        double largest = *std::max_element(weights.begin(), weights.end());
        std::vector<double> expected = weights;
        for (double& weight : expected) {
            weight /= largest;
        }
        expected = normalized(expected);
        largest = *std::max_element(expected.begin(), expected.end());
        long double sum = 0.0L;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            QCOMPARE(found[i] > 0.0, weights[i] > 0.0);
            const double unit = std::ldexp(1.0, -40) / n;
            // Twice 2^-40/n, and rounding of the reference; what is left goes to the largest.
            const double allowed =
                expected[i] == largest ? n * unit + 1e-13 : 2.0 * unit + 1e-13 * expected[i];
            QVERIFY2(std::abs(found[i] - expected[i]) <= allowed, std::to_string(i).c_str());
            sum += static_cast<long double>(found[i]);
        }
        const auto off = static_cast<double>(sum - 1.0L);
        QVERIFY2(std::abs(off) < 1e-14, std::to_string(off * 1e15).c_str());
    }

    void drawsFollowThem() {
        const std::vector<double> few = {0.0, 4.0, 1.0, 0.0, 2.5, 0.01, 0.0, 3.0};
        QVERIFY(drawsPValue(drawn(AliasTable(few), 1'000'000, 2), normalized(few)) > 1e-3);
        const std::vector<double> many = weightsOf(5000, 4);
        QVERIFY(drawsPValue(drawn(AliasTable(many), 2'000'000, 3), normalized(many)) > 1e-3);
        // Single precision, and the same table.
        const std::vector<float> single(many.begin(), many.end());
        const std::vector<double> rounded(single.begin(), single.end());
        QVERIFY(drawn(AliasTable(single), 10'000, 4) == drawn(AliasTable(rounded), 10'000, 4));
    }

    void firstAndLastWords() {
        // The columns' borders, by words that fall on them.
        const AliasTable table(std::vector<double>(3, 1.0));
        QCOMPARE(table.draw(0), std::uint32_t(0));
        QCOMPARE(table.draw(UINT64_MAX), std::uint32_t(2));
        QCOMPARE(table.draw(UINT64_MAX / 3), std::uint32_t(0));     // (2^64 − 1)/3 < 2^64/3
        QCOMPARE(table.draw(UINT64_MAX / 3 + 1), std::uint32_t(1)); // above
        const AliasTable ends(Weights{0.0, 1.0, 0.0});
        QCOMPARE(ends.draw(0), std::uint32_t(1));
        QCOMPARE(ends.draw(UINT64_MAX), std::uint32_t(1));
        // One by one as together.
        const AliasTable many(weightsOf(1000, 9));
        WordKey key;
        std::vector<std::uint64_t> words(1001);
        fillRandomWords(key, 0, words.size(), words.data());
        std::vector<std::uint32_t> together(words.size());
        many.draw(words.data(), words.size(), together.data());
        for (std::size_t k = 0; k < words.size(); ++k) {
            QCOMPARE(many.draw(words[k]), together[k]);
        }
    }

    void atTheLargestSize() {
        // Room for all bits of the units; the last is as good as any.
        std::vector<float> weights(AliasTable::maximumSize, 0.0F);
        weights.back() = 1.0F;
        const AliasTable last(weights);
        QCOMPARE(last.draw(0), std::uint32_t(AliasTable::maximumSize - 1));
        QCOMPARE(last.draw(0x123456789ABCDEFULL), std::uint32_t(AliasTable::maximumSize - 1));
        weights.push_back(1.0F);
        QVERIFY_EXCEPTION_THROWN(AliasTable{weights}, std::invalid_argument);
    }

    void badInput() {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        const double inf = std::numeric_limits<double>::infinity();
        QVERIFY_EXCEPTION_THROWN(AliasTable{std::vector<double>{}}, std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(AliasTable(Weights{0.0, 0.0}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(AliasTable(Weights{1.0, -1.0}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(AliasTable(Weights{1.0, nan}), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(AliasTable(Weights{inf, 1.0}), std::invalid_argument);
        try {
            AliasTable table(Weights{1.0, -1.0});
        } catch (const std::invalid_argument& error) {
            QCOMPARE(QString(error.what()),
                     QStringLiteral("weight 1 of an alias table is not a finite number from 0 on"));
        }
    }
};

QTEST_APPLESS_MAIN(TestAliasTable)
#include "tst_alias_table.moc"
