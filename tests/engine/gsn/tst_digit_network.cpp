// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A network beside another (Figure 5.4): the same start and minibatches, without walkback.
#include "engine/core/error.h"
#include "tests/support/small_digits.h"

#include <QTest>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace scorescope;
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
