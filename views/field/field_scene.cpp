// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_scene.h"

#include "engine/core/error.h"
#include "views/view_options.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace scorescope::views {
namespace {

bool usable(const Grid& grid) {
    return grid.columns > 0 && grid.rows > 0 && std::isfinite(grid.xMin) &&
           std::isfinite(grid.xMax) && std::isfinite(grid.yMin) && std::isfinite(grid.yMax) &&
           std::isfinite(grid.xMax - grid.xMin) && std::isfinite(grid.yMax - grid.yMin) &&
           grid.xMax >= grid.xMin && grid.yMax >= grid.yMin;
}

const VectorField* vectorField(const std::shared_ptr<const Artifact>& artifact) {
    const auto* field = artifact ? std::get_if<VectorField>(&artifact->data) : nullptr;
    return field != nullptr && usable(field->grid) && field->u.size() == field->grid.size() &&
                   field->v.size() == field->grid.size()
               ? field
               : nullptr;
}

const ScalarField* scalarField(const std::shared_ptr<const Artifact>& artifact) {
    const auto* field = artifact ? std::get_if<ScalarField>(&artifact->data) : nullptr;
    return field != nullptr && usable(field->grid) && field->values.size() == field->grid.size()
               ? field
               : nullptr;
}

double cellWidth(const Grid& grid) {
    return grid.columns > 1 ? (grid.xMax - grid.xMin) / static_cast<double>(grid.columns - 1) : 0.0;
}

double cellHeight(const Grid& grid) {
    return grid.rows > 1 ? (grid.yMax - grid.yMin) / static_cast<double>(grid.rows - 1) : 0.0;
}

/// Distance between neighbours; of a grid of one node, a tenth of its region.
double cellSize(const Grid& grid) {
    const double w = cellWidth(grid);
    const double h = cellHeight(grid);
    if (w > 0.0 && h > 0.0) {
        return std::min(w, h);
    }
    if (w > 0.0 || h > 0.0) {
        return std::max(w, h);
    }
    const double extent = std::max(grid.xMax - grid.xMin, grid.yMax - grid.yMin);
    return extent > 0.0 ? 0.1 * extent : 0.1;
}

std::vector<float> magnitudes(const VectorField& field) {
    std::vector<float> values(field.u.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(
            std::hypot(static_cast<double>(field.u[i]), static_cast<double>(field.v[i])));
    }
    return values;
}

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

bool flag(const nlohmann::ordered_json& options, const std::string& pointer, const char* key,
          bool initial) {
    const auto found = options.find(key);
    if (found == options.end()) {
        return initial;
    }
    if (!found->is_boolean()) {
        throw InputError("", pointer + "/" + key, "must be true or false");
    }
    return found->get<bool>();
}

std::string word(const nlohmann::ordered_json& options, const std::string& pointer, const char* key,
                 const std::string& initial, const std::vector<std::string>& allowed) {
    const auto found = options.find(key);
    if (found == options.end()) {
        return initial;
    }
    const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
    if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) {
        return text;
    }
    std::string list;
    for (const std::string& name : allowed) {
        list += (list.empty() ? "'" : ", '") + name + "'";
    }
    throw InputError("", pointer + "/" + key,
                     "is '" + text + "', allowed are " + list + didYouMean(text, allowed));
}

QString quantityText(const Quantity& quantity) {
    const QString label = QString::fromStdString(quantity.label);
    return quantity.unit.empty()
               ? label
               : QStringLiteral("%1 [%2]").arg(label, QString::fromStdString(quantity.unit));
}

/// The quantity of a vector field's magnitude: |v|.
QString magnitudeText(const Artifact& artifact) {
    Quantity quantity = artifact.value;
    if (!quantity.label.empty() && quantity.label.front() != '|') {
        quantity.label = "|" + quantity.label + "|";
    }
    return quantityText(quantity);
}

/// Black or white, whichever reads better on the colour.
QRgb contrasting(QRgb ground) {
    return lightness(ground) > 55.0 ? qRgb(0x10, 0x12, 0x16) : qRgb(0xff, 0xff, 0xff);
}

struct HeatColors {
    const ScalarField* field = nullptr;
    ColorBar bar;

