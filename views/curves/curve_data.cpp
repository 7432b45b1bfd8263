// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/curves/curve_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace scorescope::views {
namespace {

/// Limits of axes keep away from the ends of double, so that their differences stay finite.
constexpr double smallest = 1e-300;
constexpr double largest = 1e300;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

std::size_t upperBound(const Series& series, double step) {
    return series.lowerBound(std::nextafter(step, std::numeric_limits<double>::infinity()));
}

/// Collects points, dropping gap markers that say nothing (leading, doubled).
class Line {
public:
    void add(double x, double y) { points_.push_back({x, y}); }
    void gap(double x) {
        if (!points_.empty() && !std::isnan(points_.back().y)) {
            points_.push_back({x, notANumber});
        }
    }
    [[nodiscard]] std::vector<CurvePoint> take() {
        if (!points_.empty() && std::isnan(points_.back().y)) {
            points_.pop_back();
        }
        return std::move(points_);
    }
    void reserve(std::size_t n) { points_.reserve(n); }

private:
    std::vector<CurvePoint> points_;
};

void addPoint(Line& line, const SeriesPoint& point, const AxisScale& yScale) {
    if (yScale.shows(point.value)) {
        line.add(point.step, point.value);
    } else {
        line.gap(point.step);
    }
}

/// A column with something in it that cannot be drawn: read point by point.
void addBrokenColumn(Line& line, const Series& series, std::size_t first, std::size_t last,
                     const AxisScale& yScale) {
    const std::size_t none = last;
    std::size_t low = none;
    std::size_t high = none;
    for (std::size_t i = first; i < last; ++i) {
        const double value = series.at(i).value;
        if (!yScale.shows(value)) {
            continue;
        }
        if (low == none || value < series.at(low).value) {
            low = i;
        }
        if (high == none || value > series.at(high).value) {
            high = i;
        }
    }
    if (low == none) {
        line.gap(series.at(first).step);
        return;
    }
    const std::size_t early = std::min(low, high);
    const std::size_t late = std::max(low, high);
    bool broken = false;
    const auto breakIfHidden = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            if (!yScale.shows(series.at(i).value)) {
                line.gap(series.at(i).step);
                broken = true;
                return;
            }
        }
    };
    breakIfHidden(first, early);
    addPoint(line, series.at(early), yScale);
    if (late != early) {
        breakIfHidden(early + 1, late);
        addPoint(line, series.at(late), yScale);
    }
    breakIfHidden(late + 1, last);
    if (!broken) {
        line.gap(series.at(late).step);
    }
}

void addColumn(Line& line, const Series& series, std::size_t first, std::size_t last,
               const AxisScale& yScale) {
    if (last - first <= 2) {
        for (std::size_t i = first; i < last; ++i) {
            addPoint(line, series.at(i), yScale);
        }
        return;
    }
    const SeriesRange range = series.range(first, last);
    if (range.gap || range.count == 0 || !yScale.shows(range.minimum)) {
        addBrokenColumn(line, series, first, last, yScale);
        return;
    }
    if (range.minimum == range.maximum) {
        line.add(range.firstStep, range.minimum);
        if (range.lastStep > range.firstStep) {
            line.add(range.lastStep, range.maximum);
        }
    } else if (range.minimumStep <= range.maximumStep) {
        line.add(range.minimumStep, range.minimum);
        line.add(range.maximumStep, range.maximum);
    } else {
        line.add(range.maximumStep, range.maximum);
        line.add(range.minimumStep, range.minimum);
    }
}

/// The points of a series that a picture of `x` needs: [begin, end) with one neighbour each side.
struct Stretch {
    std::size_t begin = 0;
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t end = 0;
};

Stretch stretchOf(const Series& series, const AxisScale& xScale, Interval x) {
    Stretch part;
    part.first = series.lowerBound(x.low);
    part.last = std::max(part.first, upperBound(series, x.high));
    part.begin = part.first > 0 ? part.first - 1 : 0;
    part.end = std::min(series.size(), part.last + 1);
    if (xScale.kind == Scale::log) {
        const std::size_t positive = series.lowerBound(std::numeric_limits<double>::denorm_min());
        part.begin = std::max(part.begin, positive);
        part.first = std::max(part.first, positive);
        part.last = std::max(part.last, part.first);
        part.end = std::max(part.end, part.last);
    }
    return part;
}

