// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/field/field_arrows.h"

#include "views/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace scorescope::views {
namespace {

/// Lengths of logarithmic arrows and of unit ones, in shares of the distance between nodes.
constexpr double shortestArrow = 0.35;
constexpr double longestArrow = 0.95;
constexpr double unitArrow = 0.85;

} // namespace

std::vector<float> magnitudes(const VectorField& field) {
    std::vector<float> values(field.u.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<float>(
            std::hypot(static_cast<double>(field.u[i]), static_cast<double>(field.v[i])));
    }
    return values;
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

ArrowNotes arrowNotes(ArrowLength kind, const QString& quantity, const ColorLimits& lengths) {
    const auto tr = [](const char* text) {
        return QCoreApplication::translate("FieldScene", text);
    };
    switch (kind) {
    case ArrowLength::trueLength:
        break;
    case ArrowLength::unit:
        return {tr(QT_TRANSLATE_NOOP("FieldScene", "All arrows have the same length")),
                tr(QT_TRANSLATE_NOOP("FieldScene", "directions only"))};
    case ArrowLength::logarithmic:
        return {tr(QT_TRANSLATE_NOOP("FieldScene", "Arrow length linear in log %1: %2 of their "
                                                   "spacing at %4, %3 at %5"))
                    .arg(quantity, numberText(shortestArrow), numberText(longestArrow),
                         numberText(lengths.low, 2), numberText(lengths.high, 2)),
                tr(QT_TRANSLATE_NOOP("FieldScene", "arrow length ~ log %1")).arg(quantity)};
    }
    return {};
}

} // namespace scorescope::views
