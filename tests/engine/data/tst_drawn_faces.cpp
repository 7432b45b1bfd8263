// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/data/drawn_faces.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

using namespace scorescope;
using namespace scorescope::data;

namespace {

/// Mean grey of a box of the picture, in shares of its side.
double box(const float* image, std::size_t side, double left, double top, double right,
           double bottom) {
    const auto pixel = [side](double share) {
        return static_cast<std::size_t>(std::lround(share * static_cast<double>(side)));
    };
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t row = pixel(top); row < pixel(bottom); ++row) {
        for (std::size_t column = pixel(left); column < pixel(right); ++column) {
            sum += static_cast<double>(image[row * side + column]);
            ++count;
        }
    }
    return sum / static_cast<double>(count);
}

std::vector<float> meanOf(const GreyImages& set) {
    std::vector<float> mean(set.pixelsOfImage(), 0.0F);
    for (std::size_t i = 0; i < set.size(); ++i) {
        for (std::size_t p = 0; p < mean.size(); ++p) {
            mean[p] += set.image(i)[p] / static_cast<float>(set.size());
        }
    }
    return mean;
}

double distance(const float* a, const float* b, std::size_t size) {
    double sum = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
        const auto away = static_cast<double>(a[i] - b[i]);
        sum += away * away;
    }
    return std::sqrt(sum / static_cast<double>(size));
}

} // namespace

class TestDrawnFaces : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameForAnyThreads() {
        const GreyImages one = drawFaces(100, 24, FacePart::training, 5, 1);
        const GreyImages two = drawFaces(50, 24, FacePart::training, 5, 2);
        QCOMPARE(one.size(), std::size_t(100));
        QVERIFY(std::equal(two.pixels.begin(), two.pixels.end(), one.pixels.begin()));
        QVERIFY(drawFaces(50, 24, FacePart::training, 6, 1).pixels != two.pixels);
        QVERIFY(drawFaces(50, 24, FacePart::test, 5, 1).pixels != two.pixels);
    }
    /// Larger ones are the same faces: means of their pixels are the smaller ones, about.
    void anotherSideShowsTheSame() {
        const GreyImages small = drawFaces(20, 24, FacePart::training, 5);
        const GreyImages large = drawFaces(20, 72, FacePart::training, 5);
        for (std::size_t i = 0; i < 20; ++i) {
            std::vector<float> reduced(24 * 24, 0.0F);
            for (std::size_t p = 0; p < large.pixelsOfImage(); ++p) {
                reduced[p / 72 / 3 * 24 + p % 72 / 3] += large.image(i)[p] / 9.0F;
            }
            const double same = distance(reduced.data(), small.image(i), reduced.size());
            const double other =
                distance(reduced.data(), small.image((i + 1) % 20), reduced.size());
            QVERIFY2(same < 0.05 && same < 0.5 * other,
                     qPrintable(QString("%1, %2").arg(same).arg(other)));
        }
    }
    void sidesHaveLimits() {
        QVERIFY_EXCEPTION_THROWN((void)drawFaces(1, 11, FacePart::test, 1), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN((void)drawFaces(1, 97, FacePart::test, 1), std::invalid_argument);
        for (const std::size_t side : {smallestFace, largestFace}) {
            const GreyImages set = drawFaces(3, side, FacePart::test, 1);
            QCOMPARE(set.pixels.size(), 3 * side * side);
        }
    }

    /// On the whole: two dark eyes, a mouth, hair above, and a left side as the right one.
    void theyAreLikeFaces() {
        const GreyImages set = drawFaces(2000, 32, FacePart::training, 1);
        const auto [least, most] = std::minmax_element(set.pixels.begin(), set.pixels.end());
        QVERIFY(*least >= 0.0F && *most <= 1.0F);
        QVERIFY(*least < 0.05F && *most > 0.9F);
        const std::vector<float> mean = meanOf(set);
        const double cheeks = 0.5 * (box(mean.data(), 32, 0.28, 0.5, 0.4, 0.58) +
                                     box(mean.data(), 32, 0.6, 0.5, 0.72, 0.58));
        const double eyes = 0.5 * (box(mean.data(), 32, 0.28, 0.37, 0.4, 0.45) +
                                   box(mean.data(), 32, 0.6, 0.37, 0.72, 0.45));
        const double between = box(mean.data(), 32, 0.45, 0.37, 0.55, 0.45);
        QVERIFY(eyes < 0.9 * cheeks && eyes < 0.9 * between);
        QVERIFY(box(mean.data(), 32, 0.4, 0.68, 0.6, 0.75) < 0.9 * cheeks); // the mouth
        QVERIFY(box(mean.data(), 32, 0.3, 0.0, 0.7, 0.06) < 0.6 * cheeks);  // hair
        for (std::size_t row = 0; row < 32; ++row) {
            for (std::size_t column = 0; column < 16; ++column) {
                // Their deviation is below 0.25: of a mean of 2000, and of a difference, 0.008.
                QVERIFY(std::abs(mean[row * 32 + column] - mean[row * 32 + 31 - column]) < 0.04F);
            }
        }
    }
    /// No two are the same, and every pixel varies.
    void theyDiffer() {
        const GreyImages set = drawFaces(150, 24, FacePart::training, 1);
        for (std::size_t i = 0; i < set.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                QVERIFY(distance(set.image(i), set.image(k), set.pixelsOfImage()) > 0.02);
            }
        }
        const std::vector<float> mean = meanOf(set);
        for (std::size_t p = 0; p < set.pixelsOfImage(); ++p) {
            double squares = 0.0;
            for (std::size_t i = 0; i < set.size(); ++i) {
                squares += std::pow(static_cast<double>(set.image(i)[p] - mean[p]), 2.0);
            }
            QVERIFY(squares / static_cast<double>(set.size()) > 0.07 * 0.07);
        }
    }
};

QTEST_APPLESS_MAIN(TestDrawnFaces)
#include "tst_drawn_faces.moc"
