// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/series.h"

#include <string>

namespace scorescope::manifold {

/// What the names of an auto-encoder's series depend on.
struct SeriesNaming {
    bool squaredError = true; ///< the training loss is (3.2), without a penalty
    std::string optimum;      ///< which optimum it is compared with: "(3.3)"
    bool lineSearch = true;   ///< step lengths are a line search's α
    std::string chains;       ///< of which the statistics are: "16 of 1000 chains"; may be empty
};

/// Gives the frame those of an auto-encoder's series (training, quality, sensitivity, fixed points,
/// chains) that are wanted, with the titles and quantities people read.
void publishAutoencoderSeries(FrameBuilder& frame, const SeriesSet& series,
                              const SeriesNaming& naming);

} // namespace scorescope::manifold