    [[nodiscard]] QRgb at(std::size_t index) const {
        return bar.map.rgb(
            colorFraction(static_cast<double>(field->values[index]), bar.limits, bar.scale));
    }
    /// The colour of the node nearest to a point.
    [[nodiscard]] QRgb near(double x, double y) const {
        const Grid& grid = field->grid;
        const auto index = [](double value, double low, double cell, std::size_t count) {
            const double position = cell > 0.0 ? std::round((value - low) / cell) : 0.0;
            return static_cast<std::size_t>(
                std::clamp(position, 0.0, static_cast<double>(count - 1)));
        };
        return at(index(y, grid.yMin, cellHeight(grid), grid.rows) * grid.columns +
                  index(x, grid.xMin, cellWidth(grid), grid.columns));
    }
};

HeatColors heatColors(const Artifact& artifact, const ScalarField& field,
                      const FieldOptions& options, const Theme& theme) {
    HeatColors heat;
    heat.field = &field;
    heat.bar.title = quantityText(artifact.value);
    // A logarithm has no room for signs.
    heat.bar.scale = field.signedValues ? ColorScale::linear : options.colorScale;
    heat.bar.limits = robustLimits(field.values, heat.bar.scale, field.signedValues);
    if (options.locked && options.locked->valid(heat.bar.scale)) {
        heat.bar.limits = *options.locked;
    }
    heat.bar.map = field.signedValues ? Colormap::diverging() : Colormap::sequentialFor(theme);
    return heat;
}

void buildHeat(FieldScene& scene, const HeatColors& heat) {
    const Grid& grid = heat.field->grid;
    const double size = cellSize(grid);
    const double w = grid.columns > 1 ? cellWidth(grid) : size;
    const double h = grid.rows > 1 ? cellHeight(grid) : size;
    const double x = grid.x(0) - 0.5 * w;
    const double y = grid.y(0) - 0.5 * h;
    scene.heatRect =
        QRectF(x, y, w * static_cast<double>(grid.columns), h * static_cast<double>(grid.rows));
    scene.heat = QImage(static_cast<int>(grid.columns), static_cast<int>(grid.rows),
                        QImage::Format_ARGB32_Premultiplied);
    for (std::size_t row = 0; row < grid.rows; ++row) {
        auto* line =
            reinterpret_cast<QRgb*>(scene.heat.scanLine(static_cast<int>(grid.rows - 1 - row)));
        std::size_t gap = 0; // length of the hole that ends before this column
        for (std::size_t column = 0; column <= grid.columns; ++column) {
            const bool inside = column < grid.columns;
            const QRgb color = inside ? heat.at(row * grid.columns + column) : 0xff000000U;
            if (inside) {
                line[column] = color;
            }
            if (inside && qAlpha(color) == 0) {
                ++gap;
            } else if (gap > 0) {
                scene.heatGaps.emplace_back(x + w * static_cast<double>(column - gap),
                                            y + h * static_cast<double>(row),
                                            w * static_cast<double>(gap), h);
                gap = 0;
            }
        }
    }
}

struct ArrowInput {
    const VectorField* field = nullptr;
    ColorBar bar;                   ///< of the field's own magnitude: sets the colours if …
    ColorLimits lengths;            ///< magnitudes of the shortest and longest logarithmic arrow
    const QRgb* color = nullptr;    ///< … this is null
    const HeatColors* on = nullptr; ///< heat map below, to contrast with; may be null
    ArrowShape shape;
};

