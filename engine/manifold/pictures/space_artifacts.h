// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/kept.h"
#include "engine/core/revision.h"
#include "engine/data/point_set.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <memory>
#include <string>

namespace scorescope::manifold {

/// What pictures of three dimensions are made from.
struct SpaceSource {
    const field::Reconstruction& learned; ///< r, d = 3
    const data::PointSet& data;
    double sigma = 0.1;
    bool asScore = false;
    Revision version = {};          ///< of r
    Revision problemVersion = {};   ///< of the data
    std::size_t resolution = 10;    ///< arrows along an axis
    std::string sliceAxis = "none"; ///< "none", "x", "y" or "z"
    double slicePosition = 0.0;
};

/// field_3d: r(x) − x on a lattice around the data (nodes within two cells of a point).
/// slice_field: on a plane, three times as fine, in all of the data's box.
class SpaceArtifacts {
public:
    void publish(FrameBuilder& frame, const SpaceSource& source);

private:
    using ArtifactPointer = std::shared_ptr<const Artifact>;
    /// (r, the data, arrows along an axis, as a score)
    Kept<ArtifactPointer, Revision, Revision, std::size_t, bool> field_;
    /// The same, then the slice's axis and position.
    Kept<ArtifactPointer, Revision, Revision, std::size_t, bool, std::string, double> slice_;
};

} // namespace scorescope::manifold
