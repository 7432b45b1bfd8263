// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/fitted_images.h"
#include "tests/support/near.h"

#include <QTest>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace scorescope::data;
using scorescope::test::near;

namespace {

constexpr float ground = -2.0F; ///< what no image here holds

GreyImages image(std::size_t width, std::size_t height, std::vector<float> pixels) {
    GreyImages one;
    one.width = width;
    one.height = height;
    one.pixels = std::move(pixels);
    one.source = "by hand";
    return one;
}

GreyImages noise(std::size_t width, std::size_t height, std::size_t count = 1) {
    std::mt19937 random(static_cast<unsigned>(31 * width + height));
    std::vector<float> pixels(width * height * count);
    for (float& pixel : pixels) {
        pixel = static_cast<float>(random() % 1000) / 999.0F;
    }
    return image(width, height, std::move(pixels));
}

Fit into(std::size_t width, std::size_t height) {
    Fit fit;
    fit.width = width;
    fit.height = height;
    fit.ground = ground;
    return fit;
}

double meanOf(const std::vector<float>& pixels) {
    return std::accumulate(pixels.begin(), pixels.end(), 0.0) / static_cast<double>(pixels.size());
}

bool isNear(const std::vector<float>& a, const std::vector<float>& b, double allowed = 1e-6) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](float x, float y) {
               return near(static_cast<double>(x), static_cast<double>(y), 0.0, allowed);
           });
}

/// What a pixel sees when it looks at the image at the middles of parts × parts of its own.
double seen(const GreyImages& from, std::size_t column, std::size_t row, std::size_t width,
            std::size_t height, std::size_t parts) {
    double sum = 0.0;
    for (std::size_t y = 0; y < parts; ++y) {
        for (std::size_t x = 0; x < parts; ++x) {
            const double left = static_cast<double>(column) +
                                (static_cast<double>(x) + 0.5) / static_cast<double>(parts);
            const double top = static_cast<double>(row) +
                               (static_cast<double>(y) + 0.5) / static_cast<double>(parts);
            const auto oldColumn = static_cast<std::size_t>(left * static_cast<double>(from.width) /
                                                            static_cast<double>(width));
            const auto oldRow = static_cast<std::size_t>(top * static_cast<double>(from.height) /
                                                         static_cast<double>(height));
            sum += static_cast<double>(from.pixels[oldRow * from.width + oldColumn]);
        }
    }
    return sum / static_cast<double>(parts * parts);
}

} // namespace