std::vector<Arrow> buildArrows(const ArrowInput& input, const FieldOptions& options,
                               double spacing) {
    const VectorField& field = *input.field;
    const Grid& grid = field.grid;
    const std::size_t stride = std::max<std::size_t>(1, options.stride);
    // Thinned arrows are centred in the grid rather than gathered at its lower left corner.
    const std::size_t firstColumn = ((grid.columns - 1) % stride) / 2;
    const std::size_t firstRow = ((grid.rows - 1) % stride) / 2;
    const double longest =
        4.0 * std::hypot(grid.xMax - grid.xMin + spacing, grid.yMax - grid.yMin + spacing);
    std::vector<Arrow> arrows;
    arrows.reserve((grid.columns / stride + 1) * (grid.rows / stride + 1));
    for (std::size_t row = firstRow; row < grid.rows; row += stride) {
        for (std::size_t column = firstColumn; column < grid.columns; column += stride) {
            const std::size_t i = row * grid.columns + column;
            const auto u = static_cast<double>(field.u[i]);
            const auto v = static_cast<double>(field.v[i]);
            const double magnitude = std::hypot(u, v);
            if (!std::isfinite(magnitude) || magnitude <= 0.0) {
                continue;
            }
            const double fraction = colorFraction(magnitude, input.bar.limits, input.bar.scale);
            double length = 0.85 * spacing;
            if (options.arrowLength == ArrowLength::trueLength) {
                length = std::min(magnitude, longest);
            } else if (options.arrowLength == ArrowLength::logarithmic) {
                const double share =
                    colorFraction(magnitude, input.lengths, ColorScale::logarithmic);
                length = (0.35 + 0.60 * share) * spacing;
            }
            const double x = grid.x(column);
            const double y = grid.y(row);
            const QRgb color = input.color != nullptr ? *input.color
                               : input.on != nullptr  ? contrasting(input.on->near(x, y))
                                                      : input.bar.map.rgb(fraction);
            arrows.push_back(makeArrow({x, y}, {u / magnitude, v / magnitude}, length, spacing,
                                       input.shape, color));
        }
    }
    return arrows;
}

/// Lines faintly in `plain`; over a heat map in the colour that reads on it, cut where that
/// changes.
std::vector<Polyline> coloredLines(std::vector<Polyline> lines, const HeatColors* on,
                                   const QColor& plain) {
    const auto faint = [](QColor color) {
        color.setAlphaF(0.55F);
        return color.rgba();
    };
    if (on == nullptr) {
        for (Polyline& line : lines) {
            line.color = faint(plain);
        }
        return lines;
    }
    std::vector<Polyline> pieces;
    for (Polyline& line : lines) {
        if (line.closed && !line.points.empty()) {
            line.points.push_back(line.points.front());
        }
        Polyline piece;
        for (const QPointF& point : line.points) {
            const QRgb color = faint(QColor(contrasting(on->near(point.x(), point.y()))));
            piece.points.push_back(point);
            if (piece.points.size() == 1) {
                piece.color = color;
            } else if (color != piece.color) {
                pieces.push_back(std::exchange(piece, Polyline{{point}, color, false}));
            }
        }
        if (piece.points.size() > 1) {
            pieces.push_back(std::move(piece));
        }
    }
    return pieces;
}

std::vector<Polyline> buildEllipses(const TensorField& tensors, double size, QRgb color) {
    constexpr int corners = 24;
    std::vector<Polyline> ellipses;
    const std::size_t count = std::min({tensors.x.size(), tensors.y.size(), tensors.tensor.size()});
    double largest = 0.0;
    std::vector<std::array<double, 3>> axes(count); // two half axes and the angle of the first
    for (std::size_t i = 0; i < count; ++i) {
        const auto xx = static_cast<double>(tensors.tensor[i][0]);
        const auto xy = static_cast<double>(tensors.tensor[i][1]);
        const auto yy = static_cast<double>(tensors.tensor[i][2]);
        const double mean = 0.5 * xx + 0.5 * yy;
        const double radius = std::hypot(0.5 * xx - 0.5 * yy, xy);
        axes[i] = {std::abs(mean + radius), std::abs(mean - radius),
                   0.5 * std::atan2(2.0 * xy, xx - yy)};
        if (std::isfinite(axes[i][0]) && std::isfinite(axes[i][1])) {
            largest = std::max({largest, axes[i][0], axes[i][1]});
        }
    }
    if (!(largest > 0.0)) {
        return ellipses;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto cx = static_cast<double>(tensors.x[i]);
        const auto cy = static_cast<double>(tensors.y[i]);
        if (!std::isfinite(cx) || !std::isfinite(cy) || !std::isfinite(axes[i][0]) ||
            !std::isfinite(axes[i][1])) {
            continue;
        }
        const double a = size * (axes[i][0] / largest);
        const double b = size * (axes[i][1] / largest);
        const double c = std::cos(axes[i][2]);
        const double s = std::sin(axes[i][2]);
        Polyline ellipse;
        ellipse.closed = true;
        ellipse.color = color;
        for (int k = 0; k < corners; ++k) {
            const double angle = 2.0 * 3.14159265358979323846 * k / corners;
            const double p = a * std::cos(angle);
            const double q = b * std::sin(angle);
            ellipse.points.emplace_back(cx + c * p - s * q, cy + s * p + c * q);
        }
        ellipses.push_back(std::move(ellipse));
    }
    return ellipses;
}

