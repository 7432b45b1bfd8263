// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/core/rng.h"
#include "engine/issgd/sampling/proposal.h"
#include "engine/issgd/sampling/weighted_sampler.h"
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

constexpr SamplerKind kinds[] = {SamplerKind::aliasTable, SamplerKind::weightTree};

std::vector<double> weightsOf(std::size_t n) {
    RandomStream random(2, Purpose::test);
    std::vector<double> weights(n);
    for (double& weight : weights) {
        weight = std::exp(random.normal());
    }
    return weights;
}

} // namespace

class TestWeightedSampler : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theFactorsMakeItUnbiased() {
        // Over all draws that there are, each with the probability with which it comes (§7.4.1),
        // the weighted gradient has the mean gradient as its mean: exactly, by both kinds.
        RandomStream random(1, Purpose::test);
        std::vector<double> weights(2000);
        std::vector<double> gradient(weights.size());
        for (std::size_t i = 0; i < weights.size(); ++i) {
            gradient[i] = random.normal();
            weights[i] =
                i % 10 == 0 ? 0.0 : std::exp(2.0 * random.normal()) * std::abs(gradient[i]);
            gradient[i] = i % 10 == 0 ? 0.0 : gradient[i]; // weight 0 only where there is nothing
        }
        const double mean = std::accumulate(gradient.begin(), gradient.end(), 0.0) / 2000.0;
        const std::vector<double> drawnWith = AliasTable(weights).probabilities();
        const WeightedSampler alias(weights, 2000, SamplerKind::aliasTable);
        const WeightedSampler tree(weights, 2000, SamplerKind::weightTree);
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        double byAlias = 0.0;
        double byTree = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i) {
            if (weights[i] > 0.0) {
                byAlias += drawnWith[i] * alias.factor(i) * gradient[i];
                byTree += weights[i] / sum * tree.factor(i) * gradient[i];
            }
        }
        std::string message;
        // An alias table's probabilities are off by some 2^-40 / n.
        QVERIFY2(near(byAlias, mean, 0.0, 1e-9, &message), message.c_str());
        QVERIFY2(near(byTree, mean, 0.0, 1e-14, &message), message.c_str());
    }

    void aSubsetStandsForItself() {
        // With a staleness threshold the mean of the examples that are left is estimated.
        const ExampleScores scores{{2.0, 5.0, 0.0, 1.0, 3.0}, {9.0, 1.0, 9.0, 8.0, 2.0}};
        ProposalOptions options;
        options.oldest = 2.0;
        options.now = 10.0;
        const Proposal proposal = makeProposal(scores, options);
        const WeightedSampler sampler(proposal.weights, proposal.included, SamplerKind::weightTree);
        // Kept: 2, 0 and 1, the mean weight 1.
        QCOMPARE(sampler.factor(0), 0.5);
        QCOMPARE(sampler.factor(3), 1.0);
        QVERIFY(std::isinf(sampler.factor(1)));
        const std::vector<double> gradient = {4.0, 100.0, 0.0, 7.0, 100.0};
        const double expected = 2.0 / 3.0 * 0.5 * gradient[0] + 1.0 / 3.0 * 1.0 * gradient[3];
        std::string message;
        QVERIFY2(near(expected, (4.0 + 0.0 + 7.0) / 3.0, 1e-15, 0.0, &message), message.c_str());
        for (const std::uint32_t index : sampler.draw(1, 1, 1000).indices) {
            QVERIFY(index == 0 || index == 3);
        }
    }

    void drawsAndFactors() {
        const std::vector<double> weights = weightsOf(500);
        const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
        std::vector<double> probabilities = weights;
        for (double& p : probabilities) {
            p /= sum;
        }
        for (const SamplerKind kind : kinds) {
            const WeightedSampler sampler(weights, 500, kind);
            QCOMPARE(sampler.kind(), kind);
            const WeightedDraws draws = sampler.draw(7, 3, 500'000);
            QVERIFY(drawsPValue(draws.indices, probabilities) > 1e-3);
            std::string message;
            double largest = 0.0;
            double all = 0.0;
            for (std::size_t m = 0; m < draws.indices.size(); ++m) {
                QVERIFY2(near(draws.factors[m], sum / 500.0 / weights[draws.indices[m]], 1e-13, 0.0,
                              &message),
                         message.c_str());
                largest = std::max(largest, draws.factors[m]);
                all += draws.factors[m];
            }
            // The mean factor is 1: it is the estimate for a gradient of 1 everywhere.
            QVERIFY2(near(all / 500'000.0, 1.0, 0.01, 0.0, &message), message.c_str());
            QVERIFY2(near(draws.largestShare, largest / all, 1e-12, 0.0, &message),
                     message.c_str());
        }
        // Equal weights: "this falls back to the usual value".
        const WeightedDraws plain =
            WeightedSampler(std::vector<double>(70, 0.25), 70, SamplerKind::aliasTable)
                .draw(1, 1, 64);
        QCOMPARE(plain.factors, std::vector<double>(64, 1.0));
        QCOMPARE(plain.largestShare, 1.0 / 64.0);
    }

    void keyedBySeedAndStep() {
        for (const SamplerKind kind : kinds) {
            const WeightedSampler sampler(weightsOf(3000), 3000, kind);
            const WeightedDraws one = sampler.draw(5, 9, 5000, 1);
            const WeightedDraws two = sampler.draw(5, 9, 5000, 3);
            QVERIFY(one.indices == two.indices && one.factors == two.factors);
            const std::vector<std::uint32_t> begin = sampler.draw(5, 9, 777).indices;
            QVERIFY(std::equal(begin.begin(), begin.end(), one.indices.begin()));
            QVERIFY(sampler.draw(5, 10, 5000).indices != one.indices);
            QVERIFY(sampler.draw(6, 9, 5000).indices != one.indices);
            QVERIFY(sampler.draw(5, 9, 0).indices.empty());
        }
    }

    void changesAreTheSameAsAnew() {
        for (const SamplerKind kind : kinds) {
            std::vector<double> weights = weightsOf(1000);
            WeightedSampler sampler(weights, 1000, kind);
            const std::vector<std::uint32_t> indices = {3, 999, 3, 0};
            const std::vector<double> values = {8.0, 50.0, 4.0, 0.0};
            sampler.set(indices.data(), values.data(), indices.size(), 999);
            weights[3] = 4.0;
            weights[999] = 50.0;
            weights[0] = 0.0;
            QVERIFY(sampler.weights() == weights);
            const WeightedSampler anew(weights, 999, kind);
            QCOMPARE(sampler.included(), std::size_t(999));
            QVERIFY(sampler.draw(1, 2, 3000).indices == anew.draw(1, 2, 3000).indices);
            QVERIFY(sampler.draw(1, 2, 3000).factors == anew.draw(1, 2, 3000).factors);
        }
    }

    void theCheaperKind() {
        constexpr std::size_t n = 600'000;
        // Weights that never change, and draws: the table. The master reads all weights at times.
        QCOMPARE(cheaperSampler({n, 0.0, 100.0}), SamplerKind::aliasTable);
        QCOMPARE(cheaperSampler({n, 600'000.0, 100.0}), SamplerKind::aliasTable);
        // Each minibatch's own scores come back: the tree.
        QCOMPARE(cheaperSampler({n, 100.0, 100.0}), SamplerKind::weightTree);
        QCOMPARE(cheaperSampler({n, 100.0, 0.0}), SamplerKind::weightTree);
        // A few changes between very many draws pay for a table.
        QCOMPARE(cheaperSampler({n, 100.0, 1e6}), SamplerKind::aliasTable);
        QCOMPARE(cheaperSampler({1, 1.0, 0.5}), SamplerKind::aliasTable);
        // More than a table can hold.
        QCOMPARE(cheaperSampler({20'000'000, 0.0, 100.0}), SamplerKind::weightTree);
        // Where both take the same time it turns.
        const double draws =
            (sampler_cost::aliasEntry * 600'000.0 - sampler_cost::treeChange * 64.0) /
            (sampler_cost::treeDraw - sampler_cost::aliasDraw);
        QCOMPARE(cheaperSampler({n, 64.0, draws * 0.99}), SamplerKind::weightTree);
        QCOMPARE(cheaperSampler({n, 64.0, draws * 1.01}), SamplerKind::aliasTable);
        const double inf = std::numeric_limits<double>::infinity();
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(cheaperSampler({0, 1.0, 1.0})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(cheaperSampler({1, -1.0, 1.0})),
                                 std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(static_cast<void>(cheaperSampler({1, 1.0, inf})),
                                 std::invalid_argument);
    }

    void badInput() {
        const double notANumber = std::numeric_limits<double>::quiet_NaN();
        for (const SamplerKind kind : kinds) {
            QVERIFY_EXCEPTION_THROWN(WeightedSampler({}, 0, kind), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(WeightedSampler({0.0, 0.0}, 2, kind), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(WeightedSampler({1.0, -1.0}, 2, kind), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(WeightedSampler({1.0, notANumber}, 2, kind),
                                     std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(WeightedSampler({1e300}, 1, kind), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(WeightedSampler({1.0, 1.0}, 1, kind), std::invalid_argument);
            QVERIFY_EXCEPTION_THROWN(WeightedSampler({1.0, 1.0}, 3, kind), std::invalid_argument);
            WeightedSampler sampler({1.0, 2.0, 3.0}, 3, kind);
            const std::vector<std::uint32_t> before = sampler.draw(1, 1, 100).indices;
            const std::vector<std::uint32_t> indices = {0, 1, 2, 0};
            const auto refused = [&](const std::vector<double>& values, std::size_t included) {
                QVERIFY_EXCEPTION_THROWN(
                    sampler.set(indices.data(), values.data(), values.size(), included),
                    std::invalid_argument);
                QVERIFY(sampler.weights() == (std::vector<double>{1.0, 2.0, 3.0}));
                QCOMPARE(sampler.included(), std::size_t(3));
                QVERIFY(sampler.draw(1, 1, 100).indices == before);
            };
            refused({5.0, notANumber}, 3);
            refused({0.0, 0.0, 0.0}, 3);
            refused({5.0, 6.0, 7.0, 8.0}, 2);
            refused({5.0}, 4);
            const std::uint32_t beyond = 3;
            const double value = 1.0;
            QVERIFY_EXCEPTION_THROWN(sampler.set(&beyond, &value, 1, 3), std::invalid_argument);
        }
    }
};

QTEST_APPLESS_MAIN(TestWeightedSampler)
#include "tst_weighted_sampler.moc"
