// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/axes_frame.h"
#include "views/axes/axes_look.h"
#include "views/axes/readout_box.h"
#include "views/paced_view.h"

#include <QPixmap>
#include <QPointF>

#include <optional>

namespace scorescope::views {

/// A view with axes: what curves, plots and heat maps share.
///
/// Mouse: the wheel zooms about the cursor (over an axis: along that axis only), a drag pans or
/// zooms into a region (see PlainDrag; Shift or the middle button always pan), a double click fits.
/// Keys: + and − zoom, F or 0 fit, L goes to the next scale of y, Shift with arrows pans, Ctrl with
/// ← and → moves the readout, Escape ends what was begun. The picture is built anew at most 30
/// times a second, and less often when that is dear; while the mouse moves, what was built is shown
/// with a crosshair above it.
///
/// A view of this kind builds (layOut()), draws (drawPicture()) and says what is under the cursor
/// (readoutAt()); all else is here. GUI thread only.
class AxesView : public PacedView {
    Q_OBJECT

public:
    AxesView(ViewSpec spec, QWidget* parent);

    /// Back to the limits that the scene asks for, or that are shared, or that follow the data.
    void fit() override;
    /// "x_range" and "y_range"; limits that the scene fixes, or the person, stay.
    void shareLimits(const std::vector<FigurePanel::Limits>& limits) override;
    [[nodiscard]] QSize sizeHint() const override { return {340, 230}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 100}; }

    /// Scales and limits in force,
    /// as of the last building.
    [[nodiscard]] Axes axes() const;
    void setXScale(Scale scale);
    void setYScale(Scale scale);
    /// Where a point of the axes is in the widget, and the rectangle of the data.
    [[nodiscard]] QPointF positionOf(double x, double y) const;
    [[nodiscard]] QRectF plotArea() const;
    /// What the crosshair says, line by line: the place, then "title: value" for each curve.
    [[nodiscard]] QStringList readout() const;

    /// "x_scale" and "y_scale".
    [[nodiscard]] QJsonObject comparedLook() const override;
    void setComparedLook(const QJsonObject& look) override;

protected:
    enum class PlainDrag {
        pans,
        zooms, ///< into the region that is dragged over
    };

    // What a kind of view does.
    [[nodiscard]] virtual AxesLook& axesLook() = 0;
    [[nodiscard]] virtual const AxesLook& axesLook() const = 0;
    /// Takes what the frame holds and lays it out in `outer`. \returns where the axes stand.
    virtual AxesFrame layOut(const QRectF& outer) = 0;
    /// Everything that changes only with layOut().
    virtual void drawPicture(QPainter& painter) const = 0;
    /// What is drawn above it at every painting; cheap.
    virtual void drawAbove(QPainter& painter) const { static_cast<void>(painter); }
    [[nodiscard]] virtual Readout readoutAt(const QPointF& at) const = 0;
    /// Moves the readout to the next value to the right (1) or left (−1).
    virtual void moveReadout(int direction) { static_cast<void>(direction); }
    /// What a cursor at that point of the axes is told as.
    virtual void pointAt(const QPointF& value) { Q_EMIT cursorMoved({value.x(), value.y()}); }
    /// The scales that L goes through, in this order.
    [[nodiscard]] virtual std::vector<Scale> yScales() const;
    /// Whether limits are told to views that move together.
    [[nodiscard]] virtual bool linksCamera() const { return false; }
    /// Whether a unit is as long along x as along y: zooming keeps it so.
    [[nodiscard]] virtual bool equalUnits() const { return false; }

    // A gesture of its own. pressOwn() says whether the press begins one.
    virtual bool pressOwn(const QMouseEvent& event) {
        static_cast<void>(event);
        return false;
    }
    virtual void moveOwn(const QPointF& at) { static_cast<void>(at); }
    virtual void releaseOwn(const QPointF& at) { static_cast<void>(at); }
    virtual void cancelOwn() {}
    /// The mouse moves over `at` with no button down. \returns the cursor's shape there.
    [[nodiscard]] virtual Qt::CursorShape hoverOwn(const QPointF& at) {
        static_cast<void>(at);
        return Qt::ArrowCursor;
    }
    /// The mouse is somewhere else.
    virtual void leaveOwn() {}
    /// Whether a double click at that place is not one to fit by.
    [[nodiscard]] virtual bool keepsDoubleClick(const QPointF& at) const {
        static_cast<void>(at);
        return false;
    }
    /// Whether there is a crosshair at that place.
    [[nodiscard]] virtual bool pointsAt(const QPointF& at) const { return plotArea().contains(at); }

    // What they need for it.
    void setPlainDrag(PlainDrag meaning) { plainDrag_ = meaning; }
    /// The limits to which fit() goes back.
    void setHome(const AxesLook& home) { home_ = home; }
    [[nodiscard]] const std::optional<AxesFrame>& layoutFrame() const noexcept { return placed_; }
    /// Draws anew what was built.
    void redraw();
    void hover(std::optional<QPointF> at);
    [[nodiscard]] const std::optional<QPointF>& hovered() const noexcept { return hover_; }
    [[nodiscard]] bool isDraggingOwn() const noexcept { return drag_ == Drag::own; }
    /// A gesture of its own turns out to be a plain drag from where it began. \returns whether it
    /// does: only once the mouse has moved a little.
    bool becomePan();
    /// Columns that the device can tell apart in that width.
    [[nodiscard]] std::size_t columnsIn(double width) const;
    [[nodiscard]] QJsonObject limitsOnScreen() const;
    void followCamera(const QJsonObject& camera);

    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    [[nodiscard]] qint64 interval() const override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { none, pan, region, own };

    void rebuild() final;
    void render();
    void zoom(const QPointF& about, double factor, bool alongX, bool alongY);
    void pan(const Axes& from, const QPointF& by);
    void zoomInto(const QRectF& region);
    void setScale(Scale AxesLook::*scale, std::optional<Interval> AxesLook::*limits, Scale to);
    void tellCamera();
    void drawCrosshair(QPainter& painter) const;
    void escape();

    PlainDrag plainDrag_ = PlainDrag::pans;
    AxesLook home_;
    std::optional<Interval> sharedX_; ///< part of home_
    std::optional<Interval> sharedY_;
    std::optional<AxesFrame> placed_;
    QPixmap picture_;
    qint64 buildCost_ = 0; ///< ms, of the last building and the last drawing
    qint64 drawCost_ = 0;
    std::optional<QPointF> hover_;
    Drag drag_ = Drag::none;
    QPointF pressed_;
    QPointF dragged_;
    Axes pressedAxes_;
};

} // namespace scorescope::views
