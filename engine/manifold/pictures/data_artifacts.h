// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/data/point_set.h"

#include <memory>
#include <string>

namespace scorescope::manifold {

/// The training data as artifacts: data (d = 2), data_cloud (its first 10 000 points). Made once
/// and shared by frames until clear(). Not thread-safe.
class DataArtifacts {
public:
    /// `shown`: the points of "data". `parameter`: the one that editing them changes, or empty.
    void publish(FrameBuilder& frame, const data::PointSet& points, const data::PointSet& shown,
                 const std::string& parameter);
    /// The data are others now.
    void clear();

private:
    std::shared_ptr<const Artifact> data_;
    std::shared_ptr<const Artifact> cloud_;
};

} // namespace scorescope::manifold
