// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/figure_panel.h"

#include <QPointF>
#include <QRectF>
#include <QString>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

/// Point clouds in d dimensions as pairs of dimensions: what is shown and where it stands. Values
/// and pure functions.
namespace scorescope::views {

enum class PairsLayout {
    sideBySide, ///< for each pair the data (left) with the samples (right), as in Figure 3.6
    overlay,    ///< for each pair one panel with the data over the samples
};

using DimensionPair = std::array<std::size_t, 2>;

/// How pairs are shown. As a view's "options": {"layout": "side_by_side" or "overlay",
/// "pairs": [[0, 1], …], "point_size": diameter on screen, "limit": half width of the axes,
/// "region": [x min, y min, x max, y max] where a person zoomed}.
struct PairsOptions {
    PairsLayout layout = PairsLayout::sideBySide;
    std::vector<DimensionPair> pairs; ///< empty: (0, 1), (1, 2), …, (d − 1, 0)
    double pointSize = 0.0;           ///< logical pixels (points on paper); 0 = from the count
    double limit = 0.0;               ///< axes span [−limit, limit]; 0 = from the data
    QRectF region;                    ///< null = everything
    /// What the two clouds are called, "names" in the scene: by default data and samples.
    std::array<QString, 2> names;
};

/// Reads a view's options. Throws InputError for a value that is not allowed.
[[nodiscard]] PairsOptions pairsOptions(const ViewSpec& spec);

/// One of the two clouds of a picture.
struct PairsCloud {
    std::shared_ptr<const Artifact> artifact; ///< holds a PointCloud; null while there is none
    std::vector<std::size_t> brushed;         ///< points that are emphasized, increasing

    [[nodiscard]] const PointCloud* points() const;
    [[nodiscard]] std::size_t size() const;
};

/// Data and samples: the first and the second of the view's point clouds.
struct PairsData {
    std::array<PairsCloud, 2> clouds;
    QString problem; ///< why there is nothing to show, or empty

    [[nodiscard]] std::size_t dimensions() const;
};

/// The clouds that the view's artifacts name, as far as the frame has them.
[[nodiscard]] PairsData pairsData(const ViewSpec& spec, const Frame& frame);

/// (0, 1), (1, 2), …, (d − 2, d − 1), (d − 1, 0), as in Figure 3.6; for d = 2 the one pair.
[[nodiscard]] std::vector<DimensionPair> defaultPairs(std::size_t dimensions);
/// The pairs to draw: those of the options that exist in the data, or the default ones.
[[nodiscard]] std::vector<DimensionPair> shownPairs(const PairsOptions& options,
                                                    const PairsData& data);

/// What all axes span when nobody zoomed: from the limit, or around all coordinates of the data
/// (of the samples only while there are no data), widened by 15 % for corrupted points, and further
/// for samples about them; those farther than half the data's width away are left outside.
[[nodiscard]] QRectF pairsExtent(const PairsOptions& options, const PairsData& data);

/// One panel: cloud `cloud` (0 data, 1 samples; in an overlay 0 stands for both) of pair `pair`.
struct PairPanel {
    std::size_t pair = 0;
    std::size_t cloud = 0;
    QRectF plot;            ///< square box of the points, painter's units
    bool leftmost = false;  ///< carries tick labels at its left
    bool lowermost = false; ///< carries tick labels below
};

/// Where the parts of the picture stand.
struct PairsPlaces {
    QRectF header;     ///< legend and counts
    bool bare = false; ///< no room for ticks and names: panels in reading order, and no more
    std::vector<PairPanel> panels;

    /// The panel under a position, or nothing.
    [[nodiscard]] const PairPanel* at(const QPointF& position) const;
};

/// As many columns as make the panels largest; without ticks and names where these would leave the
/// panels no room. Empty when `rect` is too small even so.
[[nodiscard]] PairsPlaces placePairs(const QRectF& rect, std::size_t pairs, PairsLayout layout,
                                     const FigureStyle& style);
/// Height of a figure of that width in which the panels waste no room.
[[nodiscard]] double pairsHeight(double width, std::size_t pairs, PairsLayout layout,
                                 const FigureStyle& style);

/// The point of the cloud whose picture in dimensions `pair` is nearest to `at`, within `reach`
/// (axis units), if there is one.
[[nodiscard]] std::optional<std::size_t>
nearestInPair(const PointCloud& cloud, const DimensionPair& pair, const QPointF& at, double reach);
/// Points of the cloud inside the rectangle (axis units), increasing.
[[nodiscard]] std::vector<std::size_t> pointsInside(const PointCloud& cloud,
                                                    const DimensionPair& pair, const QRectF& box);

/// "x₁₀".
[[nodiscard]] QString dimensionName(std::size_t dimension);

} // namespace scorescope::views
