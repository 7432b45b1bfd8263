// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/artifact_view.h"
#include "views/curves/curve_plot.h"

#include <QElapsedTimer>
#include <QPixmap>
#include <QTimer>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace scorescope::views {

class Chart;

/// Curves against training steps (and lines and histograms), live.
///
/// Wheel zooms about the cursor (over an axis: that axis only), dragging brushes a region to zoom
/// into, Shift or the middle button pans, double-click or F fits, a click in the legend switches a
/// curve, L changes the scale, + and − zoom, Shift with arrows pans, Ctrl with ← and → moves the
/// readout from value to value, Escape ends what was begun. The picture is built anew at most 30
/// times a second, and from about two points a pixel column whatever the series' length.
///
/// Options and state: "y_scale" (linear, log, symlog), "x_scale" (linear, log), "smoothing"
/// (steps); state adds "hidden", "x_range" and "y_range". Throws InputError for options that are
/// not allowed.
class CurveView : public ArtifactView {
    Q_OBJECT

public:
    CurveView(ViewSpec spec, QWidget* parent);
    ~CurveView() override;

    [[nodiscard]] std::set<std::string> interest() const override;
    void setFrame(FramePtr frame) override;
    void setTheme(const Theme& theme) override;
    void fit() override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    [[nodiscard]] const CurveLook& look() const noexcept { return look_; }
    void setYScale(Scale scale);
    void setXScale(Scale scale);
    /// \param steps time constant in steps, 0 = none
    void setSmoothing(double steps);
    void setCurveVisible(const std::string& name, bool visible);
    /// The curves of the newest frame shown, with their colours and whether they are hidden.
    [[nodiscard]] std::vector<LegendEntry> curves() const;
    /// Limits in force.
    [[nodiscard]] const CurveAxes& axes() const noexcept { return axes_; }
    /// Where a point of the axes is in the widget, and the box of a legend line (empty if none).
    [[nodiscard]] QPointF positionOf(double x, double y) const;
    [[nodiscard]] QRectF legendBox(const std::string& name) const;
    /// The rectangle of the data in the widget.
    [[nodiscard]] QRectF plotArea() const;
    /// What the crosshair says, line by line: the place, then "title: value" for each curve.
    [[nodiscard]] QStringList readout() const;
    /// Points the chart holds, and how often it was filled: the measures of work.
    [[nodiscard]] std::size_t chartPoints() const;
    [[nodiscard]] std::size_t chartUpdates() const noexcept { return updates_; }

Q_SIGNALS:
    /// Scale, smoothing or the set of visible curves changed, by hand or by setState().
    void lookChanged();
    /// Other curves came with a frame.
    void curvesChanged();

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
    enum class Drag { none, brush, pan };
    struct Sample {
        std::size_t curve = 0;
        double x = 0.0;
        double value = 0.0;
        double smoothed = 0.0; ///< NaN when there is none
    };

    void schedule();
    void rebuild();
    void changed();
    void render();
    void takeHead(const FramePtr& frame);
    void zoom(const QPointF& about, double factor, bool alongX, bool alongY);
    void pan(const CurveAxes& from, const QPointF& by);
    void brush(const QRectF& region);
    void moveReadout(int direction);
    void hover(std::optional<QPointF> at);
    [[nodiscard]] std::vector<Sample> samplesAt(const QPointF& at) const;
    void drawCrosshair(QPainter& painter) const;
    [[nodiscard]] std::string legendNameAt(const QPointF& at) const;
    [[nodiscard]] FigureStyle style() const;

    CurveLook look_;
    Theme theme_ = darkTheme();
    FramePtr frame_;
    FramePtr headFrame_; ///< the newest look at the run, shown while looking back
    CurveSet set_;
    CurveAxes axes_;
    std::unique_ptr<PlotFrame> plot_;
    std::unique_ptr<Chart> chart_;
    std::map<std::string, SmoothedSeries> smoothed_;
    std::vector<Series> smoothLooks_; ///< one per curve
    std::vector<LegendEntry> entries_;
    LegendLayout legend_;
    QPixmap picture_;
    QTimer timer_;
    QElapsedTimer sinceUpdate_;
    qint64 buildCost_ = 0; ///< ms, of the last filling and the last drawing
    qint64 paintCost_ = 0;
    bool stale_ = true;
    std::size_t updates_ = 0;
    std::optional<QPointF> hover_;
    Drag drag_ = Drag::none;
    QPointF pressed_;
    QPointF dragged_;
    CurveAxes pressedAxes_;
    std::string pressedEntry_;
};

/// The curves of a spec as a figure. Throws InputError when the frame lacks an artifact, when one
/// is of a kind that has no curves, or for options that are not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> curvePanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
