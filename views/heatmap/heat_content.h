// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/axes/axes_frame.h"
#include "views/axes/axes_look.h"
#include "views/axes/color_bar.h"

#include <QString>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

/// What a heat map shows, where its cells are, and in which colours. Free of widgets; any thread.
namespace scorescope::views {

/// How a person wants a heat map drawn.
struct HeatLook : AxesLook {
    ColorScale colorScale = ColorScale::linear;
    std::optional<ColorLimits> limits; ///< locked; otherwise they follow the values
    bool marks = true;                 ///< what is known of cells besides their values

    /// From the view's options color_scale (linear, log), limits ([low, high]), marks, and those of
    /// AxesLook. Throws InputError for unknown ones and for values that are not allowed.
    [[nodiscard]] static HeatLook fromOptions(const ViewSpec& spec);
};

/// How many cells there are of each kind that a picture marks.
struct CellCounts {
    std::size_t notComputed = 0;
    std::size_t notConverged = 0;
    std::size_t tooFew = 0;
    std::size_t notANumber = 0; ///< measured, and yet no number
    std::size_t clipped = 0;    ///< beyond the limits of the colours
};

/// A cell by its row and column.
struct HeatCell {
    std::size_t row = 0;
    std::size_t column = 0;
    friend bool operator==(const HeatCell& a, const HeatCell& b) noexcept {
        return a.row == b.row && a.column == b.column;
    }
};

/// The heat map of one view in one frame.
struct HeatContent {
    std::shared_ptr<const Artifact> artifact; ///< holds a Heatmap; null: nothing to show
    QString problem;                          ///< why something named is not shown, or empty
    AxesLabels labels;
    ColorBar bar;
    CellCounts counts;
    /// Edges of the columns and rows in the axes' units: one more than there are. Rows with names
    /// lie at y = 0, −1, −2 … (downwards); edges of rows are in the order of the rows.
    std::vector<double> xEdges;
    std::vector<double> yEdges;
    std::optional<double> step; ///< the moment shown, where columns are steps
    std::optional<std::int64_t> selectedRow;
    std::optional<std::int64_t> selectedColumn;

    [[nodiscard]] const Heatmap* heatmap() const;
    [[nodiscard]] float value(const HeatCell& cell) const;
    [[nodiscard]] Heatmap::CellState state(const HeatCell& cell) const;
    /// The cell at a point of the axes, if there is one.
    [[nodiscard]] std::optional<HeatCell> cellAt(double x, double y) const;
};

/// Takes the one heat map out of a frame. What is missing, of another kind or damaged (as many
/// values as cells, positions that increase) is told in `problem`.
[[nodiscard]] HeatContent collectHeat(const ViewSpec& spec, const HeatLook& look,
                                      const Frame& frame, const Theme& theme);
/// Scales, limits and names along the axes; the note counts what is marked.
[[nodiscard]] Axes fitHeat(const HeatContent& content, const HeatLook& look);

} // namespace scorescope::views
