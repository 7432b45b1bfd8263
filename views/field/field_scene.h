// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/axes/color_bar.h"
#include "views/field/contour.h"
#include "views/field/field_options.h"
#include "views/field/field_overlays.h"
#include "views/field/polyline.h"
#include "views/field/streamlines.h"
#include "views/theme.h"

#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QSize>

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// The geometry of a picture of fields in the plane: what to draw, without a widget and without a
/// graphics library, so that the screen and the exporters draw the same.
///
/// All coordinates are in the axes' units. Rectangles are QRectF with top() at the *lowest* y.
namespace scorescope::views {

/// The artifacts of a view by the part they play.
struct FieldData {
    using Artifacts = std::vector<std::shared_ptr<const Artifact>>;
    std::shared_ptr<const Artifact> field;
    std::shared_ptr<const Artifact> optimum;
    std::shared_ptr<const Artifact> heat; ///< the chosen one
    Artifacts points;
    Artifacts tensors;
    Artifacts trajectories;
    Artifacts markers; ///< of every part
    Artifacts paths;
    /// Points brushed in another view, by artifact: they are emphasized.
    std::map<std::string, std::vector<std::size_t>> brushed;

    [[nodiscard]] bool empty() const noexcept;
    /// All artifacts, in drawing order.
    [[nodiscard]] Artifacts all() const;
    friend bool operator==(const FieldData& a, const FieldData& b) {
        return a.all() == b.all() && a.field == b.field && a.heat == b.heat &&
               a.brushed == b.brushed;
    }
};

/// The frame's artifacts in the parts a cast gives them. Whoever has no part is left out.
[[nodiscard]] FieldData fieldData(const ViewSpec& spec, const FieldCast& cast,
                                  const FieldOptions& options, const Frame& frame);

/// Where the data lies: the extent of field, heat map and optimum, or of points and paths when
/// there are none. Null when nothing finite is there; never of zero width or height otherwise.
[[nodiscard]] QRectF dataExtent(const FieldData& data);
/// The parameters that follow what a view shows of it: those of the first part that can be moved.
/// Empty names without one.
[[nodiscard]] RegionParameters regionParameters(const FieldData& data);
/// The region that shows an extent with room for the arrows at its border.
[[nodiscard]] QRectF regionAround(const QRectF& extent);
/// A region with as many digits as a person would give it: a thousandth of its width.
[[nodiscard]] QRectF withFewDigits(const QRectF& region);

/// An arrow as a filled outline: shaft (0, 1, 5, 6 and the neck 1, 5) and head (2, 3, 4).
///
///            2
///   0────────1 ╲
///   tail        3 tip
///   6────────5 ╱
///            4
struct Arrow {
    std::array<QPointF, 7> outline;
    QRgb color = 0;
};

/// Widths and lengths of arrows in shares of the distance between two drawn arrows.
struct ArrowShape {
    double shaftWidth = 0.10;
    double headLength = 0.34;
    double headWidth = 0.32;
};

/// The arrow from `base` along `vector` (any length but 0, finite) that is `length` long. A head
/// longer than 0.6 of the arrow is shrunk, width and all.
[[nodiscard]] Arrow makeArrow(const QPointF& base, const QPointF& vector, double length,
                              double spacing, const ArrowShape& shape, QRgb color);

/// Positions of points, at most one for each cell of a raster of `columns` × `rows` over the
/// region: what differs by less than a cell cannot be told apart on screen or paper. Order is kept.
/// Points that are not finite or lie outside are left out.
[[nodiscard]] std::vector<std::size_t> visiblePoints(const Scatter& points, const QRectF& region,
                                                     std::size_t columns, std::size_t rows);

/// The points of all clouds that can be told apart, coloured by their values or plainly.
struct Dots {
    std::vector<QPointF> at;
    std::vector<QRgb> color; ///< one for each
};
[[nodiscard]] Dots visibleDots(const FieldData& data, const FieldOptions& options,
                               const QRectF& region, const QSize& raster, const Theme& theme);

/// A line of the legend: a coloured square, or a mark.
struct FieldLegendEntry {
    QString text;
    QColor color;
    MarkShape shape = MarkShape::none; ///< none: a square
};

/// Everything else that is drawn, colours included.
struct FieldScene {
    std::vector<Arrow> arrows;
    std::vector<Arrow> optimum;
    std::vector<Polyline> streamlines;
    std::vector<Polyline> contours;
    std::vector<Polyline> ellipses;     ///< tensors
    std::vector<Polyline> trajectories; ///< chains
    std::vector<Polyline> paths;
    std::vector<Disc> discs; ///< ends of chains, rejections, points of paths, brushed points
    std::vector<Disc> dots;  ///< points where they are few: over the arrows, on their own ground
    std::vector<FieldMark> marks; ///< over everything
    QImage heat;                  ///< one pixel per node, row 0 at the top (highest y)
    bool smoothHeat = true;       ///< false: values between nodes mean nothing (categories)
    QRectF heatRect;              ///< what the image covers, half a cell beyond the nodes
    std::vector<QRectF> heatGaps; ///< where values are not finite: drawn hatched
    std::optional<ColorBar> bar;  ///< of the heat map if it is shown, else of the arrows
    std::vector<FieldLegendEntry> legend;
    double spacing = 1.0; ///< between two drawn arrows
    /// What the length of an arrow means where it is not that of its vector, as a sentence and in
    /// few words; empty where it is, and without arrows.
    QString arrowNote;
    QString shortArrowNote;
};

/// Builds the picture. Inputs that are empty, not finite or of the wrong size are skipped.
[[nodiscard]] FieldScene buildFieldScene(const FieldData& data, const FieldOptions& options,
                                         const Theme& theme);

/// Seconds a picture took at each stride (index; 0 is not used), 0 where not yet known.
constexpr std::size_t largestStride = 8;
using PaintTimes = std::array<double, largestStride + 1>;
/// The next stride from measured times. Larger when the picture misses the budget, unless the next
/// larger one is known to save less than a tenth (then it is not the arrows that take the time);
/// smaller when the finer one is foreseen (time ∝ arrows) to stay below 60 % of the budget, so that
/// it does not swing. Pure; in 1 … largestStride.
[[nodiscard]] std::size_t nextStride(std::size_t stride, const PaintTimes& times, double budget);

/// Colour of category i on a theme's ground: muted, all of about one lightness, neighbours
/// distinct.
[[nodiscard]] QColor categoryColor(std::size_t i, const Theme& theme);
/// Colour of points on a theme's ground.
[[nodiscard]] QColor pointColor(const Theme& theme);
/// Colour of the optimum's arrows.
[[nodiscard]] QColor optimumColor(const Theme& theme);

} // namespace scorescope::views
