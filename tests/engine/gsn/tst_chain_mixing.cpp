// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// How well chains of a network mix, from copies of it.
#include "engine/data/digit_pixels.h"
#include "engine/gsn/mixing/chain_mixing.h"
#include "engine/stats/chain_statistics.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::near;

namespace {

constexpr std::size_t pixels = data::digitSide * data::digitSide;

std::shared_ptr<data::Digits> drawnDigits(bool labels) {
    auto digits = std::make_shared<data::Digits>();
    digits->training = data::drawDigits(300, data::DigitPart::training, 5);
    digits->test = data::drawDigits(50, data::DigitPart::test, 5);
    if (!labels) {
        digits->training.labels.clear();
        digits->test.labels.clear();
    }
    return digits;
}

/// Chains of an untrained network of one layer; without weights nothing in them moves.
MixingRequest requestOf(const data::Digits& digits, float weights) {
    MixingRequest request;
    request.shape = GsnShape({pixels, 20});
    request.weights = initialWeights(request.shape, 3);
    for (float& each : request.weights) {
        each *= weights;
    }
    request.noise = {0.3F, 0.0F, 0.0F, false};
    request.starts = data::pixelsOf(digits.test, 0, 4, false);
    request.draws = 60;
    return request;
}

TableCell cellOf(const Artifact& table, const std::string& row, std::size_t column = 1) {
    const auto& rows = std::get<Table>(table.data).rows;
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&row](const auto& each) { return each[0].text == row; });
    return found == rows.end() ? TableCell("no such row") : (*found)[column];
}
std::string cell(const Artifact& table, const std::string& row) {
    return cellOf(table, row).text;
}

} // namespace