/// A path, broken where a coordinate is not finite.
void appendPath(std::vector<Polyline>& lines, const Trajectory& path, QRgb color) {
    if (path.dimensions < 2) {
        return;
    }
    Polyline line;
    line.color = color;
    const auto finish = [&] {
        if (line.points.size() > 1) {
            lines.push_back(line);
        }
        line.points.clear();
    };
    for (std::size_t i = 0; i + path.dimensions <= path.coordinates.size(); i += path.dimensions) {
        const auto x = static_cast<double>(path.coordinates[i]);
        const auto y = static_cast<double>(path.coordinates[i + 1]);
        if (std::isfinite(x) && std::isfinite(y)) {
            line.points.emplace_back(x, y);
        } else {
            finish();
        }
    }
    finish();
}

std::optional<QPointF> direction(const VectorField& field, const QPointF& at) {
    const std::optional<QPointF> v = interpolate(field, at);
    if (!v) {
        return std::nullopt;
    }
    const double length = std::hypot(v->x(), v->y());
    // Below the float's resolution of its neighbours a direction is only rounding.
    if (!(length > 1e-37)) {
        return std::nullopt;
    }
    return *v / length;
}

/// One classical Runge–Kutta step along the direction of the field; nothing where that is unknown.
std::optional<QPointF> rungeKuttaStep(const VectorField& field, const QPointF& at, double step) {
    const auto k1 = direction(field, at);
    const auto k2 = k1 ? direction(field, at + 0.5 * step * *k1) : std::nullopt;
    const auto k3 = k2 ? direction(field, at + 0.5 * step * *k2) : std::nullopt;
    const auto k4 = k3 ? direction(field, at + step * *k3) : std::nullopt;
    if (!k4) {
        return std::nullopt;
    }
    const QPointF mean = (*k1 + 2.0 * *k2 + 2.0 * *k3 + *k4) / 6.0;
    // At a sink or a seam the four directions cancel: the line has arrived.
    if (std::hypot(mean.x(), mean.y()) < 0.2) {
        return std::nullopt;
    }
    return at + step * mean;
}

/// Which line owns each cell of a raster, so that lines keep their distance.
class Occupancy {
public:
    Occupancy(const Grid& grid, double cell)
        : x_(grid.xMin), y_(grid.yMin), cell_(cell), columns_(count(grid.xMax - grid.xMin)),
          rows_(count(grid.yMax - grid.yMin)), owner_(columns_ * rows_, 0) {}

    [[nodiscard]] std::uint32_t owner(const QPointF& at) const { return owner_[index(at)]; }
    void claim(const QPointF& at, std::uint32_t line) { owner_[index(at)] = line; }
    [[nodiscard]] std::size_t columns() const { return columns_; }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] QPointF centre(std::size_t column, std::size_t row) const {
        return {x_ + (static_cast<double>(column) + 0.5) * cell_,
                y_ + (static_cast<double>(row) + 0.5) * cell_};
    }

private:
    [[nodiscard]] std::size_t count(double extent) const {
        return std::clamp<std::size_t>(static_cast<std::size_t>(extent / cell_) + 1, 1, 1024);
    }
    [[nodiscard]] std::size_t index(const QPointF& at) const {
        const auto clamped = [this](double value, double low, std::size_t n) {
            return static_cast<std::size_t>(
                std::clamp(std::floor((value - low) / cell_), 0.0, static_cast<double>(n - 1)));
        };
        return clamped(at.y(), y_, rows_) * columns_ + clamped(at.x(), x_, columns_);
    }

    double x_;
    double y_;
    double cell_;
    std::size_t columns_;
    std::size_t rows_;
    std::vector<std::uint32_t> owner_;
};

} // namespace

