// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/artifact.h"
#include "engine/core/frame.h"
#include "engine/core/revision.h"
#include "engine/data/point_set.h"
#include "engine/field/reconstruction.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace scorescope::manifold {

/// What pictures of a plane are made from, at one moment. References must outlive the call.
struct PlaneSource {
    const field::Reconstruction& learned; ///< r
    const field::Reconstruction& optimum; ///< r*
    /// log p_σ of the optimum's density, [count].
    std::function<void(const double* points, std::size_t count, double* out)> logDensity;
    const data::PointSet& data;
    double sigma = 0.01;
    bool asScore = false;         ///< arrows are (r(x) − x)/σ² rather than r(x) − x
    Revision version = {};        ///< of r
    Revision problemVersion = {}; ///< of data, σ and optimum
    std::size_t xAxis = 0;        ///< of the plane, in more than two dimensions
    std::size_t yAxis = 1;
    std::vector<double> fixed = {}; ///< [d] the other coordinates; empty in two dimensions
    std::size_t glyphs = 16;        ///< ellipses across
    RegionParameters region = {};   ///< which parameters move the plane's edges
};

/// Fills in what a plane shows: the field and what follows from it (§3.3.4 to §3.4.3). Every
/// artifact is computed only when it is wanted, and kept until what it depends on changes.
///
/// With PREFIX in front: field, optimal_field, magnitude, error_field, optimal_energy, curl,
/// divergence, sensitivity (ellipses). What takes longer is in plane_analyses.h.
class PlaneArtifacts {
public:
    /// `suffix` is added to titles (" (close-up)").
    PlaneArtifacts(std::string prefix, std::string suffix);
    ~PlaneArtifacts();
    PlaneArtifacts(PlaneArtifacts&&) noexcept;
    PlaneArtifacts& operator=(PlaneArtifacts&&) noexcept;
    PlaneArtifacts(const PlaneArtifacts&) = delete;
    PlaneArtifacts& operator=(const PlaneArtifacts&) = delete;

    void publish(FrameBuilder& frame, const Grid& grid, const PlaneSource& source);

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

} // namespace scorescope::manifold
