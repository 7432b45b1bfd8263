// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Canvases draw what they are handed, whoever made it.
#include "views/field/field_canvas.h"
#include "views/gl/open_gl.h"

#include <QImage>
#include <QTest>

#include <memory>
#include <utility>

using namespace scorescope;
using namespace scorescope::views;

namespace {

constexpr QRgb red = 0xffff0000U;

/// One wide arrow from the left to the right of a plot of 100 × 100 pixels at (50, 40).
FieldPicture oneArrow(double y) {
    auto scene = std::make_shared<FieldScene>();
    scene->arrows.push_back(
        makeArrow({-0.8, y}, {1.0, 0.0}, 1.6, 1.0, ArrowShape{0.3, 0.4, 0.6}, red));
    FieldPicture picture;
    picture.scene = std::move(scene);
    picture.region = {-1.0, -1.0, 2.0, 2.0};
    picture.home = picture.region;
    picture.layout.plot = {50.0, 40.0, 100.0, 100.0};
    picture.style.theme = darkTheme();
    return picture;
}

/// Whether the widget shows the arrow at that y, and the ground around the plot.
void look(FieldCanvas& canvas, FieldPicture& shown) {
    QWidget& widget = *canvas.widget();
    widget.resize(200, 200);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    const auto at = [&widget](int x, int y) {
        const QImage image = widget.grab().toImage();
        const double ratio = image.devicePixelRatio();
        return image.pixelColor(qRound(ratio * x), qRound(ratio * y));
    };
    QCOMPARE(at(100, 90), QColor::fromRgb(red));
    QVERIFY(at(100, 65) != QColor::fromRgb(red));
    QCOMPARE(at(10, 10), darkTheme().ground);
    shown = oneArrow(0.5); // a quarter of the plot higher
    QCOMPARE(at(100, 65), QColor::fromRgb(red));
    QVERIFY(at(100, 90) != QColor::fromRgb(red));
    shown.region = QRectF(); // nothing yet
    QCOMPARE(at(100, 65), darkTheme().ground);
}

} // namespace

class TestFieldCanvas : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void painterDrawsTheValue() {
        FieldPicture shown = oneArrow(0.0);
        int painted = 0;
        PainterFieldCanvas canvas(
            [&shown] { return shown; },
            [&painted](double seconds, bool) { painted += seconds > 0.0 ? 1 : 0; }, nullptr);
        QVERIFY(!canvas.usesOpenGl());
        look(canvas, shown);
        QVERIFY(painted >= 3);
    }

    void openGlDrawsTheValue() {
        if (!openGlAvailable()) {
            QSKIP("there is no OpenGL here");
        }
        FieldPicture shown = oneArrow(0.0);
        GlFieldCanvas canvas([&shown] { return shown; }, [](double, bool) {}, nullptr);
        QVERIFY(canvas.usesOpenGl());
        look(canvas, shown);
    }
};

QTEST_MAIN(TestFieldCanvas)
#include "tst_field_canvas.moc"
