// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/run_list.h"
#include "app/window/seed_bands.h"
#include "views/background_job.h"
#include "views/companion.h"

#include <QObject>

#include <optional>
#include <string>
#include <vector>

namespace scorescope::app {

/// The kept runs as views draw them: each visible one a line, or those that differ in the seed
/// alone together as their mean and a band.
///
/// Runs of another experiment than the one on screen are left out: series of the same name are not
/// the same quantity there. Bands are worked out in the background; until they are there, the lines
/// stay. GUI thread only.
class RunCurves : public QObject {
    Q_OBJECT

public:
    /// `list` must outlive this.
    RunCurves(const RunList& list, QObject* parent);

    void setExperiment(const std::string& experiment);
    /// Nothing: every run a line.
    void setBands(std::optional<BandStatistic> statistic);
    [[nodiscard]] std::optional<BandStatistic> bands() const noexcept { return bands_; }
    [[nodiscard]] const std::vector<views::Companion>& companions() const noexcept {
        return companions_;
    }

Q_SIGNALS:
    void changed();

private:
    void update();

    const RunList& list_;
    std::string experiment_;
    std::optional<BandStatistic> bands_;
    std::vector<views::Companion> companions_;
    views::BackgroundJob job_; ///< last: what it reports to outlives it
};

} // namespace scorescope::app