FieldOptions fieldOptions(const ViewSpec& spec) {
    refuseUnknownOptions(spec, {"arrow_length", "color_scale", "heat", "streamlines", "optimum",
                                "points", "limits", "region", "home"});
    return fieldOptions(spec.options, "/views/" + spec.name + "/options");
}

FieldOptions fieldOptions(const nlohmann::ordered_json& options, const std::string& pointer) {
    FieldOptions result;
    if (options.is_null()) {
        return result;
    }
    if (!options.is_object()) {
        throw InputError("", pointer, "must be an object");
    }
    const std::string length =
        word(options, pointer, "arrow_length", "log", {"true", "log", "unit"});
    result.arrowLength = length == "true"   ? ArrowLength::trueLength
                         : length == "unit" ? ArrowLength::unit
                                            : ArrowLength::logarithmic;
    result.colorScale = word(options, pointer, "color_scale", "log", {"log", "linear"}) == "log"
                            ? ColorScale::logarithmic
                            : ColorScale::linear;
    result.heat = flag(options, pointer, "heat", result.heat);
    result.streamlines = flag(options, pointer, "streamlines", result.streamlines);
    result.optimum = flag(options, pointer, "optimum", result.optimum);
    result.points = flag(options, pointer, "points", result.points);
    if (const auto limits = options.find("limits"); limits != options.end() && !limits->is_null()) {
        const bool numbers = limits->is_array() && limits->size() == 2 &&
                             (*limits)[0].is_number() && (*limits)[1].is_number();
        const ColorLimits value =
            numbers ? ColorLimits{(*limits)[0].get<double>(), (*limits)[1].get<double>()}
                    : ColorLimits{0.0, 0.0};
        if (!value.valid(ColorScale::linear)) {
            throw InputError("", pointer + "/limits", "must be two numbers, the lower one first");
        }
        result.locked = value;
    }
    return result;
}

nlohmann::ordered_json toJson(const FieldOptions& options) {
    nlohmann::ordered_json json;
    json["arrow_length"] = options.arrowLength == ArrowLength::trueLength ? "true"
                           : options.arrowLength == ArrowLength::unit     ? "unit"
                                                                          : "log";
    json["color_scale"] = options.colorScale == ColorScale::logarithmic ? "log" : "linear";
    json["heat"] = options.heat;
    json["streamlines"] = options.streamlines;
    json["optimum"] = options.optimum;
    json["points"] = options.points;
    if (options.locked) {
        json["limits"] = {options.locked->low, options.locked->high};
    }
    return json;
}

bool FieldData::empty() const noexcept {
    return !field && !optimum && !heat && points.empty() && tensors.empty() && trajectories.empty();
}

FieldData fieldData(const ViewSpec& spec, const Frame& frame) {
    FieldData data;
    for (const std::string& name : spec.artifacts) {
        const std::shared_ptr<const Artifact> artifact = frame.find(name);
        if (!artifact) {
            continue;
        }
        if (std::holds_alternative<VectorField>(artifact->data)) {
            auto& place = name.find("optimal") == std::string::npos ? data.field : data.optimum;
            if (!place) {
                place = artifact;
            }
        } else if (std::holds_alternative<ScalarField>(artifact->data)) {
            if (!data.heat) {
                data.heat = artifact;
            }
        } else if (std::holds_alternative<Scatter>(artifact->data)) {
            data.points.push_back(artifact);
        } else if (std::holds_alternative<TensorField>(artifact->data)) {
            data.tensors.push_back(artifact);
        } else if (std::holds_alternative<Trajectory>(artifact->data)) {
            data.trajectories.push_back(artifact);
        }
    }
    return data;
}

