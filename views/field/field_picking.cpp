// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_picking.h"

#include "views/axes/clipping.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace scorescope::views {
namespace {

/// Offers places one by one and keeps what is nearest.
class Picker {
public:
    Picker(const QTransform& toPicture, const QPointF& at, double reach)
        : toPicture_(toPicture), at_(at), best_(reach) {}

    /// One part: a polyline that NaN breaks, or a single point.
    template <typename Place>
    void offer(const SelectionParameter& parameter, std::size_t index, std::size_t begin,
               std::size_t end, Place place) {
        QPolygonF piece;
        const auto finish = [&] {
            const double distance = distanceTo(piece, at_);
            if (distance <= best_) {
                best_ = distance;
                found_ = FieldItem{parameter, static_cast<std::int64_t>(index)};
            }
            piece.clear();
        };
        for (std::size_t i = begin; i < end; ++i) {
            const QPointF point = place(i);
            if (std::isfinite(point.x()) && std::isfinite(point.y())) {
                piece << toPicture_.map(point);
            } else {
                finish();
            }
        }
        finish();
    }
    [[nodiscard]] const std::optional<FieldItem>& found() const { return found_; }

private:
    const QTransform& toPicture_;
    QPointF at_;
    double best_;
    std::optional<FieldItem> found_;
};

template <typename Kind> bool anySelects(const FieldData::Artifacts& artifacts) {
    return std::any_of(artifacts.begin(), artifacts.end(), [](const auto& artifact) {
        return !std::get<Kind>(artifact->data).selects.empty();
    });
}

void offerChains(Picker& picker, const Trajectory& path) {
    const std::size_t d = path.dimensions;
    if (d < 2 || path.selects.empty()) {
        return;
    }
    const std::size_t count = path.coordinates.size() / d;
    const std::vector<std::size_t> starts =
        path.starts.empty() ? std::vector<std::size_t>{0} : path.starts;
    for (std::size_t c = 0; c < starts.size(); ++c) {
        const std::size_t end = c + 1 < starts.size() ? std::min(starts[c + 1], count) : count;
        picker.offer(path.selects, c, std::min(starts[c], end), end, [&](std::size_t i) {
            return QPointF(static_cast<double>(path.coordinates[i * d]),
                           static_cast<double>(path.coordinates[i * d + 1]));
        });
    }
}

} // namespace

bool selectable(const FieldData& data, const FieldOptions& options) {
    return (options.chains && anySelects<Trajectory>(data.trajectories)) ||
           (options.paths && anySelects<Lines>(data.paths)) ||
           (options.points && anySelects<Scatter>(data.points));
}

std::optional<FieldItem> itemNear(const FieldData& data, const FieldOptions& options,
                                  const QTransform& toPicture, const QPointF& at, double reach) {
    Picker picker(toPicture, at, reach);
    if (options.points) {
        for (const auto& artifact : data.points) {
            const auto& points = std::get<Scatter>(artifact->data);
            const std::size_t count = std::min(points.x.size(), points.y.size());
            for (std::size_t i = 0; i < count && !points.selects.empty(); ++i) {
                picker.offer(points.selects, i, i, i + 1, [&](std::size_t k) {
                    return QPointF(static_cast<double>(points.x[k]),
                                   static_cast<double>(points.y[k]));
                });
            }
        }
    }
    if (options.paths) {
        for (const auto& artifact : data.paths) {
            const auto& lines = std::get<Lines>(artifact->data);
            for (std::size_t i = 0; i < lines.lines.size() && !lines.selects.empty(); ++i) {
                const Lines::Line& line = lines.lines[i];
                picker.offer(lines.selects, i, 0, std::min(line.x.size(), line.y.size()),
                             [&](std::size_t k) { return QPointF(line.x[k], line.y[k]); });
            }
        }
    }
    if (options.chains) {
        for (const auto& artifact : data.trajectories) {
            offerChains(picker, std::get<Trajectory>(artifact->data));
        }
    }
    return picker.found();
}

} // namespace scorescope::views
