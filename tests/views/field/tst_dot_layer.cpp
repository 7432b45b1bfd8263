// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen is given in other portions than a file must look the same.
#include "tests/support/image_compare.h"
#include "views/field/dot_layer.h"
#include "views/field/field_panel.h"

#include <QPainter>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

using namespace scorescope;
using namespace scorescope::views;

namespace {

const QRectF region(-1.0, -1.0, 2.0, 2.0);
const QRectF plot(20.5, 10.25, 260.0, 260.0);

/// Far enough apart not to meet, and nowhere twice at the same place within a pixel.
Dots manyDots(QRgb color = qRgb(200, 40, 40)) {
    Dots dots;
    for (int i = 0; i < 1600; ++i) {
        const double column = i % 40;
        const double row = std::floor(i / 40.0);
        dots.at.emplace_back(-0.95 + 0.04713 * column, -0.95 + 0.04737 * row);
        dots.color.push_back(i % 3 == 0 ? qRgb(40, 40, 200) : color);
    }
    return dots;
}

QImage canvas(double ratio = 1.0) {
    QImage image((QSizeF(300, 280) * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(qRgb(250, 250, 245));
    return image;
}

QTransform map() {
    FieldLayout layout;
    layout.plot = plot;
    return layout.toPicture(region);
}

/// The largest difference of any channel of any pixel.
int largestDifference(const QImage& a, const QImage& b) {
    int most = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            most = std::max({most, std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)),
                             std::abs(qBlue(p) - qBlue(q))});
        }
    }
    return most;
}

/// The dots' ink: what is missing to the ground's colour, over all channels and pixels.
double ink(const QImage& image) {
    const QRgb ground = canvas().pixel(0, 0);
    double sum = 0.0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QRgb p = image.pixel(x, y);
            sum += std::abs(qRed(ground) - qRed(p)) + std::abs(qGreen(ground) - qGreen(p)) +
                   std::abs(qBlue(ground) - qBlue(p));
        }
    }
    return sum;
}

/// A disc's edge is drawn by its distance, a shape's by its area: a pixel differs by a tenth of the
/// 250 levels. Qt's own discs are polygons and lack 2 % of their ink.
bool looksLike(const QImage& image, const QImage& reference) {
    return largestDifference(image, reference) <= 25 &&
           std::abs(ink(image) / ink(reference) - 1.0) <= 0.03;
}

QImage layered(DotLayer& layer, const Dots& dots, double diameter = 2.0, double ratio = 1.0) {
    QImage image = canvas(ratio);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    layer.draw(painter, dots, map(), plot, diameter);
    return image;
}

QImage direct(const Dots& dots, double diameter = 2.0, double ratio = 1.0) {
    QImage image = canvas(ratio);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    drawDots(painter, dots, map(), diameter);
    return image;
}

} // namespace

class DotLayerTest : public QObject {
    Q_OBJECT

public:
    static void initMain() { qputenv("QT_QPA_PLATFORM", "offscreen"); }

private Q_SLOTS:
    void keptPixelsAreTheSame() {
        DotLayer layer;
        const Dots dots = manyDots();
        const QImage reference = direct(dots);
        QVERIFY(largestDifference(reference, canvas()) > 100);
        const QImage first = layered(layer, dots);
        QVERIFY(looksLike(first, reference));
        QCOMPARE(layered(layer, dots), first);
        QCOMPARE(layer.paints(), 1);
        QVERIFY(looksLike(layered(layer, dots, 2.0, 2.0), direct(dots, 2.0, 2.0)));
        QCOMPARE(layer.paints(), 2);
    }
    void dotsHaveTheInkOfDiscs() {
        const QColor color(200, 40, 40);
        const QColor ground(canvas().pixel(0, 0));
        const double contrast = ground.red() - color.red() + ground.green() - color.green() +
                                ground.blue() - color.blue();
        Dots dots = manyDots();
        std::fill(dots.color.begin(), dots.color.end(), color.rgb());
        for (const double diameter : {0.8, 1.1, 1.2, 2.0, 4.0}) {
            DotLayer layer;
            const double discs = 1600.0 * 3.14159265 * 0.25 * diameter * diameter;
            const double drawn = ink(layered(layer, dots, diameter)) / contrast;
            QVERIFY2(std::abs(drawn / discs - 1.0) < 0.01,
                     qPrintable(QStringLiteral("%1 for %2").arg(drawn).arg(discs)));
        }
    }
    void changesArePainted() {
        DotLayer layer;
        Dots dots = manyDots();
        layered(layer, dots);
        dots.at[7].setX(std::nextafter(dots.at[7].x(), 1.0));
        layered(layer, dots);
        QCOMPARE(layer.paints(), 2);
        const Dots other = manyDots(qRgb(10, 160, 10));
        QVERIFY(looksLike(layered(layer, other), direct(other)));
        QCOMPARE(layer.paints(), 3);
        QVERIFY(looksLike(layered(layer, other, 4.0), direct(other, 4.0)));
        QCOMPARE(layer.paints(), 4);
        // None: nothing is painted, nor what was there before.
        QCOMPARE(layered(layer, Dots()), canvas());
        QVERIFY(looksLike(layered(layer, other, 4.0), direct(other, 4.0)));
        QCOMPARE(layer.paints(), 4);
    }
    void shapesOneByOneLookAsInOnePath() {
        FieldScene scene;
        for (int i = 0; i < 400; ++i) {
            const QPointF at(-0.9 + 0.09 * (i % 20), -0.9 + 0.09 * std::floor(i / 20.0));
            Arrow arrow{};
            for (std::size_t k = 0; k < arrow.outline.size(); ++k) {
                const double angle = 0.9 * static_cast<double>(k) + 0.02 * i;
                arrow.outline[k] = at + 0.03 * QPointF(std::cos(angle), std::sin(angle));
            }
            arrow.color = i % 2 == 0 ? qRgb(30, 90, 60) : qRgb(120, 60, 10);
            scene.arrows.push_back(arrow);
            scene.contours.push_back({{at, at + QPointF(0.05, 0.08), at + QPointF(0.08, 0.0)},
                                      qRgb(90, 90, 160),
                                      i % 2 == 0});
        }
        FieldLayout layout;
        layout.plot = plot;
        FigureStyle style;
        QImage together = canvas();
        QImage apart = canvas();
        DotLayer layer;
        {
            QPainter painter(&together);
            drawFieldData(painter, layout, region, {}, {}, scene, style);
        }
        {
            QPainter painter(&apart);
            drawFieldData(painter, layout, region, {}, {}, scene, style, &layer);
        }
        QVERIFY(structuralSimilarity(together, canvas()) < 0.5);
        QVERIFY2(structuralSimilarity(together, apart) > 0.99,
                 qPrintable(QString::number(structuralSimilarity(together, apart))));
    }
};

QTEST_MAIN(DotLayerTest)
#include "tst_dot_layer.moc"
