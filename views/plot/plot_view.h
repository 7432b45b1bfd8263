// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/artifact_view.h"
#include "views/plot/plot_content.h"

#include <QElapsedTimer>
#include <QPixmap>
#include <QTimer>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace scorescope::views {

/// y over x, live: lines, dots, bars, arrows along the axis, and markers to drag.
///
/// Wheel zooms about the cursor (over an axis: that axis only), dragging pans, double-click or F
/// fits, L switches the y axis between linear and logarithmic, + and − zoom, Shift with arrows
/// pans, Ctrl with ← and → moves the readout along the first line, Escape ends what was begun. A
/// marker with parameters can be dragged: the view asks for their new values at most 30 times a
/// second, under one gesture number per drag, and the axes hold still meanwhile. The cursor's place
/// is told (cursorMoved {x}) and looked at (lookRequested {x}).
///
/// Options and state: see PlotLook. Throws InputError for options that are not allowed.
class PlotView : public ArtifactView {
    Q_OBJECT

public:
    PlotView(ViewSpec spec, QWidget* parent);

    [[nodiscard]] std::set<std::string> interest() const override;
    void setFrame(FramePtr frame) override;
    void setTheme(const Theme& theme) override;
    void fit() override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    /// "x_range" and "y_range" as they are on screen.
    [[nodiscard]] QJsonObject camera() const override;
    void setCamera(const QJsonObject& camera) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    [[nodiscard]] const PlotLook& look() const noexcept { return look_; }
    /// \param scale linear or log
    void setXScale(Scale scale);
    void setYScale(Scale scale);
    void setLegend(bool shown);

    /// What is drawn, and between which limits (as of the last painting).
    [[nodiscard]] const PlotContent& content() const noexcept { return content_; }
    [[nodiscard]] CurveAxes axes() const;
    /// Where a point of the axes is in the widget, and the rectangle of the data.
    [[nodiscard]] QPointF positionOf(double x, double y) const;
    [[nodiscard]] QRectF plotArea() const;
    /// What the crosshair says, line by line: the place, then "title: value" for each line.
    [[nodiscard]] QStringList readout() const;

Q_SIGNALS:
    /// Scales or legend changed, by hand or by setState().
    void lookChanged();

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { none, pan, marker };
    struct Sample {
        std::size_t curve = 0;
        CurvePoint point;
    };
    struct MarkerDrag {
        std::size_t marker = 0;
        QPointF grip; ///< from the cursor to the marker's middle when it was taken
        double x = 0.0;
        double y = 0.0;
    };

    void schedule();
    void changed();
    void rebuild();
    void render();
    void setRanges(std::optional<Interval> x, std::optional<Interval> y);
    void zoom(const QPointF& about, double factor, bool alongX, bool alongY);
    void pan(const CurveAxes& from, const QPointF& by);
    void hover(std::optional<QPointF> at);
    void moveReadout(int direction);
    void dragMarker(const QPointF& to);
    void tellMarker();
    [[nodiscard]] std::optional<std::size_t> markerAt(const QPointF& at) const;
    [[nodiscard]] std::vector<Sample> samplesAt(double x) const;
    void drawCrosshair(QPainter& painter) const;
    [[nodiscard]] FigureStyle style() const;

    PlotLook look_;
    PlotLook home_; ///< as the scene asked for it: what fit() goes back to
    Theme theme_ = darkTheme();
    FramePtr frame_;
    PlotContent content_;
    std::optional<PlotLayout> layout_;
    QPixmap picture_;
    QTimer drawTimer_; ///< at most 30 pictures a second
    QElapsedTimer sinceDrawn_;
    bool stale_ = true;
    std::optional<QPointF> hover_;
    std::optional<std::size_t> hoveredMarker_;
    Drag drag_ = Drag::none;
    QPointF pressed_;
    std::optional<CurveAxes> pressedAxes_;
    std::optional<MarkerDrag> marker_; ///< in the hand, or let go and not yet confirmed
    QTimer tellTimer_;                 ///< at most 30 edits a second
    QTimer settleTimer_; ///< how long a marker that was let go waits for the engine's answer
    bool untold_ = false;
    quint64 gesture_ = 0;
};

} // namespace scorescope::views
