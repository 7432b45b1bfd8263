// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A network beside another (Figure 5.4): the same start and minibatches, without walkback.
#include "engine/core/error.h"
#include "engine/data/digit_pixels.h"
#include "engine/gsn/mixing/chain_bound.h"
#include "tests/support/small_digits.h"

#include <QTest>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::Digits;
using scorescope::test::DigitValues;

namespace {

DigitValues pair() {
    return {{"beside", std::string("without_walkback")},
            {"walkback", std::int64_t{3}},
            {"binarize", true}};
}

} // namespace

class TestDigitNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Each of the two is what it would be alone.
    void eachIsAsAlone() {
        Digits both(pair());
        DigitValues one = pair();
        one["beside"] = std::string("nothing");
        Digits alone(one);
        one["walkback"] = std::int64_t{1};
        Digits without(one);
        for (Digits* each : {&both, &alone, &without}) {
            each->step(7);
        }
        QCOMPARE(both.grid("samples").pixels, alone.grid("samples").pixels);
        QCOMPARE(both.grid("means").pixels, alone.grid("means").pixels);
        QCOMPARE(both.grid("plain_samples").pixels, without.grid("samples").pixels);
        QCOMPARE(both.grid("plain_means").pixels, without.grid("means").pixels);
        QVERIFY(both.grid("means").pixels != both.grid("plain_means").pixels);
        const Checkpoint saved = both.saved();
        QVERIFY(sameBits(saved.weights.at("W1"), alone.saved().weights.at("W1")));
        QVERIFY(sameBits(saved.weights.at("plain_W1"), without.saved().weights.at("W1")));
    }

    void bothGoOnFromACheckpoint() {
        Digits one(pair());
        one.step(5);
        const Checkpoint middle = one.saved();
        one.step(5);
        Digits two(pair());
        two->load(middle);
        two.step(5);
        const Checkpoint first = one.saved();
        const Checkpoint second = two.saved();
        QVERIFY(first.meta == second.meta);
        QCOMPARE(first.state.size(), second.state.size());
        for (const auto& [name, tensor] : first.state) {
            QVERIFY2(sameBits(tensor, second.state.at(name)), name.c_str());
        }
        for (const auto& [name, tensor] : first.weights) {
            QVERIFY2(sameBits(tensor, second.weights.at(name)), name.c_str());
        }
        QVERIFY(!sameBits(first.weights.at("plain_W1"), middle.weights.at("plain_W1")));
    }

    /// A checkpoint that fits one of them alone changes neither.
    void aBadCheckpointChangesNeither() {
        Digits both(pair());
        both.step(3);
        const Checkpoint whole = both.saved();
        both.step(2);
        const Checkpoint now = both.saved();
        Checkpoint damaged = whole;
        damaged.state["x"] = StoredTensor{{3}, std::vector<float>(3, 0.0F)};
        QVERIFY_EXCEPTION_THROWN(both->load(damaged), InputError);
        damaged = whole;
        damaged.state["plain_x"] = StoredTensor{{3}, std::vector<float>(3, 0.0F)};
        QVERIFY_EXCEPTION_THROWN(both->load(damaged), InputError);
        damaged = whole;
        damaged.meta.erase("plain_");
        QVERIFY_EXCEPTION_THROWN(both->load(damaged), InputError);
        const Checkpoint after = both.saved();
        QVERIFY(after.meta == now.meta);
        QVERIFY(sameBits(after.weights.at("W1"), now.weights.at("W1")));
        QVERIFY(sameBits(after.weights.at("plain_W1"), now.weights.at("plain_W1")));
    }

    /// A chain of each network bounds the likelihood of the images to test, at the steps that a
    /// parameter names.
    void boundsAreScheduled() {
        DigitValues values = pair();
        values["bound_every"] = std::int64_t{2};
        values["bound_samples"] = std::int64_t{30};
        Digits both(values);
        Interest nobody;
        nobody.all = false;
        both.step(1);
        QVERIFY(both->due(nobody).empty());
        QCOMPARE(both->scheduledArtifacts(),
                 (std::set<std::string>{"bound_curve", "chain_bound", "plain_chain_bound"}));
        both.step(1);
        const std::vector<AnalysisRequest> due = both->due(nobody);
        QCOMPARE(due.size(), std::size_t{1});
        QVERIFY(due.front().cause == AnalysisCause::schedule);
        AnalysisWatch watch;
        AnalysisResult result;
        result.request = due.front();
        result.findings = both->analysis(due.front())(watch);
        both->take(result);
        const Artifact curve = both.artifact("bound_curve");
        const auto& lines = std::get<Lines>(curve.data).lines;
        QCOMPARE(lines.size(), std::size_t{4}); // two networks, and what the thesis prints of each
        QCOMPARE(lines[0].x, (std::vector<double>{1, 2, 5, 10, 20, 30}));
        QCOMPARE(lines[0].y.back(), result.findings.scalars.at("chain_bound"));
        QCOMPARE(lines[1].y.back(), result.findings.scalars.at("plain_chain_bound"));
        QVERIFY(lines[0].y.back() != lines[1].y.back());
        // By the bound itself, of the same chain.
        const Checkpoint saved = both.saved();
        BoundRequest request;
        request.shape = GsnShape({784, 12, 9});
        for (const char* name : {"W1", "W2", "b0", "b1", "b2"}) {
            const auto part = storedValues<float>(saved.weights, name).toVector();
            request.weights.insert(request.weights.end(), part.begin(), part.end());
        }
        const auto tests = std::make_shared<std::vector<float>>(
            data::pixelsOf(data::drawDigits(10, data::DigitPart::test, 1), 0, 10, true));
        request.tests = tests;
        request.starts.assign(tests->begin(), tests->begin() + 784);
        request.samples = 30;
        request.seed = 1;
        QCOMPARE(chainBound(request, {1, {}}).bounds.back().mean, lines[0].y.back());
        // What is damaged is refused.
        result.findings.data.put("chain_bound", {0.0, 1.0, 1.0});
        QVERIFY_EXCEPTION_THROWN(both->take(result), InputError);
        result.findings.data.put("chain_bound", {1.0, 1.0});
        QVERIFY_EXCEPTION_THROWN(both->take(result), InputError);
    }

    void editsReachBoth() {
        Digits both(pair());
        both.step(2);
        both->set("input_noise", 0.0);
        both->set("given_part", std::string("left"));
        both.step(6);
        const ImageGrid samples = both.grid("samples");
        const ImageGrid plain = both.grid("plain_samples");
        constexpr std::size_t side = 28;
        for (std::size_t i = 0; i < side * side; ++i) {
            if (i % side < side / 2) {
                QCOMPARE(samples.pixels[i], plain.pixels[i]); // held, of the same image
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestDigitNetwork)
#include "tst_digit_network.moc"
