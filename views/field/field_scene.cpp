// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_scene.h"

#include "views/axes/color_bar.h"
#include "views/drawn_range.h"
#include "views/field/grid_shape.h"
#include "views/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <utility>

namespace scorescope::views {
namespace {

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
    QRgb ground = 0;
    std::vector<QRgb> categories; ///< not empty: the colour of each index

    [[nodiscard]] QRgb at(std::size_t index) const {
        if (!categories.empty()) {
            const float value = std::round(field->values[index]);
            // Written so that NaN is none of them.
            return value >= 0.0F && value < static_cast<float>(categories.size())
                       ? categories[static_cast<std::size_t>(value)]
                       : qRgba(0, 0, 0, 0);
        }
        return bar.map.rgb(
            colorFraction(static_cast<double>(field->values[index]), bar.limits, bar.scale));
    }
    /// The colour of the node nearest to a point, or the ground's where it has none.
    [[nodiscard]] QRgb near(double x, double y) const {
        const Grid& grid = field->grid;
        const auto index = [](double value, double low, double cell, std::size_t count) {
            const double position = cell > 0.0 ? std::round((value - low) / cell) : 0.0;
            return static_cast<std::size_t>(
                std::clamp(position, 0.0, static_cast<double>(count - 1)));
        };
        const QRgb color = at(index(y, grid.yMin, cellHeight(grid), grid.rows) * grid.columns +
                              index(x, grid.xMin, cellWidth(grid), grid.columns));
        return qAlpha(color) == 0 ? ground : color;
    }
};

HeatColors heatColors(const Artifact& artifact, const ScalarField& field,
                      const FieldOptions& options, const Theme& theme) {
    HeatColors heat;
    heat.field = &field;
    heat.ground = theme.ground.rgba();
    for (std::size_t i = 0; i < field.categories.size(); ++i) {
        heat.categories.push_back(categoryColor(i, theme).rgba());
    }
    heat.bar.title = quantityText(artifact.value);
    // A logarithm has no room for signs.
    heat.bar.scale = field.signedValues ? ColorScale::linear : options.colorScale;
    const std::optional<ColorLimits> range = drawnRange(field);
    heat.bar.limits = range && range->valid(heat.bar.scale)
                          ? *range
                          : robustLimits(field.values, heat.bar.scale, field.signedValues);
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
    scene.smoothHeat = heat.categories.empty();
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
                gap += heat.categories.empty() ? 1U : 0U; // no category is an answer, not a hole
            } else if (gap > 0) {
                scene.heatGaps.emplace_back(x + w * static_cast<double>(column - gap),
                                            y + h * static_cast<double>(row),
                                            w * static_cast<double>(gap), h);
                gap = 0;
            }
        }
    }
}

/// Lengths of logarithmic arrows and of unit ones, in cells of the grid.
constexpr double shortestArrow = 0.35;
constexpr double longestArrow = 0.95;
constexpr double unitArrow = 0.85;

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
            double length = unitArrow * spacing;
            if (options.arrowLength == ArrowLength::trueLength) {
                length = std::min(magnitude, longest);
            } else if (options.arrowLength == ArrowLength::logarithmic) {
                const double share =
                    colorFraction(magnitude, input.lengths, ColorScale::logarithmic);
                length = (shortestArrow + (longestArrow - shortestArrow) * share) * spacing;
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

/// Lines faintly in `plain`, or in their own colours without it; over a heat map in the colour that
/// reads on it, cut where that changes.
std::vector<Polyline> coloredLines(std::vector<Polyline> lines, const HeatColors* on,
                                   const std::optional<QColor>& plain) {
    const auto faint = [](QColor color) {
        color.setAlphaF(0.55F);
        return color.rgba();
    };
    if (on == nullptr) {
        for (Polyline& line : lines) {
            line.color = plain ? faint(*plain) : line.color;
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

} // namespace

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
        } else if (std::holds_alternative<Scatter>(held)) {
            data.points.push_back(artifact);
        } else if (std::holds_alternative<TensorField>(held)) {
            data.tensors.push_back(artifact);
        } else if (std::holds_alternative<Trajectory>(held)) {
            data.trajectories.push_back(artifact);
        } else if (std::holds_alternative<Markers>(held)) {
            data.markers.push_back(artifact);
        } else if (std::holds_alternative<Lines>(held)) {
            data.paths.push_back(artifact);
        }
    }
    return data;
}

