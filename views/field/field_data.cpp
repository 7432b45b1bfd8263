// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_data.h"

#include "views/field/grid_shape.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

class ExtentBuilder {
public:
    void add(double x, double y) {
        if (std::isfinite(x) && std::isfinite(y)) {
            xMin_ = std::min(xMin_, x);
            xMax_ = std::max(xMax_, x);
            yMin_ = std::min(yMin_, y);
            yMax_ = std::max(yMax_, y);
        }
    }
    void add(const Grid& grid) {
        if (usable(grid)) {
            add(grid.xMin, grid.yMin);
            add(grid.xMax, grid.yMax);
        }
    }
    [[nodiscard]] bool empty() const { return xMax_ < xMin_; }
    [[nodiscard]] QRectF rect() const {
        if (empty()) {
            return {};
        }
        double w = xMax_ - xMin_;
        double h = yMax_ - yMin_;
        // A line or a single point still needs a region around it.
        const double size = std::max({w, h, 1e-9 * std::max(std::abs(xMin_), std::abs(yMin_))});
        const double least = size > 0.0 ? 1e-3 * size : 1.0;
        const double whole = w <= 0.0 && h <= 0.0 ? 2.0 * std::max(size, least) : size;
        const double cx = 0.5 * xMin_ + 0.5 * xMax_;
        const double cy = 0.5 * yMin_ + 0.5 * yMax_;
        w = w < least ? whole : w;
        h = h < least ? whole : h;
        return {cx - 0.5 * w, cy - 0.5 * h, w, h};
    }

private:
    double xMin_ = std::numeric_limits<double>::infinity();
    double xMax_ = -std::numeric_limits<double>::infinity();
    double yMin_ = std::numeric_limits<double>::infinity();
    double yMax_ = -std::numeric_limits<double>::infinity();
};

} // namespace

const VectorField* usableVectors(const std::shared_ptr<const Artifact>& artifact) {
    const auto* field = artifact ? std::get_if<VectorField>(&artifact->data) : nullptr;
    return field != nullptr && usable(field->grid) && field->u.size() == field->grid.size() &&
                   field->v.size() == field->grid.size()
               ? field
               : nullptr;
}

const ScalarField* usableValues(const std::shared_ptr<const Artifact>& artifact) {
    const auto* field = artifact ? std::get_if<ScalarField>(&artifact->data) : nullptr;
    return field != nullptr && usable(field->grid) && field->values.size() == field->grid.size()
               ? field
               : nullptr;
}

bool FieldData::empty() const noexcept {
    return !field && !optimum && !heat && points.empty() && tensors.empty() &&
           trajectories.empty() && markers.empty() && paths.empty();
}

FieldData::Artifacts FieldData::all() const {
    Artifacts every;
    for (const auto& artifact : {field, optimum, heat}) {
        if (artifact) {
            every.push_back(artifact);
        }
    }
    for (const auto* list : {&points, &tensors, &trajectories, &markers, &paths}) {
        every.insert(every.end(), list->begin(), list->end());
    }
    return every;
}

FieldData fieldData(const ViewSpec& spec, const FieldCast& cast, const FieldOptions& options,
                    const Frame& frame) {
    FieldData data;
    const std::string map = cast.heatMap(options);
    for (const std::string& name : spec.artifacts) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact) {
            continue;
        }
        const ArtifactData& held = artifact->data;
        const FieldPart part = cast.part(name);
        if (std::holds_alternative<VectorField>(held)) {
            if (part == FieldPart::field) {
                data.field = artifact;
            } else if (part == FieldPart::optimum) {
                data.optimum = artifact;
            }
        } else if (std::holds_alternative<ScalarField>(held)) {
            if (name == map) {
                data.heat = artifact;
            }
        } else if (const auto* points = std::get_if<Scatter>(&held)) {
            data.points.push_back(artifact);
            noteSelected(data.selection, frame, points->selects);
        } else if (std::holds_alternative<TensorField>(held)) {
            data.tensors.push_back(artifact);
        } else if (const auto* chains = std::get_if<Trajectory>(&held)) {
            data.trajectories.push_back(artifact);
            noteSelected(data.selection, frame, chains->selects);
        } else if (std::holds_alternative<Markers>(held)) {
            data.markers.push_back(artifact);
        } else if (const auto* lines = std::get_if<Lines>(&held)) {
            data.paths.push_back(artifact);
            noteSelected(data.selection, frame, lines->selects);
        }
    }
    return data;
}

RegionParameters regionParameters(const FieldData& data) {
    for (const auto& artifact : {data.field, data.optimum}) {
        const VectorField* field = usableVectors(artifact);
        if (field != nullptr && field->region.movable()) {
            return field->region;
        }
    }
    const ScalarField* heat = usableValues(data.heat);
    return heat != nullptr && heat->region.movable() ? heat->region : RegionParameters();
}

QRectF dataExtent(const FieldData& data) {
    ExtentBuilder extent;
    for (const auto& artifact : {data.field, data.optimum}) {
        if (const VectorField* field = usableVectors(artifact)) {
            extent.add(field->grid);
        }
    }
    if (const ScalarField* field = usableValues(data.heat)) {
        extent.add(field->grid);
    }
    if (!extent.empty()) {
        return extent.rect();
    }
    const auto addAll = [&extent](const std::vector<float>& x, const std::vector<float>& y) {
        for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
            extent.add(static_cast<double>(x[i]), static_cast<double>(y[i]));
        }
    };
    for (const auto& artifact : data.points) {
        const auto& points = std::get<Scatter>(artifact->data);
        addAll(points.x, points.y);
    }
    for (const auto& artifact : data.tensors) {
        const auto& tensors = std::get<TensorField>(artifact->data);
        addAll(tensors.x, tensors.y);
    }
    for (const auto& artifact : data.trajectories) {
        const auto& path = std::get<Trajectory>(artifact->data);
        for (std::size_t i = 0; path.dimensions >= 2 && i + 1 < path.coordinates.size();
             i += path.dimensions) {
            extent.add(static_cast<double>(path.coordinates[i]),
                       static_cast<double>(path.coordinates[i + 1]));
        }
    }
    for (const auto& artifact : data.markers) {
        for (const Markers::Marker& marker : std::get<Markers>(artifact->data).markers) {
            extent.add(marker.x, marker.y);
        }
    }
    for (const auto& artifact : data.paths) {
        for (const Lines::Line& line : std::get<Lines>(artifact->data).lines) {
            for (std::size_t i = 0; i < std::min(line.x.size(), line.y.size()); ++i) {
                extent.add(line.x[i], line.y[i]);
            }
        }
    }
    return extent.rect();
}

QRectF regionAround(const QRectF& extent) {
    if (extent.isNull()) {
        return {-1.0, -1.0, 2.0, 2.0};
    }
    const double margin = 0.03 * std::max(extent.width(), extent.height());
    return extent.adjusted(-margin, -margin, margin, margin);
}

QRectF withFewDigits(const QRectF& region) {
    const double size = std::min(region.width(), region.height());
    if (!(size > 0.0) || !std::isfinite(size)) {
        return region;
    }
    const int decimals = std::clamp(3 - static_cast<int>(std::floor(std::log10(size))), 0, 15);
    const auto rounded = [decimals](double value) {
        return QString::number(value, 'f', decimals).toDouble();
    };
    return {QPointF(rounded(region.left()), rounded(region.top())),
            QPointF(rounded(region.right()), rounded(region.bottom()))};
}

} // namespace scorescope::views