QRectF dataExtent(const FieldData& data) {
    ExtentBuilder extent;
    for (const auto& artifact : {data.field, data.optimum}) {
        if (const VectorField* field = vectorField(artifact)) {
            extent.add(field->grid);
        }
    }
    if (const ScalarField* field = scalarField(data.heat)) {
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
    return extent.rect();
}

QRectF regionAround(const QRectF& extent) {
    if (extent.isNull()) {
        return {-1.0, -1.0, 2.0, 2.0};
    }
    const double margin = 0.03 * std::max(extent.width(), extent.height());
    return extent.adjusted(-margin, -margin, margin, margin);
}

Arrow makeArrow(const QPointF& base, const QPointF& vector, double length, double spacing,
                const ArrowShape& shape, QRgb color) {
    const double norm = std::hypot(vector.x(), vector.y());
    const QPointF along = vector / norm;
    const QPointF across(-along.y(), along.x());
    const double head = std::min(shape.headLength * spacing, 0.6 * length);
    const double shrink = head / (shape.headLength * spacing);
    const double halfShaft = 0.5 * shape.shaftWidth * spacing * std::max(shrink, 0.5);
    const double halfHead = std::max(0.5 * shape.headWidth * spacing * shrink, halfShaft);
    const QPointF neck = base + (length - head) * along;
    Arrow arrow;
    arrow.color = color;
    arrow.outline = {base + halfShaft * across, neck + halfShaft * across,
                     neck + halfHead * across,  base + length * along,
                     neck - halfHead * across,  neck - halfShaft * across,
                     base - halfShaft * across};
    return arrow;
}

std::optional<QPointF> interpolate(const VectorField& field, const QPointF& at) {
    const Grid& grid = field.grid;
    const double w = cellWidth(grid);
    const double h = cellHeight(grid);
    if (!(w > 0.0) || !(h > 0.0)) {
        return std::nullopt;
    }
    const double i = (at.x() - grid.xMin) / w;
    const double j = (at.y() - grid.yMin) / h;
    if (!(i >= 0.0) || !(j >= 0.0) || i > static_cast<double>(grid.columns - 1) ||
        j > static_cast<double>(grid.rows - 1)) {
        return std::nullopt;
    }
    const std::size_t column = std::min(static_cast<std::size_t>(i), grid.columns - 2);
    const std::size_t row = std::min(static_cast<std::size_t>(j), grid.rows - 2);
    const double s = i - static_cast<double>(column);
    const double t = j - static_cast<double>(row);
    const std::size_t k = row * grid.columns + column;
    const auto mix = [&](const std::vector<float>& values) {
        const double low =
            (1.0 - s) * static_cast<double>(values[k]) + s * static_cast<double>(values[k + 1]);
        const double high = (1.0 - s) * static_cast<double>(values[k + grid.columns]) +
                            s * static_cast<double>(values[k + grid.columns + 1]);
        return (1.0 - t) * low + t * high;
    };
    const QPointF value(mix(field.u), mix(field.v));
    if (!std::isfinite(value.x()) || !std::isfinite(value.y())) {
        return std::nullopt;
    }
    return value;
}

Polyline streamline(const VectorField& field, const QPointF& seed, double step,
                    std::size_t maxSteps) {
    Polyline line;
    line.points.push_back(seed);
    QPointF at = seed;
    for (std::size_t i = 0; i < maxSteps; ++i) {
        const std::optional<QPointF> next = rungeKuttaStep(field, at, step);
        if (!next) {
            break;
        }
        at = *next;
        line.points.push_back(at);
    }
    return line;
}

std::vector<Polyline> streamlines(const VectorField& field, const StreamlineOptions& options) {
    std::vector<Polyline> lines;
    const Grid& grid = field.grid;
    if (!usable(grid) || grid.columns < 2 || grid.rows < 2 || field.u.size() != grid.size() ||
        field.v.size() != grid.size() || !(cellSize(grid) > 0.0)) {
        return lines;
    }
    // Never more cells than can be told apart, however fine the field is.
    const double extent = std::max(grid.xMax - grid.xMin, grid.yMax - grid.yMin);
    const double separation = std::max(options.separation * cellSize(grid), extent / 48.0);
    const double step = std::min(cellSize(grid), separation) / 3.0;
    // Half the separation: a line may come closer than a seed may start.
    Occupancy seeds(grid, separation);
    Occupancy owners(grid, 0.5 * separation);

    const auto follow = [&](const QPointF& seed, double signedStep, std::uint32_t id) {
        std::vector<QPointF> points;
        QPointF at = seed;
        double travelled = 0.0;
        for (std::size_t i = 0; i < options.maxSteps; ++i) {
            const std::optional<QPointF> next = rungeKuttaStep(field, at, signedStep);
            if (!next || !interpolate(field, *next)) {
                break;
            }
            const std::uint32_t owner = owners.owner(*next);
            if (owner != 0 && owner != id) {
                break;
            }
            owners.claim(*next, id);
            seeds.claim(*next, id);
            points.push_back(*next);
            at = *next;
            travelled += step;
            const QPointF back = at - seed;
            if (travelled > 3.0 * separation && std::hypot(back.x(), back.y()) < step) {
                points.push_back(seed);
                break;
            }
        }
        return points;
    };

    std::uint32_t id = 0;
    for (std::size_t row = 0; row < seeds.rows(); ++row) {
        for (std::size_t column = 0; column < seeds.columns(); ++column) {
            const QPointF seed = seeds.centre(column, row);
            if (lines.size() >= options.maximum || seeds.owner(seed) != 0 ||
                owners.owner(seed) != 0 || !direction(field, seed)) {
                continue;
            }
            ++id;
            owners.claim(seed, id);
            seeds.claim(seed, id);
            Polyline line;
            std::vector<QPointF> forward = follow(seed, step, id);
            const bool closed = !forward.empty() && forward.back() == seed;
            if (!closed) {
                const std::vector<QPointF> backward = follow(seed, -step, id);
                line.points.assign(backward.rbegin(), backward.rend());
            }
            line.points.push_back(seed);
            line.points.insert(line.points.end(), forward.begin(), forward.end());
            // Stubs are clutter.
            if (static_cast<double>(line.points.size()) * step > 0.75 * separation) {
                lines.push_back(std::move(line));
            }
        }
    }
    return lines;
}

std::vector<std::size_t> visiblePoints(const Scatter& points, const QRectF& region,
                                       std::size_t columns, std::size_t rows) {
    std::vector<std::size_t> kept;
    if (columns == 0 || rows == 0 || !(region.width() > 0.0) || !(region.height() > 0.0)) {
        return kept;
    }
    std::vector<bool> taken(columns * rows, false);
    const double sx = static_cast<double>(columns) / region.width();
    const double sy = static_cast<double>(rows) / region.height();
    const std::size_t count = std::min(points.x.size(), points.y.size());
    for (std::size_t i = 0; i < count; ++i) {
        const double column = (static_cast<double>(points.x[i]) - region.left()) * sx;
        const double row = (static_cast<double>(points.y[i]) - region.top()) * sy;
        // Written so that NaN fails.
        if (!(column >= 0.0 && row >= 0.0 && column < static_cast<double>(columns) &&
              row < static_cast<double>(rows))) {
            continue;
        }
        const std::size_t cell =
            static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column);
        if (!taken[cell]) {
            taken[cell] = true;
            kept.push_back(i);
        }
    }
    return kept;
}

