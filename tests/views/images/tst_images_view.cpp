// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of images as a person uses it: real events on hand-made frames.
#include "engine/core/error.h"
#include "tests/views/images/image_frames.h"
#include "views/images/image_raster.h"
#include "views/images/images_view.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>
#include <limits>
#include <memory>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

void open(ImagesView& view, const FramePtr& frame, QSize size = {600, 400}) {
    view.resize(size);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(view.content().grid != nullptr);
}

/// Of the middle of a pixel.
QPoint placeOf(const ImagesView& view, std::size_t image, double column, double row) {
    const ImageGridLayout& layout = view.layoutNow();
    return (layout.imageRect(image).topLeft() +
            QPointF(column + 0.5, row + 0.5) * layout.scale.pixel)
        .toPoint();
}

void turnWheel(ImagesView& view, const QPoint& at, int delta,
               Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&view, &wheel);
}

QColor colorAt(ImagesView& view, const QPoint& at) {
    const QImage image = view.grab().toImage();
    return image.pixelColor((QPointF(at) * image.devicePixelRatio()).toPoint());
}

} // namespace

class TestImagesView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void zoomsAreWholeAndAboutTheCursor() {
        ImagesView view(imageSpec(), nullptr);
        open(view, imageFrame({imageArtifact("images", ringGrid(12, 4))}));
        const int fitting = view.zoomNow();
        QCOMPARE(fitting, 4); // 4 × 28 × 4 + gaps are 478 of 584 wide, 3 × 28 × 4 + gaps 366 high
        QVERIFY(view.layoutNow().showsAll());
        QSignalSpy moved(&view, &ArtifactView::cameraChanged);
        const QPoint at = placeOf(view, 6, 9.0, 20.0);
        for (const int expected : {6, 8, 12, 16, 24}) {
            turnWheel(view, at, 120);
            QCOMPARE(view.zoomNow(), expected);
            const auto hit = view.layoutNow().hit(at);
            QVERIFY(hit.has_value());
            QCOMPARE(hit->image, std::size_t{6});
            QCOMPARE(hit->column, std::size_t{9});
            QCOMPARE(hit->row, std::size_t{20});
        }
        QCOMPARE(moved.count(), 5);
        turnWheel(view, at, -60); // half a notch of a touch pad
        QCOMPARE(view.zoomNow(), 24);
        turnWheel(view, at, -60);
        QCOMPARE(view.zoomNow(), 16);
        QTest::keyClick(&view, Qt::Key_Minus);
        QCOMPARE(view.zoomNow(), 12);
        QTest::keyClick(&view, Qt::Key_Plus);
        QCOMPARE(view.zoomNow(), 16);
        QTest::keyClick(&view, Qt::Key_0);
        QCOMPARE(view.look().zoom, 0);
        QCOMPARE(view.zoomNow(), fitting);
        turnWheel(view, at, -120); // no smaller than what shows everything
        QCOMPARE(view.zoomNow(), fitting);
        turnWheel(view, at, 120);
        QTest::mouseDClick(&view, Qt::LeftButton, {}, at);
        QCOMPARE(view.look().zoom, 0);
        QTest::keyClick(&view, Qt::Key_F);
        QCOMPARE(view.zoomNow(), fitting);
    }

    void pixelsAreSharpSquares() {
        ImageGrid grid;
        grid.width = 2;
        grid.height = 1;
        grid.columns = 1;
        grid.pixels = {0.0F, 1.0F};
        ImagesView view(imageSpec({"images"}, R"({"zoom": 16})"), nullptr);
        open(view, imageFrame({imageArtifact("images", grid)}), {300, 200});
        const QImage image = view.grab().toImage();
        const QRectF rect = view.layoutNow().imageRect(0);
        const double ratio = image.devicePixelRatio();
        for (int x = 0; x < 32; ++x) {
            const QPoint at = ((rect.topLeft() + QPointF(x, 8.0)) * ratio).toPoint();
            QCOMPARE(image.pixelColor(at), QColor(x < 16 ? Qt::black : Qt::white));
        }
    }

    void panningStopsAtTheEdges() {
        ImagesView view(imageSpec({"images"}, R"({"zoom": 8})"), nullptr);
        open(view, imageFrame({imageArtifact("images", ringGrid(12, 4))}));
        const QPoint from = view.layoutNow().area.center().toPoint();
        const QPointF before = view.layoutNow().mat.topLeft();
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QTest::mouseMove(&view, from + QPoint(50, 30));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, from + QPoint(50, 30));
        const QPointF moved = view.layoutNow().mat.topLeft() - before;
        QVERIFY((moved - QPointF(50.0, 30.0)).manhattanLength() < 1.0); // on whole device pixels
        QTest::mousePress(&view, Qt::MiddleButton, {}, from);
        QTest::mouseMove(&view, from + QPoint(5000, 5000));
        QTest::mouseRelease(&view, Qt::MiddleButton, {}, from + QPoint(5000, 5000));
        QCOMPARE(view.layoutNow().mat.topLeft(), view.layoutNow().area.topLeft());
        for (int i = 0; i < 40; ++i) {
            QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
            QTest::keyClick(&view, Qt::Key_Down, Qt::ShiftModifier);
        }
        QVERIFY(std::abs(view.layoutNow().mat.right() - view.layoutNow().area.right()) < 1.0);
        QVERIFY(std::abs(view.layoutNow().mat.bottom() - view.layoutNow().area.bottom()) < 1.0);
        // What was pushed beyond the edge need not be pulled back.
        const QPointF end = view.layoutNow().mat.topLeft();
        QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(view.layoutNow().mat.left() > end.x() + 20.0);
        // A centre from elsewhere cannot lose the grid either.
        view.setCamera({{"zoom", 8}, {"center", QJsonArray{1e9, -1e9}}});
        QTRY_COMPARE(view.layoutNow().mat.top(), view.layoutNow().area.top());
        QVERIFY(std::abs(view.layoutNow().mat.right() - view.layoutNow().area.right()) < 1.0);
    }

    void aClickSelects() {
        ImageGrid grid = ringGrid(12, 4);
        grid.selects = "image";
        ImagesView view(imageSpec(), nullptr);
        const auto artifact = imageArtifact("images", grid);
        open(view, imageFrame({artifact}, imageParameters(2)));
        QCOMPARE(view.selectedNow().value_or(99), std::size_t{2});
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, 7, 3.0, 3.0));
        QCOMPARE(edits.count(), 1);
        QCOMPARE(edits[0][0].toJsonObject(), (QJsonObject{{"image", 7}}));
        const auto gesture = edits[0][1].value<quint64>();
        QVERIFY(gesture > 0);
        QCOMPARE(view.selectedNow().value_or(99), std::size_t{7}); // at once
        view.setFrame(imageFrame({artifact}, imageParameters(7)));
        QTRY_COMPARE(view.selectedNow().value_or(99), std::size_t{7});
        QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(edits.last()[0].toJsonObject(), (QJsonObject{{"image", 11}}));
        QVERIFY(edits.last()[1].value<quint64>() != gesture);
        QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier); // the last row stays
        QCOMPARE(edits.count(), 2);
        QTest::keyClick(&view, Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(edits.last()[0].toJsonObject(), (QJsonObject{{"image", 10}}));
        QVERIFY(view.accessibleDescription().contains(QStringLiteral("Image 11")));
        // Without an answer the frame is right again.
        QTRY_COMPARE(view.selectedNow().value_or(99), std::size_t{7});
        // Clicks between images select nothing.
        const QPointF gap = view.layoutNow().imageRect(1).topLeft() - QPointF(2.0, 2.0);
        QTest::mouseClick(&view, Qt::LeftButton, {}, gap.toPoint());
        QCOMPARE(edits.count(), 3);
    }

    void keysWalkAlsoWhereNothingIsSelected() {
        ImagesView view(imageSpec({"images"}, R"({"zoom": 12})"), nullptr);
        ImageGrid grid = ringGrid(12, 4);
        grid.captions.assign(12, "a caption");
        open(view, imageFrame({imageArtifact("images", grid)}));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        }
        QTest::keyClick(&view, Qt::Key_Down, Qt::ControlModifier);
        QVERIFY(edits.isEmpty());
        QCOMPARE(view.accessibleDescription(), QStringLiteral("Image 7: a caption, of 12"));
        // It was brought into sight.
        QVERIFY(view.layoutNow().area.contains(view.layoutNow().imageRect(6).center()));
    }

    void hoverReads() {
        ImageGrid grid = ringGrid(4, 2);
        grid.captions = {"zero", "one", "two", "three"};
        grid.pixels[3 * 784 + 5 * 28 + 6] = 0.625F;
        ImagesView view(imageSpec(), nullptr);
        open(view, imageFrame({imageArtifact("images", grid)}));
        QSignalSpy cursor(&view, &ArtifactView::cursorMoved);
        QTest::mouseMove(&view, placeOf(view, 3, 6.0, 5.0));
        QTRY_VERIFY(!cursor.isEmpty());
        QCOMPARE(cursor.last()[0].value<QVector<double>>(), (QVector<double>{6.0, 5.0}));
        const QStringList lines = view.readout();
        QCOMPARE(lines.value(0), QStringLiteral("Image 4: three"));
        QCOMPARE(lines.value(1), QStringLiteral("row 5, column 6"));
        QCOMPARE(lines.value(2), QStringLiteral("p: 0.625"));
        QTest::mouseMove(&view, QPoint(2, 2));
        QTRY_VERIFY(view.readout().isEmpty());
        QVERIFY(cursor.last()[0].value<QVector<double>>().isEmpty());
    }

    void threeChannelsAndNoValue() {
        constexpr float none = std::numeric_limits<float>::quiet_NaN();
        ImageGrid grid;
        grid.width = 2;
        grid.height = 2;
        grid.columns = 1;
        grid.channels = 3;
        grid.pixels = {1.0F, 0.0F, 0.0F, 0.0F, 1.0F, 0.0F, 0.0F, 0.0F, 1.0F, none, 1.0F, 1.0F};
        ImagesView view(imageSpec({"images"}, R"({"zoom": 24})"), nullptr);
        open(view, imageFrame({imageArtifact("images", grid)}), {300, 200});
        QCOMPARE(colorAt(view, placeOf(view, 0, 0.0, 0.0)), QColor(255, 0, 0));
        QCOMPARE(colorAt(view, placeOf(view, 0, 1.0, 0.0)), QColor(0, 255, 0));
        QCOMPARE(colorAt(view, placeOf(view, 0, 0.0, 1.0)), QColor(0, 0, 255));
        // A pixel without a value is the mat with lines on it.
        const ImageInks inks = ImageInks::of(darkTheme(), false);
        const QImage image = view.grab().toImage();
        const QPoint corner = placeOf(view, 0, 1.0, 1.0) - QPoint(10, 10);
        int mat = 0;
        int hatch = 0;
        for (int y = 0; y < 20; ++y) {
            for (int x = 0; x < 20; ++x) {
                const QColor color = image.pixelColor(
                    (QPointF(corner) * image.devicePixelRatio()).toPoint() + QPoint(x, y));
                mat += color == inks.mat ? 1 : 0;
                hatch += color == inks.hatch ? 1 : 0;
            }
        }
        QCOMPARE(mat + hatch, 400);
        QVERIFY(hatch > 40 && hatch < 100);
    }

    void costsWhatIsSeen() {
        const auto artifact = imageArtifact("images", ringGrid(10000, 100));
        ImagesView view(imageSpec(), nullptr);
        open(view, imageFrame({artifact}), {700, 500});
        static_cast<void>(view.grab());
        QVERIFY(view.zoomNow() < 0);
        QCOMPARE(view.lastWork().drawn, std::size_t{10000}); // all are in sight
        QCOMPARE(view.lastWork().converted, std::size_t{10000});
        QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
        static_cast<void>(view.grab());
        QCOMPARE(view.lastWork().converted, std::size_t{0}); // known already
        view.setFrame(imageFrame({artifact}, imageParameters(3)));
        QTest::keyClick(&view, Qt::Key_F);
        static_cast<void>(view.grab());
        QCOMPARE(view.lastWork().converted, std::size_t{0}); // another frame, the same images
        view.setCamera({{"zoom", 4}, {"center", QJsonArray{50.0, 50.0}}});
        QTRY_COMPARE(view.zoomNow(), 4);
        static_cast<void>(view.grab());
        const std::size_t seen = view.lastWork().drawn;
        // An image and its gap are 118 wide, the view 700 × 500.
        QVERIFY2(seen > 20 && seen <= 48, qPrintable(QString::number(seen)));
        QVERIFY(view.lastWork().converted <= seen);
        QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
        static_cast<void>(view.grab());
        QVERIFY2(view.lastWork().converted <= 6, "one more column at most");
        // Another artifact converts what is seen of it, not all.
        view.setFrame(imageFrame({imageArtifact("images", ringGrid(10000, 100))}));
        view.setMarks(false); // a new picture at once
        static_cast<void>(view.grab());
        QVERIFY(view.lastWork().converted > 0);
        QCOMPARE(view.lastWork().converted, view.lastWork().drawn);
        QVERIFY(view.lastWork().drawn <= 48);
    }

    void hostileSizesAreHarmless() {
        ImagesView view(imageSpec(), nullptr);
        view.resize(300, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        static_cast<void>(view.grab()); // before any frame
        const auto show = [&](const ImageGrid& grid) {
            view.setFrame(imageFrame({imageArtifact("images", grid)}));
            QTest::keyClick(&view, Qt::Key_F);
            static_cast<void>(view.grab());
            QTest::mouseMove(&view, QPoint(150, 90));
            QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(150, 90));
            turnWheel(view, QPoint(150, 90), 120);
            turnWheel(view, QPoint(150, 90), -240);
            QTest::keyClick(&view, Qt::Key_Right, Qt::ControlModifier);
            QTest::keyClick(&view, Qt::Key_Right, Qt::ShiftModifier);
            static_cast<void>(view.figurePanel());
            static_cast<void>(view.grab());
            view.fit();
        };
        show(ImageGrid());
        QVERIFY(!view.content().problem.isEmpty());
        ImageGrid grid = ringGrid(3, 0); // no columns
        show(grid);
        QVERIFY(view.content().note.contains(QStringLiteral("columns")));
        grid = ringGrid(3, 1000); // more columns than images
        show(grid);
        QCOMPARE(view.content().columns, std::size_t{3});
        grid = ringGrid(3, 2);
        grid.pixels.resize(3 * 784 - 100); // not a whole number of images
        grid.mask.assign(17, 1);
        grid.marked.assign(5, 1);
        grid.framed = {99, 1};
        grid.captions = {"only one"};
        grid.rowCaptions.assign(50, "far too many");
        grid.selects = "unknown";
        show(grid);
        QCOMPARE(view.content().images, std::size_t{2});
        QVERIFY(view.content().note.contains(QStringLiteral("mask")));
        QVERIFY(view.content().note.contains(QStringLiteral("left over")));
        grid = ringGrid(2, 2);
        grid.channels = 2;
        show(grid);
        QVERIFY(view.content().problem.contains(QStringLiteral("channels")));
        grid = ringGrid(2, 2);
        grid.width = std::numeric_limits<std::size_t>::max() / 2;
        grid.height = 4;
        show(grid);
        QVERIFY(!view.content().problem.isEmpty());
        grid = ringGrid(2, 2);
        grid.black = grid.white = std::numeric_limits<double>::infinity();
        show(grid);
        grid.black = -std::numeric_limits<double>::max();
        grid.white = std::numeric_limits<double>::max();
        show(grid);
        ImageGrid wide; // one row of pixels, wider than any window
        wide.width = 20000;
        wide.height = 1;
        wide.columns = 1;
        wide.pixels.assign(20000 * 3, 0.5F);
        show(wide);
        view.setFrame(imageFrame(
            {std::make_shared<const Artifact>(Artifact{"images", "", {}, {}, {}, Table{}})}));
        QTRY_VERIFY(view.content().problem.contains(QStringLiteral("no grid")));
        view.setFrame(std::make_shared<const Frame>());
        QTRY_VERIFY(view.content().grid == nullptr);
        view.resize(1, 1);
        static_cast<void>(view.grab());
    }

    void refusesWhatIsNoOption_data() {
        QTest::addColumn<QString>("options");
        QTest::addColumn<QString>("part");
        QTest::newRow("unknown") << R"({"zom": 3})"
                                 << "zoom";
        QTest::newRow("broken zoom") << R"({"zoom": 1.5})"
                                     << "whole";
        QTest::newRow("large zoom") << R"({"zoom": 65})"
                                    << "64";
        QTest::newRow("center") << R"({"center": [1]})"
                                << "center";
        QTest::newRow("captions") << R"({"captions": "no"})"
                                  << "captions must be true or false";
        QTest::newRow("artifact") << R"({"artifact": "imagse"})"
                                  << "images";
    }
    void refusesWhatIsNoOption() {
        QFETCH(QString, options);
        QFETCH(QString, part);
        try {
            ImagesView view(imageSpec({"images"}, options.toUtf8().constData()), nullptr);
            QFAIL("not refused");
        } catch (const InputError& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains(part), error.what());
        }
    }

    void keepsItsStateAndShowsOneOfSeveral() {
        const auto frame = imageFrame(
            {imageArtifact("images", ringGrid(12, 4)), imageArtifact("others", ringGrid(30, 6))});
        ImagesView view(imageSpec({"images", "others"}), nullptr);
        open(view, frame);
        QCOMPARE(view.interest(), std::set<std::string>{"images"});
        QSignalSpy interest(&view, &ArtifactView::interestChanged);
        view.setArtifact("others");
        QCOMPARE(interest.count(), 1);
        QCOMPARE(view.interest(), std::set<std::string>{"others"});
        QCOMPARE(view.content().images, std::size_t{30});
        turnWheel(view, placeOf(view, 8, 5.0, 5.0), 120);
        view.setCaptions(false);
        view.setMarks(false);
        const QJsonObject state = view.state();
        ViewSpec spec = imageSpec({"images", "others"});
        spec.options = nlohmann::ordered_json::parse(
            QJsonDocument(state).toJson(QJsonDocument::Compact).toStdString());
        ImagesView other(spec, nullptr); // a saved scene is read back with it
        open(other, frame);
        QCOMPARE(other.state(), state);
        QCOMPARE(other.layoutNow().mat, view.layoutNow().mat);
        ImagesView third(imageSpec({"images", "others"}), nullptr);
        third.setState(state);
        QCOMPARE(third.state(), state);
        // Linked views move together, and only the one that was moved tells it.
        QSignalSpy told(&other, &ArtifactView::cameraChanged);
        QTest::keyClick(&view, Qt::Key_Left, Qt::ShiftModifier);
        other.setCamera(view.camera());
        QTRY_COMPARE(other.layoutNow().mat, view.layoutNow().mat);
        QCOMPARE(told.count(), 0);
    }

    /// How long a picture takes, for a person to read: set SCORESCOPE_PICTURES to any folder.
    void millisecondsPerPicture() {
        if (qEnvironmentVariable("SCORESCOPE_PICTURES").isEmpty()) {
            QSKIP("SCORESCOPE_PICTURES is not set");
        }
        const auto artifact = imageArtifact("images", ringGrid(10000, 100));
        const std::vector others = {artifact, std::make_shared<const Artifact>(*artifact)};
        for (const char* options : {"{}", R"({"zoom": 1})", R"({"zoom": 4})"}) {
            ImagesView view(imageSpec({"images"}, options), nullptr);
            open(view, imageFrame({artifact}), {1200, 800});
            static_cast<void>(view.grab());
            QElapsedTimer clock;
            double known = 0.0;
            double fresh = 0.0;
            constexpr int rounds = 10;
            for (int i = 0; i < 2 * rounds; ++i) {
                if (i % 2 == 0) {
                    view.setFrame(imageFrame({others[static_cast<std::size_t>(i / 2 % 2)]}));
                }
                clock.start();
                view.setCaptions(i % 2 == 0); // a new picture at once
                static_cast<void>(view.grab());
                (i % 2 == 0 ? fresh : known) +=
                    static_cast<double>(clock.nsecsElapsed()) / 1e6 / rounds;
            }
            qInfo("%s: %.2f ms a picture of new images, %.2f ms of known ones; %zu drawn", options,
                  fresh, known, view.lastWork().drawn);
        }
    }

    /// For a person to look at: set SCORESCOPE_PICTURES to a folder.
    void picturesToLookAt() {
        const QString folder = qEnvironmentVariable("SCORESCOPE_PICTURES");
        if (folder.isEmpty()) {
            QSKIP("SCORESCOPE_PICTURES is not set");
        }
        ImageGrid colours = ringGrid(6, 3);
        colours.signedValues = true;
        colours.black = -1.0;
        for (float& value : colours.pixels) {
            value = 2.0F * value - 1.0F;
        }
        for (const bool dark : {true, false}) {
            for (const QSize& size : {QSize(700, 500), QSize(320, 220)}) {
                const auto save = [&](const char* name, const ImageGrid& grid, const char* options,
                                      bool painting) {
                    ImagesView view(imageSpec({"images"}, options), nullptr);
                    view.setTheme(dark ? darkTheme() : lightTheme());
                    open(view, imageFrame({imageArtifact("images", grid)}, imageParameters(6)),
                         size);
                    if (painting) {
                        view.setMode(ImageMode::paint);
                        view.setBrush(7);
                        QTest::mouseMove(&view, placeOf(view, 1, 12.0, 16.0));
                    } else if (size.width() > 400) {
                        QTest::mouseMove(&view, placeOf(view, 7, 12.0, 16.0));
                    }
                    QCoreApplication::processEvents();
                    QVERIFY(view.grab().save(QStringLiteral("%1/images_%2_%3_%4.png")
                                                 .arg(folder, QLatin1String(name))
                                                 .arg(dark ? "dark" : "light")
                                                 .arg(size.width())));
                };
                save("rich", richGrid(), "{}", false);
                save("zoomed", richGrid(), R"({"zoom": 12, "center": [4.0, 1.2]})", false);
                save("painting", richGrid(), R"({"zoom": 8, "center": [1.0, 0.6]})", true);
                save("signed", colours, "{}", false);
                save("many", ringGrid(10000, 100), "{}", false);
            }
        }
    }
};

QTEST_MAIN(TestImagesView)
#include "tst_images_view.moc"