/// Calls visit(first, last) for the points of each pixel column.
template <typename Visit>
void forColumns(const Series& series, const Stretch& part, const AxisScale& xScale, Interval x,
                std::size_t columns, Visit visit) {
    const double low = xScale.forward(x.low);
    const double width = (xScale.forward(x.high) - low) / static_cast<double>(columns);
    std::size_t from = part.first;
    for (std::size_t c = 0; c < columns && from < part.last; ++c) {
        std::size_t to = part.last;
        if (c + 1 < columns) {
            const double edge = xScale.inverse(low + width * static_cast<double>(c + 1));
            to = std::clamp(series.lowerBound(edge), from, part.last);
        }
        if (to > from) {
            visit(from, to);
            from = to;
        }
    }
}

} // namespace

std::vector<CurvePoint> decimate(const Series& series, const AxisScale& xScale,
                                 const AxisScale& yScale, Interval x, std::size_t columns) {
    Line line;
    const Stretch part = stretchOf(series, xScale, x);
    columns = std::max<std::size_t>(columns, 1);
    if (part.end - part.begin <= 2 * columns) {
        line.reserve(part.end - part.begin);
        for (std::size_t i = part.begin; i < part.end; ++i) {
            addPoint(line, series.at(i), yScale);
        }
        return line.take();
    }
    line.reserve(2 * columns + 4);
    if (part.begin < part.first) {
        addPoint(line, series.at(part.begin), yScale);
    }
    forColumns(series, part, xScale, x, columns, [&](std::size_t first, std::size_t last) {
        addColumn(line, series, first, last, yScale);
    });
    if (part.end > part.last) {
        addPoint(line, series.at(part.last), yScale);
    }
    return line.take();
}

std::vector<CurvePoint> decimatePath(const std::vector<CurvePoint>& path, const AxisScale& xScale,
                                     const AxisScale& yScale, Interval x, std::size_t columns) {
    Line line;
    const double low = xScale.forward(x.low);
    const double width =
        (xScale.forward(x.high) - low) / static_cast<double>(std::max<std::size_t>(columns, 1));
    const auto visible = [&](const CurvePoint& p) {
        return xScale.shows(p.x) && yScale.shows(p.y);
    };
    const auto columnOf = [&](const CurvePoint& p) {
        return std::floor((xScale.forward(p.x) - low) / width);
    };
    std::size_t i = 0;
    while (i < path.size()) {
        if (!visible(path[i])) {
            line.gap(path[i].x);
            ++i;
            continue;
        }
        const double column = columnOf(path[i]);
        std::size_t lowest = i;
        std::size_t highest = i;
        std::size_t end = i + 1;
        for (; end < path.size() && visible(path[end]) && columnOf(path[end]) == column; ++end) {
            lowest = path[end].y < path[lowest].y ? end : lowest;
            highest = path[end].y > path[highest].y ? end : highest;
        }
        std::array<std::size_t, 4> keep{i, std::min(lowest, highest), std::max(lowest, highest),
                                        end - 1};
        for (std::size_t k = 0; k < keep.size(); ++k) {
            if (k == 0 || keep[k] != keep[k - 1]) {
                line.add(path[keep[k]].x, path[keep[k]].y);
            }
        }
        i = end;
    }
    return line.take();
}

std::vector<BandPoint> decimateBand(const Series& low, const Series& high, const AxisScale& xScale,
                                    const AxisScale& yScale, Interval x, std::size_t columns,
                                    double floor) {
    std::vector<BandPoint> band;
    const Series& guide = low.size() <= high.size() ? low : high;
    const std::size_t size = guide.size();
    const Stretch part = stretchOf(guide, xScale, x);
    columns = std::max<std::size_t>(columns, 1);
    const auto add = [&](std::size_t first, std::size_t last) {
        const SeriesRange below = low.range(first, last);
        const SeriesRange above = high.range(first, last);
        const double at = 0.5 * (guide.at(first).step + guide.at(last - 1).step);
        const bool nothing = below.count == 0 || above.count == 0 || !yScale.shows(above.maximum);
        if (nothing) {
            if (!band.empty() && !std::isnan(band.back().low)) {
                band.push_back({at, notANumber, notANumber});
            }
            return;
        }
        band.push_back({at, yScale.shows(below.minimum) ? below.minimum : floor, above.maximum});
    };
    if (part.end - part.begin <= columns) {
        for (std::size_t i = part.begin; i < std::min(part.end, size); ++i) {
            add(i, i + 1);
        }
    } else {
        if (part.begin < part.first) {
            add(part.begin, part.begin + 1);
        }
        forColumns(guide, part, xScale, x, columns, add);
        if (part.end > part.last) {
            add(part.last, part.last + 1);
        }
    }
    if (!band.empty() && std::isnan(band.back().low)) {
        band.pop_back();
    }
    return band;
}