Dots visibleDots(const FieldData& data, const FieldOptions& options, const QRectF& region,
                 const QSize& raster, const Theme& theme) {
    Dots dots;
    if (!options.points || raster.isEmpty()) {
        return dots;
    }
    const Colormap map = theme.dark ? Colormap::cividis().part(0.2, 1.0)
                                    : Colormap::cividis().part(0.0, 0.85).reversed();
    for (const auto& artifact : data.points) {
        const auto& points = std::get<Scatter>(artifact->data);
        const bool valued = !points.value.empty() && points.value.size() == points.x.size();
        const ColorLimits limits =
            valued ? robustLimits(points.value, ColorScale::linear, false) : ColorLimits{};
        for (const std::size_t i :
             visiblePoints(points, region, static_cast<std::size_t>(raster.width()),
                           static_cast<std::size_t>(raster.height()))) {
            const QRgb color = valued ? map.rgb(colorFraction(static_cast<double>(points.value[i]),
                                                              limits, ColorScale::linear))
                                      : pointColor(theme).rgba();
            if (qAlpha(color) != 0) {
                dots.at.emplace_back(static_cast<double>(points.x[i]),
                                     static_cast<double>(points.y[i]));
                dots.color.push_back(color);
            }
        }
    }
    return dots;
}

FieldScene buildFieldScene(const FieldData& data, const FieldOptions& options, const Theme& theme) {
    FieldScene scene;
    const VectorField* field = vectorField(data.field);
    const VectorField* optimum = vectorField(data.optimum);
    const ScalarField* scalar = scalarField(data.heat);

    std::optional<HeatColors> heat;
    if (options.heat && scalar != nullptr) {
        heat = heatColors(*data.heat, *scalar, options, theme);
        buildHeat(scene, *heat);
        scene.bar = heat->bar;
    }

    const VectorField* measure = field != nullptr ? field : optimum;
    if (measure != nullptr) {
        ColorBar bar;
        bar.title = magnitudeText(field != nullptr ? *data.field : *data.optimum);
        bar.scale = options.colorScale;
        const std::vector<float> sizes = magnitudes(*measure);
        const bool locked = !scene.bar && options.locked && options.locked->valid(bar.scale);
        bar.limits = locked ? *options.locked : robustLimits(sizes, bar.scale, false);
        const ColorLimits lengths = locked && bar.limits.low > 0.0
                                        ? bar.limits
                                        : robustLimits(sizes, ColorScale::logarithmic, false);
        bar.map = Colormap::sequentialFor(theme);
        const auto stride = static_cast<double>(std::max<std::size_t>(1, options.stride));
        scene.spacing = cellSize(measure->grid) * stride;
        if (field != nullptr) {
            scene.arrows =
                buildArrows({field, bar, lengths, nullptr, heat ? &*heat : nullptr, ArrowShape{}},
                            options, scene.spacing);
        }
        if (options.optimum && optimum != nullptr) {
            const QRgb color = optimumColor(theme).rgba();
            constexpr ArrowShape thin{0.05, 0.26, 0.20};
            scene.optimum = buildArrows({optimum, bar, lengths, &color, nullptr, thin}, options,
                                        cellSize(optimum->grid) * stride);
        }
        if (!scene.bar) {
            scene.bar = bar;
        }
        if (options.streamlines && field != nullptr) {
            scene.streamlines =
                coloredLines(streamlines(*field), heat ? &*heat : nullptr, theme.text);
        }
    } else if (!data.tensors.empty()) {
        const QRectF extent = dataExtent(data);
        scene.spacing = 0.03 * std::max(extent.width(), extent.height());
    }
    for (const auto& artifact : data.tensors) {
        auto ellipses = buildEllipses(std::get<TensorField>(artifact->data), 0.5 * scene.spacing,
                                      theme.text.rgba());
        scene.ellipses.insert(scene.ellipses.end(), ellipses.begin(), ellipses.end());
    }
    std::size_t chain = 1;
    for (const auto& artifact : data.trajectories) {
        appendPath(scene.trajectories, std::get<Trajectory>(artifact->data),
                   theme.seriesColor(chain++).rgba());
    }
    return scene;
}

std::size_t nextStride(std::size_t stride, const PaintTimes& times, double budget) {
    const std::size_t now = std::clamp<std::size_t>(stride, 1, largestStride);
    const double seconds = times[now];
    if (!(seconds > 0.0) || !(budget > 0.0)) {
        return now;
    }
    constexpr double worthwhile = 0.9;
    if (seconds > budget) {
        if (now > 1 && times[now - 1] > 0.0 && seconds > worthwhile * times[now - 1]) {
            return now - 1;
        }
        const bool useless = now == largestStride || times[now + 1] > worthwhile * seconds;
        return useless ? now : now + 1;
    }
    if (now > 1) {
        const double ratio = static_cast<double>(now) / static_cast<double>(now - 1);
        if (seconds * ratio * ratio < 0.6 * budget) {
            return now - 1;
        }
    }
    return now;
}

QColor pointColor(const Theme& theme) {
    return theme.accent;
}

QColor optimumColor(const Theme& theme) {
    return theme.seriesColor(1);
}

} // namespace scorescope::views
