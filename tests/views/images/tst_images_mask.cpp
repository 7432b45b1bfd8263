// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Painting the mask of images: the brush by itself, strokes with real events, the menu and files.
#include "engine/core/error.h"
#include "tests/views/images/image_frames.h"
#include "views/images/images_controls.h"
#include "views/images/images_view.h"
#include "views/images/mask_brush.h"
#include "views/images/mask_file.h"

#include <QAction>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QLineEdit>
#include <QMessageBox>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>
#include <memory>
#include <numeric>

using namespace scorescope;
using namespace scorescope::views;
using namespace scorescope::test;

namespace {

ImageGrid paintable(std::size_t images = 4, PixelMask mask = {}) {
    ImageGrid grid = ringGrid(images, 2);
    grid.paints = "clamped";
    grid.selects = "image";
    grid.mask = std::move(mask);
    return grid;
}

PixelMask lowerHalf() {
    PixelMask mask(784, 0);
    std::fill(mask.begin() + 392, mask.end(), std::uint8_t{1});
    return mask;
}

FramePtr framed(const PixelMask& mask) {
    return imageFrame({imageArtifact("images", paintable(4, mask))},
                      imageParameters(0, maskText(mask)));
}

void open(ImagesView& view, const FramePtr& frame, QSize size = {600, 500}) {
    view.resize(size);
    view.setFrame(frame);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QTRY_VERIFY(view.content().grid != nullptr);
}

QPoint placeOf(const ImagesView& view, std::size_t image, double column, double row) {
    const ImageGridLayout& layout = view.layoutNow();
    return (layout.imageRect(image).topLeft() +
            QPointF(column + 0.5, row + 0.5) * layout.scale.pixel)
        .toPoint();
}

std::size_t countOf(const PixelMask& mask) {
    return static_cast<std::size_t>(
        std::count_if(mask.begin(), mask.end(), [](std::uint8_t pixel) { return pixel != 0; }));
}

QString textOf(const QSignalSpy& edits, qsizetype index) {
    return edits[index][0].toJsonObject()["clamped"].toString();
}

/// The last text that was asked for, as a mask.
PixelMask lastMask(const QSignalSpy& edits) {
    return parseMask(textOf(edits, edits.size() - 1).toStdString(), 784);
}

} // namespace