RegionParameters regionParameters(const FieldData& data) {
    for (const auto& artifact : {data.field, data.optimum}) {
        const VectorField* field = vectorField(artifact);
        if (field != nullptr && field->region.movable()) {
            return field->region;
        }
    }
    const ScalarField* heat = scalarField(data.heat);
    return heat != nullptr && heat->region.movable() ? heat->region : RegionParameters();
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
    std::size_t cloud = 0;
    for (const auto& artifact : data.points) {
        const auto& points = std::get<Scatter>(artifact->data);
        // The second cloud (samples beside data) and later ones take the series' colours.
        const QColor own = cloud == 0 ? pointColor(theme) : theme.seriesColor(cloud);
        ++cloud;
        const bool brushed = data.brushed.count(artifact->name) != 0;
        const QRgb plain = brushed ? theme.dim.rgba() : own.rgba();
        const bool valued =
            !brushed && !points.value.empty() && points.value.size() == points.x.size();
        const ColorLimits limits =
            valued ? robustLimits(points.value, ColorScale::linear, false) : ColorLimits{};
        for (const std::size_t i :
             visiblePoints(points, region, static_cast<std::size_t>(raster.width()),
                           static_cast<std::size_t>(raster.height()))) {
            const QRgb color = valued ? map.rgb(colorFraction(static_cast<double>(points.value[i]),
                                                              limits, ColorScale::linear))
                                      : plain;
            if (qAlpha(color) != 0) {
                dots.at.emplace_back(static_cast<double>(points.x[i]),
                                     static_cast<double>(points.y[i]));
                dots.color.push_back(color);
            }
        }
    }
    return dots;
}

