// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Completing images by holding a part of their pixels (§5.3.6, Figure 5.6, bottom).
#include "engine/core/error.h"
#include "engine/gsn/gsn.h"
#include "engine/gsn/network/inpainting.h"
#include "tests/support/near.h"
#include "tests/support/small_digits.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace scorescope;
using namespace scorescope::gsn;
using scorescope::test::digitContext;
using scorescope::test::Digits;
using scorescope::test::DigitValues;
using scorescope::test::near;

namespace {

constexpr std::size_t side = 28;
constexpr std::size_t pixels = side * side;

std::string refusalOf(const DigitValues& values) {
    Registry registry;
    registerGsn(registry);
    try {
        registry.kind("digit_network").check(digitContext(registry, values).parameters);
        return {};
    } catch (const InputError& error) {
        return error.pointer() + ": " + error.message();
    }
}

/// Held pixels of a choice.
PixelMask maskOf(const std::string& held, const std::string& painted = "") {
    Registry registry;
    registerGsn(registry);
    return heldPixels(
        digitContext(registry, {{"given_part", held}, {"given_pixels", painted}}).parameters, side);
}

} // namespace

class TestInpainting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void halvesAndBoards() {
        QVERIFY(maskOf("nothing").empty());
        const PixelMask left = maskOf("left");
        const PixelMask right = maskOf("right");
        const PixelMask top = maskOf("top");
        const PixelMask bottom = maskOf("bottom");
        const PixelMask board = maskOf("board");
        for (std::size_t row = 0; row < side; ++row) {
            for (std::size_t column = 0; column < side; ++column) {
                const std::size_t i = row * side + column;
                QCOMPARE(left[i], column < 14 ? 1 : 0);
                QCOMPARE(left[i] + right[i], 1);
                QCOMPARE(top[i], row < 14 ? 1 : 0);
                QCOMPARE(top[i] + bottom[i], 1);
            }
        }
        QCOMPARE(std::count(board.begin(), board.end(), 1),
                 static_cast<std::ptrdiff_t>(pixels / 2));
        QCOMPARE(board[0], 1);
        QCOMPARE(board[7], 0);
        QCOMPARE(board[7 * side], 0);
        QCOMPARE(board[7 * side + 7], 1);
        QCOMPARE(maskText(maskOf("painted", "392 392")), std::string("392 392"));
        QVERIFY(maskOf("painted", "").empty());
    }

    void countsAreMeansAndDeviations() {
        const PixelMask held = {1, 0, 0};
        // Two chains with an image each; two completions of each.
        Inpainting apart(held, {1.0F, 0.0F, 1.0F, 0.0F, 1.0F, 1.0F}, 2, false);
        QVERIFY(std::isnan(apart.mean(0)[1]));
        QVERIFY(std::isnan(apart.surprise()));
        apart.count({1.0F, 0.25F, 0.5F, 0.0F, 0.5F, 1.0F});
        apart.count({1.0F, 0.75F, 0.5F, 0.0F, 0.0F, 1.0F});
        QCOMPARE(apart.completions(), std::uint64_t{4});
        QCOMPARE(apart.groups(), std::size_t{2});
        QCOMPARE(apart.mean(0), (std::vector<double>{1.0, 0.5, 0.5}));
        QCOMPARE(apart.deviation(0), (std::vector<double>{0.0, 0.25, 0.0}));
        QCOMPARE(apart.mean(1), (std::vector<double>{0.0, 0.25, 1.0}));
        QCOMPARE(apart.deviation(1), (std::vector<double>{0.0, 0.25, 0.0}));
        // Of the first image both free pixels at one half: 2 ln 2; of the second ln 4 and nothing.
        QVERIFY(near(apart.surprise(), (2.0 * std::log(2.0) + std::log(4.0)) / 2.0, 0.0, 1e-5));
        // The same as completions of one image.
        Inpainting together(held, {1.0F, 0.0F, 1.0F, 1.0F, 0.0F, 1.0F}, 2, true);
        together.count({1.0F, 0.25F, 0.5F, 1.0F, 0.5F, 1.0F});
        QCOMPARE(together.completions(), std::uint64_t{2});
        QCOMPARE(together.groups(), std::size_t{1});
        QCOMPARE(together.mean(0), (std::vector<double>{1.0, 0.375, 0.75}));
        QCOMPARE(together.deviation(0), (std::vector<double>{0.0, 0.125, 0.25}));
        QVERIFY_EXCEPTION_THROWN(Inpainting(held, {1.0F, 0.0F}, 1, false), std::invalid_argument);
    }

    void chainsBeginAtRandomWhereNothingIsHeld() {
        PixelMask held(pixels, 0);
        std::fill(held.begin(), held.begin() + 400, std::uint8_t{1});
        const Inpainting inpainting(held, std::vector<float>(2 * pixels, 0.25F), 2, true);
        const std::vector<float> x = inpainting.begin(3);
        QCOMPARE(x, inpainting.begin(3));
        QVERIFY(x != inpainting.begin(4));
        for (std::size_t chain = 0; chain < 2; ++chain) {
            const float* from = x.data() + chain * pixels;
            QVERIFY(std::all_of(from, from + 400, [](float value) { return value == 0.25F; }));
            const auto ones = std::count(from + 400, from + pixels, 1.0F);
            const auto noughts = std::count(from + 400, from + pixels, 0.0F);
            QCOMPARE(ones + noughts, 384);
            QVERIFY(std::abs(static_cast<double>(ones) - 192.0) < 5.0 * std::sqrt(96.0));
        }
        QVERIFY(!std::equal(x.begin() + 400, x.begin() + pixels, x.begin() + pixels + 400));
    }

    /// Whatever the network is like: held pixels are the image's in every sample, in the
    /// completions' mean and without deviation; the others are drawn.
    void heldPixelsStay() {
        Digits digits({{"given_part", std::string("right")}});
        digits.step(8);
        const ImageGrid completions = digits.grid("completions");
        QCOMPARE(completions.images(), std::size_t{6}); // image and mean by chain
        const ImageGrid deviation = digits.grid("completion_deviation");
        QCOMPARE(deviation.images(), std::size_t{3});
        const ImageGrid given = digits.grid("given");
        QCOMPARE(given.paints, std::string("given_pixels"));
        QVERIFY(std::equal(given.pixels.begin(), given.pixels.end(), completions.pixels.begin()));
        QCOMPARE(completions.paints, std::string("given_pixels"));
        const ImageGrid samples = digits.grid("samples");
        bool free = false;
        for (std::size_t chain = 0; chain < 3; ++chain) {
            const float* image = completions.pixels.data() + 2 * chain * pixels;
            const float* spread = deviation.pixels.data() + chain * pixels;
            for (std::size_t i = 0; i < pixels; ++i) {
                const bool held = i % side >= side / 2;
                QCOMPARE(completions.mask[i] != 0, held);
                if (held) {
                    QCOMPARE(image[pixels + i], image[i]);
                    QCOMPARE(spread[i], 0.0F);
                    for (std::size_t moment = 0; moment < 4; ++moment) {
                        const float seen =
                            samples.pixels[(chain * samples.columns + moment) * pixels + i];
                        QCOMPARE(seen, image[i]);
                    }
                } else {
                    QVERIFY(image[pixels + i] > 0.0F && image[pixels + i] < 1.0F);
                    free = free || spread[i] > 0.0F;
                    QVERIFY(static_cast<double>(spread[i]) <= deviation.white);
                }
            }
        }
        QVERIFY(free);
    }

    void theBurnInIsLeftOut() {
        Digits digits({{"given_part", std::string("left")}, {"draws", std::int64_t{5}}});
        digits.step(1);
        QCOMPARE(digits.saved().count("inpainting_counted"), std::uint64_t{3});
        digits.step(1);
        QCOMPARE(digits.saved().count("inpainting_counted"), std::uint64_t{8});
        digits->act({"restart_chains", {}});
        QCOMPARE(digits.saved().count("inpainting_counted"), std::uint64_t{0});
        digits.step(1);
        QCOMPARE(digits.saved().count("inpainting_counted"), std::uint64_t{3});
    }

    void edits() {
        Digits digits({});
        digits.step(4);
        QVERIFY(digits.grid("completions").mask.empty());
        digits->set("given_part", std::string("painted"));
        QVERIFY(digits.grid("completions").mask.empty()); // nothing is painted yet
        digits->set("given_pixels", std::string("100 50"));
        digits.step(4);
        const ImageGrid painted = digits.grid("completions");
        QCOMPARE(maskText(painted.mask), std::string("100 50"));
        // Chains of their own images, then all of the one that is chosen.
        QVERIFY(!std::equal(painted.pixels.begin(), painted.pixels.begin() + pixels,
                            painted.pixels.begin() + 2 * pixels));
        const std::vector<float> third(painted.pixels.begin() + 4 * pixels,
                                       painted.pixels.begin() + 5 * pixels);
        digits->set("one_image", true);
        digits->set("given_image", std::int64_t{2});
        digits.step(4);
        const ImageGrid one = digits.grid("completions");
        QCOMPARE(one.images(), std::size_t{2});
        QCOMPARE(std::vector<float>(one.pixels.begin(), one.pixels.begin() + pixels), third);
        // Past the last it begins anew.
        digits->set("given_image", std::int64_t{12});
        QCOMPARE(digits.grid("completions").pixels.front(), one.pixels.front());
    }

    /// Completions of many chains stand two beside each other, so that they are not a narrow strip.
    void manyChainsShareRows() {
        Digits digits({{"given_part", std::string("right")}, {"chains", std::int64_t{5}}});
        digits.step(2);
        const ImageGrid completions = digits.grid("completions");
        QCOMPARE(completions.columns, std::size_t{4});
        QCOMPARE(completions.columnCaptions.size(), std::size_t{4});
        QCOMPARE(completions.images(), std::size_t{10});
        QCOMPARE(completions.rowCaptions,
                 (std::vector<std::string>{"chain 1, 2", "chain 3, 4", "chain 5"}));
        const ImageGrid deviation = digits.grid("completion_deviation");
        QCOMPARE(deviation.columns, std::size_t{2});
        QCOMPARE(deviation.rowCaptions, completions.rowCaptions);
    }

    void goesOnFromACheckpoint() {
        const DigitValues values = {{"given_part", std::string("board")}, {"one_image", true}};
        Digits one(values);
        one.step(6);
        const Checkpoint middle = one.saved();
        one.step(4);
        Digits two(values);
        two->load(middle);
        two.step(4);
        const Checkpoint first = one.saved();
        const Checkpoint second = two.saved();
        QVERIFY(first.meta == second.meta);
        QCOMPARE(first.doubles("inpainting_sums"), second.doubles("inpainting_sums"));
        QCOMPARE(first.doubles("inpainting_squares"), second.doubles("inpainting_squares"));
        QVERIFY(first.count("inpainting_counted") > middle.count("inpainting_counted"));
        // Of chains that are counted apart.
        Digits other({{"given_part", std::string("board")}});
        other.step(1);
        QVERIFY_EXCEPTION_THROWN(other->load(middle), InputError);
        QCOMPARE(other->stepsDone(), std::uint64_t{1});
    }

    void refusesBadMasks() {
        const auto painted = [](const char* text) {
            return refusalOf(
                {{"given_part", std::string("painted")}, {"given_pixels", std::string(text)}});
        };
        QCOMPARE(painted("392 392"), std::string());
        QCOMPARE(painted(""), std::string());
        QVERIFY(painted("0 784").find("/parameters/given_pixels: hold every pixel") == 0);
        QVERIFY(painted("392 393").find("/parameters/given_pixels") == 0);
        QVERIFY(painted("half").find("/parameters/given_pixels") == 0);
        // What is not used is not asked about.
        QCOMPARE(refusalOf({{"given_pixels", std::string("0 784")}}), std::string());
    }
};

QTEST_GUILESS_MAIN(TestInpainting)
#include "tst_inpainting.moc"
