// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/curves/curve_plot.h"
#include "views/selection.h"

#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// What a plot shows and between which limits. Free of widgets; any thread.
namespace scorescope::views {

/// How a plot is set up, by its scene and by hand.
struct PlotLook : AxesLook {
    bool legend = true;
    double smoothing = 0.0; ///< time constant of lines over steps, in steps; 0 = none
    bool equalAxes = false; ///< one unit is as long along y as along x (linear axes only)
    /// Colours by the label of a line or the name of an artifact: blue, orange, green, purple, sky,
    /// yellow, vermilion, or gray for what only guides the eye.
    std::map<std::string, std::string> colors;

    /// From the view's options legend, equal_axes, colors, smoothing and those of AxesLook.
    /// Throws InputError for unknown ones and for values that are not allowed.
    [[nodiscard]] static PlotLook fromOptions(const ViewSpec& spec);
};

/// Dots of a scatter.
struct PlotDots {
    std::string name;
    QString title;
    std::size_t colorIndex = 0;
    std::vector<CurvePoint> points;
    std::vector<std::uint8_t> hollow; ///< empty, or one per point
    SelectionParameter selects;       ///< a click on a dot sets it to the dot's index
};

/// Arrows along the x axis.
struct PlotArrows {
    std::size_t colorIndex = 0;
    std::vector<double> x;
    std::vector<double> vectors;
};

/// Rows of bars: who did what from when to when. Row r lies between y = −r − 0.4 and −r + 0.4.
struct PlotSpans {
    std::shared_ptr<const Artifact> artifact; ///< holds Spans
    std::vector<std::size_t> colors;          ///< of its categories
};

/// Everything one plot shows of a frame. Lines and histograms are curves of `set`.
struct PlotContent {
    CurveSet set;
    std::vector<PlotDots> dots;
    std::vector<Markers::Marker> markers;
    std::vector<PlotArrows> arrows;
    std::vector<PlotSpans> spans;
    Selection selected; ///< of the parameters that its artifacts name
    /// Of set.curves, one each where the look asks for it and the line goes over steps; else empty.
    std::vector<std::vector<CurvePoint>> smoothed;

    [[nodiscard]] bool empty() const;
    /// Whether there are lines over training steps or steps of a chain, which can be smoothed.
    [[nodiscard]] bool overSteps() const;
    [[nodiscard]] bool isSelected(const PlotCurve& curve) const;
};

/// Takes Lines, Scatter, Histogram, Markers, VectorCloud (d = 1) and Spans out of a frame; what is
/// missing or of another kind is named in set.problem.
[[nodiscard]] PlotContent collectPlot(const ViewSpec& spec, const PlotLook& look,
                                      const Frame& frame);
/// Scales and limits: the look's where it fixes them, else around the data. Values that a log axis
/// has no place for are counted in the note.
[[nodiscard]] Axes fitPlot(const PlotContent& content, const PlotLook& look);
/// The same axes with the shorter of both units made as long as the other on a plot of that size.
[[nodiscard]] Axes withEqualUnits(Axes axes, const QSizeF& plot);

/// A plot laid out in a rectangle: axes, legend and the lines as they will be drawn.
struct PlotLayout {
    Axes axes;
    AxesFrame frame;
    std::vector<LegendEntry> entries;
    LegendLayout legend;
    std::vector<std::vector<CurvePoint>> lines;    ///< of set.curves, thinned
    std::vector<std::vector<CurvePoint>> smoothed; ///< of PlotContent::smoothed, thinned
};
struct PlotPlacing {
    QRectF outer;
    bool axisLabels = true;
    std::size_t columns = 1000; ///< that the device can tell apart
    int legendPlace = -1;       ///< where the legend stood before
    LegendRoom legendRoom = LegendRoom::screen;
};
[[nodiscard]] PlotLayout layOutPlot(const PlotContent& content, const PlotLook& look,
                                    const Axes& axes, const PlotPlacing& placing,
                                    const FigureStyle& style, const QPaintDevice* device);
/// Draws it. `emphasized`: the marker under the cursor, if any.
void drawPlot(QPainter& painter, const PlotContent& content, const PlotLayout& layout,
              const FigureStyle& style, std::optional<std::size_t> emphasized = {});

/// The plot of a spec as a figure. Throws InputError when the frame lacks an artifact, when one is
/// of a kind that plots do not show, or for options that are not allowed.
[[nodiscard]] std::unique_ptr<FigurePanel> plotPanel(const ViewSpec& spec, const Frame& frame);
/// A plot frozen as it is.
[[nodiscard]] std::unique_ptr<FigurePanel> plotPanel(QString title, PlotContent content,
                                                     PlotLook look);

} // namespace scorescope::views
