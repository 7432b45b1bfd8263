// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/images/image_content.h"
#include "views/images/image_grid_layout.h"
#include "views/images/image_painting.h"
#include "views/images/mask_brush.h"
#include "views/paced_view.h"

#include <QPixmap>
#include <QTimer>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace scorescope::views {

/// What the mouse does on an image.
enum class ImageMode { look, paint, erase };

/// Grids of images, live: digits, samples, filters, masks to paint.
///
/// Wheel, + and − zoom about the cursor by whole multiples, dragging and Shift with arrows pan,
/// double-click, F and 0 fit. A click selects an image, Ctrl with arrows goes from image to image.
/// Where the mask can be painted: P paints (the right button erases), E erases, Escape ends a
/// stroke or goes back to looking, [ and ] and Ctrl+wheel size the brush; the middle button pans.
/// The pixel under the cursor is told (cursorMoved {column, row}).
///
/// Selecting and painting ask for live parameters (parametersEdited), a stroke under one gesture
/// number and at most 30 times a second. What was asked for shows at once, and for a second after
/// the hand let go at most: then the frame is right.
///
/// Options and state: see ImagesLook. Throws InputError for options that are not allowed.
class ImagesView : public PacedView {
    Q_OBJECT

public:
    ImagesView(ViewSpec spec, QWidget* parent);
    ~ImagesView() override;

    [[nodiscard]] std::set<std::string> interest() const override;
    void fit() override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    /// Leaves out what is not allowed.
    void setState(const QJsonObject& state) override;
    /// "zoom" and "center".
    [[nodiscard]] QJsonObject camera() const override;
    void setCamera(const QJsonObject& camera) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;
    [[nodiscard]] QSize sizeHint() const override { return {360, 260}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 96}; }

    [[nodiscard]] const ImagesLook& look() const noexcept { return look_; }
    void setCaptions(bool shown);
    void setMask(bool shown);
    void setMarks(bool shown);
    /// Shows another of the view's artifacts.
    void setArtifact(const std::string& name);

    [[nodiscard]] ImageMode mode() const noexcept { return mode_; }
    /// Painting and erasing only where the mask can be painted.
    void setMode(ImageMode mode);
    [[nodiscard]] const MaskBrush& brush() const noexcept { return brush_; }
    /// \param diameter in pixels, clamped to what a brush may have
    void setBrush(int diameter);
    /// Edits of the whole mask, each one step to undo. Nothing where it cannot be painted.
    void fillMask();
    void invertMask();
    void clearMask();
    /// The mask of a file, as by painting. Throws InputError as views::loadMask().
    void loadMask(const QString& path);
    /// Throws InputError as views::saveMask().
    void saveMask(const QString& path) const;

    /// What is drawn, where, and what that took, as of the last painting.
    [[nodiscard]] const ImageContent& content() const noexcept { return content_; }
    [[nodiscard]] const ImageGridLayout& layoutNow() const noexcept { return layout_; }
    [[nodiscard]] const ImageWork& lastWork() const noexcept { return work_; }
    /// The zoom in force, of a fit the whole one at or below it: never 0.
    [[nodiscard]] int zoomNow() const noexcept { return zoomNow_; }
    /// The mask as it is shown, one for each pixel of an image.
    [[nodiscard]] PixelMask maskNow() const;
    [[nodiscard]] std::optional<std::size_t> selectedNow() const;
    /// What is under the cursor, line by line: image, pixel, value.
    [[nodiscard]] QStringList readout() const;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { none, press, pan, stroke };
    struct Stroke {
        std::size_t image = 0; ///< on which it began: it stays there
        bool chosen = true;    ///< painting, not erasing
        QPointF last;          ///< in pixels of the image
        PixelMask before;
        Qt::MouseButton button = Qt::LeftButton;
        bool told = false; ///< some of it was asked for
    };

    void rebuild() override;
    void render();
    void adoptContent();
    void layOut();
    void change(bool ImagesLook::*option, bool value);
    void setView(int zoom, std::optional<QPointF> center);
    void zoomBy(int direction, const QPointF& about);
    void panFrom(const ImageGridLayout& from, const QPointF& by);
    void hover(std::optional<QPointF> at);
    void followCursor();
    void select(std::size_t image);
    void step(int columns, int rows);
    void reveal(std::size_t image);
    void describe();
    [[nodiscard]] std::optional<std::size_t> itemNow() const;
    [[nodiscard]] bool paints() const noexcept { return mode_ != ImageMode::look; }

    void beginStroke(const QMouseEvent& event, const ImageHit& hit);
    void continueStroke(const QPointF& to);
    void endStroke();
    void cancelStroke();
    void tellMask();
    void setWholeMask(PixelMask mask);
    [[nodiscard]] PixelMask frameMask() const;

    void drawReadout(QPainter& painter) const;
    void drawBrush(QPainter& painter) const;

    ImagesLook look_;
    ImageContent content_;
    std::unique_ptr<ImageRaster> raster_;
    ImageTexts texts_;
    ImageGridLayout layout_;
    int zoomNow_ = 1;
    ImageWork work_;
    QPixmap picture_;
    PixelMask outlined_; ///< the mask that outline_ is of
    std::vector<QLineF> outline_;

    std::optional<QPointF> hover_;
    std::optional<ImageHit> hit_;
    Drag drag_ = Drag::none;
    QPointF pressed_;
    ImageGridLayout pressedLayout_;
    int wheel_ = 0;                        ///< turned so far, less than a step
    std::optional<std::size_t> current_;   ///< under the keyboard, where nothing can be selected
    std::optional<std::size_t> requested_; ///< selected and not yet confirmed

    ImageMode mode_ = ImageMode::look;
    MaskBrush brush_;
    std::optional<Stroke> stroke_;
    std::optional<PixelMask> painted_; ///< not yet confirmed
    QTimer tellTimer_;                 ///< at most 30 edits a second
    QTimer settleTimer_;               ///< how long the engine has to confirm
    bool untold_ = false;
    quint64 gesture_ = 0;
};

} // namespace scorescope::views