namespace {

/// More categories than this are counted in the legend rather than listed.
constexpr std::size_t mostCategories = 8;

/// What stands for the names of many categories: how many, and how many carry a remark in
/// parentheses, as in "29 basins, 7 spurious".
QString categoriesText(const Artifact& artifact, const ScalarField& field) {
    std::map<std::string, std::size_t> remarks;
    for (const std::string& name : field.categories) {
        const std::size_t open = name.rfind(" (");
        if (open != std::string::npos && name.back() == ')') {
            ++remarks[name.substr(open + 2, name.size() - open - 3)];
        }
    }
    const std::string noun = artifact.value.label.empty() ? "region" : artifact.value.label;
    QString text =
        QStringLiteral("%1 %2s").arg(field.categories.size()).arg(QString::fromStdString(noun));
    for (const auto& [remark, count] : remarks) {
        text += QStringLiteral(", %1 %2").arg(count).arg(QString::fromStdString(remark));
    }
    return text;
}

/// The chosen scalar field as coloured ground, as contours, or as both.
std::optional<HeatColors> addHeat(FieldScene& scene, const FieldData& data,
                                  const FieldOptions& options, const Theme& theme) {
    const ScalarField* scalar = scalarField(data.heat);
    if (scalar == nullptr || !(options.heat || options.contours)) {
        return std::nullopt;
    }
    const HeatColors heat = heatColors(*data.heat, *scalar, options, theme);
    const bool names = !scalar->categories.empty();
    if (options.heat) {
        buildHeat(scene, heat);
        if (scalar->categories.size() > mostCategories) {
            scene.legend.push_back({categoriesText(*data.heat, *scalar), QColor()});
        } else if (names) {
            for (std::size_t i = 0; i < scalar->categories.size(); ++i) {
                scene.legend.push_back({QString::fromStdString(scalar->categories[i]),
                                        QColor::fromRgba(heat.categories[i])});
            }
        } else {
            scene.bar = heat.bar;
        }
    }
    if (options.contours && !names) {
        std::vector<Polyline> lines;
        for (const double level : contourLevels(heat.bar.limits, heat.bar.scale)) {
            std::vector<Polyline> each = contour(*scalar, level);
            std::move(each.begin(), each.end(), std::back_inserter(lines));
        }
        scene.contours = coloredLines(std::move(lines), options.heat ? &heat : nullptr, theme.dim);
    }
    return options.heat ? std::optional<HeatColors>(heat) : std::nullopt;
}

/// Says what the lengths of arrows mean. `quantity`: what is drawn.
void explainArrows(FieldScene& scene, ArrowLength kind, const QString& quantity,
                   const ColorLimits& lengths) {
    const auto tr = [](const char* text) {
        return QCoreApplication::translate("FieldScene", text);
    };
    if (kind == ArrowLength::unit) {
        scene.arrowNote = tr(QT_TRANSLATE_NOOP("FieldScene", "All arrows have the same length"));
        scene.shortArrowNote = tr(QT_TRANSLATE_NOOP("FieldScene", "directions only"));
    } else if (kind == ArrowLength::logarithmic) {
        scene.arrowNote =
            tr(QT_TRANSLATE_NOOP("FieldScene", "Arrow length linear in log %1: %2 of their "
                                               "spacing at %4, %3 at %5"))
                .arg(quantity, numberText(shortestArrow), numberText(longestArrow),
                     numberText(lengths.low, 2), numberText(lengths.high, 2));
        scene.shortArrowNote =
            tr(QT_TRANSLATE_NOOP("FieldScene", "arrow length ~ log %1")).arg(quantity);
    }
}

void addArrows(FieldScene& scene, const FieldData& data, const FieldOptions& options,
               const HeatColors* heat, const Theme& theme) {
    const VectorField* field = vectorField(data.field);
    const VectorField* optimum = vectorField(data.optimum);
    const VectorField* measure = field != nullptr ? field : optimum;
    if (measure == nullptr) {
        return;
    }
    ColorBar bar;
    bar.title = magnitudeText(field != nullptr ? *data.field : *data.optimum);
    bar.scale = options.colorScale;
    const std::vector<float> sizes = magnitudes(*measure);
    const bool locked = heat == nullptr && options.locked && options.locked->valid(bar.scale);
    bar.limits = locked ? *options.locked : robustLimits(sizes, bar.scale, false);
    const ColorLimits lengths = locked && bar.limits.low > 0.0
                                    ? bar.limits
                                    : robustLimits(sizes, ColorScale::logarithmic, false);
    bar.map = Colormap::sequentialFor(theme);
    const auto stride = static_cast<double>(std::max<std::size_t>(1, options.stride));
    scene.spacing = cellSize(measure->grid) * stride;
    if (field != nullptr) {
        scene.arrows =
            buildArrows({field, bar, lengths, nullptr, heat, ArrowShape{}}, options, scene.spacing);
    }
    if (options.optimum && optimum != nullptr) {
        const QRgb color = optimumColor(theme).rgba();
        constexpr ArrowShape thin{0.05, 0.26, 0.20};
        scene.optimum = buildArrows({optimum, bar, lengths, &color, nullptr, thin}, options,
                                    cellSize(optimum->grid) * stride);
    }
    if (!scene.arrows.empty() || !scene.optimum.empty()) {
        explainArrows(scene, options.arrowLength, bar.title, lengths);
    }
    if (heat == nullptr) {
        scene.bar = bar; // over a heat map the arrows are plain
    }
    if (options.streamlines && field != nullptr) {
        scene.streamlines = coloredLines(streamlines(*field), heat, theme.text);
    }
}

bool isFixedPoint(MarkShape shape) {
    return shape == MarkShape::attractor || shape == MarkShape::spuriousAttractor ||
           shape == MarkShape::saddle || shape == MarkShape::source;
}

bool isOfChain(MarkShape shape) {
    return shape == MarkShape::current || shape == MarkShape::accepted ||
           shape == MarkShape::rejected;
}

void addMarks(FieldScene& scene, const FieldData& data, const FieldOptions& options,
              const Theme& theme) {
    std::vector<MarkShape> explained;
    for (const auto& artifact : data.markers) {
        for (FieldMark& mark : buildMarks(*artifact, theme)) {
            if ((isFixedPoint(mark.shape) && !options.fixedPoints) ||
                (isOfChain(mark.shape) && !options.chains)) {
                continue;
            }
            const bool known =
                std::find(explained.begin(), explained.end(), mark.shape) != explained.end();
            if (!known && (isFixedPoint(mark.shape) || isOfChain(mark.shape))) {
                explained.push_back(mark.shape);
            }
            scene.marks.push_back(std::move(mark));
        }
    }
    std::sort(explained.begin(), explained.end());
    for (const MarkShape shape : explained) {
        scene.legend.push_back({markName(shape), markColor(shape, theme), shape});
    }
}

/// A few points drown among arrows as dots; they become discs above them.
void addFewPoints(FieldScene& scene, const FieldData& data, const FieldOptions& options,
                  const Theme& theme) {
    constexpr std::size_t few = 300;
    constexpr QSize raster(512, 512);
    constexpr double radius = 2.6;
    constexpr double casing = 0.9;
    ExtentBuilder extent;
    for (const auto& artifact : data.points) {
        const auto& points = std::get<Scatter>(artifact->data);
        for (std::size_t i = 0; i < std::min(points.x.size(), points.y.size()); ++i) {
            extent.add(static_cast<double>(points.x[i]), static_cast<double>(points.y[i]));
        }
    }
    if (extent.empty()) {
        return;
    }
    const Dots dots = visibleDots(data, options, regionAround(extent.rect()), raster, theme);
    for (std::size_t i = 0; i < dots.at.size() && dots.at.size() <= few; ++i) {
        scene.dots.push_back({dots.at[i], theme.ground.rgba(), radius + casing});
        scene.dots.push_back({dots.at[i], dots.color[i], radius});
    }
}

void addBrushed(FieldScene& scene, const FieldData& data, const Theme& theme) {
    for (const auto& artifact : data.points) {
        const auto found = data.brushed.find(artifact->name);
        if (found == data.brushed.end()) {
            continue;
        }
        const auto& points = std::get<Scatter>(artifact->data);
        for (const std::size_t i : found->second) {
            if (i < std::min(points.x.size(), points.y.size()) && std::isfinite(points.x[i]) &&
                std::isfinite(points.y[i])) {
                scene.discs.push_back(
                    {QPointF(static_cast<double>(points.x[i]), static_cast<double>(points.y[i])),
                     theme.accent.rgba(), 2.2});
            }
        }
    }
}

} // namespace

