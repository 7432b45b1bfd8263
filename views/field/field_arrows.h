// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/axes/color_bar.h"
#include "views/colormap.h"
#include "views/field/field_options.h"
#include "views/field/heat_picture.h"

#include <QColor>
#include <QPointF>
#include <QString>

#include <array>
#include <vector>

/// Vectors at the nodes of a grid as arrows.
namespace scorescope::views {

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

/// What arrows are drawn from.
struct ArrowInput {
    const VectorField* field = nullptr;
    ColorBar bar;                   ///< of the field's own magnitude: sets the colours if …
    ColorLimits lengths;            ///< magnitudes of the shortest and longest logarithmic arrow
    const QRgb* color = nullptr;    ///< … this is null
    const HeatColors* on = nullptr; ///< heat map below, to contrast with; may be null
    ArrowShape shape;
};
/// The arrows of every options.stride-th node in both directions. Each is drawn as it is among all
/// of them: only their number follows the stride.
/// \param spacing between neighbouring nodes, axis units
[[nodiscard]] std::vector<Arrow> buildArrows(const ArrowInput& input, const FieldOptions& options,
                                             double spacing);
/// What the length of an arrow means where it is not that of its vector; empty where it is.
struct ArrowNotes {
    QString sentence;
    QString brief;
};
/// \param quantity what is drawn  \param lengths as ArrowInput has them
[[nodiscard]] ArrowNotes arrowNotes(ArrowLength kind, const QString& quantity,
                                    const ColorLimits& lengths);
/// |v| at each node.
[[nodiscard]] std::vector<float> magnitudes(const VectorField& field);

} // namespace scorescope::views