class TestChainMixing : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void chainsThatStandStillHaveNoNumbers() {
        const auto digits = drawnDigits(true);
        MixingReference reference(digits);
        const ChainMixing mixing = chainMixing(requestOf(*digits, 0.0F), reference, {});
        for (const stats::ScalarMixing& scalar : mixing.scalars) {
            QVERIFY(!scalar.numbers);
            QCOMPARE(scalar.reason, std::string("undefined: 4 of 4 chains constant"));
        }
        QVERIFY(!mixing.rStar.known());
        QCOMPARE(mixing.visits->changes().estimate.value, 0.0);
        QCOMPARE(cell(scalarsTable(mixing), "mean grey value"),
                 std::string("undefined: 4 of 4 chains constant"));
        QCOMPARE(cellOf(scalarsTable(mixing), "mean grey value", 4).text, std::string());
        QCOMPARE(cellOf(scalarsTable(mixing), "mean grey value", 5).text, std::string());
    }

    /// By the means of the same chains, run once more.
    void drawsAreWorthSoManyForAThousandSteps() {
        const auto digits = drawnDigits(false);
        MixingReference reference(digits);
        const MixingRequest request = requestOf(*digits, 3.0F);
        const ChainMixing mixing = chainMixing(request, reference, {});
        stats::Chains grey(4);
        const GsnSampler sampler(request.shape, 1);
        GsnState state = beginChains(request.shape, request.starts);
        for (std::size_t step = 0; step < 75; ++step) { // 15 of them the burn-in
            sampler.step(request.weights.data(), request.noise, {request.seed, step, 0}, state);
            for (std::size_t c = 0; step >= 15 && c < 4; ++c) {
                const auto image = state.mean.begin() + static_cast<std::ptrdiff_t>(c * pixels);
                grey[c].push_back(std::accumulate(image, image + pixels, 0.0) /
                                  static_cast<double>(pixels));
            }
        }
        const stats::Statistic ess = stats::bulkEss(grey);
        QVERIFY(ess.known());
        const TableCell found = cellOf(scalarsTable(mixing), "mean grey value", 4);
        QCOMPARE(found.numbers.size(), std::size_t{1});
        std::string message;
        QVERIFY2(near(found.numbers[0], ess.value * 1000.0 / 240.0, 1e-6, 0.0, &message),
                 message.c_str());
        QVERIFY(mixing.secondsPerStep > 0.0);
        const TableCell perSecond = cellOf(scalarsTable(mixing), "mean grey value", 5);
        QCOMPARE(perSecond.numbers.size(), std::size_t{1});
        QVERIFY2(near(perSecond.numbers[0], ess.value / (60.0 * mixing.secondsPerStep), 1e-9, 0.0,
                      &message),
                 message.c_str());
    }

    void picturesHoldWhatWasCounted() {
        const auto digits = drawnDigits(true);
        MixingReference reference(digits);
        const ChainMixing mixing = chainMixing(requestOf(*digits, 3.0F), reference, {});
        QCOMPARE(mixing.chains, std::size_t{4});
        QVERIFY(mixing.accuracy->value > 0.5);
        const Artifact map = visitsMap(mixing);
        const auto& visits = std::get<Heatmap>(map.data);
        QCOMPARE(visits.rows(), std::size_t{5}); // four chains, and as data
        QCOMPARE(visits.columns(), std::size_t{10});
        for (std::size_t row = 0; row < visits.rows(); ++row) {
            float sum = 0.0F;
            for (std::size_t k = 0; k < 10; ++k) {
                sum += visits.values[row * 10 + k];
            }
            QVERIFY(std::abs(sum - 60.0F) < 0.01F);
        }
        // The sequences say when: counted, they are the visits.
        const Artifact made = sequencesMap(mixing);
        const auto& sequences = std::get<Heatmap>(made.data);
        QCOMPARE(sequences.rows(), std::size_t{4});
        QCOMPARE(sequences.columns(), std::size_t{60});
        QCOMPARE(sequences.columnPositions.front(), 16.0); // 15 steps of burn-in are left out
        std::int64_t changes = 0;
        for (std::size_t row = 0; row < 4; ++row) {
            std::vector<std::int64_t> counted(10, 0);
            for (std::size_t step = 0; step < 60; ++step) {
                const float each = sequences.values[row * 60 + step];
                ++counted.at(static_cast<std::size_t>(each));
                changes += step > 0 && each != sequences.values[row * 60 + step - 1] ? 1 : 0;
            }
            QCOMPARE(counted, mixing.visits->visitsOf(row));
        }
        QCOMPARE(static_cast<double>(changes), mixing.visits->changes().estimate.value);
        const auto lines = std::get<Lines>(chainMap(mixing).data).lines;
        QCOMPARE(lines.size(), std::size_t{5}); // the data, two of four chains, and their ends
        QCOMPARE(lines[1].x.size(), std::size_t{60});
        QCOMPARE(lines[0].style, Lines::Style::points);
    }

    void sequencesAreByChain() {
        ChainMixing mixing;
        mixing.chains = 2;
        mixing.draws = 4;
        mixing.classes = {1, 7, 1, 8, 1, 8, 4, 0}; // step by step
        const Artifact made = sequencesMap(mixing);
        const auto& sequences = std::get<Heatmap>(made.data);
        QCOMPARE(sequences.values, (std::vector<float>{1, 1, 1, 4, 7, 8, 8, 0}));
        QCOMPARE(sequences.rowLabels, (std::vector<std::string>{"chain 1", "chain 2"}));
        QCOMPARE(sequences.columnPositions, (std::vector<double>{2, 3, 4, 5})); // one is burn-in
    }

    void theSameForAnyThreads() {
        const auto digits = drawnDigits(true);
        MixingReference one(digits);
        MixingReference two(digits);
        const MixingRequest request = requestOf(*digits, 3.0F);
        stats::LongWork single;
        single.threads = 1;
        stats::LongWork pair;
        pair.threads = 2;
        const ChainMixing first = chainMixing(request, one, single);
        const ChainMixing second = chainMixing(request, two, pair);
        QVERIFY(first.places == second.places);
        QCOMPARE(first.rStar.value.value, second.rStar.value.value);
        QCOMPARE(first.visits->visits(), second.visits->visits());
    }

    void withoutLabelsThereAreNoClasses() {
        const auto digits = drawnDigits(false);
        MixingReference reference(digits);
        const ChainMixing mixing = chainMixing(requestOf(*digits, 3.0F), reference, {});
        QVERIFY(!mixing.visits);
        QVERIFY(!mixing.accuracy);
        QCOMPARE(cell(mixingTable(mixing), "visits"), std::string("the images have no labels"));
        QCOMPARE(std::get<Heatmap>(visitsMap(mixing).data).rows(), std::size_t{0});
        QVERIFY(isEmpty(sequencesMap(mixing))); // files leave it out
        QVERIFY(mixing.scalars.front().numbers.has_value());
    }

    void oneChainIsRefused() {
        const auto digits = drawnDigits(true);
        MixingReference reference(digits);
        MixingRequest request = requestOf(*digits, 1.0F);
        request.starts.resize(pixels);
        QVERIFY_EXCEPTION_THROWN(chainMixing(request, reference, {}), std::invalid_argument);
        request = requestOf(*digits, 1.0F);
        request.draws = 19;
        QVERIFY_EXCEPTION_THROWN(chainMixing(request, reference, {}), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestChainMixing)
#include "tst_chain_mixing.moc"