bool continues(const Series& longer, const Series& shorter) {
    if (longer.size() < shorter.size()) {
        return false;
    }
    constexpr std::size_t samples = 16;
    const auto same = [&](std::size_t i) {
        const SeriesPoint a = longer.at(i);
        const SeriesPoint b = shorter.at(i);
        return a.step == b.step &&
               (a.value == b.value || (std::isnan(a.value) && std::isnan(b.value)));
    };
    for (std::size_t k = 0; k < samples && !shorter.empty(); ++k) {
        if (!same((shorter.size() - 1) * (k + 1) / samples)) {
            return false;
        }
    }
    return shorter.empty() || same(0);
}

const Series& SmoothedSeries::update(const Series& raw, double window) {
    if (window != window_ || !continues(raw, raw_)) {
        recorder_.clear();
        raw_ = Series();
        weighted_ = 0.0;
        weight_ = 0.0;
        window_ = window;
    }
    double before = raw_.empty() ? 0.0 : raw_.back().step;
    for (std::size_t i = raw_.size(); i < raw.size(); ++i) {
        const SeriesPoint point = raw.at(i);
        const double decay = i == 0 ? 0.0 : std::exp((before - point.step) / window);
        before = point.step;
        weighted_ *= decay;
        weight_ *= decay;
        if (std::isfinite(point.value)) {
            weighted_ += point.value;
            weight_ += 1.0;
            recorder_.append(point.step, weighted_ / weight_);
        } else {
            recorder_.append(point.step, notANumber);
        }
        ++visited_;
    }
    raw_ = raw;
    look_ = recorder_.look();
    return look_;
}

void ShownRange::include(const ShownRange& other) noexcept {
    hidden += other.hidden;
    if (other.shown == 0) {
        return;
    }
    low = shown == 0 ? other.low : std::min(low, other.low);
    high = shown == 0 ? other.high : std::max(high, other.high);
    shown += other.shown;
}

void ShownRange::include(double value, const AxisScale& scale) noexcept {
    if (scale.shows(value)) {
        low = shown == 0 ? value : std::min(low, value);
        high = shown == 0 ? value : std::max(high, value);
        ++shown;
    } else if (std::isfinite(value)) {
        ++hidden;
    }
}

ShownRange shownRange(const Series& series, std::size_t first, std::size_t last,
                      const AxisScale& scale) {
    ShownRange result;
    last = std::min(last, series.size());
    if (first >= last) {
        return result;
    }
    const auto summary = [](const SeriesRange& range) {
        return ShownRange{range.minimum, range.maximum, range.count, 0};
    };
    const SeriesRange whole = series.range(first, last);
    if (whole.count == 0 || scale.shows(whole.minimum)) {
        return summary(whole);
    }
    // Only groups that hold something hidden are read point by point.
    for (std::size_t i = first; i < last;) {
        const std::size_t end = std::min(last, (i / Series::groupSize + 1) * Series::groupSize);
        const SeriesRange group = series.range(i, end);
        if (group.count == 0 || scale.shows(group.minimum)) {
            result.include(summary(group));
        } else {
            for (std::size_t k = i; k < end; ++k) {
                result.include(series.at(k).value, scale);
            }
        }
        i = end;
    }
    return result;
}

RobustRange robustRange(const Series& series, std::size_t first, std::size_t last,
                        const AxisScale& scale) {
    last = std::min(last, series.size());
    RobustRange result{shownRange(series, first, last, scale), 0};
    constexpr std::size_t enough = 10;
    constexpr double far = 20.0;
    if (scale.kind != Scale::linear || first != 0 || last < enough) {
        return result;
    }
    const std::size_t cut = std::clamp<std::size_t>(last / 100, 1, 5);
    const ShownRange rest = shownRange(series, cut, last, scale);
    const double span = rest.high - rest.low;
    if (rest.shown >= enough - 1 && span > 0.0 &&
        result.range.high - result.range.low > far * span) {
        result.range = rest;
        result.cut = cut;
    }
    return result;
}

} // namespace scorescope::views
