// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/field/field_options.h"
#include "views/selection.h"

#include <QRectF>

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// What a picture of fields in the plane shows, and where it lies. Free of widgets.
///
/// All coordinates are in the axes' units. Rectangles are QRectF with top() at the *lowest* y.
namespace scorescope::views {

/// The artifacts of a view by the part they play.
struct FieldData {
    using Artifacts = std::vector<std::shared_ptr<const Artifact>>;
    std::shared_ptr<const Artifact> field;
    std::shared_ptr<const Artifact> optimum;
    std::shared_ptr<const Artifact> heat; ///< the chosen one
    Artifacts points;
    Artifacts tensors;
    Artifacts trajectories;
    Artifacts markers; ///< of every part
    Artifacts paths;
    /// Points brushed in another view, by artifact: they are emphasized.
    std::map<std::string, std::vector<std::size_t>> brushed;
    /// Of the artifacts whose parts can be selected.
    Selection selection;

    [[nodiscard]] bool empty() const noexcept;
    /// Whether anything of it is computed over a region, which a view can ask to move.
    [[nodiscard]] bool hasGrid() const noexcept { return field || optimum || heat; }
    /// All artifacts, in drawing order.
    [[nodiscard]] Artifacts all() const;
    friend bool operator==(const FieldData& a, const FieldData& b) {
        return a.all() == b.all() && a.field == b.field && a.heat == b.heat &&
               a.brushed == b.brushed && a.selection == b.selection;
    }
};

/// The frame's artifacts in the parts a cast gives them. Whoever has no part is left out.
[[nodiscard]] FieldData fieldData(const ViewSpec& spec, const FieldCast& cast,
                                  const FieldOptions& options, const Frame& frame);

/// Where the data lies: the extent of field, heat map and optimum, or of points and paths when
/// there are none. Null when nothing finite is there; never of zero width or height otherwise.
[[nodiscard]] QRectF dataExtent(const FieldData& data);
/// The parameters that follow what a view shows of it: those of the first part that can be moved.
/// Empty names without one.
[[nodiscard]] RegionParameters regionParameters(const FieldData& data);
/// The region that shows an extent with room for the arrows at its border.
[[nodiscard]] QRectF regionAround(const QRectF& extent);
/// A region with as many digits as a person would give it: a thousandth of its width.
[[nodiscard]] QRectF withFewDigits(const QRectF& region);

/// The vectors or the values of an artifact; null when it is none, its grid cannot be drawn or its
/// sizes do not agree.
[[nodiscard]] const VectorField* usableVectors(const std::shared_ptr<const Artifact>& artifact);
[[nodiscard]] const ScalarField* usableValues(const std::shared_ptr<const Artifact>& artifact);

} // namespace scorescope::views
