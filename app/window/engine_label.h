// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/placement.h"

#include <QLabel>

#include <string>
#include <vector>

namespace scorescope::app {

/// Says what the engine runs on: "CPU · 2 threads · AVX-512", or which work a GPU does. Its tool
/// tip gives the reason for each kind of work.
class EngineLabel : public QLabel {
    Q_OBJECT

public:
    /// `threads` of the processor and its instruction set, as doctor names it.
    EngineLabel(int threads, const std::string& instructionSet, QWidget* parent);

    /// Where an experiment's work runs (Experiment::placements()); empty is the processor alone.
    void setPlacements(const std::vector<Placement>& placements);

private:
    QString processor_;
};

} // namespace scorescope::app
