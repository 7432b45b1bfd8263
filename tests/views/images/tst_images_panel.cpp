// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Grids of images as figures.
#include "engine/core/error.h"
#include "tests/support/baseline.h"
#include "tests/views/images/image_frames.h"
#include "views/figure/export.h"
#include "views/images/image_painting.h"
#include "views/images/images_panel.h"
#include "views/images/images_view.h"

#include <QBuffer>
#include <QFile>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>
#include <thread>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

class TestImagesPanel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesWithoutRoomStandUpright() {
        ImageGrid grid = ringGrid(12, 4);
        grid.columnCaptions = {"X", "X̃", "P(X | h)", "next X"};
        const auto frame = imageFrame({imageArtifact("images", grid)});
        const ImagesLook look;
        const ImageContent content = collectImages(imageSpec(), look, *frame);
        const FigureStyle style;
        const ImageTexts texts = measureTexts(content, look, 400.0, style, nullptr);
        QCOMPARE(texts.columnNames, std::vector<bool>(4, true));
        QVERIFY(texts.columnTurned > 2.0 * texts.columnHeight);
        const auto layOut = [&](double pixel) {
            return layOutImages(content, texts, freeScale(content, pixel),
                                QRectF(0.0, 0.0, 400.0, 400.0), {}, 0.0);
        };
        const ImageGridLayout large = layOut(3.0);
        QVERIFY(!large.turned);
        QCOMPARE(large.columnHeader().height(), texts.columnHeight);
        const ImageGridLayout small = layOut(0.6);
        QVERIFY(small.turned);
        QCOMPARE(small.columnCaptions, (std::vector<std::size_t>{0, 1, 2, 3}));
        QCOMPARE(small.columnHeader().height(), texts.columnTurned);
        QCOMPARE(small.columnHeader().bottom(), small.mat.top());
    }

    void looksAsItDid() {
        FigureStyle style;
        style.font = baselineFont();
        if (!hasBaselineFont()) {
            QSKIP("the font DejaVu Sans, in which the baseline is set, is not installed");
        }
        const auto frame = imageFrame({imageArtifact("images", richGrid())}, imageParameters(6));
        const QImage image = drawn(*imagesPanel(imageSpec(), *frame), style, {560, 420});
        compareWithBaseline(image, QStringLiteral("images_panel"), 0.9);
    }

    void pixelsStaySharp() {
        ImageGrid grid;
        grid.width = 2;
        grid.height = 2;
        grid.columns = 1;
        grid.pixels = {0.0F, 1.0F, 1.0F, 0.0F};
        const auto frame = imageFrame({imageArtifact("images", grid)});
        const QImage image = drawn(*imagesPanel(imageSpec(), *frame), {}, {400, 400});
        // Nothing between black and white in the middle of the image.
        int between = 0;
        for (int x = 120; x < 280; ++x) {
            const int grey = qGray(image.pixel(x, 100));
            between += grey > 8 && grey < 247 ? 1 : 0;
        }
        QVERIFY2(between <= 1, qPrintable(QString::number(between)));
    }

    void onPaperImagesAreRastersUnderText() {
        const auto frame = imageFrame({imageArtifact("images", richGrid())}, imageParameters(6));
        const auto panel = imagesPanel(imageSpec(), *frame);
        QBuffer buffer;
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QPdfWriter writer(&buffer);
        writer.setResolution(72);
        QPainter painter(&writer);
        panel->draw(painter, QRectF(20.0, 20.0, 400.0, 300.0), {});
        painter.end();
        const QByteArray pdf = buffer.data();
        QVERIFY(pdf.count("/Subtype /Image") >= 15);
        QVERIFY(pdf.count("/Width 28") >= 15); // each in its own resolution
        QVERIFY(!pdf.contains("/Interpolate true"));
        QVERIFY(pdf.contains("/Font"));
    }

    void vectorFilesStayInTheirArea() {
        // Painters of SVG files know no clipping: nothing may rely on it.
        const auto frame = imageFrame({imageArtifact("images", richGrid())}, imageParameters(6));
        const auto panel =
            imagesPanel(imageSpec({"images"}, R"({"zoom": 12, "center": [1.5, 0.8]})"), *frame);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("figure.svg"));
        exportFigure({panel.get()}, {}, "{}", path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray svg = file.readAll();
        QVERIFY(svg.contains("image-rendering=\"optimizeSpeed\"")); // sharp pixels, that is
        QVERIFY(!svg.contains("image-rendering=\"optimizeQuality\""));
        QVERIFY(svg.contains("<text"));
        // Images are cut to whole pixels: none is in its full height here, and none reaches
        // farther than half a pixel beyond the part that is shown.
        const QRegularExpression image(
            QStringLiteral("<image x=\"([-\\d.e]+)\" y=\"([-\\d.e]+)\" width=\"([\\d.e]+)\" "
                           "height=\"([\\d.e]+)\""));
        QRectF all;
        int count = 0;
        auto matches = image.globalMatch(QString::fromUtf8(svg));
        while (matches.hasNext()) {
            const QRegularExpressionMatch match = matches.next();
            const auto number = [&match](int i) { return match.captured(i).toDouble(); };
            const QRectF rect(number(1), number(2), number(3), number(4));
            all = rect.height() > 20.0 ? all.united(rect) : all; // the strip of greys is not meant
            ++count;
        }
        QVERIFY2(count >= 4, qPrintable(QString::number(count)));
        const QSizeF paper = figureSizeMm({panel.get()}, {}) * 72.0 / 25.4;
        QVERIFY2(all.width() < paper.width() && all.height() < 0.95 * paper.height(),
                 qPrintable(QStringLiteral("%1 × %2 of %3 × %4")
                                .arg(all.width())
                                .arg(all.height())
                                .arg(paper.width())
                                .arg(paper.height())));
    }

    void anyThreadDraws() {
        const auto frame = imageFrame({imageArtifact("images", richGrid())});
        const auto panel = imagesPanel(imageSpec(), *frame);
        const QImage here = drawn(*panel, {}, {360, 280});
        QImage there;
        std::thread thread([&] { there = drawn(*panel, {}, {360, 280}); });
        thread.join();
        QVERIFY(there == here);
    }

    void showsWhatIsOnScreen() {
        const auto artifact = imageArtifact("images", richGrid());
        const auto frame = imageFrame({artifact}, imageParameters(6));
        ImagesView view(imageSpec(), nullptr);
        view.resize(600, 400);
        view.setFrame(frame);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QCOMPARE(drawn(*view.figurePanel(), {}, {300, 200}),
                 drawn(*imagesPanel(imageSpec(), *frame), {}, {300, 200}));
        QVERIFY(view.figurePanel()->data() == std::vector{artifact});
        QVERIFY(view.figurePanel()->limits().empty());
        view.setCamera({{"zoom", 16}});
        QTRY_COMPARE(view.zoomNow(), 16);
        const QImage part = drawn(*view.figurePanel(), {}, {300, 200});
        QVERIFY(part != drawn(*imagesPanel(imageSpec(), *frame), {}, {300, 200}));
        // What is painted and not yet confirmed is in the figure, too.
        view.fit();
        const QImage before = drawn(*view.figurePanel(), {}, {300, 200});
        view.fillMask();
        QVERIFY(drawn(*view.figurePanel(), {}, {300, 200}) != before);
        // The zoom of a scene counts without a window.
        const QImage zoomed =
            drawn(*imagesPanel(imageSpec({"images"}, R"({"zoom": 16})"), *frame), {}, {300, 200});
        QVERIFY(zoomed != drawn(*imagesPanel(imageSpec(), *frame), {}, {300, 200}));
    }

    void shapesFollowTheGrid() {
        const auto ratioOf = [](std::size_t images, std::size_t columns) {
            const auto frame = imageFrame({imageArtifact("images", ringGrid(images, columns))});
            return imagesPanel(imageSpec(), *frame)->aspectRatio();
        };
        QVERIFY(ratioOf(20, 10) > 1.6);
        QVERIFY(ratioOf(20, 4) < 0.95);
        QVERIFY(ratioOf(400, 1) > 0.0);
    }

    void anyRectangleIsHarmless() {
        const auto frame = imageFrame({imageArtifact("images", richGrid())});
        const auto panel = imagesPanel(imageSpec(), *frame);
        QImage image(50, 50, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        for (const QRectF& rect :
             {QRectF(), QRectF(0, 0, 20, 5), QRectF(0, 0, 3, 40), QRectF(5, 5, 45, 45)}) {
            panel->draw(painter, rect, {});
        }
        FigureStyle tiny;
        tiny.fontSize = 1.0;
        panel->draw(painter, QRectF(0, 0, 12, 9), tiny);
        const auto none = imageFrame({imageArtifact("images", ImageGrid())});
        imagesPanel(imageSpec(), *none)->draw(painter, QRectF(0, 0, 40, 40), {});
        QVERIFY(imagesPanel(imageSpec(), *none)->aspectRatio() > 0.0);
    }

    void refusesWhatItCannotShow() {
        const auto message = [](const ViewSpec& spec, const Frame& frame) {
            try {
                static_cast<void>(imagesPanel(spec, frame));
            } catch (const InputError& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        QVERIFY(message(imageSpec(), Frame()).contains(QStringLiteral("images")));
        const auto table = imageFrame(
            {std::make_shared<const Artifact>(Artifact{"images", "", {}, {}, {}, Table{}})});
        QVERIFY(message(imageSpec(), *table).contains(QStringLiteral("table")));
        const auto frame = imageFrame({imageArtifact("images", ringGrid(2, 2))});
        QVERIFY(message(imageSpec({"images"}, R"({"maks": true})"), *frame)
                    .contains(QStringLiteral("'maks'")));
    }

    /// For a person to look at: set SCORESCOPE_PICTURES to a folder.
    void picturesToLookAt() {
        const QString folder = qEnvironmentVariable("SCORESCOPE_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("SCORESCOPE_PICTURES is not set");
        }
        for (const bool dark : {true, false}) {
            FigureStyle style;
            style.theme = dark ? darkTheme() : printTheme();
            const auto save = [&](const char* name, const ImageGrid& grid, const char* options) {
                const auto frame = imageFrame({imageArtifact("images", grid)}, imageParameters(6));
                const auto panel = imagesPanel(imageSpec({"images"}, options), *frame);
                for (const int width : {320, 700}) {
                    const QSize size(width, static_cast<int>(width / panel->aspectRatio()));
                    drawn(*panel, style, size * 2, 2.0 * width / 350.0)
                        .save(QStringLiteral("%1/panel_%2_%3_%4.png")
                                  .arg(folder, QLatin1String(name))
                                  .arg(dark ? "dark" : "print")
                                  .arg(width));
                }
            };
            save("rich", richGrid(), "{}");
            save("zoomed", richGrid(), R"({"zoom": 12, "center": [1.5, 0.8]})");
            save("many", ringGrid(2500, 50), "{}");
        }
    }
};

QTEST_MAIN(TestImagesPanel)
#include "tst_images_panel.moc"
