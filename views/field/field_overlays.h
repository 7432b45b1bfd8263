// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "views/field/polyline.h"
#include "views/theme.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What lies over a field: ellipses, chains, paths and single marks, as geometry with colours.
namespace scorescope::views {

/// A filled disc of a size that does not follow the zoom.
struct Disc {
    QPointF at;
    QRgb color = 0;
    double radius = 1.0; ///< in line widths
};

enum class MarkShape {
    none, ///< only its label
    attractor,
    spuriousAttractor,
    saddle,
    source,
    center,
    current,
    accepted,
    rejected,
    handle,
    predicted,
    point,
};

/// A single point that means something. Shapes alone tell the kinds apart, without colour.
struct FieldMark {
    QPointF at;
    MarkShape shape = MarkShape::point;
    QColor color;
    QString label;
    std::string artifact;  ///< empty where it cannot be dragged
    std::size_t index = 0; ///< in its artifact
};

/// The shape for a kind of marker; unknown kinds are points.
[[nodiscard]] MarkShape markShape(const std::string& kind);
/// What a shape is called in a legend ("spurious attractor"), and what it means in one sentence.
[[nodiscard]] QString markName(MarkShape shape);
[[nodiscard]] QString markHelp(MarkShape shape);
[[nodiscard]] QColor markColor(MarkShape shape, const Theme& theme);

/// Marks of an artifact's markers; those that are not finite are left out.
[[nodiscard]] std::vector<FieldMark> buildMarks(const Artifact& artifact, const Theme& theme);

/// Tensors as ellipses whose half axes are proportional to the absolute eigenvalues, the largest of
/// all just short of half the distance between neighbours, each with its two principal axes.
/// Without neighbours `spacing` is that distance. Tensors that are not finite are left out.
[[nodiscard]] std::vector<Polyline> buildEllipses(const TensorField& tensors, double spacing,
                                                  QRgb color);

/// Paths of chains: what is long past fades, where a proposal was rejected there is a small dim
/// disc, and each chain ends in a disc where it is now, if asked for. Of more than `manyChains`
/// only the newest stretch is drawn, without rejections.
constexpr std::size_t manyChains = 64;
struct ChainPicture {
    std::vector<Polyline> lines;
    std::vector<Polyline> chosen; ///< of the selected chain: drawn over the others, and wider
    std::vector<Disc> discs;
    std::size_t chains = 0;
};
/// `firstColor` is the place in the theme's series of the first chain's colour; each chain of a few
/// has its own, many share one. While one is selected the others are dimmed.
[[nodiscard]] ChainPicture buildChains(const Trajectory& path, std::size_t firstColor,
                                       const Theme& theme,
                                       std::optional<std::size_t> selected = std::nullopt,
                                       bool ends = true);

/// Lines as drawn paths, dashed ones cut into dashes of `dash` axis units; the points of short
/// whole ones (at most 64) are marked by discs, labels stand at the ends. NaN breaks a line.
struct PathPicture {
    std::vector<Polyline> lines;
    std::vector<Disc> discs;
    std::vector<FieldMark> labels;
    std::vector<QColor> unnamed; ///< of the lines without a label that are drawn
};
[[nodiscard]] PathPicture buildPaths(const Lines& lines, double dash, const Theme& theme,
                                     std::optional<std::size_t> selected = std::nullopt);

/// A line cut into dashes and gaps of equal length; the whole line when that would be too many.
[[nodiscard]] std::vector<Polyline> dashes(const Polyline& line, double length);

} // namespace scorescope::views
