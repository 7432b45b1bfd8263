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
