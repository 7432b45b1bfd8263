// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/colormap.h"
#include "views/theme.h"

#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QSize>
#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The geometry of a picture of fields in the plane: what to draw, without a widget and without a
/// graphics library, so that the screen and the exporters draw the same.
///
/// All coordinates are in the axes' units. Rectangles are QRectF with top() at the *lowest* y.
namespace scorescope::views {

enum class ArrowLength {
    trueLength,  ///< from x to x + v: the arrow of r(x) − x ends at r(x)
    logarithmic, ///< from a quarter of a cell to a whole one along the logarithm of the magnitude
    unit,        ///< all the same: directions only
};

/// How a person wants the picture. Written in scenes as
/// {"arrow_length": "true"|"log"|"unit", "color_scale": "log"|"linear", "heat", "streamlines",
/// "optimum", "points": bool, "limits": [low, high]}.
struct FieldOptions {
    ArrowLength arrowLength = ArrowLength::logarithmic;
    ColorScale colorScale = ColorScale::logarithmic;
    bool heat = false;
    bool streamlines = false;
    bool optimum = false;
    bool points = true;
    std::optional<ColorLimits> locked; ///< colour limits; without, they follow the data
    std::size_t stride = 1;            ///< draws every stride-th arrow in both directions

    friend bool operator==(const FieldOptions& a, const FieldOptions& b) noexcept {
        return a.arrowLength == b.arrowLength && a.colorScale == b.colorScale && a.heat == b.heat &&
               a.streamlines == b.streamlines && a.optimum == b.optimum && a.points == b.points &&
               a.locked == b.locked && a.stride == b.stride;
    }
};

/// Reads a view's options. Keys it does not know belong to others and are left alone. Throws
/// InputError with the pointer /views/NAME/options/KEY when a value is not allowed.
[[nodiscard]] FieldOptions fieldOptions(const ViewSpec& spec);
/// The same for any options object; `pointer` is where it stands in its document.
[[nodiscard]] FieldOptions fieldOptions(const nlohmann::ordered_json& options,
                                        const std::string& pointer);
/// The inverse, without stride.
[[nodiscard]] nlohmann::ordered_json toJson(const FieldOptions& options);

/// The artifacts of a view by the part they play: the first vector field is the field, one whose
/// name says "optimal" the optimum, the first scalar field the heat map.
struct FieldData {
    std::shared_ptr<const Artifact> field;
    std::shared_ptr<const Artifact> optimum;
    std::shared_ptr<const Artifact> heat;
    std::vector<std::shared_ptr<const Artifact>> points;
    std::vector<std::shared_ptr<const Artifact>> tensors;
    std::vector<std::shared_ptr<const Artifact>> trajectories;

    [[nodiscard]] bool empty() const noexcept;
    friend bool operator==(const FieldData& a, const FieldData& b) {
        return a.field == b.field && a.optimum == b.optimum && a.heat == b.heat &&
               a.points == b.points && a.tensors == b.tensors && a.trajectories == b.trajectories;
    }
};

[[nodiscard]] FieldData fieldData(const ViewSpec& spec, const Frame& frame);

/// Where the data lies: the extent of field, heat map and optimum, or of points and paths when
/// there are none. Null when nothing finite is there; never of zero width or height otherwise.
[[nodiscard]] QRectF dataExtent(const FieldData& data);
/// The region that shows an extent with room for the arrows at its border.
[[nodiscard]] QRectF regionAround(const QRectF& extent);

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

struct Polyline {
    std::vector<QPointF> points;
    QRgb color = 0;
    bool closed = false;
};

/// Streamlines of a field, interpolated bilinearly and followed with classical Runge–Kutta steps of
/// a third of a cell along the *direction* of the field, both ways from seeds that keep
/// `separation` cells apart; a line ends at the border, at a hole (NaN) or zero of the field, where
/// it meets another line, or where it has closed on itself.
struct StreamlineOptions {
    double separation = 1.6;     ///< cells
    std::size_t maximum = 2000;  ///< lines
    std::size_t maxSteps = 1500; ///< per line and direction
};
[[nodiscard]] std::vector<Polyline> streamlines(const VectorField& field,
                                                const StreamlineOptions& options = {});
/// One line through `seed`, with steps of `step` (axis units), without regard to others.
[[nodiscard]] Polyline streamline(const VectorField& field, const QPointF& seed, double step,
                                  std::size_t maxSteps);
/// The field between its nodes, bilinearly; nothing outside the grid or beside a NaN.
[[nodiscard]] std::optional<QPointF> interpolate(const VectorField& field, const QPointF& at);

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

/// Everything else that is drawn, colours included.
struct FieldScene {
    std::vector<Arrow> arrows;
    std::vector<Arrow> optimum;
    std::vector<Polyline> streamlines;
    std::vector<Polyline> ellipses;     ///< tensors
    std::vector<Polyline> trajectories; ///< chains
    QImage heat;                        ///< one pixel per node, row 0 at the top (highest y)
    QRectF heatRect;                    ///< what the image covers, half a cell beyond the nodes
    std::vector<QRectF> heatGaps;       ///< where values are not finite: drawn hatched
    std::optional<ColorBar> bar;        ///< of the heat map if it is shown, else of the arrows
    double spacing = 1.0;               ///< between two drawn arrows
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

/// Colour of points on a theme's ground.
[[nodiscard]] QColor pointColor(const Theme& theme);
/// Colour of the optimum's arrows.
[[nodiscard]] QColor optimumColor(const Theme& theme);

} // namespace scorescope::views