class TestImagesMask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName(QStringLiteral("scorescope-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_images_mask"));
        QStandardPaths::setTestModeEnabled(true);
        QVERIFY(folder_.isValid());
    }

    void brushesAreRound() {
        const auto count = [](int diameter) {
            const MaskBrush brush{diameter};
            int pixels = 0;
            for (int y = 0; y < diameter; ++y) {
                for (int x = 0; x < diameter; ++x) {
                    const bool covered = brush.covers(x, y);
                    pixels += covered ? 1 : 0;
                    // The same in all mirrors.
                    if (covered != brush.covers(diameter - 1 - x, y) ||
                        covered != brush.covers(y, x)) {
                        return -1;
                    }
                }
            }
            return pixels;
        };
        QCOMPARE(count(1), 1);
        QCOMPARE(count(2), 4);
        QCOMPARE(count(3), 9);
        QCOMPARE(count(4), 12);
        QCOMPARE(count(5), 21);
        for (int diameter = 6; diameter <= MaskBrush::largest; ++diameter) {
            const double area = 0.785398 * diameter * diameter;
            QVERIFY(std::abs(count(diameter) - area) < 0.15 * area);
        }
        QCOMPARE(MaskBrush{3}.squareAt({5.9, 0.1}), QRect(4, -1, 3, 3));
        QCOMPARE(MaskBrush{4}.squareAt({5.9, 0.1}), QRect(4, -2, 4, 4));
    }

    void strokesHaveNoHolesAndStayInside() {
        PixelMask mask(20 * 10, 0);
        QVERIFY(paintMask(mask, 20, 10, MaskBrush{1}, {0.5, 0.5}, {19.5, 9.5}, true));
        for (std::size_t y = 0; y < 10; ++y) {
            const auto row = mask.begin() + static_cast<std::ptrdiff_t>(y * 20);
            QVERIFY(std::accumulate(row, row + 20, 0) >= 2);
        }
        QVERIFY(
            !paintMask(mask, 20, 10, MaskBrush{1}, {0.5, 0.5}, {0.5, 0.5}, true)); // there already
        QVERIFY(paintMask(mask, 20, 10, MaskBrush{15}, {-3.0, -3.0}, {1e30, 1e30}, false));
        QCOMPARE(countOf(mask), std::size_t{0});
        QVERIFY(!paintMask(mask, 20, 11, MaskBrush{3}, {1.0, 1.0}, {2.0, 2.0}, true)); // wrong size
    }

    void outlinesFollowEdges() {
        // Two pixels side by side: a rectangle of four lines.
        const PixelMask mask = {0, 1, 1, 0};
        const std::vector<QLineF> lines = maskOutline(mask, 4, 1);
        QCOMPARE(lines.size(), std::size_t{4});
        double length = 0.0;
        for (const QLineF& line : lines) {
            length += line.length();
        }
        QVERIFY(std::abs(length - 6.0) < 1e-12);
        QVERIFY(maskOutline(mask, 2, 1).empty());
        QCOMPARE(maskRuns(mask, 4, 1), (std::vector<QRect>{QRect(1, 0, 2, 1)}));
    }

    void aStrokeIsOneGesture() {
        ImagesView view(imageSpec(), nullptr);
        open(view, framed({}));
        QTest::keyClick(&view, Qt::Key_P);
        QVERIFY(view.mode() == ImageMode::paint);
        view.setBrush(1);
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        QTest::mousePress(&view, Qt::LeftButton, {}, placeOf(view, 1, 3.0, 4.0));
        for (int column = 4; column <= 20; ++column) {
            QTest::mouseMove(&view, placeOf(view, 1, column, 4.0));
        }
        // It shows before any answer, on all images: there is one mask.
        QCOMPARE(countOf(view.maskNow()), std::size_t{18});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, placeOf(view, 1, 20.0, 4.0));
        QVERIFY(!edits.isEmpty());
        QVERIFY2(edits.size() < 30, "at most thirty a second, and this took no second");
        const auto gesture = edits[0][1].value<quint64>();
        QVERIFY(gesture > 0);
        for (const auto& edit : edits) {
            QCOMPARE(edit[1].value<quint64>(), gesture);
        }
        PixelMask expected(784, 0);
        std::fill_n(expected.begin() + 4 * 28 + 3, 18, std::uint8_t{1});
        QCOMPARE(textOf(edits, edits.size() - 1), QString::fromStdString(maskText(expected)));
        // A frame from before the stroke does not take it away …
        view.setFrame(framed({}));
        QVERIFY(!view.grab().isNull());
        QVERIFY(view.maskNow() == expected);
        // … the answer confirms it, and then the frame is right: undo shows at once.
        view.setFrame(framed(expected));
        QTRY_VERIFY(view.content().mask == expected);
        view.setFrame(framed({}));
        QTRY_COMPARE(countOf(view.maskNow()), std::size_t{0});
        edits.clear();
        QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, 0, 9.0, 9.0));
        QCOMPARE(edits.size(), 1);
        QVERIFY(edits[0][1].value<quint64>() != gesture);
        // Refused: for a second it stays, then the frame is right.
        QCOMPARE(countOf(view.maskNow()), std::size_t{1});
        QTRY_COMPARE(countOf(view.maskNow()), std::size_t{0});
    }

    void buttonsPaintAndErase() {
        ImagesView view(imageSpec(), nullptr);
        open(view, framed(lowerHalf()));
        view.setMode(ImageMode::paint);
        view.setBrush(3);
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        QTest::mouseClick(&view, Qt::RightButton, {}, placeOf(view, 2, 10.0, 20.0));
        QCOMPARE(countOf(lastMask(edits)), std::size_t{392 - 9});
        QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, 0, 10.0, 20.0));
        QCOMPARE(countOf(lastMask(edits)), std::size_t{392}); // before the first was confirmed
        QTest::keyClick(&view, Qt::Key_E);
        QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, 0, 10.0, 20.0));
        QCOMPARE(countOf(lastMask(edits)), std::size_t{392 - 9});
        QTest::mouseClick(&view, Qt::RightButton, {}, placeOf(view, 0, 10.0, 20.0));
        QCOMPARE(countOf(lastMask(edits)), std::size_t{392});
        QCOMPARE(edits.size(), 4);
        // Nothing changed: nothing to undo.
        QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, 0, 3.0, 3.0));
        QCOMPARE(edits.size(), 4);
        // Escape takes a stroke back, and then goes back to looking.
        QTest::mousePress(&view, Qt::LeftButton, {}, placeOf(view, 0, 10.0, 25.0));
        QCOMPARE(countOf(view.maskNow()), std::size_t{392 - 9});
        QTRY_COMPARE(edits.size(), 5); // not more often than they may be
        const auto gesture = edits.last()[1].value<quint64>();
        QTest::keyClick(&view, Qt::Key_Escape);
        QCOMPARE(countOf(lastMask(edits)), std::size_t{392});
        QCOMPARE(edits.size(), 6);
        QCOMPARE(edits.last()[1].value<quint64>(), gesture);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, placeOf(view, 0, 10.0, 25.0));
        QVERIFY(view.mode() == ImageMode::erase);
        QTest::keyClick(&view, Qt::Key_Escape);
        QVERIFY(view.mode() == ImageMode::look);
        // Looking, a click selects and paints nothing.
        edits.clear();
        QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, 1, 10.0, 25.0));
        QCOMPARE(edits.size(), 1);
        QVERIFY(edits[0][0].toJsonObject().contains("image"));
    }

    void keysAndWheelSizeTheBrush() {
        ImagesView view(imageSpec(), nullptr);
        open(view, framed({}));
        view.setMode(ImageMode::paint);
        view.setBrush(1);
        QTest::keyClick(&view, Qt::Key_BracketLeft);
        QCOMPARE(view.brush().diameter, 1);
        QTest::keyClick(&view, Qt::Key_BracketRight);
        QCOMPARE(view.brush().diameter, 2);
        const QPoint at = placeOf(view, 0, 5.0, 5.0);
        const int zoom = view.zoomNow();
        QWheelEvent wheel(at, view.mapToGlobal(at), {}, {0, 360}, Qt::NoButton, Qt::ControlModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view, &wheel);
        QCOMPARE(view.brush().diameter, 5);
        QCOMPARE(view.zoomNow(), zoom);
        for (int i = 0; i < 20; ++i) {
            QTest::keyClick(&view, Qt::Key_BracketRight);
        }
        QCOMPARE(view.brush().diameter, 15);
        // The wheel alone zooms while painting, too.
        QWheelEvent plain(at, view.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view, &plain);
        QVERIFY(view.zoomNow() > zoom);
    }

    void withoutAParameterNothingIsPainted() {
        ImageGrid grid = paintable();
        grid.paints.clear();
        ImagesView view(imageSpec(), nullptr);
        open(view, imageFrame({imageArtifact("images", grid)}));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        QTest::keyClick(&view, Qt::Key_P);
        QVERIFY(view.mode() == ImageMode::look);
        view.fillMask();
        QVERIFY(edits.isEmpty());
        QWidget host;
        QWidget* controls = view.createControls(&host);
        QVERIFY(controls->findChild<QToolButton*>("tool_paint")->isHidden());
        QVERIFY(controls->findChild<QToolButton*>("mask")->isHidden());
        // Images that can be painted bring the tools, and take them away again.
        view.setFrame(framed({}));
        QTRY_VERIFY(!controls->findChild<QToolButton*>("tool_paint")->isHidden());
        view.setMode(ImageMode::paint);
        QVERIFY(controls->findChild<QToolButton*>("tool_paint")->isChecked());
        view.setFrame(imageFrame({imageArtifact("images", grid)}));
        QTRY_VERIFY(view.mode() == ImageMode::look);
    }

    void theMenuEditsAllOfIt() {
        auto view = std::make_unique<ImagesView>(imageSpec(), nullptr);
        open(*view, framed(lowerHalf()));
        QWidget host;
        QWidget* controls = view->createControls(&host);
        const auto trigger = [&](const char* name) {
            controls->findChild<QAction*>(name)->trigger();
        };
        QSignalSpy edits(view.get(), &ArtifactView::parametersEdited);
        trigger("mask_invert");
        QCOMPARE(textOf(edits, 0), QStringLiteral("0 392"));
        trigger("mask_fill");
        QCOMPARE(textOf(edits, 1), QStringLiteral("0 784"));
        trigger("mask_clear");
        QCOMPARE(textOf(edits, 2), QString());
        trigger("mask_clear"); // it is empty already
        QCOMPARE(edits.size(), 3);
        QVERIFY(edits[0][1] != edits[1][1] && edits[1][1] != edits[2][1]); // three steps to undo
        trigger("mask_larger");
        QCOMPARE(view->brush().diameter, 4);
        trigger("show_mask");
        QVERIFY(!view->look().mask);
        auto* paint = controls->findChild<QToolButton*>("tool_paint");
        QTest::mouseClick(paint, Qt::LeftButton);
        QVERIFY(view->mode() == ImageMode::paint);
        view.reset(); // the view may go before its controls
        QVERIFY(!controls->isEnabled());
    }

    void masksGoToFilesAndBack() {
        const PixelMask mask = lowerHalf();
        const QString path = folder_.filePath(QStringLiteral("mask.png"));
        views::saveMask(mask, 28, 28, path);
        const QImage picture(path);
        QCOMPARE(picture.size(), QSize(28, 28));
        QCOMPARE(qGray(picture.pixel(3, 3)), 0);
        QCOMPARE(qGray(picture.pixel(3, 20)), 255);
        QVERIFY(views::loadMask(path, 28, 28) == mask);
        const auto refused = [&](const QString& file, std::size_t width, std::size_t height) {
            try {
                static_cast<void>(views::loadMask(file, width, height));
            } catch (const InputError& error) {
                return QString::fromUtf8(error.what());
            }
            return QString();
        };
        const QString sizes = refused(path, 32, 24);
        QVERIFY2(sizes.contains(QStringLiteral("28 × 28")) &&
                     sizes.contains(QStringLiteral("32 × 24")) &&
                     sizes.contains(QStringLiteral("mask.png")),
                 qPrintable(sizes));
        QVERIFY(!refused(folder_.filePath(QStringLiteral("none.png")), 28, 28).isEmpty());
        QFile broken(folder_.filePath(QStringLiteral("broken.png")));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("\x89PNG\r\n\x1a\n but no more");
        broken.close();
        QVERIFY(!refused(broken.fileName(), 28, 28).isEmpty());
        QVERIFY_EXCEPTION_THROWN(
            views::saveMask(mask, 28, 28, folder_.filePath(QStringLiteral("no/folder/mask.png"))),
            InputError);
        QVERIFY(views::loadMask(path, 28, 28) == mask); // untouched
    }

    void dialogsSaveLoadAndTellWhatIsWrong() {
        ImagesView view(imageSpec(), nullptr);
        open(view, framed(lowerHalf()));
        QWidget host;
        QWidget* controls = view.createControls(&host);
        host.show();
        QVERIFY(QTest::qWaitForWindowExposed(&host));
        const auto choose = [&](const char* action, const char* name, const QString& path) {
            controls->findChild<QAction*>(action)->trigger();
            auto* dialog = controls->findChild<QFileDialog*>(name);
            QVERIFY(dialog != nullptr);
            dialog->setOption(QFileDialog::DontConfirmOverwrite);
            auto* field = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
            QVERIFY(field != nullptr);
            field->setText(path);
            QTest::keyClick(field, Qt::Key_Return);
            QTRY_VERIFY(controls->findChild<QFileDialog*>(name) == nullptr);
        };
        const QString path = folder_.filePath(QStringLiteral("by_dialog.png"));
        choose("mask_save", "save_mask_dialog", path);
        QVERIFY(QFileInfo::exists(path));
        QSignalSpy edits(&view, &ArtifactView::parametersEdited);
        view.clearMask();
        choose("mask_load", "load_mask_dialog", path);
        QVERIFY(lastMask(edits) == lowerHalf());
        QCOMPARE(edits.size(), 2);
        // Of another size: one message, and the mask stays.
        const QString small = folder_.filePath(QStringLiteral("small.png"));
        views::saveMask(PixelMask(9, 1), 3, 3, small);
        choose("mask_load", "load_mask_dialog", small);
        QTRY_VERIFY(controls->findChild<QMessageBox*>("mask_error") != nullptr);
        auto* box = controls->findChild<QMessageBox*>("mask_error");
        QVERIFY(box->text().contains(QStringLiteral("3 × 3")));
        QVERIFY(box->text().contains(QStringLiteral("28 × 28")));
        QTest::keyClick(box, Qt::Key_Return);
        QTRY_VERIFY(controls->findChild<QMessageBox*>("mask_error") == nullptr);
        QCOMPARE(edits.size(), 2);
    }

    void otherImagesEndAStroke() {
        ImagesView view(imageSpec(), nullptr);
        open(view, framed({}));
        view.setMode(ImageMode::paint);
        QTest::mousePress(&view, Qt::LeftButton, {}, placeOf(view, 0, 5.0, 5.0));
        ImageGrid grid;
        grid.width = 8;
        grid.height = 8;
        grid.columns = 1;
        grid.pixels.assign(64, 0.5F);
        grid.paints = "clamped";
        view.setFrame(imageFrame({imageArtifact("images", grid)}));
        QTRY_COMPARE(view.content().width, std::size_t{8});
        QTest::mouseMove(&view, QPoint(300, 200));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, QPoint(300, 200));
        QCOMPARE(view.maskNow().size(), std::size_t{64});
        QCOMPARE(countOf(view.maskNow()), std::size_t{0});
    }

private:
    QTemporaryDir folder_;
};

QTEST_MAIN(TestImagesMask)
#include "tst_images_mask.moc"
