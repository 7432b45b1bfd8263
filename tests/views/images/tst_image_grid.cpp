// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Where images are and which colours their pixels have, without a window.
#include "tests/views/images/image_frames.h"
#include "views/images/image_grid_layout.h"
#include "views/images/image_painting.h"
#include "views/images/image_raster.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

class TestImageGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zoomsAndPlacesAreExactOnDenseScreens() {
        ImageContent content;
        content.width = 28;
        content.height = 28;
        content.images = 12;
        content.columns = 4;
        content.rows = 3;
        for (const double ratio : {1.0, 1.25, 1.5, 2.0}) {
            for (const int zoom : {-4, -3, -2, 1, 2, 3, 4, 8}) {
                const ImageScale scale = scaleOf(content, zoom, ratio);
                QVERIFY(scale.up == 1 || scale.box == 1);
                const ImageGridLayout layout = layOutImages(
                    content, {}, scale, QRectF(8.0, 8.0, 333.0, 201.0), QPointF(2.2, 1.1), ratio);
                for (std::size_t i = 0; i < 12; ++i) {
                    const QPointF corner = layout.imageRect(i).topLeft() * ratio;
                    QVERIFY(std::abs(corner.x() - std::round(corner.x())) < 1e-6);
                    QVERIFY(std::abs(corner.y() - std::round(corner.y())) < 1e-6);
                }
            }
        }
        QCOMPARE(scaleOf(content, 1, 2.0).up, std::size_t{2});
        QCOMPARE(scaleOf(content, -4, 2.0).box, std::size_t{2});
    }

    void fitsTakeQuartersOfADevicePixel() {
        ImageContent content;
        content.width = 28;
        content.height = 28;
        content.images = 12;
        content.columns = 4;
        content.rows = 3;
        for (const double ratio : {1.0, 1.25, 2.0}) {
            for (double width = 60.0; width < 700.0; width += 13.0) {
                const QRectF outer(8.0, 8.0, width, 900.0);
                const ImageScale scale = fittingScale(content, {}, outer, ratio);
                const ImageGridLayout layout = layOutImages(content, {}, scale, outer, {}, ratio);
                QVERIFY(layout.showsAll());
                for (std::size_t i = 0; i < 12; ++i) { // edges stand on device pixels
                    const QRectF rect = layout.imageRect(i);
                    for (const double edge : {rect.left(), rect.right(), rect.bottom()}) {
                        QVERIFY(std::abs(edge * ratio - std::round(edge * ratio)) < 1e-6);
                    }
                }
                // A quarter more would not fit.
                const double quarters = 4.0 * scale.pixel * ratio;
                const auto next = quarterScale(
                    content, static_cast<std::size_t>(std::floor(quarters + 1e-9)) + 1, ratio);
                QVERIFY(quarters < 2.9 ||
                        !layOutImages(content, {}, *next, outer, {}, ratio).showsAll());
                // The line with the range stands right under the grid.
                QCOMPARE(layout.footer.top(), layout.mat.bottom());
            }
        }
        // Images of 6 × 6 pixels end with a device pixel at halves only.
        content.width = content.height = 6;
        QVERIFY(!quarterScale(content, 5, 1.0).has_value());
        QCOMPARE(quarterScale(content, 6, 1.0)->cell, QSizeF(9.0, 9.0));
        QCOMPARE(quarterScale(content, 8, 1.0)->box, std::size_t{1});
    }

    void namesOfColumnsAreNeverLeftOut() {
        using Shown = std::vector<std::size_t>;
        ImageTexts texts;
        texts.columnNeeds.assign(20, 24.0);
        texts.columnNames.assign(20, false);
        QCOMPARE(captionsWithRoom(texts, 24.0)->size(), std::size_t{20});
        QCOMPARE(*captionsWithRoom(texts, 6.0), (Shown{0, 4, 8, 12, 16}));
        // A name at the end: the number that it would touch gives way.
        texts.columnNeeds[19] = 60.0;
        texts.columnNames[19] = true;
        QCOMPARE(*captionsWithRoom(texts, 12.0), (Shown{0, 2, 4, 6, 8, 10, 12, 14, 19}));
        QCOMPARE(*captionsWithRoom(texts, 40.0), [] {
            Shown all(20);
            std::iota(all.begin(), all.end(), std::size_t{0});
            all.erase(all.begin() + 18); // 42 between their middles, 40 of room
            return all;
        }());
        // Two names that touch.
        texts.columnNames[18] = true;
        QVERIFY(!captionsWithRoom(texts, 40.0).has_value());
        QVERIFY(captionsWithRoom(texts, 42.0).has_value());
        // No caption asks for no room.
        texts.columnNeeds.assign(20, 0.0);
        texts.columnNames.assign(20, false);
        QVERIFY(captionsWithRoom(texts, 1.0)->empty());
    }

    void fractionsAreMeansByArea_data() {
        QTest::addColumn<int>("quarters");
        for (const int quarters : {3, 5, 6, 7, 9, 21}) {
            QTest::addRow("%g", 0.25 * quarters) << quarters;
        }
    }
    void fractionsAreMeansByArea() {
        QFETCH(int, quarters);
        const auto frame = imageFrame({imageArtifact("images", richGrid())});
        const ImagesLook look;
        const ImageContent content = collectImages(imageSpec(), look, *frame);
        ImageRaster raster(content, qRgb(255, 0, 0), true);
        const auto scale = quarterScale(content, static_cast<std::size_t>(quarters), 1.0);
        QVERIFY(scale.has_value());
        const ImageGridLayout layout =
            layOutImages(content, {}, *scale, QRectF(0.0, 0.0, 1200.0, 800.0), {}, 1.0);
        QImage image(layout.area.size().toSize(), QImage::Format_RGB32);
        const PixelMask mask;
        composeImages(image, {content, layout, look, mask}, raster, 1.0, darkTheme());
        const QPoint corner = layout.imageRect(7).topLeft().toPoint();
        const QRgb* colors = raster.image(7, 1);
        const int side = 28 * quarters / 4;
        double all = 0.0;
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                // Enlarged to `quarters` pixels for one, 4 × 4 of which are averaged.
                double sum = 0.0;
                for (int v = 4 * y; v < 4 * y + 4; ++v) {
                    for (int u = 4 * x; u < 4 * x + 4; ++u) {
                        sum += qRed(colors[v / quarters * 28 + u / quarters]);
                    }
                }
                const int shown = qRed(image.pixel(corner + QPoint(x, y)));
                QVERIFY(std::abs(shown - sum / 16.0) <= 0.5 + 1e-9);
                all += sum / 16.0;
            }
        }
        // Every pixel of the image has the same area: the mean is that of the image.
        double mean = 0.0;
        for (int i = 0; i < 784; ++i) {
            mean += qRed(colors[i]) / 784.0;
        }
        QVERIFY(std::abs(all / (side * side) - mean) < 1e-6);
    }

    void placesHitTheirPixelAtFractions() {
        const auto frame = imageFrame({imageArtifact("images", richGrid())});
        const ImageContent content = collectImages(imageSpec(), {}, *frame);
        ImageRaster raster(content, qRgb(255, 0, 0), true);
        PixelMask mask(784, 0);
        mask[11 * 28 + 5] = 1;
        for (const std::size_t quarters : {5U, 7U}) {
            const auto scale = quarterScale(content, quarters, 1.0);
            const ImageGridLayout layout =
                layOutImages(content, {}, *scale, QRectF(0.0, 0.0, 400.0, 260.0), {}, 1.0);
            for (std::size_t i = 0; i < 784; ++i) {
                const QPointF middle(static_cast<double>(i % 28) + 0.5,
                                     static_cast<double>(i / 28) + 0.5);
                const auto hit = layout.hit(layout.imageRect(7).topLeft() + middle * scale->pixel);
                QVERIFY(hit.has_value());
                QCOMPARE(*hit, (ImageHit{7, i % 28, i / 28}));
            }
            // The mask is tinted where its pixel is, and nowhere else.
            ImagesLook plain;
            plain.marks = false;
            QImage with(layout.area.size().toSize(), QImage::Format_RGB32);
            QImage without = with;
            const PixelMask none;
            composeImages(with, {content, layout, plain, mask}, raster, 1.0, darkTheme());
            composeImages(without, {content, layout, plain, none}, raster, 1.0, darkTheme());
            int changed = 0;
            for (int y = 0; y < with.height(); ++y) {
                for (int x = 0; x < with.width(); ++x) {
                    if (with.pixel(x, y) == without.pixel(x, y)) {
                        continue;
                    }
                    ++changed;
                    // Some of the pixel (5, 11) is in that device pixel.
                    bool touched = false;
                    for (const double dx : {0.01, 0.99}) {
                        for (const double dy : {0.01, 0.99}) {
                            const auto hit =
                                layout.hit(layout.area.topLeft() + QPointF(x + dx, y + dy));
                            touched = touched || (hit && hit->column == 5 && hit->row == 11);
                        }
                    }
                    QVERIFY(touched);
                }
            }
            QVERIFY(changed >= 14); // once in each of the images but the one without a value there
            QVERIFY(changed <= 15 * 9);
        }
    }

    void zoomStepsGoBackTheWayTheyCame() {
        int zoom = -64;
        std::vector<int> up;
        for (; zoom < 64; zoom = nextZoom(zoom, 1)) {
            up.push_back(zoom);
        }
        QCOMPARE(up.size(), std::size_t{22});
        for (auto step = up.rbegin(); step != up.rend(); ++step) {
            zoom = nextZoom(zoom, -1);
            QCOMPARE(zoom, *step);
        }
        QCOMPARE(nextZoom(64, 1), 64);
        QCOMPARE(nextZoom(-64, -1), -64);
        QCOMPARE(nextZoom(5, 1), 6);
        QCOMPARE(nextZoom(5, -1), 4);
    }

    void valuesBeyondTheRangeAreCounted() {
        ImageGrid grid = ringGrid(2, 2);
        grid.pixels[0] = 2.0F;
        grid.pixels[1] = -1.0F;
        grid.pixels[2] = std::numeric_limits<float>::quiet_NaN();
        grid.pixels[3] = std::numeric_limits<float>::infinity();
        const auto frame = imageFrame({imageArtifact("images", grid)});
        const ImageContent content = collectImages(imageSpec(), {}, *frame);
        ImageRaster raster(content, qRgb(255, 0, 0), true);
        QCOMPARE(raster.clipped(), std::size_t{3});
        QCOMPARE(raster.image(0, 1)[0], qRgb(255, 255, 255));
        QCOMPARE(raster.image(0, 1)[1], qRgb(0, 0, 0));
        QCOMPARE(raster.image(0, 1)[2], QRgb{0});
        QCOMPARE(raster.converted(), std::size_t{1});
    }

    void signedValuesAreDarkAtZeroOnDarkGround() {
        ImageGrid grid;
        grid.width = 2;
        grid.height = 1;
        grid.columns = 1;
        grid.signedValues = true;
        grid.black = -1.0;
        grid.pixels = {0.0F, 1.0F};
        const auto frame = imageFrame({imageArtifact("images", grid)});
        const ImageContent content = collectImages(imageSpec(), {}, *frame);
        ImageRaster light(content, qRgb(255, 0, 0), true);
        ImageRaster dark(content, qRgb(255, 0, 0), true, true);
        QVERIFY(qRed(light.image(0, 1)[0]) > 220);
        QVERIFY(qRed(dark.image(0, 1)[0]) < 60);
        QVERIFY(light.holds(content, qRgb(255, 0, 0), true));
        QVERIFY(!light.holds(content, qRgb(255, 0, 0), true, true));
        QVERIFY(dark.holds(content, qRgb(255, 0, 0), true, true));
    }

    void reductionsAreMeans() {
        ImageGrid grid;
        grid.width = 3;
        grid.height = 2;
        grid.columns = 1;
        grid.pixels = {0.0F, 1.0F, 0.5F, 1.0F, 0.0F, std::numeric_limits<float>::quiet_NaN()};
        const auto frame = imageFrame({imageArtifact("images", grid)});
        const ImageContent content = collectImages(imageSpec(), {}, *frame);
        ImageRaster raster(content, qRgb(255, 0, 0), true);
        QCOMPARE(raster.width(2), std::size_t{2});
        QCOMPARE(raster.height(2), std::size_t{1});
        QCOMPARE(qRed(raster.image(0, 2)[0]), 128);
        QCOMPARE(qRed(raster.image(0, 2)[1]), 128); // what has no value does not count
    }

    void denseScreensShowTheSamePixelsFiner() {
        const auto frame = imageFrame({imageArtifact("images", richGrid())});
        const ImagesLook look;
        const ImageContent content = collectImages(imageSpec(), look, *frame);
        ImageRaster raster(content, qRgb(255, 0, 0), true);
        const PixelMask mask;
        for (const double ratio : {1.0, 1.25, 2.0}) {
            const ImageGridLayout layout = layOutImages(content, {}, scaleOf(content, 4, ratio),
                                                        QRectF(0.0, 0.0, 600.0, 400.0), {}, ratio);
            QImage image((layout.area.size() * ratio).toSize(), QImage::Format_RGB32);
            composeImages(image, {content, layout, look, mask}, raster, ratio, darkTheme());
            const QPointF corner = layout.imageRect(7).topLeft() * ratio;
            const QRgb* colors = raster.image(7, 1);
            const int up = static_cast<int>(std::round(4.0 * ratio));
            for (int y = 0; y < 28 * up; ++y) {
                for (int x = 0; x < 28 * up; ++x) {
                    QCOMPARE(image.pixel(qRound(corner.x()) + x, qRound(corner.y()) + y),
                             colors[y / up * 28 + x / up]);
                }
            }
        }
    }

    void masksAndMarksAreTintsThenDots() {
        ImageGrid grid;
        grid.width = 2;
        grid.height = 1;
        grid.columns = 1;
        grid.pixels = {0.0F, 0.0F};
        grid.marked = {0, 1};
        grid.mask = {1, 0};
        const auto frame = imageFrame({imageArtifact("images", grid)});
        const ImagesLook look;
        const ImageContent content = collectImages(imageSpec(), look, *frame);
        const ImageInks inks = ImageInks::of(lightTheme(), false);
        ImageRaster raster(content, inks.mark.rgb(), true);
        for (const int zoom : {2, 8}) {
            const ImageGridLayout layout = layOutImages(content, {}, scaleOf(content, zoom, 1.0),
                                                        QRectF(0.0, 0.0, 60.0, 40.0), {}, 1.0);
            QImage image(60, 40, QImage::Format_RGB32);
            const ImageWork work = composeImages(image, {content, layout, look, content.mask},
                                                 raster, 1.0, lightTheme());
            QCOMPARE(work.drawn, std::size_t{1});
            const QPoint corner = layout.imageRect(0).topLeft().toPoint();
            QCOMPARE(image.pixel(corner), mixed(qRgb(0, 0, 0), inks.mask.rgb(), 0.45));
            const QPoint marked = corner + QPoint(zoom, 0);
            if (zoom == 2) {
                QCOMPARE(image.pixel(marked), mixed(qRgb(0, 0, 0), inks.mark.rgb(), 0.7));
            } else {
                QCOMPARE(image.pixel(marked), qRgb(0, 0, 0));
                QCOMPARE(image.pixel(marked + QPoint(zoom / 2, zoom / 2)), inks.mark.rgb());
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestImageGrid)
#include "tst_image_grid.moc"
