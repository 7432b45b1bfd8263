// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis.h"
#include "engine/core/frame.h"
#include "engine/core/revision.h"
#include "engine/data/point_set.h"
#include "engine/field/field_grid.h"
#include "engine/field/reconstruction.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// What a plane shows that takes too long for a picture: the Helmholtz split with the energy
/// surface (§3.3.6), and fixed points with their basins of attraction (§3.4.3, Figure 3.7).
namespace scorescope::manifold {

/// What the analyses of one plane depend on, besides the network.
struct PlaneQuestion {
    std::string prefix; ///< of the artifacts' names: "", "closeup_"
    std::string suffix; ///< of their titles: " (close-up)"
    field::PlaneSlice slice;
    bool asScore = false; ///< parts of the field over σ²
    double sigma = 0.01;
    double spuriousDistance = 0.03; ///< length
    RegionParameters region = {};   ///< which parameters move the plane's edges
};

/// Requests for what `interest` wants of the plane: PREFIXhelmholtz_split for energy,
/// gradient_part, rotational_part and helmholtz (table); in the plane itself (`dimensions` 2)
/// PREFIXfixed_points for fixed_points, fixed_points_table and basins. `step`: the last that
/// changed the network; `dataRevision` names the data that distances are measured to.
[[nodiscard]] std::vector<AnalysisRequest> planeRequests(const PlaneQuestion& question,
                                                         std::size_t dimensions,
                                                         const Interest& interest,
                                                         std::uint64_t step, Revision dataRevision);

/// Makes a network of its own for the analyses' thread.
using MakeReconstruction = std::function<std::unique_ptr<field::Reconstruction>()>;

/// The work of one of these requests.
[[nodiscard]] AnalysisWork planeAnalysis(const AnalysisRequest& request,
                                         const PlaneQuestion& question, MakeReconstruction learned,
                                         std::shared_ptr<const data::PointSet> data);

} // namespace scorescope::manifold
