// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/axes/axes_frame.h"
#include "views/axes/axes_look.h"
#include "views/axes/legend.h"
#include "views/companion.h"
#include "views/curves/curve_data.h"
#include "views/figure_panel.h"

#include <QPolygonF>
#include <QString>

#include <cstdint>
#include <memory>
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
    Lines::Style style = Lines::Style::line; ///< of a path
    bool hollow = false;                     ///< of its dots
    bool right = false;                      ///< on the axis at the right
    bool overSteps = false;                  ///< of a path: its x are steps
    std::vector<BandPoint> bars;             ///< error bars of a path; NaN where there is none
    SelectionParameter selects;              ///< a click on the curve sets it …
    std::int64_t item = 0;                   ///< … to that
    std::string run;                         ///< key of the other run that it is of, or empty
    QString runName;                         ///< of that run
    double fromStep = 0.0;                   ///< of a series: nothing is drawn before it

    [[nodiscard]] QColor color(const Theme& theme) const;
    [[nodiscard]] Qt::PenStyle penStyle() const;
};

/// The curves of one view in one frame.
struct CurveSet {
    std::vector<PlotCurve> curves;
    AxesLabels labels;
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

/// Adds the curves of other runs that belong to series of the view, after the view's own. The n-th
/// series of a run has the n-th kind of line.
void addCompanions(CurveSet& set, const ViewSpec& spec, const std::vector<Companion>& companions);

/// The part of an x axis on which the curve is drawn.
[[nodiscard]] Interval shownPart(const PlotCurve& curve, Interval x);

/// How a person wants the curves drawn.
struct CurveLook : AxesLook {
    double smoothing = 0.0;       ///< time constant in steps, 0 = none
    std::set<std::string> hidden; ///< names of curves switched off

    /// From the view's options "smoothing" (see smoothingOption()), "hidden" (names) and those of
    /// AxesLook; steps are linear or logarithmic. Throws InputError for a value that is not
    /// allowed.
    [[nodiscard]] static CurveLook fromOptions(const ViewSpec& spec);
    [[nodiscard]] bool shows(const PlotCurve& curve) const {
        return hidden.count(curve.name) == 0 && (curve.run.empty() || hidden.count(curve.run) == 0);
    }
};

/// The view's option "smoothing": a time constant in steps, 0 without it. Throws InputError for
/// what is no such number.
[[nodiscard]] double smoothingOption(const ViewSpec& spec);

/// Scales and limits: the look's where it fixes them, else around the data; what they leave out is
/// counted in the note.
[[nodiscard]] Axes fitAxes(const CurveSet& set, const CurveLook& look);

[[nodiscard]] std::vector<LegendEntry> legendEntries(const CurveSet& set, const CurveLook& look,
                                                     const Theme& theme);

/// Points as placed by the frame, split at gaps. `right`: on the axis at the right.
[[nodiscard]] std::vector<QPolygonF> piecesOf(const std::vector<CurvePoint>& points,
                                              const AxesFrame& frame, bool right = false);

} // namespace scorescope::views
