// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/series.h"
#include "views/axes/scale.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// The arithmetic of curves: thinning for drawing, smoothing and ranges. Pure functions and
/// value types, no widget and no painter; usable from any thread.
namespace scorescope::views {

/// A point of a curve as it is drawn, in the axes' units; y = NaN breaks the line.
struct CurvePoint {
    double x = 0.0;
    double y = 0.0;
};

/// A stretch of a band as it is drawn; low = high = NaN breaks it.
struct BandPoint {
    double x = 0.0;
    double low = 0.0;
    double high = 0.0;
};

/// A series thinned for drawing into `columns` pixel columns over `x`: at most two points a column
/// (its minimum and its maximum, in the order of their steps), so that every peak stays, plus one
/// point on each side of the range so that the line reaches the edges. Gaps (NaN values, and values
/// ≤ 0 on a log axis) break the line at least once in the column they fall into. At most
/// 4 · columns + 4 points come back, gap markers included.
[[nodiscard]] std::vector<CurvePoint> decimate(const Series& series, const AxisScale& xScale,
                                               const AxisScale& yScale, Interval x,
                                               std::size_t columns);
/// The same for a path whose x may turn back: runs of points inside one column are reduced to
/// first, minimum, maximum and last.
[[nodiscard]] std::vector<CurvePoint> decimatePath(const std::vector<CurvePoint>& path,
                                                   const AxisScale& xScale, const AxisScale& yScale,
                                                   Interval x, std::size_t columns);
/// The envelope of a band: per column the smallest `low` and the largest `high`. The shorter of
/// both series counts. On a log axis a lower edge ≤ 0 becomes `floor`: the band does reach below
/// the picture there.
[[nodiscard]] std::vector<BandPoint> decimateBand(const Series& low, const Series& high,
                                                  const AxisScale& xScale, const AxisScale& yScale,
                                                  Interval x, std::size_t columns, double floor);

/// Exponential moving average over the whole series, without the bias towards the first value:
/// at step t it is Σ exp(−(t − sᵢ)/window) vᵢ / Σ exp(−(t − sᵢ)/window) over all finite vᵢ with
/// sᵢ ≤ t. Where the series has a NaN the average has one too. Keeps what it has computed: when the
/// series only grew, only the new points are visited.
class SmoothedSeries {
public:
    /// \param window time constant in steps, > 0. \returns a look with as many points as `raw`.
    const Series& update(const Series& raw, double window);
    /// Points visited since construction (tests).
    [[nodiscard]] std::size_t visited() const noexcept { return visited_; }

private:
    Series raw_;
    Series look_;
    SeriesRecorder recorder_;
    double window_ = 0.0;
    double weighted_ = 0.0;
    double weight_ = 0.0;
    std::size_t visited_ = 0;
};

/// Whether `longer` begins with the points of `shorter`, judged by their ends and samples between.
[[nodiscard]] bool continues(const Series& longer, const Series& shorter);

/// Extremes of the values that an axis can show in points [first, last).
struct ShownRange {
    double low = 0.0;
    double high = 0.0;
    std::size_t shown = 0;
    std::size_t hidden = 0; ///< finite values without a place on the axis
    void include(const ShownRange& other) noexcept;
    void include(double value, const AxisScale& scale) noexcept;
};
[[nodiscard]] ShownRange shownRange(const Series& series, std::size_t first, std::size_t last,
                                    const AxisScale& scale);
/// The same on a linear axis, without the very first values when they alone would flatten the rest
/// (a start more than 20 times as far away as everything else spans). `cut` tells how many points
/// were set aside.
struct RobustRange {
    ShownRange range;
    std::size_t cut = 0;
};
[[nodiscard]] RobustRange robustRange(const Series& series, std::size_t first, std::size_t last,
                                      const AxisScale& scale);

} // namespace scorescope::views
