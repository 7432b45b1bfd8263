// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/analysis.h"
#include "engine/stats/parzen_likelihood.h"

namespace scorescope::stats {

/// An analysis' work: it tells `watch` how far it is, which ends it by Cancelled, and has one
/// thread, so that training keeps the others. The watch must outlive it.
[[nodiscard]] inline LongWork watchedWork(AnalysisWatch& watch) {
    return {1, [&watch](double share) {
                watch.report(share);
                return true;
            }};
}

} // namespace scorescope::stats