class TestFittedImages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ofTheSameSizeTheyStay() {
        GreyImages two = noise(5, 3, 2);
        two.black = -1.0F;
        two.white = 3.0F;
        const GreyImages fitted = fitImages(two, into(5, 3));
        QCOMPARE(fitted.pixels, two.pixels);
        QCOMPARE(fitted.width, std::size_t(5));
        QCOMPARE(fitted.height, std::size_t(3));
        QCOMPARE(fitted.black, -1.0F);
        QCOMPARE(fitted.white, 3.0F);
        QCOMPARE(fitted.source, std::string("by hand"));
    }
    void wholeFactorsAreMeansOfBlocks() {
        const GreyImages old = noise(12, 6);
        const GreyImages fitted = fitImages(old, into(4, 2));
        std::vector<float> wanted;
        for (std::size_t row = 0; row < 2; ++row) {
            for (std::size_t column = 0; column < 4; ++column) {
                double sum = 0.0;
                for (std::size_t k = 0; k < 9; ++k) {
                    sum += static_cast<double>(
                        old.pixels[(3 * row + k / 3) * 12 + 3 * column + k % 3]);
                }
                wanted.push_back(static_cast<float>(sum / 9.0));
            }
        }
        QVERIFY(isNear(fitted.pixels, wanted));
    }
    void pixelsAreCutWhereNeedBe() {
        // Each new pixel covers one and a half old ones.
        const GreyImages fitted = fitImages(image(3, 1, {0.0F, 0.6F, 0.9F}), into(2, 1));
        QVERIFY(isNear(fitted.pixels, {0.2F, 0.8F}));
    }
    /// Old pixels meet at multiples of 1 / width; where the parts meet there as well, looking at
    /// their middles is exact.
    void areasAreThoseThatAreSeen() {
        struct Sides {
            std::size_t oldWidth, oldHeight, width, height, parts;
        };
        for (const Sides& sides : {Sides{7, 7, 3, 3, 7}, Sides{28, 21, 12, 9, 7},
                                   Sides{10, 15, 4, 6, 5}, Sides{13, 13, 5, 5, 13}}) {
            const GreyImages old = noise(sides.oldWidth, sides.oldHeight);
            const GreyImages fitted = fitImages(old, into(sides.width, sides.height));
            for (std::size_t i = 0; i < fitted.pixels.size(); ++i) {
                const double wanted = seen(old, i % sides.width, i / sides.width, sides.width,
                                           sides.height, sides.parts);
                std::string message;
                QVERIFY2(near(static_cast<double>(fitted.pixels[i]), wanted, 0.0, 1e-6, &message),
                         message.c_str());
            }
        }
    }
    void smallerOnesKeepTheirMean() {
        for (const std::size_t side : {1UL, 2UL, 11UL, 28UL, 49UL, 50UL}) {
            const GreyImages old = noise(50, 50);
            const GreyImages fitted = fitImages(old, into(side, side));
            std::string message;
            QVERIFY2(near(meanOf(fitted.pixels), meanOf(old.pixels), 0.0, 1e-6, &message),
                     message.c_str());
        }
    }
    void largerOnesLieOnLines() {
        QVERIFY(isNear(fitImages(image(2, 1, {0.0F, 1.0F}), into(4, 2)).pixels,
                       {0.0F, 0.25F, 0.75F, 1.0F, 0.0F, 0.25F, 0.75F, 1.0F}));
        // A plane stays one between the middles of its outermost pixels.
        std::vector<float> plane;
        for (std::size_t i = 0; i < 25; ++i) {
            plane.push_back(static_cast<float>(i % 5) + 10.0F * static_cast<float>(i / 5));
        }
        const GreyImages fitted = fitImages(image(5, 5, plane), into(14, 14));
        for (std::size_t i = 0; i < fitted.pixels.size(); ++i) {
            const auto along = [](std::size_t k) {
                return std::clamp((static_cast<double>(k) + 0.5) * 5.0 / 14.0 - 0.5, 0.0, 4.0);
            };
            QVERIFY(near(static_cast<double>(fitted.pixels[i]),
                         along(i % 14) + 10.0 * along(i / 14), 0.0, 1e-5));
        }
        QVERIFY(
            isNear(fitImages(image(1, 1, {0.3F}), into(3, 3)).pixels, std::vector<float>(9, 0.3F)));
    }
    void theAspectIsKeptInTheMiddle_data() {
        QTest::addColumn<int>("oldWidth");
        QTest::addColumn<int>("oldHeight");
        QTest::addColumn<QRect>("covered"); // of 28 × 20 pixels
        QTest::newRow("wide") << 200 << 50 << QRect(0, 6, 28, 7);
        QTest::newRow("tall") << 30 << 60 << QRect(9, 0, 10, 20);
        QTest::newRow("tall by an odd rest") << 30 << 66 << QRect(9, 0, 9, 20); // 9.09
        QTest::newRow("small") << 2 << 4 << QRect(9, 0, 10, 20);
        QTest::newRow("of the aspect") << 14 << 10 << QRect(0, 0, 28, 20);
        QTest::newRow("large, of the aspect") << 280 << 200 << QRect(0, 0, 28, 20);
        QTest::newRow("a line") << 2 << 1000 << QRect(13, 0, 1, 20);
        QTest::newRow("a flat line") << 1000 << 2 << QRect(0, 9, 28, 1);
    }
    void theAspectIsKeptInTheMiddle() {
        QFETCH(int, oldWidth);
        QFETCH(int, oldHeight);
        QFETCH(QRect, covered);
        // One grey stays it, exactly, and nothing of the ground comes to it.
        constexpr float grey = 0.7F;
        const auto width = static_cast<std::size_t>(oldWidth);
        const auto height = static_cast<std::size_t>(oldHeight);
        const GreyImages fitted =
            fitImages(image(width, height, std::vector<float>(width * height, grey)), into(28, 20));
        for (int row = 0; row < 20; ++row) {
            for (int column = 0; column < 28; ++column) {
                const float found = fitted.pixels[static_cast<std::size_t>(28 * row + column)];
                QCOMPARE(found, covered.contains(column, row) ? grey : ground);
            }
        }
    }
    void invertedTheGroundStays() {
        Fit fit = into(4, 2);
        fit.inverted = true;
        GreyImages old = image(2, 2, {0.0F, 0.25F, 0.5F, 1.0F});
        QVERIFY(isNear(fitImages(old, fit).pixels,
                       {ground, 1.0F, 0.75F, ground, ground, 0.5F, 0.0F, ground}));
        old.black = -1.0F;
        old.white = 3.0F;
        QVERIFY(isNear(fitImages(old, fit).pixels,
                       {ground, 2.0F, 1.75F, ground, ground, 1.5F, 1.0F, ground}));
    }
    void eachOfASetIsFittedAlone() {
        const GreyImages two = noise(9, 6, 2);
        const GreyImages fitted = fitImages(two, into(5, 5));
        QCOMPARE(fitted.size(), std::size_t(2));
        for (std::size_t i = 0; i < 2; ++i) {
            const GreyImages one =
                fitImages(image(9, 6, {two.image(i), two.image(i) + 54}), into(5, 5));
            QCOMPARE(std::vector<float>(fitted.image(i), fitted.image(i) + 25), one.pixels);
        }
        QVERIFY(fitted.pixels.front() == ground);
    }
    void sidesOfNothing() {
        QCOMPARE(fitImages(image(3, 3, {}), into(2, 2)).size(), std::size_t(0));
        QCOMPARE(fitImages({}, into(2, 2)).size(), std::size_t(0));
        QVERIFY_EXCEPTION_THROWN((void)fitImages(noise(3, 3), into(0, 2)), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((void)fitImages(noise(3, 3), into(2, 0)), std::invalid_argument);
    }
};

QTEST_GUILESS_MAIN(TestFittedImages)
#include "tst_fitted_images.moc"
