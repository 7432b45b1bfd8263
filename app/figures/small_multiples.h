// SPDX-FileCopyrightText: 2026 The Scorescope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/core/frame.h"
#include "engine/core/scene.h"
#include "views/figure_panel.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// One view of several runs, side by side. Needs no display.
namespace scorescope::app {

/// What a run is called ("σ = 0.02"), and its frame.
using LabelledFrame = std::pair<std::string, FramePtr>;

/// A panel with a line of text above it, in the style of the figure.
[[nodiscard]] std::shared_ptr<views::FigurePanel>
labelledPanel(const QString& label, std::shared_ptr<const views::FigurePanel> panel);

/// One panel for each run, its label above it; axes of curves and limits of colours are common to
/// all, so that pictures can be compared by eye. Throws InputError as createPanel() does.
[[nodiscard]] std::vector<std::shared_ptr<views::FigurePanel>>
smallMultiples(const ViewSpec& view, const std::vector<LabelledFrame>& runs);

/// How many of so many pictures stand in a row on a page: at most three.
[[nodiscard]] int multiplesColumns(std::size_t runs);

/// Writes the small multiples of a view of the scene (.svg, .pdf, .png), double column, the scene
/// inside. Throws InputError.
void writeMultiples(const Scene& scene, const std::string& view,
                    const std::vector<LabelledFrame>& runs, const std::string& path);

} // namespace scorescope::app
