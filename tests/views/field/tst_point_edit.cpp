// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/near.h"
#include "views/field/point_edit.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <sstream>

using namespace scorescope::views;
using scorescope::test::near;

class TestPointEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textReadsBackToTheSameFloats();
    void paintIsDeterministicAndEven();
    void paintEndsAtItsLimit();
    void eraseTakesTheStripeUnderTheBrush();
    void dragBendsAndTheNearestGoesAllTheWay();
    void pathsAreSimplifiedWithinTheirTolerance();
};

void TestPointEdit::textReadsBackToTheSameFloats() {
    const EditPoints points = {{0.1F, -2.0F},
                               {1.0F / 3.0F, 1e-30F},
                               {std::numeric_limits<float>::quiet_NaN(), 0.0F},
                               {16777216.0F, 3.4e38F}};
    const std::string text = pointsText(points);
    QCOMPARE(text.substr(0, 7), std::string("0.1 -2;"));
    // Read with the standard library: a separate implementation.
    std::istringstream all(text);
    std::string one;
    EditPoints read;
    while (std::getline(all, one, ';')) {
        std::istringstream numbers(one);
        std::string x;
        std::string y;
        numbers >> x >> y;
        read.push_back({std::strtof(x.c_str(), nullptr), std::strtof(y.c_str(), nullptr)});
    }
    QCOMPARE(read.size(), std::size_t{3}); // without the one that is not finite
    QVERIFY(read[0] == points[0] && read[1] == points[1] && read[2] == points[3]);
    QVERIFY(pointsText({}).empty());
}

void TestPointEdit::paintIsDeterministicAndEven() {
    const auto stroke = [](const std::vector<QPointF>& way) {
        EditPoints points;
        PaintStroke state;
        paintPoints(points, state, way[0], way[0], 0.1);
        for (std::size_t i = 1; i < way.size(); ++i) {
            paintPoints(points, state, way[i - 1], way[i], 0.1);
        }
        return points;
    };
    const EditPoints points = stroke({{0.0, 0.0}, {1.0, 0.0}});
    QVERIFY(points == stroke({{0.0, 0.0}, {1.0, 0.0}}));
    // One for each quarter of the radius on a way of ten radii, and the first.
    QVERIFY(points.size() >= 40 && points.size() <= 41);
    QVERIFY((points[0] == std::array<float, 2>{0.0F, 0.0F}));
    for (const auto& point : points) {
        QVERIFY(std::abs(point[1]) <= 0.1F && point[0] >= -0.1F && point[0] <= 1.1F);
    }
    // However the mouse reports the same way, the spacing stays.
    const EditPoints pieces =
        stroke({{0.0, 0.0}, {0.013, 0.0}, {0.4, 0.0}, {0.41, 0.0}, {1.0, 0.0}});
    QVERIFY(pieces.size() >= 40 && pieces.size() <= 41);
    std::string message;
    for (std::size_t i = 0; i < 40; ++i) {
        // Rounding of sums of spacings, and of floats near 1.
        QVERIFY2(near(static_cast<double>(pieces[i][0]), static_cast<double>(points[i][0]), 0.0,
                      1e-6, &message),
                 message.c_str());
    }
}

void TestPointEdit::paintEndsAtItsLimit() {
    EditPoints points;
    PaintStroke state;
    paintPoints(points, state, {0.0, 0.0}, {1e6, 0.0}, 1.0);
    QCOMPARE(points.size(), mostPaintedPoints);
    paintPoints(points, state, {0.0, 0.0}, {1.0, 0.0}, 0.0); // a brush of no size paints nothing
    QCOMPARE(points.size(), mostPaintedPoints);
}

void TestPointEdit::eraseTakesTheStripeUnderTheBrush() {
    EditPoints points;
    for (int i = 0; i <= 10; ++i) {
        for (int j = 0; j <= 10; ++j) {
            points.push_back({static_cast<float>(i), static_cast<float>(j)});
        }
    }
    // Around the segment from (2, 5) to (8, 5) with radius 1.2: three rows of seven, and at each
    // end (1, 5) and (9, 5), as (1, 4) is 1.41 away.
    QVERIFY(erasePoints(points, {2.0, 5.0}, {8.0, 5.0}, 1.2));
    QCOMPARE(points.size(), std::size_t{121 - 23});
    QVERIFY(!erasePoints(points, {5.0, 5.0}, {5.0, 5.0}, 0.5));
}

void TestPointEdit::dragBendsAndTheNearestGoesAllTheWay() {
    EditPoints points = {{0.0F, 0.0F}, {0.5F, 0.0F}, {2.0F, 0.0F}};
    const auto grips = gripPoints(points, {0.0, 0.0}, 1.0, 1.0);
    QCOMPARE(grips.size(), std::size_t{2});
    movePoints(points, grips, {0.0, 1.0});
    movePoints(points, grips, {0.0, 2.0}); // from where they were, not on top
    QCOMPARE(points[0][1], 2.0F);
    // (1 − 0.25)² = 0.5625 of the way.
    QCOMPARE(points[1][1], 1.125F);
    QCOMPARE(points[2][1], 0.0F);
    // None within the brush: the nearest within reach, alone.
    const auto far = gripPoints(points, {2.0, 0.3}, 0.1, 0.5);
    QCOMPARE(far.size(), std::size_t{1});
    QCOMPARE(far[0].index, std::size_t{2});
    QVERIFY(gripPoints(points, {9.0, 9.0}, 0.1, 0.5).empty());
    QVERIFY(gripPoints({}, {0.0, 0.0}, 1.0, 1.0).empty());
}

void TestPointEdit::pathsAreSimplifiedWithinTheirTolerance() {
    std::vector<QPointF> line;
    std::vector<QPointF> wave;
    for (int i = 0; i <= 2000; ++i) {
        line.emplace_back(0.001 * i, 0.002 * i);
        wave.emplace_back(0.01 * i, std::sin(0.01 * i));
    }
    // Rounding moves the points of a straight line by some 1e-16.
    QCOMPARE(simplified(line, 1e-9, 200).size(), std::size_t{2});
    const std::vector<QPointF> kept = simplified(wave, 0.01, 200);
    QVERIFY(kept.size() > 10 && kept.size() <= 200);
    QCOMPARE(kept.front(), wave.front());
    QCOMPARE(kept.back(), wave.back());
    // Every point left out is at most the tolerance above or below the chord (vertically at most
    // √2 times as far, as the slope is at most 1).
    std::size_t piece = 0;
    for (const QPointF& point : wave) {
        while (kept[piece + 1].x() < point.x()) {
            ++piece;
        }
        const QPointF a = kept[piece];
        const QPointF b = kept[piece + 1];
        const double y = a.y() + (b.y() - a.y()) * (point.x() - a.x()) / (b.x() - a.x());
        QVERIFY(std::abs(y - point.y()) <= 0.01 * 1.4143);
    }
    QVERIFY(simplified(wave, 0.0, 50).size() <= 50);
    QCOMPARE(simplified({{1.0, 1.0}}, 0.1, 200).size(), std::size_t{1});
    QCOMPARE(simplified(std::vector<QPointF>(500, QPointF(1.0, 1.0)), 0.0, 10).size(),
             std::size_t{2});
}

QTEST_APPLESS_MAIN(TestPointEdit)
#include "tst_point_edit.moc"
