// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/axis_ticks.h"
#include "views/curves/curve_data.h"
#include "views/figure_panel.h"

#include <QLineF>
#include <QPointF>
#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

class QPainter;

/// What the screen and the figure share about curves: which curves there are, how their axes fit,
/// where axes and legend go. Free of widgets; any thread.
namespace scorescope::views {

/// One curve: a series against steps, or a path of points.
struct PlotCurve {
    std::string name; ///< the artifact's, or "artifact/label" of a line; key of legend and state
    QString title;
    std::size_t colorIndex = 0;
    bool reference = false; ///< drawn dashed in the quiet colour
    bool dashed = false;
    bool filled = false; ///< down to 0 (histograms)
    bool isPath = false;
    Series points;
    Series low;
    Series high;
    QString bandLabel;
    std::vector<CurvePoint> path;

    [[nodiscard]] QColor color(const Theme& theme) const;
    [[nodiscard]] Qt::PenStyle penStyle() const;
};

/// The curves of one view in one frame.
struct CurveSet {
    std::vector<PlotCurve> curves;
    QString xLabel;
    QString yLabel;
    bool overSteps = false; ///< x is the training step
    QString problem;        ///< why something named in the view is not shown, or empty
    std::uint64_t step = 0;
    std::uint64_t head = 0;
    std::uint64_t totalSteps = 0;
    std::vector<std::shared_ptr<const Artifact>> artifacts;
};

/// Takes the curves out of a frame. Artifacts that are missing or of another kind are named in
/// `problem`. Paths are rebuilt on each call; series share their blocks.
[[nodiscard]] CurveSet collectCurves(const ViewSpec& spec, const Frame& frame);

/// How a person wants the curves drawn.
struct CurveLook {
    Scale xScale = Scale::linear;
    Scale yScale = Scale::linear;
    double smoothing = 0.0;       ///< time constant in steps, 0 = none
    std::set<std::string> hidden; ///< names of curves switched off
    std::optional<Interval> x;    ///< fixed limits; otherwise they follow the data
    std::optional<Interval> y;

    /// From the view's options "x_scale", "y_scale", "smoothing", "hidden" (names), "x_range" and
    /// "y_range" ([low, high]). Throws InputError for a value that is not allowed.
    [[nodiscard]] static CurveLook fromOptions(const ViewSpec& spec);
    [[nodiscard]] bool shows(const PlotCurve& curve) const { return hidden.count(curve.name) == 0; }
};

/// Scales and limits in force, and what they leave out.
struct CurveAxes {
    AxisScale x;
    AxisScale y;
    Interval xRange;
    Interval yRange;
    QString note; ///< e.g. "3 values ≤ 0 not shown"; empty when nothing is missing
};
[[nodiscard]] CurveAxes fitAxes(const CurveSet& set, const CurveLook& look);

/// Ticks of an axis of that scale over the range.
[[nodiscard]] std::vector<Tick> axisTicks(const AxisScale& scale, Interval range, int maximum);

/// The font of a figure in the painter's units on that device, whatever its resolution.
[[nodiscard]] QFont figureFont(const FigureStyle& style, double size, const QPaintDevice* device);

/// A legend line.
struct LegendEntry {
    std::string name;
    QString text;
    QColor color;
    Qt::PenStyle style = Qt::SolidLine;
    bool hidden = false;
};
[[nodiscard]] std::vector<LegendEntry> legendEntries(const CurveSet& set, const CurveLook& look,
                                                     const Theme& theme);

/// Where a legend stands. `outside` = in a strip above the plot because no place inside is free.
struct LegendLayout {
    QRectF frame;
    std::vector<QRectF> boxes; ///< one per entry; empty rectangles for those without room
    int place = -1;            ///< which inner place, to stay there while it is free
    bool outside = false;
};

/// Places axes inside a rectangle and draws them; text sizes come from the style.
class PlotFrame {
public:
    struct Options {
        bool axisLabels = true;
        double topStrip = 0.0; ///< kept free above the plot (legend)
    };
    PlotFrame(const CurveSet& set, const CurveAxes& axes, const QRectF& outer,
              const FigureStyle& style, const QPaintDevice* device, Options options);

    /// The rectangle of the data.
    [[nodiscard]] const QRectF& plot() const noexcept { return plot_; }
    [[nodiscard]] const QRectF& outer() const noexcept { return outer_; }
    /// The place of a point; not finite where the axes have none. Far points are held at a
    /// thousand plot sizes.
    [[nodiscard]] QPointF place(double x, double y) const;
    /// The axes' values at a place.
    [[nodiscard]] QPointF valueAt(const QPointF& place) const;
    void drawGrid(QPainter& painter) const;
    void drawAxes(QPainter& painter) const;

    /// Finds room for a legend: `previous` (≥ 0) if still free, else the first inner place that
    /// touches no curve, else a strip above the plot (its height is in frame).
    [[nodiscard]] LegendLayout placeLegend(const std::vector<LegendEntry>& entries,
                                           const std::vector<QPolygonF>& curves,
                                           int previous) const;
    /// The strip above the plot.
    [[nodiscard]] LegendLayout legendStrip(const std::vector<LegendEntry>& entries) const;
    void drawLegend(QPainter& painter, const std::vector<LegendEntry>& entries,
                    const LegendLayout& layout) const;

private:
    CurveAxes axes_;
    FigureStyle style_;
    QRectF outer_;
    QRectF plot_;
    QFont tickFont_;
    QFont labelFont_;
    const QPaintDevice* device_;
    QString xLabel_;
    QString yLabel_;
    std::vector<Tick> xTicks_;
    std::vector<Tick> yTicks_;
};

/// The part of a line inside a rectangle, if any.
[[nodiscard]] std::optional<QLineF> clippedLine(const QLineF& line, const QRectF& rect);
/// A polyline cut to a rectangle: its pieces. Writers of vector files know no clipping, so the
/// geometry itself is cut.
[[nodiscard]] std::vector<QPolygonF> clippedPolyline(const QPolygonF& line, const QRectF& rect);
/// A polygon cut to a rectangle.
[[nodiscard]] QPolygonF clippedPolygon(const QPolygonF& polygon, const QRectF& rect);
/// Points as placed by the frame, split at gaps.
[[nodiscard]] std::vector<QPolygonF> piecesOf(const std::vector<CurvePoint>& points,
                                              const PlotFrame& frame);

} // namespace scorescope::views
