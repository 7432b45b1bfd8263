// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/axes/axes_view.h"
#include "views/curves/curve_plot.h"
#include "views/selection.h"

#include <QPen>
#include <QPointF>

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
/// Mouse and keys: AxesView; a drag zooms into the region dragged over, Shift or the middle button
/// pans. A click in the legend switches a curve; one on a curve selects it where its artifact names
/// a parameter for that, as Enter does with the curve nearest to the readout. The cost of a picture
/// does not grow with the series' length: from about two points a pixel column on, a curve is
/// thinned.
///
/// Options and state: "y_scale" (linear, log, symlog), "x_scale" (linear, log), "smoothing"
/// (steps), "hidden", "x_range" and "y_range". Throws InputError for options that are not allowed.
class CurveView : public AxesView {
    Q_OBJECT

public:
    CurveView(ViewSpec spec, QWidget* parent);
    ~CurveView() override;

    [[nodiscard]] std::set<std::string> interest() const override;
    void setFrame(FramePtr frame) override;
    /// Their switches in the legend are not part of the view's state.
    void setCompanions(std::vector<Companion> companions) override;
    [[nodiscard]] std::unique_ptr<FigurePanel> figurePanel() const override;
    [[nodiscard]] QJsonObject state() const override;
    void setState(const QJsonObject& state) override;
    /// And "smoothing".
    [[nodiscard]] QJsonObject comparedLook() const override;
    void setComparedLook(const QJsonObject& look) override;
    [[nodiscard]] QWidget* createControls(QWidget* parent) override;

    [[nodiscard]] const CurveLook& look() const noexcept { return look_; }
    /// \param steps time constant in steps, 0 = none
    void setSmoothing(double steps);
    void setCurveVisible(const std::string& name, bool visible);
    /// The curves of the newest frame shown, with their colours and whether they are hidden.
    [[nodiscard]] std::vector<LegendEntry> curves() const;
    /// The box of a legend line (empty if none).
    [[nodiscard]] QRectF legendBox(const std::string& name) const;
    /// Points the chart holds, and how often it was filled: the measures of work.
    [[nodiscard]] std::size_t chartPoints() const;
    [[nodiscard]] std::size_t chartUpdates() const noexcept { return updates_; }

Q_SIGNALS:
    /// Other curves came with a frame.
    void curvesChanged();

protected:
    [[nodiscard]] AxesLook& axesLook() override { return look_; }
    [[nodiscard]] const AxesLook& axesLook() const override { return look_; }
    AxesFrame layOut(const QRectF& outer) override;
    void drawPicture(QPainter& painter) const override;
    void drawAbove(QPainter& painter) const override;
    [[nodiscard]] Readout readoutAt(const QPointF& at) const override;
    void moveReadout(int direction) override;
    bool pressOwn(const QMouseEvent& event) override;
    void releaseOwn(const QPointF& at) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    [[nodiscard]] Qt::CursorShape hoverOwn(const QPointF& at) override;
    [[nodiscard]] bool keepsDoubleClick(const QPointF& at) const override;
    [[nodiscard]] bool pointsAt(const QPointF& at) const override;

private:
    struct Sample {
        std::size_t curve = 0;
        double x = 0.0;
        double value = 0.0;
        double smoothed = 0.0; ///< NaN when there is none
    };

    void takeHead(const FramePtr& frame);
    [[nodiscard]] CurveSet collect() const;
    void fillChart(const AxesFrame& frame, std::vector<QPolygonF>& obstacles);
    void tellCurves(const std::vector<LegendEntry>& before);
    [[nodiscard]] std::vector<Sample> samplesAt(const QPointF& at) const;
    [[nodiscard]] std::string legendNameAt(const QPointF& at) const;
    /// The curve within reach of that place that can be selected.
    [[nodiscard]] std::optional<std::size_t> curveNear(const QPointF& at, double reach) const;
    void select(const PlotCurve& curve);
    [[nodiscard]] bool isSelected(const PlotCurve& curve) const;
    [[nodiscard]] QPen penOf(const PlotCurve& curve) const;

    CurveLook look_;
    std::vector<Companion> companions_;
    FramePtr headFrame_; ///< the newest look at the run, shown while looking back
    CurveSet set_;
    std::unique_ptr<Chart> chart_;
    std::map<std::string, SmoothedSeries> smoothed_;
    std::vector<Series> smoothLooks_; ///< one per curve
    std::vector<LegendEntry> entries_;
    LegendLayout legend_;
    std::size_t updates_ = 0;
    std::string pressedEntry_;
    Selection selection_;
    std::vector<std::vector<CurvePoint>> drawn_; ///< of each curve, thinned; empty for hidden ones
    QPointF pressedAt_;
    quint64 gesture_ = 0;
};

/// The curves of a spec as a figure. Throws InputError when the frame lacks an artifact, when one
/// is of a kind that has no curves, or for options that are not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> curvePanel(const ViewSpec& spec, const Frame& frame);

} // namespace scorescope::views