FieldScene buildFieldScene(const FieldData& data, const FieldOptions& options, const Theme& theme) {
    FieldScene scene;
    const std::optional<HeatColors> heat = addHeat(scene, data, options, theme);
    if (!vectorField(data.field) && !vectorField(data.optimum)) {
        const QRectF extent = dataExtent(data);
        scene.spacing = extent.isNull() ? 1.0 : 0.03 * std::max(extent.width(), extent.height());
    }
    addArrows(scene, data, options, heat ? &*heat : nullptr, theme);
    const auto append = [](auto& to, auto&& from) {
        std::move(from.begin(), from.end(), std::back_inserter(to));
    };
    if (options.points) {
        addFewPoints(scene, data, options, theme);
        addBrushed(scene, data, theme);
    }
    if (options.ellipses) {
        for (const auto& artifact : data.tensors) {
            append(scene.ellipses, coloredLines(buildEllipses(std::get<TensorField>(artifact->data),
                                                              scene.spacing, theme.text.rgba()),
                                                heat ? &*heat : nullptr, std::nullopt));
        }
    }
    if (options.paths) {
        for (const auto& artifact : data.paths) {
            PathPicture picture =
                buildPaths(std::get<Lines>(artifact->data), 0.3 * scene.spacing, theme);
            append(scene.paths, picture.lines);
            append(scene.discs, picture.discs);
            append(scene.marks, picture.labels);
        }
    }
    if (options.chains) {
        std::size_t color = 1;
        for (const auto& artifact : data.trajectories) {
            ChainPicture picture = buildChains(std::get<Trajectory>(artifact->data), color, theme);
            append(scene.trajectories, picture.lines);
            append(scene.discs, picture.discs);
            color += picture.chains;
        }
    }
    addMarks(scene, data, options, theme);
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

QColor categoryColor(std::size_t i, const Theme& theme) {
    // Steps of the golden angle keep any few neighbours far apart around the circle of hues; every
    // other ring is a little lighter.
    const double hue = std::fmod(0.58 + 0.61803398875 * static_cast<double>(i), 1.0);
    const double step = static_cast<double>(i % 3);
    return theme.dark ? QColor::fromHslF(static_cast<float>(hue), 0.32F,
                                         static_cast<float>(0.24 + 0.06 * step))
                      : QColor::fromHslF(static_cast<float>(hue), 0.45F,
                                         static_cast<float>(0.86 - 0.05 * step));
}

QColor pointColor(const Theme& theme) {
    return theme.accent;
}

QColor optimumColor(const Theme& theme) {
    return theme.seriesColor(1);
}

} // namespace scorescope::views
