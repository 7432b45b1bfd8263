// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/comparison.h"
#include "engine/core/scene.h"
#include "views/figure_panel.h"

#include <QJsonObject>

#include <vector>

/// What a comparison shows of its frames, and how. Pure functions.
namespace scorescope::app {

/// The view for one chart with both runs' curves.
[[nodiscard]] ViewSpec overlaySpec(ViewSpec spec);
/// The view for a picture of differences: limits of the values are none of their differences.
[[nodiscard]] ViewSpec differenceSpec(ViewSpec spec);

/// The earliest moment at another step than `now` that has something of what the view shows; else
/// the earliest at another step; null when there is none.
[[nodiscard]] FramePtr startToCompare(const std::vector<FramePtr>& moments, const Frame& now,
                                      const ViewSpec& spec);

/// The limits of axes and colours that hold all the frames, null ones left out. A frame that the
/// view cannot show has none.
[[nodiscard]] std::vector<views::FigurePanel::Limits>
commonLimits(const ViewSpec& spec, const std::vector<FramePtr>& frames);

/// The numbers among a view's wishes that are parameters of the table.
[[nodiscard]] Region regionFrom(const QJsonObject& values, const ParameterTable& table);

} // namespace scorescope::app
